"""What the names mean that templates may use: one table for all kinds, so that a word means one thing."""

from collections.abc import Mapping

from workflow.documents.kinds import KINDS

MEANINGS: Mapping[str, str] = {
    "absences": "不适用项次的条数，没有的为 0",
    "addressees": "主送：全部被评单位的机构",
    "advice": "工作建议",
    "alone": "没有下辖单位时怎样计分，有下辖单位的为空",
    "arrangement": "约谈安排，写好的文字，一段一条",
    "assessor": "办法怎样称呼评定的一级",
    "attachments": "附件",
    "below": "办法怎样称呼下辖单位",
    "blank": "还没有填报的项次数，都填了的为 0",
    "bonus": "加减分项的得分，没有这类项的为空",
    "bottom": "排在后几位的单位",
    "bottom_size": "后几位的“几”",
    "called": "附件的名称，写在附件说明和附件页上",
    "changes": "更正前后不同的单位",
    "circular": "通报的发文字号",
    "claims": "特殊因素申报的条数，没有的为 0",
    "conclusions": "逐项的自评结论，一段一条，带序号",
    "consolidation.score": "自评得分，还不能计算的写“待定”",
    "corrects": "所更正的通报，不是更正的为空",
    "counties": "下辖单位数，没有的为 0",
    "counties_weight": "下辖单位平均分占的比例",
    "cycle": "年度评定的名称",
    "day": "成文日期，没有的留空白",
    "deductions": "扣分情形的条数，没有的为 0",
    "demands": "整改要求和期限",
    "draft": "是不是草稿",
    "evidence_index.number": "材料件数，没有的为 0",
    "first": "第一名的单位",
    "follows": "由结果得出的等次、奖励等",
    "found": "有没有评定情况可列",
    "full": "满分",
    "grounds": "约谈所依据的事实",
    "groups": "排名分组，不分组的为空",
    "heading": "这一部分的标题，带序号",
    "held": "约谈记录",
    "held_day": "约谈日期",
    "issuer": "发文机构",
    "items": "项次数",
    "label": "名称",
    "last_rank": "上年名次，没有的为空",
    "last_year": "上年的年份，没有上年排名的为空",
    "lines": "得分怎么来的，一句一条",
    "looks_equal": "显示的得分相同而精确得分不同的单位",
    "mean": "下辖单位的平均分",
    "meeting_day": "会议日期",
    "meeting_reference": "会议依据",
    "missing": "还没有登记的单位，都登记了的为空",
    "name": "单位名称",
    "names": "并列的单位",
    "number": "发文字号",
    "office": "单位的办公机构名称，公文由它署名盖章",
    "opening": "第一部分",
    "outcome": "整改结果",
    "outside": "单独计算、不计入合计的部分，没有的为空",
    "overview": "情况部分",
    "own": "本级自评得分",
    "own_weight": "本级得分占的比例",
    "problems": "问题部分",
    "rank": "名次，还没有通报的为空",
    "rated_lines": "评定得分怎么来的，一句一条",
    "reason": "理由",
    "receiver": "上报到的机构",
    "rescaling": "折算的说明，没有折算的为空",
    "results": "评定结果部分",
    "run": "第几次计算",
    "scans": "盖章扫描件数，没有的为 0",
    "scheme": "评定办法的名称",
    "score": "最终得分，两位小数",
    "score_lines": "最终得分怎么来的，一句一条",
    "sections": "写好的其余部分，没有写的不在内",
    "self_report.score": "自评得分",
    "stage": "办理状态",
    "statement": "汇总说明",
    "subject": "办法怎样称呼被评单位",
    "table": "附件里的表，写在【表】后面",
    "text": "内容",
    "ties": "并列的名次",
    "title": "公文的名称",
    "told": "说明",
    "unit": "单位名称",
    "units": "参加排名的单位数",
    "until": "登记的期限",
    "value": "得分",
    "waiting": "还不能计分的项次，没有的为空",
    "winners": "有奖励或一票否决的单位",
    "year": "年度",
    "zeros": "经决定按 0 分计的下辖单位",
}
"""The last part of a name → what it stands for; `kind.name` where it means something else in one kind."""


def has_meaning(kind: str, key: str) -> bool:
    """Whether a name stands for something by itself, not only for what is inside it."""
    return f"{kind}.{key}" in MEANINGS or key in MEANINGS or key in KINDS[kind].sections


def meaning(kind: str, key: str) -> str:
    """What a name stands for; a section of the document by its heading. Raises KeyError."""
    if key in KINDS[kind].sections and f"{kind}.{key}" not in MEANINGS:
        return f"“{KINDS[kind].sections[key]}”：写好的文字"
    return MEANINGS.get(f"{kind}.{key}") or MEANINGS[key]
