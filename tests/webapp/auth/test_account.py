"""The own password, and the post to act from."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, PASSWORD
from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER
from workflow.models import PostHolding, User

Door = Callable[[str], Browser]
NEW = "另一条大河-2027"


def change(browser: Browser, current: str = PASSWORD, new: str = NEW, repeat: str | None = None) -> str:
    answer = browser.send(
        "/password", page="/password", current=current, new=new, repeat=new if repeat is None else repeat
    )
    return answer.location or answer.text


def test_a_first_password_leads_nowhere_but_to_its_change(log_in: Door) -> None:
    newcomer = log_in("newcomer")
    assert newcomer.get("/").location == "/password"
    assert newcomer.get("/post").location == "/password"
    assert "初始密码" in newcomer.get("/password").text
    assert change(newcomer) == "/"
    assert newcomer.get("/").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"new": "短密码"}, "密码有 3 个字符，应为 10 到 128 个。"),
        ({"new": "1" * 12}, "同一个字符"),
        ({"new": PASSWORD}, "与现在的密码相同"),
        ({"repeat": "又一个不同的密码"}, "两遍新密码不一样"),
        ({"current": "记错了的密码"}, "现在的密码不对"),
        ({"new": ""}, "填写新密码。"),
    ],
)
def test_a_password_that_cannot_be_taken_is_refused_with_its_rule(
    log_in: Door, given: dict[str, str], said: str
) -> None:
    assert said in change(log_in("chief"), **given)


def test_a_changed_password_ends_every_other_log_in(log_in: Door, stranger: Browser) -> None:
    here, there = log_in("chief"), log_in("chief")
    assert change(here) == "/"
    assert here.get("/").status_code == 200
    assert there.get("/").location.endswith("why=ended")
    assert stranger.log_in("chief").status_code == 422
    assert stranger.log_in("chief", NEW).status_code == 303


def test_somebody_with_several_posts_chooses_one_and_can_switch(log_in: Door, rows: Session) -> None:
    browser = log_in("two.posts")
    page = browser.get("/post").text
    assert page.index("江岸区 · 填报员") < page.index("江汉区 · 填报员")
    second = rows.scalars(
        select(PostHolding.id).join(User, User.id == PostHolding.user_id).where(User.username == "two.posts")
    ).all()[1]
    assert browser.send("/post", holding_id=second).location == "/"
    header = browser.get("/").text.split('class="person-post">')[1]
    assert header.startswith("江汉区 · 填报员")


def test_a_log_in_with_several_posts_leads_to_the_choice(stranger: Browser) -> None:
    assert stranger.log_in("two.posts").location == "/post?next=/"
    assert stranger.log_in("chief").location == "/"


def test_the_post_of_somebody_else_cannot_be_taken(log_in: Door, rows: Session) -> None:
    foreign = rows.scalar(
        select(PostHolding.id).join(User, User.id == PostHolding.user_id).where(User.username == "chief")
    )
    assert log_in("two.posts").send("/post", holding_id=foreign).status_code == 404


def test_fields_that_no_form_asks_for_change_nothing(log_in: Door, rows: Session) -> None:
    def account() -> tuple[object, ...]:
        rows.rollback()
        return rows.execute(select(User.__table__).where(User.username == "chief")).one()

    before = account()
    answer = log_in("chief").send(
        "/password", page="/password", current=["a", "b"], new=NEW, repeat=NEW,
        must_change_password="1", password_hash="x", active="0", id="1", post="admin", unit_id="1",
    )  # fmt: skip
    assert answer.status_code == 422
    assert account() == before


def test_an_account_out_of_use_is_refused_at_its_next_request(log_in: Door, rows: Session) -> None:
    browser = log_in("chief")
    rows.execute(update(User).where(User.username == "chief").values(active=False))
    rows.commit()
    assert browser.get("/").location.endswith("why=no_post")
    assert browser.log_in("chief").status_code == 422


def test_a_post_that_has_ended_is_refused_at_the_next_request(log_in: Door, rows: Session) -> None:
    browser = log_in("chief")
    mine = select(User.id).where(User.username == "chief").scalar_subquery()
    rows.execute(update(PostHolding).where(PostHolding.user_id == mine).values(until=OCTOBER))
    rows.commit()
    assert browser.get("/").location.endswith("why=no_post")


def test_a_post_not_yet_held_does_not_count(stranger: Browser) -> None:
    assert stranger.at(OCTOBER - timedelta(days=1)).log_in("chief").status_code == 422
    assert stranger.at(DECEMBER).log_in("chief").status_code == 303
