"""Evidence: who gives files when, and what remains of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.refusals import turned_away, why_not
from tests.samples import pdf
from tests.stores import shared_store
from tests.worlds import Stage, World, Worlds, at, stories
from tests.worlds.evidence import attach, stored, supplement
from workflow.actor import Post
from workflow.commands.evidence import (
    Told,
    add_evidence,
    change_evidence,
    link_evidence,
    remove_evidence,
)
from workflow.commands.handing_up import finish_sheet, submission_digest, submission_document, submit_sheet
from workflow.errors import Forbidden, Hidden, Invalid, NotFound, Stale
from workflow.models import EntryHand, Event, Evidence, EvidenceItem, Purpose, Sheet, Submission
from workflow.queries.evidence import evidence_of, open_evidence
from workflow.queries.scopes import object_scope

COUNTY = "甲东县"
NOW = at(12, 10)
NOTHING = Told()


@pytest.fixture
def december(world_at: Worlds) -> World:
    """10 December: nothing is filled."""
    return world_at(Stage.SELF_EVALUATION)


Story = Callable[[Callable[[World], None]], World]


@pytest.fixture
def story(world_at: Worlds) -> Story:
    return lambda change: world_at.variant(f"evidence_{change.__name__}", Stage.SELF_EVALUATION, change)


def given(world: World, *items: int, name: str = "佐证.pdf", unit: str = COUNTY) -> dict[str, Any]:
    """What add_evidence and supplement_evidence are told."""
    return {
        "sheet_id": world.sheet(unit).id,
        "file": stored(name, pdf(name)),
        "told": Told(frozenset(items)),
    }


def events(world: World) -> list[str]:
    names = select(Event.name).where(Event.noun == "evidence").order_by(Event.seq)
    return list(world.session.scalars(names))


def linked(world: World) -> set[int]:
    """The items that some file supports."""
    return set(world.session.scalars(select(EvidenceItem.item)))


def names(world: World, actor: Any, unit: str = COUNTY) -> list[str]:
    sheet = world.sheet(unit)
    scope = object_scope(world.session, Sheet, sheet.id)
    return [file.name for file in evidence_of(world.session, actor, sheet, scope)]


def test_a_file_supports_several_items_and_begins_the_sheet(december: World) -> None:
    row = december.do(add_evidence, december.filler(COUNTY), NOW, **given(december, 11, 44))
    assert december.sheet(COUNTY).stage.value == "filling"
    assert (row.late_seconds, row.by_unit_id, row.purpose) == (0, december.unit(COUNTY), Purpose.ITEM)
    assert linked(december) == {11, 44}
    assert december.session.get(EntryHand, (december.sheet(COUNTY).id, december.filler(COUNTY).user_id))
    assert events(december) == ["evidence.add"]


def test_the_same_file_sent_again_is_the_same_row(december: World) -> None:
    first = attach(december, COUNTY, 11, NOW)
    assert attach(december, COUNTY, 11, NOW).id == first.id
    assert attach(december, COUNTY, 12, NOW).id == first.id
    assert linked(december) == {11, 12}
    assert events(december) == ["evidence.add", "evidence.change"]


def test_two_files_of_one_name_are_two(december: World) -> None:
    one = attach(december, COUNTY, 11, NOW, content=pdf("one"))
    other = attach(december, COUNTY, 11, NOW, content=pdf("other"))
    assert one.id != other.id
    assert names(december, december.filler(COUNTY)) == ["佐证.pdf", "佐证.pdf"]
    for row, content in ((one, pdf("one")), (other, pdf("other"))):
        with shared_store().checked(row.sha256, row.size) as back:
            assert back.read() == content


def test_items_that_the_form_does_not_have_are_refused(december: World) -> None:
    error = turned_away(december, Invalid, add_evidence, december.filler(COUNTY), NOW, **given(december, 99))
    assert error.errors == {"items": "评定表里没有第 99 项，重新选择。"}


def test_a_period_that_ends_before_it_begins_is_refused(december: World) -> None:
    what = given(december, 11) | {"told": Told(frozenset({11}), date(2026, 5, 1), date(2026, 4, 1))}
    error = turned_away(december, Invalid, add_evidence, december.filler(COUNTY), NOW, **what)
    assert error.errors == {"covers_until": "材料所属期的截止日期早于开始日期，核对后重新填写。"}


def test_the_quota_is_told_with_what_is_used(december: World) -> None:
    first = attach(december, COUNTY, 11, NOW)
    what = given(december, 11, name="第二份.pdf") | {"quota": first.size + 10}
    error = turned_away(december, Invalid, add_evidence, december.filler(COUNTY), NOW, **what)
    assert error.errors["file"] == (
        f"“第二份.pdf”有 {what['file'].size} 字节，本年度已用 {first.size} 字节，"
        f"一个单位一共可以有 {first.size + 10} 字节：移除不需要的材料或压缩后再上传。"
    )
    december.do(remove_evidence, december.filler(COUNTY), NOW, evidence_id=first.id)
    assert december.do(add_evidence, december.filler(COUNTY), NOW, **what).id


def test_a_file_that_comes_late_is_marked_and_one_at_the_last_moment_is_not(december: World) -> None:
    assert attach(december, COUNTY, 11, at(12, 31, 23, 59)).late_seconds == 0
    assert attach(december, COUNTY, 12, at(1, 1, 0, 0)).late_seconds == 0  # the same file
    assert attach(december, COUNTY, 12, at(1, 1, 0, 0), name="晚.pdf").late_seconds == 1
    assert attach(december, COUNTY, 12, at(1, 3, 0, 0), name="更晚.pdf").late_seconds == 2 * 86_400 + 1


@pytest.mark.parametrize(
    ("change", "now", "text"),
    [
        (stories.to_sign, at(12, 11), "评定表当前状态是“待签”"),
        (stories.handed_up, at(12, 12), "评定表当前状态是“已上报”"),
        (stories.acknowledged, at(12, 13), "评定表当前状态是“已签收”"),
    ],
)
def test_nothing_is_added_or_replaced_after_the_sheet_was_handed_on(
    story: Story, change: Callable[[World], None], now: Any, text: str
) -> None:
    def with_file(world: World) -> None:
        attach(world, COUNTY, 11, NOW)
        change(world)

    with_file.__name__ = f"with_file_{change.__name__}"
    world = story(with_file)
    row = world.session.scalars(select(Evidence)).one()
    filler = world.filler(COUNTY)
    for command, what in (
        (add_evidence, given(world, 11, name="新.pdf")),
        (remove_evidence, {"evidence_id": row.id}),
        (change_evidence, {"evidence_id": row.id, "told": Told(frozenset({12}))}),
        (link_evidence, {"sheet_id": world.sheet(COUNTY).id, "links": {row.id: 12}}),
    ):
        ((reason, _),) = why_not(world, command, filler, now, **what)
        assert text in reason


def test_after_a_return_only_the_files_of_reopened_items_change(story: Story) -> None:
    def returned_with_files(world: World) -> None:
        attach(world, COUNTY, 2, NOW, name="二.pdf")
        attach(world, COUNTY, 11, NOW, name="十一.pdf")
        stories.returned(world)

    world = story(returned_with_files)
    filler = world.filler(COUNTY)
    two, eleven = world.session.scalars(select(Evidence).order_by(Evidence.id)).all()
    kept = "本次退回只要求修改第 2、45 项，第 11 项保持原样"
    for command, what in (
        (add_evidence, given(world, 11, name="新.pdf")),
        (remove_evidence, {"evidence_id": eleven.id}),
        (change_evidence, {"evidence_id": two.id, "told": Told(frozenset({2, 11}))}),
    ):
        assert why_not(world, command, filler, at(12, 15), **what)[0][0] == kept
    world.do(remove_evidence, filler, at(12, 15), evidence_id=two.id)
    attach(world, COUNTY, 2, at(12, 15), name="二改.pdf")
    attach(world, COUNTY, None, at(12, 15), name="盖章.pdf", purpose=Purpose.SCAN)
    world.do(change_evidence, filler, at(12, 15), evidence_id=eleven.id, told=Told(frozenset({2, 11})))
    assert sorted(names(world, filler)) == sorted(["盖章.pdf", "二改.pdf", "十一.pdf"])


def test_what_is_signed_names_the_own_files_and_not_what_comes_from_above(december: World) -> None:
    stories.filled(december)
    attach(december, COUNTY, 11, NOW)
    attach(december, COUNTY, None, NOW, name="盖章.pdf", purpose=Purpose.SCAN)
    december.hand_up(COUNTY, at(12, 12))
    document = submission_document(december.session, december.sheet(COUNTY))
    assert [(file["name"], file["purpose"], file["items"]) for file in document["evidence"]] == [
        ("佐证.pdf", "item", [11]),
        ("盖章.pdf", "scan", []),
    ]
    december.accept(COUNTY, at(12, 28))
    supplement(december, COUNTY, 11, at(12, 29), by=december.filler("甲市"))
    assert submission_document(december.session, december.sheet(COUNTY)) == document
    signed = december.session.scalars(select(Submission)).one()
    assert signed.digest == submission_digest(december.session, december.sheet(COUNTY))


def test_a_file_added_after_the_check_page_was_shown_is_never_signed_unseen(december: World) -> None:
    stories.filled(december)
    shown = submission_digest(december.session, december.sheet(COUNTY))
    attach(december, COUNTY, 11, NOW)
    sheet_id = december.sheet(COUNTY).id
    december.do(finish_sheet, december.filler(COUNTY), at(12, 11), sheet_id=sheet_id)
    told = {"sheet_id": sheet_id, "shown_digest": shown}
    turned_away(december, Stale, submit_sheet, december.signer(COUNTY), at(12, 12), **told)


def test_whoever_gave_a_file_does_not_sign(december: World) -> None:
    stories.filled(december)
    signer = december.signer(COUNTY)
    both = replace(signer, post=Post.FILLER)
    december.do(add_evidence, both, NOW, **given(december, 11))
    december.do(finish_sheet, december.filler(COUNTY), at(12, 11), sheet_id=december.sheet(COUNTY).id)
    told = {
        "sheet_id": december.sheet(COUNTY).id,
        "shown_digest": submission_digest(december.session, december.sheet(COUNTY)),
    }
    ((reason, _),) = why_not(december, submit_sheet, signer, at(12, 12), **told)
    assert "填报人与签发人不能为同一人" in reason


def test_links_period_and_note_are_said_anew(december: World) -> None:
    row = attach(december, COUNTY, 11, NOW)
    told = Told(frozenset({12, 13}), date(2026, 1, 1), date(2026, 12, 31), " 全年台账 ")
    december.do(change_evidence, december.filler(COUNTY), NOW, evidence_id=row.id, told=told)
    december.do(change_evidence, december.filler(COUNTY), NOW, evidence_id=row.id, told=told)
    (file,) = evidence_of(
        december.session, december.filler(COUNTY), december.sheet(COUNTY),
        object_scope(december.session, Evidence, row.id),
    )  # fmt: skip
    assert (file.items, file.row.note, file.row.covers_until) == ((12, 13), "全年台账", date(2026, 12, 31))
    assert events(december) == ["evidence.add", "evidence.change"]


def test_suggested_items_are_linked_at_once_or_not_at_all(december: World) -> None:
    rows = [attach(december, COUNTY, None, NOW, name=name) for name in ("甲.pdf", "乙.pdf")]
    foreign = attach(december, "甲西县", None, NOW)
    told = {"sheet_id": december.sheet(COUNTY).id, "links": {rows[0].id: 11, foreign.id: 11}}
    turned_away(december, Hidden, link_evidence, december.filler(COUNTY), NOW, **told)
    links = {rows[0].id: 11, rows[1].id: 44}
    december.do(
        link_evidence, december.filler(COUNTY), NOW, sheet_id=december.sheet(COUNTY).id, links=links
    )
    assert linked(december) == {11, 44}


def test_a_removed_file_is_seen_by_nobody_and_its_row_stays(december: World) -> None:
    row = attach(december, COUNTY, 11, NOW)
    december.do(remove_evidence, december.filler(COUNTY), NOW, evidence_id=row.id)
    with pytest.raises(NotFound):
        open_evidence(december.session, december.filler(COUNTY), row.id)
    turned_away(december, NotFound, remove_evidence, december.filler(COUNTY), NOW, evidence_id=row.id)
    assert december.session.get_one(Evidence, row.id).removed_at is not None
    assert events(december) == ["evidence.add", "evidence.remove"]


@pytest.mark.parametrize("person", ["signer", "above", "stranger"])
def test_only_the_own_filler_gives_files_of_the_unit(december: World, person: str) -> None:
    actor, error = {
        "signer": (december.signer(COUNTY), Forbidden),
        "above": (december.filler("甲市"), Forbidden),
        "stranger": (december.filler("甲西县"), Hidden),
    }[person]
    turned_away(december, error, add_evidence, actor, NOW, **given(december, 11))
