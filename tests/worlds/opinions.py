"""The province where item 11 is checked by both divisions, blind to each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from tests.worlds.province import DIVISIONS, World, at
from workflow.actor import Actor, Post
from workflow.commands.assignment import assign_items
from workflow.commands.comparing import open_comparison, reopen_comparison, unite_findings
from workflow.commands.rating import rate_item
from workflow.models import Comparison, Division
from workflow.queries.comparison_page import Compared
from workflow.queries.rating import RatingPage, rating_page
from workflow.queries.rating_facts import assessment_facts
from workflow.rules.double_deduction import Nature
from workflow.scheme.uniting import Decision
from workflow.scheme.weighing import FindingInput

ITEM, FUNDS, SERVICE = 11, *DIVISIONS


def found(count: int = 1, case: str = "账户未分设", **rest: Any) -> FindingInput:
    """A finding on item 11's only component, a new case unless said otherwise."""
    values = {"nature": Nature.NEW, "reason": "抽查凭证", **rest}
    return FindingInput("problem", case=case, count=count, **values)


def rater(world: World, division: str) -> Actor:
    """The rater of a division."""
    return world.actor("示范省", Post.RATER, division)


def give(world: World, divisions: Iterable[str] = DIVISIONS, item: int = ITEM, **rest: Any) -> None:
    """The chief gives an item to these divisions."""
    ids = {row.name: row.id for row in world.session.scalars(select(Division))}
    wanted = {item: [ids[name] for name in divisions]}
    world.do(assign_items, world.chief, at(2, 2), cycle_id=world.cycle_id, divisions_by_item=wanted, **rest)


def divided(world: World) -> None:
    """2 February: item 11 is both divisions'."""
    give(world)


def opine(
    world: World,
    division: str,
    *findings: FindingInput,
    unit: str = "甲市",
    version: int = 0,
    now: datetime | None = None,
    item: int = ITEM,
) -> Any:
    """A division's rater checks the item of a unit."""
    about = {"assessment_id": world.assessment(unit).id, "item": item, "version": version}
    return world.do(rate_item, rater(world, division), now or at(2, 10), **about, findings=findings)


def opening(world: World, unit: str = "甲市", now: datetime | None = None) -> None:
    """The chief opens the comparison."""
    about = {"assessment_id": world.assessment(unit).id, "item": ITEM}
    world.do(open_comparison, world.chief, now or at(2, 12), **about)


def comparison(world: World, unit: str = "甲市") -> Comparison | None:
    """The comparison of a unit's item, as it stands."""
    wanted = select(Comparison).where(Comparison.assessment_id == world.assessment(unit).id)
    return world.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def unite(
    world: World,
    decisions: dict[str, Decision] | None = None,
    unit: str = "甲市",
    version: int | None = None,
    now: datetime | None = None,
) -> Any:
    """The chief unites what the divisions found."""
    row = comparison(world, unit)
    read_at = (row.version if row else 0) if version is None else version
    about = {"assessment_id": world.assessment(unit).id, "item": ITEM, "version": read_at}
    return world.do(unite_findings, world.chief, now or at(2, 13), **about, decisions=decisions or {})


def opined(world: World) -> None:
    """Both divisions have checked 甲市: one found two cases, the other three of the same."""
    divided(world)
    opine(world, FUNDS, found(2))
    opine(world, SERVICE, found(3))


def agreed(world: World) -> None:
    """Both divisions have found the same case in 甲市, and only 服务处 another one."""
    divided(world)
    opine(world, FUNDS, found(2))
    opine(world, SERVICE, found(2, reason="核对台账"), found(1, "未按月对账"))


def opened(world: World) -> None:
    """The chief has opened a conflict on 甲市."""
    opined(world)
    opening(world)


def page(world: World, division: str, unit: str = "甲市") -> RatingPage:
    """The item's page as a division's rater sees it."""
    about = world.assessment(unit).id
    return rating_page(world.session, rater(world, division), about, ITEM)


def chief_page(world: World, unit: str = "甲市") -> Compared:
    """How far the divisions are, as the chief sees it."""
    compared = rating_page(world.session, world.chief, world.assessment(unit).id, ITEM).compared
    assert compared is not None
    return compared


def unchecked(world: World, unit: str = "甲市") -> bool:
    """Whether a division still has to check the item."""
    return ITEM in assessment_facts(world.session, world.cycle_id)[world.unit(unit)].unchecked_items


def reopen(world: World, reason: str = "服务处补充依据", now: int = 14) -> None:
    """The chief gives the opinions back to the divisions."""
    about = {"assessment_id": world.assessment("甲市").id, "item": ITEM}
    world.do(reopen_comparison, world.chief, at(2, now), **about, reason=reason)
