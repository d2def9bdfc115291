"""What differs between two versions of a scheme: items, marks, rules, weights, dates, consequences.

Items are matched by label and title, then by title alone (renumbered), then by label alone (renamed).
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from workflow.points import plain
from workflow.scheme import sentences
from workflow.scheme.document import Scheme
from workflow.scheme.sentences import joined
from workflow.scheme.settings import SILENT_POINTS
from workflow.scheme.tree import Component, Item, Node, SpecialItem, heading_place
from workflow.scheme.written import written

Entry = TypeVar("Entry")

Facts = Mapping[str, str]
"""Place → what the scheme says there, in Chinese."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs: the section of the scheme, the place in it, the wordings before and after
    (empty where there is none)."""

    section: str
    place: str
    before: str
    after: str

    @property
    def change(self) -> Literal["added", "dropped", "changed"]:
        """Whether it came, went, or changed."""
        return "added" if not self.before else "changed" if self.after else "dropped"

    def __str__(self) -> str:
        said = {
            "added": f"新增 {self.after}",
            "dropped": f"删去 {self.before}",
            "changed": f"{self.before} → {self.after}",
        }
        return f"[{self.section}] {self.place}：{said[self.change]}"


def differences(old: Scheme, new: Scheme) -> tuple[Difference, ...]:
    """Everything that differs, section by section in the order of a scheme file."""
    return tuple(_all(old, new))


def _all(old: Scheme, new: Scheme) -> Iterator[Difference]:
    for section, facts in SECTIONS.items():
        yield from _compared(section, facts(old), facts(new))
    yield from _of_items(old, new)
    yield from _of_special(old, new)
    for section, facts in CLOSING.items():
        yield from _compared(section, facts(old), facts(new))


def _compared(section: str, before: Facts, after: Facts) -> Iterator[Difference]:
    for place in dict.fromkeys((*before, *after)):
        was, now = before.get(place, ""), after.get(place, "")
        if was != now:
            yield Difference(section, place, was, now)


def _general(scheme: Scheme) -> Facts:
    return {
        "代号": scheme.key,
        "名称": scheme.title,
        "文件": scheme.source,
        "版本": scheme.version,
        "满分": f"{plain(scheme.full_mark)}分",
        "最小单位": f"{plain(scheme.quantum)}分",
        "程序": sentences.procedure(scheme.procedure),
    }


def _headings(scheme: Scheme) -> Facts:
    return {heading_place(path): _heading(path[-1]) for path in _paths(scheme)}


def _paths(scheme: Scheme) -> Iterator[tuple[Node, ...]]:
    for category in scheme.categories:
        yield from (path for path, item in category.walk() if item is None)


def _heading(node: Node) -> str:
    marks = f"{plain(node.marks)}分" if node.marks is not None else ""
    weight = f"权重{plain(node.weight)}" if node.weight != 1 else ""
    told = joined([marks, "加减分" if node.bonus else "", weight, sentences.groups(node.groups)])
    return told or "没有写分值"


def _consequences(scheme: Scheme) -> Facts:
    found, titles = scheme.consequences, sentences.metric_titles(scheme)
    bottom = f"末{found.bottom}位，连续{found.years}年：{found.text or '没有写后果'}"
    return {
        "末位": bottom if found.bottom else "不设",
        **{f"等次 {band.name}": sentences.band(band) for band in found.bands},
        **{f"一票否决 {veto.key}": veto.text for veto in found.vetoes},
        **{f"奖励 {prize.title}": sentences.prize(prize) for prize in found.prizes},
        **{f"补助 {subsidy.title}": sentences.subsidy(subsidy, titles) for subsidy in found.subsidies},
    }


def _settings(scheme: Scheme) -> Facts:
    stated = scheme.settings.model_fields_set
    return {
        point.question: f"{scheme.settings.wording(name)}{'' if name in stated else '（文件没有写明）'}"
        for name, point in SILENT_POINTS.items()
    }


def _interpretations(scheme: Scheme) -> Facts:
    return {
        f"{entry.code} {place}": sentences.interpretation(entry)
        for entry in scheme.interpretations
        for place in entry.places
    }


SECTIONS: Mapping[str, Callable[[Scheme], Facts]] = {
    "办法": _general,
    "权重": lambda scheme: {"权重": sentences.weights(scheme.weights)},
    "日程": lambda scheme: sentences.calendar(scheme.calendar),
    "结果运用": _consequences,
    "指标": lambda scheme: {metric.key: f"{metric.title}（{metric.unit}）" for metric in scheme.metrics},
    "组别": lambda scheme: {group.name: group.basis or "没有写依据" for group in scheme.groups},
    "没有写明之处": _settings,
    "标题": _headings,
}
"""Section → what a scheme says in it, before its items."""

CLOSING: Mapping[str, Callable[[Scheme], Facts]] = {
    "文件中的数": lambda scheme: {entry.text: sentences.statement(entry) for entry in scheme.statements},
    "前后不一致": lambda scheme: {
        f"{entry.code} {entry.place}": sentences.contradiction(entry) for entry in scheme.contradictions
    },
    "解释": _interpretations,
}
"""Section → what a scheme says in it, after its items."""


def _of_items(old: Scheme, new: Scheme) -> Iterator[Difference]:
    for was, now in matched(old.items, new.items, _ITEM_KEYS):
        if was is None or now is None:
            yield Difference("项次", _place(was or now), _outline(old, was), _outline(new, now))
            continue
        place = _place(was)
        yield from _compared("项次", {place: _position(old, was)}, {place: _position(new, now)})
        yield from _compared("分值", {place: _limits(was)}, {place: _limits(now)})
        yield from _compared("条款", {place: was.clause}, {place: now.clause})
        yield from _of_components(place, was, now)


def _of_components(place: str, old: Item, new: Item) -> Iterator[Difference]:
    for was, now in matched(old.components, new.components, _COMPONENT_KEYS):
        key = f"{place}“{(was or now or old.components[0]).text}”"
        if was is None or now is None:
            yield Difference("规则", key, _whole(was), _whole(now))
            continue
        said, says = was.rule.describe(), now.rule.describe()
        if said == says:
            said, says = written(was.rule), written(now.rule)
        yield from _compared("规则", {key: said}, {key: says})
        yield from _compared("要点", {key: sentences.component(was)}, {key: sentences.component(now)})


def _of_special(old: Scheme, new: Scheme) -> Iterator[Difference]:
    for was, now in matched(old.special, new.special, _SPECIAL_KEYS):
        entry = was or now
        place = f"第{entry.number}项 {entry.title}" if entry else ""
        yield from _compared("特殊因素", _special(place, was), _special(place, now))


_ITEM_KEYS: Sequence[Callable[[Item], Hashable]] = (
    lambda item: (item.label, item.title),
    lambda item: item.title,
    lambda item: item.label,
)
_COMPONENT_KEYS: Sequence[Callable[[Component], Hashable]] = (
    lambda component: component.key,
    lambda component: component.text,
)
_SPECIAL_KEYS: Sequence[Callable[[SpecialItem], Hashable]] = (
    lambda special: (special.number, special.title),
    lambda special: special.title,
    lambda special: special.number,
)


def matched(
    old: Sequence[Entry], new: Sequence[Entry], keys: Sequence[Callable[[Entry], Hashable]]
) -> list[tuple[Entry | None, Entry | None]]:
    """Pairs of what is the same in both, by the first key that both have alone; then what is new. What
    only one side has stands alone."""
    partner: dict[int, Entry] = {}
    for key in keys:
        taken = {id(entry) for entry in partner.values()}
        rest = {key(entry): entry for entry in new if id(entry) not in taken}
        for entry in old:
            if id(entry) not in partner and key(entry) in rest:
                partner[id(entry)] = rest.pop(key(entry))
    taken = {id(entry) for entry in partner.values()}
    pairs: list[tuple[Entry | None, Entry | None]] = [(entry, partner.get(id(entry))) for entry in old]
    return [*pairs, *((None, entry) for entry in new if id(entry) not in taken)]


def _place(item: Item | None) -> str:
    return f"第{item.label}项 {item.title}" if item else ""


def _position(scheme: Scheme, item: Item) -> str:
    source = f"，数据来源{item.data_source}" if item.data_source else ""
    return f"{_place(item)}（{heading_place(scheme.path(item.number))}{source}）"


def _outline(scheme: Scheme, item: Item | None) -> str:
    return f"{_position(scheme, item)}，{_limits(item)}" if item else ""


def _limits(item: Item) -> str:
    highest = "上不封顶" if item.highest is None else f"最高{plain(item.highest)}分"
    lowest = f"最低{plain(item.floor)}分" if item.floor else ""
    absent = f"不适用时{sentences.POLICIES[item.not_applicable]}" if item.not_applicable else ""
    return joined(
        [
            f"{plain(item.marks)}分",
            "下不保底" if item.floor is None else lowest,
            highest if item.highest != item.marks else "",
            f"权重{plain(item.weight)}" if item.weight != 1 else "",
            sentences.groups(item.groups),
            absent,
        ]
    )


def _whole(component: Component | None) -> str:
    if component is None:
        return ""
    return joined([sentences.groups(component.groups), component.rule.describe()])


def _special(place: str, special: SpecialItem | None) -> Facts:
    if special is None:
        return {}
    said = f"第{special.number}项 {special.title}：{special.rule.describe()}"
    return {place: said, f"{place} 条款": special.clause}
