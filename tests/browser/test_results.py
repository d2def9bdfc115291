"""Results with their charts in a real browser: letters are drawn, the policy is kept, paper shows them."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OfficeAt
from tests.browser.person import Person
from tests.worlds import Stage, at
from tests.worlds.past import published_after_paper

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(event.violatedDirective));
"""
DRAWN = """() => [...document.querySelectorAll("figure svg[role=img]")].map(chart => {
  const box = chart.getBoundingClientRect();
  const letters = [...chart.querySelectorAll("text")].map(text => text.getBBox().width);
  return {width: box.width, height: box.height, narrowest: Math.min(...letters), letters: letters.length};
})"""
CHIEF, UNIT = "示范省评定负责人", "甲市负责人"


def charts(page: Page) -> list[dict[str, float]]:
    """Size of every chart on the page, and of the letters in it, in CSS pixels."""
    found: list[dict[str, float]] = page.evaluate(DRAWN)
    return found


def visit(person: Person, path: str, name: str) -> Person:
    person.open(f"{person.page.url.split('/', 3)[0]}//{person.page.url.split('/', 3)[2]}{path}")
    return person.look(name)


@pytest.mark.parametrize(
    ("who", "path", "pictures"),
    [
        (CHIEF, "/province/runs/1/overview", 1),
        (CHIEF, "/province/runs/1/comparison", 1),
        (CHIEF, "/province/runs/1/units/{unit}/comparison", 2),
        (CHIEF, "/province/runs/1/deductions", 1),
        (CHIEF, "/province/runs/1/deductions/2", 0),
        (CHIEF, "/province/runs/1/watch-list", 0),
        (UNIT, "/results/1", 1),
        (UNIT, "/results/1/own", 2),
        (UNIT, "/results/over-years", 1),
        (UNIT, "/results/units/{unit}", 2),
    ],
)
def test_charts_are_drawn_within_the_policy_beside_their_tables(
    office_at: OfficeAt, who: str, path: str, pictures: int
) -> None:
    office = office_at(Stage.CHECKED, published_after_paper)
    person = office.enter(who, at(3, 20))
    person.page.add_init_script(WATCH)
    asked = path.format(unit=office.world.unit("甲市"))
    visit(person, asked, f"analysis-{asked.replace('/', '-')}")
    found = charts(person.page)
    assert len(found) == pictures
    for chart in found:
        assert min(chart["width"], chart["height"]) > 100
        assert chart["narrowest"] > 0
        assert chart["letters"] > 3
    assert person.page.evaluate("window.refused") == []
    assert person.page.locator("main table").count() >= 1


def test_chinese_letters_of_a_chart_are_drawn_and_not_replaced_by_boxes(office_at: OfficeAt) -> None:
    office = office_at(Stage.CHECKED, published_after_paper)
    person = visit(office.enter(CHIEF, at(3, 20)), "/province/runs/1/comparison", "analysis-letters")
    names = [person.page.locator("figure text", has_text=name).first for name in ("甲市", "乙市", "丙市")]
    assert len({name.screenshot() for name in names}) == 3


def test_no_letter_of_a_chart_is_cut_off(office_at: OfficeAt) -> None:
    office = office_at(Stage.CHECKED, published_after_paper)
    person = visit(office.enter(CHIEF, at(3, 20)), "/province/runs/1/deductions", "analysis-edges")
    edges = person.page.evaluate(
        """() => [...document.querySelectorAll("figure svg")].flatMap(chart => {
          const box = chart.getBoundingClientRect();
          return [...chart.querySelectorAll("text")].map(text => {
            const own = text.getBoundingClientRect();
            return [own.left - box.left, box.right - own.right];
          });
        })"""
    )
    assert edges
    assert min(min(pair) for pair in edges) >= 0


def test_on_paper_there_are_chart_and_table_without_navigation(office_at: OfficeAt) -> None:
    office = office_at(Stage.CHECKED, published_after_paper)
    person = visit(office.enter(CHIEF, at(3, 20)), "/province/runs/1/comparison", "analysis-paper")
    person.page.emulate_media(media="print")
    person.page.set_viewport_size({"width": 718, "height": 1000})
    assert person.page.locator("figure svg").is_visible()
    assert person.page.locator("main table").first.is_visible()
    for gone in ("nav.ways", "nav.tabs", ".footing"):
        assert not person.page.locator(gone).is_visible()
    assert Decimal(str(charts(person.page)[0]["width"])) <= 718
