"""Final scores and their order: document 004, 评定方式 and 省级评定.

Ranks come from exact values; rounding happens only in the texts. Equal scores share the better rank
(1, 2, 2, 4).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from workflow.points import plain, shown
from workflow.rules.wording import exact_figure, figure, percent, signed

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True)
class FinalScore:
    """A final score, exact and not clipped (−10 … 110), with the lines that explain it."""

    value: Fraction
    lines: tuple[str, ...]


@dataclass(frozen=True)
class UnitResult:
    """What a run found for one unit; scores in marks."""

    unit_id: int
    name: str
    self_score: Fraction
    province: Decimal
    special: Decimal
    final: Fraction
    rank: int
    bonus: Decimal = Decimal(0)
    grade: str = ""


@dataclass(frozen=True)
class Change:
    """What differs for one unit between two runs, one line per figure."""

    unit_id: int
    name: str
    lines: tuple[str, ...]


def final_score(
    self_score: Fraction,
    province: Decimal,
    special: Decimal | None,
    self_weight: Decimal,
    province_weight: Decimal,
    *,
    bonus: Decimal = Decimal(0),
    decision: Literal["zero"] | None = None,
    assessor: str = "省级",
) -> FinalScore:
    """Weigh self score and the assessor's marks; add 加减分 and the verified special factors unweighted.

    Weights are shares of 1 (0.4 and 0.6); a part without weight is not told, nor is `special` None, for a
    scheme without special factors. With `decision` "zero" the self score counts 0 because no report was
    accepted. Raises ValueError if the weights do not add up to 1.
    """
    if self_weight + province_weight != 1:
        raise ValueError(f"weights {self_weight} and {province_weight} do not add up to 1")
    counted = Fraction(0) if decision == "zero" else self_score
    decided = "（未上报，经决定按 0 分计）" if decision == "zero" else ""
    told, shares = [], []
    for label, marks, shown_marks, weight in (
        ("自评得分", counted, f"{figure(counted)}{decided}", self_weight),
        (f"{assessor}评定得分", Fraction(province), plain(province), province_weight),
    ):
        if weight:
            shares.append(marks * Fraction(weight))
            weighed = f" × {percent(weight)} = {figure(shares[-1])}" if weight != 1 else "，全部计入"
            told.append(f"{label} {shown_marks}{weighed}")
    added = [("加减分", bonus)] if bonus else []
    added += [("特殊因素加减分", special)] if special is not None else []
    told += [f"{label} {signed(marks)}，不计权重" for label, marks in added]
    value = sum(shares, Fraction(0)) + sum((Fraction(marks) for _, marks in added), Fraction(0))
    total = " ".join([" + ".join(map(figure, shares)), *(signed(marks) for _, marks in added)])
    terms = f"{total} = " if len(shares) + len(added) > 1 else ""
    told.append(f"最终得分 {terms}{exact_figure(value)}，显示为 {shown(value)}")
    return FinalScore(value, tuple(told))


def ranks(scores: Mapping[Unit, Fraction]) -> dict[Unit, int]:
    """Unit → rank: one more than the number of units with a higher score."""
    best_place: dict[Fraction, int] = {}
    for place, score in enumerate(sorted(scores.values(), reverse=True), start=1):
        best_place.setdefault(score, place)
    return {unit: best_place[score] for unit, score in scores.items()}


def bottom(scores: Mapping[int, Fraction], size: int) -> set[int]:
    """The units with fewer than `size` units strictly below them; a tie at the edge is all in."""
    if size < 1 or not scores:
        return set()
    edge = sorted(scores.values())[min(size, len(scores)) - 1]
    return {unit for unit, score in scores.items() if score <= edge}


def tied_at_edge(scores: Mapping[int, Fraction], size: int) -> set[int]:
    """The units whose tie makes the bottom larger than `size`; empty if it has no more than that."""
    lowest = bottom(scores, size)
    if len(lowest) <= size:
        return set()
    edge = max(scores[unit] for unit in lowest)
    return {unit for unit in lowest if scores[unit] == edge}


def look_equal(scores: Mapping[int, Fraction]) -> set[int]:
    """The units that show the same two places as another one although their exact scores differ."""
    alike: dict[str, set[Fraction]] = {}
    for score in scores.values():
        alike.setdefault(shown(score), set()).add(score)
    return {unit for unit, score in scores.items() if len(alike[shown(score)]) > 1}


def changes(
    before: Iterable[UnitResult], after: Iterable[UnitResult], rated: str = "省级评定得分"
) -> tuple[Change, ...]:
    """What changed from one run to the next, in the order of `after`; units that left come last.

    `rated` is what the assessor's marks are called.
    """
    old, new = ({result.unit_id: result for result in run} for run in (before, after))
    found = [Change(unit, new[unit].name, _differences(old.get(unit), new[unit], rated)) for unit in new]
    found += [
        Change(unit, result.name, (f"不再列入排名，原第 {result.rank} 名",))
        for unit, result in old.items()
        if unit not in new
    ]
    return tuple(change for change in found if change.lines)


def _differences(old: UnitResult | None, new: UnitResult, rated: str) -> tuple[str, ...]:
    if old is None:
        return (f"新列入排名，第 {new.rank} 名，最终得分 {shown(new.final)}",)
    figures: tuple[tuple[str, Fraction | Decimal, Fraction | Decimal], ...] = (
        ("自评得分", old.self_score, new.self_score),
        (rated, old.province, new.province),
        ("加减分", old.bonus, new.bonus),
        ("特殊因素加减分", old.special, new.special),
        ("最终得分", old.final, new.final),
    )
    lines = [f"{label} {_step(was, now)}" for label, was, now in figures if was != now]
    if old.rank != new.rank:
        lines.append(f"名次 第 {old.rank} 名 → 第 {new.rank} 名")
    if old.grade != new.grade:
        lines.append(f"等次 {old.grade or '无'} → {new.grade or '无'}")
    return tuple(lines)


def _step(was: Fraction | Decimal, now: Fraction | Decimal) -> str:
    if shown(was) != shown(now):
        return f"{shown(was)} → {shown(now)}"
    exact = f"{exact_figure(Fraction(was))} → {exact_figure(Fraction(now))}"
    return f"{shown(now)}（两位小数相同，{exact}）"
