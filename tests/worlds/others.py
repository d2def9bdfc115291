"""Years of other schemes than document 004's: a body evaluates itself, a county rates its townships.

    示范局 below 评价工作组      self-evaluation → deliberation → circular, nothing is rated or consolidated
    东镇, 西镇, 园区 below 某县   rating → deliberation → circular, nobody evaluates itself
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.worlds.province import PASSWORD, World, at
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.cycle import open_cycle
from workflow.commands.posts import grant_post
from workflow.commands.schemes import publish_scheme
from workflow.commands.unit_file import parse_units
from workflow.commands.units import import_units
from workflow.models import Unit, User
from workflow.unit_of_work import unit_of_work

GROUP, BODY, COUNTY, TOWNS = "评价工作组", "示范局", "某县", ("东镇", "西镇", "园区")

UNITS = """code,name,level,type,parent,group,phone,valid_from,valid_to
,评价工作组,county,,,,000-1,,
,示范局,unit,,评价工作组,,000-2,,
330000,某县,county,县,,,000-3,,
330001,东镇,township,镇,330000,,,,
330002,西镇,township,镇,330000,,,,
330003,园区,township,园区,330000,,,,
"""

_HEAD = """key: {key}
title: {title}
source: 测试用
version: "1"
full_mark: 5
procedure:
  levels: {levels}
  words: {words}
  stages: {stages}
weights: {weights}
calendar: {calendar}
"""
_BODY = """settings: {tie_at_bottom: include, rounding: half_up_for_display}
categories:
  - title: 甲类
    marks: 5
    children:
      - number: 1
        title: 第一项
        clause: 做到得3分
        marks: 3
        components: [{key: done, text: 做到, rule: {kind: award, marks: 3}}]
      - number: 2
        title: 第二项
        clause: 酌情打分
        marks: 2
        components:
          - {key: judged, text: 酌情, rule: {kind: judgement, marks: 2, increment: 0.5, basis: 酌情打分}}
"""

SELF = (
    _HEAD.format(
        key="self-small",
        title="自评小办法",
        levels="{assessor: county, subject: unit}",
        words="{assessor: 评价工作组, subject: 单位}",
        stages="[self_evaluation, deliberation]",
        weights="{self_score: 1, province: 0}",
        calendar="{self_evaluation: {first: 01-01, last: 03-31, next_year: true}}",
    )
    + _BODY
)
"""A body evaluates itself; a group within it accepts, the circular follows from the self score alone."""

RATED = (
    _HEAD.format(
        key="rated-small",
        title="评定小办法",
        levels="{assessor: county, subject: township}",
        words="{assessor: 县级, subject: 乡镇（街道、园区）}",
        stages="[rating, deliberation]",
        weights="{self_score: 0, province: 1}",
        calendar="{rating: {first: 01-01, last: 01-31, next_year: true}}",
    ).replace("  stages: [rating, deliberation]\n", "  stages: [rating, deliberation]\n  rating: answers\n")
    + _BODY
)
"""Townships are rated by their county and evaluate nothing themselves."""


class OtherWorld(World):
    """A world of several top units: `chief` and `admin` are those of the unit named `top`."""

    top = GROUP

    @property
    def chief(self) -> Actor:
        """The 评定负责人 of the top unit."""
        return self.actor(self.top, Post.CHIEF)


class RatedWorld(OtherWorld):
    """The county with its townships."""

    top = COUNTY


def self_evaluating(session: Session, now: datetime | None = None) -> OtherWorld:
    """The body that evaluates itself, its year open, on 1 October unless said otherwise."""
    world = OtherWorld(session)
    _begin(world, SELF, "self-small", now or at(10, 1))
    return world


def rated(session: Session, now: datetime | None = None) -> RatedWorld:
    """The county that rates its townships, its year open, on 1 October unless said otherwise."""
    world = RatedWorld(session)
    _begin(world, RATED, "rated-small", now or at(10, 1))
    return world


def _begin(world: OtherWorld, text: str, key: str, now: datetime) -> None:
    world.do(import_units, COMMAND_LINE, now, rows=parse_units(UNITS.encode()))
    for name in world.session.scalars(select(Unit.name).where(Unit.parent_id.is_not(None))).all():
        for post in (Post.FILLER, Post.SIGNER):
            _person(world, name, post, now)
    for name in (GROUP, COUNTY):
        for post in (Post.CHIEF, Post.ADMIN):
            _person(world, name, post, now)
    division = world.do(add_division, COMMAND_LINE, now, unit_id=world.unit(COUNTY), name="考评科")
    _person(world, COUNTY, Post.RATER, now, division.id)
    world.do(publish_scheme, COMMAND_LINE, now, text=text, name=f"{key}.yaml")
    world.do(open_cycle, world.actor(world.top, Post.ADMIN), now, scheme_key=key, year=2026)


def _person(world: World, unit: str, post: Post, now: datetime, division_id: int | None = None) -> None:
    number = len(world.session.scalars(select(User.id)).all()) + 1
    seat = {"unit_id": world.unit(unit), "post": post, "division_id": division_id}
    with unit_of_work(world.session) as session:
        user = add_user(
            session, COMMAND_LINE, now,
            username=f"{post.value}{number}", name=f"{unit}{post.label}", password=PASSWORD,
        )  # fmt: skip
        user.must_change_password = False
        grant_post(session, COMMAND_LINE, now, user_id=user.id, **seat)
