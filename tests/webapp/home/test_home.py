"""The home page and what stands around every page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.statements import counted_statements
from tests.webapp.browser import Browser
from workflow.actor import Actor
from workflow.models import Cycle
from workflow.queries import todo as todos
from workflow.queries.todo import Todo

Door = Callable[[str], Browser]

LAST_DAY = datetime(2026, 12, 31, 6, 3, 22, tzinfo=UTC)


def test_nothing_to_do_says_what_is_going_on_and_until_when(log_in: Door) -> None:
    page = log_in("jiangan.signer").get("/").text
    assert "<title>待办（0） · 考评</title>" in page
    assert "正在进行的是“县级自评”，2026年12月31日（星期四）24:00 前（北京时间）截止。" in page
    assert "还剩 21 天 14 小时" in page


def test_before_the_first_day_the_page_says_when_the_next_step_begins(log_in: Door) -> None:
    page = log_in("jiangan.filler").at(datetime(2026, 11, 1, tzinfo=UTC)).log_in("jiangan.filler")
    browser = log_in("jiangan.filler").at(datetime(2026, 11, 1, tzinfo=UTC))
    browser.log_in("jiangan.filler")
    page = browser.get("/").text
    assert "下一步是“县级自评”，2026年12月1日（星期二）开始。" in page


def test_a_day_before_the_deadline_it_stands_on_every_page(log_in: Door) -> None:
    browser = log_in("jiangan.filler")
    assert "将在" not in browser.get("/password").text
    browser.at(LAST_DAY).log_in("jiangan.filler")
    page = browser.get("/password").text
    assert "“县级自评”将在 2026年12月31日（星期四）24:00 前（北京时间）截止，还剩 9 小时 56 分钟" in page
    assert "服务器时间 2026年12月31日（星期四）14:03:22" in page


def test_after_the_deadline_late_work_is_said_to_be_possible(log_in: Door) -> None:
    browser = log_in("jiangan.filler")
    browser.at(LAST_DAY + timedelta(days=1)).log_in("jiangan.filler")
    assert "期限已过，没有办完的仍可补办，标明逾期" in browser.get("/").text


@pytest.mark.parametrize(
    ("username", "dates"),
    [("jiangan.filler", 1), ("wuhan.signer", 3), ("chief", 4)],
)
def test_everybody_sees_the_dates_that_concern_them(log_in: Door, username: str, dates: int) -> None:
    assert log_in(username).get("/").text.count("<dt>") == dates


def test_the_year_is_drawn_from_its_state_table(log_in: Door) -> None:
    page = log_in("chief").get("/").text
    stages = [part.split("</span>")[0] for part in page.split('class="stepper"')[1].split("<li")[1:9]]
    labels = [stage.rsplit("<span>", 1)[1] for stage in stages]
    assert labels == ["筹备", "县级自评", "市州汇总", "省级评定", "会议审议", "公示", "已通报", "已归档"]
    assert 'class="now" aria-current="step"' in stages[0]


def test_the_header_says_who_acts_from_which_post(log_in: Door) -> None:
    page = log_in("rater").get("/").text
    assert "湖北省 · 基金处 · 评定员" in page
    assert "2026年度全省" in page
    assert "切换岗位" not in page


def test_a_rehearsal_is_marked_on_every_page(log_in: Door, rows: Session) -> None:
    rows.execute(update(Cycle).values(rehearsal=True))
    rows.commit()
    assert "演练：" in log_in("chief").get("/password").text


def test_late_work_stands_first_and_the_title_counts(
    app: Flask, log_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source(_session: Session, _actor: Actor, now: datetime) -> list[Todo]:
        return [
            Todo("有期限的事", "细节", "home.index", due_at=now + timedelta(days=2)),
            Todo("没有期限的事", "细节", "home.index"),
            Todo("逾期的事", "细节", "home.index", due_at=now - timedelta(days=2), late=True),
        ]

    monkeypatch.setattr(todos, "SOURCES", (source,))
    page = log_in("chief").get("/").text
    assert "待办（3）" in page
    places = [page.index(f">{title}<") for title in ("逾期的事", "有期限的事", "没有期限的事")]
    assert places == sorted(places)


def test_what_stands_around_a_page_costs_a_fixed_number_of_statements(log_in: Door) -> None:
    costs = []
    for username in ("jiangan.filler", "chief"):
        browser = log_in(username)
        browser.get("/password")
        with counted_statements() as statements:
            browser.get("/password")
        costs.append(len([text for text in statements if text.startswith("SELECT")]))
    assert costs == [costs[0]] * 2
    assert costs[0] <= 9
