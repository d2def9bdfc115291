"""A part of a scheme as one line of text, the way a file could have written it, for comparing versions."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from workflow.points import plain


def written(part: BaseModel, without: Collection[str] = ()) -> str:
    """The settings of a part that differ from their defaults: `marks: 2, floor: none`."""
    return ", ".join(
        f"{field.alias or name}: {_value(getattr(part, name))}"
        for name, field in type(part).model_fields.items()
        if name not in without and (name in part.model_fields_set or field.is_required())
    )


def _value(value: object) -> str:
    if isinstance(value, BaseModel):
        return f"{{{written(value)}}}"
    if isinstance(value, tuple):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {_value(entry)}' for name, entry in value.items())}}}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if value is None:
        return "none"
    return value.isoformat() if isinstance(value, date) else str(value)
