"""Counts of issues by month, area and topic, kept up while issues change (X40, P05).

A picture never counts issues: it adds up a few hundred rows of ``issue_counts``, however many
issues there are. What each issue has added is remembered (``counted_issues``), so that looking at
it again adds nothing, and a change takes away what it had added. The scheduler looks at new issues
and at those whose history went on; ``count_all`` does the same to the end."""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from bot.actions.people import in_force
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflows.issue import CLOSED, CONFIRMED, MERGED, SETTLED, WITHDRAWN
from bot.store.models import (
    CountedIssue,
    Counter,
    Grid,
    History,
    Issue,
    IssueCount,
    Officer,
    Station,
)

#: The columns of IssueCount that are counts.
COUNTS = ("opened", "owed", "spoken", "in_time", "settled", "closed", "good", "partly", "bad")
OTHER_TOPIC = "其他"
NOBODY = "nobody"
_RATINGS = {"好了": "good", "还差点": "partly", "没好": "bad"}
#: Rows looked at in one transaction, and of those before looked at again: a transaction that began
#: earlier may have been written later.
_PORTION, _AGAIN = 400, 60
#: So many minutes after the last new row no such transaction is under way any more.
_LATE = 3
_COUNTS = cast(Table, IssueCount.__table__)
_COUNTED = cast(Table, CountedIssue.__table__)
_NEW, _CHANGED = "counted.issues", "counted.history"


@dataclass(frozen=True, slots=True)
class Added:
    """What one issue adds."""

    month: str
    areas: str
    topic: str
    seen_by: str
    adds: str

    def keys(self) -> list[tuple[int, str, str, str]]:
        """The rows of the counts it is in: each of its areas, its topic and all topics."""
        areas = [int(part) for part in self.areas.split("/") if part]
        return [
            (area, self.month, topic, self.seen_by) for area in areas for topic in (self.topic, "")
        ]


def count_some(session: Session, *, now: datetime, portion: int = _PORTION) -> int:
    """Take the next portion of new and changed issues into the counts; how many rows of issues and
    history were new. 0: the counts are as of now. Where nothing came in the last minutes, no case
    is read."""
    new, changed = _Look(session, _NEW, Issue, now), _Look(session, _CHANGED, History, now)
    if not (new.due or changed.due):
        return 0
    # By number alone: an index by kind would be walked from its beginning.
    rows = session.execute(
        changed.next(portion, History.id, History.case_kind, History.case_id)
    ).all()
    ids = session.scalars(new.next(portion, Issue.id)).all()
    # Whoever comes later among the new ones is counted then, as it will be.
    upto = max(ids, default=new.at)
    cases = {row.case_id for row in rows if row.case_kind == "issue" and row.case_id <= upto}
    if ids or cases:
        recount(session, sorted(cases.union(ids)), now)
    return new.keep(ids) + changed.keep([row.id for row in rows])


class _Look:
    """How far the rows of ``table`` have been looked at, and whether more of them are due."""

    def __init__(
        self, session: Session, name: str, table: type[Issue] | type[History], now: datetime
    ) -> None:
        self._session, self._table, self._name = session, table, name
        self._minute = int(now.timestamp()) // 60
        self.at = counter(session, name)
        newest = session.scalar(select(func.max(table.id))) or 0
        last = counter(session, f"{name}.minute")
        self.due = newest > self.at or self._minute - last <= _LATE

    def next(self, portion: int, *columns: Any) -> Any:
        number = self._table.id
        query = select(*columns).where(number > self.at - _AGAIN)
        return query.order_by(number).limit(portion)

    def keep(self, seen: Sequence[int]) -> int:
        """Remember how far that was; how many of ``seen`` were new."""
        fresh = sum(one > self.at for one in seen)
        if fresh:
            keep_counter(self._session, self._name, max(seen))
            keep_counter(self._session, f"{self._name}.minute", self._minute)
        return fresh


def uncounted(session: Session) -> int:
    """How many issues are in no count yet, where the counts are being filled for the first time (0:
    at most what came in the last minute is missing). While there are, whoever shows a count says
    so: it is too small."""
    behind = (session.scalar(select(func.max(Issue.id))) or 0) - counter(session, _NEW)
    return behind if behind > _PORTION else 0


def counter(session: Session, name: str) -> int:
    row = session.get(Counter, name)
    return row.value if row is not None else 0


def keep_counter(session: Session, name: str, value: int) -> None:
    row = session.get(Counter, name)
    if row is None:
        session.add(Counter(name=name, value=value))
    elif row.value != value:
        row.value = value


def count_all(session: Session, *, now: datetime) -> None:
    """To the end, in this transaction: for tests and for a store that was filled by other means."""
    while count_some(session, now=now):
        session.flush()


