"""Where others have written somebody's name or telephone: a deputy's draft, another person's case,
a note in it. They are not this person's words, so a person of the office looks at each place and
decides; what is decided loses name and telephone and keeps the rest.

Raw words are sealed, and names and telephones are what their plain copy does not show, so they are
opened one by one: all texts of suggestions, and of cases the newest of the same township."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.actions import places
from bot.actions.privacy.quotes import GONE
from bot.store.models import (
    Attempt,
    Contact,
    Grid,
    HandOver,
    History,
    Issue,
    Notice,
    Suggestion,
    SuggestionVersion,
    Words,
)
from bot.texts import say

#: Texts of cases that are opened at most; of suggestions so many versions.
MOST = 4000
#: So much is shown on either side of what was found.
_AROUND = 24


@dataclass(frozen=True, slots=True)
class Mention:
    """One text that names somebody. ``where``: as one says it; ``link``: its page; ``stays``: it is
    published and stays as it is (代表法 51)."""

    words: int
    where: str
    link: str
    excerpt: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """``all_read``: there were no more texts than were opened."""

    found: tuple[Mention, ...] = ()
    all_read: bool = True

    def to_clear(self, spare: Collection[int]) -> list[int]:
        """Words that lose name and telephone; ``spare``: those that a person has let stand."""
        return [one.words for one in self.found if not one.stays and one.words not in spare]


def of_person(session: Session, contact: Contact, without: Collection[int]) -> Mentions:
    """Every place; ``without``: words that are looked after anyway."""
    look = _pattern(contact)
    if look is None:
        return Mentions()
    drafts = _of_suggestions(session)
    cases, all_read = _of_cases(session, contact)
    found: dict[int, Mention] = {}
    for words, where, link, stays in (*drafts, *cases):
        text = words.text or ""
        hit = look.search(text) if words.id not in without else None
        if hit is not None and words.id not in found:
            around = text[max(hit.start() - _AROUND, 0) : hit.end() + _AROUND]
            found[words.id] = Mention(words.id, where, link, " ".join(around.split()), stays)
    return Mentions(tuple(found.values()), all_read and len(drafts) < 3 * MOST)


def _pattern(contact: Contact) -> re.Pattern[str] | None:
    """Name, and telephone however it is written (139-1111 2222)."""
    parts = []
    if contact.name and len(contact.name) > 1:
        parts.append(re.escape(contact.name))
    if contact.phone and len(contact.phone) > 6:
        parts.append(r"(?<!\d)" + r"[\s-]?".join(re.escape(d) for d in contact.phone) + r"(?!\d)")
    return re.compile("|".join(parts)) if parts else None


_Text = tuple[Words, str, str, bool]


def _of_suggestions(session: Session) -> list[_Text]:
    rows = session.execute(
        select(SuggestionVersion, Suggestion)
        .join(Suggestion, SuggestionVersion.suggestion_id == Suggestion.id)
        .order_by(SuggestionVersion.id.desc())
        .limit(MOST)
    )
    found = []
    for version, about in rows:
        official = about.number is not None and version.number == about.version
        name = f"建{about.number}号" if about.number else f"稿{about.draft_number}"
        where = say("personal.in_version", name=name, number=version.number)
        link = f"/console/suggestion/{about.draft_number}"
        for part in (version.situation, version.analysis, version.proposal):
            if part is not None and part.erased_at is None:
                found.append((part, where, link, official))
    return found


def _of_cases(session: Session, contact: Contact) -> tuple[list[_Text], bool]:
    """What others said in cases of the same township, first words and later ones. Their own words,
    and their own cases that stay, are no place where others have written of them."""
    own = session.get(Grid, contact.grid_id) if contact.grid_id else None
    town = places.ancestor(session, own, "township") if own is not None else None
    near = select(Grid.id).where(Grid.path.startswith(town.path)) if town is not None else None
    here = Issue.grid_id.in_(near) if near is not None else Issue.id.is_not(None)
    through = aliased(Issue)
    first = (
        select(Words, Issue.number)
        .join(Issue, Issue.words_id == Words.id)
        .where(here, Issue.reporter_id != contact.id)
    )
    later = (
        select(Words, through.number)
        .join(History, History.words_id == Words.id)
        .outerjoin(HandOver, and_(History.case_kind == "hand_over", HandOver.id == History.case_id))
        .join(
            through,
            or_(
                and_(History.case_kind == "issue", through.id == History.case_id),
                through.id == HandOver.issue_id,
            ),
        )
        .where(through.grid_id.in_(near) if near is not None else through.id.is_not(None))
        .where(through.reporter_id != contact.id)
    )
    found: list[_Text] = []
    all_read = True
    for query in (first, later):
        masked = query.where(
            Words.erased_at.is_(None),
            Words.said_by.is_distinct_from(contact.id),
            or_(Words.masked.contains("〔"), Words.masked.contains(contact.name or "〔")),
        )
        rows = session.execute(masked.order_by(Words.id.desc()).limit(MOST)).all()
        all_read = all_read and len(rows) < MOST
        for words, number in rows:
            found.append((words, f"民{number}", f"/console/issue/{number}", False))
    return found, all_read


def clear(session: Session, contact: Contact, ids: Collection[int]) -> int:
    """Take name and telephone out of these words, and out of titles and notices of their cases.
    How many words were changed."""
    look = _pattern(contact)
    if look is None or not ids:
        return 0
    rows = session.scalars(select(Words).where(Words.id.in_(ids))).all()
    for row in rows:
        row.text, row.masked = look.sub(GONE, row.text or ""), look.sub(GONE, row.masked)
    suggestions = _suggestions_of(session, ids)
    issues = _issues_of(session, ids)
    for about in suggestions:
        if about.number is None:
            about.title = look.sub(GONE, about.title)
            for version in session.scalars(
                select(SuggestionVersion).where(SuggestionVersion.suggestion_id == about.id)
            ):
                version.title = look.sub(GONE, version.title)
    for issue in issues:
        issue.title = look.sub(GONE, issue.title)
    kinds = (("suggestion", [one.id for one in suggestions]), ("issue", [one.id for one in issues]))
    for kind, cases in kinds:
        _notices(session, look, kind, cases)
    return len(rows)


def _suggestions_of(session: Session, ids: Collection[int]) -> Sequence[Suggestion]:
    version = SuggestionVersion
    holding = select(version.suggestion_id).where(
        or_(
            version.situation_id.in_(ids),
            version.analysis_id.in_(ids),
            version.proposal_id.in_(ids),
        )
    )
    return session.scalars(select(Suggestion).where(Suggestion.id.in_(holding))).all()


def _issues_of(session: Session, ids: Collection[int]) -> Sequence[Issue]:
    steps = select(History.case_id).where(History.case_kind == "issue", History.words_id.in_(ids))
    return session.scalars(
        select(Issue).where(or_(Issue.words_id.in_(ids), Issue.id.in_(steps)))
    ).all()


def _notices(session: Session, look: re.Pattern[str], kind: str, cases: Iterable[int]) -> None:
    rows = session.scalars(
        select(Notice).where(Notice.case_kind == kind, Notice.case_id.in_(list(cases)))
    ).all()
    for row in rows:
        plain = json.dumps(json.loads(row.fields), ensure_ascii=False)
        row.fields = look.sub(GONE, plain)
    ids = [row.id for row in rows]
    for tried in session.scalars(select(Attempt).where(Attempt.notice_id.in_(ids))):
        tried.said = look.sub(GONE, tried.said)
