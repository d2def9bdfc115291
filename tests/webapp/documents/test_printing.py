"""Paper: printed from the sheet, found again by its code, with the code and its picture on every page."""

import io
from decimal import Decimal

import pypdfium2
import segno
from PIL.Image import Image
from sqlalchemy import select

from tests.office import page_texts
from tests.samples import pdf
from tests.webapp.county.conftest import DECEMBER, Office
from tests.webapp.desks import DeskAt
from tests.webapp.evidence.conftest import send
from tests.worlds import FindingInput, Stage, World, answers_losing, at
from tests.worlds.corrected_ranking import corrected
from tests.worlds.printing import fill_anew, print_form
from tests.worlds.year import go_on
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.commands.ranking import compute_ranking
from workflow.commands.receiving import acknowledge_sheet
from workflow.models import PrintedVersion
from workflow.rules.double_deduction import Nature


def printed(office: Office, unit: str = "甲东县") -> str:
    """Print the form of a unit; the address that it leads to."""
    answer = office.filler(unit).send(office.path("/printed/form", unit), page=office.path("", unit))
    assert answer.status_code == 303
    return answer.location


def test_printing_leads_to_a_page_with_the_code_and_both_files(office: Office) -> None:
    here = printed(office)
    page = office.filler().get(here).text
    for text in (
        "甲东县评定表",
        "是现行版本",
        "首次打印",
        "没有按这个版本上报过",
        "SHA-256",
        "下载 PDF",
        "下载 Word",
    ):
        assert text in page, text
    assert printed(office) == here
    assert office.events("printed_version.print") == 1


def test_every_page_carries_the_code_and_the_file_stays_as_it_was_printed(office: Office) -> None:
    browser, here = office.filler(), printed(office)
    code = here.rpartition("/")[2]
    answer = browser.get(f"{here}/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    texts = page_texts(answer.data)
    assert len(texts) > 1
    assert all(f"{code[:5]}-{code[5:]}" in text for text in texts)
    assert browser.get(f"{here}/pdf").data == answer.data
    assert browser.get(f"{here}/docx").data.startswith(b"PK")
    assert browser.get(f"{here}/exe").status_code == 404


def test_a_code_is_found_however_it_is_typed(office: Office) -> None:
    browser, code = office.filler("乙市"), printed(office).rpartition("/")[2]
    answer = browser.get("/printed", query_string={"code": f" {code[:5].lower()} — {code[5:]}"})
    assert (answer.status_code, answer.location) == (303, f"/printed/{code}")
    slip = browser.get("/printed", query_string={"code": code[:-1]})
    assert slip.status_code == 422
    assert "有 9 位" in slip.text
    assert f'value="{code[:-1]}"' in slip.text


def test_an_unknown_code_is_told_with_the_box_to_mend_it(office: Office) -> None:
    for path, said in (("0000000000", "本系统没有打印过这个版本"), ("12345", "有 5 位"), ("%00", "共 10 位")):
        answer = office.filler().get(f"/printed/{path}")
        assert answer.status_code == 404
        assert said in answer.text
        assert 'name="code"' in answer.text


def test_others_learn_what_the_paper_is_and_get_no_file(office: Office) -> None:
    here = printed(office)
    for name in ("乙市填报员", "示范省系统管理员"):
        browser = office.enter(name, DECEMBER)
        page = browser.get(here).text
        assert "甲东县评定表" in page
        assert "SHA-256" not in page
        assert "下载" not in page
        assert browser.get(f"{here}/pdf").status_code == 404


def test_a_unit_prints_its_own_form_and_no_other_unit_s(office: Office) -> None:
    answers = {
        name: office.enter(name, DECEMBER).send(office.path("/printed/form")).status_code
        for name in ("甲南县填报员", "甲市填报员", "示范省系统管理员")
    }
    assert answers == {"甲南县填报员": 404, "甲市填报员": 403, "示范省系统管理员": 403}
    assert office.events("printed_version.print") == 0
    assert office.filler().send(office.path("/printed/circular")).status_code == 404


def test_the_scan_is_given_with_the_code_of_the_newest_print(office: Office) -> None:
    browser, code = office.filler(), printed(office).rpartition("/")[2]
    listing = browser.get(office.path("/evidence")).text
    assert f'value="{code[:5]}-{code[5:]}"' in listing
    wrong = send(browser, office.path("/scan"), ("扫描.pdf", pdf("a")), code="00000-00000")
    assert wrong.status_code == 422
    assert "版本代码 00000-00000 不是这份评定表打印出来的" in wrong.text
    assert 'value="00000-00000"' in wrong.text
    assert send(browser, office.path("/scan"), ("扫描.pdf", pdf("a")), code=code.lower()).status_code == 303
    listing = browser.get(office.path("/evidence")).text
    assert f"扫描件对应版本 {code[:5]}-{code[5:]}，与当前填报一致。请核对公章、日期、签字。" in listing
    assert "与当前填报一致" in browser.get(office.path()).text


def test_the_picture_is_the_code_that_a_camera_reads(office: Office) -> None:
    browser, here = office.filler(), printed(office)
    page = pypdfium2.PdfDocument(io.BytesIO(browser.get(f"{here}/pdf").data))[0]
    picture = page.render(scale=8).to_pil().convert("L")
    code = here.rpartition("/")[2]
    digest = office.fresh.session.scalars(select(PrintedVersion.digest)).one()
    matrix = segno.make(f"{code[:5]}-{code[5:]} {digest}", error="m").matrix
    assert _modules(picture, len(matrix)) == [[bool(module) for module in row] for row in matrix]


def _modules(picture: Image, size: int) -> list[list[bool]]:
    """The black and white squares of the picture at the left of the foot: 15 mm wide, 28 mm from the left."""
    millimetre = 72 / 25.4 * 8
    left, step = 28 * millimetre, 15 * millimetre / size
    top = _top(picture, left, step)
    return [
        [
            picture.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step))) < 128
            for x in range(size)
        ]
        for y in range(size)
    ]


