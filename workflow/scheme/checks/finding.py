"""What a check finds, and which parts of a scheme all checks walk over."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.scheme.checks.catalogue import CATALOGUE, Entry
from workflow.scheme.document import Scheme
from workflow.scheme.terms import Interpretation
from workflow.scheme.tree import Component, Item


@dataclass(frozen=True)
class Finding:
    """One place where the document is silent or contradicts itself, and its interpretation, if any.

    `first` and `second` are the two figures or wordings that do not agree, blank where one is missing.
    """

    code: str
    place: str
    text: str
    first: str = ""
    second: str = ""
    interpretation: Interpretation | None = None

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


def variants(scheme: Scheme) -> tuple[tuple[str, Scheme], ...]:
    """The scheme as each group of units has it, with what to call the group; one where all have the same."""
    groups = [(group.name, scheme.variant(group.name)) for group in scheme.groups]
    if all(own is scheme for _, own in groups):
        return (("", scheme),)
    return tuple((f"（{name}）", own) for name, own in groups)


def merged(found: Findings) -> Findings:
    """Findings of several variants: what all of them share is told once, without the group's name."""
    seen: set[tuple[str, str, str, str]] = set()
    for finding in found:
        same = (finding.code, finding.place, finding.first, finding.second)
        if same not in seen:
            seen.add(same)
            yield finding
