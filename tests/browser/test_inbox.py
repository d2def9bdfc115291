"""站内信 by clicking: a nudge, its badge, the message, and the page that settles it."""

from notifications.collecting import collect_events
from tests.browser.conftest import OfficeAt
from tests.worlds import Stage, World, at

COUNTY = "甲东县"


def _told_of_the_beginning(world: World) -> None:
    """1 December: everybody has been told that the stage has begun."""
    collect_events(world.session, at(12, 1))


def test_a_county_that_is_nudged_comes_from_the_badge_to_its_sheet(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, _told_of_the_beginning)
    board = office.enter("甲市填报员", at(12, 8)).follow("进度看板")
    board.type({"text": "请于 10 日前上报"}).press("催办全部未上报单位")
    collect_events(office.world.session, at(12, 8))
    county = office.enter(f"{COUNTY}填报员", at(12, 8)).look("inbox-1-home")
    assert county.sees("未读站内信（3）", f"【催办】{COUNTY}")
    county.follow("站内信，3 封未读").look("inbox-2-list")
    county.press(f"【催办】{COUNTY}").look("inbox-3-notice")
    assert county.sees("甲市填报员 催办", "2026年12月31日（星期四）24:00 前", "附言：请于 10 日前上报")
    county.press("前往办理")
    assert county.page.url.endswith(f"/sheets/{office.world.sheet(COUNTY).id}")
    county.follow("站内信，2 封未读").press("全部标为已读").look("inbox-4-all-read")
    assert county.sees("站内信（0 封未读）")
    assert county.page.get_by_role("link", name="站内信", exact=True).count() == 1
