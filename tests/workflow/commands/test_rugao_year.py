"""Document 000 as a year in the database: what comes out is what the worked examples say without one."""

import json
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.worlds import rugao
from tests.worlds.province import World
from workflow.models import RankingLine
from workflow.points import from_ratio_text
from workflow.scheme.loader import builtin
from workflow.scheme.reckoning import reckon


@pytest.mark.parametrize("example", ["awards", "key-projects-9"])
def test_a_year_of_fourteen_towns_comes_out_as_the_worked_example_does(
    session: Session, example: str
) -> None:
    world, given = World(session), rugao.worked(example)
    rugao.computed(world, given)
    reckoning = reckon(builtin(rugao.KEY), given)
    names = rugao.names(world)
    found = {names[row.unit_id]: row for row in world.session.scalars(select(RankingLine))}
    assert {name: from_ratio_text(row.final) for name, row in found.items()} == {
        name: Fraction(marks.final or 0) for name, marks in reckoning.marks.items()
    }
    for name, row in found.items():
        standing = reckoning.results[name].standing
        assert standing is not None
        assert row.rank == standing.rank
        follows = json.loads(row.terms)["consequences"]
        paid = [(entry["title"], entry["amount"]) for entry in [*follows["prizes"], *follows["subsidies"]]]
        due = [(payment.title, payment.amount) for payment in reckoning.results[name].payments]
        assert {title: Fraction(amount) for title, amount in paid} == {
            title: Fraction(amount or 0) for title, amount in due
        }
