"""How the chapters of an official document are numbered: 一、（一）1.（1）①."""

_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def chinese(number: int) -> str:
    """A whole number below 100 in Chinese figures: 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return f"{ten}{_DIGITS[ones] if ones or not tens else ''}"


def numbered(level: int, place: int) -> str:
    """The number of the `place`-th heading of a level: 1 一、 2 （一） 3 1. 4 （1）, deeper ones ①."""
    if level <= 2:
        return f"{chinese(place)}、" if level == 1 else f"（{chinese(place)}）"
    if level <= 4:
        return f"{place}." if level == 3 else f"（{place}）"
    return _CIRCLED[place - 1] if place <= len(_CIRCLED) else f"{place}）"
