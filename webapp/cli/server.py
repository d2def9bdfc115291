"""`kaoping serve` and `kaoping scheduler`: the two processes of the application."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext

from notifications import schedule
from notifications.channels import senders
from notifications.process import AlreadyRunning
from webapp.extensions import db

METRICS = "127.0.0.1:9464"
PORTS = click.IntRange(1, 65535)
POLL_SECONDS = 0.2
PATIENCE_SECONDS = 35


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORTS, default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each web process.")
@click.option("--with-scheduler", is_flag=True, help="Run the scheduler beside the web processes.")
def serve(host: str, port: int, workers: int, threads: int, with_scheduler: bool) -> None:
    """Serve the pages."""
    run_together(
        *([scheduler_command(port)] if with_scheduler else []), web_command(host, port, workers, threads)
    )


def _address(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, int] | None:
    """HOST:PORT as a pair, None for `off`."""
    host, _, port = text.rpartition(":")
    if text == "off":
        return None
    if not (host and port.isdecimal() and int(port) in range(1, 65536)):
        raise click.BadParameter("写成 主机:端口，例如 127.0.0.1:9464，不提供的写 off。")
    return host.strip("[]"), int(port)


@click.command()
@click.option(
    "--every",
    type=click.IntRange(1, 600),
    default=schedule.SECONDS,
    show_default=True,
    help="Seconds between two looks at the clock.",
)
@click.option(
    "--metrics",
    callback=_address,
    default=METRICS,
    show_default=True,
    metavar="HOST:PORT",
    help="Where Prometheus reads the figures of the clock; `off` for nowhere.",
)
@with_appcontext
def scheduler(every: int, metrics: tuple[str, int] | None) -> None:
    """Do what is due: move years on, send what waits. On PostgreSQL several may run, on SQLite one."""
    signal.signal(signal.SIGTERM, _leave)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        schedule.run(db.engine, every, metrics, senders(current_app.config["CHANNELS"]))
    except AlreadyRunning:
        raise click.ClickException(
            "这个数据库已有一个定时服务在运行；SQLite 上只运行一个，先结束它。"
        ) from None
    except KeyboardInterrupt:
        sys.exit(0)


def web_command(host: str, port: int, workers: int = 2, threads: int = 4) -> list[str]:
    """The command line of the web server."""
    options = {"--bind": f"{host}:{port}", "--workers": workers, "--threads": threads}
    words = [str(word) for option in options.items() for word in option]
    fixed = ["--worker-class", "gthread", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *fixed, *words, "webapp.wsgi:app"]


def scheduler_command(port: int) -> list[str]:
    """The command line of the scheduler beside a web server: its figures are at the port after that."""
    metrics = f"127.0.0.1:{port + 1}" if port + 1 in range(1, 65536) else "off"
    return [sys.executable, "-m", "webapp.cli", "scheduler", "--metrics", metrics]


def run_together(*commands: Sequence[str]) -> NoReturn:
    """Run processes until one of them ends or this one is told to; then end all, and exit like the first.

    They do not hear Ctrl-C themselves, so that each is told to end once.
    """
    for told in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, _leave)
    processes = [subprocess.Popen(command, process_group=0) for command in commands]
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        sys.exit(0)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(PATIENCE_SECONDS)
    sys.exit(next(process.returncode for process in processes if process.returncode is not None))


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
