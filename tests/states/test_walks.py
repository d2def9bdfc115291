"""Random walks: whatever is tried in whatever order, a table never leaves its own paths."""

import dataclasses
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from states.diagram import TABLES
from states.engine import Refused, StateTable, fire, open_triggers, unmet
from states.facts import (
    AppealFacts,
    AssessmentFacts,
    ClaimFacts,
    CycleFacts,
    InterviewFacts,
    RankingFacts,
    ReportFacts,
    SheetFacts,
)

FACTS: dict[str, type[Any]] = {
    "cycle": CycleFacts,
    "sheet": SheetFacts,
    "report": ReportFacts,
    "claim": ClaimFacts,
    "assessment": AssessmentFacts,
    "ranking": RankingFacts,
    "appeal": AppealFacts,
    "interview": InterviewFacts,
}


def any_facts(kind: type[Any]) -> SearchStrategy[Any]:
    """Facts with every field drawn; its default, under which guards hold, about half the time."""
    hints = get_type_hints(kind)
    fields = {f.name: st.just(f.default) | st.from_type(hints[f.name]) for f in dataclasses.fields(kind)}
    return st.builds(kind, **fields)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.noun)
@settings(max_examples=50)
@given(data=st.data())
def test_a_walk_only_follows_rows_of_its_table(table: StateTable[Any], data: DataObject) -> None:
    stage = table.initial
    facts_of = any_facts(FACTS[table.noun])
    for _ in range(12):
        trigger, facts = data.draw(st.sampled_from(table.triggers())), data.draw(facts_of)
        row = table.move(stage, trigger)
        holds = row is not None and all(guard.ask(facts) for guard in row.guards)
        assert (trigger in open_triggers(table, stage, facts)) is holds
        if not holds:
            with pytest.raises(Refused) as refusal:
                fire(table, stage, trigger, facts)
            assert refusal.value.reasons == unmet(table, stage, trigger, facts)
            continue
        stage = fire(table, stage, trigger, facts)
        assert row is not None
        assert stage is row.target
