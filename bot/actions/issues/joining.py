"""Several people, one problem: who joins it, and issues that are the same."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import alike, audit, newcomers, places
from bot.actions.casework import SYSTEM, Actor, label, number_of, take_step
from bot.actions.hand_overs.finding import open_ones
from bot.actions.issues.above import LEVELS
from bot.actions.issues.finding import by_number
from bot.actions.rules import rule
from bot.domain.workflow import Refused
from bot.domain.workflows.issue import AT_STATION, EARLY, HANDED_OVER, OPEN, TAKEN_UP
from bot.store.models import Contact, Grid, History, Issue, Subscriber
from nlp.reading import Reading

_TOO = re.compile(r"也|一样|同(?:样|上|感|问)|[+＋]\s*[1一]|加[1一]|顶|附议|支持")


def join(session: Session, issue: Issue, contact: Contact, *, now: datetime) -> None:
    """「+1」「我们楼也是」: told what becomes of it, too."""
    known = session.scalar(
        select(Subscriber.id).where(
            Subscriber.issue_id == issue.id, Subscriber.contact_id == contact.id
        )
    )
    newcomers.known_now(session, contact.id)
    if known is None and issue.reporter_id != contact.id:
        session.add(Subscriber(issue_id=issue.id, contact_id=contact.id, since=now))
        audit.record(
            session,
            "issue.joined",
            contact_id=contact.id,
            now=now,
            thing="issue",
            thing_id=issue.id,
        )


def joinable(
    session: Session, contact: Contact, reading: Reading, *, now: datetime
) -> Issue | None:
    """The open issue that 「我们楼也是」 is about: the one that it is most like in that village. A
    bare 「+1」 says nothing: then it is the only one there of the last week. None if unsure."""
    grid = places.by_code(session, reading.grid_code) if reading.grid_code else None
    if grid is None and contact.grid_id is not None:
        grid = session.get(Grid, contact.grid_id)
    if grid is None:
        return None
    if reading.topic is not None:
        number = alike.most_like(session, grid, reading.text, reading.topic, now=now)
        return by_number(session, number) if number is not None else None
    if not _TOO.search(reading.text):
        # 「俺都摔两回了」 joins nothing that it does not speak of.
        return None
    days = int(rule(session, "conversation.join_days", now))
    rows = session.scalars(
        select(Issue)
        .where(
            Issue.grid_id == grid.id,
            Issue.state.in_((*EARLY, *OPEN)),
            Issue.seen_by == "grid",
            Issue.reporter_id != contact.id,
            Issue.created_at > now - timedelta(days=days),
        )
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None


def merge(session: Session, issue: Issue, into: Issue, actor: Actor, *, now: datetime) -> None:
    """并入同一件: everybody who reported it hears what becomes of the other."""
    higher = LEVELS.index(into.seen_by) > LEVELS.index(issue.seen_by)
    if into.state == "merged":
        raise Refused("refused.merge_into_merged", other=number_of(into))
    if into.id == issue.id or higher:
        # Kept above: its title is not for who reported the other one.
        raise Refused("refused.merge", case=label(issue))
    if into.secret and not issue.secret:
        # Whoever joins it would read of it ever after.
        raise Refused("refused.merge_into_secret", case=label(issue), other=number_of(into))
    if _is_of_elsewhere(issue, into):
        # A slip in the number, and a stranger would hear that it is the same as theirs.
        raise Refused("refused.merge_apart", case=label(issue), other=label(into))
    # What another said in their own words nobody is told: its number is enough.
    take_step(session, issue, "merge", actor, now=now, issue=into, other=number_of(into))
    issue.merged_into = into.id
    issue.closed_at = now
    join(session, into, issue.reporter, now=now)
    for row in session.scalars(select(Subscriber).where(Subscriber.issue_id == issue.id)):
        join(session, into, session.get_one(Contact, row.contact_id), now=now)


def _is_of_elsewhere(issue: Issue, into: Issue) -> bool:
    """Whether they are of two villages, and of two topics as well."""
    here, there = _village(issue.grid), _village(into.grid)
    if here is None or there is None or here.id == there.id:
        return False
    return None not in (issue.topic, into.topic) and issue.topic != into.topic


def _village(grid: Grid | None) -> Grid | None:
    while grid is not None and grid.level == "grid":
        grid = grid.parent
    return grid if grid is not None and grid.level == "village" else None


def unmerge(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """It was not the same after all: it goes on by itself where it was, and whom only the merging
    had told of the other one hears no more of that."""
    if issue.merged_into is None:
        # A button of a page drawn before somebody else, or the same person, had pressed it.
        raise Refused("refused.unmerged_already", case=label(issue))
    into = session.get_one(Issue, issue.merged_into)
    merged = session.scalars(
        select(History)
        .where(History.case_kind == "issue", History.case_id == issue.id, History.step == "merge")
        .order_by(History.id.desc())
        .limit(1)
    ).one()
    take_step(session, issue, "unmerge", actor, now=now, issue=into, other=number_of(into))
    if (step := _still(session, issue, merged.from_state)) is not None:
        take_step(session, issue, step, SYSTEM, now=now)
    issue.merged_into = None
    issue.closed_at = None
    theirs = select(Subscriber.contact_id).where(Subscriber.issue_id == issue.id)
    for row in session.scalars(
        select(Subscriber).where(
            Subscriber.issue_id == into.id,
            Subscriber.since == merged.at,
            (Subscriber.contact_id == issue.reporter_id) | Subscriber.contact_id.in_(theirs),
        )
    ):
        session.delete(row)
    newcomers.ask_cases_again(session)


def _still(session: Session, issue: Issue, before: str) -> str | None:
    """The step by which it is again where it was ``before``; None: with deputies and station."""
    if before == HANDED_OVER:
        return "still_at_bureau" if open_ones(session, issue) else None
    return {AT_STATION: "still_at_station", TAKEN_UP: "still_followed"}.get(before)
