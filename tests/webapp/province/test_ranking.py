"""排名: computed, compared, taken to the meeting, shown, published, corrected; every figure explained."""

import re

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, TownDeskAt, cost, refused
from tests.worlds import FindingInput, Stage, World, at, towns
from workflow.clock import end_of_day
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.commands.ranking import compute_ranking
from workflow.rules.double_deduction import Nature

pytestmark = pytest.mark.sqlite_only
RUNS = "/province/cycles/1/ranking"
MEETING = {"meeting_date": "2027-03-03", "reference": "局务会纪要〔2027〕3号"}


def path(desk: Desk, act: str = "") -> str:
    return f"/province/runs/{desk.fresh.run.id}{act}"


def stage(desk: Desk) -> str:
    return desk.fresh.run.stage.value


def row(page: str, name: str) -> str:
    return page.split(f">{name}</a></th>")[1].split("</tr>")[0]


def test_the_ranking_is_computed_and_shows_every_term(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED)
    chief = desk.chief(at(2, 20))
    answer = chief.send(RUNS)
    assert answer.status_code == 303
    page = chief.get(answer.location).text
    figures = ("95", "92.00", "93.20", "90.00", ">1<", "<strong>92.28</strong>")
    assert [figure for figure in figures if figure not in row(page, "甲市")] == []
    assert "无下辖" in row(page, "丙市")
    assert "后 5 位" in row(page, "乙市")
    assert "没有2025年度的排名结果，连续中断" in row(page, "乙市")


