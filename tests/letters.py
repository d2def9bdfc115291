"""Letters to people of the small province, and the copies that come of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from notifications.channels.parcels import Fate, Outcome, Parcel, Send
from notifications.letters import Letter, Occasion, Page
from notifications.outbox import deliver
from notifications.posting import post
from notifications.process import Process
from notifications.recipients import holders_of, in_posts
from tests.worlds import World
from workflow.actor import Post
from workflow.clock import local_date
from workflow.models import Channel, Contact, Delivery, Mode, Notice
from workflow.unit_of_work import unit_of_work

COUNTIES = ("甲东县", "甲南县", "甲西县", "乙东县", "乙南县")


def address_of(world: World, unit: str) -> str:
    """The mail address that a unit's filler gives."""
    return f"unit{world.unit(unit)}@example.cn"


def reachable(
    world: World, *units: str, channel: Channel = Channel.MAIL, mode: Mode = Mode.AT_ONCE, address: str = ""
) -> None:
    """Let the fillers of these units give an address."""
    with unit_of_work(world.session):
        for unit in units:
            told = {"address": address or address_of(world, unit), "mode": mode}
            whose = {"user_id": world.filler(unit).user_id, "channel": channel}
            world.session.add(Contact(**whose, **told, changed_at=world.cycle.opened_at))


def write(world: World, now: datetime, *units: str, number: int = 0, kind: str = "nudge") -> None:
    """Post one letter to the filler of each unit; letters with another number are others."""
    with unit_of_work(world.session):
        letters: list[Letter] = []
        for unit in units:
            unit_id = world.unit(unit)
            about = Occasion("test", world.cycle_id, "", unit_id, local_date(now), now, event_seq=number)
            people = in_posts(holders_of(world.session, [unit_id], now)[unit_id], Post.FILLER)
            context = {"product": "考评", "channel": "邮件"}
            page = Page("home.index")
            letters += [Letter(about, to, {**context, "name": to.name}, page, "") for to in people]
        post(world.session, now, letters)
        world.session.execute(update(Notice).where(Notice.kind == "test").values(kind=kind))


def engine_of(session: Session) -> Engine:
    """The engine behind a session."""
    return session.get_bind().engine


def run(
    world: World,
    now: datetime | Callable[[], datetime],
    send: Send | None,
    process: Process,
    channel: Channel = Channel.MAIL,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Mapping[str, int]:
    """One run of a channel's lane, in no time or by a clock."""
    clock = now if callable(now) else lambda: now
    counts = deliver(world.session, clock, channel, process, send, stopped)
    world.session.rollback()
    world.session.expire_all()
    return {state: number for state, number in counts.items() if number}


def copies(world: World, *units: str) -> Sequence[Delivery]:
    """The deliveries to fillers of these units, all where none is named, by unit."""
    world.session.expire_all()
    people = [world.filler(unit).user_id for unit in units]
    found = select(Delivery).join(Notice, Notice.id == Delivery.notice_id)
    found = found.where(Notice.recipient_id.in_(people)) if units else found
    return world.session.scalars(found.order_by(Delivery.id)).all()


def copy_of(world: World, unit: str) -> Delivery:
    """The only delivery to the filler of a unit."""
    (found,) = copies(world, unit)
    return found


class Sent:
    """Stands for a server: answers with these outcomes in turn, the last one for ever, and keeps parcels."""

    def __init__(self, *fates: Fate) -> None:
        self._fates = list(fates or (Fate.SENT,))
        self.parcels: list[Parcel] = []

    def __call__(self, parcel: Parcel) -> Outcome:
        self.parcels.append(parcel)
        fate = self._fates.pop(0) if len(self._fates) > 1 else self._fates[0]
        return Outcome(fate, f"{fate.name} said the server")

