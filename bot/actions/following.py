"""Citizens' cases whose deputy is one no longer (换届, or left before): nobody follows them until a
person names who goes on; who was named wrongly is changed until they act. The citizen hears it, and
who was named (field notes 1)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from bot.actions import outbox, places, recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import Actor, case_fields, label, list_link, take_step
from bot.actions.people import in_force, roles_of
from bot.actions.suggestions import parties
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.domain.workflows import issue as states
from bot.domain.workflows import suggestion as suggestion_states
from bot.store.models import (
    Contact,
    Deputy,
    Grid,
    HandOver,
    History,
    Issue,
    Notice,
    Suggestion,
    SuggestionIssue,
)
from bot.texts import say

#: Answered, and the citizen has not said how it is: somebody still hears what they say.
UNFINISHED = (*states.OPEN, states.ANSWERED, states.TOLD, states.RAISED)
_ENDED = (suggestion_states.WITHDRAWN, suggestion_states.DECLINED, suggestion_states.MERGED)
#: The steps in which a person names who goes on.
_NAMINGS = ("hand_on", "station_goes_on", "station_takes_on")
_DESK = (Party.STATION.value, Party.OFFICE.value)
#: So many are named on a card; the rest stands on the list that it leads to.
_NAMED = 3


def unfinished() -> ColumnElement[bool]:
    """SQL: issues that go on and are no suggestion: what became one goes on with whoever follows
    that, or is named for it."""
    suggested = exists().where(
        SuggestionIssue.issue_id == Issue.id,
        SuggestionIssue.suggestion_id == Suggestion.id,
        Suggestion.state.not_in(_ENDED),
    )
    return Issue.state.in_(UNFINISHED) & ~suggested


def nobody_follows(
    session: Session, now: datetime, *where: ColumnElement[bool], most: int | None = None
) -> list[Issue]:
    """What goes on and whose deputy left, without a mandate since, oldest first."""
    today, again = local_day(now), aliased(Deputy)
    gone = session.scalars(
        select(Deputy.id).where(
            Deputy.until < today,
            ~exists().where(again.contact_id == Deputy.contact_id, in_force(again, today)),
        )
    ).all()
    if not gone:
        return []
    rows = session.scalars(
        select(Issue)
        .where(Issue.deputy_id.in_(gone), Issue.seen_by == "grid", unfinished(), *where)
        .options(joinedload(Issue.grid), joinedload(Issue.deputy))
        .order_by(Issue.id)
        .limit(most)
    )
    return [issue for issue in rows if recipients.holding(session, issue, now) is None]


def is_unfollowed(session: Session, issue: Issue, now: datetime) -> bool:
    """Whether somebody has to be named for this one."""
    left = issue.deputy is not None and issue.deputy.until is not None
    return left and bool(nobody_follows(session, now, Issue.id == issue.id))


def may_change(session: Session, issue: Issue, now: datetime) -> bool:
    """Whether a person named who goes on, and that deputy, or the desk, has done nothing with it
    yet: named wrongly, they are changed for another."""
    named = issue.deputy
    if issue.seen_by != "grid" or issue.state not in states.ISSUE.step("hand_on").start:
        return False
    if named is not None and named.until is not None and named.until < local_day(now):
        return False
    rows = select(HandOver.id).where(HandOver.issue_id == issue.id)
    of_it = (History.case_kind == "issue") & (History.case_id == issue.id)
    of_row = (History.case_kind == "hand_over") & History.case_id.in_(rows)
    last = session.scalar(
        select(History).where(of_it, History.step.in_(_NAMINGS)).order_by(History.id.desc())
    )
    if last is None or last.fact != (named.name if named is not None else ""):
        return False
    theirs = (
        History.contact_id == named.contact_id if named is not None else History.party.in_(_DESK)
    )
    acted = select(History.id).where(of_it | of_row, theirs, History.id > last.id)
    return session.scalar(acted.limit(1)) is None


def may_be_named(session: Session, issue: Issue, now: datetime) -> bool:
    """Whether somebody may be named to go on, for the first time or instead of who was."""
    return is_unfollowed(session, issue, now) or may_change(session, issue, now)


def may_follow(session: Session, issue: Issue, at: datetime) -> list[Deputy]:
    """The deputies of the place who may know of the case: the gate of avoidance stands here too."""
    return list(recipients.deputies(session, issue, at))


def hand_on(
    session: Session, issue: Issue, actor: Actor, deputy: Deputy | None, *, now: datetime
) -> None:
    """A person names the deputy who goes on; None: the station does. Or another one, as long as who
    was named has done nothing with it. Raises Refused where somebody follows it already, or the
    deputy may not."""
    before, anew = issue.deputy, may_change(session, issue, now)
    if (anew and before is deputy) or not (anew or is_unfollowed(session, issue, now)):
        raise Refused("refused.followed", case=label(issue))
    if deputy is not None and deputy not in may_follow(session, issue, now):
        raise Refused("refused.may_not_follow", deputy=deputy.name, case=label(issue))
    who = f"{before.name}代表" if before is not None else case_fields(session, issue, now)["desk"]
    issue.deputy = deputy
    session.flush()
    step = "hand_on"
    if deputy is None:
        step = "station_takes_on" if issue.state == states.TAKEN_UP else "station_goes_on"
    take_step(
        session,
        issue,
        step,
        actor,
        now=now,
        fact=deputy.name if deputy is not None else "",
        deputy=deputy,
        before=say("status.follower_changed" if anew else "status.follower_left", who=who),
    )
    heard = anew and before is not None and _heard(session, issue, before)
    if before is not None and heard and before in may_follow(session, issue, now):
        _tell_not_you(session, issue, before, deputy, now)


def _heard(session: Session, issue: Issue, deputy: Deputy) -> bool:
    """Whether they have been told that they go on with it: else it is dropped unsaid."""
    told = select(Notice.id).where(
        Notice.kind == "issue.handed_on_deputy",
        Notice.case_kind == "issue",
        Notice.case_id == issue.id,
        Notice.contact_id == deputy.contact_id,
        Notice.state.in_(("leased", "sent", "told")),
    )
    return session.scalar(told.limit(1)) is not None


def _tell_not_you(
    session: Session, issue: Issue, before: Deputy, deputy: Deputy | None, now: datetime
) -> None:
    """To who was named by mistake; not where they may not know of it any more."""
    kind = "issue.handed_on_anew"
    fields = case_fields(session, issue, now)
    fields |= {
        "name": before.name,
        "deputy": f"{deputy.name}代表" if deputy is not None else fields["desk"],
    }
    key = f"{kind}:{issue.id}:{before.id}:{now:%Y%m%d%H%M%S}"
    case = ("issue", issue.id)
    outbox.queue(session, kind, before.contact_id, key=key, fields=fields, now=now, case=case)


# ------------------------------------------------------------------------------ the card


def is_card_day(session: Session, now: datetime, left: date | None) -> bool:
    """Whether who decides hears of it today: on the first working day without the deputy whose last
    day was ``left``, and on the first one of every week after it."""
    today, calendar = local_day(now), county_calendar(session, now)
    monday = today - timedelta(days=today.weekday())
    days = [monday] if left is None else [monday, left + timedelta(days=1)]
    return today in [calendar.next_working_day(day) for day in days]


def look(session: Session, *, now: datetime) -> int:
    """What time does: the desk and the township's chairman hear of what nobody follows. Returns how
    many notices were queued."""
    of_desk: dict[int, list[Issue]] = {}
    for issue in nobody_follows(session, now):
        if is_card_day(session, now, issue.deputy.until if issue.deputy else None):
            for contact_id in _deciding(session, issue, now):
                of_desk.setdefault(contact_id, []).append(issue)
    return sum(_card(session, contact_id, rows, now) for contact_id, rows in of_desk.items())


def _deciding(session: Session, issue: Issue, now: datetime) -> list[int]:
    found = recipients.desk(session, issue, now)
    for contact_id in parties.presidium(session, _township(session, issue), now):
        contact = session.get_one(Contact, contact_id)
        roles = roles_of(session, contact, now)
        if recipients.parties_of(session, issue, contact, roles, now):
            found.append(contact_id)
    return list(dict.fromkeys(found))


def _township(session: Session, issue: Issue) -> Grid | None:
    return places.ancestor(session, issue.grid, "township") if issue.grid is not None else None


def _card(session: Session, contact_id: int, rows: Sequence[Issue], now: datetime) -> bool:
    kind = "issue.nobody_follows"
    more = f"等{len(rows)}件" if len(rows) > _NAMED else ""
    fields = {
        "count": len(rows),
        "cases": "、".join(label(issue) for issue in rows[:_NAMED]) + more,
        "link": list_link(session),
    }
    key = f"{kind}:{local_day(now)}:{contact_id}"
    return outbox.queue(session, kind, contact_id, key=key, fields=fields, now=now) is not None
