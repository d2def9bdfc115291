"""`kaoping demo` and `kaoping run`: a province to try out, and the whole application with one command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from argon2.profiles import CHEAPEST
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from notifications.demonstration import tell_the_past
from webapp.cli.columns import columns
from webapp.cli.server import PORTS, SCHEDULER, WEB, run_together, scheduler_command, web_command
from webapp.config import database_url
from workflow.database import make_engine, upgrade
from workflow.passwords import set_cost
from workflow.queries.demonstration import is_demonstration
from workflow.simulation.demonstration import ACCOUNTS, PASSWORD, prepare
from workflow.simulation.years import require_empty

MODE = "KAOPING_DEMONSTRATION"
FICTITIOUS_PHONE = "000-00000000"


@click.command()
def demo() -> None:
    """Fill an empty database with the demonstration province, and show its accounts."""
    _demonstrate()
    click.echo(accounts())


@click.command()
@click.option("--demo", "as_demonstration", is_flag=True, help="Serve the demonstration province.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORTS, default=8000, show_default=True)
def run(as_demonstration: bool, host: str, port: int) -> None:
    """Bring the database up to date, then serve the pages with the scheduler beside them."""
    if as_demonstration:
        os.environ[MODE] = "1"
        os.environ.setdefault("KAOPING_HELP_PHONE", FICTITIOUS_PHONE)
        _demonstrate()
        click.echo(accounts())
    else:
        upgrade(database_url())
    click.echo(f"\n打开 http://{host}:{port}/ ，按 Ctrl-C 结束。")
    run_together({SCHEDULER: scheduler_command(port), WEB: web_command(host, port)})


def _demonstrate() -> None:
    """Prepare the demonstration, unless that is what the database holds already."""
    url = database_url()
    upgrade(url)
    with _session(url) as session:
        if is_demonstration(session):
            return
        require_empty(session)
    click.echo("正在准备演示数据，约需半分钟……")
    location = make_url(url)
    if location.get_backend_name() == "sqlite":
        _fill_aside(Path(location.database or ""))
    else:
        _fill(url)


def _fill_aside(path: Path) -> None:
    """Fill a file beside the real one, so that an interruption leaves nothing half done."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    upgrade(f"sqlite:///{draft}")
    _fill(f"sqlite:///{draft}")
    draft.replace(path)


def _fill(url: str) -> None:
    set_cost(CHEAPEST)  # the passwords are printed, or known to nobody
    with _session(url) as session:
        prepare(session, datetime.now(UTC))
        tell_the_past(session)


@contextmanager
def _session(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def accounts() -> str:
    """The accounts of the demonstration as a table."""
    rows = [("姓名", "岗位", "单位", "用户名", "密码")]
    for account in ACCOUNTS:
        place = account.unit + (account.division or "")
        rows.append((account.name, account.post.label, place, account.username, PASSWORD))
    return "\n".join(("演示账号：", *columns(rows)))
