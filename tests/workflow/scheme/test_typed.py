"""The boxes of an item's form: read for any kind of rule, and given back as typed."""

from tests.workflow.scheme.small import SMALL
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line
from workflow.scheme.document import Scheme
from workflow.scheme.loader import load
from workflow.scheme.typed import TypedItem
from workflow.scheme.typed_lines import UNREAD, TypedLine

SCHEME: Scheme = load(SMALL)
FIRST, SECOND = SCHEME.items


def test_blank_rows_are_left_out_and_the_others_move_up() -> None:
    form = {"1-cases-lines-0-case": " ", "1-cases-lines-0-cause": "case", "1-cases-lines-7-reason": "漏办"}
    typed = TypedItem.read(FIRST, form)
    assert typed.answers["cases"].lines == (TypedLine(reason="漏办"),)


def test_rows_come_in_the_order_of_their_numbers() -> None:
    form = {f"1-cases-lines-{number}-case": str(number) for number in (10, 9, 100)}
    typed = TypedItem.read(FIRST, form)
    assert [line.case for line in typed.answers["cases"].lines] == ["9", "10", "100"]


def test_a_count_that_is_no_whole_number_stays_as_typed_and_no_rule_takes_it() -> None:
    form = {f"1-cases-lines-{n}-count": text for n, text in enumerate(["２", "1.5", "", "-1"])}
    form |= {f"1-cases-lines-{n}-case": "情形" for n in range(4)}
    typed = TypedItem.read(FIRST, form)
    assert [line.count for line in typed.given()["cases"].lines] == [2, UNREAD, UNREAD, UNREAD]
    assert [line.count for line in typed.answers["cases"].lines] == ["２", "1.5", "", "-1"]
    assert list(typed.unread()) == [f"1-cases-lines-{n}-count" for n in (1, 2, 3)]


def test_a_single_line_has_no_count_and_no_cause() -> None:
    boxes = {"case": "没有做", "count": "3", "cause": "塞进来的" * 50}
    lines = {f"1-done-lines-0-{name}": text for name, text in boxes.items()}
    typed = TypedItem.read(FIRST, {"1-done-value": "no", **lines})
    assert typed.given()["done"] == Answer("no", (Line("没有做", ""),))
    assert typed.unread() == {}


def test_a_figure_that_did_not_occur_is_ticked_beside_its_box() -> None:
    form = {"2-judged-value": "1", "2-judged-not_occurred": "1", "2-judged-note": "无"}
    typed = TypedItem.read(SECOND, form)
    assert typed.given() == {"judged": Answer(NOT_OCCURRED, note="无")}


def test_line_breaks_are_kept_in_one_spelling() -> None:
    typed = TypedItem.read(SECOND, {"2-judged-note": "第一行\r\n第二行\r\n"})
    assert typed.answers["judged"].note == "第一行\n第二行"


def test_a_version_that_is_no_number_is_that_of_a_blank_item() -> None:
    typed = [TypedItem.read(FIRST, {"version": text}) for text in ("3", "x", "-1", "9" * 40)]
    assert [item.version for item in typed] == [3, 0, 0, 0]


def test_what_is_saved_comes_back_as_it_was_typed() -> None:
    answers = {"done": Answer("yes"), "cases": Answer("counted", (Line("情形", "原因", 3, "case"),), "说明")}
    assert TypedItem.saved(FIRST, 4, answers).given() == answers


def test_the_summary_names_the_point_that_a_refusal_is_about() -> None:
    assert [component.key for component in FIRST.components][:2] == ["done", "cases"]
    errors = {"1-cases-value": "还没有选择", "1-done-lines-0-case": "缺少情形", "": "整张表"}
    assert TypedItem(FIRST).located(errors) == [
        ("1-cases-value", "要点2：还没有选择"),
        ("1-done-lines-0-case", "要点1：缺少情形"),
        ("", "整张表"),
    ]
    assert TypedItem(SECOND).located({"2-judged-value": "须在0至2之间"}) == [
        ("2-judged-value", "须在0至2之间")
    ]
