"""Handing up a self sheet inside its unit: 送签, 签发上报, 退回填报员, 撤回."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from states.claim import CLAIM, ClaimStage, ClaimTrigger
from states.sheet import SHEET, SIGNED, SheetTrigger
from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._envelope import forward, take_back
from workflow.commands._move import move
from workflow.commands._reason import stated
from workflow.commands._receipts import handed_up_before, leave_receipt
from workflow.commands._subject import sheet_subject
from workflow.digests import canonical, digest
from workflow.errors import Stale
from workflow.models import Sheet, Submission
from workflow.queries.evidence_files import signed_evidence
from workflow.queries.narratives import texts
from workflow.queries.participants import participant
from workflow.queries.schemes import scheme_for
from workflow.queries.sheet_facts import claim_facts, sheet_facts
from workflow.queries.sheets import claims_of_unit, sheet_content
from workflow.queries.submissions import sheet_document
from workflow.queries.windows import cycle_calendar


def submission_document(session: Session, sheet: Sheet) -> dict[str, Any]:
    """Everything a submission would hand up now: what the check page shows and the signer signs."""
    return sheet_document(
        scheme_for(session, sheet.cycle_id, sheet.unit_id),
        sheet,
        sheet_content(session, sheet.id),
        claims_of_unit(session, sheet.cycle_id, sheet.unit_id),
        signed_evidence(session, sheet),
        texts(session, sheet.cycle_id, sheet.unit_id, "self_report"),
    )


def submission_digest(session: Session, sheet: Sheet) -> str:
    """Digest of what a submission would hand up now; the check page sends it back."""
    return digest(canonical(submission_document(session, sheet)))


def finish_sheet(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, shown_digest: str = ""
) -> None:
    """The filler hands the sheet to the signer (送签).

    `shown_digest` is that of the check page, where it was looked at. Raises Stale when anything changed
    since, Refused with all reasons otherwise.
    """
    sheet, scope = sheet_subject(session, actor, Action.FINISH_SHEET, sheet_id)
    looked_at = shown_digest and SHEET.move(sheet.stage, SheetTrigger.FINISH)
    if looked_at and submission_digest(session, sheet) != shown_digest:
        raise Stale("核对之后评定表的内容有变动，重新打开核对页，看过最新内容再送签。")
    move(
        session, actor, now, SHEET, sheet, SheetTrigger.FINISH, sheet_facts(session, sheet, scope, actor, now)
    )


def send_back_sheet(session: Session, actor: Actor, now: datetime, *, sheet_id: int, reason: str) -> None:
    """The signer sends the sheet back to the filler inside the unit, with a reason. Raises Invalid."""
    reason = stated(reason, "写明退回的原因，填报员才知道改哪里。")
    sheet, scope = sheet_subject(session, actor, Action.SEND_BACK_SHEET, sheet_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    move(session, actor, now, SHEET, sheet, SheetTrigger.SEND_BACK, facts, reason=reason)


def submit_sheet(
    session: Session, actor: Actor, now: datetime, *, sheet_id: int, shown_digest: str
) -> Submission:
    """The signer signs what the check page showed and hands it up; the receipt is the submission.

    `now` is the arrival of the request. The same form sent again answers the same receipt. Raises Stale
    when anything changed since the page was shown, Refused with all reasons otherwise.
    """
    sheet, scope = sheet_subject(session, actor, Action.SUBMIT_SHEET, sheet_id)
    if made := handed_up_before(session, SHEET, sheet, shown_digest, SIGNED):
        return made
    document = submission_document(session, sheet)
    if digest(canonical(document)) != shown_digest:
        raise Stale("核对之后评定表的内容有变动，重新打开核对页，看过最新内容再签发。")
    facts = sheet_facts(session, sheet, scope, actor, now)
    move(
        session,
        actor,
        now,
        SHEET,
        sheet,
        SheetTrigger.SUBMIT,
        facts,
        note={"digest": shown_digest},
        total=document["total"],
        submitted_at=now,
    )
    for claim in claims_of_unit(session, sheet.cycle_id, sheet.unit_id):
        if claim.stage is ClaimStage.DRAFT:
            move(session, actor, now, CLAIM, claim, ClaimTrigger.SUBMIT, claim_facts(claim))
    forward(session, actor, now, sheet, scope)
    tier = participant(session, sheet.cycle_id, sheet.unit_id).tier
    window = cycle_calendar(session, sheet.cycle_id).sheet(tier, scope.above_id, sheet.unit_id)
    return leave_receipt(session, actor, now, sheet, document, document["total"], window)


def withdraw_sheet(session: Session, actor: Actor, now: datetime, *, sheet_id: int, reason: str) -> None:
    """The signer takes the sheet back (撤回) with a reason, until the receiver has acknowledged it."""
    reason = stated(reason, "写明撤回的原因，上级单位会看到。")
    sheet, scope = sheet_subject(session, actor, Action.WITHDRAW_SHEET, sheet_id)
    facts = sheet_facts(session, sheet, scope, actor, now)
    move(session, actor, now, SHEET, sheet, SheetTrigger.WITHDRAW, facts, reason=reason, submitted_at=None)
    take_back(session, actor, now, sheet, scope, reason)
    take_back_claims(session, actor, now, sheet)


def take_back_claims(
    session: Session, actor: Actor, now: datetime, sheet: Sheet, items: frozenset[int] | None = None
) -> None:
    """Claims of a sheet that comes back are drafts again: all, or only those of `items`."""
    for claim in claims_of_unit(session, sheet.cycle_id, sheet.unit_id):
        if claim.stage is ClaimStage.SUBMITTED and (items is None or claim.item in items):
            move(session, actor, now, CLAIM, claim, ClaimTrigger.TAKE_BACK, claim_facts(claim))
