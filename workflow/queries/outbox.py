"""The outbox: what waits, what was sent, what went wrong, for the administrator of a province."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from workflow.errors import NotFound
from workflow.models import Channel, Delivery, DeliveryState, Notice, Unit, User
from workflow.permissions import Scope
from workflow.queries.scopes import province_scope
from workflow.queries.units import family

AGAIN = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.DROPPED)
"""From where a copy leaves only by hand."""

NOT_SET_UP = "系统没有设置这种发送方式，设置后可以重发"
"""Why copies are dropped that waited for a channel in vain."""

PAGE = 100
"""Copies on one page."""


@dataclass(frozen=True)
class CopyLine:
    """One copy as the outbox shows it: to whom and about what, never the text."""

    id: int
    channel: Channel
    state: DeliveryState
    recipient: str
    unit: str
    kind: str
    subject: str
    created_at: datetime
    next_at: datetime
    ended_at: datetime | None
    attempts: int
    address: str
    answer: str

    @property
    def again(self) -> bool:
        """Whether it can be sent again by hand."""
        return self.state in AGAIN


@dataclass(frozen=True, slots=True)
class Sought:
    """What a page of the outbox is about; `below` is the number under which it goes on."""

    state: DeliveryState | None = None
    channel: Channel | None = None
    unit_id: int | None = None
    below: int | None = None


@dataclass(frozen=True)
class OutboxPage:
    """Copies, newest first, and where the page of older ones begins."""

    lines: tuple[CopyLine, ...]
    older: int | None


def counted(session: Session, province_id: int) -> Mapping[DeliveryState, Mapping[Channel, int]]:
    """How many copies stand where, by state and channel."""
    statement = (
        select(Delivery.state, Delivery.channel, func.count())
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(_inside(session, province_id))
        .group_by(Delivery.state, Delivery.channel)
    )
    counts: dict[DeliveryState, dict[Channel, int]] = {state: {} for state in DeliveryState}
    for state, channel, number in session.execute(statement):
        counts[state][channel] = number
    return counts


def outbox(session: Session, province_id: int, sought: Sought) -> OutboxPage:
    """A page of the province's outbox."""
    wanted = _wanted(sought)
    if sought.below is not None:
        wanted.append(Delivery.id < sought.below)
    statement = _lines().where(_inside(session, province_id), *wanted).order_by(Delivery.id.desc())
    found = [_line(*row) for row in session.execute(statement.limit(PAGE + 1))]
    return OutboxPage(tuple(found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None)


def resendable(session: Session, province_id: int, sought: Sought) -> Select[Delivery, int]:
    """The copies among those sought that may be sent again all at once, on whatever page, with their units:
    what failed, and what waited in vain for a channel to be set up. Never what may have arrived."""
    vain = (Delivery.state == DeliveryState.DROPPED) & (Delivery.answer == NOT_SET_UP)
    fit = (Delivery.state == DeliveryState.FAILED) | vain
    found = select(Delivery, Notice.unit_id).join(Notice, Notice.id == Delivery.notice_id)
    return found.where(_inside(session, province_id), *_wanted(sought), fit)


def resendable_counts(session: Session, province_id: int, sought: Sought) -> Mapping[DeliveryState, int]:
    """How many copies `resendable` finds, by state."""
    found = resendable(session, province_id, sought)
    counted_by_state = found.with_only_columns(Delivery.state, func.count()).group_by(Delivery.state)
    return dict(session.execute(counted_by_state).all())


def copy_line(session: Session, province_id: int, delivery_id: int) -> CopyLine:
    """One copy. Raises NotFound, also for another province's."""
    own = (_inside(session, province_id), Delivery.id == delivery_id)
    row = session.execute(_lines().where(*own)).one_or_none()
    if row is None:
        raise NotFound
    return _line(*row)


def delivery_scope(session: Session, delivery_id: int) -> Scope:
    """Whose a copy is: the unit's that its notice is about."""
    statement = select(Notice.unit_id).join(Delivery, Delivery.notice_id == Notice.id)
    unit_id = session.scalar(statement.where(Delivery.id == delivery_id))
    if unit_id is None:
        raise NotFound
    return province_scope(session, unit_id)


def _wanted(sought: Sought) -> list[ColumnElement[bool]]:
    asked = {
        Delivery.state: sought.state,
        Delivery.channel: sought.channel,
        Notice.unit_id: sought.unit_id,
    }
    return [column == value for column, value in asked.items() if value is not None]


def _inside(session: Session, province_id: int) -> ColumnElement[bool]:
    units: Sequence[int] = family(session).below(province_id)
    return Notice.unit_id.in_(units)


def _lines() -> Select[Delivery, Notice, str, str]:
    return (
        select(Delivery, Notice, User.name, Unit.name)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(User, User.id == Notice.recipient_id)
        .join(Unit, Unit.id == Notice.unit_id)
    )


def _line(copy: Delivery, notice: Notice, recipient: str, unit: str) -> CopyLine:
    return CopyLine(
        id=copy.id,
        channel=copy.channel,
        state=copy.state,
        recipient=recipient,
        unit=unit,
        kind=notice.kind,
        subject=notice.subject,
        created_at=notice.created_at,
        next_at=copy.next_at,
        ended_at=copy.ended_at,
        attempts=copy.attempts,
        address=copy.address,
        answer=copy.answer,
    )
