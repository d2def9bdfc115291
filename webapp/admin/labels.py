"""Events in the auditor's words. State tables bring their own; the rest stands here."""

from states.diagram import TABLES

NOUNS = {
    **{table.noun: table.label for table in TABLES},
    "account": "账号",
    "demonstration": "演示",
    "division": "处室",
    "liaison": "联络员",
    "post": "岗位",
    "unit": "单位",
}

EVENTS = {
    **{f"{table.noun}.{trigger.value}": trigger.label for table in TABLES for trigger in table.triggers()},
    "account.added": "添加账号",
    "account.deactivated": "停用账号",
    "account.logged_in": "登录",
    "account.logged_out": "退出登录",
    "account.password_changed": "修改密码",
    "account.password_reset": "重置密码",
    "account.post_switched": "切换岗位",
    "account.reactivated": "启用账号",
    "assessment.rate_item": "评定项次",
    "claim.add": "添加申报",
    "claim.comment": "对申报提出意见",
    "claim.edit": "修改申报",
    "claim.enter": "录入负面因素",
    "claim.link_same_event": "关联同一事项",
    "claim.remove": "删除申报",
    "cycle.assign_items": "分派项次",
    "cycle.calendar_changed": "调整日程",
    "cycle.opened": "开启年度评定",
    "demonstration.clock_moved": "调整演示时钟",
    "division.added": "添加处室",
    "interview.propose": "提出约谈",
    "liaison.registered": "登记联络员",
    "post.ended": "终止岗位",
    "post.granted": "授予岗位",
    "ranking.compute": "计算排名",
    "ranking.imported": "导入往年排名",
    "report.save_statement": "填写汇总说明",
    "sheet.draft_remark": "拟退回意见",
    "sheet.save_items": "保存项次",
    "unit.changed": "更新单位",
    "unit.imported": "导入单位",
    "unit.single_handed": "一人兼任",
    "unit.succeeded": "登记承接",
}


def noun_label(noun: str) -> str:
    """What an event is about."""
    return NOUNS.get(noun, noun)


def event_label(name: str) -> str:
    """What happened; an event without a word of its own shows its name."""
    return EVENTS.get(name, name)
