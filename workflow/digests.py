"""One fixed spelling of plain data, and its SHA-256: what is signed, chained or compared later."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Any) -> str:
    """JSON in one fixed spelling, the form that is stored and hashed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def event_hash(row: Mapping[str, Any]) -> str:
    """Hash of one event row, the hash of the row before it included."""
    kept = {key: value for key, value in row.items() if key != "hash"}
    kept["at"] = row["at"].isoformat()
    return digest(canonical(kept))
