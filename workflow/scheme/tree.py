"""The tree of a scheme: headings of any depth, items, components; and the special items beside it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Discriminator, Tag, model_validator

from workflow.errors import Invalid, NotFound
from workflow.rules.kinds import AnyComponentRule, AnySpecialRule
from workflow.rules.kinds.answers import NOT_OCCURRED, Answer, Outcome
from workflow.rules.kinds.fields import Bound, Flag, Key, Marks, Part, Text, Whole, at_least, require_distinct


class Component(Part):
    """A scorable point of an item (评分要点), with one rule.

    `may_not_occur`: its occasion may never arise in a year. `outside_list`: the list over which its cases
    are counted, where the document refers to one that it does not contain.
    """

    key: Key
    text: Text
    rule: AnyComponentRule
    may_not_occur: Flag = False
    outside_list: Text | None = None

    @property
    def full(self) -> Decimal:
        """Marks when nothing is lost."""
        return self.rule.full

    def score(self, answer: Answer) -> Outcome:
        """Marks of an answer. Raises Invalid: field of the form → Chinese text."""
        if answer.value == NOT_OCCURRED and not self.may_not_occur:
            raise Invalid({"value": "这一要点每年都会发生，不能选“未发生”：按实际情况作答"})
        return self.rule.score(answer)


class Item(Part):
    """An item (项次): the sum of its components, clipped to its floor (default 0) and cap (its marks)."""

    number: Whole
    title: Text
    clause: Text
    marks: Marks
    components: Annotated[tuple[Component, ...], at_least(1)]
    floor: Bound = Decimal(0)
    cap: Marks | None = None

    @property
    def highest(self) -> Decimal:
        """The marks that the item does not exceed."""
        return self.marks if self.cap is None else self.cap

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

    `marks` is the figure that the document prints at the heading, None where it prints none.
    """

    title: Text
    marks: Marks | None = None
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
    def total(self) -> Decimal:
        """Sum of the marks of all items below."""
        return sum((item.marks for item in self.items), Decimal(0))

    def walk(self, above: tuple["Node", ...] = ()) -> Iterator[tuple[tuple["Node", ...], Item | None]]:
        """Every heading (with None) and every item below, each with the headings from the top to it."""
        path = (*above, self)
        yield path, None
        for child in self.children:
            if isinstance(child, Item):
                yield path, child
            else:
                yield from child.walk(path)


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
