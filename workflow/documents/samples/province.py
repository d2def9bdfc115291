"""Samples of the assessor's documents."""

from typing import Any

from workflow.documents.samples.notice import NOTICE

_WORDS = {"assessor": "上级", "subject": "样例市", "below": "样例县"}

_YEAR = {
    "notice": NOTICE,
    "issuer": "样例省样例局",
    "year": 2026,
    "cycle": "2026年度样例评定",
    "scheme": "样例评定办法",
    "words": _WORDS,
}


def _line(rank: int, name: str, final: str, **other: Any) -> dict[str, Any]:
    line = {
        "name": name,
        "rank": rank,
        "group": "样例组",
        "group_rank": rank,
        "self": "93.60",
        "province": "92.50",
        "bonus": "0.5",
        "special": "1",
        "final": final,
        "exact": "4697/50",
        "grade": "优秀",
        "follows": [],
        "looks_equal": False,
        "last_rank": rank + 1,
        "change": "↑ 上升 1 名",
        "difference": "+0.25",
    }
    return {**line, **other}


CIRCULAR: dict[str, Any] = {
    "document": "circular",
    **_YEAR,
    "draft": False,
    "addressees": "各样例市样例局",
    "number": "样例通报〔2027〕1号",
    "day": "2027-03-15",
    "meeting": {"day": "2027-03-03", "reference": "样例会议纪要〔2027〕3号"},
    "texts": {
        "opening": "样例文字：评定工作按照办法规定的程序进行，分自评、汇总和评定三个阶段。",
        "problems": "样例文字：一是台账不完整。\n二是公开事项更新不及时。",
        "demands": "样例文字：各单位对照扣分项次逐项整改。",
    },
    "lines": [
        _line(1, "样例甲市", "93.94", follows=["样例奖 1000 元"]),
        _line(2, "样例乙市", "93.80"),
        _line(2, "样例丙市", "93.80"),
        _line(4, "样例丁市", "92.28", looks_equal=True, grade="", last_rank=None, change="上年未参评"),
    ],
    "bottom": {"size": 1, "names": ["样例丁市"]},
    "last_year": 2025,
    "groups": ["样例组"],
    "parts": dict.fromkeys(("self", "rated", "bonus", "special", "graded", "prizes"), True),
    "corrects": {
        "number": "样例通报〔2027〕0号",
        "reason": "样例理由",
        "changes": [{"name": "样例丁市", "text": "最终得分 92.00 → 92.28"}],
    },
    "superseded": None,
}

RATING_REPORT: dict[str, Any] = {
    "document": "rating_report",
    **_YEAR,
    "draft": False,
    "unit": "样例甲市",
    "run": 1,
    "circular": "样例通报〔2027〕1号",
    "day": "2027-03-15",
    "rank": 1,
    "parts": [
        {"label": "自评得分", "value": "93.60", "told": ""},
        {"label": "上级评定得分", "value": "92.50", "told": ""},
        {"label": "特殊因素加减分", "value": "1", "told": ""},
    ],
    "score": "93.94",
    "score_lines": ["自评得分 93.6 × 40% = 37.44", "上级评定得分 92.5 × 60% = 55.5", "最终得分 93.94"],
    "follows": [{"label": "等次", "value": "优秀", "told": "93.94 分不低于 90 分"}],
    "rated_lines": ["共 43 项，其中 42 项未发现问题、得满分"],
    "items": [
        {
            "label": "第11项 样例项目",
            "mark": "3.6",
            "told": [],
            "findings": [
                {
                    "label": "样例要点：新情况",
                    "counted": "−0.4",
                    "told": ["情形：样例情形", "理由：样例理由"],
                }
            ],
        }
    ],
    "claims": [
        {"item": "第45项 样例", "label": "样例甲市：样例表彰", "value": "1", "told": "采纳，理由：样例理由"}
    ],
    "texts": {"overview": "样例文字：评定由各处室分项进行。", "advice": "样例文字：建议完善台账。"},
}

_SUMMONS = {
    **_YEAR,
    "unit": "样例丁市",
    "office": "样例丁市样例局",
    "bottom_size": 1,
    "circular": "样例通报〔2027〕1号",
    "rank": 4,
    "last_rank": 4,
    "grounds": "2025年度、2026年度连续两年排在后1位",
    "corrected": False,
}

INTERVIEW_NOTICE: dict[str, Any] = {
    "document": "interview_notice",
    **_SUMMONS,
    "draft": False,
    "day": "2027-03-20",
    "texts": {"arrangement": "时间：2027年3月29日上午9:00\n地点：样例会议室\n参加人员：主要负责人"},
}

RECTIFICATION: dict[str, Any] = {
    "document": "rectification",
    **_SUMMONS,
    "stage": "已销号",
    "steps": [
        {"step": "confirm", "label": "确认约谈", "day": "2027-03-18", "note": ""},
        {"step": "notify", "label": "发出通知", "day": "2027-03-20", "note": "书面送达"},
        {"step": "hold", "label": "记录约谈", "day": "2027-03-29", "note": "样例记录：说明失分原因"},
        {"step": "rectify", "label": "开始整改", "day": "2027-03-30", "note": "样例要求：六月底前整改"},
        {"step": "close", "label": "销号", "day": "2027-06-30", "note": "样例结果：逐项完成"},
    ],
}

NO_TEXTS = {
    "rating_report": dict.fromkeys(("overview", "advice"), ""),
    "circular": dict.fromkeys(("opening", "problems", "demands"), ""),
    "interview_notice": {"arrangement": ""},
}
"""Kind of document → its texts before anybody has written one."""
