"""A county's sheet that comes again: what changed, who returned it; own notes, what does not apply."""

import re

import pytest
from sqlalchemy import select

from tests.webapp.browser import lasting
from tests.webapp.prefecture.conftest import Office, OfficeAt
from tests.webapp.prefecture.test_review import mended_again
from tests.worlds import Stage, at
from tests.worlds.corrections import ABOVE, COUNTY, REASON, came_again, declared, returned_twice
from workflow.commands.notes import write_note
from workflow.models import Submission

pytestmark = pytest.mark.sqlite_only

DAY_14 = at(12, 14)
SECRET = "与去年的说法不一致，先电话核实"


@pytest.fixture
def opened(office_at: OfficeAt) -> Office:
    """13 December: 甲东县's sheet lies opened with 甲市, item 3 declared not to apply."""
    return office_at(Stage.SELF_EVALUATION, declared)


@pytest.fixture
def again(office_at: OfficeAt) -> Office:
    """25 December: 甲东县 got items 2 and 5 back and has mended item 2 only; 签收 is done."""
    return office_at(Stage.SELF_EVALUATION, mended_again)


def part(page: str, start: str, end: str = "</section>") -> str:
    assert page.count(start) == 1, start
    return page.split(start)[1].split(end)[0]


def test_old_and_new_stand_side_by_side_with_the_remark_that_asked_for_it(again: Office) -> None:
    page = again.enter("甲市负责人", at(12, 26)).get(again.sheet_path(COUNTY)).text
    changes = part(page, 'id="changes-title"')
    assert "第 1 次退回后改了什么" in changes
    assert "上次 2026年12月20日（星期日）09:00:00上报，本次 2026年12月24日（星期四）09:00:00上报" in changes
    second, fifth = (part(changes, f"<h3>第 {n} 项", "</article>") for n in (2, 5))
    assert "0 → 3 分" in " ".join(second.split())
    assert "退回意见：核实2" in second
    assert "原因：对照要点自查" in second
    assert "退回意见：核实5" in fifth
    assert "没有改动" in fifth
    assert "其余 41 项没有改动，也没有退回意见" in " ".join(changes.split())
    assert "经办服务网络覆盖" not in changes


def test_in_the_first_round_there_is_nothing_to_compare(opened: Office) -> None:
    page = opened.enter("甲市负责人", DAY_14).get(opened.sheet_path(COUNTY)).text
    assert "changes-title" not in page


def test_who_returned_it_finds_it_first_and_the_others_find_it_too(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, came_again)
    signer = office.enter("甲市负责人", at(12, 25)).get("/").text
    assert signer.index("签收甲东县的评定表：您退回的已重报") < signer.index("签收甲南县的评定表")
    filler = office.enter("甲市填报员", at(12, 25)).get("/").text
    assert "签收甲东县的评定表：退回后重报" in filler
    assert "您退回的" not in filler


def test_the_round_stands_wherever_the_stage_is_shown(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, came_again)
    sheet, cycle = office.world.sheet(COUNTY).id, office.world.cycle_id
    own, other = (
        office.world.session.scalars(select(Submission.id).where(Submission.sheet_id == number)).first()
        for number in (sheet, office.world.sheet("甲南县").id)
    )
    board = f"/prefecture/reports/{office.world.report(ABOVE).id}/board"
    shown = {
        "甲东县负责人": ("/", "/sheets", *(f"/sheets/{sheet}{rest}" for rest in ("", "/history"))),
        "甲东县填报员": (f"/submissions/{own}",),
        "甲市负责人": (office.sheet_path(COUNTY), board),
        "示范省评定负责人": (f"/province/cycles/{cycle}/units/{office.world.unit(ABOVE)}/progress",),
    }
    for name, paths in shown.items():
        browser = office.enter(name, at(12, 25))
        for path in paths:
            assert "第 1 次退回后重报" in browser.get(path).text, path
    never = office.enter("甲南县负责人", at(12, 25)).get(f"/submissions/{other}").text
    assert "退回后重报" not in never


def test_a_limit_is_shown_where_it_acts(office_at: OfficeAt) -> None:
    office = office_at(Stage.PEOPLE, returned_twice)
    signer = office.enter("甲市负责人", at(12, 20))
    page = signer.get(office.sheet_path(COUNTY)).text
    assert "本办法规定每年最多退回 2 次，这份评定表已经退回 2 次。" in page
    refused = signer.send(office.sheet_path(COUNTY, "return"))
    assert refused.status_code == 409
    assert "本办法规定每年最多退回 2 次，这份评定表已经退回 2 次，不能再退回，可以审核通过" in refused.text
    assert "可处理：评定负责人退回汇总时点名该单位" in refused.text
    assert office.stage(COUNTY) == "acknowledged"


