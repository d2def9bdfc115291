"""Small files of every kind that is taken, made by hand; no test needs an office program."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

_CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(text: str = "evidence", extra: bytes = b"") -> bytes:
    """One page that says a text (of which only Latin letters are drawn)."""
    drawn = "".join(sign for sign in text if sign.isascii() and sign.isalnum()) or "evidence"
    page = f"BT /F1 24 Tf 30 100 Td ({drawn}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made = bytearray(b"%PDF-1.4\n%" + text.encode() + b"\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size 6 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (extra, start)
    return bytes(made)


def png(width: int = 4, height: int = 4, colour: bytes = b"\x1d\x3f\x6e") -> bytes:
    """A picture of one colour."""
    rows = b"".join(b"\0" + colour * width for _ in range(height))
    return _png(width, height, rows)


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@cache
def enormous_png() -> bytes:
    """30,000 × 30,000 picture elements, as its head says; there is little behind it."""
    return _png(30_000, 30_000, b"\0" * 1000)


JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "03" * 64 + "ffc0000b080001000101011100ffc40014"
    "00010000000000000000000000000000000000ffc4001410010000000000000000000000000000000000"
    "ffda0008010100003f00d2cf20ffd9"
)
GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
BMP = b"BM" + struct.pack("<IHHIIiiHHIIiiIII", 58, 0, 0, 54, 40, 1, 1, 1, 24, 0, 4, 2835, 2835, 0, 0, 0)
TIFF = b"II*\0\x08\0\0\0\0\0\0\0\0\0"


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(part: str, **more: bytes) -> bytes:
    """An office document whose main part lies at `part`."""
    return zipped({"[Content_Types].xml": _CONTENT_TYPES.encode(), part: b"<x/>", **more})


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
PPTX = office("ppt/presentation.xml")
OFD = zipped({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<x/>"})

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE2) with up to three streams of at least 4096 bytes each, padded with zeros."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    table, sectors, start = [_FAT, _END], [], 2
    for content in padded.values():
        count = -(-len(content) // _SECTOR)
        table += [*range(start + 1, start + count), _END]
        sectors.append((start, content.ljust(count * _SECTOR, b"\0")))
        start += count
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if padded else -1)]
    for number, (name, content) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else -1
        entries.append(_entry(name, 2, sectors[number - 1][0], len(content), right=right))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    return _header() + fat + directory + b"".join(content for _, content in sectors)


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<I", 0) + b"\xff" * (4 * 108)


def _entry(name: str, kind: int, start: int, size: int, child: int = -1, right: int = -1) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBiii", len(written), kind, 1, -1, right, child)
        + b"\0" * 16
        + struct.pack("<I8x8xIQ", 0, start, size)
    )


DOC = compound({"WordDocument": b"\xec\xa5\xc1\0"})
XLS = compound({"Workbook": b"\x09\x08\x10\0" + b"\0" * 16})
PPT = compound({"PowerPoint Document": b"\0"})
