"""Answers of every kind of rule are kept as they were given, and marked."""

from decimal import Decimal

import pytest
from sqlalchemy import delete

from tests.kinds import SAMPLES
from tests.refusals import turned_away
from tests.worlds import Stage, World, Worlds, at
from tests.worlds.kinds import COUNTY, with_kinds
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import submission_document
from workflow.errors import Invalid
from workflow.models import MetricValue
from workflow.queries.sheets import FilledItem, sheet_content
from workflow.rules.kinds.answers import MEASURED, Answer
from workflow.scheme.marking import with_metrics

DECEMBER = at(12, 10)


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at.variant("kinds", Stage.SELF_EVALUATION, with_kinds)


def number(world: World, kind: str) -> int:
    return next(item.number for item in world.scheme.items if item.code == kind)


def saved(world: World, kind: str, answers: dict[str, Answer], version: int = 0) -> FilledItem:
    item = number(world, kind)
    what = {"sheet_id": world.sheet(COUNTY).id, "items": [ItemInput(item, version, answers)]}
    content = world.do(save_items, world.filler(COUNTY), DECEMBER, **what)
    found: FilledItem = content.items[item]
    return found


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_answer_comes_back_as_it_was_given_with_what_is_imported(world: World, kind: str) -> None:
    sample = SAMPLES[kind]
    found = saved(world, kind, {"point": sample.answer})
    rule = world.scheme.item(found.number).components[0].rule
    assert found.answers == {"point": with_metrics(rule, sample.answer, sample.metrics)}
    assert len(found.amounts["point"]) == len(sample.answer.lines)
    assert saved(world, kind, {"point": sample.answer}).version == 1


def test_figures_are_kept_as_they_are_shown(world: World) -> None:
    answer = Answer(MEASURED, SAMPLES["rate"].answer.lines, "", {"actual": "９８８", "base": " 1000.0 "})
    found = saved(world, "rate", {"point": answer})
    assert found.answers["point"].figures == {"actual": "988", "base": "1000"}
    assert found.mark == 4


def test_a_typed_figure_does_not_replace_an_imported_one(world: World) -> None:
    answer = Answer(MEASURED, SAMPLES["proportion"].answer.lines, "", {"actual": "150", "target": "150"})
    found = saved(world, "proportion", {"point": answer})
    assert (found.answers["point"].figures["target"], found.mark) == ("200", 3)


def test_without_its_import_an_item_cannot_be_saved(world: World) -> None:
    world.session.execute(delete(MetricValue))
    world.session.commit()
    item = ItemInput(number(world, "proportion"), 0, {"point": SAMPLES["proportion"].answer})
    refusal = turned_away(
        world, Invalid, save_items, world.filler(COUNTY), DECEMBER,
        sheet_id=world.sheet(COUNTY).id, items=[item],
    )  # fmt: skip
    assert list(refusal.errors) == [f"{item.number}-point-figures-target"]
    assert "还没有导入任务数" in refusal.errors[f"{item.number}-point-figures-target"]


def test_a_mark_that_waits_is_none_and_carries_no_lines(world: World) -> None:
    lines = SAMPLES["rate"].answer.lines
    found = saved(world, "rank", {"point": Answer(MEASURED, lines, "", {"value": "98.5"})})
    assert (found.mark, found.answers["point"].lines) == (None, ())


def test_what_is_handed_up_names_total_bonus_and_what_waits(world: World) -> None:
    for kind in ("award", "rank", "events", "survey"):
        saved(world, kind, {"point": SAMPLES[kind].answer})
    sheet = world.sheet(COUNTY)
    document = submission_document(world.session, sheet)
    assert (document["total"], document["bonus"]) == (Decimal("3.8"), Decimal("3.5"))
    assert document["waiting"] == [number(world, "rank")]
    content = sheet_content(world.session, sheet.id)
    assert content.waiting == (number(world, "rank"),)


def test_what_an_event_adds_is_a_negative_cost_and_no_deduction_to_link_to(world: World) -> None:
    found = saved(world, "events", {"point": SAMPLES["events"].answer})
    assert found.amounts["point"] == (Decimal(-2), Decimal("-1.5"))
    assert found.mark == Decimal("3.5")
