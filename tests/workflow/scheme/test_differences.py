"""Two versions of a scheme, side by side: each thing that differs, once, before and after."""

import pytest

from tests.workflow.scheme.small import SMALL, changed, settling
from workflow.scheme.differences import differences
from workflow.scheme.loader import builtin, builtin_keys, load

OLD = load(SMALL)


def said(text: str) -> list[str]:
    return [str(difference) for difference in differences(OLD, load(text))]


@pytest.mark.parametrize("key", builtin_keys())
def test_a_scheme_does_not_differ_from_itself(key: str) -> None:
    assert not differences(builtin(key), load(builtin(key).text + "\n# 只多一行说明\n"))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("marks: 3\n", "marks: 4\n", "[分值] 第1项 第一项：3分 → 4分"),
        ("marks: 3\n", "marks: 3\n        floor: none\n", "[分值] 第1项 第一项：3分 → 3分，下不保底"),
        (
            "penalty: 0.5",
            "penalty: 0.2",
            "[规则] 第1项 第一项“问题”：满分2分，每项扣0.5分，扣至0分为止。 → "
            "满分2分，每项扣0.2分，扣至0分为止。",
        ),
        (
            "may_not_occur: true\n",
            "may_not_occur: false\n",
            "[要点] 第2项 第二项“酌情”：酌情（judged），可以全年不发生 → 酌情（judged）",
        ),
        (
            "title: 第二项",
            "title: 末项",
            "[项次] 第2项 第二项：第2项 第二项（甲类/乙目） → 第2项 末项（甲类/乙目）",
        ),
        ("clause: 酌情打分", "clause: 由人打分", "[条款] 第2项 第二项：酌情打分 → 由人打分"),
        ("title: 乙目", "title: 丙目", "[标题] 甲类/丙目：新增 没有写分值"),
        (
            "own: 0.4, counties: 0.6",
            "own: 0.5, counties: 0.5",
            "[权重] 权重：本级0.4、下级0.6；自评0.4、评定0.6 → 本级0.5、下级0.5；自评0.4、评定0.6",
        ),
        ("{last: 10-09}", "{last: 10-19}", "[日程] 报联络员：截至10月9日 → 截至10月19日"),
        (
            "text: 约谈}",
            "text: 约谈, bands: [{name: 优, at_least: 4, follows: 表扬}]}",
            "[结果运用] 等次 优：新增 4分及以上，表扬",
        ),
        (
            "text: 约谈}",
            "text: 约谈, prizes: [{title: 总评, per_group: true, "
            "places: [{title: 一等奖, count: 2, amount: 500}]}]}",
            "[结果运用] 奖励 总评：新增 一等奖2名、各500元，各组分别设",
        ),
        (
            "text: 约谈}\n",
            "text: 约谈, subsidies: [{title: 补助, actual: done, each: 2}]}\n"
            "metrics: [{key: done, title: 办件数, unit: 件}]\n",
            "[结果运用] 补助 补助：新增 办件数每一个2元",
        ),
        (
            "weights:",
            "procedure: {rating: answers}\nweights:",
            "[办法] 程序：省级（省）评定市(州)（市(州)），市(州)汇总县(市、区)（县）；"
            "阶段：自评、汇总上报、评定、会议审议、公示；对上报的表写认定 → "
            "省级（省）评定市(州)（市(州)），市(州)汇总县(市、区)（县）；"
            "阶段：自评、汇总上报、评定、会议审议、公示；评定人直接填表",
        ),
        ("settings:\n", "groups: [{name: 区}]\nsettings:\n", "[组别] 区：新增 没有写依据"),
        ("bottom: 5", "bottom: 3", "[结果运用] 末位：末5位，连续2年：约谈 → 末3位，连续2年：约谈"),
        (
            "  mean: simple\n",
            "",
            "[没有写明之处] 各县(市、区)自评得分怎样合成：各县(市、区)自评得分取简单平均 → "
            "各县(市、区)自评得分取简单平均（文件没有写明）",
        ),
        (
            "first: 2, further: 1",
            "first: 3, further: 1",
            "[特殊因素] 第3项 加分：第3项 加分：表彰第1件2分、其后每件1分；合计不低于0分、不高于5分。 → "
            "第3项 加分：表彰第1件3分、其后每件1分；合计不低于0分、不高于5分。",
        ),
    ],
)
def test_what_moved_is_told_before_and_after(old: str, new: str, line: str) -> None:
    assert line in said(changed(old, new))


def test_items_are_added_and_dropped_as_a_whole() -> None:
    item = SMALL[SMALL.index("          - number: 2") : SMALL.index("special:")]
    more = item.replace("number: 2", "number: 4").replace("第二项", "新项")
    added = SMALL.replace(item, item + more).replace("  - number: 3", "  - number: 5")
    (entry,) = [found for found in differences(OLD, load(added)) if found.section == "项次"]
    assert (entry.change, str(entry)) == ("added", "[项次] 第4项 新项：新增 第4项 新项（甲类/乙目），2分")
    (back,) = [found for found in differences(load(added), OLD) if found.section == "项次"]
    assert (back.change, back.before) == ("dropped", entry.after)


def test_an_item_that_was_renumbered_is_still_the_same() -> None:
    moved = SMALL.replace("number: 3", "number: 9").replace("number: 2", "number: 3")
    assert said(moved) == [
        "[项次] 第2项 第二项：第2项 第二项（甲类/乙目） → 第3项 第二项（甲类/乙目）",
        "[特殊因素] 第3项 加分：第3项 加分：表彰第1件2分、其后每件1分；合计不低于0分、不高于5分。 → "
        "第9项 加分：表彰第1件2分、其后每件1分；合计不低于0分、不高于5分。",
    ]


def test_an_interpretation_that_came_is_told() -> None:
    (line,) = said(SMALL + settling("L04", "1.cases"))
    assert line == "[解释] L04 1.cases：新增 以此为准（评定负责人，2026-09-30）"


def test_the_groups_of_a_component_are_told() -> None:
    groups = changed("settings:\n", "groups: [{name: 区}]\nsettings:\n")
    own = groups.replace("text: 问题\n", "text: 问题\n            groups: [区]\n")
    assert "[要点] 第1项 第一项“问题”：问题（cases） → 问题（cases），只适用于区" in said(own)
