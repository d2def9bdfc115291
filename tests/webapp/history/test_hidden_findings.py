"""Two provinces that differ in hidden marks and findings only have the same histories, byte for byte.

`tests/webapp/results/test_hidden_marks.py` asks for every other page, and follows every link of these.
"""

import pytest

from tests.webapp.browser import lasting
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.results.test_hidden_marks import harsh, harsh_abroad, mild, mild_abroad
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only

FILTERS = ("", "act=assessment.rate_item", "item=30", "act=claim.reject", "person=服务处评定员")


def histories(desk: Desk, who: str, unit: str | None, moment: object) -> dict[str, bytes]:
    """Address → what this person gets: pages and files, however narrowed."""
    browser = desk.enter(who, moment)  # type: ignore[arg-type]
    place = f"/history/cycles/{desk.world.cycle_id}"
    place += f"/units/{desk.world.unit(unit)}" if unit else ""
    paths = [
        f"{place}{end}{narrowed}"
        for narrowed in FILTERS
        for end in ("?", "/export?format=csv&", "/export?format=json&")
    ]
    answers = {path: browser.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: lasting(answer.text).encode() for path, answer in answers.items()}


@pytest.mark.parametrize("unit", ["甲东县", "甲市", "丙市"])
def test_before_publicity_no_history_tells_what_was_found(desk_at: DeskAt, unit: str) -> None:
    desks = [desk_at(Stage.RATED, change) for change in (mild, harsh)]
    one, other = (histories(desk, f"{unit}负责人", unit, at(3, 2)) for desk in desks)
    assert one == other


@pytest.mark.parametrize("unit", ["甲东县", "甲市"])
def test_in_the_publicity_period_no_history_tells_how_others_fared(desk_at: DeskAt, unit: str) -> None:
    desks = [desk_at(Stage.RATED, change) for change in (mild_abroad, harsh_abroad)]
    one, other = (histories(desk, f"{unit}负责人", unit, at(3, 8)) for desk in desks)
    assert one == other


def test_the_histories_do_differ_for_who_may_know(desk_at: DeskAt) -> None:
    desks = [desk_at(Stage.RATED, change) for change in (mild, harsh)]
    one, other = (histories(desk, "示范省评定负责人", None, at(3, 2)) for desk in desks)
    assert one.keys() == other.keys()
    assert all(one[path] != other[path] for path in one if "item=30" in path)
    desks = [desk_at(Stage.RATED, change) for change in (mild_abroad, harsh_abroad)]
    one, other = (histories(desk, "乙市负责人", "乙市", at(3, 8)) for desk in desks)
    assert all(one[path] != other[path] for path in one if "item=30" in path)
