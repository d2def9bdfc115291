"""What the official documents of a year say: one module a document, from records to plain data."""
