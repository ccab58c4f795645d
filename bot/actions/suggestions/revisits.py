"""「需回访」, for 代表工委 only (mechanism P19): a reason to ring somebody, never a reproach."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from bot.actions import places
from bot.actions.rules import rule
from bot.actions.suggestions import parties
from bot.domain.calendars import local_day
from bot.store.models import (
    Assignment,
    Contact,
    Issue,
    Rating,
    RevisitFlag,
    Suggestion,
    SuggestionIssue,
)

LABELS = {
    "many_at_once": "几分钟里评了很多件满意",
    "citizen_says_not": "代表评了满意，群众说没好",
    "back_where_it_came_from": "又转回提出的乡镇办",
}

#: Who is meant by "the township": not the station of a county's own body that lies there.
_OF_THE_TOWNSHIP = frozenset({"township_government", "village"})


def flag(session: Session, suggestion: Suggestion, kind: str, *, now: datetime) -> bool:
    """Raise a flag once for each round of handling; False if it stands already."""
    known = session.scalar(
        select(RevisitFlag.id).where(
            RevisitFlag.suggestion_id == suggestion.id,
            RevisitFlag.kind == kind,
            RevisitFlag.round == suggestion.round,
        )
    )
    if known is not None:
        return False
    session.add(
        RevisitFlag(suggestion_id=suggestion.id, kind=kind, round=suggestion.round, raised_at=now)
    )
    session.flush()
    return True


def flag_if_back_home(session: Session, suggestion: Suggestion, *, now: datetime) -> None:
    """A county suggestion whose lead bureau is the township that it came from (回娘家); taken off
    again where another lead bureau takes its place before anybody rang."""
    kind = "back_where_it_came_from"
    if any(_is_home(session, row, now) for row in parties.leads(session, suggestion)):
        flag(session, suggestion, kind, now=now)
        return
    session.execute(
        delete(RevisitFlag).where(
            RevisitFlag.suggestion_id == suggestion.id,
            RevisitFlag.kind == kind,
            RevisitFlag.settled_at.is_(None),
        )
    )


def _is_home(session: Session, row: Assignment, now: datetime) -> bool:
    bureau = row.bureau
    if row.suggestion.congress != "county" or bureau.kind not in _OF_THE_TOWNSHIP:
        return False
    home = parties.township_of(session, row.suggestion.lead, local_day(now))
    return home is not None and bureau.grid is not None and places.within(bureau.grid, home)


def flag_after_rating(session: Session, rating: Rating, *, now: datetime) -> None:
    """Many 满意 in minutes, or 满意 while a citizen behind it says that it is not done (被满意)."""
    if rating.grade != "satisfied":
        return
    issues = parties.issues_of(session, rating.suggestion)
    if any(issue.rating == "没好" or issue.state == "recheck" for issue in issues):
        flag(session, rating.suggestion, "citizen_says_not", now=now)
    most = int(rule(session, "suggestion.many_at_once", now))
    minutes = int(rule(session, "suggestion.many_minutes", now))
    recent = session.scalars(
        select(Rating).where(
            Rating.deputy_id == rating.deputy_id,
            Rating.grade == "satisfied",
            Rating.at > now - timedelta(minutes=minutes),
        )
    ).all()
    if len(recent) >= most:
        for each in recent:
            flag(session, each.suggestion, "many_at_once", now=now)


def look(session: Session, *, now: datetime) -> int:
    """What time does: a citizen behind it says 「没好」 after the deputy's 满意. Returns how many
    flags were raised."""
    flagged = exists().where(
        RevisitFlag.suggestion_id == Suggestion.id,
        RevisitFlag.kind == "citizen_says_not",
        RevisitFlag.round == Suggestion.round,
    )
    rows = session.scalars(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .join(Issue, SuggestionIssue.issue_id == Issue.id)
        .join(Rating, Rating.suggestion_id == Suggestion.id)
        .where(
            Issue.state == "recheck",
            Rating.lead,
            Rating.round == Suggestion.round,
            Rating.grade == "satisfied",
            ~flagged,
        )
        .order_by(Suggestion.id)
    ).all()
    # Several citizens may say so of one.
    return sum(
        flag(session, suggestion, "citizen_says_not", now=now) for suggestion in dict.fromkeys(rows)
    )


def waiting(session: Session) -> Sequence[RevisitFlag]:
    """Flags that nobody has settled, oldest first."""
    return session.scalars(
        select(RevisitFlag).where(RevisitFlag.settled_at.is_(None)).order_by(RevisitFlag.id)
    ).all()


def settled_last(session: Session, suggestion: Suggestion) -> RevisitFlag | None:
    """The flag about which somebody rang last."""
    return session.scalar(
        select(RevisitFlag)
        .where(RevisitFlag.suggestion_id == suggestion.id, RevisitFlag.settled_at.is_not(None))
        .order_by(RevisitFlag.settled_at.desc(), RevisitFlag.id.desc())
        .limit(1)
    )


def bunch(row: RevisitFlag) -> tuple[str, int]:
    """Flags of which this is the same are asked about in one call: why, and whom."""
    return row.kind, row.suggestion.lead_id


def up_to(rows: Sequence[RevisitFlag], newest: int) -> list[RevisitFlag]:
    """The bunch of the flag with the id ``newest``, without what came after it."""
    same = {bunch(row) for row in rows if row.id == newest}
    return [row for row in rows if row.id <= newest and bunch(row) in same]


def settle(session: Session, row: RevisitFlag, by: Contact, *, now: datetime) -> None:
    """Somebody rang, and that is that."""
    row.settled_at, row.settled_by = now, by.id
