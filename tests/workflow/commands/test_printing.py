"""Printed versions: frozen, under one code for equal content, and what the code tells whom later."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from states.engine import Refused
from tests.worlds import Stage, World, Worlds, answers_losing, at
from tests.worlds.corrected_ranking import corrected
from tests.worlds.corrections import give_back
from tests.worlds.marks import full_answers
from tests.worlds.printing import fill_anew, print_form
from workflow.actor import COMMAND_LINE, Actor
from workflow.commands import printing
from workflow.commands.narratives import save_narrative
from workflow.commands.receiving import acknowledge_sheet
from workflow.commands.report_review import acknowledge_report
from workflow.documents.blocks import Table
from workflow.errors import Forbidden, Hidden, NotFound
from workflow.models import Event, PrintedVersion
from workflow.queries.printed import PrintedPage, printed_document, printed_page, to_print
from workflow.rules.printed_codes import code_of

COUNTY, ABOVE, NOW = "甲东县", "甲市", at(12, 10)


@pytest.fixture
def december(world_at: Worlds) -> World:
    """10 December: 甲东县 has filled everything."""
    world = world_at(Stage.SELF_EVALUATION)
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    return world


def printed(world: World, actor: Actor, day: int = 10, unit: str = COUNTY) -> PrintedVersion:
    """Print the form of a unit, as the page does."""
    return print_form(world, unit, at(12, day), actor)


def stands_for(world: World, actor: Actor, version: PrintedVersion) -> PrintedPage:
    return printed_page(world.session, actor, version.code)


def lose(world: World, marks: int) -> None:
    """Fill the form anew, with other marks."""
    fill_anew(world, COUNTY, answers_losing(world.scheme, Decimal(marks)), at(12, 11))


def shown(page: PrintedPage) -> list[tuple[str, ...]]:
    """The cells of the form, as it would be printed."""
    table = next(b for b in printed_document(page, "").blocks if isinstance(b, Table))
    return [tuple(cell.text for cell in row) for row in table.rows]


def test_the_same_content_is_the_same_version_and_one_fact(december: World) -> None:
    first = printed(december, december.filler(COUNTY))
    again = printed(december, december.signer(COUNTY), 12)
    assert (again.id, again.printed_at) == (first.id, first.printed_at)
    events = december.session.scalars(select(Event).where(Event.name == "printed_version.print")).all()
    assert [json.loads(event.after)["code"] for event in events] == [first.code]
    assert first.code == code_of(first.digest)


def test_other_content_is_another_version_and_the_old_paper_is_known_as_old(december: World) -> None:
    filler = december.filler(COUNTY)
    old = printed(december, filler)
    assert stands_for(december, filler, old).current
    before = shown(stands_for(december, filler, old))
    lose(december, 6)
    new = printed(december, filler, 12)
    assert new.code != old.code
    page = stands_for(december, filler, old)
    assert (page.current, stands_for(december, filler, new).current) == (False, True)
    assert shown(page) == before != shown(stands_for(december, filler, new))


def test_a_code_that_is_taken_gives_way(december: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(_digest: str, attempt: int = 0) -> str:
        return code_of("0" * 64, attempt)

    monkeypatch.setattr(printing, "code_of", narrow)
    own = printed(december, december.filler(COUNTY))
    other = printed(december, december.filler("甲南县"), unit="甲南县")
    assert (own.code, other.code) == (code_of("0" * 64), code_of("0" * 64, 1))


def test_before_it_is_opened_the_level_above_learns_unit_time_and_stage_alone(december: World) -> None:
    version = printed(december, december.filler(COUNTY))
    december.hand_up(COUNTY, at(12, 12))
    page = stands_for(december, december.filler(ABOVE), version)
    assert (page.visible, page.current, page.stage.label) == (False, None, "已上报")
    assert page.stands
    with pytest.raises(Hidden):
        printed_document(page, "")
    with pytest.raises(Forbidden):
        printed(december, december.filler(ABOVE), 12)
    sheet = {"sheet_id": december.sheet(COUNTY).id}
    december.do(acknowledge_sheet, december.filler(ABOVE), at(12, 13), **sheet)
    page = stands_for(december, december.filler(ABOVE), version)
    assert (page.visible, page.current) == (True, True)


def opened(world: World, day: int = 13) -> None:
    """The level above acknowledges what the county has handed up the day before."""
    world.hand_up(COUNTY, at(12, day - 1))
    world.do(acknowledge_sheet, world.filler(ABOVE), at(12, day), sheet_id=world.sheet(COUNTY).id)


def test_a_draft_stays_with_its_unit_when_another_version_is_opened(december: World) -> None:
    draft = printed(december, december.filler(COUNTY))
    lose(december, 6)
    opened(december)
    page = stands_for(december, december.filler(ABOVE), draft)
    assert (page.visible, page.current, page.handed_up) == (False, False, None)
    with pytest.raises(Hidden):
        printed_document(page, "")
    assert stands_for(december, december.filler(COUNTY), draft).visible


def test_the_level_above_keeps_what_it_has_printed(december: World) -> None:
    opened(december)
    version = printed(december, december.filler(ABOVE), 13)
    give_back(december, at(12, 14), item_2="写明缺的是计划还是记录")
    assert not stands_for(december, december.filler(ABOVE), version).visible
    fill_anew(december, COUNTY, {2: full_answers(december.scheme)[2]}, at(12, 15))
    opened(december, 17)
    page = stands_for(december, december.filler(ABOVE), version)
    assert (page.visible, page.current, page.stands) == (True, False, False)
    assert page.handed_up is not None


def test_the_self_report_of_a_submission_is_the_one_with_its_texts(december: World) -> None:
    filler, about = december.filler(COUNTY), {"cycle_id": december.cycle_id, "unit_id": december.unit(COUNTY)}

    def paper() -> PrintedVersion:
        frozen = to_print(december.session, filler, NOW, "self_report", december.sheet(COUNTY).id)
        version: PrintedVersion = december.do(printing.print_version, filler, NOW, **frozen)
        return version

    early = paper()
    text = {"document": "self_report", "section": "overview", "text": "开展自评。", "version": 0}
    december.do(save_narrative, filler, at(12, 11), **about, **text)
    late = paper()
    opened(december)
    found = [stands_for(december, december.filler(ABOVE), version) for version in (early, late)]
    assert [(page.visible, page.stands) for page in found] == [(False, False), (True, True)]


def test_a_consolidation_is_printed_once_its_score_is_decided(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    filler, report_id = world.filler(ABOVE), world.report(ABOVE).id
    with pytest.raises(Refused, match="待定"):
        to_print(world.session, filler, at(1, 2), "consolidation", report_id)
    world.fill(ABOVE, answers_losing(world.scheme, Decimal(4)), at(1, 2))
    world.hand_up(ABOVE, at(1, 3))
    frozen = to_print(world.session, filler, at(1, 3), "consolidation", report_id)
    version = world.do(printing.print_version, filler, at(1, 3), **frozen)
    assert stands_for(world, filler, version).handed_up is None
    world.submit_report(ABOVE, at(1, 4))
    assert not stands_for(world, world.chief, version).visible
    world.do(acknowledge_report, world.chief, at(1, 5), report_id=report_id)
    page = stands_for(world, world.chief, version)
    assert (page.visible, page.stands) == (True, True)


def test_a_stranger_learns_what_it_is_and_neither_content_nor_whether_it_changed(december: World) -> None:
    version = printed(december, december.filler(COUNTY))
    strangers = [december.filler(unit) for unit in ("乙市", "甲南县")]
    for stranger in (*strangers, december.chief):
        page = stands_for(december, stranger, version)
        assert (page.unit, page.label, page.visible, page.current) == (COUNTY, "评定表", False, None)
        with pytest.raises(Hidden):
            printed_document(page, "")
    with pytest.raises(Hidden):
        printed(december, december.filler("乙市"))


def test_the_receipt_of_what_was_handed_up_as_printed_is_named(december: World) -> None:
    early = printed(december, december.filler(COUNTY))
    lose(december, 6)
    late = printed(december, december.filler(COUNTY), 11)
    december.hand_up(COUNTY, at(12, 12))
    assert stands_for(december, december.signer(COUNTY), early).handed_up is None
    made = stands_for(december, december.signer(COUNTY), late).handed_up
    assert made is not None
    assert made.number == 1


def test_the_code_for_a_camera_is_an_address_where_the_installation_has_one(december: World) -> None:
    filler = december.filler(COUNTY)
    page = stands_for(december, filler, printed(december, filler))
    seals = [printed_document(page, site).seal for site in ("https://kp.example", "")]
    assert [seal and seal.scanned for seal in seals] == [
        f"https://kp.example/printed/{page.version.code}",
        f"{page.code} {page.version.digest}",
    ]
    assert [seal and seal.code for seal in seals] == [page.code] * 2


def test_marks_of_the_assessor_on_paper_are_not_for_the_unit_before_it_may_see_them(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    version = printed(world, world.chief, 31, unit=ABOVE)
    assert json.loads(version.content)["data"]["assessed"]
    page = stands_for(world, world.filler(ABOVE), version)
    assert (page.visible, page.current) == (False, True)


def test_paper_with_marks_that_were_corrected_since_is_told_from_paper_with_those_of_now(
    world_at: Worlds,
) -> None:
    world = world_at(Stage.PUBLICITY)
    filler, stranger = world.filler(ABOVE), world.filler("乙市")
    old, other = printed(world, filler, unit=ABOVE), printed(world, stranger, unit="乙市")
    assert not stands_for(world, COMMAND_LINE, old).reassessed
    corrected(world)
    new = printed(world, filler, unit=ABOVE)
    for actor in (world.chief, COMMAND_LINE):
        told = [stands_for(world, actor, version) for version in (old, new, other)]
        assert [page.reassessed for page in told] == [True, False, False]
        assert all(page.current for page in told)
    assert stands_for(world, filler, old).reassessed
    assert not stands_for(world, stranger, old).reassessed


def test_an_unknown_code_says_what_was_read(december: World) -> None:
    with pytest.raises(NotFound) as refusal:
        printed_page(december.session, december.chief, "0000000000")
    assert "读到的是“00000-00000”" in refusal.value.text
    assert "重新打印" in refusal.value.text


def test_the_command_line_may_know_whether_it_is_in_force(december: World) -> None:
    version = printed(december, december.filler(COUNTY))
    page = printed_page(december.session, COMMAND_LINE, version.code)
    assert (page.visible, page.current) == (False, True)
