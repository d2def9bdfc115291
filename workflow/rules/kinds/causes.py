"""What costs marks case by case: a fixed penalty, a range, the first and each further one, circumstances."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import model_validator

from workflow.points import plain
from workflow.rules.kinds.answers import Line, Offer
from workflow.rules.kinds.fields import Key, Marks, Part, Share, Text, refusal, require_distinct
from workflow.rules.kinds.ranges import Range


class Circumstance(Part):
    """What may be ticked beside a case. One that exempts makes it cost nothing (主动提供线索的不扣分)."""

    key: Key
    label: Text


class Aggravation(Circumstance):
    """A circumstance that adds its `penalty` to a case (催办后仍未完成的加扣2分)."""

    penalty: Marks


class Cause(Part):
    """What costs marks: `text` as in 每发现一项问题. A case costs `penalty`, an amount within `range`, or
    `first` and then `further`; all cases of the cause together at most `cap`."""

    key: Key
    text: Text
    penalty: Marks | None = None
    range: Range | None = None
    first: Share | None = None
    further: Share | None = None
    cap: Marks | None = None
    exempting: tuple[Circumstance, ...] = ()
    aggravating: tuple[Aggravation, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = {"penalty", "range", "first", "further"} & self.model_fields_set
        if ways not in ({"penalty"}, {"range"}, {"first", "further"}):
            found = f"“{self.text}”写了 {'、'.join(sorted(ways)) or '零种扣分方式'}"
            raise refusal(found, "只写 penalty，或只写 range，或写 first 和 further")
        if self.range is not None and self.range.lowest < 0:
            raise refusal(f"“{self.text}”的扣分从{plain(self.range.lowest)}分起", "扣多少写不小于0的数")
        require_distinct([flag.key for flag in self.circumstances], "情节代号")
        return self

    @property
    def circumstances(self) -> tuple[Circumstance, ...]:
        """Everything that may be ticked beside a case."""
        return (*self.exempting, *self.aggravating)

    @property
    def most(self) -> Decimal:
        """The most that one case costs, with everything that aggravates it, within the cap."""
        highest = self.range.highest if self.range else None
        each = max(value for value in (self.penalty, highest, self.first, self.further) if value is not None)
        worst = each + sum((flag.penalty for flag in self.aggravating), Decimal(0))
        return worst if self.cap is None else min(worst, self.cap)

    @property
    def offer(self) -> Offer:
        """The cause as a form offers it."""
        flags = (
            *(Offer(flag.key, f"{flag.label}（不扣分）") for flag in self.exempting),
            *(Offer(flag.key, flag.label, flag.penalty) for flag in self.aggravating),
        )
        label = self.text if self.first is None else f"{self.text}（{self._way()}）"
        return Offer(self.key, label, self.penalty, str(self.range or ""), flags)

    def describe(self) -> str:
        """How much a case costs, in Chinese."""
        parts = [f"{self.text}{self._way()}"]
        parts += [f"{flag.label}的不扣分" for flag in self.exempting]
        parts += [f"{flag.label}的每次加扣{plain(flag.penalty)}分" for flag in self.aggravating]
        parts += [f"合计最多扣{plain(self.cap)}分"] if self.cap is not None else []
        return "，".join(parts)

    def errors(self, line: Line) -> dict[str, str]:
        """Why a line of this cause cannot be counted, by its fields "amount" and "flags"."""
        errors = {}
        if self.range is not None and (wrong := self.range.error(line.amount)):
            errors["amount"] = wrong
        if self.range is None and line.amount is not None:
            errors["amount"] = f"“{self.text}”按规则扣分，不填分数：清空这一栏"
        known = {flag.key: flag.label for flag in self.circumstances}
        if unknown := [key for key in line.flags if key not in known]:
            named = "、".join(f"{key}（{label}）" for key, label in known.items())
            offered = f"可写：{named}" if known else "这一情形没有可选的情节"
            errors["flags"] = f"没有情节“{'、'.join(unknown)}”，{offered}"
        return errors

    def exempt(self, line: Line) -> str:
        """The label of the circumstance that exempts a line, if any."""
        return next((flag.label for flag in self.exempting if flag.key in line.flags), "")

    def costs(self, lines: Sequence[Line]) -> list[tuple[Decimal, str]]:
        """What each line of this cause costs before the cap, and its terms. Only the very first case of all
        lines that count costs `first`."""
        found, counted = [], 0
        for line in lines:
            found.append(self._cost(line, fresh=not counted))
            counted += 0 if self.exempt(line) else line.count
        return found

    def _cost(self, line: Line, fresh: bool) -> tuple[Decimal, str]:
        if label := self.exempt(line):
            return Decimal(0), f"{self.text}{line.count}件，{label}，不扣分；"
        added = [flag for flag in self.aggravating if flag.key in line.flags]
        extra = sum((flag.penalty for flag in added), Decimal(0))
        if self.first is None:
            each = (line.amount if self.range else self.penalty) or Decimal(0)
            base, terms = line.count * each, f"扣{plain(each)}分×{line.count}"
        else:
            base, terms = self._stepped(line.count, fresh)
        cost = base + line.count * extra
        terms += "".join(f"，{flag.label}加扣{plain(flag.penalty)}分×{line.count}" for flag in added)
        return cost, f"{self.text}{terms}={plain(cost)}分；"

    def _stepped(self, count: int, fresh: bool) -> tuple[Decimal, str]:
        first, further = self.first or Decimal(0), self.further or Decimal(0)
        rest = count - fresh
        terms = f"第1件扣{plain(first)}分" if fresh else ""
        terms += f"{'，' if fresh else ''}其后每件扣{plain(further)}分×{rest}" if rest else ""
        return fresh * first + rest * further, terms

    def _way(self) -> str:
        if self.range is not None:
            return f"扣{self.range}"
        if self.penalty is not None:
            return f"扣{plain(self.penalty)}分"
        return f"第1件扣{plain(self.first or Decimal(0))}分、其后每件扣{plain(self.further or Decimal(0))}分"
