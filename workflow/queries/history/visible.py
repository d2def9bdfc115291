"""Which events a reader sees, and how much of each: conditions, in the database's words."""

from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.models import Event, EventItem, RankingRun
from workflow.permissions import Scope, require
from workflow.queries.history.audience import DECIDING, INSIDE_REASON, Chief, Own, to_chief, to_own
from workflow.queries.results import SHOWN
from workflow.queries.scopes import cycle_scope, province_scope, unit_scope
from workflow.queries.visibility import opened_reports, opened_sheets

NAMELESS = (Post.RATER.value, Post.EVALUATOR.value)
"""Posts whose holders a unit does not get to know by name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose history: a unit's in a cycle, a unit's outside all cycles, or (without a unit) a whole cycle's;
    narrowed to an item, to an act (the name of an event), to a person by full name."""

    cycle_id: int | None
    unit_id: int | None
    item: int | None = None
    act: str = ""
    person: str = ""


class Reader(Enum):
    """Who reads: somebody of the unit itself, or the chief."""

    OWN = auto()
    CHIEF = auto()


@dataclass(frozen=True, slots=True)
class Reading:
    """What is wanted and who wants it. `known_until` is the last event that a shown result is made of, 0
    before any is shown: later ones of that kind are not the unit's to know."""

    wanted: Wanted
    reader: Reader
    known_until: int = 0


def reading(session: Session, actor: Actor, wanted: Wanted) -> Reading:
    """Let the actor read, or raise Hidden or Forbidden; NotFound for a unit that is not in the cycle."""
    require(actor, Action.VIEW_HISTORY, _scope(session, wanted))
    if actor.post is Post.CHIEF:
        return Reading(wanted, Reader.CHIEF)
    return Reading(wanted, Reader.OWN, _known_until(session, wanted.cycle_id))


def _scope(session: Session, wanted: Wanted) -> Scope:
    if wanted.cycle_id is None:
        assert wanted.unit_id is not None
        return province_scope(session, wanted.unit_id)
    if wanted.unit_id is None:
        return cycle_scope(session, wanted.cycle_id)
    return unit_scope(session, wanted.cycle_id, wanted.unit_id)


def _known_until(session: Session, cycle_id: int | None) -> int:
    """The computation of the newest run that units may look into."""
    shown = select(RankingRun.id).where(RankingRun.cycle_id == cycle_id, RankingRun.stage.in_(SHOWN))
    computed = (Event.noun == "ranking", Event.name == "ranking.compute", Event.object_id.in_(shown))
    return session.scalar(select(func.max(Event.seq)).where(*computed)) or 0


def visible(read: Reading) -> ColumnElement[bool]:
    """The events that the reader sees of what is wanted, narrowed as asked."""
    wanted = read.wanted
    conditions = [Event.cycle_id.is_(None) if wanted.cycle_id is None else Event.cycle_id == wanted.cycle_id]
    conditions += [] if wanted.unit_id is None else [Event.unit_id == wanted.unit_id]
    conditions += [_for_own(read) if read.reader is Reader.OWN else _for_chief(read)]
    if wanted.act:
        conditions.append(Event.name == wanted.act)
    if wanted.item is not None:
        about = select(EventItem.seq).where(EventItem.seq == Event.seq, EventItem.item == wanted.item)
        conditions += [about.exists(), told_in_full(read)]
    if wanted.person:
        conditions += [Event.actor_name == wanted.person, named(read)]
    return and_(*conditions)


def told_in_full(read: Reading) -> ColumnElement[bool]:
    """Of which visible events the reader learns more than that a stage changed."""
    if read.reader is Reader.OWN or read.wanted.cycle_id is None:
        return true()
    opened = Event.unit_id.in_(opened_sheets(read.wanted.cycle_id))
    return or_(Event.name.not_in(to_chief(Chief.STAGE)), opened)


def reasoned(read: Reading) -> ColumnElement[bool]:
    """Of which visible events the reader learns why."""
    if read.reader is Reader.OWN:
        return Event.name.not_in(INSIDE_REASON)
    return told_in_full(read)


def named(read: Reading) -> ColumnElement[bool]:
    """Of which visible events the reader learns who it was by name."""
    if read.reader is Reader.CHIEF:
        return true()
    return and_(Event.actor_post.not_in(NAMELESS), not_result(read))


def not_result(read: Reading) -> ColumnElement[bool]:
    """Which visible events are no part of a unit's result."""
    if read.reader is Reader.CHIEF:
        return true()
    its_own = or_(Event.name.not_in(to_own(Own.ITS_ACT)), Event.actor_unit_id == read.wanted.unit_id)
    return and_(Event.name.not_in(to_own(Own.RESULT)), its_own)


def _for_own(read: Reading) -> ColumnElement[bool]:
    at_once = or_(
        Event.name.in_(to_own(Own.AT_ONCE)),
        and_(Event.name.in_(to_own(Own.ITS_ACT)), Event.actor_unit_id == read.wanted.unit_id),
    )
    if not read.known_until:
        return at_once
    assessed = Event.name.in_(to_own(Own.RESULT) | to_own(Own.ITS_ACT))
    return or_(at_once, and_(assessed, Event.seq <= read.known_until, ~_superseded(read.known_until)))


def _superseded(until: int) -> ColumnElement[bool]:
    """Whether a later decision about the same thing, and the same item of it, took the event's place."""
    later, same, mine = aliased(Event), aliased(EventItem), aliased(EventItem)
    items = select(mine.item).where(mine.seq == Event.seq).correlate(Event)
    same_item = select(same.seq).where(same.seq == later.seq, same.item.in_(items)).correlate(later)
    taken = (
        select(later.seq)
        .where(
            later.noun == Event.noun,
            later.object_id == Event.object_id,
            later.seq > Event.seq,
            later.seq <= until,
            later.name.in_(DECIDING),
            or_(~items.exists(), same_item.exists()),
        )
        .correlate(Event)
    )
    return and_(Event.name.in_(DECIDING), taken.exists())


def _for_chief(read: Reading) -> ColumnElement[bool]:
    always = Event.name.in_(to_chief(Chief.ALWAYS) | to_chief(Chief.STAGE))
    if read.wanted.cycle_id is None:
        return always
    sheets, reports = opened_sheets(read.wanted.cycle_id), opened_reports(read.wanted.cycle_id)
    return or_(
        always,
        and_(Event.name.in_(to_chief(Chief.SHEET)), Event.unit_id.in_(sheets)),
        and_(Event.name.in_(to_chief(Chief.REPORT)), Event.unit_id.in_(reports)),
    )


def readable(read: Reading) -> frozenset[str]:
    """The acts that the reader may come across at all: what a filter offers."""
    if read.reader is Reader.CHIEF:
        return frozenset(name for when in Chief if when is not Chief.NEVER for name in to_chief(when))
    return frozenset(name for when in Own if when is not Own.NEVER for name in to_own(when))
