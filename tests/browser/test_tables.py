"""A table of accounts by clicking: passwords are seen once, also by whoever presses twice."""

from tests.browser.conftest import OfficeAt
from tests.worlds import Stage, at

TABLE = "用户名,姓名,单位,岗位\n" + "".join(f"xin.{n:02},新人{n},甲东县,填报员\n" for n in range(40))
AGAIN = """() => {
  const button = [...document.querySelectorAll("button")].find(button => button.textContent === "确认导入");
  button.click();
  setTimeout(() => button.click(), 50);
}"""
"""Somebody who presses again because nothing seems to happen."""


def test_pressed_twice_the_passwords_are_still_seen(office_at: OfficeAt) -> None:
    office = office_at(Stage.SELF_EVALUATION)
    admin = office.enter("示范省系统管理员", at(12, 2)).open(f"{office.address}/admin/accounts/import")
    table = {"name": "账号.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    admin.page.set_input_files("input[type=file]", files=[table])
    admin.press("核对文件")
    admin.page.evaluate(AGAIN)
    admin.page.get_by_role("heading", name="账号已导入").wait_for()
    assert admin.sees("新增 40 个账号", "初始密码只在本页显示一次")
