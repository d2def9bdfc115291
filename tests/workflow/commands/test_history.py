"""One event for each success, none for a refusal, in one chain that nobody changes unnoticed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from states.engine import Refused
from tests.refusals import turned_away
from tests.worlds import BASIS, Stage, World, Worlds, at, full_answers
from workflow.actor import CLOCK, Actor
from workflow.commands._history import record
from workflow.commands.claims import add_claim, comment_claim, edit_claim, remove_claim
from workflow.commands.consolidating import (
    finish_report,
    report_digest,
    save_statement,
    send_back_report,
    submit_report,
    withdraw_report,
)
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import (
    finish_sheet,
    send_back_sheet,
    submission_digest,
    submit_sheet,
    withdraw_sheet,
)
from workflow.commands.missing import decide_zero, revoke_zero
from workflow.commands.receiving import (
    accept_sheet,
    acknowledge_sheet,
    draft_remark,
    reopen_sheet,
    return_sheet,
)
from workflow.commands.report_review import accept_report, acknowledge_report, return_report, revoke_report
from workflow.models import ChainHead, Event
from workflow.queries.trail import verify_chain
from workflow.scheme.claiming import ClaimInput
from workflow.unit_of_work import unit_of_work

COUNTY, CITY = "乙东县", "乙市"
HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)

Row = tuple[str, str, str]
"""Name of an event, name and post of whoever did it."""


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


class Diary:
    """Runs commands and reads what each wrote into the history."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._seen = self._length()

    def _length(self) -> int:
        self.world.session.rollback()
        return self.world.session.scalars(select(ChainHead.seq)).one()

    def __call__(self, command: Callable[..., Any], actor: Actor, day: int, **what: Any) -> list[Row]:
        now = at(12, day) if day > 9 else at(1, day)
        self.world.do(command, actor, now, **what)
        rows = self.world.session.scalars(
            select(Event).where(Event.seq > self._seen).order_by(Event.seq)
        ).all()
        self._seen = self._length()
        assert {row.at for row in rows} <= {now}
        assert {(row.actor_unit_id, row.user_id) for row in rows} <= {(actor.unit_id, actor.user_id)}
        return [(row.name, row.actor_name, row.actor_post) for row in rows]


def test_every_command_of_a_county_and_its_prefecture_leaves_its_events(world: World) -> None:
    did, sheet = Diary(world), {"sheet_id": world.sheet(COUNTY).id}
    filler, signer = world.filler(COUNTY), world.signer(COUNTY)
    below, signed = ("乙东县填报员", "filler"), ("乙东县负责人", "signer")
    above, judged = ("乙市填报员", "filler"), ("乙市负责人", "signer")

    def shown() -> dict[str, Any]:
        return {"shown_digest": submission_digest(world.session, world.sheet(COUNTY)), **sheet}

    answers = full_answers(world.scheme)
    items = [ItemInput(number, 0, given) for number, given in answers.items()]
    assert did(save_items, filler, 10, items=items[1:], **sheet) == [
        ("sheet.start", *below),
        ("sheet.save_items", *below),
    ]
    assert did(save_items, filler, 10, items=items[:1], **sheet) == [("sheet.save_items", *below)]
    assert did(add_claim, filler, 10, claim=HONOUR, **sheet) == [("claim.add", *below)]
    (claim,) = world.claims(COUNTY)
    claimed = {"claim_id": claim.id}
    pilot = ClaimInput(item=44, option="completed", title="国家试点", **BASIS)
    assert did(edit_claim, filler, 10, claim=pilot, version=1, **claimed) == [("claim.edit", *below)]
    assert did(remove_claim, filler, 10, version=2, **claimed) == [("claim.remove", *below)]
    did(add_claim, filler, 10, claim=HONOUR, **sheet)
    claimed = {"claim_id": world.claims(COUNTY)[0].id}
    assert did(finish_sheet, filler, 11, **sheet) == [("sheet.finish", *below)]
    assert did(send_back_sheet, signer, 11, reason="再看", **sheet) == [("sheet.send_back", *signed)]
    did(finish_sheet, filler, 11, **sheet)
    assert did(submit_sheet, signer, 12, **shown()) == [("sheet.submit", *signed), ("claim.submit", *signed)]
    assert did(withdraw_sheet, signer, 12, reason="漏写", **sheet) == [
        ("sheet.withdraw", *signed),
        ("claim.take_back", *signed),
    ]
    did(finish_sheet, filler, 12, **sheet)
    did(submit_sheet, signer, 12, **shown())
    city_filler, city_signer = world.filler(CITY), world.signer(CITY)
    assert did(acknowledge_sheet, city_filler, 13, **sheet) == [("sheet.acknowledge", *above)]
    assert did(comment_claim, city_filler, 13, comment="属实", **claimed) == [("claim.comment", *above)]
    assert did(draft_remark, city_filler, 13, item=45, text="补充", **sheet) == [
        ("sheet.draft_remark", *above)
    ]
    assert did(return_sheet, city_signer, 13, **sheet) == [
        ("sheet.return", *judged),
        ("claim.take_back", *judged),
    ]
    did(finish_sheet, filler, 14, **sheet)
    did(submit_sheet, signer, 14, **shown())
    did(acknowledge_sheet, city_signer, 15, **sheet)
    assert did(accept_sheet, city_signer, 15, **sheet) == [("sheet.accept", *judged)]
    did(draft_remark, city_filler, 16, item=2, text="补充", **sheet)
    assert did(reopen_sheet, city_signer, 16, **sheet) == [("sheet.reopen", *judged)]
    assert verify_chain(world.session).first_broken is None


