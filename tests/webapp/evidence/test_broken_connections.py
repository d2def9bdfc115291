"""A connection that breaks in the middle of a large file, before a real server: nothing stays, and the same
file sent again is there once."""

import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.samples import pdf
from tests.webapp.evidence.conftest import Office, OfficeAt, rows
from tests.worlds import PASSWORD, Stage, at
from webapp.cli.server import web_command
from workflow.models import User

SIZE = 40 * 1024 * 1024
HEAD = pdf()
CONTENT = HEAD + b"\0" * (SIZE - len(HEAD) - 6) + b"\n%%EOF"
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
PATIENCE = 30


@pytest.fixture
def office(office_at: OfficeAt) -> Office:
    return office_at(Stage.SELF_EVALUATION)


class Counter:
    """Somebody at a real server: one cookie, one token."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.cookie = ""
        self.token = ""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[HTTPResponse, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, path, body or None, {"Cookie": self.cookie, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        if found := TOKEN.search(text):
            self.token = found[1]
        return answer, text

    def log_in(self, username: str) -> None:
        self.ask("GET", "/log-in")
        form = urlencode({"csrf_token": self.token, "username": username, "password": PASSWORD})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert self.ask("POST", "/log-in", form.encode(), **kind)[0].status == 303
        self.ask("GET", self.path)

    def form(self) -> tuple[bytes, dict[str, str]]:
        """The body of the upload, and what stands above it."""
        fields = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("csrf_token", self.token), ("items", "11"))
        )
        about = 'Content-Disposition: form-data; name="file"; filename="大.pdf"'
        body = f"{fields}--x\r\n{about}\r\n\r\n".encode() + CONTENT + b"\r\n--x--\r\n"
        return body, {"Content-Type": "multipart/form-data; boundary=x", "Accept": "application/json"}

    def break_off(self, share: float) -> None:
        """Send part of the upload, then hang up."""
        body, headers = self.form()
        lines = [f"POST {self.path} HTTP/1.1", "Host: localhost", f"Cookie: {self.cookie}"]
        lines += [f"{name}: {value}" for name, value in headers.items()] + [f"Content-Length: {len(body)}"]
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as line:
            line.sendall("\r\n".join([*lines, "", ""]).encode())
            line.sendall(body[: int(len(body) * share)])


@contextmanager
def serving(office: Office, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A real server over the office's database, with a store and a temporary folder of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = office.world.session.get_bind().engine.url.render_as_string(hide_password=False)
    (folder / "tmp").mkdir()
    own = {
        "KAOPING_DATABASE_URL": url,
        "KAOPING_FOLDER": str(folder),
        "KAOPING_EVIDENCE": str(folder / "evidence"),
        "KAOPING_IDLE_MINUTES": "600000",
        "TEST_ARRIVAL": at(12, 10).isoformat(),
        "TMPDIR": str(folder / "tmp"),
    }
    command = [*web_command("127.0.0.1", port, workers=1)[:-1], "tests.webapp.evidence.served:app"]
    process = subprocess.Popen(command, env={**os.environ, **own}, stderr=subprocess.DEVNULL)
    try:
        await_(lambda: _listens(port))
        yield port, process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def await_(come) -> None:  # type: ignore[no-untyped-def]
    """Wait until something is so."""
    for _ in range(PATIENCE * 20):
        if come():
            return
        time.sleep(0.05)
    raise AssertionError("nothing came")


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "wgunicorn" not in path.name]


def workers(process: subprocess.Popen[bytes]) -> list[Path]:
    """What the kernel tells of the server's workers."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [Path("/proc") / child for child in children]


def peak(process: subprocess.Popen[bytes]) -> int:
    """The most memory that a worker has had, in bytes."""
    told = (re.search(r"VmHWM:\s+(\d+) kB", (worker / "status").read_text()) for worker in workers(process))
    return max(int(found[1]) * 1024 for found in told if found)


def open_files(process: subprocess.Popen[bytes]) -> int:
    """How many unnamed temporary files the server's worker holds open."""
    places = [_place(link) for worker in workers(process) for link in (worker / "fd").iterdir()]
    return sum("/tmp/#" in place or "(deleted)" in place for place in places if "wgunicorn" not in place)


def _place(link: Path) -> str:
    """Where an open file lies; nowhere once it was closed meanwhile."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""


def test_a_large_file_cut_in_half_leaves_nothing_and_is_there_once_it_is_sent_again(
    office: Office, tmp_path: Path
) -> None:
    username = office.world.session.scalars(select(User.username).where(User.name == "甲东县填报员")).one()
    path = office.path("/evidence")
    office.world.session.rollback()
    with serving(office, tmp_path) as (port, process):
        person = Counter(port, path)
        person.log_in(username)
        before, memory = open_files(process), peak(process)
        for share in (0.5, 0.9):
            person.break_off(share)
        await_(lambda: open_files(process) == before)
        assert rows(office) == []
        assert left_in(tmp_path / "tmp") == []
        assert not (tmp_path / "evidence").exists()
        for _ in range(2):
            body, headers = person.form()
            answer, text = person.ask("POST", path, body, **headers)
            taken = {"name": "大.pdf", "status": 201, "text": ""}
            assert (answer.status, json.loads(text)) == (201, {"files": [taken]})
        (row,) = rows(office)
        assert (row.size, row.name) == (SIZE, "大.pdf")
        (kept,) = left_in(tmp_path / "evidence")
        assert (kept.name, kept.read_bytes() == CONTENT) == (row.sha256, True)
        await_(lambda: open_files(process) == before)
        assert peak(process) - memory < SIZE * 3 // 4
    assert left_in(tmp_path / "tmp") == []
