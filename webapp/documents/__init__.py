"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import papers, writing
from webapp.documents.blueprint import pages

PARTS = (papers, writing)

__all__ = ["PARTS", "pages"]
