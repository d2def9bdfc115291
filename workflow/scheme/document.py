"""A scoring document as data: typed, immutable, complete. Read by `loader`, never built by hand."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Self

from pydantic import PrivateAttr, model_validator

from states.cycle import CycleStage
from workflow.errors import NotFound
from workflow.points import QUANTUM
from workflow.rules.consequences import Consequences
from workflow.rules.kinds.fields import (
    Marks,
    Part,
    Text,
    at_least,
    matching,
    refusal,
    require_distinct,
)
from workflow.scheme.calendar import Calendar
from workflow.scheme.procedure import DATED, Procedure
from workflow.scheme.settings import Settings
from workflow.scheme.statements import Contradiction, Group, Metric, Statement
from workflow.scheme.terms import Interpretation, Weights
from workflow.scheme.tree import Component, Item, Node, NotApplicable, SpecialItem, for_group, heading_place


class Scheme(Part):
    """A scoring document (评定办法). Marks and weights are exact; `quantum` is the step of a mark."""

    key: Annotated[str, matching(r"[a-z][a-z0-9-]{0,39}", "此处应为小写英文代号，如 hubei-jingban")]
    title: Text
    source: Text
    version: Text
    full_mark: Marks
    quantum: Marks = QUANTUM
    procedure: Procedure = Procedure()
    weights: Weights
    calendar: Calendar
    consequences: Consequences = Consequences()
    metrics: tuple[Metric, ...] = ()
    groups: tuple[Group, ...] = ()
    settings: Settings = Settings()
    categories: Annotated[tuple[Node, ...], at_least(1)]
    special: tuple[SpecialItem, ...] = ()
    statements: tuple[Statement, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    _text: str = PrivateAttr(default="")

    def model_post_init(self, context: Any, /) -> None:
        """Keep the text that the loader read; tell the rules the step of a mark."""
        self._text = (context or {}).get("text", "")
        for item in self.items:
            for component in item.components:
                component.rule.round_to(self.quantum)

    @property
    def text(self) -> str:
        """The source text; `loader.load` makes an equal scheme of it."""
        return self._text

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the source text, in hexadecimal."""
        return sha256(self._text.encode()).hexdigest()

    @property
    def reference(self) -> str:
        """Key and short digest: what a result names as its scheme."""
        return f"{self.key}@{self.digest[:12]}"

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items that make up the full mark, in order."""
        return tuple(item for category in self.categories for item in category.items)

    @cached_property
    def _by_number(self) -> dict[int, Item]:
        return {item.number: item for item in self.items}

    @cached_property
    def factors(self) -> Mapping[int, Decimal]:
        """Item number → what its mark is multiplied with on its way into the total; 0 for 加减分项."""
        return {
            item.number: Decimal(0) if any(node.bonus for node in path) else _factor(path, item)
            for path, item in self._walk
            if item
        }

    def total(self, marks: Mapping[int, Decimal]) -> Decimal:
        """The total of item marks by number, by the weights of the tree, without 加减分项; in marks."""
        return sum((self.factors[number] * mark for number, mark in marks.items()), Decimal(0))

    def bonus(self, marks: Mapping[int, Decimal]) -> Decimal:
        """The sum of the marks of 加减分项, which stand outside the full mark and the weights."""
        return sum((mark for number, mark in marks.items() if not self.factors[number]), Decimal(0))

    def variant(self, group: str) -> "Scheme":
        """The scheme as it applies to a group of units: without what is for other groups only."""
        if not any(part.groups for part in self._grouped):
            return self
        parts = (for_group(category, group) for category in self.categories)
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        kept = tuple(part for part in parts if part is not None)
        own = type(self).model_construct(self.model_fields_set, **{**fields, "categories": kept})
        own._text = self._text
        return own

    @cached_property
    def _grouped(self) -> tuple[Node | Item | Component, ...]:
        nodes = {id(node): node for path, _ in self._walk for node in path}.values()
        components = (component for item in self.items for component in item.components)
        return (*nodes, *self.items, *components)

    @property
    def _walk(self) -> Iterator[tuple[tuple[Node, ...], Item | None]]:
        return (step for category in self.categories for step in category.walk())

    def item(self, number: int) -> Item:
        """The item of this number. Raises NotFound."""
        if number not in self._by_number:
            raise NotFound(f"评定办法中没有第{number}项。")
        return self._by_number[number]

    def component(self, number: int, key: str) -> Component:
        """A component of an item. Raises NotFound."""
        return self.item(number).component(key)

    def special_item(self, number: int) -> SpecialItem:
        """The special item of this number. Raises NotFound."""
        for item in self.special:
            if item.number == number:
                return item
        raise NotFound(f"评定办法的特殊因素中没有第{number}项。")

    def absence(self, item: Item) -> NotApplicable | None:
        """What the item counts for a unit that it cannot apply to (合理缺项): by its own words, else by the
        setting. None where that cannot be declared; a 加减分项 of no marks is left out without declaring it.
        """
        if item.not_applicable or not item.marks or self.settings.not_applicable == "refused":
            return item.not_applicable
        return self.settings.not_applicable

    @cached_property
    def _paths(self) -> dict[int, tuple[Node, ...]]:
        return {item.number: path for path, item in self._walk if item}

    def path(self, number: int) -> tuple[Node, ...]:
        """The headings above an item, its category first. Raises NotFound."""
        return self._paths[self.item(number).number]

    @property
    def places(self) -> frozenset[str]:
        """Everything that a finding or an interpretation can be about.

        An item (`11`) or a component (`11.problem`), a special item or a kind of its events, a heading
        (`甲类/乙目`), a setting (`settings.mean`), what follows from results (`bands.优`, `prizes.总评`), a
        group or a metric, `full_mark`; `source` and `source.<words>` for the rest of the document.
        """
        headings = {heading_place(path) for path, _ in self._walk}
        settings = {f"settings.{name}" for name in Settings.model_fields}
        items = (place for item in self.items for place in item.places)
        special = (place for item in self.special for place in item.places)
        named = (*self.consequences.places, *self._named_places)
        return frozenset({"full_mark", "calendar", *headings, *settings, *items, *special, *named})

    @property
    def _named_places(self) -> Iterator[str]:
        yield "source"
        noted = [*(entry.place for entry in self.statements), *(one.place for one in self.contradictions)]
        yield from (place for place in noted if place.startswith("source."))
        yield from (f"groups.{group.name}" for group in self.groups)
        yield from (f"metrics.{metric.key}" for metric in self.metrics)

    def interpretations_of(self, number: int) -> tuple[Interpretation, ...]:
        """The interpretations that act on an item or a special item, to be shown beside it."""
        return tuple(
            entry
            for entry in self.interpretations
            if any(place.split(".")[0] == str(number) for place in entry.places)
        )

    @model_validator(mode="after")
    def _dated(self) -> Self:
        dates = {name: getattr(self.calendar, name) is not None for name in DATED}
        dates["publicity"] = self.calendar.publicity.days > 0
        for stage, dated in dates.items():
            title = CycleStage.of(stage).label
            if dated and not self.procedure.has(stage):
                raise refusal(f"日程写了“{title}”，阶段里没有", f"stages 中写 {stage}，或删去日程")
            if not dated and self.procedure.has(stage):
                hint = f"在 calendar 中写 {stage}，或从 procedure.stages 中删去"
                raise refusal(f"阶段里有“{title}”，日程没有写", hint)
        return self

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        numbers = [item.number for item in self.items] + [item.number for item in self.special]
        require_distinct([str(number) for number in numbers], "项次")
        if numbers != sorted(numbers):
            raise refusal("项次没有从小到大排列", "按文件的项次顺序写各项，特殊因素在最后")
        return self


def _factor(path: tuple[Node, ...], item: Item) -> Decimal:
    factor = item.weight
    for node in path:
        factor *= node.weight
    return factor
