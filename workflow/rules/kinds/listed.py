"""Several figures typed into one box, such as the marks of a panel: 14 15 13.5."""

import re
from decimal import Decimal

from workflow.rules.kinds.fields import blank
from workflow.rules.kinds.measures import Measure, normal, read_figure

SEPARATORS = re.compile(r"[\s、,，;；/]+")

HINT = "各数之间用空格或顿号隔开"


def parts(text: str) -> list[str]:
    """The single figures of a list as they were typed."""
    return [part for part in SEPARATORS.split(text) if not blank(part)]


def tidy(text: str) -> str:
    """The list as it is shown: one space between figures, full-width digits become plain ones."""
    return " ".join(normal(part) for part in parts(text))


def read_list(text: str, measure: Measure) -> list[Decimal]:
    """The figures of a list, exactly as typed. Raises ValueError with the Chinese text for its box."""
    if not parts(text):
        source = "还没有导入" if measure.metric else "还没有填写"
        raise ValueError(f"{source}{measure.text}：{HINT}")
    found, errors = [], []
    for index, part in enumerate(parts(text), start=1):
        try:
            found.append(read_figure(part, measure))
        except ValueError as error:
            errors.append(f"第{index}个：{error}")
    if errors:
        raise ValueError("；".join(errors))
    return found
