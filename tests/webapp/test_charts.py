"""Charts are pictures made of text and shapes alone: they keep to the policy and say what they show."""

from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from webapp import charts
from webapp.charts import SVG, Pair, Point

UNIT = "甲<b>市&"
PAIRS = [Pair(UNIT, Fraction(280, 3), Decimal("90.5")), Pair("乙市", Fraction(90), Decimal(92))]
YEARS = [
    Point("甲市", "2024（导入）", Fraction(1), "第 1 名"),
    Point("甲市", "2025", None, ""),
    Point("甲市", "2026", Fraction(2), "第 2 名"),
]
CHARTS = {
    "histogram": lambda: charts.histogram([("90–95", 3), ("95–100", 0)], "分布"),
    "pairs": lambda: charts.pairs(PAIRS, "对照"),
    "in a group": lambda: charts.pairs(
        [Pair("甲类", Fraction(90), Fraction(80), (Fraction(60), Fraction(75), Fraction(95)))], "各类"
    ),
    "bars": lambda: charts.bars([("第 1 项", Decimal(3), Decimal("2.5"))], "扣分", ("评定", "自评")),
    "ranks": lambda: charts.years(YEARS, "历年名次", "名次", places=3),
    "scores": lambda: charts.years(YEARS, "历年得分", "得分"),
    "several": lambda: charts.years(
        [*YEARS, Point("乙市", "2026", Fraction(1), "第 1 名")], "名次", "名次", own="甲市"
    ),
}


def parts(drawn: Markup) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawn).iter())


def texts(drawn: Markup) -> list[str]:
    return [part.text or "" for part in parts(drawn) if part.tag == f"{{{SVG}}}text"]


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_an_image_with_a_name_and_a_description(kind: str) -> None:
    root, title, told = parts(CHARTS[kind]())[:3]
    assert (root.tag, root.get("role"), root.get("aria-label")) == (f"{{{SVG}}}svg", "img", title.text)
    assert (title.tag, told.tag) == (f"{{{SVG}}}title", f"{{{SVG}}}desc")
    assert title.text
    assert told.text


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_has_no_style_no_script_and_no_address(kind: str) -> None:
    for part in parts(CHARTS[kind]()):
        assert part.tag.removeprefix(f"{{{SVG}}}") in {
            "svg",
            "title",
            "desc",
            "g",
            "path",
            "line",
            "rect",
            "text",
        }
        assert not {"style", "id", "href"} & set(part.attrib)
        assert not [name for name in part.attrib if name.startswith("on")]


def test_letters_stay_letters_and_names_are_escaped() -> None:
    drawn = CHARTS["pairs"]()
    assert {UNIT, "乙市", "自评", "评定"} <= set(texts(drawn))
    assert "<b>" not in drawn
    assert "甲&lt;b&gt;市&amp;" in drawn


def test_figures_are_rounded_once_and_told_in_the_description() -> None:
    told = parts(CHARTS["pairs"]())[2].text
    assert told == f"{UNIT}：自评 93.33，评定 90.50；乙市：自评 90.00，评定 92.00"


def test_a_year_without_a_rank_is_told_and_leaves_a_gap() -> None:
    drawn = CHARTS["ranks"]()
    assert "甲市2025 未参评" in (parts(drawn)[2].text or "")
    assert "第 1 名" in texts(drawn)
    joined = [part.get("d", "") for part in parts(drawn) if part.get("stroke-width") == "2"]
    assert all("L" not in path for path in joined)
    assert joined


@pytest.mark.parametrize(("begins", "joined"), [(2025, True), (2026, False)])
def test_two_lines_of_one_name_are_not_joined(begins: int, joined: bool) -> None:
    drawn = charts.years(
        [Point("甲市", "2025", Fraction(1), "", 2025), Point("甲市", "2026", Fraction(2), "", begins)],
        "名次",
        "名次",
        places=2,
    )
    paths = [part.get("d", "") for part in parts(drawn) if part.get("stroke-width") == "2"]
    assert any("L" in path for path in paths) is joined


def test_the_first_place_is_at_the_top() -> None:
    heights = {
        part.text: Decimal(part.get("transform", "").split(",")[1].rstrip(")"))
        for part in parts(CHARTS["ranks"]())
        if part.tag == f"{{{SVG}}}text" and (part.text or "").startswith("第")
    }
    assert heights["第 1 名"] < heights["第 2 名"]


def test_the_same_figures_are_drawn_once() -> None:
    charts._svg.cache_clear()
    first, second = CHARTS["bars"](), CHARTS["bars"]()
    assert first == second
    assert charts._svg.cache_info()[:2] == (1, 1)
