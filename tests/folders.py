"""Where test databases lie: in memory where there is room, because the suite makes hundreds of them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "kaoping-test-"
_ROOM = 2 * 1024**3


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder of this process alone with a short path; folders of processes that were killed are swept."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    base = memory if roomy else Path("/tmp")  # a socket path has at most 107 bytes
    for stale in base.glob(f"{_PREFIX}*"):
        if not _alive(int(stale.name.removeprefix(_PREFIX))):
            shutil.rmtree(stale, ignore_errors=True)
    folder = base / f"{_PREFIX}{os.getpid()}"
    folder.mkdir()
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
