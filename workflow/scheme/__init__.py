"""The scheme language: a scoring document as typed data, how it is read, checked and marked by."""
