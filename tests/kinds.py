"""One rule of every kind with an answer to it, so that pages and storage are proved for all kinds alike.

Settings are written as a scheme writes them, without the kind. A new kind needs its sample here; nothing
else in the tests names it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.workflow.scheme.small import SMALL
from workflow.points import plain
from workflow.rules.kinds import COMPONENT_KINDS
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.scheme.document import Scheme
from workflow.scheme.loader import load
from workflow.scheme.reader import read_tree

LOST = (Line("指标没有达到", "基数核减"),)
PERCENT = {"text": "参保率", "unit": "%", "at_most": "100"}


@dataclass(frozen=True)
class Sample:
    """The settings of a rule, an answer that it takes, what is imported for it (by metric)."""

    settings: Mapping[str, Any]
    answer: Answer
    metrics: Mapping[str, str] = field(default_factory=dict)


def figures(lines: tuple[Line, ...] = (), note: str = "", **texts: str) -> Answer:
    """An answer in figures."""
    return Answer(MEASURED, lines, note, texts)


OPTIONS = [{"key": "good", "label": "好", "points": "10"}, {"key": "poor", "label": "差", "points": "0"}]

SAMPLES: Mapping[str, Sample] = {
    "award": Sample({"marks": "2"}, Answer("no", LOST)),
    "benchmark": Sample(
        {"marks": "3", "value": PERCENT, "against": "given", "mean": {"text": "全省平均"}, "down": "1"},
        figures(LOST, value="95", mean="96.5"),
    ),
    "brackets": Sample(
        {"value": PERCENT, "brackets": [{"at_least": "70", "marks": "5"}, {"marks": "3"}]},
        figures(LOST, value="65"),
    ),
    "choice": Sample(
        {
            "options": [
                {"key": "all", "label": "全部覆盖", "marks": "4"},
                {"key": "some", "label": "部分覆盖", "marks": "1"},
            ]
        },
        Answer("some", LOST),
    ),
    "delta": Sample(
        {"marks": "2", "actual": {"text": "今年"}, "last": {"text": "去年"}, "up": "1", "highest": "4"},
        figures(note="统计公报", actual="101", last="100"),
    ),
    "events": Sample(
        {
            "options": [
                {"key": "city", "label": "市级表彰", "each": "1"},
                {
                    "key": "media",
                    "label": "媒体推介",
                    "range": {"lowest": "0.5", "highest": "2", "increment": "0.5"},
                },
            ],
            "cap": "5",
        },
        Answer(
            "counted",
            (
                Line("先进集体", "表彰决定", 2, "city"),
                Line("经验文章", "市报头版", 1, "media", Decimal("1.5")),
            ),
        ),
    ),
    "gate": Sample({}, Answer("missed", LOST)),
    "imported": Sample(
        {"marks": "4", "value": {"text": "考核得分"}, "source": "上级考核通报", "scale": "100"},
        figures(LOST, value="90"),
    ),
    "judgement": Sample({"marks": "3", "increment": "0.5", "basis": "酌情"}, Answer("2.5", LOST)),
    "panel": Sample({"marks": "20", "increment": "0.5"}, figures(LOST, marks="14 15 13.5")),
    "per_case": Sample(
        {
            "marks": "5",
            "floor": "0",
            "causes": [
                {"key": "late", "text": "迟报", "penalty": "0.5"},
                {
                    "key": "fault",
                    "text": "差错",
                    "range": {"lowest": "0.1", "highest": "1", "increment": "0.1"},
                    "exempting": [{"key": "own", "label": "自行发现并纠正"}],
                    "aggravating": [{"key": "urged", "label": "催办后仍未改", "penalty": "0.5"}],
                },
            ],
        },
        Answer(
            "counted",
            (
                Line("月报晚交", "漏办", 2, "late"),
                Line("数字填错", "核对不严", 1, "fault", Decimal("0.3"), ("urged",)),
            ),
        ),
    ),
    "proportion": Sample(
        {"marks": "4", "actual": {"text": "完成数"}, "target": {"text": "任务数", "metric": "target"}},
        figures(LOST, actual="150"),
        {"target": "200"},
    ),
    "quota": Sample(
        {
            "marks": "3",
            "required": "5",
            "actual": {"text": "信息篇数", "unit": "篇"},
            "penalty": "1",
            "floor": "0",
        },
        figures(LOST, actual="4"),
    ),
    "rank": Sample({"marks": "5", "value": PERCENT, "step": "0.5"}, figures(value="98.5")),
    "rate": Sample(
        {
            "marks": "5",
            "actual": {"text": "参保人数", "unit": "人", "whole": "true"},
            "base": {"text": "应参保人数", "unit": "人", "whole": "true"},
            "standard": "99.8",
            "penalty": "1",
            "floor": "0",
        },
        figures(LOST, actual="988", base="1000"),
    ),
    "share": Sample(
        {
            "marks": "9",
            "projects": {"text": "项目数", "whole": "true"},
            "completion": {"text": "完成率"},
            "by": "completion",
        },
        figures(LOST, projects="2", completion="100 80"),
    ),
    "survey": Sample(
        {
            "marks": "4",
            "full_points": "20",
            "questions": [
                {"key": "attitude", "text": "服务态度怎样？", "options": OPTIONS},
                {"key": "speed", "text": "办理快慢怎样？", "options": OPTIONS},
            ],
        },
        figures(
            LOST,
            issued="12",
            valid="10",
            attitude_good="9",
            attitude_poor="1",
            speed_good="10",
            speed_poor="0",
        ),
    ),
}
"""Kind → its sample."""

METRICS = [{"key": "target", "title": "任务数", "unit": "个"}]


def scheme_of_kinds() -> Scheme:
    """A scheme with one item for each sample, in the order of the kinds; those without marks as 加减分项."""
    small = dict(read_tree(SMALL, "small")[0])
    items = [_item(kind) for kind in SAMPLES]
    marked = [item for item in items if item["marks"] != "0"]
    bonus = [item for item in items if item["marks"] == "0"]
    for number, item in enumerate(marked + bonus, start=1):
        item["number"] = str(number)
    full = sum((Decimal(item["marks"]) for item in items), Decimal(0))
    nodes = [
        {"title": "满分之内", "children": marked},
        {"title": "加减分项", "bonus": "true", "children": bonus},
    ]
    small |= {"key": "kinds", "full_mark": str(full), "metrics": METRICS, "categories": nodes, "special": []}
    scheme: Scheme = load(json.dumps(small, ensure_ascii=False))
    return scheme


def _item(kind: str) -> dict[str, Any]:
    rule, _ = read_tree(json.dumps({"kind": kind, **SAMPLES[kind].settings}), kind)
    full = COMPONENT_KINDS[kind].model_validate(rule).full
    component = {"key": "point", "text": f"要点{kind}", "rule": rule}
    return {
        "code": kind,
        "title": f"项次{kind}",
        "clause": f"按{kind}计分",
        "marks": plain(full),
        "cap": "none",
        "floor": "none",
        "components": [component],
    }
