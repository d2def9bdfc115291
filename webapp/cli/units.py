"""`kaoping units`."""

from collections.abc import Sequence
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.unit_file import COLUMNS, UnitRow, parse_units
from workflow.commands.units import import_units
from workflow.unit_of_work import unit_of_work


@click.group()
def units() -> None:
    """The units that assess and are assessed."""


@units.command("import", help=f"Import a CSV file ({','.join(COLUMNS)}), all or nothing.")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_file(file: BinaryIO) -> None:
    """Import a file of units."""
    take_over(parse_units(file.read()))


def take_over(rows: Sequence[UnitRow]) -> None:
    """Import rows in a transaction of their own and say what happened."""
    with unit_of_work(db.session()) as session:
        plan = import_units(session, COMMAND_LINE, present(session), rows)
    click.echo(f"新增单位 {len(plan.created)} 个，更新 {len(plan.changed)} 个，未变 {plan.unchanged} 个。")
