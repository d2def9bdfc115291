"""Documents of counties and prefectures as files: who gets them, what they show, that they say draft."""

import io
from decimal import Decimal
from urllib.parse import unquote

import pytest
from docx import Document as read_docx

from tests.office import page_texts
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt
from tests.worlds import Stage, World, answers_losing, at
from tests.worlds.stories import acknowledged

COUNTY = "甲东县"
FORMS = ("docx", "pdf")
SHEET_PAPERS = ("form", "self-report", "evidence-index")


def path(desk: Desk, paper: str, form: str = "pdf", unit: str = COUNTY) -> str:
    return f"/sheets/{desk.world.sheet(unit).id}/documents/{paper}/{form}"


def printed(browser: Browser, address: str) -> str:
    """The text of a PDF file, without ends of lines and gaps between cells."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return "".join("".join(page_texts(answer.data)).split())


def test_every_paper_comes_as_word_and_as_pdf_under_its_chinese_name(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED)
    county = desk.enter(f"{COUNTY}填报员", at(12, 29))
    for paper in SHEET_PAPERS:
        for form in FORMS:
            answer = county.get(path(desk, paper, form))
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-store"
            name = unquote(answer.headers["Content-Disposition"].partition("''")[2])
            assert name.startswith(COUNTY)
            assert name.endswith(f"（草稿）.{form}")
    assert county.get(path(desk, "form", "exe")).status_code == 404


def test_a_draft_says_so_on_every_page(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED)
    county = desk.enter(f"{COUNTY}填报员", at(12, 29))
    answer = county.get(path(desk, "form"))
    pages = page_texts(answer.data)
    assert len(pages) > 2
    assert all("草稿，未盖章无效" in text for text in pages)
    word = read_docx(io.BytesIO(county.get(path(desk, "form", "docx")).data))
    assert word.sections[0].header.paragraphs[0].text == "草稿，未盖章无效"


@pytest.mark.parametrize("paper", SHEET_PAPERS)
def test_another_county_finds_no_paper(desk_at: DeskAt, paper: str) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED)
    stranger = desk.enter("乙东县填报员", at(12, 29))
    for form in FORMS:
        assert stranger.get(path(desk, paper, form)).status_code == 404
    assert stranger.get(f"/sheets/{desk.world.sheet(COUNTY).id}/documents").status_code == 404


def handed_up(world: World) -> None:
    """The county has handed up, nobody has acknowledged it."""
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    world.hand_up(COUNTY, at(12, 20))


def test_the_level_above_reads_papers_from_acknowledgement_on(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, handed_up)
    above = desk.enter("甲市填报员", at(12, 21))
    for paper in SHEET_PAPERS:
        assert above.get(path(desk, paper)).status_code == 403
    sheet = desk.world.sheet(COUNTY)
    above.send(f"/prefecture/sheets/{sheet.id}/acknowledge", version=str(desk.fresh.sheet(COUNTY).version))
    for paper in SHEET_PAPERS:
        assert above.get(path(desk, paper)).status_code == 200


def test_the_assessors_marks_stand_on_the_own_form_from_publicity_on_only(desk_at: DeskAt) -> None:
    """The unit sees the marks that the province gave as it does on screen; nobody below or beside does."""
    before = desk_at(Stage.APPROVED)
    total = "合计（不含特殊因素加减分）10095"
    own = before.enter("甲市填报员", at(3, 4))
    assert f"{total}注" in printed(own, path(before, "form", unit="甲市"))
    shown = desk_at(Stage.PUBLICITY)
    own = shown.enter("甲市填报员", at(3, 6))
    assert f"{total}90注" in printed(own, path(shown, "form", unit="甲市"))
    below = shown.enter(f"{COUNTY}填报员", at(3, 6))
    assert "合计（不含特殊因素加减分）10096注" in printed(below, path(shown, "form"))
    above = shown.enter("甲市填报员", at(3, 6))
    assert "10096注" in printed(above, path(shown, "form"))


def test_a_form_is_the_same_whatever_the_hidden_marks_are(desk_at: DeskAt) -> None:
    """Before publicity nothing of the province is in the file, not even in its bytes."""
    files = []
    for stage in (Stage.RATING, Stage.APPROVED):
        desk = desk_at(stage)
        files.append(desk.enter("甲市填报员", at(2, 1)).get(path(desk, "form", unit="甲市")).data)
    assert files[0] == files[1]


def test_the_chief_prints_the_consolidation_once_it_is_acknowledged(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    address = f"/reports/{desk.world.report('甲市').id}/documents/consolidation/pdf"
    assert desk.chief(at(1, 21)).get(address).status_code == 403
    own = printed(desk.enter("甲市负责人", at(1, 21)), address)
    assert "自评得分93.20分" in own
    assert "甲市本级9540%" in own
    assert desk.enter("乙市负责人", at(1, 21)).get(address).status_code == 404
    assert desk.enter(f"{COUNTY}填报员", at(1, 21)).get(address).status_code == 404
    rating = desk_at(Stage.RATING)
    assert "自评得分93.20分" in printed(rating.chief(at(2, 1)), address)


def test_mobile_numbers_are_printed_for_those_who_see_them(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    cycle, unit = desk.world.cycle_id, desk.world.unit("甲市")
    own = desk.enter("甲市填报员", at(1, 21))
    officer = {"name": "联络甲", "position": "科长", "mobile": "13800138000"}
    own.send(f"/prefecture/cycles/{cycle}/units/{unit}/liaison", **officer)
    everybody = f"/cycles/{cycle}/documents/liaisons/pdf"
    assert "联络甲甲市科长13800138000" in printed(desk.chief(at(1, 21)), everybody)
    assert own.get(everybody).status_code in (403, 404)
    mine = f"/cycles/{cycle}/units/{unit}/documents/liaison/pdf"
    text = printed(own, mine)
    assert "13800138000" in text
    assert "乙市" not in text
    assert desk.enter("乙市填报员", at(1, 21)).get(mine).status_code == 404


def test_the_page_warns_of_characters_that_no_font_has(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    sheet = desk.world.sheet(COUNTY).id
    county = desk.enter(f"{COUNTY}填报员", at(12, 10))
    page = county.get(f"/sheets/{sheet}/documents").text
    assert "空白方框" not in page
    county.send(f"/sheets/{sheet}/self-report/overview", version="0", text="联系人𪚥")
    page = county.get(f"/sheets/{sheet}/documents").text
    assert "有 1 个字打印出来是空白方框：𪚥。改用其他写法" in page


def test_a_reader_above_is_led_to_the_papers_and_writes_nothing(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, acknowledged)
    sheet = desk.world.sheet(COUNTY).id
    above = desk.enter("甲市填报员", at(12, 14))
    assert f"/sheets/{sheet}/documents" in above.get(f"/prefecture/sheets/{sheet}/review").text
    page = above.get(f"/sheets/{sheet}/documents").text
    assert "自评报告的文字" in page
    assert f"/sheets/{sheet}/self-report/" not in page
