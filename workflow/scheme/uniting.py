"""Several divisions have checked one item: their findings become one list, in which a case counts once.

Findings on one component are about the same case where they describe it in the same words or link the same
self-deduction; where a component is lost at once (no cases are counted), all of them are.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflow.digests import canonical, digest
from workflow.errors import Invalid
from workflow.rules.kinds.fields import blank
from workflow.scheme.tree import Item
from workflow.scheme.weighing import FindingInput

ALL, NONE = "all", "none"
"""Choices: the findings of all divisions on a case count, the same one once; none of them counts."""

_DIFFERENCES: Mapping[str, str] = {
    "nature": "与自评扣分的关系",
    "cause": "扣分情形",
    "count": "件数",
    "option": "档次",
    "amount": "分值",
    "links": "关联的自评扣分",
    "case": "情形的写法",
}
"""In what two findings on a case can contradict each other. Their reasons may always differ."""


@dataclass(frozen=True)
class Side:
    """What one division found on a case."""

    division_id: int
    findings: tuple[FindingInput, ...]


@dataclass(frozen=True)
class Case:
    """One case as the divisions found it, by division.

    `conflict` names in Chinese what they contradict each other in; empty where they agree, or only one of
    them found the case. `key` changes with anything that was written about it.
    """

    component: str
    sides: tuple[Side, ...]
    conflict: tuple[str, ...]

    @property
    def key(self) -> str:
        """What decisions about this case are kept under."""
        said = [(side.division_id, [vars(entry) for entry in side.findings]) for side in self.sides]
        return digest(canonical([self.component, said]))[:12]

    @property
    def merged(self) -> tuple[FindingInput, ...]:
        """The findings of all divisions, each once; the reasons of the same finding are put together."""
        return _merged(self.sides)

    def chosen(self, choice: str) -> tuple[FindingInput, ...]:
        """What counts of the case by a choice: ALL, NONE or the id of a division. Raises KeyError."""
        known = {ALL: self.merged, NONE: ()}
        return {**known, **{str(side.division_id): side.findings for side in self.sides}}[choice]


@dataclass(frozen=True)
class Decision:
    """What the chief decided about a case, and why."""

    choice: str
    reason: str = ""


def cases(item: Item, opinions: Mapping[int, Sequence[FindingInput]]) -> tuple[Case, ...]:
    """The cases that the divisions (by id) found on an item, in the order of its components.

    The order of divisions, and of what one of them wrote, makes no difference. A finding on a component that
    the item does not have stands for itself, at the end.
    """
    found = [(division, entry) for division, entries in opinions.items() for entry in entries]
    counted = {entry.key for entry in item.components if entry.rule.found_by == "count"}
    places = {entry.key: place for place, entry in enumerate(item.components)}
    groups = [_case(group) for group in _groups(found, counted)]
    return tuple(sorted(groups, key=lambda case: (places.get(case.component, len(places)), _order(case))))


def united(
    found: Sequence[Case], decisions: Mapping[str, Decision]
) -> tuple[tuple[Case, FindingInput], ...]:
    """What counts of all cases, each finding with its case. Without a decision all findings count.

    Raises Invalid (fields `choice-<key>`, `reason-<key>`): conflicts are decided, and whatever differs from
    what the divisions wrote has a reason.
    """
    errors: dict[str, str] = {}
    counting: list[tuple[Case, FindingInput]] = []
    for case in found:
        decision = decisions.get(case.key, Decision(""))
        errors |= _undecided(case, decision)
        if not errors:
            counting += [(case, entry) for entry in case.chosen(decision.choice or ALL)]
    if errors:
        raise Invalid(errors)
    return tuple(counting)


def same_words(text: str) -> str:
    """A text as far as it tells one case from another: no blanks, no punctuation, one width of characters."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _undecided(case: Case, decision: Decision) -> dict[str, str]:
    known = {"", ALL, NONE, *(str(side.division_id) for side in case.sides)}
    if decision.choice not in known:
        return {f"choice-{case.key}": "所选的处室没有这条认定：在列出的办法中选一种"}
    if case.conflict and not decision.choice:
        told = "、".join(case.conflict)
        return {f"choice-{case.key}": f"各处室的认定不一致（{told}）：选定按哪一种计，并写明理由"}
    if (case.conflict or decision.choice not in ("", ALL)) and blank(decision.reason):
        return {f"reason-{case.key}": "写明这样认定的理由"}
    return {}


