"""Every kind, part and setting of the language as Markdown tables in Chinese, for docs/scheme-language.md.

They follow from the JSON Schema, the silent points and the catalogue of checks; nothing is kept by hand.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.rules.kinds import SPECIAL_KINDS
from workflow.rules.kinds.shapes import BOUND, DAY, FLAG, NOT_NEGATIVE, NUMBER, POSITIVE, TEXT, WHOLE
from workflow.scheme.checks import CATALOGUE
from workflow.scheme.json_schema import json_schema
from workflow.scheme.settings import SILENT_POINTS

Shape = Mapping[str, Any]

MARKER = "<!-- 以下由 make docs 生成，不手工修改 -->"
"""The line of the document below which everything is generated."""

_WORDINGS: tuple[tuple[Shape, str], ...] = (
    (POSITIVE, "大于0的数字"),
    (NOT_NEGATIVE, "不小于0的数字"),
    (NUMBER, "数字"),
    (BOUND, "数字或 `none`"),
    (WHOLE, "整数"),
    (FLAG, "`true` 或 `false`"),
    (DAY, "日期"),
    (TEXT, "文字"),
)
"""Shapes of single values, the narrower first, and how an official reads them."""

_BESIDE = {"description", "default"}
"""What stands beside a shape without narrowing it."""


def with_tables(text: str) -> str:
    """The document with its generated part written anew."""
    prose, _, _ = text.partition(MARKER)
    return f"{prose.rstrip()}\n\n{MARKER}\n\n{tables()}"


def tables() -> str:
    """All tables, as Markdown."""
    schema = json_schema()
    parts: Mapping[str, Shape] = {"Scheme": schema, **schema["$defs"]}
    rules = {name: part for name, part in parts.items() if _kind(part)}
    blocks = [
        _kinds(rules),
        *(_part(_rule(name, part), part) for name, part in sorted(rules.items(), key=_by_kind)),
        "## 各部分的设置\n",
        *(_part(_title(name), part) for name, part in _reached(parts) if name not in rules),
        _silent_points(),
        _checks(),
    ]
    return "\n".join(blocks)


def _kind(part: Shape) -> str:
    return str(part.get("properties", {}).get("kind", {}).get("const", ""))


def _by_kind(entry: tuple[str, Shape]) -> tuple[str, str]:
    return _kind(entry[1]), entry[0]


def _rule(name: str, part: Shape) -> str:
    special = any(name == rule.__name__ for rule in SPECIAL_KINDS.values())
    return f"规则 {_kind(part)}{'（特殊因素）' if special else ''}"


def _kinds(rules: Mapping[str, Shape]) -> str:
    rows = {
        _kind(part): f"| [`{_kind(part)}`](#规则-{_kind(part)}) | {_cell(part['description'])} |"
        for _, part in sorted(rules.items(), key=_by_kind)
    }
    return _table("## 规则一览", "kind | 用途", rows.values())


def _part(title: str, part: Shape) -> str:
    required = part.get("required", ())
    rows = [
        f"| `{name}` | {'是' if name in required else ''} | {_said(shape)} | {_cell(shape['description'])} |"
        for name, shape in part.get("properties", {}).items()
    ]
    return _table(f"### {title}\n\n{part['description']}。", "设置 | 必填 | 写什么 | 说明", rows)


def _silent_points() -> str:
    choices = {
        name: "；".join(f"`{key}` {said}" for key, said in point.choices.items())
        for name, point in SILENT_POINTS.items()
    }
    rows = [
        f"| `{name}` | {point.question} | {choices[name]} | {point.code or ''} |"
        for name, point in SILENT_POINTS.items()
    ]
    return _table("## 文件没有写明之处", "设置 | 问题 | 可写的值 | 检查", rows)


def _checks() -> str:
    rows = [
        f"| {code} | {_cell(entry.title)} | {_cell(entry.why)} | {_cell(entry.to_say)} |"
        for code, entry in CATALOGUE.items()
    ]
    return _table("## 检查", "代号 | 查出什么 | 为什么要紧 | 解释要写明", rows)


def _table(heading: str, columns: str, rows: Iterable[str]) -> str:
    line = "| " + " | ".join("---" for _ in columns.split("|")) + " |"
    return "\n".join([heading, "", f"| {columns} |", line, *rows, ""])


def _said(shape: Shape) -> str:
    """What may be written, in Chinese; the default in brackets."""
    bare = {key: value for key, value in shape.items() if key not in _BESIDE}
    default = shape.get("default")
    if default is None or "const" in bare:
        return _cell(_read(bare))
    shown = str(default).lower() if isinstance(default, bool) else json.dumps(default, ensure_ascii=False)
    return _cell(f"{_read(bare)}（不写为 `{shown.strip(chr(34))}`）")


def _read(shape: Shape) -> str:
    for known, wording in _WORDINGS:
        if shape == known:
            return wording
    if "$ref" in shape:
        title = _title(shape["$ref"].rpartition("/")[2])
        return f"[{title}](#{title.lower()})"
    if "discriminator" in shape:
        return "[规则](#规则一览)"
    for key in ("anyOf", "oneOf"):
        if key in shape:
            return "或".join(dict.fromkeys(_read(option) for option in shape[key]))
    return _shaped(shape)


def _shaped(shape: Shape) -> str:
    if "const" in shape:
        return f"`{shape['const']}`"
    if "enum" in shape:
        return "、".join(f"`{value}`" for value in shape["enum"])
    if shape.get("type") == "array":
        return f"列表，每个为{_read(shape['items'])}"
    if shape.get("type") == "object":
        inner = [shape.get("additionalProperties"), *shape.get("patternProperties", {}).values()]
        values = [value for value in inner if isinstance(value, dict)]
        return f"每行“名称: {_read(values[0])}”" if values else "一组设置"
    return "小写英文代号" if "a-z" in shape.get("pattern", "") else "文字"


def _reached(parts: Mapping[str, Shape]) -> Iterator[tuple[str, Shape]]:
    """The parts in the order in which a reader meets them."""
    queue, seen = ["Scheme"], {"Scheme"}
    while queue:
        name = queue.pop(0)
        yield name, parts[name]
        for below in _references(parts[name].get("properties", {})):
            if below not in seen:
                seen.add(below)
                queue.append(below)


def _references(shape: Any) -> Iterator[str]:
    if isinstance(shape, dict):
        if "$ref" in shape:
            yield shape["$ref"].rpartition("/")[2]
        for value in shape.values():
            yield from _references(value)
    elif isinstance(shape, list):
        for value in shape:
            yield from _references(value)


def _title(name: str) -> str:
    """The name of a part; the schema lengthens it where two modules use the same one."""
    return name.rpartition("__")[2]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
