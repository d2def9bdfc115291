"""What the clock does, and when: one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifications.due import MINUTE, Every, Nightly
from notifications.jobs import advance_cycles, pass_drafts_on
from notifications.runs import Done
from notifications.upkeep import purge_sessions, verify_history


@dataclass(frozen=True, slots=True)
class Job:
    """Work of the clock: a plain function of a session and the present, and how often it runs.

    `by_date` marks what follows from the date alone, and does not happen while the clock is suspected.
    """

    name: str
    title: str
    run: Callable[[Session, datetime], Done]
    every: Every
    by_date: bool = False


JOBS: tuple[Job, ...] = (
    Job("advance_cycles", "推进年度阶段", advance_cycles, MINUTE, by_date=True),
    Job("pass_drafts_on", "随岗位转交填报", pass_drafts_on, MINUTE, by_date=True),
    Job("purge_sessions", "清理登录记录", purge_sessions, Nightly(3), by_date=True),
    Job("verify_history", "核验操作记录", verify_history, Nightly(3)),
)
"""In this order, one after the other. A job that fails stops no other one."""
