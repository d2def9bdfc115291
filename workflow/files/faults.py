"""Why a file is not taken: one fixed sentence per fault, what happened and how to mend it."""

from decimal import Decimal

from states.engine import Labelled
from workflow.errors import Invalid
from workflow.points import plain, quantise

MEGABYTE = 1024 * 1024
TAKEN = "PDF、图片（JPG、PNG、GIF、BMP、TIF）、Word、Excel、PPT、WPS 文档、OFD 和 zip 压缩包"
"""What may be handed in, as people know it."""

_TENTH = Decimal("0.1")
_STEPS = ((1024 * MEGABYTE, "GB"), (MEGABYTE, "MB"), (1024, "KB"))


class Fault(Labelled):
    """The sentences; `detail` is what was found."""

    EMPTY = "empty", "“{name}”是空文件（0 字节）：核对原文件能否打开，再重新选择。"
    TOO_BIG = "too_big", "“{name}”有 {detail}：压缩图片或拆成几个文件后再上传。"
    FOREIGN = "foreign", "“{name}”不能上传：{detail}。可以上传的是" + TAKEN + "，转换后再上传。"
    MISNAMED = "misnamed", "“{name}”的名称与内容不一致：{detail}。用相应的软件打开，另存后再上传。"
    CUT_SHORT = "cut_short", "“{name}”不完整，只有 {detail}，结尾缺失：从原处重新复制或导出后再上传。"
    PASSWORD = "password", "“{name}”{detail}，审核的人打不开：取消密码和加密后再上传。"
    ARCHIVE = "archive", "“{name}”不能上传：{detail}。解压后把需要的文件逐个上传。"


class Unfit(Invalid):
    """A file that is not taken; the text is the sentence of its fault. Stands at the field `file`."""

    def __init__(self, fault: Fault, name: str, detail: str = "") -> None:
        super().__init__({"file": fault.label.format(name=name, detail=detail)})
        self.fault = fault


def size_text(size: int) -> str:
    """A number of bytes as people read it: "512 字节", "3.4 KB", "52.4 MB"."""
    if size < 1024:
        return f"{size} 字节"
    unit, name = next(step for step in _STEPS if size >= step[0])
    return f"{plain(quantise(Decimal(size) / unit, _TENTH))} {name}"
