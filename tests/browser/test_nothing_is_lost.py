"""Neither a colleague, nor a lapsed log-in, nor a broken line loses what somebody has typed."""

from playwright.sync_api import Route, expect

from tests.browser.screens import CASE, COUNTY, NOON, REASON, Screens, lose, told
from tests.worlds import PASSWORD, World, full_answers
from workflow.commands.handing_up import finish_sheet
from workflow.rules.kinds.answers import Answer, Line


def test_of_two_people_on_one_item_the_second_sees_both_and_chooses(screens: Screens) -> None:
    first, second = screens.enter(), screens.enter()
    first.get_by_label("已做到").check()
    first.clock.fast_forward(1000)
    told(first, "已保存 14:03")
    lose(second, "没有培训")
    second.clock.fast_forward(4000)
    told(second, "草稿已存 14:03，还没有决定用哪一份")
    trouble = second.get_by_role("alert")
    expect(trouble).to_contain_text(
        f"{COUNTY}填报员已于 14:03 改过这一项。您填写的没有覆盖它，已存为您的草稿"
    )
    kept = screens.saved()
    assert kept is not None
    assert (kept.version, kept.answers) == (1, {"training": Answer("yes")})
    second.get_by_role("button", name="对照两份内容").click()
    row = second.locator(".conflict tbody tr")
    expect(row).to_contain_text("已做到")
    expect(row).to_contain_text("没有培训")
    second.get_by_role("button", name="用我填写的，替换现在保存的").click()
    expect(second.locator(".panel .figure")).to_have_text("0 / 2 分")
    replaced = screens.saved()
    assert replaced is not None
    assert replaced.version == 2


def test_whoever_comes_second_may_keep_what_the_first_has_saved(screens: Screens) -> None:
    first, second = screens.enter(), screens.enter()
    first.get_by_label("已做到").check()
    first.clock.fast_forward(1000)
    told(first, "已保存 14:03")
    lose(second, "没有培训")
    second.get_by_role("button", name="保存", exact=True).click()
    second.get_by_role("button", name="用现在保存的，放弃我填写的").click()
    expect(second.get_by_label("已做到")).to_be_checked()
    expect(second.get_by_text("的草稿放在下面")).to_have_count(0)
    kept = screens.saved()
    assert kept is not None
    assert (kept.version, screens.drafts()) == (1, 0)


def test_giving_ones_own_text_up_waits_for_the_save_under_way(screens: Screens) -> None:
    first, second = screens.enter(), screens.enter()
    first.get_by_label("已做到").check()
    first.clock.fast_forward(1000)
    told(first, "已保存 14:03")
    slow: list[Route] = []
    lose(second, "没有培训")
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_role("button", name="用现在保存的，放弃我填写的")).to_be_visible()
    second.route("**/autosave", lambda route: slow.append(route))
    second.get_by_label(CASE).fill("没有培训，另有原因")
    second.clock.fast_forward(4000)
    told(second, "正在保存")
    second.get_by_role("button", name="用现在保存的，放弃我填写的").click()
    slow[0].continue_()
    expect(second.get_by_label("已做到")).to_be_checked()
    assert screens.drafts() == 0


def test_a_log_in_that_lapsed_is_renewed_over_the_page_and_the_text_is_saved(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    screens.lapse()
    page.clock.fast_forward(4000)
    dialog = page.get_by_role("dialog", name="登录已过期")
    expect(dialog).to_be_visible()
    told(page, "登录已过期，未保存")
    dialog.get_by_label("密码").fill("wrong password")
    dialog.get_by_role("button", name="登录并保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text("用户名或密码不对")
    dialog.get_by_label("密码").fill(PASSWORD)
    dialog.get_by_role("button", name="登录并保存").click()
    expect(dialog).to_be_hidden()
    told(page, "已保存 14:03")
    expect(page.get_by_label(CASE)).to_have_value("没有培训")
    item = screens.saved()
    assert item is not None
    assert item.answers["training"].lines == (Line("没有培训", "人手不足"),)
    page.get_by_label("已做到").check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".panel .figure")).to_have_text("2 / 2 分")


