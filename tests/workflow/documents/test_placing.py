"""Where cells stand, and how a long label is said again where pages are made by others."""

from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.placing import placed, repeated

COLUMNS = (Column("大类", 1), Column("项目", 1), Column("项次", 1, "center"))


def table(projects: tuple[int, ...]) -> Table:
    """One category over projects of so many items each."""
    rows: list[tuple[Cell, ...]] = []
    for project, items in enumerate(projects):
        for item in range(items):
            first = (Cell(f"项目{project}", rows=items),) if item == 0 else ()
            rows.append((*first, Cell(str(len(rows)))))
    rows[0] = (Cell("大类", rows=len(rows)), *rows[0])
    return Table(COLUMNS, tuple(rows))


def test_cells_stand_beside_what_reaches_down() -> None:
    at = {one.cell.text: (one.row, one.column, one.align) for one in placed(table((2, 1)))}
    assert at["大类"] == (0, 0, "left")
    assert at["项目1"] == (2, 1, "left")
    assert [at[text][:2] for text in "012"] == [(0, 2), (1, 2), (2, 2)]
    assert at["1"][2] == "center"


def test_a_long_label_is_said_again_where_the_cells_beside_it_begin() -> None:
    made = list(repeated(tuple(placed(table((5, 4, 4, 3, 3)))), 5))
    labels = [(one.row, one.cell.rows) for one in made if one.cell.text == "大类"]
    assert labels == [(0, 5), (5, 4), (9, 4), (13, 3), (16, 3)]
    assert [one.cell.rows for one in made if one.cell.text.startswith("项目")] == [5, 4, 4, 3, 3]


def test_a_project_longer_than_a_part_keeps_its_category_whole() -> None:
    made = list(repeated(tuple(placed(table((7, 2)))), 5))
    assert [(one.row, one.cell.rows) for one in made if one.cell.text == "大类"] == [(0, 7), (7, 2)]
    assert [(one.row, one.cell.rows) for one in made if one.cell.text == "项目0"] == [(0, 5), (5, 2)]
