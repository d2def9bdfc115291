"""The Chinese words for every setting of the language: one place for editors (JSON Schema) and the docs.

A kind of rule may bring its own: the words of the document stand in brackets at the end of its module's
first line, a setting of its own has a `Field(description=…)`. So a new kind needs no entry here.
"""

import re
from collections.abc import Mapping
from inspect import getmodule

from workflow.rules.kinds.fields import Part
from workflow.rules.kinds.rule import Rule
from workflow.scheme.own_texts import OWN
from workflow.scheme.settings import SILENT_POINTS, Settings

KINDS: Mapping[str, str] = {
    "award": "做到得满分，未做到不得分",
    "benchmark": "与全体或本组的平均数、最高数或给定的数比较，高的加分，低的扣分；等全部单位的数据齐备后计分",
    "brackets": "数字落在哪一段得哪一档的分，下限含在本档内",
    "choice": "几档中实际达到哪一档，得哪一档的分",
    "delta": "与上年相比，每增长或下降一个百分点加减分",
    "events": "按事项逐件加分或减分，可分级、可只算最高、可设内部上限和总上限",
    "gate": "前提要求，本身没有分值；没有达到，整项得0分",
    "imported": "采用其他部门的考核结果，折算计分",
    "judgement": "没有写明怎样计分，由人酌情打分，须写明理由",
    "panel": "几位评议人各打一个分，取平均，可去掉一个最高分和一个最低分",
    "per_case": "每发现一件扣分，扣到下限为止",
    "proportion": "按完成比例计分，最多得满分",
    "quota": "规定了次数或件数，每少一次扣分",
    "rank": "在本组内排名，按名次给分；等全部单位的数据齐备后计分",
    "rate": "比率与标准相比，每低一步扣分，可写明每高一步加分",
    "share": "分值平均分给当年的各个重点工作，按完成情况或按名次计分",
    "survey": "问卷：各题的分相加，按有效份数取平均，再折算成本要点的分",
}

PARTS: Mapping[str, str] = {
    "Scheme": "一份评定办法",
    "Node": "大类或项目：分值表中的一级标题，下面是项目或项次",
    "Item": "项次：有分值的一行，由评分要点相加而成，不低于下限、不高于上限",
    "Component": "评分要点：一处计分的内容，按一条规则计分",
    "SpecialItem": "特殊因素加减分：逐件申报、逐件核验，不计入满分和权重",
    "Measure": "规则要用的一个数字：由单位填写，或从导入的指标取得",
    "Procedure": "谁考谁、经过哪些阶段；不写的，按县自评、市汇总、省评定",
    "Levels": "三级单位的层级",
    "Words": "文件怎样称呼三级单位",
    "Offices": "公文里由哪个机构出面：单位名称后面接机构名称，如湖北省接医疗保障局",
    "Weights": "自评与评定、本级与下级各占多少，两个一组，合计为1",
    "Calendar": "各阶段的起止日",
    "Stage": "一个阶段的起止日，含首尾两日",
    "Publicity": "公示期",
    "Consequences": "结果用来做什么：等次、一票否决、奖励、补助、末位约谈",
    "Band": "等次：从下限起，到高一等次的下限之前",
    "Veto": "一票否决情形：总分计0分，不评等次，排名列最后，不参加评奖，不补助",
    "Prize": "按名次的奖励，整体的或单项的",
    "Place": "奖励的一个名次段",
    "Subsidy": "按数字发放的补助：按人、按超出人数，或按规模定额",
    "Tier": "补助的一个规模段",
    "Metric": "每个单位的一个指标，按年度导入，注明来源",
    "Group": "分组排名的组别",
    "Settings": "文件没有写明之处怎样处理；写上的就是文件写明的",
    "Statement": "文件中写出的一个数，由程序重算核对",
    "Ratio": "由两个数重算的百分比",
    "Contradiction": "文件前后不一致之处，由写办法的人记下",
    "Interpretation": "对文件没有写明或自相矛盾之处的解释，由有权的岗位作出",
    "Cause": "一种扣分情形，每件扣 penalty，或在 range 内选定，或第一件 first、其后每件 further",
    "Circumstance": "可勾选的情节：有此情节的，这一件不扣分",
    "Aggravation": "可勾选的情节：有此情节的，这一件加扣",
    "Range": "可选定的分数范围",
    "Option": "一档",
    "Bracket": "一段",
    "SizeClass": "一个规模段",
    "First": "前几名",
    "Question": "问卷的一道题",
    "Choice": "题目的一个选项",
    "EventOption": "一种事项，每件 each 分，或第一件 first、其后每件 further，或在 range 内选定",
}

