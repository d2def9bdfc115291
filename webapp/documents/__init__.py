"""Official documents to take away: Word to go on working with, PDF to print."""

from webapp.documents import exports, papers, printing, province, province_texts, runs, writing
from webapp.documents.blueprint import pages

PARTS = (papers, writing, printing, province, province_texts, runs, exports)

__all__ = ["PARTS", "pages"]