def test_a_lapsed_log_in_put_off_keeps_the_text_and_asks_again(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    screens.lapse()
    page.get_by_role("button", name="保存", exact=True).click()
    dialog = page.get_by_role("dialog", name="登录已过期")
    dialog.get_by_role("button", name="以后再说").click()
    expect(page.locator("[data-trouble]")).to_contain_text("登录已过期，没有保存，您填写的内容还在本页")
    page.get_by_role("button", name="现在再试").click()
    expect(dialog).to_be_visible()


def test_whoever_has_logged_in_again_elsewhere_goes_on_without_a_word(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    screens.lapse()
    screens.log_in(page.context.new_page(), f"{COUNTY}填报员")
    page.clock.fast_forward(4000)
    told(page, "已保存 14:03")
    expect(page.get_by_role("dialog", name="登录已过期")).to_be_hidden()


def test_another_person_does_not_save_what_somebody_else_has_typed(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    screens.lapse()
    page.clock.fast_forward(4000)
    dialog = page.get_by_role("dialog", name="登录已过期")
    own, other = screens.username(f"{COUNTY}填报员"), screens.username("甲南县填报员")
    dialog.get_by_label("用户名").fill(other)
    dialog.get_by_label("密码").fill(PASSWORD)
    dialog.get_by_role("button", name="登录并保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text(
        f"本页内容由账号“{own}”填写，只能用这个账号登录后保存"
    )
    screens.log_in(page.context.new_page(), "甲南县填报员")
    dialog.get_by_role("button", name="以后再说").click()
    page.get_by_role("button", name="现在再试").click()
    expect(page.locator("[data-trouble]")).to_contain_text(f"现在登录的是“{other}”，没有保存")
    expect(page.get_by_label(CASE)).to_have_value("没有培训")
    assert (screens.saved(), screens.drafts()) == (None, 0)


def test_a_broken_line_is_tried_again_then_told_and_mends_itself(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    page.context.set_offline(True)
    page.clock.fast_forward(4000)
    told(page, "未保存")
    expect(page.locator("[data-trouble]")).to_be_hidden()
    page.clock.fast_forward(2000)
    trouble = page.locator("[data-trouble]")
    expect(trouble).to_contain_text("网络不通，内容还在本页，10 秒后再试")
    page.clock.fast_forward(10_000)
    expect(trouble).to_contain_text("20 秒后再试")
    page.context.set_offline(False)
    told(page, "已保存 14:03")
    expect(trouble).to_be_hidden()
    item = screens.saved()
    assert item is not None
    assert item.version == 1


def test_a_server_that_cannot_serve_is_told_and_tried_again_by_hand(screens: Screens) -> None:
    page = screens.enter()
    page.route("**/autosave", lambda route: route.fulfill(status=503, body="<h1>系统暂时不能保存</h1>"))
    lose(page, "没有培训")
    page.clock.fast_forward(4000)
    told(page, "未保存")
    page.clock.fast_forward(2000)
    expect(page.locator("[data-trouble]")).to_contain_text("系统暂时不能保存，内容还在本页，10 秒后再试")
    page.unroute("**/autosave")
    page.get_by_role("button", name="现在再试").click()
    told(page, "已保存 14:03")


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(screens: Screens) -> None:
    page = screens.enter()
    lose(page, "没有培训")
    tries: list[str] = []

    def cut(route: Route) -> None:
        tries.append("")
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/autosave", cut)
    page.clock.fast_forward(4000)
    told(page, "未保存")
    page.get_by_label(REASON).fill("人手不足，后半年补")
    page.clock.fast_forward(4000)
    told(page, "未保存")
    page.clock.fast_forward(4000)
    told(page, "已保存 14:03")
    item = screens.saved()
    assert item is not None
    assert (item.version, item.answers["training"].lines[0].reason) == (2, "人手不足，后半年补")


def test_after_the_sheet_was_handed_on_the_page_says_why_nothing_is_saved(screens: Screens) -> None:
    page = screens.enter()
    world: World = screens.desk.fresh
    world.fill(COUNTY, full_answers(world.scheme))
    world.do(finish_sheet, world.filler(COUNTY), NOON, sheet_id=world.sheet(COUNTY).id)
    lose(page, "没有培训")
    page.clock.fast_forward(4000)
    trouble = page.locator("[data-trouble]")
    expect(trouble).to_contain_text("评定表当前状态是“待签”，此时填报员不能修改（可处理：本单位负责人）")
    expect(trouble).to_contain_text("您填写的内容还在本页")
    told(page, "未保存")
    assert screens.drafts() == 0
