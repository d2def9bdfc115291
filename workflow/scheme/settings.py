"""Points on which a document may be silent: a setting each, with a default and a Chinese wording.

A setting that the file does not write is one that the document does not state. Where that matters for
the marks, the check of schemes reports it, and an interpretation in the file settles it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from workflow.rules.kinds.fields import Part


class Settings(Part):
    """What holds on each silent point; the wording of a value stands in `SILENT_POINTS`."""

    mean: Literal["simple"] = "simple"
    special_claims: Literal["together"] = "together"
    without_counties: Literal["own_only"] = "own_only"
    county_missing: Literal["blocked"] = "blocked"
    prefecture_missing: Literal["chief_decides"] = "chief_decides"
    not_occurred: Literal["full_marks"] = "full_marks"
    not_applicable: Literal["full_marks", "cohort_mean", "rescale", "nothing", "refused"] = "full_marks"
    late_effect: Literal["none"] = "none"
    tie_at_bottom: Literal["include"] = "include"
    rounding: Literal["half_up_for_display"] = "half_up_for_display"
    streak_gap: Literal["broken"] = "broken"

    def wording(self, name: str) -> str:
        """The setting in force, as the page says it."""
        return SILENT_POINTS[name].choices[getattr(self, name)]


@dataclass(frozen=True)
class SilentPoint:
    """The question a document may leave open, the wording of each value, and the check's code, if any."""

    question: str
    choices: Mapping[str, str]
    code: str | None = None


SILENT_POINTS: Mapping[str, SilentPoint] = MappingProxyType(
    {
        "mean": SilentPoint(
            "各县(市、区)自评得分怎样合成",
            {"simple": "各县(市、区)自评得分取简单平均"},
            "L10",
        ),
        "special_claims": SilentPoint(
            "市(州)的特殊因素加减分计入哪些单位的事项",
            {"together": "市(州)本级与所辖县(市、区)的事项合并计分，共用一个上下限"},
            "L10",
        ),
        "without_counties": SilentPoint(
            "没有下辖县(市、区)的单位怎样计自评得分",
            {"own_only": "无下辖县(市、区)，自评按本级100%计"},
            "L20",
        ),
        "tie_at_bottom": SilentPoint(
            "末位名次并列怎样计",
            {"include": "得分相同名次并列，在末位界线上并列的单位都列入，约谈前由人确认"},
            "L11",
        ),
        "rounding": SilentPoint(
            "得分怎样取舍位数",
            {"half_up_for_display": "按精确得分排名，公布时四舍五入到两位小数"},
            "L11",
        ),
        "county_missing": SilentPoint(
            "县(市、区)未交自评怎么办",
            {"blocked": "市(州)负责人逐县决定继续等待或按0分计，写明理由后才能上报"},
        ),
        "prefecture_missing": SilentPoint(
            "市(州)未上报怎么办",
            {"chief_decides": "省级评定负责人决定继续等待或自评按0分计，写明理由"},
        ),
        "not_occurred": SilentPoint(
            "要点所述情形全年未发生怎样计分",
            {"full_marks": "情形未发生的要点按满分计，写明说明"},
        ),
        "not_applicable": SilentPoint(
            "确实不适用于某个单位的项次怎样计分",
            {
                "full_marks": "项次不适用于本单位的，写明理由，按满分计，由上级逐项确认",
                "cohort_mean": "项次不适用于本单位的，写明理由，按适用单位得分的平均数计，由上级逐项确认",
                "rescale": "项次不适用于本单位的，写明理由，其余各项换算到满分，由上级逐项确认",
                "nothing": "项次不适用于本单位的，写明理由，计0分，由上级逐项确认",
                "refused": "项次没有写明不适用时怎样计分的，照实作答，不能填报不适用",
            },
        ),
        "late_effect": SilentPoint(
            "逾期上报是否影响得分",
            {"none": "逾期上报注明逾期时长，不影响得分"},
        ),
        "streak_gap": SilentPoint(
            "两年中有一年没有排名怎样认定连续",
            {"broken": "有一年没有排名的，不算连续两年"},
        ),
    }
)
