"""A county's part of the year by clicking: mark oneself, have it signed, hand it up."""

from tests.browser.conftest import OfficeAt
from tests.browser.office import Office
from tests.browser.person import Person
from tests.scenarios.doings import boxes
from tests.worlds import BASIS, Stage, at, full_answers
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Line
from workflow.rules.kinds.award import NO

COUNTY = "甲东县"
LOST = Answer(NO, (Line(case="全年只开展一次业务培训", reason="对照要点自查"),))
NEVER = Answer(NOT_OCCURRED, note="本年度没有引入第三方承办")
LOOKED_AT = (2, 9, 11, 30, 37)


def test_a_county_marks_itself_has_it_signed_and_hands_it_up(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION)
    filler = office.enter(f"{COUNTY}填报员", at(12, 10))
    filler.look("county-1-todo").follow("填报").look("county-2-sheet-empty")
    fill(office, filler)
    assert filler.sees("98")
    claim(filler)
    filler.follow("全表（核对页）").look("county-8-check-filler").press("确认送签").look("county-9-finished")
    sign(office)
    office.enter(f"{COUNTY}填报员", at(12, 11)).look("county-15-todo-after")


def fill(office: Office, filler: Person) -> None:
    """All items but for one deduction and one that did not occur, from one blank item to the next."""
    answers = full_answers(office.world.scheme)
    answers[2]["training"], answers[9] = LOST, dict.fromkeys(answers[9], NEVER)
    filler.follow("开始填报：第 1 项").look("county-3-item-1")
    filler.press("保存，到下一个未填项").look("county-4-item-1-refused")
    assert filler.sees("有 1 处需要修改")
    for number, given in answers.items():
        filler.type(boxes(number, given))
        if number in LOOKED_AT:
            filler.look(f"county-5-item-{number}")
        filler.press("保存，到下一个未填项")
    filler.look("county-6-after-the-last-item")


def claim(filler: Person) -> None:
    """One claim, first without its option."""
    filler.follow("试点工作").look("county-7-claims").follow("申报一件“试点工作”").look("county-7-claim")
    filler.press("保存申报").look("county-7-claim-refused")
    basis = {name: str(value) for name, value in BASIS.items()}
    filler.type({"option": "completed", "title": "国家经办试点", **basis}).press("保存申报")
    assert filler.sees("国家经办试点", "演示〔2026〕1号")
    filler.look("county-7-claims-one").follow("回到全表").look("county-7-sheet-full")


def sign(office: Office) -> None:
    """The signer checks all and hands up."""
    signer = office.enter(f"{COUNTY}负责人", at(12, 11))
    signer.look("county-10-todo-signer").follow("核对并签发").look("county-11-sheet-signer")
    signer.follow("核对并签发").look("county-12-check-signer").press("确认并上报至")
    assert signer.sees("回执编号", "98")
    signer.look("county-13-receipt").follow("全部上报记录").look("county-14-history")
    signer.follow(f"{COUNTY}评定表").look("county-16-sheet-submitted").follow("98").look("county-17-score")
    signer.follow("本单位评定表").look("county-18-own")
