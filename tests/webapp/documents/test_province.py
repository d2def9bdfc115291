"""The assessor's documents over HTTP: who gets which, under which name, and who not even learns of it."""

from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from tests.office import page_texts
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.province.test_interviews import interview, two_years
from tests.worlds import Stage, at

pytestmark = pytest.mark.sqlite_only
NOW = at(3, 20)
CIRCULAR = "/documents/runs/1/circular.{form}"
OTHERS = ("乙市负责人", "甲东县填报员", "基金处评定员", "示范省系统管理员", "示范省审计员")


def report(desk: Desk, unit: str = "甲市", form: str = "pdf") -> str:
    return f"/documents/runs/1/units/{desk.fresh.unit(unit)}/rating-report.{form}"


def name_of(answer: TestResponse) -> str:
    return unquote(answer.headers["Content-Disposition"].partition("''")[2])


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_everybody_takes_the_published_circular(desk_at: DeskAt, form: str) -> None:
    desk = desk_at(Stage.PUBLISHED)
    answer = desk.enter("甲东县填报员", NOW).get(CIRCULAR.format(form=form))
    assert answer.status_code == 200
    assert name_of(answer) == f"2026年度 通报.{form}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert desk.chief(at(4, 1)).get(CIRCULAR.format(form="pdf")).data == (
        desk.enter("示范省审计员", NOW).get(CIRCULAR.format(form="pdf")).data
    )


def test_a_draft_is_for_the_chief_and_says_so_on_every_page(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLICITY)
    answer = desk.chief(NOW).get(CIRCULAR.format(form="pdf"))
    assert name_of(answer) == "2026年度 通报（草稿）.pdf"
    assert all("草稿：未经通报，不得外传" in text for text in page_texts(answer.data))
    for person in (*OTHERS, "甲市负责人"):
        browser = desk.enter(person, NOW)
        for path in (CIRCULAR.format(form="pdf"), CIRCULAR.format(form="docx"), report(desk)):
            refused = browser.get(path)
            assert refused.status_code in (403, 404) if "report" in path else refused.status_code == 404
            assert refused.headers["Cache-Control"] == "no-store"
        assert "circular.pdf" not in browser.get("/results/1").text


def test_after_the_log_out_nothing_is_left(desk_at: DeskAt) -> None:
    browser = desk_at(Stage.PUBLISHED).enter("甲市负责人", NOW)
    assert browser.get(CIRCULAR.format(form="pdf")).status_code == 200
    browser.send("/log-out")
    assert b"%PDF" not in browser.get(CIRCULAR.format(form="pdf")).data


def test_other_forms_and_other_runs_are_not_found(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.PUBLISHED).chief(NOW)
    assert chief.get(CIRCULAR.format(form="exe")).status_code == 404
    assert chief.get("/documents/runs/99/circular.pdf").status_code == 404


def test_a_unit_takes_its_own_report_and_no_other(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.PUBLISHED)
    own = desk.enter("甲市负责人", NOW)
    assert report(desk) in own.get("/results/1").text
    answer = own.get(report(desk))
    assert name_of(answer) == "2026年度 甲市 评定报告.pdf"
    assert answer.data == desk.chief(NOW).get(report(desk)).data
    assert own.get(report(desk, "乙市")).status_code == 404
    assert own.get(report(desk, "甲东县")).status_code == 404
    for person in OTHERS:
        assert desk.enter(person, NOW).get(report(desk)).status_code in (403, 404)


def test_the_notice_and_the_record_of_an_interview_are_the_chiefs(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    about = f"/documents/interviews/{interview(desk).id}"
    chief = desk.chief(NOW)
    page = chief.get(f"/province/interviews/{interview(desk).id}").text
    for kind, name in (("notice", "约谈通知书（草稿）"), ("rectification", "整改情况记录")):
        assert f"{about}/{kind}.pdf" in page
        answer = chief.get(f"{about}/{kind}.docx")
        assert name_of(answer) == f"2026年度 甲市 {name}.docx"
        assert desk.enter("甲市负责人", NOW).get(f"{about}/{kind}.pdf").status_code == 403
        assert desk.enter("乙市负责人", NOW).get(f"{about}/{kind}.pdf").status_code == 404
    chief.send(f"/province/interviews/{interview(desk).id}/waive", on="2027-03-19", note="已并入其他单位")
    refused = chief.get(f"{about}/notice.pdf")
    assert refused.status_code == 404
    assert "已决定对这个单位不予约谈，没有约谈通知书。" in refused.text
