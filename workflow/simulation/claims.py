"""The special claims of a made-up year: pilots and honours below, summonses and incidents by the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from workflow.models import Unit
from workflow.scheme.claiming import ClaimInput
from workflow.simulation.people import People

ISSUER = "湖北省医疗保障局（演示）"
PILOTS = ("经办服务标准化试点", "按病种分值付费试点", "门诊慢特病网上办试点", "医保服务下沉试点")
HONOURS = ("经办服务示范窗口", "优秀经办服务案例", "业务练兵先进集体", "经办经验全省推广")
PILOT_OPTIONS = ("completed", "basically_completed", "carried_over")
SHARED_TITLE = "市县联办“一件事一次办”经验全省推广"

PAIRS = 2
"""In so many prefectures the prefecture and one of its counties claim the same event."""


@dataclass(frozen=True)
class ClaimPlan:
    """A claim, and whether the chief is going to accept it."""

    claim: ClaimInput
    accepted: bool


Plans = dict[int, tuple[ClaimPlan, ...]]
"""By unit."""


def draw_claims(rng: Random, year: int, people: People, weak: frozenset[int]) -> Plans:
    """The claims of every unit that makes any; a weak prefecture and its counties make none."""
    able = [unit for unit in people.prefectures if unit.id not in weak]
    below = [county for unit in able for county in people.counties[unit.id]]
    plans: Plans = {
        unit.id: (ClaimPlan(_any(rng, year), accepted=rng.randrange(4) > 0),)
        for unit, odds in (*((unit, 2) for unit in able), *((unit, 8) for unit in below))
        if rng.randrange(odds) == 0
    }
    with_counties = [unit for unit in able if people.counties[unit.id]]
    for above in rng.sample(with_counties, PAIRS):
        plans |= _pair(rng, year, above, people.counties[above.id])
    return plans


def _pair(rng: Random, year: int, above: Unit, counties: Sequence[Unit]) -> Plans:
    """One event claimed twice, and beside it a claim that will not be accepted."""
    shared = ClaimPlan(_claim(rng, year, 45, "honour", SHARED_TITLE), accepted=True)
    refused = ClaimPlan(_any(rng, year), accepted=False)
    return {above.id: (shared, refused), rng.choice(counties).id: (shared,)}


def _any(rng: Random, year: int) -> ClaimInput:
    if rng.randrange(2):
        return _claim(rng, year, 44, rng.choice(PILOT_OPTIONS), rng.choice(PILOTS))
    return _claim(rng, year, 45, "honour", rng.choice(HONOURS))


def _claim(rng: Random, year: int, item: int, option: str, title: str) -> ClaimInput:
    return ClaimInput(
        item=item,
        option=option,
        title=f"{year}年{title}",
        issuing_body=ISSUER,
        document_number=f"演示〔{year}〕{rng.randint(10, 99)}号",
        document_date=date(year, rng.randint(3, 10), rng.randint(1, 28)),
    )


def draw_demerits(rng: Random, year: int, people: People, weak: frozenset[int]) -> Plans:
    """What the province itself enters: an incident and a summons, each for one prefecture."""
    able = [unit for unit in people.prefectures if unit.id not in weak]
    criticised, summoned = rng.sample(able, 2)
    incident = ClaimInput(
        item=46,
        option="incident",
        amount=Decimal(-rng.randint(5, 15)) / 10,
        title=f"{year}年服务态度被通报批评",
        issuing_body=ISSUER,
        document_number=f"演示〔{year}〕7号",
        document_date=date(year, 8, 20),
    )
    summons = ClaimInput(
        item=47,
        option="summons",
        title=f"{year}年重点任务进度约谈",
        issuing_body=ISSUER,
        document_number=f"演示〔{year}〕9号",
        document_date=date(year, 9, 3),
    )
    return {
        criticised.id: (ClaimPlan(incident, accepted=True),),
        summoned.id: (ClaimPlan(summons, accepted=True),),
    }
