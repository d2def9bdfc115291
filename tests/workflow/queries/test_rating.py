"""What raters and the chief see of the rating, and what it costs to read."""

from collections.abc import Callable

import pytest

from tests.statements import counted_statements
from tests.worlds import FindingInput, Stage, Worlds
from workflow.errors import Forbidden
from workflow.queries.claims import claim_list
from workflow.queries.rating import rating_page
from workflow.queries.rating_matrix import CellState, RatingMatrix, rating_matrix
from workflow.queries.runs import run_lines, runs
from workflow.rules.double_deduction import Nature


def states(matrix: RatingMatrix, unit: str) -> dict[int, CellState]:
    row = next(row for row in matrix.rows if row.name == unit)
    return {cell.item: cell.state for cell in row.cells}


def test_silence_is_not_full_marks(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    world.rate("甲市", 11)
    world.rate("甲市", 12, FindingInput("problem", Nature.NEW, "凭证不全", "抽查"))
    matrix = rating_matrix(world.session, world.chief, world.cycle_id)
    found = states(matrix, "甲市")
    assert (found[11], found[12], found[13]) == (CellState.CLEAN, CellState.FOUND, CellState.UNRATED)
    row = matrix.rows[0]
    assert (row.waiting, row.total) == (41, None)


def test_a_rater_sees_the_own_divisions_items_and_no_totals(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    matrix = rating_matrix(world.session, world.rater(24), world.cycle_id)
    assert [column.item.number for column in matrix.items] == list(range(24, 44))
    assert {row.total for row in matrix.rows} == {None}


def test_the_chief_sees_all_items_and_the_totals(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    matrix = rating_matrix(world.session, world.chief, world.cycle_id)
    assert len(matrix.items) == 43
    assert {row.name: str(row.total) for row in matrix.rows} == {
        "甲市": "90.0000",
        "乙市": "92.5000",
        "丙市": "91.0000",
    }


def test_own_deductions_are_counted_in_the_cells(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    matrix = rating_matrix(world.session, world.chief, world.cycle_id)
    cells = {row.name: row.cells[1].self_lines for row in matrix.rows}
    assert cells == {"甲市": 8, "乙市": 6, "丙市": 1}


def test_a_rating_page_shows_every_own_deduction_of_the_subtree_on_the_item(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    page = rating_page(world.session, world.rater(2), world.assessment("甲市").id, 2)
    assert [entry.line.unit_name for entry in page.deductions] == [
        *["甲市"] * 2, *["甲东县"] * 2, *["甲南县"] * 2, *["甲西县"] * 2,
    ]  # fmt: skip
    assert {entry.linked for entry in page.deductions} == {0}
    assert (page.version, page.rated, page.settled) == (0, None, True)


def test_a_rating_page_tells_which_own_deductions_are_used_up(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    page = rating_page(world.session, world.rater(2), world.assessment("甲市").id, 2)
    first = next(entry.line.deduction for entry in page.deductions)
    same = FindingInput(first.component, Nature.SAME, "无培训计划", "查阅资料", links=((first.id, 1),))
    world.rate("甲市", 2, same)
    page = rating_page(world.session, world.rater(2), world.assessment("甲市").id, 2)
    assert {entry.line.deduction.id: entry.linked for entry in page.deductions}[first.id] == 1
    assert page.version == 1


def test_a_rater_does_not_open_another_divisions_item(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    with pytest.raises(Forbidden):
        rating_page(world.session, world.rater(24), world.assessment("甲市").id, 2)
    assert rating_page(world.session, world.chief, world.assessment("甲市").id, 2).rated is not None


def cost(read: Callable[[], object]) -> int:
    """Reads that a query takes."""
    with counted_statements() as statements:
        read()
    return len([each for each in statements if each.lstrip().upper().startswith("SELECT")])


@pytest.mark.parametrize("stage", [Stage.RATING, Stage.COMPUTED])
def test_the_pages_of_the_province_cost_the_same_however_much_is_rated(
    world_at: Worlds, stage: Stage
) -> None:
    world = world_at(stage)
    session, chief, cycle_id = world.session, world.chief, world.cycle_id
    assert cost(lambda: rating_matrix(session, chief, cycle_id)) == 6
    assert cost(lambda: claim_list(session, cycle_id)) == 2
    page = world.assessment("甲市").id
    assert cost(lambda: rating_page(session, chief, page, 2)) in (6, 7)


def test_a_run_costs_the_same_however_many_units_it_ranks(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    session, run_id, cycle_id = world.session, world.run.id, world.cycle_id
    assert cost(lambda: run_lines(session, run_id)) == 3
    assert cost(lambda: runs(session, cycle_id)) == 1
