"""Samples of the documents of the units."""

from typing import Any

from workflow.documents.samples.notice import NOTICE

_UNIT = {
    "notice": NOTICE,
    "unit": "样例甲县",
    "office": "样例甲县样例局",
    "receiver": "样例甲市样例局",
    "cycle": "2026年度样例评定",
    "scheme": {"reference": "sample@1", "title": "样例评定办法"},
}

_DEDUCTION = {
    "unit": "样例甲县",
    "number": 1,
    "label": "1",
    "title": "样例项目",
    "component": "样例要点",
    "kind": "样例情形",
    "case": "样例：台账缺三份",
    "count": 3,
    "marks": "−0.6",
    "reason": "样例：人员变动",
}

_SHEET = {
    **_UNIT,
    "items": [
        {
            "number": number,
            "label": str(number),
            "title": f"样例项目{number}",
            "clause": "样例评定内容：按规定建立台账。每缺一份扣0.2分，扣完为止。",
            "headings": [{"title": "样例事项", "marks": "10"}, {"title": "样例类别", "marks": "10"}],
            "bonus": False,
            "full": "5",
            "self": "4.4",
        }
        for number in (1, 2)
    ],
    "special": [
        {"number": 3, "title": "样例特殊因素", "clause": "样例：获得表彰的加2分。", "full": "5", "self": "2"}
    ],
    "deductions": [_DEDUCTION],
    "absences": [
        {
            "label": "2",
            "title": "样例项目2",
            "policy": "记满分",
            "reason": "样例：没有发生",
            "confirmed": True,
        }
    ],
    "claims": [
        {
            "number": 3,
            "item": "样例特殊因素",
            "title": "样例表彰",
            "option": "表彰",
            "marks": "2",
            "issuing_body": "样例机关",
            "document_number": "样例〔2026〕1号",
            "document_date": "2026-06-01",
            "description": "样例说明",
        }
    ],
    "totals": {
        "full": "10",
        "self": "8.8",
        "bonus": "0",
        "rescaling": "样例：按参评项次折算。",
        "waiting": ["2"],
    },
}

FORM: dict[str, Any] = {
    **_SHEET,
    "document": "form",
    "assessed": {"items": {"1": "4.2"}, "special": {"3": "2"}, "total": "9.2", "bonus": "0"},
}

SELF_REPORT: dict[str, Any] = {
    **_SHEET,
    "document": "self_report",
    "texts": {
        "overview": "样例文字：本县高度重视。",
        "practice": "样例文字：做法。",
        "problems": "样例文字：问题。",
        "next_steps": "样例文字：打算。",
    },
    "conclusions": [
        {
            "title": "样例事项",
            "full": "10",
            "self": "8.8",
            "parts": [{"title": "样例项目", "full": "5", "self": "4.4", "told": ["样例要点：缺三份"]}],
        }
    ],
}

CONSOLIDATION: dict[str, Any] = {
    **_UNIT,
    "document": "consolidation",
    "unit": "样例甲市",
    "office": "样例甲市样例局",
    "receiver": "样例省样例局",
    "words": {"subject": "样例市", "below": "样例县"},
    "own": {"name": "样例甲市", "stage": "审核通过", "counted": "96", "share": "40%", "decision": ""},
    "counties": [
        {"name": "样例甲县", "stage": "审核通过", "counted": "92", "share": "30%", "decision": ""},
        {"name": "样例乙县", "stage": "未开始", "counted": "0", "share": "30%", "decision": "样例：没有上报"},
    ],
    "weights": {"own": "40%", "counties": "60%"},
    "mean": "46.00",
    "score": "66.00",
    "lines": ["样例：本级 96 × 40% = 38.4"],
    "alone": "样例：没有下辖单位的，本级计 100%",
    "statement": "样例文字：汇总说明。",
    "texts": {
        "overview": "样例文字：总体情况。",
        "problems": "样例文字：问题。",
        "next_steps": "样例文字：打算。",
    },
    "deductions": [_DEDUCTION],
}

EVIDENCE_INDEX: dict[str, Any] = {
    **_UNIT,
    "document": "evidence_index",
    "files": [
        {
            "label": "1",
            "title": "样例项目",
            "name": "样例台账.pdf",
            "covers": "2026年1月1日 至 2026年12月31日",
            "note": "样例说明",
            "size": "120KB",
            "from": "",
        }
    ],
    "scans": 1,
    "number": 1,
}

LIAISONS: dict[str, Any] = {
    "document": "liaisons",
    "notice": NOTICE,
    "cycle": "2026年度样例评定",
    "subject": "样例市",
    "unit": "样例甲市",
    "until": "10月9日",
    "lines": [
        {"name": "样例姓名", "unit": "样例甲市", "position": "样例职务", "mobile": "000-00000000"},
        {"name": "", "unit": "样例乙市", "position": "", "mobile": ""},
    ],
}

BARE_SHEET: dict[str, Any] = {
    "special": [],
    "deductions": [],
    "absences": [],
    "claims": [],
    "totals": {"full": "10", "self": "10", "bonus": "0", "rescaling": "", "waiting": []},
}
"""A sheet with full marks and nothing else."""
