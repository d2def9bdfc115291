"""Evidence (佐证材料): giving files, looking at them, taking all of a unit home."""

from webapp.evidence import changes, files, giving, listing, package
from webapp.evidence.blueprint import pages

PARTS = (listing, giving, changes, files, package)

__all__ = ["PARTS", "pages"]
