"""Years that leave stages out, behind the real application: no dead link, no word of document 004's."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import TownDeskAt
from tests.webapp.desks import town_desk_at as town_desk_at
from tests.worlds import World, answers_losing, at
from tests.worlds.others import BODY, COUNTY, GROUP, OtherWorld, rated, self_evaluating
from workflow.actor import CLOCK
from workflow.commands.cycle import advance_cycle
from workflow.commands.publishing import publish_ranking
from workflow.commands.ranking import approve_ranking, compute_ranking, submit_ranking

HUBEI = re.compile("市.?州|县.?市、区|省级|全省|县级自评")
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')
UNIT = (f"{BODY}填报员", f"{BODY}负责人")
CHIEF, ADMIN = f"{GROUP}评定负责人", f"{GROUP}系统管理员"
UNITS = ("/admin/units", "/admin/cycles/open", "/admin/schemes")
"""Pages that name levels of units, or schemes of others."""


def body_opened(world: World) -> None:
    self_evaluating(world.session)


def body_filled(world: World) -> None:
    own = self_evaluating(world.session)
    own.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=own.cycle_id)
    own.fill(BODY, answers_losing(own.scheme, Decimal(2)), at(1, 10))


def body_handed_up(world: World) -> None:
    body_filled(world)
    world.hand_up(BODY, at(1, 15))


def body_accepted(world: World) -> None:
    body_handed_up(world)
    OtherWorld(world.session).accept_report(BODY, at(1, 20))


def body_published(world: World) -> None:
    body_accepted(world)
    own = OtherWorld(world.session)
    own.do(compute_ranking, own.chief, at(2, 1), cycle_id=own.cycle_id)
    own.do(submit_ranking, own.chief, at(2, 2), run_id=own.run.id)
    meeting = {"meeting_date": at(2, 3).date(), "reference": "会议纪要〔2027〕1号"}
    own.do(approve_ranking, own.chief, at(2, 3), run_id=own.run.id, **meeting)
    own.do(publish_ranking, own.chief, at(2, 4), run_id=own.run.id, circular_number="通报〔2027〕1号")


def county_opened(world: World) -> None:
    rated(world.session)


def county_rating(world: World) -> None:
    county = rated(world.session)
    county.do(advance_cycle, CLOCK, at(1, 1, 0, 1), cycle_id=county.cycle_id)


def pages(browser: Browser) -> dict[str, str]:
    """Every page that can be reached by links from the home page, and its text."""
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting and len(found) < 80:
        path = waiting.pop()
        if path in found or path.startswith(("/static", "/log-out", "/health")):
            continue
        answer = browser.get(path)
        if answer.status_code == 405:
            continue
        assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"
        if answer.mimetype != "text/html":
            continue
        found[path] = answer.text
        waiting += [link for link in LINK.findall(answer.text) if link not in found]
    return found


@pytest.mark.parametrize(
    ("story", "now", "people"),
    [
        (
            body_opened,
            at(12, 1),
            (*UNIT, CHIEF, ADMIN),
        ),
        (
            body_filled,
            at(1, 12),
            (*UNIT, CHIEF, ADMIN),
        ),
        (body_handed_up, at(1, 16), (*UNIT, CHIEF)),
        (body_accepted, at(1, 21), (f"{BODY}负责人", f"{GROUP}评定负责人")),
        (body_published, at(2, 5), (f"{BODY}填报员", f"{GROUP}评定负责人", f"{GROUP}系统管理员")),
        (county_opened, at(12, 1), ("东镇填报员", f"{COUNTY}评定负责人", f"{COUNTY}系统管理员")),
        (county_rating, at(1, 10), ("东镇负责人", f"{COUNTY}评定负责人", f"{COUNTY}评定员")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_page_opens_and_speaks_as_its_document_does(
    town_desk_at: TownDeskAt, story: Callable[[World], None], now: datetime, people: tuple[str, ...]
) -> None:
    desk = town_desk_at(story)
    for person in people:
        for path, text in pages(desk.enter(person, now)).items():
            said = HUBEI.search(re.sub(r"<[^>]+>", "", text))
            assert said is None or path.startswith(UNITS), f"{person} {path}: {said}"


def test_the_chief_of_a_self_evaluation_is_led_from_step_to_step(town_desk_at: TownDeskAt) -> None:
    steps = (
        (body_handed_up, at(1, 16), "签收示范局的评定表"),
        (body_accepted, at(1, 21), "计算排名"),
    )
    for story, now, title in steps:
        home = town_desk_at(story).enter(f"{GROUP}评定负责人", now).get("/").text
        assert title in home


def test_the_stepper_shows_the_stages_that_the_year_has(town_desk_at: TownDeskAt) -> None:
    home = town_desk_at(body_filled).enter(f"{BODY}填报员", at(1, 12)).get("/").text
    stepper = home.split('class="stepper"')[1].split("</ol>")[0]
    assert re.findall(r"<span>(.*?)</span>", stepper) == ["筹备", "单位自评", "会议审议", "已通报", "已归档"]


def test_there_is_no_consolidation_to_open(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(body_filled)
    browser = desk.enter(f"{BODY}填报员", at(1, 12))
    report, liaison = desk.world.report(BODY).id, f"/cycles/1/units/{desk.world.unit(BODY)}/liaison"
    for path in (f"/reports/{report}", f"/reports/{report}/board", "/board", liaison):
        assert browser.get(f"/prefecture{path}").status_code == 404


def test_a_returned_item_is_named_as_the_sheet_names_it(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(body_handed_up)
    chief, report = desk.enter(CHIEF, at(1, 16)), f"/province/reports/{desk.world.report(BODY).id}"
    assert chief.send(f"{report}/acknowledge").status_code == 303
    assert chief.send(f"{report}/return", **{"item-1": "与台账不符"}).status_code == 303
    page = chief.get(report).text
    assert "<td>第 1 项</td>" in page
    assert "本级" not in page
