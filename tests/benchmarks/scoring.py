"""How fast the whole country is scored: 2,845 counties × 47 items of document 004, beside a bare sum.

`make bench` prints one report. The bare sum is what a spreadsheet does with marks that somebody else has
found; scoring finds them, checks every answer, and writes an explanation for each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from time import process_time
from typing import TypeVar

import numpy

from workflow.points import plain
from workflow.rules.kinds.answers import Answer, Line
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin
from workflow.scheme.scoring import EVENTS, ItemAnswers, UnitAnswers, score_unit
from workflow.scheme.totals import UnitMarks

COUNTIES = 2_845
SEED = 7
MOST_CASES = 3

Result = TypeVar("Result")


@dataclass(frozen=True)
class Report:
    """Seconds for the same `items` marks: found from answers, and only summed; whether the sums agree."""

    counties: int
    items: int
    scoring: float
    summing: float
    agree: bool

    @property
    def per_sheet(self) -> float:
        """Milliseconds for one county's sheet."""
        return 1000 * self.scoring / self.counties

    def __str__(self) -> str:
        rows = (("scored with explanations", self.scoring), ("bare sum in numpy", self.summing))
        lines = [f"{self.counties} counties, {self.items} items; seconds of processor time"]
        lines += [f"{what:26}{spent:9.4f} s{self.items / spent:16,.0f} items/s" for what, spent in rows]
        return "\n".join([*lines, f"{self.per_sheet:.2f} ms a sheet; totals agree: {self.agree}"])


def measured(counties: int = COUNTIES) -> Report:
    """Score made-up counties and sum up the same marks, in one run."""
    scheme, random = builtin("hubei-jingban"), Random(SEED)
    units = [_county(scheme, random) for _ in range(counties)]
    scoring, marks = _timed(lambda: [score_unit(scheme, unit) for unit in units])
    numbers = [item.number for item in (*scheme.items, *scheme.special)]
    matrix = numpy.array([[float(unit.items[number].marks or 0) for number in numbers] for unit in marks])
    weights = numpy.array([float(scheme.factors.get(number, 1)) for number in numbers])
    summing, totals = _timed(lambda: matrix @ weights)
    agree = all(round(float(total), 4) == _final(unit) for total, unit in zip(totals, marks, strict=True))
    return Report(counties, matrix.size, scoring, summing, agree)


def _county(scheme: Scheme, random: Random) -> UnitAnswers:
    items = {
        item.number: ItemAnswers(
            {component.key: _answer(component.rule, random) for component in item.components}
        )
        for item in scheme.items
    }
    for special in scheme.special:
        events = Answer("counted", tuple(_events(special.rule.option_keys, random)))
        items[special.number] = ItemAnswers({EVENTS: events} if special.number != 46 else {})
    return UnitAnswers(items)


def _answer(rule: ComponentRule, random: Random) -> Answer:
    asked = rule.asked
    if asked.causes:
        lines = (
            Line("情形", "原因", random.randint(1, MOST_CASES), cause.value)
            for cause in asked.causes
            if random.random() < 0.5
        )
        return Answer(asked.offers[0].value, tuple(lines))
    if asked.offers:
        return Answer(random.choice(asked.offers).value)
    return Answer(plain(rule.full) if random.random() < 0.5 else "0")


def _events(keys: tuple[str, ...], random: Random) -> Iterator[Line]:
    for key in keys:
        if random.random() < 0.3:
            yield Line("事项", "依据", 1, key)


def _final(unit: UnitMarks) -> float:
    return round(float(unit.final or 0), 4)


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    begin = process_time()
    result = work()
    return process_time() - begin, result


if __name__ == "__main__":
    print(measured())
