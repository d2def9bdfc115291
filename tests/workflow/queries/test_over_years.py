"""Rankings year by year: from the circular and from paper, through renamings and mergers."""

import pytest
from sqlalchemy import select

from tests.statements import counted_statements
from tests.worlds import Stage, World, Worlds, at, go_on
from tests.worlds.past import merged, published_after_paper, renamed, with_paper
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.cycle import open_cycle
from workflow.errors import NotFound
from workflow.models import RankingRun
from workflow.queries.analysis import analysed
from workflow.queries.over_years import line_of, overview, years_page
from workflow.queries.watch_lists import watch_page
from workflow.rules.ranked_year import Source
from workflow.rules.watch_list import Watch

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def story(world_at: Worlds):  # type: ignore[no-untyped-def]
    bases = {renamed: Stage.PEOPLE}

    def tell(change):  # type: ignore[no-untyped-def]
        return world_at.variant(f"past_{change.__name__}", bases.get(change, Stage.CHECKED), change)

    return tell


def told(world: World, actor: Actor) -> dict[str, list[tuple[int, str, int | None]]]:
    page = years_page(world.session, actor)
    return {
        line.name: [(point.year, point.source.value, point.rank) for point in line.points]
        for line in page.lines
    }


def test_every_year_comes_from_its_circular_or_from_paper(story) -> None:  # type: ignore[no-untyped-def]
    world = story(published_after_paper)
    assert told(world, world.filler("甲东县")) == {
        "乙市": [(2025, "imported", 1), (2026, "published", 1)],
        "丙市": [(2025, "imported", 3), (2026, "published", 2)],
        "甲市": [(2025, "imported", 2), (2026, "published", 3)],
    }


def test_before_publication_units_see_the_years_before_only_and_the_chief_all(world_at: Worlds) -> None:
    world = world_at(Stage.CHECKED)
    with_paper(world)
    go_on(world, Stage.PUBLICITY, since=Stage.CHECKED)
    everybody = [world.filler("甲市"), world.rater(11), world.actor("示范省", Post.AUDITOR)]
    for actor in everybody:
        assert {points[-1][0] for points in told(world, actor).values()} == {2025}
    assert told(world, world.chief)["甲市"] == [(2025, "imported", 2), (2026, "computed", 3)]


def test_a_corrected_edition_stands_until_the_new_one_is_published(world_at: Worlds) -> None:
    world = world_at(Stage.PUBLISHED)
    page = years_page(world.session, world.filler("甲市"))
    assert [(year.year, year.source) for year in page.years] == [(2026, Source.PUBLISHED)]


def test_a_renamed_unit_keeps_its_line_and_its_change(story) -> None:  # type: ignore[no-untyped-def]
    world = story(renamed)
    page = years_page(world.session, world.filler("甲市"))
    line = line_of(page, world.unit("老丙市"))
    assert (line.name, line.former_names, [point.rank for point in line.points]) == (
        "丙市",
        ("老丙市",),
        [3, 2],
    )
    change = overview(world.session, world.run.id).changes[world.unit("丙市")]
    assert (change.words, change.note, change.score_words) == ("↑ 上升 1 名", "更名前为老丙市", "+13.80")


def test_after_a_merger_nothing_is_inferred(story) -> None:  # type: ignore[no-untyped-def]
    world = story(merged)
    page = years_page(world.session, world.filler("甲市"))
    [now, before] = [line for line in page.lines if line.unit_id == world.unit("甲市")]
    assert [point.year for point in now.points] == [2026]
    assert "2025年度及以前不接续" in now.note
    assert [point.year for point in before.points] == [2025]
    change = overview(world.session, world.run.id).changes[world.unit("甲市")]
    assert (change.places, "不推断上年名次" in change.words) == (None, True)


def test_a_rehearsal_is_no_year_and_is_compared_with_none(world_at: Worlds) -> None:
    world = World(world_at(Stage.PEOPLE).session, rehearsal=True)
    go_on(world, Stage.CHECKED, since=Stage.PEOPLE)
    published_after_paper(world)
    found = overview(world.session, world.run.id)
    assert (found.last, found.changes) == (None, {})
    assert [year.year for year in years_page(world.session, world.chief).years] == [2025]
    watch = watch_page(world.session, analysed(world.session, world.run.id))
    assert (watch.last, watch.entries) == (None, ())


def test_documents_are_kept_apart(story) -> None:  # type: ignore[no-untyped-def]
    world = story(published_after_paper)
    actor = world.filler("甲市")
    with pytest.raises(NotFound):
        years_page(world.session, actor, "rugao-zhenqu")
    assert years_page(world.session, actor, "hubei-jingban").others == {}


def test_a_unit_that_was_never_ranked_has_no_line(story) -> None:  # type: ignore[no-untyped-def]
    world = story(published_after_paper)
    with pytest.raises(NotFound):
        line_of(years_page(world.session, world.chief), world.unit("甲东县"))


def test_the_watch_list_names_both_years_and_what_they_mean(story) -> None:  # type: ignore[no-untyped-def]
    world = story(published_after_paper)
    watch = watch_page(world.session, analysed(world.session, world.run.id))
    assert watch.last is not None
    assert watch.last.year.source is Source.IMPORTED
    assert {entry.name: entry.watch for entry in watch.entries} == dict.fromkeys(
        ("甲市", "乙市", "丙市"), Watch.RUNNING
    )
    assert watch.outdated == []


def test_a_year_before_that_came_later_is_said_to_be_newer_than_the_run(world_at: Worlds) -> None:
    world = world_at(Stage.COMPUTED)
    with_paper(world)
    watch = watch_page(world.session, analysed(world.session, world.run.id))
    assert watch.outdated == ["乙市", "丙市", "甲市"]


def test_a_run_that_does_not_exist_is_not_found(world_at: Worlds) -> None:
    world = world_at(Stage.PEOPLE)
    for read in (lambda: overview(world.session, 99), lambda: analysed(world.session, 99)):
        with pytest.raises(NotFound):
            read()


def test_a_second_year_in_the_system_costs_no_more_statements(story) -> None:  # type: ignore[no-untyped-def]
    world = story(published_after_paper)
    with counted_statements() as one:
        years_page(world.session, world.chief)
    world.do(open_cycle, COMMAND_LINE, at(9, 1), scheme_key="hubei-jingban", year=2027)
    world.session.expire_all()
    with counted_statements() as two:
        years_page(world.session, world.chief)
    assert len(two) == len(one) < 20
    assert len(world.session.scalars(select(RankingRun.id)).all()) == 1
