"""Whether a post is held without a gap."""

from collections.abc import Iterable
from datetime import datetime

Term = tuple[datetime, datetime | None]
"""From an instant until another (exclusive), or without an end."""


def first_gap(terms: Iterable[Term], now: datetime) -> datetime | None:
    """The first instant from `now` on at which nobody holds the post; None where somebody always does."""
    covered = now
    for since, until in sorted(terms, key=lambda term: term[0]):
        if since > covered:
            return covered
        if until is None:
            return None
        covered = max(covered, until)
    return covered
