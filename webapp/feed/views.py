"""The page of one's own calendar link, and the calendar behind the link."""

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from wtforms import SubmitField

from webapp.access import current_actor, requires, work
from webapp.arrival import arrival, now
from webapp.extensions import db
from webapp.feed.writing import TYPE, calendar_text
from webapp.forms import Form, answer
from workflow.actions import Action
from workflow.commands.feed import close_feed, open_feed
from workflow.queries.feed import appointments, feed_opened_at, feed_owner

pages = Blueprint("feed", __name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
CLOSED = "这个日历链接已停用或不存在。登录考评系统，在“订阅到日历”中重新生成。\n"
LATER = "系统暂时不能读取日历，过一会儿再试。\n"


class LinkForm(Form):
    """What can be done to the link."""

    make = SubmitField("生成订阅链接")
    remake = SubmitField("重新生成（原链接停用）")
    close = SubmitField("停用链接")


@pages.route("/contacts/calendar", methods=["GET", "POST"])
@requires(Action.SET_CONTACTS)
def own() -> ResponseReturnValue:
    """Open, make anew or close the own link; a new one is shown on the answer to the button, never again."""
    form, link = LinkForm(), ""
    if form.validate_on_submit():
        with work() as session:
            if form.close.data:
                close_feed(session, current_actor(), now())
            else:
                token = open_feed(session, current_actor(), now())
                link = url_for("feed.calendar", token=token, _external=True)
    opened = feed_opened_at(db.session(), current_actor().user_id)
    return answer("feed/own.html", form, link=link, opened=opened)


@pages.get("/calendar/<token>.ics")
def calendar(token: str) -> ResponseReturnValue:
    """Whoever knows the token reads the deadlines of its owner's units, and nothing else."""
    try:
        demonstration = current_app.config["DEMONSTRATION"]
        owner = feed_owner(db.session(), token, demonstration=demonstration)
        if owner is None:
            return CLOSED, 404, PLAIN
        found = appointments(db.session(), owner.id, now())
    except SQLAlchemyError:
        db.session.rollback()
        return LATER, 503, {**PLAIN, "Retry-After": "600"}
    home = url_for("home.index", _external=True)
    return calendar_text(found, arrival(), home), {"Content-Type": TYPE}
