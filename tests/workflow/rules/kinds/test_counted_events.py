"""events of a component: item 9 of document 001, and what document 000 takes for being exposed."""

import re
from decimal import Decimal
from itertools import islice, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflow.errors import Invalid
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line
from workflow.rules.kinds.events import CountedEvents

ARTICLES = CountedEvents(
    options=(
        {"key": "county", "label": "县级录用信息", "each": "0.5", "inner": "articles"},
        {"key": "city", "label": "市级录用信息", "each": "1", "inner": "articles"},
        {"key": "province", "label": "省级录用信息", "each": "2", "inner": "articles"},
        {"key": "task", "label": "临时性中心工作", "each": "2"},
        {"key": "honour", "label": "表彰", "first": "2", "further": "1"},
        {"key": "feature", "label": "特色工作", "range": {"lowest": "0", "highest": "2", "increment": "0.5"}},
    ),
    inner_caps={"articles": "5"},
    once="highest",
    floor="0",
    cap="10",
)
EXPOSED = CountedEvents(
    options=(
        {"key": "province", "label": "省级通报", "each": "-3"},
        {"key": "city", "label": "南通市级通报", "each": "-2"},
        {"key": "county", "label": "如皋市级通报", "each": "-1"},
    ),
    floor="none",
    cap="0",
)


def line(cause: str, event: str = "", count: int = 1, amount: str | None = None) -> Line:
    return Line(event, "文件", count, cause, None if amount is None else Decimal(amount))


def marks(rule: CountedEvents, *lines: Line) -> Decimal | None:
    return rule.reckon(Answer("counted", lines)).marks


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), "0"),
        ((line("county", "甲"), line("county", "乙"), line("province", "乙")), "2.5"),
        ((line("county", "甲"), line("county", "乙"), line("province", "丙")), "3"),
        ((line("city", count=12),), "5"),
        (tuple(line("city", f"第{number}篇") for number in range(12)), "5"),
        ((line("city", count=12), line("task", "专项")), "7"),
        ((line("city", count=12), line("task", count=9)), "10"),
        ((line("honour", count=3),), "4"),
        ((line("honour", "一"), line("honour", "二")), "3"),
        ((line("feature", "窗口", amount="1.5"),), "1.5"),
        ((line("city"), line("city")), "2"),
    ],
)
def test_the_best_of_one_event_counts_within_inner_cap_and_cap(
    lines: tuple[Line, ...], expected: str
) -> None:
    for order in islice(permutations(lines), 24):
        assert marks(ARTICLES, *order) == Decimal(expected)


def test_what_is_exposed_has_no_floor() -> None:
    assert marks(EXPOSED, line("province", count=2), line("city"), line("county")) == -9
    assert (EXPOSED.full, EXPOSED.lowest, EXPOSED.highest) == (0, None, 0)
    assert (ARTICLES.lowest, ARTICLES.highest) == (0, 10)


def test_each_line_keeps_what_it_adds_before_the_limits() -> None:
    lines = (line("county", "甲"), line("province", "甲"), line("city", "乙", 2), line("task", "丙"))
    outcome = ARTICLES.score(Answer("counted", lines))
    assert outcome.line_amounts == (0, 2, 2, 2)
    assert (outcome.marks, outcome.lost) == (6, -6)


