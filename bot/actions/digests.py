"""One notice about several cases: chasing bothers people, so they hear it in one go."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import outbox, places
from bot.actions.casework import label, list_link
from bot.store.models import Issue

#: So many are named; the rest is on the to-do page.
NAMED = 5


def digest(
    session: Session, kind: str, contact_id: int, found: Sequence[Issue], *, now: datetime
) -> bool:
    """Queue one notice for just these cases; False if the very same was queued before."""
    ids = ",".join(str(issue.id) for issue in found)
    fields = {
        "count": len(found),
        "cases": "、".join(label(issue) for issue in found[:NAMED])
        + ("……" if len(found) > NAMED else ""),
        "code": f"No.{found[0].number}",
        "place": places.say_place(session, found[0].grid),
        "link": list_link(session),
    }
    key = f"{kind}:{contact_id}:{hashlib.sha256(ids.encode()).hexdigest()[:32]}"
    return outbox.queue(session, kind, contact_id, key=key, fields=fields, now=now) is not None
