"""A text that an act may not go without."""

from workflow.errors import Invalid
from workflow.rules.kinds.fields import blank


def stated(text: str, ask: str, field: str = "reason") -> str:
    """The text without blanks around it. Raises Invalid with `ask` at the field when it says nothing."""
    if blank(text):
        raise Invalid({field: ask})
    return text.strip()
