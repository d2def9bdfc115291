"""Reminders of what a unit owes, before its deadline and after; the level above is told of who is overdue."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from notifications.letters import Letter, Occasion, Recipient
from notifications.planning.desk import Desk, Place
from notifications.recipients import in_posts
from workflow.actor import Post
from workflow.clock import local_date
from workflow.rules.deadlines import Window, acceptance_text, deadline_text, grace_text
from workflow.rules.obligations import Obligation
from workflow.rules.reminders import Kind, Moment, last_day
from workflow.rules.working_days import PROVISIONAL, WorkingDays


def reminders(desk: Desk, now: datetime) -> list[Letter]:
    """To every unit that owes something the reminder that is current, unless it was posted already or its
    moment passed before the work was owed. Who takes a post over gets the one that is current."""
    due = {(one.entry, one.unit_id): (one, moment) for one, moment in desk.due(now)}
    holders = desk.holders({unit_id for _, unit_id in due}, now)
    wanted = [
        (desk.occasion(moment.kind.value, entry, unit_id, moment.day, moment.at), to)
        for (entry, unit_id), (_, moment) in due.items()
        for to in _addressed(moment, holders.get(unit_id, ()))
    ]
    unposted = desk.unposted(wanted, newcomers=True)
    fresh = [(occasion, to, *due[occasion.entry, occasion.unit_id]) for occasion, to in unposted]
    return [
        desk.letter(
            occasion, to, desk.own_page(one), _why(one, moment, now), _said(desk, one, to, moment, now)
        )
        for occasion, to, one, moment in fresh
        if desk.owed_before(one, moment.at, now)
    ]


def _addressed(moment: Moment, holders: Sequence[Recipient]) -> list[Recipient]:
    """Filler and signer; early on the filler alone, where there is one."""
    fillers = in_posts(holders, Post.FILLER)
    return fillers if fillers and not moment.signer else in_posts(holders, Post.FILLER, Post.SIGNER)


def _why(one: Obligation, moment: Moment, now: datetime) -> str:
    if moment.kind is Kind.OVERDUE:
        return late_text(one.window, now)
    return _left(one.window, now)


def _said(desk: Desk, one: Obligation, to: Recipient, moment: Moment, now: datetime) -> Mapping[str, str]:
    span, window = desk.span(one, now), one.window
    return {
        "unit": one.name,
        "post": to.post.value,
        "left": _left(window, now),
        "late": late_text(window, now),
        "deadline": "，".join(filter(None, (deadline_text(window.on_time_until), grace_text(window)))),
        "extended": "是" if window.extended else "",
        "entry": one.entry,
        "again": "是" if one.done_at else "",
        "stage": span.stage.label if span and span.stage else "",
        "acceptance": acceptance_text(window),
        "note": _note(desk.working, window, moment),
    }


def _left(window: Window, now: datetime) -> str:
    """How long until the deadline, in days of the calendar."""
    days = (last_day(window) - local_date(now)).days
    return f"还剩 {days} 天" if days else "今天截止"


def late_text(window: Window, now: datetime) -> str:
    """Which day after the deadline it is: the one that follows it is the first."""
    return f"逾期第 {(local_date(now) - last_day(window)).days} 天"


def _overdue_text(one: Obligation, now: datetime) -> str:
    """How long something is overdue; what came and was returned is told apart from what never came."""
    returned = "退回修改后未重报，" if one.done_at else ""
    return f"{returned}{late_text(one.window, now)}"


def _note(working: WorkingDays, window: Window, moment: Moment) -> str:
    """What is to be said of the days: a deadline on a day off, days of a year without a holiday notice."""
    if warning := working.warning(last_day(window)):
        return f"截止日 {warning}"
    return f"本次提醒的日期{PROVISIONAL}" if moment.provisional else ""


def escalations(desk: Desk, now: datetime) -> list[Letter]:
    """To each unit below which somebody is overdue one message an entry and working day, naming them all."""
    groups = _overdue_below(desk, now)
    holders = desk.holders({occasion.unit_id for occasion in groups}, now)
    wanted = [(occasion, to) for occasion in groups for to in desk.above(occasion.unit_id, holders)]
    letters = []
    for occasion, to in desk.unposted(wanted):
        overdue = [one for one in groups[occasion] if desk.owed_before(one, occasion.planned_for, now)]
        if overdue:
            letters.append(_escalation(desk, occasion, to, overdue, now))
    return letters


def escalated(desk: Desk, now: datetime) -> Mapping[Place, tuple[date, Collection[int]]]:
    """Entry and unit above → the day of the escalation that is current, and the units that it names."""
    return {
        (occasion.entry, occasion.unit_id): (occasion.day, named)
        for occasion, below in _overdue_below(desk, now).items()
        if (named := {one.unit_id for one in below if desk.owed_before(one, occasion.planned_for, now)})
    }


def _overdue_below(desk: Desk, now: datetime) -> Mapping[Occasion, Sequence[Obligation]]:
    """The escalations that are current, one an entry and unit above, with those who are overdue below it, had
    it been owed all the time."""
    groups: dict[Occasion, list[Obligation]] = defaultdict(list)
    for one, moment in desk.due(now):
        if moment.kind is Kind.OVERDUE and one.above_id is not None:
            place = (one.entry, one.above_id, moment.day, moment.at)
            groups[desk.occasion("escalation", *place)].append(one)
    return groups


def _escalation(
    desk: Desk, occasion: Occasion, to: Recipient, overdue: Sequence[Obligation], now: datetime
) -> Letter:
    top = occasion.unit_id == desk.province_id
    words = desk.scheme.procedure.words
    context = {
        "count": str(len(overdue)),
        "below": words.subject if top else words.below,
        "names": "\n".join(f"· {one.name}（{_overdue_text(one, now)}）" for one in overdue),
        "entry": occasion.entry,
    }
    page = desk.page_above(occasion.unit_id, occasion.entry)
    return desk.letter(occasion, to, page, f"下级 {len(overdue)} 个单位逾期", context)
