"""The 评定报告 on one ranked unit: its score with every part, what was found, which claims were decided how.

Everything is told from the terms that a run has kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.clock import local_date
from workflow.documents.blocks import Cell, Column, Table
from workflow.documents.composing import Content
from workflow.errors import NotFound
from workflow.models import Cycle, RankingRun, Unit
from workflow.permissions import Scope, may
from workflow.points import plain
from workflow.queries.documents.circular import DRAFT
from workflow.queries.documents.notices import standing_notice
from workflow.queries.documents.offices import assessing_office
from workflow.queries.documents.tables import spans
from workflow.queries.documents.texts import texts_as_of
from workflow.queries.documents.wording import empty, long_day, numbered, paragraphs
from workflow.queries.explanations import (
    Term,
    follow_terms,
    headline_term,
    province_term,
    self_term,
    special_term,
)
from workflow.queries.results import edition
from workflow.queries.runs import RunLine, run_lines
from workflow.queries.schemes import scheme_of


def rating_report_data(session: Session, actor: Actor, run_id: int, unit_id: int) -> dict[str, Any]:
    """What the report on a unit says, by a run. The place is told once it is published.

    For the chief at any time, before publication as a draft; from publication on for the unit itself. Raises
    NotFound.
    """
    row = session.get(RankingRun, run_id)
    if row is None:
        raise NotFound
    cycle = session.get_one(Cycle, row.cycle_id)
    _require_reader(session, actor, row, cycle, unit_id)
    line = next((line for line in run_lines(session, run_id) if line.unit_id == unit_id), None)
    if line is None:
        raise NotFound
    published = row.published_at is not None
    scheme = scheme_of(session, cycle.id)
    return {
        "document": "rating_report",
        "notice": standing_notice(session, cycle.id),
        "draft": not published,
        "issuer": assessing_office(scheme.procedure, session.get_one(Unit, cycle.province_id).name),
        "unit": line.name,
        "year": cycle.year,
        "cycle": cycle.title,
        "scheme": scheme.title,
        "words": line.terms["words"],
        "run": row.number,
        "circular": row.circular_number,
        "day": local_date(row.published_at).isoformat() if row.published_at else "",
        "rank": line.rank if published else None,
        **_told(line, published),
        "texts": texts_as_of(session, cycle.id, unit_id, "rating_report", row.published_at),
    }


def _require_reader(session: Session, actor: Actor, row: RankingRun, cycle: Cycle, unit_id: int) -> None:
    """The chief of the province, and the unit itself once everybody knows the ranking."""
    if may(actor, Action.VIEW_RUN, Scope(cycle_id=cycle.id, province_id=cycle.province_id)):
        return
    if actor.unit_id != unit_id or not edition(session, actor, row.id).published:
        raise NotFound


def _told(line: RunLine, published: bool) -> dict[str, Any]:
    """Score, findings and claims of a unit as a run has kept them."""
    terms = line.terms
    rated = "rating" in terms["stages"]
    province = province_term(terms["province"], terms["words"]["assessor"]) if rated else None
    found = tuple(province.children) if province else ()
    items = _leaves(found) if "tree" in terms["province"] else found
    return {
        "parts": list(_parts(line)),
        "score": headline_term(terms).value,
        "score_lines": _sentences(headline_term(terms).explanation),
        "follows": [_part(term) for term in follow_terms(terms, ranked=published)],
        "rated_lines": _sentences(province.explanation) if province else [],
        "items": [_item(term) for term in items],
        "claims": list(_claims(terms["special"])),
    }


def _sentences(lines: Sequence[str]) -> list[str]:
    """Sentences without their full stop: the template sets it."""
    return [line.rstrip("。") for line in lines]


def _parts(line: RunLine) -> Iterator[dict[str, str]]:
    """What the final score is made of, each part with what it is made of itself."""
    terms = line.terms
    for part in headline_term(terms).children:
        yield _part(part)
        if part.label == "自评得分" and not terms["decision"] and "consolidation" in terms["stages"]:
            yield from (
                {**_part(inner), "label": f"其中：{inner.label}"} for inner in self_term(terms).children
            )
    if line.bonus:
        yield {"label": "加减分", "value": plain(line.bonus), "told": ""}


def _part(term: Term) -> dict[str, str]:
    return {"label": term.label, "value": term.value, "told": "；".join(_sentences(term.explanation))}


def _leaves(terms: Sequence[Term]) -> Iterator[Term]:
    """The items below all headings, where the rating answered each of them."""
    for term in terms:
        if term.children:
            yield from _leaves(term.children)
        else:
            yield term


def _item(term: Term) -> dict[str, Any]:
    return {
        "label": term.label,
        "mark": term.value,
        "told": list(term.explanation),
        "findings": [
            {"label": finding.label, "counted": finding.value, "told": list(finding.explanation)}
            for finding in term.children
        ],
    }


def _claims(special: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for item in special_term(special).children:
        for claim in item.children:
            yield {"item": item.label, **_part(claim)}


def rating_report_content(data: Mapping[str, Any]) -> Content:
    """What the template of the report is filled with."""
    written = {key: paragraphs(text) for key, text in data["texts"].items()}
    left_out = (*empty(written), *(() if data["claims"] else ("claims",)))
    names = ("issuer", "unit", "year", "cycle", "scheme", "words", "run", "circular", "rank", "score")
    fields = {
        **{name: data[name] for name in (*names, "score_lines", "rated_lines", "follows", "draft")},
        "day": long_day(data["day"]),
        "texts": written,
        "found": bool(data["items"]),
        "claims": len(data["claims"]),
        "numbers": numbered("overview", "score", "found", "claims", "advice", left_out=left_out),
    }
    tables = {"得分构成": _part_table(data), "评定情况": _found_table(data["items"])}
    if data["claims"]:
        tables["特殊因素核验"] = _claim_table(data["claims"])
    notice = "；".join(part for part in (data["notice"], DRAFT if data["draft"] else "") if part)
    return Content(fields, tables, notice=notice)


_Rows = Sequence[Mapping[str, Any]]


def _part_table(data: Mapping[str, Any]) -> Table:
    columns = (Column("项目", 60), Column("得分", 30, "center"))
    rows = [(Cell(part["label"]), Cell(part["value"])) for part in data["parts"]]
    return Table(columns, (*rows, (Cell("最终得分"), Cell(data["score"]))), "得分构成")


def _found_table(items: _Rows) -> Table:
    columns = (
        Column("项次", 34),
        Column("得分", 13, "center"),
        Column("认定", 92),
        Column("扣分", 13, "center"),
    )
    rows: list[tuple[Cell, ...]] = []
    for item in items:
        lines = item["findings"] or [{"label": "", "told": item["told"], "counted": "—"}]
        for first, line in zip(spans(len(lines), item["label"], item["mark"]), lines, strict=True):
            told = "\n".join(part for part in (line["label"], *line["told"]) if part)
            rows.append((*first, Cell(told), Cell(line["counted"])))
    return Table(columns, tuple(rows), "评定情况")


def _claim_table(claims: _Rows) -> Table:
    columns = (
        Column("项次", 34),
        Column("申报事项", 50),
        Column("核验结论", 54),
        Column("计分", 14, "center"),
    )
    rows = tuple(
        (Cell(claim["item"]), Cell(claim["label"]), Cell(claim["told"]), Cell(claim["value"]))
        for claim in claims
    )
    return Table(columns, rows, "特殊因素核验")
