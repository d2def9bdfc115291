"""Units come from a file, all or nothing, and every mistake is named by row and column."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, someone, unit_id
from workflow.actor import COMMAND_LINE, Post
from workflow.commands.unit_file import TABLE, builtin_units, parse_units
from workflow.commands.units import import_units, record_succession, set_single_handed
from workflow.errors import Forbidden, Invalid, NotFound
from workflow.models import Event, Level, Succession, SuccessionKind, Unit
from workflow.queries.units import only_top, top_units
from workflow.unit_of_work import unit_of_work

HEADER = ",".join(TABLE.titles)
HUBEI = "420000,湖北省,province,省,,,,,"
WUHAN = "420100,武汉市,prefecture,地级市,湖北省,,,,"


def file(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def load(session: Session, *lines: str) -> None:
    with unit_of_work(session):
        import_units(session, COMMAND_LINE, OCTOBER, parse_units(file(*lines)))


def mistakes(session: Session, *lines: str) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        load(session, *lines)
    return refused.value.errors


def test_the_demonstration_province_has_17_ranked_units_and_99_counties(hubei: Session) -> None:
    levels = dict(hubei.execute(select(Unit.level, func.count()).group_by(Unit.level)).all())
    assert levels == {Level.PROVINCE: 1, Level.PREFECTURE: 17, Level.COUNTY: 99}
    xiantao = hubei.scalars(select(Unit).where(Unit.name == "仙桃市")).one()
    assert (xiantao.level, xiantao.type) == (Level.PREFECTURE, "县级市")


@pytest.mark.sqlite_only
def test_the_demonstration_province_has_no_telephone_number_of_anybody(hubei: Session) -> None:
    assert {phone[:4] for phone in hubei.scalars(select(Unit.phone))} == {"000-"}


def test_importing_the_same_file_again_changes_nothing_and_leaves_no_event(hubei: Session) -> None:
    with unit_of_work(hubei):
        plan = import_units(hubei, COMMAND_LINE, OCTOBER, builtin_units())
    assert (plan.created, plan.changed, plan.unchanged) == ((), (), 117)
    assert hubei.scalars(select(Event.name)).all() == ["unit.import"]


def test_a_code_identifies_a_unit_whose_name_has_changed(session: Session) -> None:
    load(session, HUBEI, WUHAN, "420105,汉阳县,county,县,420100,,,,")
    before = unit_id(session, "汉阳县")
    load(session, "420105,汉阳区,county,市辖区,武汉市,,,,")
    assert unit_id(session, "汉阳区") == before
    change = session.scalars(select(Event).where(Event.name == "unit.change")).one()
    assert (change.unit_id, change.after) == (before, '{"name":["汉阳县","汉阳区"],"type":["县","市辖区"]}')


def test_a_unit_without_code_is_known_by_name_and_parent_and_may_get_a_code_later(session: Session) -> None:
    load(session, HUBEI, WUHAN, ",东湖开发区,county,开发区,武汉市,,,,")
    before = unit_id(session, "东湖开发区")
    load(session, ",东湖开发区,county,开发区,武汉市,,000-1,,")
    load(session, "420199,东湖开发区,county,开发区,武汉市,,000-1,,")
    unit = session.get_one(Unit, before)
    assert (unit.code, unit.phone) == ("420199", "000-1")
    assert session.scalar(select(func.count()).select_from(Unit)) == 3


def test_rows_may_stand_in_any_order(session: Session) -> None:
    load(session, "420102,江岸区,county,市辖区,武汉市,,,,", WUHAN, HUBEI)
    assert session.get_one(Unit, unit_id(session, "江岸区")).parent_id == unit_id(session, "武汉市")


def test_every_mistake_is_named_with_its_row_column_and_remedy_and_nothing_is_stored(
    session: Session,
) -> None:
    errors = mistakes(
        session,
        HUBEI,
        "420100,,prefecture,地级市,湖北省,,,,",
        "420200,黄石市,市,地级市,湖北省,,,2026-02-30,",
        "420200,黄石市,prefecture,地级市,湖北省,,,2026-05-01,2026-01-01",
    )
    assert set(errors) == {
        "line-3-name", "line-4-level", "line-4-valid_from", "line-4-code", "line-5-code", "line-5-valid_to",
    }  # fmt: skip
    assert errors["line-4-level"].startswith("第 4 行 level：读到“市”，可填 省级（或 province）")
    assert session.scalar(select(func.count()).select_from(Unit)) == 0


def test_a_level_is_read_with_any_brackets_and_a_blank_one_is_called_blank(session: Session) -> None:
    [county] = parse_units(file("420102,江岸区,县（市、区）,市辖区,武汉市,,,,"))
    assert county.level is Level.COUNTY
    assert "没有填，可填 省级" in mistakes(session, "420102,江岸区,,市辖区,武汉市,,,,")["line-2-level"]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("420102,江岸区,county,区,南京市,,,,", "line-4-parent", "没有找到“南京市”"),
        ("420102,江岸区,county,区,,,,,", "line-4-parent", "没有上级单位，也没有下级单位"),
        ("420101,市经办中心,prefecture,,武汉市,,,,", "line-4-level", "上级应在更高的层级"),
        ("420100,武汉,prefecture,市,420100,,,,", "line-4-code", "不止一次"),
        (",武汉市,prefecture,市,湖北省,,,,", "line-4-name", "与第 3 行是同一个单位"),
        (f"{'4' * 21},黄石市,prefecture,市,湖北省,,,,", "line-4-code", "编码有 21 个字符，最多 20 个"),
        ("420199,武汉市,prefecture,市,湖北省,,,,", "line-4-name", "两个同时有效的“武汉市”"),
        ("420102,江岸区,county", "line-4-", "有 3 格，应为 9 格"),
    ],
)
def test_a_row_that_does_not_fit_the_others_is_refused(
    session: Session, line: str, field: str, words: str
) -> None:
    assert words in mistakes(session, HUBEI, WUHAN, line)[field]


def test_a_county_or_a_group_within_a_unit_may_stand_at_the_top(session: Session) -> None:
    load(
        session,
        "320682,某市,county,县级市,,,,,",
        "320682101,某镇,township,镇,某市,镇,,,",
        "320682201,某街道,township,街道,某市,主功能区,,,",
        ",评价工作组,county,,,,,,",
        ",某事业单位,unit,,评价工作组,,,,",
    )
    tops = {unit.name: unit.level for unit in top_units(session)}
    assert tops == {"某市": Level.COUNTY, "评价工作组": Level.COUNTY}
    groups = session.execute(select(Unit.name, Unit.group).where(Unit.level == Level.TOWNSHIP))
    assert dict(groups.all()) == {"某镇": "镇", "某街道": "主功能区"}
    with pytest.raises(Invalid, match="2 个县"):
        only_top(session, Level.COUNTY)


def test_a_successor_of_the_same_name_is_taken_when_the_old_unit_has_ended(session: Session) -> None:
    load(
        session, HUBEI, WUHAN,
        "420111,洪山区,county,区,武汉市,,,,2025-12-31", "420199,洪山区,county,区,武汉市,,,2026-01-01,",
    )  # fmt: skip
    assert session.scalar(select(func.count()).where(Unit.name == "洪山区")) == 2


def test_an_administrator_keeps_to_the_own_province(hubei: Session) -> None:
    admin = someone(hubei, Post.ADMIN, "湖北省")
    rows = parse_units(file("430000,湖南省,province,省,,,,,", "430100,长沙市,prefecture,地级市,湖南省,,,,"))
    with pytest.raises(Invalid) as refused, unit_of_work(hubei):
        import_units(hubei, admin, OCTOBER, rows)
    assert set(refused.value.errors) == {"line-2-parent", "line-3-parent"}


def test_units_that_stand_above_each_other_are_refused(hubei: Session) -> None:
    admin = someone(hubei, Post.ADMIN, "湖北省")
    circle = ("420102,江岸区,county,市辖区,420103,,,,", "420103,江汉区,county,市辖区,420102,,,,")
    for lines in (circle, ("420100,武汉市,prefecture,地级市,420100,,,,",)):
        with pytest.raises(Invalid) as refused, unit_of_work(hubei):
            import_units(hubei, admin, OCTOBER, parse_units(file(*lines)))
        assert {name for name in refused.value.errors if name.endswith("-level")}


@pytest.mark.parametrize("post", [Post.CHIEF, Post.AUDITOR])
def test_nobody_but_the_administrator_imports_units(hubei: Session, post: Post) -> None:
    actor = someone(hubei, post, "湖北省")
    with pytest.raises(Forbidden), unit_of_work(hubei):
        import_units(hubei, actor, OCTOBER, builtin_units())


def test_a_unit_is_marked_single_handed_with_a_reason_only(hubei: Session) -> None:
    admin, unit = someone(hubei, Post.ADMIN, "湖北省"), unit_id(hubei, "神农架林区")
    with pytest.raises(Invalid), unit_of_work(hubei):
        set_single_handed(hubei, admin, OCTOBER, unit_id=unit, single_handed=True, reason=" ")
    with unit_of_work(hubei):
        set_single_handed(hubei, admin, OCTOBER, unit_id=unit, single_handed=True, reason="只有一名在编人员")
    assert hubei.get_one(Unit, unit).single_handed


def test_one_unit_follows_another_once(hubei: Session) -> None:
    admin = someone(hubei, Post.ADMIN, "湖北省")
    pair = {"from_unit_id": unit_id(hubei, "铁山区"), "to_unit_id": unit_id(hubei, "下陆区")}
    merger = {"on": date(2026, 7, 1), "kind": SuccessionKind.MERGED, "reason": "批复文号示例"}
    with unit_of_work(hubei):
        record_succession(hubei, admin, OCTOBER, **pair, **merger)
    with pytest.raises(Invalid, match="已经登记过"), unit_of_work(hubei):
        record_succession(hubei, admin, OCTOBER, **pair, **merger)
    assert hubei.scalars(select(Succession.to_unit_id)).all() == [pair["to_unit_id"]]


def test_a_unit_does_not_follow_itself(hubei: Session) -> None:
    admin, unit = someone(hubei, Post.ADMIN, "湖北省"), unit_id(hubei, "铁山区")
    with pytest.raises(Invalid) as refused, unit_of_work(hubei):
        record_succession(
            hubei, admin, OCTOBER,
            from_unit_id=unit, to_unit_id=unit, on=date(2026, 7, 1), kind=SuccessionKind.RENAMED, reason="",
        )  # fmt: skip
    assert set(refused.value.errors) == {"to_unit_id", "reason"}


def test_a_unit_that_does_not_exist_is_not_found(hubei: Session) -> None:
    admin = someone(hubei, Post.ADMIN, "湖北省")
    with pytest.raises(NotFound), unit_of_work(hubei):
        set_single_handed(hubei, admin, OCTOBER, unit_id=99999, single_handed=True, reason="试")
