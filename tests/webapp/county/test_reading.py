"""Who may open a sheet's pages, what they show to whom, and what they cost."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.webapp.browser import lasting
from tests.webapp.county.conftest import COUNTY, Office, OfficeAt, boxes
from tests.webapp.desks import cost
from tests.worlds import Stage, World, answers_losing, at
from tests.worlds.stories import acknowledged, filled, handed_up, returned, to_sign
from workflow.models import Submission
from workflow.rules.kinds.answers import Answer, Line

PAGES = ("", "/items/27", "/claims", "/check", "/score", "/history")
FORMS = {
    "/items/27": boxes(27, {"training": Answer("yes")}),
    "/claims/45/new": {"option": "honour", "title": "先进集体"},
    "/finish": {},
    "/submit": {"digest": "f" * 64},
    "/send-back": {"reason": "改"},
    "/withdraw": {"reason": "改"},
}
ALL = {
    "filler": {"/items/27", "/claims/45/new", "/finish"},
    "signer": {"/submit", "/send-back", "/withdraw"},
}


def story(office_at: OfficeAt, change: Callable[[World], None]) -> Office:
    return office_at(Stage.SELF_EVALUATION, change)


@pytest.mark.parametrize("post", ["filler", "signer"])
def test_each_post_of_the_unit_opens_every_page_and_does_its_own_acts_only(
    office_at: OfficeAt, post: str
) -> None:
    office = story(office_at, filled)
    desk = office.filler() if post == "filler" else office.signer()
    assert [desk.get(office.path(page)).status_code for page in PAGES] == [200] * len(PAGES)
    statuses = {path: desk.send(office.path(path), **form).status_code for path, form in FORMS.items()}
    assert {path for path, status in statuses.items() if status != 403} == ALL[post]


@pytest.mark.parametrize("who", ["甲南县填报员", "乙市负责人", "乙东县负责人"])
def test_for_another_unit_the_sheet_does_not_exist(office_at: OfficeAt, who: str) -> None:
    office = story(office_at, handed_up)
    desk = office.enter(who, at(12, 15))
    made = office.fresh.session.query(Submission).one()
    claim = office.fresh.claims(COUNTY)[0]
    pages = [office.path(page) for page in PAGES] + [f"/submissions/{made.id}", f"/claims/{claim.id}"]
    assert {desk.get(page).status_code for page in pages} == {404}
    assert {desk.send(office.path(path), **form).status_code for path, form in FORMS.items()} == {404}


def test_the_prefecture_may_return_a_sheet_but_never_change_it(office_at: OfficeAt) -> None:
    office = story(office_at, acknowledged)
    desk = office.filler("甲市", at(12, 15))
    answer = desk.send(office.path("/items/27"), **FORMS["/items/27"])
    assert answer.status_code == 403
    assert "上级单位可退回修改，不可代改" in answer.text
    assert "item-form" not in desk.get(office.path("/items/27")).text


def test_the_level_above_sees_the_content_from_its_acknowledgement_on_only(office_at: OfficeAt) -> None:
    sealed = story(office_at, handed_up)
    desk = sealed.filler("甲市", at(12, 13))
    envelope = desk.get(sealed.path()).text
    assert "2026年12月12日（星期六）09:00:00 上报" in envelope
    assert "96.00" not in envelope
    assert [desk.get(sealed.path(page)).status_code for page in PAGES[1:-1]] == [403] * 4
    receipt = desk.get(f"/submissions/{sealed.fresh.session.query(Submission).one().id}").text
    assert "96" not in receipt.replace("2026", "")
    opened = story(office_at, acknowledged)
    desk = opened.filler("甲市", at(12, 14))
    assert [desk.get(opened.path(page)).status_code for page in PAGES] == [200] * len(PAGES)
    assert "96.00" in desk.get(opened.path()).text


def test_the_province_does_not_see_a_county_before_the_report_is_acknowledged(office_at: OfficeAt) -> None:
    office = story(office_at, acknowledged)
    chief = office.chief(at(12, 15))
    assert "96.00" not in chief.get(office.path()).text
    assert chief.get(office.path("/score")).status_code == 403
    assert office.enter("基金处评定员", at(12, 15)).get(office.path()).status_code == 403


def test_the_pages_above_are_the_same_whatever_the_hidden_marks_are(office_at: OfficeAt) -> None:
    office = story(office_at, filled)
    desk = office.filler("甲市", at(12, 15))
    before = lasting(desk.get(office.path()).text)
    office.world.fill(COUNTY, {27: {"training": Answer("yes")}, 29: {"results": Answer("yes")}})
    assert lasting(desk.get(office.path()).text) == before


def test_after_a_return_the_named_items_stand_out_and_the_others_are_locked(office_at: OfficeAt) -> None:
    office = story(office_at, returned)
    desk = office.filler(now=at(12, 15))
    page = desk.get(office.path()).text
    assert "甲市退回修改（2026年12月14日（星期一）09:00:00）" in page
    assert "写明缺的是计划还是记录" in page
    assert page.count(">须修改</td>") == 1
    assert page.count(">不必修改</td>") == 42
    assert "第 1 次退回" in page
    assert "写明缺的是计划还是记录" in desk.get(office.path("/items/2")).text
    assert "本次退回没有点到这一项" in desk.get(office.path("/items/3")).text
    locked = desk.send(office.path("/items/27"), **boxes(27, {"training": Answer("yes")}, version=1))
    assert locked.status_code == 409
    mended = {"training": Answer("yes"), "integrity": Answer("yes")}
    assert desk.send(office.path("/items/2"), **boxes(2, mended, version=1)).status_code == 303
    page = desk.get(office.path()).text
    assert ">须修改</td>" not in page
    assert page.count(">已修改</td>") == 1


def test_a_score_is_explained_down_to_the_single_line(office_at: OfficeAt) -> None:
    office = story(office_at, to_sign)
    page = office.signer().get(office.path("/score")).text
    assert "自评得分 <strong>96.00</strong> ＝ 经办能力建设 6 ＋ 制度机制建设 40" in page
    assert "制定培训计划，定期组织业务培训和岗位练兵：满分2分；未做到，扣2分，得0分。" in page
    assert "第2项：0＋0＝0分，本项得0分。" in page
    assert "−2 分" in page
    assert "对照要点自查" in page


def test_a_unit_finds_the_sheets_of_all_its_years(office: Office) -> None:
    page = office.filler().get("/sheets").text
    assert f'href="{office.path()}"' in page
    assert "2026年度" in page
    assert office.enter("示范省评定负责人", at(12, 15)).get("/sheets").status_code == 403


def test_what_is_typed_is_shown_as_text_and_never_as_markup(office_at: OfficeAt) -> None:
    office = story(office_at, filled)
    desk, script = office.filler(), "<script>alert(1)</script>"
    answer = {"training": Answer("no", (Line(script, f"'\"{script}"),))}
    desk.send(office.path("/items/27"), **boxes(27, answer, version=1))
    desk.send(office.path("/claims/44/new"), option="completed", title=script)
    for page in PAGES:
        assert script not in desk.get(office.path(page)).text


@pytest.mark.parametrize("page", PAGES)
def test_the_cost_of_a_page_does_not_grow_with_what_is_filled(office_at: OfficeAt, page: str) -> None:
    office = office_at(Stage.SELF_EVALUATION)
    desk = office.filler()
    office.world.fill(COUNTY, {27: {"training": Answer("yes")}})
    empty = cost(desk, office.path(page))
    office.world.fill(COUNTY, answers_losing(office.world.scheme, Decimal(9)))
    for number in range(5):
        desk.send(office.path("/claims/45/new"), option="honour", title=f"表彰{number}")
    full = cost(desk, office.path(page))
    assert full.total() == empty.total() <= 47


def test_a_prefecture_fills_and_signs_its_own_level_in_the_same_way(office_at: OfficeAt) -> None:
    office = office_at(Stage.COUNTIES_ACCEPTED)
    desk = office.filler("丙市", at(1, 10))
    path = office.path("/items/27", "丙市")
    assert desk.send(path, **boxes(27, {"training": Answer("yes")})).status_code == 303
    office.world.fill("丙市", answers_losing(office.world.scheme, Decimal(2)), at(1, 10))
    assert desk.send(office.path("/finish", "丙市")).status_code == 303
    page = office.signer("丙市", at(1, 11)).get(office.path("/check", "丙市")).text
    assert "确认签发，随汇总上报" in page
    assert "市(州)本级" in desk.get(office.path("", "丙市")).text
