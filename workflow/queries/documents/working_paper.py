"""The terms that a ranking run has kept, as its working paper lays them out.

Nothing is read but the run, its scheme and the names of the year: what has changed since plays no part.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from states.engine import Refused
from states.guards import Unmet
from workflow.errors import NotFound
from workflow.models import Cycle, RankingRun, User
from workflow.queries.documents.notices import standing_notice
from workflow.queries.runs import RunLine, run_lines
from workflow.queries.schemes import scheme_of
from workflow.rules.kinds.events import Events
from workflow.rules.wording import day_text, instant_text
from workflow.scheme.document import Scheme
from workflow.scheme.totals import WAITING
from workflow.scheme.tree import Item, SpecialItem
from workflow.workbooks.working_paper import working_paper
from workflow.workbooks.working_paper_data import (
    ClaimRow,
    ItemColumn,
    Paper,
    SheetRow,
    SpecialColumn,
    UnitTerms,
    Weights,
    Words,
)
from workflow.workbooks.working_paper_scale import LARGEST, TooFine

_DECIDED = {"accepted": "采纳", "rejected": "不采纳", "submitted": "尚未核验"}
WITHOUT = "没有下辖单位，自评按本级100%计"


def run_paper(session: Session, run_id: int) -> Paper:
    """The working paper of a run, as data. Raises NotFound."""
    lines = run_lines(session, run_id)
    run = session.get_one(RankingRun, run_id)
    cycle, scheme = session.get_one(Cycle, run.cycle_id), scheme_of(session, run.cycle_id)
    return Paper(
        title=run_title(session, run_id),
        about=_about(session, run, cycle, scheme),
        notice=standing_notice(session, cycle.id),
        words=Words(**scheme.procedure.words.model_dump()),
        weights=_weights(scheme),
        consolidated=scheme.procedure.has("consolidation"),
        full_mark=scheme.full_mark,
        items=[
            ItemColumn(item.label, item.title, item.marks, scheme.factors[item.number])
            for item in scheme.items
        ],
        special=[SpecialColumn(one.number, one.title, *_limits(one)) for one in scheme.special],
        bands=[(band.name, band.at_least) for band in scheme.consequences.bands],
        bottom=scheme.consequences.bottom,
        units=[_unit(scheme, line) for line in lines],
    )


def run_title(session: Session, run_id: int) -> str:
    """How a run is called on its papers. Raises NotFound."""
    run = session.get(RankingRun, run_id)
    if run is None:
        raise NotFound
    return f"{session.get_one(Cycle, run.cycle_id).title}第{run.number}次计算"


def run_workbook(session: Session, run_id: int) -> bytes:
    """The working paper of a run as a workbook. Raises NotFound; Refused where the whole numbers of its
    formulas would be too large to be kept exactly."""
    try:
        return working_paper(run_paper(session, run_id))
    except TooFine as limit:
        text = (
            f"这次计算放大成整数后可达{limit.peak:,}，超过表格软件能准确计算的{LARGEST:,}，"
            "用公式写出来的底稿会算出别的名次，所以没有生成"
        )
        raise Refused((Unmet(text, "改用“计算数据”，其中有每个得分的精确值"),)) from None


def _about(session: Session, run: RankingRun, cycle: Cycle, scheme: Scheme) -> Sequence[tuple[str, str]]:
    """What the cover says about the run."""
    by = session.get_one(User, run.computed_by_id).name
    told = [
        ("年度评定", cycle.title),
        ("评定办法", f"{scheme.title}（{run.scheme_reference}）"),
        ("排名计算", f"第{run.number}次，{instant_text(run.computed_at)}由{by}计算"),
        ("状态", run.stage.label),
        ("数据摘要", f"SHA-256 {run.input_digest}"),
    ]
    if run.meeting_date:
        told.append(("会议审议", f"{day_text(run.meeting_date)}，{run.meeting_reference}"))
    if run.circular_number:
        told.append(("通报", run.circular_number))
    return told


def _limits(item: SpecialItem) -> tuple[Decimal, Decimal]:
    """The lowest and the highest that the claims of a special item can bring."""
    assert isinstance(item.rule, Events)  # the only kind of special rule
    return item.rule.floor, item.rule.cap


def _weights(scheme: Scheme) -> Weights:
    """Shares as the ranking takes them: what the year does not have weighs nothing."""
    whole, nothing, weights = Decimal(1), Decimal(0), scheme.weights
    own, below = (
        (weights.own, weights.counties) if scheme.procedure.has("consolidation") else (whole, nothing)
    )
    if not scheme.procedure.has("self_evaluation"):
        return Weights(own, below, nothing, whole)
    if not scheme.procedure.has("rating"):
        return Weights(own, below, whole, nothing)
    return Weights(own, below, weights.self_score, weights.province)


def _unit(scheme: Scheme, line: RunLine) -> UnitTerms:
    terms, own = line.terms, scheme.variant(line.group)
    rated = scheme.procedure.has("rating")
    return UnitTerms(
        code=line.code or "",
        name=line.name,
        own=_own(own, line) if scheme.procedure.has("self_evaluation") else None,
        below=[_below(scheme, county) for county in terms["counties"]],
        rated=_rated(own, line) if rated else None,
        special={item["item"]: Decimal(item["total"]) for item in terms["special"]["items"]},
        claims=[_claim(item, claim) for item in terms["special"]["items"] for claim in item["claims"]],
        zero=line.decision == "zero",
        group=line.group,
        group_rank=line.group_rank,
        grade=line.grade,
        vetoes="；".join(f"{case['text']}：{case['reason']}" for case in line.follows["vetoes"]),
        final=line.final,
        rank=line.rank,
        bottom=line.bottom,
    )


def _own(scheme: Scheme, line: RunLine) -> SheetRow:
    """The own sheet; nothing of it where the self score was decided to be zero."""
    own = line.terms["own"]
    if line.decision == "zero":
        return _nothing(line.code or "", line.name, "没有审核通过的自评，经决定自评得分按0分计")
    marks = _kept_marks(scheme, own["losses"])
    if "tree" in own:
        marks |= {item.label: mark for item, mark in _leaves(scheme, own["tree"])}
    row = _sheet(scheme, line.code or "", line.name, marks, own)
    outside = sum(
        (marks.get(item.label, Decimal(0)) for item in scheme.items if _outside(scheme, item)), Decimal(0)
    )
    without = scheme.procedure.has("consolidation") and not line.terms["counties"]
    notes = [note for note in (row.note, WITHOUT if without else "") if note]
    return SheetRow(**{**vars(row), "bonus": outside, "note": "；".join(notes)})


def _below(scheme: Scheme, county: Mapping[str, Any]) -> SheetRow:
    if county["decision"] == "zero":
        return _nothing(
            county["code"] or "", county["name"], f"缺报，经决定按0分计：{county['decision_reason']}"
        )
    marks = _kept_marks(scheme, county["losses"])
    return _sheet(scheme, county["code"] or "", county["name"], marks, county)


def _nothing(code: str, name: str, note: str) -> SheetRow:
    return SheetRow(code, name, {}, Decimal(0), counted_zero=True, note=note)


def _sheet(
    scheme: Scheme, code: str, name: str, marks: Mapping[str, Decimal], told: Mapping[str, Any]
) -> SheetRow:
    """A self sheet from its losses: every other item has its full marks."""
    absent = [loss for loss in told["losses"] if "not_applicable" in loss]
    by_label = {item.label: item for item in scheme.items}
    dropped = [
        by_label[loss["item"]] for loss in absent if scheme.absence(by_label[loss["item"]]) == "rescale"
    ]
    return SheetRow(
        code,
        name,
        marks,
        Decimal(told["total"]),
        dropped=sum((scheme.factors[item.number] * item.marks for item in dropped), Decimal(0)),
        quantum=scheme.quantum,
        note="；".join(f"第{loss['item']}项不适用：{loss['not_applicable']}" for loss in absent),
    )


def _kept_marks(scheme: Scheme, losses: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Label → mark; an item that waited for the group when it was handed up has none here."""
    lost = {loss["item"]: loss["mark"] for loss in losses}
    told = {item.label: lost.get(item.label, str(item.marks)) for item in scheme.items}
    return {label: Decimal(mark) for label, mark in told.items() if mark != WAITING}


