"""One year as the planners see it at a moment: what is owed, who holds the posts, what was posted already.

A `Desk` reads how things stand now. A `PastDesk` tells from the history how they stood at any instant, and
takes nothing for posted: what is planned at it is what would go out, which is how a year is rehearsed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.letters import Letter, Occasion, Page, Recipient
from notifications.recipients import holders_of, in_posts
from states.cycle import OVER, CycleStage
from workflow.actor import Post
from workflow.clock import hour_of_day, local_date
from workflow.models import Cycle, Notice, RankingRun
from workflow.queries.agenda import titles
from workflow.queries.appeal_facts import announced_run, run_announced_at
from workflow.queries.obligations import obligations
from workflow.queries.owed import Course, Span, course
from workflow.queries.owed_pages import OwedPages, owed_pages
from workflow.queries.schemes import scheme_of
from workflow.queries.working_days import working_days
from workflow.rules.obligations import Obligation, still_due
from workflow.rules.reminders import Manner, Moment, latest
from workflow.rules.working_days import WorkingDays
from workflow.scheme.document import Scheme

Addressed = tuple[Occasion, Recipient]
Due = tuple[Obligation, Moment]
Place = tuple[str, int]
"""An entry of the calendar, and a unit above."""

Key = tuple[str, str, int, date, int]
"""Kind, entry, unit, day and recipient: what tells the notices of a cycle apart that dates bring about."""


def under_way(session: Session) -> Sequence[int]:
    """The cycles in which something may be due: all but those published or filed away."""
    return session.scalars(select(Cycle.id).where(Cycle.stage.not_in(OVER)).order_by(Cycle.id)).all()


class Desk:
    """A year as it stands now, read as far as it is asked for."""

    def __init__(self, session: Session, cycle_id: int) -> None:
        self.session = session
        self.cycle_id = cycle_id
        columns = (Cycle.title, Cycle.rehearsal, Cycle.province_id, Cycle.stage)
        row = session.execute(select(*columns).where(Cycle.id == cycle_id)).one()
        self.year = f"{row.title}{'（演练）' * row.rehearsal}"
        self.province_id: int = row.province_id
        self._stage: CycleStage = row.stage

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme that the year runs."""
        return scheme_of(self.session, self.cycle_id)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Entry of the calendar → what the document calls it."""
        return titles(self.scheme.procedure)

    @cached_property
    def working(self) -> WorkingDays:
        """The working days as they are known."""
        return working_days(self.session)

    @cached_property
    def course(self) -> Course:
        """The course of the year until now."""
        return course(self.session, self.cycle_id)

    @cached_property
    def pages(self) -> OwedPages:
        """Where units do what they owe."""
        return owed_pages(self.session, self.cycle_id, self.scheme.procedure.has("consolidation"))

    def stage(self, _now: datetime) -> CycleStage:
        """The stage of the year at an instant."""
        return self._stage

    def announced(self, _now: datetime) -> RankingRun | None:
        """The run that is shown to the units at an instant."""
        return announced_run(self.session, self.cycle_id)

    def obligations(self, _now: datetime) -> Sequence[Obligation]:
        """What everybody owes at an instant, by code."""
        return obligations(self.session, self.cycle_id)

    def posted(self, kinds: Collection[str], first: date) -> Collection[Key]:
        """The keys of the notices of these kinds that are there, from a day on."""
        key = select(Notice.kind, Notice.entry, Notice.unit_id, Notice.day, Notice.recipient_id)
        wanted = (Notice.cycle_id == self.cycle_id, Notice.kind.in_(kinds), Notice.day >= first)
        return set(self.session.execute(key.where(*wanted)))

    def manner(self, entry: str) -> Manner:
        """How the scheme reminds in an entry."""
        calendar = self.scheme.calendar
        return Manner(calendar.offsets[entry], calendar.reminder_hour, calendar.overdue_reminders)

    def due(self, now: datetime) -> list[Due]:
        """Everybody who owes something at an instant with the reminder that is current, had it been owed all
        the time (see `owed_before`)."""
        found = [
            (one, latest(one.window, self.manner(one.entry), self.working, None, now))
            for one in still_due(self.obligations(now), now)
        ]
        return [(one, moment) for one, moment in found if moment]

    def span(self, one: Obligation, now: datetime) -> Span | None:
        """How this came to be owed."""
        return self.course.of(one.unit_id, one.entry, now)

    def owed_before(self, one: Obligation, at: datetime, now: datetime) -> bool:
        """Whether this has been owed since before `at`, on the terms that hold now."""
        span = self.span(one, now)
        return span is None or span.since is None or span.since < at

    def holders(self, unit_ids: Collection[int], now: datetime) -> Mapping[int, Sequence[Recipient]]:
        """Unit → who holds its posts at an instant."""
        return holders_of(self.session, unit_ids, now) if unit_ids else {}

    def above(self, unit_id: int, holders: Mapping[int, Sequence[Recipient]]) -> Sequence[Recipient]:
        """Who in a unit looks after those below it: at the top the chief, elsewhere filler and signer."""
        posts = (Post.CHIEF,) if unit_id == self.province_id else (Post.FILLER, Post.SIGNER)
        return in_posts(holders.get(unit_id, ()), *posts)

    def occasion(self, kind: str, entry: str, unit_id: int, day: date, at: datetime) -> Occasion:
        """An occasion of this year."""
        return Occasion(kind, self.cycle_id, entry, unit_id, day, at)

    def unposted(self, wanted: Sequence[Addressed], newcomers: bool = False) -> list[Addressed]:
        """Those of which the recipient has no notice yet; one statement. What was due before somebody came to
        hold the post is written to them only where `newcomers` are to know it."""
        wanted = [(one, to) for one, to in wanted if newcomers or to.since <= one.planned_for]
        if not wanted:
            return []
        kinds = {occasion.kind for occasion, _ in wanted}
        posted = self.posted(kinds, min(occasion.day for occasion, _ in wanted))
        return [(occasion, to) for occasion, to in wanted if _key(occasion, to) not in posted]

    def letter(
        self, occasion: Occasion, to: Recipient, page: Page, why: str, context: Mapping[str, str]
    ) -> Letter:
        """A letter with what every one of them says: to whom, of which year and entry."""
        said = {"name": to.name, "year": self.year, "title": self.titles.get(occasion.entry, "")}
        return Letter(occasion, to, {**said, **context}, page, why)

    def own_page(self, one: Obligation) -> Page:
        """Where a unit does what it owes."""
        return Page(*self.pages.of(one.unit_id, one.entry))

    def page_above(self, unit_id: int, entry: str) -> Page:
        """Where a unit looks after those below it."""
        if unit_id != self.province_id:
            return Page("prefecture.board", {"report_id": self.pages.reports[unit_id]})
        endpoint = "province.liaisons" if entry == "liaison" else "province.progress"
        return Page(endpoint, {"cycle_id": self.cycle_id})

    def today(self, now: datetime) -> tuple[date, datetime] | None:
        """The day and the instant of today's messages, once their hour has come on a working day."""
        day = local_date(now)
        at = hour_of_day(day, self.scheme.calendar.reminder_hour)
        return (day, at) if at <= now and self.working.worked(day) else None


class PastDesk(Desk):
    """A year at any instant since it was opened; in the future as it stands now."""

    def stage(self, now: datetime) -> CycleStage:
        """The stage in which the year was."""
        return self.course.stage(now)

    def announced(self, now: datetime) -> RankingRun | None:
        """The run that was shown."""
        return run_announced_at(self.session, self.cycle_id, now)

    def obligations(self, now: datetime) -> Sequence[Obligation]:
        """What everybody owed."""
        return [span.obligation for span in self.course.at(now)]

    def posted(self, _kinds: Collection[str], _first: date) -> Collection[Key]:
        """Nothing: what was posted would go out all the same."""
        return frozenset()


def _key(occasion: Occasion, to: Recipient) -> Key:
    return occasion.kind, occasion.entry, occasion.unit_id, occasion.day, to.user_id
