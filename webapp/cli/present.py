"""The present of the command line, and the units that it names."""

from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from sqlalchemy.orm import Session

from workflow.models import Unit
from workflow.queries.demonstration import clock_offset
from workflow.queries.units import named


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
