"""The form as a workbook on the filler's pages: taken away, brought back, refused or taken as a whole."""

import html
import io
import os
import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from tests.hostile_workbooks import ASKED, CASES, LINES, OFFICIAL, cell, told, write
from tests.refusals import contents
from tests.webapp.browser import Browser
from tests.webapp.county.conftest import COUNTY, Office, OfficeAt
from tests.workbooks import edited, row_of
from tests.worlds import Stage, World, at
from tests.worlds.stories import returned
from workflow.commands.filling import ItemInput, save_items
from workflow.points import plain
from workflow.queries.sheets import FilledItem, sheet_content
from workflow.rules.kinds.answers import Answer, Line

pytestmark = pytest.mark.sqlite_only

LATE = Line("利息未上缴", "漏办", 3, "problem")
NO = "未做到（得0分）"


def begun(world: World) -> None:
    """10 December: items 2 and 11 are filled."""
    full = {"training": Answer("yes"), "integrity": Answer("yes")}
    world.fill(COUNTY, {2: full, 11: {"problem": Answer("counted", (LATE,))}})


@pytest.fixture
def office(office_at: OfficeAt) -> Office:
    """10 December: items 2 and 11 are filled."""
    return office_at(Stage.SELF_EVALUATION, begun)


def given_out(office: Office, browser: Browser) -> bytes:
    answer = browser.get(office.path("/workbook"))
    assert answer.status_code == 200
    return answer.data


def uploaded(office: Office, browser: Browser, content: bytes) -> TestResponse:
    return browser.send(office.path("/workbook/upload"), file=(io.BytesIO(content), "填报表.xlsx"))


def previewed(office: Office, browser: Browser, content: bytes) -> tuple[str, str]:
    """The sign under which a file is kept, and the page that shows what it changes."""
    answer = uploaded(office, browser, content)
    assert answer.status_code == 303, answer.text
    sign = unquote(answer.location.partition("kept=")[2])
    return sign, browser.get(answer.location).text


def taken(office: Office, browser: Browser, sign: str, **choices: str) -> TestResponse:
    return browser.send(office.path("/workbook/changes"), kept=sign, **choices)


def items(office: Office) -> dict[int, FilledItem]:
    return dict(sheet_content(office.fresh.session, office.sheet().id).items)


def saved_meanwhile(office: Office, item: int, answers: dict[str, Answer], version: int) -> None:
    """Somebody of the unit saves an item in the application."""
    given, world = ItemInput(item, version, answers), office.fresh
    sheet_id = world.sheet(COUNTY).id
    world.do(save_items, world.filler(COUNTY), at(12, 10, 11), sheet_id=sheet_id, items=[given])


def refusals(answer: TestResponse) -> list[str]:
    """The lines of the summary."""
    listed = re.search(r'role="alert".*?<ul>(.*?)</ul>', answer.text, re.DOTALL)
    assert (answer.status_code, bool(listed)) == (422, True)
    return [html.unescape(text) for text in re.findall("<li>(.*?)</li>", listed[1] if listed else "")]


def test_every_damaged_file_is_refused_in_its_own_words_and_changes_nothing(office: Office) -> None:
    browser = office.filler()
    content, before = given_out(office, browser), contents(office.fresh.session)
    found = {name: refusals(uploaded(office, browser, make(content))) for name, make in CASES.items()}
    if os.environ.get("KAOPING_WRITE_GOLDEN"):
        write(found)
    assert found == told()
    assert contents(office.fresh.session) == before


def test_a_form_that_comes_back_untouched_changes_nothing(office: Office) -> None:
    browser = office.filler()
    content = given_out(office, browser)
    assert given_out(office, browser) == content, "the same content is the same file"
    sign, page = previewed(office, browser, content)
    assert "没有要导入的内容" in page
    assert "确认导入" not in page
    before = contents(office.fresh.session)
    assert taken(office, browser, sign).status_code == 303
    assert contents(office.fresh.session) == before


def fill_more(book: Workbook) -> None:
    sheet, lines = book[ASKED], book[LINES]
    row = row_of(sheet, "2.2.1")
    sheet.cell(row, 5).value, sheet.cell(row, 7).value, sheet.cell(row, 8).value = NO, "没有开展", "人手不足"
    row = row_of(sheet, "37.1.1")
    sheet.cell(row, 5).value, sheet.cell(row, 7).value, sheet.cell(row, 8).value = "３．５", "缺记录", "漏记"
    lines["C4"] = 2.0000000000000004
    sheet.cell(row_of(sheet, "3.1.1"), 10).value = "没有这项业务"


