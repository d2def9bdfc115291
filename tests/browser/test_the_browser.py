"""The browser that the other tests of this folder look through."""

from playwright.sync_api import Page


def test_chinese_characters_are_drawn_and_not_replaced_by_boxes(page: Page) -> None:
    page.set_content("<b>县</b><b>市</b>")
    county, prefecture = (page.locator("b").nth(number).screenshot() for number in range(2))
    assert county != prefecture


def test_the_browser_thinks_in_shanghai_time(page: Page) -> None:
    assert page.evaluate("new Date(Date.UTC(2026, 11, 31, 16)).getHours()") == 0
