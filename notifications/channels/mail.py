"""Mail by SMTP. Each step is taken by itself, so that it is known whether a message was handed over."""

import smtplib
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from ssl import create_default_context

from notifications.channels.parcels import Fate, Outcome, Parcel, in_words, text_of
from notifications.channels.settings import ChannelSettings
from workflow.clock import local

PATIENCE_SECONDS = 10
"""How long each step may take."""

_TEMPORARY = range(400, 500)


def by_mail(settings: ChannelSettings) -> Callable[[Parcel], Outcome]:
    """What sends parcels by the mail server of these settings, one connection each."""
    return lambda parcel: _send(settings, parcel)


def composed(settings: ChannelSettings, parcel: Parcel) -> EmailMessage:
    """The mail of a parcel: plain text, the same Message-ID in every attempt. Raises ValueError for an
    address that is none."""
    title, sender = parseaddr(settings.smtp_from)
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    message["Subject"] = parcel.subject
    message["From"] = Address(title or settings.title, addr_spec=sender)
    message["To"] = Address(addr_spec=parcel.address)
    message["Date"] = format_datetime(local(parcel.at))
    begun_at = parcel.enclosed[0].written_at
    message["Message-ID"] = f"<{parcel.number}.{begun_at:%Y%m%d%H%M%S}.kaoping@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(parcel, settings.site), charset="utf-8", cte="base64")
    return message


def _send(settings: ChannelSettings, parcel: Parcel) -> Outcome:
    try:
        message = composed(settings, parcel)
    except ValueError:
        return Outcome(Fate.NEVER, "邮箱地址不能使用，请收件人在“消息设置”中改正")
    try:
        connection = _entered(settings)
    except (OSError, smtplib.SMTPException) as fault:
        return Outcome(Fate.UNREACHED, f"没有连上邮件服务器：{_told(fault)}")
    try:
        return _handed_over(connection, parseaddr(settings.smtp_from)[1], parcel.address, message.as_bytes())
    finally:
        connection.close()


def _entered(settings: ChannelSettings) -> smtplib.SMTP:
    """A connection that is ready for a sender. Raises OSError or SMTPException; nothing stays open then."""
    place = (settings.smtp_host, settings.smtp_port, parseaddr(settings.smtp_from)[1].rpartition("@")[2])
    made = (
        smtplib.SMTP_SSL(*place, timeout=PATIENCE_SECONDS, context=create_default_context())
        if settings.smtp_security == "ssl"
        else smtplib.SMTP(*place, timeout=PATIENCE_SECONDS)
    )
    try:
        made.ehlo_or_helo_if_needed()
        if settings.smtp_security == "starttls":
            made.starttls(context=create_default_context())
            made.ehlo()
        if settings.smtp_user:
            made.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        made.close()
        raise
    return made


def _handed_over(connection: smtplib.SMTP, sender: str, address: str, content: bytes) -> Outcome:
    """What the server says to one message. A refused sender is refused for every message."""
    try:
        answer = connection.mail(sender)
        if _refused(answer):
            return Outcome(Fate.UNREACHED, _words(*answer))
        answer = connection.rcpt(address)
        if _refused(answer):
            return _answered(*answer)
    except (OSError, smtplib.SMTPException) as fault:
        return Outcome(Fate.UNREACHED, f"邮件服务器中断了连接，邮件没有交出：{_told(fault)}")
    return _delivered(connection, content)


def _delivered(connection: smtplib.SMTP, content: bytes) -> Outcome:
    try:
        answer = connection.data(content)
    except smtplib.SMTPDataError as refused:
        return _answered(refused.smtp_code, refused.smtp_error)
    except (OSError, smtplib.SMTPException) as fault:
        return Outcome(Fate.UNKNOWN, f"邮件交出后没有得到答复，不知道对方是否收到：{_told(fault)}")
    return _answered(*answer) if _refused(answer) else Outcome(Fate.SENT, _words(*answer))


def _refused(answer: tuple[int, bytes]) -> bool:
    return answer[0] not in range(200, 300)


def _answered(code: int, said: bytes | str) -> Outcome:
    return Outcome(Fate.LATER if code in _TEMPORARY else Fate.NEVER, _words(code, said))


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return in_words(f"{code} {text}")


def _told(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _words(fault.smtp_code, fault.smtp_error)
    if isinstance(fault, TimeoutError):
        return f"等候 {PATIENCE_SECONDS} 秒没有答复"
    return in_words(str(fault) or type(fault).__name__)
