"""Telling people, on time, and moving the year on when its dates come. Knows nothing of the web."""
