"""Charts: a Vega-Lite specification as data, drawn to SVG on the server; the only caller of the library.

The SVG stands in the page as text: no script, no style of its own, no network; its letters are drawn with
the fonts of the reader. Every chart has a table beside it that says the same. What is drawn of a frozen
result stays the same, so that a process draws it once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import vl_convert
from markupsafe import Markup

from workflow.digests import canonical
from workflow.points import shown

SVG = "http://www.w3.org/2000/svg"
SELF, ASSESSED, QUIET, LINE = "#b8720a", "#1d3f6e", "#9aa5b3", "#d5dbe3"
WIDTH, ROW, LETTER = 560, 26, 14
"""Pixels: how wide the marks of a chart are, how high a row of one is, how wide a Chinese letter is."""

_CONFIG = {
    "aria": False,
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": LINE},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 0,
        "labelPadding": 6,
        "gridColor": "#e8ecf1",
        "domainColor": QUIET,
        "tickColor": QUIET,
    },
    "legend": {"labelFontSize": 13, "title": None, "orient": "top", "labelLimit": 0, "columnPadding": 28},
    "text": {"fontSize": 12, "fill": "#1f2733"},
}

Value = str | int | None
Rows = Sequence[Mapping[str, Value]]


Marks = Fraction | Decimal


@dataclass(frozen=True)
class Pair:
    """One row of a chart: self marks and assessed marks, and where it is known the range of the group."""

    name: str
    own: Marks | None
    assessed: Marks | None
    group: tuple[Marks, Marks, Marks] | None = None
    """Worst, mean and best."""


@dataclass(frozen=True)
class Point:
    """One year of a line; without `value` the line has a gap there.

    A unit whose line broke off has several of one name: `begins` keeps them apart.
    """

    line: str
    year: str
    value: Marks | None
    shown: str
    begins: int = 0


def drawn(specification: Mapping[str, Any], title: str, description: str) -> Markup:
    """The chart as an inline picture; `description` says in words what it shows."""
    return Markup(_svg(canonical(specification), title, description))


@lru_cache(maxsize=256)
def _svg(specification: str, title: str, description: str) -> str:
    drawing = ElementTree.fromstring(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]))
    ElementTree.register_namespace("", SVG)
    label = ElementTree.Element(f"{{{SVG}}}title")
    label.text = title
    told = ElementTree.Element(f"{{{SVG}}}desc")
    told.text = description
    drawing.insert(0, label)
    drawing.insert(1, told)
    drawing.attrib |= {"role": "img", "aria-label": title}
    return ElementTree.tostring(drawing, encoding="unicode")


def _chart(rows: Rows, height: int, **parts: Any) -> dict[str, Any]:
    return {"data": {"values": list(rows)}, "width": WIDTH, "height": height, "config": _CONFIG, **parts}


def _names(names: Iterable[str], title: str | None = None) -> dict[str, Any]:
    """Names down the side in the order given, as much room before them as the longest one takes.

    The room is told, not measured: the server has no Chinese font to measure with.
    """
    listed = list(names)
    room = LETTER * max((len(name) for name in listed), default=1)
    axis = {"title": title, "minExtent": room, "maxExtent": room, "ticks": False}
    return {"field": "name", "type": "nominal", "sort": listed, "axis": axis}


def _figure(value: Marks | None) -> str | None:
    return None if value is None else shown(value)


def _number(field: str, title: str | None, **settings: Any) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "axis": {"title": title, "tickCount": 6}, **settings}


def histogram(bands: Sequence[tuple[str, int]], title: str) -> Markup:
    """How many units are in each band; `bands` are their wordings from the worst to the best."""
    rows: Rows = [{"name": name, "units": units} for name, units in bands]
    most = max((units for _, units in bands), default=1)
    count = {"title": "单位数", "format": "d", "tickMinStep": 1, "tickCount": min(most, 8)}
    names = {"field": "name", "type": "nominal", "sort": [name for name, _ in bands]}
    axis = {"title": "最终得分", "labelAngle": -30 if len(bands) > 6 else 0, "labelFontSize": 12}
    specification = _chart(
        rows,
        200,
        encoding={"x": {**names, "axis": axis}, "y": {**_number("units", None), "axis": count}},
        layer=[
            {"mark": {"type": "bar", "color": ASSESSED}},
            {
                "transform": [{"filter": "datum.units > 0"}],
                "mark": {"type": "text", "dy": -8},
                "encoding": {"text": {"field": "units", "type": "nominal"}},
            },
        ],
    )
    said = "，".join(f"{name} {units} 个单位" for name, units in bands)
    return drawn(specification, title, said)


def pairs(rows: Sequence[Pair], title: str, axis: str = "分") -> Markup:
    """Self marks and assessed marks in each row, joined by a line; behind them the range of the group."""
    sides = {"自评": "own", "评定": "assessed"}
    values: Rows = [
        {"name": row.name, "side": side, "marks": _figure(getattr(row, field))}
        for row in rows
        for side, field in sides.items()
        if getattr(row, field) is not None
    ]
    points = {
        "color": _side("side", list(sides), [SELF, ASSESSED]),
        "shape": _side("side", list(sides), ["diamond", "circle"]),
    }
    joined = {
        "mark": {"type": "line", "color": QUIET, "strokeWidth": 2},
        "encoding": {"detail": {"field": "name"}},
    }
    marked = {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1}, "encoding": points}
    across = _number("marks", axis, scale={"zero": False, "padding": 8})
    specification = _chart(
        values,
        ROW * len(rows),
        encoding={"y": _names(row.name for row in rows)},
        layer=[*_ranges(rows), {"encoding": {"x": across}, "layer": [joined, marked]}],
    )
    specification["data"]["format"] = {"parse": {"marks": "number"}}
    return drawn(specification, title, "；".join(map(_pair_said, rows)))


def _side(field: str, domain: list[str], found: list[str]) -> dict[str, Any]:
    return {"field": field, "type": "nominal", "scale": {"domain": domain, "range": found}}


def _ranges(rows: Sequence[Pair]) -> list[dict[str, Any]]:
    """From the worst to the best of the group a broad bar, its mean a stroke across."""
    known = [(row.name, *map(_figure, row.group)) for row in rows if row.group]
    if not known:
        return []
    values = [dict(zip(("name", "worst", "mean", "best"), row, strict=True)) for row in known]
    parsed = {"parse": dict.fromkeys(("worst", "mean", "best"), "number")}
    bar = {"type": "bar", "color": LINE, "height": 14}
    stroke = {"type": "tick", "color": "#56616f", "thickness": 2, "size": 16}
    layer = [
        {"mark": bar, "encoding": {"x": _number("worst", None), "x2": {"field": "best"}}},
        {"mark": stroke, "encoding": {"x": _number("mean", None)}},
    ]
    return [{"data": {"values": values, "format": parsed}, "layer": layer}]


def _pair_said(row: Pair) -> str:
    told = [("自评", row.own), ("评定", row.assessed)]
    told += zip(("本组最低", "本组平均", "本组最高"), row.group, strict=True) if row.group else []
    return f"{row.name}：" + "，".join(f"{name} {shown(marks)}" for name, marks in told if marks is not None)


def bars(rows: Sequence[tuple[str, Decimal, Decimal]], title: str, names: tuple[str, str]) -> Markup:
    """For each row what the assessor took off and what sheets deducted themselves, side by side."""
    values: Rows = [
        {"name": name, "side": side, "marks": _figure(marks)}
        for name, *both in rows
        for side, marks in zip(names, both, strict=True)
    ]
    specification = _chart(
        values,
        2 * ROW * len(rows),
        mark={"type": "bar"},
        encoding={
            "y": _names(name for name, *_ in rows),
            "yOffset": {"field": "side", "type": "nominal", "sort": list(names)},
            "x": _number("marks", "扣分合计（分）"),
            "color": _side("side", list(names), [ASSESSED, SELF]),
        },
    )
    specification["data"]["format"] = {"parse": {"marks": "number"}}
    told = "；".join(f"{name}：{names[0]} {shown(one)}，{names[1]} {shown(two)}" for name, one, two in rows)
    return drawn(specification, title, told)


def years(points: Sequence[Point], title: str, axis: str, *, places: int = 0, own: str = "") -> Markup:
    """A value over the years, a line for each unit, its name at the end; `own` stands out among others.

    Values are ranks where the number of `places` is given, the first at the top; scores otherwise.
    """
    rows, names = _line_rows(points, own)
    along = {
        "field": "year",
        "type": "ordinal",
        "sort": list(dict.fromkeys(point.year for point in points)),
        "axis": {"labelAngle": 0, "title": "年度"},
    }
    colour = {"condition": {"test": f"datum.line === {canonical(own)}", "value": ASSESSED}, "value": QUIET}
    height = {"field": "value", "type": "quantitative", **_heights(axis, places)}
    specification = _chart(
        rows,
        max(200, 20 * len(names)),
        padding={"left": 5, "top": 5, "bottom": 5, "right": LETTER * max(map(len, names), default=1)},
        encoding={"x": along, "y": height, "detail": [{"field": "line"}, {"field": "begins"}]},
        layer=_line_layers(colour if len(names) > 1 else {"value": ASSESSED}),
    )
    specification["data"]["format"] = {"parse": {"value": "number"}}
    told = "；".join(f"{point.line}{point.year} {point.shown or '未参评'}" for point in points)
    return drawn(specification, title, told)


def _line_rows(points: Sequence[Point], own: str) -> tuple[Rows, list[str]]:
    """What is drawn, each line's name at its last year where there are several; and the lines' names."""
    last = {(point.line, point.begins): point.year for point in points if point.value is not None}
    several = len(last) > 1
    rows: Rows = [
        {
            **{"line": point.line, "begins": point.begins},
            **{"year": point.year, "value": _figure(point.value)},
            "shown": point.shown if point.line == own or not several else "",
            "end": point.line if several and last.get((point.line, point.begins)) == point.year else "",
        }
        for point in points
    ]
    return rows, [name for name, _ in last]


def _heights(axis: str, places: int) -> dict[str, Any]:
    if not places:
        return {"scale": {"zero": False, "padding": 20}, "axis": {"title": axis, "tickCount": 6}}
    ticks = range(1, places + 1, 1 + places // 30)
    scale = {"domain": [1, places], "nice": False, "reverse": True, "padding": 16}
    return {"scale": scale, "axis": {"title": axis, "values": list(ticks), "format": "d"}}


def _line_layers(colour: Mapping[str, Any]) -> list[dict[str, Any]]:
    end = {"type": "text", "align": "left", "dx": 10, "fontSize": 12}
    written = {"type": "text", "dy": -12, "fontSize": 12}
    return [
        {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"color": colour}},
        {"mark": {"type": "point", "filled": True, "size": 60, "opacity": 1}, "encoding": {"color": colour}},
        *(
            {
                "transform": [{"filter": f"datum.{field} !== ''"}],
                "mark": mark,
                "encoding": {"text": {"field": field, "type": "nominal"}},
            }
            for field, mark in (("shown", written), ("end", end))
        ),
    ]
