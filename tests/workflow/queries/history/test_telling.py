"""What changed is told in the words of the scheme, whichever way an event has kept it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.worlds import Stage, TownAt, World, Worlds, answers_losing, at, full_answers, towns
from tests.worlds.province import DIVISIONS
from workflow.actor import COMMAND_LINE
from workflow.commands._history import record
from workflow.commands.calendar import edit_calendar
from workflow.commands.filling import ItemInput, save_items
from workflow.commands.units import set_single_handed
from workflow.queries.calendars import days_of
from workflow.queries.history.lines import Line, history_lines
from workflow.queries.history.names import Fact, Names
from workflow.queries.history.telling import MOST_CHANGES, told
from workflow.queries.history.telling_items import Change
from workflow.queries.history.visible import Wanted, reading
from workflow.rules.answer_records import answer_record
from workflow.rules.kinds.answers import Answer
from workflow.rules.kinds.answers import Line as DeductionLine
from workflow.unit_of_work import unit_of_work


def fact(name: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> Fact:
    return Fact(1, at(12, 10), name, None, None, before or {}, after or {})


def tell(world: World, *about: Any) -> tuple[Change, ...]:
    event = fact(*about)
    return told(Names(world.session, world.cycle_id, [event]), event)


def read(world: World, unit: str, act: str) -> list[Line]:
    wanted = Wanted(world.cycle_id, world.unit(unit), act=act)
    return list(history_lines(world.session, reading(world.session, world.chief, wanted)))


@pytest.fixture
def world(world_at: Worlds) -> World:
    return world_at(Stage.SELF_EVALUATION)


def kept(world: World, number: int, mark: str, answer: Answer, *amounts: str) -> dict[str, Any]:
    """An item with its answers, as an event keeps it."""
    component = world.scheme.item(number).components[0].key
    listed = {"component": component, **answer_record(answer), "amounts": list(amounts)}
    return {str(number): {"mark": mark, "version": 1, "answers": [listed]}}


def test_a_mark_alone_is_told_from_before_to_after(world: World) -> None:
    assert tell(world, "sheet.save_items", {"11": "2.0000"}, {"11": "1.8000"}) == (
        Change("得分", "2", "1.8"),
    )
    assert tell(world, "sheet.save_items", {}, {"11": None}) == (Change("得分", "", "待定"),)
    both = tell(world, "sheet.save_items", {"11": "2", "12": "1"}, {"11": "1", "12": "1"})
    assert both == (Change(f"第 11 项 {world.scheme.item(11).title} · 得分", "2", "1"),)


def test_answers_and_deduction_lines_are_told_where_they_changed(world: World) -> None:
    component = world.scheme.item(11).components[0]
    line = DeductionLine("台账缺一页", "搬迁遗失", count=2)
    before = kept(world, 11, "1.6000", Answer("counted", (line,)), "0.4000")
    after = kept(world, 11, "1.4000", Answer("counted", (replace(line, count=3),)), "0.6000")
    assert tell(world, "sheet.save_items", before, after) == (
        Change("得分", "1.6", "1.4"),
        Change(component.text, "扣分情形 2 件", "扣分情形 3 件"),
        Change(
            f"{component.text}（扣分明细）",
            "台账缺一页，2 件，原因：搬迁遗失，扣 0.4 分",
            "台账缺一页，3 件，原因：搬迁遗失，扣 0.6 分",
        ),
    )


def test_of_several_lines_only_those_that_came_or_went_are_told(world: World) -> None:
    first, second = DeductionLine("甲", "一"), DeductionLine("乙", "二")
    before = kept(world, 11, "1.6", Answer("counted", (first, second)), "0.2", "0.2")
    after = kept(world, 11, "1.8", Answer("counted", (second,)), "0.2")
    assert tell(world, "sheet.save_items", before, after)[2:] == (
        Change(f"{world.scheme.item(11).components[0].text}（扣分明细）", "甲，原因：一，扣 0.2 分", ""),
    )


def test_an_item_that_does_not_apply_says_why(world: World) -> None:
    before = kept(world, 11, "2", Answer("counted", ()))["11"]
    before |= {"item": 11, "not_applicable": "", "answers": {}}
    after = {"item": 11, "mark": "2", "not_applicable": "本级不设窗口"}
    assert tell(world, "sheet.declare_not_applicable", before, after) == (
        Change("不适用", "", "本级不设窗口"),
    )


def test_a_key_that_the_scheme_does_not_know_stands_for_itself(world: World) -> None:
    after = {"11": {"mark": "2", "answers": [{"component": "unheard_of", "value": "yes"}]}}
    assert Change("unheard_of", "", "yes") in tell(world, "sheet.save_items", {}, after)


def test_what_is_really_saved_can_be_told(world: World) -> None:
    filler, sheet = world.filler("甲东县"), world.sheet("甲东县").id
    full, short = full_answers(world.scheme), answers_losing(world.scheme, Decimal(4))
    number = next(number for number in full if full[number] != short[number])
    for version, answers in enumerate((full, short)):
        items = [ItemInput(number, version, answers[number])]
        world.do(save_items, filler, at(12, 10), sheet_id=sheet, items=items)
    wanted = Wanted(world.cycle_id, world.unit("甲东县"), act="sheet.save_items")
    newest, oldest = history_lines(world.session, reading(world.session, filler, wanted))
    assert oldest.changes[0].what == newest.changes[0].what == "得分"
    assert newest.changes[0].before == oldest.changes[0].after != newest.changes[0].after


def test_stages_are_told_by_their_official_words(world: World) -> None:
    ends = {"stage": "filling", "version": 2}, {"stage": "to_sign", "version": 3}
    assert tell(world, "sheet.finish", *ends) == (Change("状态", "填报中", "待签"),)


def test_the_stages_of_a_year_are_told_by_its_own_document(town_at: TownAt) -> None:
    world = town_at(towns.evaluating)
    ends = {"stage": "preparing"}, {"stage": "self_evaluation"}
    (change,) = tell(world, "cycle.advance", *ends)
    assert change.after == world.scheme.procedure.year.title(world.cycle.stage)
    assert "县" not in change.after


def test_a_calendar_tells_the_days_that_changed(world: World) -> None:
    days = days_of(world.session, world.cycle_id)
    last = replace(days["rating"], last=days["rating"].last.replace(month=3, day=10))
    about = {"cycle_id": world.cycle_id, "days": {"rating": last}, "reason": "会议改期"}
    world.do(edit_calendar, COMMAND_LINE, at(12, 10), **about)
    wanted = Wanted(world.cycle_id, None, act="cycle.edit_calendar")
    (line,) = history_lines(world.session, reading(world.session, world.chief, wanted))
    assert [change.what for change in line.changes] == [world.scheme.procedure.year.stages[3].label]
    assert line.changes[0].after.endswith("2027年3月10日（星期三）")
    assert (line.reason, line.post) == ("会议改期", "系统管理员")


def test_who_has_an_item_is_told_by_the_names_of_divisions(world_at: Worlds) -> None:
    world = world_at(Stage.RATING)
    wanted = Wanted(world.cycle_id, None, act="cycle.assign_items")
    (line,) = history_lines(world.session, reading(world.session, world.chief, wanted))
    assert {change.after for change in line.changes} == set(DIVISIONS)
    assert not any(change.before for change in line.changes)


def test_a_finding_is_told_with_its_case_and_its_reason(world_at: Worlds) -> None:
    world = world_at(Stage.RATED)
    found = [line for line in read(world, "甲市", "assessment.rate_item") if len(line.changes) > 1]
    assert found
    assert found[0].changes[-1].what == "认定"
    assert "（新情况）：现场检查发现，原因：台账不符" in found[0].changes[-1].after


def test_answers_of_a_rater_and_marks_of_evaluators_are_told(town_at: TownAt) -> None:
    world = town_at(towns.rated)
    chief = towns.chief(world)
    for act in ("assessment.rate_item", "panel.mark", "metric.import"):
        wanted = Wanted(world.cycle_id, None, act=act)
        lines = list(history_lines(world.session, reading(world.session, chief, wanted)))
        assert lines
        assert all(change.what and change.after for line in lines for change in line.changes)
        assert any(line.changes for line in lines)


def test_a_deadline_that_was_extended_is_told_to_the_minute(world: World) -> None:
    after = {"entry": "self_evaluation", "until": "2027-01-10 16:00:00+00:00", "document_number": "1号"}
    changes = tell(world, "extension.grant", {"until": "2026-12-31 16:00:00+00:00"}, after)
    assert changes[0].before == "2026年12月31日（星期四）24:00 前（北京时间）"
    assert changes[0].after == "2027年1月10日（星期日）24:00 前（北京时间）"
    assert changes[0].what == f"{world.scheme.procedure.year.stages[1].label}的期限"


def test_a_post_that_passes_on_is_told_with_both_names_and_its_days(world: World) -> None:
    old, new = world.filler("甲东县"), world.signer("甲东县")
    after = {"user_id": new.user_id, "post": "filler", "since": "2027-01-14 16:00:00+00:00", "until": None}
    (handed,) = tell(world, "post.hand_over", {"user_id": old.user_id, "until": None}, after)
    assert handed == Change("填报员", "甲东县填报员", "甲东县负责人（自2027年1月15日（星期五）00:00:00起）")
    until = {"until": "2027-01-14 16:00:00+00:00"}
    (ended,) = tell(world, "post.call_off", {"until": None}, until)
    assert ended == Change("任期至", "不限", "2027年1月15日（星期五）00:00:00")
    (passed,) = tell(
        world, "sheet.pass_on_draft", {"user_id": old.user_id, "item": 3}, {"user_id": new.user_id}
    )
    assert passed == Change("未完成的填报", "甲东县填报员", "甲东县负责人")


def test_when_late_work_is_taken_in_no_longer_is_told(world: World) -> None:
    before, after = {"entry": "consolidation", "open_until": None}, "2027-02-10 16:00:00+00:00"
    told = tell(world, "cycle.end_acceptance", before, {"entry": "consolidation", "open_until": after})
    assert told[0].before == "上级上报之前"
    assert told[0].after == "2027年2月10日（星期三）24:00 前（北京时间）"


def test_a_file_is_told_by_name_and_by_what_it_supports(world: World) -> None:
    after = {"name": "自评台账.pdf", "size": 4, "items": [11, 12]}
    added, used = tell(world, "evidence.add", {}, after)
    assert (added, used.what) == (Change("文件", "", "自评台账.pdf"), "用于项次")
    assert used.after.startswith("第 11 项 ")


def test_a_change_of_a_unit_says_what_it_was(world: World) -> None:
    about = {"unit_id": world.unit("甲东县"), "single_handed": True, "reason": "编制一人"}
    world.do(set_single_handed, COMMAND_LINE, at(12, 10), **about)
    wanted = Wanted(None, world.unit("甲东县"), act="unit.set_single_handed")
    (line,) = history_lines(world.session, reading(world.session, world.chief, wanted))
    assert (line.changes, line.reason) == ((Change("一人兼任", "否", "是"),), "编制一人")


def test_of_very_many_changes_the_rest_is_counted(world: World) -> None:
    ranks = {f"单位{number}": number for number in range(MOST_CHANGES + 5)}
    changes = tell(world, "ranking.import", {}, {"year": 2025, "ranks": ranks})
    assert len(changes) == MOST_CHANGES + 1
    assert changes[-1] == Change("其余", "", "另有 5 处改动")


def test_every_event_of_a_whole_year_can_be_told(world_at: Worlds, town_at: TownAt) -> None:
    for world, chief in (
        (province := world_at(Stage.PUBLISHED), province.chief),
        (county := town_at(towns.published), towns.chief(county)),
    ):
        read = reading(world.session, chief, Wanted(world.cycle_id, None))
        lines = list(history_lines(world.session, read))
        assert len(lines) > 30
        assert all(change.before or change.after for line in lines for change in line.changes)


def test_content_that_is_no_table_of_keys_is_not_told(world: World) -> None:
    with unit_of_work(world.session):
        about = world.sheet("甲东县")
        record(world.session, world.filler("甲东县"), at(12, 10), "liaison.register", about, after=[1])
    (line,) = read(world, "甲东县", "liaison.register")
    assert line.changes == ()
