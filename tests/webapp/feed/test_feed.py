"""The private calendar: the right days, nothing else, for whoever has the link and as long as it holds."""

import logging
import re
from datetime import date, timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, World, at
from workflow.actor import Post
from workflow.commands.calendar import edit_calendar
from workflow.commands.extending import grant_extension
from workflow.models import FeedLink, PostHolding, User
from workflow.queries.calendars import days_of
from workflow.queries.replanning import plan
from workflow.queries.sessions import token_digest
from workflow.scheme.calendar import DateRange

pytestmark = pytest.mark.sqlite_only

PAGE = "/contacts/calendar"
NOW = at(12, 10)
_LINK = re.compile(r'value="http://localhost(/calendar/[^"]+\.ics)"')


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION)


def opened(browser: Browser, button: str = "make") -> str:
    found = _LINK.search(browser.send(PAGE, page=PAGE, **{button: "1"}).text)
    assert found
    return found[1]


def stranger(desk: Desk) -> Browser:
    browser = desk.app.test_client()
    assert isinstance(browser, Browser)
    return browser.at(NOW)


def events(desk: Desk, link: str) -> dict[str, Event]:
    """UID → event, as a program without any log-in reads them."""
    answer = stranger(desk).get(link)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    read = Calendar.from_ical(answer.data)
    return {str(event["UID"]): event for event in read.walk("VEVENT")}


def of(desk: Desk, unit: str, entry: str) -> str:
    return f"{desk.world.cycle_id}-{entry}-{desk.world.unit(unit)}@kaoping"


def days(event: Event) -> tuple[date, date]:
    return event["DTSTART"].dt, event["DTEND"].dt


def test_the_last_day_of_every_deadline_is_an_event_of_that_day(desk: Desk) -> None:
    found = events(desk, opened(desk.enter("甲市填报员", NOW)))
    assert {uid: days(event)[0] for uid, event in found.items()} == {
        of(desk, "甲市", "liaison"): date(2026, 10, 9),
        of(desk, "甲市", "self_evaluation"): date(2026, 12, 31),
        of(desk, "甲市", "consolidation"): date(2027, 1, 31),
    }
    last = found[of(desk, "甲市", "consolidation")]
    assert days(last) == (date(2027, 1, 31), date(2027, 2, 1))
    assert last["SUMMARY"] == "市州汇总截止（24:00 前）· 甲市"
    assert last["DESCRIPTION"].splitlines()[:2] == [
        "2027年1月31日（星期日）24:00 前（北京时间）",
        "2027年1月31日（星期日）不是工作日（按周一至周五推算，待节假日安排公布）",
    ]
    (alarm,) = last.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=-15)  # at nine of the day before


def test_the_text_has_what_outlook_wants_in_lines_that_every_reader_takes(desk: Desk) -> None:
    answer = stranger(desk).get(opened(desk.enter("甲东县填报员", NOW)))
    calendar = Calendar.from_ical(answer.data)
    wanted = {"VERSION": "2.0", "METHOD": "PUBLISH", "CALSCALE": "GREGORIAN", "X-WR-CALNAME": "考评期限"}
    assert {name: str(calendar[name]) for name in wanted} == wanted
    assert calendar["PRODID"]
    for event in calendar.walk("VEVENT"):
        assert event["DTSTAMP"].dt == NOW
        assert event.to_ical().count(b"DTSTAMP:20261210T010000Z") == 1
        assert event["UID"]
    lines = answer.data.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert {b"REFRESH-INTERVAL;VALUE=DURATION:PT6H", b"X-PUBLISHED-TTL:PT6H"} <= set(lines)
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert "Set-Cookie" not in answer.headers


def extended(world: World) -> None:
    wishes = {"cycle_id": world.cycle_id, "unit_id": world.unit("甲东县"), "entry": "self_evaluation"}
    until = {"until": at(1, 5, 18), "reason": "系统停机", "document_number": "停机通知"}
    world.do(grant_extension, world.signer("甲市"), NOW, **wishes, **until)


def moved(world: World) -> None:
    held = days_of(world.session, world.cycle_id)
    first = held["self_evaluation"].first
    typed = {**held, "self_evaluation": DateRange(first, date(2027, 1, 8))}
    shown = plan(world.session, world.cycle_id, typed, NOW).digest
    world.session.rollback()
    admin = world.actor("示范省", Post.ADMIN)
    wishes = {"cycle_id": world.cycle_id, "days": typed, "reason": "停机顺延", "shown": shown}
    world.do(edit_calendar, admin, NOW, **wishes)


