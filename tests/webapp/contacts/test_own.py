"""Where people want their copies, in the browser."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from notifications.channels import senders
from notifications.channels.settings import ChannelSettings
from notifications.process import Process
from tests.letters import engine_of, run
from tests.post_office import PostOffice, silent_server
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, at
from workflow.models import Channel, Contact, Delivery, DeliveryState, Event, Mode, Notice, QuietHours

pytestmark = pytest.mark.sqlite_only

NOW = at(12, 10)
ALL = ChannelSettings(
    smtp_host="127.0.0.1",
    smtp_port=1,
    smtp_from="kaoping@example.cn",
    robots=True,
    webhook_origins=frozenset({"https://gate.example.cn:443"}),
)
TOKEN, SECRET = "0123456789abcdef", "SECfedcba9876543210"


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    desk = desk_at(Stage.SELF_EVALUATION)
    desk.app.config["CHANNELS"] = ALL
    return desk


@pytest.fixture
def filler(desk: Desk) -> Browser:
    return desk.enter("甲东县填报员", NOW)


def save(browser: Browser, channel: str, address: str, mode: str = "at_once", **more: str):  # type: ignore[no-untyped-def]
    typed = {"address": address, "mode": mode, **more}
    boxes = {f"{channel}-{box}": text for box, text in typed.items()}
    return browser.send("/contacts", channel=channel, **boxes)


def contacts(desk: Desk) -> dict[Channel, Contact]:
    return {row.channel: row for row in desk.fresh.session.scalars(select(Contact))}


def test_every_page_leads_to_the_settings_and_a_channel_without_settings_is_told(
    desk: Desk, filler: Browser
) -> None:
    assert 'href="/contacts">消息设置' in filler.get("/").text
    desk.app.config["CHANNELS"] = replace(ALL, robots=False)
    page = filler.get("/contacts").text
    assert "暂不能使用：企业微信机器人、钉钉机器人" in page
    assert "邮箱地址" in page
    assert save(filler, "wecom", "693a91f6-7aaa").status_code == 404
    desk.app.config["CHANNELS"] = ChannelSettings()
    assert "目前只有站内信" in filler.get("/contacts").text


@pytest.mark.parametrize(
    ("channel", "typed", "more", "kept"),
    [
        ("mail", " li@county.gov.example.cn ", {}, "li@county.gov.example.cn"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa", {}, "693a91f6-7aaa"),
        ("dingtalk", TOKEN, {"secret": SECRET}, f"{TOKEN} {SECRET}"),
        ("webhook", "https://gate.example.cn/in?to=7", {}, "https://gate.example.cn/in?to=7"),
    ],
)
def test_an_address_is_kept_and_no_key_is_ever_shown(
    desk: Desk, filler: Browser, channel: str, typed: str, more: dict[str, str], kept: str
) -> None:
    answer = save(filler, channel, typed, **more)
    assert (answer.status_code, answer.location) == (303, f"/contacts?saved={channel}#{channel}")
    row = contacts(desk)[Channel.of(channel)]
    assert (row.address, row.mode, row.changed_at) == (kept, Mode.AT_ONCE, NOW)
    page = filler.get("/contacts").text
    assert (kept in page) == (channel == "mail")
    assert ("已设置（…" in page) == (channel != "mail")
    (event,) = desk.fresh.session.scalars(select(Event).where(Event.name == "contact.change"))
    assert kept.split()[0] not in event.after + event.before
    assert "逐条发送" in event.after


@pytest.mark.parametrize(
    ("channel", "typed", "more", "text"),
    [
        ("mail", "li@", {}, "邮箱地址写成 name@example.cn 的样子；您填的是“li@”。"),
        ("mail", "li@example.cn\r\nBcc: x@example.cn", {}, "邮箱地址写成"),
        ("mail", "", {}, "要用邮件接收，先填写地址；不用的选“不发送”。"),
        ("wecom", "钥匙", {}, "填写机器人 Webhook 地址中 key= 后面的一段"),
        ("dingtalk", TOKEN, {"secret": "geheim"}, "把以 SEC 开头的密钥填在“加签密钥”中"),
        ("webhook", "https://other.example.cn/in", {}, "回调地址须以下列地址开头：https://gate.example.cn。"),
        ("webhook", "https://gate.example.cn@evil.example/in", {}, "回调地址须以下列地址开头"),
        ("webhook", "http://127.0.0.1/in", {}, "回调地址须以下列地址开头"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_at_its_box(
    desk: Desk, filler: Browser, channel: str, typed: str, more: dict[str, str], text: str
) -> None:
    page = save(filler, channel, typed, **more)
    assert refused(page, text, f'href="#{channel}-address"')
    assert contacts(desk) == {}


def test_a_blank_box_keeps_a_key_and_its_mode_can_be_changed_alone(desk: Desk, filler: Browser) -> None:
    save(filler, "wecom", "693a91f6-7aaa")
    assert save(filler, "wecom", "", "gathered").status_code == 303
    row = contacts(desk)[Channel.WECOM]
    assert (row.address, row.mode) == ("693a91f6-7aaa", Mode.GATHERED)


def test_a_mail_address_is_given_up_with_the_copies(desk: Desk, filler: Browser) -> None:
    save(filler, "mail", "li@example.cn")
    assert save(filler, "mail", "", "off").status_code == 303
    row = contacts(desk)[Channel.MAIL]
    assert (row.address, row.mode) == ("", Mode.OFF)


def test_quiet_hours_are_set_and_given_up(desk: Desk, filler: Browser) -> None:
    assert filler.send("/contacts/quiet", first="22", last="7").status_code == 303
    (row,) = desk.fresh.session.scalars(select(QuietHours))
    assert (row.first, row.last) == (22, 7)
    assert '<option selected value="22">22:00</option>' in filler.get("/contacts").text
    assert filler.send("/contacts/quiet", first="", last="").status_code == 303
    assert desk.fresh.session.scalars(select(QuietHours)).all() == []


@pytest.mark.parametrize(("first", "last"), [("22", ""), ("8", "8"), ("24", "7"), ("x", "7")])
def test_half_a_quiet_time_is_none(desk: Desk, filler: Browser, first: str, last: str) -> None:
    assert filler.send("/contacts/quiet", first=first, last=last).status_code == 422
    assert desk.fresh.session.scalars(select(QuietHours)).all() == []


def test_everybody_sets_only_their_own(desk: Desk, filler: Browser) -> None:
    save(filler, "mail", "filler@example.cn")
    other = desk.enter("甲东县负责人", NOW)
    assert "filler@example.cn" not in other.get("/contacts").text
    save(other, "mail", "signer@example.cn")
    rows = desk.fresh.session.scalars(select(Contact.address).order_by(Contact.user_id)).all()
    assert sorted(rows) == ["filler@example.cn", "signer@example.cn"]


@pytest.fixture
def scheduler(desk: Desk) -> Iterator[Process]:
    process = Process.enter(engine_of(desk.world.session), NOW)
    yield process
    desk.world.session.rollback()
    process.leave(NOW)


def ask(browser: Browser, channel: str = "mail"):  # type: ignore[no-untyped-def]
    return browser.send("/contacts/test", channel=channel)


def test_a_test_message_arrives_and_the_page_says_so(
    desk: Desk, filler: Browser, scheduler: Process, post_office: PostOffice
) -> None:
    save(filler, "mail", "li@example.cn", "off")
    assert ask(filler).status_code == 303
    assert "一两分钟内发出" in filler.get("/contacts").text
    send = senders(post_office.settings)[Channel.MAIL]
    run(desk.fresh, NOW, send, scheduler)
    assert post_office.of("li@example.cn")["Subject"] == "【测试消息】年度考评系统"
    page = filler.get("/contacts").text
    assert "对方服务器已经接收" in page
    assert "250 2.0.0 queued as 4711" in page
    assert desk.events("contact.test") == 1


def test_a_test_message_is_asked_for_once_a_minute_and_is_the_same_one_all_day(
    desk: Desk, filler: Browser, scheduler: Process
) -> None:
    assert ask(filler).status_code == 422
    assert "还没有填写邮件的地址" in ask(filler).text
    save(filler, "mail", "li@example.cn")
    assert ask(filler).status_code == 303
    again = ask(filler)
    assert refused(again, "一分钟后可以再发", "发送测试消息")
    filler.at(NOW + timedelta(minutes=1))
    assert ask(filler).status_code == 303
    session = desk.fresh.session
    assert session.scalars(select(Notice)).one().created_at == NOW + timedelta(minutes=1)
    assert session.scalars(select(Delivery)).one().next_at == NOW + timedelta(minutes=1)
    session.rollback()
    run(desk.fresh, NOW + timedelta(days=1, minutes=1), None, scheduler)
    filler.at(NOW + timedelta(minutes=2))
    assert "系统没有设置这种发送方式" in filler.get("/contacts").text
    filler.at(NOW + timedelta(minutes=3))
    assert ask(filler).status_code == 303
    assert desk.fresh.session.scalars(select(Delivery.state)).one() is DeliveryState.QUEUED


def test_no_request_waits_for_a_mail_server(desk: Desk, filler: Browser) -> None:
    with silent_server() as server:
        server.setblocking(False)
        desk.app.config["CHANNELS"] = replace(ALL, smtp_port=server.getsockname()[1])
        save(filler, "mail", "li@example.cn")
        assert ask(filler).status_code == 303
        with pytest.raises(BlockingIOError):
            server.accept()
