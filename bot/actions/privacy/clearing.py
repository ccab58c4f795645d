"""Empty what ``found`` found. Rows, numbers, states and days stay; words, names, files do not.

History and the record of acts are never touched: they hold ids and times only, so the chain of
seals still fits afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from bot.actions import words as wording
from bot.actions.alike import WITHIN
from bot.actions.privacy import echoes, quotes
from bot.actions.privacy.found import Found
from bot.domain.workflow import Refused
from bot.store.models import (
    Attempt,
    Correction,
    Exchange,
    Issue,
    Media,
    Message,
    Notice,
    PublishedResult,
    Subscriber,
    Suggestion,
    SuggestionIssue,
    SuggestionVersion,
    Words,
)

#: Stands where the title was.
TITLE = wording.ERASED
#: Stands where a picture was.
TROUBLE = "已删"
#: A notice in somebody's hands is not taken out of them.
_ON_ITS_WAY = "leased"
_WAITING = ("queued", "telephone")


@dataclass(slots=True)
class Cleared:
    """What went: rows of each kind, and the files that nobody else needs (names below
    MEDIA_DIR)."""

    counts: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def clear(
    session: Session,
    found: Found,
    *,
    now: datetime,
    names: Collection[str] = (),
    keep_notice: int | None = None,
) -> Cleared:
    """Empty it all. ``names``: name and telephone of whoever it is about, taken out of what others
    wrote; ``keep_notice``: the last word to them, still to be said. Raises Refused while one of the
    notices is just being sent."""
    notices = found.notices - {keep_notice}
    if session.scalar(
        select(Notice.id).where(Notice.id.in_(notices), Notice.state == _ON_ITS_WAY).limit(1)
    ):
        raise Refused("personal.on_its_way")
    said = session.scalars(select(Words).where(Words.id.in_(found.theirs))).all()
    cases = session.scalars(select(Issue).where(Issue.id.in_(found.cases))).all()
    texts = [text for row in said for text in (row.text, row.masked) if text]
    whole = [*names, *(issue.title for issue in cases if len(issue.title) >= 4)]
    grams = quotes.grams(texts)
    _others(session, found.others, grams, whole)
    _drafts(session, cases, grams, whole)
    echoes.clear(session, found, cases, grams, whole)
    for row in said:
        row.text, row.masked, row.erased_at = None, "", now
    files = _media(session, found.media)
    _messages(session, found)
    _notices(session, notices, now)
    _cases(session, cases, now)
    session.flush()
    counts = {
        "cases": len(cases),
        "words": len(said),
        "others": len(found.others),
        "messages": len(found.messages),
        "media": len(found.media),
        "notices": len(notices),
    }
    return Cleared(counts, files)


def _others(
    session: Session, ids: Collection[int], grams: Collection[str], whole: Collection[str]
) -> None:
    """Of what others wrote the masked copy stays, without quotations."""
    for row in session.scalars(select(Words).where(Words.id.in_(ids))):
        _rewrite(row, grams, whole)


def _rewrite(row: Words, grams: Collection[str], whole: Collection[str]) -> None:
    shown = quotes.without(row.masked or wording.mask(row.text or ""), grams, whole)
    row.text = row.masked = shown


def _drafts(
    session: Session, cases: Sequence[Issue], grams: Collection[str], whole: Collection[str]
) -> None:
    """Drafts that began with these words lose the quotation; what has its formal number keeps its
    newest text (代表法 51: it is published), and older versions lose it."""
    suggestions = session.scalars(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id.in_([issue.id for issue in cases]))
    ).unique()
    for suggestion in suggestions:
        versions = session.scalars(
            select(SuggestionVersion).where(SuggestionVersion.suggestion_id == suggestion.id)
        ).all()
        official = {
            part
            for version in versions
            if suggestion.number is not None and version.number == suggestion.version
            for part in (version.situation_id, version.analysis_id, version.proposal_id)
        }
        for version in versions:
            for part in (version.situation, version.analysis, version.proposal):
                if part is not None and part.id not in official and part.erased_at is None:
                    part.text = quotes.without(part.text or "", grams, whole)
                    part.masked = quotes.without(part.masked, grams, whole)
            if suggestion.number is None:
                version.title = quotes.without(version.title, grams, whole) or TITLE
        if suggestion.number is None:
            suggestion.title = quotes.without(suggestion.title, grams, whole) or TITLE


def _media(session: Session, ids: Collection[int]) -> list[str]:
    """Files are named by their content: one that somebody else sent as well stays for them."""
    rows = session.scalars(select(Media).where(Media.id.in_(ids))).all()
    paths = {row.path for row in rows if row.path}
    for row in rows:
        row.state, row.path, row.platform_id, row.trouble = "expired", "", "", TROUBLE
    session.flush()
    kept = set(session.scalars(select(Media.path).where(Media.path.in_(paths))))
    return sorted(paths - kept)


def _messages(session: Session, found: Found) -> None:
    rows = session.scalars(select(Message).where(Message.id.in_(found.messages))).all()
    for row in rows:
        row.answer = "" if row.answer is not None else None
        row.trouble = ""
        if row.contact_id in found.people:
            # The key of an event holds the openid, the details where somebody was.
            row.key, row.details = f"erased:{row.id}", {}
            if row.state == "unhandled":
                row.state = "set_aside"


def _notices(session: Session, ids: Collection[int], now: datetime) -> None:
    for row in session.scalars(select(Notice).where(Notice.id.in_(ids))):
        empty(session, row)
        if row.state in _WAITING:
            row.state, row.reason, row.settled_at = "dropped", "信息已删，不用再说", now


def empty(session: Session, notice: Notice) -> None:
    """What it said and what was really said at each attempt."""
    notice.fields = "{}"
    session.execute(
        update(Attempt)
        .where(Attempt.notice_id == notice.id)
        .values(said="", details={}, message_id="")
    )


def _cases(session: Session, cases: Sequence[Issue], now: datetime) -> None:
    ids = [issue.id for issue in cases]
    for issue in cases:
        _forget_likeness(session, issue)
        issue.title = TITLE
        issue.reasons, issue.signature, issue.alike = [], None, None
        # Above whom it was kept stays, who that was does not.
        issue.avoid = [
            {"who": "", "level": about.get("level"), "area": about.get("area"), "name": None}
            for about in issue.avoid
        ]
        issue.outside_number, issue.phone_to_bureau = "", False
        issue.cleared_at = now
    session.execute(
        update(PublishedResult)
        .where(PublishedResult.issue_id.in_(ids))
        .values(title=TITLE, place="", result="", withdrawn_at=now)
    )
    session.execute(update(Correction).where(Correction.issue_id.in_(ids)).values(why=""))
    session.execute(delete(Subscriber).where(Subscriber.issue_id.in_(ids)))
    session.execute(
        delete(Exchange).where(Exchange.case_kind == "issue", Exchange.case_id.in_(ids))
    )


def _forget_likeness(session: Session, issue: Issue) -> None:
    """Cases that came later hold the words that they had in common with this one."""
    later = session.scalars(
        select(Issue).where(
            Issue.station_id == issue.station_id,
            Issue.id > issue.id,
            Issue.created_at < issue.created_at + WITHIN,
            cast(Issue.alike, Text).contains(f'"number": {issue.number},'),
        )
    )
    for other in later:
        other.alike = [one for one in other.alike or [] if one["number"] != issue.number]
