"""A letter becomes one notice and one copy for each channel, however often it is written."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from notifications.letters import Letter, Occasion, Page
from notifications.posting import post
from notifications.recipients import holders_of, in_posts
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Post
from workflow.models import Channel, Contact, Delivery, Mode, Notice
from workflow.unit_of_work import unit_of_work

NOW = at(12, 10)


def letters(world: World, planned: datetime = NOW, day: date = date(2026, 12, 10)) -> list[Letter]:
    unit = world.unit("甲东县")
    people = in_posts(holders_of(world.session, [unit], NOW)[unit], Post.FILLER, Post.SIGNER)
    about = Occasion("test", world.cycle_id, "self_evaluation", unit, day, planned)
    context = {"product": "考评", "channel": "邮件"}
    return [Letter(about, to, {**context, "name": to.name}, Page("home.index"), "") for to in people]


def posted(world: World, now: datetime, write: Callable[[World], list[Letter]] = letters) -> int:
    with unit_of_work(world.session):
        return post(world.session, now, write(world))


def test_the_same_letter_is_in_the_inbox_once(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    assert [posted(world, NOW), posted(world, at(12, 11))] == [2, 0]
    subjects = world.session.scalars(select(Notice.subject)).all()
    assert subjects == ["【测试消息】考评"] * 2
    assert "因系统停运迟到" not in world.session.scalars(select(Notice.body)).all()[0]


def test_a_letter_that_comes_late_says_when_it_was_due(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    posted(world, at(12, 13))
    body = world.session.scalars(select(Notice.body)).all()[0]
    assert "本消息应于 2026年12月10日（星期四）09:00:00 发出，因系统停运迟到" in body


def test_copies_go_where_their_recipient_wants_them_and_only_for_new_notices(world_at: Worlds) -> None:
    world = world_at(Stage.SELF_EVALUATION)
    filler, signer = (letter.to.user_id for letter in letters(world))
    with unit_of_work(world.session):
        told = {"address": "filler@example.cn", "changed_at": NOW}
        world.session.add(Contact(user_id=filler, channel=Channel.MAIL, mode=Mode.GATHERED, **told))
        world.session.add(Contact(user_id=filler, channel=Channel.WECOM, mode=Mode.AT_ONCE, **told))
        world.session.add(Contact(user_id=signer, channel=Channel.MAIL, mode=Mode.OFF, **told))
    posted(world, NOW)
    posted(world, at(12, 11))
    copies = world.session.execute(
        select(Delivery.channel, Delivery.gathered, Delivery.next_at).order_by(Delivery.channel)
    )
    assert [tuple(copy) for copy in copies] == [
        (Channel.MAIL, True, at(12, 10, 9, 30)),
        (Channel.WECOM, False, NOW),
    ]
