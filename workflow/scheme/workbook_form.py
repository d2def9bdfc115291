"""The form of a scheme for a workbook: every component asks in its cells what it asks on the pages.

A rule says what it asks, so no kind is known here.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workflow.points import plain, signed
from workflow.rules.kinds.answers import NOT_OCCURRED, Figure, Offer
from workflow.rules.kinds.measures import Measure
from workflow.scheme.document import Scheme
from workflow.scheme.form_boxes import Boxes
from workflow.scheme.sentences import POLICIES
from workflow.scheme.totals import WAITING
from workflow.scheme.tree import Component, Item
from workflow.scheme.typed import TICKED
from workflow.workbooks.form import (
    ABSENCE,
    ANSWER,
    CASE,
    NOTE,
    REASON,
    EventKind,
    Form,
    LineKind,
    Official,
    OfficialTotal,
    Question,
    Slot,
)

ABSENT = "本年度没有发生"
_OF_CLAIMS = "见“特殊因素”页"
_LISTED = "没有的选“已清点”；有的也选“已清点”，并在“扣分明细”页逐条写"


@dataclass(frozen=True)
class Standing:
    """What the form shows besides what it asks: marks as last saved (None: 待定) and imported figures by
    metric. `closed`: items that cannot be filled now → why; `unwritable`: items whose texts no cell holds.
    `total`: of the sheet as saved, in marks, and `how` it came about where it is no plain sum."""

    marks: Mapping[int, Decimal | None] = field(default_factory=dict)
    imported: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[int, str] = field(default_factory=dict)
    total: Decimal = Decimal(0)
    how: str = ""
    unwritable: Collection[int] = ()


def workbook_form(
    scheme: Scheme,
    *,
    title: str,
    about: str,
    guide: tuple[str, ...] = (),
    standing: Standing | None = None,
    stamp: Mapping[str, str] | None = None,
) -> Form:
    """The form of a scheme as it applies to one unit; without `standing`, as for a blank sheet."""
    known = standing or Standing()
    return Form(
        title=title,
        about=about,
        guide=guide,
        officials=tuple(_officials(scheme, known)),
        questions=tuple(row for item in scheme.items for row in _questions(scheme, item, known)),
        kinds=tuple(kind for item in scheme.items for kind in _kinds(item, known)),
        stamp=stamp or {},
        events=tuple(_events(scheme, known)),
        total=_total(scheme, known),
    )


def _events(scheme: Scheme, standing: Standing) -> Iterator[EventKind]:
    """What may be claimed as a special factor: every kind of event of every special item."""
    for special in scheme.special:
        asked = special.rule.asked
        for offer in asked.offers:
            amount = f"（写申报分数：{asked.figure}）" if asked.figure else ""
            label = f"{special.number} {special.title}：{offer.label}{amount}"
            yield EventKind(
                f"{special.number}.{offer.value}", label, special.number in standing.closed
            )


def _total(scheme: Scheme, standing: Standing) -> OfficialTotal | None:
    """The row 合计; none where the marks of the items do not add up to the full mark."""
    full = sum((scheme.factors[item.number] * (item.marks or 0) for item in scheme.items), Decimal(0))
    return OfficialTotal(full, standing.total, standing.how) if full == scheme.full_mark else None


def _officials(scheme: Scheme, standing: Standing) -> Iterator[Official]:
    for item in scheme.items:
        category, *_, project = (scheme.path(item.number)[index].title for index in (0, -1))
        mark = standing.marks.get(item.number, Decimal(0))
        shown = (WAITING if mark is None else mark) if item.number in standing.marks else ""
        marks, factor = item.marks or "加减分", scheme.factors[item.number]
        yield Official(item.number, category, item.label, project, item.clause, marks, shown, factor)
    for special in scheme.special:
        label, words = str(special.number), (special.title, special.clause)
        yield Official(special.number, "特殊因素", label, *words, "加减分", _OF_CLAIMS)


def _questions(scheme: Scheme, item: Item, standing: Standing) -> Iterator[Question]:
    number, closed = item.number, standing.closed.get(item.number, "")
    writable = number not in standing.unwritable
    for point, component in enumerate(item.components, start=1):
        rows = _rows(component, f"{number}-{component.key}", standing)
        for row, (asked, hint, slot, given) in enumerate(rows, start=1):
            slots = {ANSWER: slot} if slot else {}
            slots |= _beside(component, number) if row == 1 else {}
            if (point, row) == (1, 1) and (policy := scheme.absence(item)):
                slots[ABSENCE] = Slot(f"{number}-not_applicable", hint=f"{POLICIES[policy]}计")
            yield Question(
                number=number,
                code=f"{item.label}.{point}.{row}",
                item=f"第{item.label}项 {item.title}",
                point=component.text,
                asked=asked,
                hint=hint if writable else "文字太长，单元格放不下：这一项在系统中填写",
                slots=slots if writable else {},
                given=f"{given}（{closed}）" if closed and not slot else given,
                locked=bool(closed),
            )


_Row = tuple[str, str, Slot | None, str]
"""What is asked, how to fill it, the cell, what stands there instead of a cell."""


def _rows(component: Component, prefix: str, standing: Standing) -> Iterator[_Row]:
    """The rows of one component; there is always one. `prefix` begins the names of its boxes."""
    asked = component.rule.asked
    said = component.rule.describe()
    if asked.offers:
        choices = _choices(component)
        hint = f"从下拉列表中选一项。{said}"
        yield "作答", f"{hint}{_LISTED}。" if asked.causes else hint, Slot(f"{prefix}-value", choices), ""
    elif component.may_not_occur:
        hint = f"没有发生的选“{ABSENT}”，写明说明，下面不填"
        yield "是否发生", hint, Slot(f"{prefix}-not_occurred", {TICKED: ABSENT}), ""
    if asked.figure:
        yield "得分", f"{asked.figure}。{said}", Slot(f"{prefix}-value", figure=True, hint=asked.figure), ""
    for figure in asked.figures:
        slot = Slot(f"{prefix}-figures-{figure.key}", figure=True, hint=figure.hint)
        yield _worded(figure), figure.hint or said, slot, ""
    for measure in component.rule.measures.values():
        if measure.metric:
            yield _imported(measure, standing.imported.get(measure.metric, ""))


def _imported(measure: Measure, value: str) -> _Row:
    hint = "统一导入的数据，不必填写；导入以后，在系统中打开这一项核对保存"
    return f"{measure.text}（导入）", hint, None, value or "还没有导入"


def _worded(figure: Figure) -> str:
    section = f"{figure.section}：" if figure.section else ""
    return f"{section}{figure.label}{f'（{figure.unit}）' if figure.unit else ''}"


def _choices(component: Component) -> dict[str, str]:
    """What may be chosen, by value: wording and marks; equal wordings are told apart by their number."""
    offers = component.rule.asked.offers
    labels = {offer.value: _offered(offer) for offer in offers}
    if component.may_not_occur:
        labels[NOT_OCCURRED] = ABSENT
    if len(set(labels.values())) < len(labels):
        labels = {value: f"{place}. {text}" for place, (value, text) in enumerate(labels.items(), start=1)}
    return labels


def _offered(offer: Offer) -> str:
    return offer.label if offer.marks is None else f"{offer.label}（得{plain(offer.marks)}分）"


def _beside(component: Component, number: int) -> dict[int, Slot]:
    """The cells beside the first row of a component: the line below full marks, and the note."""
    boxes, prefix = Boxes(component), f"{number}-{component.key}"
    found = {}
    if boxes.loses:
        found = {CASE: Slot(f"{prefix}-lines-0-case"), REASON: Slot(f"{prefix}-lines-0-reason")}
    if boxes.note_for:
        found[NOTE] = Slot(f"{prefix}-note", hint=f"{boxes.note_for}时写")
    return found


def _kinds(item: Item, standing: Standing) -> Iterator[LineKind]:
    """What the lines of 扣分明细 may be about, of all components that ask for any number of them."""
    if item.number in standing.unwritable:
        return
    for point, component in enumerate(item.components, start=1):
        asked = component.rule.asked
        labels = [_cost(cause, asked.gains) for cause in asked.causes]
        for cause, label in zip(asked.causes, labels, strict=True):
            twin = f"（{cause.value}）" if labels.count(label) > 1 else ""
            yield LineKind(
                number=item.number,
                label=f"{item.label}.{point} {label}{twin}",
                prefix=f"{item.number}-{component.key}",
                cause=cause.value if len(asked.causes) > 1 else "",
                flags={flag.value: flag.label for flag in cause.flags},
                locked=item.number in standing.closed,
            )


def _cost(cause: Offer, gains: bool) -> str:
    if cause.marks is None:
        return f"{cause.label}（{cause.range}）" if cause.range else cause.label
    return f"{cause.label}（每件{signed(cause.marks) if gains else '扣' + plain(cause.marks)}分）"