def test_every_command_about_a_report_leaves_its_events(world: World) -> None:
    for unit, day in ((COUNTY, at(12, 20)), (CITY, at(1, 3))):
        world.fill(unit, full_answers(world.scheme), day)
        world.hand_up(unit, day)
    world.accept(COUNTY, at(12, 28))
    did, report = Diary(world), {"report_id": world.report(CITY).id}
    filler, signer, chief = world.filler(CITY), world.signer(CITY), world.chief
    prepared, signed, reviewed = (
        ("乙市填报员", "filler"),
        ("乙市负责人", "signer"),
        ("示范省评定负责人", "chief"),
    )
    missing = {"cycle_id": world.cycle_id, "unit_id": world.unit("乙南县"), "reason": "两次催办未报"}

    def submitted() -> list[Row]:
        shown = report_digest(world.session, world.report(CITY))
        return did(submit_report, signer, 4, shown_digest=shown, **report)

    assert did(decide_zero, signer, 3, **missing) == [("missing.decide_zero", *signed)]
    assert did(revoke_zero, signer, 3, **missing) == [("missing.revoke_zero", *signed)]
    did(decide_zero, signer, 3, **missing)
    assert did(save_statement, filler, 3, version=1, statement="说明", **report) == [
        ("report.start", *prepared),
        ("report.save_statement", *prepared),
    ]
    assert did(finish_report, filler, 3, **report) == [("report.finish", *prepared)]
    assert did(send_back_report, signer, 3, reason="再看", **report) == [("report.send_back", *signed)]
    did(finish_report, filler, 3, **report)
    assert submitted() == [("report.submit", *signed)]
    assert did(withdraw_report, signer, 4, reason="再看", **report) == [("report.withdraw", *signed)]
    did(finish_report, filler, 4, **report)
    submitted()
    assert did(acknowledge_report, chief, 5, **report) == [
        ("report.acknowledge", *reviewed),
        ("sheet.acknowledge", *reviewed),
    ]
    assert did(accept_report, chief, 5, **report) == [
        ("report.accept", *reviewed),
        ("sheet.accept", *reviewed),
    ]
    assert did(revoke_report, chief, 6, reason="漏报", **report) == [("report.revoke", *reviewed)]
    named = {"items": {2: "补充"}, "counties": {world.unit(COUNTY): "核实"}}
    assert did(return_report, chief, 6, **named, **report) == [
        ("report.return", *reviewed),
        ("sheet.reopen", *reviewed),
    ]
    assert verify_chain(world.session).first_broken is None


def test_what_is_rolled_back_was_never_noted(world: World) -> None:
    before, sheet = verify_chain(world.session), {"sheet_id": world.sheet(COUNTY).id}
    one_item = [ItemInput(2, 0, full_answers(world.scheme)[2])]

    def save_and_finish(session: Session, actor: Actor, now: datetime) -> None:
        save_items(session, actor, now, items=one_item, **sheet)
        finish_sheet(session, actor, now, **sheet)

    turned_away(world, Refused, save_and_finish, world.filler(COUNTY), at(12, 10))
    assert verify_chain(world.session) == before
    world.do(save_items, world.filler(COUNTY), at(12, 10), items=one_item, **sheet)
    assert verify_chain(world.session).length == before.length + 2


def test_an_act_without_its_event_does_not_happen(world: World) -> None:
    """The head of the chain is gone: nothing can be noted, so nothing is done."""
    with unit_of_work(world.session):
        world.session.execute(text("DELETE FROM chain_head"))
    with pytest.raises(Exception, match="No row was found"):
        world.fill(COUNTY, {2: full_answers(world.scheme)[2]})
    assert world.sheet(COUNTY).version == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET reason = 'x'", "DELETE FROM event", "UPDATE event SET seq = seq + 1000"]
)
def test_events_are_only_ever_added(world: World, statement: str) -> None:
    with pytest.raises(Exception, match="append-only"), unit_of_work(world.session):
        world.session.execute(text(statement))
    assert verify_chain(world.session).first_broken is None


_TEXTS = {
    column.name
    for column in Event.__table__.columns
    if column.name not in ("seq", "at") and not column.foreign_keys
}
_REFERENCES = {column.name for column in Event.__table__.columns if column.foreign_keys}


@pytest.mark.parametrize("column", sorted(_TEXTS | _REFERENCES))
def test_no_column_of_an_event_changes_unnoticed(world: World, column: str) -> None:
    other = "NULL" if column in _REFERENCES else "'7'"
    session = world.session
    with unit_of_work(session):
        record(
            session, world.filler(COUNTY), at(12, 10), "test.noted", world.sheet(COUNTY),
            reason="记一笔", after={},
        )  # fmt: skip
    newest = verify_chain(session).length
    tamper(session, f"UPDATE event SET {column} = {other} WHERE seq = {newest}")
    assert verify_chain(session).first_broken == newest


def tamper(session: Session, statement: str) -> None:
    """Change the history as somebody with full rights on the database could."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    triggers = ["event_no_update", "event_no_delete"] if sqlite else ["event_append_only ON event"]
    with unit_of_work(session):
        for trigger in triggers:
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(statement))


def test_the_clock_is_named_as_who_it_is(world: World) -> None:
    event = world.session.scalars(select(Event).where(Event.name == "cycle.advance")).one()
    assert (event.user_id, event.actor_name, event.actor_post) == (None, CLOCK.name, "clock")
