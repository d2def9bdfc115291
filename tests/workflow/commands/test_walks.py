"""Random people try random things: no stage off the tables, no mark lost, one event for each move."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from states.claim import CLAIM
from states.engine import Refused, StateTable
from states.report import HANDED_UP, REPORT
from states.sheet import SHEET, SIGNED, SheetStage
from tests.databases import Shelf
from tests.deeds import CITY, COUNTIES, DEEDS, MARKING, UNITS, WITH_REPORT, WITH_SHEET, Luck, do
from tests.refusals import Contents, contents
from tests.worlds import Stage, World, Worlds, at
from workflow.actor import Actor
from workflow.errors import KaopingError
from workflow.queries.trail import verify_chain

TABLES: tuple[tuple[str, StateTable[Any]], ...] = (
    ("sheet", SHEET),
    ("report", REPORT),
    ("special_claim", CLAIM),
)
STARTS = {
    Stage.SELF_EVALUATION: at(12, 10),
    Stage.COUNTIES_ACCEPTED: at(1, 5),
    Stage.HANDED_UP: at(1, 22),
    Stage.RATING: at(2, 2),
}
ITEMS = 43
EXAMPLES, STEPS = 10, 32


def drawn(chance: Random, world: World) -> tuple[str, Luck]:
    """A deed: mostly a usual one with a sheet or with the report, sometimes any."""
    luck = Luck(chance.choice(UNITS), chance.randrange(200), chance.random() < 0.06)
    kind = chance.random()
    if kind < 0.15:
        return chance.choice(list(DEEDS)), luck
    if kind < 0.4:
        return chance.choice(WITH_REPORT[world.report(CITY).stage]), luck
    return chance.choice(WITH_SHEET[world.sheet(luck.unit).stage]), luck


State = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""Table → id of a row (number of an event) → its columns."""

WATCHED = {
    "event": "seq",
    "entry": "id",
    "sheet": "id",
    "report": "id",
    "special_claim": "id",
    "submission": "id",
    "report_remark": "id",
    "missing_decision": "id",
}


def state(everything: Contents) -> State:
    """The tables that a walk is about."""
    return {
        table: {getattr(row, key): row._asdict() for row in everything[table]}
        for table, key in WATCHED.items()
    }


def news(before: State, after: State) -> list[Mapping[str, Any]]:
    """The events that came since, in order; the ones before are as they were."""
    old, new = before["event"], after["event"]
    assert {seq: new[seq] for seq in old} == old
    return [new[seq] for seq in sorted(new) if seq not in old]


def stages(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """The stages that an event leads from and to; None where nothing moved."""
    ends = [json.loads(event[end]) if event[end] else None for end in ("before", "after")]
    told = [end["stage"] for end in ends if isinstance(end, dict) and "stage" in end]
    return (told[0], told[1]) if len(told) == 2 else None


def check_moves(before: State, after: State) -> None:
    """Every stage came by rows of its table, every row of a table that was followed left one event."""
    events = news(before, after)
    for name, table in TABLES:
        old, new = before[name], after[name]
        for key in new:
            stage = old[key]["stage"] if key in old else table.initial
            own = [event for event in events if (event["noun"], event["object_id"]) == (table.noun, key)]
            moves = [(event, ends) for event in own if (ends := stages(event))]
            for event, (source, target) in moves:
                trigger = next(t for t in table.triggers() if event["name"] == f"{table.noun}.{t.value}")
                row = table.move(stage, trigger)
                assert row is not None
                assert (stage.value, row.target.value) == (source, target)
                stage = row.target
            assert stage is new[key]["stage"]
            if table is SHEET:
                assert new[key]["version"] - old[key]["version"] == len(moves)


def check_marks(before: State, after: State, name: str) -> None:
    """Entries only grow or change by a save; what was handed up or remarked stays for ever."""
    old, new = before["entry"], after["entry"]
    assert set(old) <= set(new)
    changed = [key for key in new if old.get(key) != new[key]]
    assert not changed or name in MARKING
    assert all(new[key]["version"] == (old[key]["version"] + 1 if key in old else 1) for key in changed)
    for table in ("submission", "report_remark"):
        kept = before[table]
        assert {key: after[table][key] for key in kept} == kept
    if name != "remove claim":
        assert set(before["special_claim"]) <= set(after["special_claim"])


def check_sums(after: State) -> None:
    """What is signed is complete, and its total the sum of its entries."""
    marks: dict[int, list[Decimal]] = {}
    for entry in after["entry"].values():
        marks.setdefault(entry["sheet_id"], []).append(entry["mark"])
    for sheet in after["sheet"].values():
        if sheet["stage"] in SIGNED:
            own = marks[sheet["id"]]
            assert (len(own), sum(own)) == (ITEMS, sheet["total"])


def check_reports(world: World, after: State) -> None:
    """A report lies with the province only while everything in it is settled."""
    decided = {row["unit_id"] for row in after["missing_decision"].values() if row["revoked_at"] is None}
    sheets = {row["unit_id"]: row["stage"] for row in after["sheet"].values()}
    if world.report(CITY).stage in HANDED_UP:
        assert sheets[world.unit(CITY)] in SIGNED
        for county in map(world.unit, COUNTIES):
            assert sheets[county] is SheetStage.ACCEPTED or county in decided


def walk(world: World, chance: Random, now: datetime) -> None:
    """Take random steps and check the world after each."""
    people: list[Actor] = [world.filler(unit) for unit in UNITS] + [world.signer(unit) for unit in UNITS]
    people.append(world.chief)
    everything = contents(world.session)
    before = state(everything)
    for _ in range(STEPS):
        now += timedelta(hours=chance.choice((0, 1, 24)))
        name, luck = drawn(chance, world)
        stranger = chance.choice(people) if chance.random() < 0.08 else None
        note(f"{now:%m-%d %H:%M} {name}, {luck}, {stranger and stranger.name}")
        refused = False
        try:
            do(world, name, luck, now, stranger)
        except (KaopingError, Refused):
            refused = True
        everything, earlier = contents(world.session), everything
        after = state(everything)
        assert (everything == earlier) == (not news(before, after))
        assert not refused or everything == earlier
        check_moves(before, after)
        check_marks(before, after, name)
        check_sums(after)
        check_reports(world, after)
        before = after
    assert verify_chain(world.session).first_broken is None


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stage=st.sampled_from(list(STARTS)), seed=st.integers(0, 2**32))
def test_whatever_people_try_stages_follow_the_tables_and_no_mark_is_lost(
    shelf: Shelf, stage: Stage, seed: int
) -> None:
    with ExitStack() as stack:
        walk(Worlds(shelf, stack)(stage), Random(seed), STARTS[stage])
    shelf.clear()
