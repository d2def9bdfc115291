"""Where the cells of a table stand: a row leaves out what a cell above it covers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workflow.documents.blocks import Align, Cell, Table


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its first row and column, counted from 0, and how it stands."""

    cell: Cell
    row: int
    column: int
    align: Align

    @property
    def after(self) -> int:
        """The first row below it."""
        return self.row + self.cell.rows


def placed(table: Table) -> Iterator[Placed]:
    """The cells of a table row by row, each standing as its column does unless it says otherwise."""
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        place = 0
        for cell in row:
            while (number, place) in covered:
                place += 1
            yield Placed(cell, number, place, cell.align or table.columns[place].align)
            for down in range(number, number + cell.rows):
                covered |= {(down, along) for along in range(place, place + cell.columns)}
            place += cell.columns


def repeated(cells: Sequence[Placed], most: int) -> Iterator[Placed]:
    """The same cells, none over more than `most` rows: a longer one is said again, where the cells beside it
    begin too. For files whose pages are made by another program, so that every page has its labels."""
    for one in cells:
        inner = [other for other in cells if other.column > one.column and other.cell.rows > 1]
        start = one.row
        while start < one.after:
            end = _end(start, one, inner, most)
            yield replace(one, row=start, cell=replace(one.cell, rows=end - start))
            start = end


def _end(start: int, one: Placed, inner: Sequence[Placed], most: int) -> int:
    """Before which row a part of a cell ends: the last possible one that is not too far."""
    if one.after - start <= most:
        return one.after
    whole = [
        row
        for row in range(start + 1, one.after)
        if not any(other.row < row < other.after for other in inner)
    ]
    near = [row for row in whole if row - start <= most]
    return near[-1] if near else whole[0] if whole else one.after