def _top(picture: Image, left: float, step: float) -> int:
    """Where the picture begins: below the text, the first dark dot at its left edge."""
    millimetre = 72 / 25.4 * 8
    begin = int((297 - 35 + 5) * millimetre)
    return next(y for y in range(begin, picture.height) if _dark(picture, left + step / 2, y))


def _dark(picture: Image, across: float, down: float) -> bool:
    shade = picture.getpixel((int(across), int(down)))
    assert isinstance(shade, int)
    return shade < 128


def test_the_self_report_is_printed_too_and_is_old_once_a_figure_changes(office: Office) -> None:
    browser = office.filler()
    answer = browser.send(office.path("/printed/self_report"), page=office.path())
    page = browser.get(answer.location).text
    assert "甲东县自评报告" in page
    assert "是现行版本" in page
    assert browser.get(f"{answer.location}/pdf").data.startswith(b"%PDF")


def test_the_consolidation_is_printed_from_its_own_page(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    browser, report_id = desk.enter("甲市填报员", at(1, 31)), desk.world.report("甲市").id
    assert "打印汇总报告" in browser.get(f"/prefecture/reports/{report_id}").text
    answer = browser.send(f"/reports/{report_id}/printed", page=f"/prefecture/reports/{report_id}")
    page = browser.get(answer.location).text
    assert "甲市汇总报告" in page
    assert "上报的就是这个版本" in page
    assert browser.get(f"{answer.location}/pdf").data.startswith(b"%PDF")
    assert desk.enter("乙市填报员", at(1, 31)).send(f"/reports/{report_id}/printed").status_code == 404


def test_a_consolidation_without_a_score_is_not_printed(office: Office) -> None:
    browser, report_id = office.filler("甲市"), office.fresh.report("甲市").id
    assert "打印汇总报告</button>" not in browser.get(f"/prefecture/reports/{report_id}").text
    answer = browser.send(f"/reports/{report_id}/printed", page=f"/prefecture/reports/{report_id}")
    assert answer.status_code == 409
    assert "自评得分还是待定" in answer.text
    assert office.events("printed_version.print") == 0


def test_a_draft_is_no_more_than_a_draft_to_the_level_above(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, drafted)
    code = desk.fresh.session.scalars(select(PrintedVersion.code)).one()
    above = desk.enter("甲市填报员", at(12, 13))
    page = above.get(f"/printed/{code}").text
    assert "是旧版本" in page
    assert "SHA-256" not in page
    assert "只由甲东县和打印它的单位查看" in page
    assert above.get(f"/printed/{code}/pdf").status_code == 404


def drafted(world: World) -> None:
    """甲东县 prints a draft, fills other marks, hands up; 甲市 acknowledges it."""
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    print_form(world, "甲东县", at(12, 10))
    fill_anew(world, "甲东县", answers_losing(world.scheme, Decimal(6)), at(12, 11))
    world.hand_up("甲东县", at(12, 12))
    world.do(acknowledge_sheet, world.filler("甲市"), at(12, 13), sheet_id=world.sheet("甲东县").id)


def test_a_printed_page_leads_back_to_what_its_visitor_may_open(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    report_id = desk.fresh.report("甲市").id
    browser = desk.enter("甲市填报员", at(3, 6))
    own = f"/prefecture/reports/{report_id}"
    page = browser.send(f"/reports/{report_id}/printed", page=own).location
    for visitor, way in ((browser, own), (desk.chief(at(3, 6)), f"/province/reports/{report_id}")):
        assert f'href="{way}"' in visitor.get(page).text
        assert visitor.get(way).status_code == 200


def mended(world: World, unit: str) -> None:
    """One more finding on a unit after run 1, counted by run 2; that one is shown, run 1 never was."""
    reopened = {"assessment_id": world.assessment(unit).id, "reason": "复核"}
    world.do(reopen_assessment, world.chief, at(2, 20), **reopened)
    finding = FindingInput("problem", Nature.NEW, "凭证不全", "抽查发现")
    world.rate(unit, 11, finding, version=1, now=at(2, 20))
    about = {"cycle_id": world.cycle_id, "unit_ids": [world.unit(unit)]}
    world.do(check_assessments, world.chief, at(2, 20), **about)
    world.do(compute_ranking, world.chief, at(2, 20), cycle_id=world.cycle_id)
    go_on(world, Stage.PUBLICITY, since=Stage.COMPUTED)


def test_marks_of_a_run_that_was_never_shown_stay_with_the_chief(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    sheet = desk.world.sheet("甲市").id
    here = desk.chief(at(2, 20)).send(f"/sheets/{sheet}/printed/form").location
    mended(desk.fresh, "甲市")
    unit = desk.enter("甲市填报员", at(3, 6))
    own = unit.send(f"/sheets/{sheet}/printed/form").location
    assert own != here
    assert unit.get(f"{own}/docx").status_code == 200
    assert unit.get(f"{here}/docx").status_code == 404
    assert "SHA-256" not in unit.get(here).text
    assert desk.chief(at(3, 6)).get(f"{here}/docx").status_code == 200


def test_paper_with_marks_that_were_corrected_since_says_which_hold(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, printed_before_the_correction)
    old, new = desk.fresh.session.scalars(select(PrintedVersion.code).order_by(PrintedVersion.id)).all()
    browser = desk.enter("甲市填报员", at(4, 3))
    page = browser.get(f"/printed/{old}").text
    assert "评定得分以现在公布的为准，需要纸质件的，重新打印" in page
    assert "是现行版本" not in page
    assert "是现行版本" in browser.get(f"/printed/{new}").text


def printed_before_the_correction(world: World) -> None:
    """甲市 prints its form in the publicity and again after the ranking was corrected."""
    print_form(world, "甲市", at(3, 5))
    corrected(world)
    print_form(world, "甲市", at(4, 3))
