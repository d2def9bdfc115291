"""The language as a JSON Schema (draft 2020-12), so that editors complete it and check it while one types."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from workflow.rules.kinds.fields import Part
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.document import Scheme
from workflow.scheme.texts import part_text, setting_text

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(document: type[Part] = Scheme) -> dict[str, Any]:
    """The shape of a scheme file, every setting with its Chinese description."""
    return {"$schema": DIALECT, **document.model_json_schema(schema_generator=_Generator)}


class _Generator(GenerateJsonSchema):
    """Pydantic's own shapes, as a file is written: no null, no English titles, Chinese descriptions."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A setting is called by its name alone."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What may be left out is left out; a file has no null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Defaults that say something."""
        shape = super().default_schema(schema)
        if shape.get("default") in (None, [], {}):
            shape.pop("default", None)
        return shape

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A part of a scheme; a rule names its kind."""
        shape = super().model_schema(schema)
        part = schema["cls"]
        shape.pop("title", None)
        shape["description"] = part_text(part)
        for name, setting in shape.get("properties", {}).items():
            setting["description"] = setting_text(part, name)
        if issubclass(part, ComponentRule):
            shape["required"] = ["kind", *shape.get("required", ())]
        return shape
