"""The fields of a run's data, each with its meaning: the only place where they are named."""

from collections.abc import Iterator

_EXACT = "精确值的{}；分子÷分母即精确值，名次由精确值得出"

_LINES = (
    ("名次", "得分相同名次并列，其后的名次跳过；一票否决的列最后"),
    ("代码", "单位代码"),
    ("单位", "排名单位"),
    ("组别", "排名分组；不分组的为空"),
    ("本组名次", "在本组之内的名次"),
    ("最终得分", "四舍五入到两位小数，只用于显示；一票否决的为0"),
    ("最终得分分子", _EXACT.format("分子")),
    ("最终得分分母", _EXACT.format("分母")),
    ("自评得分", "四舍五入到两位小数，只用于显示"),
    ("自评得分分子", _EXACT.format("分子")),
    ("自评得分分母", _EXACT.format("分母")),
    ("本级合计", "本级自评各项合计，分"),
    ("下级平均", "下级自评合计的简单平均，四舍五入到两位小数；没有下级的为空"),
    ("下级平均分子", _EXACT.format("分子")),
    ("下级平均分母", _EXACT.format("分母")),
    ("评定得分", "评定单位评定的合计，分"),
    ("加减分", "不计权重的加减分项，分"),
    ("特殊因素", "经核验的特殊因素加减分，分"),
    ("等次", "办法规定了等次的才有"),
    ("一票否决", "是或空"),
    ("列入后位", "是或空"),
    ("上年名次", "上年没有名次的为空"),
)

_ITEMS = (
    ("表", "哪一级填报或评定的表"),
    ("排名单位代码", "这张表计入哪个排名单位"),
    ("排名单位", "同上"),
    ("代码", "这张表的单位代码"),
    ("单位", "这张表的单位"),
    ("项次", "办法的项次"),
    ("项目", "项次的名称"),
    ("分值", "满分，分"),
    ("得分", "本次计算采用的得分，分；经决定按0分计的表没有各项得分"),
    ("系数", "得分乘以系数计入合计；加减分项为0，不计入合计"),
)

_SPECIAL = (
    ("排名单位代码", "计入哪个排名单位"),
    ("排名单位", "同上"),
    ("项次", "特殊因素的项次"),
    ("申报单位", "申报或者被登记的单位"),
    ("事项", "事项的名称"),
    ("文件", "发文单位和文号"),
    ("核验", "核验的结论和理由"),
    ("计分", "这件事计多少分，未经上下限"),
)

LINES, ITEMS, SPECIAL = (tuple(name for name, _ in fields) for fields in (_LINES, _ITEMS, _SPECIAL))

_JSON = (
    ("lines[].final.exact", "最终得分的精确值，写作 分子/分母；mean、self_score 同"),
    ("lines[].final.shown", "四舍五入到两位小数，只用于显示"),
    ("lines[].terms", "本次计算保存的全部计算过程"),
    ("run.input_digest", "本次计算全部数据的SHA-256摘要"),
    ("scheme.sha256", "评定办法文本的SHA-256摘要"),
    ("notice", "数据不是正式数据的，在此写明"),
)


def _fields() -> Iterator[tuple[str, str, str]]:
    for file, fields in (("lines.csv", _LINES), ("items.csv", _ITEMS), ("special.csv", _SPECIAL)):
        yield from ((file, name, meaning) for name, meaning in fields)
    yield from (("run.json", name, meaning) for name, meaning in _JSON)


FIELDS = tuple(_fields())
"""File, field, meaning."""
