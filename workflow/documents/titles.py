"""Where the lines of a 标题 end: at words, in the shape that GB/T 9704 asks for (词意完整、梯形或菱形).

No dictionary is asked. Titles are written in words of two characters, so a run of Chinese characters is cut
in pairs: from its beginning where that is sure, since a date or a bracket stands before it, otherwise from
its end, for what stands in front may be a name of three. 关于, 的 and 和 stand between runs. Where this is
not enough, the template has a ｜.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, product

MARK = "｜"
"""What a person writes where a line of a title ends."""

_ROOM = 40
"""Half characters of 22 points on a line of 156 mm."""

_MOST_LINES = 4
"""The lines of a longer text end where they are full."""

_MOST_PLACES = 40
"""At which a line may end; a text with more is no title."""

_STEP = 6
"""By how many half characters a line of a trapezium or a rhombus is longer than its neighbour."""

_HAN = "(?:(?!关于|[的和与暨])[\u3400-\u9fff])"
_PIECE = re.compile(
    r"(?P<opens>关于|[和与暨《“‘])"
    r"|(?P<closes>[0-9]+年(?:度|[上下]半年|第?[一二三四1-4]季度|[0-9]{1,2}月)?|的|[，。、：；！？》”’])"
    r"|(?P<whole>[（(〔][^（(〔）)〕]{1,12}[）)〕]|[0-9A-Za-z.,%·+/-]+)"
    rf"|(?P<run>{_HAN}+)|(?P<other>.)",
    re.DOTALL,
)
"""What a title is made of: what goes with the next piece, what goes with the last one, what stays whole."""


def title_lines(text: str) -> str:
    """The lines of a title, divided by line feeds; a ｜ is where one ends in any case."""
    parts = [part.strip() for part in text.split(MARK) if part.strip()]
    if sum(_width(part) for part in parts) > _MOST_LINES * _ROOM:
        return "\n".join(parts)
    if not parts:
        return ""
    chosen = product(*(list(_ways(part)) for part in parts))
    ways = [[line for way in ways for line in way] for ways in chosen]
    best = min(ways, key=_fault)
    return "\n".join(best)


def _ways(text: str) -> Iterator[Sequence[str]]:
    """The ways to divide a part into as few lines as it needs; the part as it is where there is none."""
    places = list(_places(text))
    for cuts in range(_MOST_LINES if len(places) <= _MOST_PLACES else 0):
        found = [lines for lines in _cut(text, places, cuts) if max(map(_width, lines)) <= _ROOM]
        if found:
            yield from found
            return
    yield [text]


def _cut(text: str, places: Sequence[int], cuts: int) -> Iterator[Sequence[str]]:
    for chosen in combinations(places, cuts):
        edges = (0, *chosen, len(text))
        yield [text[start:end] for start, end in pairwise(edges)]


def _places(text: str) -> Iterator[int]:
    """Where a line may end: between pieces, and between the pairs of a run."""
    last = ""
    for piece in _PIECE.finditer(text):
        start, end, kind = *piece.span(), piece.lastgroup or ""
        if start and kind != "closes" and last != "opens":
            yield start
        if kind == "run":
            first = start + 2 if last in ("closes", "whole") else end - (end - start - 1) // 2 * 2
            yield from range(first, end - 1, 2)
        last = kind


def _width(line: str) -> int:
    """Half characters of a line; figures and Latin letters take one, all others two."""
    return sum(1 if sign.isascii() else 2 for sign in line)


def _fault(lines: Sequence[str]) -> Fraction:
    """How far the lines are from the nearest trapezium or rhombus."""
    widths, last = [_width(line) for line in lines], len(lines) - 1
    middle = Fraction(sum(widths), len(widths))
    slope = [_STEP * Fraction(2 * place - last, 2) for place in range(len(lines))]
    bulge = [-abs(part) for part in slope]
    level = sum(bulge, Fraction(0)) / len(bulge)
    shapes = (slope, [-part for part in slope], [part - level for part in bulge])
    return min(_distance(widths, [middle + part for part in shape]) for shape in shapes)


def _distance(widths: Sequence[int], wanted: Sequence[Fraction]) -> Fraction:
    return sum(((width - want) ** 2 for width, want in zip(widths, wanted, strict=True)), Fraction(0))
