"""A made-up year is the same for the same seed, follows the documents, and holds what can happen."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.claim import ClaimStage
from states.cycle import CycleStage
from tests.databases import Shelf, SqliteShelf
from tests.folders import run_folder
from tests.oracle import disagreements
from tests.workflow.simulation.small_province import PREFECTURES, YEAR, outcome
from workflow.database import make_engine
from workflow.errors import Invalid
from workflow.models import Cycle, Event, Finding, MissingDecision, Sheet, SpecialClaim, Submission
from workflow.queries.schemes import scheme_of
from workflow.queries.sheets import sheet_content
from workflow.queries.trail import verify_chain
from workflow.rules.double_deduction import Nature
from workflow.scheme.marking import mark_item
from workflow.simulation.years import simulate

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def told(sqlite_shelf: SqliteShelf) -> str:
    """What a process of its own tells, whose sets and dictionaries are ordered in another way."""
    printed = run_folder() / "simulated.json"

    def fill(url: str) -> None:
        command = [sys.executable, "-m", "tests.workflow.simulation.small_province", url]
        environment = {**os.environ, "PYTHONHASHSEED": "4711"}
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        printed.write_text(run.stdout.removesuffix("\n"))

    sqlite_shelf.keep("simulated", fill, base="empty")
    return printed.read_text()


@pytest.fixture
def document(told: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told)
    return found


@pytest.fixture
def session(told: str, sqlite_shelf: SqliteShelf) -> Iterator[Session]:
    """The database that the process left."""
    engine = make_engine(sqlite_shelf.take("simulated"))
    with Session(engine) as session:
        yield session
    engine.dispose()


def this_year(session: Session) -> int:
    return session.scalars(select(Cycle.id).where(Cycle.year == YEAR)).one()


def test_the_same_seed_gives_the_same_bytes(told: str, sqlite_shelf: SqliteShelf) -> None:
    assert outcome(sqlite_shelf.take()) == told


@pytest.mark.soak
def test_the_same_seed_gives_the_same_bytes_on_every_engine(told: str, shelf: Shelf) -> None:
    assert outcome(shelf.take()) == told


def test_every_figure_follows_from_the_marks_of_the_counties(document: dict[str, Any]) -> None:
    assert disagreements(document) == []


def test_the_document_has_its_fields_and_only_those(document: dict[str, Any]) -> None:
    assert list(document) == ["year", "scheme", "seed", "units"]
    for unit in document["units"]:
        assert set(unit) == {
            *("code", "name", "own", "counties", "decision", "mean", "self", "province", "special", "final"),
            *("rank", "bottom_five", "last_year_rank", "streak", "interview"),
        }
        assert all(set(county) == {"code", "name", "total", "decision"} for county in unit["counties"])
        assert all(isinstance(unit[name], str) for name in ("own", "self", "province", "special", "final"))


def test_every_prefecture_is_ranked_in_both_years(document: dict[str, Any]) -> None:
    assert sorted(unit["code"] for unit in document["units"]) == sorted(PREFECTURES)
    assert {unit["last_year_rank"] for unit in document["units"]} == set(range(1, 8))


def test_a_unit_in_the_bottom_five_twice_is_proposed_for_an_interview(document: dict[str, Any]) -> None:
    assert "proposed" in [unit["interview"] for unit in document["units"] if unit["streak"]]


def test_a_missing_county_counts_zero_and_a_prefecture_may_have_no_counties(
    document: dict[str, Any], session: Session
) -> None:
    counties = [county for unit in document["units"] for county in unit["counties"]]
    assert [county["total"] for county in counties if county["decision"] == "zero"] == ["0"]
    assert [unit["mean"] for unit in document["units"] if not unit["counties"]] == [None, None]
    assert session.scalar(select(func.count(MissingDecision.id))) == 2, "one in each year"


def test_both_years_are_published(session: Session) -> None:
    assert set(session.scalars(select(Cycle.stage))) == {CycleStage.PUBLISHED}


def test_sheets_come_late_go_back_twice_and_are_withdrawn(session: Session) -> None:
    own = Sheet.cycle_id == this_year(session)
    late = select(func.count(Submission.id)).join(Sheet).where(own, Submission.late_seconds > 0)
    assert session.scalar(late)
    assert set(session.scalars(select(Sheet.round).where(own))) == {0, 1, 2}


def test_everything_that_can_happen_happens(session: Session) -> None:
    happened = set(session.scalars(select(Event.name).where(Event.cycle_id == this_year(session))))
    assert happened >= {
        *("sheet.return", "sheet.withdraw", "sheet.reopen", "missing.decide_zero"),
        *("report.return", "report.accept", "claim.enter", "claim.link_same_event"),
        *("claim.accept", "claim.reject", "assessment.rate_item", "ranking.publish", "interview.propose"),
    }


def test_the_province_finds_the_same_more_and_new(session: Session) -> None:
    costs = Counter[Nature]()
    for nature, counted in session.execute(select(Finding.nature, Finding.counted)):
        costs[nature] += counted
    assert costs[Nature.SAME] == 0
    assert 0 < costs[Nature.MORE] < costs[Nature.NEW]


def test_claims_about_one_event_are_linked(session: Session) -> None:
    linked = session.scalars(select(SpecialClaim).where(SpecialClaim.same_event_as_id.is_not(None))).all()
    assert linked
    assert {claim.stage for claim in linked} == {ClaimStage.ACCEPTED}


def test_every_mark_still_follows_from_its_answers(session: Session) -> None:
    for sheet in session.scalars(select(Sheet)):
        scheme = scheme_of(session, sheet.cycle_id)
        for number, item in sheet_content(session, sheet.id).items.items():
            assert mark_item(scheme.item(number), item.answers).marks == item.mark


def test_every_act_went_through_a_command(session: Session) -> None:
    report = verify_chain(session)
    assert report.first_broken is None
    assert report.length == session.scalar(select(func.count(Event.seq)))


def test_a_simulation_keeps_away_from_a_database_in_use(session: Session) -> None:
    with pytest.raises(Invalid, match="空库"):
        simulate(session, seed=1, year=YEAR)
