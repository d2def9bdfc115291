"""通报: the years, one ranking, one's own score. Who sees what stands in `workflow.queries.results`."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.extensions import db
from webapp.results.blueprint import pages
from workflow.actions import Action
from workflow.actor import Post
from workflow.queries.corrections import correction, successor
from workflow.queries.results import Edition, edition, editions, own_result, public_ranking, tied
from workflow.queries.runs import by_group, publicity_length
from workflow.queries.scheme_pages import readings
from workflow.queries.schemes import scheme_of


@pages.get("")
@requires(Action.VIEW_RESULTS)
def years() -> ResponseReturnValue:
    """Every circular of the province, and a result in its publicity period."""
    return render_template("results/years.html", editions=editions(db.session(), current_actor()))


@pages.get("/<int:run_id>")
@requires(Action.VIEW_RESULTS)
def result(run_id: int) -> ResponseReturnValue:
    """A published ranking for everybody; before that, in the publicity period, the own result only."""
    session, actor = db.session(), current_actor()
    shown = edition(session, actor, run_id)
    lines = public_ranking(session, actor, run_id) if shown.published else ()
    own = own_result(session, actor, run_id)
    scheme = scheme_of(session, shown.cycle_id)
    told = {"own": own, "scheme": scheme, "readings": readings(session, shown.cycle_id)}
    told |= {"groups": by_group(scheme, lines), "tied": tied(lines), **_beside(shown)}
    return render_template("results/result.html", edition=shown, lines=lines, **told)


def _beside(shown: Edition) -> dict[str, Any]:
    """How long the publicity period is, what corrects or is corrected, whether the post may see appeals."""
    session, actor, until = db.session(), current_actor(), shown.publicity_until
    return {
        "length": publicity_length(scheme_of(session, shown.cycle_id), until) if until else "",
        "correction": correction(session, shown),
        "successor": successor(session, shown),
        "objects": until is not None and actor.post in (Post.FILLER, Post.SIGNER),
    }
