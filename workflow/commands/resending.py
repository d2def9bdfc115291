"""Sending a copy of a notice again, by hand: the only way out for what failed or is unknown."""

from datetime import datetime

from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.commands.contacts import send_again
from workflow.models import Delivery, DeliveryState, Notice
from workflow.permissions import require
from workflow.queries.outbox import AGAIN, delivery_scope

_STANDS = {
    DeliveryState.QUEUED: "已经在等候发送，会自动发出",
    DeliveryState.SENDING: "正在发送",
    DeliveryState.SENT: "已经发送成功",
}


def resend(session: Session, actor: Actor, now: datetime, *, delivery_id: int) -> None:
    """Put a copy that failed, is unknown or was dropped back into the queue.

    Raises Refused where it waits, is being sent or was sent.
    """
    require(actor, Action.RESEND_MESSAGE, delivery_scope(session, delivery_id))
    copy = locked(session, Delivery, delivery_id)
    if copy.state not in AGAIN:
        raise Refused((Unmet(f"这条消息{_STANDS[copy.state]}，不用重发", ""),))
    before = {"channel": copy.channel.label, "state": copy.state.label}
    send_again(copy, now)
    unit_id = session.get_one(Notice, copy.notice_id).unit_id
    after = {"channel": copy.channel.label, "state": copy.state.label}
    record(session, actor, now, "delivery.resend", copy, before=before, after=after, unit_id=unit_id)
