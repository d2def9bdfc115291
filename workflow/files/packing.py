"""Archives that are given out: one file after the other, the same files in the same bytes."""

from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CREATED = (2000, 1, 1, 0, 0, 0)
"""A fixed moment keeps equal archives equal."""


def pack(target: BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into an archive as they come; no more than one is in memory at a time."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = ZipInfo(name, CREATED)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
