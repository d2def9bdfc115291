"""What a file is, by its first bytes: the kinds that are taken, and the names of those that are not."""

import re
from dataclasses import dataclass

from states.engine import Labelled

HEAD = 4096
"""How many bytes from the beginning are looked at."""


class Content(Labelled):
    """The contents that are taken, as people call them."""

    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPG 图片"
    PNG = "png", "PNG 图片"
    GIF = "gif", "GIF 图片"
    BMP = "bmp", "BMP 图片"
    TIFF = "tiff", "TIF 图片"
    WORD = "word", "旧版 Word 文档（doc、wps）"
    EXCEL = "excel", "旧版 Excel 表格（xls、et）"
    SLIDES = "slides", "旧版 PPT 演示（ppt、dps）"
    DOCX = "docx", "Word 文档（docx）"
    XLSX = "xlsx", "Excel 表格（xlsx）"
    PPTX = "pptx", "PPT 演示（pptx）"
    OFD = "ofd", "OFD"
    ZIP = "zip", "zip 压缩包"


C = Content

RASTER = (C.JPEG, C.PNG, C.GIF, C.BMP, C.TIFF)

_OFFICE = "application/vnd.openxmlformats-officedocument."

MEDIA_TYPES: dict[Content, str] = {
    C.PDF: "application/pdf",
    C.JPEG: "image/jpeg",
    C.PNG: "image/png",
    C.GIF: "image/gif",
    C.BMP: "image/bmp",
    C.TIFF: "image/tiff",
    C.WORD: "application/msword",
    C.EXCEL: "application/vnd.ms-excel",
    C.SLIDES: "application/vnd.ms-powerpoint",
    C.DOCX: _OFFICE + "wordprocessingml.document",
    C.XLSX: _OFFICE + "spreadsheetml.sheet",
    C.PPTX: _OFFICE + "presentationml.presentation",
    C.OFD: "application/ofd",
    C.ZIP: "application/zip",
}

SHOWN_IN_PAGE = {MEDIA_TYPES[kind]: "image" for kind in (C.JPEG, C.PNG, C.GIF, C.BMP)} | {
    MEDIA_TYPES[C.PDF]: "pdf"
}
"""Media type → how a page shows it: PDF and the raster images that browsers know. All else is downloaded."""

EXTENSIONS: dict[str, tuple[Content, ...]] = {
    "pdf": (C.PDF,),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff"), RASTER),
    "doc": (C.WORD,),
    "docx": (C.DOCX,),
    "wps": (C.WORD, C.DOCX),
    "xls": (C.EXCEL,),
    "xlsx": (C.XLSX,),
    "et": (C.EXCEL, C.XLSX),
    "ppt": (C.SLIDES,),
    "pptx": (C.PPTX,),
    "dps": (C.SLIDES, C.PPTX),
    "ofd": (C.OFD,),
    "zip": (C.ZIP, C.DOCX, C.XLSX, C.PPTX, C.OFD),
}
"""Ending of a name → the contents that it may have. A picture may bear any picture's ending."""

SCAN_CONTENTS = (C.PDF, C.JPEG, C.PNG)
"""What a stamped scan (盖章扫描件) may be."""


@dataclass(frozen=True)
class Signature:
    """How a content begins. `taken` is None for what is not taken, a container decides further inside."""

    pattern: re.Pattern[bytes]
    called: str
    taken: Content | None = None
    container: str = ""


def _begins(pattern: bytes, called: str, taken: Content | None = None, container: str = "") -> Signature:
    return Signature(re.compile(pattern, re.DOTALL), called, taken, container)


_MARK = rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*"
_PROLOGUE = _MARK + rb"(?:<\?xml[^>]{0,200}>\s*|<!--.{0,400}?-->\s*|<!DOCTYPE svg[^>]{0,400}>\s*){0,5}"

SIGNATURES: tuple[Signature, ...] = (
    *(
        _begins(pattern, taken.label, taken)
        for pattern, taken in (
            (rb"%PDF-\d", C.PDF),
            (rb"\xff\xd8\xff", C.JPEG),
            (rb"\x89PNG\r\n\x1a\n", C.PNG),
            (rb"GIF8[79]a", C.GIF),
            (rb"BM.{4}\0\0\0\0", C.BMP),
            (rb"II\*\0|MM\0\*", C.TIFF),
        )
    ),
    _begins(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "复合文档", container="compound"),
    _begins(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", C.ZIP.label, container="zip"),
    _begins(rb"MZ", "可执行程序"),
    _begins(rb"\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|dex\n", "可执行程序"),
    _begins(rb"L\0\0\0\x01\x14\x02\0", "快捷方式"),
    _begins(rb"Rar!\x1a\x07", "rar 压缩包"),
    _begins(rb"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    _begins(rb"\x1f\x8b|BZh[1-9]|\xfd7zXZ\0|.{257}ustar", "压缩包（gz、tar 等）"),
    _begins(rb"\{\\rtf", "RTF 文本"),
    _begins(rb"RIFF.{4}WEBP", "WebP 图片"),
    _begins(rb".{4}ftyp(?:hei|hev|mif1|msf1|avif)", "HEIC 图片（手机“高效”格式）"),
    _begins(rb".{4}ftyp|\x1a\x45\xdf\xa3|RIFF.{4}AVI |\0\0\x01\xba|FLV", "视频"),
    _begins(rb"ID3|\xff[\xfb\xf3\xf2]|RIFF.{4}WAVE|OggS|fLaC|#!AMR", "音频"),
    _begins(_PROLOGUE + rb"(?i:<svg[\s>])", "SVG 图形"),
    _begins(
        _PROLOGUE
        + rb"(?i:<(?:!doctype html|html|head|body|script|iframe|meta|table|style|title|img|div|p)\b)",
        "网页（HTML）",
    ),
    _begins(_MARK + rb"(?:<\?(?:php|=)|#!|<%|@echo|@ECHO)", "脚本程序"),
    _begins(_MARK + rb"<\?xml", "XML 文本"),
    _begins(rb"[\t\n\r\x20-\x7e\x80-\xff]{0,%d}\Z" % HEAD, "纯文本"),
)
"""In this order: the first that fits names the content."""

UNKNOWN = Signature(re.compile(b""), "不认识的内容")


def signature(head: bytes) -> Signature:
    """What the first bytes of a file say that it is."""
    return next((known for known in SIGNATURES if known.pattern.match(head)), UNKNOWN)
