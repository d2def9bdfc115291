"""企业微信 and 钉钉 robots and web addresses, by a library that knows what each of them wants to be sent.

The library says whether its request was answered with success, not what was answered. So its plugins make
their requests through a `_Wire`, which keeps the answer or what went wrong, and follows nobody elsewhere.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ssl import SSLCertVerificationError
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from notifications.channels.parcels import Fate, Outcome, Parcel, in_words, text_of
from notifications.channels.settings import ChannelSettings
from workflow.models import Channel
from workflow.rules.addresses import origin_of

PATIENCE_SECONDS = (5, 10)
"""How long connecting and answering may take."""

_LONGEST = {Channel.WECOM: 2000, Channel.DINGTALK: 18_000}
"""Bytes of subject and text that a robot takes, without the note that the text was cut."""

_BUSY = frozenset({-1, 45009, 45033, 130101, 660026})
"""What robots answer when there is too much at once."""

_TRY_AGAIN = frozenset({408, 425, 429, 503})
_SERVER_FAULT = 500

Plugin = tuple[Any, Any]
"""A module of the library and the object in it that notifies."""


def by_robot(channel: Channel, settings: ChannelSettings) -> Callable[[Parcel], Outcome]:
    """What sends parcels to the robots or web addresses of people. `address` of a parcel is the robot's key,
    its token and secret with a blank between, or the web address."""
    return lambda parcel: _send(channel, settings, parcel)


def _send(channel: Channel, settings: ChannelSettings, parcel: Parcel) -> Outcome:
    if channel is Channel.WEBHOOK and origin_of(parcel.address) not in settings.webhook_origins:
        return Outcome(Fate.NEVER, "这个地址不在系统允许的范围内，请收件人在“消息设置”中改正")
    try:
        module, plugin = _PLUGINS[channel](parcel.address)
    except (TypeError, ValueError):
        return Outcome(Fate.NEVER, "地址或密钥不能使用，请收件人在“消息设置”中改正")
    wire = _Wire()
    room = _LONGEST[channel] - len(parcel.subject.encode()) if channel in _LONGEST else None
    text = _shortened(text_of(parcel, settings.site), room)
    with _through(wire, module):
        plugin.notify(title=parcel.subject, body=text)
    return wire.outcome(channel)


def _wecom(key: str) -> Plugin:
    from apprise.plugins import wecombot

    make: Any = wecombot.NotifyWeComBot
    return wecombot, make(key=key)


def _dingtalk(address: str) -> Plugin:
    from apprise.plugins import dingtalk

    token, _, secret = address.partition(" ")
    make: Any = dingtalk.NotifyDingTalk
    return dingtalk, make(token=token, secret=secret or None)


def _webhook(address: str) -> Plugin:
    from apprise.plugins import custom_json

    parts = urlsplit(address)
    place = {"host": parts.hostname, "port": parts.port, "fullpath": parts.path}
    asked = dict(parse_qsl(parts.query))
    make: Any = custom_json.NotifyJSON
    return custom_json, make(secure=parts.scheme == "https", params=asked, **place)


_PLUGINS: Mapping[Channel, Callable[[str], Plugin]] = {
    Channel.WECOM: _wecom,
    Channel.DINGTALK: _dingtalk,
    Channel.WEBHOOK: _webhook,
}


class _Wire:
    """Stands where a plugin has the library of requests: one request, no redirects, limited patience."""

    def __init__(self) -> None:
        import requests

        self._requests = requests
        self._answer: Any = None
        self._fault: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, url: str, **given: Any) -> Any:
        """As plugins call it."""
        return self.request("POST", url, **given)

    def request(self, method: str, url: str, **given: Any) -> Any:
        """As plugins call it; what comes of it is kept."""
        bounds = {"allow_redirects": False, "timeout": PATIENCE_SECONDS}
        try:
            self._answer = self._requests.request(method, url, **{**given, **bounds})
        except self._requests.RequestException as fault:
            self._fault = fault
            raise
        return self._answer

    def outcome(self, channel: Channel) -> Outcome:
        """What became of the request. Words of a fault are not kept: they quote keys and tokens."""
        if self._fault is not None:
            return _lost(self._fault)
        if self._answer is None:
            return Outcome(Fate.NEVER, "没有发出：内容或地址不能使用")
        status: int = self._answer.status_code
        said = in_words(f"{status} {self._answer.text}")
        if status not in range(200, 300):
            return Outcome(_fate_of(status), said)
        return Outcome(Fate.SENT if channel is Channel.WEBHOOK else _robots_fate(self._answer.text), said)


@contextmanager
def _through(wire: _Wire, module: Any) -> Iterator[None]:
    """Let the plugins of a module use this wire; each channel has a module and a lane of its own."""
    real, module.requests = module.requests, wire
    try:
        yield
    finally:
        module.requests = real


def _fate_of(status: int) -> Fate:
    """A fault inside a server leaves open whether it had passed the message on."""
    if status in _TRY_AGAIN:
        return Fate.LATER
    return Fate.UNKNOWN if status >= _SERVER_FAULT else Fate.NEVER


def _robots_fate(answer: str) -> Fate:
    """Robots answer 200 and say within what came of it."""
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError):
        return Fate.UNKNOWN
    if code == 0:
        return Fate.SENT
    return Fate.LATER if code in _BUSY else Fate.NEVER


def _lost(fault: Exception) -> Outcome:
    """Nothing left where no connection was made, or the other side was not who it should be. Any other fault
    of an encrypted connection may come while the answer is read, when the message is there already."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError
    from urllib3.util.ssl_match_hostname import CertificateError

    inner = fault.args[0] if fault.args else None
    reason = getattr(inner, "reason", None) or inner or fault
    if isinstance(reason, SSLError) and reason.args:
        reason = reason.args[0]
    name = type(reason).__name__
    never_met = (NewConnectionError, ConnectTimeoutError, SSLCertVerificationError, CertificateError)
    if isinstance(reason, never_met):
        return Outcome(Fate.UNREACHED, f"没有连上对方服务器（{name}）")
    return Outcome(Fate.UNKNOWN, f"发出后没有得到答复，不知道对方是否收到（{name}）")


def _shortened(text: str, limit: int | None) -> str:
    content = text.encode()
    if limit is None or len(content) <= limit:
        return text
    return content[:limit].decode(errors="ignore") + "……\n（全文见站内信）"
