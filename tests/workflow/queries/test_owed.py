"""What was owed when, told from the history: it agrees with the tables, and remembers since when."""

from datetime import date, datetime

import pytest

from states.sheet import SheetStage
from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, full_answers
from tests.worlds.stories import acknowledged, returned
from workflow.actor import COMMAND_LINE, Post
from workflow.clock import end_of_day
from workflow.commands.calendar import edit_calendar, end_acceptance
from workflow.commands.consolidating import withdraw_report
from workflow.commands.cycle import advance_cycle
from workflow.commands.extending import grant_extension, revoke_extension
from workflow.commands.handing_up import withdraw_sheet
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.commands.ranking import send_back_ranking
from workflow.models import Extension
from workflow.queries.obligations import obligations
from workflow.queries.owed import Span, course
from workflow.rules.deadlines import Window
from workflow.scheme.calendar import DateRange

LATER = at(9, 30)


def agrees(world: World) -> None:
    """The history and the tables tell the same of everything that is owed now."""
    told = [span.obligation for span in course(world.session, world.cycle_id).at(LATER)]
    assert told == obligations(world.session, world.cycle_id)


def since(
    world: World, unit: str, now: datetime, entry: str = "self_evaluation"
) -> tuple[str, datetime | None]:
    span = course(world.session, world.cycle_id).of(world.unit(unit), entry, now)
    assert span is not None
    return span.by, span.since


@pytest.mark.parametrize("stage", list(Stage)[1:])
def test_the_history_tells_what_the_tables_say_at_every_stage(world_at: Worlds, stage: Stage) -> None:
    agrees(world_at(stage))


