"""Tables from office desks: a workbook is read in little time and memory, whatever it is made of."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.effort import calls_at_most
from workflow.errors import Invalid
from workflow.workbooks.reading import MOST_COLUMNS, MOST_ROWS, Cell, read_table

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TABLE = '<row><c t="inlineStr"><is><t>单位</t></is></c></row><row><c><v>5</v></c></row>'
ENTITY = "<!DOCTYPE l [<!ENTITY a '1'>]>" + HEAD + "<row><c><v>&a;</v></c></row></sheetData></worksheet>"
BLANKS = "重复的空白单元格"
MOST_CALLS = 3_000_000
"""Four times what the longest of them costs, which is read to the last row that a table may have."""


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(sheet: str | bytes) -> bytes:
    """A workbook whose only sheet holds this XML."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(Workbook()))) as plain,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in plain.namelist():
            made.writestr(name, sheet if name.endswith("sheet1.xml") else plain.read(name))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (HEAD + ("<row>" + "<c/>" * 190 + "</row>") * 24_000 + "</sheetData></worksheet>", BLANKS),
        (HEAD + "<row>" + "<c/>" * 4_000_000 + "</row></sheetData></worksheet>", BLANKS),
        (HEAD + "<row/>" * 50_000 + "</sheetData></worksheet>", f"第 {MOST_ROWS + 1} 行"),
        (HEAD + "<row>" + "<c/>" * 1_000 + "</row></sheetData></worksheet>", f"{MOST_COLUMNS} 列"),
        (HEAD + '<row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>', f"第 {MOST_ROWS + 1} 行"),
        (HEAD + '<row><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>', "有 16384 列"),
        (ENTITY, "DOCTYPE"),
        (HEAD + "<row><c><v>1</v></c>", "读不出来"),
    ],
    ids=["cells", "one row", "rows", "columns", "last row", "last column", "entities", "cut off"],
)
def test_a_bomb_is_refused_after_little_work(sheet: str, told: str) -> None:
    book = workbook(sheet)
    with calls_at_most(MOST_CALLS), pytest.raises(Invalid) as refusal:
        read_table(book)
    assert told in refusal.value.errors["file"]


def test_merged_cells_of_the_whole_sheet_cost_nothing() -> None:
    merged = '</sheetData><mergeCells><mergeCell ref="A1:XFD4000"/></mergeCells></worksheet>'
    book = workbook(HEAD + TABLE + merged)
    with calls_at_most(MOST_CALLS):
        assert [row.cells[0].text for row in read_table(book).rows] == ["单位", "5"]


def test_a_size_that_the_sheet_claims_for_itself_is_not_believed() -> None:
    sheet = HEAD.replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>') + TABLE
    assert len(read_table(workbook(sheet + "</sheetData></worksheet>")).rows) == 2


def test_a_hidden_sheet_is_not_the_first() -> None:
    book = Workbook()
    hidden, shown = book.active, book.create_sheet("台账")
    assert hidden is not None
    hidden.append(["旧数"])
    hidden.append([1])
    hidden.sheet_state = "hidden"
    shown.append(["参保人数"])
    shown.append([2])
    book.active = 1
    table = read_table(saved(book))
    assert ([row.cells[0].text for row in table.rows], table.sheet) == (["参保人数", "2"], "台账")


@pytest.mark.parametrize("found", ["NaN", "inf", "-Infinity", "三", "1,000", "0x10"])
def test_a_cell_that_holds_no_number_though_it_says_so_is_named(found: str) -> None:
    row = f'<row r="3"><c r="A3"><v>1</v></c><c r="C3" t="n"><v>{found}</v></c></row>'
    with pytest.raises(Invalid) as refusal:
        read_table(workbook(f"{HEAD}{TABLE}{row}</sheetData></worksheet>"))
    told = f"Sheet!C3：读到“{found}”，这一格应存数字，存的不是：清空这一格，重新填写。"
    assert refusal.value.errors == {"Sheet!C3": told}


def test_a_number_beyond_all_doubles_stays_what_was_found() -> None:
    sheet = f'{HEAD}{TABLE}<row r="3"><c r="A3"><v>1e999</v></c></row></sheetData></worksheet>'
    assert read_table(workbook(sheet)).rows[-1].cells[0].text == "Infinity"


def test_a_csv_file_of_nothing_but_commas_is_refused() -> None:
    with pytest.raises(Invalid, match="第 1 行有"):
        read_table(b"," * 1_900_000)


def renamed(content: bytes) -> bytes:
    """The same workbook, its sheet under a name that does not sound like XML."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            linked = text.replace(b"sheet1.xml", b"sheet1.dat") if b"sheet1.xml" in text else text
            new.writestr(name.replace("sheet1.xml", "sheet1.dat"), linked)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (HEAD + TABLE + "".join(f"<c{n}/>" for n in range(310_000)) + "</sheetData></worksheet>", "太多"),
        (ENTITY, "DOCTYPE"),
        (ENTITY.encode("utf-16").decode("latin-1"), "UTF-8"),
    ],
    ids=["tags", "entities", "encoding"],
)
def test_a_part_is_looked_at_whatever_it_is_called(sheet: str, told: str) -> None:
    content = workbook(sheet.encode("latin-1") if told == "UTF-8" else sheet)
    with pytest.raises(Invalid) as refusal:
        read_table(renamed(content))
    assert told in refusal.value.errors["file"]


@pytest.mark.parametrize("code", ["_x0000_", "_xD800_", "_xdfff_"])
def test_a_sign_that_no_database_keeps_is_named(code: str) -> None:
    named = f'<row><c t="inlineStr"><is><t>张{code}</t></is></c></row>'
    [_, _, row] = read_table(workbook(HEAD + TABLE + named + "</sheetData></worksheet>")).rows
    assert row.cells[0] == Cell(
        problem="这一格里有不能保存的字符：清空这一格，重新填写", found="张�"
    )
