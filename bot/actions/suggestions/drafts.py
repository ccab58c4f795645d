"""Write a suggestion: from an issue, several, a visit or nothing; three questions, one matter each;
every version is kept (mechanisms N04, G10, P06)."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import issues as issue_acts
from bot.actions import places, recipients, words
from bot.actions.actors import actor_in
from bot.actions.casework import Actor, take_step
from bot.actions.numbers import next_number
from bot.actions.people import roles_of
from bot.actions.suggestions import behind, co_signing, looking, parties, sessions, titles
from bot.actions.suggestions.assigning import cancel_all
from bot.actions.suggestions.kind import label, newest
from bot.actions.suggestions.proposing import allowed
from bot.actions.suggestions.whole import whole
from bot.domain.calendars import local_day
from bot.domain.suggestions import HANDLED_HERE, QUESTIONS, Text, missing_parts
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.issue import OPEN
from bot.domain.workflows.suggestion import DRAFT, REVIEWING
from bot.store.models import (
    Bureau,
    Contact,
    Deputy,
    Duty,
    Grid,
    Issue,
    Suggestion,
    SuggestionIssue,
    SuggestionVersion,
    Words,
)

PARTS = tuple(QUESTIONS)
#: Signed on paper by the deputy, then typed in or imported.
FROM_PAPER = ("sheet", "import")


def start(
    session: Session,
    deputy: Deputy,
    *,
    now: datetime,
    title: str = "",
    issues: Sequence[Issue] = (),
    visit: Duty | None = None,
    came_by: str = "chat",
    motion: bool = False,
    entered_by: Contact | None = None,
) -> Suggestion:
    """A new draft of ``deputy``. What issues and a visit say becomes its first 情况, masked; each
    issue is raised by the deputy's own act. Raises Refused for 议政代表, and where the deputy is no
    party to an issue."""
    if deputy.congress == "advisory":
        raise Refused("refused.advisory_no_suggestion")
    suggestion = Suggestion(
        draft_number=next_number(session, "suggestion_draft"),
        title=titles.in_one_line(title or (issues[0].title if issues else "") or "未命名"),
        state=DRAFT,
        congress=deputy.congress,
        area_id=_area_of(session, deputy, now),
        source="motion" if motion else "between",
        came_by="visit" if visit is not None else came_by,
        lead=deputy,
        entered_by=entered_by.id if entered_by else None,
        version=0,
        levels=[],
        level=0,
        bureaus=[],
        remarks=[],
        notices=0,
        round=1,
        created_at=now,
    )
    session.add(suggestion)
    session.flush()
    said = [link_issue(session, suggestion, issue, now=now) for issue in issues]
    if visit is not None and visit.words_id is not None:
        said.append(session.get_one(Words, visit.words_id).masked)
    if not title and issues:
        suggestion.title = titles.whole(suggestion.title, said[0])[:120]
    if title or said:
        actor = writer(session, suggestion, entered_by, now)
        write(
            session, suggestion, actor, now=now, title=suggestion.title, situation="\n".join(said)
        )
    return suggestion


def writer(
    session: Session, suggestion: Suggestion, entered_by: Contact | None, now: datetime
) -> Actor:
    """Who writes: the deputy, or the officer who types it in for them. Raises Refused."""
    contact = entered_by or suggestion.lead.contact
    roles = roles_of(session, contact, now)
    wanted = (Party.OFFICE, Party.PRESIDIUM) if entered_by is not None else (Party.DEPUTY,)
    return actor_in(session, suggestion, contact, roles, now, *wanted)


def link_issue(session: Session, suggestion: Suggestion, issue: Issue, *, now: datetime) -> str:
    """Put an issue behind the suggestion; the deputy raises it, if nobody has yet. Gives what it
    says, masked."""
    actor = _raiser(session, suggestion.lead, issue, now)
    if issue.state in OPEN:
        issue_acts.raise_as_suggestion(session, issue, actor, suggestion.lead, now=now)
    session.add(SuggestionIssue(suggestion_id=suggestion.id, issue_id=issue.id))
    session.flush()
    return _without_who(issue.words.masked)


_MASK = re.compile(r"〔[^〕]{1,8}〕")
_ABOUT_SELF = re.compile(
    r"我(?:是|叫|姓)?|俺|本人|联系|电话|手机|微信|号码?|身份证|住在?|家|是|的|[：:、\s]"
)
#: A clause that says less than this beside who somebody is says nothing of the matter.
_SAYS = 4


def _without_who(masked: str) -> str:
    """What somebody reported, without the clauses that only say who they are: a suggestion names
    no constituent."""
    kept = []
    for clause in re.split(r"(?<=[，,。；;！!？?\n])", masked):
        bare = _ABOUT_SELF.sub("", _MASK.sub("", clause)).strip("，,。；;！!？? \n")
        if _MASK.search(clause) is None or len(bare) >= _SAYS:
            kept.append(clause)
    said = "".join(kept).rstrip("，,；; \n")
    return said or masked


def _raiser(session: Session, deputy: Deputy, issue: Issue, now: datetime) -> Actor:
    """The deputy as a party to the issue; also of what they reported themselves, which as a task
    is never theirs: seen on a visit, say. Raises Refused."""
    contact = deputy.contact
    if issue.reporter_id == contact.id:
        return Actor(Party.DEPUTY, contact, f"{deputy.name}代表")
    return actor_in(session, issue, contact, roles_of(session, contact, now), now, Party.DEPUTY)


def _area_of(session: Session, deputy: Deputy, now: datetime) -> int | None:
    """The county, or the township of a township deputy. Raises Refused if that is unknown."""
    if deputy.congress not in HANDLED_HERE:
        return None
    if deputy.congress == "township":
        township = parties.township_of(session, deputy, local_day(now))
        if township is None:
            raise Refused("refused.deputy_without_township", deputy=deputy.name)
        return township.id
    return session.scalar(select(Grid.id).where(Grid.level == "county").limit(1))


def write(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    *,
    now: datetime,
    title: str | None = None,
    situation: str | None = None,
    analysis: str | None = None,
    proposal: str | None = None,
) -> SuggestionVersion:
    """A new version; what is not given stays. Also while it is being reviewed, by the deputy after
    a talk."""
    step = "revise_in_review" if suggestion.state == REVIEWING else "revise"
    take_step(session, suggestion, step, actor, now=now)
    before = newest(session, suggestion)
    if title is not None and title.strip():
        suggestion.title = titles.in_one_line(title)
    suggestion.version += 1
    given = {"situation": situation, "analysis": analysis, "proposal": proposal}
    contact_id = actor.contact.id if actor.contact else None
    version = SuggestionVersion(
        suggestion_id=suggestion.id,
        number=suggestion.version,
        title=suggestion.title,
        written_by=contact_id,
        at=now,
        **{
            f"{part}_id": _part(session, before, part, text, contact_id, now)
            for part, text in given.items()
        },
    )
    session.add(version)
    session.flush()
    looking.read(session, suggestion, text_of(version), now=now)
    if suggestion.state == REVIEWING:
        co_signing.ask_again(session, suggestion, actor, now=now)
    return version


def _part(
    session: Session,
    before: SuggestionVersion | None,
    part: str,
    text: str | None,
    contact_id: int | None,
    now: datetime,
) -> int | None:
    """Id of the words of one part: the old ones where nothing changed."""
    old: Words | None = getattr(before, part) if before is not None else None
    if text is None or (old is not None and (old.text or "") == text.strip()):
        return old.id if old is not None else None
    if not text.strip():
        return None
    return words.keep(session, text.strip(), said_by=contact_id, now=now).id


def text_of(version: SuggestionVersion | None, *, masked: bool = False) -> Text:
    """The text of a version, as it was written or masked. Erased parts are empty."""
    if version is None:
        return Text("", "", "", "")

    def said(row: Words | None) -> str:
        if row is None:
            return ""
        return row.masked if masked else row.text or ""

    return Text(
        version.title, said(version.situation), said(version.analysis), said(version.proposal)
    )


def versions(session: Session, suggestion: Suggestion) -> Sequence[SuggestionVersion]:
    return session.scalars(
        select(SuggestionVersion)
        .where(SuggestionVersion.suggestion_id == suggestion.id)
        .order_by(SuggestionVersion.number)
    ).all()


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of a part: ``how`` is same, added or removed."""

    part: str
    how: str
    text: str


