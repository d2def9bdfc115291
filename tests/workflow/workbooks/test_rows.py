"""Tables with known columns: workbook or CSV, Chinese or English headings, every mistake named at once."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import load_workbook

from workflow.errors import Invalid
from workflow.workbooks.reading import NOTES, read_table
from workflow.workbooks.rows import Columns, Heading, as_csv, read_rows, template
from workflow.workbooks.writing import Formula, content, new_workbook, write, write_row

COLUMNS = Columns(
    {
        "code": Heading("编码", "六位数字。", "420100"),
        "name": Heading("名称", "必填。", "武汉市"),
        "note": Heading("说明", "没有就留空。", ""),
    },
    frozenset({"note"}),
)
TEXT = "编码,名称,说明\r\n420100,武汉市,\r\n\r\n420200 ,　黄石市,副省级\r\n"
READ = [(2, "420100", "武汉市", ""), (4, "420200", "黄石市", "副省级")]


def book(*rows: Sequence[str | int | None]) -> bytes:
    """A workbook with these rows."""
    made = new_workbook("表")
    sheet = made.create_sheet("表")
    for number, row in enumerate(rows, start=1):
        write_row(sheet, number, row)
    return content(made)


def read(file: bytes) -> list[tuple[int, str, str, str]]:
    rows, complaints = read_rows(file, COLUMNS)
    complaints.settle()
    return [(row.line, row.cells["code"], row.cells["name"], row.cells["note"]) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_every_desk_s_encoding_reads_the_same(encoding: str) -> None:
    assert read(TEXT.encode(encoding)) == READ


def test_a_workbook_reads_the_same_with_either_headings_in_any_order() -> None:
    rows = [("武汉市", 420100), (None, None), ("黄石市", 420200, "副省级")]
    assert read(book(("名称", "编码", "说明"), *rows)) == READ
    assert read(book(("name", "code", "说明"), *rows)) == READ
    assert [row[:3] for row in read(book(("name", "code"), ("武汉市", 420100)))] == [READ[0][:3]]


def test_what_goes_along_after_a_preview_reads_the_same() -> None:
    workbook = book(("编码", "名称", "说明"), (420100, "武汉市"), (), (420200, "黄石市", "副省级"))
    assert read(as_csv(workbook).encode()) == READ
    assert read(as_csv(TEXT.encode("gbk")).encode()) == READ


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.replace(",", ";").encode(), "表头用分号分隔，应为英文逗号"),
        ("编码,名字\n1,a\n".encode(), "不认识“名字”"),
        ("编码,说明\n1,a\n".encode(), "缺“名称”"),
        ("编码,code,名称\n1,1,a\n".encode(), "“编码”重复"),
        (book(("编码", "名称")), "连同表头有 1 行"),
        (b"PK\x03\x04broken", "读不出来"),
    ],
)
def test_a_table_that_cannot_be_read_says_why_and_what_to_do(file: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_rows(file, COLUMNS)
    assert words in refusal.value.errors["file"]


def test_every_cell_that_cannot_be_read_is_named_by_the_heading_of_the_file() -> None:
    made = new_workbook("表")
    sheet = made.create_sheet("表")
    write_row(sheet, 1, ("编码", "名称"))
    write_row(sheet, 2, ("1",))
    write(sheet.cell(2, 2), Formula('=HYPERLINK("http://x")'))
    write_row(sheet, 3, ("2", "乙", "多"))
    _, complaints = read_rows(content(made), COLUMNS)
    assert list(complaints.errors.values()) == [
        "工作表“表”第 2 行 名称：这一格是公式：复制后“选择性粘贴为数值”再导入",
        "工作表“表”第 3 行：第 3 格“多”不在任何一列之下：核对列数",
    ]


def test_a_line_that_lost_a_comma_is_not_read_under_other_headings() -> None:
    with pytest.raises(Invalid, match="第 2 行：有 2 格，应为 3 格"):
        read("编码,名称,说明\n武汉市,x\n".encode())


def test_a_template_holds_the_headings_and_keeps_text_text() -> None:
    made = template("单位表", tuple(COLUMNS.headings.values())[:2], [("=1+1", "-甲")])
    table = read_table(made)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["编码", "名称"], ["=1+1", "-甲"]]
    assert table.sheet == "单位表"


def test_the_notes_of_a_template_tell_every_column_and_are_never_read() -> None:
    given = load_workbook(io.BytesIO(template("单位表", tuple(COLUMNS.headings.values()))))
    notes = [[cell.value for cell in row] for row in given[NOTES].iter_rows(min_row=2)]
    assert notes[0] == ["列", "怎么填", "示例"]
    assert [row[0] for row in notes[1:]] == ["编码", "名称", "说明"]
    given.move_sheet(NOTES, -1)
    given["单位表"].append(["420100", "武汉市"])
    kept = io.BytesIO()
    given.save(kept)
    assert read(kept.getvalue()) == [(2, "420100", "武汉市", "")]


def test_a_template_without_a_line_says_where_to_write() -> None:
    with pytest.raises(Invalid, match="工作表“单位表”连同表头有 1 行，应为 2 到 5000 行：在表头之下填写"):
        read_table(template("单位表", tuple(COLUMNS.headings.values())))
