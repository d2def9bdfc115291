"""Stamped scans: each shows one printed version, and whoever looks learns whether it is still the one."""

from decimal import Decimal

import pytest

from tests.refusals import turned_away, why_not
from tests.samples import pdf
from tests.worlds import Stage, World, Worlds, answers_losing, at
from tests.worlds.corrections import publish
from tests.worlds.evidence import stored
from tests.worlds.printing import fill_anew, print_form, scan
from tests.worlds.year import take_step
from workflow.commands.evidence import Told, add_evidence, change_evidence, evidence_note
from workflow.commands.handing_up import finish_sheet, submission_document
from workflow.errors import Invalid
from workflow.models import Purpose
from workflow.queries.scans import scan_of
from workflow.rules.printed_codes import shown_code

COUNTY, NOW = "甲东县", at(12, 10)


def filled(world: World) -> World:
    """甲东县 has filled everything, 4 marks short."""
    world.fill(COUNTY, answers_losing(world.scheme, Decimal(4)))
    return world


@pytest.fixture
def december(world_at: Worlds) -> World:
    """10 December."""
    return filled(world_at(Stage.SELF_EVALUATION))


def told(world: World) -> str:
    return scan_of(world.session, world.sheet(COUNTY)).told


def test_a_scan_names_its_version_and_is_outdated_once_the_figures_change(december: World) -> None:
    assert told(december) == "还没有上传盖章扫描件"
    version = print_form(december, COUNTY, NOW)
    code = shown_code(version.code)
    scan(december, COUNTY, NOW, code.lower())
    assert told(december) == f"扫描件对应版本 {code}，与当前填报一致"
    fill_anew(december, COUNTY, answers_losing(december.scheme, Decimal(6)), at(12, 11))
    assert told(december) == (
        f"扫描件对应版本 {code}，是旧版本的扫描件："
        "数据在2026年12月10日（星期四）09:00:00打印之后有变动，请重新打印盖章"
    )
    again = shown_code(print_form(december, COUNTY, at(12, 12)).code)
    scan(december, COUNTY, at(12, 12), again)
    assert told(december) == f"扫描件对应版本 {again}，与当前填报一致"


def test_what_is_signed_names_the_version_of_the_scan(december: World) -> None:
    version = print_form(december, COUNTY, NOW)
    row = scan(december, COUNTY, NOW, version.code)
    assert evidence_note(december.session, row)["printed"] == version.code
    signed = submission_document(december.session, december.sheet(COUNTY))["evidence"]
    assert [file["printed"] for file in signed] == [version.code]


def test_a_scan_without_a_code_stays_possible_and_can_be_given_one(december: World) -> None:
    row = scan(december, COUNTY, NOW, "")
    assert told(december) == "扫描件没有写明版本代码，不能确认与当前填报一致"
    version = print_form(december, COUNTY, NOW)
    about = {"evidence_id": row.id, "told": Told(code=version.code)}
    december.do(change_evidence, december.filler(COUNTY), NOW, **about)
    assert told(december).endswith("与当前填报一致")
    december.do(change_evidence, december.filler(COUNTY), NOW, evidence_id=row.id, told=Told(note="第二页"))
    assert told(december).endswith("与当前填报一致")


def test_the_code_of_something_else_is_refused(december: World) -> None:
    other = print_form(december, "甲南县", NOW)
    given = {
        "sheet_id": december.sheet(COUNTY).id,
        "file": stored("a.pdf", pdf("a")),
        "purpose": Purpose.SCAN,
    }
    for code, said in (
        (other.code, f"版本代码 {shown_code(other.code)} 不是这份评定表打印出来的"),
        (other.code[::-1], "逐位对照页脚"),
    ):
        error = turned_away(
            december, Invalid, add_evidence, december.filler(COUNTY), NOW, told=Told(code=code), **given
        )
        assert said in error.errors["code"]


def required(world: World) -> None:
    """1 December, by a document that requires the stamped scan."""
    publish(world, "procedure", "stamped_scan: required")
    take_step(world, Stage.SELF_EVALUATION)


def test_a_document_may_require_the_scan_of_what_is_filled_in(world_at: Worlds) -> None:
    world = filled(world_at.variant("required_scan", Stage.PEOPLE, required))
    sheet, filler = {"sheet_id": world.sheet(COUNTY).id}, world.filler(COUNTY)
    how = "打印评定表，签字、盖章后扫描，在“佐证材料”页面上传并写明页脚的版本代码"
    rule = "本办法要求随表上传与当前填报一致的盖章扫描件"
    reasons = why_not(world, finish_sheet, filler, NOW, **sheet)
    assert reasons == [(f"还没有上传盖章扫描件（{how}）；{rule}", "填报员")]
    version = print_form(world, COUNTY, NOW)
    scan(world, COUNTY, NOW, version.code)
    fill_anew(world, COUNTY, answers_losing(world.scheme, Decimal(6)), at(12, 11))
    ((text, lifted_by),) = why_not(world, finish_sheet, filler, at(12, 11), **sheet)
    assert "是旧版本的扫描件" in text
    assert lifted_by == "填报员"
    scan(world, COUNTY, at(12, 11), print_form(world, COUNTY, at(12, 11)).code)
    world.hand_up(COUNTY, at(12, 12))
    assert world.sheet(COUNTY).stage.value == "submitted"


def test_where_it_is_only_asked_for_nothing_holds_the_sheet_up(december: World) -> None:
    december.hand_up(COUNTY, at(12, 12))
    assert december.sheet(COUNTY).stage.value == "submitted"
