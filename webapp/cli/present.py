"""The present of the command line, and the units and years that it names."""

from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from sqlalchemy.orm import Session

from workflow.models import Unit
from workflow.queries.cycles import CycleLine, cycles
from workflow.queries.demonstration import clock_offset
from workflow.queries.units import named, top_units


def present(session: Session) -> datetime:
    """The instant (UTC) at which a command runs, moved by the clock of a demonstration."""
    offset = clock_offset(session) if current_app.config["DEMONSTRATION"] else timedelta()
    return datetime.now(UTC) + offset


def one_unit(session: Session, text: str) -> Unit:
    """The unit with this code or name; ends the command where there is none or more than one."""
    found = named(session, text)
    if len(found) != 1:
        raise click.ClickException(f"有 {len(found)} 个单位的编码或名称是“{text}”，应恰有一个。")
    return found[0]


def all_cycles(session: Session) -> list[CycleLine]:
    """The cycles of every top unit, the newest year first."""
    return [line for top in top_units(session) for line in cycles(session, top.id)]


def one_cycle(session: Session, number: int) -> CycleLine:
    """The cycle of that number; ends the command where there is none, naming those that there are."""
    found = all_cycles(session)
    for line in found:
        if line.id == number:
            return line
    known = [f"{line.id}  {titled(line)}" for line in found] or ["（还没有，先运行 kaoping cycle open）"]
    text = f"没有编号是 {number} 的年度评定：此处写编号，不是年份。现有的编号："
    raise click.ClickException("\n  ".join((text, *known)))


def titled(line: CycleLine) -> str:
    """A cycle as it is told apart from others: a rehearsal says so."""
    return f"{line.title}{'（演练）' * line.rehearsal}"
