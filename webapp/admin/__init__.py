"""Pages of the administrator and the auditor: years, units, accounts, earlier rankings, the trail."""

from webapp.admin import accounts, cycles, past_rankings, trail, units
from webapp.admin.blueprint import pages

PARTS = (cycles, units, accounts, past_rankings, trail)

__all__ = ["PARTS", "pages"]
