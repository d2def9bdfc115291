"""The printed versions of one document: which there are, and which one a code on paper names."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.errors import Invalid
from workflow.models import PrintedVersion, Sheet
from workflow.rules.printed_codes import read_code, shown_code


def own_versions(session: Session, cycle_id: int, unit_id: int, document: str) -> Sequence[PrintedVersion]:
    """The versions of a unit's document that the unit itself has printed, the newest first."""
    own = {"cycle_id": cycle_id, "unit_id": unit_id, "by_unit_id": unit_id, "document": document}
    return session.scalars(
        select(PrintedVersion).filter_by(**own).order_by(PrintedVersion.id.desc()).limit(20)
    ).all()


def version_on(session: Session, sheet: Sheet, code: str | None) -> PrintedVersion | None:
    """The printed version of a sheet's form that a code names; None without a code. Raises Invalid (`code`)
    for a slip, and for the code of something else."""
    if not (code and code.strip()):
        return None
    own = {"cycle_id": sheet.cycle_id, "unit_id": sheet.unit_id, "document": "form"}
    read = read_code(code)
    version = session.scalar(select(PrintedVersion).filter_by(code=read, **own))
    if version is None:
        text = f"版本代码 {shown_code(read)} 不是这份评定表打印出来的：核对扫描件页脚的代码，或重新打印盖章。"
        raise Invalid({"code": text})
    return version
