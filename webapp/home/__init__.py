"""The home page: what waits for me, and where the year stands; and a period in working days, reckoned."""

from webapp.home import reckoning, views
from webapp.home.views import pages

PARTS = (views, reckoning)

__all__ = ["PARTS", "pages"]
