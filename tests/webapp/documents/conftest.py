"""Official documents over the small province."""

from tests.webapp.county.conftest import office, office_at
from tests.webapp.desks import desk_at, town_desk_at

__all__ = ["desk_at", "office", "office_at", "town_desk_at"]
