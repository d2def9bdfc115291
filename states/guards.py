"""Guards as data: what must hold before a trigger, the words of its refusal, and who can lift it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

F = TypeVar("F")


@dataclass(frozen=True)
class Guard(Generic[F]):
    """`ask` answers from frozen facts; `refusal` and `lifted_by` are Chinese templates filled as `{f.…}`."""

    ask: Callable[[F], bool]
    refusal: str
    lifted_by: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """One reason why a trigger is refused, and who can lift it."""

    text: str
    lifted_by: str

    def __str__(self) -> str:
        return f"{self.text}（{self.lifted_by}可处理）" if self.lifted_by else self.text
