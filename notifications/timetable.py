"""What the clock does, and when: one table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from notifications.collecting import collect_events
from notifications.due import MINUTE, Every, Nightly
from notifications.jobs import advance_cycles, pass_drafts_on
from notifications.reminders import digest, ended, escalate, remind, unreachable
from notifications.runs import Done
from notifications.upkeep import purge_sessions, verify_history
from workflow.models import Channel


@dataclass(frozen=True, slots=True)
class Job:
    """Work of the clock: a plain function of a session and the present, and how often it runs.

    `timeless` marks what no date has a say in: nothing else happens while the clock is suspected.
    """

    name: str
    title: str
    run: Callable[[Session, datetime], Done]
    every: Every
    timeless: bool = False


JOBS: tuple[Job, ...] = (
    Job("advance_cycles", "推进年度阶段", advance_cycles, MINUTE),
    Job("pass_drafts_on", "随岗位转交填报", pass_drafts_on, MINUTE),
    Job("collect_events", "通知办理情况", collect_events, MINUTE),
    Job("remind", "到期和逾期提醒", remind, MINUTE),
    Job("escalate", "报告下级逾期", escalate, MINUTE),
    Job("digest", "报告每日进度", digest, MINUTE),
    Job("unreachable", "查找联系不上的单位", unreachable, MINUTE),
    Job("ended", "通知到期的延期和申诉期", ended, MINUTE),
    Job("purge_sessions", "清理登录记录", purge_sessions, Nightly(3)),
    Job("verify_history", "核验操作记录", verify_history, Nightly(3), timeless=True),
)
"""In this order, one after the other. A job that fails stops no other one."""


def sending(channel: Channel, deliver: Callable[[Session, datetime], Done]) -> Job:
    """The job of a channel's own lane: to send what waits for it."""
    return Job(f"send_{channel.value}", f"发送{channel.label}", deliver, MINUTE)


def exporting(make: Callable[[Session, datetime], Done]) -> Job:
    """The job of the exports' own lane: to make what was asked for, and to take away what lay long enough."""
    return Job("make_exports", "生成批量导出", make, MINUTE)
