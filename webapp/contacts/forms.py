"""Forms of the own ways to be told."""

from wtforms import SelectField, StringField

from webapp.forms import Form, choices
from workflow.commands.contacts import HOURS, Typed
from workflow.models import Channel, Mode

LABELS = {
    Channel.MAIL: "邮箱地址",
    Channel.WECOM: "群机器人密钥（key）",
    Channel.DINGTALK: "群机器人令牌（access_token）",
    Channel.WEBHOOK: "回调地址",
}
HINTS = {
    Channel.MAIL: "每封邮件只发给您一人，内容是纯文本。",
    Channel.WECOM: "在企业微信群中添加群机器人，复制它的 Webhook 地址。群里的人都能看到消息。",
    Channel.DINGTALK: "在钉钉群中添加自定义机器人，安全设置选“加签”。群里的人都能看到消息。",
    Channel.WEBHOOK: "由本单位的短信平台或其他系统提供，消息以 JSON 发到这个地址。",
}
NO_HOUR = ""


class ContactForm(Form):
    """The address on one channel and how it is used; the boxes of each channel have names of their own."""

    address = StringField("地址")
    secret = StringField("加签密钥")
    mode = SelectField("接收方式", choices=choices({mode.value: mode.label for mode in Mode}))

    def typed(self, origins: frozenset[str]) -> Typed:
        """What was typed."""
        return Typed(self.address.data or "", self.secret.data or "", origins)


def contact_form(channel: Channel, **given: object) -> ContactForm:
    """The form of a channel."""
    form = ContactForm(prefix=f"{channel.value}-", **given)
    form.address.label.text = LABELS[channel]
    return form


def _hour(text: object) -> int | None:
    return None if text in (NO_HOUR, None) else int(str(text))


class QuietForm(Form):
    """From which hour to which nothing is sent."""

    first = SelectField("开始", coerce=_hour)
    last = SelectField("结束", coerce=_hour)

    def offer(self) -> None:
        """Let full hours be chosen, or none."""
        hours = choices({NO_HOUR: "不设", **{hour: f"{hour}:00" for hour in HOURS}})
        self.first.choices, self.last.choices = hours, hours
