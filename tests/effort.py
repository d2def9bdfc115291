"""How much is done, counted in calls: the same on every machine, however busy it is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest


@contextmanager
def calls_at_most(most: int) -> Iterator[None]:
    """Fail as soon as more calls are made inside, of functions of Python or of C."""
    made = 0

    def count(_frame: FrameType, event: str, _about: Any) -> None:
        nonlocal made
        made += event in ("call", "c_call")
        if made > most:
            pytest.fail(f"more than {most} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
