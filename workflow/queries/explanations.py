"""这个分数怎么来的: every score as a tree of terms, down to the single finding.

Scores of a run are told from the terms that the run has kept, whatever has changed since. No database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.errors import NotFound
from workflow.points import from_ratio_text, plain, shown


@dataclass(frozen=True)
class Term:
    """One figure: what it is, its value as shown, how it came about (one line each), what it is made of."""

    label: str
    value: str
    explanation: tuple[str, ...] = ()
    children: tuple["Term", ...] = ()


def final_term(terms: Mapping[str, Any], *, ranked: bool = True) -> Term:
    """A unit's final score, from a run's terms: the parts that its scheme has, and what follows.

    Unless `ranked`, nothing that tells the place among the others (奖励).
    """
    final, parts = terms["final"], (*_parts(terms), *follow_terms(terms, ranked=ranked))
    return Term("最终得分", _shown(final["value"]), tuple(final["lines"]), parts)


def headline_term(terms: Mapping[str, Any]) -> Term:
    """A final score as everybody may see it after publication: its parts, and nothing below them."""
    final = terms["final"]
    parts = tuple(Term(part.label, part.value) for part in _parts(terms))
    return Term("最终得分", _shown(final["value"]), tuple(final["lines"]), parts)


def _parts(terms: Mapping[str, Any]) -> tuple[Term, ...]:
    parts = [self_term(terms)] if "self_evaluation" in terms["stages"] else []
    if "rating" in terms["stages"]:
        parts.append(province_term(terms["province"], terms["words"]["assessor"]))
    return (*parts, special_term(terms["special"])) if terms["special"]["items"] else tuple(parts)


def follow_terms(terms: Mapping[str, Any], *, ranked: bool) -> tuple[Term, ...]:
    """What follows from a result: grade, vetoes, prizes and subsidies, as far as there are any."""
    follows = terms["consequences"]
    won = follows["prizes"] if ranked else []
    told = [Term("一票否决", "0", (f"{case['text']}：{case['reason']}",)) for case in follows["vetoes"]]
    if follows["grade"]:
        told.append(Term("等次", follows["grade"], (follows["explanation"],)))
    for kind, payments in (("奖励", won), ("补助", follows["subsidies"])):
        if payments:
            told.append(Term(kind, _sum(payments), (), tuple(_payment(payment) for payment in payments)))
    return tuple(told)


def _sum(payments: Sequence[Mapping[str, Any]]) -> str:
    amounts = [payment["amount"] for payment in payments]
    if None in amounts:
        return "待定"
    return f"{plain(sum(map(Decimal, amounts), Decimal(0)))} 元"


def _payment(payment: Mapping[str, Any]) -> Term:
    amount = "待定" if payment["amount"] is None else f"{payment['amount']} 元"
    return Term(payment["title"], amount, (payment["explanation"].removeprefix(f"{payment['title']}："),))


def self_term(terms: Mapping[str, Any]) -> Term:
    """A self score: own level, counties, mean."""
    lines, score = tuple(terms["self"]["lines"]), _shown(terms["self"]["value"])
    if terms["decision"]:
        return Term("自评得分", score, lines)
    tree = tuple(_branch(branch) for branch in terms["own"].get("tree", ()))
    items = tree or _losses(terms["own"]["losses"])
    if "consolidation" not in terms["stages"]:
        return Term("自评得分", score, lines, items)
    own = Term("本级得分", terms["own"]["total"], (), items)
    counties = tuple(county_term(county) for county in terms["counties"])
    below = terms["words"]["below"]
    mean = (Term(f"{below}平均", _shown(terms["mean"]), (), counties),) if terms["mean"] else ()
    return Term("自评得分", score, lines, (own, *mean))


def county_term(county: Mapping[str, Any]) -> Term:
    """One county in the mean."""
    decided = f"缺报，经决定按 0 分计，理由：{county['decision_reason']}" if county["decision"] else ""
    return Term(county["name"], county["total"], (decided,) if decided else (), _losses(county["losses"]))


def _losses(losses: Sequence[Mapping[str, Any]]) -> tuple[Term, ...]:
    """The items of a sheet that are not at their full marks or do not apply; all others have full marks."""
    return tuple(
        Term(
            _item(loss),
            loss["mark"],
            (f"满分 {loss['full']}", *_absence(loss)),
            tuple(_line(line) for line in loss["lines"]),
        )
        for loss in losses
    )


def _absence(loss: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"不适用：{loss['not_applicable']}",) if "not_applicable" in loss else ()


def _item(told: Mapping[str, Any]) -> str:
    """An item by its number (第5项 …), or by the document's own label (A14 …)."""
    label = str(told["item"])
    return f"{f'第{label}项' if label.isdigit() else label} {told['title']}"


