"""L01–L03: do headings, items and the full mark add up, for every group of units that has its own."""

from collections.abc import Iterator
from decimal import Decimal

from workflow.points import plain
from workflow.scheme.checks.finding import GROUP, Finding, Findings, by_variant
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Item, Node, heading_place


def headings(scheme: Scheme) -> Findings:
    """L01: a heading's printed figure against what stands below it, before its own weight."""
    return by_variant(scheme, _headings)


def items(scheme: Scheme) -> Findings:
    """L02: an item's mark against the sum of its components; a bonus beyond the item's mark counts nothing,
    one that leads up to it is part of it."""
    return by_variant(scheme, _items)


def full_mark(scheme: Scheme) -> Findings:
    """L03: the full mark against the sum of the items, and against that of the printed headings."""
    return by_variant(scheme, _full_mark)


def _headings(scheme: Scheme) -> Findings:
    for path, item in _walk(scheme):
        node = path[-1]
        if item is None and node.marks not in (None, node.content) and not _bonus(path):
            assert node.marks is not None
            first, second = _marks(node.marks), _marks(node.content)
            text = f"标题“{node.title}”{GROUP}写{first}，所含各项合计{second}"
            yield Finding("L01", heading_place(path), text, first, f"{second}{GROUP}")


def _items(scheme: Scheme) -> Findings:
    for path, item in _walk(scheme):
        if item is None or _bonus(path) or _adds_up(item):
            continue
        total = sum((component.full for component in item.components), Decimal(0))
        first, second = _marks(item.marks), _marks(total)
        text = f"第{item.label}项{GROUP}分值{first}，各评分要点合计{second}"
        yield Finding("L02", str(item.number), text, first, f"{second}{GROUP}")


def _adds_up(item: Item) -> bool:
    """Whether the components make up the item's mark: when nothing is lost or gained, or at their best,
    where growth is what earns the last marks (持平得4分，最高6分)."""
    full = sum((component.full for component in item.components), Decimal(0))
    best = [component.rule.highest for component in item.components]
    known = [highest for highest in best if highest is not None]
    reached = len(known) == len(best) and sum(known, Decimal(0)) == item.marks
    return full == item.marks or (full < item.marks and reached)


def _full_mark(scheme: Scheme) -> Findings:
    totals = {sum((_printed(node) for node in scheme.categories), Decimal(0)): "各标题分值"}
    totals[sum((node.total for node in scheme.categories), Decimal(0))] = "各项分值"
    for total, what in totals.items():
        if total != scheme.full_mark:
            first, second = _marks(scheme.full_mark), _marks(total)
            text = f"满分写{first}，{what}{GROUP}合计{second}"
            yield Finding("L03", "full_mark", text, first, f"{second}{GROUP}")


def _printed(part: Node | Item) -> Decimal:
    """What a part adds to the full mark by the figures printed at the headings, items where none is."""
    if isinstance(part, Item):
        return part.weight * part.marks
    if part.bonus:
        return Decimal(0)
    own = sum((_printed(child) for child in part.children), Decimal(0)) if part.marks is None else part.marks
    return part.weight * own


def _walk(scheme: Scheme) -> Iterator[tuple[tuple[Node, ...], Item | None]]:
    return (step for category in scheme.categories for step in category.walk())


def _bonus(path: tuple[Node, ...]) -> bool:
    return any(node.bonus for node in path)


def _marks(value: Decimal) -> str:
    return f"{plain(value)}分"
