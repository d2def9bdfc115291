"""How a scheme file becomes a `Scheme`; everything in the file is text until a field says what it is."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from workflow.errors import NotFound
from workflow.scheme.document import Scheme
from workflow.scheme.problems import Problem, SchemeUnreadable, from_validation, problem_at
from workflow.scheme.reader import SIZE_LIMIT, read_tree
from workflow.scheme.references import unknown_references

_BUILTIN = files("workflow") / "schemes"
_BYTES_PER_CHARACTER = 4


def load(source: Path | str, name: str | None = None) -> Scheme:
    """Read a scheme from a file, or from its text under a `name` for messages.

    Raises SchemeUnreadable with every problem found, each with line and place.
    """
    file = name or (source.name if isinstance(source, Path) else "scheme.yaml")
    text = _canonical(text_of(source, file) if isinstance(source, Path) else source)
    tree, lines = read_tree(text, file)
    try:
        scheme = Scheme.model_validate(tree, context={"text": text})
    except ValidationError as error:
        raise from_validation(error, file, lines) from None
    if unknown := [problem_at(path, file, lines, *said) for path, *said in unknown_references(scheme)]:
        raise SchemeUnreadable(unknown)
    return scheme


@cache
def builtin(key: str) -> Scheme:
    """A scheme that comes with the program. Raises NotFound."""
    if key not in builtin_keys():
        raise NotFound(f"没有内置的评定办法“{key}”，现有：{'、'.join(builtin_keys())}。")
    name = f"{key}.yaml"
    return load((_BUILTIN / name).read_text(encoding="utf-8"), name)


def builtin_keys() -> tuple[str, ...]:
    """Keys of the schemes that come with the program."""
    names = (entry.name for entry in _BUILTIN.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def text_of(path: Path, file: str) -> str:
    """The text of a file that is read as YAML. Raises SchemeUnreadable where it is not UTF-8."""
    with path.open("rb") as stream:
        return decoded(stream.read(_BYTES_PER_CHARACTER * SIZE_LIMIT + 1), file)


def decoded(content: bytes, file: str) -> str:
    """The text of a scheme file's bytes. Raises SchemeUnreadable where they are not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(file, line, "", "有不是 UTF-8 编码的文字", "另存为 UTF-8 编码")
        raise SchemeUnreadable([problem]) from None


def _canonical(text: str) -> str:
    """Text without byte order mark and with plain line ends, so that its digest is the same everywhere."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
