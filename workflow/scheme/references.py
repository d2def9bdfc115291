"""Names that a scheme uses without having declared them: groups, metrics, items, components, places.

Every name refers to a declaration, never to another reference, so that references cannot run in a circle.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from workflow.rules.consequences import Subsidy
from workflow.scheme.document import Scheme
from workflow.scheme.problems import Path
from workflow.scheme.tree import Component, Item, Node

Uses = Iterator[tuple[Path, str]]
"""Where in the file a name is used, and the name."""


@dataclass(frozen=True)
class Reference:
    """One kind of reference: where names are `used`, which are `known`, what is said of one that is not."""

    used: Callable[[Scheme], Uses]
    known: Callable[[Scheme], Collection[str]]
    found: str
    remedy: str


def unknown_references(scheme: Scheme) -> Iterator[tuple[Path, str, str]]:
    """Every name that leads nowhere: its path in the file, what was found there, how to mend it."""
    for reference in REFERENCES:
        known = reference.known(scheme)
        for path, name in reference.used(scheme):
            if name not in known:
                yield path, reference.found.format(name), reference.remedy


def _group_uses(scheme: Scheme) -> Uses:
    for path, part in _parts(scheme):
        yield from _listed((*path, "groups"), part.groups)
        if isinstance(part, Component):
            yield from (((*path, "rule", "by_group", name), name) for name in part.rule.group_names)


def _metric_uses(scheme: Scheme) -> Uses:
    for path, part in _parts(scheme):
        measures = part.rule.measures if isinstance(part, Component) else {}
        for name, measure in measures.items():
            if measure.metric is not None:
                yield (*path, "rule", name, "metric"), measure.metric
    for index, subsidy in enumerate(scheme.consequences.subsidies):
        yield from _subsidy_uses(("consequences", "subsidies", index), subsidy)


def _subsidy_uses(path: Path, subsidy: Subsidy) -> Uses:
    for name, key in (("actual", subsidy.actual), ("target", subsidy.target), ("size", subsidy.size)):
        if key is not None:
            yield (*path, name), key


def _prize_uses(scheme: Scheme) -> Uses:
    for index, prize in enumerate(scheme.consequences.prizes):
        yield from _listed(("consequences", "prizes", index, "over"), prize.over)


def _component_uses(scheme: Scheme) -> Uses:
    for index, statement in enumerate(scheme.statements):
        if statement.component is not None:
            yield ("statements", index, "component"), statement.component


def _place_uses(scheme: Scheme) -> Uses:
    for index, statement in enumerate(scheme.statements):
        yield ("statements", index, "place"), statement.place
    for index, contradiction in enumerate(scheme.contradictions):
        yield ("contradictions", index, "place"), contradiction.place


def _interpreted_places(scheme: Scheme) -> Uses:
    for index, interpretation in enumerate(scheme.interpretations):
        yield from _listed(("interpretations", index, "places"), interpretation.places)


def _components(scheme: Scheme) -> set[str]:
    return {f"{item.number}.{component.key}" for item in scheme.items for component in item.components}


def _contested(scheme: Scheme) -> set[str]:
    """What a prize can be over: items and components, by number or by the document's own label."""
    labels = {
        f"{item.label}.{component.key}" for item in scheme.items for component in item.components
    } | _components(scheme)
    return labels | {name for item in scheme.items for name in (item.label, str(item.number))}


_PLACE_HINT = "写检查结果所列的位置，如 11.problem；文件其他部分写 source.附件2"

REFERENCES = (
    Reference(
        _group_uses,
        lambda scheme: {group.name for group in scheme.groups},
        "没有声明分组“{}”",
        "先在 groups 中写明分组",
    ),
    Reference(
        _metric_uses,
        lambda scheme: {metric.key for metric in scheme.metrics},
        "没有声明指标数据“{}”",
        "先在 metrics 中写明这一指标",
    ),
    Reference(_prize_uses, _contested, "奖项所依据的“{}”不在办法中", "写项次或要点，如 2 或 2.expansion"),
    Reference(_component_uses, _components, "评分要点“{}”不在办法中", "写项次和要点代号，如 11.problem"),
    Reference(_place_uses, lambda scheme: scheme.places, "所指的 {} 不在办法中", _PLACE_HINT),
    Reference(_interpreted_places, lambda scheme: scheme.places, "解释所指的 {} 不在办法中", _PLACE_HINT),
)
"""Every kind of reference that a scheme can make."""


def _listed(path: Path, names: Sequence[str]) -> Uses:
    for index, name in enumerate(names):
        yield (*path, index), name


def _parts(scheme: Scheme) -> Iterator[tuple[Path, Node | Item | Component]]:
    for index, category in enumerate(scheme.categories):
        yield from _below(("categories", index), category)


def _below(path: Path, part: Node | Item | Component) -> Iterator[tuple[Path, Node | Item | Component]]:
    yield path, part
    if isinstance(part, Node):
        for index, child in enumerate(part.children):
            yield from _below((*path, "children", index), child)
    elif isinstance(part, Item):
        for index, component in enumerate(part.components):
            yield (*path, "components", index), component