def test_what_was_filled_is_shown_before_and_after_and_then_taken_once(office: Office) -> None:
    browser = office.filler()
    sign, page = previewed(office, browser, edited(given_out(office, browser), fill_more))
    assert "将改动 <strong>4</strong> 项，还没有写入" in page
    for text in ("没有开展", "人手不足", "不适用：没有这项业务", "3.5分", "<strong>1.6</strong>", "−0.4 分"):
        assert text in page
    assert items(office).keys() == {2, 11}, "nothing is written by looking"
    saves = office.events("sheet.save_items")
    for _ in range(2):
        answer = taken(office, browser, sign)
        assert (answer.status_code, answer.location) in [
            (303, office.path("?taken=4")),
            (303, office.path("?taken=0")),
        ]
    found = items(office)
    assert {number: plain(item.mark or Decimal(0)) for number, item in found.items()} == {
        2: "2", 3: "2", 11: "1.6", 37: "3.5",
    }  # fmt: skip
    assert found[3].not_applicable == "没有这项业务"
    assert found[37].answers["prevention"].value == "3.5"
    assert found[11].answers["problem"].lines == (replace(LATE, count=2),)
    assert office.events("sheet.save_items") == saves + 1
    assert office.events("sheet.declare_not_applicable") == 1
    assert "填报表中的内容已经保存在评定表中" in browser.get(office.path("?taken=4")).text


def test_what_others_have_changed_since_is_shown_beside_and_decided(office: Office) -> None:
    browser = office.filler()
    content = given_out(office, browser)
    newer = {"problem": Answer("counted", (replace(LATE, case="系统中改的"),))}
    saved_meanwhile(office, 11, newer, version=1)
    _, page = previewed(office, browser, content)
    assert "第 11 项：下载以后在系统中改过，表中没有动，保持系统中的内容" in page
    mine = edited(content, lambda book: book[LINES].__setitem__("B4", "表里改的"))
    sign, page = previewed(office, browser, mine)
    assert "下载以后别人改过的项次" in page
    assert page.index("系统中改的") < page.index("表里改的")
    undecided = taken(office, browser, sign)
    assert undecided.status_code == 422
    assert "第 11 项别人改过：选用哪一份" in undecided.text
    stale = taken(office, browser, sign, **{"11-choice": "mine", "11-over": "1"})
    assert stale.status_code == 409
    assert "对照后决定保留哪一份" in stale.text
    assert items(office)[11].version == 2
    assert taken(office, browser, sign, **{"11-choice": "theirs", "11-over": "2"}).status_code == 303
    assert items(office)[11].answers == newer
    assert taken(office, browser, sign, **{"11-choice": "mine", "11-over": "2"}).status_code == 303
    assert items(office)[11].answers["problem"].lines[0].case == "表里改的"


def test_only_the_one_who_fills_the_sheet_brings_its_form(office: Office) -> None:
    filler, signer = office.filler(), office.signer()
    content = given_out(office, filler)
    sign, _ = previewed(office, filler, edited(content, fill_more))
    assert given_out(office, signer)[:2] == b"PK", "who sees the sheet may have its form"
    assert signer.get(office.path("/workbook/upload")).status_code == 403
    assert uploaded(office, signer, content).status_code == 403
    stranger = office.filler("甲西县")
    for path in ("/workbook", "/workbook/upload", f"/workbook/changes?kept={sign}"):
        assert stranger.get(office.path(path)).status_code == 404
    assert uploaded(office, stranger, content).status_code == 404
    own = office.path("/workbook/changes", unit="甲西县")
    other = stranger.send(own, kept=sign)
    assert refusals(other) == ["上传的表已经不在系统中了（只保留一天，或者不是您上传的）：重新选择文件上传。"]
    wrong = stranger.send(
        office.path("/workbook/upload", unit="甲西县"), file=(io.BytesIO(content), "填报表.xlsx")
    )
    assert refusals(wrong) == ["这是“甲东县”的填报表，不是甲西县的：核对是否选错了文件。"]
    for forged in ("", "x", sign[:-2]):
        assert taken(office, filler, forged).status_code == 422


def test_texts_stay_texts_and_marks_stay_numbers(office: Office) -> None:
    texts = ['=HYPERLINK("http://x")', "＝1+1", "+86", "-1", "@SUM(A1)", "a\tb", "c\rd", "_x000D_", "e\x07f"]
    lines = tuple(replace(LATE, case=text, reason=text, count=1) for text in texts)
    saved_meanwhile(office, 11, {"problem": Answer("counted", lines)}, version=1)
    browser = office.filler()
    content = given_out(office, browser)
    book = load_workbook(io.BytesIO(content))
    cells = [cell for row in book[LINES].iter_rows(min_row=4) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [book[LINES].cell(4 + index, 2).quotePrefix for index in range(5)] == [True] * 5
    marks = {row[1].value: row[5] for row in book[OFFICIAL].iter_rows(min_row=4)}
    assert (marks["2"].value, marks["2"].data_type, marks["11"].value) == (3, "n", 0.2)
    assert "没有要导入的内容" in previewed(office, browser, content)[1]


def test_after_a_return_only_what_was_named_can_be_brought(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, returned)
    browser = office.filler(now=at(12, 15))
    content = given_out(office, browser)
    shut = uploaded(office, browser, cell("5.1.1", 5, NO)(content))
    [text] = refusals(shut)
    assert text.startswith("填报!E")
    assert text.endswith("本次退回没有点到这一项，不能修改：恢复原来的内容。")
    sheet = load_workbook(io.BytesIO(content))[ASKED]
    assert sheet.cell(row_of(sheet, "5.1.1"), 5).protection.locked
    assert not sheet.cell(row_of(sheet, "2.1.1"), 5).protection.locked
