"""The form through other programs: LibreOffice, a program that knows no styles, a hostile one."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.hostile_workbooks import CASES
from tests.kinds import SAMPLES, scheme_of_kinds
from tests.office import converted
from tests.workbooks import edited, plainly, row_of
from workflow.scheme.typed import TypedItem
from workflow.scheme.workbook_form import workbook_form
from workflow.workbooks.form import ANSWER, ASKED, LINES, Form
from workflow.workbooks.form_in import FilledForm, opened, read_form
from workflow.workbooks.form_out import figure, written

SECONDS, MEMORY = 5, 300_000_000
"""What reading a file may cost, whatever it is made of: seconds of computing, bytes."""

READ_BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from workflow.workbooks.form_in import opened
before = resource.getrusage(resource.RUSAGE_SELF)
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        content = file.read()
    try:
        opened(content)
    except Exception as refusal:
        print(type(refusal).__name__)
after = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)
"""
"""The peak is asked of the kernel: `ru_maxrss` begins with that of the process which started this one."""


@cache
def form() -> Form:
    return workbook_form(scheme_of_kinds(), title="甲东县评定表", about="演练", stamp={"format": "2"})


@cache
def answered() -> dict[str, str]:
    """One item of every kind, answered."""
    boxes: dict[str, str] = {}
    for item in scheme_of_kinds().items:
        boxes |= TypedItem.saved(item, 1, {"point": SAMPLES[item.code or ""].answer}).boxes()
    return boxes


def read(content: bytes) -> FilledForm:
    return read_form(opened(content), form())


def test_every_kind_of_rule_has_its_cells() -> None:
    assert form().known(answered()) == answered()
    assert read(written(form(), answered())).boxes == answered()


def test_libreoffice_opens_and_saves_it_and_all_is_read_again() -> None:
    found = read(converted(written(form(), answered()), "xlsx", "xlsx"))
    assert (found.errors, found.boxes, found.stamp["format"]) == ({}, answered(), "2")


def test_a_program_without_styles_and_sizes_loses_no_row() -> None:
    found = read(plainly(written(form(), answered())))
    assert (found.errors, found.boxes) == ({}, answered())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.30000000000000004, "0.3"),
        (2.5000000001, "2.5"),
        ("２．５", "2.5"),
        (" 2。5 ", "2.5"),
        ("−1", "-1"),
        (2.50001, "2.50001"),
        (12345678.1234, "12345678.1234"),
        ("0x10", "0x10"),
        ("1,000", "1,000"),
    ],
)
def test_a_figure_is_read_as_it_was_meant_or_as_it_stands(value: object, text: str) -> None:
    def change(book: object) -> None:
        sheet = book[ASKED]  # type: ignore[index]
        sheet.cell(row_of(sheet, "quota.1.1"), ANSWER).value = value

    number = next(item.number for item in scheme_of_kinds().items if item.code == "quota")
    found = read(edited(written(form(), {}), change))
    assert found.boxes == {f"{number}-point-figures-actual": text}


@pytest.mark.parametrize("text", ["123456789012.1234", "007", "1e5", "14 15", "1.50", "=1"])
def test_a_figure_that_a_spreadsheet_would_change_is_written_as_text(text: str) -> None:
    assert figure(text) == text


def test_rows_between_and_another_order_make_no_difference() -> None:
    def change(book: object) -> None:
        book[ASKED].insert_rows(6)  # type: ignore[index]
        book[LINES].insert_rows(2)  # type: ignore[index]

    found = read(edited(written(form(), answered()), change))
    assert (found.errors, found.boxes) == ({}, answered())


BOMBS = ("blank cells", "far row", "unpacked", "crowd", "entity", "external entity", "embedded")


def test_a_bomb_costs_little_time_and_memory(tmp_path: Path) -> None:
    content, files = written(form(), answered()), []
    for number, name in enumerate(BOMBS):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(CASES[name](content))
    said = subprocess.run(
        [sys.executable, "-c", READ_BOUNDED, *files], capture_output=True, text=True, check=True
    ).stdout.split()
    assert said[:-2] == ["Invalid"] * len(BOMBS)
    assert float(said[-2]) < SECONDS, "for all of them together"
    assert int(said[-1]) < MEMORY
