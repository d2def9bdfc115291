"""A channel exists where its settings do."""

from pathlib import Path

import pytest

from notifications.channels import senders
from notifications.channels.settings import ChannelSettings, Unset, channel_settings
from workflow.models import Channel

MAIL = {"KAOPING_SMTP_HOST": "mail.example.cn", "KAOPING_SMTP_FROM": "考评办 <k@example.cn>"}


def test_without_settings_nothing_leaves_the_application() -> None:
    assert channel_settings({}) == ChannelSettings()
    assert senders(ChannelSettings()) == {}


def test_each_channel_is_offered_by_its_own_settings() -> None:
    assert channel_settings(MAIL).offered == (Channel.MAIL,)
    assert channel_settings({"KAOPING_ROBOTS": "1"}).offered == (Channel.WECOM, Channel.DINGTALK)
    hosts = channel_settings({"KAOPING_WEBHOOK_HOSTS": "gate.example.cn, http://sms.intranet:8080"})
    assert hosts.offered == (Channel.WEBHOOK,)
    assert hosts.webhook_origins == {"https://gate.example.cn:443", "http://sms.intranet:8080"}
    assert list(senders(hosts)) == [Channel.WEBHOOK]


def test_a_password_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("geheim\n")
    read = channel_settings({**MAIL, "KAOPING_SMTP_PASSWORD_FILE": str(tmp_path / "password")})
    assert read.smtp_password == "geheim"


@pytest.mark.parametrize(
    "wrong",
    [
        {"KAOPING_SMTP_HOST": "mail.example.cn"},
        {**MAIL, "KAOPING_SMTP_SECURITY": "tls"},
        {"KAOPING_ADDRESS": "kaoping.example.cn"},
        {"KAOPING_WEBHOOK_HOSTS": "ftp://x"},
    ],
)
def test_a_setting_that_cannot_be_meant_so_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(Unset):
        channel_settings(wrong)
