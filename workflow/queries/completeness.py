"""What a sheet still lacks before it is signed: what must be mended, and what the signer should know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid
from workflow.models import Evidence, EvidenceItem, Purpose
from workflow.queries.narratives import Section
from workflow.queries.scans import ScanStanding, scan_standing
from workflow.queries.sheet_pages import SheetPage
from workflow.queries.sheets import FilledItem, SheetContent
from workflow.rules.kinds.answers import NOT_OCCURRED
from workflow.scheme.document import Scheme
from workflow.scheme.marking import mark_item
from workflow.scheme.tree import Item


@dataclass(frozen=True)
class Completeness:
    """Items that are blank, that lack the reason for a deduction, that claim full marks without evidence;
    sections of the self report (自评报告) that nobody has written, which go up with the sheet as they are;
    and where it stands with its stamped scan (盖章扫描件). Blanks hold a sheet up, and what is amiss with
    the scan where the scheme requires one."""

    blank: tuple[Item, ...]
    without_reason: tuple[Item, ...]
    without_evidence: tuple[Item, ...]
    unwritten: tuple[Section, ...]
    scan: ScanStanding

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking at all."""
        return not self.in_short

    @property
    def in_short(self) -> tuple[str, ...]:
        """Everything that is lacking, each in a few words."""
        items = {"未填": self.blank, "缺扣分原因": self.without_reason, "满分没有佐证": self.without_evidence}
        counts = tuple(f"{word} {len(found)} 项" for word, found in items.items() if found)
        return (*counts, *self._not_of_items)

    @property
    def reminders(self) -> tuple[str, ...]:
        """What whoever signs should know."""
        count = len(self.without_evidence)
        return (*((f"得满分、没有佐证材料的 {count} 项",) if count else ()), *self._not_of_items)

    @property
    def _not_of_items(self) -> tuple[str, ...]:
        report = f"自评报告有 {len(self.unwritten)} 节没有写" if self.unwritten else ""
        return tuple(filter(None, (report, self.scan.fault)))


def completeness(session: Session, page: SheetPage) -> Completeness:
    """What the sheet of a page lacks, in two statements."""
    sheet = page.sheet
    own = (
        Evidence.cycle_id == sheet.cycle_id,
        Evidence.unit_id == sheet.unit_id,
        Evidence.by_unit_id == sheet.unit_id,
    )
    files = select(Evidence.id).where(*own, Evidence.removed_at.is_(None))
    evidenced = select(EvidenceItem.item).where(
        EvidenceItem.evidence_id.in_(files.where(Evidence.purpose == Purpose.ITEM))
    )
    scan = scan_standing(session, sheet, page.content, page.claims)
    supported = set(session.scalars(evidenced))
    return told_completeness(page.scheme, page.content, supported, page.sections, scan)


def told_completeness(
    scheme: Scheme,
    content: SheetContent,
    evidenced: Collection[int],
    sections: Sequence[Section],
    scan: ScanStanding,
) -> Completeness:
    """The same from what was read: `evidenced` are the items that some file supports."""
    filled = [(item, content.items[item.number]) for item in scheme.items if item.number in content.items]
    return Completeness(
        blank=tuple(item for item in scheme.items if item.number not in content.items),
        without_reason=tuple(item for item, saved in filled if _unreasoned(item, saved)),
        without_evidence=tuple(
            item for item, saved in filled if item.number not in evidenced and _claims_full(item, saved)
        ),
        unwritten=tuple(section for section in sections if not section.text),
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
