"""What people typed never becomes a formula; figures stay figures."""

import csv
import io

import pytest

from workflow.csv_cells import csv_lines, guarded


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_a_table_program_would_calculate_is_quoted(first: str) -> None:
    assert guarded(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize(
    "cell", ["-5", "+0.25", "-12.5%", "3", "", "第 11 项", "a=b", "2026-12-31 09:00:00", 7, -7]
)
def test_figures_and_plain_text_stay_as_they_are(cell: str | int) -> None:
    assert guarded(cell) == cell


def test_a_file_begins_with_its_mark_and_reads_back_as_it_was() -> None:
    rows = [["一", '说 "好"，两行\n第二行', 5], ["二", "=1", -5]]
    text = "".join(csv_lines(["甲", "乙", "丙"], rows))
    assert text[0] == "\ufeff"
    read = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert read == [["甲", "乙", "丙"], ["一", '说 "好"，两行\n第二行', "5"], ["二", "'=1", "-5"]]
