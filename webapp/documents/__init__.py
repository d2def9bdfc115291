"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import printing, province, province_texts
from webapp.documents.blueprint import pages

PARTS = (printing, province, province_texts)

__all__ = ["PARTS", "pages"]
