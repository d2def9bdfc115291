"""What an address on a channel looks like, and how it is shown to others."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

LONGEST = 254
"""Signs of a mail address, and of a web address."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@(?:{_LABEL}\.)+[A-Za-z]{{2,}}", re.ASCII)
_WECOM_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
_DINGTALK_PART = re.compile(r"[A-Za-z0-9]{8,128}", re.ASCII)
_IN_LINK = re.compile(r"(?:^|[?&])(?:key|access_token)=([A-Za-z0-9_-]+)", re.ASCII)
_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_SHOWN = 4


def mail_address(typed: str) -> str:
    """A mail address as it is kept. Raises ValueError with what to mend."""
    text = typed.strip()
    if len(text) > LONGEST or not _MAIL.fullmatch(text) or ".." in text:
        raise ValueError(f"邮箱地址写成 name@example.cn 的样子；您填的是“{text[:LONGEST]}”。")
    return text


def wecom_key(typed: str) -> str:
    """The key of a 企业微信 robot, also out of its whole address. Raises ValueError with what to mend."""
    text = _out_of_link(typed)
    if not _WECOM_KEY.fullmatch(text):
        raise ValueError("填写机器人 Webhook 地址中 key= 后面的一段，或粘贴整个地址。")
    return text


def dingtalk_token(typed: str, secret: str) -> str:
    """Token and secret of a 钉钉 robot with a blank between. Raises ValueError with what to mend."""
    token, secret = _out_of_link(typed), secret.strip()
    if not _DINGTALK_PART.fullmatch(token):
        raise ValueError("填写机器人 Webhook 地址中 access_token= 后面的一段，或粘贴整个地址。")
    if not secret.startswith("SEC") or not _DINGTALK_PART.fullmatch(secret):
        raise ValueError("机器人的安全设置选“加签”，把以 SEC 开头的密钥填在“加签密钥”中。")
    return f"{token} {secret}"


def web_address(typed: str, origins: Collection[str]) -> str:
    """A web address that lies at one of these origins. Raises ValueError with what to mend."""
    text = typed.strip()
    if len(text) > LONGEST or not _VISIBLE.fullmatch(text) or origin_of(text) not in origins:
        hosts = "、".join(sorted(origin.removesuffix(":443").removesuffix(":80") for origin in origins))
        raise ValueError(f"回调地址须以下列地址开头：{hosts}。要用其他地址，请系统管理员在系统设置中加入。")
    return text


def origin_of(address: str) -> str:
    """Scheme, host and port of a web address as they are compared: "https://gate.example.cn:443"; blank for
    what is none, or carries a user name."""
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return ""
    named = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return f"{parts.scheme}://{parts.hostname}:{port}" if named else ""


def hidden(address: str) -> str:
    """A key, token or web address by its last signs, for pages: "…3f9a"."""
    first = address.partition(" ")[0]
    return f"…{first[-_SHOWN:]}" if first else ""


def _out_of_link(typed: str) -> str:
    found = _IN_LINK.search(typed.strip())
    return found[1] if found else typed.strip()
