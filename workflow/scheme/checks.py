"""What a scheme leaves open or contradicts. A check reports and never repairs; item marks always win.

An interpretation in the scheme settles a finding; a cycle opens only when none is open. A place is an
item number (`11`), a component (`11.problem`), an option of a special item (`46.incident`), a heading
(`经办能力建设`, `经办能力建设/队伍建设`), a setting (`settings.mean`) or `full_mark`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from workflow.points import plain
from workflow.rules.kinds.events import Events
from workflow.rules.kinds.judgement import Judgement
from workflow.rules.kinds.per_case import PerCase
from workflow.scheme.document import Scheme
from workflow.scheme.settings import SILENT_POINTS
from workflow.scheme.terms import Interpretation
from workflow.scheme.tree import Component, Item, heading_place


@dataclass(frozen=True)
class Finding:
    """One place where the document is silent or contradicts itself, and its interpretation, if any."""

    code: str
    place: str
    text: str
    interpretation: Interpretation | None = None

    @property
    def interpreted(self) -> bool:
        """Whether an interpretation settles it."""
        return self.interpretation is not None


def findings(scheme: Scheme) -> tuple[Finding, ...]:
    """All findings, interpreted ones included, in the order of the checks."""
    settled = {(entry.code, place): entry for entry in scheme.interpretations for place in entry.places}
    return tuple(
        Finding(code, place, text, settled.get((code, place)))
        for code, check in CHECKS
        for place, text in check(scheme)
    )


def open_findings(scheme: Scheme) -> tuple[Finding, ...]:
    """The findings that no interpretation settles; a cycle opens only when there is none."""
    return tuple(finding for finding in findings(scheme) if not finding.interpreted)


Open = Iterator[tuple[str, str]]
"""What one check yields: place and Chinese text."""


def _headings(scheme: Scheme) -> Open:
    for category in scheme.categories:
        for path, item in category.walk():
            node, place = path[-1], heading_place(path)
            if item is None and node.marks not in (None, node.total):
                yield place, f"标题“{node.title}”写{_marks(node.marks)}，所含各项合计{_marks(node.total)}"


def _item_sums(scheme: Scheme) -> Open:
    for item in scheme.items:
        total = sum((component.full for component in item.components), Decimal(0))
        if total != item.marks:
            place = str(item.number)
            yield place, f"第{place}项分值{_marks(item.marks)}，各评分要点合计{_marks(total)}"


def _full_mark(scheme: Scheme) -> Open:
    headings = [node.total if node.marks is None else node.marks for node in scheme.categories]
    totals = {sum(headings, Decimal(0)): "各大类标题分值"}
    totals[sum((item.marks for item in scheme.items), Decimal(0))] = "各项分值"
    for total, what in totals.items():
        if total != scheme.full_mark:
            yield "full_mark", f"满分写{_marks(scheme.full_mark)}，{what}合计{_marks(total)}"


def _floors(scheme: Scheme) -> Open:
    for place, item, component in _components(scheme):
        if isinstance(component.rule, PerCase) and not component.rule.floor_stated:
            yield place, f"第{item.number}项按件扣分，没有写明扣到多少为止"


def _leaves_without_rule(scheme: Scheme) -> Open:
    for place, item, component in _components(scheme):
        if isinstance(component.rule, Judgement) and component.rule.basis is None:
            yield place, f"第{item.number}项有分值{_marks(component.full)}，没有写明怎样计分"
    for special in scheme.special:
        for option in special.rule.options if isinstance(special.rule, Events) else ():
            if option.range is not None and option.basis is None:
                yield f"{special.number}.{option.key}", f"第{special.number}项没有写明每件计多少分"


def _outside_lists(scheme: Scheme) -> Open:
    for place, item, component in _components(scheme):
        if component.outside_list is not None:
            yield place, f"第{item.number}项的清点范围是{component.outside_list}，文件没有附清单"


def _silent_points(code: str) -> Callable[[Scheme], Open]:
    def check(scheme: Scheme) -> Open:
        for name, point in SILENT_POINTS.items():
            if point.code == code and name not in scheme.settings.model_fields_set:
                yield f"settings.{name}", f"文件没有写明{point.question}"

    return check


CHECKS: tuple[tuple[str, Callable[[Scheme], Open]], ...] = (
    ("L01", _headings),
    ("L02", _item_sums),
    ("L03", _full_mark),
    ("L04", _floors),
    ("L08", _leaves_without_rule),
    ("L10", _outside_lists),
    *((code, _silent_points(code)) for code in ("L10", "L11", "L20")),
)
"""Code → check, after the catalogue of checks that the five documents justify."""


def _components(scheme: Scheme) -> Iterator[tuple[str, Item, Component]]:
    for item in scheme.items:
        for component in item.components:
            yield f"{item.number}.{component.key}", item, component


def _marks(value: Decimal | None) -> str:
    return "—" if value is None else f"{plain(value)}分"
