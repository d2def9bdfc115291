"""The page on which a matter is settled, one click from its message."""

from notifications.happenings import Happening
from notifications.letters import Page, Recipient
from notifications.reach import begun, entries_moved
from workflow.actor import Post

HOME = Page("home.index")


def sheet(happening: Happening, _to: Recipient) -> Page:
    """The sheet that the event is about."""
    return Page("county.sheet", {"sheet_id": happening.object_id})


def sheet_review(happening: Happening, _to: Recipient) -> Page:
    """The sheet, as its receiver looks at it."""
    return Page("prefecture.review", {"sheet_id": happening.object_id})


def report(happening: Happening, _to: Recipient) -> Page:
    """The report as its unit sees it; where nothing is consolidated, the sheet that it goes with."""
    return work(happening, happening.unit_id, happening.year.calendar.reporting)


def report_review(happening: Happening, _to: Recipient) -> Page:
    """The report, as the chief looks at it."""
    return Page("province.report", {"report_id": happening.object_id})


def work(happening: Happening, unit_id: int, entry: str) -> Page:
    """Where a unit does what it owes in an entry of the calendar."""
    place, known = (happening.cycle_id, unit_id), happening.known
    if entry == "liaison":
        return Page("prefecture.liaison", {"cycle_id": happening.cycle_id, "unit_id": unit_id})
    if entry == "consolidation" and place in known.reports:
        return Page("prefecture.report", {"report_id": known.reports[place]})
    return Page("county.sheet", {"sheet_id": known.sheets[place]}) if place in known.sheets else HOME


def owed(happening: Happening, to: Recipient) -> Page:
    """Where the unit does what the event speaks of."""
    return work(happening, to.unit_id, happening.entry)


def stage(happening: Happening, to: Recipient) -> Page:
    """Where the work of the stage that begins is done."""
    return _in_entry(happening, to, begun(happening))


def moved(happening: Happening, to: Recipient) -> Page:
    """Where the work of the first entry that moved is done."""
    return _in_entry(happening, to, entries_moved(happening, to.unit_id)[0])


def _in_entry(happening: Happening, to: Recipient, entry: str) -> Page:
    return rating(happening, to) if entry == "rating" else work(happening, to.unit_id, entry)


def rating(happening: Happening, _to: Recipient) -> Page:
    """The matrix of units and items that are rated."""
    return Page("province.rating", {"cycle_id": happening.cycle_id})


def result(happening: Happening, _to: Recipient) -> Page:
    """The run: before it is published everybody sees the own result there."""
    return Page("results.result", {"run_id": happening.object_id})


def appeal(happening: Happening, to: Recipient) -> Page:
    """The appeal, as who decides or as the unit sees it."""
    endpoint = "province.appeal" if to.post is Post.CHIEF else "results.appeal"
    return Page(endpoint, {"appeal_id": happening.object_id})


def home(_happening: Happening, _to: Recipient) -> Page:
    """The own home page, with what is to be done in the post."""
    return HOME
