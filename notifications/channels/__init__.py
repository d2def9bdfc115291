"""The ways on which copies of notices leave the application."""

from collections.abc import Mapping

from notifications.channels.mail import by_mail
from notifications.channels.parcels import Send
from notifications.channels.robots import by_robot
from notifications.channels.settings import ChannelSettings
from workflow.models import Channel


def senders(settings: ChannelSettings) -> Mapping[Channel, Send]:
    """How to send on each channel that is set up."""
    made = {Channel.MAIL: by_mail(settings)}
    return {channel: made.get(channel) or by_robot(channel, settings) for channel in settings.offered}
