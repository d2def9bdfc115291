"""Every table is total: each stage has a pen, a label and a way in, each trigger a label and a way out."""

import dataclasses
from typing import Any

import pytest

from states.diagram import TABLES, mermaid
from states.engine import Refused, Stage, StateTable, fire, listed_triggers, require_pen, unmet
from states.facts import RankingFacts, SheetFacts
from states.ranking import RANKING, RankingStage, RankingTrigger
from states.roles import Role
from states.sheet import SHEET, SheetStage, SheetTrigger
from tests.states.test_walks import FACTS

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)


def reachable(table: StateTable[Any]) -> set[Stage]:
    seen = {table.initial}
    while True:
        further = {m.target for m in table.moves if seen & set(m.sources)} - seen
        if not further:
            return seen
        seen |= further


@every_table
def test_every_stage_can_be_reached(table: StateTable[Any]) -> None:
    assert reachable(table) == set(table.stages)


@every_table
def test_every_stage_says_who_holds_the_pen(table: StateTable[Any]) -> None:
    assert set(table.pen) == set(table.stages)


@every_table
def test_every_stage_and_trigger_has_a_chinese_label(table: StateTable[Any]) -> None:
    labels = [stage.label for stage in table.stages] + [trigger.label for trigger in table.triggers()]
    assert all(any("\u4e00" <= character <= "\u9fff" for character in label) for label in labels)


@every_table
def test_a_trigger_leads_to_one_place_only_from_each_stage(table: StateTable[Any]) -> None:
    pairs = [(move.trigger, source) for move in table.moves for source in move.sources]
    assert len(pairs) == len(set(pairs))


@every_table
def test_an_unlisted_trigger_is_refused_in_chinese_with_the_stage(table: StateTable[Any]) -> None:
    refused = [
        (stage, trigger)
        for stage in table.stages
        for trigger in table.triggers()
        if trigger not in listed_triggers(table, stage)
    ]
    assert refused
    for stage, trigger in refused:
        reasons = unmet(table, stage, trigger, FACTS[table.noun]())
        assert [stage.label in reason.text and trigger.label in reason.text for reason in reasons] == [True]


@every_table
def test_every_guard_names_a_refusal_and_who_can_lift_it(table: StateTable[Any]) -> None:
    guards = [guard for move in table.moves for guard in move.guards]
    assert all(guard.refusal and guard.lifted_by for guard in guards)


@every_table
def test_the_diagram_shows_every_move(table: StateTable[Any]) -> None:
    picture = mermaid(table)
    for move in table.moves:
        for source in move.sources:
            assert f"{source.value} --> {move.target.value}: {move.trigger.label}" in picture


def test_a_refusal_lists_all_reasons_at_once_with_the_facts() -> None:
    facts = SheetFacts(
        blank_items=(3, 17), signer_filled=True, signer_name="李某", window_open=False, window_text="已截止"
    )
    with pytest.raises(Refused) as refusal:
        fire(SHEET, SheetStage.TO_SIGN, SheetTrigger.SUBMIT, facts)
    texts = [reason.text for reason in refusal.value.reasons]
    assert texts == ["还有未填的项次：第 3、17 项", "李某填过本表，填报人与签发人不能为同一人", "已截止"]


def test_a_sheet_that_satisfies_everything_is_handed_up() -> None:
    assert fire(SHEET, SheetStage.TO_SIGN, SheetTrigger.SUBMIT, SheetFacts()) is SheetStage.SUBMITTED


def test_taking_back_ends_when_the_receiver_has_acknowledged() -> None:
    facts = SheetFacts(above="甲市", above_contact="甲市（电话 000-00990100）")
    with pytest.raises(Refused, match=r"已签收.*甲市已经签收，请联系甲市（电话 000-00990100）办理退回"):
        fire(SHEET, SheetStage.ACKNOWLEDGED, SheetTrigger.WITHDRAW, facts)


@pytest.mark.parametrize("trigger", [SheetTrigger.RETURN, SheetTrigger.REOPEN])
def test_a_sheet_is_returned_as_often_as_the_scheme_allows(trigger: SheetTrigger) -> None:
    stage = SheetStage.ACKNOWLEDGED if trigger is SheetTrigger.RETURN else SheetStage.ACCEPTED
    once = SheetFacts(round=1, returns_at_most=2, remarks=1)
    assert fire(SHEET, stage, trigger, once) is SheetStage.RETURNED
    assert fire(SHEET, stage, trigger, dataclasses.replace(once, round=9, returns_at_most=None))
    (reason,) = unmet(SHEET, stage, trigger, dataclasses.replace(once, round=2))
    assert str(reason) == (
        "本办法规定每年最多退回 2 次，这份评定表已经退回 2 次，不能再退回，可以审核通过"
        "（评定负责人退回汇总时点名该单位可处理）"
    )


def test_an_item_that_does_not_apply_has_to_be_confirmed_before_a_sheet_is_accepted() -> None:
    facts = SheetFacts(unconfirmed_items=("3", "17"))
    assert [str(reason) for reason in unmet(SHEET, SheetStage.ACKNOWLEDGED, SheetTrigger.ACCEPT, facts)] == [
        "第 3、17 项填报为不适用，还没有确认（审核人逐项确认，或写明意见退回修改可处理）"
    ]


def test_a_scheme_with_publicity_cannot_be_published_at_once() -> None:
    with pytest.raises(Refused, match="先公示"):
        fire(RANKING, RankingStage.APPROVED, RankingTrigger.PUBLISH, RankingFacts(has_publicity=True))


def test_publishing_waits_until_the_publicity_period_is_over() -> None:
    facts = RankingFacts(publicity_over=False, publicity_until="2027年3月10日（星期三）24:00")
    with pytest.raises(Refused, match="公示期到2027年3月10日"):
        fire(RANKING, RankingStage.PUBLICITY, RankingTrigger.PUBLISH, facts)


@pytest.mark.parametrize("stage", [SheetStage.TO_SIGN, SheetStage.SUBMITTED, SheetStage.ACCEPTED])
def test_nobody_edits_a_sheet_once_it_is_out_of_the_fillers_hand(stage: SheetStage) -> None:
    with pytest.raises(Refused, match=stage.label):
        require_pen(SHEET, stage, Role.FILLER)
