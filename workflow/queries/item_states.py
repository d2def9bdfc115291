"""Where one item of a sheet stands, in the words of the task list."""

from states.engine import Labelled


class ItemState(Labelled):
    """Where one item of a sheet stands."""

    BLANK = "blank", "未开始"
    DONE = "done", "已完成"
    ABSENT = "absent", "不适用（待确认）"
    CONFIRMED = "confirmed", "不适用（已确认）"
    TO_MEND = "to_mend", "须修改"
    MENDED = "mended", "已修改"
    LOCKED = "locked", "不必修改"
