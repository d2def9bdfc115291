"""Papers over the small province."""

from tests.webapp.county.conftest import office as office
from tests.webapp.county.conftest import office_at as office_at
from tests.webapp.desks import desk_at as desk_at
