"""The documents of a unit's year as files: what each says, whether it can be printed, Word and PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.documents.blueprint import pages
from webapp.documents.sending import sent
from webapp.extensions import db
from workflow.actions import Action
from workflow.documents.blocks import Document
from workflow.documents.fonts import without_glyph
from workflow.documents.kinds import KINDS
from workflow.queries.consolidation_page import consolidation_page
from workflow.queries.documents.consolidation import consolidation_data, shown_consolidation
from workflow.queries.documents.contents import written
from workflow.queries.documents.evidence_index import evidence_index_data, shown_evidence
from workflow.queries.documents.form import form_data, shown_form
from workflow.queries.documents.liaisons import liaisons_data
from workflow.queries.documents.self_report import self_report_data, shown_self_report
from workflow.queries.evidence_pages import evidence_page

DRAFT = "草稿，未盖章无效"


@dataclass(frozen=True)
class Paper:
    """A document that can be taken away: its address without the form, and the characters of it that no
    font here can draw."""

    name: str
    endpoint: str
    missing: str


@pages.get("/sheets/<int:sheet_id>/documents")
@requires(Action.PRINT_SHEET)
def of_sheet(sheet_id: int) -> ResponseReturnValue:
    """The documents of a sheet, and the texts of its self report."""
    session, actor = db.session(), current_actor()
    files = evidence_page(session, actor, now(), sheet_id)
    shown = (
        shown_form(session, actor, files.page),
        shown_self_report(session, files.page),
        shown_evidence(session, files),
    )
    return render_template("documents/of_sheet.html", page=files.page, papers=[*map(_paper, shown)])


@pages.get("/sheets/<int:sheet_id>/documents/form/<form>")
@requires(Action.PRINT_SHEET)
def form(sheet_id: int, form: str) -> ResponseReturnValue:
    """评定表."""
    return _sent(form_data(db.session(), current_actor(), now(), sheet_id), form)


@pages.get("/sheets/<int:sheet_id>/documents/self-report/<form>")
@requires(Action.PRINT_SHEET)
def self_report(sheet_id: int, form: str) -> ResponseReturnValue:
    """自评报告."""
    return _sent(self_report_data(db.session(), current_actor(), now(), sheet_id), form)


@pages.get("/sheets/<int:sheet_id>/documents/evidence-index/<form>")
@requires(Action.VIEW_EVIDENCE)
def evidence_index(sheet_id: int, form: str) -> ResponseReturnValue:
    """佐证材料目录."""
    return _sent(evidence_index_data(db.session(), current_actor(), now(), sheet_id), form)


@pages.get("/reports/<int:report_id>/documents")
@requires(Action.VIEW_REPORT)
def of_report(report_id: int) -> ResponseReturnValue:
    """The consolidation report, and its texts."""
    page = consolidation_page(db.session(), current_actor(), now(), report_id)
    papers = (_paper(shown_consolidation(db.session(), page)),)
    back = report_page(report_id, g.scope.unit_id)
    return render_template("documents/of_report.html", page=page, papers=papers, back=back)


@pages.get("/reports/<int:report_id>/documents/consolidation/<form>")
@requires(Action.VIEW_REPORT)
def consolidation(report_id: int, form: str) -> ResponseReturnValue:
    """汇总报告."""
    return _sent(consolidation_data(db.session(), current_actor(), now(), report_id), form)


@pages.get("/cycles/<int:cycle_id>/documents/liaisons/<form>")
@requires(Action.VIEW_LIAISONS)
def liaisons(cycle_id: int, form: str) -> ResponseReturnValue:
    """联络员信息表 of all units."""
    data = liaisons_data(db.session(), current_actor(), cycle_id)
    return sent(written(db.session(), g.scope.province_id, "liaisons", data), "联络员信息表", form)


@pages.get("/cycles/<int:cycle_id>/units/<int:unit_id>/documents/liaison/<form>")
@requires(Action.REGISTER_LIAISON)
def liaison(cycle_id: int, unit_id: int, form: str) -> ResponseReturnValue:
    """联络员信息表 with the own unit's line."""
    data = liaisons_data(db.session(), current_actor(), cycle_id, unit_id)
    made = written(db.session(), g.scope.province_id, "liaisons", data)
    return sent(made, f"{data['unit']}联络员信息表", form)


def _sent(data: Mapping[str, Any], form: str) -> ResponseReturnValue:
    return sent(_draft(data), f"{data['unit']}{KINDS[data['document']].label}（草稿）", form)


def _paper(data: Mapping[str, Any]) -> Paper:
    kind = data["document"]
    return Paper(KINDS[kind].label, f"documents.{kind}", without_glyph(_draft(data).text))


def _draft(data: Mapping[str, Any]) -> Document:
    """A document that nobody has sealed: every page says so."""
    notice = "　".join(notice for notice in (data["notice"], DRAFT) if notice)
    return written(db.session(), g.scope.province_id, data["document"], {**data, "notice": notice})


def report_page(report_id: int, unit_id: int | None) -> str:
    """The page of a unit's report for whoever looks: the unit's own, or the one of the level above."""
    own = current_actor().unit_id == unit_id
    return url_for("prefecture.report" if own else "province.report", report_id=report_id)
