"""Where test databases lie: in memory where there is room, because the suite makes hundreds of them."""

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
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    return (memory if roomy else Path("/tmp")) / f"{_PREFIX}{os.getpid()}"


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
