"""Sending copies of notices again, by hand: the only way out for what failed or is unknown."""

from datetime import datetime

from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import locked
from workflow.commands.contacts import send_again
from workflow.errors import Stale
from workflow.models import Delivery, DeliveryState, Notice
from workflow.permissions import require
from workflow.queries.outbox import AGAIN, Sought, delivery_scope, resendable
from workflow.queries.scopes import own_scope

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
    _again(session, actor, now, copy, session.get_one(Notice, copy.notice_id).unit_id)


def resend_all(session: Session, actor: Actor, now: datetime, *, sought: Sought, shown: int) -> int:
    """Put all copies back into the queue that are sought and failed, or waited in vain for a channel to be
    set up; how many. Those of which nobody knows are never among them.

    `shown` is how many there were when this was decided. Raises Stale where that is no longer so, Refused
    where there are none.
    """
    require(actor, Action.RESEND_MESSAGE, own_scope(actor))
    assert actor.unit_id is not None
    found = resendable(session, actor.unit_id, sought).order_by(Delivery.id)
    rows = session.execute(found.with_for_update(of=Delivery)).all()
    if not rows:
        raise Refused((Unmet("没有可以全部重发的消息：发送失败的已经重发，状态不明的逐条决定", ""),))
    if len(rows) != shown:
        raise Stale(f"您核对时是 {shown} 条，现在是 {len(rows)} 条。没有重发，返回发件箱核对后再办。")
    for copy, unit_id in rows:
        _again(session, actor, now, copy, unit_id)
    return len(rows)


def _again(session: Session, actor: Actor, now: datetime, copy: Delivery, unit_id: int) -> None:
    before = {"channel": copy.channel.label, "state": copy.state.label}
    send_again(copy, now)
    after = {"channel": copy.channel.label, "state": copy.state.label}
    record(session, actor, now, "delivery.resend", copy, before=before, after=after, unit_id=unit_id)
