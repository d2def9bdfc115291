"""Who sees what of the ranking, when; and how a score is told down to the single finding."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.worlds import FindingInput, Stage, World, Worlds, at
from workflow.actor import Actor, Post
from workflow.commands.assessing import check_assessments, reopen_assessment
from workflow.commands.publishing import announce_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking
from workflow.errors import NotFound
from workflow.queries.explanations import Term
from workflow.queries.rating_matrix import rating_matrix
from workflow.queries.results import editions, explanation, own_result, public_ranking
from workflow.rules.double_deduction import Nature


def everybody(world: World) -> dict[str, Actor]:
    """Everybody but the chief."""
    below = ("甲市", "甲东县", "乙市", "丙市")
    return {name: world.filler(name) for name in below} | {
        "rater": world.rater(11),
        "admin": world.actor("示范省", Post.ADMIN),
        "auditor": world.actor("示范省", Post.AUDITOR),
    }


def attempt(read: Callable[[], Any]) -> str:
    try:
        return repr(read())
    except NotFound:
        return "not found"


def seen(world: World, actor: Actor) -> list[str]:
    """Everything that the results show to somebody."""
    session, run_id = world.session, world.run.id
    units = [world.unit(name) for name in ("甲市", "乙市", "丙市", "甲东县")]
    return [
        attempt(lambda: editions(session, actor)),
        attempt(lambda: public_ranking(session, actor, run_id)),
        attempt(lambda: own_result(session, actor, run_id)),
        *(attempt(lambda unit=unit: explanation(session, actor, run_id, unit)) for unit in units),
    ]


def text(term: Term) -> str:
    """Everything that a term says, with everything below it."""
    return "\n".join([term.label, term.value, *term.explanation, *map(text, term.children)])


@pytest.mark.parametrize("stage", [Stage.COMPUTED, Stage.IN_DELIBERATION, Stage.APPROVED])
def test_before_the_publicity_period_nobody_below_sees_anything(world_at: Worlds, stage: Stage) -> None:
    world = world_at(stage)
    for actor in everybody(world).values():
        assert seen(world, actor) == ["()", *["not found"] * 6]


def test_in_the_publicity_period_a_unit_sees_its_own_result_only(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    session, run_id, prefecture = world.session, world.run.id, world.filler("甲市")
    own = own_result(session, prefecture, run_id)
    assert own is not None
    assert (own.label, own.value) == ("最终得分", "92.28")
    assert "名次" not in text(own)
    assert "乙市" not in text(own)
    assert explanation(session, prefecture, run_id, world.unit("甲市")) == own
    for hidden in ("乙市", "丙市"):
        with pytest.raises(NotFound):
            explanation(session, prefecture, run_id, world.unit(hidden))
    with pytest.raises(NotFound):
        public_ranking(session, prefecture, run_id)


def test_in_the_publicity_period_a_county_sees_its_part_and_its_claims(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    own = own_result(world.session, world.filler("乙东县"), world.run.id)
    assert own is not None
    assert (own.label, own.value) == ("乙东县", "90")
    assert "乙东县：持续性试点" in text(own)
    assert "93.94" not in text(own)
    assert "省级评定得分" not in text(own)
    with pytest.raises(NotFound):
        explanation(world.session, world.filler("乙东县"), world.run.id, world.unit("乙市"))


def test_in_the_publicity_period_raters_and_administrators_see_no_result(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLICITY)
    for name in ("rater", "admin", "auditor"):
        assert set(seen(world, everybody(world)[name])[1:]) <= {"not found", "None"}


def test_once_published_everybody_sees_the_five_figures_and_no_foreign_finding(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    for actor in everybody(world).values():
        ranking = public_ranking(world.session, actor, world.run.id)
        assert [(line.rank, line.name) for line in ranking] == [(1, "乙市"), (2, "丙市"), (3, "甲市")]
    told = explanation(world.session, world.filler("甲市"), world.run.id, world.unit("丙市"))
    assert [(part.label, part.value, part.children) for part in told.children] == [
        ("自评得分", "98.00", ()),
        ("省级评定得分", "91.00", ()),
        ("特殊因素加减分", "0", ()),
    ]
    assert "现场检查发现" not in text(told)
    assert [line.own for line in public_ranking(world.session, world.filler("甲东县"), world.run.id)] == [
        False, False, True,
    ]  # fmt: skip


def one_more_finding(world: World) -> None:
    """The hidden mark of 乙市 is another one."""
    about = {"assessment_id": world.assessment("乙市").id, "reason": "漏评"}
    world.do(reopen_assessment, world.chief, at(2, 21), **about)
    found = FindingInput("below_standard", Nature.NEW, "未执行清单", "抽查发现")
    world.rate("乙市", 38, found, version=1, now=at(2, 21))
    units = {"cycle_id": world.cycle_id, "unit_ids": [world.unit("乙市")]}
    world.do(check_assessments, world.chief, at(2, 21), **units)


def run(world: World, *, announced: bool) -> None:
    world.do(compute_ranking, world.chief, at(2, 22), cycle_id=world.cycle_id)
    if announced:
        world.do(submit_ranking, world.chief, at(3, 1), run_id=world.run.id)
        meeting = {"meeting_date": at(3, 2).date(), "reference": "局务会"}
        world.do(approve_ranking, world.chief, at(3, 2), run_id=world.run.id, **meeting)
        world.do(announce_ranking, world.chief, at(3, 2), run_id=world.run.id)


@pytest.mark.parametrize("announced", [False, True])
def test_a_hidden_mark_changes_nothing_that_others_see(world_at: Worlds, announced: bool) -> None:
    plain, changed = world_at(Stage.CHECKED), world_at(Stage.CHECKED)
    one_more_finding(changed)
    for world in (plain, changed):
        run(world, announced=announced)
    for name in ("甲市", "甲东县", "丙市", "rater", "auditor"):
        assert seen(plain, everybody(plain)[name]) == seen(changed, everybody(changed)[name])
    assert (seen(plain, plain.filler("乙市")) != seen(changed, changed.filler("乙市"))) is announced


def test_a_raters_matrix_does_not_tell_other_divisions_marks(world_at: Worlds) -> None:
    plain, changed = world_at(Stage.COMPUTED), world_at(Stage.COMPUTED)
    one_more_finding(changed)
    views = []
    for world in (plain, changed):
        matrix = rating_matrix(world.session, world.rater(11), world.cycle_id)
        views.append([(row.unit_id, row.cells, row.total) for row in matrix.rows])
    assert views[0] == views[1]


def test_the_chief_is_told_every_term_down_to_the_single_finding(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    told = explanation(world.session, world.chief, world.run.id, world.unit("甲市"))
    assert told.explanation[-1] == "最终得分 37.28 + 54 + 1 = 92.28，显示为 92.28"
    self_part, province, special = told.children
    assert [part.label for part in self_part.children] == ["本级得分", "县(市、区)平均"]
    assert [(county.label, county.value) for county in self_part.children[1].children] == [
        ("甲东县", "96"),
        ("甲南县", "92"),
        ("甲西县", "88"),
    ]
    assert (province.value, special.value) == ("90.00", "1")
    assert "理由：台账不符" in text(province)
    assert "示范" not in text(special)
    assert "甲市：国家经办试点" in text(special)
    assert "上级录入：重点任务约谈" in text(special)
    assert "没有做到" in text(self_part)
