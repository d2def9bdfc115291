"""进度看板: who stands where, what is late, what may be done, and no mark too early."""

from collections.abc import Callable

import pytest

from tests.statements import counted_statements
from tests.webapp.browser import Browser
from tests.webapp.prefecture.conftest import Office, OfficeAt
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only
BOARD = "/prefecture/board"
LogIn = Callable[[str], Browser]


def row(page: str, name: str) -> str:
    """The row of one county."""
    return page.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]


def test_every_county_has_its_stage_its_receipt_and_what_is_next(december: Office) -> None:
    page = december.enter("甲市填报员", at(12, 21)).get(BOARD).text
    assert "已上报" in row(page, "甲东县")
    assert "PD001-990101-01" in row(page, "甲东县")
    assert "签收" in row(page, "甲东县")
    assert "未开始" in row(page, "甲西县")
    assert "等该单位上报" in row(page, "甲西县")
    assert "乙东县" not in page


def test_no_mark_shows_before_acknowledgement_and_the_countys_shows_after(december: Office) -> None:
    filler = december.enter("甲市填报员", at(12, 21))
    assert "96.00" not in filler.get(BOARD).text
    assert filler.send(december.sheet_path("甲东县", "acknowledge")).status_code == 303
    page = filler.get(BOARD).text
    assert "96.00" in row(page, "甲东县")
    assert "92.00" not in page


def test_a_missing_county_is_late_from_the_first_moment_of_the_new_year(january: Office) -> None:
    signer = january.enter("甲市负责人", at(12, 31, 23, 59))
    assert "逾期" not in row(signer.get(BOARD).text, "甲西县")
    page = signer.at(at(1, 1, 0, 0)).get(BOARD).text
    assert "逾期不足 1 分钟" in row(page, "甲西县")
    assert "缺报决定" in row(page, "甲西县")
    assert "逾期" not in row(page, "甲东县")
    assert "逾期未报 1" in page


def test_the_filler_is_told_that_the_signer_decides_about_a_missing_county(january: Office) -> None:
    page = january.enter("甲市填报员", at(1, 2)).get(BOARD).text
    assert "逾期未报，由负责人决定" in row(page, "甲西县")
    assert "/missing" not in page


def test_a_prefecture_without_counties_reads_what_holds_for_it(december: Office) -> None:
    page = december.enter("丙市填报员", at(12, 21)).get(BOARD).text
    assert "丙市无下辖县(市、区)，自评按本级100%计" in page


def test_a_county_has_no_board_and_no_way_to_it(december: Office) -> None:
    county = december.enter("甲东县填报员", at(12, 21))
    assert BOARD not in county.get("/").text
    assert county.get(BOARD).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("乙市负责人", 404), ("甲东县负责人", 404), ("评定负责人", 403)])
def test_the_board_is_for_its_own_unit(december: Office, who: str, status: int) -> None:
    name = f"示范省{who}" if who == "评定负责人" else who
    browser = december.enter(name, at(12, 21))
    assert browser.get(december.report_path("甲市", "/board")).status_code == status


def statements(browser: Browser, path: str) -> int:
    with counted_statements() as counted:
        assert browser.get(path).status_code == 200
    return len(counted)


def test_three_counties_cost_as_many_statements_as_thirteen(office_at: OfficeAt, log_in: LogIn) -> None:
    small = office_at(Stage.SELF_EVALUATION)
    three, thirteen = small.enter("甲市负责人", at(12, 10)), log_in("yichang.signer")
    assert thirteen.get(BOARD).text.count('<th scope="row">') == 3 + 13
    assert statements(three, BOARD) == statements(thirteen, BOARD) < 32
    report, other = small.report_path("甲市"), _report_of(thirteen)
    assert statements(three, report) == statements(thirteen, other) < 40


def _report_of(browser: Browser) -> str:
    return "/prefecture/reports/" + browser.get(BOARD).text.split("/prefecture/reports/")[1].split('"')[0]
