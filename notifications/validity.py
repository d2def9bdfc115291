"""Whether messages are still true, asked again before each copy is sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.models import Notice


def outdated(session: Session, now: datetime, notices: Sequence[Notice]) -> Mapping[int, str]:
    """Notice → why it is no longer true; those that still are stand not in it."""
    return {}
