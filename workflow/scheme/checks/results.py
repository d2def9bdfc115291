"""L06, L07, L10, L11, L19, L20: grades, prizes, subsidies, groups, and what the document passes over."""

from itertools import pairwise

from workflow.points import plain
from workflow.rules.consequences import Band
from workflow.scheme.checks.finding import Finding, Findings
from workflow.scheme.document import Scheme
from workflow.scheme.settings import SILENT_POINTS


def bands(scheme: Scheme) -> Findings:
    """L06, L07: a mark with decimals that falls between two grades, or into both; one below all grades."""
    for better, worse in pairwise(scheme.consequences.bands):
        yield from _between(scheme, better, worse)
    for last in scheme.consequences.bands[-1:]:
        least = last.at_least
        if least is not None and (least > 0 or _below_zero(scheme)):
            text = f"低于{plain(least)}分没有等次，最低的等次是“{last.name}”"
            yield Finding("L06", f"bands.{last.name}", text, f"{plain(least)}分")


def _below_zero(scheme: Scheme) -> bool:
    """Whether the marks of some item can fall below zero, and the total perhaps with them."""
    return any(item.floor is None or item.floor < 0 for item in scheme.items)


def _between(scheme: Scheme, better: Band, worse: Band) -> Findings:
    if worse.at_most is None or better.at_least is None:
        return
    first = f"“{worse.name}”至{plain(worse.at_most)}分"
    second = f"“{better.name}”从{plain(better.at_least)}分起"
    if worse.at_most >= better.at_least:
        yield Finding("L07", f"bands.{worse.name}", f"等次{first}，{second}，界线重叠", first, second)
    elif better.at_least - worse.at_most > scheme.quantum:
        text = f"等次{first}，{second}，两者之间带小数的得分没有等次"
        yield Finding("L06", f"bands.{worse.name}", text, first, second)


def prizes(scheme: Scheme) -> Findings:
    """L11: units of equal rank at a prize; L19: a list of prizes that the document leaves open."""
    found = scheme.consequences.prizes
    if found:
        yield Finding("L11", "prizes", "文件没有写明名次并列时奖项怎样给")
    for prize in found:
        if prize.open_list:
            text = f"“{prize.title}”一类奖项的名单以“等”结尾，没有列完"
            yield Finding("L19", f"prizes.{prize.title}", text, prize.title, "等")


def subsidies(scheme: Scheme) -> Findings:
    """L07: a size that lies on the bound of two lump sums."""
    for subsidy in scheme.consequences.subsidies:
        ordered = sorted(subsidy.tiers, key=lambda tier: tier.at_least, reverse=True)
        for better, worse in pairwise(ordered):
            if not better.stated:
                first, second = f"{plain(worse.amount)}元", f"{plain(better.amount)}元"
                text = f"“{subsidy.title}”没有写明恰好{plain(better.at_least)}时给{first}还是{second}"
                yield Finding("L07", f"subsidies.{subsidy.title}", text, first, second)


def groups(scheme: Scheme) -> Findings:
    """L10: a ranking group of which the document does not say who belongs to it."""
    for group in scheme.groups:
        if group.basis is None:
            text = f"文件没有写明哪些单位属于“{group.name}”"
            yield Finding("L10", f"groups.{group.name}", text, group.name)


def silent_points(scheme: Scheme) -> Findings:
    """L10, L11, L20: what the document does not say although its procedure needs it."""
    for name in arising(scheme):
        point = SILENT_POINTS[name]
        if point.code and name not in scheme.settings.model_fields_set:
            yield Finding(point.code, f"settings.{name}", f"文件没有写明{point.question}")


def arising(scheme: Scheme) -> tuple[str, ...]:
    """The silent points (settings) whose question can come up in this scheme at all."""
    procedure, below = scheme.procedure, scheme.procedure.levels.below is not None
    parts = [component for item in scheme.items for component in item.components]
    questions = {
        "mean": scheme.weights.counties > 0,
        "without_counties": scheme.weights.counties > 0,
        "special_claims": bool(scheme.special) and below,
        "county_missing": procedure.has("consolidation"),
        "prefecture_missing": procedure.has("self_evaluation") and procedure.has("rating"),
        "late_effect": procedure.has("self_evaluation"),
        "not_applicable": procedure.has("self_evaluation"),
        "not_occurred": any(component.may_not_occur for component in parts),
        "tie_at_bottom": scheme.consequences.bottom > 0,
        "streak_gap": scheme.consequences.bottom > 0,
        "rounding": procedure.levels.subject != "unit",
    }
    return tuple(name for name in SILENT_POINTS if questions.get(name, True))
