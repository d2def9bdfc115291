"""Parts of a scheme in Chinese words, one line each, for comparing two versions."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from workflow.points import plain
from workflow.rules.consequences import Band, Prize, Subsidy
from workflow.scheme.calendar import ENTRIES, REMINDER_HOUR, REMINDERS, Calendar, Publicity, Stage
from workflow.scheme.document import Scheme
from workflow.scheme.procedure import Procedure
from workflow.scheme.statements import Contradiction, Statement
from workflow.scheme.terms import Interpretation, Weights
from workflow.scheme.tree import Component

_STAGES = {
    "liaison": "报联络员",
    "self_evaluation": "自评",
    "consolidation": "汇总上报",
    "rating": "评定",
    "deliberation": "会议审议",
    "publicity": "公示",
}
_RATING = {"findings": "对上报的表写认定", "answers": "评定人直接填表"}
_COUNTED = {"working_days": "工作日", "calendar_days": "自然日"}
_LEVELS = {"province": "省", "prefecture": "市(州)", "county": "县", "township": "乡镇", "unit": "单位"}
POLICIES: Mapping[str, str] = {
    "full_marks": "按满分",
    "cohort_mean": "按其他单位的平均",
    "rescale": "其余各项换算到满分",
    "nothing": "计0分",
}
"""What an item counts where it does not apply."""


def joined(parts: Iterable[str | None]) -> str:
    """The parts that say something, with a comma between."""
    return "，".join(part for part in parts if part)


def groups(names: Iterable[str]) -> str:
    """Which groups a part applies to; nothing where it applies to all."""
    listed = "、".join(names)
    return f"只适用于{listed}" if listed else ""


def procedure(part: Procedure) -> str:
    """省级评定市(州)，…；阶段：自评、…；对上报的表写认定."""
    words, levels = part.words, part.levels
    below = f"，{words.subject}汇总{words.below}（{_LEVELS[levels.below]}）" if levels.below else ""
    who = f"{words.assessor}（{_LEVELS[levels.assessor]}）评定{words.subject}（{_LEVELS[levels.subject]}）"
    stages = "、".join(_STAGES[stage] for stage in part.stages)
    returns = f"；最多退回{part.returns_at_most}次" if part.returns_at_most is not None else ""
    scan = "；没有盖章扫描件的不能上报" if part.stamped_scan == "required" else ""
    signs = "、".join(dict.fromkeys(filter(None, part.offices.model_dump().values())))
    offices = f"；公文由各级{signs}出面" if signs else ""
    return f"{who}{below}；阶段：{stages}；{_RATING[part.rating]}{returns}{scan}{offices}"


def weights(part: Weights) -> str:
    """本级与下级、自评与评定各占多少."""
    own, counties = plain(part.own), plain(part.counties)
    return f"本级{own}、下级{counties}；自评{plain(part.self_score)}、评定{plain(part.province)}"


def calendar(part: Calendar) -> dict[str, str]:
    """Stage → its days, how long after them what arrives is not late, and how it is reminded of them."""
    stages = {name: getattr(part, name) for name in ENTRIES}
    told = {_STAGES[name]: _days(stage) for name, stage in stages.items() if stage is not None}
    told |= {_STAGES["publicity"]: _publicity(part.publicity)} if part.publicity.days else {}
    told |= {"宽限": f"{part.grace_minutes}分钟"} if part.grace_minutes else {}
    told |= {
        f"{_STAGES[name]}的提醒": _reminders(stage)
        for name, stage in stages.items()
        if stage is not None and stage.reminders != REMINDERS
    }
    told |= {"提醒的钟点": f"{part.reminder_hour}点"} if part.reminder_hour != REMINDER_HOUR else {}
    return told | ({} if part.overdue_reminders else {"逾期后": "不再提醒"})


def _reminders(stage: Stage) -> str:
    return "、".join(f"截止前{days}天" if days else "截止日" for days in stage.reminders) or "不提醒"


def _days(stage: Stage) -> str:
    year = "次年" if stage.next_year else ""
    first = f"{_day(stage.first)}至" if stage.first else "截至"
    return f"{year}{first}{_day(stage.last)}"


def _day(year_day: str) -> str:
    month, day = year_day.split("-")
    return f"{int(month)}月末" if day == "last" else f"{int(month)}月{int(day)}日"


def _publicity(part: Publicity) -> str:
    return f"{part.days}个{_COUNTED[part.counted_in]}"


def band(part: Band) -> str:
    """从多少分起，达到后怎样."""
    least = "其余得分" if part.at_least is None else f"{plain(part.at_least)}分及以上"
    most = f"文件写至{plain(part.at_most)}分" if part.at_most is not None else ""
    return joined([least, most, part.follows])


def prize(part: Prize) -> str:
    """一等奖1名、各20000元；…，各组分别设."""
    places = "；".join(f"{one.title}{one.count}名、各{plain(one.amount)}元" for one in part.places)
    over = f"只看第{'、'.join(part.over)}项" if part.over else ""
    listed = "名单以“等”结尾" if part.open_list else ""
    return joined([places, over, "各组分别设" if part.per_group else "", listed])


def subsidy(part: Subsidy, titles: Mapping[str, str]) -> str:
    """每一个多少元，超出目标的每一个多少元，或按规模定额."""
    target = f"目标为{titles[part.target]}" if part.target else ""
    reached = "达到目标的才有" if part.on_target else ""
    if part.size:
        tiers = "；".join(f"{plain(tier.at_least)}起{plain(tier.amount)}元" for tier in part.tiers)
        return joined([f"按{titles[part.size]}定额：{tiers}", target, reached])
    above = f"超出目标的每一个{_yuan(part.above)}" if part.above is not None else ""
    return joined([f"{titles[part.actual]}每一个{_yuan(part.each)}", target, above, reached])


def _yuan(amount: Decimal | None) -> str:
    return f"{plain(amount or Decimal(0))}元"


def component(part: Component) -> str:
    """The component beside its rule: wording, whom it applies to, whether it may not occur."""
    may = "可以全年不发生" if part.may_not_occur else ""
    outside = f"清点范围是{part.outside_list}" if part.outside_list else ""
    period = f"期限{part.working_days}个工作日" if part.working_days else ""
    return joined([f"{part.text}（{part.key}）", groups(part.groups), may, outside, period])


def statement(part: Statement) -> str:
    """The reported figure, and how it is computed again."""
    figures = "、".join(f"{name} {text}" for name, text in (part.figures or {}).items())
    ratio = f"{plain(part.ratio.part)}÷{plain(part.ratio.whole)}" if part.ratio else ""
    how = {
        "sum": "＋".join(map(plain, part.sum or ())),
        "ratio": ratio,
        "mark": f"按 {part.component} 计分：{figures}",
    }
    return f"文件写{plain(part.reported)}，{how[part.kind]}（位置 {part.place}）"


def contradiction(part: Contradiction) -> str:
    """What does not agree with what."""
    return f"{part.text}：{part.first} / {part.second}"


def interpretation(part: Interpretation) -> str:
    """How a place is read, for which figures, who said so when."""
    figures = f"，就{' / '.join(part.figures)}所作" if part.figures else ""
    return f"{part.text}{figures}（{part.author}，{part.date.isoformat()}）"


def metric_titles(scheme: Scheme) -> dict[str, str]:
    """Key of a metric → what it is called."""
    return {metric.key: metric.title for metric in scheme.metrics}
