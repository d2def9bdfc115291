"""The chief opens the opinions of several divisions, decides conflicts with reasons, and unites."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from states.engine import Refused
from tests.worlds import Stage, World, Worlds, at
from tests.worlds.opinions import (
    FUNDS,
    ITEM,
    SERVICE,
    agreed,
    chief_page,
    comparison,
    divided,
    found,
    opened,
    opening,
    opine,
    page,
    rater,
    reopen,
    unchecked,
    unite,
)
from workflow.actor import Post
from workflow.commands.assessing import check_assessments
from workflow.commands.comparing import open_comparisons, reopen_comparison, unite_agreeing
from workflow.errors import Forbidden, Invalid, NotFound, Stale
from workflow.models import Event, PostHolding, Verdict
from workflow.queries.comparisons import Step
from workflow.queries.rating_facts import assessment_facts
from workflow.scheme.uniting import ALL, NONE, Decision


def conflict(world: World) -> str:
    [key] = [shown.case.key for shown in chief_page(world).cases if shown.case.conflict]
    return key


def verdicts(world: World) -> int:
    return world.session.scalar(select(func.count(Verdict.id))) or 0


def test_the_chief_opens_only_what_every_division_has_checked(world_at: Worlds) -> None:
    world = world_at.variant("divided", Stage.RATING, divided)
    opine(world, FUNDS, found(2))
    with pytest.raises(Refused) as refusal:
        opening(world)
    assert [(reason.text, reason.lifted_by) for reason in refusal.value.reasons] == [
        ("服务处还没有评定本项", "服务处评定员")
    ]
    opine(world, SERVICE)
    opening(world)
    opening(world)
    assert chief_page(world).step is Step.OPEN
    assert world.session.scalar(select(func.count()).where(Event.name == "assessment.open_comparison")) == 1


def test_from_the_opening_on_opinions_are_frozen_and_seen_by_all(world_at: Worlds) -> None:
    world = world_at.variant("opened", Stage.RATING, opened)
    with pytest.raises(Refused) as refusal:
        opine(world, FUNDS, found(5), version=1)
    assert "已开启处室意见对照，各处室对本项的意见不再改动" in refusal.value.reasons[0].text
    assert refusal.value.reasons[0].lifted_by == "评定负责人写明理由、重新开放处室意见后"
    theirs = page(world, FUNDS).compared
    assert theirs is not None
    assert [each.rated.mark for each in theirs.opinions if each.rated] == [Decimal("1.6"), Decimal("1.4")]


def test_where_nothing_conflicts_one_press_unites_and_the_same_case_counts_once(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    opening(world)
    rated = unite(world)
    assert [(line.case, line.count, line.reason) for line in rated.findings] == [
        ("未按月对账", 1, "抽查凭证"),
        ("账户未分设", 2, "抽查凭证；核对台账"),
    ]
    assert rated.mark == Decimal("1.4")
    assert rated.checked_by == "示范省评定负责人"
    assert not unchecked(world)
    seen = page(world, FUNDS).union
    assert seen is not None
    assert seen.mark == rated.mark


def test_a_conflict_is_decided_with_a_reason_and_both_are_kept(world_at: Worlds) -> None:
    world = world_at.variant("opened", Stage.RATING, opened)
    key = conflict(world)
    with pytest.raises(Invalid) as refusal:
        unite(world)
    assert refusal.value.errors == {
        f"choice-{key}": "各处室的认定不一致（件数）：选定按哪一种计，并写明理由"
    }
    with pytest.raises(Invalid) as refusal:
        unite(world, {key: Decision(ALL)})
    assert refusal.value.errors == {f"reason-{key}": "写明这样认定的理由"}
    assert verdicts(world) == 0
    service = str(rater(world, SERVICE).division_id)
    assert unite(world, {key: Decision(service, "复核凭证，确为三件")}).mark == Decimal("1.4")
    event = world.session.scalars(select(Event).where(Event.name == "assessment.unite_findings")).one()
    assert event.reason == "复核凭证，确为三件"
    assert '"opinions":[' in event.after
    assert f'"choice":"{service}"' in event.after
    assert event.unit_id == world.unit("甲市")


def test_uniting_again_with_the_same_decisions_notes_nothing_and_other_ones_replace(world_at: Worlds) -> None:
    world = world_at.variant("opened", Stage.RATING, opened)
    key = conflict(world)
    first = unite(world, {key: Decision(NONE, "已整改")})
    assert unite(world, {key: Decision(NONE, "已整改")}, version=1) == first
    with pytest.raises(Stale, match="您的决定还没有保存"):
        unite(world, {key: Decision(ALL, "两件事")}, version=1)
    again = unite(world, {key: Decision(ALL, "两件事")})
    assert (first.mark, again.mark, again.version) == (2, 1, 2)


def test_nothing_is_united_that_is_not_open(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    with pytest.raises(Refused, match="处室意见对照没有开启"):
        unite(world)
    with pytest.raises(NotFound, match="没有分派给几个处室分别评定"):
        world.do(
            reopen_comparison, world.chief, at(2, 12),
            assessment_id=world.assessment("甲市").id, item=12, reason="看看",
        )  # fmt: skip


def test_a_reopened_comparison_is_blind_and_unchecked_again(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    opening(world)
    unite(world)
    with pytest.raises(Invalid, match="写明重新开放的理由"):
        reopen(world, " ")
    reopen(world)
    assert page(world, FUNDS).compared is None
    assert chief_page(world).step is Step.READY
    facts = assessment_facts(world.session, world.cycle_id)[world.unit("甲市")]
    assert facts.ununited_labels == ("11",)
    opine(world, SERVICE, version=1, now=at(2, 15))
    opening(world, now=at(2, 16))
    assert unite(world, now=at(2, 16)).mark == Decimal("1.6")


def test_decisions_come_back_after_a_reopening_while_nothing_changed(world_at: Worlds) -> None:
    world = world_at.variant("opened", Stage.RATING, opened)
    unite(world, {conflict(world): Decision(ALL, "两件事")})
    reopen(world)
    opening(world, now=at(2, 16))
    [shown] = chief_page(world).cases
    assert shown.decision == Decision(ALL, "两件事")
    assert chief_page(world).step is Step.OPEN


def test_an_assessment_is_not_confirmed_before_all_is_united(world_at: Worlds) -> None:
    world = world_at.variant("opined_late", Stage.RATED, divided)
    about = {"cycle_id": world.cycle_id, "unit_ids": [world.unit("甲市")]}
    with pytest.raises(Refused, match="还有没有评定的项次：第 11 项"):
        world.do(check_assessments, world.chief, at(2, 18), **about)
    opine(world, SERVICE)
    with pytest.raises(Refused) as refusal:
        world.do(check_assessments, world.chief, at(2, 18), **about)
    assert [(reason.text, reason.lifted_by) for reason in refusal.value.reasons] == [
        ("甲市：各处室都已评定、意见还没有合并的项次：第 11 项", "评定负责人")
    ]
    opening(world)
    unite(world)
    world.do(check_assessments, world.chief, at(2, 18), **about)
    with pytest.raises(Refused, match="当前状态是“已评定”"):
        reopen(world, now=19)


@pytest.mark.parametrize("unit", ["甲市", "甲东县"])
def test_who_holds_a_post_in_the_unit_neither_gives_an_opinion_nor_unites(
    world_at: Worlds, unit: str
) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    for who in (world.chief, rater(world, FUNDS)):
        holding = PostHolding(user_id=who.user_id, unit_id=world.unit(unit), post=Post.FILLER, since=at(1, 1))
        world.session.add(holding)
    world.session.commit()
    with pytest.raises(Forbidden, match="回避"):
        opine(world, FUNDS, version=1)
    with pytest.raises(Forbidden, match="回避"):
        opening(world)
    with pytest.raises(Forbidden, match="回避"):
        unite(world)
    with pytest.raises(Forbidden, match="回避"):
        reopen(world)


def test_raters_neither_open_nor_unite(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    places = [(world.assessment("甲市").id, ITEM)]
    with pytest.raises(Forbidden):
        world.do(open_comparisons, rater(world, FUNDS), at(2, 12), cycle_id=world.cycle_id, places=places)
    with pytest.raises(Forbidden):
        world.do(unite_agreeing, rater(world, FUNDS), at(2, 12), cycle_id=world.cycle_id)


def test_many_are_opened_at_once_or_none(world_at: Worlds) -> None:
    world = world_at.variant("agreed", Stage.RATING, agreed)
    both = [(world.assessment(unit).id, ITEM) for unit in ("甲市", "乙市")]
    about = {"cycle_id": world.cycle_id, "places": both}
    with pytest.raises(Refused) as refusal:
        world.do(open_comparisons, world.chief, at(2, 12), **about)
    assert [reason.text for reason in refusal.value.reasons] == [
        "乙市第 11 项：基金处还没有评定本项",
        "乙市第 11 项：服务处还没有评定本项",
    ]
    assert comparison(world) is None
    opine(world, FUNDS, found(2), unit="乙市")
    opine(world, SERVICE, found(3), unit="乙市")
    world.do(open_comparisons, world.chief, at(2, 12), **about)
    assert world.do(unite_agreeing, world.chief, at(2, 13), cycle_id=world.cycle_id) == 1
    assert [chief_page(world, unit).step for unit in ("甲市", "乙市")] == [Step.UNITED, Step.OPEN]