def test_an_incomplete_rating_is_told_before_and_after_pressing(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    chief = desk.chief(at(2, 16))
    text = "还有单位没有评定完成：甲市、乙市、丙市"
    assert text in chief.get(RUNS).text
    answer = chief.send(RUNS)
    assert answer.status_code == 409
    assert text in answer.text


def again(world: World) -> None:
    """Run 1, then item 11 of 甲市 costs 0.2, then run 2."""
    unit, chief = world.unit("甲市"), world.chief
    about = {"assessment_id": world.assessment("甲市").id, "reason": "第 11 项复核"}
    world.do(reopen_assessment, chief, at(2, 21), **about)
    finding = FindingInput("problem", Nature.NEW, "多头开户", "核对银行回单")
    world.rate("甲市", 11, finding, version=1, now=at(2, 21))
    world.do(check_assessments, chief, at(2, 22), cycle_id=world.cycle_id, unit_ids=[unit])


def computed_again(world: World) -> None:
    """The same with run 2."""
    again(world)
    world.do(compute_ranking, world.chief, at(2, 23), cycle_id=world.cycle_id)


def test_a_run_says_that_its_inputs_have_changed(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED, again)
    chief = desk.chief(at(2, 23))
    assert "计算之后评定数据有变动，须重新计算排名" in chief.get(path(desk)).text
    assert chief.send(path(desk, "/submit")).status_code == 409


def test_a_run_tells_what_changed_since_the_one_before(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED, computed_again)
    page = desk.chief(at(2, 23)).get(path(desk)).text
    assert "比第 1 次计算变了什么" in page
    assert "省级评定得分 90.00 → 89.80" in page
    assert "最终得分 92.28 → 92.16" in page


def test_an_older_run_is_not_taken_to_the_meeting(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED, computed_again)
    answer = desk.chief(at(2, 23)).send("/province/runs/1/submit")
    assert answer.status_code == 409
    assert "之后已有新的计算" in answer.text
    assert "计算之后评定数据有变动" in answer.text


def test_from_the_meeting_to_the_circular(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    chief = desk.chief(at(3, 4))
    assert chief.send(path(desk, "/submit")).status_code == 303
    assert refused(chief.send(path(desk, "/approve")), "填写开会日期", "填写会议名称和纪要文号")
    assert chief.send(path(desk, "/approve"), **MEETING).status_code == 303
    assert chief.send(path(desk, "/announce")).status_code == 303
    early = chief.send(path(desk, "/publish"), circular_number="演示〔2027〕1号")
    assert early.status_code == 409
    assert "公示期到2027年3月11日（星期四）24:00才结束" in early.text
    assert "演示〔2027〕1号" in early.text
    chief.at(end_of_day(at(3, 11).date()))
    assert refused(chief.send(path(desk, "/publish"), circular_number=" "), "填写通报的发文字号")
    assert chief.send(path(desk, "/publish"), circular_number="演示〔2027〕1号").status_code == 303
    assert stage(desk) == "published"
    assert "以演示〔2027〕1号通报" in chief.get(path(desk)).text


@pytest.mark.parametrize(
    ("day", "text"),
    [("2027-04-01", "还没有到"), ("三月三日", "没有看懂“会议日期”"), ("2027-02-30", "没有看懂")],
)
def test_a_meeting_has_a_day_that_was(desk_at: DeskAt, day: str, text: str) -> None:
    desk = desk_at(Stage.IN_DELIBERATION)
    answer = desk.chief(at(3, 4)).send(path(desk, "/approve"), meeting_date=day, reference="局务会纪要")
    assert refused(answer, text, "局务会纪要")
    assert stage(desk) == "in_deliberation"


def test_the_meeting_sends_back_with_a_reason(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.IN_DELIBERATION)
    chief = desk.chief(at(3, 4))
    assert refused(chief.send(path(desk, "/send-back"), reason=""), "写明会议退回的理由和要求")
    assert chief.send(path(desk, "/send-back"), reason="复核第 11 项").status_code == 303
    assert stage(desk) == "computed"
    assert desk.fresh.cycle.stage.value == "rating"


def test_a_correction_needs_a_reason_and_keeps_the_edition(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    chief = desk.chief(at(3, 20))
    assert refused(chief.send(path(desk, "/correct"), reason=""), "写明更正的理由和依据")
    assert chief.send(path(desk, "/correct"), reason="甲市申请复核").status_code == 303
    assert (stage(desk), desk.fresh.cycle.stage.value) == ("published", "rating")
    assert "更正理由：甲市申请复核" in chief.get(path(desk)).text
    assert chief.send(path(desk, "/correct"), reason="甲市申请复核").status_code == 409


@pytest.mark.parametrize("act", ["submit", "approve", "send-back", "announce", "publish", "correct"])
def test_every_act_says_what_follows_and_why_it_cannot_be_done_now(desk_at: DeskAt, act: str) -> None:
    desk = desk_at(Stage.COMPUTED)
    page = desk.chief(at(2, 21)).get(path(desk, f"/{act}")).text
    assert "办理之后" in page
    assert ("disabled" in page) == (act != "submit")
    assert ("当前状态是" in page) == (act != "submit")


def test_a_score_is_told_down_to_the_single_finding(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED, computed_again)
    page = desk.chief(at(2, 23)).get(path(desk, f"/units/{desk.fresh.unit('甲市')}")).text
    for text in (
        "自评得分 93.2 × 40% = 37.28",
        "本级得分 95 × 40% = 38",
        "第11项 收支两条线与分账核算",
        "情形：多头开户",
        "理由：核对银行回单",
        "采纳，理由：核对文件后认定",
    ):
        assert text in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("基金处评定员", 403), ("示范省系统管理员", 403), ("甲市负责人", 404), ("甲东县填报员", 404)],
)
def test_runs_are_the_chiefs_alone(desk_at: DeskAt, who: str, status: int) -> None:
    desk = desk_at(Stage.COMPUTED)
    browser = desk.enter(who, at(2, 21))
    own = path(desk, f"/units/{desk.fresh.unit('丙市')}")
    assert {browser.get(page).status_code for page in (RUNS, path(desk), own)} == {status}
    assert {browser.send(page).status_code for page in (RUNS, path(desk, "/submit"))} == {status}
    assert stage(desk) == "computed"


def test_submitting_twice_is_one_event(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    chief = desk.chief(at(3, 1))
    assert [chief.send(path(desk, "/submit")).status_code for _ in range(2)] == [303, 409]
    assert desk.events("ranking.deliberate") == 1


def lookups(browser: Browser, page: str) -> int:
    """How often the most frequent statement runs; the scheme is looked up by name again and again."""
    statements = cost(browser, page)
    return max(times for text, times in statements.items() if "scheme_version" not in text)


def test_no_statement_of_a_ranking_page_runs_per_unit(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    chief = desk.chief(at(2, 23))
    assert lookups(chief, RUNS) <= 2
    assert lookups(chief, path(desk)) <= 2
    assert sum(cost(chief, path(desk)).values()) < 58


def test_where_units_are_ranked_by_groups_each_has_its_place_there(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.published)
    run, circular = path(desk), f"/results/{desk.fresh.run.id}"
    for name, address in (("示范县评定负责人", run), ("乙镇填报员", circular)):
        page = desk.enter(name, at(3, 20)).get(address).text
        assert page.count("<td>园区第 2 名</td>") == 1
        listed = page.split("<h2>分组名次</h2>")[1].split("</section>")[0]
        rows = re.findall(r'<td class="number">(\d)</td><td>(.*?)</td>', listed)
        assert rows == [("1", "甲镇"), ("2", "乙镇"), ("1", "丁园"), ("2", "丙园")]


def test_where_all_units_are_ranked_together_there_is_no_word_of_groups(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    assert "本组名次" not in desk.chief(at(3, 20)).get(path(desk)).text


def test_interviews_are_spoken_of_where_the_document_has_them(
    desk_at: DeskAt, town_desk_at: TownDeskAt
) -> None:
    desk, towns_desk = desk_at(Stage.PUBLICITY), town_desk_at(towns.in_publicity)
    assert "列入拟约谈" in desk.chief(at(3, 12)).get(path(desk, "/publish")).text
    chief = towns_desk.enter("示范县评定负责人", at(3, 15))
    for page in ("", "/publish"):
        text = chief.get(path(towns_desk, page)).text
        assert [word for word in ("约谈", "连续", "后位", "特殊因素") if word in text] == []
