"""The documents of a unit's year as files: what each says, whether it can be printed, Word and PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.arrival import now
from webapp.documents.blueprint import pages
from webapp.documents.sending import sent
from webapp.extensions import db
from workflow.actions import Action
from workflow.documents.blocks import Document
from workflow.documents.composing import Content, compose
from workflow.documents.fonts import without_glyph
from workflow.documents.kinds import KINDS
from workflow.queries.consolidation_page import consolidation_page
from workflow.queries.documents.consolidation import consolidation_content, consolidation_data
from workflow.queries.documents.contents import written
from workflow.queries.documents.evidence_index import evidence_index_content, evidence_index_data
from workflow.queries.documents.form import form_content, form_data
from workflow.queries.documents.liaisons import liaisons_data
from workflow.queries.documents.self_report import self_report_content, self_report_data
from workflow.queries.documents.templates import template_of
from workflow.queries.sheet_pages import open_sheet_page

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
    page = open_sheet_page(db.session(), current_actor(), now(), sheet_id)
    papers = (
        _paper("form", "documents.form", _form(sheet_id)),
        _paper("self_report", "documents.self_report", _self_report(sheet_id)),
        _paper("evidence_index", "documents.evidence_index", _evidence_index(sheet_id)),
    )
    return render_template("documents/of_sheet.html", page=page, papers=papers)


@pages.get("/sheets/<int:sheet_id>/documents/form/<form>")
@requires(Action.PRINT_SHEET)
def form(sheet_id: int, form: str) -> ResponseReturnValue:
    """评定表."""
    content = _form(sheet_id)
    return sent(_draft("form", content), f"{content.fields['unit']}评定表（草稿）", form)


@pages.get("/sheets/<int:sheet_id>/documents/self-report/<form>")
@requires(Action.PRINT_SHEET)
def self_report(sheet_id: int, form: str) -> ResponseReturnValue:
    """自评报告."""
    content = _self_report(sheet_id)
    return sent(_draft("self_report", content), f"{content.fields['unit']}自评报告（草稿）", form)


@pages.get("/sheets/<int:sheet_id>/documents/evidence-index/<form>")
@requires(Action.VIEW_EVIDENCE)
def evidence_index(sheet_id: int, form: str) -> ResponseReturnValue:
    """佐证材料目录."""
    content = _evidence_index(sheet_id)
    return sent(_draft("evidence_index", content), f"{content.fields['unit']}佐证材料目录（草稿）", form)


@pages.get("/reports/<int:report_id>/documents")
@requires(Action.VIEW_REPORT)
def of_report(report_id: int) -> ResponseReturnValue:
    """The consolidation report, and its texts."""
    page = consolidation_page(db.session(), current_actor(), now(), report_id)
    papers = (_paper("consolidation", "documents.consolidation", _consolidation(report_id)),)
    return render_template("documents/of_report.html", page=page, papers=papers, back=_back(report_id))


@pages.get("/reports/<int:report_id>/documents/consolidation/<form>")
@requires(Action.VIEW_REPORT)
def consolidation(report_id: int, form: str) -> ResponseReturnValue:
    """汇总报告."""
    content = _consolidation(report_id)
    return sent(_draft("consolidation", content), f"{content.fields['unit']}汇总报告（草稿）", form)


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


def _form(sheet_id: int) -> Content:
    return form_content(form_data(db.session(), current_actor(), now(), sheet_id))


def _self_report(sheet_id: int) -> Content:
    return self_report_content(self_report_data(db.session(), current_actor(), now(), sheet_id))


def _evidence_index(sheet_id: int) -> Content:
    return evidence_index_content(evidence_index_data(db.session(), current_actor(), now(), sheet_id))


def _consolidation(report_id: int) -> Content:
    return consolidation_content(consolidation_data(db.session(), current_actor(), now(), report_id))


def _paper(kind: str, endpoint: str, content: Content) -> Paper:
    return Paper(KINDS[kind].label, endpoint, without_glyph(_draft(kind, content).text))


def _draft(kind: str, content: Content) -> Document:
    """A document that nobody has sealed: every page says so."""
    notices: Sequence[str] = [notice for notice in (content.notice, DRAFT) if notice]
    template = template_of(db.session(), g.scope.province_id, kind)
    return compose(template, replace(content, notice="　".join(notices)))


def _back(report_id: int) -> str:
    """The page of the report for whoever looks."""
    own = current_actor().unit_id == g.scope.unit_id
    return url_for("prefecture.report" if own else "province.report", report_id=report_id)
