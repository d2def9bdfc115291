"""A report that comes again before the chief: what changed on it and behind it; own notes; 不适用."""

from datetime import datetime

import pytest

from tests.webapp.desks import Desk, DeskAt
from tests.worlds import Stage, World, at, full_answers
from tests.worlds.corrections import ABSENT, REASON, declare
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.receiving import accept_sheet, acknowledge_sheet, draft_remark, reopen_sheet
from workflow.commands.report_review import acknowledge_report, return_report
from workflow.queries.sheets import sheet_content

pytestmark = pytest.mark.sqlite_only

CITY, COUNTY = "甲市", "甲东县"
DAY_30 = at(1, 30)
SECRET = "汇总口径与上年不同，会上说明"


def mend(world: World, unit: str, item: int, now: datetime) -> None:
    """The unit wins full marks on an item."""
    sheet = world.sheet(unit).id
    standing = sheet_content(world.session, sheet).items[item]
    given = [ItemInput(item, standing.version, full_answers(world.scheme)[item])]
    world.do(save_items, world.filler(unit), now, sheet_id=sheet, items=given)


def came_again(world: World) -> None:
    """29 January: returned for own item 2 and for 甲东县 and 甲南县; 甲东县 and the own item are mended."""
    report = {"report_id": world.report(CITY).id}
    world.do(acknowledge_report, world.chief, at(1, 25), **report)
    counties = {world.unit(COUNTY): "核实第 2 项", world.unit("甲南县"): "核实第 5 项"}
    named = {"items": {2: "写明培训记录"}, "counties": counties}
    world.do(return_report, world.chief, at(1, 26), **report, **named)
    sheet = {"sheet_id": world.sheet(COUNTY).id}
    world.do(draft_remark, world.filler(CITY), at(1, 26), item=2, text="附签到表", **sheet)
    world.do(reopen_sheet, world.signer(CITY), at(1, 26), **sheet)
    mend(world, COUNTY, 2, at(1, 27))
    world.hand_up(COUNTY, at(1, 27))
    world.do(acknowledge_sheet, world.filler(CITY), at(1, 27), **sheet)
    world.do(accept_sheet, world.signer(CITY), at(1, 27), **sheet)
    mend(world, CITY, 2, at(1, 28))
    world.hand_up(CITY, at(1, 28))
    world.submit_report(CITY, at(1, 29))


def path(desk: Desk, rest: str = "") -> str:
    return f"/province/reports/{desk.fresh.report(CITY).id}{rest}"


def test_before_acknowledgement_nothing_of_it_shows(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP, came_again)
    chief = desk.chief(DAY_30)
    page = chief.get(path(desk)).text
    assert "changes-title" not in page
    assert "第 1 次退回后重报" in page
    assert "签收甲市的汇总：您退回的已重报" in chief.get("/").text


def test_the_terms_and_the_sheets_behind_them_stand_side_by_side(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP, came_again)
    chief = desk.chief(DAY_30)
    chief.send(path(desk, "/acknowledge"))
    page = chief.get(path(desk)).text
    changes = page.split('id="changes-title"')[1].split("</section>")[0]
    words = " ".join(changes.split())
    assert "第 1 次退回后改了什么" in changes
    assert "上次 2027年1月20日（星期三）09:00:00上报，本次 2027年1月29日（星期五）09:00:00上报" in words
    own, east, south = (
        changes.split(f'<th scope="row">{name}')[1].split("</tr>")[0] for name in (CITY, COUNTY, "甲南县")
    )
    assert "见下面各项" in own
    assert "核实第 2 项" in east
    assert "核实第 5 项" in south
    assert '<td class="number">96</td>' in east
    assert '<td class="number">99</td>' in east
    assert south.count('<td class="number">92</td>') == 2
    assert "甲西县没有变化" in words
    assert "甲东县的评定表改了什么" in changes
    assert "退回意见：写明培训记录" in changes
    assert "甲南县的评定表改了什么" not in changes


def own_declared(world: World) -> None:
    """25 January: 甲市 declares on its own sheet that item 3 does not apply; the report is acknowledged."""
    answers = full_answers(world.scheme)
    world.fill(CITY, {number: given for number, given in answers.items() if number != ABSENT}, at(1, 10))
    declare(world, CITY, now=at(1, 10))
    world.hand_up(CITY, at(1, 15))
    world.submit_report(CITY, at(1, 20))
    world.do(acknowledge_report, world.chief, at(1, 25), report_id=world.report(CITY).id)


def test_the_chief_confirms_on_the_report_page_and_then_accepts(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED, own_declared)
    chief, sheet = desk.chief(at(1, 26)), desk.fresh.sheet(CITY).id
    page = chief.get(path(desk)).text
    assert f"不适用：{REASON}" in page
    refused = chief.send(path(desk, "/accept"))
    assert refused.status_code == 409
    assert "第 3 项填报为不适用，还没有确认" in refused.text
    assert "可处理：评定负责人逐项确认，或写明意见退回修改" in refused.text
    answer = chief.send(f"/sheets/{sheet}/items/3/not-applicable/confirm", version="1")
    assert answer.location.endswith(f"{path(desk)}#absent-title")
    assert "已确认" in chief.get(answer.location).text
    assert chief.send(path(desk, "/accept")).status_code == 303


def test_the_chief_s_notes_are_not_the_prefecture_s_to_see(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED, own_declared)
    chief, sheet = desk.chief(at(1, 26)), desk.fresh.sheet(CITY).id
    answer = chief.send(f"/sheets/{sheet}/notes", item="", note=SECRET)
    assert answer.location.endswith(f"{path(desk)}#notes")
    assert SECRET in chief.get(path(desk)).text
    signer = desk.enter("甲市负责人", at(1, 26))
    report = desk.fresh.report(CITY).id
    for place in ("/", f"/sheets/{sheet}", f"/sheets/{sheet}/history", f"/prefecture/reports/{report}"):
        assert SECRET not in signer.get(place).text
    assert signer.send(f"/sheets/{sheet}/notes", item="", note=SECRET).status_code == 403
