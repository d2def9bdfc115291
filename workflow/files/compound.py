"""Compound files (OLE2) of older office programs, by the names of their streams."""

from collections.abc import Iterable
from typing import BinaryIO

from olefile import OleFileIO

from workflow.files.contents import Content
from workflow.files.faults import Fault, Unfit, size_text

STREAMS: tuple[tuple[str, Content], ...] = (
    ("worddocument", Content.WORD),
    ("workbook", Content.EXCEL),
    ("book", Content.EXCEL),
    ("powerpoint document", Content.SLIDES),
)
"""Stream that a file must hold → what it is. An installer (msi) is a compound file too, and holds none."""

SEALED = frozenset({"encryptedpackage", "encryptedsummary", "drmcontent"})
"""Streams of a file that is encrypted as a whole."""

_WORD_FLAGS, _WORD_ENCRYPTED = 0x0A, 0x0100
_FILEPASS = 0x002F
_RECORDS = 64
"""How far into a workbook the record of its password may stand."""


def compound_content(file: BinaryIO, name: str) -> Content:
    """What a compound file is. Raises Unfit."""
    try:
        file.seek(0)
        with OleFileIO(file) as parts:
            names = {entry[0].lower(): entry[0] for entry in parts.listdir() if len(entry) == 1}
            content = next((content for stream, content in STREAMS if stream in names), None)
            if SEALED & names.keys() or (content and _locked(parts, names, content)):
                raise Unfit(Fault.PASSWORD, name, "设了打开密码")
    except (OSError, ValueError, IndexError, AttributeError, TypeError, RecursionError):
        raise Unfit(Fault.CUT_SHORT, name, size_text(file.seek(0, 2))) from None
    if content is None:
        raise Unfit(Fault.FOREIGN, name, "内容不是 Word、Excel、PPT 或 WPS 文档")
    return content


def _locked(parts: OleFileIO, names: dict[str, str], content: Content) -> bool:
    """Whether a document that keeps its streams in the open says that their text is encrypted."""
    if content is Content.WORD:
        head = parts.openstream(names["worddocument"]).read(12)
        return bool(int.from_bytes(head[_WORD_FLAGS:], "little") & _WORD_ENCRYPTED)
    if content is Content.EXCEL:
        stream = parts.openstream(names.get("workbook") or names["book"])
        return _FILEPASS in _record_kinds(stream)
    return False


def _record_kinds(stream: BinaryIO) -> Iterable[int]:
    for _ in range(_RECORDS):
        head = stream.read(4)
        if len(head) < 4:
            return
        yield int.from_bytes(head[:2], "little")
        stream.seek(int.from_bytes(head[2:], "little"), 1)
