"""HTTP in, HTML and documents out."""
