"""The samples stand for all kinds of rules that there are."""

from tests.kinds import SAMPLES, scheme_of_kinds
from workflow.rules.kinds import COMPONENT_KINDS
from workflow.scheme.marking import mark_item, with_metrics


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(COMPONENT_KINDS)


def test_every_sample_is_marked_below_or_above_full_or_waits() -> None:
    for item in scheme_of_kinds().items:
        sample, [point] = SAMPLES[item.code or ""], item.components
        found = mark_item(item, {"point": with_metrics(point.rule, sample.answer, sample.metrics)})
        outcome = found.outcomes["point"]
        assert outcome.lost != 0 or outcome.zeroes_item, item.code
