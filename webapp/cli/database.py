"""`kaoping init`: schema, and the units of a province."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.cli.units import take_over
from workflow.commands.unit_file import builtin_units, parse_units
from workflow.database import upgrade


@click.command()
@click.option("--units", metavar="FILE", help="Import the units of a file; `hubei` for the built-in ones.")
@with_appcontext
def init(units: str | None) -> None:
    """Create the database or bring it up to date."""
    upgrade(current_app.config["SQLALCHEMY_DATABASE_URI"])
    click.echo("数据库已就绪。")
    if units:
        take_over(builtin_units() if units == "hubei" else parse_units(_content(units)))


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as fault:
        raise click.ClickException(f"读不到单位文件 {name}：{fault.strerror}。") from None
