"""Acts with a page of their own: what will happen, what cannot be undone, what has to be written.

An act is a row: its page (GET `<name>_page`) and the act itself (POST `<name>`) follow from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import StringField

from states.guards import Unmet
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.forms import Form, answer
from webapp.province.blueprint import pages
from workflow.actions import Action


@dataclass(frozen=True)
class Subject:
    """What an act is about: its name, what is known of it, why the act is impossible now, the way back.

    `effects` are those that the act has in this year only, after those that it always has.
    """

    title: str
    back: str
    facts: tuple[tuple[str, str], ...] = ()
    unmet: tuple[Unmet, ...] = ()
    effects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """One act. `about` and `command` get the object's ids as the path names them; `command` also gets
    the form's fields by name. `effects` are told before the button, `final` ones with emphasis."""

    name: str
    path: str
    action: Action
    button: str
    effects: tuple[str, ...]
    about: Callable[..., Subject]
    command: Callable[..., object]
    form: type[Form] = Form
    final: str = ""


def offer(*acts: Act) -> None:
    """Give each act its two endpoints."""
    for act in acts:
        show, perform = _views(act)
        pages.add_url_rule(act.path, f"{act.name}_page", requires(act.action)(show))
        pages.add_url_rule(act.path, act.name, requires(act.action)(perform), methods=["POST"])


def _views(act: Act) -> tuple[Callable[..., ResponseReturnValue], Callable[..., ResponseReturnValue]]:
    def show(**ids: int) -> ResponseReturnValue:
        return _page(act, act.form(formdata=None), ids)

    def perform(**ids: int) -> ResponseReturnValue:
        form = act.form()
        if form.validate():
            with form.corrections(), work() as session:
                act.command(session, current_actor(), now(), **ids, **_values(form))
        return _page(act, form, ids) if form.problems else redirect(_about(act, ids).back, 303)

    return show, perform


def _page(act: Act, form: Form, ids: dict[str, int]) -> ResponseReturnValue:
    return answer("province/act.html", form, act=act, subject=_about(act, ids))


def _about(act: Act, ids: dict[str, int]) -> Subject:
    session: Session = db.session()
    return act.about(session, **ids)


def _values(form: Form) -> dict[str, Any]:
    """What was written, by field; a text box that the request left out counts as empty."""
    boxes = [field for field in form if field.name != "csrf_token"]
    return {box.name: (box.data or "") if isinstance(box, StringField) else box.data for box in boxes}
