"""What one cell of a form says, as the text that would stand in its box."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter

from workflow.csv_rows import read_day
from workflow.points import STORED_QUANTUM, half_width, plain
from workflow.workbooks.form import CLAIM_BOXES, EventKind, Slot
from workflow.workbooks.reading import Cell

BLUR = Decimal("1e-9")
"""How far a spreadsheet's binary fraction may lie beside the figure that was typed."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,40})?", re.ASCII)


@dataclass(frozen=True)
class Place:
    """One cell: sheet, row and column counted from 1, and what it is about."""

    sheet: str
    row: int
    column: int
    about: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{get_column_letter(self.column)}{self.row}"

    @property
    def told(self) -> str:
        """The cell for people."""
        return f"{self}（{self.about}）" if self.about else str(self)


def claim_slots(name: str, kinds: Iterable[EventKind]) -> tuple[Slot, ...]:
    """The cells of one line of 特殊因素 from the second column on; `name` begins the names of its boxes."""
    about = {
        "kind": {"choices": {kind.value: kind.label for kind in kinds}},
        "amount": {"figure": True},
        "document_date": {"day": True},
    }
    return tuple(Slot(f"{name}-{box}", **about.get(box, {})) for box in CLAIM_BOXES)  # type: ignore[arg-type]


def same(found: str, word: str) -> bool:
    """Whether a text is the one that was given out; blanks and widths make no difference."""
    return squeezed(found) == squeezed(word)


def squeezed(text: str) -> str:
    """A text without blanks, full-width signs as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def number_text(text: str) -> str:
    """A figure as it is shown: full-width digits become plain ones, and what a binary fraction has left
    within 1e-9 of a whole 0.0001 is rounded to it. Text that is no figure stays as it is."""
    normal = half_width(text)
    if not _NUMBER.fullmatch(normal):
        return text
    number = Decimal(normal)
    near = number.quantize(STORED_QUANTUM)
    return plain(near if abs(number - near) <= BLUR else number)


def _day_text(cell: Cell) -> str:
    """A day as its box holds it, from a text or a date."""
    try:
        day = read_day(cell.text or cell.found)
    except ValueError:
        found = cell.text or cell.found
        raise ValueError(f"读到“{found[:40]}”，日期写成 2026-03-05 的样子，没有就留空") from None
    return day.isoformat() if day else ""


def read_text(slot: Slot, cell: Cell) -> str:
    """What a box holds by its cell. Raises ValueError with the Chinese text that belongs to the cell."""
    if slot.day:
        return _day_text(cell)
    if cell.problem:
        hint = f"；{slot.hint}" if slot.hint else ""
        raise ValueError(f"读到“{cell.found[:40]}”，{cell.problem}{hint}")
    text = cell.text.replace("\r\n", "\n").strip()
    if slot.choices and text:
        values = {squeezed(label): value for value, label in slot.choices.items()}
        if squeezed(text) not in values:
            offered = "”“".join(slot.choices.values())
            raise ValueError(f"读到“{text[:40]}”，从下拉列表中选：“{offered}”，暂不填的清空这一格")
        return values[squeezed(text)]
    return number_text(text) if slot.figure else text
