"""What every test may ask for; each plugin says what it is."""

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.databases",
    "tests.figures",
    "tests.hubei",
    "tests.post_office",
    "tests.sockets",
    "tests.stores",
    "tests.worlds",
]

LONGEST_FIRST = (
    "tests/webapp/matrix/",
    "tests/webapp/cli/test_demonstration.py",
    "tests/webapp/cli/test_simulate.py",
    "tests/workflow/simulation/",
    "tests/notifications/test_killed.py",
    "tests/notifications/test_rehearsed_year.py",
    "tests/workflow/commands/test_walks.py",
    "tests/webapp/results/test_hidden_marks.py",
    "tests/browser/",
)
"""What takes longest begins first, so that at the end no process waits for another one's."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move the longest tests to the front, in this order; all others stay as they are."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    places = (place for place, path in enumerate(LONGEST_FIRST) if item.nodeid.startswith(path))
    return next(places, len(LONGEST_FIRST))


settings.register_profile("every time", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=5_000)
settings.load_profile("every time")