_Entry = tuple[int, FindingInput]


def _groups(found: Sequence[_Entry], counted: set[str]) -> list[list[_Entry]]:
    """The findings by case: whatever is about the same case, directly or through a third one."""
    groups: list[list[_Entry]] = []
    for entry in found:
        mine = [group for group in groups if any(_alike(entry, other, counted) for other in group)]
        groups = [group for group in groups if group not in mine]
        groups.append([entry, *(other for group in mine for other in group)])
    return groups


def _alike(one: _Entry, other: _Entry, counted: set[str]) -> bool:
    (_, mine), (_, theirs) = one, other
    if mine.component != theirs.component:
        return False
    linked = {key for key, _ in mine.links} & {key for key, _ in theirs.links}
    at_once = mine.component not in counted
    return at_once or bool(linked) or same_words(mine.case) == same_words(theirs.case)


def _case(group: Sequence[_Entry]) -> Case:
    divisions = sorted({division for division, _ in group})
    sides = tuple(
        Side(division, tuple(sorted((entry for of, entry in group if of == division), key=_spelling)))
        for division in divisions
    )
    return Case(group[0][1].component, sides, tuple(_conflict(sides)))


def _conflict(sides: Sequence[Side]) -> Iterator[str]:
    said = [Counter(map(_signature, side.findings)) for side in sides]
    if all(each == said[0] for each in said):
        return
    differing = [
        word
        for name, word in _DIFFERENCES.items()
        if any(_values(side, name) != _values(sides[0], name) for side in sides)
    ]
    yield from differing or ["条数"]


def _values(side: Side, name: str) -> set[str]:
    return {canonical(_content(entry)[name]) for entry in side.findings}


def _content(entry: FindingInput) -> dict[str, Any]:
    """What makes two findings the same: everything but the reason and the exact wording."""
    amount = None if entry.amount is None else str(entry.amount.normalize())
    said = {name: value for name, value in vars(entry).items() if name != "reason"}
    return {**said, "case": same_words(entry.case), "amount": amount}


def _signature(entry: FindingInput) -> str:
    return canonical(_content(entry))


def _spelling(entry: FindingInput) -> tuple[str, str, str]:
    return _signature(entry), entry.case, entry.reason


def _order(case: Case) -> list[tuple[str, str, str]]:
    return sorted(_spelling(entry) for side in case.sides for entry in side.findings)


def _merged(sides: Sequence[Side]) -> tuple[FindingInput, ...]:
    """A finding that one division wrote twice stays twice; that another one has it too adds nothing."""
    alike: dict[str, list[list[FindingInput]]] = {}
    for side in sides:
        mine: dict[str, list[FindingInput]] = {}
        for entry in side.findings:
            mine.setdefault(_signature(entry), []).append(entry)
        for signature, entries in mine.items():
            alike.setdefault(signature, []).append(entries)
    return tuple(
        _one([entries[nth] for entries in alike[signature] if nth < len(entries)])
        for signature in sorted(alike)
        for nth in range(max(map(len, alike[signature])))
    )


def _one(entries: Sequence[FindingInput]) -> FindingInput:
    """One finding in place of several that say the same, in the fullest of their words."""
    fullest = max((entry.case for entry in entries), key=lambda text: (len(text), text))
    reasons = "；".join(sorted({entry.reason for entry in entries}))
    return replace(entries[0], case=fullest, reason=reasons)
