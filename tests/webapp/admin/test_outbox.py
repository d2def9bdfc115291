"""The outbox in the browser of the administrator."""

import pytest
from sqlalchemy import delete, select, update

from tests.letters import COUNTIES, copies, copy_of, reachable, write
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, cost
from tests.webapp.desks import desk_at as desk_at
from tests.worlds import Stage, World, at
from workflow.models import Contact, DeliveryState, Event, Unit
from workflow.queries.outbox import NOT_SET_UP
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only

NOW = at(12, 10)


def written(world: World) -> None:
    """A copy in each state."""
    reachable(world, *COUNTIES)
    write(world, NOW, *COUNTIES)
    states = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.DROPPED, DeliveryState.SENT)
    with unit_of_work(world.session):
        for copy, state in zip(copies(world), states, strict=False):
            copy.state, copy.ended_at, copy.answer = state, NOW, f"550 {state.value}"
            copy.address = "bad@example.cn"


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION, written)


@pytest.fixture
def admin(desk: Desk) -> Browser:
    return desk.enter("示范省系统管理员", NOW)


def test_the_outbox_shows_where_each_copy_stands_but_not_what_it_says(desk: Desk, admin: Browser) -> None:
    page = admin.get("/admin/outbox").text
    for text in ("待发送", "发送失败", "状态不明", "550 failed", "bad@example.cn", "甲东县填报员", "催办"):
        assert text in page
    assert "这是一条测试消息" not in page
    assert page.count(">重发</a>") == 3
    assert 'href="/admin/outbox">发件箱' in admin.get("/").text
    unsettled = admin.get("/admin/outbox?state=unknown").text
    assert ("550 unknown" in unsettled, "550 failed" in unsettled) == (True, False)
    assert "没有符合条件的消息" in admin.get("/admin/outbox?channel=wecom").text
    one = admin.get("/admin/outbox?unit=甲南县").text
    assert ("涉及甲南县" in one, "涉及甲东县" in one) == (True, False)
    assert "没有编码或名称是“某县”的单位" in admin.get("/admin/outbox?unit=某县").text


@pytest.mark.parametrize(
    ("unit", "warning"),
    [
        ("甲东县", "先请收件人在“消息设置”中改正"),
        ("甲南县", "对方可能收到两份"),
        ("甲西县", "原因仍在的，重发时也不会发出"),
    ],
)
def test_what_did_not_arrive_is_sent_again_after_a_question(
    desk: Desk, admin: Browser, unit: str, warning: str
) -> None:
    number = copy_of(desk.world, unit).id
    assert warning in admin.get(f"/admin/outbox/{number}/resend").text
    assert admin.send(f"/admin/outbox/{number}/resend").status_code == 303
    copy = copy_of(desk.fresh, unit)
    assert (copy.state, copy.next_at, copy.attempts) == (DeliveryState.QUEUED, NOW, 0)
    (event,) = desk.world.session.scalars(select(Event).where(Event.name == "delivery.resend"))
    assert (event.object_id, event.unit_id) == (number, desk.world.unit(unit))


@pytest.mark.parametrize(("unit", "why"), [("乙东县", "已经发送成功"), ("乙南县", "已经在等候发送")])
def test_what_arrived_or_waits_is_not_sent_again(desk: Desk, admin: Browser, unit: str, why: str) -> None:
    answer = admin.send(f"/admin/outbox/{copy_of(desk.world, unit).id}/resend")
    assert (answer.status_code, why in answer.text) == (409, True)
    assert desk.events("delivery.resend") == 0


def states(desk: Desk) -> list[str]:
    return [copy.state.value for copy in copies(desk.fresh)]


def fail(desk: Desk, *units: str) -> None:
    with unit_of_work(desk.world.session):
        for unit in units:
            copy_of(desk.world, unit).state = DeliveryState.FAILED


def test_all_that_failed_is_sent_again_in_one_act_but_never_what_may_have_arrived(
    desk: Desk, admin: Browser
) -> None:
    fail(desk, "乙南县")
    assert "全部重发（2 条）" in admin.get("/admin/outbox").text
    question = admin.get("/admin/outbox/resend").text
    assert "确认重发 2 条" in question
    assert "“状态不明”的不在其中" in question
    assert admin.send("/admin/outbox/resend", number=2).status_code == 303
    assert states(desk) == ["queued", "unknown", "dropped", "sent", "queued"]
    assert {copy.next_at for copy in copies(desk.fresh, "甲东县", "乙南县")} == {NOW}
    found = desk.world.session.scalars(select(Event).where(Event.name == "delivery.resend"))
    assert {event.unit_id for event in found} == {desk.world.unit("甲东县"), desk.world.unit("乙南县")}
    assert "全部重发" not in admin.get("/admin/outbox").text
    assert "没有可以全部重发的消息" in admin.get("/admin/outbox/resend").text
    again = admin.send("/admin/outbox/resend", number=2)
    assert (again.status_code, "没有可以全部重发的消息" in again.text) == (409, True)


