"""评议打分: an evaluator marks units by own judgement; nobody sees the marks of the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from states.assessment import AssessmentStage
from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._runs import assessments
from workflow.commands._subject import cycle_subject
from workflow.errors import Forbidden, Invalid, NotFound, Stale
from workflow.models import Assessment, Cycle, PanelMark
from workflow.points import exact, plain
from workflow.queries.assignments import own_units
from workflow.queries.panels import assessed, closed, own_marks, panel_columns
from workflow.queries.rating_facts import rating_awaited
from workflow.queries.schemes import scheme_of
from workflow.rules.kinds.fields import blank
from workflow.rules.kinds.panel import Panel


@dataclass(frozen=True)
class PanelInput:
    """One box: the mark as typed, and the version that the form was read at (0 for an empty one)."""

    unit_id: int
    item: int
    component: str
    text: str
    version: int = 0

    @property
    def place(self) -> tuple[int, int, str]:
        """What the mark is about."""
        return self.unit_id, self.item, self.component

    @property
    def field(self) -> str:
        """The name of the box."""
        return f"{self.unit_id}-{self.item}-{self.component}"


class PanelConflict(Stale):
    """The same evaluator has saved other marks meanwhile, in another window."""


def save_panel_marks(
    session: Session, actor: Actor, now: datetime, *, cycle_id: int, marks: Sequence[PanelInput]
) -> int:
    """Save an evaluator's own marks, all or none; boxes left blank stay open. Returns how many changed.

    Raises Invalid (fields `<unit>-<item>-<component>`), Forbidden (回避), NotFound for what no panel marks,
    PanelConflict, Refused while the year is not in rating or a unit is checked already.
    """
    cycle_subject(session, actor, Action.MARK_PANEL, Cycle, cycle_id, cycle_id)
    rows = {row.unit_id: row for row in assessments(session, cycle_id)}
    if reasons := rating_awaited(session, cycle_id, now):
        raise Refused(reasons)
    _require_rating(rows.values())
    places = _places(session, cycle_id)
    if unknown := [mark for mark in marks if mark.place not in places]:
        raise NotFound(f"没有要评议的内容：{unknown[0].field}。")
    standing = own_marks(session, actor, cycle_id)
    changed = [mark for mark in marks if _differs(mark, standing.get(mark.place))]
    own = own_units(session, actor, cycle_id, now)
    for unit_id in {mark.unit_id for mark in changed}:
        _require_open(rows[unit_id], own)
    values = _values(changed, places)
    for mark, value in zip(changed, values, strict=True):
        _write(session, actor, now, cycle_id, mark, standing.get(mark.place), value)
    return len(changed)


def _require_rating(rows: Iterable[Assessment]) -> None:
    """Refuse when no unit is left to be marked, whatever was typed or not."""
    stages = [row.stage for row in rows]
    if AssessmentStage.RATING not in stages:
        told = "、".join(dict.fromkeys(stage.label for stage in stages)) or "没有要评议的单位"
        raise Refused((Unmet(f"评定表当前状态是“{told}”，不再打分", "评定负责人重新评定后"),))


def _places(session: Session, cycle_id: int) -> dict[tuple[int, int, str], Panel]:
    scheme = scheme_of(session, cycle_id)
    return {
        (unit_id, column.item.number, column.component.key): column.rule
        for unit_id, _, group, _ in assessed(session, cycle_id)
        for column in panel_columns(scheme.variant(group))
    }


def _differs(mark: PanelInput, current: PanelMark | None) -> bool:
    if current is None:
        return not blank(mark.text)
    if _is(mark.text, current.mark):
        return False
    if current.version != mark.version:
        text = (
            f"您已在另一个窗口打过 {plain(current.mark)} 分，这里的 {mark.text} 还没有保存：刷新后核对再打。"
        )
        raise PanelConflict(text)
    return True


def _is(text: str, mark: Decimal) -> bool:
    """Whether a typed text says the mark that stands, in whatever digits."""
    try:
        return exact(text) == mark
    except ValueError:
        return False


def _require_open(row: Assessment, own: frozenset[int]) -> None:
    if text := closed(row.unit_id, row.stage, own):
        if row.stage is AssessmentStage.RATING:
            raise Forbidden(f"{text}。")
        raise Refused((Unmet(text, "评定负责人重新评定后"),))


def _values(marks: Sequence[PanelInput], places: dict[tuple[int, int, str], Panel]) -> list[str]:
    """The marks as plain text, exact. Raises Invalid with every box that cannot be taken."""
    errors = {mark.field: text for mark in marks if (text := _error(mark.text, places[mark.place]))}
    if errors:
        raise Invalid(errors)
    return [plain(exact(mark.text)) for mark in marks]


def _error(text: str, rule: Panel) -> str:
    wanted = f"填0至{plain(rule.top)}之间的分数，以{plain(rule.increment)}分为一档"
    if blank(text):
        return f"打过的分不能清空：{wanted}"
    try:
        mark = exact(text)
    except ValueError:
        return f"读到“{text.strip()[:20]}”，{wanted}"
    if not 0 <= mark <= rule.top or mark % rule.increment:
        return f"填写的是{plain(mark)}，{wanted}"
    return ""


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    cycle_id: int,
    mark: PanelInput,
    row: PanelMark | None,
    value: str,
) -> None:
    before = None if row is None else {"mark": plain(row.mark), "version": row.version}
    if row is None:
        unit_id, item, component = mark.place
        row = PanelMark(
            cycle_id=cycle_id, unit_id=unit_id, item=item, component=component, version=0,
            evaluator_id=actor.user_id,
        )  # fmt: skip
        session.add(row)
    row.mark, row.version, row.saved_at = exact(value), row.version + 1, now
    session.flush()
    after = {"item": row.item, "component": row.component, "mark": value, "version": row.version}
    record(session, actor, now, "panel.mark", row, before=before, after=after)
