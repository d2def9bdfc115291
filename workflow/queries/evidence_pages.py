"""The page of all files of a sheet, and the form of one: what is there, and what its visitor may add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.errors import Hidden
from workflow.files.suggesting import suggested_item
from workflow.models import PrintedVersion, Purpose
from workflow.permissions import may
from workflow.queries.assignments import own_items
from workflow.queries.evidence import evidence_of, open_evidence, sheet_of
from workflow.queries.evidence_files import EvidenceFile, by_item, used_bytes
from workflow.queries.printed_bases import form_basis
from workflow.queries.printed_versions import own_versions
from workflow.queries.scans import scan_text
from workflow.queries.sheet_pages import SheetPage, open_sheet_page
from workflow.queries.supplements import supplement_obstacles
from workflow.queries.told import item_name
from workflow.scheme.document import Scheme


@dataclass(frozen=True)
class EvidencePage:
    """The files of one sheet for one visitor.

    `choices` are the items that the visitor may link files to, in official order, with their names. `rates`:
    a rater looks, and sees the items of the own division. `adds`: the own filler may give files now;
    `supplements`: the visitor's post adds files from above, held back by `obstacles`. `used`: bytes that the
    visitor's unit has given. `printed`: the versions of the form that the own unit has printed, the newest
    first, for whoever adds scans of them.
    """

    page: SheetPage
    files: tuple[EvidenceFile, ...]
    choices: Mapping[int, str]
    rates: bool
    adds: bool
    supplements: bool
    obstacles: tuple[Unmet, ...]
    used: int
    printed: Sequence[PrintedVersion]

    @cached_property
    def by_item(self) -> Mapping[int, list[EvidenceFile]]:
        """Item → its files."""
        return by_item(self.files)

    @cached_property
    def called(self) -> Mapping[int, str]:
        """Item → how pages call it."""
        return items_called(self.page.scheme)

    @property
    def scans(self) -> list[EvidenceFile]:
        """The stamped scans of the form."""
        return [file for file in self.files if file.row.purpose is Purpose.SCAN]

    @cached_property
    def _basis(self) -> str:
        return form_basis(self.page.content, self.page.claims)

    def scan_told(self, file: EvidenceFile) -> str:
        """Which printed version a scan shows, and whether that is what is filled in now."""
        return scan_text(file.printed, current=file.printed is not None and file.printed.basis == self._basis)

    @property
    def unlinked(self) -> list[EvidenceFile]:
        """Files that support no item yet."""
        return [file for file in self.files if file.row.purpose is Purpose.ITEM and not file.items]

    @property
    def linked(self) -> list[EvidenceFile]:
        """Files that support items."""
        return [file for file in self.files if file.items]

    def suggested(self, file: EvidenceFile) -> int | None:
        """The item that a file's name speaks of, among the choices."""
        labels = {label: number for number, label in item_labels(self.page.scheme).items()}
        found = suggested_item(file.row.name, labels)
        return found if found in self.choices else None


def item_labels(scheme: Scheme) -> dict[int, str]:
    """Every item of a form and every special item, in official order → its label."""
    labels = {item.number: item.label for item in scheme.items}
    return labels | {special.number: str(special.number) for special in scheme.special}


def items_called(scheme: Scheme) -> dict[int, str]:
    """Every item and special item, in official order → how pages call it: "第 11 项"."""
    called = {item.number: item_name(item) for item in scheme.items}
    return called | {special.number: f"第 {special.number} 项" for special in scheme.special}


def items_titled(scheme: Scheme) -> dict[int, str]:
    """The same with the title: "第 11 项 内控管理"."""
    titles = {item.number: item.title for item in scheme.items}
    titles |= {special.number: special.title for special in scheme.special}
    return {number: f"{called} {titles[number]}" for number, called in items_called(scheme).items()}


def evidence_page(session: Session, actor: Actor, now: datetime, sheet_id: int) -> EvidencePage:
    """The files of a sheet. Raises Forbidden before 签收, NotFound."""
    page = open_sheet_page(session, actor, now, sheet_id)
    above = may(actor, Action.SUPPLEMENT_EVIDENCE, page.scope)
    rater, sheet = actor.post is Post.RATER, page.sheet
    shown = own_items(session, sheet.cycle_id, actor) if rater else None
    return EvidencePage(
        page=page,
        files=evidence_of(session, actor, sheet, page.scope),
        choices={
            number: name
            for number, name in items_titled(page.scheme).items()
            if shown is None or number in shown
        },
        rates=rater,
        adds=page.editable,
        supplements=above,
        obstacles=supplement_obstacles(session, actor, sheet, page.scope) if above else (),
        used=used_bytes(session, sheet.cycle_id, sheet.unit_id, actor.unit_id or 0),
        printed=own_versions(session, sheet.cycle_id, sheet.unit_id, "form") if page.editable else (),
    )


@dataclass(frozen=True)
class EvidenceForm:
    """One file of the own unit with the page of its sheet."""

    page: EvidencePage
    file: EvidenceFile


def evidence_form(session: Session, actor: Actor, now: datetime, evidence_id: int) -> EvidenceForm:
    """One file, to say anew what it supports. Raises NotFound, Hidden for a supplement."""
    file = open_evidence(session, actor, evidence_id)
    if file.from_above or file.row.purpose is Purpose.APPEAL:
        raise Hidden
    sheet = sheet_of(session, file.row.cycle_id, file.row.unit_id)
    return EvidenceForm(evidence_page(session, actor, now, sheet.id), file)
