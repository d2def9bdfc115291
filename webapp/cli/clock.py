"""`kaoping clock`: how the clock stands."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from notifications.status import ClockStatus, JobLine, clock_status, counts_text, every_text, length_text
from webapp.cli.columns import columns
from webapp.cli.rehearsal import rehearse
from webapp.extensions import db
from workflow.rules.wording import instant_text


@click.group()
def clock() -> None:
    """What the scheduler does by the clock."""


clock.add_command(rehearse)


@clock.command()
@with_appcontext
def status() -> None:
    """Show jobs, faults, processes and what waits to be sent."""
    found = clock_status(db.session(), datetime.now(UTC))
    for title, rows in (
        ("任务", _jobs(found)),
        ("没有办成的", _faults(found)),
        ("进程", _processes(found)),
        ("消息", _backlog(found)),
    ):
        click.echo(f"\n{title}：")
        for line in columns([*rows]) if rows else ("（没有）",):
            click.echo(line)
    click.echo(f"\n{verdict(found)}")


def verdict(found: ClockStatus) -> str:
    """Whether all is well, in a sentence."""
    if not found.pulse.running:
        return "定时服务没有运行：启动 kaoping scheduler。"
    if found.pulse.suspended:
        return f"{found.pulse.suspended}。时间不对的改正后自动恢复，正确的重新启动定时服务。"
    return "定时服务运行正常。"


def _jobs(found: ClockStatus) -> Sequence[Sequence[str]]:
    head = ("任务", "周期", "下次", "上次开始", "用时", "上次结果")
    return [head, *(_job(line) for line in found.jobs)]


def _job(line: JobLine) -> Sequence[str]:
    names = (
        line.job.title,
        every_text(line.job.every),
        instant_text(line.next_at) if line.next_at else "已暂停",
    )
    if line.last is None:
        return (*names, "", "", "没有运行过")
    result = f"失败：{line.last.fault}" if line.last.fault else counts_text(line.last)
    return (*names, instant_text(line.last.started_at), length_text(line.last), result)


def _faults(found: ClockStatus) -> Sequence[Sequence[str]]:
    head = ("任务", "事项", "次数", "首次", "最近", "差错")
    rows = [
        (
            one.job,
            one.subject,
            str(one.tries),
            instant_text(one.first_at),
            instant_text(one.last_at),
            one.text,
        )
        for one in found.faults
    ]
    return [head, *rows] if rows else []


def _processes(found: ClockStatus) -> Sequence[Sequence[str]]:
    head = ("编号", "进程", "开始", "最近一次运行", "状态")
    rows = [
        (str(one.id), one.name, instant_text(one.started_at), instant_text(one.seen_at), one.state)
        for one in found.pulse.processes
    ]
    return [head, *rows] if rows else []


def _backlog(found: ClockStatus) -> Sequence[Sequence[str]]:
    rows = [(channel.label, state.label, str(count)) for (channel, state), count in found.backlog.items()]
    if found.oldest_unsent:
        rows.append(("等候最久的", instant_text(found.oldest_unsent), ""))
    return [("方式", "状态", "条数"), *rows] if rows else []
