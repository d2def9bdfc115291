"""Forms follow from the registry of rules: every kind has its boxes, is saved, read back and told."""

from decimal import Decimal

import pytest

from tests.kinds import SAMPLES
from tests.webapp.county.conftest import Office, OfficeAt, boxes
from tests.webapp.desks import refused
from tests.worlds import Stage, World, at
from tests.worlds.kinds import COUNTY, SOURCE, with_kinds
from workflow.commands.receiving import acknowledge_sheet
from workflow.queries.sheets import FilledItem, sheet_content
from workflow.rules.kinds.answers import MEASURED, Answer, Line
from workflow.scheme.marking import with_metrics
from workflow.scheme.tree import Item


@pytest.fixture
def office(office_at: OfficeAt) -> Office:
    """10 December, nothing filled, and one item of every kind."""
    return office_at(Stage.SELF_EVALUATION, with_kinds)


def item_of(office: Office, kind: str) -> Item:
    return next(item for item in office.world.scheme.items if item.code == kind)


def saved(office: Office, kind: str) -> FilledItem | None:
    return sheet_content(office.fresh.session, office.sheet().id).items.get(item_of(office, kind).number)


def sent(office: Office, kind: str, answer: Answer | None = None) -> tuple[str, dict[str, str]]:
    """The address of a kind's item, and its form with an answer in it."""
    item = item_of(office, kind)
    form = boxes(item.number, {"point": answer or SAMPLES[kind].answer}, then="stay")
    counted = item.components[0].rule.asked.causes
    asked = {name: typed for name, typed in form.items() if counted or not name.endswith("-count")}
    return office.path(f"/items/{item.number}"), asked


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_form_has_every_box_of_an_answer_saves_it_and_shows_it_again(office: Office, kind: str) -> None:
    desk, sample, (path, form) = office.filler(), SAMPLES[kind], sent(office, kind)
    blank = desk.get(path).text
    assert [name for name, typed in form.items() if typed and f'name="{name}"' not in blank] == []
    assert desk.send(path, page=path, **form).status_code == 303
    found, rule = saved(office, kind), item_of(office, kind).components[0].rule
    assert found is not None
    assert found.answers == {"point": with_metrics(rule, sample.answer, sample.metrics)}
    page = desk.get(path).text
    for text in sample.answer.figures.values():
        assert f'value="{text}"' in page
    for line in sample.answer.lines:
        assert f">{line.case}</textarea>" in page


def filled(world: World) -> None:
    """10 December: every item has the answer of its sample."""
    with_kinds(world)
    answers = {item.number: {"point": SAMPLES[item.code or ""].answer} for item in world.scheme.items}
    world.fill(COUNTY, answers)


def acknowledged(world: World) -> None:
    """13 December: 甲市 has acknowledged the sheet."""
    filled(world)
    world.hand_up(COUNTY, at(12, 12))
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 13), sheet_id=world.sheet(COUNTY).id)


TOLD = [
    text
    for sample in SAMPLES.values()
    for text in (
        *sample.answer.figures.values(),
        *sample.metrics.values(),
        *(line.case for line in sample.answer.lines),
        *(line.reason for line in sample.answer.lines),
    )
]


def test_all_answers_are_told_to_the_unit_and_to_who_reviews_them(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, acknowledged)
    own, above = office.filler(now=at(12, 14)), office.filler("甲市", at(12, 14))
    seen = [own.get(office.path(page)) for page in ("/check", "/score")]
    seen.append(above.get(f"/prefecture/sheets/{office.sheet().id}/review"))
    for page in seen:
        assert page.status_code == 200
        assert [text for text in TOLD if text not in page.text] == []
        assert "催办后仍未改" in page.text
        assert "+1.5 分" in page.text


def test_the_total_leaves_bonuses_outside_and_says_which_items_wait(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, filled)
    for page in ("", "/check", "/score"):
        text = office.filler().get(office.path(page)).text
        assert "加减分项 +3.5 分，在满分之外另计" in text
        assert "rank待定：本轮全部单位的数据齐备后计分，还没有算进合计" in text
        assert f"{office.world.scheme.total(_marks(office)):.2f}" in text


def _marks(office: Office) -> dict[int, Decimal]:
    return sheet_content(office.fresh.session, office.sheet().id).marks


def test_an_imported_figure_is_shown_with_its_source_and_has_no_box(office: Office) -> None:
    path, _ = sent(office, "proportion")
    page = office.filler().get(path).text
    assert "<dt>任务数</dt>" in page
    assert f'<strong>200</strong><span class="hint">导入的数据，不必填写。来源：{SOURCE}</span>' in page
    assert 'figures-target" name' not in page


def test_what_is_wrong_with_a_figure_is_said_at_its_box_and_stays_typed(office: Office) -> None:
    number = item_of(office, "survey").number
    given = {**SAMPLES["survey"].answer.figures, "attitude_good": "8", "speed_poor": "O"}
    path, form = sent(office, "survey", Answer(MEASURED, SAMPLES["survey"].answer.lines, "", given))
    answer = office.filler().send(path, **form)
    assert refused(answer, "其中有字母O：改成数字0", 'value="O"', 'value="8"')
    assert f'<a href="#{number}-point-figures-speed_poor">' in answer.text
    assert f'id="{number}-point-figures-speed_poor-wrong"' in answer.text
    assert saved(office, "survey") is None


def test_a_form_of_figures_without_any_figure_is_not_answered(office: Office) -> None:
    path, form = sent(office, "rate", Answer(MEASURED))
    answer = office.filler().send(path, **form)
    assert refused(answer, "这一要点还没有作答")
    assert f'id="{item_of(office, "rate").number}-point-value"' in answer.text


def test_an_amount_that_is_no_number_and_a_foreign_circumstance_are_refused_at_their_line(
    office: Office,
) -> None:
    lines = (Line("填错", "粗心", 1, "fault"), Line("晚交", "漏办", 1, "late", None, ("urged",)))
    path, form = sent(office, "per_case", Answer("counted", lines))
    row = f"{item_of(office, 'per_case').number}-point-lines-0-amount"
    answer = office.filler().send(path, **form | {row: "半分"})
    assert refused(
        answer, "第1条扣分明细的分数填 0.5、1 这样的数字；您填的是“半分”", "没有情节“urged”", 'value="半分"'
    )


def test_who_comes_second_sees_the_figures_of_both(office: Office) -> None:
    first, second = office.filler(), office.filler()
    path, form = sent(office, "rate")
    first.send(path, **form)
    other = {"actual": "977", "base": "1000"}
    path, form = sent(office, "rate", Answer(MEASURED, SAMPLES["rate"].answer.lines, "", other))
    page = second.send(path, **form)
    assert page.status_code == 409
    assert "<strong>988</strong>" in page.text
    assert "<strong>977</strong>" in page.text


def test_items_are_called_by_the_labels_of_the_document(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, with_kinds)
    desk, (path, form) = office.filler(), sent(office, "rate")
    assert "<h1>rate　项次rate</h1>" in desk.get(path).text
    desk.send(path, **form)
    page = desk.get(office.path()).text
    assert "继续填报：award" in page
    assert "还有未填的项次：第 award、benchmark" in page
