"""The people of a made-up province: a filler and a signer in every unit, and the posts of the province.

They come by the administrator's commands, like everybody else. Their names are visibly invented.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_division, add_user
from workflow.commands.posts import grant_post
from workflow.models import Level, Unit
from workflow.queries.units import top_units, units_of

DIVISIONS: Mapping[str, tuple[int, ...]] = {
    "综合业务处": (*range(1, 10), *range(33, 44), 46, 47),
    "基金结算处": tuple(range(10, 24)),
    "协议管理处": tuple(range(24, 33)),
}
"""The divisions of the made-up province and the items that each rates."""

DEMERITS = "综合业务处"
"""The division that enters negative factors (items 46 and 47)."""


def invented_name(unit: str, post: Post, division: str | None) -> str:
    """A name that nobody has: the unit (or division) and the post."""
    return f"演示·{(division or unit).removesuffix('市')}{post.label}"


@dataclass(frozen=True)
class Seat:
    """A post that somebody is to hold; `division` is a key of `DIVISIONS` for raters."""

    unit: Unit
    post: Post
    division: str | None = None

    @property
    def name(self) -> str:
        """The invented name of whoever sits here."""
        return invented_name(self.unit.name, self.post, self.division)

    @property
    def username(self) -> str:
        """A username made of the unit's code, unless a demonstration gives a nicer one."""
        number = list(DIVISIONS).index(self.division) + 1 if self.division else ""
        return f"{self.unit.code}-{self.post.value}{number}"


@dataclass(frozen=True)
class People:
    """Who acts for whom: by unit and post; raters by division."""

    province: Unit
    prefectures: tuple[Unit, ...]
    counties: Mapping[int, tuple[Unit, ...]]
    divisions: Mapping[str, int]
    _actors: Mapping[tuple[int, Post, str | None], Actor]

    def of(self, unit: Unit, post: Post, division: str | None = None) -> Actor:
        """The person in this post of this unit."""
        return self._actors[unit.id, post, division]

    @property
    def chief(self) -> Actor:
        """The province's 评定负责人."""
        return self.of(self.province, Post.CHIEF)


AddAccount = Callable[[Session, datetime, Seat], int]
"""Adds the account for a seat and returns its id."""


def gather(session: Session, now: datetime, add: AddAccount) -> People:
    """Fill every seat of the only province in the database."""
    province = top_units(session)[0]
    units = units_of(session, province.id)
    divisions = {
        name: add_division(session, COMMAND_LINE, now, unit_id=province.id, name=name).id
        for name in DIVISIONS
    }
    actors = {}
    for seat in seats(units):
        division_id = divisions[seat.division] if seat.division else None
        user_id = add(session, now, seat)
        grant_post(
            session,
            COMMAND_LINE,
            now,
            user_id=user_id,
            unit_id=seat.unit.id,
            post=seat.post,
            division_id=division_id,
        )
        actor = Actor(user_id, seat.name, seat.post, seat.unit.id, division_id)
        actors[seat.unit.id, seat.post, seat.division] = actor
    prefectures = tuple(unit for unit in units if unit.level is Level.PREFECTURE)
    return People(province, prefectures, _below(units, prefectures), divisions, actors)


def _below(units: Sequence[Unit], prefectures: Sequence[Unit]) -> dict[int, tuple[Unit, ...]]:
    return {above.id: tuple(unit for unit in units if unit.parent_id == above.id) for above in prefectures}


def seats(units: Sequence[Unit]) -> Iterator[Seat]:
    """Every seat of a province: two in each unit below, one rater for each division, and the three others."""
    for unit in units:
        if unit.parent_id is None:
            yield from (Seat(unit, Post.RATER, division) for division in DIVISIONS)
            yield from (Seat(unit, post) for post in (Post.CHIEF, Post.ADMIN, Post.AUDITOR))
        else:
            yield from (Seat(unit, post) for post in (Post.FILLER, Post.SIGNER))


def add_person(session: Session, now: datetime, seat: Seat, *, password: str) -> int:
    """An account that nobody logs in to."""
    user = add_user(session, COMMAND_LINE, now, username=seat.username, name=seat.name, password=password)
    return user.id
