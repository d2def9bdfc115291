"""An interpretation written into a scheme's text is read back, wherever the file keeps the others."""

from datetime import date

import pytest

from tests.workflow.scheme.small import SMALL, changed, settling
from workflow.errors import Invalid
from workflow.scheme.checks import open_findings
from workflow.scheme.interpreting import snippet, with_interpretations
from workflow.scheme.loader import load
from workflow.scheme.terms import Interpretation

OPEN = changed("              floor: 0\n", "")


def said(text: str = "扣至0分为止", place: str = "1.cases") -> Interpretation:
    return Interpretation(
        code="L04", places=(place,), text=text, author="示范省 系统管理员", date=date(2026, 9, 30)
    )


def settled(text: str) -> None:
    scheme = load(with_interpretations(text, [said()]))
    assert open_findings(scheme) == ()
    assert scheme.interpretations[-1] == said() or said() in scheme.interpretations


OTHERS = """\
interpretations:
  - code: L10
    places: [full_mark]
    text: 另一条
    author: 组长
    date: 2026-01-01
"""


@pytest.mark.parametrize(
    "text",
    [
        OPEN,
        OPEN + OTHERS,
        OPEN + OTHERS.replace("\n  ", "\n"),
        OPEN + "interpretations: []\n",
        OPEN + "interpretations:   # 暂无\n",
        OTHERS + "\n# 日程\n\n" + OPEN,
        OPEN.rstrip("\n"),
    ],
)
def test_an_entry_is_added_behind_the_others(text: str) -> None:
    settled(text)


def test_what_stood_in_the_file_stays_as_it_was() -> None:
    added = with_interpretations(OTHERS + "\n# 日程\n\n" + OPEN, [said()])
    assert added.startswith(OTHERS + snippet(said()) + "\n\n# 日程\n\n")
    assert added.endswith(OPEN)


@pytest.mark.parametrize("text", ['引号"冒号: 与#号', "- {花括号} [方括号]", "两行\n文字", "反斜杠\\n", "no"])
def test_whatever_is_typed_is_read_back_as_it_was(text: str) -> None:
    scheme = load(with_interpretations(OPEN, [said(text)]))
    assert scheme.interpretations[0].text == text


def test_an_entry_on_one_line_with_others_is_refused_with_a_hint() -> None:
    with pytest.raises(Invalid) as refused:
        with_interpretations(SMALL + settling("L10", "full_mark"), [said()])
    assert "第57行" in refused.value.errors["file"]


def test_the_figures_that_an_entry_was_written_for_are_written_with_it() -> None:
    named = {"code": "L06", "places": ("full_mark",), "figures": ("“中”至79分", "80")}
    entry = said().model_copy(update=named)
    scheme = load(with_interpretations(SMALL, [entry]))
    assert scheme.interpretations == (entry,)
