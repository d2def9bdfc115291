"""Two who write, print or order the same at once: one row, one fact, and nobody's words are lost unsaid."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.threads import Act, at_once, overlapping
from tests.worlds import Stage, World, Worlds
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.exporting import request_export
from workflow.commands.narratives import TextConflict, save_narrative
from workflow.commands.printing import print_version
from workflow.commands.templates import replace_template
from workflow.models import DocumentTemplate, Event, Export, Narrative, PrintedVersion
from workflow.queries.documents.templates import template_of
from workflow.queries.printed import to_print

COUNTY, ABOVE, PROVINCE = "甲东县", "甲市", "示范省"
SECTIONS = {
    "self_report": (COUNTY, "overview"),
    "consolidation": (ABOVE, "overview"),
    "rating_report": (ABOVE, "overview"),
    "circular": (PROVINCE, "opening"),
}
"""Document → about whom, and one of its sections."""


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def writes(world: World, document: str, text: str, version: int = 0) -> Act:
    unit, section = SECTIONS[document]
    about = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit), "document": document}
    by = world.chief if document in ("circular", "rating_report") else world.filler(unit)
    return save_narrative, by, {**about, "section": section, "text": text, "version": version}


def standing(world: World) -> list[tuple[str, int]]:
    """The texts that are kept, with their versions."""
    return [(row.text, row.version) for row in world.session.scalars(select(Narrative))]


def how_many(world: World, model: Any, *which: Any) -> int:
    return world.session.scalar(select(func.count()).select_from(model).where(*which)) or 0


@pytest.mark.parametrize("document", SECTIONS)
def test_of_two_who_write_a_section_at_once_one_is_told(world: World, document: str) -> None:
    for version in (0, 1):
        words = [f"甲{version}", f"乙{version}"]
        outcomes = at_once(world, *(writes(world, document, text, version) for text in words))
        assert sorted(isinstance(outcome, TextConflict) for outcome in outcomes) == [False, True]
        [conflict] = [outcome for outcome in outcomes if isinstance(outcome, TextConflict)]
        kept = words[1 - outcomes.index(conflict)]
        assert (conflict.current.text, conflict.current.version) == (kept, version + 1)
        assert standing(world) == [(kept, version + 1)]


def test_who_begins_while_another_text_is_not_yet_kept_is_told_what_it_says(world: World) -> None:
    conflict = overlapping(world, writes(world, "circular", "甲"), writes(world, "circular", "乙"))
    assert isinstance(conflict, TextConflict)
    assert (conflict.current.text, standing(world)) == ("甲", [("甲", 1)])


def test_the_same_words_at_once_are_one_text(world: World) -> None:
    outcomes = at_once(world, *[writes(world, "self_report", "甲")] * 3)
    assert [type(outcome) for outcome in outcomes] == [Narrative] * 3
    assert standing(world) == [("甲", 1)]


def test_of_two_who_replace_a_template_at_once_one_is_told(world: World) -> None:
    about = {"province_id": world.unit(PROVINCE), "document": "circular", "version": 0}
    admin, texts = world.actor(PROVINCE, Post.ADMIN), ("【标题】甲", "【标题】乙")
    acts = [
        (replace_template, by, {**about, "text": text})
        for by, text in zip((admin, COMMAND_LINE), texts, strict=True)
    ]
    outcomes = at_once(world, *acts)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Stale"]
    kept = template_of(world.session, world.unit(PROVINCE), "circular")
    assert kept == texts[outcomes.index(None)]
    assert how_many(world, DocumentTemplate) == 1


def _print(session: Session, actor: Actor, now: Any, sheet_id: int) -> int:
    """The form of a sheet, as the page prints it."""
    return print_version(session, actor, now, **to_print(session, actor, now, "form", sheet_id)).id


def test_the_same_form_printed_at_once_is_one_version(world: World) -> None:
    told = {"sheet_id": world.sheet(COUNTY).id}
    people = (world.filler(COUNTY), world.signer(COUNTY)) * 2
    outcomes = at_once(world, *((_print, actor, told) for actor in people))
    [version] = world.session.scalars(select(PrintedVersion.id))
    assert outcomes == [version] * 4
    assert how_many(world, Event, Event.name == "printed_version.print") == 1


def _order(session: Session, actor: Actor, now: Any, cycle_id: int) -> int:
    return request_export(session, actor, now, cycle_id=cycle_id).id


def test_the_same_export_asked_for_at_once_is_one_export(world: World) -> None:
    order = (_order, world.filler(ABOVE), {"cycle_id": world.cycle_id})
    outcomes = at_once(world, *[order] * 4)
    [export] = world.session.scalars(select(Export.id))
    assert outcomes == [export] * 4
    assert how_many(world, Event, Event.name == "export.request") == 1
