"""What a process compiles, compiled once in its life although every test has engines and applications of its
own: statements and addresses here, page templates where applications are made.

A server, which keeps its engine and its application as long as it lives, compiles no more than this either.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

MOST_STATEMENTS = 4_000


class Templates(BytecodeCache):
    """What templates were compiled to, by their text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is kept for this very text, if anything is."""
        if (bucket.key, bucket.checksum) in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key, bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a text was compiled to."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = Templates()

Builder = Callable[..., tuple[str, str]]

_builders: dict[tuple[Any, ...], Builder] = {}
_compile_builder = Rule._compile_builder


def _kept_builder(rule: Rule, append_unknown: bool = True) -> Builder:
    """The function that writes addresses of a rule. It depends on nothing but the rule's text and parts, and
    takes the rule as its first argument."""
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    place = (rule.rule, tuple(rule._trace), append_unknown)
    if place not in _builders:
        _builders[place] = _compile_builder(rule, append_unknown)
    return _builders[place]


_statements: LRUCache[Any, Any] = LRUCache(MOST_STATEMENTS)


@event.listens_for(Engine, "engine_connect")
def _share_statements(connection: Connection) -> None:
    connection.engine._compiled_cache = _statements


def pytest_configure() -> None:
    """A statement is kept by its dialect: dialects of a kind are equal from now on."""
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]
    Rule._compile_builder = _kept_builder  # type: ignore[method-assign]
