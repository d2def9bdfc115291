"""Screens in one county's office, all before the same application, each with a log-in of its own."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.webapp.desks import Desk
from tests.worlds import PASSWORD, at
from workflow.models import ItemDraft, LoginSession, User
from workflow.queries.sheets import FilledItem, sheet_content

COUNTY = "甲东县"
NOON = at(12, 10, 14, 3)
REASON = "原因：为何扣分，依据是什么"
CASE = "情形：发生了什么"


class Screens:
    """Screens in the county's office, each with a log-in of its own."""

    def __init__(self, desk: Desk, address: str, new: Callable[[], BrowserContext]) -> None:
        self.desk, self.address, self._new = desk, address, new

    @property
    def path(self) -> str:
        """The address of the county's sheet."""
        return f"{self.address}/sheets/{self.desk.fresh.sheet(COUNTY).id}"

    def username(self, name: str) -> str:
        """The user name of a person."""
        return self.desk.fresh.session.scalars(select(User.username).where(User.name == name)).one()

    def enter(self, name: str = f"{COUNTY}填报员", item: int = 27) -> Page:
        """Somebody logs in at a new screen and opens an item."""
        page = self._new().new_page()
        page.clock.install(time=NOON)
        self.log_in(page, name)
        page.goto(f"{self.path}/items/{item}")
        return page

    def log_in(self, page: Page, name: str) -> None:
        """Somebody walks through the door."""
        page.goto(f"{self.address}/log-in")
        page.get_by_label("用户名").fill(self.username(name))
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("button", name="退出")).to_be_visible()

    def saved(self, number: int = 27) -> FilledItem | None:
        """An item as it stands."""
        session = self.desk.fresh.session
        return sheet_content(session, self.desk.world.sheet(COUNTY).id).items.get(number)

    def drafts(self) -> int:
        """How many drafts there are."""
        return len(self.desk.fresh.session.scalars(select(ItemDraft)).all())

    def lapse(self) -> None:
        """An hour passes in which nobody at any screen has asked the server for anything."""
        session = self.desk.fresh.session
        for login in session.scalars(select(LoginSession)):
            login.last_seen_at -= timedelta(days=900)
        session.commit()


def told(page: Page, text: str) -> None:
    """What the status line of the form comes to say."""
    expect(page.locator("[data-saved]")).to_have_text(text)


def lose(page: Page, case: str, reason: str = "人手不足") -> None:
    """Say that item 27 was not done, and why."""
    page.get_by_label("未做到").check()
    page.get_by_label(CASE).fill(case)
    page.get_by_label(REASON).fill(reason)
