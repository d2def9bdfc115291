"""A form to be filled in a workbook, as plain data: which cell asks for what. No scheme is known here.

What is filled in goes by the names of boxes, the same as on the pages: `<item>-<component>-value`, …
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workflow.digests import canonical, digest

FORMAT = "2"
"""Number of the layout: a file of another one is not read."""

OFFICIAL, ASKED, LINES, CLAIMS, GUIDE = "评定表", "填报", "扣分明细", "特殊因素", "填报说明"
LISTS, STAMP = "选项", "校验"
SHEETS = (GUIDE, ASKED, LINES, CLAIMS, OFFICIAL, LISTS, STAMP)
"""All sheets of a form, in order; the last two are hidden. Without special items there is no 特殊因素."""

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
CLAIM_COLUMNS = (
    "编号",
    "项次和情形",
    "事由：试点、表彰或文件的名称",
    "申报分数",
    "发文单位",
    "文件名称或文号",
    "文件日期",
    "情况说明：做了什么，结果如何",
)
CLAIM_BOXES = ("kind", "title", "amount", "issuing_body", "document_number", "document_date", "description")
"""What the columns of 特殊因素 are called in the names of boxes, from the second column on."""

TOTAL = "合计"
CODE, ITEM, POINT, QUESTION, ANSWER, HOW, CASE, REASON, NOTE, ABSENCE = range(1, 11)
"""Columns of 填报."""
YES = "是"
SPARE_LINES = 100
"""Blank lines of 扣分明细 below those that are filled."""

SPARE_CLAIMS = 30
"""Blank lines of 特殊因素 below those that are claimed."""

LONGEST = 32_000
"""Signs that one cell holds, with room for what is written as a code."""


@dataclass(frozen=True)
class Slot:
    """One cell to fill, and the box that it stands for. `choices`: what the box holds → what the cell shows.
    `figure`: a number is meant; `hint` says which. `day`: a day is meant."""

    box: str
    choices: Mapping[str, str] = field(default_factory=dict)
    figure: bool = False
    hint: str = ""
    day: bool = False


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
class EventKind:
    """What a line of 特殊因素 may claim: the value of its box, and what the cell shows."""

    value: str
    label: str
    locked: bool = False


@dataclass(frozen=True)
class Official:
    """One row of 评定表; marks are figures, or words where there is no figure. `number` is the item's;
    `factor`: how often its marks enter the total, not at all where it is 0."""

    number: int
    category: str
    label: str
    project: str
    clause: str
    marks: Decimal | str
    mark: Decimal | str
    factor: Decimal = Decimal(0)


@dataclass(frozen=True)
class OfficialTotal:
    """The row 合计 of 评定表, in marks. `how`: why the total is not the plain sum of its rows."""

    marks: Decimal
    mark: Decimal
    how: str = ""


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
    events: tuple[EventKind, ...] = ()
    total: OfficialTotal | None = None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets, in order."""
        return tuple(name for name in SHEETS if name != CLAIMS or self.events)

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
        rows = (*(f"{kind.prefix}-lines-" for kind in self.kinds), *(["claim-"] if self.events else []))
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


CLAIM = re.compile(r"claim-([0-9a-z]+)-", re.ASCII)
"""How the name of a claim's box begins, with the code of the claim."""


def claims_in(boxes: Mapping[str, str]) -> list[str]:
    """The codes of the claims that have boxes, in the order of these."""
    return list(dict.fromkeys(match[1] for name in boxes if (match := CLAIM.match(name))))


def claim_name(code: str) -> str:
    """How the names of a claim's boxes begin, and where the stamp tells about it."""
    return f"claim-{code}"


def fingerprint(boxes: Mapping[str, str], name: int | str) -> str:
    """What tells whether the boxes of an item, or of a claim, were changed since."""
    own = {box: text for box, text in boxes.items() if box.startswith(f"{name}-")}
    return digest(canonical(own))[:16]
