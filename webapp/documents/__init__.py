"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import papers, printing, province, province_texts, writing
from webapp.documents.blueprint import pages

PARTS = (papers, writing, printing, province, province_texts)

__all__ = ["PARTS", "pages"]
