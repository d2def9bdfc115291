"""What a rater is asked about an item: neither what is imported nor what a panel marks."""

from workflow.rules.kinds.panel import Panel
from workflow.scheme.marking import without_asking
from workflow.scheme.tree import Component, Item


def panels(item: Item) -> tuple[tuple[Component, Panel], ...]:
    """The components of an item that a panel marks (评议), each with its rule."""
    return tuple(
        (component, component.rule) for component in item.components if isinstance(component.rule, Panel)
    )


def asked_of_rater(item: Item) -> Item | None:
    """The item with the components that a rater answers; None where there is nothing to answer."""
    asked = tuple(
        component
        for component in item.components
        if not isinstance(component.rule, Panel) and without_asking(component.rule) is None
    )
    return item.model_copy(update={"components": asked}) if asked else None
