"""Review (三级审核, mechanism P08): each level passes, talks, sends back with a reason, merges; the
last one files it under its formal number. Declining comes last, with the lawful reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import Actor, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import behind, one_by_one, parties, sessions
from bot.actions.suggestions.kind import label, name_of
from bot.actions.suggestions.whole import whole
from bot.domain.suggestions import NOT_A_SUGGESTION
from bot.domain.workflow import Refused
from bot.domain.workflows import suggestion as s
from bot.store.models import CoSigner, History, Suggestion, SuggestionIssue, Words

#: Where another one may still be merged into: not answered yet.
_MERGE_INTO = (s.REVIEWING, s.FILED, *s.HANDLING)


def pass_on(session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime) -> None:
    """This level says yes: on to the next one; the last one files it (立案编号)."""
    _check_level(session, suggestion, actor, now)
    level = parties.level_of(suggestion)
    if not level:
        take_step(session, suggestion, "file", actor, now=now)  # refused: it is not being reviewed
        return
    passed = parties.reviewer_name(session, suggestion, now)
    if suggestion.level + 1 < len(suggestion.levels):
        with session.begin_nested():
            suggestion.level += 1
            take_step(session, suggestion, "pass_on", actor, now=now, fact=passed)
            one_by_one.gather(session, suggestion, now)
        return
    with session.begin_nested():
        number = sessions.give_number(session, suggestion, now)
        suggestion.level += 1
        take_step(session, suggestion, "file", actor, now=now, fact=number)
        one_by_one.gather(session, suggestion, now)


def talk(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> None:
    """Note that somebody talked it over with the deputy."""
    take_step(session, suggestion, "talk", actor, now=now, words=words)


def send_back(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words, *, now: datetime
) -> None:
    """退回修改, with the reason. When it comes again, this level looks at it first."""
    _check_level(session, suggestion, actor, now)
    take_step(session, suggestion, "send_back", actor, now=now, words=words)


def merge(
    session: Session, suggestion: Suggestion, into: Suggestion, actor: Actor, *, now: datetime
) -> None:
    """The same matter twice: one number, and everybody who signed hears of it. Within one congress
    only. Raises Refused."""
    same = suggestion.area_id == into.area_id and suggestion.congress == into.congress
    if suggestion.id == into.id or not same or into.state not in _MERGE_INTO:
        raise Refused("refused.cannot_merge", case=label(suggestion), other=label(into))
    take_step(session, suggestion, "merge", actor, now=now, fact=name_of(into), other=into)
    suggestion.merged_into = into.id
    _carry_signers(session, suggestion, into, now)
    _carry_issues(session, suggestion, into)


def other_of(session: Session, suggestion: Suggestion, said: str) -> Suggestion | None:
    """The one that people name beside ``suggestion``: 稿12, 〔16-6〕11, or 建11 and 11 alone of the
    same congress, the newest of that number."""
    bare = said.strip().removeprefix("建").removesuffix("号")
    if bare.startswith("稿"):
        number = bare.removeprefix("稿")
        found = int(number) if number.isdecimal() and len(number) < 8 else 0
        return session.scalar(select(Suggestion).where(Suggestion.draft_number == found))
    rows = select(Suggestion).order_by(Suggestion.id.desc()).limit(1)
    if not (bare.isdecimal() and len(bare) < 8):
        return session.scalar(rows.where(Suggestion.number == bare))
    return session.scalar(
        rows.where(
            Suggestion.serial == int(bare),
            Suggestion.congress == suggestion.congress,
            Suggestion.area_id == suggestion.area_id,
            Suggestion.id != suggestion.id,
        )
    )


def _carry_signers(
    session: Session, suggestion: Suggestion, into: Suggestion, now: datetime
) -> None:
    known = set(
        session.scalars(select(CoSigner.deputy_id).where(CoSigner.suggestion_id == into.id))
    ) | {into.lead_id}
    others = [row.deputy_id for row in parties.signers(session, suggestion)]
    for deputy_id in dict.fromkeys([suggestion.lead_id, *others]):
        if deputy_id not in known:
            session.add(
                CoSigner(
                    suggestion_id=into.id,
                    deputy_id=deputy_id,
                    state="signed",
                    asked_at=now,
                    answered_at=now,
                )
            )
    session.flush()


def _carry_issues(session: Session, suggestion: Suggestion, into: Suggestion) -> None:
    known = {issue.id for issue in parties.issues_of(session, into)}
    for issue in parties.issues_of(session, suggestion):
        if issue.id not in known:
            session.add(SuggestionIssue(suggestion_id=into.id, issue_id=issue.id))
    session.flush()


@whole
def decline(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    reason: str,
    words: Words,
    *,
    now: datetime,
) -> None:
    """不作为建议: ``reason`` is a code of NOT_A_SUGGESTION. Comes last: somebody has talked to the
    deputy or sent it back before (rule suggestion.decline_after_talk). Raises Refused."""
    if reason not in NOT_A_SUGGESTION:
        raise Refused("refused.needs_reason", case=label(suggestion))
    _check_level(session, suggestion, actor, now)
    if rule(session, "suggestion.decline_after_talk", now) and not _was_talked(session, suggestion):
        raise Refused("refused.talk_first", case=label(suggestion))
    lawful = NOT_A_SUGGESTION[reason]
    take_step(
        session,
        suggestion,
        "decline",
        actor,
        now=now,
        words=words,
        fact=lawful.reason,
        reason=lawful.reason,
        said={"way": lawful.way},
    )
    suggestion.decline_reason = reason
    behind.give_back(session, suggestion, now=now)


def _was_talked(session: Session, suggestion: Suggestion) -> bool:
    found = session.scalar(
        select(History.id)
        .where(
            History.case_kind == "suggestion",
            History.case_id == suggestion.id,
            History.step.in_(("talk", "send_back")),
        )
        .limit(1)
    )
    return found is not None


def _check_level(session: Session, suggestion: Suggestion, actor: Actor, now: datetime) -> None:
    """Only who holds the level it waits at. Raises Refused."""
    level = parties.level_of(suggestion)
    if not level:
        return  # the table of steps says why not
    holders = parties.reviewers(session, suggestion, now)
    if actor.contact is None or actor.contact.id not in holders:
        name = parties.reviewer_name(session, suggestion, now)
        raise Refused("refused.other_level", case=label(suggestion), level=name)


def waiting_at(session: Session, level: str) -> list[Suggestion]:
    """What waits at one level of review, oldest first."""
    rows = session.scalars(
        select(Suggestion).where(Suggestion.state == "reviewing").order_by(Suggestion.id)
    )
    return [row for row in rows if parties.level_of(row) == level]
