"""What the chief's pages of the ranking show: the runs, one run with its lines, and what may be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleTrigger
from states.engine import Trigger, listed_triggers, unmet
from states.facts import CycleFacts
from states.guards import Unmet
from states.ranking import RANKING, RankingStage, RankingTrigger
from workflow.errors import NotFound
from workflow.models import Cycle, RankingRun
from workflow.queries.appeals import AppealRow, entered_appeals
from workflow.queries.cycles import year_of
from workflow.queries.ranking_facts import computing_obstacles, run_facts
from workflow.queries.runs import RunLine, RunSummary, by_group, changes_since, run_lines, runs
from workflow.queries.schemes import scheme_of
from workflow.queries.vetoes import VetoLine, live_vetoes
from workflow.rules.ranking import Change
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class RankingPage:
    """All runs of a cycle, newest first, why a new one cannot be computed now, and the vetoes that stand."""

    scheme: Scheme
    runs: Sequence[RunSummary]
    obstacles: tuple[Unmet, ...]
    vetoes: Sequence[VetoLine]


@dataclass(frozen=True)
class RunPage:
    """One run: its lines in rank order, what changed since `before`, and the acts that its stage lists.

    `entered` are the appeals that it was computed anew for, `standing` the run that took its place then, or
    itself.
    """

    run: RunSummary
    cycle: Cycle
    lines: Sequence[RunLine]
    before: RunSummary | None
    others: Sequence[RunSummary]
    changes: Sequence[Change]
    scheme: Scheme
    bottom: int
    groups: Mapping[str, Sequence[RunLine]]
    entered: Sequence[AppealRow]
    standing: RunSummary
    unmet: Mapping[Trigger, tuple[Unmet, ...]]


def ranking_page(session: Session, cycle_id: int, now: datetime) -> RankingPage:
    """The list of runs, in a fixed number of statements. Raises NotFound."""
    cycle = session.get(Cycle, cycle_id)
    if cycle is None:
        raise NotFound
    scheme, obstacles = scheme_of(session, cycle_id), computing_obstacles(session, cycle, now)
    vetoes = live_vetoes(session, cycle_id) if scheme.consequences.vetoes else ()
    return RankingPage(scheme, runs(session, cycle_id), obstacles, vetoes)


def run_page(session: Session, run_id: int, now: datetime, since: int | None = None) -> RunPage:
    """One run compared with run number `since`, or with the one before it. Raises NotFound."""
    row = session.get(RankingRun, run_id)
    if row is None:
        raise NotFound
    cycle = session.get_one(Cycle, row.cycle_id)
    scheme = scheme_of(session, row.cycle_id)
    listed = runs(session, row.cycle_id)
    run = _named(listed, run_id)
    others = [summary for summary in listed if summary.number < run.number]
    before = next((summary for summary in others if summary.number == since), others[0] if others else None)
    lines = run_lines(session, run_id)
    return RunPage(
        run=run,
        cycle=cycle,
        lines=lines,
        before=before,
        others=others,
        changes=changes_since(session, run_id, before.id) if before else (),
        scheme=scheme,
        bottom=scheme.consequences.bottom,
        groups=by_group(scheme, lines),
        entered=entered_appeals(session, run_id),
        standing=_named(listed, standing_run(session, run_id)),
        unmet=run_obstacles(session, row, cycle, now),
    )


def _named(listed: Sequence[RunSummary], run_id: int) -> RunSummary:
    return next(summary for summary in listed if summary.id == run_id)


def run_obstacles(
    session: Session, run: RankingRun, cycle: Cycle, now: datetime
) -> dict[Trigger, tuple[Unmet, ...]]:
    """Every act that the run's stage lists, with all the reasons that hold it back now.

    Without appeals nothing is said of computing anew after them.
    """
    facts = run_facts(session, run, cycle, now)
    listed = listed_triggers(RANKING, run.stage)
    found = {trigger: unmet(RANKING, run.stage, trigger, facts) for trigger in listed}
    found.pop(RankingTrigger.SUPERSEDE, None)
    if not facts.open_appeals and not facts.unentered_appeals:
        found.pop(RankingTrigger.REPLACE, None)
    if run.stage is RankingStage.PUBLISHED:
        year, follow = year_of(session, cycle.id), CycleFacts(ranking_stage=run.stage.value)
        found[CycleTrigger.CORRECT] = unmet(year, cycle.stage, CycleTrigger.CORRECT, follow)
    return found


def standing_run(session: Session, run_id: int) -> int:
    """The run itself, or the one that has taken its place after appeals."""
    replacing = select(RankingRun.id).where(RankingRun.replaces_id == run_id)
    return session.scalar(replacing) or run_id


def obstacles_to(session: Session, run_id: int, trigger: Trigger, now: datetime) -> tuple[Unmet, ...]:
    """All reasons that hold one act back now, whether the run's stage lists it or not. Raises NotFound."""
    run = session.get(RankingRun, run_id)
    if run is None:
        raise NotFound
    cycle = session.scalars(select(Cycle).where(Cycle.id == run.cycle_id)).one()
    found = run_obstacles(session, run, cycle, now)
    if trigger in found or not isinstance(trigger, RankingTrigger):
        return found.get(trigger, (Unmet(f"第 {run.number} 次计算当前状态是“{run.stage.label}”", ""),))
    facts = run_facts(session, run, cycle, now)
    return unmet(RANKING, run.stage, trigger, facts)
