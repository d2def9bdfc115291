"""A whole year rated by answers: imported figures, a panel, ranks inside a group; opening to circular."""

import json
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.worlds import towns
from tests.worlds.province import World
from workflow.models import RankingLine
from workflow.points import from_ratio_text


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def lines(world: World) -> dict[str, RankingLine]:
    rows = world.session.scalars(select(RankingLine).where(RankingLine.run_id == world.run.id))
    by_id = {row.unit_id: row for row in rows}
    return {town: by_id[world.unit(town)] for town in towns.TOWNS}


def test_a_year_of_towns_comes_out_exactly(world: World) -> None:
    towns.published(world)
    found = lines(world)
    finals = {town: from_ratio_text(line.final) for town, line in found.items()}
    assert finals == {town: Fraction(final) for town, final in towns.FINALS.items()}
    assert {town: line.rank for town, line in found.items()} == {"甲镇": 1, "丁园": 2, "丙园": 3, "乙镇": 4}
    assert {town: line.grade for town, line in found.items()} == {
        "甲镇": "优", "丁园": "优", "丙园": "良", "乙镇": "良",
    }  # fmt: skip
    follows = json.loads(found["甲镇"].terms)["consequences"]
    assert [(prize["title"], prize["amount"]) for prize in follows["prizes"]] == [
        ("综合奖", "30000"), ("覆盖单项奖", "5000"),
    ]  # fmt: skip
    assert follows["subsidies"][0]["amount"] == "39000"
