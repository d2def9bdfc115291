"""`kaoping ranking`."""

from typing import BinaryIO

import click
from flask.cli import with_appcontext

from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.past_ranking import COLUMNS, import_ranking, parse_ranking
from workflow.unit_of_work import unit_of_work


@click.group()
def ranking() -> None:
    """Rankings of earlier years."""


@ranking.command("import", help=f"Import the ranking of a YEAR, a workbook or CSV ({','.join(COLUMNS)}).")
@click.argument("year", type=int)
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_file(year: int, file: BinaryIO) -> None:
    """Import a year's ranking."""
    rows = parse_ranking(file.read())
    with unit_of_work(db.session()) as session:
        length = import_ranking(session, COMMAND_LINE, present(session), year=year, rows=rows)
    click.echo(f"已导入 {year} 年度排名 {length} 个单位。")
