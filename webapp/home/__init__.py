"""The home page: what waits for me, and where the year stands."""