def recount(session: Session, issue_ids: Sequence[int], now: datetime) -> None:
    """Put these issues into the counts as they are, whatever they had added before."""
    session.flush()
    rows = session.execute(_COUNTING.where(Issue.id.in_(issue_ids))).all()
    before = {
        row.issue_id: Added(row.month, row.areas, row.topic, row.seen_by, row.adds)
        for row in session.execute(select(_COUNTED).where(_COUNTED.c.issue_id.in_(issue_ids)))
    }
    known = _Known(session, now)
    after = {row.id: _added(row, known) for row in rows}
    changed = [one for one in after if after[one] != before.get(one)]
    changes: dict[tuple[int, str, str, str], Tally[str]] = {}
    for one in changed:
        for added, sign in ((before.get(one), -1), (after[one], 1)):
            for key in added.keys() if added is not None else ():
                tally = changes.setdefault(key, Tally())
                for name in added.adds.split(",") if added is not None else ():
                    tally[name] += sign
    _remember(session, {one: after[one] for one in changed})
    _apply(session, changes)


class _Known:
    """Asked once for a portion."""

    def __init__(self, session: Session, now: datetime) -> None:
        levels = ("county", "township", "village")
        self.areas = set(session.scalars(select(Grid.id).where(Grid.level.in_(levels))))
        county = select(func.min(Grid.id)).where(Grid.level == "county")
        self.county = session.scalar(county) or 0
        today = local_day(now)
        self.officers = tuple(session.scalars(select(Officer.name).where(in_force(Officer, today))))


#: What of an issue is counted, and where it lies, or its station.
_OF_STATION = aliased(Grid)
_COUNTING = (
    select(
        Issue.id,
        Issue.state,
        Issue.created_at,
        Issue.topic,
        Issue.seen_by,
        Issue.avoid,
        Issue.speak_by,
        Issue.spoken_at,
        Issue.rating,
        func.coalesce(Grid.path, _OF_STATION.path, "").label("path"),
    )
    .outerjoin(Grid, Grid.id == Issue.grid_id)
    .outerjoin(Station, Station.id == Issue.station_id)
    .outerjoin(_OF_STATION, _OF_STATION.id == Station.grid_id)
)


def _added(issue: Any, known: _Known) -> Added | None:
    if issue.state in (WITHDRAWN, MERGED):
        return None
    line = [int(part) for part in issue.path.split("/") if part]
    areas = [area for area in line if area in known.areas] or [known.county]
    return Added(
        month=issue.created_at.astimezone(LOCAL).strftime("%Y-%m"),
        areas="/".join(map(str, areas)),
        topic=issue.topic or OTHER_TOPIC,
        seen_by=NOBODY if is_about(issue.avoid, known.officers) else issue.seen_by,
        adds=",".join(_adds(issue)),
    )


def _adds(issue: Any) -> list[str]:
    found = ["opened"]
    if issue.speak_by is not None:
        found.append("owed")
        if issue.spoken_at is not None:
            found.append("spoken")
            if local_day(issue.spoken_at) <= issue.speak_by:
                found.append("in_time")
    if issue.state in SETTLED:
        found.append("settled")
    if issue.state in (CONFIRMED, CLOSED):
        found.append("closed")
    if issue.rating in _RATINGS:
        found.append(_RATINGS[issue.rating])
    return found


def is_about(avoid: Sequence[dict[str, Any]], officers: Sequence[str]) -> bool:
    """``avoid`` of an issue names one of the office's own people: they see it in no list, and in no
    count either."""
    return any(
        about.get("name") == name or name in str(about.get("who", ""))
        for about in avoid
        for name in officers
    )


def _remember(session: Session, after: dict[int, Added | None]) -> None:
    gone = [one for one, added in after.items() if added is None]
    if gone:
        session.execute(delete(_COUNTED).where(_COUNTED.c.issue_id.in_(gone)))
    rows = [
        {
            "issue_id": one,
            "month": added.month,
            "areas": added.areas,
            "topic": added.topic,
            "seen_by": added.seen_by,
            "adds": added.adds,
        }
        for one, added in after.items()
        if added is not None
    ]
    if rows:
        insert = _dialect(session).insert(_COUNTED)
        columns = ("month", "areas", "topic", "seen_by", "adds")
        session.execute(
            insert.on_conflict_do_update(
                index_elements=["issue_id"],
                set_={name: insert.excluded[name] for name in columns},
            ),
            rows,
        )


def _apply(session: Session, changes: dict[tuple[int, str, str, str], Tally[str]]) -> None:
    rows = [
        dict(zip(("area_id", "month", "topic", "seen_by"), key, strict=True))
        | {name: tally[name] for name in COUNTS}
        for key, tally in sorted(changes.items())
        if any(tally.values())
    ]
    if rows:
        insert = _dialect(session).insert(_COUNTS)
        session.execute(
            insert.on_conflict_do_update(
                index_elements=["area_id", "month", "topic", "seen_by"],
                set_={name: _COUNTS.c[name] + insert.excluded[name] for name in COUNTS},
            ),
            rows,
        )


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
