"""What a check finds, how interpretations settle it, and which parts of a scheme all checks walk over."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from workflow.scheme.checks.catalogue import CATALOGUE, Entry
from workflow.scheme.document import Scheme
from workflow.scheme.terms import Interpretation
from workflow.scheme.tree import Component, Item

COMPUTED = frozenset({"L01", "L02", "L03", "L05", "L06", "L14", "L15", "L16"})
"""Codes whose findings compare two sums or marks. They change with the scheme, so an interpretation has to
name those that it was written for."""


@dataclass(frozen=True)
class Finding:
    """One place where the document is silent or contradicts itself, and its interpretation, if any.

    `first` and `second` are the two figures or wordings that do not agree, blank where one is missing.
    `outdated`: interpretations of the same code and place that were written for other figures, or for none.
    """

    code: str
    place: str
    text: str
    first: str = ""
    second: str = ""
    interpretation: Interpretation | None = None
    outdated: tuple[Interpretation, ...] = ()

    @property
    def figures(self) -> tuple[str, str] | None:
        """The figures that an interpretation has to name; None where nothing was computed."""
        return (self.first, self.second) if self.code in COMPUTED and self.first and self.second else None

    def read(self, entries: Iterable[Interpretation]) -> "Finding":
        """The finding with what the interpretations of its code and place say about it."""
        for entry in entries:
            if entry.figures == (self.first, self.second) or (not entry.figures and not self.figures):
                return replace(self, interpretation=entry)
        return replace(self, outdated=tuple(entries))

    @property
    def outdated_text(self) -> str:
        """Why the interpretations that there are do not settle it, and how to mend that; else empty."""
        if not self.outdated:
            return ""
        told = [f"“{' / '.join(entry.figures)}”" for entry in self.outdated if entry.figures]
        written = f"是就{'、'.join(told)}写的，与现在的数不同" if told else "没有写明是就哪两个数写的"
        now = f"figures: {json.dumps([self.first, self.second], ensure_ascii=False)}"
        return f"这一处的解释{written}：核对它是否仍然适用，适用的写 {now}"

    @property
    def interpreted(self) -> bool:
        """Whether an interpretation settles it."""
        return self.interpretation is not None

    @property
    def entry(self) -> Entry:
        """Its kind: why it matters and what an interpretation has to say."""
        return CATALOGUE[self.code]


Findings = Iterator[Finding]
"""What one check yields."""


def components(scheme: Scheme) -> Iterator[tuple[str, Item, Component]]:
    """Every component with its place and its item."""
    for item in scheme.items:
        for component in item.components:
            yield f"{item.number}.{component.key}", item, component


GROUP = "\0"
"""Stands in the words of a finding of one variant where the names of its groups belong."""


def by_variant(scheme: Scheme, check: Callable[[Scheme], Findings]) -> Findings:
    """The findings of a check on the scheme as each group of units has it; what is the same in several
    groups is told once, with their names at `GROUP`, without any where it holds for all."""
    groups = [group.name for group in scheme.groups] or [""]
    found: dict[Finding, list[str]] = {}
    for group in groups:
        for finding in check(scheme.variant(group) if group else scheme):
            found.setdefault(finding, []).append(group)
    for finding, names in found.items():
        where = "" if len(names) == len(groups) else f"（{'、'.join(names)}）"
        words = {name: getattr(finding, name).replace(GROUP, where) for name in ("text", "first", "second")}
        yield replace(finding, **words)
