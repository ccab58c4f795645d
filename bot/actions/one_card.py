"""One sentence about several cases (「1、2、3转镇政府」, 「都交给站里」) is one card to each who is
to do something about them, and not one for each case."""

import json
from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.store.models import Notice

#: Kind of the card about one case → of the card about several. Their texts take ``cases`` and
#: ``count`` beside the fields of the first.
SEVERAL = {
    "hand_over.new": "hand_over.new_many",
    "hand_over.word": "hand_over.word_many",
    "hand_over.rework": "hand_over.rework_many",
    "hand_over.return_requested": "hand_over.return_requested_many",
    "issue.left_to_station": "issue.left_to_station_many",
    "issue.hand_over_requested": "issue.hand_over_requested_many",
    "issue.taken_up": "issue.taken_up_many",
}
#: Who asks for it, or of whom it is asked: what differs in it stays apart.
_SAME = {"hand_over": "bureau", "issue": "deputy"}


def put_together(session: Session, now: datetime) -> None:
    """Put together what was queued for the same person at ``now`` by one act on several cases. The
    single cards are kept as not sent: by them it is known of what that person was told."""
    session.flush()
    rows = session.scalars(
        select(Notice)
        .where(
            Notice.created_at == now,
            Notice.state == "queued",
            Notice.kind.in_(SEVERAL),
        )
        .order_by(Notice.id)
    ).all()
    alike: dict[tuple[int, str, str], list[Notice]] = defaultdict(list)
    for row in rows:
        fields = json.loads(row.fields)
        who = str(fields.get(_SAME[row.kind.split(".")[0]]))
        alike[(row.contact_id, row.kind, who)].append(row)
    for group in alike.values():
        if len(group) > 1:
            _put_together(session, group, now)


def _put_together(session: Session, group: list[Notice], now: datetime) -> None:
    first = group[0]
    each = [outbox.fields_of(row) for row in group]
    fields = each[0] | {
        "count": len(group),
        "cases": "\n".join(f"{one.get('case', '')}：{one.get('gist', '')}" for one in each),
        "names": "、".join(str(one.get("case", "")) for one in each),
    }
    made = outbox.queue(
        session,
        SEVERAL[first.kind],
        first.contact_id,
        key=f"{SEVERAL[first.kind]}:{first.id}:{len(group)}",
        fields=fields,
        now=now,
    )
    if made is None:
        return
    made.next_at = max(row.next_at for row in group)
    for row in group:
        row.state, row.reason, row.settled_at = "dropped", "和同时的几件并成一条发了", now
