"""Accounts from a table: all or none, the same table twice is one deed, passwords are told once."""

import pytest
from sqlalchemy import func, select

from tests.refusals import contents, turned_away
from tests.threads import overlapping
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.account_import import TABLE, AccountsTaken, import_accounts, plan_accounts
from workflow.commands.accounts import add_user
from workflow.commands.posts import grant_post
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units
from workflow.errors import Forbidden, Invalid
from workflow.models import Event, PostHolding, Unit, User
from workflow.passwords import verify_password
from workflow.workbooks.rows import template

NOW = at(10, 10)
GOOD = """用户名,姓名,单位,岗位,处室
jiadong.xin,新填报员,甲东县,填报员,
jiadong.xin,新填报员,甲东县,负责人,
yi.xin,另一人,乙市,filler,
"""


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.PEOPLE)


def take(world: World, text: str) -> AccountsTaken:
    taken: AccountsTaken = world.do(import_accounts, COMMAND_LINE, NOW, content=text.encode("gbk"))
    return taken


def test_new_accounts_get_posts_and_a_password_that_is_told_once(world: World) -> None:
    taken = take(world, GOOD)
    assert taken.added == {"jiadong.xin": "新填报员", "yi.xin": "另一人"}
    assert len(taken.granted) == 3
    for username, password in taken.passwords.items():
        user = world.session.scalars(select(User).where(User.username == username)).one()
        assert verify_password(user.password_hash, password)
        assert user.must_change_password
    told = [event.after for event in world.session.scalars(select(Event))]
    assert not [text for text in told for password in taken.passwords.values() if password in text]


def test_the_same_table_again_changes_nothing_and_tells_no_password(world: World) -> None:
    take(world, GOOD)
    before = contents(world.session)
    again = take(world, GOOD)
    assert (again.added, again.granted, again.unchanged, again.passwords) == ({}, [], 3, {})
    assert contents(world.session) == before


def test_a_plan_says_the_same_and_does_nothing(world: World) -> None:
    before = contents(world.session)
    plan = plan_accounts(world.session, COMMAND_LINE, NOW, content=GOOD.encode())
    assert (set(plan.added), len(plan.granted), plan.passwords) == ({"jiadong.xin", "yi.xin"}, 3, {})
    assert contents(world.session) == before


def test_every_mistake_is_named_and_nobody_is_added(world: World) -> None:
    known = world.session.scalars(select(User).where(User.name == "甲东县填报员")).one().username
    text = f"""用户名,姓名,单位,岗位,处室
{known},别人,甲东县,填报员,
,无名,无此县,村长,无此处
大写,名,甲东县,填报员,
shi.x,市里人,甲市,评定员,
"""
    error = turned_away(world, Invalid, import_accounts, COMMAND_LINE, NOW, content=text.encode())
    said = "\n".join(error.errors.values())
    for part in (
        f"第 2 行 姓名：用户名“{known}”是甲东县填报员的，本行写的是别人：改正一处",
        "第 3 行 用户名：没有用户名",
        "第 3 行 单位：读到“无此县”，应为单位表里的编码或名称",
        "第 3 行 岗位：读到“村长”，可填：",
        "第 3 行 处室：没有处室“无此处”，已有：",
    ):
        assert part in said, part
    text = "用户名,姓名,单位,岗位\n大写,名,甲东县,填报员\nshi.x,市里人,甲市,评定员\n"
    error = turned_away(world, Invalid, import_accounts, COMMAND_LINE, NOW, content=text.encode())
    assert set(error.errors) == {"line-2-username", "line-3-post", "line-3-division"}


def test_a_user_name_of_another_province_is_taken_and_nothing_else_is_told(world: World) -> None:
    place = "code,name,level,type,parent,group,phone,valid_from,valid_to\n"
    units = f"{place}880000,外省,province,,,,,,\n880100,外市,prefecture,,外省,,,,\n"
    world.do(import_units, COMMAND_LINE, NOW, rows=parse_units(units.encode()))
    about = {"username": "wai.sheng", "name": "外省某人", "password": "waisheng-mima-2026"}
    user = world.do(add_user, COMMAND_LINE, NOW, **about)
    unit_id = world.session.scalars(select(Unit.id).where(Unit.name == "外市")).one()
    world.do(grant_post, COMMAND_LINE, NOW, user_id=user.id, unit_id=unit_id, post=Post.FILLER)
    admin = world.actor("示范省", Post.ADMIN)
    for name in ("别人", "外省某人"):
        text = f"用户名,姓名,单位,岗位\nWai.Sheng,{name},甲东县,填报员\n"
        for command in (plan_accounts, import_accounts):
            error = turned_away(world, Invalid, command, admin, NOW, content=text.encode())
            taken = "用户名“wai.sheng”已有人使用：换一个用户名，不能与已有的账号相同"
            assert error.errors == {"line-2-username": f"第 2 行 用户名：{taken}"}


def test_what_is_wrong_with_a_workbook_is_told_with_its_sheet(world: World) -> None:
    rows = [("wu.ming", "无名", "无此县", "填报员", "")]
    content = template("账号表", tuple(TABLE.headings.values()), rows)
    error = turned_away(world, Invalid, import_accounts, COMMAND_LINE, NOW, content=content)
    told = "工作表“账号表”第 2 行 单位：读到“无此县”，应为单位表里的编码或名称：核对单位表"
    assert list(error.errors.values()) == [told]


def test_what_is_shown_waits_for_a_table_that_is_being_taken(world: World) -> None:
    what = {"content": GOOD.encode()}
    plan = overlapping(world, (import_accounts, COMMAND_LINE, what), (plan_accounts, COMMAND_LINE, what))
    assert (plan.empty, plan.unchanged) == (True, 3)


def test_of_a_rater_the_division_is_told(world: World) -> None:
    row = "ping.ding,某人,示范省,评定员,基金处\n"
    assert take(world, f"用户名,姓名,单位,岗位,处室\n{row}").granted == ["某人：示范省基金处评定员"]


def test_a_unit_that_is_not_the_only_one_of_its_name_is_meant_by_its_code(world: World) -> None:
    twins = "code,name,level,type,parent,group,phone,valid_from,valid_to\n"
    twins += "889901,同名区,county,,甲市,,,,\n889902,同名区,county,,乙市,,,,\n"
    world.do(import_units, COMMAND_LINE, NOW, rows=parse_units(twins.encode()))
    head = "用户名,姓名,单位,岗位\n"
    with pytest.raises(Invalid) as refusal:
        take(world, f"{head}tong.ming,某人,同名区,填报员\n")
    assert refusal.value.errors == {"line-2-unit": "第 2 行 单位：有 2 个单位叫“同名区”：改填编码"}
    take(world, f"{head}tong.ming,某人,889901,填报员\n")
    person = select(User.id).where(User.name == "某人").scalar_subquery()
    [unit_id] = world.session.scalars(select(PostHolding.unit_id).where(PostHolding.user_id == person))
    assert world.session.get_one(Unit, unit_id).code == "889901"


def test_only_the_administrator_may(world: World) -> None:
    for actor in (world.chief, world.filler("甲市")):
        turned_away(world, Forbidden, import_accounts, actor, NOW, content=GOOD.encode())
    assert world.session.scalar(select(func.count(PostHolding.id)).where(PostHolding.since == NOW)) == 0
