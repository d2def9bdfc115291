"""Templates keep to the Content-Security-Policy and to a network without the outside world."""

import re

import pytest

from tests.architecture.sources import PACKAGES, ROOT, files

REFUSED = re.compile(
    r"""\sstyle\s*=            # inline style
    | <style\b
    | <script\b(?![^>]*\ssrc=) # inline script
    | \son\w+\s*=              # inline handler
    | \shx-on
    | javascript:
    | (?:src|href)\s*=\s*["'](?:https?:)?//  # somebody else's server
    """,
    re.IGNORECASE | re.VERBOSE,
)


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<script type="module">go()</script>',
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
        "<img src='//cdn.example/x.png'>",
    ],
)
def test_what_the_policy_refuses_is_noticed(markup: str) -> None:
    assert REFUSED.search(markup)


def test_local_scripts_and_links_are_no_offence() -> None:
    assert not REFUSED.search('<script src="/static/a.js" defer></script><a class="b" href="/sheet/1">表</a>')


def test_no_template_offends() -> None:
    offences = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files(*PACKAGES, suffix=".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if REFUSED.search(line)
    ]
    assert offences == []
