"""Before signing: four lists that lead to their items; and last year's item beside this year's."""

import pytest

from tests.webapp.county.conftest import COUNTY, Office, OfficeAt
from tests.webapp.desks import cost
from tests.worlds import Stage, World, at, full_answers
from tests.worlds.printing import print_form
from tests.worlds.stories import NEXT_DECEMBER, a_year_later, filled, to_sign
from workflow.models import Evidence, Purpose
from workflow.rules.kinds.answers import Answer


def panel(page: str) -> str:
    return page.split('id="completeness"')[1].split("</section>")[0]


def scanned(world: World) -> None:
    """To be signed, with its stamped scan."""
    to_sign(world)
    version = print_form(world, COUNTY, at(12, 10))
    unit, filler = world.unit(COUNTY), world.filler(COUNTY)
    world.session.add(
        Evidence(
            cycle_id=world.cycle_id,
            unit_id=unit,
            purpose=Purpose.SCAN,
            name="盖章扫描件.pdf",
            size=1,
            media_type="application/pdf",
            sha256="0" * 64,
            by_unit_id=unit,
            uploaded_by_id=filler.user_id,
            uploaded_at=NEXT_DECEMBER,
            printed_id=version.id,
        )
    )
    world.session.commit()


def test_blanks_are_listed_and_hold_the_sheet_up(office: Office) -> None:
    office.world.fill(COUNTY, {27: {"training": Answer("yes")}})
    desk = office.filler()
    page = desk.get(office.path("/check")).text
    told = panel(page)
    assert "42 项，填完才能送签：" in told
    assert f'<a href="{office.path("/items/1")}">第 1 项</a>' in told
    assert "1 项，不挡上报：" in told
    assert f'<a href="{office.path("/items/27")}">第 27 项</a>' in told
    assert "4 节，不挡上报，上报后不能再写：" in told
    assert f'<a href="{office.path("/documents")}">基本情况、主要做法和成效' in told
    assert "还没有上传盖章扫描件，不挡上报" in told
    short = desk.get(office.path()).text
    assert "未填 42 项；满分没有佐证 1 项；自评报告有 4 节没有写；还没有上传盖章扫描件" in short
    assert f'href="{office.path("/check")}#completeness"' in short


def test_the_signer_sees_the_reminders_and_may_sign(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, to_sign)
    page = office.signer().get(office.path("/check")).text
    assert "没有填的项次</dt>\n      <dd>没有</dd>" in page
    assert "没有上传盖章扫描件" in page
    assert "提醒不挡上报，按下即确认已经看过" in page
    assert "确认并上报至甲市</button>" in page


def test_with_the_scan_only_the_evidence_is_reminded_of(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, scanned)
    page = office.signer().get(office.path("/check")).text
    assert "与当前填报一致，签发前请核对公章、日期、签字" in page
    assert "没有上传盖章扫描件" not in page
    assert "得满分、没有佐证材料的" in page


@pytest.mark.parametrize("rest", ["", "/check", "/items/2"])
def test_the_pages_cost_the_same_however_much_is_filled(office_at: OfficeAt, rest: str) -> None:
    empty, full = office_at(Stage.SELF_EVALUATION), office_at(Stage.SELF_EVALUATION, filled)
    costs = [sum(cost(office.filler(), office.path(rest)).values()) for office in (empty, full)]
    assert costs[0] == costs[1] <= 60


def test_what_changed_since_the_check_page_is_not_handed_to_the_signer(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, filled)
    desk, check = office.filler(), office.path("/check")
    digest = desk.get(check).text.split('name="digest" value="')[1].split('"')[0]
    refused = desk.send(office.path("/finish"), page=check, digest="f" * 64)
    assert refused.status_code == 409
    assert "核对之后评定表的内容有变动，重新打开核对页，看过最新内容再送签" in refused.text
    assert desk.send(office.path("/finish"), page=check, digest=digest).status_code == 303


def test_last_years_mark_deduction_and_remark_stand_beside_the_item(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION, a_year_later)
    page = office.filler(now=NEXT_DECEMBER).get(office.path("/items/2")).text
    beside = page.split('class="before"')[1].split("</section>")[0]
    assert "上年本项（2026 年度）" in beside
    assert "<strong>1</strong> / 3 分" in beside
    assert "培训计划没有印发" in beside
    assert "上年最后一次退回的意见：写明缺的是计划还是记录" in beside
    office.world.fill(COUNTY, full_answers(office.world.scheme), NEXT_DECEMBER)
    assert "上年本项" in office.filler(now=NEXT_DECEMBER).get(office.path("/items/2")).text
    other = office.filler("甲南县", NEXT_DECEMBER)
    assert "上年本项" not in other.get(office.path("/items/2", "甲南县")).text
