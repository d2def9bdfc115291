"""申诉复核: the chief sees every appeal, takes it up, keeps or changes what is contested, computes anew."""

import re

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, World, appeals, at
from workflow.models import Appeal, PostHolding
from workflow.queries.runs import run_lines
from workflow.unit_of_work import unit_of_work

pytestmark = pytest.mark.sqlite_only
PATH = "/province/appeals/1"
NOW = at(3, 10)


def boxes(page: str) -> dict[str, str]:
    """The rows of the findings form as they stand."""
    form = page.split("province/appeals/1")[-1]
    inputs = re.findall(r'<input[^>]*name="(findings-[^"]+)"[^>]*value="([^"]*)"', form)
    areas = re.findall(r'<textarea[^>]*name="(findings-[^"]+)"[^>]*>([^<]*)<', form)
    return {name: value for name, value in [*inputs, *areas] if not name.endswith("-drop")}


def decide(chief: Browser, **sent: str) -> object:
    return chief.send(PATH, page=PATH, **sent)


def stage(desk: Desk) -> str:
    return desk.fresh.session.get_one(Appeal, 1).stage.value


def test_the_list_counts_and_leads_to_each(desk_at: DeskAt) -> None:
    page = desk_at(Stage.PUBLICITY, appeals.filed).chief(NOW).get("/province/cycles/1/appeals").text
    for text in ("丙市", "第 36 项", "已提出</span> 1 件", "还有申诉没有复核结论：丙市第 36 项", PATH):
        assert text in page


def test_an_appeal_is_taken_up_once(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.filed)
    chief = desk.chief(NOW)
    assert appeals.STATEMENT in chief.get(PATH).text
    for _ in range(2):
        assert chief.send(f"{PATH}/take-up", page=PATH, version="1").status_code == 303
    assert desk.events("appeal.take_up") == 1
    assert "维持原评定" in chief.get(PATH).text


def test_a_decision_says_why(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.taken_up)
    chief = desk.chief(NOW)
    standing = boxes(chief.get(PATH).text)
    for verdict in ("dismiss", "uphold"):
        answer = decide(chief, verdict=verdict, reason=" ", **standing)
        assert refused(answer, "写明复核的理由和依据，申诉单位可查")
    assert stage(desk) == "deciding"


def test_what_is_upheld_has_to_change_something(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.PUBLICITY, appeals.taken_up).chief(NOW)
    standing = boxes(chief.get(PATH).text)
    answer = decide(chief, verdict="uphold", reason="核对过", **standing)
    assert refused(answer, "内容没有改动：改动认定后再按“予以调整”", "核对过")


def test_what_is_kept_is_not_changed_on_the_way(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.taken_up)
    chief = desk.chief(NOW)
    standing = boxes(chief.get(PATH).text)
    answer = decide(chief, verdict="dismiss", reason="核对过", **standing, **{"findings-0-drop": "1"})
    assert refused(answer, "与“维持原评定”不一致", "核对过")
    assert stage(desk) == "deciding"
    assert decide(chief, verdict="dismiss", reason="核对过", **standing).status_code == 303
    assert stage(desk) == "dismissed"


def test_a_finding_is_withdrawn_and_the_effect_shown(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.taken_up)
    chief = desk.chief(NOW)
    standing = boxes(chief.get(PATH).text)
    sent = {"verdict": "uphold", "reason": "台账齐全", "version": "2", **standing, "findings-0-drop": "1"}
    for _ in range(2):
        assert decide(chief, **sent).status_code == 303
    assert desk.events("appeal.uphold") == desk.events("assessment.adjust_item") == 1
    page = chief.get(PATH).text
    assert "<strong>0 → 1</strong>，还没有计入排名" in page
    assert "台账齐全" in page


def test_texts_of_findings_stay_compulsory(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.PUBLICITY, appeals.taken_up).chief(NOW)
    standing = boxes(chief.get(PATH).text) | {"findings-0-reason": ""}
    answer = decide(chief, verdict="uphold", reason="", **standing)
    assert refused(answer, "写明认定理由和依据", "写明复核的理由和依据")


def test_an_adjusted_ranking_takes_the_place_of_the_announced_one(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, appeals.upheld)
    chief = desk.chief(NOW)
    run = "/province/runs/1"
    assert "予以调整的申诉还没有计入排名：丙市第 36 项" in chief.get(run).text
    assert "取代这一次接着公示" in chief.get(f"{run}/recompute").text
    answer = chief.send(f"{run}/recompute")
    assert answer.location.endswith("/province/runs/2")
    page = chief.get(answer.location).text
    for text in ("省级评定得分 91.00 → 93.00", "名次 第 2 名 → 第 1 名", "乙市", "局务会纪要〔2027〕3号"):
        assert text in page
    assert "按申诉结果重新计算" in page
    assert "第 2 次计算</a>取代" in chief.get(run).text
    world = desk.fresh
    assert [line.name for line in run_lines(world.session, world.run.id)] == ["丙市", "乙市", "甲市"]


def test_a_ranking_without_appeals_is_not_computed_anew(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.PUBLICITY).chief(NOW)
    answer = chief.send("/province/runs/1/recompute")
    assert answer.status_code == 409
    assert "没有予以调整、尚待计入排名的申诉，不用重新计算" in answer.text


def kin(world: World) -> None:
    """An appeal is filed; the chief also holds a post in the unit."""
    appeals.filed(world)
    post = {"user_id": world.chief.user_id, "unit_id": world.unit(appeals.UNIT), "post": "filler"}
    with unit_of_work(world.session):
        world.session.add(PostHolding(**post, since=at(10, 1)))


def test_who_belongs_to_the_unit_does_not_decide(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY, kin)
    chief = desk.chief(NOW)
    holding = chief.get("/post").text.split("示范省")[0].rpartition('value="')[2].split('"')[0]
    chief.send("/post", page="/post", holding_id=holding)
    assert "按回避要求由其他人员办理" in chief.get(PATH).text
    answer = chief.send(f"{PATH}/take-up", page="/")
    assert answer.status_code == 403
    assert "按回避要求由其他人员办理" in answer.text
    assert stage(desk) == "filed"


def test_a_list_without_appeals_says_so(desk_at: DeskAt) -> None:
    page = desk_at(Stage.PUBLICITY).chief(NOW).get("/province/cycles/1/appeals").text
    assert "没有申诉" in page


@pytest.mark.parametrize(
    ("change", "titles"),
    [
        (appeals.filed, ["1 件申诉等您复核"]),
        (appeals.taken_up, ["1 件申诉等您复核"]),
        (appeals.upheld, ["按申诉结果重新计算排名"]),
        (appeals.dismissed, ["通报排名"]),
        (appeals.recomputed, ["通报排名"]),
    ],
)
def test_the_chief_finds_what_appeals_ask(desk_at: DeskAt, change: object, titles: list[str]) -> None:
    chief = desk_at(Stage.PUBLICITY, change).chief(at(3, 13))
    todos = re.findall(r'<a href="([^"]+)">([^<]+)</a>', chief.get("/").text.split('class="todos"')[1])
    assert [title for _, title in todos][: len(titles)] == titles
    assert chief.get(todos[0][0]).status_code == 200
