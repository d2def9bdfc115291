"""A form to be filled in a workbook, as plain data: which cell asks for what. No scheme is known here.

What is filled in goes by the names of boxes, the same as on the pages: `<item>-<component>-value`, …
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workflow.digests import canonical, digest

FORMAT = "1"
"""Number of the layout: a file of another one is not read."""

OFFICIAL, ASKED, LINES, GUIDE = "评定表", "填报", "扣分明细", "填报说明"
LISTS, STAMP = "选项", "校验"
SHEETS = (GUIDE, ASKED, LINES, OFFICIAL, LISTS, STAMP)
"""All sheets of a form, in order; the last two are hidden."""

HEAD = 3
"""The row of the column titles on every sheet."""

OFFICIAL_COLUMNS = ("事项", "项次", "项目", "评定内容", "分值", "自评得分", "评定得分")
ASKED_COLUMNS = (
    "编号",
    "项次",
    "评分要点",
    "填什么",
    "填写",
    "怎么填",
    "情形：发生了什么",
    "原因：为何扣分，依据是什么",
    "说明",
    "本项不适用的理由",
)
LINE_COLUMNS = ("要点和情形", "情形：发生了什么", "件数", "每件分数", "原因或依据")
CODE, ITEM, POINT, QUESTION, ANSWER, HOW, CASE, REASON, NOTE, ABSENCE = range(1, 11)
"""Columns of 填报."""
YES = "是"
SPARE_LINES = 100
"""Blank lines of 扣分明细 below those that are filled."""

LONGEST = 32_000
"""Signs that one cell holds, with room for what is written as a code."""


@dataclass(frozen=True)
class Slot:
    """One cell to fill, and the box that it stands for. `choices`: what the box holds → what the cell shows.
    `figure`: a number is meant; `hint` says which."""

    box: str
    choices: Mapping[str, str] = field(default_factory=dict)
    figure: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """One row of 填报: its code, the words in its first cells, and the cells to fill by column.

    `given` stands where nothing is to be filled. `locked`: the item may not be changed now.
    """

    number: int
    code: str
    item: str
    point: str
    asked: str
    hint: str
    slots: Mapping[int, Slot]
    given: str = ""
    locked: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """What stands in the cells that nobody changes, by column from the first."""
        return self.code, self.item, self.point, self.asked


@dataclass(frozen=True)
class LineKind:
    """What a line of 扣分明细 may be about. `prefix` begins the names of its boxes; `cause` is kept in a box
    of its own where there are several; `flags`: box → wording of what may be ticked."""

    number: int
    label: str
    prefix: str
    cause: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    locked: bool = False


@dataclass(frozen=True)
class Official:
    """One row of 评定表; marks are figures, or words where there is no figure. `number` is the item's."""

    number: int
    category: str
    label: str
    project: str
    clause: str
    marks: Decimal | str
    mark: Decimal | str


@dataclass(frozen=True)
class Form:
    """A whole form. `stamp` says what the file belongs to; it is kept on a hidden sheet."""

    title: str
    about: str
    guide: tuple[str, ...]
    officials: tuple[Official, ...]
    questions: tuple[Question, ...]
    kinds: tuple[LineKind, ...]
    stamp: Mapping[str, str]

    @property
    def flags(self) -> tuple[str, ...]:
        """The wordings of everything that may be ticked beside a line: one column each."""
        return tuple(dict.fromkeys(word for kind in self.kinds for word in kind.flags.values()))

    @property
    def line_columns(self) -> tuple[str, ...]:
        """The column titles of 扣分明细."""
        return (*LINE_COLUMNS, *self.flags)

    def known(self, boxes: Mapping[str, str]) -> dict[str, str]:
        """The boxes for which this form has a cell, without blank ones."""
        cells = {slot.box for question in self.questions for slot in question.slots.values()}
        rows = tuple(f"{kind.prefix}-lines-" for kind in self.kinds)
        mine = {name: text for name, text in boxes.items() if name in cells or name.startswith(rows)}
        return {name: text for name, text in mine.items() if text}


@dataclass(frozen=True)
class GivenItem:
    """How an item stood when a form was given out: its version (0: blank), the fingerprint of its boxes, its
    mark as shown."""

    version: int
    fingerprint: str
    mark: str

    @property
    def entry(self) -> str:
        """The text of it in the stamp."""
        return f"{self.version}|{self.fingerprint}|{self.mark}"

    @classmethod
    def read(cls, entry: str) -> "GivenItem":
        """What `entry` has written. Raises ValueError."""
        version, print_, mark = entry.split("|")
        return cls(int(version), print_, mark)


def stamp_key(number: int) -> str:
    """Where the stamp tells about an item."""
    return f"item {number}"


def fingerprint(boxes: Mapping[str, str], number: int) -> str:
    """What tells whether the boxes of an item were changed since."""
    own = {name: text for name, text in boxes.items() if name.startswith(f"{number}-")}
    return digest(canonical(own))[:16]
