"""`kaoping cycle metrics`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from webapp.cli.present import one_cycle, present
from webapp.extensions import db
from workflow.actor import COMMAND_LINE
from workflow.commands.metric_import import import_metrics
from workflow.queries.metrics import metric_table
from workflow.unit_of_work import unit_of_work


@click.command("metrics")
@click.argument("cycle", type=click.IntRange(1, 999_999_999))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Source of the figures, where the file has no such column.")
@with_appcontext
def metrics(cycle: int, file: Path, source: str) -> None:
    """Import figures of units (指标数据) for a cycle from a CSV file or a workbook, all or none.

    CYCLE is the number that `kaoping cycle status` shows, not the year.
    """
    with unit_of_work(db.session()) as session:
        content, now = file.read_bytes(), present(session)
        cycle = one_cycle(session, cycle).id
        taken = import_metrics(session, COMMAND_LINE, now, cycle_id=cycle, content=content, source=source)
        gaps = metric_table(session, cycle).gaps
    click.echo(f"已导入 {taken.total} 个数，其中 {len(taken.changes)} 个是新的或有变动。")
    for title, names in gaps.items():
        click.echo(f"提示：{title}还缺 {len(names)} 个单位：{'、'.join(names)}")
