"""Excel workbooks: read with suspicion, written so that nobody's text becomes a formula."""
