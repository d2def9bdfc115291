"""岗位转办 under the person menu and on the administrator's account pages."""

import pytest
from sqlalchemy import select

from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, World, at
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.posts import grant_post
from workflow.models import PostHolding, User

pytestmark = pytest.mark.sqlite_only

DAY = at(1, 15)
OVER = "/posts/hand-over"


def _second_person(world: World) -> None:
    """甲东县's signer may also be asked to fill; 甲西县's filler comes to 甲东县 as a second signer."""
    seat = {"user_id": _user(world, "甲西县填报员"), "unit_id": world.unit("甲东县"), "post": Post.SIGNER}
    world.do(grant_post, COMMAND_LINE, at(12, 1), **seat)


def _user(world: World, name: str) -> int:
    return world.session.scalars(select(User.id).where(User.name == name)).one()


@pytest.fixture
def desk(desk_at: DeskAt) -> Desk:
    return desk_at(Stage.SELF_EVALUATION, _second_person)


def to(desk: Desk, name: str = "甲东县负责人", **more: str) -> dict[str, str]:
    return {"to_user_id": str(_user(desk.fresh, name)), "on": "2027-01-15", "reason": "离任", **more}


def holding(desk: Desk, name: str, post: Post) -> int:
    own = (PostHolding.user_id == _user(desk.fresh, name), PostHolding.post == post)
    return desk.fresh.session.scalars(select(PostHolding.id).where(*own)).one()


def test_the_page_names_colleagues_and_says_what_stays_forbidden(desk: Desk) -> None:
    filler = desk.enter("甲东县填报员", DAY)
    assert f'href="{OVER}"' in filler.get("/").text
    page = filler.get(OVER).text
    for told in ("岗位转办：甲东县填报员 甲东县填报员", "谁填过评定表，谁就不能签发这张表", "甲东县负责人（"):
        assert told in page, told
    assert "甲市填报员" not in page


def test_a_post_passes_at_once_and_the_old_log_in_ends_with_it(desk: Desk) -> None:
    filler = desk.enter("甲东县填报员", DAY)
    sheet = f"/sheets/{desk.fresh.sheet('甲东县').id}"
    assert filler.send(OVER, page=OVER, **to(desk)).status_code == 303
    gone = filler.get(sheet)
    assert gone.status_code == 303
    assert "您的账号已停用，或目前没有岗位" in filler.get(gone.location).text
    signer = desk.enter("甲东县负责人", DAY)
    assert "切换岗位" in signer.get("/").text
    assert desk.events("post.hand_over") == 1


def test_what_is_missing_is_said_at_its_box_with_everything_typed(desk: Desk) -> None:
    filler = desk.enter("甲东县填报员", DAY)
    back = filler.send(OVER, page=OVER, **to(desk, on="2027-01-01", reason="离任交接"))
    assert refused(back, "早于今天：岗位不能倒签", "离任交接", 'value="2027-01-01"')
    nobody = filler.send(OVER, page=OVER, **to(desk, to_user_id="0"))
    assert refused(nobody, "选本单位的另一个在用账号；没有的，由系统管理员添加。")
    cover = {"cover-to_user_id": to(desk)["to_user_id"], "cover-first": "2027-01-16", "cover-reason": "休假"}
    assert refused(filler.send("/posts/cover", page=OVER, **cover), "填写代理到哪一天为止。", "休假")


def test_a_cover_is_named_everywhere_and_can_be_ended(desk: Desk) -> None:
    filler = desk.enter("甲东县填报员", DAY)
    cover = {"cover-to_user_id": to(desk)["to_user_id"], "cover-reason": "休假"}
    days = {"cover-first": "2027-01-15", "cover-last": "2027-01-20"}
    assert filler.send("/posts/cover", page=OVER, **cover, **days).status_code == 303
    page = filler.get(OVER).text
    assert "甲东县负责人（代理）" in page
    assert "代理甲东县填报员" in page
    assert "2027年1月21日（星期四）00:00:00" in page
    signer = desk.enter("甲东县负责人", DAY)
    assert "填报员（代理）" in signer.get("/post").text
    covering = desk.fresh.session.scalars(
        select(PostHolding.id).where(PostHolding.cover_for_id.is_not(None))
    ).one()
    assert filler.send(f"/posts/{covering}/call-off", page=OVER).status_code == 303
    assert "（代理）" not in desk.enter("甲东县负责人", DAY).get("/post").text


def test_the_administrator_hands_over_from_the_account_page(desk: Desk) -> None:
    admin = desk.enter("示范省系统管理员", DAY)
    user, held = _user(desk.fresh, "甲东县填报员"), holding(desk, "甲东县填报员", Post.FILLER)
    assert "转办、代理" in admin.get(f"/admin/accounts/{user}").text
    path = f"/admin/accounts/{user}/posts/{held}/hand-over"
    assert "甲东县负责人" in admin.get(path).text
    assert admin.send(path, **to(desk, on="2027-01-20")).status_code == 303
    page = admin.get(f"/admin/accounts/{user}").text
    assert "2027年1月20日（星期三）00:00:00" in page
    taker = admin.get(f"/admin/accounts/{to(desk)['to_user_id']}").text
    assert "还没有开始" in taker


def test_others_posts_are_for_their_holders_and_the_administrator(desk: Desk) -> None:
    ahead = desk.enter("甲东县填报员", DAY)
    assert ahead.send(OVER, page=OVER, **to(desk, on="2027-01-20")).status_code == 303
    coming = desk.fresh.session.scalars(select(PostHolding.id).where(PostHolding.since > DAY)).one()
    refusal = desk.enter("甲东县负责人", DAY).send(f"/posts/{coming}/call-off")
    assert refusal.status_code == 403
    assert "只能转办您本人正在担任的岗位；别人的岗位由本人或系统管理员办理。" in refusal.text
    assert desk.enter("乙市负责人", DAY).send(f"/posts/{coming}/call-off").status_code == 404
    assert desk.enter("示范省审计员", DAY).get(OVER).status_code == 403
    user, held = _user(desk.fresh, "甲东县填报员"), holding(desk, "甲东县填报员", Post.FILLER)
    path = f"/admin/accounts/{user}/posts/{held}/hand-over"
    assert desk.enter("甲东县负责人", DAY).get(path).status_code == 403


def test_the_administrator_is_warned_of_units_without_people(desk: Desk) -> None:
    admin = desk.enter("示范省系统管理员", DAY)
    user, held = _user(desk.fresh, "乙东县填报员"), holding(desk, "乙东县填报员", Post.FILLER)
    assert admin.send(f"/admin/accounts/{user}/posts/{held}/end").status_code == 303
    home = admin.get("/").text
    assert "1 个单位没有人填报或签发" in home
    assert "乙东县（填报员）：在“账号”中授予岗位" in home
    cycle = admin.get(f"/admin/cycles/{desk.fresh.cycle_id}").text
    assert "1 个单位还没有填报员，评定表无人填报" in cycle
