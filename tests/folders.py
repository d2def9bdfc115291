"""Where test databases lie: in memory where there is room, because the suite makes hundreds of them."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_PREFIX = "kaoping-test-"
_ROOM = 2 * 1024**3


@cache
def own_folder() -> Path:
    """Where this process puts its files: a short path, for a socket's has at most 107 bytes."""
    return _base() / f"{_PREFIX}{os.getpid()}"


@cache
def run_folder() -> Path:
    """Where all processes of one run put what they share: what takes long to make is made once."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return _base() / f"{_PREFIX}{run}" / "shared"


def _base() -> Path:
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    return memory if roomy else Path("/tmp")


@contextmanager
def made_once(name: str) -> Iterator[Path]:
    """The shared file of a name, while no other process makes it."""
    folder = run_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def forget_run() -> None:
    """Take away what the processes of this run shared."""
    shutil.rmtree(_base() / f"{_PREFIX}{os.getpid()}", ignore_errors=True)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """The folder of this process, made and taken away; folders of processes that were killed are swept."""
    folder = own_folder()
    base = folder.parent
    for stale in base.glob(f"{_PREFIX}*"):
        if not _alive(int(stale.name.removeprefix(_PREFIX))):
            shutil.rmtree(stale, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
