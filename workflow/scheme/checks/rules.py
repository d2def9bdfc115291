"""What single rules leave open (L04, L05, L07, L08, L11, L12, L16, L18 …), asked of the rules themselves.

A rule knows its own doubts, so a new kind brings its own checks; here they get their place.
"""

from workflow.points import plain
from workflow.scheme.checks.finding import Finding, Findings, components
from workflow.scheme.document import Scheme


def doubts(scheme: Scheme) -> Findings:
    """The doubts of every component's rule and of every special item's."""
    for place, item, component in components(scheme):
        for doubt in component.rule.doubts():
            text = f"第{item.label}项“{component.text}”：{doubt.text}"
            yield Finding(doubt.code, place, text, doubt.first, doubt.second)
    for special in scheme.special:
        for doubt in special.rule.doubts():
            place = f"{special.number}.{doubt.part}" if doubt.part else str(special.number)
            text = f"第{special.number}项“{special.title}”：{doubt.text}"
            yield Finding(doubt.code, place, text, doubt.first, doubt.second)


def limits(scheme: Scheme) -> Findings:
    """L12: items without floor or cap, unless a rule of theirs has said so already."""
    open_rules = {place.split(".")[0] for place in _unlimited_rules(scheme)}
    for item in scheme.items:
        if str(item.number) in open_rules:
            continue
        first = f"{plain(item.marks)}分"
        if item.floor is None:
            text = f"第{item.label}项扣分不保底，可以扣成负分"
            yield Finding("L12", str(item.number), text, first, "不保底")
        if item.highest is None:
            yield Finding("L12", str(item.number), f"第{item.label}项加分不封顶", first, "不封顶")


def outside_lists(scheme: Scheme) -> Findings:
    """L10: cases counted over a list that the document does not contain."""
    for place, item, component in components(scheme):
        if component.outside_list is not None:
            text = f"第{item.label}项的清点范围是{component.outside_list}，文件没有附清单"
            yield Finding("L10", place, text, component.outside_list)


def never_compared(scheme: Scheme) -> Findings:
    """L16: rules that compare units, in a year whose assessor only takes off from the full mark."""
    procedure = scheme.procedure
    if not procedure.has("rating") or procedure.rating == "answers":
        return
    for place, item, component in components(scheme):
        if component.rule.waits:
            text = f"第{item.label}项“{component.text}”要全体比较才有分，评定时只按认定扣分，不作比较"
            yield Finding("L16", place, text, "rating: findings", component.rule.kind)


def _unlimited_rules(scheme: Scheme) -> set[str]:
    return {
        place
        for place, _, component in components(scheme)
        if any(doubt.code == "L12" for doubt in component.rule.doubts())
    }
