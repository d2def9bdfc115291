"""Who may hold the pen on a noun at one of its stages."""

from enum import StrEnum


class Role(StrEnum):
    """A part played towards one object; permissions say which post of which unit plays it."""

    FILLER = "填报员"
    RATER = "评定员"
    CHIEF = "评定负责人"
    ADMIN = "系统管理员"
