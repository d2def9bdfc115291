"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import exports, papers, runs, writing
from webapp.documents.blueprint import pages

PARTS = (exports, papers, runs, writing)

__all__ = ["PARTS", "pages"]
