"""Pages of administrator and auditor: years, schemes, units, accounts, earlier rankings, the trail."""

from webapp.admin import (
    accounts,
    calendar,
    clock,
    cycles,
    document_templates,
    handing_over,
    importing,
    metrics,
    outbox,
    past_rankings,
    schemes,
    table_templates,
    trail,
    units,
    working_days,
)
from webapp.admin.blueprint import pages

PARTS = (
    *(cycles, calendar, metrics, schemes, units, accounts, handing_over, past_rankings),
    *(importing, table_templates, document_templates, working_days, outbox, clock, trail),
)

__all__ = ["PARTS", "pages"]
