"""The assessment itself: schemes, arithmetic, records and use cases. Knows nothing of the web."""
