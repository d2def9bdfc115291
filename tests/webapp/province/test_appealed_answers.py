"""申诉 where the assessor rates by answers: the chief answers anew, but no figure and no panel."""

from fractions import Fraction

import pytest

from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, TownDeskAt, refused
from tests.worlds import at, towns
from workflow.queries.runs import run_lines

pytestmark = pytest.mark.sqlite_only
LINE = "1-ledger-lines-0"
STANDING = {"1-ledger-value": "no", f"{LINE}-case": "没有台账", f"{LINE}-reason": "没有建立"}
CHIEF = "示范县评定负责人"


def appeal(desk: Desk, item: int) -> tuple[Browser, str]:
    """乙镇 contests an item; the chief has taken it up and is before its page."""
    path = f"/results/1/units/{desk.fresh.unit('乙镇')}/appeals/{item}"
    signer = desk.enter("乙镇负责人", at(3, 8))
    where = signer.send(path, page=path, statement="台账在另一处，已补充").location
    chief, page = desk.enter(CHIEF, at(3, 9)), f"/province{where.removeprefix('/results')}"
    assert chief.send(f"{page}/take-up", page=page, version="1").status_code == 303
    return chief, page


def test_an_item_is_answered_anew_and_the_ranking_follows(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.with_signers)
    chief, page = appeal(desk, 1)
    assert "没有台账" in chief.get(page).text
    about = {"page": page, "version": "2", "reason": "核对台账"}
    assert refused(chief.send(page, verdict="uphold", **about, **STANDING), "内容没有改动", "核对台账")
    answer = chief.send(page, verdict="uphold", **about, **{"1-ledger-value": "yes"})
    assert answer.status_code == 303
    assert "<strong>0 → 10</strong>" in chief.get(page).text
    assert desk.events("assessment.adjust_item") == 1
    assert chief.send("/province/runs/1/recompute").status_code == 303
    world = desk.fresh
    finals = {line.name: line.final for line in run_lines(world.session, world.run.id)}
    assert finals["乙镇"] == Fraction("80.5")


def test_what_is_kept_is_not_answered_anew_on_the_way(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.with_signers)
    chief, page = appeal(desk, 1)
    about = {"page": page, "version": "2", "reason": "核对台账", "verdict": "dismiss"}
    assert refused(chief.send(page, **about, **{"1-ledger-value": "yes"}), "与“维持原评定”不一致")
    assert chief.send(page, **about, **STANDING).status_code == 303


def test_figures_and_panels_are_kept_and_the_page_says_why(town_desk_at: TownDeskAt) -> None:
    desk = town_desk_at(towns.with_signers)
    chief, page = appeal(desk, 2)
    assert "由导入的数据和评议打分计算，复核不能改动，只能维持" in chief.get(page).text
    about = {"page": page, "version": "2", "reason": "数据来自统计台账"}
    assert refused(chief.send(page, verdict="uphold", **about), "复核不能改动，只能维持", "数据来自统计台账")
    assert chief.send(page, verdict="dismiss", **about).status_code == 303
