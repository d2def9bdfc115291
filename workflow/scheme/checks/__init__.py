"""What a scheme leaves open or contradicts. A check reports and never repairs; item marks always win.

An interpretation in the scheme settles a finding; a scheme is published, and a cycle opens, only when none
is open. Places are those of `Scheme.places`.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from workflow.scheme.checks import reported, results, rules, sums, words
from workflow.scheme.checks.catalogue import CATALOGUE, Entry
from workflow.scheme.checks.finding import Finding, Findings
from workflow.scheme.checks.results import arising
from workflow.scheme.document import Scheme
from workflow.scheme.terms import Interpretation

__all__ = ["CATALOGUE", "Entry", "Finding", "arising", "findings", "open_findings", "unneeded"]

CHECKS: tuple[Callable[[Scheme], Findings], ...] = (
    sums.headings,
    sums.items,
    sums.full_mark,
    rules.doubts,
    rules.limits,
    rules.outside_lists,
    rules.never_compared,
    results.bands,
    results.prizes,
    results.subsidies,
    results.groups,
    results.silent_points,
    words.duplicates,
    words.numbering,
    words.years,
    reported.statements,
    reported.contradictions,
)


def findings(scheme: Scheme) -> tuple[Finding, ...]:
    """All findings, interpreted ones included, by code."""
    said: dict[tuple[str, str], list[Interpretation]] = defaultdict(list)
    for entry in scheme.interpretations:
        for place in entry.places:
            said[entry.code, place].append(entry)
    found = sorted((finding for check in CHECKS for finding in check(scheme)), key=lambda one: one.code)
    return tuple(one.read(said[one.code, one.place]) for one in found)


def open_findings(scheme: Scheme) -> tuple[Finding, ...]:
    """The findings that no interpretation settles; a cycle opens only when there is none."""
    return tuple(finding for finding in findings(scheme) if not finding.interpreted)


def unneeded(scheme: Scheme, found: Sequence[Finding]) -> tuple[tuple[str, Interpretation], ...]:
    """Interpretations that settle nothing any more, each with its place; `found` are the findings.

    One that an open finding tells as outdated is still needed: it has to be confirmed or written anew.
    """
    needed = {
        (one.place, id(entry)) for one in found for entry in (one.interpretation, *one.outdated) if entry
    }
    return tuple(
        (place, entry)
        for entry in scheme.interpretations
        for place in entry.places
        if (place, id(entry)) not in needed
    )
