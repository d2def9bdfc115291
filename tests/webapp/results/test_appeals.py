"""申诉 as a unit sees it: what may be contested, the form, the receipt, the answer; nobody else sees it."""

import pytest

from tests.webapp.desks import Desk, DeskAt, cost, refused
from tests.webapp.matrix.people import PEOPLE, expected
from tests.worlds import Stage, World, appeals, at
from tests.worlds.year import take_step
from workflow.clock import end_of_day
from workflow.models import Appeal

pytestmark = pytest.mark.sqlite_only
NOW, CLOSED = at(3, 10), end_of_day(appeals.CLOSES)
RECEIPT = "/results/appeals/1"
SIGNER = "丙市负责人"


def listed(desk: Desk, unit: str = "丙市", item: str = "") -> str:
    return f"/results/1/units/{desk.fresh.unit(unit)}/appeals{item}"


def test_the_result_says_until_when_and_how_to_object(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    text = desk.enter(SIGNER, NOW).get("/results/1").text
    for shown in (
        "公示期到2027年3月12日（星期五）24:00 前（北京时间）",
        "共 5 个工作日",
        "还剩 2 天 15 小时",
        "由本单位负责人在公示期内按项次提出申诉",
        listed(desk),
    ):
        assert shown in text
    assert "按项次提出申诉" not in desk.enter("示范省审计员", NOW).get("/results/1").text


def test_a_signer_files_and_gets_a_receipt(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    signer, path = desk.enter(SIGNER, NOW), listed(desk, item="/36")
    assert "提出申诉</a>" in signer.get(listed(desk)).text
    assert "现场检查发现" in signer.get(path).text
    assert refused(signer.send(path, page=path, statement="  "), "写明申诉的理由")
    for _ in range(2):
        answer = signer.send(path, page=path, statement=appeals.STATEMENT)
        assert answer.location.endswith(RECEIPT)
    assert desk.events("appeal.file") == 1
    page = signer.get(RECEIPT).text
    for shown in ("SS001-990300-01", "2027年3月10日（星期三）09:00:00 收到", appeals.STATEMENT, "接下来"):
        assert shown in page
    assert "先撤回那一件" in signer.send(path, page=path, statement="另一个理由").text
    assert RECEIPT in signer.get(listed(desk)).text


def test_from_the_closing_instant_on_the_refusal_names_it_and_whom_to_call(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    signer, path = desk.enter(SIGNER, CLOSED), listed(desk, item="/36")
    text = "申诉期已于2027年3月12日（星期五）24:00截止，不再受理；仍有异议的，联系示范省 000-00990000"
    assert text in signer.get(listed(desk)).text
    assert text in signer.get(path).text
    answer = signer.send(path, page="/", statement=appeals.STATEMENT)
    assert answer.status_code == 409
    assert text in answer.text
    assert appeals.STATEMENT in answer.text
    assert desk.events("appeal.file") == 0


def test_a_filler_reads_and_is_told_who_files(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    filler = desk.enter("丙市填报员", NOW)
    assert "这一步由负责人办理" in filler.get(listed(desk)).text
    assert filler.get(listed(desk, item="/36")).status_code == 403


def test_a_unit_below_contests_its_own_claims_and_is_told_who_speaks_for_the_rest(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    signer = desk.enter("乙东县负责人", NOW)
    page = signer.get(listed(desk, "乙东县")).text
    assert "向乙市反映，由其提出" in page
    assert page.count("提出申诉</a>") == 1
    assert signer.get(listed(desk, "乙东县", "/36")).status_code == 404
    assert "有自己申报的特殊因素" in signer.get(listed(desk, "乙东县", "/36")).text
    assert "没有本单位可以申诉的项次" in desk.enter("甲东县负责人", NOW).get(listed(desk, "甲东县")).text


def test_what_is_withdrawn_in_time_can_be_filed_anew(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.filed)
    signer = desk.enter(SIGNER, NOW)
    assert "撤回申诉" in signer.get(RECEIPT).text
    for _ in range(2):
        assert signer.send(f"{RECEIPT}/withdraw", page=RECEIPT, version="1").status_code == 303
    assert desk.events("appeal.withdraw") == 1
    assert "已撤回" in signer.get(RECEIPT).text
    assert "提出申诉</a>" in signer.get(listed(desk)).text


def test_what_is_taken_up_is_not_withdrawn_any_more(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.taken_up)
    signer = desk.enter(SIGNER, NOW)
    assert "已经受理，正在复核，不能再撤回" in signer.get(RECEIPT).text
    answer = signer.send(f"{RECEIPT}/withdraw", page="/", version="1")
    assert answer.status_code == 409
    assert "申诉当前状态是“复核中”，此时不能撤回申诉" in answer.text


def test_the_answer_tells_reason_and_effect_and_the_result_follows(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.upheld)
    page = desk.enter(SIGNER, NOW).get(RECEIPT).text
    effect = ("第 36 项 <strong>0 → 2</strong>", "重新计算，公示的得分")
    for shown in ("复核结论：予以调整", appeals.REASON, *effect):
        assert shown in page
    appeals.recompute(desk.fresh)
    signer = desk.enter(SIGNER, at(3, 11))
    assert "已计入第 2 次计算" in signer.get(RECEIPT).text
    assert "95.00" in signer.get("/results/2").text
    old = signer.get("/results/1").text
    assert "公示期间按申诉结果重新计算过，这是调整之前的得分" in old
    assert "/results/2" in old


def test_an_adjusted_run_is_no_edition_and_shows_no_rank(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.recomputed)
    for who, own in (("乙市负责人", "93.94"), ("甲东县填报员", "96"), ("基金处评定员", "")):
        browser = desk.enter(who, at(3, 11))
        years = browser.get("/results").text
        assert "/results/2" in years
        assert '"/results/1"' not in years
        for run in ("/results/1", "/results/2"):
            page = browser.get(run).text
            assert own in page
            for hidden in ("95.00", "93.80", "名次</th>", "丙市", "申诉结果调整"):
                assert hidden not in page


def published(world: World) -> None:
    """15 March: 丙市's appeal was dismissed and the ranking is published."""
    appeals.dismissed(world)
    take_step(world, Stage.PUBLISHED)


def test_the_answer_stays_readable_after_publication(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, published)
    signer = desk.enter(SIGNER, at(4, 20))
    page = signer.get(RECEIPT).text
    assert "复核结论：维持原评定" in page
    assert "现场记录显示没有台账" in page
    assert RECEIPT in signer.get(listed(desk)).text
    assert "查看申诉" in signer.get("/results/1").text


def test_todos_tell_of_the_chance_and_of_the_answer(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.dismissed)
    home = desk.enter(SIGNER, NOW).get("/").text
    assert "公示中：可以提出申诉" in home
    assert "对第 36 项的申诉已有结论：维持原评定" in home
    assert "可以提出申诉" not in desk.enter(SIGNER, CLOSED).get("/").text
    assert "可以提出申诉" not in desk.enter("丙市填报员", NOW).get("/").text


def of_three(world: World) -> None:
    """甲市, 丙市 and 乙东县 have filed appeals: 1, 2 and 3."""
    for unit, item in (("甲市", 36), ("丙市", 36), ("乙东县", 44)):
        appeals.file(world, unit, item)


ANSWERS = {"hidden": (404,), "refused": (403,), "granted": (200, 303, 400, 409)}
DOORS = (
    ("GET", "/results/appeals/{}", "VIEW_APPEALS"),
    ("POST", "/results/appeals/{}/withdraw", "WITHDRAW_APPEAL"),
    ("GET", "/province/appeals/{}", "DECIDE_APPEAL"),
    ("POST", "/province/appeals/{}", "DECIDE_APPEAL"),
    ("POST", "/province/appeals/{}/take-up", "DECIDE_APPEAL"),
)


@pytest.mark.parametrize("who", PEOPLE)
def test_by_link_an_appeal_is_there_for_its_unit_and_the_chief_alone(desk_at: DeskAt, who: str) -> None:
    desk = desk_at(Stage.PUBLICITY, of_three)
    browser = desk.enter(who, NOW)
    for number, owner in ((1, "甲市"), (2, "丙市")):
        for method, path, action in DOORS:
            where = path.format(number)
            answer = browser.get(where) if method == "GET" else browser.send(where)
            status = ANSWERS[expected(action, who, owner)]
            assert answer.status_code in status, f"{who} {method} {where}: {answer.status_code}"
    assert desk.fresh.session.get_one(Appeal, 2).statement == appeals.STATEMENT


@pytest.mark.parametrize("who", ["乙市负责人", "乙市填报员"])
def test_the_unit_above_does_not_see_the_appeal_of_a_unit_below(desk_at: DeskAt, who: str) -> None:
    desk = desk_at(Stage.PUBLICITY, of_three)
    browser = desk.enter(who, NOW)
    for path in ("/results/appeals/3", listed(desk, "乙东县"), listed(desk, "乙东县", "/44")):
        answer = browser.get(path)
        assert answer.status_code == 403
        assert appeals.STATEMENT not in answer.text


def test_no_statement_of_the_lists_runs_per_appeal(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, of_three)
    for who, path in ((SIGNER, listed(desk)), ("示范省评定负责人", "/province/cycles/1/appeals")):
        statements = cost(desk.enter(who, NOW), path)
        assert max(times for text, times in statements.items() if "FROM appeal" in text) <= 2
        assert sum(statements.values()) < 50
