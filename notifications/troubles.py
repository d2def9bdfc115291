"""Servers that are not reached or do not answer: they rest for a while, and no other one with them."""

from collections import Counter

from notifications.channels.parcels import Fate, Parcel
from workflow.models import Channel
from workflow.rules.addresses import origin_of

TROUBLES = 3
"""After so many parcels in a row that found no server, or no answer, a place rests."""


def server_of(channel: Channel, address: str) -> str:
    """The server that a parcel to this address goes to: that of the channel, but for web addresses."""
    return origin_of(address) if channel is Channel.WEBHOOK else channel.value


class Troubles:
    """What one run of a channel has met, in a row, at each server and at each address.

    Who is not reached is the server. Who does not answer may be one address alone, so that an address counts
    against its server once.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._met: Counter[str] = Counter()

    def after(self, parcel: Parcel, fate: Fate) -> str | None:
        """The server or address that is to rest now, if any."""
        server, address = server_of(self._channel, parcel.address), parcel.address
        if fate not in (Fate.UNREACHED, Fate.UNKNOWN):
            self._met[server] = self._met[address] = 0
            return None
        if fate is Fate.UNKNOWN:
            self._met[address] += 1
        if fate is Fate.UNREACHED or self._met[address] == 1:
            self._met[server] += 1
        return next((place for place in (server, address) if self._met[place] >= TROUBLES), None)

    def lies_at(self, address: str, place: str) -> bool:
        """Whether a server or an address is the way to this address."""
        return place in (server_of(self._channel, address), address)
