"""What a unit answers, what a rater finds, what an event claims, and what comes out: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workflow.errors import Invalid
from workflow.rules.kinds.fields import blank

NOT_OCCURRED = "not_occurred"
"""Answer of a component whose occasion never arose: full marks, with a note."""

MEASURED = "measured"
"""Answer of a component that asks for figures only; they stand in `figures`."""

COUNTED = "counted"
"""Answer of a component that asks for cases or events: they were counted, and stand in its lines."""

COUNT_LIMIT = 100_000
"""A line counts fewer cases than this."""


@dataclass(frozen=True)
class Line:
    """One line of 扣分明细: `count` cases of one kind, and why.

    `cause` is the key of a cause or of a kind of event. `amount`, in marks for one case, is chosen where the
    cause leaves a range; `flags` are keys of circumstances that exempt from or add to what a case costs.
    """

    case: str
    reason: str
    count: int = 1
    cause: str | None = None
    amount: Decimal | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A unit's answer on one component.

    `value`: the key of an offer (`award` yes | no, `choice` an option, `per_case` and `events` counted), the
    figure itself as typed (`judgement`), `MEASURED` where `figures` answer by name; for every kind
    `NOT_OCCURRED`, where the component allows it. Figures are text: a rule reads them exactly.
    """

    value: str
    lines: tuple[Line, ...] = ()
    note: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """One thing to pick on a form: the `value` that an answer keeps, its wording, the marks it brings.

    `range` says which amount may be typed where the marks are left open; `flags` are circumstances that may
    be ticked beside it.
    """

    value: str
    label: str
    marks: Decimal | None = None
    range: str = ""
    flags: tuple["Offer", ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure that a form asks for: its key in `Answer.figures`, its wording, its unit, what may be typed.

    Figures with the same `section` stand together under it.
    """

    key: str
    label: str
    unit: str = ""
    hint: str = ""
    section: str = ""


@dataclass(frozen=True)
class Asked:
    """What a form asks about one component: to pick one of `offers`, to type one figure, or several.

    `figure` says which figure may be typed as the answer itself; `figures` are asked by name. Below full
    marks one line of 扣分明细 follows; where `causes` are named, any number of lines, each with its cause
    and its count, and their `marks` are what one case takes off, or adds where `gains`.
    """

    offers: tuple[Offer, ...] = ()
    figure: str = ""
    causes: tuple[Offer, ...] = ()
    figures: tuple[Figure, ...] = ()
    gains: bool = False

    def said(self, value: str) -> str:
        """An answer's value as the form words it."""
        if value == NOT_OCCURRED:
            return "本年度没有发生"
        if value == MEASURED:
            return "已填写数据"
        wordings = {offer.value: offer.label for offer in self.offers}
        return wordings.get(value, f"{value}分")

    def cause_said(self, cause: str | None) -> str:
        """A cause as the document words it; the only one need not be named, "" where none are listed."""
        wordings = {offer.value: offer.label for offer in self.causes}
        return next(iter(wordings.values())) if cause is None and wordings else wordings.get(cause or "", "")


@dataclass(frozen=True)
class Found:
    """One finding of a rater: a count (`per_case`), the option that is true (`choice`), or an amount in
    marks to take off (`judgement`); an `award` is lost as a whole."""

    count: int = 1
    option: str | None = None
    amount: Decimal | None = None
    cause: str | None = None


@dataclass(frozen=True)
class EventClaim:
    """One event of a special item; `amount` in marks only where the option leaves it open."""

    option: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Outcome:
    """Marks of one component, None while they wait for the whole group (待定).

    `marks` + `lost` is its full mark, so a bonus is a negative loss; `line_amounts` is what each line takes
    off (or adds, for a kind that gains) by itself, before floor and cap; `explanation` is Chinese and names
    every number used. `zeroes_item`: a gate was missed, the item gets nothing.
    """

    marks: Decimal | None
    lost: Decimal | None
    line_amounts: tuple[Decimal, ...]
    explanation: str
    zeroes_item: bool = False

    @property
    def pending(self) -> bool:
        """Whether the marks are known only when the stage closes."""
        return self.marks is None


@dataclass(frozen=True)
class Member:
    """One unit of a group that is marked together: its answer, and its ranking group (主功能区, 镇)."""

    answer: Answer
    group: str = ""


@dataclass(frozen=True)
class Doubt:
    """What a rule, read alone, leaves open or contradicts: a code of the catalogue, and two figures or
    wordings to compare. `part`: the key of the kind of event that it is about, in a special item."""

    code: str
    text: str
    first: str = ""
    second: str = ""
    part: str = ""


@dataclass(frozen=True)
class Total:
    """Marks of one special item, with what each event contributes, in the order given, before the cap."""

    marks: Decimal
    amounts: tuple[Decimal, ...]
    explanation: str


def require(errors: dict[str, str]) -> None:
    """Raise all errors of a form at once, if there are any."""
    if errors:
        raise Invalid(errors)


def count_error(count: int) -> str | None:
    """Why a count of cases cannot be taken, or None."""
    if 1 <= count < COUNT_LIMIT:
        return None
    return f"数量填写的是{count}，应为1至{COUNT_LIMIT - 1}的整数"


def line_errors(lines: tuple[Line, ...]) -> dict[str, str]:
    """Errors of 扣分明细 by field name: every line needs its case, its reason and a count from 1 on."""
    errors = {}
    for index, line in enumerate(lines):
        if blank(line.case):
            errors[f"lines-{index}-case"] = f"第{index + 1}条扣分明细缺少情形，写明发生了什么"
        if blank(line.reason):
            errors[f"lines-{index}-reason"] = f"第{index + 1}条扣分明细缺少原因，写明为何扣分"
        if error := count_error(line.count):
            errors[f"lines-{index}-count"] = error
    return errors


def require_single_line(answer: Answer) -> None:
    """An answer below full carries exactly one line of 扣分明细. Raises Invalid."""
    errors = line_errors(answer.lines or (Line(case="", reason=""),))
    for index in range(1, len(answer.lines)):
        errors[f"lines-{index}-case"] = "这一要点只列一条扣分明细，把这一条并入第1条"
    if answer.lines and answer.lines[0].count != 1:
        errors["lines-0-count"] = f"数量填写的是{answer.lines[0].count}，这一要点不按件数扣分，写1"
    require(errors)


def require_no_line(answer: Answer) -> None:
    """An answer with full marks carries no 扣分明细. Raises Invalid."""
    require(
        {
            f"lines-{index}-case": "得满分时不列扣分明细：删去这一条，或改选未得满分的答案"
            for index in range(len(answer.lines))
        }
    )


def require_note(answer: Answer, text: str) -> None:
    """The answer carries a note; `text` says what to write there. Raises Invalid."""
    require({"note": text} if blank(answer.note) else {})
