"""YAML as plain text: mappings, lists and strings with their lines, and nothing that YAML adds to them.

No aliases, no tags, no second value for a key, no guessing of types (`no`, `012`, `12:30` stay text),
limited size and depth.
"""

import unicodedata
from collections.abc import Iterator
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from workflow.scheme.problems import Path, Problem, SchemeUnreadable, path_text

SIZE_LIMIT = 512 * 1024
"""A scheme file has at most this many characters."""

DEPTH_LIMIT = 24

Tree = str | tuple["Tree", ...] | dict[str, "Tree"]


def read_tree(text: str, file: str) -> tuple[Tree, dict[Path, int]]:
    """The content of a YAML text, and the line (from 1) of every place in it. Raises SchemeUnreadable."""
    if len(text) > SIZE_LIMIT:
        _refuse(file, 1, (), f"文件有{len(text)}个字符", f"不超过{SIZE_LIMIT}个字符")
    reader = _Reader(text, file)
    try:
        return reader.document(), reader.lines
    except MarkedYAMLError as error:
        _refuse(file, _line(error), (), "这一行不合 YAML 的写法", "检查缩进、冒号后的空格和引号是否成对")
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        _refuse(file, line, (), "有不可见的控制字符", "删去这个字符")
    except YAMLError:
        _refuse(file, 1, (), "文件不合 YAML 的写法", "检查缩进、冒号后的空格和引号是否成对")


def _line(error: MarkedYAMLError) -> int:
    """Where a mistake is: a name without a colon and a quotation that is not closed show only later."""
    scanned = (error.context or "").startswith("while scanning")
    mark = error.context_mark if scanned and error.context_mark else error.problem_mark
    return int(mark.line) + 1 if mark else 1


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self._events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)

    def document(self) -> Tree:
        """The single document of the stream."""
        next(self._events)
        if isinstance(next(self._events), StreamEndEvent):
            _refuse(self.file, 1, (), "文件没有内容", "写入评定办法")
        tree = self._value(next(self._events), ())
        next(self._events)
        extra = next(self._events)
        if isinstance(extra, DocumentStartEvent):
            _refuse(self.file, extra.start_mark.line + 1, (), "有第二份文档", "一个文件只写一份，删去“---”")
        return tree

    def _value(self, event: Event, path: Path) -> Tree:
        self.lines[path] = event.start_mark.line + 1
        self._require_plain(event, path)
        if isinstance(event, SequenceStartEvent):
            return tuple(self._entries(path))
        if isinstance(event, MappingStartEvent):
            return dict(self._pairs(path))
        assert isinstance(event, ScalarEvent)
        return str(event.value)

    def _entries(self, path: Path) -> Iterator[Tree]:
        for index, event in enumerate(self._events):
            if isinstance(event, SequenceEndEvent):
                return
            yield self._value(event, (*path, index))

    def _pairs(self, path: Path) -> Iterator[tuple[str, Tree]]:
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                return
            self._require_plain(event, path)
            if not isinstance(event, ScalarEvent):
                self._refuse_at(event, path, "名称是一组内容", "冒号前只写一个名称")
            if (*path, event.value) in self.lines:
                self._refuse_at(event, path, f"“{event.value}”写了两次", "只留一个")
            yield event.value, self._value(next(self._events), (*path, event.value))

    def _require_plain(self, event: Event, path: Path) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self._refuse_at(event, path, "有 & 或 * 引用", "把内容写全，不用引用")
        if isinstance(event, NodeEvent) and getattr(event, "tag", None):
            self._refuse_at(event, path, "有 ! 标记", "删去标记，只写内容")
        if isinstance(event, ScalarEvent) and any(map(_unprintable, event.value)):
            self._refuse_at(event, path, "有写成 \\x、\\u 的控制字符", "删去，或直接写出文字")
        if len(path) > DEPTH_LIMIT:
            self._refuse_at(event, path, f"超过{DEPTH_LIMIT}层", "减少嵌套")

    def _refuse_at(self, event: Event, path: Path, found: str, remedy: str) -> NoReturn:
        _refuse(self.file, event.start_mark.line + 1, path, found, remedy)


def _unprintable(sign: str) -> bool:
    """Control characters, and halves of characters: an escape can write them, no page and no database can."""
    return sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs")


def _refuse(file: str, line: int, path: Path, found: str, remedy: str) -> NoReturn:
    raise SchemeUnreadable([Problem(file, line, path_text(path), found, remedy)])
