"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import province, province_texts
from webapp.documents.blueprint import pages

PARTS = (province, province_texts)

__all__ = ["PARTS", "pages"]
