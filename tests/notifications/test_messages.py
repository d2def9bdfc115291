"""Everything that happens in a year, told: to whom, how, and nothing that its reader may not know."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from notifications.kinds import KINDS
from notifications.letters import Letter
from notifications.messages import MESSAGES, SILENT
from notifications.rendering import body_of, subject_of
from tests.notifications.told import STORIES, told_letters
from tests.worlds import World, Worlds
from tests.worlds.eventful import autumn, whole_year
from webapp.admin.labels import EVENTS
from workflow.models import Participant, PostHolding
from workflow.queries.history.audience import AUDIENCE, Chief, Own

GOLDEN = Path(__file__).parent / "golden"
WRITING = "KAOPING_WRITE_GOLDEN"

WHOLE_YEAR = {
    "cycle.advance",
    "cycle.assign_items",
    "cycle.edit_calendar",
    "cycle.end_acceptance",
    "cycle.open",
    "ranking.announce",
    "ranking.publish",
}
"""What concerns everybody of a year, or who assesses: the pages of those say the same at that moment."""

_NO_MARKS = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日（星期.）(?:\d\d:\d\d(?::\d\d)?)?|\d{4}年度|〔\d{4}〕\d+号|第 \d+ [项次]"
    r"|\d+ 个(?:项次|县\(市、区\))|24:00|\n附言：.*|请于 10 日前补报"
)
"""The only figures in messages: days, hours, years, numbers of documents, items and returns, how many of
them; and what somebody typed with a nudge."""


def test_of_every_event_it_is_said_whether_somebody_is_written_to() -> None:
    assert sorted(AUDIENCE.keys() - MESSAGES.keys() - SILENT) == []
    assert sorted(EVENTS.keys() - MESSAGES.keys() - SILENT) == []
    assert sorted(MESSAGES.keys() & SILENT) == []
    assert sorted((MESSAGES.keys() | SILENT) - AUDIENCE.keys()) == []


def test_every_kind_of_message_is_a_kind() -> None:
    assert {message.kind for message in MESSAGES.values()} <= KINDS.keys()


def test_a_unit_is_written_to_about_what_it_may_read_at_once_or_concerns_everybody() -> None:
    to_units = ("own", "own_apart", "own_fillers", "own_signers", "holder")
    for name, message in MESSAGES.items():
        if name in WHOLE_YEAR:
            continue
        own, above = AUDIENCE[name]
        reached = message.to.__name__
        assert reached in to_units or reached in ("above", "chief")
        if reached in to_units:
            assert own is Own.AT_ONCE, name
        else:
            assert above in (Chief.ALWAYS, Chief.STAGE), name


@pytest.fixture(params=STORIES, ids=lambda story: story.__name__)
def told(request: pytest.FixtureRequest, world_at: Worlds) -> tuple[World, list[Letter]]:
    story: Callable[[World], None] = request.param
    return told_letters(world_at, story)


@pytest.mark.sqlite_only
def test_no_message_holds_a_mark_a_score_or_a_rank(told: tuple[World, list[Letter]]) -> None:
    _, letters = told
    assert letters
    for letter in letters:
        kind, context = letter.occasion.kind, letter.context
        text = f"{subject_of(kind, context)}\n{body_of(kind, context)}"
        assert re.findall(r"\d+", _NO_MARKS.sub("", text)) == [], text


@pytest.mark.sqlite_only
def test_recipients_hold_a_post_of_the_unit_of_the_one_above_or_of_who_assesses(
    told: tuple[World, list[Letter]],
) -> None:
    world, letters = told
    rows = world.session.execute(select(Participant.unit_id, Participant.above_id, Participant.name)).all()
    above = {row.unit_id: row.above_id for row in rows}
    names = {row.unit_id: row.name for row in rows}
    province = world.unit("示范省")
    for letter in letters:
        unit, to = letter.occasion.unit_id, letter.to
        holding = world.session.get_one(PostHolding, to.holding_id)
        assert (holding.user_id, holding.unit_id, holding.post) == (to.user_id, to.unit_id, to.post)
        assert to.unit_id in {unit, above.get(unit), province}
        if to.unit_id != province:
            family = {to.unit_id, above.get(to.unit_id)} | {u for u, a in above.items() if a == to.unit_id}
            text = body_of(letter.occasion.kind, letter.context)
            assert [name for u, name in names.items() if u not in family and name in text] == []


@pytest.mark.sqlite_only
def test_no_two_letters_have_one_occasion_and_nobody_hears_of_what_they_did(
    told: tuple[World, list[Letter]],
) -> None:
    _, letters = told
    occasions = [(letter.occasion, letter.to.user_id) for letter in letters]
    assert len(set(occasions)) == len(occasions)
    by_event = {letter.occasion.event_seq: letter.why for letter in letters}
    assert set(by_event.values()) <= MESSAGES.keys()


@pytest.mark.sqlite_only
def test_every_message_is_told_as_it_was_read(world_at: Worlds) -> None:
    """One golden file a kind; `KAOPING_WRITE_GOLDEN=1` writes them anew, for a person to read."""
    found: dict[str, str] = {}
    for story in (autumn, whole_year):
        for letter in told_letters(world_at, story)[1]:
            kind, context = letter.occasion.kind, letter.context
            found.setdefault(kind, f"{subject_of(kind, context)}\n\n{body_of(kind, context)}")
    assert found.keys() == {message.kind for message in MESSAGES.values()}
    for kind, text in found.items():
        file = GOLDEN / f"{kind}.txt"
        if os.environ.get(WRITING):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), kind
