"""From item marks to a unit's result: every heading, the total, 加减分, with the terms of each sum."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflow.errors import Invalid
from workflow.points import plain, quantise
from workflow.scheme.document import Scheme
from workflow.scheme.marking import ItemMark, term
from workflow.scheme.tree import Item, Node, heading_place

WAITING = "待定"
"""What stands in place of marks that are not known before the whole group is."""


@dataclass(frozen=True)
class NodeMark:
    """Marks of a heading, by its own weight (None: 待定), out of `full`; `depth` counts from 0."""

    place: str
    title: str
    depth: int
    bonus: bool
    marks: Decimal | None
    full: Decimal
    explanation: str


@dataclass(frozen=True)
class UnitMarks:
    """What one unit gets. `total` is out of the full mark, `bonus` is 加减分 outside it; None: 待定."""

    items: Mapping[int, ItemMark]
    nodes: tuple[NodeMark, ...]
    total: Decimal | None
    bonus: Decimal | None
    explanation: str

    @property
    def final(self) -> Decimal | None:
        """Total and 加减分 together; None while either is 待定."""
        return None if self.total is None or self.bonus is None else self.total + self.bonus


def unit_marks(scheme: Scheme, items: Mapping[int, ItemMark], absent: Collection[int] = ()) -> UnitMarks:
    """The result of a unit from the marks of its items and special items.

    `scheme` is the variant of the unit's group; `absent` are the numbers of the items that do not apply to
    it. Raises Invalid ("not_applicable") where nothing is left to scale up.
    """
    rows = tuple(row for category in scheme.categories for row in _rows(category, items))
    total, said = _total(scheme, rows, absent)
    outside = [number for number in items if not scheme.factors.get(number)]
    bonus = _sum([items[number].marks for number in outside])
    if bonus is None or bonus or any(_reported(items[number]) for number in outside):
        said += "加减分待定。" if bonus is None else f"加减分合计{plain(bonus)}分，不计入满分。"
    return UnitMarks(items, rows, total, bonus, said)


def _rows(node: Node, items: Mapping[int, ItemMark], above: tuple[Node, ...] = ()) -> Iterator[NodeMark]:
    path = (*above, node)
    below = [
        list(_rows(child, items, path)) if isinstance(child, Node) else child for child in node.children
    ]
    terms = [_weighted(items, child) if isinstance(child, Item) else child[0].marks for child in below]
    content = _sum(terms)
    marks = None if content is None else content * node.weight
    yield NodeMark(
        heading_place(path),
        node.title,
        len(above),
        any(part.bonus for part in path),
        marks,
        node.content * node.weight,
        _explained(node, terms, content),
    )
    for child in below:
        if isinstance(child, list):
            yield from child


def _weighted(items: Mapping[int, ItemMark], item: Item) -> Decimal | None:
    marks = items[item.number].marks
    return None if marks is None else marks * item.weight


def _explained(node: Node, terms: Sequence[Decimal | None], content: Decimal | None) -> str:
    if content is None:
        return f"{node.title}：有要点待全部单位的数据齐备后计分，待定。"
    weight = f"，乘权重{plain(node.weight)}得{plain(content * node.weight)}分" if node.weight != 1 else ""
    return f"{node.title}：{_added(terms)}{plain(content)}分{weight}。"


def _added(terms: Sequence[Decimal | None]) -> str:
    return f"{'＋'.join(term(marks or Decimal(0)) for marks in terms)}＝" if len(terms) > 1 else ""


def _total(scheme: Scheme, rows: Sequence[NodeMark], absent: Collection[int]) -> tuple[Decimal | None, str]:
    """The total with its explanation: what the categories add up to, scaled up where items do not apply."""
    terms = [row.marks for row in rows if not row.depth and not row.bonus]
    total = _sum(terms)
    if total is None:
        return None, "总分待定。"
    scaled, how = rescaled(scheme, total, absent)
    return scaled, f"总分：{_added(terms)}{plain(total)}分。{how}"


def rescaled(scheme: Scheme, total: Decimal, absent: Collection[int]) -> tuple[Decimal, str]:
    """A total, in marks, scaled up to the full mark where items do not apply and the rest counts for them,
    and how. Raises Invalid ("not_applicable") where nothing is left to scale up.
    """
    items = [scheme.item(number) for number in sorted(absent)]
    dropped = [item for item in items if scheme.absence(item) == "rescale"]
    out = sum((scheme.factors[item.number] * item.marks for item in dropped), Decimal(0))
    if not out:
        return total, ""
    full = sum((category.total for category in scheme.categories), Decimal(0))
    if out == full:
        raise Invalid({"not_applicable": "全部项次都写了不适用，没有可换算的项次：至少留一项"})
    scaled = quantise(Fraction(total) * Fraction(full) / Fraction(full - out), scheme.quantum)
    names = "、".join(f"第{item.label}项" for item in dropped)
    how = f"{plain(total)}×{plain(full)}÷{plain(full - out)}"
    return scaled, f"{names}不适用，其余满分{plain(full - out)}分换算：{how}，得{plain(scaled)}分。"


def _reported(mark: ItemMark) -> bool:
    """Whether an item outside the full mark has events, also where they add up to nothing."""
    return bool(mark.marks) or any(outcome.line_amounts for outcome in mark.outcomes.values())


def _sum(marks: Sequence[Decimal | None]) -> Decimal | None:
    known = [mark for mark in marks if mark is not None]
    return sum(known, Decimal(0)) if len(known) == len(marks) else None
