"""How the document is read where it is silent stands beside every score that the reading acts on."""

import pytest

from tests.webapp.desks import DeskAt
from tests.worlds import Stage, at
from workflow.scheme.loader import builtin

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("甲市负责人", "/results/1"),
        ("示范省审计员", "/results/1"),
        ("示范省评定负责人", "/runs/1/units/{unit}"),
    ],
)
def test_a_score_comes_with_every_interpretation(desk_at: DeskAt, who: str, path: str) -> None:
    desk = desk_at(Stage.PUBLISHED)
    address = path.format(unit=desk.world.unit("甲市"))
    page = desk.enter(who, at(3, 20)).get(f"/province{address}" if "runs" in path else address)
    assert page.status_code == 200
    for entry in builtin("hubei-jingban").interpretations:
        assert entry.text in page.text
        assert entry.author in page.text
