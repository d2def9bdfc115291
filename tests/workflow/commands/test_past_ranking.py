"""Last year's ranking comes from a complete list, or not at all."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, someone, unit_id
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.cycle import open_cycle
from workflow.commands.past_ranking import (
    RankingChange,
    import_ranking,
    parse_ranking,
    plan_ranking,
)
from workflow.commands.table_plan import TablePlan
from workflow.errors import Forbidden, Invalid
from workflow.models import Event, ImportedRanking, Level, Unit
from workflow.unit_of_work import unit_of_work


def lines(session: Session) -> list[list[str]]:
    """A list without ties: 99.5, 98.5, … by code."""
    units = session.scalars(select(Unit).where(Unit.level == Level.PREFECTURE).order_by(Unit.code)).all()
    return [[unit.code or "", unit.name, f"{99 - n}.5", str(n + 1)] for n, unit in enumerate(units)]


def imported(session: Session, rows: list[list[str]], actor: Actor = COMMAND_LINE, year: int = 2025) -> int:
    text = "\n".join(["code,name,final,rank", *(",".join(row) for row in rows)])
    with unit_of_work(session):
        return import_ranking(session, actor, OCTOBER, year=year, rows=parse_ranking(text.encode("gbk")))


def planned(session: Session, rows: list[list[str]]) -> TablePlan[RankingChange]:
    text = "\n".join(["code,name,final,rank", *(",".join(row) for row in rows)])
    return plan_ranking(session, COMMAND_LINE, year=2025, rows=parse_ranking(text.encode()))


def mistakes(session: Session, rows: list[list[str]], year: int = 2025) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        imported(session, rows, year=year)
    assert session.scalars(select(ImportedRanking.id)).all() == []
    return refused.value.errors


def test_a_complete_list_is_taken_over_and_replaced_by_the_next_one(hubei: Session) -> None:
    rows = lines(hubei)
    assert imported(hubei, rows) == 17
    rows[0][2] = "100"
    imported(hubei, rows, someone(hubei, Post.ADMIN, "湖北省"))
    best = hubei.scalars(select(ImportedRanking).where(ImportedRanking.rank == 1)).one()
    assert (best.year, best.unit_id, best.final) == (2025, unit_id(hubei, "武汉市"), "100/1")
    assert len(hubei.scalars(select(Event).where(Event.name == "ranking.import")).all()) == 2


def test_a_plan_tells_every_change_and_does_nothing(hubei: Session) -> None:
    rows = lines(hubei)
    plan = planned(hubei, rows)
    assert (len(plan.changes), plan.added, plan.unchanged) == (17, 17, 0)
    assert plan.changes[0] == RankingChange("武汉市", "", "99.5 分，第 1 名")
    assert hubei.scalars(select(ImportedRanking.id)).all() == []
    imported(hubei, rows)
    assert planned(hubei, rows).empty
    rows[0][2:], rows[1][2:] = ["98.5", "2"], ["99.5", "1"]
    changes = planned(hubei, rows).changes
    assert [(change.before, change.after) for change in changes] == [
        ("98.5 分，第 2 名", "99.5 分，第 1 名"),
        ("99.5 分，第 1 名", "98.5 分，第 2 名"),
    ]


def test_units_are_found_by_name_where_the_list_has_no_codes(hubei: Session) -> None:
    assert imported(hubei, [["", *row[1:]] for row in lines(hubei)]) == 17


def test_equal_scores_share_the_better_rank(hubei: Session) -> None:
    rows = lines(hubei)
    rows[1][2:] = ["99.50", "1"]
    assert imported(hubei, rows) == 17


def test_ranks_that_do_not_follow_from_the_scores_are_refused(hubei: Session) -> None:
    rows = lines(hubei)
    rows[1][2] = "99.5"
    rows[4][3], rows[5][3] = "6", "5"
    found = mistakes(hubei, rows)
    assert set(found) == {"line-3-rank", "line-6-rank", "line-7-rank"}
    assert found["line-3-rank"] == "第 3 行 名次：写的是第 2 名，按得分应为第 1 名：核对得分或名次"


def test_a_list_with_a_gap_is_refused_with_the_names_that_are_missing(hubei: Session) -> None:
    rows = lines(hubei)
    del rows[16]
    assert mistakes(hubei, rows) == {"file": "名单不完整，缺 神农架林区：补全后再导入。"}


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["420100", "武汉市", "1", "18"], "name", "与第 2 行重复"),
        (["430100", "长沙市", "1", "18"], "code", "不是当年参加排名"),
        (["", "江岸区", "1", "18"], "name", "不是当年参加排名"),
        (["", "长沙市", "NaN", "18"], "final", "应为数字"),
        (["", "长沙市", "110.01", "18"], "final", "不在 -10 到 110 之间"),
        (["", "长沙市", "1", "末位"], "rank", "应为名次"),
        (["", "长沙市", "1", "9" * 5000], "rank", "应为名次"),
    ],
)
def test_a_line_that_does_not_belong_is_named(
    hubei: Session, row: list[str], column: str, words: str
) -> None:
    assert words in mistakes(hubei, [*lines(hubei), row])[f"line-19-{column}"]


def test_a_code_with_the_name_of_another_unit_is_refused(hubei: Session) -> None:
    rows = lines(hubei)
    rows[0][1], rows[1][1] = rows[1][1], rows[0][1]
    assert set(mistakes(hubei, rows)) == {"line-2-name", "line-3-name"}


def test_a_unit_that_did_not_exist_then_is_not_missed(hubei: Session) -> None:
    with unit_of_work(hubei):
        hubei.get_one(Unit, unit_id(hubei, "神农架林区")).valid_from = date(2026, 1, 1)
    assert imported(hubei, lines(hubei)[:16]) == 16


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_is_a_plausible_one(hubei: Session, year: int) -> None:
    assert set(mistakes(hubei, lines(hubei), year)) == {"year"}


def test_a_year_with_a_cycle_of_its_own_needs_no_list_but_a_rehearsal_is_none(hubei: Session) -> None:
    with unit_of_work(hubei):
        open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2026)
        open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="hubei-jingban", year=2025, rehearsal=True)
    assert set(mistakes(hubei, lines(hubei), 2026)) == {"year"}
    assert imported(hubei, lines(hubei), year=2025) == 17


def test_only_the_administrator_takes_over_a_list(hubei: Session) -> None:
    with pytest.raises(Forbidden):
        imported(hubei, lines(hubei), someone(hubei, Post.CHIEF, "湖北省"))