def test_a_component_explains_every_number() -> None:
    outcome = ARTICLES.score(
        Answer("counted", (line("city", "甲", 12), line("county", "甲"), line("task", "乙", 4)))
    )
    assert outcome.explanation == (
        "同一事项只计最高的一次，另有1条不再计；市级录用信息1分×12；临时性中心工作2分×4；"
        "市级录用信息合计12分，限计5分；合计13分，高于上限10分，计10分。"
    )
    even = ARTICLES.reckon(
        Answer("counted", (line("city", "甲", 5), line("task", "乙", 2), line("city", "甲")))
    )
    assert even.explanation.endswith("；临时性中心工作2分×2；合计9分，计9分。")
    full = ARTICLES.reckon(Answer("counted", (line("task", "乙", 5),)))
    assert full.explanation == "临时性中心工作2分×5；合计10分，计10分。"
    assert EXPOSED.reckon(Answer("counted")).explanation == "没有加减分的事项，计0分。"
    assert EXPOSED.reckon(Answer("counted", (line("city"),))).explanation == (
        "南通市级通报-2分；合计-2分，计-2分。"
    )


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (Answer(""), {"value"}),
        (Answer("counted", (Line("", ""),)), {"lines-0-case", "lines-0-reason", "lines-0-cause"}),
        (Answer("counted", (line("city", "甲", 0),)), {"lines-0-count"}),
        (Answer("counted", (line("city", "甲", amount="3"),)), {"lines-0-amount"}),
        (Answer("counted", (line("task", "甲"), line("feature", "乙"))), {"lines-1-amount"}),
        (Answer("counted", (line("feature", "乙", amount="0.3"),)), {"lines-0-amount"}),
    ],
)
def test_a_line_that_cannot_count_is_refused_at_its_field(answer: Answer, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        ARTICLES.score(answer)
    assert set(refusal.value.errors) == fields


def test_nobody_asks_for_grounds_when_marks_are_reckoned() -> None:
    assert marks(ARTICLES, Line("", "", 2, "county")) == 1


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"inner_caps": {"others": "5"}}, "others只写在 inner 和 inner_caps 之一"),
        ({"options": ({"key": "a", "label": "甲", "each": "1", "inner": "b"},)}, "b只写在"),
        ({"floor": "1"}, "0分不在上下限之间"),
        ({"cap": "-1"}, "0分不在上下限之间"),
        ({"floor": "0", "cap": "0"}, "下限写小于上限的数"),
        ({"once": "best"}, "highest"),
    ],
)
def test_settings_of_a_component_that_make_no_sense_are_refused(
    settings: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        CountedEvents(**{"options": EXPOSED.options, **settings})


def test_a_component_is_told_in_a_sentence() -> None:
    assert EXPOSED.describe() == (
        "省级通报每件-3分；南通市级通报每件-2分；如皋市级通报每件-1分；合计下不保底、不高于0分。"
    )
    assert "其中县级录用信息、市级录用信息、省级录用信息合计最多5分" in ARTICLES.describe()
    assert ARTICLES.describe().endswith("；同一事项就高不重复；合计不低于0分、不高于10分。")


def test_open_amounts_and_missing_limits_are_in_doubt() -> None:
    assert [(doubt.code, doubt.part) for doubt in ARTICLES.doubts()] == [("L08", "feature")]
    assert [doubt.code for doubt in EXPOSED.doubts()] == ["L12"]
    silent = CountedEvents(options=(*EXPOSED.options, {"key": "good", "label": "表扬", "each": "1"}))
    assert [doubt.code for doubt in silent.doubts()] == ["L12", "L04"]


def test_a_form_asks_for_lines_that_gain() -> None:
    asked = ARTICLES.asked
    assert asked.gains
    assert [(cause.value, cause.marks) for cause in asked.causes][:3] == [
        ("county", Decimal("0.5")),
        ("city", 1),
        ("province", 2),
    ]
    assert asked.causes[4].label == "表彰（第1件2分、其后每件1分）"
    assert asked.causes[5].range == "0至2分，以0.5分为一档"


event_lines = st.lists(
    st.builds(
        line,
        st.sampled_from(["county", "city", "province", "task", "honour"]),
        st.sampled_from("甲乙丙丁"),
        st.integers(1, 4),
    ),
    max_size=6,
)


def test_where_no_event_could_occur_it_is_said_in_a_note_as_for_every_kind() -> None:
    assert ARTICLES.score(Answer(NOT_OCCURRED, note="全年没有信息报送任务")).marks == 0
    with pytest.raises(Invalid) as refused:
        ARTICLES.score(Answer(NOT_OCCURRED))
    assert list(refused.value.errors) == ["note"]


@given(event_lines, st.permutations(range(6)))
def test_the_order_of_lines_does_not_matter(lines: list[Line], order: list[int]) -> None:
    shuffled = [lines[index] for index in order if index < len(lines)]
    assert marks(ARTICLES, *shuffled) == marks(ARTICLES, *lines)


@given(event_lines)
def test_a_component_stays_within_its_limits_and_its_lines_add_up(lines: list[Line]) -> None:
    outcome = ARTICLES.reckon(Answer("counted", tuple(lines)))
    assert 0 <= outcome.marks <= 10
    assert outcome.marks <= sum(outcome.line_amounts)
    assert outcome.marks + outcome.lost == 0
    if lines:
        ((due, marked),) = re.findall(
            r"；合计([\d.]+)分，(?:高于上限10分，)?计([\d.]+)分。$", outcome.explanation
        )
        assert min(Decimal(10), Decimal(due)) == Decimal(marked) == outcome.marks


@given(event_lines, st.sampled_from(["county", "city", "province", "task"]))
def test_one_more_event_never_takes_marks_away(lines: list[Line], further: str) -> None:
    assert marks(ARTICLES, *lines, line(further, "戊")) >= marks(ARTICLES, *lines)
