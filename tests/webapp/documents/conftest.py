"""Official documents over the small province."""

from tests.webapp.desks import desk_at as desk_at
