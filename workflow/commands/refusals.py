"""Noting what was refused, beside the history and not in its chain."""

from datetime import datetime

from sqlalchemy.orm import Session

from workflow.actor import Actor
from workflow.models import Refusal


def note_refusal(
    session: Session,
    actor: Actor | None,
    now: datetime,
    action: str,
    text: str,
    *,
    about: str = "",
    address: str = "",
    reference: str = "",
) -> None:
    """Add one row about an attempt that was refused; `about` names its object, `reference` its error page."""
    session.add(
        Refusal(
            at=now,
            user_id=actor.user_id if actor else None,
            actor_post=actor.post.value if actor else "",
            unit_id=actor.unit_id if actor else None,
            address=actor.address if actor else address,
            action=action[:64],
            object=about[:120],
            reference=reference,
            text=text,
        )
    )
