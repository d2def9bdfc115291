"""这个分数怎么来的: every score as a tree of terms, down to the single finding.

Scores of a run are told from the terms that the run has kept, whatever has changed since. No database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.points import from_ratio_text, shown


@dataclass(frozen=True)
class Term:
    """One figure: what it is, its value as shown, how it came about (one line each), what it is made of."""

    label: str
    value: str
    explanation: tuple[str, ...] = ()
    children: tuple["Term", ...] = ()


def final_term(terms: Mapping[str, Any]) -> Term:
    """A unit's final score, from a run's terms."""
    final = terms["final"]
    parts = (self_term(terms), province_term(terms["province"]), special_term(terms["special"]))
    return Term("最终得分", _shown(final["value"]), tuple(final["lines"]), parts)


def headline_term(terms: Mapping[str, Any]) -> Term:
    """A final score as everybody may see it after publication: self, province and special, nothing below."""
    whole = final_term(terms)
    parts = tuple(Term(part.label, part.value) for part in whole.children)
    return Term(whole.label, whole.value, whole.explanation, parts)


def self_term(terms: Mapping[str, Any]) -> Term:
    """A self score: own level, counties, mean."""
    lines, score = tuple(terms["self"]["lines"]), _shown(terms["self"]["value"])
    if terms["decision"]:
        return Term("自评得分", score, lines)
    own = Term("本级得分", terms["own"]["total"], (), _losses(terms["own"]["losses"]))
    counties = tuple(county_term(county) for county in terms["counties"])
    mean = (Term("县(市、区)平均", _shown(terms["mean"]), (), counties),) if terms["mean"] else ()
    return Term("自评得分", score, lines, (own, *mean))


def county_term(county: Mapping[str, Any]) -> Term:
    """One county in the mean."""
    decided = f"缺报，经决定按 0 分计，理由：{county['decision_reason']}" if county["decision"] else ""
    return Term(county["name"], county["total"], (decided,) if decided else (), _losses(county["losses"]))


def _losses(losses: Sequence[Mapping[str, Any]]) -> tuple[Term, ...]:
    """The items of a sheet whose marks are not the full ones; all others have full marks."""
    return tuple(
        Term(
            f"第{loss['item']}项 {loss['title']}",
            loss["mark"],
            (f"满分 {loss['full']}",),
            tuple(_line(line) for line in loss["lines"]),
        )
        for loss in losses
    )


def _line(line: Mapping[str, Any]) -> Term:
    times = f"，{line['count']} 件" if line["count"] != 1 else ""
    what, why = ("事项", "依据") if line["gains"] else ("情形", "原因")
    told = (f"{what}：{line['case']}{times}", f"{why}：{line['reason']}")
    return Term(line["component"], f"{'＋' if line['gains'] else '−'}{line['amount']}", told)


def province_term(province: Mapping[str, Any]) -> Term:
    """The province's marks: every item with its findings."""
    clean = sum(not item["findings"] for item in province["items"])
    found = tuple(_rated(item) for item in province["items"] if item["findings"])
    lines = (f"共 {len(province['items'])} 项，其中 {clean} 项未发现问题、得满分",)
    return Term("省级评定得分", _places(province["total"]), lines, found)


def _rated(item: Mapping[str, Any]) -> Term:
    findings = tuple(_finding(finding) for finding in item["findings"])
    explanation = tuple(item["explanation"].splitlines())
    return Term(f"第{item['item']}项 {item['title']}", item["mark"], explanation, findings)


def _finding(finding: Mapping[str, Any]) -> Term:
    links = tuple(f"关联{link['unit']}自扣 {link['count']} 件：{link['case']}" for link in finding["links"])
    told = (f"情形：{finding['case']}", f"理由：{finding['reason']}", *links, finding["explanation"])
    label = f"{finding['component']}（{finding['nature']}）"
    return Term(label, f"−{finding['counted']}" if finding["counted"] != "0" else "0", told)


def special_term(special: Mapping[str, Any]) -> Term:
    """Special factors: every item with its claims, accepted or not."""
    items = tuple(
        Term(
            f"第{item['item']}项 {item['title']}",
            item["total"],
            (item["explanation"],),
            tuple(claim_term(claim) for claim in item["claims"]),
        )
        for item in special["items"]
        if item["claims"]
    )
    return Term("特殊因素加减分", special["total"], () if items else ("没有申报",), items)


_DECIDED = {"accepted": "采纳", "rejected": "不采纳", "submitted": "尚未核验"}


def claim_term(claim: Mapping[str, Any]) -> Term:
    """One claim with its decision."""
    told = [f"{_DECIDED[claim['stage']]}，理由：{claim['reason']}"]
    told += [f"与“{claim['merged_into']}”是同一事项，只计一次"] if claim["merged_into"] else []
    who = "省级录入" if claim["by_province"] else claim["unit"]
    return Term(f"{who}：{claim['title']}", claim["counted"], tuple(told))


def _shown(ratio: str) -> str:
    return shown(from_ratio_text(ratio))


def _places(marks: str) -> str:
    return shown(Decimal(marks))
