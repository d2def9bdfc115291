"""Guards as data: what must hold before a trigger, the words of its refusal, and who can lift it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

F = TypeVar("F")


@dataclass(frozen=True)
class Guard(Generic[F]):
    """`ask` answers from frozen facts; the texts are Chinese templates filled as `{f.…}`."""

    ask: Callable[[F], bool]
    refusal: str
    lifted_by: str
    since: str = ""

    def refused(self, facts: F) -> "Unmet":
        """What a refusal by this guard says."""
        texts = (text.format(f=facts) for text in (self.refusal, self.lifted_by, self.since))
        return Unmet(*texts)


@dataclass(frozen=True, slots=True)
class Unmet:
    """One reason why a trigger is refused, and who can lift it; `since`: who brought it about, and when."""

    text: str
    lifted_by: str
    since: str = ""

    def __str__(self) -> str:
        told = f"{self.text}（{self.since}）" if self.since else self.text
        return f"{told}（{self.lifted_by}可处理）" if self.lifted_by else told
