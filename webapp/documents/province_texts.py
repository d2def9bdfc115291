"""The texts of the assessor's documents, all sections of a document on one page. One row a document."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField

from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.documents.blueprint import pages
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import Form
from workflow.actions import Action
from workflow.commands.narratives import TextConflict, save_narrative
from workflow.documents.kinds import KINDS
from workflow.errors import Invalid
from workflow.queries.documents.texts import (
    About,
    about_circular,
    about_interview,
    about_rating_report,
    closed,
)
from workflow.queries.narratives import Section, sections


@dataclass(frozen=True)
class Texts:
    """The texts of one kind of document. `about` gets the object's ids as the path names them, `back` the
    endpoint and its arguments to return to."""

    document: str
    path: str
    action: Action
    about: Callable[..., About]
    back: Callable[[Mapping[str, int]], str]


def _form(standing: Sequence[Section]) -> Form:
    """A box for every section, with the version that it was read at."""
    boxes: dict[str, Any] = {}
    for section in standing:
        boxes[f"text-{section.key}"] = TextAreaField(section.heading, default=section.text)
        boxes[f"version-{section.key}"] = HiddenField(default=str(section.version))
    return cast(Form, type("TextsForm", (Form,), boxes)())


def offer(*rows: Texts) -> None:
    """Give each document its page and its act."""
    for row in rows:
        show, save = _views(row)
        pages.add_url_rule(row.path, f"{row.document}_texts", requires(row.action)(show))
        pages.add_url_rule(
            row.path, f"save_{row.document}_texts", requires(row.action)(save), methods=["POST"]
        )


def _views(row: Texts) -> tuple[Callable[..., ResponseReturnValue], Callable[..., ResponseReturnValue]]:
    def show(**ids: int) -> ResponseReturnValue:
        about = row.about(db.session(), **ids)
        return _page(row, ids, about, _form(_standing(row, about)))

    def save(**ids: int) -> ResponseReturnValue:
        about = row.about(db.session(), **ids)
        form = _form(_standing(row, about))
        try:
            _save(row, about, form)
        except TextConflict:
            return _conflict(row, ids, row.about(db.session(), **ids), form)
        if form.problems:
            return _page(row, ids, row.about(db.session(), **ids), form)
        return redirect(url_for(f"documents.{row.document}_texts", **ids, saved=1), 303)

    return show, save


def _standing(row: Texts, about: About) -> tuple[Section, ...]:
    return sections(db.session(), about.cycle_id, about.unit_id, row.document)


def _save(row: Texts, about: About, form: Form) -> None:
    """All sections or none; what is wrong with one stands at its box."""
    place = {"cycle_id": about.cycle_id, "unit_id": about.unit_id, "document": row.document}
    with form.corrections(), work() as session:
        errors = {}
        for key in KINDS[row.document].sections:
            version = whole(form[f"version-{key}"].data)
            typed = {"section": key, "text": form[f"text-{key}"].data or "", "version": version}
            try:
                save_narrative(session, current_actor(), now(), **place, **typed)
            except Invalid as refusal:
                errors[f"text-{key}"] = refusal.text
        if errors:
            raise Invalid(errors)


def _conflict(row: Texts, ids: Mapping[str, int], about: About, form: Form) -> ResponseReturnValue:
    """Both texts of every section that somebody else has written meanwhile; saving again replaces theirs."""
    theirs = {}
    for section in _standing(row, about):
        version, typed = form[f"version-{section.key}"], form[f"text-{section.key}"].data or ""
        if str(section.version) != version.data and section.text != typed.replace("\r\n", "\n").strip():
            theirs[section.key] = section
        version.data, version.raw_data = str(section.version), None
    page = make_response(_page(row, ids, about, form, theirs))
    page.status_code = 409
    return page


def _page(
    row: Texts, ids: Mapping[str, int], about: About, form: Form, theirs: Mapping[str, Section] | None = None
) -> ResponseReturnValue:
    unmet = closed(db.session(), about.cycle_id, about.unit_id, row.document)
    standing = _standing(row, about)
    page = render_template(
        "documents/province_texts.html",
        form=form, problems=form.problems, theirs=theirs or {}, sections=standing, unmet=unmet,
        label=KINDS[row.document].label, about=about, back=row.back(ids),
    )  # fmt: skip
    return page, 422 if form.problems else 200


offer(
    Texts(
        "circular",
        "/documents/cycles/<int:cycle_id>/circular",
        Action.WRITE_CIRCULAR,
        about_circular,
        lambda ids: url_for("province.ranking", **ids),
    ),
    Texts(
        "rating_report",
        "/documents/cycles/<int:cycle_id>/units/<int:unit_id>/rating-report",
        Action.WRITE_RATING_REPORT,
        about_rating_report,
        lambda ids: url_for("province.assessments", cycle_id=ids["cycle_id"]),
    ),
    Texts(
        "interview_notice",
        "/documents/interviews/<int:interview_id>/notice",
        Action.CONDUCT_INTERVIEW,
        about_interview,
        lambda ids: url_for("province.interview", **ids),
    ),
)