def test_confirming_lets_the_sheet_be_accepted(opened: Office) -> None:
    signer = opened.enter("甲市负责人", DAY_14)
    page = signer.get(opened.sheet_path(COUNTY)).text
    assert f"不适用：{REASON}" in part(page, 'id="absent-title"')
    assert "第 3 项填报为不适用，还没有确认" in page
    refused = signer.send(opened.sheet_path(COUNTY, "accept"))
    assert refused.status_code == 409
    assert "第 3 项填报为不适用，还没有确认" in refused.text
    assert "可处理：审核人逐项确认，或写明意见退回修改" in refused.text
    sheet = opened.world.sheet(COUNTY).id
    answer = signer.send(f"/sheets/{sheet}/items/3/not-applicable/confirm", version="1")
    assert answer.location.endswith("/review#absent-title")
    assert "甲市负责人于 2026年12月14日（星期一）09:00:00 确认" in signer.get(answer.location).text
    assert signer.send(opened.sheet_path(COUNTY, "accept")).status_code == 303
    own = opened.enter("甲东县填报员", at(12, 16)).get(f"/sheets/{sheet}").text
    assert "不适用（已确认）" in own


@pytest.mark.parametrize(
    ("who", "status"),
    [("乙市负责人", 404), ("乙东县填报员", 404), ("甲东县填报员", 403), ("示范省评定负责人", 403)],
)
def test_only_the_unit_above_confirms_and_writes_notes(opened: Office, who: str, status: int) -> None:
    browser, sheet = opened.enter(who, DAY_14), opened.world.sheet(COUNTY).id
    assert browser.send(f"/sheets/{sheet}/items/3/not-applicable/confirm", version="1").status_code == status
    assert browser.send(f"/sheets/{sheet}/notes", item="", note=SECRET).status_code == status


def test_a_note_is_written_shown_beside_its_item_and_removed(opened: Office) -> None:
    filler, sheet = opened.enter("甲市填报员", DAY_14), opened.world.sheet(COUNTY).id
    answer = filler.send(f"/sheets/{sheet}/notes", item="2", note=SECRET)
    assert answer.location.endswith("/review#notes")
    page = opened.enter("甲市负责人", DAY_14).get(opened.sheet_path(COUNTY)).text
    assert f'<p class="item-note">内部备注：{SECRET}</p>' in page
    assert "只有本单位审核的人看得到" in page
    remove = re.search(r'action="(/sheets/\d+/notes/\d+/remove)"', page)
    assert remove is not None
    assert filler.send(remove[1]).status_code == 303
    assert SECRET not in filler.get(opened.sheet_path(COUNTY)).text
    assert filler.send(remove[1]).status_code == 404


def test_a_blank_note_and_one_on_no_item_are_refused(opened: Office) -> None:
    filler, sheet = opened.enter("甲市填报员", DAY_14), opened.world.sheet(COUNTY).id
    blank = filler.send(f"/sheets/{sheet}/notes", item="2", note="  ")
    assert blank.status_code == 422
    assert "写明备注的内容，只有本单位看得到" in blank.text
    for item in ("48", "x", "-1"):
        assert filler.send(f"/sheets/{sheet}/notes", item=item, note=SECRET).status_code == 404


PAGES = ("", "/items/2", "/check", "/score", "/history")


def test_the_county_s_pages_are_the_same_byte_for_byte_with_and_without_notes(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, came_again)
    sheet = office.world.sheet(COUNTY).id
    paths = ["/", *(f"/sheets/{sheet}{rest}" for rest in PAGES), "/sheets"]
    people = [office.enter(f"甲东县{post}", at(12, 25)) for post in ("填报员", "负责人")]
    chief = office.enter("示范省评定负责人", at(12, 25))
    before = [[lasting(person.get(path).text) for path in paths] for person in people]
    above = lasting(chief.get(f"/sheets/{sheet}").text)
    for item in (None, 2):
        about = {"sheet_id": sheet, "item": item, "text": SECRET}
        office.world.do(write_note, office.world.filler(ABOVE), at(12, 25), **about)
    assert [[lasting(person.get(path).text) for path in paths] for person in people] == before
    assert lasting(chief.get(f"/sheets/{sheet}").text) == above
    assert SECRET in office.enter("甲市负责人", at(12, 25)).get(office.sheet_path(COUNTY)).text
