"""The only writer of findings: an item's one rating, as a rater found it or as the chief united it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from workflow.models import Finding, FindingLink, Verdict
from workflow.queries.verdicts import RatedItem
from workflow.scheme.weighing import FindingInput, Weighed


def write_verdict(
    session: Session,
    *,
    assessment_id: int,
    item: int,
    checked_by_id: int,
    checked_at: datetime,
    findings: Sequence[FindingInput],
    weighed: Weighed,
) -> None:
    """Write an item's rating in place of what stands there; its version counts on."""
    wanted = select(Verdict).where(Verdict.assessment_id == assessment_id, Verdict.item == item)
    verdict = session.scalars(wanted).one_or_none()
    if verdict is None:
        verdict = Verdict(assessment_id=assessment_id, item=item, version=0)
        session.add(verdict)
    verdict.version += 1
    verdict.mark = weighed.mark
    verdict.checked_by_id = checked_by_id
    verdict.checked_at = checked_at
    session.flush()
    session.execute(delete(Finding).where(Finding.verdict_id == verdict.id))
    for entry, cost in zip(findings, weighed.counted, strict=True):
        values = {name: value for name, value in vars(entry).items() if name != "links"}
        finding = Finding(
            verdict_id=verdict.id, counted=cost.amount, explanation=cost.explanation, **values
        )
        session.add(finding)
        session.flush()
        _write_links(session, finding.id, entry)


def _write_links(session: Session, finding_id: int, entry: FindingInput) -> None:
    if entry.links:
        rows = [
            {"finding_id": finding_id, "deduction_id": key, "count": count} for key, count in entry.links
        ]
        session.execute(insert(FindingLink), rows)


def as_input(rated: RatedItem) -> list[FindingInput]:
    """The findings that stand, as a rater would write them."""
    return [
        FindingInput(
            line.component,
            line.nature,
            line.case,
            line.reason,
            line.cause,
            line.count,
            line.option,
            line.amount,
            tuple((link.deduction_id, link.count) for link in line.links),
        )
        for line in rated.findings
    ]


def rated_document(rated: RatedItem) -> dict[str, Any]:
    """The item as the trail keeps it: replaced findings live on here only."""
    return {
        "item": rated.number,
        "version": rated.version,
        "mark": rated.mark,
        "findings": [vars(entry) for entry in as_input(rated)],
    }
