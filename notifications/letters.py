"""A message before it is in anybody's inbox: what it is about, to whom, and what its template needs.

Whoever plans messages makes letters and nothing else. `notifications.posting` puts them into inboxes, a
rehearsal prints them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from workflow.actor import Post


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person in the post for which they are written to; `since` is when they came to hold it."""

    user_id: int
    holding_id: int
    name: str
    post: Post
    unit_id: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """What makes a message one: together with the recipient there is at most one notice for it.

    `entry` is the calendar entry, `day` the Shanghai day that it belongs to, `planned_for` the instant at
    which it is due; `event_seq` the event that brings it about, 0 where a date does.
    """

    kind: str
    cycle_id: int | None
    entry: str
    unit_id: int
    day: date
    planned_for: datetime
    event_seq: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Where the matter is settled: an endpoint of the pages and its arguments."""

    endpoint: str
    args: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person. `why` says in a few words what brought it about, for a rehearsal.

    A letter that asks for something names the row that it is about by `object_id`, and the `stage` in which
    that row stays as long as the letter is true.
    """

    occasion: Occasion
    to: Recipient
    context: Mapping[str, str]
    page: Page
    why: str
    object_id: int | None = None
    stage: str = ""
