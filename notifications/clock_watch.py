"""A clock that jumps: the time of day against the time that has passed, in one living process.

After a pause of the machine or of the process both have gone on; only when somebody, or a time server, sets
the clock does the one move without the other. A restart is downtime and no jump.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow.rules.deadlines import span_text

JUMP = timedelta(hours=1)
"""What a clock may be moved by between two looks at it without being suspected."""

_HALF_A_MINUTE = timedelta(seconds=30)

SUSPENDED = "时钟异常，已暂停自动推进"


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock was moved; `by` is negative where it was set back. `at` is what it would have shown when that
    was noticed."""

    at: datetime
    by: timedelta

    @property
    def text(self) -> str:
        """What happened, in words."""
        moved = "拨快" if self.by > timedelta() else "拨慢"
        return f"{SUSPENDED}：服务器时间在运行中被{moved}了{span_text(abs(self.by) + _HALF_A_MINUTE)}"


class ClockWatch:
    """Whether the wall clock can be trusted, from readings of both clocks."""

    def __init__(self, wall: datetime, passed: timedelta) -> None:
        self._trusted = wall - passed
        self.jump: Jump | None = None

    def read(self, wall: datetime, passed: timedelta) -> datetime:
        """Take a reading: the time of day, and how long the machine has been running. The instant to go by,
        which after a jump is what the clock would show without it.

        A jump stays until the clock shows that again. What is less than a jump is a clock being corrected,
        and taken for right.
        """
        by = wall - passed - self._trusted
        if abs(by) <= JUMP:
            self.jump, self._trusted = None, wall - passed
        elif self.jump is None or abs(by - self.jump.by) > JUMP:
            self.jump = Jump(self._trusted + passed, by)
        return self._trusted + passed
