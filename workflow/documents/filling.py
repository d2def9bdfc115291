"""The language of templates: figures, conditions and repetition over what is there; it computes nothing.

A template is written by people outside. It can read what it is given, and neither call, multiply, assign nor
load anything; so it ends, and is no larger than its text and its data.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.errors import Invalid

LONGEST_TEMPLATE = 20_000
"""Characters of a template."""

LONGEST_TEXT = 400_000
"""Characters of a text that a template may come to: several hundred pages."""

MOST_STEPS = 100_000
"""Turns of all loops together."""

DEEPEST = 4
"""Loops within each other."""

TYPED = "\ue000"
"""Stands before every 【 of a filled-in text, so that nobody's words are taken for the template's."""

_ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.CondExpr),
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Tuple, nodes.List),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test),
    *(nodes.Filter, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg),
)
"""What a template may be made of."""

_SEPARATOR = 10


def _join(values: Iterable[object], separator: str = "、") -> str:
    """A list as one text; a separator is a sign or two, so that nothing grows by it."""
    if isinstance(values, str) or len(separator) > _SEPARATOR:
        raise ValueError(f"join 用在名单上，分隔符最多 {_SEPARATOR} 个字")
    return separator.join(map(str, values))


_FILTERS: Mapping[str, Callable[..., object]] = {"join": _join, "length": len}


def _finalize(value: Any) -> Any:
    return value.replace("【", f"{TYPED}【") if isinstance(value, str) else value


_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, finalize=_finalize, trim_blocks=True, lstrip_blocks=True, autoescape=False
)
_ENVIRONMENT.filters = dict(_FILTERS)
_ENVIRONMENT.globals = {}


def filled(template: str, fields: Mapping[str, Any]) -> str:
    """The text that a template and its fields make; a 【 of the fields is marked by `TYPED`.

    Raises Invalid (field `template`, naming the line and what to do).
    """
    try:
        return _text(_compiled(template).generate(fields))
    except TemplateSyntaxError as error:
        raise wrong(f"第 {error.lineno} 行写法有误：{_told(error)}") from None
    except (RecursionError, SyntaxError, MemoryError):
        raise wrong("里的括号或条件层层相套，太深了：分开来写") from None
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise wrong(f"第 {_line_of(error)} 行填不出来：{_told(error)}") from None


def wrong(text: str) -> Invalid:
    """The refusal of a template."""
    return Invalid({"template": f"模板{text}。"})


def _compiled(template: str) -> Template:
    if len(template) > LONGEST_TEMPLATE:
        raise wrong(f"有 {len(template)} 字，最多 {LONGEST_TEMPLATE} 字：删减后再保存")
    tree = _ENVIRONMENT.parse(template)
    _check(tree, 0)
    for loop in tree.find_all(nodes.For):
        loop.body.insert(0, nodes.Output([nodes.TemplateData("")]).set_lineno(loop.lineno))
    return Template.from_code(_ENVIRONMENT, _ENVIRONMENT.compile(tree), {})


def _check(node: nodes.Node, loops: int) -> None:
    """See that a template holds what it may hold and nothing else."""
    if type(node) not in _ALLOWED:
        found = f"不能用（{type(node).__name__}）：只写名称、条件（if）和重复（for）"
        raise TemplateSyntaxError(found, node.lineno)
    if isinstance(node, nodes.For):
        loops += 1
        if node.test or node.recursive:
            raise TemplateSyntaxError("重复（for）里不能带条件：条件另写一行 if", node.lineno)
        if loops > DEEPEST:
            raise TemplateSyntaxError(f"重复最多套 {DEEPEST} 层", node.lineno)
    for child in node.iter_child_nodes():
        _check(child, loops)


def _text(pieces: Iterator[str]) -> str:
    """All pieces together; every turn of a loop is one, be it empty."""
    kept, length = [], 0
    for number, piece in enumerate(pieces):
        length += len(piece)
        if number > MOST_STEPS or length > LONGEST_TEXT:
            raise wrong("填出来的内容太长：检查重复（for）的范围")
        kept.append(piece)
    return "".join(kept)


def _line_of(error: Exception) -> str:
    """The line of a template at which filling stopped."""
    trace, found = error.__traceback__, "?"
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = str(trace.tb_lineno)
        trace = trace.tb_next
    return found


_ENGLISH: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"'([^']+)' is undefined"), "没有“{}”这个名称，对照可用的名称改正"),
    (re.compile(r"has no (?:attribute|element) '?([^']+)'?"), "没有“{}”这个名称，对照可用的名称改正"),
    (re.compile(r"No filter named '([^']+)'"), "“|{}”不能用，可用的是 |join 和 |length"),
    (re.compile(r"No test named '([^']+)'"), "“is {}”不能用"),
    (re.compile(r"unknown tag '(end[^']+)'"), "“{}”前面没有与它相配的 if、for"),
    (re.compile(r"unknown tag '([^']+)'"), "“{}”不能用，可用的是 if 和 for"),
    (re.compile(r"Unexpected end of template.*'(end\w+)'"), "写到最后还缺 {}"),
    (re.compile(r"unexpected '([^']+)'"), "“{}”写的位置不对，核对括号和标点（用英文半角）"),
    (re.compile(r"unexpected char '([^']+)'"), "不认识“{}”，核对括号和标点（用英文半角）"),
    (re.compile(r"token 'end of [^']+', got '([^']+)'"), "“{}”写的位置不对，核对括号和标点（用英文半角）"),
    (re.compile(r"expected token '([^']+)'"), "缺少“{}”，核对括号和标点（用英文半角）"),
)  # fmt: skip
"""What the template engine says → how an office says it."""


def _told(error: Exception) -> str:
    said = getattr(error, "message", None) or str(error)
    for pattern, text in _ENGLISH:
        if match := pattern.search(said):
            return text.format(match[1].replace("_context", ""))
    return said if any(sign >= "\u4e00" for sign in said) else "写法不对，对照默认模板改正"
