"""Panel marks (评议打分): what evaluators gave, what one of them may give, and how many have finished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from workflow.actor import Actor, Post
from workflow.models import Assessment, Cycle, PanelMark, Participant, PostHolding, User
from workflow.points import plain
from workflow.queries.assignments import own_units
from workflow.queries.schemes import scheme_of
from workflow.rules.kinds.panel import Panel
from workflow.scheme.asking import panels
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item

Place = tuple[int, int, str]
"""Unit, item and component that a panel mark is about."""


@dataclass(frozen=True)
class PanelColumn:
    """One component that the panel marks, with its item."""

    item: Item
    component: Component
    rule: Panel


@dataclass(frozen=True)
class OwnMark:
    """What the evaluator gave so far, as text, with the version it stands at; "" and 0 for nothing."""

    text: str = ""
    version: int = 0


@dataclass(frozen=True)
class PanelRow:
    """One unit as one evaluator sees it: own marks by item and component; `locked` says why it is closed."""

    unit_id: int
    name: str
    marks: Mapping[tuple[int, str], OwnMark]
    locked: str = ""


@dataclass(frozen=True)
class Panelist:
    """How far one evaluator is: marks given, of so many."""

    name: str
    given: int
    wanted: int

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return self.given >= self.wanted


@dataclass(frozen=True)
class PanelPage:
    """Units × what the panel marks. `rows` for an evaluator, `panelists` for the chief; never both."""

    columns: Sequence[PanelColumn]
    rows: Sequence[PanelRow]
    panelists: Sequence[Panelist]


def panel_columns(scheme: Scheme) -> tuple[PanelColumn, ...]:
    """Every component of the scheme that a panel marks."""
    return tuple(PanelColumn(item, *found) for item in scheme.items for found in panels(item))


def panel_figures(session: Session, cycle_id: int, unit_id: int | None = None) -> dict[Place, str]:
    """(unit, item, component) → the marks of all evaluators, the highest first, in one line: "15 14 13.5"."""
    wanted: list[ColumnElement[bool]] = [PanelMark.cycle_id == cycle_id]
    wanted += [PanelMark.unit_id == unit_id] if unit_id is not None else []
    rows = session.execute(
        select(PanelMark.unit_id, PanelMark.item, PanelMark.component, PanelMark.mark)
        .where(*wanted)
        .order_by(PanelMark.mark.desc())
    )
    found: dict[Place, list[str]] = {}
    for unit, item, component, mark in rows:
        found.setdefault((unit, item, component), []).append(plain(mark))
    return {place: " ".join(marks) for place, marks in found.items()}


def own_marks(session: Session, actor: Actor, cycle_id: int) -> dict[Place, PanelMark]:
    """The evaluator's own marks."""
    rows = session.scalars(
        select(PanelMark).where(PanelMark.cycle_id == cycle_id, PanelMark.evaluator_id == actor.user_id)
    )
    return {(row.unit_id, row.item, row.component): row for row in rows}


def panel_page(session: Session, actor: Actor, cycle_id: int, now: datetime) -> PanelPage:
    """What an evaluator fills, with own marks only; for the chief who has finished, and no mark at all."""
    columns = panel_columns(scheme_of(session, cycle_id))
    if actor.post is Post.EVALUATOR:
        return PanelPage(columns, _rows(session, actor, cycle_id, now), ())
    return PanelPage(columns, (), _panelists(session, cycle_id, now))


def _rows(session: Session, actor: Actor, cycle_id: int, now: datetime) -> tuple[PanelRow, ...]:
    own, kept_away = own_marks(session, actor, cycle_id), own_units(session, actor, cycle_id, now)
    scheme = scheme_of(session, cycle_id)
    return tuple(
        PanelRow(
            unit_id,
            name,
            {
                (column.item.number, column.component.key): _own(
                    own.get((unit_id, column.item.number, column.component.key))
                )
                for column in panel_columns(scheme.variant(group))
            },
            closed(unit_id, stage, kept_away),
        )
        for unit_id, name, group, stage in assessed(session, cycle_id)
    )


def _own(row: PanelMark | None) -> OwnMark:
    return OwnMark(plain(row.mark), row.version) if row else OwnMark()


def closed(unit_id: int, stage: AssessmentStage, own: frozenset[int]) -> str:
    """Why an evaluator cannot mark a unit; "" where nothing is in the way. `own`: see `own_units`."""
    if stage is not AssessmentStage.RATING:
        return f"评定表当前状态是“{stage.label}”，不再打分"
    if unit_id in own:
        return "您在该单位任职，按回避要求不打分"
    return ""


def assessed(session: Session, cycle_id: int) -> list[tuple[int, str, str, AssessmentStage]]:
    """Unit, name, ranking group and stage of every assessed sheet, in the order of codes."""
    rows = session.execute(
        select(Participant.unit_id, Participant.name, Participant.group, Assessment.stage)
        .join(
            Assessment,
            (Assessment.cycle_id == Participant.cycle_id) & (Assessment.unit_id == Participant.unit_id),
        )
        .where(Participant.cycle_id == cycle_id)
        .order_by(Participant.code, Participant.unit_id)
    )
    return [(unit, name, group, stage) for unit, name, group, stage in rows]


def _panelists(session: Session, cycle_id: int, now: datetime) -> tuple[Panelist, ...]:
    """Every evaluator of the assessing unit, and whoever has marked before the post ended."""
    scheme = scheme_of(session, cycle_id)
    wanted = sum(len(panel_columns(scheme.variant(group))) for _, _, group, _ in assessed(session, cycle_id))
    counted = session.execute(
        select(PanelMark.evaluator_id, func.count().label("marks"))
        .where(PanelMark.cycle_id == cycle_id)
        .group_by(PanelMark.evaluator_id)
    )
    given = {row.evaluator_id: row.marks for row in counted}
    holdings = session.execute(
        select(PostHolding, User.name)
        .join(User, User.id == PostHolding.user_id)
        .join(Cycle, Cycle.province_id == PostHolding.unit_id)
        .where(Cycle.id == cycle_id, PostHolding.post == Post.EVALUATOR)
        .order_by(PostHolding.id)
    )
    names = {row.user_id: name for row, name in holdings if row.live(now) or row.user_id in given}
    return tuple(Panelist(name, given.get(user_id, 0), wanted) for user_id, name in names.items())


def panel_gaps(session: Session, cycle_id: int) -> dict[int, tuple[str, ...]]:
    """Unit → what its panel has not marked often enough for a mark ("第8项 领导评议（2/3人）")."""
    scheme = scheme_of(session, cycle_id)
    if not panel_columns(scheme):
        return {}
    figures = panel_figures(session, cycle_id)
    found: dict[int, tuple[str, ...]] = {}
    for unit_id, _, group, _ in assessed(session, cycle_id):
        counts = [
            (column, len(figures.get((unit_id, column.item.number, column.component.key), "").split()))
            for column in panel_columns(scheme.variant(group))
        ]
        short = tuple(
            f"第{column.item.label}项“{column.component.text}”（{given} 人，至少 {column.rule.needed} 人）"
            for column, given in counts
            if given < column.rule.needed
        )
        if short:
            found[unit_id] = short
    return found
