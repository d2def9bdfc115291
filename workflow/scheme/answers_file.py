"""Files with the answers of one or many units: YAML for people, CSV for tables; both tell where they err."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workflow.csv_rows import Row, read_rows
from workflow.errors import Invalid, KaopingError
from workflow.scheme.problems import Path
from workflow.scheme.reader import Tree
from workflow.scheme.scoring import UnitAnswers

NOT_APPLICABLE = "not_applicable"
"""What stands in an item's place where it does not apply, with the reason."""

COLUMNS = ("unit", "item", "component", "figure", "value")
"""Columns of a CSV file. Without an item a row tells about the unit (figure: group, rest, vetoes, or
a metric); without a component about the item (full, or figure not_applicable with the reason)."""


@dataclass(frozen=True)
class Refusal:
    """One thing in an answers file that cannot be taken: where it stands, what was found, how to mend it."""

    file: str
    line: int
    unit: str
    item: str
    component: str
    text: str

    def __str__(self) -> str:
        parts = (self.unit, self.item and f"第{self.item}项", self.component)
        place = "，".join(part for part in parts if part)
        return f"{self.file} 第{self.line}行{f'（{place}）' if place else ''}：{self.text}"


class AnswersRefused(KaopingError):
    """An answers file that cannot be scored, with everything that is wrong with it."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("\n".join(str(refusal) for refusal in refusals))
        self.refusals = tuple(refusals)


class AnswersUnreadable(AnswersRefused):
    """A file that is no table of answers at all."""


@dataclass(frozen=True)
class Source:
    """A file as it was read: its name, and the line on which each place in it begins."""

    file: str
    lines: Mapping[Path, int]

    def refusal(self, path: Path, unit: str, text: str) -> Refusal:
        """What is wrong at a place: `("units", n, "items", label, component)` or above it."""
        known = next(path[:length] for length in range(len(path), -1, -1) if path[:length] in self.lines)
        item, component = (*map(str, path[3:5]), "", "")[:2] if "items" in path else ("", "")
        component = "" if component == NOT_APPLICABLE else component
        return Refusal(self.file, self.lines[known], unit, item, component, text)


@dataclass(frozen=True)
class AnswersFile:
    """What a file says: the units' answers and vetoes by name; `expect` is kept as it stands."""

    title: str
    units: Mapping[str, UnitAnswers]
    vetoes: Mapping[str, tuple[str, ...]]
    expect: Tree
    source: Source = field(repr=False)

    def refused(self, unit: str, errors: Mapping[str, str]) -> AnswersRefused:
        """The errors of scoring a unit, with their places; a field is `<item label>-<component>-<field>`."""
        above: Path = ("units", list(self.units).index(unit), "items")
        return AnswersRefused(
            [self.source.refusal((*above, *key.split("-")[:2]), unit, text) for key, text in errors.items()]
        )


def tree_of_rows(content: bytes, file: str) -> tuple[Tree, Source]:
    """A CSV file as the tree that the same answers would be in YAML.

    Raises AnswersUnreadable, and AnswersRefused where two rows fill one place.
    """
    try:
        rows = read_rows(content, COLUMNS)
    except Invalid as refused:
        refusals = [Refusal(file, 1, "", "", "", text) for text in refused.errors.values()]
        raise AnswersUnreadable(refusals) from None
    lines: dict[Path, int] = {(): 1, ("units",): 1}
    units: dict[str, dict[str, Tree]] = {}
    doubled: list[Refusal] = []
    for row in rows:
        name, item, component = (row.cells[column] for column in COLUMNS[:3])
        index = list(units).index(name) if name in units else len(units)
        lines.setdefault(("units", index), row.line)
        if not _placed(units.setdefault(name, {"name": name}), row, ("units", index), lines):
            doubled.append(Refusal(file, row.line, name, item, component, "前面的行已经写了这一处：只留一行"))
    if doubled:
        raise AnswersRefused(doubled)
    return {"units": tuple(units.values())}, Source(file, lines)


def _placed(unit: dict[str, Tree], row: Row, above: Path, lines: dict[Path, int]) -> bool:
    """Put a row's value where YAML would have it, unless an earlier row stands there.

    The steps lead down through tables, the last one is the value's.
    """
    item, component, figure, value = (row.cells[column] for column in COLUMNS[1:])
    if not item:
        own = figure in ("group", "rest", "vetoes")
        steps = [figure] if own else ["metrics", figure]
    else:
        steps = ["items", item, *(step for step in (component, figure) if step)]
    table, path = unit, above
    for step in steps[:-1]:
        path = (*path, step)
        lines.setdefault(path, row.line)
        below = table.setdefault(step, {})
        if not isinstance(below, dict):
            return False
        table = below
    if steps[-1] in table:
        return False
    lines[(*path, steps[-1])] = row.line
    table[steps[-1]] = value
    return True
