"""每日进度: how far the units below have come, once a working day, for whoever looks after them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from notifications.letters import Letter
from notifications.planning.desk import Desk, Place
from states.engine import Stage
from states.report import ReportStage
from states.sheet import SheetStage
from workflow.clock import local_date
from workflow.queries.owed import Span
from workflow.rules.deadlines import Standing, deadline_text, is_past, standing
from workflow.rules.obligations import Obligation
from workflow.rules.wording import day_text

_SETTLED = (SheetStage.ACCEPTED, ReportStage.ACCEPTED)
_WAITING = {
    "签收": (SheetStage.SUBMITTED, ReportStage.SUBMITTED),
    "审核": (SheetStage.ACKNOWLEDGED, ReportStage.ACKNOWLEDGED),
}
"""What the unit above does with forms that lie with it."""


def digests(desk: Desk, now: datetime) -> list[Letter]:
    """Today's progress of those right below, to each unit that can still do something about any of them;
    on no day off, and not before the hour of the scheme."""
    if (today := desk.today(now)) is None:
        return []
    day, at = today
    groups = _at_work(desk.obligations(now), now)
    holders = desk.holders({above_id for _, above_id in groups}, now)
    occasions = {desk.occasion("digest", *place, day, at): below for place, below in groups.items()}
    wanted = [(one, to) for one in occasions for to in desk.above(one.unit_id, holders)]
    letters = []
    for occasion, to in desk.unposted(wanted):
        spans = [span for one in occasions[occasion] if (span := desk.span(one, now))]
        if any(span.stage not in _SETTLED and not span.obligation.zero for span in spans):
            page = desk.page_above(occasion.unit_id, occasion.entry)
            context = _said(desk, occasion.unit_id, spans, now)
            letters.append(desk.letter(occasion, to, page, "每日进度", context))
    return letters


def _at_work(obligations: Sequence[Obligation], now: datetime) -> Mapping[Place, Sequence[Obligation]]:
    """Entry and unit above → those below it, where the work of one of them may still come in or be judged."""
    groups: dict[Place, list[Obligation]] = defaultdict(list)
    for one in obligations:
        if one.above_id is not None and one.entry != "liaison":
            groups[one.entry, one.above_id].append(one)
    shut = (Standing.NOT_YET, Standing.CLOSED)
    return {
        place: below
        for place, below in groups.items()
        if any(standing(one.window, now) not in shut for one in below)
    }


def _said(desk: Desk, above_id: int, spans: Sequence[Span], now: datetime) -> Mapping[str, str]:
    counts: Counter[Stage] = Counter(span.stage for span in spans if span.stage)
    words, top = desk.scheme.procedure.words, above_id == desk.province_id
    stages: type[Stage] = ReportStage if top else SheetStage
    overdue = [span for span in spans if _overdue(span.obligation, now)]
    zeros = sum(span.obligation.zero for span in spans)
    waiting = {act: sum(span.stage in own for span in spans) for act, own in _WAITING.items()}
    return {
        "day": day_text(local_date(now)),
        "below": words.subject if top else words.below,
        "count": str(len(spans)),
        "stages": "，".join(f"{stage.label} {counts[stage]}" for stage in stages if counts[stage]),
        "overdue": "、".join(span.obligation.name for span in overdue),
        "returned": "、".join(span.obligation.name for span in spans if _returned(span, now)),
        "zeros": str(zeros) if zeros else "",
        "waiting": "，".join(f"{act} {number}" for act, number in waiting.items() if number),
        "deadline": deadline_text(min(span.obligation.window.due_at for span in spans)),
    }


def _returned(span: Span, now: datetime) -> bool:
    """Late again after it was returned: an escalation counts it too."""
    one = span.obligation
    return not one.done and bool(one.done_at) and not one.zero and is_past(one.window.late_from, now)


def _overdue(one: Obligation, now: datetime) -> bool:
    """Late and never handed up, as the board counts; what was returned is at a stage of its own."""
    return not one.done_at and not one.zero and is_past(one.window.late_from, now)
