"""A way that leaves stages out is the same way: nothing is lost on it but what lies in those stages."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.cycle import CYCLE, SCHEME_SETTLED, CycleStage, CycleTrigger, cycle_table
from states.engine import Move, Stage, StateTable, Trigger, fire, skipping, unmet
from states.facts import CycleFacts, RankingFacts
from states.guards import Guard
from states.ranking import RANKING, RankingStage, RankingTrigger

OPTIONAL = (
    CycleStage.SELF_EVALUATION,
    CycleStage.CONSOLIDATION,
    CycleStage.RATING,
    CycleStage.DELIBERATION,
    CycleStage.PUBLICITY,
)
SUBSETS = [frozenset(chosen) for size in range(6) for chosen in combinations(OPTIONAL, size)]
S, T = CycleStage, CycleTrigger

every_way = pytest.mark.parametrize("skipped", SUBSETS, ids=lambda skipped: "-".join(sorted(skipped)))


def reachable(table: StateTable[CycleFacts], start: Stage) -> set[Stage]:
    seen = {start}
    while further := {move.target for move in table.moves if seen & set(move.sources)} - seen:
        seen |= further
    return seen


@every_way
def test_what_is_left_keeps_its_order_and_can_be_reached(skipped: frozenset[CycleStage]) -> None:
    table = cycle_table(skipped)
    assert table.stages == tuple(stage for stage in CycleStage if stage not in skipped)
    assert reachable(table, table.initial) == set(table.stages) == set(table.pen)


@every_way
def test_no_skipped_stage_is_left_in_any_row(skipped: frozenset[CycleStage]) -> None:
    named = {stage for move in cycle_table(skipped).moves for stage in (*move.sources, move.target)}
    assert not named & skipped


@every_way
def test_no_stage_leads_to_itself_and_no_trigger_two_ways(skipped: frozenset[CycleStage]) -> None:
    moves = cycle_table(skipped).moves
    assert all(move.target not in move.sources for move in moves)
    places = [(move.trigger, source) for move in moves for source in move.sources]
    assert len(places) == len(set(places))


@every_way
def test_no_year_leaves_its_preparation_with_an_unsettled_scheme(skipped: frozenset[CycleStage]) -> None:
    table = cycle_table(skipped)
    if move := table.move(S.PREPARING, T.ADVANCE):
        assert SCHEME_SETTLED in move.guards
    else:
        assert {S.SELF_EVALUATION, S.CONSOLIDATION, S.RATING} <= skipped


@every_way
def test_every_row_is_a_row_of_the_whole_year_between_stages_that_became_these(
    skipped: frozenset[CycleStage],
) -> None:
    before = dict(zip(CycleStage, CycleStage, strict=True))
    for earlier, later in zip(CycleStage, list(CycleStage)[1:], strict=False):
        before[later] = before[earlier] if later in skipped else later
    found = {
        (move.trigger, source, move.target) for move in cycle_table(skipped).moves for source in move.sources
    }
    whole = {
        (move.trigger, before[source], before[move.target]) for move in CYCLE.moves for source in move.sources
    }
    assert found == {row for row in whole if row[1] is not row[2]}


@given(first=st.sampled_from(SUBSETS), second=st.sampled_from(SUBSETS))
def test_it_does_not_matter_in_which_order_stages_are_left_out(
    first: frozenset[CycleStage], second: frozenset[CycleStage]
) -> None:
    twice, once = skipping(skipping(CYCLE, first), second), skipping(CYCLE, first | second)
    assert twice.stages == once.stages

    def rows(
        table: StateTable[CycleFacts],
    ) -> set[tuple[Trigger, Stage, Stage, frozenset[Guard[CycleFacts]]]]:
        return {(m.trigger, m.sources[0], m.target, frozenset(m.guards)) for m in table.moves}

    assert rows(twice) == rows(once)


def test_nothing_left_out_is_the_whole_year() -> None:
    table = cycle_table(frozenset())
    assert [(m.trigger, s, m.target, m.guards) for m in table.moves for s in m.sources] == [
        (m.trigger, s, m.target, m.guards) for m in CYCLE.moves for s in m.sources
    ]


def test_a_rating_that_follows_the_preparation_waits_for_its_day_and_for_the_scheme() -> None:
    table = cycle_table(frozenset({S.SELF_EVALUATION, S.CONSOLIDATION, S.PUBLICITY}))
    facts = CycleFacts(date_come=False, next_date="2027年1月1日", open_findings=("L01（11.problem）",))
    texts = [reason.text for reason in unmet(table, S.PREPARING, T.ADVANCE, facts)]
    assert texts == [
        "下一阶段自2027年1月1日开始，日期未到",
        "评定办法还有未作说明的问题：L01（11.problem）",
    ]
    assert fire(table, S.PREPARING, T.ADVANCE, CycleFacts()) is S.RATING
    assert fire(table, S.DELIBERATION, T.PUBLISH, CycleFacts(ranking_stage="published")) is S.PUBLISHED


def test_a_self_evaluation_goes_to_the_meeting_and_comes_back_from_it() -> None:
    table = cycle_table(frozenset({S.CONSOLIDATION, S.RATING, S.PUBLICITY}))
    at_meeting = CycleFacts(ranking_stage="in_deliberation")
    assert fire(table, S.SELF_EVALUATION, T.DELIBERATE, at_meeting) is S.DELIBERATION
    assert fire(table, S.DELIBERATION, T.SEND_BACK, CycleFacts(ranking_stage="computed")) is S.SELF_EVALUATION
    assert fire(table, S.PUBLISHED, T.CORRECT, CycleFacts()) is S.SELF_EVALUATION


def test_a_refusal_names_a_stage_as_the_document_does() -> None:
    table = cycle_table(frozenset({S.CONSOLIDATION}), ((S.SELF_EVALUATION, "单位自评"),))
    (reason,) = unmet(table, S.SELF_EVALUATION, T.CLOSE, CycleFacts())
    assert reason.text == "年度评定当前状态是“单位自评”，此时不能归档"


def test_the_same_way_is_the_same_table() -> None:
    assert cycle_table(frozenset({S.RATING})) is cycle_table(frozenset({S.RATING}))


def test_the_first_stage_is_never_left_out() -> None:
    with pytest.raises(ValueError, match="cannot be skipped"):
        skipping(CYCLE, {S.PREPARING})


def test_a_trigger_that_would_lead_two_ways_is_no_table() -> None:
    with pytest.raises(ValueError, match="two stages"):
        skipping(_forked(), {S.CONSOLIDATION})


def _forked() -> StateTable[CycleFacts]:
    moves = (
        Move(T.ADVANCE, (S.SELF_EVALUATION,), S.RATING),
        Move(T.ADVANCE, (S.CONSOLIDATION,), S.DELIBERATION),
    )
    return StateTable[CycleFacts]("cycle", "年度评定", tuple(CycleStage), S.PREPARING, moves)


def test_conditions_of_both_ways_hold_where_two_stages_become_one() -> None:
    table = skipping(RANKING, {RankingStage.PUBLICITY})
    facts = RankingFacts(has_publicity=True, publicity_over=False, publicity_until="3月10日")
    assert len(unmet(table, RankingStage.APPROVED, RankingTrigger.PUBLISH, facts)) == 2
