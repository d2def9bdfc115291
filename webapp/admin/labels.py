"""Events in the auditor's words. State tables bring their own; the rest stands here."""

from states.diagram import TABLES

NOUNS = {
    **{table.noun: table.label for table in TABLES},
    "account": "账号",
    "demonstration": "演示",
    "division": "处室",
    "liaison": "联络员",
    "metric": "指标数据",
    "missing": "缺报决定",
    "panel": "评议",
    "post": "岗位",
    "scheme": "评定办法",
    "unit": "单位",
    "veto": "一票否决",
}

EVENTS = {
    **{f"{table.noun}.{trigger.value}": trigger.label for table in TABLES for trigger in table.triggers()},
    "account.add": "添加账号",
    "account.deactivate": "停用账号",
    "account.log_in": "登录",
    "account.log_out": "退出登录",
    "account.change_password": "修改密码",
    "account.reset_password": "重置密码",
    "account.switch_post": "切换岗位",
    "account.reactivate": "启用账号",
    "appeal.file": "提出申诉",
    "assessment.adjust_item": "按申诉调整项次",
    "assessment.rate_item": "评定项次",
    "claim.add": "添加申报",
    "claim.adjust": "按申诉调整申报",
    "claim.comment": "对申报提出意见",
    "claim.edit": "修改申报",
    "claim.enter": "录入负面因素",
    "claim.link_same_event": "关联同一事项",
    "claim.remove": "删除申报",
    "cycle.assign_items": "分派项次",
    "cycle.edit_calendar": "调整日程",
    "cycle.open": "开启年度评定",
    "demonstration.move_clock": "调整演示时钟",
    "division.add": "添加处室",
    "interview.propose": "提出约谈",
    "liaison.register": "登记联络员",
    "missing.decide_zero": "缺报按 0 分计",
    "missing.revoke_zero": "撤销按 0 分计的决定",
    "metric.import": "导入指标数据",
    "panel.mark": "评议打分",
    "post.end": "终止岗位",
    "post.grant": "授予岗位",
    "ranking.compute": "计算排名",
    "ranking.import": "导入往年排名",
    "report.save_statement": "填写汇总说明",
    "scheme.publish": "公布评定办法",
    "sheet.draft_remark": "拟退回意见",
    "sheet.save_items": "保存项次",
    "unit.change": "更新单位",
    "unit.import": "导入单位",
    "unit.set_single_handed": "一人兼任",
    "unit.record_succession": "登记承接",
    "veto.decide": "认定一票否决",
    "veto.revoke": "撤销一票否决",
}


def event_label(name: str) -> str:
    """What happened; an event without a word of its own shows its name."""
    return EVENTS.get(name, name)
