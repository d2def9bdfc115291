from collections.abc import Callable

import pytest

from workflow.rules.addresses import dingtalk_token, hidden, mail_address, origin_of, web_address, wecom_key

HERE = frozenset({"https://gate.example.cn:443", "http://sms.intranet:8080"})


@pytest.mark.parametrize("typed", ["a@example.cn", "li.si+kp@mail.county-gov.example.cn"])
def test_a_mail_address_is_taken(typed: str) -> None:
    assert mail_address(f" {typed}\n") == typed


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@b", "a@@b.cn", "a b@example.cn", "a@example.cn,b@example.cn", "a@example..cn",
     "张三@example.cn", "a@-example.cn", "<a@example.cn>", f"a@{'x' * 260}.cn",
     "a@example.cn\r\nBcc: b@example.cn"],
)  # fmt: skip
def test_what_is_no_single_mail_address_is_not(typed: str) -> None:
    with pytest.raises(ValueError, match=r"name@example\.cn"):
        mail_address(typed)


def test_keys_are_found_in_the_address_that_robots_are_given_with() -> None:
    assert wecom_key("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa") == "693a91f6-7aaa"
    whole = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
    assert dingtalk_token(whole, " SECabcdef12 ") == "0123456789abcdef SECabcdef12"


@pytest.mark.parametrize(
    "read",
    [
        lambda: wecom_key("../../other"),
        lambda: wecom_key("key=a@b"),
        lambda: dingtalk_token("0123456789abcdef", ""),
        lambda: dingtalk_token("0123456789abcdef", "0123456789"),
        lambda: dingtalk_token("01 23", "SECabcdef12"),
    ],
)
def test_what_is_no_key_is_not(read: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match="填"):
        read()


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("https://gate.example.cn/in?a=1", True),
        ("https://GATE.example.cn:443/in", True),
        ("http://sms.intranet:8080/send", True),
        ("http://gate.example.cn/in", False),
        ("https://gate.example.cn:8443/in", False),
        ("https://gate.example.cn.evil.example/in", False),
        ("https://gate.example.cn@evil.example/in", False),
        ("https://user:word@gate.example.cn/in", False),
        ("https://gate.example.cn\\@evil.example/in", False),
        ("http://127.0.0.1:8080/", False),
        ("http://[::1]:8080/", False),
        ("file:///etc/passwd", False),
        ("https://gate.example.cn/a b", False),
        ("https://gate.example.cn:x/", False),
    ],
)
def test_a_web_address_lies_where_the_settings_allow(typed: str, taken: bool) -> None:
    if taken:
        assert web_address(typed, HERE) == typed
    else:
        with pytest.raises(ValueError, match=r"开头：http://sms\.intranet:8080、https://gate"):
            web_address(typed, HERE)


def test_an_origin_names_its_port() -> None:
    assert origin_of("http://a.example") == "http://a.example:80"


def test_keys_are_shown_by_their_end() -> None:
    assert (hidden("0123456789abcdef SECxyz"), hidden("")) == ("…cdef", "")
