"""The history as a file: the lines of the page, all of them, sent as they are read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from webapp.admin.labels import NOUNS, event_label
from workflow.clock import local
from workflow.csv_cells import Cell, csv_lines
from workflow.queries.history.lines import Line

COLUMNS: Mapping[str, Callable[[Line], Cell]] = {
    "序号": lambda line: line.number,
    "时间": lambda line: f"{local(line.at):%Y-%m-%d %H:%M:%S}",
    "涉及单位": lambda line: line.unit,
    "办理单位": lambda line: line.actor_unit,
    "岗位": lambda line: line.post,
    "办理人": lambda line: line.person,
    "事项": lambda line: NOUNS.get(line.noun, line.noun),
    "办理": lambda line: event_label(line.name),
    "项次": lambda line: "\n".join(line.items),
    "改动前": lambda line: "\n".join(f"{each.what}：{each.before}" for each in line.changes if each.before),
    "改动后": lambda line: "\n".join(f"{each.what}：{each.after}" for each in line.changes if each.after),
    "理由": lambda line: line.reason,
    "链值": lambda line: line.hash,
}
"""Columns of the table, in order. The last is empty for a unit."""


def csv_file(lines: Iterable[Line]) -> Iterator[str]:
    """The lines as CSV, newest first."""
    return csv_lines(tuple(COLUMNS), ([tell(line) for tell in COLUMNS.values()] for line in lines))


def json_file(lines: Iterable[Line]) -> Iterator[str]:
    """The lines as JSON, newest first."""
    return json_array(map(_record, lines))


def json_array(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One JSON array, sent record by record, each on a line of its own; instants in ISO 8601."""
    before = "[\n"
    for record in records:
        yield before + json.dumps(dict(record), ensure_ascii=False, default=datetime.isoformat)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def _record(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "at": local(line.at).isoformat(),
        "unit": line.unit,
        "actor": {"unit": line.actor_unit, "post": line.post, "name": line.person},
        "event": line.name,
        "act": event_label(line.name),
        "items": list(line.items),
        "changes": [{"what": each.what, "before": each.before, "after": each.after} for each in line.changes],
        "reason": line.reason,
        **({"hash": line.hash} if line.hash else {}),
    }


FORMATS: Mapping[str, tuple[str, Callable[[Iterable[Line]], Iterator[str]]]] = {
    "csv": ("text/csv", csv_file),
    "json": ("application/json", json_file),
}
"""Ending of the file → its media type, and how it is written."""
