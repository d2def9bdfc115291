"""Archives that are given out: one file after the other, the same files in the same bytes."""

import io
from collections.abc import Iterable
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

CREATED = (1980, 1, 1, 0, 0, 0)
"""A fixed moment keeps equal archives equal: the oldest that an archive can name."""


def pack(target: BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into an archive as they come; no more than one is in memory at a time."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = ZipInfo(name, CREATED)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)


def undated(package: bytes) -> bytes:
    """An archive that a library has made, without the moments at which it packed the parts."""
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as packed:
        pack(kept, ((name, packed.read(name)) for name in packed.namelist()))
    return kept.getvalue()
