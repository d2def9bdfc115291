"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents.blueprint import pages

__all__ = ["pages"]

from webapp.documents import exports, runs  # noqa: F401 - the pages register themselves