def _rated(scheme: Scheme, line: RunLine) -> SheetRow:
    """The assessor's marks, from either kind of rating."""
    rated = line.terms["province"]
    if "tree" in rated:
        marks = {item.label: mark for item, mark in _leaves(scheme, rated["tree"])}
    else:
        marks = {item["item"]: Decimal(item["mark"]) for item in rated["items"]}
    return SheetRow(
        line.code or "",
        line.name,
        marks,
        Decimal(rated["total"]),
        Decimal(rated["bonus"]),
        quantum=scheme.quantum,
        note="；".join(f"{case['text']}（一票否决）" for case in line.follows["vetoes"]),
    )


def _leaves(scheme: Scheme, tree: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Item, Decimal]]:
    """Every item of a tree of headings with its mark, in the order of the scheme."""
    found = list(_ends(tree))
    for item, leaf in zip(scheme.items, found, strict=True):
        yield item, Decimal(leaf["marks"])


def _ends(tree: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for branch in tree:
        if branch["children"]:
            yield from _ends(branch["children"])
        else:
            yield branch


def _outside(scheme: Scheme, item: Item) -> bool:
    return not scheme.factors[item.number]


def _claim(item: Mapping[str, Any], claim: Mapping[str, Any]) -> ClaimRow:
    merged = f"，与“{claim['merged_into']}”是同一事项，只计一次" if claim["merged_into"] else ""
    document = " ".join(part for part in (claim["issuing_body"], claim["document_number"]) if part)
    decided = f"{_DECIDED[claim['stage']]}{merged}：{claim['reason'] or '—'}"
    return ClaimRow(item["item"], claim["unit"], claim["title"], document, decided, Decimal(claim["counted"]))
