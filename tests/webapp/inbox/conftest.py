from tests.webapp.desks import desk_at

__all__ = ["desk_at"]
