"""What a unit reads of its history, and from when: denied unless the table says so."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workflow.queries.history.readers import lines, names, own
from tests.worlds import BASIS, FindingInput, Stage, TownAt, World, Worlds, answers_losing, at, go_on, towns
from workflow.actor import Post
from workflow.commands.claim_decisions import decide_claim, reconsider_claim
from workflow.commands.claims import add_claim, comment_claim
from workflow.commands.publishing import announce_ranking, correct_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.commands.receiving import acknowledge_sheet, draft_remark, return_sheet
from workflow.commands.vetoes import decide_veto, revoke_veto
from workflow.errors import Forbidden, Hidden
from workflow.rules.double_deduction import Nature
from workflow.scheme.claiming import ClaimInput

HONOUR = ClaimInput(item=45, option="honour", title="先进集体", **BASIS)


def test_a_unit_reads_its_own_acts_and_those_of_the_level_above_on_its_form(world_at: Worlds) -> None:
    world = world_at(Stage.COUNTIES_ACCEPTED)
    read = own(world, "乙东县")
    assert names(read) == [
        "sheet.accept", "sheet.acknowledge", "claim.submit", "sheet.submit", "sheet.finish", "claim.add",
        "sheet.save_items", "sheet.start",
    ]  # fmt: skip
    accepted, submitted = read[0], read[3]
    assert (accepted.person, accepted.post, accepted.actor_unit, accepted.inside) == (
        "乙市负责人", "负责人", "乙市", False,
    )  # fmt: skip
    assert (submitted.person, submitted.inside) == ("乙东县负责人", True)


def test_nobody_reads_another_units_history(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    with pytest.raises(Hidden):
        lines(world, world.filler("甲西县"), "甲东县")
    for unit in (None, "示范省"):
        with pytest.raises(Hidden):
            lines(world, world.filler("甲东县"), unit, cycle=unit is None)
    with pytest.raises(Forbidden, match="可以办理的岗位：本单位填报员、本单位负责人、评定负责人"):
        lines(world, world.signer("甲市"), "甲东县")
    for post in (Post.ADMIN, Post.AUDITOR, Post.RATER, Post.EVALUATOR):
        with pytest.raises(Forbidden):
            lines(world, world.actor("示范省", post), "甲东县")


def test_drafts_of_remarks_are_not_read_and_what_was_sent_is(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    world.hand_up("甲东县", at(12, 20))
    sheet = {"sheet_id": world.sheet("甲东县").id}
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 21), **sheet)
    world.do(draft_remark, world.filler("甲市"), at(12, 22), **sheet, item=11, text="写明次数")
    assert "sheet.draft_remark" not in names(own(world, "甲东县"))
    assert not own(world, "甲东县", item=11, act="sheet.draft_remark")
    world.do(return_sheet, world.signer("甲市"), at(12, 23), **sheet)
    returned = own(world, "甲东县")[0]
    assert [(each.before, each.after) for each in returned.changes] == [
        ("已签收", "退回修改"),
        ("", "写明次数"),
    ]
    assert returned.items[0].startswith("第 11 项 ")


def test_a_comment_on_its_claim_is_the_units_to_read(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    about = {"sheet_id": world.sheet("甲东县").id}
    world.do(add_claim, world.filler("甲东县"), at(12, 10), **about, claim=HONOUR)
    world.hand_up("甲东县", at(12, 20))
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 21), **about)
    claim = {"claim_id": world.claims("甲东县")[0].id}
    world.do(comment_claim, world.filler("甲市"), at(12, 22), **claim, comment="属实")
    assert own(world, "甲东县")[0].name == "claim.comment"


ASSESSED = ("assessment.", "panel.", "veto.", "opinion.", "ranking.", "interview.", "missing.")


@pytest.mark.parametrize("stage", [Stage.RATED, Stage.CHECKED, Stage.COMPUTED, Stage.APPROVED])
def test_before_publicity_nothing_that_the_assessor_did_is_read(world_at: Worlds, stage: Stage) -> None:
    world = world_at(stage)
    for unit in ("甲市", "丙市", "乙东县"):
        read = own(world, unit)
        assert not [line.name for line in read if line.name.startswith(ASSESSED)]
        assert not [
            line.name for line in read if line.name in ("claim.accept", "claim.reject", "claim.enter")
        ]
    entered = {"act": "claim.submit", "item": 47}
    assert own(world, "甲市", **entered) == []
    assert len(lines(world, world.chief, "甲市", **entered)) == 1


def test_from_publicity_on_a_unit_reads_how_it_was_assessed_without_names(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    found = own(world, "甲市", act="assessment.rate_item")
    assert len(found) == len(world.scheme.items)
    assert {(line.person, line.post, line.actor_unit) for line in found} == {("", "评定员", "示范省")}
    decided = own(world, "甲市", act="claim.accept")
    assert [(line.person, line.reason) for line in decided] == [("", "核对文件后认定")] * 2
    assert names(own(world, "甲市", item=47)) == ["claim.accept", "claim.submit", "claim.enter"]


def test_who_assessed_is_not_found_by_asking_for_a_name(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    assert len(own(world, "甲市", person="甲市填报员")) > 1
    assert own(world, "甲市", person="基金处评定员") == []
    assert {line.name for line in own(world, "甲市", person="示范省评定负责人")} == {
        "report.accept",
        "report.acknowledge",
        "sheet.accept",
        "sheet.acknowledge",
    }
    assert len(lines(world, world.chief, "甲市", person="基金处评定员")) > 1


def twice_decided(world: World) -> None:
    """Item 30 is rated again, 丙市's claim decided again, and a veto revoked, before the ranking."""
    finding = FindingInput(world.scheme.item(30).components[0].key, Nature.NEW, "核查发现", "核对办件")
    world.rate("丙市", 30, finding, version=1, now=at(2, 16))
    claim_id = world.claims("丙市")[0].id
    world.do(reconsider_claim, world.chief, at(2, 16), claim_id=claim_id, reason="收到新文件")
    decision = {"claim_id": claim_id, "accept": True, "reason": "文件有效"}
    world.do(decide_claim, world.chief, at(2, 17), **decision)