def differences(older: SuggestionVersion, newer: SuggestionVersion) -> list[Change]:
    """What was added to and removed from each part that changed, in order."""
    before, after = text_of(older), text_of(newer)
    found: list[Change] = []
    for part in ("title", *PARTS):
        old, new = getattr(before, part), getattr(after, part)
        if old == new:
            continue
        matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
        for how, a, b, c, d in matcher.get_opcodes():
            if how == "equal":
                found.append(Change(part, "same", old[a:b]))
                continue
            if b > a:
                found.append(Change(part, "removed", old[a:b]))
            if d > c:
                found.append(Change(part, "added", new[c:d]))
    return found


def missing(session: Session, suggestion: Suggestion) -> list[str]:
    """Of the three questions, those not answered yet: the next one to ask is the first."""
    text = text_of(newest(session, suggestion))
    return missing_parts(text.situation, text.analysis, text.proposal)


def ask_bureau(
    session: Session, suggestion: Suggestion, actor: Actor, bureau: Bureau, *, now: datetime
) -> None:
    """提前调研协商 (N18): a bureau hears of the 建议, masked, and that the deputy would talk
    about it. Nothing is assigned by that. Raises Refused where nothing is written yet, nobody
    answers for the bureau, or avoidance forbids it."""
    text = text_of(newest(session, suggestion), masked=True)
    if not (text.situation or text.proposal):
        raise Refused("refused.parts_missing", case=label(suggestion), parts=QUESTIONS[PARTS[0]][0])
    if not allowed(session, parties.issues_of(session, suggestion), bureau):
        raise Refused("refused.avoidance", case=label(suggestion), bureau=bureau.name)
    if not recipients.liaisons(session, bureau.id, now):
        raise Refused("refused.nobody_there", bureau=bureau.name)
    # No link: a draft's page is its signers' alone.
    take_step(
        session,
        suggestion,
        "ask_bureau",
        actor,
        now=now,
        fact=bureau.name,
        bureau=bureau,
        said={"link": ""},
    )


