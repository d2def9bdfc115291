"""Where and how a person gets copies of their notices."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workflow.models import Channel, Contact, Delivery, Mode, Notice, QuietHours
from workflow.rules.addresses import hidden

TEST = "test"
"""The kind of a message that its recipient asked for, to see whether it arrives."""


@dataclass(frozen=True)
class ContactLine:
    """A channel as its owner set it; `shown` is the address as pages may show it. `test` is the newest test
    message, if one was ever sent."""

    channel: Channel
    mode: Mode
    shown: str
    test: Delivery | None = None


def contacts_of(session: Session, user_id: int) -> Mapping[Channel, ContactLine]:
    """What a person has set, by channel."""
    tests = {test.channel: test for test in session.scalars(_tests(user_id))}
    rows = session.scalars(select(Contact).where(Contact.user_id == user_id))
    return {
        row.channel: ContactLine(
            row.channel, row.mode, shown_address(row.channel, row.address), tests.get(row.channel)
        )
        for row in rows
    }


def _tests(user_id: int) -> Select[Delivery]:
    own = (Notice.recipient_id == user_id, Notice.kind == TEST)
    return select(Delivery).join(Notice, Notice.id == Delivery.notice_id).where(*own).order_by(Delivery.id)


def quiet_hours_of(session: Session, user_id: int) -> QuietHours | None:
    """The hours in which a person gets no copies."""
    return session.get(QuietHours, user_id)


def shown_address(channel: Channel, address: str) -> str:
    """An address as pages and the outbox show it: mail in full, keys and web addresses by their end."""
    return address if channel is Channel.MAIL else hidden(address)
