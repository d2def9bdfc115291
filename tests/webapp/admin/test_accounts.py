"""Accounts and posts in the browser."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.hubei import PASSWORD, unit_id
from tests.webapp.browser import Browser
from workflow.models import Division, PostHolding, User

pytestmark = pytest.mark.sqlite_only

LogIn = Callable[[str], Browser]


@pytest.fixture
def admin(log_in: LogIn) -> Browser:
    return log_in("admin")


def user_id(rows: Session, username: str) -> int:
    return rows.scalars(select(User.id).where(User.username == username)).one()


def live(rows: Session, user: int) -> list[PostHolding]:
    rows.rollback()
    return list(
        rows.scalars(select(PostHolding).where(PostHolding.user_id == user, PostHolding.until.is_(None)))
    )


def grant(admin: Browser, user: int, unit: int, post: str, division: int = 0) -> object:
    fields = {"unit_id": unit, "post": post, "division_id": division}
    return admin.send(f"/admin/accounts/{user}/posts", **fields)


def test_accounts_are_found_by_name_and_unit(admin: Browser) -> None:
    page = admin.get("/admin/accounts?search=江岸区").text
    assert "jiangan.filler" in page
    assert "wuhan.filler" not in page


def test_a_new_account_gets_a_post_and_comes_in(admin: Browser, rows: Session, stranger: Browser) -> None:
    done = admin.send("/admin/accounts/add", username="Fresh", name="新人", password=PASSWORD)
    assert done.status_code == 303
    own = user_id(rows, "fresh")
    assert "没有岗位" in admin.get(done.location).text
    assert grant(admin, own, unit_id(rows, "宜昌市"), "filler").status_code == 303
    assert [holding.post for holding in live(rows, own)] == ["filler"]
    assert stranger.log_in("fresh").status_code == 303
    assert "初始密码" in stranger.get("/", follow_redirects=True).text


def test_what_is_wrong_with_an_account_stands_at_its_boxes_and_no_password_comes_back(admin: Browser) -> None:
    page = admin.send("/admin/accounts/add", username="admin", name=" ", password="kurz-1")
    assert page.status_code == 422
    assert 'href="#username"' in page.text
    assert "kurz-1" not in page.text


def test_a_post_that_does_not_fit_is_refused_at_its_box(admin: Browser, rows: Session) -> None:
    page = grant(admin, user_id(rows, "jiangan.filler"), unit_id(rows, "武汉市"), "chief")
    assert (page.status_code, 'href="#post"' in page.text) == (422, True)


def test_an_ended_post_shuts_its_holder_out_at_the_next_request(
    admin: Browser, rows: Session, log_in: LogIn
) -> None:
    filler = log_in("jiangan.filler")
    own = user_id(rows, "jiangan.filler")
    (held,) = live(rows, own)
    assert admin.send(f"/admin/accounts/{own}/posts/{held.id}/end").status_code == 303
    assert live(rows, own) == []
    assert filler.get("/").location.startswith("/log-in")


def test_a_deactivated_account_is_out_and_may_come_back(
    admin: Browser, rows: Session, log_in: LogIn, stranger: Browser
) -> None:
    filler, own = log_in("jiangan.filler"), user_id(rows, "jiangan.filler")
    assert admin.send(f"/admin/accounts/{own}/deactivate").status_code == 303
    assert filler.get("/").location.startswith("/log-in")
    assert stranger.log_in("jiangan.filler").status_code == 200 or stranger.get("/").status_code == 303
    assert "启用账号" in admin.get(f"/admin/accounts/{own}").text
    assert admin.send(f"/admin/accounts/{own}/reactivate").status_code == 303
    log_in("jiangan.filler")


def test_a_reset_password_ends_log_ins_and_is_a_first_one_again(
    admin: Browser, rows: Session, log_in: LogIn
) -> None:
    filler, own = log_in("jiangan.filler"), user_id(rows, "jiangan.filler")
    assert admin.send(f"/admin/accounts/{own}/password", password="short").status_code == 422
    assert admin.send(f"/admin/accounts/{own}/password", password="another-first-one").status_code == 303
    assert filler.get("/").location.startswith("/log-in")
    rows.rollback()
    assert rows.get_one(User, own).must_change_password


def test_one_s_own_account_offers_nothing_and_refuses_everything(admin: Browser, rows: Session) -> None:
    own = user_id(rows, "admin")
    page = admin.get(f"/admin/accounts/{own}").text
    assert "由另一位系统管理员办理" in page
    assert "授予岗位" not in page
    refused = grant(admin, own, unit_id(rows, "湖北省"), "chief")
    assert (refused.status_code, "不能变更本人的岗位" in refused.text) == (403, True)
    assert admin.send(f"/admin/accounts/{own}/deactivate").status_code == 403
    assert admin.send(f"/admin/accounts/{own}/password", password="another-first-one").status_code == 403


def test_extra_fields_of_a_form_change_nothing(admin: Browser, rows: Session) -> None:
    extra = {"active": "", "demonstration": "1", "must_change_password": "", "id": "1", "role": "chief"}
    admin.send("/admin/accounts/add", username="fresh", name="新人", password=PASSWORD, **extra)
    added = rows.get_one(User, user_id(rows, "fresh"))
    assert (added.active, added.demonstration, added.must_change_password) == (True, False, True)
    assert live(rows, added.id) == []


def test_a_division_is_added_once(admin: Browser, rows: Session) -> None:
    assert admin.send("/admin/divisions", name="待遇处").status_code == 303
    assert admin.send("/admin/divisions", name="待遇处").status_code == 422
    assert "待遇处" in rows.scalars(select(Division.name)).all()


def test_an_account_that_does_not_exist_is_not_found(admin: Browser) -> None:
    assert admin.get("/admin/accounts/99999").status_code == 404
    assert admin.send("/admin/accounts/99999/deactivate").status_code == 404


@pytest.mark.parametrize("username", ["jiangan.filler", "chief", "auditor", "rater"])
def test_nobody_else_keeps_accounts(log_in: LogIn, username: str) -> None:
    browser = log_in(username)
    assert browser.get("/admin/accounts").status_code == 403
    assert browser.send("/admin/accounts/add", username="x2", name="x", password=PASSWORD).status_code == 403
