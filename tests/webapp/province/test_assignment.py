"""分派项次: one form gives every item to a division."""

import pytest
from sqlalchemy import select

from tests.webapp.desks import Desk, DeskAt, refused
from tests.worlds import Stage, at
from workflow.models import Division
from workflow.queries.assignments import assignments

pytestmark = pytest.mark.sqlite_only
FORM = "/province/cycles/1/assignment"


def divisions(desk: Desk) -> dict[str, int]:
    return {row.name: row.id for row in desk.fresh.session.scalars(select(Division))}


def test_all_items_and_the_negative_ones_are_asked_for(desk_at: DeskAt) -> None:
    page = desk_at(Stage.HANDED_UP).chief(at(1, 25)).get(FORM).text
    assert page.count('id="item-') == 45
    assert "负面因素（第 46、47 项）由所选处室录入" in page
    assert "还有 45 项没有分派" in page
    assert 'name="item-44"' not in page


def test_what_is_chosen_is_saved_and_the_rest_stays(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    known = divisions(desk)
    chief = desk.chief(at(1, 25))
    chosen = {"item-1": known["基金处"], "item-46": known["服务处"], "item-2": ""}
    assert chief.send(FORM, **chosen).status_code == 303
    given = {item: rows[0].name for item, rows in assignments(desk.fresh.session, 1).items()}
    assert given == {1: "基金处", 46: "服务处"}
    assert "还有 43 项没有分派" in chief.get(FORM).text


def test_the_rest_goes_to_one_division_at_once(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    known = divisions(desk)
    chief = desk.chief(at(1, 25))
    blank = {f"item-{number}": "" for number in range(2, 44)}
    chosen = {"item-1": known["服务处"], "rest": known["基金处"], **blank}
    assert chief.send(FORM, **chosen).status_code == 303
    given = {item: rows[0].name for item, rows in assignments(desk.fresh.session, 1).items()}
    assert given == {1: "服务处"} | dict.fromkeys(range(2, 44), "基金处")


def test_a_division_from_elsewhere_is_refused_at_its_item(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.HANDED_UP)
    answer = desk.chief(at(1, 25)).send(FORM, **{"item-1": "9999", "item-44": divisions(desk)["基金处"]})
    assert refused(answer, "第1项所选的处室不是本省的处室", "第44项不分派给处室")
    assert not assignments(desk.fresh.session, 1)


@pytest.mark.parametrize(
    ("who", "status"), [("基金处评定员", 403), ("示范省系统管理员", 403), ("甲市负责人", 404)]
)
def test_only_the_chief_assigns(desk_at: DeskAt, who: str, status: int) -> None:
    browser = desk_at(Stage.HANDED_UP).enter(who, at(1, 25))
    assert browser.get(FORM).status_code == status
    assert browser.send(FORM).status_code == status
