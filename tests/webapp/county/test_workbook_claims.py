"""Special factors in the form as a workbook: claimed, changed, decided about, never lost by a blank line."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from tests.hostile_workbooks import CLAIMS, HONOUR, OFFICIAL, STAMP, claim
from tests.office import converted
from tests.refusals import contents
from tests.webapp.county.conftest import COUNTY, Office, OfficeAt
from tests.webapp.county.test_workbooks import begun, given_out, previewed, refusals, taken, uploaded
from tests.workbooks import edited
from tests.worlds import Stage, World, at
from tests.worlds.stories import returned
from workflow.commands.claims import add_claim, edit_claim, remove_claim
from workflow.models import SpecialClaim
from workflow.queries.sheets import claims_of_unit, sheet_content
from workflow.scheme.claiming import ClaimInput

pytestmark = pytest.mark.sqlite_only

PILOT = ClaimInput(item=44, option="completed", title="国家经办试点", document_number="示例文号")
INCIDENT = "46 负面因素：严重负面舆情或省级以上通报批评（写申报分数：-5至0分，以0.1分为一档）"


def claimed(world: World) -> None:
    """10 December: items 2 and 11 are filled, one pilot is claimed."""
    begun(world)
    about = {"sheet_id": world.sheet(COUNTY).id, "claim": PILOT}
    world.do(add_claim, world.filler(COUNTY), at(12, 10, 9), **about)


@pytest.fixture
def office(office_at: OfficeAt) -> Office:
    return office_at(Stage.SELF_EVALUATION, claimed)


def claims(office: Office) -> list[SpecialClaim]:
    world = office.fresh
    return claims_of_unit(world.session, world.cycle_id, world.sheet(COUNTY).unit_id)


def fill(book: Workbook) -> None:
    sheet = book[CLAIMS]
    sheet["E4"], sheet["G4"] = "国家医保局", date(2026, 3, 5)
    for letter, value in HONOUR.items():
        sheet[f"{letter}5"] = value
    sheet["B7"], sheet["C7"], sheet["D7"] = INCIDENT, "网络舆情", "－0.5"
    sheet["G7"] = "2026年4月1日"


def test_claims_are_given_out_with_their_numbers_and_come_back_as_they_were(office: Office) -> None:
    browser = office.filler()
    content = given_out(office, browser)
    sheet = load_workbook(io.BytesIO(content))[CLAIMS]
    row = [sheet.cell(4, column).value for column in (1, 2, 3, 4, 6)]
    code = str(claims(office)[0].id)
    assert row == [code, "44 试点工作：完成试点任务", "国家经办试点", None, "示例文号"]
    assert sheet["A4"].protection.locked
    assert not sheet["B5"].protection.locked
    sign, page = previewed(office, browser, content)
    assert "没有要导入的内容" in page
    before = contents(office.fresh.session)
    assert taken(office, browser, sign).status_code == 303
    assert contents(office.fresh.session) == before
    assert given_out(office, browser) == content, "out, in and out again is the same file"


def test_claims_are_shown_before_and_after_and_then_taken_once(office: Office) -> None:
    browser = office.filler()
    content = converted(edited(given_out(office, browser), fill), "xlsx", "xlsx")
    sign, page = previewed(office, browser, content)
    assert "新增或修改特殊因素申报 <strong>3</strong> 件" in page
    for text in ("国家医保局", "2026-03-05", "系统中还没有这件申报", "−0.5 分", "2026-04-01"):
        assert text.replace("−", "-") in page, text
    assert len(claims(office)) == 1, "nothing is written by looking"
    for _ in range(2):
        assert taken(office, browser, sign).status_code == 303
    pilot, honour, incident = claims(office)
    assert (pilot.issuing_body, pilot.document_date, pilot.version) == ("国家医保局", date(2026, 3, 5), 2)
    assert (honour.item, honour.option, honour.title) == (45, "honour", "先进集体")
    assert (incident.amount, incident.document_date) == (Decimal("-0.5"), date(2026, 4, 1))
    assert (office.events("claim.add"), office.events("claim.edit")) == (3, 1)
    again = given_out(office, browser)
    assert "没有要导入的内容" in previewed(office, browser, again)[1]


def test_a_claim_that_others_have_changed_since_is_decided_about(office: Office) -> None:
    browser = office.filler()
    content = given_out(office, browser)
    world, [pilot] = office.fresh, claims(office)
    newer = ClaimInput(item=44, option="completed", title="系统中改的")
    about = {"claim_id": pilot.id, "version": 1, "claim": newer}
    world.do(edit_claim, world.filler(COUNTY), at(12, 10, 11), **about)
    assert "“系统中改的”：下载以后在系统中改过" in previewed(office, browser, content)[1]
    mine = edited(content, lambda book: book[CLAIMS].__setitem__("C4", "表里改的"))
    sign, page = previewed(office, browser, mine)
    assert page.index("系统中改的") < page.index("表里改的")
    undecided = taken(office, browser, sign)
    assert undecided.status_code == 422
    assert "特殊因素第 44 项“系统中改的”别人改过：选用哪一份" in undecided.text
    name = f"claim-{pilot.id}"
    stale = taken(office, browser, sign, **{f"{name}-choice": "mine", f"{name}-over": "1"})
    assert stale.status_code == 409
    assert claims(office)[0].title == "系统中改的"
    assert taken(office, browser, sign, **{f"{name}-choice": "theirs"}).status_code == 303
    assert claims(office)[0].title == "系统中改的"
    assert taken(office, browser, sign, **{f"{name}-choice": "mine", f"{name}-over": "2"}).status_code == 303
    assert claims(office)[0].title == "表里改的"


def test_a_cleared_line_deletes_nothing_and_a_deleted_claim_does_not_come_back(office: Office) -> None:
    browser = office.filler()
    content = given_out(office, browser)
    cleared = edited(content, lambda book: [book[CLAIMS].__setitem__(f"{letter}4", None) for letter in "BCF"])
    assert "“国家经办试点”：表中清空了，系统中的申报不删去" in previewed(office, browser, cleared)[1]
    world, [pilot] = office.fresh, claims(office)
    world.do(remove_claim, world.filler(COUNTY), at(12, 10, 11), claim_id=pilot.id, version=1)
    assert "没有要导入的内容" in previewed(office, browser, content)[1]
    changed = edited(content, lambda book: book[CLAIMS].__setitem__("E4", "省医保局"))
    [text] = refusals(uploaded(office, browser, changed))
    assert text == (
        "特殊因素!C4：读到“国家经办试点”，这件申报下载以后在系统中已经删去：仍要申报的写在空白行，不写编号；清空这一行。"
    )


def test_after_a_return_only_named_claims_can_be_brought(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, returned)
    browser = office.filler(now=at(12, 15))
    content = given_out(office, browser)
    other = HONOUR | {"B": "44 试点工作：完成试点任务"}
    [text] = refusals(uploaded(office, browser, claim({}, other)(content)))
    assert text.startswith("特殊因素!B5：")
    assert "本次退回没有点到这一项，不能修改" in text
    _, page = previewed(office, browser, claim({}, HONOUR | {"C": "又一次表彰"})(content))
    assert "系统中还没有这件申报" in page


def test_the_total_is_a_live_sum_that_is_the_total_of_the_sheet(office: Office) -> None:
    browser = office.filler()
    content = given_out(office, browser)
    sheet = load_workbook(io.BytesIO(content))[OFFICIAL]
    [row] = [cells for cells in sheet.iter_rows(min_row=4) if cells[0].value == "合计"]
    assert (row[4].data_type, row[5].data_type, row[1].value, row[6].value) == ("f", "f", None, None)
    reckoned = load_workbook(io.BytesIO(converted(content, "xlsx", "xlsx")), data_only=True)[OFFICIAL]
    at_ = row[0].row
    total = sheet_content(office.fresh.session, office.sheet().id).total(office.fresh.scheme)
    assert reckoned.cell(at_, 5).value == 100
    assert Decimal(repr(reckoned.cell(at_, 6).value)).quantize(Decimal("0.0001")) == total
    typed = edited(content, lambda book: book[OFFICIAL].cell(at_, 7, 5))
    assert refusals(uploaded(office, browser, typed)) == [
        f"评定表!G{at_}：读到“5”，评定得分由评定单位给出，不从这里导入：清空这一格。"
    ]


def test_lines_of_a_claim_that_a_browser_sent_come_back_as_they_were(office: Office) -> None:
    browser, [pilot] = office.filler(), claims(office)
    typed = {"option": "completed", "title": "国家经办试点", "description": "一、做法\r\n二、结果"}
    path = f"/claims/{pilot.id}"
    assert browser.send(path, page=path, version="1", **typed).status_code == 303
    assert claims(office)[0].description == "一、做法\n二、结果"
    content = given_out(office, browser)
    assert "没有要导入的内容" in previewed(office, browser, content)[1]


def test_a_claim_that_no_cell_holds_is_left_as_it_is(office: Office) -> None:
    world = office.fresh
    long = ClaimInput(item=44, option="completed", title="很长", description="长" * 40_000)
    about = {"sheet_id": world.sheet(COUNTY).id, "claim": long}
    world.do(add_claim, world.filler(COUNTY), at(12, 10, 9), **about)
    browser = office.filler()
    content = edited(given_out(office, browser), lambda book: book[CLAIMS].__setitem__("E4", "局"))
    sign, _ = previewed(office, browser, content)
    assert taken(office, browser, sign).status_code == 303
    assert [(row.issuing_body, len(row.description)) for row in claims(office)] == [("局", 0), ("", 40_000)]


@pytest.mark.parametrize("code", ["=1", "A1", "5-kind"])
def test_a_code_that_was_changed_is_refused_and_makes_no_second_claim(office: Office, code: str) -> None:
    def change(book: Workbook) -> None:
        stamp = book[STAMP]
        stamp.append([f"claim-{code}", "1|0|"])
        book[CLAIMS]["A4"], book[CLAIMS]["E4"] = code, "改过"

    browser = office.filler()
    [text, *_] = refusals(uploaded(office, browser, edited(given_out(office, browser), change)))
    assert text.startswith("特殊因素!A4：读到“")
