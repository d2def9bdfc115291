"""Pages of administrator and auditor: years, schemes, units, accounts, earlier rankings, the trail."""

from webapp.admin import (
    accounts,
    calendar,
    cycles,
    handing_over,
    metrics,
    outbox,
    past_rankings,
    schemes,
    trail,
    units,
)
from webapp.admin.blueprint import pages

PARTS = (cycles, calendar, metrics, schemes, units, accounts, handing_over, past_rankings, outbox, trail)

__all__ = ["PARTS", "pages"]