def test_only_what_a_result_is_made_of_is_read_not_what_stood_before(world_at: Worlds) -> None:
    world = world_at.variant("history_twice_decided", Stage.RATED, twice_decided)
    go_on(world, Stage.PUBLICITY, since=Stage.RATED)
    (rated,) = own(world, "丙市", act="assessment.rate_item", item=30)
    assert [each.what for each in rated.changes] == ["得分", "认定"]
    assert {each.before for each in rated.changes} == {""}
    assert "核查发现" in rated.changes[1].after
    assert own(world, "丙市", item=45)[0].reason == "文件有效"
    assert "claim.reject" not in names(own(world, "丙市"))
    assert len(lines(world, world.chief, "丙市", act="assessment.rate_item", item=30)) == 2


def test_what_is_done_for_a_correction_waits_until_its_result_is_shown(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    seen = names(own(world, "丙市"))
    world.do(correct_ranking, world.chief, at(4, 1), run_id=world.run.id, reason="计算有误")
    claim_id = world.claims("丙市")[0].id
    world.do(reconsider_claim, world.chief, at(4, 2), claim_id=claim_id, reason="收到新文件")
    assert names(own(world, "丙市")) == seen


def vetoed(world: World) -> None:
    """A case against 甲镇 is established, revoked, and established again before its result is shown."""
    towns.computed(world)
    chief, run = towns.chief(world), {"cycle_id": world.cycle_id}
    about = {**run, "unit_id": world.unit("甲镇"), "veto": "accident"}
    case = world.do(decide_veto, chief, at(2, 21), **about, reason="初步调查")
    world.do(revoke_veto, chief, at(2, 22), veto_id=case.id, reason="证据不足")
    world.do(decide_veto, chief, at(2, 23), **about, reason="调查报告")
    world.do(compute_ranking, chief, at(2, 24), **run)
    world.do(submit_ranking, chief, at(3, 1), run_id=world.run.id)
    meeting = {"meeting_date": date(2027, 3, 3), "reference": "纪要"}
    world.do(approve_ranking, chief, at(3, 4), run_id=world.run.id, **meeting)


def test_a_veto_is_read_with_the_result_unless_it_was_revoked(town_at: TownAt) -> None:
    world = town_at(vetoed)
    filler = towns.person(world, "甲镇填报员")
    assert not [name for name in names(lines(world, filler, "甲镇")) if name.startswith("veto.")]
    world.do(announce_ranking, towns.chief(world), at(3, 5), run_id=world.run.id)
    (told,) = [line for line in lines(world, filler, "甲镇") if line.name.startswith("veto.")]
    assert (told.name, told.reason, told.changes[0].after) == ("veto.decide", "调查报告", "发生重大责任事故")
    read = lines(world, towns.chief(world), "甲镇")
    assert [name for name in names(read) if name.startswith("veto.")] == [
        "veto.decide",
        "veto.revoke",
        "veto.decide",
    ]


def test_the_marks_of_single_evaluators_are_the_chiefs_only(town_at: TownAt) -> None:
    world = town_at(towns.published)
    filler = towns.person(world, "甲镇填报员")
    assert "panel.mark" not in names(lines(world, filler, "甲镇"))
    told = lines(world, towns.chief(world), "甲镇", act="panel.mark")
    assert len(told) == 2
    assert told[0].person == "乙评议员"
