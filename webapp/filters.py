"""How templates write marks and times."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Flask

from workflow.clock import local
from workflow.points import plain, shown
from workflow.rules.deadlines import countdown_text, deadline_text, late_text
from workflow.rules.wording import day_text, exact_figure, instant_text, percent


def start_day(instant: datetime) -> str:
    """The Shanghai day that an opening instant begins: "2026年12月1日（星期二）"."""
    return day_text(local(instant).date())


def clock_value(instant: datetime) -> str:
    """A moment in Shanghai as a box for date and time takes it."""
    return f"{local(instant):%Y-%m-%dT%H:%M}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "clock_value": clock_value,
    "countdown": countdown_text,
    "day": day_text,
    "deadline": deadline_text,
    "exact_figure": exact_figure,
    "instant": instant_text,
    "late": late_text,
    "mark": shown,
    "percent": percent,
    "plain": plain,
    "start_day": start_day,
}


def init_app(app: Flask) -> None:
    """Give the filters to the templates, and let their control lines leave no blank lines."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
