"""A finding says why it matters and what to say, and is settled only by its own interpretation."""

import pytest

from tests.workflow.scheme.checks.found import found
from tests.workflow.scheme.small import SMALL, changed, settling
from workflow.scheme.checks import CATALOGUE, findings, open_findings
from workflow.scheme.loader import builtin, builtin_keys, load

HUBEI = builtin("hubei-jingban")


def test_a_scheme_that_says_everything_has_no_finding() -> None:
    assert found(SMALL) == []


def test_the_catalogue_says_of_each_of_twenty_kinds_why_it_matters_and_what_to_say() -> None:
    assert list(CATALOGUE) == [f"L{number:02}" for number in range(1, 21)]
    assert all(entry.title and entry.why and entry.to_say for entry in CATALOGUE.values())
    assert len({entry.to_say for entry in CATALOGUE.values()}) == 20


def test_an_interpretation_settles_its_own_finding_only() -> None:
    silent = changed("              floor: 0\n", "").replace("full_mark: 5", "full_mark: 6")
    scheme = load(silent + settling("L04", "1.cases"))
    assert [(finding.code, finding.interpreted) for finding in findings(scheme)] == [
        ("L03", False),
        ("L04", True),
    ]
    assert [finding.code for finding in open_findings(scheme)] == ["L03"]
    settled = next(finding.interpretation for finding in findings(scheme) if finding.interpreted)
    assert settled is not None
    assert settled.text == "以此为准"


def test_an_interpretation_of_the_same_place_under_another_code_settles_nothing() -> None:
    scheme = load(changed("              floor: 0\n", "") + settling("L05", "1.cases"))
    assert [finding.code for finding in open_findings(scheme)] == ["L04"]


def test_a_finding_carries_its_kind() -> None:
    finding = findings(load(changed("full_mark: 5", "full_mark: 6")))[0]
    assert finding.entry is CATALOGUE["L03"]
    assert (finding.first, finding.second) == ("6分", "5分")


def test_document_004_shows_its_silent_points() -> None:
    places: dict[str, list[str]] = {}
    for finding in findings(HUBEI):
        places.setdefault(finding.code, []).append(finding.place)
    per_case = (11, 12, 19, 20, 30, 38, 39, 40, 41, 42, 43)
    assert [int(place.split(".")[0]) for place in places["L04"]] == list(per_case)
    assert places["L08"] == ["37.prevention", "46.incident"]
    lists = [place for place in places["L10"] if place[0].isdigit()]
    assert [int(place.split(".")[0]) for place in lists] == [30, 38, 39, 40]
    assert {"settings.mean", "settings.special_claims"} <= set(places["L10"])
    assert places["L11"] == ["settings.tie_at_bottom", "settings.rounding"]
    assert places["L20"] == ["settings.without_counties"]
    assert set(places) == {"L04", "L08", "L10", "L11", "L20"}


@pytest.mark.parametrize("key", builtin_keys())
def test_each_shipped_scheme_has_an_interpretation_for_every_finding_and_no_other(key: str) -> None:
    scheme = builtin(key)
    assert open_findings(scheme) == ()
    named = {(entry.code, place) for entry in scheme.interpretations for place in entry.places}
    assert named == {(finding.code, finding.place) for finding in findings(scheme)}


@pytest.mark.parametrize("key", builtin_keys())
def test_the_interpretations_of_the_shipped_schemes_are_by_a_post_and_dated(key: str) -> None:
    posts = ("负责人", "组长", "小组", "办公室", "管理员", "局")
    authors = {entry.author for entry in builtin(key).interpretations}
    assert all(any(post in author for post in posts) for author in authors), authors
