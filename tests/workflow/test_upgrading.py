"""A database that was filled under an earlier schema keeps every row, and later pages can read it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.databases import Shelf
from workflow.database import make_engine, migration_config, upgrade
from workflow.models import (
    Answer,
    Deduction,
    Entry,
    EventItem,
    Participant,
    RankingLine,
    SchemeVersion,
    Tier,
    Verdict,
)

MOMENT = "2026-11-01 00:00:00"
SOURCE = 'key: small\ntitle: 小办法\nversion: "3"  # 第三版\n'
TERMS = {
    "counties": [{"id": 3, "losses": []}],
    "own": {
        "losses": [{"item": 1, "lines": [{"amount": "0.5", "case": "情形", "count": 1}], "mark": "1.5"}],
        "total": "93.5",
    },
    "province": {"items": [{"item": 1, "mark": "2"}], "total": "90"},
}

EVENTS = (
    ("sheet.save_items", 1, '{"11":"2.0000","12":null}'),
    ("sheet.return", 1, '{"items":[3,45],"round":1,"stage":"returned","version":4}'),
    ("claim.submit", 1, '{"stage":"submitted","version":2}'),
    ("assessment.rate_item", 1, '{"item":7,"mark":"1","findings":[],"version":1}'),
    ("metric.import", 1, '{"2.insured":"5"}'),
    ("sheet.start", 1, ""),
)


def _first_schema(url: str) -> None:
    command.upgrade(migration_config(url), "0001")
    engine = make_engine(url)
    with engine.begin() as connection:
        for name, row in _rows():
            _insert(connection, name, row)
    engine.dispose()


def _insert(connection: Connection, name: str, row: dict[str, Any]) -> None:
    schema = MetaData()
    schema.reflect(connection, only=[name])
    values = {key: _moment(schema, name, key, value) for key, value in row.items()}
    connection.execute(insert(schema.tables[name]), values)


def _moment(schema: MetaData, name: str, key: str, value: Any) -> Any:
    kind = schema.tables[name].columns[key].type.python_type
    return kind.fromisoformat(value) if value == MOMENT else value


def _rows() -> Iterator[tuple[str, dict[str, Any]]]:
    account = {"username": "a", "name": "甲", "password_hash": "-", "must_change_password": False}
    yield "account", {"id": 1, **account, "active": True, "demonstration": False}
    for number, level in enumerate(("province", "prefecture", "county"), start=1):
        unit = {"name": level, "level": level, "type": "", "ranking_group": "", "phone": ""}
        yield "unit", {"id": number, **unit, "parent_id": number - 1 or None, "single_handed": False}
    yield "scheme_version", {"id": 1, "key": "small", "digest": "d", "source": SOURCE, "frozen_at": MOMENT}
    cycle = {"scheme_key": "small", "province_id": 1, "year": 2026, "title": "年度", "rehearsal": False}
    own = {"stage": "rating", "version": 1, "opened_at": MOMENT}
    yield "cycle", {"id": 1, "scheme_version_id": 1, **cycle, **own}
    for unit_id, level in ((2, "prefecture"), (3, "county")):
        place = {"cycle_id": 1, "unit_id": unit_id, "above_id": unit_id - 1, "ranking_group": ""}
        yield "participant", {"id": unit_id, **place, "name": level, "level": level}
    yield "sheet", {"id": 1, "cycle_id": 1, "unit_id": 2, "stage": "accepted", "version": 4, "round": 0}
    saved = {"version": 1, "saved_by_id": 1, "saved_at": MOMENT}
    yield "entry", {"id": 1, "sheet_id": 1, "item": 1, "mark": 15000, **saved}
    yield "answer", {"id": 1, "entry_id": 1, "component": "c", "value": "counted", "note": ""}
    line = {"component": "c", "position": 0, "case_text": "情形", "reason": "原因", "count": 1}
    yield "deduction", {"id": 1, "entry_id": 1, **line, "amount": 5000}
    yield "assessment", {"id": 1, "cycle_id": 1, "unit_id": 2, "stage": "rating", "version": 1}
    checked = {"checked_by_id": 1, "checked_at": MOMENT}
    yield "verdict", {"id": 1, "assessment_id": 1, "item": 1, "version": 1, "mark": 20000, **checked}
    run = {"cycle_id": 1, "number": 1, "stage": "computed", "version": 1, "scheme_reference": "small@d"}
    made = {"input_digest": "i", "computed_at": MOMENT, "computed_by_id": 1}
    empty = {"correction_reason": "", "meeting_reference": "", "circular_number": ""}
    yield "ranking_run", {"id": 1, **run, **made, **empty}
    score = {"own": 935000, "province": 900000, "special": 0, "self_score": "187/2", "final": "457/5"}
    place = {"rank": 1, "bottom": False, "looks_equal": False, "streak": False, "streak_reason": ""}
    yield "ranking_line", {"id": 1, "run_id": 1, "unit_id": 2, **score, **place, "terms": json.dumps(TERMS)}

    claim = {"option": "honour", "title": "先进", "stage": "draft", "version": 1, "by_province": False}
    text = {
        "issuing_body": "",
        "document_number": "",
        "description": "",
        "comment": "",
        "decision_reason": "",
    }
    entered = {"entered_by_id": 1, "entered_at": MOMENT}
    yield "special_claim", {"id": 1, "cycle_id": 1, "unit_id": 2, "item": 45, **claim, **text, **entered}
    for seq, (event, object_id, after) in enumerate(EVENTS, start=1):
        who = {"user_id": 1, "actor_name": "甲", "actor_post": "filler", "actor_unit_id": 2, "address": ""}
        what = {"name": event, "noun": event.partition(".")[0], "object_id": object_id, "reason": ""}
        told = {"before": "", "after": after, "previous_hash": "", "hash": ""}
        yield "event", {"seq": seq, "at": MOMENT, "cycle_id": 1, "unit_id": 2, **who, **what, **told}


@pytest.fixture
def upgraded(shelf: Shelf) -> Iterator[Session]:
    shelf.keep("first schema", _first_schema, base="nothing")
    url = shelf.take("first schema")
    upgrade(url)
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_units_get_the_part_that_their_level_had(upgraded: Session) -> None:
    tiers = upgraded.execute(select(Participant.name, Participant.tier).order_by(Participant.id)).all()
    assert [tuple(row) for row in tiers] == [("prefecture", Tier.SUBJECT), ("county", Tier.BELOW)]


def test_a_frozen_scheme_keeps_its_text_and_tells_its_version(upgraded: Session) -> None:
    version = upgraded.scalars(select(SchemeVersion)).one()
    assert (version.version, version.source, version.published_at) == ("3", SOURCE, None)


def test_answers_deductions_and_marks_stay_as_they_were(upgraded: Session) -> None:
    entry, answer = upgraded.scalars(select(Entry)).one(), upgraded.scalars(select(Answer)).one()
    line, verdict = upgraded.scalars(select(Deduction)).one(), upgraded.scalars(select(Verdict)).one()
    assert (entry.mark, answer.figures) == (Decimal("1.5"), "{}")
    assert (line.amount, line.chosen, line.flags) == (Decimal("0.5"), None, "[]")
    assert (verdict.mark, verdict.answers) == (Decimal(2), None)


def test_a_result_keeps_its_figures_and_says_what_later_ones_say(upgraded: Session) -> None:
    line = upgraded.scalars(select(RankingLine)).one()
    assert (line.own, line.province, line.bonus) == (Decimal("93.5"), Decimal(90), 0)
    assert (line.grade, line.vetoed) == ("", False)
    terms = json.loads(line.terms)
    assert terms["own"]["losses"][0]["item"] == "1"
    assert terms["own"]["losses"][0]["lines"][0]["amount"] == "−0.5"
    assert terms["province"]["items"] == [{"item": "1", "mark": "2"}]
    assert terms["words"]["subject"] == "市(州)"


def test_of_every_event_that_was_there_the_items_can_be_found(upgraded: Session) -> None:
    items = upgraded.execute(select(EventItem.seq, EventItem.item).order_by(EventItem.seq, EventItem.item))
    assert [tuple(row) for row in items] == [(1, 11), (1, 12), (2, 3), (2, 45), (3, 45), (4, 7)]


def test_a_line_still_counts_at_least_one_case(upgraded: Session) -> None:
    line = upgraded.scalars(select(Deduction)).one()
    line.count = 0
    with pytest.raises(IntegrityError):
        upgraded.flush()
