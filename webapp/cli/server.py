"""`kaoping serve` and `kaoping scheduler`: the two processes of the application."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click
from flask.cli import with_appcontext

from notifications import schedule
from webapp.extensions import db

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
        *([scheduler_command()] if with_scheduler else []), web_command(host, port, workers, threads)
    )


@click.command()
@with_appcontext
def scheduler() -> None:
    """Move the year on when its dates come. One process of this kind is enough, more do no harm."""
    signal.signal(signal.SIGTERM, _leave)
    schedule.scheduler(db.engine).start()


def web_command(host: str, port: int, workers: int = 2, threads: int = 4) -> list[str]:
    """The command line of the web server."""
    options = {"--bind": f"{host}:{port}", "--workers": workers, "--threads": threads}
    words = [str(word) for option in options.items() for word in option]
    fixed = ["--worker-class", "gthread", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *fixed, *words, "webapp.wsgi:app"]


def scheduler_command() -> list[str]:
    """The command line of the scheduler."""
    return [sys.executable, "-m", "webapp.cli", "scheduler"]


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
