"""站内信: own messages only, opened, gone on from, all read; nothing changes by looking."""

import json
from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import select

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, cost
from tests.worlds import Stage, World, at, told
from tests.worlds.eventful import COUNTY
from workflow.actor import Post
from workflow.commands.posts import end_post, grant_post
from workflow.models import Notice, PostHolding, User
from workflow.unit_of_work import unit_of_work

NOW = at(12, 21)


def notices(desk: Desk, name: str, kind: str = "") -> list[Notice]:
    """The notices of a person, of one kind where asked, oldest first."""
    own = select(Notice).join(User, User.id == Notice.recipient_id).where(User.name == name)
    found = desk.fresh.session.scalars(own.order_by(Notice.id)).all()
    return [one for one in found if kind in ("", one.kind)]


def test_the_badge_the_home_page_and_the_list_count_what_is_unread(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    page = filler.get("/").text
    assert 'aria-label="站内信，3 封未读">站内信（3）</a>' in page
    assert "未读站内信（3）" in page
    assert f"【催办】{COUNTY}：县级自评还没有办完" in page
    listed = filler.get("/inbox").text
    assert "<title>站内信（3 封未读）" in listed
    assert listed.index("【催办】") < listed.index("【阶段开始】") < listed.index("【授予岗位】")


def test_a_message_counts_as_read_once_it_is_opened_but_not_by_looking(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    assert "标为已读" in filler.get(f"/inbox/{nudge.id}").text
    assert notices(desk, f"{COUNTY}填报员", "nudge")[0].read_at is None
    answer = filler.send(f"/inbox/{nudge.id}")
    assert (answer.status_code, answer.location) == (303, f"/inbox/{nudge.id}")
    assert notices(desk, f"{COUNTY}填报员", "nudge")[0].read_at == at(12, 2)
    filler.at(at(12, 3)).send(f"/inbox/{nudge.id}")
    assert notices(desk, f"{COUNTY}填报员", "nudge")[0].read_at == at(12, 2)
    page = filler.get(f"/inbox/{nudge.id}").text
    assert "标为已读" not in page
    assert "站内信（2）" in page


def test_what_somebody_typed_is_shown_as_text_line_by_line(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    page = desk.enter(f"{COUNTY}填报员", at(12, 2)).get(f"/inbox/{nudge.id}").text
    assert "附言：请于 10 日前补报\nBcc: somebody &lt;b&gt;抓紧&lt;/b&gt;" in page
    assert "\x07" not in page


def test_one_press_leads_to_the_page_that_settles_it(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    assert "前往办理" in filler.get(f"/inbox/{nudge.id}").text
    answer = filler.send(f"/inbox/{nudge.id}/settle")
    sheet = desk.world.sheet(COUNTY).id
    assert (answer.status_code, answer.location) == (303, f"/sheets/{sheet}")
    assert notices(desk, f"{COUNTY}填报员", "nudge")[0].read_at is not None


@pytest.mark.parametrize("name", ["甲西县填报员", f"{COUNTY}负责人", "示范省评定负责人", "示范省审计员"])
def test_nobody_reads_marks_or_follows_a_message_of_somebody_else(desk_at: DeskAt, name: str) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    other = desk.enter(name, at(12, 2))
    assert other.get(f"/inbox/{nudge.id}").status_code == 404
    for path in (f"/inbox/{nudge.id}", f"/inbox/{nudge.id}/settle"):
        assert other.send(path).status_code == 404
    assert notices(desk, f"{COUNTY}填报员", "nudge")[0].read_at is None


def test_all_read_leaves_alone_what_came_after_the_list_was_shown(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    own = [one.id for one in notices(desk, f"{COUNTY}填报员")]
    others = len(notices(desk, f"{COUNTY}负责人"))
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    assert f'name="until" value="{own[-1]}"' in filler.get("/inbox").text
    assert filler.send("/inbox/read", until=str(own[-2])).status_code == 303
    assert [one.read_at is None for one in notices(desk, f"{COUNTY}填报员")] == [False, False, True]
    filler.send("/inbox/read", until=str(own[-1]))
    assert "全部标为已读" not in filler.get("/inbox").text
    assert len([one for one in notices(desk, f"{COUNTY}负责人") if one.read_at is None]) == others
    assert filler.send("/inbox/read", until="x").status_code == 303


def test_the_list_can_be_narrowed(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    only = filler.get("/inbox?kind=nudge").text
    assert "【催办】" in only
    assert "【授予岗位】" not in only
    filler.send("/inbox/read", until="999999")
    nothing = filler.get("/inbox?unread=1").text
    assert "没有符合条件的站内信" in nothing
    assert "【催办】" not in nothing


def test_an_empty_inbox_says_what_will_come(desk_at: DeskAt) -> None:
    page = desk_at(Stage.SELF_EVALUATION).enter(f"{COUNTY}填报员", at(12, 2)).get("/inbox").text
    assert "还没有站内信" in page
    assert ">站内信</a>" in page


def test_the_list_goes_on_to_older_messages(desk_at: DeskAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.queries.inbox.PAGE_SIZE", 2)
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    ids = [one.id for one in notices(desk, f"{COUNTY}填报员")]
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    first = filler.get("/inbox").text
    assert f"below={ids[1]}" in first
    assert "【授予岗位】" not in first
    second = filler.get(f"/inbox?below={ids[1]}").text
    assert "【授予岗位】" in second
    assert "更早的站内信" not in second
    assert f'name="until" value="{ids[-1]}"' in second


def _moved_on(world: World) -> None:
    """3 December: 甲东县's filler has been told, and fills for 甲西县 from then on."""
    told.nudged(world)
    admin, filler = world.actor("示范省", Post.ADMIN), world.filler(COUNTY)
    held = world.session.scalars(select(PostHolding.id).where(PostHolding.user_id == filler.user_id)).one()
    world.do(end_post, admin, at(12, 3), holding_id=held)
    post = {"user_id": filler.user_id, "unit_id": world.unit("甲西县"), "post": Post.FILLER}
    world.do(grant_post, admin, at(12, 3), **post)


def test_who_leaves_a_unit_does_not_read_on(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, _moved_on)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    person = desk.enter(f"{COUNTY}填报员", at(12, 4))
    assert person.get(f"/inbox/{nudge.id}").status_code == 404
    assert "【催办】" not in person.get("/inbox").text
    assert ">站内信</a>" in person.get("/").text


def _two_posts(world: World) -> None:
    """甲东县's filler also fills for 甲西县."""
    told.nudged(world)
    filler = world.filler(COUNTY)
    post = {"user_id": filler.user_id, "unit_id": world.unit("甲西县"), "post": Post.FILLER}
    world.do(grant_post, world.actor("示范省", Post.ADMIN), at(12, 1), **post)


def test_a_message_for_another_post_asks_to_change_to_it(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, _two_posts)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    with unit_of_work(desk.fresh.session) as session:
        own = select(PostHolding).where(PostHolding.user_id == nudge.recipient_id).order_by(PostHolding.id)
        session.get_one(Notice, nudge.id).holding_id = session.scalars(own).all()[1].id
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    page = filler.get(f"/inbox/{nudge.id}").text
    assert "这件事由您的另一个岗位办理，先切换到该岗位" in page
    assert "/settle" not in page
    assert filler.send(f"/inbox/{nudge.id}/settle").location == f"/inbox/{nudge.id}"
    assert "甲西县 · 填报员" in filler.get("/inbox").text


def test_a_message_about_a_post_to_come_can_be_read_but_not_gone_on_from(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.autumn)
    (over,) = notices(desk, f"{COUNTY}负责人", "handed_over")
    page = desk.enter(f"{COUNTY}负责人", NOW).get(f"/inbox/{over.id}").text
    assert f"由 {COUNTY}填报员 转办给 {COUNTY}负责人" in page
    assert "这个岗位还没有开始，开始之后可以办理" in page
    assert "/settle" not in page


@pytest.mark.parametrize(
    ("endpoint", "args"),
    [("county.nowhere", {}), ("county.sheet", {"sheet_id": 999}), ("admin.trail", {})],
)
def test_a_page_that_is_gone_or_closed_is_said_to_be(
    desk_at: DeskAt, endpoint: str, args: dict[str, int]
) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    with unit_of_work(desk.fresh.session) as session:
        row = session.get_one(Notice, nudge.id)
        row.page, row.page_args = endpoint, json.dumps(args)
    filler = desk.enter(f"{COUNTY}填报员", at(12, 2))
    text = filler.get(f"/inbox/{nudge.id}").text
    assert "要办理的页面已不存在，或者您现在的岗位不能打开" in text
    assert "/settle" not in text


@pytest.mark.parametrize(
    ("story", "stage", "now"),
    [(told.autumn, Stage.SELF_EVALUATION, NOW), (told.whole_year, Stage.HANDED_UP, at(3, 21))],
    ids=["autumn", "whole_year"],
)
def test_from_every_message_of_a_year_its_page_can_be_reached(
    desk_at: DeskAt, story: object, stage: Stage, now: datetime
) -> None:
    desk = desk_at(stage, story)  # type: ignore[arg-type]
    rows = desk.fresh.session.execute(
        select(Notice.id, Notice.page, Notice.page_args, User.name)
        .join(User, User.id == Notice.recipient_id)
        .order_by(Notice.id)
    )
    pages: dict[tuple[str, str, str], int] = {}
    for row in rows.all():
        pages.setdefault((row.name, row.page, row.page_args), row.id)
    seen: Counter[int] = Counter()
    browsers: dict[str, Browser] = {}
    for (name, page, args), notice_id in pages.items():
        if name.startswith("新来的"):
            continue
        browser = browsers[name] if name in browsers else desk.enter(name, now)
        browsers[name] = browser
        led = browser.send(f"/inbox/{notice_id}/settle")
        assert led.location != f"/inbox/{notice_id}", (name, page, args)
        status = browser.get(led.location or "").status_code
        assert status == 200, (name, page, args)
        seen[status] += 1
    assert sum(seen.values()) > 20


def test_a_message_whose_matter_is_settled_says_so(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, told.autumn)
    came = notices(desk, "甲市填报员", "submitted")
    page = desk.enter("甲市填报员", NOW).get(f"/inbox/{came[0].id}").text
    assert "这是发出时的情况，后来有变化：现在是“审核通过”。" in page
    assert "前往查看" in page
    desk = desk_at(Stage.SELF_EVALUATION, told.nudged)
    (nudge,) = notices(desk, f"{COUNTY}填报员", "nudge")
    page = desk.enter(f"{COUNTY}填报员", at(12, 2)).get(f"/inbox/{nudge.id}").text
    assert "后来有变化" not in page


def test_the_list_costs_the_same_however_much_it_holds(desk_at: DeskAt) -> None:
    few = desk_at(Stage.SELF_EVALUATION, told.nudged).enter(f"{COUNTY}填报员", NOW)
    many = desk_at(Stage.SELF_EVALUATION, told.autumn).enter(f"{COUNTY}填报员", NOW)
    few.get("/inbox"), many.get("/inbox")
    assert cost(few, "/inbox") == cost(many, "/inbox")
