"""`kaoping ranking`."""

from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from webapp.cli.present import present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.past_ranking import TABLE, import_ranking, parse_ranking
from workflow.queries.documents.run_data import SUMS, run_files
from workflow.queries.documents.working_paper import run_title, run_workbook
from workflow.unit_of_work import unit_of_work


@click.group()
def ranking() -> None:
    """Rankings: of earlier years taken over, of this one given out."""


@ranking.command("import", help=f"Import the ranking of a YEAR, a workbook or CSV ({TABLE.wanted}).")
@click.argument("year", type=int)
@click.argument("file", type=click.File("rb"))
@with_appcontext
def import_file(year: int, file: BinaryIO) -> None:
    """Import a year's ranking."""
    rows = parse_ranking(file.read())
    with unit_of_work(db.session()) as session:
        length = import_ranking(session, COMMAND_LINE, present(session), year=year, rows=rows)
    click.echo(f"已导入 {year} 年度排名 {length} 个单位。")


@ranking.command("export")
@click.argument("run_id", metavar="RUN", type=int)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export(run_id: int, folder: Path) -> None:
    """Write the run with number RUN in its page's address into FOLDER: JSON, CSV, sums, working paper."""
    session = db.session()
    files = {**run_files(session, run_id), "working-paper.xlsx": run_workbook(session, run_id)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    click.echo(f"{run_title(session, run_id)}：已写入 {len(files)} 个文件，用 sha256sum -c {SUMS} 核对。")
