"""Files that are not taken, each with the message that whoever sends it sees."""

import io
import struct
import zipfile
from dataclasses import dataclass
from functools import cache

from tests.samples import DOC, DOCX, JPEG, PPTX, XLSX, compound, office, pdf, png, zipped

TAKEN = (
    "可以上传的是PDF、图片（JPG、PNG、GIF、BMP、TIF）、Word、Excel、PPT、WPS 文档、OFD 和 zip 压缩包，"
    "转换后再上传。"
)
SAVED_ANEW = "用相应的软件打开，另存后再上传。"
OPENED = "审核的人打不开：取消密码和加密后再上传。"
UNPACKED = "解压后把需要的文件逐个上传。"
COPIED = "结尾缺失：从原处重新复制或导出后再上传。"
HTML = b"<!DOCTYPE html><html><script>document.title='ran'</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="x" onload="alert(1)"/>'
EXE = b"MZ\x90\0" + b"\0" * 60


@dataclass(frozen=True)
class Hostile:
    """A file, and the whole message about it."""

    what: str
    name: str
    content: bytes
    message: str


def _misnamed(what: str, name: str, content: bytes, found: str) -> Hostile:
    ending = name.rpartition(".")[2].lower()
    text = f"“{name}”的名称与内容不一致：名称以 .{ending} 结尾，内容是{found}。{SAVED_ANEW}"
    return Hostile(what, name, content, text)


def _foreign(what: str, name: str, content: bytes, found: str) -> Hostile:
    ending = name.rpartition(".")[2].lower()
    return Hostile(what, name, content, f"“{name}”不能上传：后缀是 .{ending}，内容是{found}。{TAKEN}")


def _archive(what: str, content: bytes, why: str, name: str = "材料.zip") -> Hostile:
    return Hostile(what, name, content, f"“{name}”不能上传：{why}。{UNPACKED}")


def _locked(what: str, name: str, content: bytes, how: str) -> Hostile:
    return Hostile(what, name, content, f"“{name}”{how}，{OPENED}")


def _short(what: str, name: str, content: bytes, size: str) -> Hostile:
    return Hostile(what, name, content, f"“{name}”不完整，只有 {size}，{COPIED}")


@cache
def bomb(size: int = 64 * 1024 * 1024) -> bytes:
    """An archive of a few kilobytes that unpacks to `size`."""
    return zipped({"0.txt": b"\0" * size})


