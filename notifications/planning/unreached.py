"""Units whose signer no reminder reaches: an alarm for the administrator, who alone can mend it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from notifications.letters import Letter, Occasion, Page, Recipient
from notifications.planning.desk import Desk, Due
from notifications.recipients import in_posts
from workflow.actor import Post
from workflow.models import Channel, Contact, Delivery, DeliveryState, Mode, Notice

VACANT = "没有在任的负责人"
SILENT = "负责人没有设置接收方式"
BROKEN = "最近一次发给负责人的没有送达"


def unreachable(desk: Desk, now: datetime) -> list[Letter]:
    """On each day on which reminders go out one message an entry, naming the units that owe something and
    whose signer none reaches, and why."""
    due = desk.due(now)
    units = {one.unit_id for one, _ in due}
    holders = desk.holders({*units, desk.province_id} if units else units, now)
    signers = {unit_id: in_posts(holders.get(unit_id, ()), Post.SIGNER) for unit_id in units}
    reasons = _reasons(desk.session, signers)
    groups: dict[Occasion, list[Due]] = defaultdict(list)
    for one, moment in due:
        if one.unit_id in reasons:
            place = (one.entry, desk.province_id, moment.day, moment.at)
            groups[desk.occasion("unreachable", *place)].append((one, moment))
    admins = in_posts(holders.get(desk.province_id, ()), Post.ADMIN)
    letters = []
    for occasion, to in desk.unposted([(occasion, to) for occasion in groups for to in admins]):
        named = [one for one, moment in groups[occasion] if desk.owed_before(one, moment.at, now)]
        if named:
            context = {
                "count": str(len(named)),
                "names": "\n".join(f"· {one.name}：{reasons[one.unit_id]}" for one in named),
            }
            page = Page("admin.accounts")
            letters.append(desk.letter(occasion, to, page, f"{len(named)} 个单位提醒不到负责人", context))
    return letters


def _reasons(session: Session, signers: Mapping[int, Sequence[Recipient]]) -> dict[int, str]:
    """Unit → why nothing reaches a signer of it; units with one who is reached are absent.

    As long as nobody in the whole system has entered an address, the inbox is the way for everybody.
    """
    found = {unit_id: VACANT for unit_id, people in signers.items() if not people}
    if not signers or not session.scalar(select(exists().where(Contact.user_id.is_not(None)))):
        return found
    people = {to.user_id for unit in signers.values() for to in unit}
    ways, broken = _ways(session, people)
    for unit_id, unit in signers.items():
        own = {way for to in unit for way in ways.get(to.user_id, ())}
        if unit and not own - broken:
            found[unit_id] = BROKEN if own else SILENT
    return found


def _ways(
    session: Session, people: Iterable[int]
) -> tuple[Mapping[int, set[tuple[int, Channel]]], set[tuple[int, Channel]]]:
    """The ways on which people want copies, and those on which the newest that ended has failed."""
    wanted = (Contact.user_id.in_(people), Contact.mode != Mode.OFF)
    ways: dict[int, set[tuple[int, Channel]]] = defaultdict(set)
    for user_id, channel in session.execute(select(Contact.user_id, Contact.channel).where(*wanted)):
        ways[user_id].add((user_id, channel))
    ended = (DeliveryState.SENT, DeliveryState.FAILED)
    newest = (
        select(func.max(Delivery.id))
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.recipient_id.in_(people), Delivery.state.in_(ended))
        .group_by(Notice.recipient_id, Delivery.channel)
    )
    failed = (
        select(Notice.recipient_id, Delivery.channel)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Delivery.id.in_(newest), Delivery.state == DeliveryState.FAILED)
    )
    return ways, set(session.execute(failed))
