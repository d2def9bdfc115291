"""What a sheet still lacks before it is signed: what must be mended, and what the signer should know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid
from workflow.models import Evidence, EvidenceItem, Purpose, Sheet, SpecialClaim
from workflow.queries.scans import ScanStanding, scan_standing
from workflow.queries.sheets import FilledItem, SheetContent
from workflow.rules.kinds.answers import NOT_OCCURRED
from workflow.scheme.document import Scheme
from workflow.scheme.marking import mark_item
from workflow.scheme.tree import Item


@dataclass(frozen=True)
class Completeness:
    """Items that are blank, that lack the reason for a deduction, that claim full marks without evidence;
    and where it stands with its stamped scan (盖章扫描件). Blanks hold a sheet up, and what is amiss with
    the scan where the scheme requires one."""

    blank: tuple[Item, ...]
    without_reason: tuple[Item, ...]
    without_evidence: tuple[Item, ...]
    scan: ScanStanding

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking at all."""
        return not (self.blank or self.without_reason or self.without_evidence or self.scan.fault)


def completeness(
    session: Session, sheet: Sheet, scheme: Scheme, content: SheetContent, claims: Sequence[SpecialClaim]
) -> Completeness:
    """What a sheet with this content and these claims lacks, in two statements."""
    own = (
        Evidence.cycle_id == sheet.cycle_id,
        Evidence.unit_id == sheet.unit_id,
        Evidence.by_unit_id == sheet.unit_id,
    )
    files = select(Evidence.id).where(*own, Evidence.removed_at.is_(None))
    evidenced = select(EvidenceItem.item).where(
        EvidenceItem.evidence_id.in_(files.where(Evidence.purpose == Purpose.ITEM))
    )
    scan = scan_standing(session, sheet, content, claims)
    return told_completeness(scheme, content, set(session.scalars(evidenced)), scan)


def told_completeness(
    scheme: Scheme, content: SheetContent, evidenced: Collection[int], scan: ScanStanding
) -> Completeness:
    """The same from what was read: `evidenced` are the items that some file supports."""
    filled = [(item, content.items[item.number]) for item in scheme.items if item.number in content.items]
    return Completeness(
        blank=tuple(item for item in scheme.items if item.number not in content.items),
        without_reason=tuple(item for item, saved in filled if _unreasoned(item, saved)),
        without_evidence=tuple(
            item for item, saved in filled if item.number not in evidenced and _claims_full(item, saved)
        ),
        scan=scan,
    )


def _unreasoned(item: Item, saved: FilledItem) -> bool:
    """Whether marks are below full and the answers, as their rules read them, do not say why."""
    if saved.mark is None or saved.mark >= item.marks or not saved.answers:
        return False
    try:
        mark_item(item, saved.answers)
    except Invalid:
        return True
    return False


def _claims_full(item: Item, saved: FilledItem) -> bool:
    """Whether full marks, or marks beyond them, are claimed for something that has occurred."""
    occurred = any(answer.value != NOT_OCCURRED for answer in saved.answers.values())
    return occurred and saved.mark is not None and saved.mark > 0 and saved.mark >= item.marks
