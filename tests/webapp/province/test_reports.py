"""A report before the chief: sealed until 签收, then returned by name, accepted, revoked, or never there."""

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, cost, refused
from tests.worlds import FindingInput, Stage, World, at
from workflow.clock import end_of_day
from workflow.queries.subtrees import self_lines
from workflow.rules.double_deduction import Nature

pytestmark = pytest.mark.sqlite_only
JANUARY = at(1, 25)


def path(desk: Desk, unit: str = "甲市", act: str = "") -> str:
    return f"/province/reports/{desk.fresh.report(unit).id}{act}"


def unit_path(desk: Desk, unit: str, act: str) -> str:
    return f"/province/cycles/1/units/{desk.fresh.unit(unit)}/{act}"


def opened(desk: Desk, unit: str = "甲市") -> Browser:
    chief = desk.chief(JANUARY)
    assert chief.send(path(desk, unit, "/acknowledge")).status_code == 303
    return chief


def stage(desk: Desk, unit: str = "甲市") -> str:
    return desk.fresh.report(unit).stage.value


def test_before_acknowledgement_only_the_envelope_shows(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    page = desk.chief(JANUARY).get(path(desk)).text
    assert "HZ001-990100-01" in page
    assert "2027年1月20日（星期三）09:00:00" in page
    assert not [word for word in ("93.20", "95", "甲东县", "退回意见") if word in page]


def test_from_acknowledgement_on_every_term_shows(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    page = opened(desk).get(path(desk)).text
    assert "本级得分 95 × 40% = 38" in page
    assert "自评得分 38 + 55.2 = 93.2，显示为 93.20" in page
    assert page.count('name="item-') == 47
    assert page.count('name="county-') == 3


def test_a_prefecture_without_counties_says_what_counts(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    assert "无下辖县(市、区)，自评按本级100%计" in opened(desk, "丙市").get(path(desk, "丙市")).text


def test_acknowledging_twice_is_one_event_and_says_so(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    answer = opened(desk).send(path(desk, act="/acknowledge"))
    assert answer.status_code == 409
    assert "汇总当前状态是“已签收”，此时不能签收" in answer.text
    assert desk.events("report.acknowledge") == 1


def test_a_return_names_own_items_and_counties(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    county = desk.fresh.unit("甲南县")
    chief = opened(desk)
    boxes = {"item-3": "材料与得分不符", f"county-{county}": "第 5 项补充依据", "item-7": " "}
    assert chief.send(path(desk, act="/return"), **boxes).status_code == 303
    assert stage(desk) == "returned"
    page = chief.get(path(desk)).text
    assert "本级第 3 项" in page
    assert "第 5 项补充依据" in page
    assert "93.20" not in page


def test_a_return_needs_a_remark(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    answer = opened(desk).send(path(desk, act="/return"))
    assert answer.status_code == 409
    assert "退回须至少点明一个本级项次或一个下辖单位" in answer.text
    assert stage(desk) == "acknowledged"


def test_what_was_typed_stays_when_a_remark_is_about_nothing_in_the_report(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    foreign = desk.fresh.unit("乙东县")
    boxes = {"item-3": "材料与得分不符", f"county-{foreign}": "别处的县"}
    answer = opened(desk).send(path(desk, act="/return"), **boxes)
    assert refused(answer, "这个单位不在这份汇总中", "材料与得分不符")
    assert stage(desk) == "acknowledged"


def test_accepting_freezes_and_revoking_needs_a_reason(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    chief = opened(desk)
    assert chief.send(path(desk, act="/accept")).status_code == 303
    assert stage(desk) == "accepted"
    assert refused(chief.send(path(desk, act="/revoke"), reason=" "), "写明撤销审核的理由")
    assert chief.send(path(desk, act="/revoke"), reason="核对时发现差错").status_code == 303
    assert stage(desk) == "acknowledged"


def linked(world: World) -> None:
    """A finding on 甲市 refers to a self-deduction of its subtree."""
    line = self_lines(world.session, world.cycle_id, world.unit("甲市"), 2)[0].deduction
    finding = FindingInput(line.component, Nature.SAME, "培训不足", "核对台账", links=((line.id, 1),))
    world.rate("甲市", 2, finding)


def test_a_report_that_findings_refer_to_is_not_revoked(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING, linked)
    chief = desk.chief(at(2, 11))
    text = "评定中已有 1 条认定引用了该单位的自评扣分"
    assert text in chief.get(path(desk)).text
    answer = chief.send(path(desk, act="/revoke"), reason="核对")
    assert answer.status_code == 409
    assert text in answer.text
    assert "评定员" in answer.text


def test_a_prefecture_that_never_reports_is_decided_upon_with_a_reason(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED)
    chief = desk.chief(at(1, 31, 23, 59))
    early = chief.get(unit_path(desk, "甲市", "zero")).text
    assert "还没有到截止时间（2027年1月31日（星期日）24:00 前（北京时间））" in early
    assert chief.send(unit_path(desk, "甲市", "zero"), reason="催办三次未报").status_code == 409
    chief.at(end_of_day(at(1, 31).date()))
    assert refused(chief.send(unit_path(desk, "甲市", "zero"), reason=""), "写明按 0 分计的理由")
    assert chief.send(unit_path(desk, "甲市", "zero"), reason="催办三次未报").status_code == 303
    assert "催办三次未报" in chief.get(path(desk)).text
    assert chief.send(unit_path(desk, "甲市", "zero/revoke"), reason="已补报").status_code == 303
    assert "缺报决定：" not in chief.get(path(desk)).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("基金处评定员", 403), ("示范省系统管理员", 403), ("乙市负责人", 404), ("甲东县填报员", 404)],
)
@pytest.mark.parametrize("act", ["/acknowledge", "/accept", "/return", "/revoke"])
def test_nobody_but_the_chief_handles_reports(desk_at: DeskAt, who: str, status: int, act: str) -> None:
    desk = desk_at(Stage.HANDED_UP)
    browser = desk.enter(who, JANUARY)
    assert browser.send(path(desk, act=act)).status_code == status
    assert stage(desk) == "submitted"


def test_three_counties_cost_no_more_than_none(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    chief = desk.chief(at(2, 2))
    many, none = (cost(chief, path(desk, unit)) for unit in ("甲市", "丙市"))
    assert sum(many.values()) == sum(none.values()) < 44
