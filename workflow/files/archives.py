"""Zip containers by their directory alone: what they hold, and what makes them unfit. Nothing is unpacked."""

import re
import stat
import struct
import zipfile
from collections.abc import Sequence
from itertools import pairwise
from typing import BinaryIO

from workflow.files.contents import Content
from workflow.files.faults import MEGABYTE, Fault, Unfit, size_text

MOST_MEMBERS = 2_000
LARGEST_DIRECTORY = 2 * MEGABYTE
LARGEST_UNPACKED = 1024 * MEGABYTE
HARMLESS_UNPACKED = 20 * MEGABYTE
STEEPEST = 100
"""An archive beyond the harmless size that unpacks to more than this many times its own is a bomb."""

_TAIL = 22 + 65_535
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_HEADER = 30
_ENCRYPTED = 0x01 | 0x40 | 0x2000
_PARTS = re.compile(r"[/\\]")
_DRIVE = re.compile(r"[/\\]|[A-Za-z]:")

MARKERS: tuple[tuple[str, Content], ...] = (
    ("word/document.xml", Content.DOCX),
    ("xl/workbook.xml", Content.XLSX),
    ("xl/workbook.bin", Content.XLSX),
    ("ppt/presentation.xml", Content.PPTX),
    ("OFD.xml", Content.OFD),
)
"""Member that a container must hold → what it then is; a plain archive holds none of them."""

PROGRAMS = {
    *("exe", "com", "scr", "msi", "dll", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "reg", "lnk"),
    *("jar", "apk", "sh", "php", "jsp", "asp", "aspx", "hta", "htm", "html", "xhtml", "svg", "swf"),
}
"""Endings of programs and web pages: nobody needs them as evidence."""

NESTED = {"zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "cab", "iso"}


def zip_content(file: BinaryIO, name: str) -> Content:
    """What a zip container is. Raises Unfit."""
    members = _members(file, name)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unfit(Fault.PASSWORD, name, "里有加密的文件")
    for why in (_crowded(members), _overlapping(members), *map(_strange, members)):
        if why:
            raise Unfit(Fault.ARCHIVE, name, why)
    names = {member.filename for member in members}
    content = next((content for marker, content in MARKERS if marker in names), Content.ZIP)
    for why in _plain(members) if content is Content.ZIP else _macros(names):
        raise Unfit(Fault.ARCHIVE, name, why)
    return content


def _members(file: BinaryIO, name: str) -> Sequence[zipfile.ZipInfo]:
    """The entries of the directory, which is known to be small before it is read."""
    count, length = _directory(file, name)
    if count > MOST_MEMBERS or length > LARGEST_DIRECTORY:
        raise Unfit(Fault.ARCHIVE, name, f"压缩包里有 {count} 个文件，最多 {MOST_MEMBERS} 个")
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError):
        raise Unfit(Fault.ARCHIVE, name, "压缩包的目录已损坏") from None
    if len(members) > MOST_MEMBERS:
        raise Unfit(Fault.ARCHIVE, name, f"压缩包里有 {len(members)} 个文件，最多 {MOST_MEMBERS} 个")
    if not members:
        raise Unfit(Fault.ARCHIVE, name, "压缩包里没有文件")
    return members


def _directory(file: BinaryIO, name: str) -> tuple[int, int]:
    """How many entries the directory says it has, and its length in bytes."""
    size = file.seek(0, 2)
    start = max(0, size - _TAIL)
    file.seek(start)
    tail = file.read(_TAIL)
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + 22:
        raise Unfit(Fault.CUT_SHORT, name, size_text(size))
    _, count, length = struct.unpack_from("<HHI", tail, place + 8)
    if place >= 20 and tail[place - 20 : place - 16] == _LOCATOR_64:
        (offset,) = struct.unpack_from("<Q", tail, place - 12)
        file.seek(min(offset, size))
        record = file.read(56)
        before = offset + 56 == start + place - 20  # where every reader looks, whatever the locator says
        if len(record) < 56 or not record.startswith(_END_64) or not before:
            raise Unfit(Fault.ARCHIVE, name, "压缩包的目录已损坏")
        count, length = struct.unpack_from("<QQ", record, 32)
    return count, length


def _crowded(members: Sequence[zipfile.ZipInfo]) -> str:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > LARGEST_UNPACKED:
        return f"压缩包解开后有 {size_text(unpacked)}，最多 {size_text(LARGEST_UNPACKED)}"
    if unpacked > HARMLESS_UNPACKED and unpacked > STEEPEST * max(packed, 1):
        return f"压缩包解开后有 {size_text(unpacked)}，是压缩时的 {unpacked // max(packed, 1)} 倍"
    return ""


def _overlapping(members: Sequence[zipfile.ZipInfo]) -> str:
    """Entries that share bytes: the mark of an archive that unpacks to far more than it holds."""
    placed = sorted(members, key=lambda member: member.header_offset)
    for one, following in pairwise(placed):
        if one.header_offset + _LOCAL_HEADER + one.compress_size > following.header_offset:
            return "压缩包里的文件互相重叠，不是正常软件生成的"
    return ""


def _strange(member: zipfile.ZipInfo) -> str:
    """A name that would lead out of the folder that somebody unpacks into."""
    given = member.orig_filename
    if "\0" in given or _DRIVE.match(given) or ".." in _PARTS.split(given):
        return f"压缩包里有路径异常的文件（{printable(given)}）"
    if stat.S_ISLNK(member.external_attr >> 16):
        return f"压缩包里有快捷链接（{printable(given)}）"
    return ""


def _plain(members: Sequence[zipfile.ZipInfo]) -> Sequence[str]:
    """What a plain archive may not hold."""
    for member in members:
        ending = member.filename.rpartition(".")[2].lower()
        if ending in PROGRAMS:
            return [f"压缩包里有程序或网页文件（{printable(member.filename)}）"]
        if ending in NESTED:
            return [f"压缩包里还有压缩包（{printable(member.filename)}）"]
    return ()


def _macros(names: set[str]) -> Sequence[str]:
    found = any(name.endswith("vbaProject.bin") for name in names)
    return ["文档里有宏程序，另存为不带宏的类型"] if found else ()


def printable(text: str) -> str:
    """The name of a member for a message, short and without signs that nobody sees."""
    return "".join(sign if sign.isprintable() else "�" for sign in text[:60])
