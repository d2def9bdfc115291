"""Files that say what is expected, for a person to read; `KAOPING_WRITE_GOLDEN=1` writes them anew."""

import os
from pathlib import Path

HERE = Path(__file__).parent
WRITING = "KAOPING_WRITE_GOLDEN"


def as_read(name: str, text: str) -> None:
    """A text is the one that somebody has read and approved."""
    file = HERE / name
    if os.environ.get(WRITING):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), name
