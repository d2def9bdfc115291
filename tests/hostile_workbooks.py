"""Workbooks that were damaged, mistaken or meant ill; `hostile_workbooks.txt` has the words for each, and
`KAOPING_WRITE_GOLDEN=1` writes them anew.

All are made of a form that was given out with items 2 and 11 filled.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.workbooks import edited, repacked, row_of, with_part, without_part

ASKED, LINES, CLAIMS, OFFICIAL, STAMP = "填报", "扣分明细", "特殊因素", "评定表", "校验"
HONOUR = {"B": "45 创先争优：省级以上表彰或正式推广", "C": "先进集体"}
SHEET1, SHEET2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
DECLARED = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTER = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

Make = Callable[[bytes], bytes]


def cell(code: str, column: int, value: Any) -> Make:
    """One cell of 填报 with this value."""

    def change(book: Workbook) -> None:
        sheet = book[ASKED]
        sheet.cell(row_of(sheet, code), column).value = value

    return lambda content: edited(content, change)


def line(**columns: Any) -> Make:
    """The first line of 扣分明细 with these values, by column letter."""

    def change(book: Workbook) -> None:
        for letter, value in columns.items():
            book[LINES][f"{letter}4"] = value

    return lambda content: edited(content, change)


def claim(*lines: Mapping[str, Any]) -> Make:
    """The first lines of 特殊因素 with these values, by column letter."""

    def change(book: Workbook) -> None:
        for row, columns in enumerate(lines, start=4):
            for letter, value in columns.items():
                book[CLAIMS][f"{letter}{row}"] = value

    return lambda content: edited(content, change)


def token(found: str) -> Make:
    """A cell of 填报 whose XML says that it holds a number, with this in it."""
    cell_ = re.compile(r'<c r="E67"([^>/]*)/>|<c r="E67"([^>]*)></c>')
    return lambda content: repacked(
        content, SHEET2, lambda text: cell_.sub(rf'<c r="E67"\1\2><v>{found}</v></c>', text, count=1)
    )


def changed(change: Callable[[Workbook], Any]) -> Make:
    """The workbook after a change."""
    return lambda content: edited(content, change)


def stamped(key: str, value: str) -> Make:
    """Another value in the stamp."""

    def change(book: Workbook) -> None:
        sheet = book[STAMP]
        sheet.cell(row_of(sheet, key), 2).value = value

    return changed(change)


def _swapped(book: Workbook) -> None:
    sheet = book[ASKED]
    for row in range(3, sheet.max_row + 1):
        case, reason = sheet.cell(row, 7), sheet.cell(row, 8)
        case.value, reason.value = reason.value, case.value


def _doubled(book: Workbook) -> None:
    sheet = book[ASKED]
    source, target = row_of(sheet, "2.1.1"), sheet.max_row + 1
    for column in range(1, 11):
        sheet.cell(target, column).value = sheet.cell(source, column).value


def _percent(book: Workbook) -> None:
    found = book[ASKED].cell(row_of(book[ASKED], "37.1.1"), 5)
    found.value, found.number_format = 0.8, "0%"


def _missing(book: Workbook) -> None:
    book[ASKED].delete_rows(row_of(book[ASKED], "43.1.1"))


def _many(book: Workbook) -> None:
    sheet = book[ASKED]
    sheet.cell(row_of(sheet, "1.1.1"), 5).value = "全覆盖"
    sheet.cell(row_of(sheet, "37.1.1"), 5).value = "三分"
    book[LINES]["C4"] = "两件"


def _blank_bomb(content: bytes) -> bytes:
    rows = "<row>" + "<c/>" * 100 + "</row>"
    return repacked(content, SHEET1, lambda text: text.replace("</sheetData>", rows * 9_000 + "</sheetData>"))


def _far_row(content: bytes) -> bytes:
    row = '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    return repacked(content, SHEET2, lambda text: text.replace("</sheetData>", row))


def _before(declaration: str) -> Make:
    return lambda content: repacked(content, SHEET2, lambda text: declaration + text)


def _huge(content: bytes) -> bytes:
    return with_part(content, "xl/media/picture.bin", b"\0" * 30_000_000)


def _crowd(content: bytes) -> bytes:
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a") as package:
        for number in range(400):
            package.writestr(f"xl/media/{number}.txt", "x")
    return kept.getvalue()


def _utf16(content: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.decode().encode("utf-16") if name == SHEET2 else text)
    return kept.getvalue()


def _renamed(content: bytes) -> bytes:
    return without_part(content, "xl/workbook.xml")


def _locked(content: bytes) -> bytes:
    marked = bytearray(content)
    start = marked.rindex(b"PK\x01\x02")
    marked[start + 8] |= 1
    return bytes(marked)


CASES: Mapping[str, Make] = {
    "not a number": cell("37.1.1", 5, "三分"),
    "NaN": cell("37.1.1", 5, "NaN"),
    "sNaN": cell("37.1.1", 5, "sNaN"),
    "infinity": cell("37.1.1", 5, "Infinity"),
    "exponent": cell("37.1.1", 5, "1e309"),
    "NaN in the file itself": token("NaN"),
    "infinity in the file itself": token("inf"),
    "negative": cell("37.1.1", 5, -1),
    "many places": cell("37.1.1", 5, 3.14159),
    "too high": cell("37.1.1", 5, 9),
    "TRUE": cell("37.1.1", 5, True),
    "error": cell("37.1.1", 5, "#DIV/0!"),
    "formula": cell("37.1.1", 5, "=1+1"),
    "formula in a text": cell("2.1.1", 7, "=HYPERLINK(\"http://x\")"),
    "date": cell("37.1.1", 5, date(2026, 3, 1)),
    "percent": changed(_percent),
    "not in the list": cell("1.1.1", 5, "全覆盖"),
    "half an item": cell("2.2.1", 5, None),
    "no reason": cell("2.2.1", 5, "未做到（得0分）"),
    "both": cell("2.1.1", 10, "没有这项业务"),
    "no cell to fill": cell("11.1.1", 7, "写在这里"),
    "no such kind": line(A="11.1 别的情形"),
    "count of words": line(C="两件"),
    "count of half": line(C=1.5),
    "amount where none is": line(D=0.5),
    "empty line": line(B=None, C=None, E=None),
    "remark beside": line(H="此处备注"),
    "all at once": changed(_many),
    "claim of no kind": claim({"C": "先进集体"}),
    "claim of no such kind": claim(HONOUR | {"B": "45 别的情形"}),
    "claim without a title": claim(HONOUR | {"C": None, "E": "省医保局"}),
    "claim with marks that the rule gives": claim(HONOUR | {"D": 2}),
    "claim with marks in words": claim(HONOUR | {"D": "两分"}),
    "claim of another day": claim(HONOUR | {"G": "去年三月"}),
    "claim with a made-up number": claim(HONOUR | {"A": "99"}),
    "claim twice": claim(HONOUR, HONOUR),
    "remark beside a claim": claim(HONOUR | {"I": "此处备注"}),
    "formula in a claim": claim(HONOUR | {"H": "=1+1"}),
    "mark typed": changed(lambda book: book[OFFICIAL].__setitem__("F5", 4)),
    "assessed mark typed": changed(lambda book: book[OFFICIAL].__setitem__("G5", 4)),
    "item missing": changed(_missing),
    "item twice": changed(_doubled),
    "columns swapped": changed(_swapped),
    "label changed": cell("2.1.1", 3, "制定培训计划"),
    "code changed": cell("2.1.1", 1, "2.1.9"),
    "row hidden": changed(lambda book: setattr(book[ASKED].row_dimensions[5], "hidden", True)),
    "column hidden": changed(lambda book: setattr(book[ASKED].column_dimensions["E"], "hidden", True)),
    "merged": changed(lambda book: book[ASKED].merge_cells("E4:E5")),
    "extra sheet": changed(lambda book: book.create_sheet("Sheet1")),
    "sheet gone": changed(lambda book: book.remove(book[LINES])),
    "stamp gone": changed(lambda book: book.remove(book[STAMP])),
    "another unit": stamped("unit name", "甲西县"),
    "another year": stamped("cycle name", "2025年度评定"),
    "another scheme": stamped("scheme", "hubei-jingban@000000000000"),
    "another format": stamped("format", "0"),
    "stamp spoilt": stamped("item 2", "三"),
    "old xls": lambda content: COMPOUND,
    "encrypted": lambda content: COMPOUND + "EncryptedPackage".encode("utf-16-le"),
    "text": lambda content: "项次,得分".encode(),
    "empty": lambda content: b"",
    "cut off": lambda content: content[:9_000],
    "locked archive": _locked,
    "no workbook": _renamed,
    "blank cells": _blank_bomb,
    "far row": _far_row,
    "unpacked": _huge,
    "crowd": _crowd,
    "entity": _before(DECLARED),
    "external entity": _before(OUTER),
    "encoding": _utf16,
    "embedded": lambda content: with_part(content, "xl/embeddings/inner.xlsx", content),
}
"""What was done to the file → how."""


def write(found: Mapping[str, list[str]]) -> None:
    """Write anew what is told, for a person to read."""
    lines = [text for name, texts in found.items() for text in (name, *(f"    {said}" for said in texts))]
    Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def told() -> dict[str, list[str]]:
    """What was done to the file → all that its sender reads."""
    found: dict[str, list[str]] = {}
    for line_ in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line_.startswith("    "):
            found[next(reversed(found))].append(line_.strip())
        else:
            found[line_] = []
    return found
