"""消息设置: addresses, quiet hours, a test message."""

from collections.abc import Mapping

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from notifications.channels.settings import ChannelSettings
from notifications.rendering import body_of, subject_of
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.contacts.forms import HINTS, ContactForm, QuietForm, contact_form
from webapp.extensions import db
from webapp.forms import Form, answer
from workflow.actions import Action
from workflow.commands import contacts as commands
from workflow.errors import NotFound
from workflow.models import Channel, Mode
from workflow.queries import contacts as queries

pages = Blueprint("contacts", __name__)

NOTHING: Mapping[Channel, ContactForm] = {}


@pages.get("/contacts")
@requires(Action.SET_CONTACTS)
def own() -> ResponseReturnValue:
    """Every channel that is set up, as the person uses it."""
    return _page()


@pages.post("/contacts")
@requires(Action.SET_CONTACTS)
def change() -> ResponseReturnValue:
    """Save the address and the mode of one channel."""
    channel = _channel()
    form = contact_form(channel)
    if form.validate_on_submit():
        mode, typed = Mode.of(form.mode.data), form.typed(_settings().webhook_origins)
        with form.corrections(), work() as session:
            commands.set_contact(session, current_actor(), now(), channel=channel, mode=mode, typed=typed)
            return _back(channel, saved=channel.value)
    return _page({channel: form}, form)


@pages.post("/contacts/quiet")
@requires(Action.SET_CONTACTS)
def quiet() -> ResponseReturnValue:
    """Save the quiet hours."""
    form = QuietForm()
    form.offer()
    if form.validate_on_submit():
        hours = {"first": form.first.data, "last": form.last.data}
        with form.corrections(), work() as session:
            commands.set_quiet_hours(session, current_actor(), now(), **hours)
            return redirect(url_for("contacts.own", saved="quiet", _anchor="quiet"), 303)
    return _page(wrong=form)


@pages.post("/contacts/test")
@requires(Action.SET_CONTACTS)
def test() -> ResponseReturnValue:
    """Send oneself a test message; the scheduler takes it from here."""
    channel, visitor = _channel(), current_user.visitor
    told = {"product": current_app.config["TITLE"], "name": visitor.name, "channel": channel.label}
    text = {"subject": subject_of(queries.TEST, told), "body": body_of(queries.TEST, told)}
    form = _form(channel, queries.contacts_of(db.session(), visitor.user_id).get(channel))
    with form.corrections(), work() as session:
        held = visitor.current.id
        commands.ask_for_test(session, current_actor(), now(), channel=channel, holding_id=held, **text)
        return _back(channel)
    return _page({channel: form}, form)


def _back(channel: Channel, **told: str) -> ResponseReturnValue:
    return redirect(url_for("contacts.own", _anchor=channel.value, **told), 303)


def _settings() -> ChannelSettings:
    settings: ChannelSettings = current_app.config["CHANNELS"]
    return settings


def _channel() -> Channel:
    """The channel that a form is about. Raises NotFound where it is not set up."""
    for channel in _settings().offered:
        if channel.value == request.form.get("channel"):
            return channel
    raise NotFound("系统没有设置这种发送方式，返回“消息设置”查看可用的方式。")


def _page(changed: Mapping[Channel, ContactForm] = NOTHING, wrong: Form | None = None) -> ResponseReturnValue:
    session, user_id = db.session(), current_user.visitor.user_id
    known, hours = queries.contacts_of(session, user_id), queries.quiet_hours_of(session, user_id)
    forms = {channel: _form(channel, known.get(channel)) for channel in _settings().offered}
    silent = wrong if isinstance(wrong, QuietForm) else QuietForm(formdata=None, obj=hours)
    silent.offer()
    missing = [channel for channel in Channel if channel not in forms]
    shown = {"forms": {**forms, **changed}, "known": known, "hints": HINTS, "missing": missing}
    return answer("contacts/own.html", wrong or silent, quiet=silent, **shown)


def _form(channel: Channel, known: queries.ContactLine | None) -> ContactForm:
    address = known.shown if known and channel is Channel.MAIL else ""
    mode = (known.mode if known else Mode.OFF).value
    return contact_form(channel, formdata=None, data={"address": address, "mode": mode})
