"""How one component stands on a form: which boxes there are, what each choice asks for. No kind is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from workflow.rules.kinds.answers import Figure, Offer
from workflow.rules.kinds.measures import Measure
from workflow.rules.kinds.rule import ComponentRule
from workflow.scheme.tree import Component


@dataclass(frozen=True)
class Row:
    """One section of figures: what it is about, and its boxes."""

    section: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Grid:
    """Sections one below the other, each with equally many boxes."""

    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[Figure, ...]:
        """The figures of the first row where all rows ask for the same; else each box bears its own label."""
        alike = {tuple((figure.label, figure.hint) for figure in row.figures) for row in self.rows}
        return self.rows[0].figures if len(alike) == 1 and len(self.rows) > 1 else ()


@dataclass(frozen=True)
class Tick:
    """A circumstance that may be ticked at a line of one of `causes`."""

    flag: Offer
    causes: tuple[str, ...]


@dataclass(frozen=True)
class Boxes:
    """The boxes of one component."""

    component: Component

    @property
    def rule(self) -> ComponentRule:
        """Its rule."""
        return self.component.rule

    @property
    def singles(self) -> tuple[Figure, ...]:
        """The figures that stand for themselves."""
        return tuple(figure for figure in self.rule.asked.figures if not figure.section)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """The sections as tables: neighbours with equally many figures share one."""
        sectioned = [figure for figure in self.rule.asked.figures if figure.section]
        rows = [Row(name, tuple(own)) for name, own in groupby(sectioned, lambda figure: figure.section)]
        tables: list[Sequence[Row]] = [list(own) for _, own in groupby(rows, lambda row: len(row.figures))]
        return tuple(Grid(tuple(table)) for table in tables)

    @property
    def imported(self) -> tuple[tuple[str, Measure], ...]:
        """The figures that are imported, by name: nobody types them."""
        return tuple((name, measure) for name, measure in self.rule.measures.items() if measure.metric)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The circumstances of all causes, each once."""
        flags = {flag.value: flag for cause in self.rule.asked.causes for flag in cause.flags}
        return tuple(
            Tick(flag, tuple(cause.value for cause in self.rule.asked.causes if flag in cause.flags))
            for flag in flags.values()
        )

    @property
    def ranged(self) -> bool:
        """Whether some cause leaves its amount open."""
        return any(cause.range for cause in self.rule.asked.causes)

    def asks(self, offer: Offer) -> str:
        """What picking an offer asks for besides: lines, the line below full marks, or the note above."""
        full = self.rule.full_answer
        if self.rule.asked.causes:
            return "lines"
        if offer.marks is None:
            return "" if full is not None and offer.value == full.value else "line"
        return "line" if offer.marks < self.rule.full else "note" if offer.marks > self.rule.full else ""

    def clean(self, offer: Offer) -> bool:
        """Whether picking an offer says, without a word more, that nothing is amiss."""
        full = self.rule.full_answer
        return full is not None and offer.value == full.value and self.asks(offer) in ("", "lines")

    @property
    def loses(self) -> bool:
        """Whether an answer can ask for a single line of 扣分明细."""
        rule = self.rule
        if rule.waits or rule.asked.causes:
            return False
        below = rule.lowest is None or rule.lowest < rule.full
        return below or any(self.asks(offer) == "line" for offer in rule.asked.offers)

    @property
    def gains(self) -> bool:
        """Whether marks above the full ones can be won, with a note."""
        rule = self.rule
        above = rule.highest is None or rule.highest > rule.full
        return above and not rule.waits and not rule.asked.causes

    @property
    def note_for(self) -> str:
        """On which occasions a note is to be written; empty where on none."""
        occasions = (
            "选择“本年度没有发生”" if self.component.may_not_occur else "",
            "酌情评定得满分" if self.rule.asked.figure else "",
            "加分" if self.gains else "",
        )
        return "或".join(occasion for occasion in occasions if occasion)
