"""Internal notes: what a reviewing unit writes for itself, and nobody else ever reads."""

import pytest
from sqlalchemy import select

from tests.refusals import turned_away
from tests.worlds import Stage, World, Worlds, at
from tests.worlds.corrections import ABOVE, COUNTY, declared
from workflow.actor import Actor
from workflow.commands.notes import remove_note, write_note
from workflow.errors import Forbidden, Hidden, Invalid, NotFound
from workflow.models import Event, InternalNote
from workflow.queries.notes import notes_on

SECRET = "与去年的说法不一致，电话核实"
DAY_14 = at(12, 14)


@pytest.fixture
def world(world_at: Worlds) -> World:
    """13 December: 甲东县's sheet lies opened with 甲市."""
    return world_at.variant("absence_declared", Stage.SELF_EVALUATION, declared)


def write(world: World, item: int | None = 2, text: str = SECRET, unit: str = COUNTY) -> None:
    about = {"sheet_id": world.sheet(unit).id, "item": item, "text": text}
    world.do(write_note, world.filler(ABOVE), DAY_14, **about)


def read(world: World, actor: Actor, unit: str = COUNTY) -> list[tuple[int | None, str, str]]:
    notes = notes_on(world.session, actor, world.sheet(unit).id).all
    return [(note.item, note.text, note.author) for note in notes]


def test_notes_are_read_by_everybody_who_reviews_in_the_unit(world: World) -> None:
    write(world)
    write(world, None, "等联网医院的复函")
    written = [(2, SECRET, "甲市填报员"), (None, "等联网医院的复函", "甲市填报员")]
    assert read(world, world.filler(ABOVE)) == read(world, world.signer(ABOVE)) == written


def test_nobody_else_reads_them(world: World) -> None:
    write(world)
    for actor in (world.filler(COUNTY), world.signer(COUNTY), world.chief, world.signer("乙市")):
        assert read(world, actor) == []


def test_a_note_may_be_written_before_the_sheet_is_handed_up(world: World) -> None:
    write(world, None, "12月20日电话催过", "甲南县")
    assert len(read(world, world.signer(ABOVE), "甲南县")) == 1


def test_the_history_says_that_one_was_written_and_not_what(world: World) -> None:
    write(world)
    event = world.session.scalars(select(Event).order_by(Event.seq.desc())).first()
    assert event is not None
    assert (event.name, event.unit_id) == ("note.write", world.unit(ABOVE))
    assert SECRET not in f"{event.before}{event.after}{event.reason}"


def test_a_note_is_removed_by_its_unit(world: World) -> None:
    write(world)
    (note_id,) = world.session.scalars(select(InternalNote.id))
    about = {"sheet_id": world.sheet(COUNTY).id, "note_id": note_id}
    world.do(remove_note, world.signer(ABOVE), DAY_14, **about)
    assert read(world, world.filler(ABOVE)) == []
    turned_away(world, NotFound, remove_note, world.signer(ABOVE), DAY_14, **about)


def test_a_note_of_another_sheet_is_not_found(world: World) -> None:
    write(world, None, "待核", "甲南县")
    (note_id,) = world.session.scalars(select(InternalNote.id))
    about = {"sheet_id": world.sheet(COUNTY).id, "note_id": note_id}
    turned_away(world, NotFound, remove_note, world.signer(ABOVE), DAY_14, **about)


@pytest.mark.parametrize(
    ("who", "error"),
    [("filler:甲东县", Forbidden), ("signer:乙市", Hidden), ("chief", Forbidden)],
)
def test_only_the_unit_directly_above_writes(world: World, who: str, error: type[Exception]) -> None:
    post, _, unit = who.partition(":")
    actor = getattr(world, post)(unit) if unit else world.chief
    about = {"sheet_id": world.sheet(COUNTY).id, "item": None, "text": SECRET}
    turned_away(world, error, write_note, actor, DAY_14, **about)


def test_the_chief_writes_about_a_prefecture_s_own_sheet(world: World) -> None:
    about = {"sheet_id": world.sheet(ABOVE).id, "item": None, "text": SECRET}
    world.do(write_note, world.chief, DAY_14, **about)
    assert read(world, world.chief, ABOVE) == [(None, SECRET, "示范省评定负责人")]
    assert read(world, world.signer(ABOVE), ABOVE) == []


def test_a_note_says_something_and_is_about_an_item_of_the_form(world: World) -> None:
    about = {"sheet_id": world.sheet(COUNTY).id}
    blank = turned_away(world, Invalid, write_note, world.filler(ABOVE), DAY_14, item=2, text=" ", **about)
    assert blank.errors == {"note": "写明备注的内容，只有本单位看得到"}
    turned_away(world, NotFound, write_note, world.filler(ABOVE), DAY_14, item=48, text="备注", **about)
