"""The rule kinds, found by looking: one module each, named like the kind that it defines.

A new kind is a new module here with one concrete `ComponentRule` or `SpecialRule`; the registry and the
types that a scheme is checked against follow from it.
"""

from collections.abc import Collection, Mapping
from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field

from workflow.rules.kinds.rule import ComponentRule, Rule, SpecialRule

AnyRule = TypeVar("AnyRule", bound=Rule)

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def _by_name(rules: Collection[type[AnyRule]]) -> Mapping[str, type[AnyRule]]:
    return MappingProxyType({rule.model_fields["kind"].default: rule for rule in rules})


COMPONENT_KINDS: Mapping[str, type[ComponentRule]] = _by_name(ComponentRule.__subclasses__())
SPECIAL_KINDS: Mapping[str, type[SpecialRule]] = _by_name(SpecialRule.__subclasses__())


def _one_of(rules: Collection[type[Rule]]) -> Any:
    union = reduce(or_, rules)
    return Annotated[union, Field(discriminator="kind")] if len(rules) > 1 else union


if TYPE_CHECKING:
    AnyComponentRule = ComponentRule
    AnySpecialRule = SpecialRule
else:
    AnyComponentRule = _one_of(COMPONENT_KINDS.values())
    AnySpecialRule = _one_of(SPECIAL_KINDS.values())