def test_nothing_is_owed_before_the_year_is_open_and_everything_since_then(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    found = course(world.session, world.cycle_id)
    assert found.at(at(10, 1, 8)) == []
    assert len(found.at(at(10, 1))) == 11
    assert since(world, "甲东县", at(12, 10)) == ("cycle.open", at(10, 1))


def test_what_is_filled_and_signed_inside_a_unit_owes_it_no_later(world_at: Worlds) -> None:
    world = world_at.variant("returned", Stage.SELF_EVALUATION, returned)
    found = course(world.session, world.cycle_id)
    county = world.unit("甲东县")

    def told(now: datetime) -> Span:
        span = found.of(county, "self_evaluation", now)
        assert span is not None
        return span

    stages = [SheetStage.NOT_STARTED, SheetStage.FILLING, SheetStage.SUBMITTED, SheetStage.RETURNED]
    moments = (at(12, 9), at(12, 10, 10), at(12, 12), at(12, 15))
    assert [told(now).stage for now in moments] == stages
    assert [told(now).since for now in moments] == [at(10, 1), at(10, 1), None, at(12, 14)]
    assert told(at(12, 15)).by == "sheet.return"
    agrees(world)


def test_a_form_is_owed_again_from_its_withdrawal_on(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.fill("甲南县", full_answers(world.scheme))
    world.hand_up("甲南县", at(12, 12))
    sheet = {"sheet_id": world.sheet("甲南县").id, "reason": "漏写"}
    world.do(withdraw_sheet, world.signer("甲南县"), at(12, 13), **sheet)
    assert since(world, "甲南县", at(12, 12, 12)) == ("sheet.submit", None)
    assert since(world, "甲南县", at(12, 14)) == ("sheet.withdraw", at(12, 13))
    agrees(world)


def _extended(world: World) -> Extension:
    given = {"until": end_of_day(date(2027, 1, 5)), "reason": "受灾", "document_number": "1号"}
    place = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲东县"), "entry": "self_evaluation"}
    found: Extension = world.do(grant_extension, world.signer("甲市"), at(12, 30), **place, **given)
    return found


def test_a_later_deadline_begins_anew_and_so_does_its_end_by_hand(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    extension = _extended(world)
    agrees(world)
    assert since(world, "甲东县", at(12, 31)) == ("extension.grant", at(12, 30))
    assert since(world, "甲南县", at(12, 31)) == ("cycle.open", at(10, 1))
    world.do(revoke_extension, world.signer("甲市"), at(1, 2), extension_id=extension.id, reason="已恢复")
    agrees(world)
    assert since(world, "甲东县", at(1, 1)) == ("extension.grant", at(12, 30))
    assert since(world, "甲东县", at(1, 3)) == ("extension.revoke", at(1, 2))


def test_a_moved_calendar_holds_from_then_on_and_only_for_its_entries(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    admin = world.actor("示范省", Post.ADMIN)
    ended = {"entry": "self_evaluation", "until": end_of_day(date(2027, 1, 10)), "reason": "省里汇总"}
    world.do(end_acceptance, admin, at(12, 2), cycle_id=world.cycle_id, **ended)
    agrees(world)
    days = {"self_evaluation": DateRange(date(2026, 12, 1), date(2027, 1, 6))}
    world.do(edit_calendar, admin, at(12, 20), cycle_id=world.cycle_id, days=days, reason="停机顺延")
    found = course(world.session, world.cycle_id)

    def window(now: datetime) -> Window:
        span = found.of(world.unit("甲东县"), "self_evaluation", now)
        assert span is not None
        return span.obligation.window

    assert [window(now).due_at for now in (at(12, 19), at(12, 21))] == [
        end_of_day(date(2026, 12, 31)),
        end_of_day(date(2027, 1, 6)),
    ]
    assert window(at(12, 21)).open_until == end_of_day(date(2027, 1, 16))
    assert window(at(12, 1)).open_until is None
    assert since(world, "甲东县", at(12, 21)) == ("cycle.edit_calendar", at(12, 20))
    assert since(world, "甲市", at(12, 21), "consolidation") == ("cycle.open", at(10, 1))


def test_a_year_moved_on_by_hand_opens_the_next_entry_then(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.do(advance_cycle, COMMAND_LINE, at(12, 20), cycle_id=world.cycle_id, reason="提前布置")
    assert since(world, "甲市", at(12, 21), "consolidation") == ("cycle.advance", at(12, 20))
    agrees(world)


def test_who_counts_as_zero_owes_nothing_until_that_is_taken_back(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲南县"), "reason": "未报"}
    world.do(decide_zero, world.signer("甲市"), at(1, 5), **about)
    agrees(world)
    world.do(revoke_zero, world.signer("甲市"), at(1, 6), **about)
    assert since(world, "甲南县", at(1, 5, 12)) == ("missing.decide_zero", None)
    assert since(world, "甲南县", at(1, 7)) == ("missing.revoke_zero", at(1, 6))
    agrees(world)


def test_what_the_level_above_takes_back_opens_everything_below_anew(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    report = {"report_id": world.report("甲市").id, "reason": "说明有误"}
    found = course(world.session, world.cycle_id).of(world.unit("甲东县"), "self_evaluation", at(1, 21))
    assert found is not None
    assert found.obligation.window.closed_at == at(1, 20)
    world.do(withdraw_report, world.signer("甲市"), at(1, 22), **report)
    agrees(world)
    assert since(world, "甲市", at(1, 23), "consolidation") == ("report.withdraw", at(1, 22))


def test_the_meeting_closes_the_windows_until_it_sends_the_ranking_back(world_at: Worlds) -> None:
    world = world_at(Stage.IN_DELIBERATION)
    agrees(world)
    world.do(send_back_ranking, world.chief, at(3, 2), run_id=world.run.id, reason="补充说明")
    agrees(world)


@pytest.mark.sqlite_only
def test_four_statements_tell_a_year_whatever_the_number_of_units(world_at: Worlds) -> None:
    world = world_at.variant("acknowledged", Stage.SELF_EVALUATION, acknowledged)
    cycle_id = world.cycle_id
    course(world.session, cycle_id)
    with counted_statements() as statements:
        found = course(world.session, cycle_id)
    assert len([text for text in statements if text.startswith("SELECT")]) == 4
    assert max(len(spans) for spans in found.spans.values()) <= 6


def test_the_stage_of_the_year_is_told_for_every_moment(world_at: Worlds) -> None:
    found = course((world := world_at(Stage.PUBLISHED)).session, world.cycle_id)
    moments = (at(10, 1, 8), at(11, 1), at(12, 2), at(3, 14), at(3, 15))
    assert [found.stage(now).value for now in moments] == [
        "preparing", "preparing", "self_evaluation", "publicity", "published",
    ]  # fmt: skip
