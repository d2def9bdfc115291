"""What messages say: one function per kind, which returns the context of its templates and nothing else.

No function tells a mark, a score or a rank; what somebody wrote about one (the reason of a decision, a remark
on an item) stays on the page that the message leads to.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from notifications.happenings import Happening, days
from notifications.letters import Recipient
from notifications.reach import begun, entries_moved, items_given
from states.appeal import AppealStage
from workflow.clock import end_of_day
from workflow.queries.told import entry_name
from workflow.rules.deadlines import deadline_day, deadline_text, is_past
from workflow.rules.wording import day_text, instant_text

Context = Mapping[str, str]


def _form(happening: Happening) -> str:
    report = happening.event.noun == "report" and happening.consolidates
    return "汇总" if report else "评定表"


def _until(due: datetime, happening: Happening) -> str:
    """A deadline; one that was past when it happened is said to be."""
    over = "，期限已过，仍可补办，标明逾期" if is_past(due, happening.event.at) else ""
    return deadline_text(due) + over


def _due(happening: Happening) -> str:
    return _until(happening.window(happening.entry, happening.unit_id).on_time_until, happening)


def form(happening: Happening, _to: Recipient) -> Context:
    """A sheet or report has come, was opened, accepted, taken back: what, whose, by whom."""
    return {"what": _form(happening), "by": happening.by}


def to_do(happening: Happening, _to: Recipient) -> Context:
    """A sheet or report asks for something inside its unit: besides, until when, and why."""
    reason = happening.event.reason
    return {"what": _form(happening), "by": happening.by, "deadline": _due(happening), "reason": reason}


def returned(happening: Happening, _to: Recipient) -> Context:
    """How often it came back, and how much is to be mended; what, stands on the page."""
    after = happening.after
    parts = (("items", "个项次"), ("counties", f"个{happening.year.scheme.procedure.words.below}"))
    marked = [f"{len(after[key])} {words}" for key, words in parts if after.get(key)]
    told = {"round": str(after["round"]), "marked": "、".join(marked)}
    return {"what": _form(happening), "by": happening.by, "deadline": _due(happening), **told}


def revoked(happening: Happening, _to: Recipient) -> Context:
    """An acceptance was taken back, and why."""
    return {"what": _form(happening), "by": happening.by, "reason": happening.event.reason}


def nudge(happening: Happening, _to: Recipient) -> Context:
    """What is owed in which entry, who reminds of it, and their words."""
    title, words = happening.entries[happening.entry], happening.event.reason
    return {"title": title, "by": happening.by, "words": words, "deadline": _due(happening)}


def extension_granted(happening: Happening, _to: Recipient) -> Context:
    """Until when now, until when before, on what grounds."""
    before, after = happening.before, happening.after
    return {
        "title": happening.entries[happening.entry],
        "by": happening.by,
        "before": deadline_text(datetime.fromisoformat(before["until"])),
        "until": deadline_text(datetime.fromisoformat(after["until"])),
        "document": after["document_number"],
        "reason": happening.event.reason,
    }


def extension_revoked(happening: Happening, _to: Recipient) -> Context:
    """What was given, which deadline holds again, and why."""
    until = datetime.fromisoformat(happening.before["until"])
    told = {"title": happening.entries[happening.entry], "by": happening.by, "until": deadline_text(until)}
    return {**told, "deadline": _due(happening), "reason": happening.event.reason}


def deadline_moved(happening: Happening, to: Recipient) -> Context:
    """Which entries moved, from when to when; or until when late work is accepted."""
    if "entry" in happening.after:
        return _acceptance(happening)
    moved = entries_moved(happening, to.unit_id)
    lines = [line for entry in moved for line in _moves(happening, entry)]
    titles = "、".join(happening.entries[entry] for entry in moved)
    return {"titles": titles, "lines": "\n".join(lines), "reason": happening.event.reason}


def _moves(happening: Happening, entry: str) -> Iterator[str]:
    title = happening.entries[entry]
    first, last = days(happening.before[entry])
    new_first, new_last = days(happening.after[entry])
    if first != new_first and first and new_first:
        yield f"“{title}”开始日期：由 {day_text(first)} 改为 {day_text(new_first)}"
    if last != new_last:
        was, now = deadline_text(end_of_day(last)), deadline_text(end_of_day(new_last))
        yield f"“{title}”截止时间：由 {was} 改为 {now}"


def _acceptance(happening: Happening) -> Context:
    def until(kept: Mapping[str, str | None]) -> str:
        at = kept["open_until"]
        return deadline_text(datetime.fromisoformat(at)) if at else "上级上报之前"

    title = happening.entries[happening.entry]
    was, now = until(happening.before), until(happening.after)
    line = f"“{title}”逾期材料的受理截止时间：由 {was} 改为 {now}"
    return {"titles": title, "lines": line, "reason": happening.event.reason}


def stage_begun(happening: Happening, to: Recipient) -> Context:
    """What begins, and until when it is to be done."""
    entry = begun(happening)
    due = happening.window(entry, to.unit_id).on_time_until
    return {"title": happening.entries[entry], "deadline": _until(due, happening)}


def publicity_begun(happening: Happening, _to: Recipient) -> Context:
    """Until when the own result can be contested; no figures."""
    until = happening.known.publicity[happening.object_id]
    assert until is not None
    return {"until": deadline_text(until)}


def published(happening: Happening, _to: Recipient) -> Context:
    """The number of the circular; no figures."""
    return {"number": happening.after["circular_number"]}


def appeal(happening: Happening, _to: Recipient) -> Context:
    """Which item is contested, by whom."""
    number = happening.known.contested[happening.object_id]
    return {"item": entry_name(happening.year.scheme, number), "by": happening.by}


def appeal_decided(happening: Happening, to: Recipient) -> Context:
    """Besides, how it was decided; reasons and effect stand on the page."""
    return {**appeal(happening, to), "decision": AppealStage.of(happening.after["stage"]).label}


def items_assigned(happening: Happening, to: Recipient) -> Context:
    """The items that are new to the rater's division, and until when they are rated."""
    items = items_given(happening, happening.known.divisions[to.holding_id])
    names = "、".join(entry_name(happening.year.scheme, item) for item in items)
    return {"items": names, "number": str(len(items)), "deadline": _until(_rated_by(happening), happening)}


def _rated_by(happening: Happening) -> datetime:
    return happening.year.calendar.rating().on_time_until


def post(happening: Happening, to: Recipient) -> Context:
    """Which post, from when until when; whose it was or is, where it was handed over or is covered."""
    held = happening.known.held
    about = held[happening.object_id]
    return {
        "post": about.title,
        "taker": about.to.name,
        "giver": held[about.giver].to.name if about.giver else "",
        "since": instant_text(about.since),
        "until": deadline_day(about.until) if about.until else "",
        "mine": "yes" if to.user_id == about.to.user_id else "",
    }
