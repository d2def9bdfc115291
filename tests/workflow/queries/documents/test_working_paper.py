"""The working paper of a run tells what the run has kept, whatever has changed since."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests import oracle
from tests.databases import SqliteShelf
from tests.statements import counted_statements
from tests.workflow.simulation.small_province import outcome
from tests.workflow.workbooks.papers import recalculated, table
from tests.worlds import Stage, Worlds
from tests.worlds.towns import computed
from workflow.database import make_engine
from workflow.models import Entry, RankingRun
from workflow.points import shown
from workflow.queries.documents.working_paper import run_paper, run_workbook
from workflow.queries.runs import RunLine, run_lines
from workflow.simulation.results import figure
from workflow.workbooks.working_paper_scale import scale_of

pytestmark = pytest.mark.sqlite_only


def agrees(session: Session, run_id: int) -> list[dict[str, Any]]:
    """Recalculate the paper of a run and compare every line; the lines of its last sheet."""
    paper, lines = run_paper(session, run_id), run_lines(session, run_id)
    found = table(recalculated(run_workbook(session, run_id))["排名"])
    step = scale_of(paper).final
    for told, line in zip(found, lines, strict=True):
        assert told["单位"] == line.name
        assert told["最终得分（整数）"] == line.final * step
        assert f"{Decimal(str(told['最终得分（分）'])):.2f}" == shown(line.final)
        assert told["名次"] == line.rank
        assert told["核对"] == "一致"
    return found


def _newest(session: Session) -> int:
    return session.scalars(select(RankingRun.id).order_by(RankingRun.id.desc())).first() or 0


@pytest.fixture
def simulated(sqlite_shelf: SqliteShelf) -> Iterator[Session]:
    """Two made-up years of seven prefectures with their counties."""
    sqlite_shelf.keep("simulated_here", lambda url: print(outcome(url)), base="empty")
    engine = make_engine(sqlite_shelf.take("simulated_here"))
    with Session(engine) as session:
        yield session
    engine.dispose()
    sqlite_shelf.clear()


def _oracle(line: RunLine) -> dict[str, Any]:
    """A line as the independent recomputation takes it: totals summed here, from nothing but item marks."""
    return {
        "own": figure(line.own),
        "counties": [{"total": county["total"]} for county in line.terms["counties"]],
        "decision": line.decision,
        "province": figure(line.province),
        "special": figure(line.special),
    }


def test_the_simulated_province_is_found_again_by_a_table_program(simulated: Session) -> None:
    run_id = _newest(simulated)
    found = {told["单位"]: told for told in agrees(simulated, run_id)}
    step = scale_of(run_paper(simulated, run_id)).final
    lines = run_lines(simulated, run_id)
    assert any(county["decision"] for line in lines for county in line.terms["counties"])
    assert any(not line.terms["counties"] for line in lines)
    for line in lines:
        assert found[line.name]["最终得分（整数）"] == oracle.scores(_oracle(line))[2] * step
        assert (found[line.name]["后5位"] is not None) is line.bottom


def test_the_small_province_agrees_and_stays_as_it_was_when_a_sheet_changes(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    run_id = _newest(world.session)
    before = run_paper(world.session, run_id)
    agrees(world.session, run_id)
    world.session.execute(update(Entry).values(mark=Decimal(0)))
    assert run_paper(world.session, run_id) == before


def test_towns_that_are_rated_by_answers_agree_with_their_groups_and_bonus(town_at: Any) -> None:
    world = town_at(computed)
    found = agrees(world.session, _newest(world.session))
    assert all("本组名次" in told for told in found)


def test_a_paper_takes_as_many_statements_for_many_units_as_for_few(
    simulated: Session, world_at: Worlds
) -> None:
    small = world_at(Stage.COMPUTED).session
    counts = []
    for session in (small, simulated):
        run_id = _newest(session)
        session.rollback()
        session.expire_all()
        with counted_statements() as statements:
            run_paper(session, run_id)
        counts.append(len(statements))
    assert counts[0] == counts[1]
