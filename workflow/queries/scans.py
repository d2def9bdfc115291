"""Stamped scans (盖章扫描件): which printed version each shows, and whether that is what is filled in now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from workflow.models import Evidence, PrintedVersion, Purpose, Sheet, SpecialClaim
from workflow.queries.printed_bases import form_basis
from workflow.queries.sheets import SheetContent, claims_of_unit, sheet_content
from workflow.rules.printed_codes import shown_code
from workflow.rules.wording import instant_text

NOT_GIVEN = "还没有上传盖章扫描件"
MEND = "打印评定表，签字、盖章后扫描，在“佐证材料”页面上传并写明页脚的版本代码"


@dataclass(frozen=True)
class ScanStanding:
    """Where a sheet stands with its stamped scan. `version` is the printed version of the scan that counts:
    one of what is filled in now, else that of the newest scan; None where no code was told."""

    given: bool
    current: bool
    version: PrintedVersion | None = None

    @property
    def told(self) -> str:
        """Where it stands, in Chinese."""
        return self.fault or scan_text(self.version, current=True)

    @property
    def fault(self) -> str:
        """What is amiss with the scan, in Chinese; nothing where it is of what is filled in now."""
        if not self.given:
            return NOT_GIVEN
        return "" if self.current else scan_text(self.version, current=False)


def scan_standing(
    session: Session, sheet: Sheet, content: SheetContent, claims: Sequence[SpecialClaim]
) -> ScanStanding:
    """Where a sheet with this content and these claims stands with its scan, in one statement."""
    own = {"cycle_id": sheet.cycle_id, "unit_id": sheet.unit_id, "by_unit_id": sheet.unit_id}
    scans = (
        select(Evidence.id, PrintedVersion)
        .outerjoin(PrintedVersion, PrintedVersion.id == Evidence.printed_id)
        .filter(*(getattr(Evidence, name) == value for name, value in own.items()))
        .where(Evidence.purpose == Purpose.SCAN, Evidence.removed_at.is_(None))
        .options(defer(PrintedVersion.content))
        .order_by(Evidence.id.desc())
    )
    versions = [version for _, version in session.execute(scans)]
    basis = form_basis(content, claims)
    current = next((version for version in versions if version and version.basis == basis), None)
    return ScanStanding(
        given=bool(versions),
        current=current is not None,
        version=current or next(iter(versions), None),
    )


def scan_of(session: Session, sheet: Sheet) -> ScanStanding:
    """Where a sheet stands with its scan as it is filled in now."""
    claims = claims_of_unit(session, sheet.cycle_id, sheet.unit_id)
    return scan_standing(session, sheet, sheet_content(session, sheet.id), claims)


def scan_text(version: PrintedVersion | None, *, current: bool) -> str:
    """What a scan is of: 扫描件对应版本 …."""
    if version is None:
        return "扫描件没有写明版本代码，不能确认与当前填报一致"
    code = shown_code(version.code)
    if current:
        return f"扫描件对应版本 {code}，与当前填报一致"
    printed = instant_text(version.printed_at)
    return f"扫描件对应版本 {code}，是旧版本的扫描件：数据在{printed}打印之后有变动，请重新打印盖章"
