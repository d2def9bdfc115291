"""What a file from outside must be before any library looks into it: a small, plain Excel workbook.

Everything is bounded by the directory of the archive first, and by what the parts begin with.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from workflow.csv_rows import LARGEST_BYTES
from workflow.errors import Invalid

LARGEST_UNPACKED = 20_000_000
MOST_TAGS = 300_000
"""More than 5,000 rows of a dozen filled cells have; every tag takes time and memory, however short it is."""

MOST_PARTS = 300
"""A workbook of an office has a dozen or two; with a picture in every row it is no table."""

SQUEEZED = 300
"""How many times its packed length a part of a filled table may have, where it is long at all."""

LONG = 1_000_000
"""Bytes from which a part is long."""

COMPOUND = b"\xd0\xcf\x11\xe0"
ARCHIVE = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NAMED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9_.-]+)["']""")
_MARKUP = (".xml", ".rels", ".vml")
_XML = (b"<", b"\0<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""How a part begins that is taken for XML, whatever it is called: libraries go by the links alone."""

_READ = frozenset({b"utf-8", b"us-ascii", b"ascii"})
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_COUNTED = frozenset({"n", "s", "b"})
"""Kinds of cells that hold a number: itself, that of a shared text, 0 or 1."""

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_SAVE = "在表格软件中打开，另存为 .xlsx 再上传"


@dataclass(frozen=True)
class Shape:
    """What a sheet hides and merges: numbers of rows and columns, and ranges such as `A1:B2`."""

    rows: frozenset[int]
    columns: frozenset[int]
    merged: tuple[str, ...]


def unreadable(text: str) -> Invalid:
    """The refusal of a file as a whole."""
    return Invalid({"file": f"{text}。"})


def require_workbook(content: bytes) -> None:
    """See that a file is a workbook that is read in little time and memory. Raises Invalid (`file`)."""
    if content.startswith(COMPOUND):
        if _ENCRYPTED in content:
            raise unreadable("这个工作簿设了打开密码：在表格软件中取消密码，保存后再上传")
        raise unreadable("这是旧版 Excel 文件（.xls、.et）：在表格软件中打开，另存为 .xlsx 再上传")
    if not content.startswith(ARCHIVE):
        raise unreadable("这不是 Excel 工作簿（.xlsx）：核对是否选错了文件")
    if len(content) > LARGEST_BYTES:
        raise unreadable(f"文件有 {len(content)} 字节，最多 {LARGEST_BYTES} 字节：核对是否选错了文件")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _require_bounded(package)
            tags = sum(_tags(package, part) for part in package.infolist())
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
        raise unreadable(f"这个文件读不出来，可能没有下载或保存完整：{_SAVE}") from None
    if tags > MOST_TAGS:
        raise unreadable("工作簿里的单元格太多：只留要导入的表，删去空白的行和列")


def _require_bounded(package: zipfile.ZipFile) -> None:
    """What the directory alone tells."""
    parts = package.infolist()
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise unreadable("这个文件设了密码：取消密码，保存后再上传")
    if "xl/workbook.bin" in names:
        raise unreadable("这是二进制工作簿（.xlsb）：在表格软件中打开，另存为 .xlsx 再上传")
    if _BOOK not in names:
        raise unreadable("这不是 Excel 工作簿（.xlsx）：核对是否选错了文件")
    if len(parts) > MOST_PARTS or len(set(names)) < len(names):
        raise unreadable(f"文件里有 {len(parts)} 个部分，不是一般的工作簿：{_SAVE}")
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED:
        raise unreadable(f"工作簿展开后有 {size} 字节，最多 {LARGEST_UNPACKED} 字节：只留要导入的表")
    if any(part.file_size > LONG and part.file_size > SQUEEZED * part.compress_size for part in parts):
        raise unreadable("工作簿里几乎全是重复的空白单元格：删去表格之外的行和列，再保存、上传")


def _tags(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part has. Raises Invalid for what no spreadsheet program writes into one."""
    text = package.read(part)
    if text.startswith((ARCHIVE, COMPOUND)):
        raise unreadable("工作簿里嵌有宏或别的文件：删去嵌入的对象，另存为 .xlsx 再上传")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise unreadable(f"工作簿里有不该有的定义（DOCTYPE），没有读取：{_SAVE}")
    named = _NAMED.search(text.partition(b"?>")[0]) if b"<?xml" in text[:8] else None
    markup = part.filename.lower().endswith(_MARKUP) or text.startswith(_XML)
    if (markup and b"\0" in text) or (named and named[1].lower() not in _READ):
        raise unreadable(f"工作簿内部不是 UTF-8 编码，没有读取：{_SAVE}")
    return text.count(b"<")


def sheet_parts(content: bytes) -> dict[str, str]:
    """The part of every sheet, by the sheet's name. Raises Invalid where a workbook does not say it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            links = {
                link.get("Id"): (link.get("Target") or "").removeprefix("/xl/").removeprefix("xl/")
                for link in ElementTree.fromstring(package.read(_LINKS))
            }
            sheets = ElementTree.fromstring(package.read(_BOOK)).iter(f"{_MAIN}sheet")
            return {sheet.attrib["name"]: f"xl/{links[sheet.attrib[_LINK]]}" for sheet in sheets}
    except (KeyError, ElementTree.ParseError):
        raise unreadable(f"这个工作簿读不出来：{_SAVE}") from None


def shape(content: bytes, part: str) -> Shape:
    """What a sheet hides and merges. Raises Invalid where its part is missing or broken."""
    rows, columns, merged = set[int](), set[int](), list[str]()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part) as source:
            for tag, about in _elements(source):
                if tag == "row" and _hidden(about):
                    rows.add(int(about.get("r", 0)))
                elif tag == "col" and _hidden(about):
                    columns |= set(range(int(about["min"]), min(int(about["max"]), 200) + 1))
                elif tag == "mergeCell":
                    merged.append(about.get("ref", ""))
    except (KeyError, ValueError, ElementTree.ParseError):
        raise unreadable(f"这个工作簿读不出来：{_SAVE}") from None
    return Shape(frozenset(rows), frozenset(columns), tuple(merged))


def unsound_cells(content: bytes, part: str) -> dict[str, str]:
    """Cells of a sheet that say that they hold a number and hold none (`NaN`): address → what stands there.

    No spreadsheet program writes or opens them. Raises Invalid where the part is missing or broken.
    """
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part) as source:
            for _event, element in ElementTree.iterparse(source):
                if element.tag == f"{_MAIN}c" and element.get("t", "n") in _COUNTED:
                    value = element.findtext(f"{_MAIN}v") or ""
                    if value and not _NUMBER.fullmatch(value.strip()):
                        found[element.get("r", "")] = value
                if element.tag == f"{_MAIN}row":
                    element.clear()
    except (KeyError, ElementTree.ParseError):
        raise unreadable(f"这个工作簿读不出来：{_SAVE}") from None
    return found


def _elements(source: IO[bytes]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for event, element in ElementTree.iterparse(source, events=("start", "end")):
        if event == "start":
            yield element.tag.removeprefix(_MAIN), element.attrib
        else:
            element.clear()


def _hidden(about: Mapping[str, str]) -> bool:
    return about.get("hidden", "0").lower() in ("1", "true")
