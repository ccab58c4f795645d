"""Which suggestions are somebody's own, and how far one is, in words."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.suggestions import drafts, parties, promises
from bot.actions.suggestions.kind import link_to, name_of, say_bureaus, say_date
from bot.domain.calendars import local_day
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.domain.workflows.suggestion import (
    HANDLING,
    MERGED,
    REPLIED,
    REVIEWING,
    WRITING,
    sealed,
)
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import Assignment, CoSigner, Deputy, History, Suggestion, Words
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions.words import which

_MOST = 100


def own_of(talk: Talk) -> list[Suggestion]:
    """What this person raised, follows or signed, then what their bureaus have; newest first."""
    mine = select(Deputy.id).where(Deputy.contact_id == talk.contact.id)
    signed = select(CoSigner.suggestion_id).where(
        CoSigner.deputy_id.in_(mine), CoSigner.state == "signed"
    )
    found: list[Suggestion] = []
    if talk.roles.deputies:
        rows = talk.session.scalars(
            select(Suggestion)
            .where(
                Suggestion.lead_id.in_(mine)
                | Suggestion.successor_id.in_(mine)
                | Suggestion.id.in_(signed)
            )
            .order_by(Suggestion.id.desc())
            .limit(_MOST)
        )
        found += rows
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    if bureaus:
        given = talk.session.scalars(
            select(Suggestion)
            .join(Assignment, Assignment.suggestion_id == Suggestion.id)
            .where(
                Assignment.bureau_id.in_(bureaus),
                Assignment.state.not_in(ASSIGNMENT.final),
            )
            .order_by(Suggestion.id.desc())
            .limit(_MOST)
        )
        found += given
    return list(dict.fromkeys(found))


def say_meant(talk: Talk, meant: Sequence[Suggestion]) -> str:
    return which(meant) if len(meant) > 1 else one(talk, meant[0])


def one(talk: Talk, about: Suggestion) -> str:
    """How far this one is, and what comes next."""
    return say(
        "asking.one",
        case=label(about),
        state=_state(talk, about),
        more=_more(talk, about),
        link=link_to(talk.session, about),
    )


def _state(talk: Talk, about: Suggestion) -> str:
    """A bureau hears the same word however, and whenever, the answer was rated (design 1.4)."""
    held = parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now)
    return TABLE.states[about.state] if held & _MAY_KNOW else sealed(about.state)


#: Who may know that it has been rated.
_MAY_KNOW = {Party.DEPUTY, Party.CO_SIGNER, Party.OFFICE, Party.PRESIDIUM}


def _more(talk: Talk, about: Suggestion) -> str:
    """What comes next, in words."""
    if about.state in WRITING:
        missing = drafts.missing(talk.session, about)
        if not missing:
            return say("asking.complete", draft=name_of(about))
        names = "、".join(QUESTIONS[part][0] for part in missing)
        return say("asking.lacks", parts=names)
    if about.state == REVIEWING:
        return _reviewing(talk, about)
    if about.state == MERGED and about.merged_into is not None:
        other = talk.session.get_one(Suggestion, about.merged_into)
        return say("asking.merged", other=label(other))
    if about.state in HANDLING:
        return _handling(talk, about)
    if about.state == REPLIED:
        until = say_date(about.rate_by, talk.now) if about.rate_by else ""
        return say("asking.replied", until=until) if talk.roles.deputies and until else ""
    open_ones = [row for row in promises.of_suggestion(talk.session, about) if row.state == "open"]
    return "".join(
        say("asking.promise", promise=gist(row.words.masked), due=say_date(row.due, talk.now))
        for row in open_ones[:3]
    )


def _reviewing(talk: Talk, about: Suggestion) -> str:
    """Who has it, since when."""
    since = talk.session.scalar(
        select(History.at)
        .where(
            History.case_kind == "suggestion",
            History.case_id == about.id,
            History.step.in_(("submit", "hand_in", "pass_on")),
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    reviewer = parties.reviewer_name(talk.session, about, talk.now)
    if since is None or not reviewer:
        return ""
    day = say_date(local_day(since), talk.now)
    return say("asking.reviewing", reviewer=reviewer, day=day)


def _handling(talk: Talk, about: Suggestion) -> str:
    rows = parties.assignments_of(talk.session, about)
    leads = [row for row in rows if row.role == "lead"]
    said = ""
    owing = parties.owing(talk.session, about)
    if leads:
        last = max(row.due for row in owing)
        key = "asking.handling_late" if last < local_day(talk.now) else "asking.handling"
        shown = rows if len(owing) == len(leads) else owing
        said = say(key, bureaus=say_bureaus(shown), due=say_date(last, talk.now))
    last = talk.session.scalar(
        select(History)
        .where(
            History.case_kind == "assignment",
            History.case_id.in_([row.id for row in rows]),
            History.step == "report_progress",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    if last is None or last.words_id is None:
        return said
    words = talk.session.get_one(Words, last.words_id)
    return said + say(
        "asking.progress", day=say_date(local_day(last.at), talk.now), words=words.masked
    )
