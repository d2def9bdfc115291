"""Figures of units (指标数据) taken over from a file: all or none, with their source."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import cycle_subject
from workflow.commands.metric_file import Figure, read_figures
from workflow.commands.table_plan import TablePlan
from workflow.models import Cycle, MetricValue
from workflow.queries.metrics import metric_table

_Told = tuple[str | None, str | None]
_SETTLED = (CycleStage.DELIBERATION, CycleStage.PUBLICITY, CycleStage.PUBLISHED, CycleStage.CLOSED)


@dataclass(frozen=True)
class FigureChange:
    """One figure that an import brings: figure and source before (blank: none was there) and after."""

    unit: str
    metric: str
    before: str
    before_source: str
    after: str
    after_source: str


def plan_metrics(
    session: Session, actor: Actor, _now: datetime, *, cycle_id: int, content: bytes, source: str = ""
) -> TablePlan[FigureChange]:
    """What importing this file would do. Raises Invalid and Refused like `import_metrics`."""
    _cycle(session, actor, cycle_id)
    figures = read_figures(session, cycle_id, content, source)
    return _plan(session, cycle_id, figures, _known(session, cycle_id))


def import_metrics(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, content: bytes, source: str = ""
) -> TablePlan[FigureChange]:
    """Take over the figures of a file, in place of those imported before; other figures stay.

    `source` is that of figures without one of their own. Raises Invalid naming line and column, Refused
    once the ranking lies with the meeting.
    """
    cycle = _cycle(session, actor, cycle_id)
    figures, known = read_figures(session, cycle_id, content, source), _known(session, cycle_id)
    plan = _plan(session, cycle_id, figures, known)
    before = {entry.place: _told(known.get(entry.place)) for entry in figures}
    changed = [entry for entry in figures if before[entry.place] != _told(entry)]
    if changed:
        _write(session, actor, now, cycle_id, changed, known)
        told = [(before[entry.place], _told(entry), entry.place) for entry in changed]
        record(
            session, actor, now, "metric.import", cycle,
            before={key: text for old, new, place in told for key, text in _kept(place, old, new)},
            after={key: text for old, new, place in told for key, text in _kept(place, new, old)},
        )  # fmt: skip
    return plan


def _cycle(session: Session, actor: Actor, cycle_id: int) -> Cycle:
    """The year, where its figures may still change. Raises Refused."""
    cycle, _ = cycle_subject(session, actor, Action.IMPORT_METRICS, Cycle, cycle_id, cycle_id)
    if cycle.stage in _SETTLED:
        text = f"年度评定当前状态是“{cycle.stage.label}”，指标数据不再变动"
        raise Refused((Unmet(text, "会议退回后或启动更正后系统管理员"),))
    return cycle


def _plan(
    session: Session, cycle_id: int, figures: Sequence[Figure], known: Mapping[tuple[int, str], MetricValue]
) -> TablePlan[FigureChange]:
    table = metric_table(session, cycle_id)
    titles = {metric.key: metric.title for metric in table.metrics}
    names = {row.unit_id: row.name for row in table.rows}
    changes = []
    for entry in figures:
        value, source = _told(known.get(entry.place))
        if (value, source) != _told(entry):
            about = (names[entry.unit_id], titles[entry.metric], value or "", source or "")
            changes.append(FigureChange(*about, entry.value, entry.source))
    return TablePlan(tuple(changes), len(figures) - len(changes))


def _known(session: Session, cycle_id: int) -> dict[tuple[int, str], MetricValue]:
    rows = session.scalars(select(MetricValue).where(MetricValue.cycle_id == cycle_id))
    return {(row.unit_id, row.metric): row for row in rows}


def _told(entry: Figure | MetricValue | None) -> _Told:
    """Figure and source; a figure with another source is another statement."""
    return (entry.value, entry.source) if entry else (None, None)


def _kept(place: tuple[int, str], own: _Told, other: _Told) -> Iterator[tuple[str, str | None]]:
    """What the trail keeps of one side of a change: what differs from the other side."""
    name = f"{place[0]}.{place[1]}"
    if own[0] != other[0]:
        yield name, own[0]
    if own[1] != other[1]:
        yield f"{name}.source", own[1]


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle_id: int,
    figures: Sequence[Figure],
    known: Mapping[tuple[int, str], MetricValue],
) -> None:
    for figure in figures:
        row = known.get(figure.place)
        if row is None:
            row = MetricValue(cycle_id=cycle_id, unit_id=figure.unit_id, metric=figure.metric)
            session.add(row)
        row.value, row.source = figure.value, figure.source
        row.imported_by_id, row.imported_at = actor.user_id, now
    session.flush()


