"""Figures of units from files: both forms, all or none, every mistake with its line and column."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from states.engine import Refused
from tests.refusals import contents
from tests.worlds import TownAt, World, at, towns
from workflow.commands.metric_import import FigureChange, import_metrics, plan_metrics
from workflow.commands.table_plan import TablePlan
from workflow.errors import Forbidden, Invalid
from workflow.models import Event, MetricValue, Participant
from workflow.queries.metrics import metric_table, metrics_of

WIDE = "单位,参保人数,目标任务数,来源\n"
LONG = "单位代码,单位,指标,数值,来源\n"


def take(world: World, content: bytes | str, **how: Any) -> TablePlan[FigureChange]:
    text = content.encode() if isinstance(content, str) else content
    who = towns.person(world, "示范县系统管理员")
    taken = world.do(import_metrics, who, at(2, 5), cycle_id=1, content=text, **how)
    assert isinstance(taken, TablePlan)
    return taken


def counted(plan: TablePlan[FigureChange]) -> tuple[int, int]:
    """Figures in the file, and those of them that are new or changed."""
    return plan.total, len(plan.changes)


def workbook(*rows: list[Any], percent: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if percent:
        sheet[percent].number_format = "0.0%"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def errors(world: World, content: bytes | str, **how: Any) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        take(world, content, **how)
    assert world.session.scalars(select(MetricValue.id)).all() == [], "all or nothing"
    return list(refusal.value.errors.values())


def test_a_column_for_each_metric(town_at: TownAt) -> None:
    world = town_at(towns.county)
    assert counted(take(world, WIDE + "甲镇,１８００,1500,台账\n乙镇,,1000,台账\n")) == (3, 3)
    found = metrics_of(world.session, 1)
    assert found == {
        world.unit("甲镇"): {"insured": "1800", "target": "1500"},
        world.unit("乙镇"): {"target": "1000"},
    }


def test_a_line_for_each_figure_by_code_and_by_key(town_at: TownAt) -> None:
    world = town_at(towns.county)
    take(world, LONG + "880001,,insured,1800.50,台账\n,乙镇,参保人数,900,\n", source="统一台账")
    table = metric_table(world.session, 1)
    first = table.rows[0].values["insured"]
    assert (first.value, first.source, first.by) == ("1800.5", "台账", "示范县系统管理员")
    assert table.rows[1].values["insured"].source == "统一台账"
    assert table.gaps == {
        "参保人数": ("丙园", "丁园"),
        "目标任务数": ("甲镇", "乙镇", "丙园", "丁园"),
    }


def test_a_workbook_is_read_exactly(town_at: TownAt) -> None:
    world = town_at(towns.county)
    take(world, workbook(["单位", "参保人数", "来源"], ["甲镇", 99.8, "台账"], ["乙镇", 1800, "台账"]))
    assert sorted(row["insured"] for row in metrics_of(world.session, 1).values()) == ["1800", "99.8"]


def test_namesakes_are_told_apart_by_their_codes(town_at: TownAt) -> None:
    world = town_at(towns.county)
    first, second = world.unit("甲镇"), world.unit("乙镇")
    known = {row.unit_id: row for row in world.session.scalars(select(Participant))}
    known[second].name = "甲镇"
    world.session.commit()
    [text] = errors(world, WIDE + "甲镇,1800,1500,台账\n")
    assert text == "第 2 行“单位”：有 2 个单位叫“甲镇”：填写“单位代码”"
    codes = [known[unit].code for unit in (first, second)]
    take(world, LONG + "".join(f"{code},甲镇,insured,{n},台账\n" for n, code in enumerate(codes)))
    assert metrics_of(world.session, 1) == {first: {"insured": "0"}, second: {"insured": "1"}}


def test_importing_again_replaces_and_notes_both_values(town_at: TownAt) -> None:
    world = town_at(towns.county)
    take(world, WIDE + "甲镇,1800,1500,台账\n")
    assert counted(take(world, WIDE + "甲镇,1900,1500,台账\n")) == (2, 1)
    imports = select(Event).where(Event.name == "metric.import").order_by(Event.seq)
    event, unit = world.session.scalars(imports).all()[-1], world.unit("甲镇")
    assert (event.before, event.after) == (f'{{"{unit}.insured":"1800"}}', f'{{"{unit}.insured":"1900"}}')


def test_a_plan_tells_every_change_and_does_nothing(town_at: TownAt) -> None:
    world = town_at(towns.county)
    take(world, WIDE + "甲镇,1800,1500,台账\n")
    before, who = contents(world.session), towns.person(world, "示范县系统管理员")
    text = WIDE + "甲镇,1900,1500,台账\n乙镇,,1000,税务报表\n"
    plan = plan_metrics(world.session, who, at(2, 6), cycle_id=1, content=text.encode())
    assert plan.changes == (
        FigureChange("甲镇", "参保人数", "1800", "台账", "1900", "台账"),
        FigureChange("乙镇", "目标任务数", "", "", "1000", "税务报表"),
    )
    assert (plan.added, plan.unchanged, plan.empty) == (1, 1, False)
    assert contents(world.session) == before
    assert take(world, text) == plan
    assert plan_metrics(world.session, who, at(2, 6), cycle_id=1, content=text.encode()).empty


def test_another_source_is_a_change_and_the_same_file_again_is_none(town_at: TownAt) -> None:
    world = town_at(towns.county)
    take(world, WIDE + "甲镇,1800,1500,台账\n")
    assert counted(take(world, WIDE + "甲镇,1800,1500,税务报表\n")) == (2, 2)
    imports = select(Event).where(Event.name == "metric.import").order_by(Event.seq)
    event, unit = world.session.scalars(imports).all()[-1], world.unit("甲镇")
    assert f'"{unit}.insured.source":"台账"' in event.before
    assert f'"{unit}.insured.source":"税务报表"' in event.after
    who = towns.person(world, "示范县系统管理员")
    again = {"cycle_id": 1, "content": (WIDE + "甲镇,1800,1500,税务报表\n").encode()}
    world.do(import_metrics, who, at(2, 8), **again)
    assert world.session.scalars(imports).all()[-1] == event
    assert {row.imported_at for row in world.session.scalars(select(MetricValue))} == {at(2, 5)}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (WIDE + "甲镇,18O0,1500,台账\n", "第 2 行“参保人数”：参保人数读到“18O0”，其中有字母O：改成数字0"),
        (WIDE + "甲镇,约1800,1500,台账\n", "第 2 行“参保人数”：参保人数读到“约1800”，填数字"),
        (WIDE + "甲镇,NaN,1500,台账\n", "这不是一个数"),
        (WIDE + "甲镇,1e309,1500,台账\n", "不用科学计数法"),
        (WIDE + "甲镇,-5,1500,台账\n", "第 2 行“参保人数”：参保人数填写的是-5，不能小于0"),
        (WIDE + "戊镇,1800,1500,台账\n", "第 2 行“单位”：“戊镇”不参加本年度评定：核对单位表"),
        (WIDE + "甲镇,1800,1500,\n", "第 2 行“来源”：没有写来源"),
        (WIDE + "甲镇,1,1,台账\n甲镇,2,,台账\n", "第 3 行“参保人数”：同一单位的“参保人数”与第 2 行重复"),
        (WIDE + "甲镇,1,1,台账,多\n", "第 2 行“行末”：比表头多出内容"),
        (LONG + "880001,乙镇,insured,1,台账\n", "第 2 行“单位代码”：代码 880001 不是乙镇的"),
        (LONG + "880001,,人均,1,台账\n", "第 2 行“指标”：没有指标“人均”，本办法的指标是：参保人数、目标"),
        (LONG + "880001,,insured,,台账\n", "第 2 行“数值”：还没有填写参保人数"),
        (LONG + ",,insured,1,台账\n", "第 2 行“单位”：没有写单位"),
        ("单位,人均\n甲镇,1\n", "表头里有不认识的“人均”"),
        ("参保人数\n1\n", "表头缺“单位代码”或“单位”一列"),
        ("单位,来源\n甲镇,台账\n", "表头里没有指标"),
        ("单位,参保人数,参保人数\n甲镇,1,2\n", "表头里“参保人数”重复"),
        ("单位,指标,参保人数\n甲镇,insured,2\n", "每行一个数的"),
        (WIDE, "连同表头有 1 行"),
        (WIDE + "甲镇,,,台账\n", "表头之下没有一个数"),
        (b"\xd0\xcf\x11\xe0rest", "旧版 Excel"),
        (b"PK\x03\x04rest", "读不出来"),
    ],
)
def test_every_mistake_has_its_line_and_column(town_at: TownAt, content: bytes | str, told: str) -> None:
    found = errors(town_at(towns.county), content)
    assert len(found) == 1
    assert told in found[0]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("=1+1", "工作表“Sheet”第 2 行“参保人数”：这一格是公式"),
        (date(2026, 1, 1), "这一格是日期"),
        (True, "这一格是逻辑值"),
        ("一千八", "参保人数读到“一千八”"),
    ],
)
def test_a_cell_that_is_no_plain_number_is_refused(town_at: TownAt, value: Any, told: str) -> None:
    content = workbook(["单位", "参保人数", "来源"], ["甲镇", value, "台账"])
    assert told in errors(town_at(towns.county), content)[0]


@pytest.mark.parametrize("column", ["单位代码", "单位", "来源"])
def test_a_formula_in_any_column_is_named_and_nothing_stands_in_for_it(town_at: TownAt, column: str) -> None:
    line = {"单位代码": "880001", "单位": "甲镇", "参保人数": 99, "来源": "台账"} | {column: "=A1"}
    table = workbook([*line], [*line.values()])
    [text] = errors(town_at(towns.county), table, source="税务部门")
    assert text.startswith(f"工作表“Sheet”第 2 行“{column}”：这一格是公式")


def test_a_percentage_cell_holds_another_number_than_it_shows(town_at: TownAt) -> None:
    content = workbook(["单位", "参保人数", "来源"], ["甲镇", 0.998, "台账"], percent="B2")
    assert "百分比格式" in errors(town_at(towns.county), content)[0]


def test_all_mistakes_are_told_at_once(town_at: TownAt) -> None:
    found = errors(town_at(towns.county), WIDE + "甲镇,约,x,台账\n戊镇,1,1,台账\n")
    assert len(found) == 3


def test_a_table_with_a_cell_far_outside_is_refused_at_once(town_at: TownAt) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = 1
    stream = io.BytesIO()
    book.save(stream)
    assert "删去表格之外的内容" in errors(town_at(towns.county), stream.getvalue())[0]


def test_only_the_administrator_imports(town_at: TownAt) -> None:
    world = town_at(towns.county)
    about = {"cycle_id": 1, "content": towns.figures_csv()}
    with pytest.raises(Forbidden):
        world.do(import_metrics, towns.chief(world), at(2, 5), **about)


def test_figures_stand_still_once_the_ranking_is_at_the_meeting(town_at: TownAt) -> None:
    world = town_at(towns.in_publicity)
    with pytest.raises(Refused, match="指标数据不再变动"):
        take(world, towns.figures_csv())
