"""Why a scheme file cannot be read: each problem with its line, its place, what was found, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from workflow.errors import KaopingError
from workflow.rules.kinds.fields import quoted

Path = tuple[str | int, ...]

_WORDING: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少“{name}”", "补上这一项设置"),
    "extra_forbidden": ("多出“{name}”", "没有这一项设置：改正名称，或删去"),
    "literal_error": ("{quoted}", "可写：{expected}"),
    "union_tag_invalid": ("没有“{tag}”这一类规则", "可写：{expected_tags}"),
    "union_tag_not_found": ("缺少“kind”", "写明规则的类别"),
    "tuple_type": ("{quoted}", "此处应为列表，每行以“- ”开头"),
    "scheme": ("{found}", "{remedy}"),
}
_GROUP = ("{quoted}", "此处应为一组设置，每行写“名称: 值”")
_SHAPES = ("model_type", "model_attributes_type", "dict_type")


@dataclass(frozen=True)
class Problem:
    """What stops a scheme from being read. `line` counts from 1; `path` reads like categories[0].marks."""

    file: str
    line: int
    path: str
    found: str
    remedy: str

    def __str__(self) -> str:
        place = f"（{self.path}）" if self.path else ""
        return f"{self.file} 第{self.line}行{place}：{self.found}；{self.remedy}"


class SchemeUnreadable(KaopingError):
    """A scheme file that cannot be read, with every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def path_text(path: Path) -> str:
    """A place in the tree as text: categories[0].children[1].marks."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def from_validation(error: ValidationError, file: str, lines: Mapping[Path, int]) -> SchemeUnreadable:
    """All errors of the typed document as problems; `lines` tells on which line a place begins."""
    return SchemeUnreadable([_problem(details, file, lines) for details in error.errors()])


def problem_at(path: Path, file: str, lines: Mapping[Path, int], found: str, remedy: str) -> Problem:
    """A problem at a place of the file, with its line."""
    known = _known(path, lines)
    return Problem(file, lines[known], path_text(known), found, remedy)


def _problem(details: ErrorDetails, file: str, lines: Mapping[Path, int]) -> Problem:
    path = _known(details["loc"], lines)
    found, remedy = _GROUP if details["type"] in _SHAPES else _WORDING[details["type"]]
    words = {
        **details.get("ctx", {}),
        "name": details["loc"][-1] if details["loc"] else "",
        "quoted": quoted(details["input"]),
    }
    words = {name: str(word).replace("'", "").replace(" or ", "、") for name, word in words.items()}
    return Problem(file, lines[path], path_text(path), found.format(**words), remedy.format(**words))


def _known(location: Path, lines: Mapping[Path, int]) -> Path:
    """The deepest place of the file on an error's way; steps that only name a type are passed over."""
    path: Path = ()
    for step in location:
        if (*path, step) in lines:
            path = (*path, step)
    return path
