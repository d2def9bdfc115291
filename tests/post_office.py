"""A real mail server of this machine, started by a test, that does what servers do to their clients."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from notifications.channels import mail
from notifications.channels.settings import ChannelSettings


class PostOffice:
    """`refuses` answers recipients with these words; `after_data` is what it says to every message, or
    "drop" or "hang". `received` is whatever was handed over, whether that was answered or not. With a
    `password` it takes nothing without a log-in."""

    def __init__(self, password: str = "") -> None:
        self.port = free_port()
        self.password = password
        self.refuses: dict[str, str] = {}
        self.after_data = "250 2.0.0 queued as 4711"
        self.received: list[tuple[str, EmailMessage]] = []
        self._controller: Controller | None = None

    def open(self, certificate: Path | None = None, security: str = "none") -> None:
        """Begin to serve; behind a certificate where `security` says how."""
        asks: dict[str, Any] = {"auth_required": bool(self.password), "auth_require_tls": False}
        if certificate:
            secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            secret.load_cert_chain(certificate)
            asks |= {"ssl_context": secret} if security == "ssl" else {"tls_context": secret}
            asks |= {} if security == "ssl" else {"require_starttls": True}
        self._controller = Controller(self, "127.0.0.1", self.port, authenticator=self._check, **asks)
        self._controller.start()

    def _check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
        return AuthResult(success=told.password == self.password.encode(), handled=False)

    def close(self) -> None:
        """Stop; connections are refused from now on."""
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def settings(self) -> ChannelSettings:
        """Those that lead here."""
        return ChannelSettings(
            smtp_host="127.0.0.1",
            smtp_port=self.port,
            smtp_from="kaoping@example.cn",
            site="https://kaoping.example.cn",
        )

    @property
    def counted(self) -> Counter[str]:
        """How many messages each address got."""
        return Counter(address for address, _ in self.received)

    def of(self, address: str) -> EmailMessage:
        """The only message that this address got."""
        (found,) = [message for to, message in self.received if to == address]
        return found

    async def handle_RCPT(
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """One recipient."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:
        """One message."""
        content = cast(EmailMessage, message_from_bytes(cast(bytes, envelope.content), policy=default))
        self.received += [(address, content) for address in envelope.rcpt_tos]
        if self.after_data == "drop":
            assert server.transport is not None
            server.transport.abort()
        if self.after_data == "hang":
            await asyncio.sleep(60)
        return self.after_data


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def silent_server() -> Iterator[socket.socket]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """An open post office."""
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait half a second for each answer, not ten."""
    monkeypatch.setattr(mail, "PATIENCE_SECONDS", 0.5)
