"""Whatever is wrong with the five documents is found in their schemes, and every point has been decided.

The letters are those under which a careful reader listed the points; what stands here is only code and place.
"""

import pytest

from workflow.scheme.checks import findings, open_findings
from workflow.scheme.loader import builtin, builtin_keys

FACTS = {
    "hubei-jingban": {
        "a": "L04 11 12 19 20 30 38 39 40 41 42 43",
        "b": "L08 37",
        "c": "L08 46.incident",
        "e": "L10 settings.mean",
        "f": "L20 settings.without_counties",
        "g": "L10 settings.special_claims",
        "h": "L11 settings.tie_at_bottom settings.rounding",
        "k": "L10 30 38 39 40",
    },
    "xundian-zhengti-zhichu": {
        "headings": "L01 C7内部管理 C8离休干部医疗保障",
        "parts": "L02 B11 C11 C12 C21 C63 C81",
        "total": "L03 full_mark",
        "floor": "L04 C15 C16",
        "one event": "L05 C15",
        "bands": "L06 bands.良 bands.中",
        "100 000 persons": "L07 A12",
        "no rule": "L08 C82",
        "numbering": "L09 C82 A14",
        "formula": "L10 C12",
        "no floor, no cap": "L12 A12 C41 C51",
        "year, name": "L13 A12 bands.优",
        "survey": "L14 C72",
        "rates": "L15 A11 C41 source.附件2",
        "20 % or 100 %": "L17 A15",
    },
    "yongqiao-jiuzhu": {
        "a": "L13 full_mark",
        "b": "L15 11",
        "c": "L15 6",
        "d": "L09 14 效果",
        "e": "L09 8",
        "f": "L13 3",
        "g": "L13 1",
        "h": "L10 14",
        "j": "L10 bands.优",
        "no rule": "L08 1 2 3 4 5 6 7 8 9 10 11 12 13 14",
    },
    "rugao-zhenqu": {
        "a": "L17 1",
        "b": "L17 1",
        "c": "L02 2",
        "c twice": "L09 2",
        "d": "L17 2",
        "e": "L18 3",
        "f": "L18 2",
        "g": "L04 4 5 6 8 9",
        "h": "L10 9",
        "h 12 of 15": "L16 9",
        "i": "L08 8",
        "j": "L08 10",
        "k": "L10 prizes.综合考核绩效补助",
        "k ties": "L11 prizes 3",
        "l": "L19 prizes.职工医疗保险扩面单项奖",
        "m": "L07 subsidies.居民医保组织推进补助",
        "m base": "L10 subsidies.居民医保组织推进补助",
        "groups": "L10 groups.主功能区 groups.镇",
        "item 7": "L16 7",
        "no floor": "L12 11",
    },
    "zhejiang-xiangzhen": {
        "a": "L01 医保数字化改革 参保工作",
        "b": "L18 4a",
        "c": "L16 5",
        "d": "L07 4b",
        "d bonus, e": "L07 9",
        "f": "L03 临时性中心工作、亮点特色工作加分",
        "g": "L09 9",
        "h": "L04 1",
        "i": "L08 8",
        "i mean": "L10 8",
        "j": "L08 2 3a",
        "k": "L10 4a",
    },
}
"""Scheme → point of the reader's list → its code and the items or other places where it has to be found."""

POINTS = [(key, point, told) for key, points in FACTS.items() for point, told in points.items()]


def place_of(place: str, labels: dict[str, str]) -> str:
    """The label of the item that a place is in; of a heading, its own title; any other place as it is."""
    number = place.partition(".")[0]
    return labels.get(number, place.split("/")[-1])


def found(key: str, code: str) -> set[str]:
    """Where a scheme's findings of one code are."""
    scheme = builtin(key)
    labels = {str(item.number): item.label for item in scheme.items}
    return {place_of(finding.place, labels) for finding in findings(scheme) if finding.code == code}


@pytest.mark.parametrize(("key", "point", "told"), POINTS, ids=[f"{key}-{point}" for key, point, _ in POINTS])
def test_every_point_of_the_reader_s_list_is_found(key: str, point: str, told: str) -> None:
    code, *places = told.split()
    assert set(places) <= found(key, code), point


@pytest.mark.parametrize("key", builtin_keys())
def test_none_is_open(key: str) -> None:
    assert open_findings(builtin(key)) == ()


def test_the_lists_cover_every_shipped_document() -> None:
    assert set(FACTS) <= set(builtin_keys())
    assert len(FACTS) == 5


@pytest.mark.parametrize(
    ("key", "code", "first", "second"),
    [
        ("xundian-zhengti-zhichu", "L03", "100分", "99分"),
        ("xundian-zhengti-zhichu", "L14", "3", "3.87"),
        ("xundian-zhengti-zhichu", "L15", "101.05", "101.07"),
        ("yongqiao-jiuzhu", "L15", "100", "98.54"),
        ("yongqiao-jiuzhu", "L15", "97", "100"),
        ("rugao-zhenqu", "L02", "10分", "13分"),
        ("rugao-zhenqu", "L07", "60000元", "80000元"),
    ],
)
def test_both_figures_of_a_contradiction_are_named(key: str, code: str, first: str, second: str) -> None:
    assert (code, first, second) in {(one.code, one.first, one.second) for one in findings(builtin(key))}