def test_what_waited_in_vain_for_a_channel_is_sent_again_too(desk: Desk, admin: Browser) -> None:
    with unit_of_work(desk.world.session):
        copy_of(desk.world, "甲西县").answer = NOT_SET_UP
    assert "1 条，当时系统没有设置这种发送方式" in admin.get("/admin/outbox/resend?state=dropped").text
    assert admin.send("/admin/outbox/resend?state=dropped", number=1).status_code == 303
    assert states(desk) == ["failed", "unknown", "queued", "sent", "queued"]


@pytest.mark.parametrize(
    ("asked", "number"),
    [("unit=甲东县", 1), ("unit=甲南县", 0), ("channel=wecom", 0), ("state=unknown", 0), ("unit=某县", 0)],
)
def test_sending_again_keeps_to_what_was_sought(desk: Desk, admin: Browser, asked: str, number: int) -> None:
    fail(desk, "乙南县")
    assert ("全部重发" in admin.get(f"/admin/outbox?{asked}").text) == bool(number)
    admin.get(f"/admin/outbox/resend?{asked}")
    answer = admin.send(f"/admin/outbox/resend?{asked}", number=number)
    assert (answer.status_code == 303, desk.events("delivery.resend")) == (bool(number), number)


def test_who_confirmed_another_number_looks_again(desk: Desk, admin: Browser) -> None:
    fail(desk, "乙南县")
    answer = admin.send("/admin/outbox/resend", number=1)
    assert (answer.status_code, "您核对时是 1 条，现在是 2 条" in answer.text) == (409, True)
    assert desk.events("delivery.resend") == 0


def test_a_copy_of_another_province_does_not_exist(desk: Desk, admin: Browser) -> None:
    with unit_of_work(desk.world.session) as session:
        session.execute(update(Unit).where(Unit.name == "甲市").values(parent_id=None))
    number = copy_of(desk.world, "甲东县").id
    desk.world.session.rollback()
    assert admin.get(f"/admin/outbox/{number}/resend").status_code == 404
    assert admin.send(f"/admin/outbox/{number}/resend").status_code == 404
    assert admin.send("/admin/outbox/resend", number=1).status_code == 409
    assert "涉及甲东县" not in admin.get("/admin/outbox").text


@pytest.mark.parametrize("who", ["甲东县填报员", "示范省评定负责人", "示范省审计员"])
def test_only_the_administrator_looks_into_the_outbox(desk: Desk, who: str) -> None:
    browser = desk.enter(who, NOW)
    number = copies(desk.world)[0].id
    desk.world.session.rollback()
    assert browser.get("/admin/outbox").status_code == 403
    assert browser.send(f"/admin/outbox/{number}/resend").status_code == 403
    assert browser.get("/admin/outbox/resend").status_code == 403
    assert browser.send("/admin/outbox/resend", number=1).status_code == 403


def test_the_page_costs_the_same_however_much_was_sent(desk: Desk, admin: Browser) -> None:
    admin.get("/admin/outbox")
    before = cost(admin, "/admin/outbox")
    for number in range(1, 30):
        write(desk.world, NOW, *COUNTIES, number=number)
    desk.world.session.rollback()
    assert cost(admin, "/admin/outbox") == before
    first = admin.get("/admin/outbox").text
    assert first.count("<tr>") > 100
    older = first.partition('href="/admin/outbox?below=')[2].partition('"')[0]
    assert "更早的消息" not in admin.get(f"/admin/outbox?below={older}").text


def test_units_that_nobody_reaches_are_listed_with_the_reason(desk: Desk, admin: Browser) -> None:
    page = admin.get("/admin/outbox").text
    assert "<summary>负责人没有设置站外接收方式：8 个单位</summary>" in page
    assert "甲东县、甲南县、甲西县" in page
    with unit_of_work(desk.world.session) as session:
        session.execute(delete(Contact))
    assert "每个单位的负责人都联系得上" in admin.get("/admin/outbox").text