SETTINGS: Mapping[str, str] = {
    "key": "代号，小写英文，在同一处不重复",
    "title": "名称",
    "text": "表述",
    "label": "文字",
    "kind": "规则的类别",
    "marks": "分值",
    "groups": "只适用于哪些组别；不写的，适用于全部单位",
    "weight": "计入上一级时乘的权重，不写为1",
    "bonus": "是否加分项：满分为0，得到的都是加分",
    "floor": "最低得多少分；none 为不保底",
    "cap": "最高得多少分；none 为不封顶",
    "clause": "文件条款的概述",
    "number": "项次，从小到大，不重复",
    "rule": "计分规则",
    "unit": "单位（人、元、%）",
    "first": "第一件的分",
    "further": "其后每件的分",
    "each": "每件的分",
    "range": "由人在范围内选定",
    "penalty": "每件扣多少分",
    "increment": "以多少分为一档",
    "lowest": "最低多少分",
    "highest": "最高多少分",
    "options": "各档或各种事项",
    "causes": "各种扣分情形",
    "brackets": "各段，从好到差；最后一段不写 at_least",
    "actual": "实际数",
    "target": "目标数",
    "base": "基数；写了它，就用实际数占基数的百分比",
    "last": "上年数",
    "value": "用来比较的数",
    "standard": "文件规定的标准数",
    "step": "步长：每多少个百分点，或每名次递减多少分",
    "steps": "不足一步的怎样计：whole 不计，proportional 按比例",
    "up": "每高（增长）一个百分点加多少分",
    "down": "每低（下降）一个百分点扣多少分",
    "sizes": "按规模分段的每步加分",
    "size": "决定规模段的数",
    "bonus_cap": "加分的上限；none 为不封顶",
    "by_group": "各组每名次递减多少分",
    "basis": "文件中的依据",
    "stated": "文件是否写明界线属于哪一段",
    "at_least": "从多少起（含）",
    "amount": "金额，元",
    "inner_caps": "内部上限：名称 → 同名事项合计最多多少分",
    "source": "来源",
    "days": "天数",
    "code": "文件自己的编号，如 A11；检查与解释处为检查代号，如 L04",
    "places": "位置，检查结果所列的写法，如 11.problem",
    "place": "位置，检查结果所列的写法，如 11.problem",
    "own": "市(州)本级占自评的权重",
    "counties": "下辖单位占自评的权重",
    "self_score": "自评占最终得分的权重",
    "province": "上级评定占最终得分的权重",
}
"""What a setting means wherever it occurs; `OWN` says what it means in one place."""


def part_text(part: type[Part]) -> str:
    """What a part of a scheme is, in Chinese; for a kind of rule also the words of its documents."""
    if not issubclass(part, Rule):
        return PARTS.get(part.__name__, "")
    kind = part.model_fields["kind"].default
    quoted = re.search(r"\(([^()]*)\)\.?$", (getattr(getmodule(part), "__doc__", "") or "").split("\n")[0])
    words = f"文件中如“{quoted[1]}”" if quoted else ""
    return "；".join(text for text in (KINDS.get(kind, ""), words) if text)


def setting_text(part: type[Part], name: str) -> str:
    """What a setting of a part means, in Chinese: its own description, or the words kept here."""
    for key, field in part.model_fields.items():
        if name in (key, field.alias) and field.description:
            return field.description
    if part is Settings:
        point = SILENT_POINTS[name]
        choices = "；".join(f"{value}：{wording}" for value, wording in point.choices.items())
        return f"{point.question}。{choices}"
    owner = part.model_fields["kind"].default if issubclass(part, Rule) else part.__name__
    return OWN.get(f"{owner}.{name}", SETTINGS.get(name, ""))
