"""A prefecture's consolidation report: every term of its self score, what was deducted where, its texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.documents.kinds import KINDS
from workflow.models import Cycle, Deduction, Entry, Tier
from workflow.points import plain, shown, signed
from workflow.queries.consolidation_page import ConsolidationPage, TermRow, consolidation_page
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.offices import office_above, own_office
from workflow.queries.documents.self_report import numbered_sections
from workflow.queries.documents.tables import deduction_rows, deduction_table_of
from workflow.queries.schemes import scheme_of
from workflow.queries.told import entry_of
from workflow.rules.wording import percent
from workflow.scheme.document import Scheme
from workflow.scheme.totals import WAITING
from workflow.scheme.tree import Item

_FIRST = "overview"


def consolidation_data(session: Session, actor: Actor, now: datetime, report_id: int) -> dict[str, Any]:
    """Everything that the consolidation report shows this person, in a fixed number of statements.

    `counted` is empty where a term is still undecided, `score` and `mean` then too. Raises NotFound,
    Forbidden for the province before 签收.
    """
    return shown_consolidation(session, consolidation_page(session, actor, now, report_id))


def shown_consolidation(session: Session, page: ConsolidationPage) -> dict[str, Any]:
    """The same from a page that this person has open."""
    scheme = scheme_of(session, page.report.cycle_id)
    cycle = session.get_one(Cycle, page.report.cycle_id)
    words = scheme.procedure.words
    return {
        "document": "consolidation",
        "notice": standing_notice(session, cycle.id),
        "unit": page.name,
        "office": own_office(scheme.procedure, Tier.SUBJECT, page.name),
        "receiver": office_above(scheme.procedure, Tier.SUBJECT, page.province),
        "cycle": cycle.title,
        "scheme": {"reference": scheme.reference, "title": scheme.title},
        "words": {"subject": words.subject, "below": words.below},
        "own": _term(page.own),
        "counties": [_term(row) for row in page.counties],
        "weights": {"own": percent(page.weights.own), "counties": percent(page.weights.counties)},
        "mean": _score(page.mean),
        "score": _score(page.score.self_score) if page.score else "",
        "lines": list(page.score.lines) if page.score else [],
        "alone": page.without_counties,
        "statement": page.report.statement,
        "texts": dict(page.texts),
        "deductions": _deductions(session, scheme, page),
    }


def _score(value: Fraction | None) -> str:
    return "" if value is None else shown(value)


def _term(row: TermRow) -> dict[str, str]:
    return {
        "name": row.name,
        "stage": row.stage.label,
        "counted": "" if row.counted is None else plain(row.counted),
        "share": percent(row.share),
        "decision": row.decision.reason if row.decision else "",
    }


def _deductions(session: Session, scheme: Scheme, page: ConsolidationPage) -> list[dict[str, Any]]:
    """The lines on every sheet that counts, own level first, in one statement."""
    sheets = {row.sheet_id: row for row in (page.own, *page.counties) if _counts(row)}
    rows = session.execute(
        select(Deduction, Entry.item, Entry.sheet_id)
        .join(Entry, Entry.id == Deduction.entry_id)
        .where(Entry.sheet_id.in_(sheets))
        .order_by(Entry.item, Deduction.component, Deduction.position)
    ).all()
    order = list(sheets)
    ordered = sorted(rows, key=lambda row: order.index(row.sheet_id))
    names = {row.sheet_id: f"{row.name}本级" if row is page.own else row.name for row in sheets.values()}
    return [_line(scheme, names[row.sheet_id], row.item, row.Deduction) for row in ordered]


def _counts(row: TermRow) -> bool:
    """Whether the content of its sheet enters the score: undecided ones and zeros do not."""
    return row.counted is not None and row.decision is None


def _line(scheme: Scheme, unit: str, number: int, line: Deduction) -> dict[str, Any]:
    item = entry_of(scheme, number)
    cause = ""
    if isinstance(item, Item) and line.cause:
        cause = item.component(line.component).rule.asked.cause_said(line.cause)
    return {
        "unit": unit,
        "label": item.label if isinstance(item, Item) else str(number),
        "title": item.title,
        "kind": cause,
        "case": line.case,
        "count": line.count,
        "marks": signed(-line.amount),
        "reason": line.reason,
    }


def consolidation_content(data: Mapping[str, Any]) -> Content:
    """What the template of the consolidation report is filled with."""
    keys = [key for key in KINDS["consolidation"].sections if key != _FIRST]
    zeros = [county for county in data["counties"] if county["decision"]]
    fields = {
        "unit": data["unit"],
        "office": data["office"],
        "receiver": data["receiver"],
        "cycle": data["cycle"],
        "scheme": data["scheme"]["title"],
        "below": data["words"]["below"],
        "counties": len(data["counties"]),
        "own": data["own"]["counted"] or WAITING,
        "mean": data["mean"] or WAITING,
        "score": data["score"] or WAITING,
        "own_weight": data["weights"]["own"],
        "counties_weight": data["weights"]["counties"],
        "alone": data["alone"],
        "lines": data["lines"],
        "statement": data["statement"],
        "overview": data["texts"].get(_FIRST, ""),
        "zeros": [{"unit": county["name"], "reason": county["decision"]} for county in zeros],
        "deductions": len(data["deductions"]),
        "sections": numbered_sections("consolidation", data["texts"], keys, after=3),
    }
    tables = {"得分情况表": _scores(data), "扣分明细": _deduction_table(data["deductions"])}
    return Content(fields, tables, notice=data["notice"])


def _scores(data: Mapping[str, Any]) -> Table:
    columns = (
        Column("单位", 60, "center"),
        Column("得分", 28, "center"),
        Column("占自评得分", 30, "center"),
        Column("备注", 38, "center"),
    )
    rows = [_score_row(f"{data['unit']}本级", data["own"])]
    rows += [_score_row(county["name"], county) for county in data["counties"]]
    if data["counties"]:
        name, weight = f"{data['words']['below']}平均", data["weights"]["counties"]
        rows.append((Cell(name), Cell(data["mean"] or WAITING), Cell(weight), Cell("")))
    rows.append((Cell("自评得分"), Cell(data["score"] or WAITING), Cell("100%"), Cell("")))
    return Table(columns, tuple(rows))


def _score_row(name: str, term: Mapping[str, str]) -> tuple[Cell, ...]:
    remark = "缺报，按0分计" if term["decision"] else "" if term["counted"] else term["stage"]
    return (Cell(name), Cell(term["counted"] or WAITING), Cell(term["share"]), Cell(remark))


def _deduction_table(lines: Sequence[Mapping[str, Any]]) -> Table:
    """The common table with the unit in front; a unit's lines stand together."""
    return deduction_table_of(deduction_rows(lines), [line["unit"] for line in lines])
