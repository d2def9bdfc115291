"""公文模板: the province's own templates of official documents, tried before they are kept."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, HiddenField, TextAreaField

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import own_province, pages
from webapp.arrival import now
from webapp.documents.sending import kept, sent
from webapp.extensions import db
from webapp.fields import whole
from webapp.forms import Form, answer
from workflow.actions import Action
from workflow.commands.templates import read_template, replace_template, restore_template
from workflow.documents.kinds import builtin_template
from workflow.errors import NotFound, Stale
from workflow.queries.documents.contents import CONTENTS, tried, usable_names, usable_tables
from workflow.queries.documents.templates import TemplateLine, template_lines, template_of


class TemplateForm(Form):
    """The text of a template, typed or from a file; `version` is the one that it was made from."""

    template = TextAreaField("模板内容")
    file = FileField("或者上传文本文件（.txt）")
    version = HiddenField(default="0")

    def read(self) -> str:
        """What was typed, or what the file says; that then stands in the box. Raises Invalid."""
        content = self.file.data.read() if self.file.data else b""
        if content:
            self.template.data = read_template(content)
        return self.template.data or ""


@pages.get("/templates")
@requires(Action.EDIT_TEMPLATES)
def document_templates() -> ResponseReturnValue:
    """Every kind of document, and who changed its template when."""
    lines = [line for line in template_lines(db.session(), own_province()) if line.document in CONTENTS]
    return render_template("admin/document_templates.html", lines=lines)


def _line(document: str) -> TemplateLine:
    lines = template_lines(db.session(), own_province())
    found = next((line for line in lines if line.document == document and document in CONTENTS), None)
    if found is None:
        raise NotFound
    return found


@pages.get("/templates/<document>")
@requires(Action.EDIT_TEMPLATES)
def document_template(document: str) -> ResponseReturnValue:
    """The template that stands now, to edit."""
    line, text = _line(document), template_of(db.session(), own_province(), document)
    return _page(line, TemplateForm(formdata=None, template=text, version=str(line.version)))


def _page(line: TemplateLine, form: TemplateForm, standing: str = "") -> ResponseReturnValue:
    """The page of a template; with `standing` the text that somebody else has put there meanwhile."""
    page = make_response(answer("admin/document_template.html", form, line=line, standing=standing))
    page.status_code = 409 if standing else page.status_code
    return page


@pages.post("/templates/<document>")
@requires(Action.EDIT_TEMPLATES)
def replace_document_template(document: str) -> ResponseReturnValue:
    """Keep a template, or with `preview` show the sample by it."""
    line, form = _line(document), TemplateForm()
    try:
        with form.corrections():
            if "preview" in request.form:
                return _preview(line, form.read())
            _keep(document, form)
            return redirect(url_for("admin.document_template", document=document, saved=1), 303)
    except Stale as refusal:
        form.place({"template": refusal.text})
        form.version.data = str(line.version)
        return _page(line, form, standing=template_of(db.session(), own_province(), document))
    return _page(line, form)


def _preview(line: TemplateLine, text: str) -> ResponseReturnValue:
    return sent(tried(line.document, text), f"样张 {line.label}", "pdf")


def _keep(document: str, form: TemplateForm) -> None:
    text, version = form.read(), whole(form.version.data)
    with work() as session:
        replace_template(
            session, current_actor(), now(),
            province_id=own_province(), document=document, text=text, version=version,
        )  # fmt: skip


@pages.post("/templates/<document>/restore")
@requires(Action.EDIT_TEMPLATES)
def restore_document_template(document: str) -> ResponseReturnValue:
    """Take the built-in template back."""
    _line(document)
    version = request.form.get("version", 0, type=whole)
    with work() as session:
        restore_template(
            session, current_actor(), now(), province_id=own_province(), document=document, version=version
        )
    return redirect(url_for("admin.document_template", document=document, saved=1), 303)


@pages.get("/templates/<document>/text")
@requires(Action.EDIT_TEMPLATES)
def document_template_text(document: str) -> ResponseReturnValue:
    """The template that stands now as a text file, or with `builtin` the built-in one."""
    line = _line(document)
    builtin = "builtin" in request.args
    text = builtin_template(document) if builtin else template_of(db.session(), own_province(), document)
    name = f"{'默认' if builtin else ''}模板 {line.label}.txt"
    return kept(text.replace("\n", "\r\n").encode("utf-8-sig"), name, "text/plain")


@pages.get("/templates/<document>/names")
@requires(Action.EDIT_TEMPLATES)
def document_template_names(document: str) -> ResponseReturnValue:
    """The names and tables that a template of this kind may use, told from its sample."""
    line = _line(document)
    told = {"names": usable_names(document), "tables": usable_tables(document)}
    return render_template("admin/document_template_names.html", line=line, **told)
