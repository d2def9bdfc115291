"""Publicity, circular, correction; interviews follow for those two years in the bottom five."""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from states.cycle import CycleStage
from states.engine import Refused
from states.interview import InterviewStage
from states.interview import InterviewTrigger as T
from states.ranking import RankingStage
from tests.worlds import Stage, World, Worlds, at, go_on
from tests.worlds.corrected_ranking import announced_again, rated_again
from workflow.actor import COMMAND_LINE
from workflow.clock import end_of_day
from workflow.commands.cycle import open_cycle
from workflow.commands.interviews import take_step
from workflow.commands.past_ranking import RankingRow, import_ranking
from workflow.commands.publishing import correct_ranking, publish_ranking
from workflow.commands.ranking import compute_ranking
from workflow.commands.units import record_succession
from workflow.errors import Invalid
from workflow.models import Interview, SuccessionKind
from workflow.queries.interviews import interviews
from workflow.queries.last_year import last_year
from workflow.queries.runs import run_lines

LAST_YEAR = [
    RankingRow(2, "990100", "甲市", Fraction(90), 2),
    RankingRow(3, "990200", "乙市", Fraction(95), 1),
    RankingRow(4, "990300", "丙市", Fraction(80), 3),
]


def publish(world: World) -> None:
    about = {"run_id": world.run.id, "circular_number": "演示通报〔2027〕2号"}
    world.do(publish_ranking, world.chief, at(3, 20), **about)


def with_last_year(world: World) -> None:
    """Last year's ranking, taken over from paper before this year's is computed."""
    world.do(import_ranking, COMMAND_LINE, at(2, 19), year=2025, rows=LAST_YEAR)
    go_on(world, Stage.PUBLISHED, since=Stage.CHECKED)


