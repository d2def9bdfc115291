"""Somebody at a browser: reads a page, follows its links, fills its forms and presses its buttons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from werkzeug.test import TestResponse

from tests.scenarios.pages import Button, Form, Link, Page
from tests.webapp.browser import Browser

NOTHING: Mapping[str, Any] = {}


class Person:
    """One log-in. What a page does not offer cannot be done."""

    def __init__(self, browser: Browser, username: str, password: str, now: datetime) -> None:
        self._browser = browser.at(now)
        self._path = "/"
        self.page = Page("")
        self.open("/log-in").press("登录", {"username": username, "password": password})

    def open(self, path: str) -> "Person":
        """Go to an address."""
        return self._arrive(self._browser.get(urljoin(self._path, path), follow_redirects=True))

    def follow(self, text: str, about: str = "") -> "Person":
        """Follow the first link whose words contain a text, in a place that speaks of something.

        Links of the page's own part come before those of the navigation.
        """
        for link in sorted(self.page.links, key=lambda link: not link.main):
            if text in link.words and _about(link, about):
                return self.open(link.href)
        raise AssertionError(f"no link “{text}” about “{about}” on {self._path}: {self.page.text}")

    def home(self, todo: str) -> "Person":
        """Go from the home page to something that is to be done."""
        return self.open("/").follow(todo)

    def press(self, text: str, typed: Mapping[str, Any] = NOTHING, about: str = "") -> "Person":
        """Fill the form that has this button and send it; the answer has to be a page, not a refusal."""
        answer = self._send(text, typed, about)
        assert answer.status_code == 200, f"{answer.status_code} {Page(answer.text).text}"
        return self._arrive(answer)

    def refused(self, text: str, typed: Mapping[str, Any] = NOTHING, about: str = "") -> "Person":
        """Press a button too late; the answer is the page of a refusal, which stays open."""
        answer = self._send(text, typed, about)
        assert answer.status_code == 409, f"{answer.status_code} {Page(answer.text).text}"
        self.page = Page(answer.text)
        return self

    def press_for(self, path: str, text: str, typed: Mapping[str, Any] = NOTHING) -> None:
        """Press a button of this page for a neighbouring one, without looking at it before or after."""
        form, button = self._button(text, "")
        hidden = {name: box.value for name, box in form.boxes.items() if box.kind == "hidden"}
        answer = self._browser.post(
            urljoin(self._path, path), data={**hidden, **typed, button.name: button.value}
        )
        assert answer.status_code == 303, f"{path}: {answer.status_code} {Page(answer.text).text}"

    def offers(self, text: str) -> bool:
        """Whether there is a button with these words that can be pressed."""
        buttons = [button for form in self.page.forms for button in form.buttons if not button.disabled]
        return any(button.words.startswith(text) for button in buttons)

    def sees(self, *texts: str) -> bool:
        """Whether all these texts stand on the page."""
        return all(text in self.page.text for text in texts)

    def _send(self, text: str, typed: Mapping[str, Any], about: str) -> TestResponse:
        form, button = self._button(text, about)
        sent = form.filled(typed) | ({button.name: button.value} if button.name else {})
        where = urljoin(self._path, button.action or form.action or self._path)
        if form.method == "get":
            return self._browser.get(where, query_string=sent, follow_redirects=True)
        return self._browser.post(where, data=sent, follow_redirects=True)

    def _button(self, text: str, about: str) -> tuple[Form, Button]:
        """The button with these words, or with these words at its beginning."""
        offered = [(form, button) for form in self.page.forms if form.about(about) for button in form.buttons]
        pressable = [(form, button) for form, button in offered if not button.disabled]
        for fits in (str.__eq__, str.startswith):
            for form, button in pressable:
                if fits(button.words, text):
                    return form, button
        raise AssertionError(f"no button “{text}” about “{about}” on {self._path}: {self.page.text}")

    def _arrive(self, answer: TestResponse) -> "Person":
        page = Page(answer.text)
        assert answer.status_code == 200, f"{answer.request.path}: {answer.status_code} {page.text}"
        self._path, self.page = answer.request.full_path.rstrip("?"), page
        return self


def _about(link: Link, about: str) -> bool:
    return not about or any(about in place.text for place in link.places[-1:])
