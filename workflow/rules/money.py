"""Prizes and subsidies of a result, in yuan: 000 part 四(二). A tie at a prize's edge is left to a person."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from workflow.points import plain, shown
from workflow.rules.consequences import Place, Prize, Subsidy
from workflow.rules.ranking import ranks

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True)
class Contender:
    """What a prize looks at: the final score, the marks of single items and components by name, the group.
    A unit under a veto is `barred`."""

    score: Fraction
    parts: Mapping[str, Decimal]
    group: str = ""
    barred: bool = False


@dataclass(frozen=True)
class Payment:
    """Money for one unit, in yuan; None while a figure is missing. `doubtful`: a person has to decide."""

    title: str
    amount: Decimal | None
    explanation: str
    doubtful: bool = False


def prizes(offered: Sequence[Prize], units: Mapping[Unit, Contender]) -> dict[Unit, list[Payment]]:
    """The prizes of every unit, in the document's order; units without a prize have an empty list.

    Units with equal scores share the better place and its amount. Where such a tie reaches beyond the
    place's number of units the payments are doubtful.
    """
    won: dict[Unit, list[Payment]] = {unit: [] for unit in units}
    for prize in offered:
        for members in _fields(prize, units):
            for unit, payment in _winners(prize, members):
                won[unit].append(payment)
    return won


def subsidies(
    offered: Sequence[Subsidy],
    figures: Mapping[Unit, Mapping[str, Decimal]],
    titles: Mapping[str, str],
    barred: Collection[Unit] = (),
) -> dict[Unit, list[Payment]]:
    """The subsidies of every unit by its imported figures (metric → figure), in the document's order.

    `titles`: how the document calls each metric. `barred` units, under a veto, have none.
    """
    return {
        unit: [
            _none(subsidy) if unit in barred else _subsidy(subsidy, known, titles) for subsidy in offered
        ]
        for unit, known in figures.items()
    }


def _fields(prize: Prize, units: Mapping[Unit, Contender]) -> Iterator[Mapping[Unit, Contender]]:
    """The units that compete with each other."""
    able = {unit: contender for unit, contender in units.items() if not contender.barred}
    if not prize.per_group:
        yield able
        return
    for group in dict.fromkeys(contender.group for contender in able.values()):
        yield {unit: contender for unit, contender in able.items() if contender.group == group}


def _winners(prize: Prize, units: Mapping[Unit, Contender]) -> Iterator[tuple[Unit, Payment]]:
    scores = {unit: _score(prize, contender) for unit, contender in units.items()}
    found = ranks(scores)
    for unit, rank in found.items():
        place, last = _place(prize.places, rank)
        if place is not None:
            ties = list(found.values()).count(rank)
            yield unit, _prize(prize, place, rank, ties, rank + ties - 1 > last, scores[unit])


def _score(prize: Prize, contender: Contender) -> Fraction:
    if not prize.over:
        return contender.score
    return sum((Fraction(contender.parts.get(name, Decimal(0))) for name in prize.over), Fraction(0))


def _place(places: Sequence[Place], rank: int) -> tuple[Place | None, int]:
    """The place that a rank falls into, and the last rank of that place."""
    last = 0
    for place in places:
        last += place.count
        if rank <= last:
            return place, last
    return None, last


def _prize(prize: Prize, place: Place, rank: int, ties: int, over: bool, score: Fraction) -> Payment:
    tied = f"，{ties}个单位并列" if ties > 1 else ""
    edge = f"；{place.title}名额{place.count}个，并列超出名额，由人决定" if over else ""
    said = f"{prize.title}：{shown(score)}分，第{rank}名{tied}，{place.title}{plain(place.amount)}元{edge}。"
    return Payment(prize.title, place.amount, said, over)


def _none(subsidy: Subsidy) -> Payment:
    return Payment(subsidy.title, Decimal(0), f"{subsidy.title}：一票否决，不补助。")


def _subsidy(subsidy: Subsidy, figures: Mapping[str, Decimal], titles: Mapping[str, str]) -> Payment:
    needed = [key for key in (subsidy.actual, subsidy.target, subsidy.size) if key is not None]
    if missing := [key for key in needed if key not in figures]:
        said = f"{subsidy.title}：还没有导入{'、'.join(titles[key] for key in missing)}，待定。"
        return Payment(subsidy.title, None, said)
    actual = figures[subsidy.actual]
    target = figures[subsidy.target] if subsidy.target else None
    if subsidy.on_target and target is not None and actual < target:
        said = f"{subsidy.title}：实际{plain(actual)}，没有达到目标{plain(target)}，不补助。"
        return Payment(subsidy.title, Decimal(0), said)
    if subsidy.tiers:
        assert subsidy.size is not None
        amount, how = _lump(subsidy, titles[subsidy.size], figures[subsidy.size])
    else:
        amount, how = _by_head(subsidy, titles[subsidy.actual], actual, target)
    return Payment(subsidy.title, amount, f"{subsidy.title}：{how}。")


def _by_head(subsidy: Subsidy, title: str, actual: Decimal, target: Decimal | None) -> tuple[Decimal, str]:
    assert subsidy.each is not None
    if subsidy.above is None or target is None:
        amount = subsidy.each * actual
        return amount, f"{title}{plain(actual)}：{plain(subsidy.each)}元×{plain(actual)}＝{plain(amount)}元"
    within, beyond = min(actual, target), max(actual - target, Decimal(0))
    amount = subsidy.each * within + subsidy.above * beyond
    terms = f"{plain(subsidy.each)}元×{plain(within)}＋{plain(subsidy.above)}元×{plain(beyond)}"
    return amount, f"{title}{plain(actual)}，目标{plain(target)}：{terms}＝{plain(amount)}元"


def _lump(subsidy: Subsidy, title: str, size: Decimal) -> tuple[Decimal, str]:
    tiers = sorted(subsidy.tiers, key=lambda tier: tier.at_least)
    reached = [tier for tier in tiers if size >= tier.at_least]
    if not reached:
        return Decimal(0), f"{title}{plain(size)}，低于最低一档，不补助"
    tier = reached[-1]
    beyond = [f"不足{plain(higher.at_least)}" for higher in tiers[len(reached) :][:1]]
    bounds = "、".join([*([f"达到{plain(tier.at_least)}"] if tier.at_least else []), *beyond])
    told = filter(None, (f"{title}{plain(size)}", bounds, f"定额{plain(tier.amount)}元"))
    return tier.amount, "，".join(told)
