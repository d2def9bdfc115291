"""Workbooks that are given out: equal ones are equal files, and nobody's text is a formula."""

import io
from decimal import Decimal
from time import sleep

import pytest
from openpyxl import load_workbook

from workflow.workbooks.writing import coded, content, decoded, new_workbook, write


def made() -> bytes:
    book = new_workbook("台账")
    sheet = book.create_sheet("台账")
    write(sheet["A1"], "=HYPERLINK(A1)")
    write(sheet["A2"], Decimal("-5"))
    write(sheet["A3"], "#DIV/0!")
    return content(book)


def test_equal_books_are_equal_files_whenever_they_are_made() -> None:
    first = made()
    sleep(2.1)  # an archive tells time in steps of two seconds
    assert made() == first


def test_text_stays_text_and_a_figure_a_figure() -> None:
    sheet = load_workbook(io.BytesIO(made()))["台账"]
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [
        ("=HYPERLINK(A1)", "s"),
        (-5, "n"),
        ("#DIV/0!", "s"),
    ]
    assert sheet["A1"].quotePrefix


@pytest.mark.parametrize("text", ["a\rb", "\x07", "_x000D_", "__x0041_", "平常", "a\nb\tc", "_x12_"])
def test_what_the_file_format_cannot_hold_is_coded_and_comes_back(text: str) -> None:
    assert decoded(coded(text)) == text
    assert coded("a\rb") == "a_x000D_b"