def _line(line: Mapping[str, Any]) -> Term:
    times = f"，{line['count']} 件" if line["count"] != 1 else ""
    what, why = ("事项", "依据") if line["gains"] else ("情形", "原因")
    told = (f"{what}：{line['case']}{times}", f"{why}：{line['reason']}")
    return Term(line["component"], line["amount"], told)


def province_term(province: Mapping[str, Any], assessor: str = "省级") -> Term:
    """The assessor's marks: every item with its findings, or every heading with its items."""
    if "tree" in province:
        tree = tuple(_branch(branch) for branch in province["tree"])
        return Term(f"{assessor}评定得分", _places(province["total"]), tuple(province["lines"]), tree)
    clean = sum(not item["findings"] for item in province["items"])
    found = tuple(_rated(item) for item in province["items"] if item["findings"])
    lines = (f"共 {len(province['items'])} 项，其中 {clean} 项未发现问题、得满分",)
    return Term(f"{assessor}评定得分", _places(province["total"]), lines, found)


def province_item_term(province: Mapping[str, Any], label: str, title: str) -> Term:
    """The assessor's marks of one item, from either kind of rating. Raises NotFound where it has none."""
    if "tree" in province:
        found = _leaf(province["tree"], f"第{label}项 {title}")
    else:
        found = next((_rated(item) for item in province["items"] if item["item"] == label), None)
    if found is None:
        raise NotFound
    return found


def _leaf(tree: Sequence[Mapping[str, Any]], title: str) -> Term | None:
    for branch in tree:
        if not branch["children"] and branch["title"] == title:
            return _branch(branch)
        if found := _leaf(branch["children"], title):
            return found
    return None


def _branch(branch: Mapping[str, Any]) -> Term:
    """A heading or an item of a scheme that is rated by answers."""
    told = (*((f"满分 {branch['full']}",) if branch["full"] != "0" else ()), *branch["lines"])
    children = tuple(_branch(child) for child in branch["children"])
    return Term(branch["title"], branch["marks"], told, children)


def _rated(item: Mapping[str, Any]) -> Term:
    findings = tuple(_finding(finding) for finding in item["findings"])
    explanation = tuple(item["explanation"].splitlines())
    return Term(_item(item), item["mark"], explanation, findings)


def _finding(finding: Mapping[str, Any]) -> Term:
    links = tuple(f"关联{link['unit']}自扣 {link['count']} 件：{link['case']}" for link in finding["links"])
    told = (f"情形：{finding['case']}", f"理由：{finding['reason']}", *links, finding["explanation"])
    label = f"{finding['component']}：{finding['nature']}"
    return Term(label, f"−{finding['counted']}" if finding["counted"] != "0" else "0", told)


def special_term(special: Mapping[str, Any]) -> Term:
    """Special factors: every item with its claims, accepted or not."""
    items = tuple(special_item_term(item) for item in special["items"] if item["claims"])
    return Term("特殊因素加减分", special["total"], () if items else ("没有申报",), items)


def special_item_term(item: Mapping[str, Any]) -> Term:
    """One special item: its claims, accepted or not, and what they bring together."""
    claims = tuple(claim_term(claim) for claim in item["claims"])
    return Term(f"第{item['item']}项 {item['title']}", item["total"], (item["explanation"],), claims)


def own_claims_term(item: Mapping[str, Any], unit_id: int | None) -> Term:
    """One special item as a unit below a ranked one sees it: its own claims and what they bring."""
    own = [claim for claim in item["claims"] if claim["unit_id"] == unit_id]
    brought = sum((Decimal(claim["counted"]) for claim in own), Decimal(0))
    claims = tuple(claim_term(claim) for claim in own)
    return Term(f"第{item['item']}项 {item['title']}", plain(brought), (), claims)


_DECIDED = {"accepted": "采纳", "rejected": "不采纳", "submitted": "尚未核验"}


def claim_term(claim: Mapping[str, Any]) -> Term:
    """One claim with its decision."""
    told = [f"{_DECIDED[claim['stage']]}，理由：{claim['reason']}"]
    told += [f"与“{claim['merged_into']}”是同一事项，只计一次"] if claim["merged_into"] else []
    who = "上级录入" if claim["by_province"] else claim["unit"]
    return Term(f"{who}：{claim['title']}", claim["counted"], tuple(told))


def _shown(ratio: str) -> str:
    return shown(from_ratio_text(ratio))


def _places(marks: str) -> str:
    return shown(Decimal(marks))
