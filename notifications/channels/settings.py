"""Settings of the channels: one table of environment variables, read by the scheduler and by the pages."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workflow.models import Channel
from workflow.rules.addresses import origin_of

SECURITIES = ("none", "starttls", "ssl")


class Unset(Exception):
    """A setting that cannot be meant so; the program does not start with it."""


def _security(text: str) -> str:
    if text not in SECURITIES:
        raise Unset(f"KAOPING_SMTP_SECURITY is one of {', '.join(SECURITIES)}, not {text!r}")
    return text


def _site(text: str) -> str:
    if text and urlsplit(text).scheme not in ("http", "https"):
        raise Unset(f"KAOPING_ADDRESS begins with https://, not {text!r}")
    return text.rstrip("/")


def _origins(text: str) -> frozenset[str]:
    named = [word if "://" in word else f"https://{word}" for word in text.replace(",", " ").split()]
    origins = frozenset(origin_of(word) for word in named)
    if "" in origins:
        raise Unset(f"KAOPING_WEBHOOK_HOSTS names hosts such as gate.example.cn, not {text!r}")
    return origins


def _flag(text: str) -> bool:
    return text == "1"


VARIABLES: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "smtp_host": ("KAOPING_SMTP_HOST", "", str),
    "smtp_port": ("KAOPING_SMTP_PORT", "25", int),
    "smtp_security": ("KAOPING_SMTP_SECURITY", "none", _security),
    "smtp_user": ("KAOPING_SMTP_USER", "", str),
    "smtp_password": ("KAOPING_SMTP_PASSWORD", "", str),
    "smtp_from": ("KAOPING_SMTP_FROM", "", str),
    "title": ("KAOPING_TITLE", "年度考评系统", str),
    "site": ("KAOPING_ADDRESS", "", _site),
    "webhook_origins": ("KAOPING_WEBHOOK_HOSTS", "", _origins),
    "robots": ("KAOPING_ROBOTS", "0", _flag),
}
"""Setting → environment variable, default, how it is read. `KAOPING_SMTP_PASSWORD_FILE` names a file with
the password instead."""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What the channels need to know. `site` is the public address of the application, without a slash at
    its end; `webhook_origins` are those that web addresses of people may have, and no others."""

    smtp_host: str = ""
    smtp_port: int = 25
    smtp_security: str = "none"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    title: str = "年度考评系统"
    site: str = ""
    webhook_origins: frozenset[str] = frozenset()
    robots: bool = False

    @property
    def offered(self) -> tuple[Channel, ...]:
        """The channels that are set up, in their order."""
        ready = {
            Channel.MAIL: bool(self.smtp_host and self.smtp_from),
            Channel.WECOM: self.robots,
            Channel.DINGTALK: self.robots,
            Channel.WEBHOOK: bool(self.webhook_origins),
        }
        return tuple(channel for channel in Channel if ready[channel])


def channel_settings(environment: Mapping[str, str] = os.environ) -> ChannelSettings:
    """The settings of an environment. Raises Unset."""
    read = {key: cast(environment.get(name, default)) for key, (name, default, cast) in VARIABLES.items()}
    if file := environment.get("KAOPING_SMTP_PASSWORD_FILE"):
        read["smtp_password"] = Path(file).read_text(encoding="utf-8").strip()
    if read["smtp_host"] and "@" not in parseaddr(read["smtp_from"])[1]:
        raise Unset("KAOPING_SMTP_FROM is the mail address that messages come from")
    return ChannelSettings(**read)

