"""约谈: proposed by the circular, decided by a person, step by step with days and notes."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, World, at, go_on
from workflow.actor import COMMAND_LINE
from workflow.commands.past_ranking import RankingRow, import_ranking
from workflow.models import Interview

pytestmark = pytest.mark.sqlite_only
PAGE = "/province/cycles/1/interviews"
LAST_YEAR = [
    RankingRow(2, "990100", "甲市", Fraction(90), 2),
    RankingRow(3, "990200", "乙市", Fraction(95), 1),
    RankingRow(4, "990300", "丙市", Fraction(80), 3),
]


def two_years(world: World) -> None:
    """All three were in the bottom five last year, too."""
    world.do(import_ranking, COMMAND_LINE, at(2, 19), year=2025, rows=LAST_YEAR)
    go_on(world, Stage.PUBLISHED, since=Stage.CHECKED)


def interview(desk: Desk, unit: str = "甲市") -> Interview:
    found = select(Interview).where(Interview.unit_id == desk.fresh.unit(unit))
    return desk.world.session.scalars(found).one()


def path(desk: Desk, act: str = "") -> str:
    return f"/province/interviews/{interview(desk).id}{act}"


def test_the_list_states_the_facts_of_both_years(desk_at: DeskAt) -> None:
    page = desk_at(Stage.CHECKED, two_years).chief(at(3, 20)).get(PAGE).text
    assert page.count("拟约谈</span>") == 3
    assert "2026年度第 3 名，在后5位；2025年度第 2 名，在后5位。连续两年排名后5位" in page


def test_without_a_year_before_nobody_is_proposed(desk_at: DeskAt) -> None:
    assert "没有拟约谈的单位" in desk_at(Stage.PUBLISHED).chief(at(3, 20)).get(PAGE).text


def test_an_interview_goes_its_way_to_the_end(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    chief = desk.chief(at(4, 20))
    days = {"confirm": 22, "notify": 23, "hold": 25, "rectify": 26, "close": 30}
    for act, day in days.items():
        assert chief.get(path(desk, f"/{act}")).status_code == 200
        answer = chief.send(path(desk, f"/{act}"), on=f"2027-03-{day}", note="情况记录")
        assert answer.status_code == 303
    page = chief.get(path(desk)).text
    assert "已销号" in page
    assert page.count("<td class=\"text\">情况记录</td>") == 5


def test_a_waiver_needs_its_reason_and_is_the_end(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    chief = desk.chief(at(3, 22))
    assert refused(chief.send(path(desk, "/waive"), on="2027-03-21", note=""), "写明不予约谈的理由")
    assert chief.send(path(desk, "/waive"), on="2027-03-21", note="单位已合并").status_code == 303
    assert chief.send(path(desk, "/confirm"), on="2027-03-22", note="").status_code == 409
    assert interview(desk).stage.value == "waived"


@pytest.mark.parametrize(
    ("day", "text"), [("", "填写确认约谈的日期"), ("2027-05-01", "还没有到"), ("昨天", "没有看懂“日期”")]
)
def test_a_step_has_a_day_that_was(desk_at: DeskAt, day: str, text: str) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    answer = desk.chief(at(3, 22)).send(path(desk, "/confirm"), on=day, note="局长同意")
    assert refused(answer, text, "局长同意")
    assert interview(desk).stage.value == "proposed"


def test_a_step_out_of_turn_is_refused_with_the_stage(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    chief = desk.chief(at(3, 22))
    assert "约谈当前状态是“拟约谈”，此时不能记录约谈" in chief.get(path(desk, "/hold")).text
    assert chief.send(path(desk, "/hold"), on="2027-03-21", note="谈话").status_code == 409


@pytest.mark.parametrize(
    ("who", "page", "act"), [("基金处评定员", 403, 403), ("乙市负责人", 404, 404), ("甲市负责人", 404, 403)]
)
def test_interviews_are_the_chiefs(desk_at: DeskAt, who: str, page: int, act: int) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    browser = desk.enter(who, at(3, 22))
    assert browser.get(PAGE).status_code == page
    assert browser.get(path(desk)).status_code == act
    assert browser.send(path(desk, "/confirm"), on="2027-03-21", note="").status_code == act
