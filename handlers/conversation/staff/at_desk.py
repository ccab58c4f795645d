"""What waits at an officer's desk."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, and_, literal, or_, select
from sqlalchemy.orm import joinedload

from bot.actions import recipients
from bot.domain.workflows import hand_over as hand_over_states
from bot.domain.workflows import issue as issue_states
from bot.store.models import HandOver, Issue
from handlers.conversation.context import Talk
from handlers.conversation.pending import MOST, Item, issue_item, named_too
from nlp.replies import Pending


def for_desk(talk: Talk) -> list[Item]:
    """What waits at this officer's desk: returns and extensions to decide, issues to handle."""
    items = [
        Item(Pending(f"民{row.issue.number}", "handover", _to_decide(row), row.issue.title), row)
        for row in _decisions(talk)
    ]
    for issue in _desk_issues(talk):
        kind = "revisit" if issue.state == issue_states.RECHECK else "issue"
        items.append(issue_item(issue, kind))
    return [*items, *named_too(talk, items, lambda issue: _mine(talk, issue))]


def _to_decide(row: HandOver) -> str:
    return row.state if row.state == "return_requested" else "extension_requested"


def _decisions(talk: Talk) -> Iterable[HandOver]:
    rows = talk.session.scalars(
        select(HandOver)
        .where(
            (HandOver.state == hand_over_states.RETURN_REQUESTED)
            | HandOver.extension_until.is_not(None)
        )
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.id.desc())
        .limit(MOST)
    ).all()
    return [row for row in rows if _mine(talk, row.issue)]


def _desk_issues(talk: Talk) -> Iterable[Issue]:
    rows = talk.session.scalars(_at_desk(talk, (*issue_states.OPEN, *issue_states.EARLY))).all()
    return [issue for issue in rows if _mine(talk, issue)]


def _at_desk(talk: Talk, states: Sequence[str]) -> Select[Issue]:
    stations = [role.station_id for role in talk.roles.officer_roles if role.station_id]
    county = any(role.role in recipients.COUNTY_ROLES for role in talk.roles.officer_roles)
    where = or_(
        Issue.station_id.in_(stations),
        and_(
            literal(county),
            or_(
                Issue.seen_by == "county",
                Issue.attention == "county",
                # Nobody knows where it is: the county office's own.
                Issue.station_id.is_(None),
            ),
        ),
    )
    return select(Issue).where(where, Issue.state.in_(states)).order_by(Issue.id.desc()).limit(MOST)


def _mine(talk: Talk, issue: Issue) -> bool:
    held = recipients.parties_of(talk.session, issue, talk.contact, talk.roles, talk.now)
    return bool({"station", "office"} & {party.value for party in held})
