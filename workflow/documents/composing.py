"""From a template in an official's own notation to blocks.

A template is a text as it would be typed: a line beginning 一、 or （一） is a heading of that level, any
other line a paragraph. What a text cannot show stands behind a word in 【】: 【标题】, 【主送】, 【表】.
Figures come in by `{{ name }}`, repeated parts by `{% for … %}`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

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
from workflow.errors import Invalid

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
_TYPED = "\ue000"
"""Stands before every 【 of a filled-in text, so that nobody's words are taken for the template's."""


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
    lines = [line.strip() for line in _filled(template, content).splitlines()]
    blocks = tuple(_block(line, content) for line in lines if line)
    title = next((block.text for block in blocks if isinstance(block, Title)), "")
    return Document(title.replace("\n", ""), _attached(blocks), content.seal, content.notice)


def _filled(template: str, content: Content) -> str:
    try:
        return _ENVIRONMENT.from_string(template).render(content.fields)
    except TemplateSyntaxError as error:
        raise _wrong(f"第 {error.lineno} 行写法有误（{error.message}）：对照默认模板改正") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise _wrong(f"第 {_line_of(error)} 行填不出来（{error}）：对照可用的名称改正") from None


def _wrong(text: str) -> Invalid:
    return Invalid({"template": f"模板{text}。"})


def _line_of(error: Exception) -> str:
    """The line of a template at which filling stopped."""
    trace, found = error.__traceback__, "?"
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = str(trace.tb_lineno)
        trace = trace.tb_next
    return found


def _finalize(value: Any) -> Any:
    return value.replace("【", f"{_TYPED}【") if isinstance(value, str) else value


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, finalize=_finalize, trim_blocks=True, lstrip_blocks=True, autoescape=False
)


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
        raise _wrong(f"中的【表】{text} 不存在，可用的表：{known}")
    return content.tables[text]


_WORDS: Mapping[str, Callable[[str, Content], Block]] = {
    "红头": _letterhead,
    "标题": lambda text, _: Title(text.replace("｜", "\n")),
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
    text = line.replace(_TYPED, "")
    if word is None:
        return _plain(text)
    name, rest = word[1], word[2].replace(_TYPED, "").strip()
    if name not in _WORDS:
        raise _wrong(f"中的【{name}】不认识，可用的是：{'、'.join(_WORDS)}")
    return _WORDS[name](rest, content)


def _plain(text: str) -> Block:
    if len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", "！", "？")):
        for pattern, level in _HEADINGS:
            if pattern.match(text):
                return Heading(level, text)
    return Paragraph(text)


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
