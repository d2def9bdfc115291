"""What guards may know: frozen values that a command reads before it fires."""

from dataclasses import dataclass


def _listing(values: tuple[object, ...]) -> str:
    return "、".join(str(value) for value in values)


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """`date_come`: the next stage's first day has come, or the administrator has moved it to now."""

    date_come: bool = True
    next_date: str = ""
    open_findings: tuple[str, ...] = ()
    ranking_stage: str = ""

    @property
    def findings(self) -> str:
        """Codes and places of the scheme's open findings."""
        return _listing(self.open_findings)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A self sheet as its guards see it. `receiver` is the unit above, which 签收 and accepts it.

    `above` is who opens what is handed up, `above_contact` with its telephone; `handed_up_since` says who
    handed up the report over it, and when. `round` counts returns, of which the scheme allows
    `returns_at_most`, and one more for each of `returns_granted`: the level above the receiver has named the
    unit when it returned the report. `unconfirmed_items` were declared not to apply, which nobody above has
    confirmed. `scan_fault` is what is amiss with the stamped scan, where the scheme requires one.
    """

    blank_items: tuple[str, ...] = ()
    incomplete_claims: tuple[str, ...] = ()
    window_open: bool = True
    window_text: str = ""
    window_lifted_by: str = ""
    signer_filled: bool = False
    signer_name: str = ""
    receiver: str = "上级单位"
    handed_up: bool = False
    reopening_allowed: bool = True
    remarks: int = 0
    above: str = "上级单位"
    above_contact: str = "上级单位"
    handed_up_since: str = ""
    round: int = 0
    returns_at_most: int | None = None
    returns_granted: int = 0
    unconfirmed_items: tuple[str, ...] = ()
    scan_fault: str = ""

    @property
    def returns_left(self) -> bool:
        """Whether the sheet may be returned once more."""
        return self.returns_at_most is None or self.round < self.returns_at_most + self.returns_granted

    @property
    def allowed(self) -> str:
        """How often the sheet may be returned in a year, nothing where there is no limit."""
        if self.returns_at_most is None:
            return ""
        more = f"（上级点名另加 {self.returns_granted} 次）" if self.returns_granted else ""
        return f"本办法规定每年最多退回 {self.returns_at_most} 次{more}"

    @property
    def unconfirmed(self) -> str:
        """Labels of the items declared not to apply that wait for confirmation."""
        return _listing(self.unconfirmed_items)

    @property
    def blanks(self) -> str:
        """Labels of the items without an answer."""
        return _listing(self.blank_items)

    @property
    def claims(self) -> str:
        """Titles of the claims that lack their basis."""
        return _listing(self.incomplete_claims)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report as its guards see it. `consolidates`: its unit works on it before it goes up; otherwise it
    goes up together with the own sheet. `sheets_since`: who last moved one of its
    sheets, when it is to be signed and a sheet is not ready. The rest as in `SheetFacts`, `unconfirmed_items`
    of the own sheet.
    """

    consolidates: bool = True
    own_sheet_signed: bool = True
    own_sheet_stage: str = ""
    sheets_since: str = ""
    unsettled_counties: tuple[str, ...] = ()
    window_open: bool = True
    window_text: str = ""
    window_lifted_by: str = ""
    signer_prepared: bool = False
    signer_name: str = ""
    in_deliberation: bool = False
    remarks: int = 0
    linked_findings: int = 0
    decided_claims: int = 0
    above: str = "上级单位"
    above_contact: str = "上级单位"
    round: int = 0
    returns_at_most: int | None = None
    unconfirmed_items: tuple[str, ...] = ()

    @property
    def returns_left(self) -> bool:
        """Whether the report may be returned once more."""
        return self.returns_at_most is None or self.round < self.returns_at_most

    @property
    def allowed(self) -> str:
        """How often the report may be returned in a year, nothing where there is no limit."""
        return "" if self.returns_at_most is None else f"本办法规定每年最多退回 {self.returns_at_most} 次"

    @property
    def unconfirmed(self) -> str:
        """Labels of the own items declared not to apply that wait for confirmation."""
        return _listing(self.unconfirmed_items)

    @property
    def unsettled(self) -> str:
        """Names of the counties neither accepted nor decided upon."""
        return _listing(self.unsettled_counties)


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A special claim as its guards see it."""

    missing: tuple[str, ...] = ()
    in_deliberation: bool = False
    carried_by_accepted: bool = True
    decider_entered: bool = False
    decider_name: str = ""
    under_appeal: bool = False

    @property
    def missing_parts(self) -> str:
        """Names of the parts of its basis that a claim lacks."""
        return _listing(self.missing)


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """One prefecture's assessed sheet as its guards see it. `rated_on`: what it hands up to be rated."""

    unchecked_items: tuple[int, ...] = ()
    unchecked_labels: tuple[str, ...] = ()
    ununited_labels: tuple[str, ...] = ()
    undecided_claims: int = 0
    report_settled: bool = True
    rated_on: str = "汇总"
    panel_gaps: tuple[str, ...] = ()

    @property
    def gaps(self) -> str:
        """What too few evaluators have marked."""
        return _listing(self.panel_gaps)

    @property
    def unchecked(self) -> str:
        """The items that nobody has marked as checked, as people call them."""
        return _listing(self.unchecked_labels or self.unchecked_items)

    @property
    def ununited(self) -> str:
        """The items that all their divisions have checked, whose opinions the chief has not united."""
        return _listing(self.ununited_labels)


@dataclass(frozen=True, slots=True)
class RankingFacts:
    """A numbered run as its guards see it."""

    unfinished_units: tuple[str, ...] = ()
    undecided_claims: int = 0
    newest: bool = True
    inputs_unchanged: bool = True
    rating_reached: bool = True
    has_publicity: bool = True
    publicity_over: bool = True
    publicity_until: str = ""
    open_appeals: tuple[str, ...] = ()
    unentered_appeals: tuple[str, ...] = ()
    replaces_announced: bool = True

    @property
    def unfinished(self) -> str:
        """Names of the units whose assessment is not complete."""
        return _listing(self.unfinished_units)

    @property
    def undecided_appeals(self) -> str:
        """Unit and item of every appeal that waits for its decision."""
        return _listing(self.open_appeals)

    @property
    def unentered(self) -> str:
        """Unit and item of every appeal that was upheld after the run was computed."""
        return _listing(self.unentered_appeals)


@dataclass(frozen=True, slots=True)
class InterviewFacts:
    """A summons as its guards see it."""

    published: bool = True


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """An appeal as its guards see it. `run_in_publicity`: the result that it contests is not final yet."""

    run_in_publicity: bool = True
