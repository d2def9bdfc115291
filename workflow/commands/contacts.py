"""Where a person wants copies of their notices, when not, and whether one arrives. Each sets their own."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.errors import Invalid
from workflow.models import Channel, Contact, Delivery, DeliveryState, Mode, Notice, QuietHours, User
from workflow.permissions import require
from workflow.queries.contacts import TEST
from workflow.queries.scopes import own_scope
from workflow.rules.addresses import dingtalk_token, mail_address, web_address, wecom_key

TEST_EVERY = timedelta(minutes=1)
"""So long a person waits before asking for the next test message on a channel."""

HOURS = range(24)


@dataclass(frozen=True, slots=True)
class Typed:
    """An address as its owner typed it. `origins` are those that web addresses may have."""

    address: str
    secret: str = ""
    origins: Collection[str] = ()


_READ: Mapping[Channel, Callable[[Typed], str]] = {
    Channel.MAIL: lambda typed: mail_address(typed.address),
    Channel.WECOM: lambda typed: wecom_key(typed.address),
    Channel.DINGTALK: lambda typed: dingtalk_token(typed.address, typed.secret),
    Channel.WEBHOOK: lambda typed: web_address(typed.address, typed.origins),
}


def set_contact(
    session: Session, actor: Actor, now: datetime, *, channel: Channel, mode: Mode, typed: Typed
) -> None:
    """Set the own address on a channel and how it is used. Raises Invalid at `address`.

    Keys and web addresses are shown to nobody, so a blank box keeps what is there; a mail address is in its
    box. No address enters the history.
    """
    user = _oneself(session, actor)
    known = session.get(Contact, (user.id, channel), with_for_update=True)
    kept = known.address if known and channel is not Channel.MAIL else ""
    address = _read(channel, typed) if typed.address.strip() or typed.secret.strip() else kept
    if mode is not Mode.OFF and not address:
        raise Invalid({"address": f"要用{channel.label}接收，先填写地址；不用的选“{Mode.OFF.label}”。"})
    before = {"channel": channel.label, "mode": known.mode.label} if known else None
    if known is None:
        known = Contact(user_id=user.id, channel=channel)
        session.add(known)
    known.address, known.mode, known.changed_at = address, mode, now
    after = {"channel": channel.label, "mode": mode.label}
    record(session, actor, now, "contact.change", user, before=before, after=after)


def set_quiet_hours(
    session: Session, actor: Actor, now: datetime, *, first: int | None, last: int | None
) -> None:
    """Set the own quiet hours, from `first` up to `last`, over midnight where that is the earlier one; none
    where both are None. Raises Invalid at `last`."""
    user = _oneself(session, actor)
    if (first is None) != (last is None) or (first is not None and first == last):
        raise Invalid({"last": "开始和结束都选，并且不相同；不要免打扰时段的，两项都选“不设”。"})
    if any(hour is not None and hour not in HOURS for hour in (first, last)):
        raise Invalid({"last": "时间选整点，从 0 点到 23 点。"})
    known = session.get(QuietHours, user.id, with_for_update=True)
    before = _hours(known.first, known.last) if known else None
    if first is None or last is None:
        if known:
            session.delete(known)
    else:
        session.merge(QuietHours(user_id=user.id, first=first, last=last))
    record(session, actor, now, "contact.change", user, before=before, after=_hours(first, last))


def _hours(first: int | None, last: int | None) -> dict[str, str]:
    told = "不设" if first is None else f"{first}:00—{last}:00"
    return {"channel": "免打扰时段", "mode": told}


def ask_for_test(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    channel: Channel,
    holding_id: int,
    subject: str,
    body: str,
) -> None:
    """Send oneself a test message on a channel, now, whatever the mode and the quiet hours; once a minute.

    There is one a day for each channel: asking again sends the same one again, by hand. Raises Invalid.
    """
    user = _oneself(session, actor)
    known = session.get(Contact, (user.id, channel))
    if known is None or not known.address:
        raise Invalid({"address": f"还没有填写{channel.label}的地址：先填写并保存，再发送测试消息。"})
    notice, copy = _todays_test(session, actor, now, channel)
    if notice is None:
        assert actor.unit_id is not None
        place = {"entry": channel.value, "unit_id": actor.unit_id, "kind": TEST, "day": local_date(now)}
        notice = Notice(**place, recipient_id=user.id, holding_id=holding_id, planned_for=now)
        notice.page = "contacts.own"
        session.add(notice)
    elif now - notice.created_at < TEST_EVERY or (copy and copy.state is DeliveryState.SENDING):
        raise Invalid({"address": "一分钟内已经发过一条测试消息：先看它是否收到，一分钟后可以再发。"})
    notice.created_at, notice.read_at, notice.subject, notice.body = now, None, subject, body
    session.flush()
    if copy is None:
        session.add(Delivery(notice_id=notice.id, channel=channel, next_at=now))
    else:
        send_again(copy, now)
    record(session, actor, now, "contact.test", user, after={"channel": channel.label})


def send_again(copy: Delivery, now: datetime) -> None:
    """Put a copy back into the queue, by somebody's hand: due now, with all its attempts before it."""
    copy.state, copy.next_at, copy.attempts, copy.refusals = DeliveryState.QUEUED, now, 0, 0
    copy.claimed_by = copy.claimed_at = copy.ended_at = None


def _todays_test(
    session: Session, actor: Actor, now: datetime, channel: Channel
) -> tuple[Notice | None, Delivery | None]:
    own = (Notice.recipient_id == actor.user_id, Notice.unit_id == actor.unit_id, Notice.kind == TEST)
    todays = (*own, Notice.entry == channel.value, Notice.day == local_date(now))
    statement = select(Notice, Delivery).outerjoin(Delivery, Delivery.notice_id == Notice.id).where(*todays)
    found = session.execute(statement.with_for_update(of=Notice)).first()
    return (found[0], found[1]) if found else (None, None)


def _oneself(session: Session, actor: Actor) -> User:
    """The actor's own account, locked: two windows change it one after the other."""
    require(actor, Action.SET_CONTACTS, own_scope(actor))
    return locked(session, User, actor.user_id)


def _read(channel: Channel, typed: Typed) -> str:
    try:
        return _READ[channel](typed)
    except ValueError as wrong:
        raise Invalid({"address": str(wrong)}) from None
