"""Robots and web addresses against a server of this machine: what is sent, and what its answers mean."""

import json
import os
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from notifications.channels import robots
from notifications.channels.parcels import Enclosed, Fate, Outcome, Parcel
from notifications.channels.robots import by_robot
from notifications.channels.settings import ChannelSettings
from tests.certificates import certified
from tests.post_office import free_port, silent_server
from tests.worlds import at
from workflow.models import Channel

KEY = "693a91f6-7aaa"
TOKEN = "0123456789abcdef"
SECRET = "SECfedcba9876543210"
OK = (200, {"errcode": 0, "errmsg": "ok"})


class Gate(ThreadingHTTPServer):
    """Keeps what it is sent and answers `answer`: a status and a text or object, "drop", or in the open
    ("plain") where it has a certificate."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.requests: list[tuple[str, Any]] = []
        self.answer: tuple[int, Any] | str = OK
        self.location = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answering(BaseHTTPRequestHandler):
    server: Gate

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, json.loads(body)))
        if isinstance(self.server.answer, str):
            if self.server.answer == "plain":
                os.write(self.connection.fileno(), b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
            self.connection.close()
            return
        status, said = self.server.answer
        content = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True
        except ValueError:  # its own connection was closed by `drop`
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True


@pytest.fixture
def gate() -> Iterator[Gate]:
    server = Gate()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def encrypted(gate: Gate, tmp_path: Path) -> Path:
    """The certificate behind which the gate stands."""
    certificate = certified(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    gate.socket = context.wrap_socket(gate.socket, server_side=True)
    return certificate


@pytest.fixture
def robot_hosts(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to(gate.url, monkeypatch)


def lead_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library think that the robots live there."""
    from apprise.plugins.dingtalk import NotifyDingTalk
    from apprise.plugins.wecombot import NotifyWeComBot

    monkeypatch.setattr(NotifyWeComBot, "notify_url", url + "/cgi-bin/webhook/send?key={key}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", url + "/robot/send?access_token={token}")


def parcel(address: str, body: str = "请于12月31日前上报。\n") -> Parcel:
    return Parcel(7, address, at(12, 10), False, (Enclosed(3, at(12, 10), "【考评】到期提醒", body),))


def sent(channel: Channel, address: str, **settings: Any) -> Outcome:
    given = {"robots": True, "site": "https://kaoping.example.cn", **settings}
    return by_robot(channel, ChannelSettings(**given))(parcel(address))


@pytest.mark.usefixtures("robot_hosts")
def test_a_wecom_robot_is_told_in_plain_text(gate: Gate) -> None:
    assert sent(Channel.WECOM, KEY) == Outcome(Fate.SENT, '200 {"errcode": 0, "errmsg": "ok"}')
    ((path, said),) = gate.requests
    assert path == f"/cgi-bin/webhook/send?key={KEY}"
    assert said["msgtype"] == "text"
    text = said["text"]["content"]
    assert text.startswith("【考评】到期提醒")
    assert "在系统中查看：https://kaoping.example.cn/inbox/3" in text


@pytest.mark.usefixtures("robot_hosts")
def test_a_dingtalk_robot_is_told_with_a_signature(gate: Gate) -> None:
    assert sent(Channel.DINGTALK, f"{TOKEN} {SECRET}").fate is Fate.SENT
    ((path, said),) = gate.requests
    asked = parse_qs(urlsplit(path).query)
    assert (asked["access_token"], set(asked)) == ([TOKEN], {"access_token", "timestamp", "sign"})
    assert "到期提醒" in said["text"]["content"]


