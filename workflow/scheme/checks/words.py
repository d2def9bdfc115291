"""L09, L13: things said twice, numbers out of order, and years that do not belong."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from workflow.scheme.checks.finding import Finding, Findings, components
from workflow.scheme.document import Scheme
from workflow.scheme.tree import Component, Item, heading_place

_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?=\s*年|〕|\])")
_HEADING_CODE = re.compile(r"([A-Z][0-9]+)", re.ASCII)
_STEP = re.compile(r"[0-9]+|[^0-9]+", re.ASCII)


def duplicates(scheme: Scheme) -> Findings:
    """L09: an item's own number, a clause or the wording of a component that stands there twice."""
    labels: dict[str, Item] = {}
    clauses: dict[str, Item] = {}
    for item in scheme.items:
        before = labels.setdefault(item.label, item)
        if before is not item:
            text = f"编号{item.label}用了两次：“{before.title}”和“{item.title}”"
            yield Finding("L09", str(item.number), text, before.title, item.title)
        before = clauses.setdefault(_bare(item.clause), item)
        if before is not item and _together(before.groups, item.groups):
            text = f"第{item.label}项与第{before.label}项的条款相同"
            yield Finding("L09", str(item.number), text, f"第{before.label}项", f"第{item.label}项")
    yield from _same_components(scheme)


def _same_components(scheme: Scheme) -> Findings:
    seen: dict[str, list[tuple[Item, Component]]] = {}
    for place, item, component in components(scheme):
        others = seen.setdefault(_bare(component.text), [])
        own = (item.groups, component.groups)
        twins = (other for other, twin in others if _together(other.groups, twin.groups, *own))
        if other := next(twins, None):
            text = f"第{item.label}项与第{other.label}项有相同的评分要点“{component.text}”"
            yield Finding("L09", place, text, f"第{other.label}项", f"第{item.label}项")
        others.append((item, component))


def numbering(scheme: Scheme) -> Findings:
    """L09: the document's own numbers out of order, or not those of the heading that they stand under."""
    coded = [item for item in scheme.items if item.code]
    for before, item in pairwise(coded):
        if _order(item.label) < _order(before.label):
            text = f"编号{item.label}排在{before.label}之后"
            yield Finding("L09", str(item.number), text, before.label, item.label)
    for item in coded:
        path = scheme.path(item.number)
        own = [match[1] for node in path if (match := _HEADING_CODE.match(node.title))]
        if own and not item.label.startswith(own[-1]):
            text = f"编号{item.label}列在标题“{path[-1].title}”之下"
            yield Finding("L09", str(item.number), text, own[-1], item.label)


def years(scheme: Scheme) -> Findings:
    """L13: a year in a title or clause that is not the scheme's own."""
    due = _own_year(scheme)
    for place, what, text in _texts(scheme):
        for year in dict.fromkeys(_YEAR.findall(text)):
            if due and year != due:
                told = f"{what}写的是{year}年，办法是{due}年度的"
                yield Finding("L13", place, told, f"{due}年", f"{year}年")


def _own_year(scheme: Scheme) -> str | None:
    """The year that the scheme is about: that of its title, else of its source, else the most frequent."""
    rest = " ".join(text for _, _, text in _texts(scheme))
    for text in (scheme.title, scheme.source, rest):
        found: list[str] = _YEAR.findall(text)
        if found:
            return Counter(found).most_common(1)[0][0]
    return None


def _texts(scheme: Scheme) -> Iterator[tuple[str, str, str]]:
    """Place, what it is and wording of every title, clause and component."""
    for category in scheme.categories:
        for path, item in category.walk():
            if item is None:
                yield heading_place(path), f"标题“{path[-1].title}”", path[-1].title
            else:
                yield str(item.number), f"第{item.label}项", f"{item.title} {item.clause}"
    for place, item, component in components(scheme):
        yield place, f"第{item.label}项“{component.text}”", component.text


def _bare(text: str) -> str:
    return re.sub(r"[\s，。；、：,.;:]", "", text)


def _together(*groups: tuple[str, ...]) -> bool:
    """Whether some unit is meant by all of them; where none is named, all units are."""
    named = [set(names) for names in groups if names]
    return not named or bool(set.intersection(*named))


def _order(label: str) -> list[tuple[bool, int, str]]:
    return [(step.isdigit(), int(step) if step.isdigit() else 0, step) for step in _STEP.findall(label)]
