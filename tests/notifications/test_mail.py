"""Mail through a real server, which refuses, fails, breaks off and keeps silent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from notifications import outbox
from notifications.channels.mail import by_mail, composed
from notifications.channels.parcels import Enclosed, Fate, Parcel
from notifications.channels.settings import ChannelSettings
from notifications.process import Process
from notifications.troubles import TROUBLES
from tests.certificates import certified
from tests.letters import COUNTIES, Sent, address_of, copies, copy_of, engine_of, reachable, run, write
from tests.post_office import PostOffice, silent_server
from tests.worlds import Stage, World, Worlds, at
from workflow.models import Channel, DeliveryState

NOW = at(12, 10)


@pytest.fixture
def world(world_at: Worlds, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(outbox, "outdated", lambda *_: {})
    world = world_at(Stage.SELF_EVALUATION)
    reachable(world, *COUNTIES)
    write(world, NOW, *COUNTIES)
    return world


@pytest.fixture
def process(world: World) -> Iterator[Process]:
    made = Process.enter(engine_of(world.session), NOW)
    yield made
    world.session.rollback()
    made.leave(NOW)


def parcel(
    subject: str = "【考评】到期提醒",
    body: str = "内容\n",
    address: str = "a@example.cn",
    leaves: datetime = NOW + timedelta(hours=1),
) -> Parcel:
    return Parcel(7, address, leaves, False, (Enclosed(3, NOW, subject, body),))


def text_in(message: EmailMessage) -> str:
    """Mail ends its lines in its own way."""
    text: str = message.get_content()
    return text.replace("\r\n", "\n")


def test_a_mail_is_plain_chinese_text_with_a_way_into_the_application(post_office: PostOffice) -> None:
    outcome = by_mail(post_office.settings)(parcel(body="王县长：\n.请于12月31日前上报。\n"))
    assert (outcome.fate, outcome.words) == (Fate.SENT, "250 2.0.0 queued as 4711")
    message = post_office.of("a@example.cn")
    assert message["Subject"] == "【考评】到期提醒"
    assert message["From"] == "年度考评系统 <kaoping@example.cn>"
    assert message["Date"] == "Thu, 10 Dec 2026 10:00:00 +0800"
    assert message["Message-ID"] == "<7.20261210010000.kaoping@example.cn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    way = "在系统中查看：https://kaoping.example.cn/inbox/3"
    assert text_in(message) == f"王县长：\n.请于12月31日前上报。\n\n{way}\n"


def test_the_mails_of_a_day_are_one_that_lists_them(post_office: PostOffice) -> None:
    both = (Enclosed(3, at(12, 9), "第一件", "做这个\n"), Enclosed(4, at(12, 10, 0), "第二件", "做那个\n"))
    by_mail(post_office.settings)(Parcel(7, "a@example.cn", NOW, True, both))
    message = post_office.of("a@example.cn")
    assert message["Subject"] == "今日消息汇总"
    text = text_in(message)
    assert text.startswith("今天有 2 条消息：\n\n1. 第一件\n\n（写于 12月9日 09:00）\n\n做这个\n")
    assert "inbox/3\n\n2. 第二件\n\n做那个\n" in text
    assert text.endswith("inbox/4\n")


def test_what_leaves_late_says_when_it_was_written() -> None:
    settings = ChannelSettings(smtp_host="x", smtp_from="k@example.cn")
    in_time = composed(settings, parcel())
    late = composed(settings, parcel(leaves=NOW + timedelta(hours=1, seconds=1)))
    assert text_in(in_time).startswith("内容\n")
    assert text_in(late).startswith("（写于 12月10日 09:00）\n\n内容\n")


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\v"])
def test_no_header_comes_out_of_a_name_or_an_address(post_office: PostOffice, break_: str) -> None:
    send = by_mail(post_office.settings)
    bad = f"甲县{break_}Bcc: all@example.cn{break_}{break_}<script>alert(1)</script>"
    assert send(parcel(subject=bad, body=bad)).fate is Fate.SENT
    message = post_office.of("a@example.cn")
    assert message["Bcc"] is None
    assert message["Subject"] == "甲县 Bcc: all@example.cn <script>alert(1)</script>"
    assert message.get_content_type() == "text/plain"
    assert send(parcel(address=f"a@example.cn{break_}Bcc: all@example.cn")).fate is Fate.NEVER
    assert len(post_office.received) == 1


def test_without_a_public_address_the_mail_says_where_to_look() -> None:
    settings = ChannelSettings(smtp_host="x", smtp_from="考评办 <k@example.cn>")
    message = composed(settings, parcel())
    assert message["From"] == "考评办 <k@example.cn>"
    assert text_in(message).endswith("登录系统后在“站内信”中查看。\n")


def test_down_for_an_hour_and_everything_arrives_once(
    world: World, process: Process, post_office: PostOffice
) -> None:
    send = by_mail(post_office.settings)
    post_office.close()
    minute = timedelta(minutes=1)
    for minutes in range(60):
        assert set(run(world, NOW + minutes * minute, send, process)) <= {"put_off"}
    assert {copy.state for copy in copies(world)} == {DeliveryState.QUEUED}
    assert "没有连上邮件服务器" in copies(world)[0].answer
    post_office.open()
    for minutes in range(60, 60 * 3):
        run(world, NOW + minutes * minute, send, process)
    assert {copy.state for copy in copies(world)} == {DeliveryState.SENT}
    assert post_office.counted == {address_of(world, unit): 1 for unit in COUNTIES}


def test_one_bad_address_and_one_full_mailbox_hold_nobody_up(
    world: World, process: Process, post_office: PostOffice
) -> None:
    post_office.refuses = {
        address_of(world, "甲东县"): "550 5.1.1 no such user",
        address_of(world, "甲南县"): "452 4.2.2 mailbox full",
    }
    assert run(world, NOW, by_mail(post_office.settings), process) == {"failed": 1, "put_off": 1, "sent": 3}
    bad, full = copy_of(world, "甲东县"), copy_of(world, "甲南县")
    assert (bad.state, bad.answer) == (DeliveryState.FAILED, "550 5.1.1 no such user")
    assert (full.state, full.answer) == (DeliveryState.QUEUED, "452 4.2.2 mailbox full")
    post_office.refuses = {}
    assert run(world, full.next_at, by_mail(post_office.settings), process) == {"sent": 1}


@pytest.mark.parametrize(
    ("said", "fate"),
    [("451 4.7.1 greylisted", Fate.LATER), ("554 5.7.1 spam", Fate.NEVER), ("250 taken", Fate.SENT)],
)
def test_what_the_server_says_to_a_message_decides(post_office: PostOffice, said: str, fate: Fate) -> None:
    post_office.after_data = said
    outcome = by_mail(post_office.settings)(parcel())
    assert (outcome.fate, outcome.words) == (fate, said)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("after_data", ["drop", "hang"])
def test_a_message_that_was_handed_over_without_an_answer_is_never_sent_again_by_itself(
    world: World, process: Process, post_office: PostOffice, after_data: str
) -> None:
    post_office.after_data = after_data
    send = by_mail(post_office.settings)
    assert run(world, NOW, send, process) == {"unknown": 3, "put_off": 2}
    post_office.after_data = "250 taken"
    for days in range(10):
        run(world, NOW + timedelta(days=days, minutes=5), send, process)
    assert [copy.state.value for copy in copies(world)] == ["unknown"] * 3 + ["sent"] * 2
    assert "不知道对方是否收到" in copies(world)[0].answer
    assert post_office.counted == {address_of(world, unit): 1 for unit in COUNTIES}


@pytest.mark.usefixtures("impatient")
def test_a_server_that_says_nothing_is_tried_a_few_times_and_holds_no_other_lane_up(
    world: World, process: Process
) -> None:
    reachable(world, "甲东县", channel=Channel.WECOM, address="robot-key")
    write(world, NOW, "甲东县", number=1)
    with silent_server() as server:
        settings = ChannelSettings(
            smtp_host="127.0.0.1", smtp_port=server.getsockname()[1], smtp_from="k@example.cn"
        )
        assert run(world, NOW, by_mail(settings), process) == {"put_off": 6}
    assert sum(copy.attempts for copy in copies(world)) == TROUBLES
    assert run(world, NOW, Sent(), process, Channel.WECOM) == {"sent": 1}


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_server_behind_a_certificate_is_trusted_where_the_system_trusts_it(
    security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, certificate = PostOffice(), certified(tmp_path)
    office.open(certificate, security)
    settings = replace(office.settings, smtp_security=security)
    try:
        stranger = by_mail(settings)(parcel())
        assert (stranger.fate, "certificate verify failed" in stranger.words) == (Fate.UNREACHED, True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert by_mail(settings)(parcel()).fate is Fate.SENT
    finally:
        office.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_server_that_wants_a_log_in_is_told_one_and_a_wrong_one_loses_no_message() -> None:
    office = PostOffice(password="right")
    office.open()
    try:
        nobody = by_mail(office.settings)(parcel())
        wrong = by_mail(replace(office.settings, smtp_user="u", smtp_password="wrong"))(parcel())
        assert (nobody.fate, wrong.fate, "535" in wrong.words) == (Fate.UNREACHED, Fate.UNREACHED, True)
        right = by_mail(replace(office.settings, smtp_user="u", smtp_password="right"))(parcel())
        assert right.fate is Fate.SENT
    finally:
        office.close()
