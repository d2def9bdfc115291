"""特殊因素: entered by raters, verified by the chief with reasons, the same event counted once."""

import pytest

from states.claim import ClaimStage
from tests.webapp.desks import Desk, DeskAt, cost, refused
from tests.worlds import BASIS, Stage, World, at
from workflow.commands.claim_decisions import enter_claim
from workflow.scheme.claiming import ClaimInput

pytestmark = pytest.mark.sqlite_only
PAGE = "/province/cycles/1/claims"
NEGATIVE = "/province/cycles/1/negative"
ENTRY = {
    "option": "incident",
    "amount": "-1.5",
    "title": "通报批评",
    "issuing_body": "省医保局",
    "document_number": "演示〔2026〕9号",
    "document_date": "2026-06-01",
}


def act(desk: Desk, name: str, unit: str = "甲市", number: int = 0) -> str:
    return f"/province/claims/{desk.fresh.claims(unit)[number].id}/{name}"


def stage(desk: Desk, unit: str = "甲市") -> ClaimStage:
    return desk.fresh.claims(unit)[0].stage


def twice(world: World) -> None:
    """Raters entered the same summons twice, once for a county."""
    for unit in ("甲市", "甲东县"):
        claim = ClaimInput(item=47, option="summons", title="重点任务约谈", **BASIS)
        about = {"cycle_id": world.cycle_id, "unit_id": world.unit(unit)}
        world.do(enter_claim, world.rater(47), at(2, 12), **about, claim=claim)


def test_claims_stand_by_prefecture_with_their_basis(desk_at: DeskAt) -> None:
    page = desk_at(Stage.RATING).chief(at(2, 5)).get(PAGE).text
    assert "还有 3 条没有结论" in page
    assert "省医保局 演示〔2026〕1号，2026年6月1日（星期一）" in page
    assert "完成试点任务第1件3分" in page


def test_a_decision_needs_its_reason_and_shows_its_effect(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    chief = desk.chief(at(2, 5))
    assert refused(chief.send(act(desk, "decide"), accept="yes", reason=" "), "写明采纳或不采纳的理由")
    assert stage(desk) is ClaimStage.SUBMITTED
    assert chief.send(act(desk, "decide"), accept="yes", reason="文件属实").status_code == 303
    assert stage(desk) is ClaimStage.ACCEPTED
    page = chief.get(PAGE).text
    assert "文件属实；计 3 分" in page
    assert "完成试点任务（第1件）3分；合计3分，计3分" in page


def test_without_an_answer_nothing_is_decided(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    assert desk.chief(at(2, 5)).send(act(desk, "decide"), reason="文件属实").status_code == 400
    assert stage(desk) is ClaimStage.SUBMITTED


def test_deciding_twice_tells_the_state_and_leaves_one_event(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    chief = desk.chief(at(2, 5))
    answers = [chief.send(act(desk, "decide"), accept="no", reason="证据不足").status_code for _ in range(2)]
    assert answers == [303, 409]
    assert desk.events("claim.reject") == 1


def test_a_decision_is_taken_back_with_a_reason(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    chief = desk.chief(at(2, 16))
    assert "核对文件后认定" in chief.get(act(desk, "reconsider")).text
    assert refused(chief.send(act(desk, "reconsider"), reason=""), "写明重新核验的理由")
    assert chief.send(act(desk, "reconsider"), reason="收到新文件").status_code == 303
    assert stage(desk) is ClaimStage.SUBMITTED


def test_claims_about_one_event_are_pointed_out_and_joined(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, twice)
    chief = desk.chief(at(2, 13))
    assert "名称或文件相同的还有" in chief.get(PAGE).text
    head = desk.fresh.claims("甲市", 47)[0].id
    other = f"/province/claims/{desk.fresh.claims('甲东县', 47)[0].id}/same-event"
    assert chief.send(other, same_event_as_id=str(head)).status_code == 303
    assert "并入上面的事项" in chief.get(PAGE).text
    assert chief.send(other, same_event_as_id="").status_code == 303
    assert "并入上面的事项" not in chief.get(PAGE).text


def test_a_claim_does_not_join_another_prefectures(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    foreign = desk.fresh.claims("乙东县")[0].id
    answer = desk.chief(at(2, 13)).send(act(desk, "same-event"), same_event_as_id=str(foreign))
    assert refused(answer, "同一事项须属同一被评单位、同一项次")


def test_nothing_is_decided_while_the_ranking_is_at_the_meeting(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.IN_DELIBERATION)
    chief = desk.chief(at(3, 2))
    assert "排名已提交会议审议" in chief.get(act(desk, "reconsider")).text
    assert chief.send(act(desk, "reconsider"), reason="收到新文件").status_code == 409


def test_a_rater_enters_a_negative_factor_and_the_chief_sees_it(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = desk.enter("服务处评定员", at(2, 10))
    unit = str(desk.fresh.unit("乙东县"))
    answer = browser.send(f"{NEGATIVE}/46", unit_id=unit, **{**ENTRY, "amount": "-9", "title": ""})
    assert refused(answer, "您填的是“-9”", "演示〔2026〕9号")
    assert browser.send(f"{NEGATIVE}/46", unit_id=unit, **ENTRY).status_code == 303
    assert "通报批评" in browser.get(NEGATIVE).text
    assert "省级录入" in desk.chief(at(2, 11)).get(PAGE).text


def test_a_negative_item_of_another_division_is_not_entered(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    browser = desk.enter("基金处评定员", at(2, 10))
    assert "负面因素项次没有分派给您的处室" in browser.get(NEGATIVE).text
    unit = str(desk.fresh.unit("乙东县"))
    assert browser.send(f"{NEGATIVE}/46", unit_id=unit, **ENTRY).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("基金处评定员", 403), ("示范省系统管理员", 403), ("甲市负责人", 404)]
)
def test_only_the_chief_verifies(desk_at: DeskAt, who: str, status: int) -> None:
    desk = desk_at(Stage.RATING)
    browser = desk.enter(who, at(2, 5))
    assert browser.get(PAGE).status_code == status
    answer = browser.send(act(desk, "decide", "丙市"), accept="yes", reason="属实")
    assert answer.status_code == status
    assert stage(desk, "丙市") is ClaimStage.SUBMITTED


def test_more_claims_cost_no_more_statements(desk_at: DeskAt) -> None:
    three, five = (desk_at(Stage.RATING).chief(at(2, 13)), desk_at(Stage.RATING, twice).chief(at(2, 13)))
    assert sum(cost(three, PAGE).values()) == sum(cost(five, PAGE).values()) < 25
