"""What a sheet lacks before it is signed: blanks hold it up, the rest is for the signer to know."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, answers_losing, at, full_answers
from tests.worlds.printing import print_form, scan
from tests.worlds.stories import COUNTY
from workflow.commands.narratives import save_narrative
from workflow.documents.kinds import KINDS
from workflow.models import Evidence, EvidenceItem, Purpose
from workflow.queries.completeness import Completeness, completeness, told_completeness
from workflow.queries.scans import ScanStanding
from workflow.queries.sheet_pages import SheetPage, sheet_page
from workflow.queries.sheets import FilledItem, SheetContent, sheet_content
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line
from workflow.scheme.tree import Item
from workflow.unit_of_work import unit_of_work

REPORT = "self_report"


@pytest.fixture
def world(world_at: Worlds) -> World:
    """1 December, nothing filled."""
    return world_at(Stage.SELF_EVALUATION)


def page_of(world: World, unit: str = COUNTY) -> SheetPage:
    return sheet_page(world.session, world.filler(unit), at(12, 10), world.sheet(unit).id)


def lacks(world: World, unit: str = COUNTY) -> Completeness:
    return completeness(world.session, page_of(world, unit))


def numbers(items: tuple[Item, ...]) -> list[int]:
    return [item.number for item in items]


def uploaded(world: World, purpose: Purpose, *items: int, unit: str = COUNTY, removed: bool = False) -> None:
    filler = world.filler(unit)
    with unit_of_work(world.session):
        file = Evidence(
            cycle_id=world.cycle_id, unit_id=world.unit(unit), purpose=purpose, name="佐证.pdf",
            media_type="application/pdf", size=1, sha256="0" * 64, by_unit_id=world.unit(unit),
            uploaded_by_id=filler.user_id, uploaded_at=at(12, 10), removed_at=at(12, 11) if removed else None,
        )  # fmt: skip
        world.session.add(file)
        world.session.flush()
        world.session.add_all([EvidenceItem(evidence_id=file.id, item=item) for item in items])


def test_an_empty_sheet_lacks_every_item_and_the_scan_but_no_evidence(world: World) -> None:
    found = lacks(world)
    assert len(found.blank) == 43
    assert (found.without_evidence, found.without_reason, found.scan.given) == ((), (), False)
    assert not found.complete


def test_full_marks_want_evidence_and_marks_below_full_have_their_reasons(world: World) -> None:
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    found = lacks(world)
    content = sheet_content(world.session, world.sheet(COUNTY).id)
    full = [n for n, mark in content.marks.items() if mark == world.scheme.item(n).marks]
    assert (found.blank, found.without_reason) == ((), ())
    assert numbers(found.without_evidence) == sorted(full)
    assert len(full) < 43


def test_only_a_files_own_items_are_supported_and_only_a_scan_is_a_scan(world: World) -> None:
    answers = full_answers(world.scheme)
    world.fill(COUNTY, {number: answers[number] for number in (1, 2, 3)})
    uploaded(world, Purpose.ITEM, 1, 2)
    assert numbers(lacks(world).without_evidence) == [3]
    assert not lacks(world).scan.given
    uploaded(world, Purpose.SCAN)
    assert lacks(world).scan.given


def test_removed_files_and_those_of_other_units_do_not_count(world: World) -> None:
    world.fill(COUNTY, {1: full_answers(world.scheme)[1]})
    uploaded(world, Purpose.ITEM, 1, removed=True)
    uploaded(world, Purpose.SCAN, removed=True)
    uploaded(world, Purpose.ITEM, 1, unit="甲南县")
    uploaded(world, Purpose.APPEAL, 1)
    found = lacks(world)
    assert (numbers(found.without_evidence), found.scan.given) == ([1], False)


def write(world: World, key: str) -> None:
    about = {"document": REPORT, "cycle_id": world.cycle_id, "unit_id": world.unit(COUNTY), "section": key}
    world.do(save_narrative, world.filler(COUNTY), at(12, 9), **about, version=0, text="经办服务平稳有序。")


def test_sections_of_the_report_that_nobody_has_written_are_told_and_hold_nothing_up(world: World) -> None:
    write(world, "problems")
    found = lacks(world)
    assert [section.key for section in found.unwritten] == ["overview", "practice", "next_steps"]
    assert "自评报告有 3 节没有写" in found.in_short
    assert "自评报告有 3 节没有写" in found.reminders


def test_a_sheet_with_everything_is_complete(world: World) -> None:
    world.fill(COUNTY, full_answers(world.scheme))
    uploaded(world, Purpose.ITEM, *range(1, 44))
    for key in KINDS[REPORT].sections:
        assert key in [section.key for section in lacks(world).unwritten]
        write(world, key)
    assert lacks(world).in_short == ("还没有上传盖章扫描件",)
    scan(world, COUNTY, at(12, 10), print_form(world, COUNTY, at(12, 10)).code)
    assert lacks(world).complete


def test_what_never_occurred_wants_no_evidence(world: World) -> None:
    never = Answer(NOT_OCCURRED, note="没有第三方承办")
    world.fill(COUNTY, {9: {"admission": never, "evaluation": never}})
    assert lacks(world).without_evidence == ()
    world.fill("甲南县", {9: {"admission": never, "evaluation": Answer("yes")}})
    assert numbers(lacks(world, "甲南县").without_evidence) == [9]


def test_a_mark_below_full_without_its_reason_is_found(world: World) -> None:
    lost = {"training": Answer("no", (Line("没有培训", "人手不足"),)), "integrity": Answer("yes")}
    when = datetime(2026, 12, 10, tzinfo=UTC)
    item = FilledItem(1, 2, 1, Decimal(1), lost, {}, "某人", when)
    silent = replace(item, answers={**lost, "training": Answer("no")})
    scanned = ScanStanding(given=True, current=True)
    told = [
        told_completeness(world.scheme, SheetContent({2: saved}), set(), (), scanned).without_reason
        for saved in (item, silent, replace(silent, mark=None))
    ]
    assert [numbers(found) for found in told] == [[], [2], []]


def test_it_takes_two_statements_whatever_is_filled(world: World) -> None:
    page = page_of(world)
    with counted_statements() as statements:
        completeness(world.session, page)
    assert len(statements) == 2
