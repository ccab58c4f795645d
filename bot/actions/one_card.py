"""One sentence about several cases (「1、2、3转镇政府」, 「都交给站里」) is one card to each who is
to do something about them, and not one for each case."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.kinds import address
from bot.store.models import Notice
from bot.texts import say

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
    "suggestion.to_review": "suggestion.to_review_many",
    "suggestion.filed": "suggestion.filed_many",
    "suggestion.assigned": "suggestion.assigned_many",
}
#: Kind of the card about several → how each stands in its line: where all have one day, and where
#: each has its own. Without one: its name and the gist of it.
_LINES = {
    "suggestion.filed_many": ("together.filed", "together.filed"),
    "suggestion.assigned_many": ("together.assigned", "together.assigned_by"),
}
#: What a line may say of a case.
_OF_ONE = ("case", "gist", "bureaus", "due")
#: So many lines fit on a telephone and into one message of the platform.
_MOST_LINES = 10
#: Why a single card was not sent: the one in its place says it.
IN_ONE_CARD = "和同时的几件并成一条发了"
#: Where all of them stand, for who works at a desk.
_LISTS = {
    "suggestion.to_review_many": "/console/suggestions?stage=review",
    "suggestion.filed_many": "/p/suggestions",
    "suggestion.assigned_many": "/p/suggestions",
}
#: Who asks for it, or of whom it is asked: what differs in it stays apart.
_SAME = {"hand_over": "bureau", "issue": "deputy", "suggestion": "reviewer"}


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


def gather(session: Session, case: tuple[str, int], now: datetime, until: datetime) -> None:
    """What was queued at ``now`` about ``case`` waits ``until`` then for more of its kind, and goes
    with what already waits for the same person: sixty sheets typed in are one card, not sixty."""
    for row in _queued_about(session, case, now):
        _wait(session, row, now, until)


def gather_after_first(
    session: Session, case: tuple[str, int], now: datetime, within: timedelta
) -> None:
    """What was queued at ``now`` about ``case`` goes at once, unless that person was told the like
    ``within`` so long: then it waits for the rest of that time and goes with what else waits. Who
    works a pile off sends each deputy one card, and then one about all the others."""
    for row in _queued_about(session, case, now):
        first = session.scalar(
            select(func.max(Notice.created_at)).where(
                Notice.contact_id == row.contact_id,
                Notice.kind.in_((row.kind, SEVERAL[row.kind])),
                Notice.created_at > now - within,
                Notice.id != row.id,
                Notice.reason != IN_ONE_CARD,
            )
        )
        if first is not None:
            _wait(session, row, now, first + within)


def _queued_about(session: Session, case: tuple[str, int], now: datetime) -> Sequence[Notice]:
    session.flush()
    return session.scalars(
        select(Notice).where(
            Notice.created_at == now,
            Notice.state == "queued",
            Notice.kind.in_(SEVERAL),
            Notice.case_kind == case[0],
            Notice.case_id == case[1],
        )
    ).all()


def _wait(session: Session, row: Notice, now: datetime, until: datetime) -> None:
    """``row`` waits ``until`` then, or goes with what already waits for the same person."""
    waiting = session.scalars(
        select(Notice)
        .where(
            Notice.contact_id == row.contact_id,
            Notice.kind.in_((row.kind, SEVERAL[row.kind])),
            Notice.state == "queued",
            Notice.next_at > now,
            Notice.id != row.id,
        )
        .order_by(Notice.id)
    ).all()
    row.next_at = min((one.next_at for one in waiting), default=until)
    if waiting:
        _put_together(session, [*waiting, row], now)


def _put_together(session: Session, group: list[Notice], now: datetime) -> None:
    """One card in place of all of ``group``; one of them may stand for several already."""
    first = group[0]
    each = [outbox.fields_of(row) for row in group]
    names = [str(one.get("names") or one.get("case", "")) for one in each]
    count = sum(int(one.get("count", 1)) for one in each)
    kind = SEVERAL.get(first.kind, first.kind)
    cases = [case for one in each for case in _cases(one)]
    fields = each[0] | {
        "count": count,
        "each": cases,
        "cases": _say_each(kind, cases),
        "same_day": say("together.same_day", due=cases[0]["due"]) if _one_day(cases) else "",
        "names": "、".join(names),
        "some": _some(each, count),
    }
    if (page := _LISTS.get(kind)) is not None:
        fields["link"] = address(session, page)
    made = outbox.queue(
        session,
        kind,
        first.contact_id,
        key=f"{kind}:{group[-1].id}:{count}",
        fields=fields,
        now=now,
    )
    if made is None:
        return
    made.next_at = max(row.next_at for row in group)
    for row in group:
        row.state, row.reason, row.settled_at = "dropped", IN_ONE_CARD, now


def _cases(fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the card says of each case that it is about."""
    if "each" in fields:
        return list(fields["each"])
    return [{name: str(fields.get(name, "")) for name in _OF_ONE}]


def _one_day(cases: Sequence[Mapping[str, str]]) -> bool:
    days = {case["due"] for case in cases}
    return len(days) == 1 and days != {""}


def _say_each(kind: str, cases: Sequence[Mapping[str, str]]) -> str:
    if kind not in _LINES:
        return "\n".join(f"{case['case']}：{case['gist']}" for case in cases)
    same, own = _LINES[kind]
    key = same if _one_day(cases) else own
    lines = [say(key, **case) for case in cases[:_MOST_LINES]]
    if (more := len(cases) - _MOST_LINES) > 0:
        lines.append(say("together.more", count=more))
    return "\n".join(lines)


#: So many are named where there may be sixty.
_NAMED = 3


def _some(each: list[dict[str, Any]], count: int) -> str:
    first = str(each[0].get("some", ""))
    if first.endswith("等"):
        return first
    names = [first] if first else []
    names += [str(one.get("case", "")) for one in each if not one.get("some")]
    return "、".join(names[:_NAMED]) + ("等" if count > _NAMED else "")
