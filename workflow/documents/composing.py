"""From a template in an official's own notation to blocks.

A template is a text as it would be typed: a line beginning 一、 or （一） is a heading of that level, any
other line a paragraph. What a text cannot show stands behind a word in 【】: 【标题】, 【主送】, 【表】.
Figures come in by `{{ name }}`, repeated parts by `{% for … %}`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, Literal

from workflow.documents.blocks import (
    Addressee,
    AttachmentMark,
    Attachments,
    Block,
    Document,
    Heading,
    Letterhead,
    Line,
    Note,
    PageBreak,
    Paragraph,
    Seal,
    Signature,
    Table,
    Title,
)
from workflow.documents.filling import TYPED, filled, wrong
from workflow.documents.titles import title_lines

_HEADINGS: tuple[tuple[re.Pattern[str], Literal[1, 2, 3, 4]], ...] = (
    (re.compile(r"[一二三四五六七八九十]{1,3}、"), 1),
    (re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"), 2),
    (re.compile(r"[0-9]{1,2}[.．](?![0-9])"), 3),
    (re.compile(r"[（(][0-9]{1,2}[）)]"), 4),
)
"""How a heading begins → its level."""

_LONGEST_HEADING = 40
"""A numbered line that is longer, or ends like a sentence, is a numbered paragraph."""

_WORD = re.compile(r"【([^】]{1,8})】(.*)", re.DOTALL)


@dataclass(frozen=True)
class Content:
    """What a template is filled with: plain data by name, and tables by name."""

    fields: Mapping[str, Any]
    tables: Mapping[str, Table] = field(default_factory=dict)
    seal: Seal | None = None
    notice: str = ""


def compose(template: str, content: Content) -> Document:
    """The document that a template and its content make.

    Raises Invalid (field `template`, naming the line) where the template cannot be filled.
    """
    lines = [line.strip() for line in filled(template, content.fields).splitlines()]
    try:
        blocks = tuple(_block(line, content) for line in lines if line)
    except _Unknown as unknown:
        raise wrong(f"第 {_line_with(template, unknown.said)} 行的{unknown}") from None
    title = next((block.text for block in blocks if isinstance(block, Title)), "")
    return Document(title.replace("\n", ""), _lone(_attached(blocks)), content.seal, content.notice)


class _Unknown(Exception):
    """A word or a table that there is not; `said` is how the template has it."""

    def __init__(self, said: str, text: str) -> None:
        super().__init__(text)
        self.said = said


def _line_with(template: str, said: str) -> str:
    """The line of a template that has these words; they may be put together by figures."""
    lines = enumerate(template.splitlines(), start=1)
    return next((str(number) for number, line in lines if said in line), "?")


def _signature(text: str, _: Content) -> Block:
    return Signature(*_two_parts(text))


def _letterhead(text: str, _: Content) -> Block:
    return Letterhead(*_two_parts(text))


def _two_parts(text: str) -> tuple[str, str]:
    first, _, second = text.partition("｜")
    return first.strip(), second.strip()


def _table(text: str, content: Content) -> Block:
    if text not in content.tables:
        known = "、".join(content.tables) or "没有"
        raise _Unknown(f"【表】{text}", f"【表】{text} 不存在，可用的表：{known}")
    return content.tables[text]


_WORDS: Mapping[str, Callable[[str, Content], Block]] = {
    "红头": _letterhead,
    "标题": lambda text, _: Title(title_lines(text)),
    "主送": lambda text, _: Addressee(text),
    "行": lambda text, _: Line(text),
    "居中": lambda text, _: Line(text, "center"),
    "居右": lambda text, _: Line(text, "right"),
    "注": lambda text, _: Note(text),
    "表": _table,
    "附件": lambda text, _: Attachments((text,)),
    "附件页": lambda text, _: AttachmentMark(text),
    "署名": _signature,
    "换页": lambda _, __: PageBreak(),
}
"""The words of the notation → what each makes of the rest of its line. ｜ divides what has two parts."""


def _block(line: str, content: Content) -> Block:
    word = _WORD.fullmatch(line)
    text = line.replace(TYPED, "")
    if word is None:
        return _plain(text)
    name, rest = word[1], word[2].replace(TYPED, "").strip()
    if name not in _WORDS:
        raise _Unknown(f"【{name}】", f"【{name}】不认识，可用的是：{'、'.join(_WORDS)}")
    return _WORDS[name](rest, content)


def _plain(text: str) -> Block:
    if len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", "！", "？")):
        for pattern, level in _HEADINGS:
            if pattern.match(text):
                return Heading(level, text)
    return Paragraph(text)


def _lone(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Headings without anything of their own are marked: a row of them would be kept on one page."""
    return tuple(
        replace(block, lone=True)
        if isinstance(block, Heading) and isinstance(after, Heading) and after.level <= block.level
        else block
        for block, after in zip_longest(blocks, blocks[1:])
    )


def _attached(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Names of attachments that follow each other stand in one block, as 附件：1. … 2. …"""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Attachments) and isinstance(last, Attachments):
            joined[-1] = Attachments((*last.names, *block.names))
        else:
            joined.append(block)
    return tuple(joined)
