"""A year is opened for the units of its first day and moves on by date, or by hand with a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.engine import Refused
from tests.clocks import due_cycles
from tests.hubei import OCTOBER, someone, unit_id
from workflow.actor import CLOCK, COMMAND_LINE, Actor, Post
from workflow.clock import start_of_day
from workflow.commands.calendar import edit_calendar
from workflow.commands.cycle import advance_cycle, close_cycle, open_cycle
from workflow.commands.unit_file import TABLE, parse_units
from workflow.commands.units import import_units
from workflow.errors import Forbidden, Invalid, NotFound
from workflow.models import (
    Assessment,
    Cycle,
    CycleWindow,
    Event,
    Level,
    Participant,
    Report,
    SchemeVersion,
    Sheet,
    Unit,
)
from workflow.queries.calendars import days_of, warnings
from workflow.queries.cycles import cycles, progress
from workflow.queries.schemes import scheme_of
from workflow.queries.staffing import vacancies
from workflow.rules.working_days import WorkingDays
from workflow.scheme.calendar import DateRange
from workflow.scheme.loader import builtin
from workflow.unit_of_work import unit_of_work

SCHEME = "hubei-jingban"


def opened(session: Session, actor: Actor = COMMAND_LINE, year: int = 2026, **wishes: object) -> int:
    with unit_of_work(session):
        return open_cycle(session, actor, OCTOBER, scheme_key=SCHEME, year=year, **wishes).id


def refused_fields(session: Session, **wishes: object) -> set[str]:
    with pytest.raises(Invalid) as refused:
        opened(session, **wishes)
    return set(refused.value.errors)


def advanced(session: Session, cycle_id: int, actor: Actor, now: datetime, reason: str = "") -> CycleStage:
    with unit_of_work(session):
        return advance_cycle(session, actor, now, cycle_id=cycle_id, reason=reason)


def changed(session: Session, cycle_id: int, reason: str = "文件调整", **days: DateRange) -> None:
    with unit_of_work(session):
        edit_calendar(session, COMMAND_LINE, OCTOBER, cycle_id=cycle_id, days=days, reason=reason)


def how_many(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_every_county_and_prefecture_gets_its_forms(hubei: Session) -> None:
    cycle = opened(hubei, someone(hubei, Post.ADMIN, "湖北省"))
    assert [how_many(hubei, model) for model in (Participant, Sheet, Report, Assessment)] == [
        116,
        116,
        17,
        17,
    ]
    assert [(entry.title, entry.counts) for entry in progress(hubei, cycle)] == [
        ("县(市、区)评定表", {"未开始": 99}),
        ("市(州)本级评定表", {"未开始": 17}),
        ("市(州)汇总", {"未开始": 17}),
        ("省级评定表", {"评定中": 17}),
    ]


def test_participants_keep_name_level_and_unit_above_of_that_year(hubei: Session) -> None:
    cycle, wuhan = opened(hubei), unit_id(hubei, "武汉市")
    jiangan = unit_id(hubei, "江岸区")
    with unit_of_work(hubei):
        hubei.get_one(Unit, jiangan).name = "新名"
        hubei.get_one(Unit, jiangan).parent_id = unit_id(hubei, "黄石市")
    kept = hubei.scalars(
        select(Participant).where(Participant.cycle_id == cycle, Participant.unit_id == jiangan)
    ).one()
    assert (kept.code, kept.name, kept.level, kept.above_id) == ("420102", "江岸区", Level.COUNTY, wuhan)


def test_the_scheme_is_frozen_with_its_digest_once_for_all_cycles(hubei: Session) -> None:
    first, second = opened(hubei), opened(hubei, rehearsal=True)
    assert how_many(hubei, SchemeVersion) == 1
    assert (
        scheme_of(hubei, first).reference == scheme_of(hubei, second).reference == builtin(SCHEME).reference
    )


def test_the_calendar_is_what_the_scheme_proposes_for_the_year(hubei: Session) -> None:
    assert days_of(hubei, opened(hubei, year=2027)) == {
        "liaison": DateRange(None, date(2027, 10, 9)),
        "self_evaluation": DateRange(date(2027, 12, 1), date(2027, 12, 31)),
        "consolidation": DateRange(date(2028, 1, 1), date(2028, 1, 31)),
        "rating": DateRange(date(2028, 2, 1), date(2028, 2, 29)),
    }


def test_the_proposed_days_may_be_replaced_when_the_year_opens(hubei: Session) -> None:
    longer = DateRange(date(2027, 1, 1), date(2027, 2, 5))
    assert days_of(hubei, opened(hubei, days={"consolidation": longer}))["consolidation"] == longer


def test_days_that_contradict_each_other_open_nothing(hubei: Session) -> None:
    turned = {
        "consolidation": DateRange(date(2026, 11, 1), date(2026, 10, 15)),
        "rating": DateRange(date(2027, 2, 1), date(2027, 1, 31)),
    }
    assert refused_fields(hubei, days=turned) == {
        "consolidation-first", "consolidation-last", "rating-last",
    }  # fmt: skip
    assert how_many(hubei, Cycle) == 0


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2207, 2, 28), date(1, 1, 1)])
def test_a_mistyped_year_is_refused_when_a_cycle_opens_and_when_its_calendar_changes(
    hubei: Session, day: date
) -> None:
    cycle = opened(hubei)
    rating = DateRange(day, day)
    assert {"rating-first", "rating-last"} <= refused_fields(hubei, rehearsal=True, days={"rating": rating})
    with pytest.raises(Invalid, match="应在 2025 年到 2028 年之间：核对年份"):
        changed(hubei, cycle, rating=rating)


def test_a_year_opens_once_but_rehearsals_and_the_next_year_stand_beside_it(hubei: Session) -> None:
    opened(hubei)
    assert refused_fields(hubei) == {"year"}
    opened(hubei, rehearsal=True)
    opened(hubei, rehearsal=True)
    opened(hubei, year=2027)
    province = unit_id(hubei, "湖北省")
    assert [(line.year, line.rehearsal) for line in cycles(hubei, province)] == [
        (2027, False),
        (2026, False),
        (2026, True),
        (2026, True),
    ]


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_is_a_plausible_one(hubei: Session, year: int) -> None:
    assert refused_fields(hubei, year=year) == {"year"}


def test_a_cycle_takes_the_units_that_are_valid_on_its_first_day(hubei: Session) -> None:
    with unit_of_work(hubei):
        hubei.get_one(Unit, unit_id(hubei, "江岸区")).valid_to = date(2026, 11, 30)
        hubei.get_one(Unit, unit_id(hubei, "江汉区")).valid_to = date(2026, 12, 1)
        hubei.get_one(Unit, unit_id(hubei, "硚口区")).valid_from = date(2026, 12, 2)
    names = hubei.scalars(select(Participant.name).where(Participant.cycle_id == opened(hubei))).all()
    assert "江汉区" in names
    assert not {"江岸区", "硚口区"} & set(names)


def test_a_county_whose_prefecture_has_ended_opens_nothing(hubei: Session) -> None:
    with unit_of_work(hubei):
        hubei.get_one(Unit, unit_id(hubei, "鄂州市")).valid_to = date(2026, 1, 1)
    with pytest.raises(Invalid, match="梁子湖区"):
        opened(hubei)


def test_without_units_nothing_opens(session: Session) -> None:
    assert refused_fields(session) == {"province"}
    with unit_of_work(session):
        rows = parse_units(f"{','.join(TABLE.titles)}\n42,湖北省,province,省,,,,,".encode())
        import_units(session, COMMAND_LINE, OCTOBER, rows)
    assert refused_fields(session) == {"units"}


def test_an_unknown_scheme_is_not_found(hubei: Session) -> None:
    with pytest.raises(NotFound), unit_of_work(hubei):
        open_cycle(hubei, COMMAND_LINE, OCTOBER, scheme_key="nowhere", year=2026)


@pytest.mark.parametrize("post", [Post.CHIEF, Post.AUDITOR])
def test_only_the_administrator_opens_and_moves_a_year(hubei: Session, post: Post) -> None:
    actor, cycle = someone(hubei, post, "湖北省"), opened(hubei)
    with pytest.raises(Forbidden):
        opened(hubei, actor, year=2027)
    with pytest.raises(Forbidden):
        advanced(hubei, cycle, actor, OCTOBER, "试试")


def test_units_where_nobody_fills_or_signs_are_named_and_hold_nothing_up(hubei: Session) -> None:
    someone(hubei, Post.SIGNER, "武汉市")
    found = vacancies(hubei, opened(hubei), OCTOBER)
    unsigned = [one.unit for one in found if one.post is Post.SIGNER]
    assert len(unsigned) == 115
    assert "武汉市" not in unsigned
    assert len([one for one in found if one.post is Post.FILLER]) == 116


def test_the_clock_moves_the_year_on_at_midnight_in_shanghai(hubei: Session) -> None:
    cycle, first = opened(hubei), start_of_day(date(2026, 12, 1))
    assert due_cycles(hubei, first - timedelta(microseconds=1)) == []
    with pytest.raises(Refused, match="日期未到"):
        advanced(hubei, cycle, CLOCK, first - timedelta(microseconds=1))
    assert due_cycles(hubei, first) == [cycle]
    assert advanced(hubei, cycle, CLOCK, first) is CycleStage.SELF_EVALUATION


def test_dates_lead_as_far_as_the_rating_and_no_further(hubei: Session) -> None:
    cycle, march = opened(hubei), datetime(2027, 3, 1, tzinfo=UTC)
    stages = [advanced(hubei, cycle, CLOCK, march) for _ in range(3)]
    assert stages == [CycleStage.SELF_EVALUATION, CycleStage.CONSOLIDATION, CycleStage.RATING]
    assert due_cycles(hubei, march) == []
    with pytest.raises(Refused, match="此时不能进入下一阶段"):
        advanced(hubei, cycle, CLOCK, march)


def test_the_administrator_moves_the_year_on_earlier_with_a_reason(hubei: Session) -> None:
    admin, cycle = someone(hubei, Post.ADMIN, "湖北省"), opened(hubei)
    with pytest.raises(Invalid, match="理由"):
        advanced(hubei, cycle, admin, OCTOBER, "  ")
    assert advanced(hubei, cycle, admin, OCTOBER, "提前布置") is CycleStage.SELF_EVALUATION
    early = dict(hubei.execute(select(CycleWindow.stage, CycleWindow.opened_early_at)).all())
    assert early == {"liaison": None, "self_evaluation": OCTOBER, "consolidation": None, "rating": None}
    event = hubei.scalars(select(Event).where(Event.name == "cycle.advance")).one()
    assert (event.reason, event.actor_post) == ("提前布置", "admin")


def test_a_year_moved_on_by_hand_in_time_was_not_opened_early(hubei: Session) -> None:
    admin, cycle = someone(hubei, Post.ADMIN, "湖北省"), opened(hubei)
    advanced(hubei, cycle, admin, start_of_day(date(2026, 12, 2)), "系统时钟停运")
    assert set(hubei.scalars(select(CycleWindow.opened_early_at))) == {None}


def test_the_calendar_changes_with_a_reason_and_leaves_both_versions_in_the_history(hubei: Session) -> None:
    cycle = opened(hubei)
    with pytest.raises(Invalid, match="理由"):
        changed(hubei, cycle, reason="", rating=DateRange(date(2027, 2, 1), date(2027, 3, 5)))
    changed(hubei, cycle, rating=DateRange(date(2027, 2, 8), date(2027, 3, 5)))
    assert days_of(hubei, cycle)["rating"] == DateRange(date(2027, 2, 8), date(2027, 3, 5))
    event = hubei.scalars(select(Event).where(Event.name == "cycle.edit_calendar")).one()
    assert '"rating":["2027-02-01","2027-02-28"]' in event.before
    assert '"rating":["2027-02-08","2027-03-05"]' in event.after


def test_a_first_day_that_has_come_and_a_deadline_in_the_past_are_left_alone(hubei: Session) -> None:
    begun = DateRange(date(2026, 9, 1), date(2026, 12, 31))
    cycle = opened(hubei, days={"self_evaluation": begun})
    with pytest.raises(Invalid) as refused:
        changed(
            hubei,
            cycle,
            liaison=DateRange(None, date(2026, 9, 30)),
            self_evaluation=DateRange(date(2026, 11, 1), date(2026, 12, 31)),
        )
    assert set(refused.value.errors) == {"liaison-last", "self_evaluation-first"}
    changed(hubei, cycle, self_evaluation=DateRange(date(2026, 9, 1), date(2027, 1, 5)))


def test_a_year_is_filed_away_only_after_its_circular(hubei: Session) -> None:
    cycle = opened(hubei)
    with pytest.raises(Refused, match="此时不能归档"), unit_of_work(hubei):
        close_cycle(hubei, COMMAND_LINE, OCTOBER, cycle_id=cycle)


@pytest.mark.sqlite_only
def test_a_deadline_on_no_working_day_or_in_an_unannounced_year_is_warned_of() -> None:
    told = warnings(builtin(SCHEME).calendar.dates(2026), builtin(SCHEME).procedure, WorkingDays())
    assert len(told) == 2
    assert told[0].startswith("市州汇总的截止日 2027年1月31日（星期日）不是工作日")
    assert "待节假日安排公布" in told[1]
