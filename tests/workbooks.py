"""Workbooks as people and programs change them: by cell, by sheet, or in the package itself."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

Change = Callable[[Workbook], Any]
PartChange = Callable[[str], str]


def edited(content: bytes, change: Change) -> bytes:
    """The workbook after somebody has changed it and saved."""
    book = load_workbook(io.BytesIO(content))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def repacked(content: bytes, part: str, change: PartChange) -> bytes:
    """The workbook with one part written anew, as other programs write it."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return kept.getvalue()


def with_part(content: bytes, name: str, text: bytes) -> bytes:
    """The workbook with one more part."""
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, text)
    return kept.getvalue()


def without_part(content: bytes, *left_out: str) -> bytes:
    """The workbook without some of its parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            if name not in left_out:
                new.writestr(name, old.read(name))
    return kept.getvalue()


def plainly(content: bytes) -> bytes:
    """The workbook as a program writes it that knows little: no styles, no sizes, hidden sheets shown."""
    for part in parts_of(content, "xl/worksheets/"):
        content = repacked(content, part, _plain_sheet)
    content = repacked(content, "xl/workbook.xml", lambda text: re.sub(r' state="\w+"', "", text))
    for part in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        content = repacked(content, part, lambda text: re.sub(r"<[^<>]*styles\.xml[^<>]*/>", "", text))
    return without_part(content, "xl/styles.xml", "docProps/app.xml")


def _plain_sheet(text: str) -> str:
    text = re.sub(r"<dimension[^>]*/>", '<dimension ref="A1"/>', text)
    text = re.sub(r'(<c [^>]*?) s="\d+"', r"\1", text)
    return re.sub(r"<t>", '<t xml:space="preserve">', text)


def parts_of(content: bytes, folder: str) -> list[str]:
    """The names of the parts in a folder of the package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [name for name in package.namelist() if name.startswith(folder) and name.endswith(".xml")]


def row_of(sheet: Any, code: str) -> int:
    """The row of a code in the first column."""
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == code)
