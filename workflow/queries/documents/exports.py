"""Long exports: which a person has asked for, whose they are, and the forms that go into one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.csv_cells import csv_lines
from workflow.errors import Forbidden, NotFound
from workflow.files.names import disk_name
from workflow.models import Cycle, Export, ExportStage, Participant, PostHolding, Sheet, Tier, User
from workflow.permissions import Scope, may
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.sheet_forms import write_form
from workflow.queries.scopes import cycle_scope, unit_scope
from workflow.rules.deadlines import is_past
from workflow.rules.wording import instant_text

KEPT = timedelta(days=7)
"""How long a finished export can be fetched."""

FORMS = "forms"
"""The kind of an export of all forms."""

INDEX = "目录.csv"
COLUMNS = ("上级单位", "单位", "文件", "状态", "数据截至", "说明")


@dataclass(frozen=True)
class ExportRow:
    """One export as its requester sees it; `until` is when a finished one goes."""

    row: Export
    year: str

    @property
    def until(self) -> datetime | None:
        """The end of the time in which it can be fetched."""
        return self.row.ended_at + KEPT if self.row.ended_at else None

    @property
    def waiting(self) -> bool:
        """Whether it is not made yet."""
        return self.row.stage in (ExportStage.WAITING, ExportStage.RUNNING)


@dataclass(frozen=True)
class ExportsPage:
    """The exports that a person has asked for in this post, newest first; the years of which one may be."""

    rows: Sequence[ExportRow]
    years: Sequence[Cycle]


def export_scope(session: Session, actor: Actor, cycle_id: int) -> Scope:
    """The part of a year that an actor's exports are about: the own unit, the whole year for who leads it."""
    scope = cycle_scope(session, cycle_id)
    if scope.province_id == actor.unit_id:
        return scope
    assert actor.unit_id is not None
    return unit_scope(session, cycle_id, actor.unit_id)


def exports_page(session: Session, actor: Actor) -> ExportsPage:
    """What somebody has asked for, and what they may ask for, in two statements."""
    own = (
        Export.requested_by_id == actor.user_id,
        Export.unit_id == actor.unit_id,
        Export.post == actor.post.value,
    )
    rows = session.execute(
        select(Export, Cycle.title)
        .join(Cycle, Cycle.id == Export.cycle_id)
        .where(*own)
        .order_by(Export.id.desc())
    )
    part = select(Participant.cycle_id).where(Participant.unit_id == actor.unit_id)
    years = select(Cycle).where(or_(Cycle.province_id == actor.unit_id, Cycle.id.in_(part)))
    return ExportsPage(
        tuple(ExportRow(row, title) for row, title in rows),
        session.scalars(years.order_by(Cycle.year.desc(), Cycle.id.desc())).all(),
    )


def open_export(session: Session, actor: Actor, export_id: int) -> ExportRow:
    """An export for who asked for it, from the same post, as long as that post may. Raises NotFound."""
    row = session.get(Export, export_id)
    if row is None or (row.requested_by_id, row.unit_id, row.post) != (
        actor.user_id,
        actor.unit_id,
        actor.post.value,
    ):
        raise NotFound
    if not may(actor, Action.TAKE_EXPORT, export_scope(session, actor, row.cycle_id)):
        raise NotFound
    return ExportRow(row, session.get_one(Cycle, row.cycle_id).title)


def ready_file(session: Session, actor: Actor, export_id: int) -> Export:
    """A finished export that can be fetched. Raises NotFound with what became of it."""
    row = open_export(session, actor, export_id).row
    if row.stage is not ExportStage.READY:
        raise NotFound(f"这次批量导出当前状态是“{row.stage.label}”，没有文件可以下载：在批量导出页重新生成。")
    return row


def requester(session: Session, export: Export, now: datetime) -> Actor | None:
    """Who asked for an export, if they still hold that post and may still take it."""
    held = (
        select(PostHolding, User.name)
        .join(User, User.id == PostHolding.user_id)
        .where(
            PostHolding.user_id == export.requested_by_id,
            PostHolding.unit_id == export.unit_id,
            PostHolding.post == export.post,
            User.active,
        )
        .order_by(PostHolding.id)
    )
    for holding, name in session.execute(held):
        if holding.since <= now and not (holding.until and is_past(holding.until, now)):
            actor = Actor(export.requested_by_id, name, Post.of(export.post), holding.unit_id)
            with suppress(NotFound):
                if may(actor, Action.TAKE_EXPORT, export_scope(session, actor, export.cycle_id)):
                    return actor
    return None


@dataclass(frozen=True)
class Form:
    """One sheet of an export: where it goes, and how it stands."""

    sheet_id: int
    above: str
    unit: str
    stage: str


def forms_of(session: Session, export: Export) -> Sequence[Form]:
    """The sheets that an export is about: those of its unit and below, or of the whole year."""
    cycle = session.get_one(Cycle, export.cycle_id)
    statement = (
        select(Sheet, Participant.name, Participant.tier, Participant.above_id)
        .join(Participant, (Participant.cycle_id == Sheet.cycle_id) & (Participant.unit_id == Sheet.unit_id))
        .where(Sheet.cycle_id == export.cycle_id)
        .order_by(Participant.code, Sheet.unit_id)
    )
    if export.unit_id != cycle.province_id:
        own = or_(Participant.unit_id == export.unit_id, Participant.above_id == export.unit_id)
        statement = statement.where(own)
    rows = session.execute(statement).all()
    names = {sheet.unit_id: name for sheet, name, _, _ in rows}
    return [
        Form(
            sheet.id,
            names.get(above_id or 0, name) if tier is Tier.BELOW else name,
            name,
            sheet.stage.label,
        )
        for sheet, name, tier, above_id in rows
    ]


def form_files(
    session: Session,
    actor: Actor,
    now: datetime,
    export: Export,
    forms: Sequence[Form],
    done: Callable[[int], None],
) -> Iterator[tuple[str, bytes]]:
    """The files of an export one by one, forms that may not be seen yet left out and said so; last the index.

    The forms of one sheet are in memory at a time; `done` is told after each how many sheets are through.
    Everything is told as of `now`, from what this session sees.
    """
    province_id = session.get_one(Cycle, export.cycle_id).province_id
    notice = standing_notice(session, export.cycle_id)
    lines: list[tuple[str, ...]] = []
    for number, form in enumerate(forms, start=1):
        moment = instant_text(now)
        try:
            files = write_form(session, actor, now, form.sheet_id, province_id)
        except Forbidden as refused:
            lines.append((form.above, form.unit, "", form.stage, moment, refused.text))
            files = {}
        for ending, content in files.items():
            name = f"{disk_name(form.above)}/{disk_name(f'{form.unit}评定表')}.{ending}"
            lines.append((form.above, form.unit, name, form.stage, moment, ""))
            yield name, content
        session.expunge_all()
        done(number)
    rows = [*lines, (notice, *[""] * (len(COLUMNS) - 1))] if notice else lines
    yield INDEX, "".join(csv_lines(COLUMNS, rows)).encode()
