"""Deadlines by clicking: reminded, too late, given more time, handed up in time; a calendar moved; a post
handed over."""

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.scenarios.doings import boxes
from tests.worlds import Stage, World, at, full_answers
from workflow.actor import Post
from workflow.clock import end_of_day
from workflow.commands.calendar import end_acceptance

COUNTY = "甲东县"


def _acceptance_ended(world: World) -> None:
    """Late sheets are accepted until 10 January; 甲东县 has filled all items but the first."""
    answers = {number: given for number, given in full_answers(world.scheme).items() if number > 1}
    world.fill(COUNTY, answers)
    tenth = {"entry": "self_evaluation", "until": end_of_day(at(1, 10).date())}
    admin = world.actor("示范省", Post.ADMIN)
    why = {"reason": "省里 1 月中旬汇总"}
    world.do(end_acceptance, admin, at(12, 2), cycle_id=world.cycle_id, **tenth, **why)


def test_a_county_that_is_too_late_gets_more_time_and_fills_again(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, _acceptance_ended)
    remind(office)
    closed = office.enter(f"{COUNTY}填报员", at(1, 12))
    closed.follow("本单位评定表").follow("2026年度").look("deadline-3-closed")
    assert closed.sees("已截止：逾期的受理至 2027年1月10日（星期日）24:00", "已经停止受理")
    extend(office)
    filler = office.enter(f"{COUNTY}填报员", at(1, 13)).look("deadline-8-home-extended")
    assert filler.sees("已准予延期，原期限 2026年12月31日（星期四）24:00 前", "还剩 7 天")
    filler.follow("填报评定表").follow("继续填报：第 1 项")
    filler.type(boxes(1, full_answers(office.world.scheme)[1])).press("保存，到下一个未填项")
    filler.follow("全表（核对页）").press("确认送签")
    signer = office.enter(f"{COUNTY}负责人", at(1, 14)).follow("核对并签发").follow("核对并签发")
    signer.press("确认并上报至").look("deadline-9-receipt")
    assert signer.sees("在期限之内")
    board = office.enter("甲市负责人", at(1, 14)).follow("进度看板").look("deadline-10-board-after")
    assert board.sees("已上报", "延期至 2027年1月20日（星期三）24:00 前")


def remind(office: Office) -> None:
    """The prefecture reminds all its counties, the county sees it."""
    board = office.enter("甲市填报员", at(1, 8)).follow("进度看板")
    board.type({"text": "请于 10 日前补报"}).press("催办全部未上报单位").look("deadline-1-board-nudged")
    assert board.sees("已催办 3 个单位")
    home = office.enter(f"{COUNTY}填报员", at(1, 8)).look("deadline-2-home-nudged")
    assert home.sees("催办收到（1）", "附言：请于 10 日前补报")


def extend(office: Office) -> None:
    """The prefecture's signer gives the county until 20 January, first with a day that is over."""
    signer = office.enter("甲市负责人", at(1, 12)).follow("进度看板").look("deadline-4-board")
    signer.follow("延期", COUNTY).look("deadline-5-extension")
    given = {"until": "2027-01-10", "reason": "洪灾抢险", "document_number": "甲医保函〔2027〕1号"}
    signer.type(given).press("准予延期").look("deadline-6-extension-refused")
    assert signer.sees("已经过去：延期不能倒签", "有 1 处需要修改")
    signer.type({"until": "2027-01-20"}).press("准予延期").look("deadline-7-extension-granted")
    assert signer.sees("2027年1月20日（星期三）24:00 前", "洪灾抢险", "有效")


def test_the_administrator_moves_a_stage_after_seeing_what_moves(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION)
    admin = office.enter("示范省系统管理员", at(12, 10)).follow("年度").follow("2026年度")
    admin.look("calendar-1-cycle").follow("调整日程").look("calendar-2-form")
    admin.type({"self_evaluation-last": "2027-01-05", "shift": "y", "reason": "寒潮"})
    admin.press("核对调整的影响").look("calendar-3-preview")
    assert admin.sees("确认之后日程这样变动", "2027年2月5日（星期五）", "2027年3月5日（星期五）")
    admin.press("确认调整日程")
    assert admin.sees("2027年1月5日（星期二）", "2027年3月5日（星期五）")
    admin.follow("停止受理逾期材料").look("calendar-4-acceptance")
    admin.type({"until": "2027-01-20", "reason": "省里汇总"}).press("保存").look("calendar-5-cycle")
    assert admin.sees("2027年1月20日（星期三）24:00 前", "原因：省里汇总")
    admin.follow("延期").look("calendar-6-extensions")


def test_a_filler_hands_the_post_over_and_arranges_a_cover(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION)
    filler = office.enter(f"{COUNTY}填报员", at(12, 10)).follow("岗位转办").look("post-1-page")
    taker = filler.page.locator("#to_user_id option").nth(1).get_attribute("value") or ""
    cover = {"cover-to_user_id": taker, "cover-first": "2026-12-12", "cover-last": "2026-12-18"}
    filler.type({**cover, "cover-reason": "休假"}).press("安排代理").look("post-2-covered")
    assert filler.sees(f"代理{COUNTY}填报员", "2026年12月19日（星期六）00:00:00")
    filler.press("撤销", f"{COUNTY}负责人（代理）")
    filler.type({"to_user_id": taker, "on": "2026-12-20", "reason": "离任"}).press("转办岗位")
    filler.follow("岗位转办").look("post-3-arranged")
    assert filler.sees("还没有开始", "2026年12月20日（星期日）00:00:00")
