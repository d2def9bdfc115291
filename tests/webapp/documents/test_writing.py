"""Writing the texts of reports: nothing is lost, nothing is taken while it may not be written."""

from decimal import Decimal

from tests.webapp.desks import Desk, DeskAt
from tests.worlds import Stage, World, answers_losing, at
from workflow.commands.handing_up import finish_sheet
from workflow.models import Narrative

COUNTY = "甲东县"


def address(desk: Desk, section: str = "problems") -> str:
    return f"/sheets/{desk.world.sheet(COUNTY).id}/self-report/{section}"


def kept(desk: Desk) -> list[tuple[str, str, int]]:
    rows = desk.fresh.session.query(Narrative).order_by(Narrative.id)
    return [(row.section, row.text, row.version) for row in rows]


def test_a_section_is_kept_and_stands_in_the_report(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    county = desk.enter(f"{COUNTY}填报员", at(12, 10))
    answer = county.send(address(desk), version="0", text="培训次数偏少。\r\n档案不齐。")
    assert answer.status_code == 303
    assert answer.location.endswith("/documents#problems")
    assert kept(desk) == [("problems", "培训次数偏少。\n档案不齐。", 1)]
    assert desk.events("narrative.write") == 1
    assert "培训次数偏少。" in county.get(f"/sheets/{desk.world.sheet(COUNTY).id}/documents").text
    assert county.get("/sheets/1/self-report/nothing").status_code == 404


def test_the_same_text_again_leaves_no_trace(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    county = desk.enter(f"{COUNTY}填报员", at(12, 10))
    for _ in range(2):
        assert county.send(address(desk), version="0", text="培训次数偏少。").status_code == 303
    assert desk.events("narrative.write") == 1


def test_a_newer_version_comes_back_beside_what_was_typed(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    county = desk.enter(f"{COUNTY}填报员", at(12, 10))
    county.send(address(desk), version="0", text="先写的<b>。")
    answer = county.send(address(desk), version="0", text="后写的&。")
    assert answer.status_code == 409
    assert answer.text.count("先写的&lt;b&gt;。") == 1
    assert answer.text.count("后写的&amp;。") == 2
    assert "您写的还没有保存" in answer.text
    assert kept(desk) == [("problems", "先写的<b>。", 1)]
    assert county.send(address(desk), version="0", over="1", text="后写的&。").status_code == 303
    assert kept(desk) == [("problems", "后写的&。", 2)]


def test_a_text_that_is_too_long_comes_back_as_typed(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    long = "字" * 20_001
    answer = desk.enter(f"{COUNTY}填报员", at(12, 10)).send(address(desk), version="0", text=long)
    assert answer.status_code == 422
    assert "这一部分有 20001 字，最多 20000 字：删减后再保存。" in answer.text
    assert long in answer.text
    assert kept(desk) == []


def test_nobody_else_writes_a_units_report(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    for name, status in ((f"{COUNTY}负责人", 403), ("甲市填报员", 403), ("乙东县填报员", 404)):
        browser = desk.enter(name, at(12, 10))
        assert browser.send(address(desk), version="0", text="别人写的").status_code == status
        assert browser.get(address(desk)).status_code == status
    assert kept(desk) == []


def to_sign(world: World) -> None:
    """The sheet waits for its signer."""
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    world.do(finish_sheet, world.filler(COUNTY), at(12, 20), sheet_id=world.sheet(COUNTY).id)


def test_what_waits_for_the_signer_is_not_changed(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, to_sign)
    county = desk.enter(f"{COUNTY}填报员", at(12, 21))
    answer = county.send(address(desk), version="0", text="迟到的文字")
    assert answer.status_code == 409
    assert "当前" in answer.text
    assert "迟到的文字" in answer.text
    assert kept(desk) == []
    assert "文字不能修改" in county.get(f"/sheets/{desk.world.sheet(COUNTY).id}/documents").text


def test_the_consolidation_report_is_written_while_the_report_is(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COUNTIES_ACCEPTED)
    report = desk.world.report("甲市").id
    place = f"/reports/{report}/consolidation-report/overview"
    filler = desk.enter("甲市填报员", at(1, 5))
    assert filler.send(place, version="0", text="全市总体良好。").status_code == 303
    assert "全市总体良好。" in filler.get(f"/prefecture/reports/{report}").text
    assert desk.enter("甲市负责人", at(1, 5)).send(place, version="1", text="改").status_code == 403
    assert desk.enter("乙市填报员", at(1, 5)).send(place, version="1", text="改").status_code == 404
    late = desk_at(Stage.HANDED_UP)
    answer = late.enter("甲市填报员", at(1, 21)).send(place, version="0", text="迟到的文字")
    assert answer.status_code == 409
    assert kept(late) == []
