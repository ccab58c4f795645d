"""What happened to a case, in sentences: who, what, when. Each party reads its own lines."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from bot.actions import stand_ins
from bot.actions.people import deputy_who_was, officer_who_was
from bot.actions.words import ERASED
from bot.domain.calendars import local_day, local_time
from bot.store.models import HandOver, History, Issue, Words
from handlers.case_view import Sees
from handlers.standing import desk_name

#: A grid that older entries do not name.
_HERE = "这片"
#: Steps of an issue whose fact is the bureau that it went to.
_TO_A_BUREAU = ("hand_over", "hand_over_again")
_SOURCES = {
    "chat": "{who}在微信里说的",
    "walk_in": "{who}到站里来说的",
    "telephone": "{who}打电话说的",
    "book": "{who}写在接待登记本上的",
    "visit": "代表走访时听{who}说的",
}


@dataclass(frozen=True, slots=True)
class Line:
    when: str
    said: str
    #: What was said with it; empty where there is nothing or it is not for this reader.
    words: str
    #: Number of the other case that it names; 0: none.
    other: int = 0


@cache
def sentences() -> dict[str, dict[str, str]]:
    """``issue.take`` → {"to": "cds", "say": …}."""
    with (Path(__file__).parent / "history.toml").open("rb") as file:
        table = tomllib.load(file)
    return {f"{kind}.{step}": row for kind, rows in table.items() for step, row in rows.items()}


def lines(
    session: Session, issue: Issue, seen: Sees, now: datetime, *, since: int | None = None
) -> list[Line]:
    """Oldest first; ``since``: only what others did after that entry (``news_since``)."""
    return [line for _, line in numbered(session, issue, seen, now, since=since)]


def numbered(
    session: Session, issue: Issue, seen: Sees, now: datetime, *, since: int | None = None
) -> list[tuple[int, Line]]:
    """The same, each with the number of its entry."""
    rows = {row.id: row for row in _rows(session, issue)}
    entries = session.scalars(
        select(History)
        .where(
            or_(
                and_(History.case_kind == "issue", History.case_id == issue.id),
                and_(History.case_kind == "hand_over", History.case_id.in_(rows)),
            ),
            *news_since(since, seen.contact.id),
        )
        .order_by(History.id)
    ).all()
    told = [(0, _first(issue, seen, now))] if since is None else []
    for entry in entries:
        row = rows.get(entry.case_id) if entry.case_kind == "hand_over" else None
        line = _line(session, issue, entry, row, seen, now)
        if line is not None:
            told.append((entry.id, line))
    return told


def news_since(since: int | None, contact_id: int) -> list[ColumnElement[bool]]:
    """What makes a line news to ``contact_id``; nothing without ``since``. What the program did by
    itself is none: where it matters the procedure refuses the step."""
    if since is None:
        return []
    return [
        History.id > since,
        History.contact_id.is_not(None),
        History.contact_id != contact_id,
    ]


def _rows(session: Session, issue: Issue) -> list[HandOver]:
    return list(session.scalars(select(HandOver).where(HandOver.issue_id == issue.id)))


def _first(issue: Issue, seen: Sees, now: datetime) -> Line:
    how = _SOURCES.get(issue.source, "{who}反映的")
    return Line(say_moment(issue.created_at, now), how.format(who="您" if seen.own else "群众"), "")


def _line(
    session: Session,
    issue: Issue,
    entry: History,
    row: HandOver | None,
    seen: Sees,
    now: datetime,
) -> Line | None:
    text = sentences().get(f"{entry.case_kind}.{entry.step}")
    if text is None or not _reads(text["to"], issue, entry, row, seen):
        return None
    said = text["say"].format(
        who=_who(session, issue, entry, row, seen), fact=entry.fact.rpartition(" ")[2] or _HERE
    )
    # The other half of what was said is open to whoever handles it and to who said it.
    leads = entry.step in ("split", "split_from") and (seen.desk or seen.own)
    other = int(entry.fact.removeprefix("民")) if leads else 0
    return Line(say_moment(entry.at, now), said, _words(session, entry, seen), other)


def _reads(to: str, issue: Issue, entry: History, row: HandOver | None, seen: Sees) -> bool:
    if ("s" in to and (seen.desk or seen.reads)) or ("d" in to and seen.deputy):
        return True
    own = entry.contact_id == seen.contact.id
    if "c" in to and seen.constituent and (seen.own or own or entry.party != "constituent"):
        # Words of somebody else who joined are not for the other constituents.
        return own or entry.party != "constituent"
    if "b" in to and seen.bureau:
        if row is not None:
            return row.id in {mine.id for mine in seen.rows}
        return entry.step not in _TO_A_BUREAU or entry.fact in {
            mine.bureau.name for mine in seen.rows
        }
    return False


def _who(session: Session, issue: Issue, entry: History, row: HandOver | None, seen: Sees) -> str:
    if entry.contact_id == seen.contact.id:
        return "您"
    match entry.party:
        case "constituent":
            return "群众"
        case "deputy":
            return f"{deputy_who_was(session, entry.contact_id)}代表"
        case "bureau":
            return row.bureau.name if row else entry.fact
        case "station" | "office":
            desk = "县人大" if entry.party == "office" else desk_name(issue)
            if not seen.desk:
                return desk
            # Whoever stood in for somebody is named with them, and the county's as the county's.
            day = local_day(entry.at)
            own = stand_ins.say_of_where(session, entry.contact_id, issue, day)
            return f"{_officer(session, entry.contact_id)}（{own or desk}）"
        case _:
            return ""


def _officer(session: Session, contact_id: int | None) -> str:
    return officer_who_was(session, contact_id) or "值班员"


def _words(session: Session, entry: History, seen: Sees) -> str:
    words = session.get(Words, entry.words_id) if entry.words_id else None
    if words is None:
        return ""
    if words.erased_at is not None:
        return ERASED
    mine = entry.contact_id == seen.contact.id
    # What was said to the constituent they read as it was said.
    to_them = seen.constituent and seen.own and entry.party != "constituent"
    return (words.text or "") if mine or to_them or seen.knows_who else words.masked


def say_moment(moment: datetime, now: datetime) -> str:
    """11月23日 09:05; with the year if it is another one."""
    here = local_time(moment)
    year = f"{here.year}年" if here.year != local_time(now).year else ""
    return f"{year}{here.month}月{here.day}日 {here:%H:%M}"
