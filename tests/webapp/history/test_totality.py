"""No event is forgotten: who reads it, and how it is told. An event without a line fails here."""

from webapp.admin.labels import EVENTS
from workflow.queries.history.audience import AUDIENCE, DECIDING, INSIDE_REASON, Chief, Own
from workflow.queries.history.telling import TOLD, UNTOLD

ASSESSING = ("assessment", "interview", "metric", "note", "opinion", "panel", "ranking", "scheme", "veto")


def test_of_every_event_it_is_said_who_reads_it_and_from_when() -> None:
    assert sorted(EVENTS.keys() - AUDIENCE.keys()) == []


def test_of_every_event_it_is_said_how_it_is_told() -> None:
    assert sorted(EVENTS.keys() - (TOLD.keys() | UNTOLD)) == []
    assert sorted(TOLD.keys() & UNTOLD) == []


def test_nothing_that_the_assessor_does_is_a_units_to_read_at_once() -> None:
    open_to_units = {name for name, (own, _) in AUDIENCE.items() if own in (Own.AT_ONCE, Own.ITS_ACT)}
    assert sorted(name for name in open_to_units if name.startswith(ASSESSING)) == []


def test_log_ins_internal_notes_and_opinions_are_nobodys_to_read_here() -> None:
    closed = {name for name, who in AUDIENCE.items() if who == (Own.NEVER, Chief.NEVER)}
    assert closed == {
        "account.change_password",
        "account.log_in",
        "account.log_out",
        "account.switch_post",
        "assessment.give_opinion",
        "contact.change",
        "contact.close_feed",
        "contact.open_feed",
        "contact.test",
        "demonstration.move_clock",
        "export.request",
        "note.remove",
        "note.write",
    }


def test_what_supersedes_is_known_to_the_table() -> None:
    assert {*DECIDING, *INSIDE_REASON} <= AUDIENCE.keys()
