"""What the level above adds to a sheet, and what goes with an appeal: when, by whom, and who sees it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from states.appeal import AppealStage
from states.report import ReportStage
from tests.refusals import turned_away, why_not
from tests.samples import pdf
from tests.worlds import Stage, World, Worlds, at, go_on, stories
from tests.worlds.evidence import stored, supplement
from workflow.commands.assignment import assign_items
from workflow.commands.evidence import (
    Told,
    add_appeal_evidence,
    remove_evidence,
    supplement_evidence,
    take_back_supplement,
)
from workflow.errors import Forbidden, Hidden, Invalid, NotFound
from workflow.models import Appeal, Assessment, Comparison, Division, EntryHand, Purpose, Sheet
from workflow.queries.assignments import assignable_items
from workflow.queries.evidence import evidence_of, open_evidence
from workflow.queries.scopes import object_scope

COUNTY = "甲东县"
Story = Callable[[Callable[[World], None]], World]


@pytest.fixture
def story(world_at: Worlds) -> Story:
    return lambda change: world_at.variant(f"evidence_{change.__name__}", Stage.SELF_EVALUATION, change)


def given(world: World, *items: int, name: str = "佐证.pdf", unit: str = COUNTY) -> dict[str, Any]:
    """What supplement_evidence is told."""
    file, told = stored(name, pdf(name)), Told(frozenset(items))
    return {"sheet_id": world.sheet(unit).id, "file": file, "told": told}


def names(world: World, actor: Any, unit: str = COUNTY) -> list[str]:
    sheet = world.sheet(unit)
    scope = object_scope(world.session, Sheet, sheet.id)
    return [file.name for file in evidence_of(world.session, actor, sheet, scope)]


def test_the_level_above_adds_from_acknowledgement_until_it_has_reported(
    world_at: Worlds, story: Story
) -> None:
    world = story(stories.handed_up)
    above = world.filler("甲市")
    (reason,) = why_not(world, supplement_evidence, above, at(12, 12), **given(world, 11))
    assert reason == ("评定表当前状态是“已上报”，签收之后才能补充材料", "本单位签收")
    world = story(stories.acknowledged)
    above = world.filler("甲市")
    row = supplement(world, COUNTY, 11, at(12, 13), by=above)
    assert (row.late_seconds, row.by_unit_id) == (0, world.unit("甲市"))
    assert names(world, world.filler(COUNTY)) == names(world, above) == ["补充.pdf"]
    assert world.session.get(EntryHand, (world.sheet(COUNTY).id, above.user_id)) is None
    turned_away(world, Forbidden, remove_evidence, world.filler(COUNTY), at(12, 13), evidence_id=row.id)
    turned_away(world, Hidden, take_back_supplement, world.filler("乙市"), at(12, 13), evidence_id=row.id)
    world.do(take_back_supplement, above, at(12, 14), evidence_id=row.id)
    assert names(world, above) == []
    world = world_at(Stage.HANDED_UP)
    (reason,) = why_not(world, supplement_evidence, world.filler("甲市"), at(1, 25), **given(world, 11))
    assert reason == ("汇总已上报，不能再补充材料", "评定负责人退回汇总后")


def test_a_supplement_says_which_item_it_is_for(story: Story) -> None:
    world = story(stories.acknowledged)
    error = turned_away(world, Invalid, supplement_evidence, world.filler("甲市"), at(12, 13), **given(world))
    assert error.errors == {"items": "选出这份材料说明哪一项。"}


def test_the_assessor_adds_to_a_whole_subtree_from_the_report_on_until_the_meeting(world_at: Worlds) -> None:
    world = world_at(Stage.HANDED_UP)
    assert world.report("甲市").stage is ReportStage.SUBMITTED
    (reason,) = why_not(world, supplement_evidence, world.chief, at(1, 25), **given(world, 11))
    assert reason == ("评定表还没有上报到本单位，签收之后才能补充材料", "评定负责人签收")
    world = world_at(Stage.RATING)
    for unit in (COUNTY, "甲市"):
        assert world.do(supplement_evidence, world.chief, at(2, 5), **given(world, 11, unit=unit))
    foreign = turned_away(
        world, Forbidden, supplement_evidence, world.rater(30), at(2, 5), **given(world, 11, name="他.pdf")
    )
    assert foreign.text == "第 11 项由其他处室评定，材料由该处室或评定负责人补充。"
    assert world.do(supplement_evidence, world.rater(11), at(2, 5), **given(world, 11, name="评.pdf"))
    world = world_at(Stage.IN_DELIBERATION)
    (reason,) = why_not(world, supplement_evidence, world.chief, at(3, 2), **given(world, 11))
    assert reason == ("排名已提交会议审议，不能再补充材料", "评定负责人在会议退回后")


def test_what_the_assessor_adds_is_shown_to_the_units_with_their_results(world_at: Worlds) -> None:
    def added_by_the_chief(world: World) -> None:
        supplement(world, COUNTY, 11, at(2, 16), by=world.chief, name="核查.pdf")

    world = world_at.variant("evidence_of_the_chief", Stage.RATED, added_by_the_chief)
    own = [world.filler(COUNTY), world.signer("甲市")]
    assert all("核查.pdf" not in names(world, actor) for actor in own)
    assert "核查.pdf" in names(world, world.chief)
    go_on(world, Stage.APPROVED, since=Stage.RATED)
    assert all("核查.pdf" not in names(world, actor) for actor in own)
    go_on(world, Stage.PUBLICITY, since=Stage.APPROVED)
    assert all("核查.pdf" in names(world, actor) for actor in own)


def test_divisions_do_not_see_each_others_files_until_the_comparison(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    other, own = world.rater(30), world.rater(11)
    row = supplement(world, COUNTY, 30, at(2, 5), by=other, name="服务处.pdf")
    supplement(world, COUNTY, 30, at(2, 5), by=world.chief, name="负责人.pdf")
    division = world.session.scalars(select(Division.id).where(Division.name == "基金处")).one()
    everything = {item: [division] for item in assignable_items(world.scheme)}
    told = {"cycle_id": world.cycle_id, "divisions_by_item": everything}
    world.do(assign_items, world.chief, at(2, 6), **told)
    assert "负责人.pdf" in names(world, own)
    assert "服务处.pdf" not in names(world, own)
    with pytest.raises(NotFound):
        open_evidence(world.session, own, row.id)
    rated = select(Assessment.id).where(Assessment.unit_id == world.unit("甲市"))
    opened = {"item": 30, "opened_by_id": world.chief.user_id, "opened_at": datetime.now(UTC)}
    world.session.add(Comparison(assessment_id=world.session.scalar(rated), **opened))
    world.session.commit()
    assert "服务处.pdf" in names(world, own)


def test_an_appeals_files_are_for_its_unit_and_the_chief(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    appeal = Appeal(
        cycle_id=world.cycle_id, run_id=world.run.id, unit_id=world.unit("甲市"), item=11, statement="x",
        filed_by_id=world.signer("甲市").user_id, filed_at=at(3, 6),
    )  # fmt: skip
    world.session.add(appeal)
    world.session.commit()
    what = {"appeal_id": appeal.id, "file": stored("申诉.pdf", pdf("appeal")), "note": " 补充 "}
    row = world.do(add_appeal_evidence, world.signer("甲市"), at(3, 6), **what)
    assert (row.purpose, row.appeal_id, row.note) == (Purpose.APPEAL, appeal.id, "补充")
    assert world.do(add_appeal_evidence, world.signer("甲市"), at(3, 6), **what).id == row.id
    for actor in (world.signer("甲市"), world.filler("甲市"), world.chief):
        assert open_evidence(world.session, actor, row.id).name == "申诉.pdf"
        assert "申诉.pdf" not in names(world, actor, "甲市")
    for actor in (world.rater(11), world.filler("乙市"), world.filler(COUNTY)):
        with pytest.raises(NotFound):
            open_evidence(world.session, actor, row.id)
    turned_away(world, NotFound, remove_evidence, world.filler("甲市"), at(3, 6), evidence_id=row.id)
    for actor, error in ((world.filler("甲市"), Forbidden), (world.signer("乙市"), Hidden)):
        turned_away(world, error, add_appeal_evidence, actor, at(3, 6), **what)
    appeal.stage = AppealStage.DECIDING
    world.session.commit()
    late = what | {"file": stored("再补.pdf", pdf("late"))}
    ((reason, _),) = why_not(world, add_appeal_evidence, world.signer("甲市"), at(3, 6), **late)
    assert reason == "申诉当前状态是“复核中”，不能再附材料"
