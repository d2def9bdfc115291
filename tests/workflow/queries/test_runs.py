"""What is told of a run: how long its publicity period is, which units share a rank."""

from datetime import date
from types import SimpleNamespace

import pytest

from workflow.clock import end_of_day
from workflow.queries.results import tied
from workflow.queries.runs import publicity_length
from workflow.rules.working_days import WorkingDays
from workflow.scheme.calendar import Publicity
from workflow.scheme.loader import builtin


@pytest.mark.parametrize(
    ("publicity", "length"),
    [
        (Publicity(days=5, counted_in="working_days"), "共 5 个工作日"),
        (Publicity(days=7, counted_in="calendar_days"), "共 7 天，其中 5 个工作日"),
    ],
)
def test_the_length_of_a_publicity_period_is_told_in_working_days(publicity: Publicity, length: str) -> None:
    scheme = builtin("hubei-jingban")
    calendar = scheme.calendar.model_copy(update={"publicity": publicity})
    other = scheme.model_copy(update={"calendar": calendar})
    assert publicity_length(other, end_of_day(date(2026, 3, 12)), WorkingDays()) == length


def test_units_that_share_a_rank_are_named_together() -> None:
    places = ((1, "甲"), (2, "乙"), (2, "丙"), (4, "丁"))
    lines = [SimpleNamespace(rank=rank, name=name) for rank, name in places]
    assert tied(lines) == {2: ["乙", "丙"]}  # type: ignore[arg-type]
