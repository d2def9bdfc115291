"""Units in the browser: searched, imported after a preview, or refused line by line."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.hubei import unit_id
from tests.webapp.browser import Browser
from workflow.commands.unit_file import TABLE
from workflow.models import Succession, Unit

pytestmark = pytest.mark.sqlite_only

LogIn = Callable[[str], Browser]
HEADER = ",".join(TABLE.titles)


@pytest.fixture
def admin(log_in: LogIn) -> Browser:
    return log_in("admin")


def upload(browser: Browser, *lines: str, encoding: str = "utf-8") -> str:
    file = (BytesIO("\n".join((HEADER, *lines)).encode(encoding)), "units.csv")
    return browser.send("/admin/units/import", page="/admin/units/import", file=file).text


def test_units_are_found_by_name_code_or_parent(admin: Browser) -> None:
    assert "共 117 个单位" in admin.get("/admin/units").text
    assert "共 4 个单位" in admin.get("/admin/units?search=随州市").text
    assert "仙桃市" in admin.get("/admin/units?search=429004").text


def test_a_file_is_shown_before_anything_happens(admin: Browser, rows: Session) -> None:
    page = upload(
        admin,
        ",东湖开发区,county,开发区,武汉市,,,,",
        "420102,江岸新区,county,市辖区,武汉市,,,,",
        encoding="gbk",
    )
    assert "将新增 <strong>1</strong> 个单位，更新 <strong>1</strong> 个" in page
    assert "江岸新区" in page
    assert rows.scalar(select(func.count()).select_from(Unit)) == 117


def test_a_confirmed_file_is_imported(admin: Browser, rows: Session) -> None:
    content = f"{HEADER}\n,东湖开发区,county,开发区,武汉市,,,,"
    page = admin.bring("/admin/units/import", content.encode())
    done = admin.confirm("/admin/units/import", page)
    assert "表格已导入" in admin.get(done.location).text
    assert unit_id(rows, "东湖开发区")


def test_every_mistake_of_a_file_is_listed(admin: Browser, rows: Session) -> None:
    page = upload(admin, ",,county,,,,,,", ",东湖,nowhere,,,,,2026-13-01,")
    assert "有 3 处需要修改" in page
    assert "第 2 行 name" in page
    assert "第 3 行 valid_from" in page
    page = upload(admin, ",东湖,county,,南京市,,,,", ",西湖,province,,湖北省,,,,")
    assert "第 2 行 上级单位：没有找到“南京市”" in page
    assert "第 3 行 层级" in page
    assert rows.scalar(select(func.count()).select_from(Unit)) == 117


def test_a_form_without_a_file_says_so(admin: Browser) -> None:
    page = admin.send("/admin/units/import")
    assert (page.status_code, "还没有选文件" in page.text) == (422, True)


def test_a_unit_is_marked_single_handed_with_a_reason(admin: Browser, rows: Session) -> None:
    own = unit_id(rows, "神农架林区")
    path = f"/admin/units/{own}/single-handed"
    page = admin.send(path, single_handed="y")
    assert (page.status_code, 'href="#reason"' in page.text) == (422, True)
    assert admin.send(path, single_handed="y", reason="只有一名在编人员").status_code == 303
    rows.rollback()
    assert rows.get_one(Unit, own).single_handed
    assert "checked" in admin.get(f"/admin/units/{own}").text


def test_succession_is_recorded_with_its_ground(admin: Browser, rows: Session) -> None:
    own, before = unit_id(rows, "下陆区"), unit_id(rows, "铁山区")
    path = f"/admin/units/{own}/succession"
    entry = {"from_unit_id": before, "on": "2026-07-01", "kind": "merged", "reason": "批复文号示例"}
    wrong = admin.send(path, **{f"succession-{name}": text for name, text in {**entry, "on": "?"}.items()})
    assert (wrong.status_code, 'href="#succession-on"' in wrong.text) == (422, True)
    done = admin.send(path, **{f"succession-{name}": text for name, text in entry.items()})
    assert done.status_code == 303
    rows.rollback()
    assert rows.scalars(select(Succession.from_unit_id)).all() == [before]
    assert "下陆区承接铁山区（合并）" in admin.get(f"/admin/units/{own}").text


@pytest.mark.parametrize("username", ["jiangan.filler", "chief", "auditor", "rater"])
def test_nobody_else_keeps_the_units(log_in: LogIn, username: str) -> None:
    browser = log_in(username)
    assert browser.get("/admin/units").status_code == 403
    assert browser.get("/admin/past-rankings").status_code == 403


def test_a_past_ranking_is_taken_over_from_a_file(admin: Browser, rows: Session) -> None:
    names = [unit for unit in rows.scalars(select(Unit).order_by(Unit.code)) if unit.level == "prefecture"]
    lines = [f"{unit.code},{unit.name},{90 - n},{n + 1}" for n, unit in enumerate(names)]
    text = "\n".join(["code,name,final,rank", *lines])
    page = admin.bring("/admin/past-rankings", text.encode(), year="2025")
    assert "将新增 <strong>17</strong> 个单位的名次，改动 <strong>0</strong> 个" in page.text
    assert "还没有导入往年排名" in admin.get("/admin/past-rankings").text
    done = admin.get(admin.confirm("/admin/past-rankings", page).location).text
    assert "表格已导入" in done
    assert "2025 年度，17 个单位" in done
    again = admin.bring("/admin/past-rankings", text.encode(), year="2025")
    assert "与系统中的相同，没有要导入的" in again.text
    short = (BytesIO("\n".join(text.split("\n")[:17]).encode()), "2025.csv")
    page = admin.send("/admin/past-rankings", year="2025", file=short)
    assert (page.status_code, "名单不完整" in page.text) == (422, True)
