"""What of suggestions waits for an officer, and what officers ask about them."""

import re

from sqlalchemy import select

from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.actions.suggestions import parties, review
from bot.actions.suggestions.reviewed import reviewed_by
from bot.domain.workflow import Party
from bot.domain.workflows.suggestion import DRAFT, FILED
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions.asked import BY_TITLE, ONE
from handlers.conversation.suggestions.how_it_stands import say_meant
from handlers.conversation.suggestions.words import bare, numbered, titled

_MOST = 100


def asked(talk: Talk) -> Answer | None:
    """How far one is, of whoever decides about it, or has had it in review."""
    said = bare(talk)
    found = ONE.match(said) or BY_TITLE.match(said)
    if found is None:
        return None
    mine = (
        select(Suggestion)
        .where(Suggestion.state != DRAFT, reviewed_by(talk.roles))
        .order_by(Suggestion.id.desc())
        .limit(_MOST)
    )
    rows = list(dict.fromkeys([*waiting_for_review(talk), *talk.session.scalars(mine)]))
    named = found.groupdict().get("n") or ""
    if not named:
        meant = titled(rows, found["words"])
    elif re.search(r"[建稿〔]", named):
        meant = numbered(rows, named) or _of_desk(talk, named)
    else:
        meant = []
    return Answer(say_meant(talk, meant), "staff") if meant else None


#: 「11提请会议研究」, 「建11程序办结」: steps that no case of a citizen has.
_FORMAL = re.compile(
    r"^(?:把)?(?P<named>建?(?:〔[\d\-－]+〕)?\d{1,5}号?)(?:这件|建议)?[，, ]?(?:可以|请|要|先|就)?"
    r"(?:别|不)?.{0,4}(?:提请|会议研究|上(?:主任)?会|程序办结|销号?|重新办理|重办)"
)


def formal_step(talk: Talk) -> Answer | None:
    """What the desk decides with the papers before its eyes: where that is done. A suggestion is
    meant, whatever citizen's case has the same number."""
    found = _FORMAL.match(bare(talk))
    rows = _of_desk(talk, found["named"]) if found is not None else []
    if len(rows) != 1:
        return None
    link = address(talk.session, f"/console/suggestion/{rows[0].draft_number}")
    return Answer(say("writing.steps_on_page", case=label(rows[0]), link=link), "staff")


def _of_desk(talk: Talk, named: str) -> list[Suggestion]:
    """The one with this number, if this person is a party to it."""
    number = re.search(r"(\d{1,5})\D*$", named)
    if number is None:
        return []
    column = Suggestion.draft_number if "稿" in named else Suggestion.serial
    rows = talk.session.scalars(
        select(Suggestion).where(column == int(number[1]), Suggestion.state != DRAFT).limit(9)
    )
    return [
        row
        for row in rows
        if parties.parties_of(talk.session, row, talk.contact.id, talk.roles, talk.now)
    ]


def waiting_for_review(talk: Talk) -> list[Suggestion]:
    """What waits for the review of this very person, oldest first."""
    if not talk.roles.officer_roles:
        return []
    return [
        row
        for level in rule(talk.session, "suggestion.reviewers", talk.now)
        for row in review.waiting_at(talk.session, level)
        if talk.contact.id in parties.reviewers(talk.session, row, talk.now)
    ]


def waiting_to_assign(talk: Talk) -> list[Suggestion]:
    """What has its number and no bureau yet, of this desk, oldest first."""
    if not talk.roles.officer_roles:
        return []
    rows = talk.session.scalars(
        select(Suggestion).where(Suggestion.state == FILED).order_by(Suggestion.id).limit(_MOST)
    )
    desk = {Party.OFFICE, Party.PRESIDIUM}
    return [
        row
        for row in rows
        if desk & parties.parties_of(talk.session, row, talk.contact.id, talk.roles, talk.now)
    ]