def test_an_extension_and_a_moved_stage_move_the_event_under_its_name(desk: Desk) -> None:
    link, uid = opened(desk.enter("甲东县填报员", NOW)), of(desk, "甲东县", "self_evaluation")
    before = events(desk, link)[uid]
    extended(desk.fresh)
    after = events(desk, link)[uid]
    assert days(after)[0] == date(2027, 1, 5)
    assert after["SUMMARY"] == "县级自评截止（18:00 前）· 甲东县"
    assert "已准予延期，原期限 2026年12月31日（星期四）24:00 前" in after["DESCRIPTION"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == NOW
    moved(desk.fresh)
    last = events(desk, link)[uid]
    assert (days(last)[0], last["SEQUENCE"] > after["SEQUENCE"]) == (date(2027, 1, 8), True)


def test_the_extension_of_another_unit_changes_nothing(desk: Desk) -> None:
    link = opened(desk.enter("甲西县填报员", NOW))
    before = stranger(desk).get(link).data
    extended(desk.fresh)
    assert stranger(desk).get(link).data == before


def test_what_is_done_is_marked_and_rings_no_more(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATING)
    found = events(desk, opened(desk.enter("甲东县填报员", NOW)))
    event = found[of(desk, "甲东县", "self_evaluation")]
    assert event["SUMMARY"] == "已办：县级自评截止（24:00 前）· 甲东县"
    assert not event.walk("VALARM")


def test_a_link_is_shown_once_made_anew_and_closed(desk: Desk) -> None:
    browser = desk.enter("甲东县填报员", NOW)
    assert "还没有订阅链接" in browser.get(PAGE).text
    first = opened(browser)
    page = browser.get(PAGE).text
    assert (_LINK.search(page), "订阅链接自 2026年12月10日（星期四）09:00:00 起有效" in page) == (None, True)
    second = opened(browser, "remake")
    assert [stranger(desk).get(link).status_code for link in (first, second)] == [404, 200]
    token = second.removeprefix("/calendar/").removesuffix(".ics")
    kept = desk.fresh.session.scalars(select(FeedLink.token_digest)).all()
    assert (kept, len(token) >= 43) == ([token_digest(token)], True)
    browser.send(PAGE, page=PAGE, close="1")
    browser.send(PAGE, page=PAGE, close="1")
    closed = stranger(desk).get(second)
    assert (closed.status_code, "这个日历链接已停用或不存在" in closed.text) == (404, True)
    assert (desk.events("contact.open_feed"), desk.events("contact.close_feed")) == (2, 1)


def test_who_gives_up_their_posts_keeps_an_empty_calendar_and_a_closed_account_none(desk: Desk) -> None:
    link, world = opened(desk.enter("甲东县填报员", NOW)), desk.fresh
    user = world.filler("甲东县").user_id
    for holding in world.session.scalars(select(PostHolding).where(PostHolding.user_id == user)).all():
        holding.until = NOW
    world.session.commit()
    assert events(desk, link) == {}
    desk.fresh.session.get_one(User, user).active = False
    world.session.commit()
    assert stranger(desk).get(link).status_code == 404


def test_no_log_and_no_note_keeps_the_token(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for path in ("/calendar/a-secret-token.ics", "/calendar/a-secret-token.ics/more"):
            assert stranger(desk).get(path).status_code == 404
        assert stranger(desk).post("/calendar/a-secret-token.ics").status_code in (400, 405)
    assert "a-secret-token" not in caplog.text


def test_nothing_but_days_is_told(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.RATED)
    for name in ("甲市负责人", "示范省评定负责人"):
        text = stranger(desk).get(opened(desk.enter(name, at(2, 20)))).text
        assert not re.search(r"分数|得分|排名|第 ?\d+ ?名|乙市|甲东县", text)


def test_the_page_is_everybodys_own(desk: Desk) -> None:
    for name in ("示范省审计员", "示范省系统管理员", "基金处评定员"):
        browser = desk.enter(name, NOW)
        assert browser.get(PAGE).status_code == 200
        assert events(desk, opened(browser))