def submit(session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime) -> None:
    """交上去: into review, or for higher congresses prepared for their own system. The desk hands
    in only what it typed in from a signed sheet, where 分析 may be missing. Raises Refused."""
    open_parts = missing(session, suggestion)
    by_desk = actor.party in (Party.OFFICE, Party.PRESIDIUM)
    if by_desk:
        if suggestion.came_by not in FROM_PAPER:
            raise Refused("refused.deputy_hands_in", case=label(suggestion))
        open_parts = [part for part in open_parts if part != "analysis"]
    if open_parts:
        names = "、".join(QUESTIONS[part][0] for part in open_parts)
        raise Refused("refused.parts_missing", case=label(suggestion), parts=names)
    if suggestion.congress not in HANDLED_HERE:
        take_step(session, suggestion, "prepare", actor, now=now, fact=sessions.name_of(suggestion))
        return
    if not suggestion.levels:
        suggestion.levels = sessions.levels_for(session, suggestion, now)
    if suggestion.source == "between" and sessions.in_session(session, suggestion, now):
        suggestion.source = "session"
    co_signing.ask_again(session, suggestion, actor, now=now)
    take_step(
        session,
        suggestion,
        "hand_in" if by_desk else "submit",
        actor,
        now=now,
        said={"remarks": looking.say_remarks(suggestion)},
    )


@whole
def withdraw(session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime) -> None:
    """The deputy takes it back; no bureau needs to go on. A bureau that has answered keeps its
    answer on record, and then it cannot be taken back any more."""
    running = parties.assignments_of(session, suggestion)
    take_step(session, suggestion, "withdraw", actor, now=now)
    cancel_all(session, running, now=now)
    behind.give_back(session, suggestion, now=now)


def by_draft_number(session: Session, number: int) -> Suggestion | None:
    return session.scalar(select(Suggestion).where(Suggestion.draft_number == number))


def say_place(session: Session, suggestion: Suggestion) -> str:
    """The area of its congress, as people call it."""
    area = suggestion.area
    return places.say_place(session, area) if area is not None else ""
