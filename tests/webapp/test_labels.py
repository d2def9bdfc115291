"""Boxes are named as people know them, wherever their content is shown outside the form."""

import pytest

from webapp.kept import Kept
from webapp.labels import field_label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("reason", "理由"),
        ("11-problem-lines-0-case", "第 11 项第 1 条情形"),
        ("2-training-value", "第 2 项答案"),
        ("5-rate-figures-base", "第 5 项数据 base"),
        ("5-late-lines-1-flags-own", "第 5 项第 2 条情节 own"),
        ("findings-3-count", "第 4 条次数"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_a_box_is_named_by_its_item_its_row_and_its_content(name: str, label: str) -> None:
    assert field_label(name) == label


def test_what_nobody_typed_is_sent_again_but_not_shown() -> None:
    kept = Kept("/sheets/1/items/2", (("version", "3"), ("then", "next"), ("2-training-value", "yes")))
    assert kept.shown == [("第 2 项答案", "yes")]
    assert "version" in kept.dump()
