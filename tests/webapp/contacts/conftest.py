"""The application at a moment of the year."""

from tests.webapp.desks import desk_at as desk_at
