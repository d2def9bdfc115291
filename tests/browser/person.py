"""Somebody at a screen, who reads and clicks, and sees at once where a page is not in order."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page

SIZES = ((390, 844), (1366, 768))
"""A telephone and an office screen, in CSS pixels; the office screen stays."""
PATIENCE = 10_000
"""How long somebody waits for a page, in milliseconds."""

STATE = """async () => {
  const drawn = () => new Promise(requestAnimationFrame);
  await drawn();
  await drawn();
  const summary = document.querySelector(".summary[role=alert]");
  const root = document.documentElement;
  return {
    title: document.title,
    headings: document.querySelectorAll("h1").length,
    wider: root.scrollWidth - root.clientWidth,
    overlooked: summary !== null && summary !== document.activeElement,
  };
}"""
"""What a page is like once it has been drawn: only then does the browser hand out the focus."""

KINDS = """names => Object.fromEntries(
  names.map(name => [name, document.querySelector(`main [name="${name}"]`).type])
)"""


class Person:
    """One log-in at one screen. Every page on the way is checked; `look` puts pictures into the album."""

    def __init__(self, page: Page, album: Path | None = None) -> None:
        self.page = page
        self.album = album
        self._complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complaints.append(str(error)))

    def open(self, address: str) -> "Person":
        """Go to an address."""
        self.page.goto(address)
        return self._arrive()

    def follow(self, words: str, about: str = "") -> "Person":
        """Click the first link with these words, in the row or section that speaks of something."""
        return self.click(self._place(about).get_by_role("link", name=words).first)

    def press(self, words: str, about: str = "") -> "Person":
        """Press the first button with these words, in the row or section that speaks of something."""
        return self.click(self._place(about).get_by_role("button", name=words).first)

    def click(self, thing: Locator) -> "Person":
        """Click what leads to another page."""
        with self.page.expect_navigation():
            thing.click()
        return self._arrive()

    def type(self, boxes: Mapping[str, str]) -> "Person":
        """Fill boxes by their names: text typed, choices clicked."""
        kinds = self.page.evaluate(KINDS, list(boxes))
        for name, value in boxes.items():
            if kinds[name] in ("radio", "checkbox"):
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif kinds[name] == "select-one":
                self.page.locator(f'main [name="{name}"]').select_option(value)
            else:
                self.page.locator(f'main [name="{name}"]').fill(value)
        return self

    def sees(self, *texts: str) -> bool:
        """Whether all these texts stand on the page."""
        shown = self.page.locator("main").inner_text()
        return all(text in shown for text in texts)

    def look(self, name: str) -> "Person":
        """See that the page is no wider than either screen, and keep a picture of both."""
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            state = self.page.evaluate(STATE)
            assert state["wider"] <= 0, f"{name} is {state['wider']} px wider than {width}"
            if self.album:
                self.page.screenshot(path=self.album / f"{name}-{width}.png", full_page=True)
        return self

    def _place(self, about: str) -> Locator:
        """The smallest row, section, article or list entry that speaks of something; else the page."""
        places = self.page.locator("tr, section, article, li").filter(has_text=about)
        return places.last if about else self.page.locator("body")

    def _arrive(self) -> "Person":
        state = self.page.evaluate(STATE)
        where = f"{self.page.url} “{state['title']}”"
        assert state["headings"] == 1, f"{where} has {state['headings']} h1"
        assert state["title"].removesuffix(" · 考评") not in ("", "考评"), f"{where} has no title of its own"
        assert state["wider"] <= 0, f"{where} is {state['wider']} px too wide"
        assert not state["overlooked"], f"{where}: the summary of errors has not got the focus"
        assert not self._complaints, f"{where}: {self._complaints}"
        return self

    def _hear(self, message: ConsoleMessage) -> None:
        """Chromium logs a page that says 422 as an error; such pages are what a test asks for."""
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self._complaints.append(message.text)