def _many(count: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.txt", b"")
    return made.getvalue()


def overlapping() -> bytes:
    """Every entry of the directory points to the same bytes."""
    whole = bytearray(zipped({"a.txt": b"x" * 50, "b.txt": b"x" * 50}, zipfile.ZIP_STORED))
    second = whole.rfind(b"PK\x01\x02")
    whole[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(whole)


def encrypted_zip() -> bytes:
    """The mark of encryption on every entry, in the directory and before the data."""
    whole = bytearray(zipped({"a.txt": b"secret"}))
    whole[6] |= 1
    directory = whole.find(b"PK\x01\x02")
    whole[directory + 8] |= 1
    return bytes(whole)


def _link() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo("link")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return made.getvalue()


def _claiming(size: int) -> bytes:
    """A directory that speaks of a much larger content."""
    whole = bytearray(zipped({"a.txt": b"x"}))
    directory = whole.find(b"PK\x01\x02")
    whole[directory + 24 : directory + 28] = struct.pack("<I", size)
    return bytes(whole)


def steepness(archive: bytes) -> int:
    """How many times its members are larger unpacked."""
    members = zipfile.ZipFile(io.BytesIO(archive)).infolist()
    return sum(entry.file_size for entry in members) // sum(entry.compress_size for entry in members)


_BOOK = office("xl/workbook.xml", **{"xl/a.xml": b"\0" * 30_000_000})

HOSTILE = (
    Hostile("nothing", "空.pdf", b"", "“空.pdf”是空文件（0 字节）：核对原文件能否打开，再重新选择。"),
    _foreign("svg", "图.svg", SVG, "SVG 图形"),
    _foreign("html", "页.html", HTML, "网页（HTML）"),
    _foreign("script", "a.js", b"alert(1)", "纯文本"),
    _foreign("program", "安装.exe", EXE, "可执行程序"),
    _foreign("php behind a picture", "shell.php", b"<?php system($_GET[0]);", "脚本程序"),
    _foreign("rar", "材料.rar", b"Rar!\x1a\x07\x01\0", "rar 压缩包"),
    _foreign("7z", "材料.7z", b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    _foreign("heic", "照片.heic", b"\0\0\0\x18ftypheic", "HEIC 图片（手机“高效”格式）"),
    _foreign("film", "会议.mp4", b"\0\0\0\x18ftypisom", "视频"),
    _foreign("macros by name", "表.xlsm", XLSX, "zip 压缩包"),
    Hostile("no ending", "扫描件", pdf(), f"“扫描件”不能上传：名称没有后缀，内容是PDF。{TAKEN}"),
    _misnamed("html named pdf", "通知.pdf", HTML, "网页（HTML）"),
    _misnamed("html after blanks", "通知.pdf", b"\xef\xbb\xbf \r\n<html>", "网页（HTML）"),
    _misnamed("pdf and html at once", "通知.pdf", b"<html><!--" + pdf() + b"--><script>", "网页（HTML）"),
    _misnamed("svg named png", "图.png", SVG, "SVG 图形"),
    _misnamed("program named pdf", "通知.pdf", EXE, "可执行程序"),
    _misnamed("linux program", "a.docx", b"\x7fELF\x02\x01", "可执行程序"),
    _misnamed("script named jpg", "shell.php.jpg", b"<?php echo 1;", "脚本程序"),
    _misnamed("shell named doc", "a.doc", b"#!/bin/sh\n", "脚本程序"),
    _misnamed("web page named xls", "导出.xls", b"<html><table>", "网页（HTML）"),
    _misnamed("rtf named doc", "a.doc", b"{\\rtf1", "RTF 文本"),
    _misnamed("text named pdf", "a.pdf", "说明".encode(), "纯文本"),
    _misnamed("picture named pdf", "扫描.pdf", JPEG, "JPG 图片"),
    _misnamed("new named old", "表.xls", XLSX, "Excel 表格（xlsx）"),
    _misnamed("old named new", "文.docx", DOC, "旧版 Word 文档（doc、wps）"),
    _misnamed("word named excel", "表.xls", DOC, "旧版 Word 文档（doc、wps）"),
    _misnamed("slides named ofd", "公文.ofd", PPTX, "PPT 演示（pptx）"),
    _misnamed("plain archive named docx", "文.docx", zipped({"a.txt": b"1"}), "zip 压缩包"),
    Hostile(
        "installer named doc",
        "安装.doc",
        compound({"!MSI": b"\0"}),
        f"“安装.doc”不能上传：内容不是 Word、Excel、PPT 或 WPS 文档。{TAKEN}",
    ),
    _short("pdf cut", "报告.pdf", pdf()[:300], "300 字节"),
    _short("png cut", "图.png", png()[:-12], "61 字节"),
    _short("jpg cut", "照片.jpg", JPEG[:-2], f"{len(JPEG) - 2} 字节"),
    _short("docx cut", "文.docx", DOCX[:-30], f"{len(DOCX) - 30} 字节"),
    _short("doc cut", "文.doc", DOC[:600], "600 字节"),
    _locked("pdf with a password", "密.pdf", pdf(extra=b"/Encrypt 6 0 R"), "设了密码或使用限制"),
    _locked("docx with a password", "密.docx", compound({"EncryptedPackage": b"\0"}), "设了打开密码"),
    _locked(
        "doc with a password", "密.doc", compound({"WordDocument": b"\xec\xa5" + b"\0" * 8 + b"\0\x01"}),
        "设了打开密码",
    ),
    _locked(
        "xls with a password", "密.xls",
        compound({"Workbook": b"\x09\x08\x10\0" + b"\0" * 16 + b"\x2f\0\x36\0"}), "设了打开密码",
    ),
    _locked("zip with a password", "密.zip", encrypted_zip(), "里有加密的文件"),
    _archive("bomb", bomb(), f"压缩包解开后有 64 MB，是压缩时的 {steepness(bomb())} 倍"),
    _archive("gigabytes", _claiming(4_000_000_000), "压缩包解开后有 3.7 GB，最多 1 GB"),
    _archive("too many", _many(2_001), "压缩包里有 2001 个文件，最多 2000 个"),
    _archive("overlapping", overlapping(), "压缩包里的文件互相重叠，不是正常软件生成的"),
    _archive("nothing inside", zipped({}), "压缩包里没有文件"),
    _archive("nested", zipped({"内.zip": zipped({"a": b"1"})}), "压缩包里还有压缩包（内.zip）"),
    _archive("program inside", zipped({"图/a.EXE": EXE}), "压缩包里有程序或网页文件（图/a.EXE）"),
    _archive("page inside", zipped({"a.html": HTML}), "压缩包里有程序或网页文件（a.html）"),
    _archive("slip", zipped({"../../etc/passwd": b"x"}), "压缩包里有路径异常的文件（../../etc/passwd）"),
    _archive("slip on Windows", zipped({"..\\a.txt": b"x"}), "压缩包里有路径异常的文件（..\\a.txt）"),
    _archive("absolute", zipped({"/etc/cron": b"x"}), "压缩包里有路径异常的文件（/etc/cron）"),
    _archive("drive", zipped({"C:\\a.txt": b"x"}), "压缩包里有路径异常的文件（C:\\a.txt）"),
    _archive("link", _link(), "压缩包里有快捷链接（link）"),
    _archive("slip in a document", office("word/document.xml", **{"../a": b"x"}),
             "压缩包里有路径异常的文件（../a）", "文.docx"),
    _archive("bomb in a workbook", _BOOK, f"压缩包解开后有 28.6 MB，是压缩时的 {steepness(_BOOK)} 倍",
             "表.xlsx"),
    _archive("macros", office("xl/workbook.xml", **{"xl/vbaProject.bin": b"x"}),
             "文档里有宏程序，另存为不带宏的类型", "表.xlsx"),
)  # fmt: skip
