"""指标数据: what is imported for a year, what is missing, and the file that brings more."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires, work
from webapp.admin.blueprint import pages
from webapp.admin.forms import MetricsForm
from webapp.arrival import now
from webapp.extensions import db
from workflow.actions import Action
from workflow.commands.metric_import import Taken
from workflow.commands.metric_import import import_metrics as take_over
from workflow.permissions import could
from workflow.queries.metrics import metric_table


@pages.get("/cycles/<int:cycle_id>/metrics")
@requires(Action.VIEW_METRICS)
def metrics(cycle_id: int) -> ResponseReturnValue:
    """Units × metrics, each figure with its source."""
    return _page(cycle_id, MetricsForm(formdata=None))


@pages.post("/cycles/<int:cycle_id>/metrics")
@requires(Action.IMPORT_METRICS)
def import_metrics(cycle_id: int) -> ResponseReturnValue:
    """Take over a file, all or nothing."""
    form = MetricsForm()
    if form.validate():
        with form.corrections():
            taken = _import(cycle_id, form)
            counted = {"figures": taken.figures, "changed": taken.changed}
            return redirect(url_for("admin.metrics", cycle_id=cycle_id, **counted), 303)
    return _page(cycle_id, form)


def _import(cycle_id: int, form: MetricsForm) -> Taken:
    file = {"content": form.file.data.read() if form.file.data else b"", "source": form.source.data or ""}
    with work() as session:
        return take_over(session, current_actor(), now(), cycle_id=cycle_id, **file)


def _page(cycle_id: int, form: MetricsForm) -> ResponseReturnValue:
    page = render_template(
        "admin/metrics.html",
        table=metric_table(db.session(), cycle_id),
        form=form,
        problems=form.problems,
        imports=could(current_actor(), Action.IMPORT_METRICS),
        taken=request.args,
        cycle_id=cycle_id,
    )
    return page, 422 if form.problems else 200
