"""CSV files come in the encodings of office desks; what cannot be read is named with its remedy."""

from datetime import date

import pytest

from workflow.csv_rows import read_day, read_rows
from workflow.errors import Invalid

COLUMNS = ("code", "name")
TEXT = "code,name\r\n420100,武汉市\r\n\r\n 420200 ,　黄石市\t\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_utf8_with_and_without_mark_and_gbk_read_the_same(encoding: str) -> None:
    rows = read_rows(TEXT.encode(encoding), COLUMNS)
    assert [(row.line, row.cells["code"], row.cells["name"]) for row in rows] == [
        (2, "420100", "武汉市"),
        (4, "420200", "黄石市"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04", "Excel 工作簿"),
        (b"\xff\xff\xff", "既不是 UTF-8 也不是 GBK"),
        (TEXT.replace(",", ";").encode(), "分号"),
        (TEXT.replace(",", "，").encode(), "全角逗号"),
        (b"", "读到的是 空行"),
        ("编码,名称\n1,a".encode(), "第一行应为表头 code,name"),
        (b"code,name\n", "有 0 行"),
        (b"code,name\n" + b"1,a\n" * 5001, "有 5001 行"),
        (b'code,name\n1,"a\n', "引号不成对"),
        (b"x" * 2_000_001, "最多 2000000 字节"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rows(content, COLUMNS)
    assert words in refused.value.errors["file"]


def test_a_row_with_too_many_cells_is_named() -> None:
    with pytest.raises(Invalid, match="第 2 行：有 3 格，应为 2 格"):
        read_rows(b"code,name\n1,a,b\n", COLUMNS)


@pytest.mark.parametrize("text", ["2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "２０２６-1-31"])
def test_a_day_is_read_as_people_and_spreadsheets_write_it(text: str) -> None:
    assert read_day(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["2026-02-30", "31.1.2026", "1月31日", "2026-01", "0026-01-31"])
def test_anything_else_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_day(text)
