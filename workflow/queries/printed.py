"""Printed versions: what may be printed, what a code stands for, and whether it is still in force."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from states.engine import Refused, Stage
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import COMMAND_LINE, Actor
from workflow.documents.blocks import Document, Seal
from workflow.documents.composing import compose
from workflow.documents.kinds import KINDS
from workflow.errors import Hidden, NotFound
from workflow.models import Cycle, Participant, PrintedVersion, Report, Sheet, Submission, Unit
from workflow.permissions import Relation, Scope, may, require
from workflow.queries.documents.assessed import may_see_assessed, shown_marks
from workflow.queries.documents.consolidation import consolidation_data
from workflow.queries.documents.contents import CONTENTS
from workflow.queries.documents.form import form_data
from workflow.queries.documents.self_report import self_report_data
from workflow.queries.documents.templates import template_of
from workflow.queries.printed_bases import PrintedRow, basis_of, handed_up_as
from workflow.queries.schemes import scheme_for
from workflow.queries.scopes import object_scope
from workflow.queries.visibility import sees
from workflow.rules.printed_codes import shown_code


@dataclass(frozen=True)
class PrintedKind:
    """A kind of document that is printed: whose row it is about, what it shows a person.

    `decided` is the part of the data without which there is nothing to stamp yet, if there is such a part.
    """

    model: type[Any]
    data: Callable[[Session, Actor, datetime, int], Mapping[str, Any]]
    decided: str = ""


PRINTED: Mapping[str, PrintedKind] = {
    "form": PrintedKind(Sheet, form_data),
    "self_report": PrintedKind(Sheet, self_report_data),
    "consolidation": PrintedKind(Report, consolidation_data, decided="score"),
}
"""Kinds that are printed under a code. Kinds are those of `workflow.documents.kinds`."""

UNDECIDED = Unmet(
    "自评得分还是待定，没有可以盖章的内容：等本级评定表签发，下辖单位全部审核通过或作出缺报决定", ""
)


@dataclass(frozen=True)
class PrintedPage:
    """What a code stands for, as far as its visitor may know.

    `visible`: the visitor may see the content. `current`: the version is what the records say now, None for
    whoever may not see these. `reassessed`: it carries marks of the assessor, and the unit is shown others
    now. `handed_up`: the submission that handed up just this, if one did; `stands`: it is the one by which
    the document lies with the level above now.
    """

    version: PrintedVersion
    label: str
    unit: str
    cycle: str
    rehearsal: bool
    by_unit: str
    row: PrintedRow
    visible: bool
    current: bool | None
    reassessed: bool
    handed_up: Submission | None
    stands: bool

    @property
    def code(self) -> str:
        """The code as it stands on the pages."""
        return shown_code(self.version.code)

    @property
    def stage(self) -> Stage:
        """Where the sheet or the report stands now."""
        return self.row.stage

    @property
    def about_sheet(self) -> bool:
        """Whether it was printed from a sheet, not from a report."""
        return isinstance(self.row, Sheet)

    @property
    def name(self) -> str:
        """How a file of it is called, without ending."""
        return f"{self.unit} {self.cycle} {self.label} {self.code}"


def to_print(session: Session, actor: Actor, now: datetime, document: str, object_id: int) -> dict[str, Any]:
    """What `print_version` freezes of a document about a sheet or a report, as this person sees it now.

    The row is locked first: nobody saves between what is shown and the digest of the records. Raises
    NotFound, Hidden, Forbidden where its content may not be seen yet, Refused where its score is undecided.
    """
    if document not in PRINTED:
        raise NotFound
    kind = PRINTED[document]
    scope = object_scope(session, kind.model, object_id)
    require(actor, Action.PRINT_SHEET, scope)
    assert scope.province_id is not None
    row = session.get_one(kind.model, object_id, with_for_update={"key_share": True}, populate_existing=True)
    data = kind.data(session, actor, now, object_id)
    if kind.decided and not data[kind.decided]:
        raise Refused((UNDECIDED,))
    return {
        "document": document,
        "cycle_id": row.cycle_id,
        "unit_id": row.unit_id,
        "content": {"data": data, "template": template_of(session, scope.province_id, document)},
        "basis": basis_of(session, document, row),
    }


def printed_page(session: Session, actor: Actor, code: str) -> PrintedPage:
    """What a code (as `read_code` answers it) stands for. Raises NotFound."""
    by = aliased(Unit)
    statement = (
        select(PrintedVersion, Participant.name, Cycle.title, Cycle.rehearsal, by.name.label("by_unit"))
        .join(Cycle, Cycle.id == PrintedVersion.cycle_id)
        .join(
            Participant,
            (Participant.cycle_id == Cycle.id) & (Participant.unit_id == PrintedVersion.unit_id),
        )
        .join(by, by.id == PrintedVersion.by_unit_id)
        .where(PrintedVersion.code == code)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound(
            f"读到的是“{shown_code(code)}”，写法没有错，但本系统没有打印过这个版本：核对是否抄错了几位，"
            "或者打印件出自另一个系统；仍然查不到的，请出具打印件的单位重新打印。"
        )
    version: PrintedVersion = found[0]
    about = {"unit": found.name, "cycle": found.title, "rehearsal": found.rehearsal, "by_unit": found.by_unit}
    return PrintedPage(
        version=version,
        label=KINDS[version.document].label,
        **about,
        **_standing(session, actor, version),
    )


def _standing(session: Session, actor: Actor, version: PrintedVersion) -> dict[str, Any]:
    """Where a version stands, as far as the actor may know."""
    row = _row(session, version)
    scope = object_scope(session, type(row), row.id)
    opened = may(actor, Action.PRINT_SHEET, scope) and sees(session, actor, row, scope)
    current = basis_of(session, version.document, row) == version.basis
    made = handed_up_as(session, version, row)
    marks = json.loads(version.content)["data"].get("assessed")
    lies_open = opened and _lies_open(actor, scope, version, current)
    visible = lies_open and (not marks or may_see_assessed(session, actor, scope, marks["run"]))
    return {
        "row": row,
        "visible": visible,
        "current": current if opened or actor == COMMAND_LINE else None,
        "reassessed": (visible or actor == COMMAND_LINE) and _reassessed(session, row, marks),
        "handed_up": made,
        "stands": made is not None and row.submitted_at == made.arrived_at,
    }


def printed_document(page: PrintedPage, site: str) -> Document:
    """The document of a version, from what was frozen, with its code on every page.

    `site` is the public address of the installation, "" where it has none. Raises Hidden for whoever may
    not see the content.
    """
    if not page.visible:
        raise Hidden
    frozen = json.loads(page.version.content)
    scanned = f"{site}/printed/{page.version.code}" if site else f"{page.code} {page.version.digest}"
    content = CONTENTS[page.version.document](frozen["data"])
    return compose(frozen["template"], replace(content, seal=Seal(page.code, scanned)))


def _row(session: Session, version: PrintedVersion) -> PrintedRow:
    model = PRINTED[version.document].model
    own = (model.cycle_id == version.cycle_id, model.unit_id == version.unit_id)
    row: PrintedRow = session.scalars(select(model).where(*own)).one()
    return row


def _lies_open(actor: Actor, scope: Scope, version: PrintedVersion, current: bool) -> bool:
    """Whether a version is somebody's to see to whom the row is open.

    A unit sees its own versions. To others a code shows no more than the screen: what is filled in now, and
    what they themselves have printed.
    """
    return current or version.by_unit_id == actor.unit_id or Relation.OWN in scope.relations(actor)


def _reassessed(session: Session, row: PrintedRow, printed: Mapping[str, Any] | None) -> bool:
    """Whether the unit is shown other marks of the assessor than those on paper, by a correction."""
    if not printed or isinstance(row, Report):
        return False
    shown = shown_marks(session, row, scheme_for(session, row.cycle_id, row.unit_id))
    return shown is not None and {**shown, "run": 0} != {**printed, "run": 0}
