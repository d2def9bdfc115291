"""`kaoping units`."""

from collections.abc import Sequence
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from webapp.cli.present import one_unit, present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.accounts import add_division
from workflow.commands.unit_file import TABLE, UnitRow, parse_units
from workflow.commands.units import import_units
from workflow.unit_of_work import unit_of_work


@click.group()
def units() -> None:
    """The units that assess and are assessed."""


@units.command("import", help=f"Import a workbook or CSV file ({TABLE.wanted}), all or nothing.")
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_file(file: BinaryIO) -> None:
    """Import a file of units."""
    take_over(parse_units(file.read()))


@units.command("add-division")
@click.argument("unit")
@click.argument("name")
@with_appcontext
def new_division(unit: str, name: str) -> None:
    """Add the division (处室) NAME, whose raters rate, to UNIT, a code or a name."""
    with unit_of_work(db.session()) as session:
        place = one_unit(session, unit)
        added = add_division(session, COMMAND_LINE, present(session), unit_id=place.id, name=name)
        click.echo(f"已为{place.name}添加处室 {added.name}。")


def take_over(rows: Sequence[UnitRow]) -> None:
    """Import rows in a transaction of their own and say what happened."""
    with unit_of_work(db.session()) as session:
        plan = import_units(session, COMMAND_LINE, present(session), rows)
    click.echo(f"新增单位 {len(plan.created)} 个，更新 {len(plan.changed)} 个，未变 {plan.unchanged} 个。")
