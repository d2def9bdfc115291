"""`kaoping serve` and `kaoping scheduler`: the two processes of the application."""

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
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

WEB = "网页服务"
SCHEDULER = "定时服务"
TOLD = (signal.SIGTERM, signal.SIGHUP)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORTS, default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=4, show_default=True, help="Threads of each web process.")
@click.option("--with-scheduler", is_flag=True, help="Run the scheduler beside the web processes.")
def serve(host: str, port: int, workers: int, threads: int, with_scheduler: bool) -> None:
    """Serve the pages."""
    beside = {SCHEDULER: scheduler_command(port)} if with_scheduler else {}
    run_together({**beside, WEB: web_command(host, port, workers, threads)})


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
    _leave_when_told()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        channels, store = senders(current_app.config["CHANNELS"]), current_app.config["STORE"]
        schedule.run(db.engine, every, metrics, channels, store)
    except AlreadyRunning:
        raise click.ClickException(
            "这个数据库已有一个定时服务在运行；SQLite 上只运行一个。先结束它（kaoping clock status "
            "列出它的主机名和进程号），或者保留它，用 kaoping serve 只启动网页服务。"
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


def run_together(commands: Mapping[str, Sequence[str]]) -> NoReturn:
    """Run processes, by their names, until one of them ends or this one is told to; then end all.

    Exits like the first that ended, when it was told to like one that did not end well. They do not hear
    Ctrl-C themselves, so that each is told to end once.
    """
    _leave_when_told()
    processes: dict[str, subprocess.Popen[bytes]] = {}
    first = 0
    try:
        for name, command in commands.items():
            processes[name] = subprocess.Popen(command, process_group=0)
        first = _first_to_end(processes)
    except KeyboardInterrupt:
        pass
    finally:
        last = _end(processes)
    sys.exit(first or last)


def _first_to_end(processes: Mapping[str, subprocess.Popen[bytes]]) -> int:
    """Wait for it, and say which it was: the others end because of it."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                others = "、".join(other for other in processes if other != name)
                with_it = f"，一同启动的{others}随之结束" if others else ""
                click.echo(f"{name}已退出（返回码 {process.returncode}）{with_it}。", err=True)
                return process.returncode
        time.sleep(POLL_SECONDS)


def _end(processes: Mapping[str, subprocess.Popen[bytes]]) -> int:
    """Tell all to end, kill what does not in time; the code of one that did not end well, else 0."""
    for process in processes.values():
        process.terminate()
    for name, process in processes.items():
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            click.echo(f"{name}在 {PATIENCE_SECONDS} 秒内没有结束，已强行结束。", err=True)
            process.kill()
            process.wait()
    return next((process.returncode for process in processes.values() if process.returncode), 0)


def _leave_when_told() -> None:
    """Leave at these signals as at Ctrl-C, once: whoever is leaving is not disturbed. Those that are ignored
    from the start (nohup) stay so."""
    heard = [told for told in TOLD if signal.getsignal(told) is not signal.SIG_IGN]

    def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
        for told in heard:
            signal.signal(told, signal.SIG_IGN)
        raise KeyboardInterrupt

    for told in heard:
        signal.signal(told, leave)
