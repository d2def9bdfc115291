"""Names of files as their owners gave them: kept as text, and made harmless wherever they are shown."""

import re
from collections.abc import Collection

LONGEST = 255
"""Signs of a kept name."""
LONGEST_ON_DISK = 180
"""Bytes of a name in an archive: room for a number, on the disks of all systems."""

_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")
"""Signs that nobody sees, some of which turn the rest of a line around."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)")
UNNAMED = "未命名"


def kept_name(given: str) -> str:
    """The name as it is kept: control characters become visible signs, half characters a mark; the ending
    stays when it is too long."""
    whole = given.encode("utf-8", "replace").decode()
    visible = "".join(chr(0x2400 + ord(sign)) if sign < " " else sign for sign in whole).strip()
    if len(visible) <= LONGEST:
        return visible or UNNAMED
    stem, dot, ending = visible.rpartition(".")
    ending = f"{dot}{ending}" if dot and len(ending) <= 10 else ""
    return (stem or visible)[: LONGEST - len(ending)] + ending


def shown_name(name: str) -> str:
    """The name for people's eyes: signs that turn or hide text are written out."""
    return _HIDDEN.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", name)


def disk_name(name: str) -> str:
    """The name for a header or an archive: one part of a path, that every system can write."""
    plain = _UNSAFE.sub("_", _HIDDEN.sub("", name)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (plain, "")
    room = LONGEST_ON_DISK - len(ending.encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore") if room > 0 else ""
    named = (stem + ending) if stem else (UNNAMED + ending)
    return f"_{named}" if _RESERVED.match(named) else named


def unique_name(name: str, taken: Collection[str]) -> str:
    """The name for an archive, with a number where one like it is taken already. Case makes no difference."""
    plain = disk_name(name)
    known = {other.casefold() for other in taken}
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (plain, "")
    number, tried = 1, plain
    while tried.casefold() in known:
        number += 1
        tried = f"{stem}（{number}）{ending}"
    return tried
