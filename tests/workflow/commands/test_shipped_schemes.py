"""Every shipped scheme as a year in the database, from opening to circular: what comes out is what its
worked examples say without one. (Document 004 has scenarios of its own.)"""

import json
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.cycle import CycleStage
from tests.worlds.worked import WorkedWorld, names, worked
from workflow.models import RankingLine
from workflow.points import from_ratio_text
from workflow.scheme.loader import builtin
from workflow.scheme.reckoning import reckon

EXAMPLES = [
    ("rugao-zhenqu", "awards"),
    ("rugao-zhenqu", "key-projects-9"),
    ("zhejiang-xiangzhen", "full-marks"),
    ("zhejiang-xiangzhen", "bonus-cap"),
    ("yongqiao-jiuzhu", "self-2021"),
    ("xundian-zhengti-zhichu", "self-2023-recomputed"),
    ("xundian-zhengti-zhichu", "negative-floors"),
]


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_a_year_comes_out_as_the_worked_example_does(session: Session, key: str, example: str) -> None:
    world = WorkedWorld(session, key=key, given=worked(key, example))
    world.computed()
    reckoning = reckon(builtin(key), world.example)
    unit_names = names(world)
    found = {unit_names[row.unit_id]: row for row in session.scalars(select(RankingLine))}
    assert {name: from_ratio_text(row.final) for name, row in found.items()} == {
        name: Fraction(marks.final or 0) for name, marks in reckoning.marks.items()
    }
    for name, row in found.items():
        result, follows = reckoning.results[name], json.loads(row.terms)["consequences"]
        if result.standing is not None:
            assert row.rank == result.standing.rank
        paid = {entry["title"]: Fraction(entry["amount"]) for kind in ("prizes", "subsidies")
                for entry in follows[kind]}  # fmt: skip
        assert paid == {payment.title: Fraction(payment.amount or 0) for payment in result.payments}
    world.published()
    assert world.cycle.stage is CycleStage.PUBLISHED
