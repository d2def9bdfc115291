"""Whether something is open, in time, late or closed, and how that is said.

A stage of document 004 ("12月底前", "次年1月底前") has two instants: work is *on time* until `due_at` (or the
unit's own later `extended_to`), and *open* until `closes_at`: until the level above has handed up, or the
administrator ends the acceptance of late work before. In between it is accepted and marked late, except
within the grace that a scheme declares. All instants are aware, and exclusive at their end: what arrives at
the instant itself is past it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from workflow.clock import local
from workflow.rules.wording import day_text

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Standing(StrEnum):
    """Where a moment stands in a window."""

    NOT_YET = "not_yet"
    ON_TIME = "on_time"
    GRACE = "grace"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True)
class Window:
    """When a unit may work on something. `closed_at`: when the level above handed up, `extended_to`: the end
    of the 延期 granted to this unit alone, `grace`: how long after its deadline work is not late yet (宽限),
    `open_until`: when the administrator ends the acceptance of late work, for `open_until_reason`."""

    opens_at: datetime
    due_at: datetime
    closed_at: datetime | None = None
    extended_to: datetime | None = None
    grace: timedelta = timedelta()
    open_until: datetime | None = None
    open_until_reason: str = ""

    @property
    def on_time_until(self) -> datetime:
        """The deadline that holds for this unit; an extension never shortens."""
        return max(self.due_at, self.extended_to or self.due_at)

    @property
    def extended(self) -> bool:
        """Whether this unit's deadline is a later one than everybody's."""
        return self.on_time_until > self.due_at

    @property
    def late_from(self) -> datetime:
        """From when on work is late: the deadline and the declared grace."""
        return self.on_time_until + self.grace

    @property
    def closes_at(self) -> datetime | None:
        """When the window closes but for a live extension; None as long as nothing closes it."""
        return min((end for end in (self.closed_at, self.open_until) if end), default=None)


def is_past(deadline: datetime, now: datetime) -> bool:
    """The only place that decides whether a deadline is past."""
    return now >= deadline


def standing(window: Window, now: datetime) -> Standing:
    """Where `now` stands; a live extension keeps the window open whatever else closes it."""
    if not is_past(window.opens_at, now):
        return Standing.NOT_YET
    if window.extended_to and not is_past(window.extended_to, now):
        return Standing.ON_TIME
    if window.closes_at and is_past(window.closes_at, now):
        return Standing.CLOSED
    if is_past(window.late_from, now):
        return Standing.LATE
    return Standing.GRACE if is_past(window.on_time_until, now) else Standing.ON_TIME


def writable(window: Window, now: datetime) -> bool:
    """Whether the window lets the holder of the pen write: on time, or late but still open."""
    return standing(window, now) in {Standing.ON_TIME, Standing.GRACE, Standing.LATE}


def lateness(window: Window, arrived: datetime) -> timedelta | None:
    """How long after the unit's deadline something arrived; None if in time or within the grace, zero at
    the very instant."""
    if not is_past(window.late_from, arrived):
        return None
    return arrived - window.on_time_until


def late_seconds(window: Window, arrived: datetime) -> int:
    """How late something arrived, in begun seconds: 0 in time, 1 at the very instant of the deadline."""
    late = lateness(window, arrived)
    return 0 if late is None else int(late.total_seconds()) + 1


def remaining(window: Window, now: datetime) -> timedelta | None:
    """Time left until the unit's deadline; None once that is past or the window is closed."""
    if is_past(window.on_time_until, now) or standing(window, now) is Standing.CLOSED:
        return None
    return window.on_time_until - now


def grace_text(window: Window) -> str:
    """The declared grace: "宽限 30 分钟，至 2027年1月1日（星期五）00:30"; empty without any."""
    if not window.grace:
        return ""
    return f"宽限{span_text(window.grace)}，至 {deadline_day(window.late_from)}"


def acceptance_text(window: Window) -> str:
    """Until when late work is accepted, and why only so long; empty where the level above ends it."""
    if window.open_until is None:
        return ""
    return f"逾期的受理至 {deadline_day(window.open_until)}（北京时间），原因：{window.open_until_reason}"


def deadline_day(due_at: datetime) -> str:
    """Day and time of an exclusive instant, midnight as 24:00 of the day that ends there."""
    moment = local(due_at)
    if moment.time() == time():
        return f"{day_text(moment.date() - _DAY)}24:00"
    return f"{day_text(moment.date())}{moment:%H:%M}"


def deadline_text(due_at: datetime) -> str:
    """An exclusive instant as officials write it."""
    return f"{deadline_day(due_at)} 前（北京时间）"


def countdown_text(due_at: datetime, now: datetime) -> str:
    """Time left in whole units, rounded down: "还剩 3 天 4 小时", "还剩 40 分钟"; "已截止" when past."""
    return "已截止" if is_past(due_at, now) else f"还剩{span_text(due_at - now)}"


def late_text(late: timedelta) -> str:
    """How late something came, in whole units, rounded down: "逾期 2 天 3 小时"."""
    return f"逾期{span_text(late)}"


def span_text(length: timedelta) -> str:
    """A length of time in whole units, rounded down, with a blank before it: " 3 天 4 小时"."""
    if length < _MINUTE:
        return "不足 1 分钟"
    hours, minutes = divmod(length % _DAY // _MINUTE, 60)
    parts = [(length.days, "天"), (hours, "小时"), (minutes, "分钟")]
    told = parts[:2] if length >= _DAY else parts
    return "".join(f" {number} {unit}" for number, unit in told if number)
