"""No double deduction: document 004, 市(州)自评. What a sheet deducted by the standard costs nothing again.

The province's finding is the same case as a self-deduction, more of it, or a new case. The first two
link to self-deductions on the same component; a link carries how many of its cases are meant.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from states.engine import Labelled
from workflow.points import plain


class Nature(Labelled):
    """What a finding is with regard to the self-deductions of the subtree."""

    SAME = "same", "同一情况（已自扣）"
    MORE = "more", "同一情况超出部分"
    NEW = "new", "新情况"


@dataclass(frozen=True)
class SelfDeduction:
    """One line of 扣分明细 on an accepted sheet: `count` cases that cost `amount` marks."""

    id: int
    unit_id: int
    item: int
    component: str
    count: int
    amount: Decimal


@dataclass(frozen=True)
class Link:
    """`count` cases of one self-deduction, claimed by a finding."""

    deduction_id: int
    count: int = 1


@dataclass(frozen=True)
class FoundCase:
    """A finding before links: `count` cases of `penalty` marks each, or `lost` marks at once.

    `penalty` is None where the component is not marked per case; `first` is what the first case costs where
    it costs something else than the further ones.
    """

    count: int
    penalty: Decimal | None
    lost: Decimal
    links: tuple[Link, ...]
    nature: Nature
    first: Decimal | None = None

    @property
    def linked(self) -> int:
        """How many of its cases the subtree has deducted itself."""
        return sum(link.count for link in self.links)


@dataclass(frozen=True)
class Counted:
    """The marks that a finding takes off, before the component's floor, and why."""

    amount: Decimal
    explanation: str


@dataclass(frozen=True)
class Overused:
    """A self-deduction of `count` cases to which findings link `linked` cases, more than it has."""

    deduction_id: int
    linked: int
    count: int

    @property
    def text(self) -> str:
        """What was found and how to mend it."""
        return (
            f"这条自评扣分共 {self.count} 件，各评定意见合计关联了 {self.linked} 件："
            f"减少 {self.linked - self.count} 件关联，超出的按“{Nature.MORE.label}”计"
        )


def counted(found: FoundCase, deductions: Mapping[int, SelfDeduction]) -> Counted:
    """The marks that count of a finding, given the self-deductions by id.

    Per case: (found − linked cases) × penalty; the first one costs `first` if none is linked. Otherwise:
    found − the largest linked deduction. Never below 0. Raises KeyError for a link that `refusals` would
    have refused as unknown.
    """
    if found.penalty is None:
        return _at_once(found.lost, [deductions[link.deduction_id].amount for link in found.links])
    return _per_case(found, found.penalty)


def refusals(found: FoundCase, deductions: Mapping[int, SelfDeduction]) -> tuple[str, ...]:
    """Every reason why nature and links of a finding disagree; empty if they agree.

    `deductions` are those the finding may link to: on its component, in accepted sheets of the subtree.
    """
    broken = tuple(_broken_links(found, deductions))
    return broken or tuple(_contradictions(found, counted(found, deductions).amount))


def overused(links: Iterable[Link], deductions: Mapping[int, SelfDeduction]) -> tuple[Overused, ...]:
    """The self-deductions whose cases the links of all findings together use more than once."""
    linked: Counter[int] = Counter()
    for link in links:
        linked[link.deduction_id] += link.count
    counts = {key: deductions[key].count if key in deductions else 0 for key in linked}
    return tuple(Overused(key, used, counts[key]) for key, used in linked.items() if used > counts[key])


def _per_case(found: FoundCase, penalty: Decimal) -> Counted:
    rest = max(found.count - found.linked, 0)
    opening = None if found.linked else found.first
    amount, terms = rest * penalty, f"{rest} 件 × {plain(penalty)} 分"
    if opening is not None:
        amount = opening + (rest - 1) * penalty
        further = f" + {rest - 1} 件 × {plain(penalty)} 分" if rest > 1 else ""
        terms = f"第 1 件 {plain(opening)} 分{further}"
    known = f"，其中 {found.linked} 件已自扣、不再扣减" if found.linked else ""
    return Counted(amount, f"发现 {found.count} 件{known}，计扣 {terms} = {plain(amount)} 分")


def _at_once(lost: Decimal, deducted: list[Decimal]) -> Counted:
    if not deducted:
        return Counted(lost, f"按标准计扣 {plain(lost)} 分")
    largest = max(deducted)
    amount = max(lost - largest, Decimal(0))
    return Counted(
        amount,
        f"按标准应扣 {plain(lost)} 分，关联的自评扣分最多一笔 {plain(largest)} 分、不再扣减，"
        f"计扣 {plain(amount)} 分",
    )


def _broken_links(found: FoundCase, deductions: Mapping[int, SelfDeduction]) -> Iterable[str]:
    for link in found.links:
        if link.deduction_id not in deductions:
            yield "有一条关联不在本要点已审核通过的自评扣分中：去掉它，从列出的自评扣分中重选"
        if link.count < 1:
            yield f"关联件数为 {link.count}，须是 1 以上的整数：改填件数，或去掉这条关联"
    if found.penalty is not None and found.linked > found.count:
        yield (
            f"关联了 {found.linked} 件，只发现 {found.count} 件："
            f"把关联减到 {found.count} 件以内，或更正发现件数"
        )


def _contradictions(found: FoundCase, amount: Decimal) -> Iterable[str]:
    label = f"“{found.nature.label}”"
    if found.nature is Nature.NEW:
        if found.links:
            yield f"{label}不关联自评扣分：去掉关联，或改为“{Nature.MORE.label}”"
        return
    if not found.links:
        yield f"{label}须关联自评扣分：选出对应的自评扣分，或改为“{Nature.NEW.label}”"
    elif found.nature is Nature.SAME and amount > 0:
        yield (
            f"{label}不再扣分，按所选关联还应扣 {plain(amount)} 分："
            f"补足关联，或改为“{Nature.MORE.label}”"
        )
    elif found.nature is Nature.MORE and amount == 0:
        yield f"{label}须有超出，按所选关联已无分可扣：减少关联，或改为“{Nature.SAME.label}”"
