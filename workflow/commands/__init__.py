"""One function per human action. A command never commits: its caller holds the unit of work."""
