"""Official documents: plain data in, Word and PDF files out, in the layout of GB/T 9704. No database."""
