"""Figures that a test measured, shown at the end of the run also where it passed."""

from collections.abc import Callable

import pytest

_NAME = "figures"

Show = Callable[[str], None]


@pytest.fixture
def show_figures(record_property: Callable[[str, object], None]) -> Show:
    """Keep a line for the summary of the run."""
    return lambda text: record_property(_NAME, text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, text in getattr(report, "user_properties", ()):
                if name == _NAME:
                    terminalreporter.write_line(f"{report.nodeid}: {text}")
