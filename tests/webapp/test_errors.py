"""Error pages: the reasons, the remedy, the number, and what was typed."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from tests.webapp.browser import Browser
from tests.webapp.conftest import DECEMBER, MakeApp
from webapp.access import requires, work
from webapp.extensions import db
from workflow.actions import Action
from workflow.errors import Forbidden, Invalid, NotFound, Stale
from workflow.models import DemonstrationClock, Refusal

Door = Callable[[str], Browser]

REASONS = (Unmet("还有未填的项次：第 3、7 项", "填报员"), Unmet("当前状态是“已上报”，此时不能送签", ""))
FAILURES = {
    "refused": (409, Refused(REASONS)),
    "forbidden": (403, Forbidden("上级单位可退回修改，不可代改。")),
    "missing": (404, NotFound()),
    "stale": (409, Stale("评定表刚刚被别人改动。")),
    "invalid": (422, Invalid({"reason": "写明理由。"})),
    "locked": (503, OperationalError("UPDATE sheet", {}, Exception("database is locked"))),
    "broken": (500, ZeroDivisionError()),
}
NOTED = {"refused", "forbidden", "stale"}


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """An application with one page that does half of something and then fails in every way there is."""
    app = make_app(PROPAGATE_EXCEPTIONS=False)

    @app.post("/fail/<filename>")
    @requires(Action.VIEW_HOME)
    def fail(filename: str) -> str:
        with work() as session:
            session.add(DemonstrationClock(id=1, offset_seconds=0))
            session.flush()
            raise FAILURES[filename][1]

    return app


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failure_keeps_what_was_typed_names_a_number_and_changes_nothing(
    log_in: Door, rows: Session, kind: str
) -> None:
    answer = log_in("chief").send(f"/fail/{kind}", reason="写了很久的理由 <b>", password="secret-7")
    assert answer.status_code == FAILURES[kind][0]
    assert "写了很久的理由 &lt;b&gt;" in answer.text
    assert "secret-7" not in answer.text
    assert "20261210-100000-" in answer.text
    assert "12345" in answer.text
    assert "Traceback" not in answer.text
    assert rows.get(DemonstrationClock, 1) is None


@pytest.mark.parametrize("kind", FAILURES)
def test_a_refusal_is_noted_with_the_number_of_its_page(log_in: Door, rows: Session, kind: str) -> None:
    answer = log_in("wuhan.signer").send(f"/fail/{kind}", reason="理由")
    noted = rows.scalars(select(Refusal)).all()
    assert len(noted) == (kind in NOTED)
    for row in noted:
        assert row.reference in answer.text
        assert row.object == f"POST /fail/{kind}"
        assert row.actor_post == "signer"
        assert row.address == "127.0.0.1"


def test_a_refused_trigger_lists_all_reasons_and_who_can_lift_each(log_in: Door) -> None:
    page = log_in("chief").send("/fail/refused").text
    assert all(reason.text in page for reason in REASONS)
    assert "可处理：填报员" in page
    assert page.count("可处理：") == 1


def test_an_unavailable_database_is_answered_without_asking_it_again(log_in: Door) -> None:
    answer = log_in("chief").send("/fail/locked", reason="理由")
    assert answer.headers["Retry-After"] == "60"
    assert "再次提交" in answer.text
    assert 'class="person"' not in answer.text


def test_a_database_that_fails_before_anybody_is_known_is_answered_too(
    app: Flask, log_in: Door
) -> None:
    browser = log_in("chief")
    with app.app_context():
        db.session.execute(db.text("DROP TABLE login_session"))
        db.session.commit()
    answer = browser.post("/fail/stale", data={"reason": "写了很久的理由"})
    assert answer.status_code == 503
    assert "写了很久的理由" in answer.text


def test_the_log_of_a_fault_quotes_nothing_that_was_typed(
    app: Flask, log_in: Door, caplog: pytest.LogCaptureFixture
) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON division BEGIN SELECT RAISE(FAIL, 'no room'); END"
    with app.app_context():
        db.session.execute(db.text(full))
        db.session.commit()
    assert log_in("admin").send("/admin/divisions", name="还没有公布的处室").status_code == 500
    assert "no room" in caplog.text
    assert "还没有公布" not in caplog.text


def test_a_refusal_that_cannot_be_noted_is_still_answered(
    app: Flask, log_in: Door, rows: Session
) -> None:
    browser = log_in("chief")
    token = browser.token()
    with app.app_context():
        db.session.execute(db.text("DROP TABLE refusal"))
        db.session.commit()
    assert browser.post("/fail/stale", data={"csrf_token": token}).status_code == 409


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("get", "/nowhere", 404, "没有找到"),
        ("get", "/log-out", 405, "不从地址栏打开"),
        ("get", "/?note=%00", 400, "不能识别的字符"),
    ],
)
def test_what_http_refuses_is_a_chinese_page_with_the_way_home(
    log_in: Door, method: str, path: str, status: int, said: str
) -> None:
    answer = getattr(log_in("chief"), method)(path)
    assert answer.status_code == status
    assert said in answer.text
    assert "回到首页" in answer.text
    assert 'class="person"' in answer.text


def test_a_wrong_method_is_told_the_right_ones(stranger: Browser) -> None:
    assert set(stranger.get("/log-out").allow) == {"OPTIONS", "POST"}


def test_a_form_that_is_too_large_is_told_the_limit(make_app: MakeApp) -> None:
    browser = make_app(MAX_CONTENT_LENGTH=1024**2).test_client().at(DECEMBER)
    answer = browser.post("/log-in", data={"username": "x" * (2 * 1024**2)})
    assert answer.status_code == 413
    assert "超过了上限（1 MB）" in answer.text
