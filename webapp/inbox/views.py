"""站内信: the list, one message, and what reads them. Looking at a page changes nothing: a message counts as
read once its reader opens it from the list, goes on to the page that it names, or says so."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notifications.kinds import KINDS, Holds
from notifications.validity import outdated
from webapp.access import current_actor, requires, work
from webapp.arrival import now
from webapp.extensions import db
from webapp.fields import whole
from webapp.inbox.way import way
from workflow.actions import Action
from workflow.commands import inbox as commands
from workflow.models import Notice
from workflow.queries.inbox import inbox_page, notice_of

pages = Blueprint("inbox", __name__)


@pages.get("/inbox")
@requires(Action.VIEW_INBOX)
def inbox() -> ResponseReturnValue:
    """The own messages, newest first; only those unread, or of a kind, where asked."""
    wanted = {"unread": "unread" in request.args, "kind": request.args.get("kind", "")}
    below = request.args.get("below", type=whole)
    page = inbox_page(db.session(), current_actor(), now(), **wanted, below=below)
    kept = {name: value for name, value in wanted.items() if value}
    return render_template("inbox/inbox.html", page=page, kinds=KINDS, wanted=wanted, kept=kept)


@pages.get("/inbox/<int:notice_id>")
@requires(Action.VIEW_INBOX)
def notice(notice_id: int) -> ResponseReturnValue:
    """One message, whether it still holds, and the way to the page that settles it."""
    session = db.session()
    found = notice_of(session, current_actor(), now(), notice_id)
    settled = outdated(session, now(), [session.get_one(Notice, notice_id)]).get(notice_id)
    told = {"way": way(found), "settled": settled, "kinds": KINDS}
    told["asks"] = KINDS[found.line.kind].holds in (Holds.STAGE, Holds.OWED, Holds.BELOW)
    return render_template("inbox/notice.html", notice=found, **told)


@pages.post("/inbox/<int:notice_id>")
@requires(Action.VIEW_INBOX)
def read(notice_id: int) -> ResponseReturnValue:
    """Open a message: it counts as read."""
    with work() as session:
        commands.mark_read(session, current_actor(), now(), notice_id=notice_id)
    return redirect(url_for("inbox.notice", notice_id=notice_id), 303)


@pages.post("/inbox/<int:notice_id>/settle")
@requires(Action.VIEW_INBOX)
def settle(notice_id: int) -> ResponseReturnValue:
    """Go on to the page that settles the matter; the message counts as read."""
    with work() as session:
        commands.mark_read(session, current_actor(), now(), notice_id=notice_id)
    found = notice_of(db.session(), current_actor(), now(), notice_id)
    return redirect(way(found).url or url_for("inbox.notice", notice_id=notice_id), 303)


@pages.post("/inbox/read")
@requires(Action.VIEW_INBOX)
def read_all() -> ResponseReturnValue:
    """Mark everything as read that had come when the list was shown."""
    until = request.form.get("until", 0, type=whole)
    with work() as session:
        commands.mark_all_read(session, current_actor(), now(), until=until)
    return redirect(url_for("inbox.inbox"), 303)
