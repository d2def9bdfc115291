"""What happens to one self sheet of a made-up year, act by act, through the commands of the pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.commands.claims import add_claim
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.handing_up import finish_sheet, submission_digest, submit_sheet, withdraw_sheet
from workflow.commands.missing import decide_zero
from workflow.commands.receiving import (
    accept_sheet,
    acknowledge_sheet,
    draft_remark,
    reopen_sheet,
    return_sheet,
)
from workflow.models import Sheet
from workflow.queries.sheets import reopened_items, sheet_content
from workflow.rules.kinds.answers import Answer
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Item
from workflow.simulation.claims import ClaimPlan
from workflow.simulation.plans import SheetPlan, Story
from workflow.simulation.shortfalls import answers

REMARKS = (
    "扣分原因写得过于笼统，写明发生在哪个环节",
    "情形与上年相同，补充整改进展",
    "写明检查的日期和范围",
)
BEGUN = 25
"""Items of a sheet that is left unfinished."""

MENDED = "（已按退回意见补充说明）"


@dataclass(frozen=True)
class Desk:
    """One sheet, the plan for it, and the four people who work on it (`above` for counties only)."""

    cycle_id: int
    sheet_id: int
    scheme: Scheme
    plan: SheetPlan
    claims: tuple[ClaimPlan, ...]
    rng: Random
    filler: Actor
    signer: Actor
    filler_above: Actor
    signer_above: Actor

    @property
    def reports(self) -> bool:
        """Whether the sheet is ever handed up."""
        return self.plan.story is not Story.MISSING


Act = Callable[[Desk, Session, datetime], None]


def begin(desk: Desk, session: Session, now: datetime) -> None:
    """The first items of the sheet only."""
    _save(desk, session, now, desk.scheme.items[:BEGUN])


def _save(desk: Desk, session: Session, now: datetime, items: Sequence[Item]) -> None:
    filled = [ItemInput(item.number, 0, answers(desk.rng, item, desk.plan.shortfalls)) for item in items]
    save_items(session, desk.filler, now, sheet_id=desk.sheet_id, items=filled)


def fill(desk: Desk, session: Session, now: datetime) -> None:
    """All items of the sheet at once, and the special claims."""
    _save(desk, session, now, desk.scheme.items)
    for planned in desk.claims:
        add_claim(session, desk.filler, now, sheet_id=desk.sheet_id, claim=planned.claim)


def finish(desk: Desk, session: Session, now: datetime) -> None:
    """送签."""
    finish_sheet(session, desk.filler, now, sheet_id=desk.sheet_id)


def submit(desk: Desk, session: Session, now: datetime) -> None:
    """签发上报, of what the check page shows."""
    digest = submission_digest(session, session.get_one(Sheet, desk.sheet_id))
    submit_sheet(session, desk.signer, now, sheet_id=desk.sheet_id, shown_digest=digest)


def withdraw(desk: Desk, session: Session, now: datetime) -> None:
    """撤回."""
    reason = "发现扣分原因漏写，补充后重新上报"
    withdraw_sheet(session, desk.signer, now, sheet_id=desk.sheet_id, reason=reason)


def acknowledge(desk: Desk, session: Session, now: datetime) -> None:
    """签收."""
    acknowledge_sheet(session, desk.filler_above, now, sheet_id=desk.sheet_id)


def remark(desk: Desk, session: Session, now: datetime) -> None:
    """Opinions on one or two of the items that fall short."""
    for number in _doubtful(desk):
        draft_remark(
            session,
            desk.filler_above,
            now,
            sheet_id=desk.sheet_id,
            item=number,
            text=desk.rng.choice(REMARKS),
        )


def _doubtful(desk: Desk) -> Sequence[int]:
    numbers = sorted({number for number, _ in desk.plan.shortfalls})
    return desk.rng.sample(numbers, min(len(numbers), desk.rng.randint(1, 2)))


def give_back(desk: Desk, session: Session, now: datetime) -> None:
    """退回修改."""
    remark(desk, session, now)
    return_sheet(session, desk.signer_above, now, sheet_id=desk.sheet_id)


def reopen(desk: Desk, session: Session, now: datetime) -> None:
    """重新退回, after the province has named the county."""
    remark(desk, session, now)
    reopen_sheet(session, desk.signer_above, now, sheet_id=desk.sheet_id)


def mend(desk: Desk, session: Session, now: datetime) -> None:
    """Write more about the cases on the items that are open."""
    sheet = session.get_one(Sheet, desk.sheet_id)
    opened = reopened_items(session, sheet)
    content = sheet_content(session, sheet.id)
    items = [
        ItemInput(item.number, item.version, {key: _fuller(answer) for key, answer in item.answers.items()})
        for number, item in sorted(content.items.items())
        if opened is None or number in opened
    ]
    save_items(session, desk.filler, now, sheet_id=desk.sheet_id, items=items)


def _fuller(answer: Answer) -> Answer:
    return replace(
        answer, lines=tuple(replace(line, reason=line.reason + MENDED) for line in answer.lines)
    )


def accept(desk: Desk, session: Session, now: datetime) -> None:
    """审核通过."""
    accept_sheet(session, desk.signer_above, now, sheet_id=desk.sheet_id)


def count_zero(desk: Desk, session: Session, now: datetime) -> None:
    """缺报按 0 分计."""
    decide_zero(
        session,
        desk.signer_above,
        now,
        cycle_id=desk.cycle_id,
        unit_id=desk.plan.unit.id,
        reason="经两次催办仍未上报，按缺报处理（演示）",
    )


Way = tuple[tuple[int, Act], ...]
"""Acts with the number of days after the first one."""

SMOOTH: Way = ((0, fill), (1, finish), (2, submit), (4, acknowledge), (6, accept))


def _again(day: int, first: Act) -> Way:
    """From the day on which a sheet comes back to the day before it is judged again."""
    return ((day, first), (day + 1, mend), (day + 2, finish), (day + 3, submit), (day + 4, acknowledge))


WAYS: dict[Story, Way] = {
    Story.SMOOTH: SMOOTH,
    Story.WITHDRAWN: (*SMOOTH[:3], *_again(3, withdraw), (8, accept)),
    Story.RETURNED: (*SMOOTH[:4], *_again(5, give_back), (10, accept)),
    Story.RETURNED_TWICE: (*SMOOTH[:4], *_again(5, give_back), *_again(10, give_back), (15, accept)),
    Story.MISSING: ((20, count_zero),),
    Story.UNFINISHED: ((0, begin),),
}
"""A county's sheet."""

OWN_WAY: Way = SMOOTH[:3]
"""A prefecture's own sheet, which then travels with the report."""

OWN_WAY_AGAIN: Way = ((0, mend), (1, finish), (2, submit))
COUNTY_WAY_AGAIN: Way = (*_again(0, reopen), (5, accept))
