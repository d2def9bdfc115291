"""The yearly notice of holidays (节假日安排): read from typed lines, checked, turned into days."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from workflow.rules.wording import day_text

_SATURDAY = 5
_DAY = timedelta(days=1)
_DATE = r"(?:([0-9]{4})\s*[-/.年]\s*)?([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?"
_LINE = re.compile(rf"{_DATE}(?:\s*(?:至|到|~|—+|–|―)\s*{_DATE})?(?:[\s,:，：]+(.*))?")


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off from the first to the last, both included; the name may be empty."""

    first: date
    last: date
    name: str = ""

    @property
    def days(self) -> Sequence[date]:
        """Every day of it, weekends included."""
        return [self.first + _DAY * number for number in range((self.last - self.first).days + 1)]

    @property
    def text(self) -> str:
        """As it is typed: "2027-02-05 至 2027-02-11 春节"."""
        ends = self.first.isoformat() if self.first == self.last else f"{self.first} 至 {self.last}"
        return f"{ends} {self.name}".rstrip()


class Unread(Exception):
    """Lines that were not understood, with a Chinese text about each."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__("；".join(texts))
        self.texts = texts


HOLIDAY = "{year}-02-05 至 {year}-02-11 春节"
"""How a line is written, to be shown where one was not understood."""


def read_holidays(text: str, year: int, example: str = HOLIDAY) -> list[Holiday]:
    """One holiday a line: a day, or the first and the last, and a name; the year may be left out.

    Raises Unread.
    """
    found: list[Holiday] = []
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        typed = unicodedata.normalize("NFKC", line).strip()
        try:
            found += [_holiday(typed, year)] if typed else []
        except ValueError:
            wrong.append(
                f"第 {number} 行没有看懂，写成“{example.format(year=year)}”的样子；"
                f"您填的是“{line.strip()}”。"
            )
    if wrong:
        raise Unread(wrong)
    return found


def _holiday(typed: str, year: int) -> Holiday:
    match = _LINE.fullmatch(typed)
    if match is None:
        raise ValueError(typed)
    first, last = match.group(1, 2, 3), match.group(4, 5, 6)
    begin = _day(first, year)
    return Holiday(begin, _day(last, begin.year) if last[1] else begin, (match[7] or "").strip())


def _day(parts: Sequence[str | None], year: int) -> date:
    own, month, day = parts
    return date(int(own or year), int(month or 0), int(day or 0))


def notice_errors(year: int, holidays: Sequence[Holiday], worked: Sequence[Holiday]) -> dict[str, str]:
    """What contradicts itself in a notice: field (`holidays`, `worked`) → Chinese text."""
    off = {day for holiday in holidays for day in holiday.days} if _ordered(holidays) else set()
    days = [day for span in worked for day in span.days] if _ordered(worked) else []
    errors = {"holidays": _span_error(year, holidays), "worked": _span_error(year, worked)}
    if not holidays:
        errors["holidays"] = "填写放假的日子，每行一个假期。"
    wrong = next((day for day in days if day.weekday() < _SATURDAY), None)
    if wrong:
        errors["worked"] = errors["worked"] or f"{day_text(wrong)}本来就是工作日：这里只填调休上班的周末。"
    both = next((day for day in days if day in off), None)
    if both:
        errors["worked"] = errors["worked"] or f"{day_text(both)}在上面列为放假：改正其中一处。"
    return {name: text for name, text in errors.items() if text}


def _ordered(spans: Sequence[Holiday]) -> bool:
    """Whether no span is turned round or so long that it must be mistyped."""
    return all(timedelta() <= span.last - span.first < timedelta(days=366) for span in spans)


def _span_error(year: int, spans: Sequence[Holiday]) -> str:
    for span in spans:
        if span.first > span.last:
            return f"{day_text(span.last)}早于{day_text(span.first)}：改成先起后止。"
        for day in (span.first, span.last):
            if day.year != year:
                return f"{day_text(day)}不在 {year} 年：跨年的假期，各年的日子登记在各自的年份。"
    for before, after in pairwise(sorted(spans, key=lambda span: span.first)):
        if after.first <= before.last:
            return f"{day_text(after.first)}填了两次：改正日期或删去其中一行。"
    return ""


_STATUTORY = (
    ("元旦", (1, 1), (1, 1), 1),
    ("春节", (1, 20), (2, 24), 4),
    ("清明节", (4, 4), (4, 6), 1),
    ("劳动节", (5, 1), (5, 2), 2),
    ("端午节", (5, 25), (6, 26), 1),
    ("中秋节", (9, 7), (10, 9), 1),
    ("国庆节", (10, 1), (10, 3), 3),
)
"""The holidays that the law gives (全国年节及纪念日放假办法): within which days, and how many of them."""


def notice_warnings(year: int, holidays: Sequence[Holiday]) -> list[str]:
    """Statutory holidays of which a notice has fewer days than the law gives: perhaps a line is missing."""
    off = {day for holiday in holidays for day in holiday.days}
    return [
        f"{name}的法定假期是 {least} 天，上面在 {first[0]}月{first[1]}日至{last[0]}月{last[1]}日之间"
        f"只有 {count} 天，核对通知。"
        for name, first, last, least in _STATUTORY
        if (count := sum(date(year, *first) <= day <= date(year, *last) for day in off)) < least
    ]


def exceptional_days(holidays: Sequence[Holiday], worked: Sequence[Holiday]) -> dict[date, bool]:
    """The days that are not what their weekday says, in order: off from Monday to Friday, or a weekend day
    that is worked."""
    off = {day: False for span in holidays for day in span.days if day.weekday() < _SATURDAY}
    on = {day: True for span in worked for day in span.days}
    return dict(sorted({**off, **on}.items()))


def spans_of(days: Mapping[date, bool], *, working: bool) -> list[Holiday]:
    """Exceptional days of one kind as spans; a holiday goes on over a weekend that is off as well."""
    found: list[Holiday] = []
    for day in sorted(day for day, worked in days.items() if worked is working):
        if found and (working is False and _adjoins(found[-1].last, day, days)):
            found[-1] = Holiday(found[-1].first, day)
        else:
            found.append(Holiday(day, day))
    return found


def _adjoins(last: date, day: date, days: Mapping[date, bool]) -> bool:
    """Whether everything between two days off is off: the next day, or a weekend that nobody works."""
    between = [last + _DAY * number for number in range(1, (day - last).days)]
    return all(one.weekday() >= _SATURDAY and not days.get(one, False) for one in between)
