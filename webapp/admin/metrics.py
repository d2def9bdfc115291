"""指标数据: what is imported for a year, what is missing, and the file that brings more."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.admin.blueprint import pages
from webapp.admin.forms import MetricsForm
from webapp.admin.importing import Brought, bring, table_page
from webapp.extensions import db
from webapp.protection import with_table
from workflow.actions import Action
from workflow.commands import metric_import as commands
from workflow.permissions import could
from workflow.queries.metrics import metric_table


@pages.get("/cycles/<int:cycle_id>/metrics")
@requires(Action.VIEW_METRICS)
def metrics(cycle_id: int) -> ResponseReturnValue:
    """Units × metrics, each figure with its source."""
    return _page(cycle_id, MetricsForm(formdata=None), Brought())


@pages.post("/cycles/<int:cycle_id>/metrics")
@requires(Action.IMPORT_METRICS)
@with_table
def import_metrics(cycle_id: int) -> ResponseReturnValue:
    """A file of figures: first what it would do, then the deed."""
    form = MetricsForm()
    about = {"cycle_id": cycle_id, "source": form.source.data or ""}
    brought = bring(form, commands.plan_metrics, commands.import_metrics, **about)
    if brought.done:
        [plan] = brought.done
        counted = {"figures": plan.total, "changed": len(plan.changes)}
        return redirect(url_for("admin.metrics", cycle_id=cycle_id, **counted), 303)
    return _page(cycle_id, form, brought)


def _page(cycle_id: int, form: MetricsForm, brought: Brought) -> ResponseReturnValue:
    return table_page(
        "admin/metrics.html",
        form,
        brought,
        table=metric_table(db.session(), cycle_id),
        imports=could(current_actor(), Action.IMPORT_METRICS),
        taken=request.args,
        cycle_id=cycle_id,
    )
