"""The fonts of official documents: what the standard names, and what stands in for it on this machine.

仿宋, 小标宋 and 楷体 as offices use them are licensed; an installation points `KAOPING_FONTS` at a folder
that holds its own. The packaged open fonts are the floor beneath them.
"""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import pylopdf_fonts_zh_cn as packaged
import typst
from fontTools.ttLib import TTCollection, TTFont

Role = Literal["title", "body", "hei", "kai", "song"]

WORD: Mapping[Role, str] = {
    "title": "方正小标宋简体",
    "body": "仿宋",
    "hei": "黑体",
    "kai": "楷体",
    "song": "宋体",
}
"""What a Word file names: the desks that open it have these, or put their own in the place."""

_WANTED: Mapping[Role, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif SC"),
    "body": ("FangSong", "FangSong_GB2312", "STFangsong", "FandolFang R", "FZFangSong-Z02", "Noto Serif SC"),
    "hei": ("SimHei", "STHeiti", "FandolHei", "FZHei-B01", "Noto Sans SC"),
    "kai": ("KaiTi", "KaiTi_GB2312", "STKaiti", "FandolKai", "FZKai-Z03", "Noto Serif SC"),
    "song": ("SimSun", "STSong", "FandolSong", "Noto Serif SC"),
}
"""Role → families in the order in which they are taken; the last one is always there."""

_FLOOR = ("Noto Serif SC", "Noto Sans SC")
_FILES = (".ttf", ".otf", ".ttc", ".otc")


def folders() -> tuple[Path, ...]:
    """Where fonts are looked for: the office's own folder first, the packaged ones after."""
    own = os.environ.get("KAOPING_FONTS")
    return (*((Path(own),) if own else ()), packaged.serif_path().parent)


@cache
def library() -> typst.Fonts:
    """All fonts of the folders, read once."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path) for path in folders()]
    )


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """Role → the families that are there, the packaged ones last, for rare characters too."""
    there = {font.family.lower() for font in library().fonts()}
    return {
        role: tuple(dict.fromkeys(name for name in (*wanted, *_FLOOR) if name.lower() in there))
        for role, wanted in _WANTED.items()
    }


def require_floor() -> None:
    """See that the packaged fonts are there: without them documents would be printed as boxes.

    Raises RuntimeError, at start-up, with what to do.
    """
    there = {font.family for font in library().fonts()}
    if missing := [name for name in _FLOOR if name not in there]:
        raise RuntimeError(f"fonts are missing: {', '.join(missing)}; install pylopdf-fonts-zh-cn again")


@cache
def _characters() -> frozenset[int]:
    found: set[int] = set()
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _FILES:
                found |= _drawn(path)
    return frozenset(found)


def _drawn(path: Path) -> set[int]:
    """The characters that a file has glyphs for."""
    if path.suffix.lower() in (".ttc", ".otc"):
        with TTCollection(path, lazy=True) as collection:
            return {sign for font in collection.fonts for sign in font.getBestCmap()}
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def without_glyph(text: str) -> str:
    """The characters of a text that no font here can draw, each once: they would be printed as boxes."""
    return "".join(sorted({sign for sign in text if sign.isprintable() and ord(sign) not in _characters()}))
