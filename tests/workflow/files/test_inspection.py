"""What a file is, by its content and by its name; and every reason why it is not taken."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest

from tests import samples
from tests.hostile import HOSTILE, Hostile
from workflow.files import archives
from workflow.files.contents import EXTENSIONS, MEDIA_TYPES, SHOWN_IN_PAGE, Content
from workflow.files.faults import Fault, Unfit, size_text
from workflow.files.inspection import inspect, inspect_scan

TAKEN = [
    ("报告.pdf", samples.pdf(), Content.PDF),
    ("报告.PDF", samples.pdf(), Content.PDF),
    ("照片.jpg", samples.JPEG, Content.JPEG),
    ("照片.jpeg", samples.JPEG, Content.JPEG),
    ("其实是png.jpg", samples.png(), Content.PNG),
    ("图.png", samples.png(), Content.PNG),
    ("图.gif", samples.GIF, Content.GIF),
    ("图.bmp", samples.BMP, Content.BMP),
    ("扫描.tif", samples.TIFF, Content.TIFF),
    ("文.doc", samples.DOC, Content.WORD),
    ("文.docx", samples.DOCX, Content.DOCX),
    ("文.wps", samples.DOC, Content.WORD),
    ("新文.wps", samples.DOCX, Content.DOCX),
    ("表.xls", samples.XLS, Content.EXCEL),
    ("表.xlsx", samples.XLSX, Content.XLSX),
    ("表.et", samples.XLS, Content.EXCEL),
    ("讲.ppt", samples.PPT, Content.SLIDES),
    ("讲.pptx", samples.PPTX, Content.PPTX),
    ("讲.dps", samples.PPT, Content.SLIDES),
    ("公文.ofd", samples.OFD, Content.OFD),
    ("材料.zip", samples.zipped({"附件/第一份.pdf": b"x", "文.docx": samples.DOCX}), Content.ZIP),
    ("第11项.2026.最终.pdf", samples.pdf(), Content.PDF),
]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN, ids=[name for name, _, _ in TAKEN])
def test_a_file_is_what_its_content_says(name: str, content: bytes, kind: Content) -> None:
    assert inspect(BytesIO(content), name) is kind


@pytest.mark.parametrize("hostile", HOSTILE, ids=[hostile.what for hostile in HOSTILE])
def test_a_hostile_file_is_refused_in_words(hostile: Hostile) -> None:
    with pytest.raises(Unfit) as refusal:
        inspect(BytesIO(hostile.content), hostile.name)
    assert refusal.value.errors == {"file": hostile.message}


def test_every_fault_has_a_file_that_shows_it() -> None:
    seen = set()
    for hostile in HOSTILE:
        with pytest.raises(Unfit) as refusal:
            inspect(BytesIO(hostile.content), hostile.name)
        seen.add(refusal.value.fault)
    assert seen == set(Fault) - {Fault.TOO_BIG}


def test_a_picture_of_900_megapixels_is_not_decoded() -> None:
    picture = samples.enormous_png()
    assert len(picture) < 1000
    assert inspect(BytesIO(picture), "全景.png") is Content.PNG


def test_a_film_behind_a_photograph_does_no_harm() -> None:
    photograph = samples.JPEG[:-2] + b"x" * 70_000 + samples.JPEG[-2:]
    assert inspect(BytesIO(photograph + b"\0\0\0\x18ftypmp42" + b"x" * 90_000), "a.jpg") is Content.JPEG


def test_a_stamped_scan_is_a_pdf_or_a_picture() -> None:
    assert inspect_scan(BytesIO(samples.pdf()), "盖章.pdf") is Content.PDF
    with pytest.raises(Unfit, match="这里要的是PDF、JPG 图片、PNG 图片，这个文件是Word 文档（docx）"):
        inspect_scan(BytesIO(samples.DOCX), "盖章.docx")


class Watched(io.BytesIO):
    """Counts the bytes that are read."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        got = super().read(size)
        self.count += len(got)
        return got


def test_nothing_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: Any, **_more: Any) -> Iterator[None]:
        raise AssertionError("opened a member")

    content = samples.zipped({f"{number}.pdf": b"x" * 500_000 for number in range(20)}, zipfile.ZIP_STORED)
    for name in ("open", "read", "extract", "extractall"):
        monkeypatch.setattr(zipfile.ZipFile, name, never)
    watched = Watched(content)
    assert inspect(watched, "材料.zip") is Content.ZIP
    assert watched.count < len(content) / 20


def test_a_directory_of_a_million_entries_is_not_read() -> None:
    content = bytearray(samples.zipped({"a.txt": b"x"}))
    content[-12:-10] = b"\xff\xff"
    with pytest.raises(Unfit, match="压缩包里有 65535 个文件，最多 2000 个"):
        archives.zip_content(BytesIO(bytes(content)), "a.zip")


def test_a_directory_that_claims_fewer_entries_than_it_has_is_counted() -> None:
    content = bytearray(samples.zipped({f"{number}.txt": b"x" for number in range(2001)}))
    content[-14:-10] = b"\x05\x00\x05\x00"
    with pytest.raises(Unfit, match="压缩包里有 2001 个文件，最多 2000 个"):
        archives.zip_content(BytesIO(bytes(content)), "a.zip")


@pytest.mark.parametrize("place", range(0, len(samples.DOC), 97))
def test_a_broken_compound_file_is_refused_and_breaks_nothing(place: int) -> None:
    content = bytearray(samples.DOC)
    content[place : place + 40] = b"\xff" * len(content[place : place + 40])
    with suppress(Unfit):
        assert inspect(BytesIO(bytes(content)), "a.doc") is Content.WORD


@pytest.mark.parametrize("place", range(0, len(samples.DOCX), 11))
def test_a_broken_archive_is_refused_and_breaks_nothing(place: int) -> None:
    for noise in (b"\xff" * 8, b"\0" * 8, b"PK\x05\x06\x06\x07PK"):
        content = bytearray(samples.DOCX)
        content[place : place + 8] = noise
        with suppress(Unfit):
            assert inspect(BytesIO(bytes(content)), "a.docx") in Content


def test_every_content_has_a_type_and_an_ending() -> None:
    assert set(MEDIA_TYPES) == set(Content) == {kind for kinds in EXTENSIONS.values() for kind in kinds}
    assert set(SHOWN_IN_PAGE) == {"application/pdf", "image/jpeg", "image/png", "image/gif", "image/bmp"}


def test_sizes_are_told_as_people_read_them() -> None:
    assert [size_text(size) for size in (0, 1023, 1024, 52 * 1024**2 + 1, 1024**3)] == [
        "0 字节", "1023 字节", "1 KB", "52 MB", "1 GB",
    ]  # fmt: skip
