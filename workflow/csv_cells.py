"""CSV files that table programs open: what people typed never becomes a formula, figures stay figures."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""Begins the file: table programs read it as UTF-8 then."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_FIGURE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?%?", re.ASCII)

Cell = str | int


class _Echo:
    """Hands back what is written to it, so that a line is sent as soon as it is made."""

    def write(self, text: str) -> str:
        return text


def guarded(cell: Cell) -> Cell:
    """A cell as it may stand in a file: text that a table program would calculate gets a quote in front."""
    if isinstance(cell, int) or not cell.startswith(_FORMULA) or _FIGURE.fullmatch(cell):
        return cell
    return f"'{cell}"


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a file one by one, the header first."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header)
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])
