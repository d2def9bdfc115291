"""Pure arithmetic of the assessment: plain values in, marks and their explanation out."""
