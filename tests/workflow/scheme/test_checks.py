"""What a document contradicts or leaves open is found, and settled only by an interpretation."""

import pytest

from tests.workflow.scheme.small import SMALL, changed, settling
from workflow.scheme.checks import findings, open_findings
from workflow.scheme.loader import builtin, load

HUBEI = builtin("hubei-jingban")


def found(text: str) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.place, finding.text) for finding in findings(load(text))]


def test_a_scheme_that_says_everything_has_no_finding() -> None:
    assert found(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "title: 甲类\n    marks: 5",
            "title: 甲类\n    marks: 4",
            [
                ("L01", "甲类", "标题“甲类”写4分，所含各项合计5分"),
                ("L03", "full_mark", "满分写5分，各大类标题分值合计4分"),
            ],
        ),
        (
            "title: 乙目\n",
            "title: 乙目\n        marks: 3\n",
            [("L01", "甲类/乙目", "标题“乙目”写3分，所含各项合计2分")],
        ),
        ("kind: award, marks: 1", "kind: award, marks: 2", [("L02", "1", "第1项分值3分，各评分要点合计4分")]),
        ("marks: 2, increment", "marks: 1, increment", [("L02", "2", "第2项分值2分，各评分要点合计1分")]),
        ("full_mark: 5", "full_mark: 100", [("L03", "full_mark", "满分写100分，各项分值合计5分")]),
        ("              floor: 0\n", "", [("L04", "1.cases", "第1项按件扣分，没有写明扣到多少为止")]),
        (", basis: 酌情打分", "", [("L08", "2.judged", "第2项有分值2分，没有写明怎样计分")]),
        (
            "first: 2, further: 1",
            "range: {lowest: 0, highest: 5, increment: 1}",
            [("L08", "3.honour", "第3项没有写明每件计多少分")],
        ),
        (
            "text: 问题",
            "text: 问题\n            outside_list: 省级清单",
            [("L10", "1.cases", "第1项的清点范围是省级清单，文件没有附清单")],
        ),
        ("  mean: simple\n", "", [("L10", "settings.mean", "文件没有写明各县(市、区)自评得分怎样合成")]),
        (
            "  rounding: half_up_for_display\n",
            "",
            [("L11", "settings.rounding", "文件没有写明得分怎样取舍位数")],
        ),
        (
            "  without_counties: own_only\n",
            "",
            [("L20", "settings.without_counties", "文件没有写明没有下辖县(市、区)的单位怎样计自评得分")],
        ),
    ],
)
def test_each_check_finds_its_place_and_names_the_figures(
    old: str, new: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(changed(old, new)) == expected


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


def test_document_004_has_an_interpretation_for_every_finding_and_no_other() -> None:
    assert open_findings(HUBEI) == ()
    named = {(entry.code, place) for entry in HUBEI.interpretations for place in entry.places}
    assert named == {(finding.code, finding.place) for finding in findings(HUBEI)}
