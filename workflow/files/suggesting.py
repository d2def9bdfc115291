"""Which item a file is for, as its name says: "第11项…", "11-…", "11.2 …"; a suggestion, never more."""

import re
import unicodedata
from collections.abc import Mapping

_NAMED = re.compile(r"第\s*([0-9]{1,3}(?:\.[0-9]{1,2}){0,3})\s*项")
_LEADING = re.compile(r"(?:项次|项)?\s*([0-9]{1,3}(?:\.[0-9]{1,2}){0,3})\s*(?=[-_—–.、,，:：()（）\s一-鿿])")


def suggested_item(name: str, labels: Mapping[str, int]) -> int | None:
    """The item whose label a name speaks of or begins with; None where it names none of `labels`."""
    typed = unicodedata.normalize("NFKC", name).strip()
    found = _NAMED.search(typed) or _LEADING.match(typed)
    return labels.get(found[1].rstrip(".")) if found else None
