"""`kaoping simulate`: two made-up years, and what came out of the second."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

import click
from argon2.profiles import CHEAPEST
from sqlalchemy.orm import Session

from webapp.cli.columns import columns
from workflow.commands.cycle import FIRST_YEAR, LAST_YEAR
from workflow.database import make_engine, upgrade
from workflow.passwords import set_cost
from workflow.points import shown
from workflow.queries.runs import RunLine
from workflow.simulation.results import Results
from workflow.simulation.years import simulate as run

YEARS = click.IntRange(FIRST_YEAR + 1, LAST_YEAR)
HEADINGS = (
    "名次",
    "单位",
    "本级",
    "县均",
    "自评",
    "省评",
    "特殊",
    "最终",
    "上年",
    "后五位",
    "连续两年",
    "约谈",
)


@click.command()
@click.option("--year", type=YEARS, default=2026, show_default=True, help="The one before is run as well.")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same year.")
@click.option("--json", "target", type=click.File("w", encoding="utf-8"), help="Write the figures there.")
@click.option("--database", metavar="URL", help="An empty database to keep; a temporary one otherwise.")
def simulate(year: int, seed: int, target: TextIO | None, database: str | None) -> None:
    """Run a whole year with made-up units at work, and print its ranking."""
    set_cost(CHEAPEST)  # nobody logs in to these accounts
    with _address(database) as url:
        upgrade(url)
        engine = make_engine(url)
        with Session(engine) as session:
            found = run(session, seed=seed, year=year)
        engine.dispose()
    if target:
        json.dump(found.document(), target, ensure_ascii=False, indent=2)
        target.write("\n")
    click.echo(told(found))


@contextmanager
def _address(given: str | None) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield given or f"sqlite:///{Path(folder) / 'simulation.db'}"


def told(found: Results) -> str:
    """The ranking as a table, then the bottom five, the streak units and the interviews."""
    rows = [HEADINGS, *(_row(found, line) for line in found.lines)]
    listed = (
        ("后五位", [line.name for line in found.lines if line.bottom]),
        ("连续两年后五位", [line.name for line in found.lines if line.streak]),
        ("约谈", [f"{line.name}（{stage}）" for line in found.lines if (stage := _interview(found, line))]),
    )
    return "\n".join(
        (
            f"{found.year}年度排名（模拟，种子 {found.seed}，办法 {found.scheme}）",
            *columns(rows),
            *(f"{title}：{'、'.join(names) or '无'}" for title, names in listed),
        )
    )


def _interview(found: Results, line: RunLine) -> str:
    stage = found.interviews.get(line.unit_id)
    return stage.label if stage else ""


def _row(found: Results, line: RunLine) -> tuple[str, ...]:
    return (
        str(line.rank),
        line.name,
        shown(line.own),
        "—" if line.mean is None else shown(line.mean),
        shown(line.self_score),
        shown(line.province),
        shown(line.special),
        shown(line.final),
        str(line.last_rank or "—"),
        "是" if line.bottom else "",
        "是" if line.streak else "",
        _interview(found, line),
    )