@pytest.mark.usefixtures("robot_hosts")
@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), Fate.NEVER),
        ((200, {"errcode": 45009, "errmsg": "api freq out of limit"}), Fate.LATER),
        ((200, {"errcode": -1, "errmsg": "system busy"}), Fate.LATER),
        ((200, "<html>log in to the network first</html>"), Fate.UNKNOWN),
        ((404, "no such robot"), Fate.NEVER),
        ((429, "slowly"), Fate.LATER),
        ((503, "maintenance"), Fate.LATER),
        ((502, "bad gateway"), Fate.UNKNOWN),
        ("drop", Fate.UNKNOWN),
    ],
)
@pytest.mark.parametrize(
    ("channel", "address"), [(Channel.WECOM, KEY), (Channel.DINGTALK, f"{TOKEN} {SECRET}")]
)
def test_what_a_robot_answers_decides_also_within_a_200(
    gate: Gate, channel: Channel, address: str, answer: tuple[int, Any] | str, fate: Fate
) -> None:
    gate.answer = answer
    outcome = sent(channel, address)
    assert (outcome.fate, len(gate.requests)) == (fate, 1)
    if not isinstance(answer, str) and isinstance(answer[1], dict):
        assert answer[1]["errmsg"] in outcome.words
    assert KEY not in outcome.words
    assert TOKEN not in outcome.words


def test_nobody_there_is_known_to_have_got_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to(f"http://127.0.0.1:{free_port()}", monkeypatch)
    outcome = sent(Channel.WECOM, KEY)
    assert (outcome.fate, outcome.words) == (Fate.UNREACHED, "没有连上对方服务器（NewConnectionError）")


def encrypted_outcome(gate: Gate) -> Outcome:
    there = gate.url.replace("http:", "https:")
    return sent(Channel.WEBHOOK, f"{there}/in", webhook_origins=frozenset({there}))


@pytest.mark.usefixtures("encrypted")
def test_a_stranger_behind_a_certificate_is_told_nothing(gate: Gate) -> None:
    outcome = encrypted_outcome(gate)
    assert (outcome.fate, gate.requests) == (Fate.UNREACHED, [])
    assert outcome.words == "没有连上对方服务器（SSLCertVerificationError）"


def test_an_encryption_that_breaks_while_the_answer_is_read_leaves_the_outcome_open(
    gate: Gate, encrypted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(encrypted))
    assert encrypted_outcome(gate).fate is Fate.SENT
    gate.answer = "plain"
    assert (encrypted_outcome(gate).fate, len(gate.requests)) == (Fate.UNKNOWN, 2)


def test_a_robot_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "PATIENCE_SECONDS", (0.3, 0.3))
    with silent_server() as server:
        lead_to(f"http://127.0.0.1:{server.getsockname()[1]}", monkeypatch)
        assert sent(Channel.WECOM, KEY).fate is Fate.UNKNOWN


@pytest.mark.usefixtures("robot_hosts")
def test_a_long_text_is_cut_where_the_robot_takes_no_more(gate: Gate) -> None:
    settings = ChannelSettings(robots=True)
    by_robot(Channel.WECOM, settings)(parcel(KEY, "长" * 3000))
    text = gate.requests[0][1]["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.endswith("……\n（全文见站内信）")


def test_a_web_address_gets_title_and_text_where_its_host_is_allowed(gate: Gate) -> None:
    own = frozenset({gate.url})
    gate.answer = (202, "taken")
    outcome = sent(Channel.WEBHOOK, f"{gate.url}/in?who=7", webhook_origins=own)
    assert outcome == Outcome(Fate.SENT, "202 taken")
    ((path, said),) = gate.requests
    assert (path, said["title"]) == ("/in?who=7", "【考评】到期提醒")
    assert "inbox/3" in said["message"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/in",
        "http://localhost:{port}/in",
        "https://127.0.0.1:{port}/in",
        "http://gate@127.0.0.1:{port}/in",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_host_is_ever_asked(gate: Gate, address: str) -> None:
    there = address.format(port=gate.server_address[1])
    outcome = sent(Channel.WEBHOOK, there, webhook_origins=frozenset({gate.url}))
    assert (outcome.fate, gate.requests) == (Fate.NEVER, [])
    assert "不在系统允许的范围内" in outcome.words


def test_nobody_is_followed_elsewhere(gate: Gate) -> None:
    gate.answer, gate.location = (307, ""), "http://127.0.0.1:9/inner"
    outcome = sent(Channel.WEBHOOK, f"{gate.url}/in", webhook_origins=frozenset({gate.url}))
    assert (outcome.fate, len(gate.requests)) == (Fate.NEVER, 1)


def test_a_key_that_is_none_goes_nowhere() -> None:
    assert sent(Channel.WECOM, "a/b@c").fate is Fate.NEVER
    assert sent(Channel.DINGTALK, "a/b c").fate is Fate.NEVER
