"""Imported figures of units (指标数据), with their source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.models import MetricValue, Participant, User
from workflow.queries.schemes import scheme_of
from workflow.scheme.statements import Metric


@dataclass(frozen=True)
class Imported:
    """One figure as it was imported; nobody's name where the command line did it."""

    value: str
    source: str
    by: str | None
    at: datetime


@dataclass(frozen=True)
class MetricRow:
    """One unit with its figures by metric."""

    unit_id: int
    code: str | None
    name: str
    values: Mapping[str, Imported]


@dataclass(frozen=True)
class MetricTable:
    """All units of a cycle × the metrics of its scheme."""

    metrics: Sequence[Metric]
    rows: Sequence[MetricRow]

    @property
    def gaps(self) -> Mapping[str, tuple[str, ...]]:
        """Title of a metric → names of the units without it, for units that have some and those without."""
        return {
            metric.title: tuple(row.name for row in self.rows if metric.key not in row.values)
            for metric in self.metrics
            if any(metric.key not in row.values for row in self.rows)
        }


def metrics_of(session: Session, cycle_id: int) -> dict[int, dict[str, str]]:
    """Unit → metric → figure as text, for a whole cycle, in one statement."""
    return _read(session, MetricValue.cycle_id == cycle_id)


def unit_metrics(session: Session, cycle_id: int, unit_id: int) -> dict[str, str]:
    """Metric → figure as text of one unit."""
    own = _read(session, MetricValue.cycle_id == cycle_id, MetricValue.unit_id == unit_id)
    return own.get(unit_id, {})


def _read(session: Session, *wanted: ColumnElement[bool]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = session.execute(select(MetricValue.unit_id, MetricValue.metric, MetricValue.value).where(*wanted))
    for unit_id, metric, value in rows:
        found.setdefault(unit_id, {})[metric] = value
    return found


def imported_figures(session: Session, cycle_id: int, unit_id: int) -> dict[str, Imported]:
    """Metric → figure of one unit, with its source and who imported it."""
    return _imported(session, MetricValue.cycle_id == cycle_id, MetricValue.unit_id == unit_id).get(
        unit_id, {}
    )


def _imported(session: Session, *wanted: ColumnElement[bool]) -> dict[int, dict[str, Imported]]:
    found: dict[int, dict[str, Imported]] = {}
    rows = (
        select(MetricValue, User.name).outerjoin(User, User.id == MetricValue.imported_by_id).where(*wanted)
    )
    for row, by in session.execute(rows):
        found.setdefault(row.unit_id, {})[row.metric] = Imported(row.value, row.source, by, row.imported_at)
    return found


def metric_table(session: Session, cycle_id: int) -> MetricTable:
    """What is imported for a cycle, unit by unit in the order of codes, in three statements."""
    found = _imported(session, MetricValue.cycle_id == cycle_id)
    units = session.scalars(
        select(Participant)
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    rows = tuple(MetricRow(unit.unit_id, unit.code, unit.name, found.get(unit.unit_id, {})) for unit in units)
    return MetricTable(scheme_of(session, cycle_id).metrics, rows)
