"""Pages of a prefecture: its board, its counties' sheets, its consolidation, its liaison officer."""

from webapp.prefecture import board, liaison, missing, report, review
from webapp.prefecture.blueprint import pages

PARTS = (board, review, missing, report, liaison)

__all__ = ["PARTS", "pages"]
