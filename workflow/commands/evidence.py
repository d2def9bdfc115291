"""Evidence (佐证材料): the unit's filler gives files while the sheet may be edited, the level above adds its
own from 签收 on. A file lies in the store before its row is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.appeal import AppealStage
from states.engine import Refused
from states.guards import Unmet
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._evidence_rows import evidence_note, require_room
from workflow.commands._history import record
from workflow.commands._subject import locked, locked_sheet, sheet_subject, subject
from workflow.commands.filling import remember_hand, require_editable
from workflow.errors import Forbidden, Invalid, NotFound
from workflow.models import Appeal, Evidence, EvidenceItem, PrintedVersion, Purpose, Sheet
from workflow.permissions import Scope, require
from workflow.queries.participants import participant
from workflow.queries.printed_versions import version_on
from workflow.queries.schemes import scheme_for
from workflow.queries.scopes import object_scope
from workflow.queries.supplements import supplement_obstacles
from workflow.queries.windows import cycle_calendar
from workflow.rules.deadlines import late_seconds

QUOTA = 2 * 1024**3
"""Bytes that a unit may give for one unit's year, unless the installation says otherwise."""


@dataclass(frozen=True)
class GivenFile:
    """A file that lies in the store already, under its digest."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Told:
    """What is said about a file: the items that it supports, the period that it covers, a note; of a stamped
    scan the code that stands on its pages, None where nothing is said of it."""

    items: frozenset[int] = field(default_factory=frozenset)
    covers_from: date | None = None
    covers_until: date | None = None
    note: str = ""
    code: str | None = None


def add_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sheet_id: int,
    file: GivenFile,
    told: Told,
    purpose: Purpose = Purpose.ITEM,
    quota: int = QUOTA,
) -> Evidence:
    """The unit's filler gives a file, for items or as the stamped scan; late where the unit's window is past.

    The same file sent again by the same person answers the same row, with further items added. Raises
    Refused where the sheet or one of the items may not be edited now, Invalid (`code`: no printed version of
    this sheet).
    """
    sheet, scope = sheet_subject(session, actor, Action.ADD_EVIDENCE, sheet_id)
    require_editable(session, sheet, scope, actor, now, sorted(told.items))
    require_told(session, sheet, told)
    late, place = _late(session, sheet, scope, now), _place(sheet)
    version = version_on(session, sheet, told.code) if purpose is Purpose.SCAN else None
    row = _given(session, actor, now, place, purpose, file, told, quota, late, version)
    remember_hand(session, actor, sheet)
    return row


def supplement_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    sheet_id: int,
    file: GivenFile,
    told: Told,
    quota: int = QUOTA,
) -> Evidence:
    """The level above adds a file to items of a sheet that lies opened with it (上级补充); never part of what
    the unit signed. Raises Refused, Forbidden (another division's item), Invalid."""
    sheet, scope = sheet_subject(session, actor, Action.SUPPLEMENT_EVIDENCE, sheet_id)
    _require_supplementable(session, actor, sheet, scope, told.items)
    require_told(session, sheet, told)
    if not told.items:
        raise Invalid({"items": "选出这份材料说明哪一项。"})
    return _given(session, actor, now, _place(sheet), Purpose.ITEM, file, told, quota, 0)


def add_appeal_evidence(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    appeal_id: int,
    file: GivenFile,
    note: str = "",
    quota: int = QUOTA,
) -> Evidence:
    """Whoever may file an appeal attaches a file to one that nobody has begun to decide. Raises Refused."""
    appeal, _ = subject(session, actor, Action.FILE_APPEAL, Appeal, appeal_id)
    if appeal.stage is not AppealStage.FILED:
        text = f"申诉当前状态是“{appeal.stage.label}”，不能再附材料"
        raise Refused((Unmet(text, "组织评定的单位复核时联系补充"),))
    told = Told(frozenset({appeal.item}), note=note.strip())
    place = {"cycle_id": appeal.cycle_id, "unit_id": appeal.unit_id, "appeal_id": appeal.id}
    return _given(session, actor, now, place, Purpose.APPEAL, file, told, quota, 0)


def change_evidence(session: Session, actor: Actor, now: datetime, *, evidence_id: int, told: Told) -> None:
    """Say anew what a file of the own unit supports and covers. Raises Refused, Invalid."""
    row, sheet, scope = own_evidence(session, actor, evidence_id)
    before = evidence_note(session, row)
    had = frozenset(before["items"])
    said = (told.covers_from, told.covers_until, told.note.strip())
    same = (row.covers_from, row.covers_until, row.note) == said
    touched = had ^ told.items if same else had | told.items
    require_editable(session, sheet, scope, actor, now, sorted(touched))
    require_told(session, sheet, told)
    row.covers_from, row.covers_until, row.note = said
    if row.purpose is Purpose.SCAN and told.code is not None:
        row.printed_id = _id(version_on(session, sheet, told.code))
    for item in had - told.items:
        session.delete(session.get_one(EvidenceItem, (row.id, item)))
    _link(session, row, told.items - had)
    remember_hand(session, actor, sheet)
    if (after := evidence_note(session, row)) != before:
        record(session, actor, now, "evidence.change", row, before=before, after=after)


def link_evidence(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, links: Mapping[int, int]
) -> None:
    """Say of several files (by number of the row) each which item it supports. Raises Refused, Invalid
    (`items`) where nothing was chosen."""
    if not links:
        raise Invalid({"items": "还没有选项次：给要关联的材料选出项次。"})
    sheet, scope = sheet_subject(session, actor, Action.ADD_EVIDENCE, sheet_id)
    require_editable(session, sheet, scope, actor, now, sorted(set(links.values())))
    require_told(session, sheet, Told(frozenset(links.values())))
    for evidence_id, item in links.items():
        row, owner, _ = own_evidence(session, actor, evidence_id)
        if owner.id != sheet.id or row.purpose is not Purpose.ITEM:
            raise NotFound
        before = evidence_note(session, row)
        if item not in before["items"]:
            _link(session, row, [item])
            after = evidence_note(session, row)
            record(session, actor, now, "evidence.change", row, before=before, after=after)
    remember_hand(session, actor, sheet)


def remove_evidence(session: Session, actor: Actor, now: datetime, *, evidence_id: int) -> None:
    """Take a file of the own unit off the sheet; what was handed up with it names it. Raises Refused."""
    row, sheet, scope = own_evidence(session, actor, evidence_id)
    note = evidence_note(session, row)
    require_editable(session, sheet, scope, actor, now, note["items"])
    row.removed_at = now
    remember_hand(session, actor, sheet)
    record(session, actor, now, "evidence.remove", row, before=note)


def take_back_supplement(session: Session, actor: Actor, now: datetime, *, evidence_id: int) -> None:
    """The level above takes a file that it has added off the sheet again. Raises Refused, Forbidden."""
    row, sheet, scope = _evidence(session, actor, Action.SUPPLEMENT_EVIDENCE, evidence_id)
    if row.by_unit_id != actor.unit_id:
        raise Forbidden("这份材料不是您单位补充的，由上传单位处理。")
    note = evidence_note(session, row)
    _require_supplementable(session, actor, sheet, scope, note["items"])
    row.removed_at = now
    record(session, actor, now, "evidence.take_back", row, before=note)


def own_evidence(session: Session, actor: Actor, evidence_id: int) -> tuple[Evidence, Sheet, Scope]:
    """A file that the actor's own unit gave, locked after its sheet. Raises NotFound, Forbidden."""
    row, sheet, scope = _evidence(session, actor, Action.ADD_EVIDENCE, evidence_id)
    if row.by_unit_id != row.unit_id:
        raise Forbidden("这份材料是上级补充的，由上级单位处理。")
    return row, sheet, scope


def require_told(session: Session, sheet: Sheet, told: Told) -> None:
    """Refuse items that the form does not have, and a period that ends before it begins. Raises Invalid."""
    scheme = scheme_for(session, sheet.cycle_id, sheet.unit_id)
    known = {item.number for item in scheme.items} | {special.number for special in scheme.special}
    strange = told.items - known
    if strange:
        raise Invalid({"items": f"评定表里没有第 {'、'.join(map(str, sorted(strange)))} 项，重新选择。"})
    if told.covers_from and told.covers_until and told.covers_until < told.covers_from:
        raise Invalid({"covers_until": "材料所属期的截止日期早于开始日期，核对后重新填写。"})


def _require_supplementable(
    session: Session, actor: Actor, sheet: Sheet, scope: Scope, items: Collection[int]
) -> None:
    if reasons := supplement_obstacles(session, actor, sheet, scope, items):
        raise Refused(reasons)


def _evidence(
    session: Session, actor: Actor, action: Action, evidence_id: int
) -> tuple[Evidence, Sheet, Scope]:
    scope = object_scope(session, Evidence, evidence_id)
    require(actor, action, scope)
    sheet = locked_sheet(session, scope)
    row = locked(session, Evidence, evidence_id)
    if row.removed_at is not None or row.purpose is Purpose.APPEAL:
        raise NotFound
    return row, sheet, scope


def _place(sheet: Sheet) -> dict[str, Any]:
    return {"cycle_id": sheet.cycle_id, "unit_id": sheet.unit_id, "appeal_id": None}


def _late(session: Session, sheet: Sheet, scope: Scope, now: datetime) -> int:
    tier = participant(session, sheet.cycle_id, sheet.unit_id).tier
    window = cycle_calendar(session, sheet.cycle_id).sheet(tier, scope.above_id, sheet.unit_id)
    return late_seconds(window, now)


def _given(
    session: Session,
    actor: Actor,
    now: datetime,
    place: Mapping[str, Any],
    purpose: Purpose,
    file: GivenFile,
    told: Told,
    quota: int,
    late: int,
    version: PrintedVersion | None = None,
) -> Evidence:
    """The row of a file: the one that the same person gave already, or a new one."""
    given = {**place, "purpose": purpose, "by_unit_id": actor.unit_id, "uploaded_by_id": actor.user_id}
    known = select(Evidence).filter_by(**given, **vars(file)).where(Evidence.removed_at.is_(None))
    row = session.scalars(known.order_by(Evidence.id)).first()
    if row is not None:
        return _further(session, actor, now, row, told, version)
    require_room(session, place["cycle_id"], place["unit_id"], actor.unit_id or 0, file, quota)
    said = {"covers_from": told.covers_from, "covers_until": told.covers_until, "note": told.note.strip()}
    row = Evidence(**given, **vars(file), **said, uploaded_at=now, late_seconds=late)
    row.printed_id = _id(version)
    session.add(row)
    session.flush()
    _link(session, row, told.items)
    if row.by_unit_id == row.unit_id:
        record(session, actor, now, "evidence.add", row, after=evidence_note(session, row))
    else:
        record(session, actor, now, "evidence.supplement", row, after=evidence_note(session, row))
    return row


def _further(
    session: Session,
    actor: Actor,
    now: datetime,
    row: Evidence,
    told: Told,
    version: PrintedVersion | None,
) -> Evidence:
    before = evidence_note(session, row)
    _link(session, row, told.items - set(before["items"]))
    row.printed_id = _id(version) or row.printed_id
    if (after := evidence_note(session, row)) != before:
        record(session, actor, now, "evidence.change", row, before=before, after=after)
    return row


def _link(session: Session, row: Evidence, items: Collection[int]) -> None:
    session.add_all(EvidenceItem(evidence_id=row.id, item=item) for item in sorted(items))
    session.flush()


def _id(version: PrintedVersion | None) -> int | None:
    return version.id if version else None
