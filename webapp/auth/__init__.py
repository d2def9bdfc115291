"""Logging in and out, the password, the post."""
