"""Every refusal and fault as a page: what happened, why, what to do, whom to call, and what was typed."""

import re
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from states.engine import Refused
from webapp.access import address
from webapp.arrival import arrival, now
from webapp.extensions import db
from webapp.kept import kept
from workflow.clock import local
from workflow.commands.refusals import note_refusal
from workflow.errors import (
    Damaged,
    Forbidden,
    Hidden,
    Invalid,
    KaopingError,
    NotFound,
    Stale,
    Unavailable,
)
from workflow.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class Page:
    """An error page: its heading, what happened, what to do next; `again` offers to send the form again."""

    status: int
    heading: str
    text: str
    remedy: str
    again: bool = False


_HOME = "回到首页，从待办进入要办的事。"
_RELOAD = "返回上一页，刷新后按最新的状态办理。"

REFUSALS: dict[type[KaopingError], Page] = {
    Invalid: Page(422, "有内容需要修改", "", "返回上一页修改后再次提交。"),
    NotFound: Page(404, "没有找到", "", _HOME),
    Forbidden: Page(403, "这件事不由您现在的岗位办理", "", "有多个岗位的，先在页面上方切换岗位。"),
    Stale: Page(409, "内容刚刚有变动", "", _RELOAD),
    Damaged: Page(
        409,
        "这个文件打不开",
        "",
        "情况已经记录。系统管理员可以从备份恢复这个文件；上传单位还存有原文件的，请其核对。",
    ),
    Unavailable: Page(503, "系统暂时不能存取文件", "", "过一两分钟再试；已保存的内容和文件不受影响。"),
}
"""Refusals of the workflow; each brings its own text."""

FAULTS: dict[int, Page] = {
    400: Page(400, "没有看懂这次提交", "提交的内容不完整，或带有不能识别的字符。", "返回上一页重新填写。"),
    404: Page(404, "没有找到", NotFound().text, _HOME),
    405: Page(405, "这个地址不能这样打开", "办理类的操作只从页面上的按钮提交，不从地址栏打开。", _HOME),
    413: Page(413, "提交的内容太大", "一次提交的内容超过了上限（{megabytes} MB）。", "分几次提交。"),
    415: Page(415, "没有看懂这次提交", "提交内容的格式不是本系统的表单。", "从页面上的按钮提交。"),
    422: Page(422, "有内容需要修改", "提交的内容不完整。", "返回上一页修改后再次提交。"),
}
"""What HTTP itself refuses, by status."""

REFUSED = Page(409, "现在还不能办理", "", _RELOAD)
OTHER = Page(400, "这次没有办成", "服务器没有接受这次请求。", _HOME)
EXPIRED = Page(
    400,
    "页面已过期，内容没有提交",
    "页面打开之后登录有过变化，服务器不能确认这次提交出自您打开的页面。",
    "核对下面保留的内容，按“再次提交”。",
    again=True,
)
UNAVAILABLE = Page(
    503,
    "系统暂时不能保存",
    "数据库暂时没有响应，这次操作没有完成，已保存的内容不受影响。",
    "过一两分钟再试；您填写的内容保留在下面。",
    again=True,
)
BROKEN = Page(
    500,
    "系统出了差错",
    "这次操作没有完成，已保存的内容不受影响，差错已经记录。",
    "再试一次；仍然不成的，把编号告诉值班人员。",
)


def reference() -> str:
    """The number under which this request's refusal is noted and logged."""
    if "reference" not in g:
        g.reference = f"{local(arrival()):%Y%m%d-%H%M%S}-{token_hex(3).upper()}"
    number: str = g.reference
    return number


_KEYS = re.compile(r"(?<=/calendar/)[^/]+")


def place() -> str:
    """Where the request went, for logs and notes: without the token that is the key to a calendar."""
    return _KEYS.sub("…", request.path)


def show(page: Page, text: str = "", reasons: object = ()) -> ResponseReturnValue:
    """Answer with an error page, around it the usual surroundings where they need no broken database."""
    layout = "bare.html" if page.status >= 500 or not current_user.is_authenticated else "base.html"
    current_app.logger.info("%s %s %s %s", reference(), page.status, request.method, place())
    body = render_template(
        "error.html", layout=layout, page=page, text=text or page.text, reasons=reasons, kept=kept(),
        reference=reference(),
    )  # fmt: skip
    return body, page.status


def note(text: str) -> None:
    """Write one row about this refusal, in a transaction of its own; a failure to do so changes nothing."""
    action = g.action.value if "action" in g else (request.endpoint or "")
    about = f"{request.method} {place()}"
    with suppress(SQLAlchemyError), unit_of_work(db.session()) as session:
        note_refusal(
            session, g.get("actor"), now(), action, text,
            about=about, address=address(), reference=reference(),
        )  # fmt: skip


def on_refusal(error: KaopingError) -> ResponseReturnValue:
    """A refusal of the workflow."""
    page = next(page for kind, page in REFUSALS.items() if isinstance(error, kind))
    if isinstance(error, NotFound):
        g.pop("scope", None)  # what is not there belongs to no year
    if isinstance(error, Hidden | Forbidden | Stale | Damaged):
        note(error.text)
    if isinstance(error, Damaged | Unavailable):
        current_app.logger.error("%s %s: %s", reference(), place(), error)
    return show(page, text=error.text)


def on_refused(error: Refused) -> ResponseReturnValue:
    """A trigger that may not fire now: all reasons, and who can lift each."""
    note(str(error))
    return show(REFUSED, reasons=error.reasons)


def on_http(error: HTTPException) -> ResponseReturnValue:
    """What HTTP itself refuses."""
    page = FAULTS.get(error.code or 0, OTHER)
    megabytes = (request.max_content_length or 0) // 1024**2
    response = make_response(show(page, text=page.text.format(megabytes=megabytes)))
    if allowed := getattr(error, "valid_methods", None):
        response.allow.update(allowed)
    return response


def on_expired(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token does not fit: it comes back with its contents."""
    return show(EXPIRED)


def on_no_database(error: SQLAlchemyError) -> ResponseReturnValue:
    """Database or disk cannot serve."""
    current_app.logger.error("%s database: %s", reference(), error)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    response = make_response(show(UNAVAILABLE))
    response.headers["Retry-After"] = "60"
    return response


def on_fault(_error: HTTPException) -> ResponseReturnValue:
    """A fault of ours; the server's log has the trace under the same number."""
    current_app.logger.error("%s fault in %s %s", reference(), request.method, place())
    with suppress(SQLAlchemyError):
        db.session.rollback()
    return show(BROKEN)


def init_app(app: Flask) -> None:
    """Let every refusal and fault answer with a page."""
    app.register_error_handler(KaopingError, on_refusal)
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(CSRFError, on_expired)
    app.register_error_handler(OperationalError, on_no_database)
    app.register_error_handler(PoolTimeout, on_no_database)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(500, on_fault)
