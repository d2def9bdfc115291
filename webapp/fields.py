"""Form fields that read what officials type, and say in Chinese what they read."""

import re
import unicodedata
from contextlib import suppress
from decimal import Decimal
from typing import Any

from wtforms import Field
from wtforms.widgets import DateInput, TextInput

from workflow.csv_rows import read_day
from workflow.points import QUANTUM, exact, plain

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_LETTER_O = re.compile(r"[oOｏＯ]")
_PLACES = {0: "不带小数", 1: "最多一位小数", 2: "最多两位小数", 3: "最多三位小数", 4: "最多四位小数"}


def whole(text: object) -> int:
    """A row's id or version as a form or an address names it: plain digits, small enough for every database.

    Raises ValueError for anything else.
    """
    typed = str(text)
    if not _WHOLE.fullmatch(typed):
        raise ValueError(typed)
    return int(typed)


class MarkField(Field):
    """A number of marks between `floor` and `cap`, in steps of `quantum`; full-width digits are read."""

    widget = TextInput()

    def __init__(
        self,
        label: str,
        *,
        quantum: Decimal = QUANTUM,
        floor: Decimal = Decimal(0),
        cap: Decimal | None = None,
        required: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(label, **given)
        self.quantum, self.floor, self.cap, self.required = quantum, floor, cap, required

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else plain(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed text into an exact number of marks, or None for a blank that is allowed."""
        self.data = None
        typed = str(valuelist[0]) if valuelist else ""
        if typed.strip():
            self.data = self._read(typed)
        elif self.required:
            raise ValueError(f"还没有填“{self.label.text}”：{self._wanted()}。")

    def _read(self, typed: str) -> Decimal:
        try:
            value = exact(typed) + 0
        except ValueError:
            hint = "其中有字母 O，数字零写作 0。" if _LETTER_O.search(typed) else ""
            raise ValueError(self._refusal(typed) + hint) from None
        if value < self.floor or (self.cap is not None and value > self.cap) or value % self.quantum:
            raise ValueError(self._refusal(typed))
        return value

    def _refusal(self, typed: str) -> str:
        return f"“{self.label.text}”{self._wanted()}；您填的是“{typed.strip()}”。"

    def _wanted(self) -> str:
        limits = f"不小于 {plain(self.floor)}"
        if self.cap is not None:
            limits = f"在 {plain(self.floor)} 到 {plain(self.cap)} 之间"
        return f"须是数字，{limits}，{self._step()}"

    def _step(self) -> str:
        _sign, digits, exponent = self.quantum.normalize().as_tuple()
        if digits == (1,) and isinstance(exponent, int) and -exponent in _PLACES:
            return _PLACES[-exponent]
        return f"是 {plain(self.quantum)} 的整倍数"


class DayField(Field):
    """A day, as a date box sends it (2027-03-05) or as people write it (2027年3月5日, 2027/3/5)."""

    widget = DateInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.data.isoformat()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed day, None for a blank. Raises ValueError for what is no day."""
        self.data = None
        typed = unicodedata.normalize("NFKC", str(valuelist[0])).strip() if valuelist else ""
        with suppress(ValueError):
            self.data = read_day(typed)
        if typed and self.data is None:
            raise ValueError(f"没有看懂“{self.label.text}”，写成 2027-03-05 的样子；您填的是“{typed}”。")
