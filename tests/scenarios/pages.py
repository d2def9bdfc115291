"""A page as somebody reads it: its text, its links, and its forms with what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

PLACES = {"tr", "article", "section", "li"}
"""Elements whose text tells what a link or a form in them is about."""

SPACE = {"button", "a", "option", "p", "td", "th", "li", "h1", "h2", "h3", "label", "div", "span"}


@dataclass
class Place:
    """An element with its own text, in which links and forms stand."""

    tag: str
    text: str = ""


@dataclass
class Box:
    """Inputs of one name in a form; `offers` are the values of a select, radio buttons or ticks.

    `value` is what stands there, a list for ticks.
    """

    kind: str
    value: str | list[str] | None
    offers: list[str] = field(default_factory=list)


@dataclass
class Button:
    """Something to press: its words, what it sends and (unless that is the form's affair) where."""

    name: str
    value: str
    disabled: bool
    text: str = ""
    action: str = ""

    @property
    def words(self) -> str:
        """Its words with single blanks."""
        return " ".join(self.text.split())


@dataclass
class Form:
    """A form: where it goes, its boxes by name, its buttons, and the places around it."""

    method: str
    action: str
    places: list[Place]
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def about(self, text: str) -> bool:
        """Whether the nearest place around the form says so."""
        return not text or any(text in place.text for place in self.places[-1:])

    def filled(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What is sent when this is typed; raises KeyError for a box that the form does not have."""
        for name, value in typed.items():
            offers = self.boxes[name].offers
            if offers and value not in offers:
                raise KeyError(f"{name} offers {offers}, not {value}")
        standing = {name: box.value for name, box in self.boxes.items() if box.value is not None}
        return {**standing, **typed}


@dataclass
class Link:
    """A link with its words; `main` in the page's own part, not in the navigation around it."""

    href: str
    places: list[Place]
    main: bool
    text: str = ""

    @property
    def words(self) -> str:
        """Its words with single blanks."""
        return " ".join(self.text.split())


class Page(HTMLParser):
    """What a response shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links, self.forms = "", list[Link](), list[Form]()
        self._main = False
        self._places: list[Place] = []
        self._open: list[Button | Link] = []
        self._form: Form | None = None
        self._area: Box | None = None
        self._select: Box | None = None
        self.feed(html)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SPACE:
            self.handle_data(" ")
        if tag == "main":
            self._main = True
        elif tag in PLACES:
            self._places.append(Place(tag))
        elif tag == "form":
            self._form = Form(given.get("method", "get"), given.get("action", ""), list(self._places))
            self.forms.append(self._form)
        elif tag == "a" and "href" in given:
            self._open.append(Link(given["href"], list(self._places), self._main))
            self.links.append(self._open[-1])
        elif self._form is not None:
            self._in_form(self._form, tag, given)

    def _in_form(self, form: Form, tag: str, given: Mapping[str, Any]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button":
            action = given.get("formaction", "")
            self._open.append(Button(name, value, "disabled" in given, action=action))
            form.buttons.append(self._open[-1])
        elif given.get("type") == "submit":
            form.buttons.append(Button(name, value, "disabled" in given, value))
        elif "disabled" in given:
            return
        elif tag == "input":
            self._input(form, name, given.get("type", "text"), value, "checked" in given)
        elif tag == "textarea":
            self._area = form.boxes[name] = Box(tag, "")
        elif tag == "select":
            self._select = form.boxes[name] = Box(tag, None)
        elif tag == "option" and self._select is not None:
            self._select.offers.append(value)
            if "selected" in given or self._select.value is None:
                self._select.value = value

    @staticmethod
    def _input(form: Form, name: str, kind: str, value: str, checked: bool) -> None:
        if kind not in ("radio", "checkbox"):
            form.boxes[name] = Box(kind, value)
            return
        box = form.boxes.setdefault(name, Box(kind, [] if kind == "checkbox" else None))
        box.offers.append(value)
        if checked and isinstance(box.value, list):
            box.value.append(value)
        elif checked:
            box.value = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._main = False
        elif tag in PLACES and self._places:
            self._places.pop()
        elif tag == "form":
            self._form = None
        elif tag in ("a", "button") and self._open:
            self._open.pop()
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value = f"{self._area.value}{data}"
            return
        self.text += data
        for thing in (*self._places, *self._open):
            thing.text += data
