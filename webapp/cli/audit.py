"""`kaoping audit`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from webapp.extensions import db
from webapp.history.files import json_array
from workflow.csv_cells import csv_lines
from workflow.models import Event
from workflow.queries.trail import chain, verify_chain
from workflow.rules.deadlines import span_text

_ANCHOR = re.compile(r"([0-9]{1,9}):([0-9a-f]+)", re.ASCII)


@click.group()
def audit() -> None:
    """The history of all acts."""


def _anchor(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    match = _ANCHOR.fullmatch(text)
    if match is None:
        raise click.BadParameter("写成 序号:哈希，即上次核验显示的长度和链首。")
    return int(match[1]), match[2]


@audit.command()
@click.option(
    "--anchor", callback=_anchor, metavar="SEQ:HASH", help="Length and head noted at an earlier verification."
)
@with_appcontext
def verify(anchor: tuple[int, str] | None) -> None:
    """Recompute the chain of events; status 1 names the first link that is broken."""
    report = verify_chain(db.session(), anchor)
    if report.first_broken is not None:
        raise click.ClickException(f"操作记录在第 {report.first_broken} 条断开，其后的记录不可信。")
    click.echo(f"操作记录完整：{report.length} 条，链首 {report.head or '（空）'}。")
    if report.farthest:
        by, seq = span_text(report.farthest.by), report.farthest.seq
        click.echo(f"时间早于前一条的有 {report.earlier} 条，最多早{by}（第 {seq} 条）：核对服务器时间。")


def _csv(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    columns = Event.__table__.columns.keys()
    return csv_lines(columns, ([_cell(row[name]) for name in columns] for row in rows))


def _cell(value: Any) -> str | int:
    if value is None or isinstance(value, int):
        return "" if value is None else value
    return value.isoformat() if isinstance(value, datetime) else str(value)


_WRITTEN: Mapping[str, Callable[[Iterable[Mapping[str, Any]]], Iterator[str]]] = {
    "csv": _csv,
    "json": json_array,
}


@audit.command()
@click.option("--format", "written", type=click.Choice(list(_WRITTEN)), default="json", show_default=True)
@click.option("--output", type=click.File("w", encoding="utf-8", lazy=False), default="-", show_default=True)
@with_appcontext
def export(written: str, output: Any) -> None:
    """Write the whole chain, oldest first, with everything that its hashes are made of."""
    for text in _WRITTEN[written](chain(db.session())):
        output.write(text)
