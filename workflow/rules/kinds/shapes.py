"""What an editor is told about a setting (JSON Schema), beside the check that reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, core_schema

Shape = dict[str, Any]

_DIGITS = r"[0-9]+(\.[0-9]{1,4})?"
_NOT_ZERO = r"(?!0+(\.0+)?$)"

NUMBER: Shape = {"type": ["number", "string"], "pattern": rf"^-?{_DIGITS}$"}
"""A figure; a file is text, so it may stand in quotes."""

POSITIVE: Shape = {**NUMBER, "pattern": rf"^{_NOT_ZERO}{_DIGITS}$", "exclusiveMinimum": 0}

NOT_NEGATIVE: Shape = {**NUMBER, "pattern": rf"^{_DIGITS}$", "minimum": 0}

BOUND: Shape = {"anyOf": [NUMBER, {"const": "none"}]}
"""A figure, or that there is no bound."""

WHOLE: Shape = {"type": ["integer", "string"], "pattern": "^(0|[1-9][0-9]{0,5})$", "minimum": 0}

FLAG: Shape = {"enum": [True, False, "true", "false"]}

DAY: Shape = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

TEXT: Shape = {"type": ["string", "number", "boolean"], "minLength": 1}
"""Words; what an editor takes for a number or a truth value is read as text all the same."""


def shaped(shape: Shape) -> WithJsonSchema:
    """The annotation of a type that looks like `shape`."""
    return WithJsonSchema(shape)


@dataclass(frozen=True)
class Checked:
    """An annotation: a check that runs before the type's own, and what it adds to the type's shape."""

    check: Callable[[object], object]
    adds: Shape

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The type with the check before it."""
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Shape:
        """The type's shape with what the check adds."""
        return {**handler(schema), **self.adds}

    def __hash__(self) -> int:
        """By identity: what a check adds is a table."""
        return id(self)
