"""How templates write marks and times."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Flask

from webapp.results.drawing import band_name, year_name
from workflow.clock import local
from workflow.files.faults import size_text
from workflow.files.names import shown_name
from workflow.points import plain, shown, signed
from workflow.queries.evidence_files import covers_text
from workflow.queries.told import item_name, said, told_figures, told_kind, worth
from workflow.rules.deadlines import (
    acceptance_text,
    countdown_text,
    deadline_text,
    grace_text,
    late_text,
    span_text,
)
from workflow.rules.over_years import signed_shown
from workflow.rules.printed_codes import shown_code
from workflow.rules.wording import day_text, exact_figure, instant_text, moment_text, percent, return_text
from workflow.scheme.form_boxes import Boxes


def start_day(instant: datetime) -> str:
    """The Shanghai day that an opening instant begins: "2026年12月1日（星期二）"."""
    return day_text(local(instant).date())


def clock_value(instant: datetime) -> str:
    """A moment in Shanghai as a box for date and time takes it."""
    return f"{local(instant):%Y-%m-%dT%H:%M}"


def item_mark(marks: Decimal | None) -> str:
    """The mark of an item: "2.5", or 待定 while it waits for the other units."""
    return "待定" if marks is None else plain(marks)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "acceptance": acceptance_text,
    "boxes": Boxes,
    "band": band_name,
    "clock_value": clock_value,
    "countdown": countdown_text,
    "covers": covers_text,
    "difference": signed_shown,
    "day": day_text,
    "deadline": deadline_text,
    "exact_figure": exact_figure,
    "file_name": shown_name,
    "grace": grace_text,
    "instant": instant_text,
    "item_mark": item_mark,
    "late": late_text,
    "mark": shown,
    "moment": moment_text,
    "named": item_name,
    "percent": percent,
    "plain": plain,
    "returned": return_text,
    "said": said,
    "shown_code": shown_code,
    "signed": signed,
    "size": size_text,
    "span": span_text,
    "start_day": start_day,
    "told_figures": told_figures,
    "told_kind": told_kind,
    "worth": worth,
    "year_name": year_name,
}


def init_app(app: Flask) -> None:
    """Give the filters to the templates, and let their control lines leave no blank lines."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
