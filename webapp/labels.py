"""Names of form fields as people know them, for pages that show a form's content outside the form."""

import re

FIELD_LABELS = {
    "amount": "金额或分值",
    "case": "情形",
    "cause": "扣分情形类别",
    "circular_number": "发文字号",
    "count": "次数",
    "date": "日期",
    "description": "说明",
    "document_date": "文件日期",
    "document_number": "文号",
    "issuing_body": "发文单位",
    "item": "项次",
    "meeting_date": "会议日期",
    "meeting_reference": "会议依据",
    "mobile": "手机",
    "name": "姓名或名称",
    "note": "备注",
    "position": "职务",
    "reason": "理由",
    "remark": "意见",
    "statement": "说明",
    "text": "内容",
    "title": "标题",
    "to": "时间",
    "username": "用户名",
    "value": "答案",
}

UNSEEN = frozenset({"version", "then", "digest", "shown_digest", "account", "over"})
"""Fields that nobody typed."""

_FIGURE = re.compile(r"-(figures|flags)-([a-z0-9_]+)$")
_OF = {"figures": "数据", "flags": "情节"}
_ROW = re.compile(r"[a-z]-([0-9]{1,4})-")
_PANEL = re.compile(r"([0-9]+)-([0-9]+)-([a-z][a-z0-9_]*)")


def field_label(name: str) -> str:
    """The name of a field; `11-problem-lines-0-case` is "第 11 项第 1 条情形", `5-rate-figures-base` is
    "第 5 项数据 base", a panel's `2-8-leaders` is "第 8 项 leaders（单位 2）"."""
    if panel := _PANEL.fullmatch(name):
        return f"第 {panel[2]} 项 {panel[3]}（单位 {panel[1]}）"
    named = _FIGURE.search(name)
    label = FIELD_LABELS.get(name) or FIELD_LABELS.get(name.rpartition("-")[2], name)
    label = f"{_OF[named[1]]} {named[2]}" if named else label
    item, row = name.partition("-")[0], _ROW.search(name)
    before = f"第 {item} 项" if item.isdecimal() else ""
    return f"{before}第 {int(row[1]) + 1} 条{label}" if row else before + label
