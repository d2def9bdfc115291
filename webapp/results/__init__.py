"""The results for everybody: what a unit may see of a ranking, and when."""
