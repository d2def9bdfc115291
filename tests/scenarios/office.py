"""Everybody's way into the application over the small province, from people without a year onwards."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.jobs import advance_cycles
from tests.scenarios.person import Person
from tests.webapp.browser import Browser
from tests.worlds import PASSWORD
from workflow.database import make_engine
from workflow.models import Deduction, Entry, Sheet, Unit, User
from workflow.queries.trail import ChainReport, verify_chain
from workflow.scheme.document import Scheme
from workflow.scheme.loader import builtin


@dataclass(frozen=True)
class Office:
    """The application, and the clock beside it."""

    app: Flask
    url: str

    @property
    def scheme(self) -> Scheme:
        """The document that the year follows."""
        return builtin("hubei-jingban")

    def enter(self, name: str, now: datetime) -> Person:
        """Somebody by name (甲市填报员) comes in the morning and logs in."""
        browser = self.app.test_client()
        assert isinstance(browser, Browser)
        return Person(browser, self._username(name), PASSWORD, now)

    def strike(self, now: datetime) -> None:
        """The scheduler's minute."""
        with self._session() as session:
            advance_cycles(session, now)

    def deduction(self, unit: str, item: int) -> int:
        """The number of a unit's only deduction line on an item, as the boxes of links are named."""
        found = select(Deduction.id).join(Entry).join(Sheet).join(Unit, Unit.id == Sheet.unit_id)
        with self._session() as session:
            return session.scalars(found.where(Unit.name == unit, Entry.item == item)).one()

    def unit(self, name: str) -> int:
        """A unit's number, as a list of units offers it."""
        with self._session() as session:
            return session.scalars(select(Unit.id).where(Unit.name == name)).one()

    def history(self) -> ChainReport:
        """Whether the chain of events is whole."""
        with self._session() as session:
            return verify_chain(session)

    def _username(self, name: str) -> str:
        with self._session() as session:
            return session.scalars(select(User.username).where(User.name == name)).one()

    def _session(self) -> Session:
        return Session(make_engine(self.url))
