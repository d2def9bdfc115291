"""The tree of a scheme: headings of any depth, items, components; and the special items beside it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Tag, model_validator

from workflow.errors import Invalid, NotFound
from workflow.rules.kinds import AnyComponentRule, AnySpecialRule
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Outcome
from workflow.rules.kinds.fields import (
    Bound,
    Flag,
    Key,
    Marks,
    Part,
    Share,
    Text,
    Whole,
    at_least,
    refusal,
    require_distinct,
)

PERIODS = range(1, 251)
"""Periods in working days: no longer than a year."""


class Component(Part):
    """A scorable point of an item (评分要点), with one rule.

    `may_not_occur`: its occasion may never arise in a year. `outside_list`: the list over which its cases
    are counted, where the document refers to one that it does not contain. `working_days`: the period that
    it is about, in working days (30个工作日内). `groups`: the only groups of units that it applies to; all,
    where none is named.
    """

    key: Key
    text: Text
    rule: AnyComponentRule
    may_not_occur: Flag = False
    outside_list: Text | None = None
    working_days: Whole | None = None
    groups: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _of_a_length(self) -> Self:
        if self.working_days is not None and self.working_days not in PERIODS:
            raise refusal(f"期限写了 {self.working_days} 个工作日", f"写 1 到 {PERIODS[-1]} 之间的数")
        return self

    @property
    def full(self) -> Decimal:
        """Marks when nothing is lost."""
        return self.rule.full

    def score(self, answer: Answer) -> Outcome:
        """Marks of an answer with its grounds. Raises Invalid: field of the form → Chinese text."""
        self._require_possible(answer)
        return self.rule.score(answer)

    def reckon(self, answer: Answer) -> Outcome:
        """Marks of an answer; nobody asks for reasons. Raises Invalid."""
        self._require_possible(answer)
        return self.rule.reckon(answer)

    def _require_possible(self, answer: Answer) -> None:
        if answer.value == NOT_OCCURRED and not self.may_not_occur:
            raise Invalid({"value": "这一要点每年都会发生，不能选“未发生”：按实际情况作答"})


NotApplicable = Literal["full_marks", "cohort_mean", "rescale", "nothing"]
"""What an item that cannot apply to a unit (合理缺项) counts: its marks, the mean of the units it applies
to, nothing while the rest is scaled up to the full mark, or 0."""


class Item(Part):
    """An item (项次): the sum of its components, clipped to its floor (default 0) and cap (its marks).

    `number` runs through the scheme; `code` is the document's own label where it has one (A11). `cap` may
    exceed the marks by a bonus, `none` is no cap; `floor: none` is 下不保底. `weight` multiplies the mark
    on its way into the total. `data_source`: who supplies the figures (数据来源).
    """

    number: Whole
    title: Text
    clause: Text
    marks: Share
    components: Annotated[tuple[Component, ...], at_least(1)]
    code: Text | None = None
    floor: Bound = Decimal(0)
    cap: Bound = None
    weight: Marks = Decimal(1)
    groups: tuple[Text, ...] = ()
    not_applicable: NotApplicable | None = None
    data_source: Text | None = None

    @property
    def label(self) -> str:
        """How people call the item: its own label, or its number."""
        return self.code or str(self.number)

    @property
    def highest(self) -> Decimal | None:
        """The marks that the item does not exceed; None without a cap (上不封顶)."""
        return self.cap if "cap" in self.model_fields_set else self.marks

    @property
    def places(self) -> tuple[str, ...]:
        """What findings about this item name as their place: itself and its components."""
        return (str(self.number), *(f"{self.number}.{component.key}" for component in self.components))

    def component(self, key: str) -> Component:
        """The component with this key. Raises NotFound."""
        for component in self.components:
            if component.key == key:
                return component
        raise NotFound(f"第{self.number}项没有评分要点“{key}”。")

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        require_distinct([component.key for component in self.components], "评分要点代号")
        return self


def _shape(value: object) -> str:
    return "item" if isinstance(value, Item) or (isinstance(value, dict) and "number" in value) else "node"


class Node(Part):
    """A heading of the tree: a category (大类) at the top, a project (项目) below it.

    `marks` is the figure that the document prints at the heading, None where it prints none. A `bonus`
    heading holds 加减分项: items outside the full mark and outside the weights of the levels.
    """

    title: Text
    marks: Marks | None = None
    bonus: Flag = False
    weight: Marks = Decimal(1)
    groups: tuple[Text, ...] = ()
    children: Annotated[
        tuple[
            Annotated[Annotated["Node", Tag("node")] | Annotated[Item, Tag("item")], Discriminator(_shape)],
            ...,
        ],
        at_least(1),
    ]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items below, in order."""
        return tuple(item for path, item in self.walk() if item is not None)

    @property
    def content(self) -> Decimal:
        """What its parts add up to, in marks, before its own weight."""
        return sum((_counted(child) for child in self.children), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What it contributes to the full mark: nothing for a bonus heading."""
        return Decimal(0) if self.bonus else self.weight * self.content

    @model_validator(mode="after")
    def _marked(self) -> Self:
        if not self.bonus and any(not item.marks for item in self.children if isinstance(item, Item)):
            raise refusal(f"“{self.title}”下有项次没有分值", "写明分值；加减分项放在 bonus: true 的标题下")
        return self

    def walk(self, above: tuple["Node", ...] = ()) -> Iterator[tuple[tuple["Node", ...], Item | None]]:
        """Every heading (with None) and every item below, each with the headings from the top to it."""
        path = (*above, self)
        yield path, None
        for child in self.children:
            if isinstance(child, Item):
                yield path, child
            else:
                yield from child.walk(path)


def _counted(child: Node | Item) -> Decimal:
    return child.total if isinstance(child, Node) else child.weight * child.marks


def for_group(node: Node, group: str) -> Node | None:
    """The part of a heading that applies to a group of units; None where nothing of it does."""
    if node.groups and group not in node.groups:
        return None
    parts = (
        for_group(child, group) if isinstance(child, Node) else _item_for(child, group)
        for child in node.children
    )
    children = tuple(part for part in parts if part is not None)
    return node.model_copy(update={"children": children}) if children else None


def _item_for(item: Item, group: str) -> Item | None:
    if item.groups and group not in item.groups:
        return None
    components = tuple(part for part in item.components if not part.groups or group in part.groups)
    return item.model_copy(update={"components": components}) if components else None


def heading_place(path: tuple[Node, ...]) -> str:
    """The place of a heading in findings: the titles from the top to it."""
    return "/".join(node.title for node in path)


class SpecialItem(Part):
    """An item of 特殊因素加减分: claimed and verified event by event, outside full mark and weights."""

    number: Whole
    title: Text
    clause: Text
    rule: AnySpecialRule

    @property
    def places(self) -> tuple[str, ...]:
        """What findings about this item name as their place: itself and its kinds of events."""
        return (str(self.number), *(f"{self.number}.{key}" for key in self.rule.option_keys))
