"""A unit to which two more people have come, and what is needed to hand posts of it over."""

from typing import Any

from sqlalchemy import select

from tests.worlds import PASSWORD, World, at
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_user
from workflow.commands.posts import grant_post
from workflow.models import PostHolding, User
from workflow.queries.sessions import posts_of

NEW_FILLER, NEW_SIGNER = "甲市新填报员", "甲市新负责人"
NOON = at(1, 15, 12)
WHY = "工作调动"


def add(world: World, name: str, username: str) -> int:
    with_name = {"username": username, "name": name, "password": PASSWORD}
    user = world.do(add_user, COMMAND_LINE, at(10, 1), **with_name)
    return int(user.id)


def newcomers(world: World) -> None:
    """Two people who come to 甲市 in January, each known there by another post already."""
    for number, (name, post) in enumerate(((NEW_FILLER, Post.SIGNER), (NEW_SIGNER, Post.SIGNER))):
        user_id = add(world, name, f"new{number}")
        seat = {"user_id": user_id, "unit_id": world.unit("甲市"), "post": post}
        world.do(grant_post, COMMAND_LINE, at(12, 1), **seat)


def user(world: World, name: str) -> int:
    return world.session.scalars(select(User.id).where(User.name == name)).one()


def held(world: World, name: str, post: Post) -> PostHolding:
    own = (PostHolding.user_id == user(world, name), PostHolding.post == post)
    return world.session.scalars(select(PostHolding).where(*own).order_by(PostHolding.id.desc())).first()  # type: ignore[return-value]


def acting(world: World, name: str, post: Post, unit: str = "甲市") -> Actor:
    return Actor(user(world, name), name, post, world.unit(unit))


def given(world: World, post: Post = Post.FILLER, to: str = NEW_FILLER, **more: Any) -> dict[str, Any]:
    holder = {Post.FILLER: "甲市填报员", Post.SIGNER: "甲市负责人"}[post]
    holding = held(world, holder, post).id
    return {"holding_id": holding, "to_user_id": user(world, to), "on": NOON.date(), "reason": WHY, **more}


def posts(world: World, name: str, now: Any) -> set[tuple[Post, bool]]:
    world.session.rollback()
    return {(one.post, one.cover) for one in posts_of(world.session, user(world, name), now)}


def covered(world: World, post: Post = Post.FILLER, to: str = NEW_FILLER, **more: Any) -> dict[str, Any]:
    about = given(world, post, to, first=NOON.date(), last=at(1, 20).date(), **more)
    del about["on"]
    return about
