"""Sending the copies of notices: each at most once by itself, on every channel apart from the others.

A copy is claimed before anything leaves: from then on it goes out again only by hand, unless it is known
that it did not arrive. One parcel is in hand at a time, so that a process that dies leaves at most one of
which nobody knows. All of it follows from the tables; nothing is remembered between two runs.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from notifications import faults
from notifications.channels.parcels import Enclosed, Fate, Outcome, Parcel, Send
from notifications.outcomes import end, keep
from notifications.process import Process
from notifications.timing import first_attempt
from notifications.troubles import Troubles
from notifications.validity import outdated
from workflow.clock import local
from workflow.models import Channel, Contact, Delivery, DeliveryState, Mode, Notice, QuietHours, User
from workflow.queries.contacts import TEST, shown_address
from workflow.queries.outbox import NOT_SET_UP
from workflow.unit_of_work import unit_of_work

REST = timedelta(minutes=5)
"""How long what goes to a server in trouble waits."""

PATIENCE = timedelta(days=1)
"""How long what is due waits for a channel that is not set up: a setting may be missing by mistake."""

JUDGED_AGAIN = timedelta(hours=1)
"""How long a copy waits of which could not be told whether it is still true."""

_SUBJECT = "delivery "

NOT_JUDGED = "出错，判断不了是否仍然有效，稍后再试"
"""Stands as the answer of a copy for as long as its fault is kept."""

LEFT_BEHIND = "发送时程序中断，不知道对方是否收到"

log = logging.getLogger(__name__)


class Copy(NamedTuple):
    """A delivery with what decides about it."""

    delivery: Delivery
    notice: Notice
    contact: Contact
    quiet: QuietHours | None
    active: bool


def deliver(
    session: Session,
    clock: Callable[[], datetime],
    channel: Channel,
    process: Process,
    send: Send | None,
    stopped: Callable[[], bool],
) -> Mapping[str, int]:
    """Send what is due on a channel that no other process has in hand; how many came to which state.

    `clock` is the time of the assessment, read anew for each parcel; what becomes due meanwhile is left to
    the next run. Nothing more is claimed once `stopped`. Without `send` the channel is not set up, and what
    has waited for it for a day is dropped. Runs for one channel never overlap within a process.
    """
    counts: Counter[str] = Counter()
    _settle_left_behind(session, clock(), channel, process, counts)
    if send is None:
        _drop_all(session, clock(), channel, counts)
    else:
        _send_all(session, clock, channel, process, send, stopped, counts)
    _forget_faults(session, channel)
    return counts


def _send_all(
    session: Session,
    clock: Callable[[], datetime],
    channel: Channel,
    process: Process,
    send: Send,
    stopped: Callable[[], bool],
    counts: Counter[str],
) -> None:
    begun, troubles = clock(), Troubles(channel)
    while not stopped() and _any_due(session, min(begun, now := clock()), channel):
        with unit_of_work(session):
            copies = _next_copies(session, min(begun, now), channel)
            numbers, parcel = _claim(session, now, process, copies, counts)
        if not copies:
            break  # other processes have them in hand
        if parcel is not None:
            outcome = _sent(send, parcel)
            counts += keep(session, clock, process, numbers, outcome, stopped)
            if place := troubles.after(parcel, outcome.fate):
                counts["put_off"] += _rest(session, clock(), channel, partial(troubles.lies_at, place=place))


def _settle_left_behind(
    session: Session, now: datetime, channel: Channel, process: Process, counts: Counter[str]
) -> None:
    """Nobody knows what became of copies whose process died, or which an earlier run of this one left."""
    sending = (Delivery.state == DeliveryState.SENDING, Delivery.channel == channel)
    claimers = set(session.scalars(select(Delivery.claimed_by).where(*sending).distinct()))
    if not claimers:
        return
    with unit_of_work(session):
        named = {number for number in claimers if number is not None}
        dead = process.gone(session, named) | (named & {process.id})
        left = update(Delivery).where(*sending, Delivery.claimed_by.in_(dead)).returning(Delivery.id)
        values = {"state": DeliveryState.UNKNOWN, "ended_at": now, "answer": LEFT_BEHIND}
        counts[DeliveryState.UNKNOWN] += len(session.scalars(left.values(values)).all())


def _drop_all(session: Session, now: datetime, channel: Channel, counts: Counter[str]) -> None:
    waiting = _due(now - PATIENCE, channel)
    if session.scalar(select(exists().where(*waiting))):
        with unit_of_work(session):
            values = {"state": DeliveryState.DROPPED, "ended_at": now, "answer": NOT_SET_UP}
            dropped = update(Delivery).where(*waiting).values(values).returning(Delivery.id)
            counts[DeliveryState.DROPPED] += len(session.scalars(dropped).all())


def _due(now: datetime, channel: Channel) -> tuple[ColumnElement[bool], ...]:
    return (Delivery.state == DeliveryState.QUEUED, Delivery.channel == channel, Delivery.next_at <= now)


def _any_due(session: Session, now: datetime, channel: Channel) -> bool:
    return bool(session.scalar(select(exists().where(*_due(now, channel)))))


def _rest(session: Session, now: datetime, channel: Channel, there: Callable[[str], bool]) -> int:
    """Put off what is due and goes there, all at once: no hundred attempts against a server that does not
    answer. How many."""
    own = (Contact.user_id == Notice.recipient_id) & (Contact.channel == channel)
    with unit_of_work(session):
        due = select(Contact.address).join(Notice, own).join(Delivery, Delivery.notice_id == Notice.id)
        addresses = [one for one in session.scalars(due.where(*_due(now, channel)).distinct()) if there(one)]
        notices = select(Notice.id).join(Contact, own).where(Contact.address.in_(addresses))
        put_off = update(Delivery).where(*_due(now, channel), Delivery.notice_id.in_(notices))
        return len(session.scalars(put_off.values(next_at=now + REST).returning(Delivery.id)).all())


def _copies(now: datetime, channel: Channel) -> Select[Delivery, Notice, Contact, QuietHours, bool]:
    """What is due, locked with the address that it goes to, so that a day's copies stay together."""
    return (
        select(Delivery, Notice, Contact, QuietHours, User.active)
        .join(Notice, Notice.id == Delivery.notice_id)
        .join(User, User.id == Notice.recipient_id)
        .join(Contact, (Contact.user_id == Notice.recipient_id) & (Contact.channel == Delivery.channel))
        .outerjoin(QuietHours, QuietHours.user_id == Notice.recipient_id)
        .where(*_due(now, channel))
        .order_by(Delivery.next_at, Delivery.id)
        .with_for_update(of=[Delivery, Contact], skip_locked=True)
    )


