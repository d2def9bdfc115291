"""The rows of the findings form: as typed, as saved, and as the command wants them.

A row's boxes are named `findings-<row>-<box>`; the count of a link is `findings-<row>-link-<deduction>`.
A row in which nothing was written is no finding. `only` stands for the nature where there is no choice.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workflow.points import exact, plain
from workflow.queries.verdicts import FoundLine
from workflow.rules.double_deduction import Nature
from workflow.scheme.weighing import FindingInput

_BOX = re.compile(r"findings-([0-9]{1,4})-([a-z]+)(?:-([0-9]{1,9}))?", re.ASCII)
_WRITTEN = ("nature", "case", "reason", "amount", "count", "option", "cause")
_BOXES = ("component", "nature", "cause", "count", "amount", "option", "case", "reason", "links")
_NEW_ROW = {"option": "", "cause": "", "count": ""}


@dataclass(frozen=True)
class Row:
    """One row of the form. `boxes` and `links` hold what stands in them as text."""

    number: int
    component: str
    boxes: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)
    explanation: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was written into the row."""
        written = any(self.boxes.get(name, "").strip() for name in _WRITTEN)
        return not written and not any(text.strip() for text in self.links.values())

    @property
    def dropped(self) -> bool:
        """Whether the row is to go."""
        return "drop" in self.boxes


@dataclass(frozen=True)
class Draft:
    """What the rows say as findings, each with the number of its row, and what could not be read."""

    rows: tuple[Row, ...]
    findings: tuple[FindingInput, ...]
    errors: Mapping[str, str]

    def located(self, errors: Mapping[str, str]) -> dict[str, str]:
        """Errors of the command at the rows they belong to; what could not be read is said instead."""
        kept = [row for row in self.rows if not row.blank and not row.dropped]
        found = {}
        for name, text in errors.items():
            match = re.fullmatch(r"findings-([0-9]+)-(.+)", name, re.ASCII)
            found[f"findings-{kept[int(match[1])].number}-{match[2]}" if match else name] = text
        unread = {name.rpartition("-")[0] for name in self.errors if name.endswith("-nature")}
        found = {name: text for name, text in found.items() if name.removesuffix("-links") not in unread}
        return dict(sorted((found | dict(self.errors)).items(), key=_place))


def _place(error: tuple[str, str]) -> tuple[int, int]:
    """Where an error stands on the page: the order of the summary."""
    match = re.fullmatch(r"findings-([0-9]+)-(.+)", error[0], re.ASCII)
    return (int(match[1]), _BOXES.index(match[2])) if match else (-1, 0)


def saved_rows(findings: Sequence[FoundLine]) -> tuple[Row, ...]:
    """The findings that stand, as rows."""
    return tuple(_saved(number, finding) for number, finding in enumerate(findings))


def _saved(number: int, finding: FoundLine) -> Row:
    boxes = {
        "nature": finding.nature.value,
        "cause": finding.cause or "",
        "count": str(finding.count),
        "option": finding.option or "",
        "amount": "" if finding.amount is None else plain(finding.amount),
        "case": finding.case,
        "reason": finding.reason,
    }
    links = {link.deduction_id: str(link.count) for link in finding.links}
    return Row(number, finding.component, boxes, links, finding.explanation)


def typed_rows(form: Iterable[tuple[str, str]]) -> tuple[Row, ...]:
    """The rows of a form that was sent, in their order."""
    boxes: dict[int, dict[str, str]] = {}
    links: dict[int, dict[int, str]] = {}
    for name, text in form:
        match = _BOX.fullmatch(name)
        if match and match[3]:
            links.setdefault(int(match[1]), {})[int(match[3])] = text
        elif match:
            boxes.setdefault(int(match[1]), {})[match[2]] = text
    return tuple(
        Row(number, boxes[number].get("component", ""), boxes[number], links.get(number, {}))
        for number in sorted(boxes)
    )


def with_blank_rows(rows: Sequence[Row], components: Sequence[str]) -> tuple[Row, ...]:
    """The rows, with one blank row at the end of each component."""
    written = [row for row in rows if not row.blank]
    free = max((row.number for row in rows), default=-1) + 1
    blank = [Row(free + index, component, _NEW_ROW) for index, component in enumerate(components)]
    return (*written, *blank)


def draft(rows: Sequence[Row], counted: frozenset[str]) -> Draft:
    """Read the rows; `counted` are the components whose findings say how many cases there were."""
    errors: dict[str, str] = {}
    kept = [row for row in rows if not row.blank and not row.dropped]
    findings = tuple(_finding(row, row.component in counted, errors) for row in kept)
    return Draft(tuple(rows), findings, errors)


def _finding(row: Row, counted: bool, errors: dict[str, str]) -> FindingInput:
    box, at = row.boxes, f"findings-{row.number}"
    chosen = box.get("nature") or box.get("only")
    nature = next((each for each in Nature if each.value == chosen), None)
    if nature is None:
        errors[f"{at}-nature"] = "选择这条认定与自评扣分的关系"
    return FindingInput(
        component=row.component,
        nature=nature or Nature.NEW,
        case=box.get("case", ""),
        reason=box.get("reason", ""),
        cause=box.get("cause") or None,
        count=_whole(box.get("count", ""), f"{at}-count", errors, "发现的件数") if counted else 1,
        option=box.get("option") or None,
        amount=_amount(box.get("amount", ""), f"{at}-amount", errors),
        links=tuple(
            (key, _whole(text, f"{at}-links", errors, "关联的件数"))
            for key, text in sorted(row.links.items())
            if text.strip()
        ),
    )


def _whole(text: str, name: str, errors: dict[str, str], what: str) -> int:
    normal = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[1-9][0-9]{0,4}", normal, re.ASCII):
        return int(normal)
    found = f"您填的是“{normal}”" if normal else "还没有填"
    errors[name] = f"{what}须是 1 以上的整数；{found}"
    return 1


def _amount(text: str, name: str, errors: dict[str, str]) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return exact(text)
    except ValueError:
        errors[name] = f"扣分须是数字，如 0.5；您填的是“{text.strip()}”"
        return None
