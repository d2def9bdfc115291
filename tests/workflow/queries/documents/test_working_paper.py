"""The working paper of a run tells what the run has kept, whatever has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests import oracle
from tests.databases import SqliteShelf
from tests.statements import counted_statements
from tests.workflow.workbooks.papers import recalculated, table
from tests.worlds import Stage, Worlds
from tests.worlds.towns import computed
from tests.worlds.whole_year import whole_year
from workflow.database import make_engine
from workflow.models import Entry, RankingRun
from workflow.points import shown
from workflow.queries.documents.working_paper import run_paper, run_workbook
from workflow.queries.runs import RunLine, run_lines
from workflow.simulation.results import figure
from workflow.workbooks.working_paper_scale import scale_of

pytestmark = pytest.mark.sqlite_only

MARK, TENTHS = 10**4, 10
"""A mark is so many steps; 40 and 60 per cent are whole numbers of so many parts of a whole."""


def agrees(session: Session, run_id: int) -> list[dict[str, Any]]:
    """Recalculate the paper of a run and compare every line; the lines of its last sheet."""
    return _agree(session, run_id, recalculated(run_workbook(session, run_id)))


def _agree(session: Session, run_id: int, book: Any) -> list[dict[str, Any]]:
    paper, lines, found = run_paper(session, run_id), run_lines(session, run_id), table(book["排名"])
    step = scale_of(paper).final
    for told, line in zip(found, lines, strict=True):
        assert told["单位"] == line.name
        assert told["最终得分（整数）"] == line.final * step
        assert _shows(told["最终得分（分）"], line.final)
        assert told["名次"] == line.rank
        assert told["核对"] == "一致"
    return found


def _shows(cell: Any, exact: Fraction | Decimal | None) -> bool:
    """Whether a cell shows a figure at two places, half up."""
    return cell == "无" if exact is None else f"{Decimal(str(cell)):.2f}" == shown(exact)


def _newest(session: Session) -> int:
    return session.scalars(select(RankingRun.id).order_by(RankingRun.id.desc())).first() or 0


@pytest.fixture
def whole(sqlite_shelf: SqliteShelf) -> Iterator[Session]:
    """The whole demonstration province at its ranking."""
    sqlite_shelf.keep("whole_year", whole_year)
    engine = make_engine(sqlite_shelf.take("whole_year"))
    with Session(engine) as session:
        yield session
    engine.dispose()
    sqlite_shelf.clear()


@dataclass(frozen=True)
class _Reckoned:
    """A line as the independent recomputation finds it from nothing but the totals of forms."""

    line: RunLine

    @property
    def totals(self) -> dict[str, Fraction]:
        return {county["name"]: Fraction(county["total"]) for county in self.line.terms["counties"]}

    @property
    def scores(self) -> tuple[Fraction | None, Fraction, Fraction]:
        line = self.line
        counties = [{"total": county["total"]} for county in line.terms["counties"]]
        told = {"own": figure(line.own), "province": figure(line.province), "special": figure(line.special)}
        return oracle.scores({**told, "counties": counties, "decision": line.decision})


def _by_unit(book: Any, sheet: str, name: str) -> dict[str, dict[str, Any]]:
    """The first numbered line of every unit in a sheet, by the column that names it."""
    lines = [told for told in table(book[sheet]) if isinstance(told["序号"], int)]
    return {told[name]: told for told in reversed(lines)}


def _sums_up(told: dict[str, Any], reckoned: _Reckoned, counts: int) -> None:
    """A line of 汇总 has every whole number, and shows every score at two places."""
    line, (mean, own, final) = reckoned.line, reckoned.scores
    assert told["本级合计（整数）"] == line.own * MARK
    assert told["县(市、区)数"] == len(reckoned.totals)
    assert told["县(市、区)合计之和（整数）"] == sum(reckoned.totals.values()) * MARK
    assert told["自评得分（整数）"] == own * MARK * TENTHS * counts
    assert told["省级评定合计（整数）"] == line.province * MARK
    assert told["特殊因素（整数）"] == line.special * MARK
    assert told["最终得分（整数）"] == final * MARK * TENTHS * TENTHS * counts
    scores = {"县(市、区)平均": mean, "自评得分": own, "省级评定得分": line.province, "最终得分": final}
    for title, score in scores.items():
        assert _shows(told[f"{title}（分）"], score)


def test_every_whole_number_rank_and_score_of_the_simulated_province_is_found_again(whole: Session) -> None:
    run_id = _newest(whole)
    book = recalculated(run_workbook(whole, run_id))
    ranks = {told["单位"]: told for told in _agree(whole, run_id, book)}
    summary = _by_unit(book, "汇总", "市(州)")
    special = _by_unit(book, "特殊因素", "单位")
    forms = {name: _by_unit(book, name, "填报单位") for name in ("县(市、区)", "市(州)自评", "省级评定")}
    province = [_Reckoned(line) for line in run_lines(whole, run_id)]
    counts = lcm(*(len(one.totals) for one in province if one.totals))
    assert (len(province), sum(len(one.totals) for one in province), counts) == (17, 99, 32_760)
    finals = [one.scores[2] for one in province]
    for one in province:
        line, final = one.line, one.scores[2]
        _sums_up(summary[line.name], one, counts)
        assert ranks[line.name]["名次"] == 1 + sum(other > final for other in finals)
        assert (ranks[line.name]["后5位"] is not None) is (sum(other < final for other in finals) < 5)
        assert special[line.name]["合计（整数）"] == line.special * MARK
        totals = [("市(州)自评", line.name, line.own), ("省级评定", line.name, line.province)]
        totals += [("县(市、区)", county, total) for county, total in one.totals.items()]
        for sheet, unit, total in totals:
            assert forms[sheet][unit]["合计（整数）"] == total * MARK
            assert _shows(forms[sheet][unit]["合计（分）"], total)


def test_the_simulated_province_has_what_can_happen(whole: Session) -> None:
    lines = run_lines(whole, _newest(whole))
    assert any(county["decision"] for line in lines for county in line.terms["counties"])
    assert any(not line.terms["counties"] for line in lines)
    assert any(line.special < 0 for line in lines)
    claims = [claim for line in lines for item in line.terms["special"]["items"] for claim in item["claims"]]
    assert any(claim["merged_into"] for claim in claims)
    assert {claim["stage"] for claim in claims} == {"accepted", "rejected"}


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
    whole: Session, world_at: Worlds
) -> None:
    small = world_at(Stage.COMPUTED).session
    counts = []
    for session in (small, whole):
        run_id = _newest(session)
        session.rollback()
        session.expire_all()
        with counted_statements() as statements:
            run_paper(session, run_id)
        counts.append(len(statements))
    assert counts[0] == counts[1]
