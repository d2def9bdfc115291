"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import printing
from webapp.documents.blueprint import pages

__all__ = ["pages"]

PARTS = (printing,)
