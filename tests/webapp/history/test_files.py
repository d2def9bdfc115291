"""The history as a file says what the page says, and a table program calculates nothing of it."""

import csv
import io
import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.statements import counted_statements
from tests.webapp.desks import Desk, DeskAt
from tests.worlds import BASIS, Stage, World, answers_losing, at
from webapp.extensions import db
from webapp.history.files import COLUMNS, csv_file, json_file
from workflow.commands.claims import add_claim
from workflow.commands.handing_up import withdraw_sheet
from workflow.models import Event
from workflow.scheme.claiming import ClaimInput

pytestmark = pytest.mark.sqlite_only

FORMULA = '=HYPERLINK("http://example.test","点这里")'


def formulas(world: World) -> None:
    """甲东县 has taken its form back for a reason that is a formula."""
    world.fill("甲东县", answers_losing(world.scheme, Decimal(4)))
    sheet = {"sheet_id": world.sheet("甲东县").id}
    claim = ClaimInput(item=45, option="honour", title="＝1＋1", **BASIS)
    world.do(add_claim, world.filler("甲东县"), at(12, 11), **sheet, claim=claim)
    world.hand_up("甲东县", at(12, 20))
    world.do(withdraw_sheet, world.signer("甲东县"), at(12, 21), **sheet, reason=FORMULA)


def export_of(desk: Desk, unit: str, ending: str, narrowed: str = "") -> str:
    place = f"/history/cycles/{desk.world.cycle_id}/units/{desk.world.unit(unit)}"
    return f"{place}/export?format={ending}{narrowed}"


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_table_holds_what_the_pages_hold_newest_first(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, formulas)
    browser = desk.enter("甲东县负责人", at(12, 22))
    rows = table(browser.get(export_of(desk, "甲东县", "csv")).data)
    assert [row["办理"] for row in rows] == [
        "退回草拟", "撤回", "申报", "上报", "送签", "添加申报", "保存项次", "开始填报",
    ]  # fmt: skip
    assert list(rows[0]) == list(COLUMNS)
    withdrawn = rows[1]
    assert (withdrawn["时间"], withdrawn["办理人"]) == ("2026-12-21 09:00:00", "甲东县负责人")
    assert (withdrawn["改动前"], withdrawn["改动后"]) == ("状态：已上报", "状态：填报中")
    assert withdrawn["理由"] == f"'{FORMULA}"
    assert rows[0]["项次"].startswith("第 45 项 ")
    assert all(int(row["序号"]) for row in rows)


def test_a_file_is_narrowed_like_the_page(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, formulas)
    browser = desk.enter("甲东县负责人", at(12, 22))
    narrowed = "&act=sheet.submit&person=甲东县负责人"
    assert len(table(browser.get(export_of(desk, "甲东县", "csv", narrowed)).data)) == 1
    assert browser.get(export_of(desk, "甲东县", "json", "&item=11&act=sheet.submit")).json == []


def test_json_keeps_what_was_typed_and_the_moment_in_shanghai(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION, formulas)
    response = desk.enter("甲东县负责人", at(12, 22)).get(export_of(desk, "甲东县", "json"))
    events = json.loads(response.data)
    assert response.mimetype == "application/json"
    assert events[1] == {
        "number": events[1]["number"],
        "at": "2026-12-21T09:00:00+08:00",
        "unit": "甲东县",
        "actor": {"unit": "甲东县", "post": "负责人", "name": "甲东县负责人"},
        "event": "sheet.withdraw",
        "act": "撤回",
        "items": [],
        "changes": [{"what": "状态", "before": "已上报", "after": "填报中"}],
        "reason": FORMULA,
    }


def test_a_file_has_a_chinese_name(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    response = desk.enter("甲东县填报员", at(12, 22)).get(export_of(desk, "甲东县", "csv"))
    named = response.headers["Content-Disposition"]
    assert named.startswith("attachment; filename*=UTF-8''%E7%94%B2%E4%B8%9C%E5%8E%BF")
    assert named.endswith(".csv")
    assert response.mimetype == "text/csv"


def test_the_chief_gets_the_hashes_of_the_chain_and_a_unit_does_not(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    events = desk.chief(at(3, 20)).get("/history/cycles/1/export?format=json").json
    assert events
    kept = {event.seq: event.hash for event in desk.fresh.session.scalars(select(Event))}
    assert {event["number"]: event["hash"] for event in events}.items() <= kept.items()
    own = desk.enter("甲市负责人", at(3, 20))
    assert all("hash" not in event for event in own.get(export_of(desk, "甲市", "json")).json)
    assert {row["链值"] for row in table(own.get(export_of(desk, "甲市", "csv")).data)} == {""}


def test_an_export_of_many_events_is_read_in_batches(
    desk_at: DeskAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.queries.history.lines.BATCH", 20)
    desk = desk_at(Stage.PUBLISHED)
    with counted_statements() as statements:
        rows = table(desk.chief(at(3, 20)).get("/history/cycles/1/export").data)
    numbers = [int(row["序号"]) for row in rows]
    assert numbers == sorted(set(numbers), reverse=True)
    assert len(numbers) > 200
    assert sum("event.previous_hash" not in each and "LIMIT" in each for each in statements) > 10


def test_an_export_leaves_no_connection_behind(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    browser = desk.enter("甲东县填报员", at(12, 22))
    for ending in ("csv", "json"):
        assert browser.get(export_of(desk, "甲东县", ending)).status_code == 200
        with desk.app.app_context():
            assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_strange_format_is_the_table(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.SELF_EVALUATION)
    response = desk.enter("甲东县填报员", at(12, 22)).get(export_of(desk, "甲东县", "exe"))
    assert (response.status_code, response.mimetype) == (200, "text/csv")


def test_nothing_to_tell_is_an_empty_table_and_an_empty_list() -> None:
    assert list(csv.reader(io.StringIO("".join(csv_file([])).lstrip("\ufeff")))) == [list(COLUMNS)]
    assert json.loads("".join(json_file([]))) == []
