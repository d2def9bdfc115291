from tests.webapp.desks import desk_at, town_desk_at

__all__ = ["desk_at", "town_desk_at"]
