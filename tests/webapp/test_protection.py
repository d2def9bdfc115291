"""What every answer says about itself."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from tests.webapp.browser import Browser
from tests.webapp.conftest import MakeApp
from webapp.assets import edition

Door = Callable[[str], Browser]


def test_every_page_allows_only_scripts_and_styles_of_its_own(stranger: Browser) -> None:
    for path in ("/log-in", "/nowhere", "/static/kaoping.css"):
        policy = stranger.get(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert stranger.get(path).headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_is_kept_by_a_browser_or_a_proxy(log_in: Door) -> None:
    page = log_in("chief").get("/")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Cookie" in page.headers["Vary"]


def test_styles_and_scripts_are_asked_for_once_by_what_is_in_them(stranger: Browser) -> None:
    named = re.findall(r'(?:href|src)="(/[^"]*static/[^"]+)"', stranger.get("/log-in").text)
    assert len(named) > 3
    for address in named:
        assert "immutable" in stranger.get(address).headers["Cache-Control"], address
        assert "no-cache" in stranger.get(address.partition("?")[0]).headers["Cache-Control"]


def test_an_edition_that_is_not_served_is_not_kept(stranger: Browser) -> None:
    answer = stranger.get("/static/kaoping.css?v=0123456789ab")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]
    assert stranger.get("/static/nothing.css?v=0123456789ab").status_code == 404


def test_no_edition_tells_what_is_in_a_file_outside(app: Flask, stranger: Browser) -> None:
    with app.app_context():
        outside = edition("static", "../shell.py")
    assert outside
    for name in ("../shell.py", "..%2Fshell.py", "%2e%2e/shell.py", "css/..%2f..%2fshell.py"):
        answer = stranger.get(f"/static/{name}?v={outside}")
        assert answer.status_code in (404, 308)
        assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_the_cookie_stays_out_of_scripts_and_foreign_forms(app: Flask, stranger: Browser) -> None:
    set_cookie = stranger.get("/log-in").headers["Set-Cookie"]
    assert "HttpOnly" in set_cookie
    assert "SameSite=Lax" in set_cookie
    assert "Secure" not in set_cookie
    assert "Expires" not in set_cookie


def test_the_cookie_is_kept_to_https_where_told_so(make_app: MakeApp) -> None:
    browser = make_app(SESSION_COOKIE_SECURE=True).test_client()
    assert "Secure" in browser.get("/log-in").headers["Set-Cookie"]


def test_no_page_names_another_host(stranger: Browser) -> None:
    assert "//" not in stranger.get("/log-in").text.replace("http://www.w3.org", "")


def test_the_address_is_the_proxys_word_only_where_a_proxy_is_trusted(make_app: MakeApp) -> None:
    forwarded = {"X-Forwarded-For": "10.1.2.3"}
    for proxies, told in ((0, "127.0.0.1"), (1, "10.1.2.3")):
        app = make_app(TRUSTED_PROXIES=proxies)
        seen: list[str | None] = []
        app.before_request(lambda seen=seen: seen.append(__import__("flask").request.remote_addr))
        app.test_client().get("/healthz", headers=forwarded)
        assert seen == [told]


def test_the_watchman_hears_ok(stranger: Browser) -> None:
    assert stranger.get("/healthz").text == "ok"


@pytest.mark.parametrize("body", ["[1, 2]", "{}", '{"username": {"a": 1}}', "NaN"])
def test_a_form_is_no_json(stranger: Browser, body: str) -> None:
    told = {"X-CSRFToken": stranger.token("/log-in")}
    answer = stranger.post("/log-in", data=body, content_type="application/json", headers=told)
    assert answer.status_code == 415
    assert "提交内容的格式不是本系统的表单" in answer.text


def test_a_box_for_text_takes_no_file(log_in: Door) -> None:
    admin = log_in("admin")
    boxes = {"csrf_token": admin.token(), "name": (BytesIO("一处".encode()), "name.txt")}
    answer = admin.post("/admin/divisions", data=boxes)
    assert answer.status_code == 400
    assert "没有看懂这次提交" in answer.text
