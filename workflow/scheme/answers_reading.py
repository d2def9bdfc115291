"""From the tree of an answers file to the answers of each unit, against the scheme; all errors at once."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path as FilePath
from typing import TypeVar

from workflow.errors import Invalid
from workflow.rules.kinds.answers import COUNTED, Answer
from workflow.rules.kinds.measures import Measure, read_figure
from workflow.scheme.answer_text import FULL, answer_of, lines_of
from workflow.scheme.answers_file import (
    NOT_APPLICABLE,
    AnswersFile,
    AnswersRefused,
    Refusal,
    Source,
    tree_of_rows,
)
from workflow.scheme.document import Scheme
from workflow.scheme.loader import text_of
from workflow.scheme.marking import without_asking
from workflow.scheme.problems import Path
from workflow.scheme.reader import Tree, read_tree
from workflow.scheme.scoring import EVENTS, ItemAnswers, UnitAnswers
from workflow.scheme.tree import Component, Item, SpecialItem

_UNIT = ("name", "group", "metrics", "vetoes", "rest", "items")

Taken = TypeVar("Taken")


def read_answers(scheme: Scheme, path: FilePath) -> AnswersFile:
    """The answers in a YAML or CSV file. Raises SchemeUnreadable (not such a file), AnswersRefused."""
    if path.suffix.lower() == ".csv":
        tree, source = tree_of_rows(path.read_bytes(), path.name)
    else:
        tree, lines = read_tree(text_of(path, path.name), path.name)
        source = Source(path.name, lines)
    return _Reading(scheme, source).file_of(tree)


class _Reading:
    """One file being read: the scheme that it answers, the unit in hand, everything wrong so far."""

    def __init__(self, scheme: Scheme, source: Source) -> None:
        self.scheme, self.source = scheme, source
        self.refusals: list[Refusal] = []
        self.unit = ""
        self.refused: set[Path] = set()

    def file_of(self, tree: Tree) -> AnswersFile:
        """The whole file. Raises AnswersRefused with everything found."""
        top = self._table(tree, (), ("title", "units", "expect"))
        entries = top.get("units", ())
        if not isinstance(entries, tuple) or not entries:
            self._refuse(("units",), "没有单位：在 units 下逐个列出，每个以“- name: ”开头")
            entries = ()
        units: dict[str, UnitAnswers] = {}
        vetoes: dict[str, tuple[str, ...]] = {}
        for index, entry in enumerate(entries):
            at: Path = ("units", index)
            given = self._table(entry, at, _UNIT)
            self.unit = self._text(given, "name", at) or f"第{index + 1}个单位"
            if self.unit in units:
                self._refuse(at, "这个单位写了两次：同一单位的答案写在一处")
            units[self.unit] = self._answers(given, at)
            vetoes[self.unit] = tuple(self._vetoes(given.get("vetoes", ()), (*at, "vetoes")))
        self.unit = ""
        title = self._text(top, "title", ())
        if self.refusals:
            raise AnswersRefused(self.refusals)
        return AnswersFile(title, units, vetoes, top.get("expect", ()), self.source)

    def _answers(self, given: Mapping[str, Tree], at: Path) -> UnitAnswers:
        group = self._text(given, "group", at)
        known = [entry.name for entry in self.scheme.groups]
        if group and group not in known:
            self._refuse((*at, "group"), f"办法中没有组别“{group}”，现有：{'、'.join(known) or '无'}")
        if not group and self.scheme.variant("") is not self.scheme:
            self._refuse(at, f"没有写 group：有的内容只适用于某一组，写明组别，可写：{'、'.join(known)}")
            return UnitAnswers({})
        rest = self._text(given, "rest", at)
        if rest not in ("", FULL):
            self._refuse((*at, "rest"), f"读到“{rest}”，只可写 full：没有列出的要点都得满分")
        own = self.scheme.variant(group)
        items = self._items(given.get("items", {}), own, (*at, "items"))
        metrics = dict(self._metrics(given.get("metrics", {}), (*at, "metrics")))
        return UnitAnswers(self._completed(items, own, at) if rest == FULL else items, group, metrics)

    def _metrics(self, given: Tree, at: Path) -> Iterator[tuple[str, str]]:
        known = {metric.key: Measure(text=metric.title, signed=True) for metric in self.scheme.metrics}
        table = self._table(given, at, known)
        for key in table.keys() & known.keys():
            text = self._text(table, key, at)
            try:
                read_figure(text, known[key])
            except ValueError as error:
                self._refuse((*at, key), str(error))
            yield key, text

    def _vetoes(self, given: Tree, at: Path) -> Iterator[str]:
        known = [veto.key for veto in self.scheme.consequences.vetoes]
        for key in given if isinstance(given, tuple) else (given,):
            if key not in known:
                self._refuse(at, f"没有一票否决情形“{key}”，现有：{'、'.join(known) or '无'}")
            yield str(key)

    def _items(self, given: Tree, own: Scheme, at: Path) -> dict[int, ItemAnswers]:
        applying = {item.number: item for item in own.items}
        entries = {item.label: item for item in self.scheme.items}
        special = {str(item.number): item for item in self.scheme.special}
        found: dict[int, ItemAnswers] = {}
        for label, content in self._table(given, at, [*entries, *special]).items():
            if label in special:
                found[special[label].number] = self._events(special[label], content, (*at, label))
            elif label in entries:
                item = entries[label]
                due = applying.get(item.number, item)
                found[item.number] = self._item(item, due, content, (*at, label))
        return found

    def _events(self, item: SpecialItem, given: Tree, at: Path) -> ItemAnswers:
        labels = {offer.value: offer.label for offer in item.rule.asked.offers}
        lines = self._taken(at, lambda: tuple(lines_of(labels, given)))
        return ItemAnswers({EVENTS: Answer(COUNTED, lines or ())})

    def _item(self, item: Item, due: Item, given: Tree, at: Path) -> ItemAnswers:
        """The answers of an item; `due` is the item as it applies to the unit's group."""
        keys = [component.key for component in due.components]
        if isinstance(given, dict) and NOT_APPLICABLE in given:
            return ItemAnswers({}, self._text(given, NOT_APPLICABLE, at) or "未写明原因")
        if given == FULL:
            given = dict.fromkeys(keys, FULL)
        elif isinstance(given, str | tuple) and len(keys) == 1:
            given = {keys[0]: given}
        answers: dict[str, Answer] = {}
        for key, content in self._table(given, at, [component.key for component in item.components]).items():
            answer = self._answer(item, key, content, (*at, key))
            answers |= {key: answer} if answer else {}
        return ItemAnswers(answers)

    def _answer(self, item: Item, key: str, given: Tree, at: Path) -> Answer | None:
        if not any(component.key == key for component in item.components):
            return None
        rule = item.component(key).rule
        return self._taken(at, lambda: answer_of(rule, given))

    def _completed(self, items: dict[int, ItemAnswers], own: Scheme, at: Path) -> dict[int, ItemAnswers]:
        """The answers, and full marks for whatever is not listed; a rule that goes by figures needs them."""
        completed = dict(items)
        for item in own.items:
            given = items.get(item.number, ItemAnswers({}))
            if not given.not_applicable:
                place = (*at, "items", item.label)
                rest = [part for part in item.components if part.key not in given.answers]
                full = {part.key: self._full(part, (*place, part.key)) for part in rest}
                known = {key: answer for key, answer in full.items() if answer is not None}
                completed[item.number] = ItemAnswers({**given.answers, **known})
        return completed

    def _full(self, component: Component, at: Path) -> Answer | None:
        answer = component.rule.full_answer
        if answer is None and without_asking(component.rule) is None and at not in self.refused:
            self._refuse(at, "没有作答：这一类规则须填数据，rest: full 不能代替")
        return answer

    def _table(self, given: Tree, at: Path, known: Collection[str]) -> Mapping[str, Tree]:
        """A table with known names only; whatever else there is, is noted."""
        if not isinstance(given, dict):
            self._refuse(at, "此处应为一组内容，每行写“名称: 值”")
            return {}
        for name in given:
            if name not in known:
                self._refuse((*at, name), f"没有“{name}”，可写：{'、'.join(known) or '（无）'}")
        return given

    def _text(self, given: Mapping[str, Tree], name: str, at: Path) -> str:
        value = given.get(name, "")
        if not isinstance(value, str):
            self._refuse((*at, name), "此处应为一个值，读到一组内容")
            return ""
        return value

    def _taken(self, at: Path, read: Callable[[], Taken]) -> Taken | None:
        try:
            return read()
        except Invalid as refused:
            for text in refused.errors.values():
                self._refuse(at, text)
            self.refused.add(at)
            return None

    def _refuse(self, at: Path, text: str) -> None:
        self.refusals.append(self.source.refusal(at, self.unit, text))
