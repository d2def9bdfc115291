"""Looking at a file from outside: its kind by content and by name, and whether it is whole and open."""

import re
from collections.abc import Callable, Collection
from typing import BinaryIO

from workflow.files.archives import printable, zip_content
from workflow.files.compound import compound_content
from workflow.files.contents import EXTENSIONS, HEAD, SCAN_CONTENTS, Content, signature
from workflow.files.faults import Fault, Unfit, size_text

_END = 8192
_JPEG_HEAD = 65_536
_STARTXREF = re.compile(rb"startxref\s+(\d{1,12})")
_ENCRYPT = re.compile(rb"/Encrypt(?:\s+\d+\s+\d+\s+R|\s*<<)")
_CHUNK = 1024 * 1024


def inspect(file: BinaryIO, name: str, wanted: Collection[Content] = ()) -> Content:
    """What a file is; only of the `wanted` contents where some are named. Raises Unfit.

    Reads the beginning, the end and directories; nothing is unpacked or decoded.
    """
    size = file.seek(0, 2)
    if size == 0:
        raise Unfit(Fault.EMPTY, name)
    file.seek(0)
    found = signature(file.read(HEAD))
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    allowed = EXTENSIONS.get(ending)
    if allowed is None:
        raise Unfit(Fault.FOREIGN, name, _called(ending, found.called))
    content = found.taken
    if found.container:
        content = _CONTAINERS[found.container](file, name)
    if content is None or content not in allowed:
        called = content.label if content else found.called
        raise Unfit(Fault.MISNAMED, name, f"名称以 .{ending} 结尾，内容是{called}")
    if wanted and content not in wanted:
        kinds = "、".join(kind.label for kind in wanted)
        raise Unfit(Fault.FOREIGN, name, f"这里要的是{kinds}，这个文件是{content.label}")
    if content in _WHOLE and not _WHOLE[content](file, size):
        raise Unfit(Fault.CUT_SHORT, name, size_text(size))
    if content is Content.PDF and _encrypted_pdf(file, size):
        raise Unfit(Fault.PASSWORD, name, "设了密码或使用限制")
    return content


def inspect_scan(file: BinaryIO, name: str) -> Content:
    """Like `inspect`, for a stamped scan (盖章扫描件)."""
    return inspect(file, name, SCAN_CONTENTS)


def _called(ending: str, called: str) -> str:
    if not ending:
        return f"名称没有后缀，内容是{called}"
    return f"后缀是 .{printable(ending)[:12]}，内容是{called}"


_CONTAINERS: dict[str, Callable[[BinaryIO, str], Content]] = {
    "zip": zip_content,
    "compound": compound_content,
}


def _ends_with(mark: bytes) -> Callable[[BinaryIO, int], bool]:
    def whole(file: BinaryIO, size: int) -> bool:
        file.seek(max(0, size - _END))
        return mark in file.read(_END)

    return whole


def _whole_jpeg(file: BinaryIO, size: int) -> bool:
    """The end of a picture never stands inside it; its thumbnail's does, near the beginning. Some telephones
    write a film behind the picture."""
    file.seek(min(_JPEG_HEAD, size // 2))
    last = b""
    while chunk := file.read(_CHUNK):
        if b"\xff\xd9" in last + chunk:
            return True
        last = chunk[-1:]
    return False


_WHOLE: dict[Content, Callable[[BinaryIO, int], bool]] = {
    Content.PDF: _ends_with(b"%%EOF"),
    Content.PNG: _ends_with(b"IEND"),
    Content.JPEG: _whole_jpeg,
}
"""How it is seen that a file has its end."""


def _encrypted_pdf(file: BinaryIO, size: int) -> bool:
    """Whether the trailer, or the cross-reference stream that stands for one, names an encryption."""
    file.seek(max(0, size - _END))
    tail = file.read(_END)
    if _ENCRYPT.search(tail):
        return True
    places = _STARTXREF.findall(tail)
    if not places or int(places[-1]) >= size:
        return False
    file.seek(int(places[-1]))
    return bool(_ENCRYPT.search(file.read(_END)))
