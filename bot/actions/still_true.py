"""Whether a notice that has waited is still worth saying: what has been settled meanwhile, whoever
settled it, nobody is told or rung up about any more. Nobody's answer is ever taken for settled."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.one_card import IN_ONE_CARD, SEVERAL
from bot.actions.outbox import fields_of
from bot.actions.suggestions import still_true
from bot.domain.calendars import local_day
from bot.domain.workflows import hand_over as of_hand_over
from bot.domain.workflows.hand_over import RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.issue import (
    ANSWERED,
    AT_STATION,
    CLOSED,
    DECLINED,
    EARLY,
    HANDED_OVER,
    MERGED,
    OPEN,
    RECHECK,
    ROUTED,
    TAKEN_UP,
    TOLD,
    WITHDRAWN,
)
from bot.store.models import Alarm, Exchange, HandOver, Issue, Media, Notice

_UNTOUCHED = (*EARLY, ROUTED, TAKEN_UP, AT_STATION)
_SAID = frozenset({"issue.answered", "issue.result", "issue.referred"})

#: Kind → the states of the issue in which it is still true. A kind that is not named here or below
#: stays until somebody says it.
_WHILE: dict[str, tuple[str, ...]] = {
    # To deputies and the desk: what they were asked to do.
    "issue.task": (ROUTED, AT_STATION, RECHECK),
    "issue.station_task": _UNTOUCHED,
    "issue.desk_task": _UNTOUCHED,
    "issue.danger_task": OPEN,
    "issue.left_to_station": (AT_STATION,),
    "issue.hand_over_requested": (AT_STATION,),
    "issue.not_mine": (ROUTED, AT_STATION),
    "issue.taken_up": (TAKEN_UP,),
    "issue.supplement": OPEN,
    "issue.recheck": (RECHECK,),
    "issue.result_to_check": (AT_STATION,),
    "issue.result_deputy": (ANSWERED, TOLD),
    "issue.result_station": (ANSWERED, TOLD),
    "alarm.more": OPEN,
    # To the constituent: where it stands. Results are below.
    "issue.late": _UNTOUCHED,
    "issue.again": (RECHECK,),
    "issue.taken": (TAKEN_UP,),
    "issue.handed_over": (HANDED_OVER,),
    "issue.handed_over_again": (HANDED_OVER,),
    "issue.declined": (DECLINED,),
    "issue.merged": (MERGED,),
    "hand_over.progress": (HANDED_OVER,),
    "hand_over.promised": (HANDED_OVER,),
    "hand_over.delayed": (HANDED_OVER,),
}

#: Kind → the states of the hand-over.
_WHILE_WITH_BUREAU: dict[str, tuple[str, ...]] = {
    "hand_over.new": (of_hand_over.HANDED_OVER,),
    "hand_over.answer": RESPONSIBLE,
    "hand_over.word": RESPONSIBLE,
    "hand_over.return_requested": (RETURN_REQUESTED,),
    "hand_over.return_refused": RESPONSIBLE,
    "hand_over.extension_approved": RESPONSIBLE,
    "hand_over.extension_refused": RESPONSIBLE,
    "hand_over.rework": RESPONSIBLE,
}


def is_settled(session: Session, notice: Notice, now: datetime) -> bool:
    """Whether nobody needs to hear ``notice`` any more."""
    last = fields_of(notice).get("expires")
    if isinstance(last, str) and local_day(now).isoformat() > last:
        return True
    if notice.kind in _FOR_SEVERAL:
        single = _single_cards(session, notice)
        return bool(single) and all(is_settled(session, one, now) for one in single)
    if still_true.is_settled(session, notice):
        return True
    if notice.case_id is None or notice.case_kind not in ("issue", "hand_over"):
        return False
    row = session.get(HandOver, notice.case_id) if notice.case_kind == "hand_over" else None
    issue = row.issue if row is not None else session.get(Issue, notice.case_id)
    if issue is None:
        return False
    if issue.state in (WITHDRAWN, MERGED) and notice.priority not in ("reminder", "answer"):
        return notice.kind not in ("issue.withdrawn", "hand_over.cancelled")
    if notice.kind in _SAID:
        # They have said themselves how it is.
        return bool(issue.rating) and issue.state not in (ANSWERED, TOLD)
    if notice.kind == "issue.want_human":
        return issue.state == CLOSED
    if notice.kind in _WHILE:
        return issue.state not in _WHILE[notice.kind]
    if row is not None and notice.kind in _WHILE_WITH_BUREAU:
        return row.state not in _WHILE_WITH_BUREAU[notice.kind]
    if row is not None and notice.kind == "hand_over.extension_requested":
        return row.extension_until is None
    asked = _OTHERS.get(notice.kind)
    return asked is not None and asked(session, notice, issue)


#: Card about several cases → of the card about one of them.
_FOR_SEVERAL = {several: single for single, several in SEVERAL.items()}
#: So many of the latest are looked at: a session's sheets, and more.
_MOST = 400


def _single_cards(session: Session, notice: Notice) -> Sequence[Notice]:
    """In whose place it was sent, with earlier ones of the kind: while one of them waits to be
    seen to, there is something to tell."""
    return session.scalars(
        select(Notice)
        .where(
            Notice.contact_id == notice.contact_id,
            Notice.kind == _FOR_SEVERAL[notice.kind],
            Notice.reason == IN_ONE_CARD,
            Notice.settled_at <= notice.created_at,
        )
        .order_by(Notice.id.desc())
        .limit(_MOST)
    ).all()


def _alarm_is_heard(session: Session, notice: Notice, issue: Issue) -> bool:
    alarm = session.scalar(select(Alarm).where(Alarm.issue_id == issue.id))
    return alarm is not None and alarm.heard_at is not None


def _alarm_went_on(session: Session, notice: Notice, issue: Issue) -> bool:
    """「值班员已接到」 after somebody has spoken with her, or told the duty room."""
    alarm = session.scalar(select(Alarm).where(Alarm.issue_id == issue.id))
    return issue.spoken_at is not None or (alarm is not None and alarm.passed_on_at is not None)


def _is_typed_in(session: Session, notice: Notice, issue: Issue) -> bool:
    unheard = (
        select(Media.id)
        .where(
            Media.issue_id == issue.id,
            Media.kind == "voice",
            Media.transcript_id.is_(None),
        )
        .limit(1)
    )
    return session.scalar(unheard) is None


def _is_answered(session: Session, notice: Notice, issue: Issue) -> bool:
    """A question to the constituent that is not open any more."""
    rows = session.scalars(
        select(Exchange.finished_at).where(
            Exchange.contact_id == notice.contact_id,
            Exchange.kind == "question",
            Exchange.case_kind == "issue",
            Exchange.case_id == issue.id,
        )
    ).all()
    return bool(rows) and all(row is not None for row in rows)


def _place_is_known(session: Session, notice: Notice, issue: Issue) -> bool:
    """Where it is was learned meanwhile, or somebody is at it without that."""
    known = issue.grid is not None and issue.grid.level in ("village", "grid")
    return known or issue.state not in _UNTOUCHED


def _follows_no_more(session: Session, notice: Notice, issue: Issue) -> bool:
    """Somebody else was named to go on with it."""
    return issue.deputy is None or issue.deputy.contact_id != notice.contact_id


def _names_another(session: Session, notice: Notice, issue: Issue) -> bool:
    """Who was said to go on with it was changed for another."""
    named = issue.deputy.name if issue.deputy is not None else ""
    return named != (fields_of(notice)["deputy"] if notice.kind == "issue.handed_on" else "")


_OTHERS: dict[str, Callable[[Session, Notice, Issue], bool]] = {
    "alarm.call_back": _alarm_is_heard,
    "alarm.nobody": _alarm_is_heard,
    "alarm.sent": _alarm_is_heard,
    "alarm.heard": _alarm_went_on,
    "office.voice": _is_typed_in,
    "issue.handed_on": _names_another,
    "issue.station_goes_on": _names_another,
    "issue.handed_on_deputy": _follows_no_more,
    "issue.place_unanswered": _place_is_known,
    "issue.question": _is_answered,
    "hand_over.question": _is_answered,
}