def test_the_publicity_period_is_five_working_days_from_the_next_day_on(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    assert world.cycle.stage is CycleStage.PUBLICITY
    assert world.run.publicity_until == end_of_day(date(2027, 3, 12))


def test_nothing_is_published_before_the_publicity_period_is_over(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    about = {"run_id": world.run.id, "circular_number": "一号"}
    with pytest.raises(Refused, match="公示期到2027年3月12日（星期五）24:00才结束"):
        world.do(publish_ranking, world.chief, at(3, 12, 23, 59), **about)
    world.do(publish_ranking, world.chief, at(3, 13, 0, 0), **about)
    assert world.run.stage is RankingStage.PUBLISHED


def test_an_approved_ranking_is_shown_before_it_is_published(world_at: Worlds) -> None:
    with pytest.raises(Refused, match="须先公示再通报"):
        publish(world_at(Stage.APPROVED))


def test_a_circular_has_a_number(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    with pytest.raises(Invalid) as refusal:
        world.do(publish_ranking, world.chief, at(3, 20), run_id=world.run.id, circular_number=" ")
    assert set(refusal.value.errors) == {"circular_number"}


def test_without_a_ranking_of_last_year_nobody_is_in_the_bottom_twice(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    lines = run_lines(world.session, world.run.id)
    assert {line.streak for line in lines} == {False}
    assert "没有2025年度的排名结果，连续中断" in lines[0].streak_reason
    assert interviews(world.session, world.cycle_id) == ()


def test_units_in_the_bottom_two_years_running_are_put_up_for_an_interview(world_at: Worlds) -> None:
    world = world_at.variant("published_with_last_year", Stage.CHECKED, with_last_year)
    lines = run_lines(world.session, world.run.id)
    assert {line.name: (line.last_rank, line.streak) for line in lines} == {
        "甲市": (2, True),
        "乙市": (1, True),
        "丙市": (3, True),
    }
    rows = interviews(world.session, world.cycle_id)
    assert [(row.name, row.stage, row.rank, row.last_rank) for row in rows] == [
        ("甲市", InterviewStage.PROPOSED, 3, 2),
        ("丙市", InterviewStage.PROPOSED, 2, 3),
        ("乙市", InterviewStage.PROPOSED, 1, 1),
    ]
    assert rows[0].grounds.endswith("连续两年排名后5位")


@pytest.mark.sqlite_only
def test_the_published_ranking_of_the_year_before_goes_before_an_imported_one(world_at: Worlds) -> None:
    world = world_at(Stage.PEOPLE)
    world.do(import_ranking, COMMAND_LINE, at(10, 1), year=2026, rows=LAST_YEAR)
    go_on(world, Stage.PUBLISHED, since=Stage.PEOPLE)
    published = {line.unit_id: line.rank for line in run_lines(world.session, world.run.id)}
    world.do(open_cycle, COMMAND_LINE, at(9, 1), scheme_key="hubei-jingban", year=2027)
    before = last_year(world.session, world.cycle, size=1)
    assert before is not None
    assert (before.year, before.ranks) == (2026, published)


def test_after_a_merger_a_person_decides_and_an_interview_is_proposed_for_that(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    world.do(import_ranking, COMMAND_LINE, at(2, 19), year=2025, rows=LAST_YEAR)
    merged = {"from_unit_id": world.unit("丙市"), "to_unit_id": world.unit("甲市"), "on": date(2026, 3, 1)}
    merger = {**merged, "kind": SuccessionKind.MERGED, "reason": "批复〔2026〕1号"}
    world.do(record_succession, COMMAND_LINE, at(2, 19), **merger)
    go_on(world, Stage.PUBLISHED, since=Stage.CHECKED)
    line = next(line for line in run_lines(world.session, world.run.id) if line.name == "甲市")
    assert (line.streak, line.last_rank) == (None, None)
    [row] = [row for row in interviews(world.session, world.cycle_id) if row.name == "甲市"]
    assert (row.streak, "人工认定" in row.grounds) == (None, True)


@pytest.mark.sqlite_only
def test_a_rehearsal_neither_counts_nor_proposes(world_at: Worlds) -> None:
    world = World(world_at(Stage.PEOPLE).session, rehearsal=True)
    go_on(world, Stage.CHECKED, since=Stage.PEOPLE)
    with_last_year(world)
    lines = run_lines(world.session, world.run.id)
    assert {(line.streak, line.streak_reason) for line in lines} == {(False, "演练不计入连续两年")}
    assert interviews(world.session, world.cycle_id) == ()


def test_a_correction_is_a_new_edition_and_keeps_the_old(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    first = world.run.id
    before = run_lines(world.session, first)
    with pytest.raises(Invalid, match="写明更正的理由"):
        world.do(correct_ranking, world.chief, at(3, 25), run_id=first, reason="")
    world.do(correct_ranking, world.chief, at(3, 25), run_id=first, reason="甲市第11项漏评")
    assert (world.cycle.stage, world.cycle.deliberated_at) == (CycleStage.RATING, None)
    rated_again(world)
    world.do(compute_ranking, world.chief, at(3, 30), cycle_id=world.cycle_id)
    announced_again(world)
    about = {"run_id": world.run.id, "circular_number": "更正通报"}
    world.do(publish_ranking, world.chief, at(4, 20), **about)
    old = world.session.get_one(type(world.run), first, populate_existing=True)
    assert (old.stage, old.correction_reason) == (RankingStage.SUPERSEDED, "甲市第11项漏评")
    assert run_lines(world.session, first) == before
    assert (world.run.stage, world.cycle.stage) == (RankingStage.PUBLISHED, CycleStage.PUBLISHED)


def test_only_a_published_ranking_is_corrected(world_at: Worlds) -> None:
    world = world_at(Stage.APPROVED)
    with pytest.raises(Refused, match="当前状态是“审议通过”，此时不能更正"):
        world.do(correct_ranking, world.chief, at(3, 25), run_id=world.run.id, reason="漏评")


def step(world: World, trigger: T, day: int, note: str = "", name: str = "甲市") -> None:
    row = next(row for row in interviews(world.session, world.cycle_id) if row.name == name)
    what = {"interview_id": row.id, "trigger": trigger, "on": date(2027, 4, day), "note": note}
    world.do(take_step, world.chief, at(4, 25), **what)


def test_an_interview_goes_its_way_with_days_and_notes(world_at: Worlds) -> None:
    world = world_at.variant("published_with_last_year", Stage.CHECKED, with_last_year)
    for trigger, day, note in (
        (T.CONFIRM, 1, ""),
        (T.NOTIFY, 2, "约谈通知〔2027〕1号"),
        (T.HOLD, 10, "分管局领导约谈主要负责人"),
        (T.RECTIFY, 12, "三个月内整改"),
        (T.CLOSE, 20, "核查合格"),
    ):
        step(world, trigger, day, note)
    row = next(row for row in interviews(world.session, world.cycle_id) if row.name == "甲市")
    assert row.stage is InterviewStage.CLOSED
    assert [(taken.trigger, taken.on.day) for taken in row.steps][-1] == (T.CLOSE, 20)
    assert row.open == ()


def test_a_waived_interview_says_why(world_at: Worlds) -> None:
    world = world_at.variant("published_with_last_year", Stage.CHECKED, with_last_year)
    with pytest.raises(Invalid, match="写明不予约谈的理由"):
        step(world, T.WAIVE, 1)
    step(world, T.WAIVE, 1, "单位刚刚合并")
    row = next(row for row in interviews(world.session, world.cycle_id) if row.name == "甲市")
    assert (row.stage, row.steps[0].note) == (InterviewStage.WAIVED, "单位刚刚合并")


def test_days_to_come_and_days_before_the_last_step_are_told_at_the_field(world_at: Worlds) -> None:
    world = world_at.variant("published_with_last_year", Stage.CHECKED, with_last_year)
    with pytest.raises(Invalid, match="还没有到"):
        step(world, T.CONFIRM, 26)
    step(world, T.CONFIRM, 10)
    with pytest.raises(Invalid, match="早于上一步"):
        step(world, T.NOTIFY, 9)
    with pytest.raises(Refused, match="此时不能记录约谈"):
        step(world, T.HOLD, 12, "约谈")


def test_a_corrected_ranking_summons_nobody_a_second_time(world_at: Worlds) -> None:
    world = world_at.variant("published_with_last_year", Stage.CHECKED, with_last_year)
    step(world, T.CONFIRM, 1)
    step(world, T.NOTIFY, 2)
    step(world, T.CONFIRM, 1, name="丙市")
    world.do(correct_ranking, world.chief, at(4, 1), run_id=world.run.id, reason="漏评")
    world.do(compute_ranking, world.chief, at(4, 1), cycle_id=world.cycle_id)
    announced_again(world)
    number = {"run_id": world.run.id, "circular_number": "更正通报"}
    world.do(publish_ranking, world.chief, at(4, 25), **number)
    found = world.session.execute(select(Interview.unit_id).where(Interview.run_id == world.run.id)).scalars()
    assert set(found) == {world.unit("乙市"), world.unit("丙市")}
    corrected = [row for row in interviews(world.session, world.cycle_id) if row.corrected]
    old = next(row for row in corrected if row.name == "丙市")
    assert old.open == (T.WAIVE,)
    what = {"interview_id": old.id, "trigger": T.NOTIFY, "on": date(2027, 4, 25)}
    with pytest.raises(Refused, match="须按新的通报处理"):
        world.do(take_step, world.chief, at(4, 25), **what)
