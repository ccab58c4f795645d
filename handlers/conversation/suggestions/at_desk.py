"""What of suggestions waits for an officer, and what officers ask about them."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.actions.suggestions import parties, review
from bot.actions.suggestions.kind import say_date, short
from bot.actions.suggestions.reviewed import reviewed_by
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.suggestion import DRAFT, FILED
from bot.store.models import Assignment, Issue, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestions.asked import BY_TITLE, ONE
from handlers.conversation.suggestions.asked_freely import NUMBERED, OF_ITS_COURSE
from handlers.conversation.suggestions.how_it_stands import say_meant
from handlers.conversation.suggestions.words import bare, numbered, titled

_MOST = 100
_QUESTION = 24


def asked(talk: Talk) -> Answer | None:
    """How far one is, of whoever decides about it, or has had it in review."""
    said = bare(talk)
    if _HOW_MANY.search(said) and talk.roles.officer_roles:
        return _owed(talk)
    found = ONE.match(said) or BY_TITLE.match(said)
    if found is None and len(said) <= _QUESTION and OF_ITS_COURSE.search(said):
        found = NUMBERED.match(said)
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
        meant = numbered(rows, named) or of_desk(talk, named)
    else:
        return _by_bare_number(talk, named)
    return Answer(say_meant(talk, meant), "staff") if meant else None


def _by_bare_number(talk: Talk, named: str) -> Answer | None:
    """「1到哪一步了」: of a suggestion, unless a citizen's case of that number waits here."""
    found = re.search(r"\d{1,5}", named)
    number = found[0] if found else ""
    refs = {item.pending.ref for item in items_of(talk, "station")}
    if not number or f"民{number}" in refs:
        return None
    meant = of_desk(talk, f"建{number}")
    if not meant:
        return None
    said = say_meant(talk, meant)
    if talk.session.scalar(select(Issue.id).where(Issue.number == int(number))) is not None:
        said += "\n" + say("asking.or_issue", number=number)
    return Answer(said, "staff")


def of_desk(talk: Talk, named: str) -> list[Suggestion]:
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


def of_desk_called(talk: Talk, words: str) -> list[Suggestion]:
    """Those with a number whose title has these words, of which this person is a party; none where
    a citizen's case that waits for them is called so as well."""
    for role in (*held(talk), "constituent"):
        if any(words in item.pending.title for item in items_of(talk, role)):
            return []
    rows = talk.session.scalars(
        select(Suggestion)
        .where(Suggestion.title.contains(words, autoescape=True), Suggestion.serial.is_not(None))
        .order_by(Suggestion.id.desc())
        .limit(9)
    )
    return [
        row
        for row in rows
        if parties.parties_of(talk.session, row, talk.contact.id, talk.roles, talk.now)
    ]


#: 「县里还有几件建议没答复」.
_HOW_MANY = re.compile(
    r"(?:几|多少|哪些|哪几).{0,6}(?:建议|交办件).{0,8}(?:没|未).{0,3}(?:答复?|办|回)"
    r"|(?:建议|交办件).{0,4}(?:几|多少|哪).{0,4}(?:没|未)"
    r"|(?:建议|交办件).{0,6}(?:没|未)(?:有)?(?:答复?|办完?|回复?)的?.{0,4}(?:几|多少|哪)"
)
_SHOWN = 6


def _owed(talk: Talk) -> Answer:
    """Those of this desk that wait for an answer, the first due first."""
    rows = talk.session.scalars(
        select(Assignment)
        .where(Assignment.role == "lead", Assignment.state.in_(RESPONSIBLE))
        .order_by(Assignment.due, Assignment.id)
        .limit(_MOST * 5)
    )
    desk = {Party.OFFICE, Party.PRESIDIUM}
    first: dict[int, Assignment] = {}
    for row in rows:
        about = row.suggestion
        if about.id in first:
            continue
        if desk & parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now):
            first[about.id] = row
    if not first:
        return Answer(say("asking.none_owed"), "staff")
    lines = owed_lines(talk, list(first.values())[:_SHOWN])
    link = address(talk.session, "/console/suggestions")
    return Answer(say("asking.owed", count=len(first), list="\n".join(lines), link=link), "staff")


def owed_lines(talk: Talk, rows: Sequence[Assignment]) -> list[str]:
    """Which it is, who owes the answer, and until when."""
    return [
        say(
            "asking.owed_line",
            case=short(row),
            bureau=row.bureau.name,
            due=say_date(row.due, talk.now),
        )
        for row in rows
    ]


def waiting_to_decide(talk: Talk) -> list[Suggestion]:
    """Of this desk: where a bureau asked for more time or gave it back, or the rating is in."""
    if not talk.roles.officer_roles:
        return []
    asking = (
        select(Assignment.suggestion_id)
        .where((Assignment.state == RETURN_REQUESTED) | Assignment.extension_until.is_not(None))
        .limit(_MOST)
    )
    rows = talk.session.scalars(
        select(Suggestion)
        .where(Suggestion.id.in_(asking) | Suggestion.state.in_(("rated", "unrated")))
        .order_by(Suggestion.id)
        .limit(_MOST)
    )
    desk = {Party.OFFICE, Party.PRESIDIUM}
    return [
        row
        for row in rows
        if desk & parties.parties_of(talk.session, row, talk.contact.id, talk.roles, talk.now)
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
