"""Deadlines in people's own calendars: a private link, and what it opens."""
