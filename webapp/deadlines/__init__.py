"""Deadlines between units: 催办 and 延期, by the level above and the province."""

from webapp.deadlines import extensions, nudges
from webapp.deadlines.blueprint import pages

PARTS = (nudges, extensions)

__all__ = ["PARTS", "pages"]
