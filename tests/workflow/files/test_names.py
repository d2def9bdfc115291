"""Names of files: kept as text, harmless where they are shown, sent, and packed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.files.names import LONGEST_ON_DISK, disk_name, kept_name, shown_name, unique_name
from workflow.files.suggesting import suggested_item

NAMES = [
    ("../../etc/passwd.pdf", "../../etc/passwd.pdf", "_.._etc_passwd.pdf"),
    ("..\\..\\a.pdf", "..\\..\\a.pdf", "_.._a.pdf"),
    ("/etc/a.pdf", "/etc/a.pdf", "_etc_a.pdf"),
    ("C:\\a.pdf", "C:\\a.pdf", "C__a.pdf"),
    ("a\0.pdf", "a␀.pdf", "a␀.pdf"),
    ("a\r\nX-Evil: 1.pdf", "a␍␊X-Evil: 1.pdf", "a␍␊X-Evil_ 1.pdf"),
    ("报告\u202efdp.pdf", "报告[U+202E]fdp.pdf", "报告fdp.pdf"),
    ("CON.pdf", "CON.pdf", "_CON.pdf"),
    ("lpt1", "lpt1", "_lpt1"),
    ("=cmd|' /C calc'!A0.pdf", "=cmd|' /C calc'!A0.pdf", "=cmd_' _C calc'!A0.pdf"),
    ("<img onerror=alert(1)>.png", "<img onerror=alert(1)>.png", "_img onerror=alert(1)_.png"),
    ("😀.pdf", "😀.pdf", "😀.pdf"),
    ("...", "...", "未命名"),
    ("a.pdf.", "a.pdf.", "a.pdf"),
    ("", "未命名", "未命名"),
    ('"引号".pdf', '"引号".pdf', "_引号_.pdf"),
]


@pytest.mark.parametrize(("given_name", "shown", "on_disk"), NAMES)
def test_a_strange_name_is_kept_and_harmless(given_name: str, shown: str, on_disk: str) -> None:
    kept = kept_name(given_name)
    assert shown_name(kept) == shown
    assert disk_name(kept) == on_disk


def test_a_name_of_120_characters_stays_and_is_cut_only_in_an_archive() -> None:
    name = "关" * 120 + ".pdf"
    assert kept_name(name) == name
    assert disk_name(name).endswith("关.pdf")
    assert len(disk_name(name).encode()) <= LONGEST_ON_DISK


def test_a_name_beyond_measure_keeps_its_ending() -> None:
    assert kept_name("长" * 3000 + ".docx") == "长" * 250 + ".docx"


@given(st.text())
def test_no_name_leaves_its_folder_or_breaks_a_line(name: str) -> None:
    plain = disk_name(kept_name(name))
    assert plain not in ("", ".", "..")
    assert not set(plain) & set('/\\:*?"<>|\0\n\r')
    assert len(plain.encode()) <= LONGEST_ON_DISK + 10
    assert not any(unicodedata.bidirectional(sign) in ("RLO", "LRO", "RLE", "LRE", "RLI") for sign in plain)


def test_two_files_of_one_name_have_two_in_an_archive() -> None:
    taken: list[str] = []
    for name in ("报告.pdf", "报告.pdf", "报告.PDF", "报告"):
        taken.append(unique_name(name, taken))
    assert taken == ["报告.pdf", "报告（2）.pdf", "报告（2）.PDF".replace("（2）", "（3）"), "报告"]


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("第11项 内控.pdf", 11),
        ("11-内控检查.pdf", 11),
        ("第１１项材料.pdf", 11),
        ("附件：第 2 项佐证.docx", 2),
        ("2、培训记录.pdf", 2),
        ("A类第2.1项.pdf", 21),
        ("2.1 台账.xlsx", 21),
        ("2026年总结.pdf", None),
        ("第99项.pdf", None),
        ("培训记录11.pdf", None),
        ("IMG_0011.jpg", None),
    ],
)
def test_an_item_is_suggested_where_the_name_speaks_of_one(name: str, item: int | None) -> None:
    assert suggested_item(name, {"2": 2, "11": 11, "2.1": 21}) == item
