"""What the raters found or answered: verdicts, read for one item of one unit or for a whole cycle."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.digests import canonical
from workflow.models import (
    Assessment,
    Deduction,
    Entry,
    Finding,
    FindingLink,
    Participant,
    Sheet,
    User,
    Verdict,
)
from workflow.rules.answer_records import answer_from, answer_record
from workflow.rules.double_deduction import Nature
from workflow.scheme.scoring import ItemAnswers


@dataclass(frozen=True)
class LinkedLine:
    """One link of a finding: `count` cases of a self-deduction, and whose deduction it is."""

    deduction_id: int
    count: int
    unit_name: str
    case: str


@dataclass(frozen=True)
class FoundLine:
    """One finding as it stands, with what it costs after its links, in marks."""

    component: str
    nature: Nature
    cause: str | None
    count: int
    option: str | None
    amount: Decimal | None
    case: str
    reason: str
    links: tuple[LinkedLine, ...]
    counted: Decimal
    explanation: str


@dataclass(frozen=True)
class RatedItem:
    """One item of one unit as rated; without findings or answers it says "checked, nothing found".

    `given` is what the rater answered where the scheme rates by answers; `mark` is None while it waits
    (待定).
    """

    id: int
    unit_id: int
    number: int
    version: int
    mark: Decimal | None
    checked_by: str
    checked_at: datetime
    findings: tuple[FoundLine, ...]
    given: ItemAnswers | None = None

    def costs(self) -> dict[str, list[Decimal]]:
        """Component → what each finding takes off."""
        costs: dict[str, list[Decimal]] = {}
        for finding in self.findings:
            costs.setdefault(finding.component, []).append(finding.counted)
        return costs


def answers_text(given: ItemAnswers) -> str:
    """A rater's answers to one item, as a verdict keeps them."""
    answers = {key: answer_record(answer) for key, answer in given.answers.items()}
    return canonical({"answers": answers, "not_applicable": given.not_applicable})


def answers_from(text: str) -> ItemAnswers:
    """The answers that `answers_text` has written down."""
    kept = json.loads(text)
    answers = {key: answer_from(record) for key, record in kept["answers"].items()}
    return ItemAnswers(answers, kept["not_applicable"])


def rated_items(
    session: Session, cycle_id: int, *, unit_id: int | None = None, item: int | None = None
) -> Mapping[tuple[int, int], RatedItem]:
    """(prefecture, item) → what was rated, in at most three statements; narrowed where asked."""
    wanted = [Assessment.cycle_id == cycle_id]
    wanted += [Assessment.unit_id == unit_id] if unit_id is not None else []
    wanted += [Verdict.item == item] if item is not None else []
    rows = session.execute(
        select(Verdict, Assessment.unit_id, User.name)
        .join(Assessment, Assessment.id == Verdict.assessment_id)
        .join(User, User.id == Verdict.checked_by_id)
        .where(*wanted)
        .order_by(Assessment.unit_id, Verdict.item)
    ).all()
    findings = _findings(session, wanted) if rows else {}
    return {
        (unit, verdict.item): RatedItem(
            verdict.id,
            unit,
            verdict.item,
            verdict.version,
            verdict.mark,
            name,
            verdict.checked_at,
            tuple(findings.get(verdict.id, ())),
            None if verdict.answers is None else answers_from(verdict.answers),
        )
        for verdict, unit, name in rows
    }


def _findings(session: Session, wanted: list[ColumnElement[bool]]) -> dict[int, list[FoundLine]]:
    rows = session.scalars(
        select(Finding)
        .join(Verdict, Verdict.id == Finding.verdict_id)
        .join(Assessment, Assessment.id == Verdict.assessment_id)
        .where(*wanted)
        .order_by(Finding.id)
    ).all()
    links = _links(session, wanted) if rows else {}
    found: dict[int, list[FoundLine]] = {}
    for row in rows:
        line = FoundLine(
            row.component,
            row.nature,
            row.cause,
            row.count,
            row.option,
            row.amount,
            row.case,
            row.reason,
            tuple(links.get(row.id, ())),
            row.counted,
            row.explanation,
        )
        found.setdefault(row.verdict_id, []).append(line)
    return found


def _links(session: Session, wanted: list[ColumnElement[bool]]) -> dict[int, list[LinkedLine]]:
    statement = (
        select(FindingLink, Participant.name, Deduction.case)
        .join(Finding, Finding.id == FindingLink.finding_id)
        .join(Verdict, Verdict.id == Finding.verdict_id)
        .join(Assessment, Assessment.id == Verdict.assessment_id)
        .join(Deduction, Deduction.id == FindingLink.deduction_id)
        .join(Entry, Entry.id == Deduction.entry_id)
        .join(Sheet, Sheet.id == Entry.sheet_id)
        .join(Participant, (Participant.cycle_id == Sheet.cycle_id) & (Participant.unit_id == Sheet.unit_id))
        .where(*wanted)
        .order_by(FindingLink.finding_id, FindingLink.deduction_id)
    )
    links: dict[int, list[LinkedLine]] = {}
    for link, name, case in session.execute(statement):
        line = LinkedLine(link.deduction_id, link.count, name, case)
        links.setdefault(link.finding_id, []).append(line)
    return links
