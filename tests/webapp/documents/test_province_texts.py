"""The texts of the assessor's documents: written by the chief until issued, with nobody's words lost."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.office import page_texts
from tests.webapp.browser import Browser
from tests.webapp.desks import Desk, DeskAt
from tests.webapp.province.test_interviews import interview, two_years
from tests.worlds import Stage, at
from workflow.commands.narratives import LONGEST

pytestmark = pytest.mark.sqlite_only
NOW = at(2, 21)
CIRCULAR = "/documents/cycles/1/circular"
_VERSION = re.compile(r'name="(version-[a-z_]+)"[^>]*value="([0-9]+)"')


def save(browser: Browser, path: str, page: str = "", **texts: Any) -> TestResponse:
    """Save the texts with the versions that the page shows, or those that are given."""
    shown = browser.get(path).text
    versions = dict(_VERSION.findall(shown)) | {
        name: text for name, text in texts.items() if "version" in name
    }
    boxes = {f"text-{name}": text for name, text in texts.items() if "version" not in name}
    return browser.send(path, page=path, **versions, **boxes)


def test_what_the_chief_writes_stands_in_the_circular(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    chief = desk.chief(NOW)
    assert CIRCULAR in chief.get("/province/runs/1").text
    answer = save(chief, CIRCULAR, opening="程序合规。", problems="台账不全。\n\n公开不及时。", demands="")
    assert answer.status_code == 303
    page = chief.get(answer.location).text
    for shown in ("已保存。", "程序合规。", "示范省评定负责人于 2027年2月21日"):
        assert shown in page
    said = "".join(page_texts(chief.get("/documents/runs/1/circular.pdf").data))
    assert "一、评定工作情况\n程序合规。\n二、评定结果" in said
    assert "三、存在的问题" in said
    assert "工作要求" not in said
    assert desk.events("narrative.compose") == 2


def test_two_people_see_both_texts_and_nothing_typed_is_lost(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.COMPUTED)
    chief = desk.chief(NOW)
    save(chief, CIRCULAR, opening="第一个人的文字", problems="", demands="")
    old = {"version-opening": "0", "version-problems": "0", "version-demands": "0"}
    mine = {"opening": "第二个人的文字", "problems": "第二个人的问题", "demands": ""}
    answer = save(chief, CIRCULAR, **mine, **old)
    assert answer.status_code == 409
    for shown in ("您写的还没有保存", "第一个人的文字", "第二个人的文字", "第二个人的问题"):
        assert shown in answer.text
    assert "第二个人的问题" not in chief.get(CIRCULAR).text
    again = dict(_VERSION.findall(answer.text))
    assert again["version-opening"] == "1"
    assert save(chief, CIRCULAR, **mine, **again).status_code == 303
    assert "第二个人的文字" in chief.get(CIRCULAR).text


def test_a_text_that_is_too_long_comes_back_whole(desk_at: DeskAt) -> None:
    chief = desk_at(Stage.COMPUTED).chief(NOW)
    long = "长" * (LONGEST + 1)
    answer = save(chief, CIRCULAR, opening="短的", problems=long, demands="")
    assert answer.status_code == 422
    assert f"这一部分有 {LONGEST + 1} 字，最多 {LONGEST} 字：删减后再保存。" in answer.text
    assert long in answer.text
    assert "短的" in answer.text
    assert "短的" not in chief.get(CIRCULAR).text


def paths(desk: Desk) -> dict[str, tuple[str, str]]:
    return {
        "circular": (CIRCULAR, "opening"),
        "rating_report": (f"/documents/cycles/1/units/{desk.fresh.unit('甲市')}/rating-report", "overview"),
        "interview_notice": (f"/documents/interviews/{interview(desk).id}/notice", "arrangement"),
    }


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("circular", "排名已经通报，通报的文字不能再改（评定负责人启动更正、重新计算排名以后可处理）"),
        ("rating_report", "排名已经通报，评定报告的文字不能再改"),
    ],
)
def test_once_published_the_texts_stand(desk_at: DeskAt, kind: str, said: str) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    chief, (path, section) = desk.chief(at(3, 20)), paths(desk)[kind]
    page = chief.get(path).text
    assert said.partition("（")[0] in page
    assert "<textarea" not in page
    answer = chief.send(path, **{f"text-{section}": "后来的文字", f"version-{section}": "0"})
    assert answer.status_code == 409
    assert said.partition("（")[0] in answer.text
    assert "后来的文字" in answer.text
    assert desk.events("narrative.compose") == 0


def test_the_arrangement_is_written_until_the_notice_is_sent(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    chief, (path, section) = desk.chief(at(3, 20)), paths(desk)["interview_notice"]
    assert save(chief, path, **{section: "时间：3月29日9:00\n地点：会议室"}).status_code == 303
    said = "".join(page_texts(chief.get(f"{path}.pdf").data))
    assert "地点：会议室" in said
    for act in ("confirm", "notify"):
        chief.send(f"/province/interviews/{interview(desk).id}/{act}", on="2027-03-20", note="书面")
    assert "约谈通知已经发出" in chief.get(path).text
    assert "草稿" not in "".join(page_texts(chief.get(f"{path}.pdf").data))


def test_nobody_else_reads_or_writes_them(desk_at: DeskAt) -> None:
    desk = desk_at(Stage.CHECKED, two_years)
    for person, status in (("甲市负责人", 403), ("乙市负责人", 404), ("基金处评定员", 403)):
        browser = desk.enter(person, at(3, 20))
        for kind, (path, section) in paths(desk).items():
            hidden = 404 if kind == "circular" and person.startswith(("甲", "乙")) else status
            assert browser.get(path).status_code == hidden
            assert browser.send(path, **{f"text-{section}": "不是我写的"}).status_code == hidden
    county = f"/documents/cycles/1/units/{desk.fresh.unit('甲东县')}/rating-report"
    assert desk.chief(at(3, 20)).get(county).status_code == 404
