"""A person's deadlines as a calendar shows them: of all units in which they hold a post now, by cycle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from states.cycle import OVER
from states.ranking import RankingStage
from states.report import REPORT
from states.sheet import SHEET
from workflow.clock import local_date
from workflow.models import Cycle, Event, FeedLink, Participant, RankingRun, Tier, User
from workflow.queries.agenda import CurrentCycle, current_cycle, deadlines
from workflow.queries.obligations import obligations
from workflow.queries.sessions import HeldPost, posts_of, token_digest
from workflow.queries.working_days import working_days
from workflow.rules.deadlines import acceptance_text, deadline_text, grace_text

_OF_ALL = ("cycle.edit_calendar", "cycle.end_acceptance", "ranking.announce")
_OF_UNIT = (
    *("extension.grant", "extension.revoke", "liaison.register"),
    *(f"{SHEET.noun}.{trigger.value}" for trigger in SHEET.triggers()),
    *(f"{REPORT.noun}.{trigger.value}" for trigger in REPORT.triggers()),
)
"""What changes a deadline or settles it: events about everybody, events about one unit."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """One deadline: the last day on which it can be met, and what stands beside it.

    `changes` counts what has happened to it so far, the last at `changed_at`.
    """

    cycle_id: int
    entry: str
    unit_id: int
    unit: str
    title: str
    day: date
    until: datetime
    notes: Sequence[str]
    done: bool
    changes: int
    changed_at: datetime


def feed_owner(session: Session, token: str, *, demonstration: bool = False) -> User | None:
    """Whose calendar a private link opens; none for a link that was closed, or an account out of use."""
    statement = (
        select(User)
        .join(FeedLink, FeedLink.user_id == User.id)
        .where(FeedLink.token_digest == token_digest(token), User.active)
    )
    if not demonstration:
        statement = statement.where(User.demonstration.is_(False))
    return session.scalar(statement)


def feed_opened_at(session: Session, user_id: int | None) -> datetime | None:
    """Since when a person's private link is open."""
    return session.scalar(select(FeedLink.created_at).where(FeedLink.user_id == user_id))


def appointments(session: Session, user_id: int, now: datetime) -> list[Appointment]:
    """The deadlines of the years under way that concern a person's units, each once, by day."""
    units = {held.unit_id: held for held in posts_of(session, user_id, now)}
    found = [
        one
        for held in units.values()
        for cycle_id in _cycles(session, held.unit_id)
        if (cycle := current_cycle(session, held.unit_id, cycle_id))
        for one in _of_cycle(session, held, cycle, now)
    ]
    return sorted(found, key=lambda one: (one.day, one.cycle_id, one.unit_id, one.entry))


def _cycles(session: Session, unit_id: int) -> Sequence[int]:
    part = select(Participant.cycle_id).where(Participant.unit_id == unit_id)
    own = or_(Cycle.province_id == unit_id, Cycle.id.in_(part))
    return session.scalars(select(Cycle.id).where(own, Cycle.stage.not_in(OVER)).order_by(Cycle.id)).all()


def _of_cycle(session: Session, held: HeldPost, cycle: CurrentCycle, now: datetime) -> Iterator[Appointment]:
    done = {one.entry: one.done for one in obligations(session, cycle.id, unit_id=held.unit_id)}
    own = {"publicity", *(("rating",) if cycle.tier is None else done)}
    working, (changes, changed_at) = working_days(session), _changes(session, cycle)
    title = "（演练）" * cycle.rehearsal
    for entry, told, until, notes in _entries(session, cycle, now):
        day = local_date(until - timedelta(microseconds=1))
        beside = (deadline_text(until), *notes, working.warning(day) or "", cycle.title)
        yield Appointment(
            cycle_id=cycle.id,
            entry=entry,
            unit_id=held.unit_id,
            unit=held.unit_name,
            title=f"{title}{told}截止{'' if entry in own else '（下级单位）'}",
            day=day,
            until=until,
            notes=[note for note in beside if note],
            done=done.get(entry, False),
            changes=changes,
            changed_at=changed_at,
        )


def _entries(
    session: Session, cycle: CurrentCycle, now: datetime
) -> Iterator[tuple[str, str, datetime, Sequence[str]]]:
    """Entry, what it is called, until when, and what makes its deadline more than a date."""
    for one in deadlines(session, cycle, now):
        window = one.window
        extended = f"已准予延期，原期限 {deadline_text(window.due_at)}" if window.extended else ""
        yield (
            one.stage,
            one.title,
            window.on_time_until,
            (
                extended,
                grace_text(window),
                acceptance_text(window),
            ),
        )
    shown = RankingRun.cycle_id == cycle.id, RankingRun.stage == RankingStage.PUBLICITY
    until = session.scalar(select(func.max(RankingRun.publicity_until)).where(*shown))
    if until and cycle.tier is not Tier.BELOW:
        yield "publicity", "公示和申诉", until, ()


def _changes(session: Session, cycle: CurrentCycle) -> tuple[int, datetime]:
    """How often something about the unit's deadlines has changed, and when it last did; the year's opening
    counts as one. Nothing of other units."""
    own = (Event.unit_id == cycle.unit_id) & Event.name.in_(_OF_UNIT)
    count, last = session.execute(
        select(func.count(), func.max(Event.at)).where(
            Event.cycle_id == cycle.id, or_(Event.name.in_(("cycle.open", *_OF_ALL)), own)
        )
    ).one()
    opened = session.scalars(select(Cycle.opened_at).where(Cycle.id == cycle.id)).one()
    return count, last or opened
