"""What the pages of appeals show: to the unit that contests, and to the chief who decides."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.appeal import APPEAL, AppealStage, AppealTrigger
from states.engine import unmet
from states.guards import Unmet
from states.ranking import RANKING, RankingTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.models import Appeal, Assessment, Cycle, RankingRun, Tier, Unit
from workflow.permissions import may
from workflow.queries.appeal_facts import announced_run, appeal_facts, filing_obstacles
from workflow.queries.appeals import (
    AppealRow,
    Contestable,
    appeal_row,
    contestable,
    contested_item,
    cycle_appeals,
    shown_run,
    unit_appeals,
)
from workflow.queries.assignments import KEPT_AWAY, belongs_to
from workflow.queries.participants import participant
from workflow.queries.ranking_facts import run_facts
from workflow.queries.rating import RatingPage, rating_page
from workflow.queries.results import Edition, edition
from workflow.queries.runs import publicity_length
from workflow.queries.schemes import scheme_of
from workflow.queries.scopes import object_scope, unit_scope
from workflow.queries.steps import not_yours
from workflow.queries.working_days import working_days


@dataclass(frozen=True)
class Assessor:
    """Who decides appeals, and where to call."""

    name: str
    phone: str


@dataclass(frozen=True)
class ContestingPage:
    """What a unit may contest: `items` of the run shown now, `appeals` so far, `reasons` why it cannot now.

    `below`: a unit below a ranked one, which contests its own claims only; `above` names the ranked one.
    """

    edition: Edition
    unit_id: int
    length: str
    items: Sequence[Contestable]
    appeals: Sequence[AppealRow]
    reasons: tuple[Unmet, ...]
    below: bool
    above: str
    assessor: Assessor

    def contested(self, item: int) -> AppealRow | None:
        """The appeal on an item in this publicity period that was not withdrawn."""
        live = (row for row in self.appeals if row.stage is not AppealStage.WITHDRAWN)
        return next((row for row in live if row.appeal.item == item), None)


def contesting_page(
    session: Session, actor: Actor, now: datetime, run_id: int, unit_id: int
) -> ContestingPage:
    """The page of a unit's objections to a run. Raises NotFound before the units see it."""
    shown = edition(session, actor, run_id)
    run = announced_run(session, shown.cycle_id) or session.get_one(RankingRun, run_id)
    shown = edition(session, actor, run.id)
    part = participant(session, shown.cycle_id, unit_id)
    scheme, until = scheme_of(session, shown.cycle_id), shown.publicity_until
    yours = not_yours(actor, Action.FILE_APPEAL, unit_scope(session, shown.cycle_id, unit_id))
    return ContestingPage(
        edition=shown,
        unit_id=unit_id,
        length=publicity_length(scheme, until, working_days(session)) if until else "",
        items=contestable(session, run, unit_id),
        appeals=unit_appeals(session, shown.cycle_id, unit_id),
        reasons=yours + filing_obstacles(session, shown.cycle_id, now),
        below=part.tier is Tier.BELOW,
        above=session.scalar(select(Unit.name).where(Unit.id == part.above_id)) or "",
        assessor=_assessor(session, shown.cycle_id),
    )


@dataclass(frozen=True)
class FilingPage:
    """One item about to be contested, as it stands, and why it cannot be now."""

    edition: Edition
    unit_id: int
    entry: Contestable
    known: AppealRow | None
    reasons: tuple[Unmet, ...]
    assessor: Assessor


def filing_page(
    session: Session, actor: Actor, now: datetime, run_id: int, unit_id: int, item: int
) -> FilingPage:
    """The form of one item. Raises NotFound for one that the unit may not contest."""
    page = contesting_page(session, actor, now, run_id, unit_id)
    run = session.get_one(RankingRun, page.edition.run_id)
    entry = contested_item(session, run, unit_id, item)
    return FilingPage(page.edition, unit_id, entry, page.contested(item), page.reasons, page.assessor)


@dataclass(frozen=True)
class AppealPage:
    """One appeal as its unit sees it. `shown` is the run in which the item's result stands now; `withdrawing`
    tells why it cannot be withdrawn."""

    row: AppealRow
    year: str
    until: datetime | None
    shown_id: int
    withdrawing: tuple[Unmet, ...]
    mine: bool
    assessor: Assessor


def appeal_page(session: Session, actor: Actor, now: datetime, appeal_id: int) -> AppealPage:
    """The receipt of an appeal, with the answer once there is one. Raises NotFound."""
    row = appeal_row(session, appeal_id)
    appeal, scope = row.appeal, object_scope(session, Appeal, appeal_id)
    facts = appeal_facts(session, appeal)
    return AppealPage(
        row=row,
        year=session.get_one(Cycle, appeal.cycle_id).title,
        until=session.get_one(RankingRun, appeal.run_id).publicity_until,
        shown_id=shown_run(session, appeal).id,
        withdrawing=unmet(APPEAL, appeal.stage, AppealTrigger.WITHDRAW, facts),
        mine=may(actor, Action.WITHDRAW_APPEAL, scope),
        assessor=_assessor(session, appeal.cycle_id),
    )


def _assessor(session: Session, cycle_id: int) -> Assessor:
    row = session.execute(
        select(Unit.name, Unit.phone).join(Cycle, Cycle.province_id == Unit.id).where(Cycle.id == cycle_id)
    ).one()
    return Assessor(row.name, row.phone)


@dataclass(frozen=True)
class AppealsPage:
    """All appeals of a cycle, how many stand at each stage, and what a new computation waits for.

    `run` is the one shown to the units; `recomputing` tells why it cannot be computed anew.
    """

    rows: Sequence[AppealRow]
    counts: Mapping[AppealStage, int]
    run: RankingRun | None
    recomputing: tuple[Unmet, ...]


def appeals_page(session: Session, cycle_id: int, now: datetime) -> AppealsPage:
    """The chief's list of a cycle's appeals. Raises NotFound."""
    rows, run = cycle_appeals(session, cycle_id), announced_run(session, cycle_id)
    reasons: tuple[Unmet, ...] = ()
    if run is not None:
        facts = run_facts(session, run, session.get_one(Cycle, cycle_id), now)
        reasons = unmet(RANKING, run.stage, RankingTrigger.REPLACE, facts)
    return AppealsPage(rows, Counter(row.stage for row in rows), run, reasons)


def contested_page(session: Session, actor: Actor, appeal: Appeal) -> RatingPage:
    """The rating of the item that an appeal is about. Raises NotFound where the unit is not rated."""
    own = (Assessment.cycle_id == appeal.cycle_id, Assessment.unit_id == appeal.unit_id)
    assessment_id = session.scalar(select(Assessment.id).where(*own))
    return rating_page(session, actor, assessment_id or 0, appeal.item)


def deciding_obstacles(
    session: Session, actor: Actor, appeal: Appeal, trigger: AppealTrigger, now: datetime
) -> tuple[Unmet, ...]:
    """Why the chief cannot do this with an appeal now: its stage, its run, or 回避."""
    part = participant(session, appeal.cycle_id, appeal.unit_id)
    ranked = part.unit_id if part.tier is Tier.SUBJECT else part.above_id
    away = belongs_to(session, actor, appeal.cycle_id, ranked or part.unit_id, now)
    kept_away = (Unmet(KEPT_AWAY, "另一位评定负责人"),) if away else ()
    return kept_away + unmet(APPEAL, appeal.stage, trigger, appeal_facts(session, appeal))
