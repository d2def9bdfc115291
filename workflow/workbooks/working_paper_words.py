"""What a working paper says about itself, in an official's words, and the figures that its formulas name."""

from collections.abc import Iterator, Sequence

from workflow.workbooks.working_paper_data import Paper
from workflow.workbooks.working_paper_scale import LARGEST, MARK, Scale
from workflow.workbooks.writing import Formula


def paragraphs(paper: Paper, scale: Scale) -> Iterator[str]:
    """Purpose, way of counting, rounding, ties, last places, how to check."""
    yield from _counting(paper, scale)
    yield "四、舍入。显示的得分四舍五入到两位小数，只舍入一次（恰为一半的进一位，负分向绝对值大的一边进）。"
    yield (
        "五、并列。得分（整数）相同的名次并列，其后的名次跳过（1、2、2、4）。"
        "显示的两位小数相同而整数不同的，不是并列。一票否决的总分计0分，列在最后，互相并列。"
    )
    if paper.bottom:
        last = f"后{paper.bottom}位"
        yield f"六、{last}。得分更低的单位不到{paper.bottom}个的，列入{last}；在界线上并列的都列入。"
    yield (
        "七、怎样复核。改动任何一个浅黄色的得分，合计、汇总、排名随之重算；“排名”表最后一列核对"
        "公式的结果与本次计算保存的结果，没有改动时应全部为“一致”。灰底的数是本次计算保存的结果，不是公式。"
    )


def _counting(paper: Paper, scale: Scale) -> Iterator[str]:
    words = paper.words
    yield (
        "一、用途。本底稿把本次计算用到的每一项得分列在各表中，用公式一步一步算到最终得分、名次和后位，"
        "供任何人用表格软件复核。得分取自本次计算当时保存的数据，此后评定表、办法或单位有变动的，本底稿不变。"
    )
    yield (
        f"二、为什么用整数计算。表格软件里的小数是近似数，除不尽的平均数一经舍入，相差极小的两个单位可能颠倒名次。"
        f"本底稿把得分放大{scale.final:,}倍，全部成为整数，再相加、加权、比较，每一步都不舍入；"
        f"整数都小于{LARGEST:,}，表格软件能准确保存、准确比较。名次只由整数得出，带小数的“分”只用于显示。"
    )
    if paper.consolidated:
        yield (
            f"三、怎样算。合计＝各项得分之和（有系数的先乘系数）；{words.below}取简单平均，"
            f"没有{words.below}的按本级100%计；缺报经决定的按0分计入平均。"
            f"自评得分＝本级×{scale.own}/{scale.own_whole}＋平均×{scale.below}/{scale.own_whole}。"
        )
    else:
        yield "三、怎样算。合计＝各项得分之和，有系数的先乘系数。"
    yield (
        f"最终得分＝自评得分×{scale.self_score}/{scale.self_whole}"
        f"＋{words.assessor}评定得分×{scale.rated}/{scale.self_whole}"
        "，加减分和特殊因素直接相加，不计权重；办法没有的部分不计。"
    )


def figures(paper: Paper, scale: Scale) -> Sequence[tuple[str, int | str, str]]:
    """The names that formulas use: name, value, meaning."""
    words = paper.words
    return (
        ("分放大", MARK, "1分记为多少：得分最细记到0.0001分"),
        ("系数放大", scale.factors, "项次系数放大的倍数；办法没有系数的为1"),
        ("本级权重", scale.own, f"自评得分中本级的份额，以{scale.own_whole}为整体"),
        ("下级权重", scale.below, f"自评得分中{words.below}平均的份额，以{scale.own_whole}为整体"),
        ("本级下级权重和", Formula("=本级权重+下级权重"), "上面两个之和"),
        ("自评权重", scale.self_score, f"最终得分中自评的份额，以{scale.self_whole}为整体"),
        ("评定权重", scale.rated, f"最终得分中{words.assessor}评定的份额，以{scale.self_whole}为整体"),
        ("自评评定权重和", Formula("=自评权重+评定权重"), "上面两个之和"),
        ("公倍数", scale.counts, f"各单位{words.below}数的最小公倍数，使平均数成为整数"),
        ("得分放大", Formula("=分放大*系数放大*本级下级权重和*自评评定权重和*公倍数"), "最终得分放大的倍数"),
        ("后位数", paper.bottom, "列入后位的个数；办法没有规定的为0"),
    )
