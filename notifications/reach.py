"""Whom the message about an event goes to: functions from the event to people, none of them reads."""

from collections.abc import Iterator

from notifications.happenings import Happening
from notifications.letters import Recipient
from workflow.actor import Post
from workflow.models import Tier

UNIT = (Post.FILLER, Post.SIGNER)
RATING = (Post.RATER, Post.CHIEF)


def own(happening: Happening) -> list[Recipient]:
    """Filler and signer of the unit that the event is about."""
    return happening.holders(happening.unit_id, *UNIT)


def own_fillers(happening: Happening) -> list[Recipient]:
    """The unit's fillers."""
    return happening.holders(happening.unit_id, Post.FILLER)


def own_signers(happening: Happening) -> list[Recipient]:
    """The unit's signers."""
    return happening.holders(happening.unit_id, Post.SIGNER)


def own_apart(happening: Happening) -> list[Recipient]:
    """Filler and signer of a unit below, about its sheet. The own sheet of a ranked unit travels with its
    report: what the level above does with both is told once, about the report."""
    return own(happening) if happening.part.tier is Tier.BELOW else []


def above(happening: Happening) -> list[Recipient]:
    """Filler and signer of the unit that receives the sheet of a unit below; nobody for a ranked unit, whose
    report arrives by itself."""
    part = happening.part
    return happening.holders(part.above_id, *UNIT) if part.tier is Tier.BELOW else []


def chief(happening: Happening) -> list[Recipient]:
    """Who decides at the top."""
    return happening.holders(happening.year.province_id, Post.CHIEF)


def everybody(happening: Happening) -> list[Recipient]:
    """Filler and signer of every unit that takes part in the year."""
    return [to for unit, _ in happening.parts for to in happening.holders(unit, *UNIT)]


def at_work(happening: Happening) -> list[Recipient]:
    """Whoever has work in the stage that begins: units that owe something in it, or those who rate."""
    entry = begun(happening)
    if entry == "rating":
        return happening.holders(happening.year.province_id, *RATING)
    owing = [unit for unit, part in happening.parts if entry in _owed(happening, unit, part.tier)]
    return [to for unit in owing for to in happening.holders(unit, *UNIT)]


def begun(happening: Happening) -> str:
    """The calendar entry of the stage that begins; before the first one contact persons are registered."""
    stage = str(happening.after.get("stage", ""))
    return stage if stage in happening.year.calendar.windows else "liaison"


def _owed(happening: Happening, unit_id: int, tier: Tier) -> Iterator[str]:
    yield happening.work_of(unit_id)
    if tier is Tier.SUBJECT and "liaison" in happening.year.calendar.windows:
        yield "liaison"


def moved(happening: Happening) -> list[Recipient]:
    """Whoever has work in an entry of the calendar that moved."""
    concerned = [
        to
        for unit, part in happening.parts
        if entries_moved(happening, unit)
        for to in happening.holders(unit, *UNIT)
    ]
    if "rating" in _changed(happening):
        concerned += happening.holders(happening.year.province_id, *RATING)
    return concerned


def entries_moved(happening: Happening, unit_id: int) -> list[str]:
    """The moved entries that concern a unit, in the order of the year; who assesses has the rating."""
    part = happening.known.parts.get((happening.cycle_id, unit_id))
    if part is None:
        return [entry for entry in _changed(happening) if entry == "rating"]
    owed = set(_owed(happening, unit_id, part.tier))
    return [entry for entry in _changed(happening) if entry in owed]


def _changed(happening: Happening) -> list[str]:
    if named := happening.after.get("entry"):
        return [named]
    before, after = happening.before, happening.after
    return [entry for entry in happening.entries if entry in after and after[entry] != before.get(entry)]


def raters(happening: Happening) -> list[Recipient]:
    """Raters whose division has been given an item that it did not have."""
    known = happening.known
    people = happening.holders(happening.year.province_id, Post.RATER)
    return [to for to in people if items_given(happening, known.divisions.get(to.holding_id))]


def items_given(happening: Happening, division_id: int | None) -> list[int]:
    """The items that a division did not have before."""
    before, after = happening.before, happening.after
    given = [item for item, now in after.items() if division_id in now]
    return sorted(int(item) for item in given if division_id not in before.get(item, ()))


def holder(happening: Happening) -> list[Recipient]:
    """Who was given a post, and whose post it was, as far as they still hold one."""
    held = happening.known.held
    about = held[happening.object_id]
    both = [about, *([held[about.giver]] if about.giver else [])]
    return [one.to for one in both if one.open]