def _next_copies(session: Session, now: datetime, channel: Channel) -> list[Copy]:
    """The copy that has waited longest; with all others that its recipient wants together with it."""
    due = _copies(now, channel)
    first = [Copy._make(row) for row in session.execute(due.limit(1))]
    if not first or not first[0].delivery.gathered:
        return first
    together = (Delivery.gathered, Notice.recipient_id == first[0].notice.recipient_id)
    return [Copy._make(row) for row in session.execute(due.where(*together))]


def _claim(
    session: Session, now: datetime, process: Process, copies: Sequence[Copy], counts: Counter[str]
) -> tuple[list[int], Parcel | None]:
    """Claim those that may go now, drop or put off the others; what leaves, and the deliveries in it."""
    told = _judged(session, now, copies)
    going = []
    for copy in copies:
        if copy.notice.id not in told:
            copy.delivery.next_at, copy.delivery.answer = now + JUDGED_AGAIN, NOT_JUDGED
            counts["put_off"] += 1
        elif why := _why_not(copy) or told[copy.notice.id]:
            end(copy.delivery, now, DeliveryState.DROPPED, why)
            counts[DeliveryState.DROPPED] += 1
        elif (later := _earliest(copy, now)) > now:
            copy.delivery.next_at = later
            counts["put_off"] += 1
        else:
            going.append(copy)
    for copy in going:
        _take(copy, now, process)
    return [copy.delivery.id for copy in going], _parcel(going, now) if going else None


def _judged(session: Session, now: datetime, copies: Sequence[Copy]) -> Mapping[int, str]:
    """Notice → why it is not to be sent any more, blank for one that is; without those of which that cannot
    be told, which are noted: a defect of one holds no other up."""
    try:
        with session.begin_nested():
            told = outdated(session, now, [copy.notice for copy in copies])
        return {copy.notice.id: told.get(copy.notice.id, "") for copy in copies}
    except OperationalError:
        raise
    except Exception as error:  # any defect, whatever it is
        if len(copies) > 1:
            return {key: why for copy in copies for key, why in _judged(session, now, [copy]).items()}
        (row,) = (copy.delivery for copy in copies)
        log.exception("delivery %s: cannot tell whether it is still true", row.id)
        faults.note(session, now, _job(row.channel), f"{_SUBJECT}{row.id}", error)
        return {}


def _forget_faults(session: Session, channel: Channel) -> None:
    """Of copies that have been judged since, or wait no more."""
    pending = {int(one.removeprefix(_SUBJECT)): one for one in faults.pending(session, _job(channel))}
    if pending:
        with unit_of_work(session):
            doubtful = (Delivery.state == DeliveryState.QUEUED, Delivery.answer == NOT_JUDGED)
            left = select(Delivery.id).where(Delivery.id.in_(pending), *doubtful)
            for number in pending.keys() - set(session.scalars(left)):
                faults.clear(session, _job(channel), pending[number])


def _job(channel: Channel) -> str:
    return f"send_{channel.value}"


def _why_not(copy: Copy) -> str:
    if not copy.active:
        return "收件人的账号已停用"
    if not copy.contact.address:
        return "收件人没有填写地址"
    off = copy.contact.mode is Mode.OFF and copy.notice.kind != TEST
    return "收件人已设为不发送" if off else ""


def _earliest(copy: Copy, now: datetime) -> datetime:
    """After the quiet hours; a test goes when it is asked for."""
    if copy.quiet is None or copy.notice.kind == TEST:
        return now
    return first_attempt(local(now), False, copy.quiet.first, copy.quiet.last)


def _take(copy: Copy, now: datetime, process: Process) -> None:
    row = copy.delivery
    row.state, row.claimed_by, row.claimed_at = DeliveryState.SENDING, process.id, now
    row.attempts, row.answer = row.attempts + 1, ""
    row.address = shown_address(row.channel, copy.contact.address)


def _parcel(going: Sequence[Copy], now: datetime) -> Parcel:
    first, notices = going[0], [copy.notice for copy in going]
    return Parcel(
        number=first.delivery.id,
        address=first.contact.address,
        at=now,
        gathered=first.delivery.gathered,
        enclosed=tuple(Enclosed(one.id, one.created_at, one.subject, one.body) for one in notices),
    )


def _sent(send: Send, parcel: Parcel) -> Outcome:
    """Hand it over; whatever is raised leaves open what became of it."""
    try:
        return send(parcel)
    except Exception as fault:
        log.exception("delivery %s: the outcome is unknown", parcel.number)
        return Outcome(Fate.UNKNOWN, f"发送时出错，不知道对方是否收到（{type(fault).__name__}）")
