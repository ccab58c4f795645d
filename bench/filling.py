"""Fill a county with an archive of closed cases, fast: what a million people once said, straight
into the tables, past everything that would read or check it."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

from sqlalchemy import Table, func, inspect, select, text, update
from sqlalchemy.orm import Session

from bot.actions import counting
from bot.demo.sentences import PROBLEMS
from bot.store.database import Database
from bot.store.models import (
    Alarm,
    Attempt,
    Bureau,
    Contact,
    Grid,
    HandOver,
    History,
    Issue,
    Media,
    Message,
    Notice,
    Station,
    Words,
)
from scheduler.indexing import index_words

#: So many cases are open, whatever the size.
OPEN = 1_000
#: Rows of one statement, or of one COPY.
_PORTION = 20_000
#: Each such case was handed over, was a danger, came as a voice that the platform recognised.
_HANDED, _DANGER, _VOICE = 4, 100, 10
#: Of four of these is a word made that stands in few cases, though each pair of them is common.
_SIGNS = (
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥春夏秋冬东西南北福禄寿喜金银铜铁锡江河湖海山石土木"
)
_TABLES = (Contact, Words, Issue, Message, History, Notice, Attempt)
_SOME = (HandOver, Alarm, Media)


def grow(database: Database, to: int, now: datetime) -> None:
    """Fill up to ``to`` issues, oldest first; all but OPEN of them closed long ago."""
    with database.write() as session:
        session.execute(update(Issue).where(Issue.title.like("第%封")).values(state="closed"))
        archive = _Archive(session, to, now)
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            raw.execute("PRAGMA synchronous=OFF")
            raw.execute("PRAGMA foreign_keys=OFF")
        for table in (*_TABLES, *_SOME):
            _write(raw, database, table, archive)
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")
            raw.execute("PRAGMA synchronous=FULL")
    with database.write() as session:
        value = session.scalar(select(func.max(Issue.number))) or 0
        session.execute(text("UPDATE counters SET value = :n WHERE name = 'issue'"), {"n": value})
        if not database.is_sqlite:
            _after_the_last(session)
    take_into_counts(database, now)
    for _ in range(2):  # two looks: the second finds them at rest
        index_words(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _stations(session: Session) -> dict[int, int]:
    """Grid → the station of its township."""
    townships = session.execute(
        select(Grid.path, Station.id)
        .join(Station, Station.grid_id == Grid.id)
        .where(Grid.level == "township")
        .order_by(Station.id.desc())
    ).all()
    grids = session.execute(select(Grid.id, Grid.path).where(Grid.level == "grid"))
    return {
        grid: station
        for grid, path in grids
        for township, station in townships
        if path.startswith(township)
    }


def take_into_counts(database: Database, now: datetime) -> None:
    """Take everything into the counts, as the scheduler would have done meanwhile."""
    fresh = 1
    while fresh:
        with database.write() as session:
            fresh = counting.count_some(session, now=now, portion=_PORTION // 4)


def _after_the_last(session: Session) -> None:
    """PostgreSQL: the next id is one that nobody has."""
    for table in (*_TABLES, *_SOME):
        name = table.__tablename__
        session.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
        )


class _Archive:
    """What there is, and what is to come: the rows of each table, as dicts of what differs."""

    def __init__(self, session: Session, to: int, now: datetime) -> None:
        self._grids = session.scalars(select(Grid.id).where(Grid.level == "grid")).all()
        self._stations = _stations(session)
        self._bureaus = session.scalars(select(Bureau.id).order_by(Bureau.id)).all() or [1]
        self._have = session.scalar(select(func.count(Issue.id))) or 0
        self._number = session.scalar(select(func.max(Issue.number))) or 0
        self._ids = {
            table: (session.scalar(select(func.max(table.id))) or 0) for table in (*_TABLES, *_SOME)
        }
        self._to, self._now = to, now
        self._villages = session.scalars(
            select(Grid.name).where(Grid.level == "village").order_by(Grid.id)
        ).all() or ["东坪村"]

    def rows(self, table: Any) -> Iterator[dict[str, Any]]:
        first = {each: self._ids[each] + 1 for each in self._ids}
        for n in range(max(self._to - self._have, 0)):
            at = self._now - timedelta(minutes=5 * (self._to - self._have - n))
            case = {each: first[each] + n for each in _TABLES}
            row = self._row(table, n, case, at)
            if row is not None:
                yield row

    def _row(self, table: Any, n: int, case: dict[Any, int], at: datetime) -> dict[str, Any] | None:
        number, contact, issue = self._number + 1 + n, case[Contact], case[Issue]
        closed = self._have + n < self._to - OPEN
        if table is Contact:
            return {"id": contact, "created_at": at}
        if table is Words:
            said = self.said(self._have + n)
            return {
                "id": case[Words],
                "text": said,
                "masked": said,
                "said_by": contact,
                "said_at": at,
            }
        if table is Issue:
            return {
                "id": issue,
                "number": number,
                "title": f"第{self._have + n}封",
                "state": "closed" if closed else "routed",
                "words_id": case[Words],
                "reporter_id": contact,
                "grid_id": self._grids[n % len(self._grids)],
                "station_id": self._stations.get(self._grids[n % len(self._grids)]),
                "created_at": at,
                "spoken_at": at,
                "closed_at": at if closed else None,
            }
        if table is Message:
            key = f"old{self._have + n}"
            ids = {"contact_id": contact, "words_id": case[Words], "issue_id": issue}
            return {"id": case[Message], "key": key, **ids, "sent_at": at, "received_at": at}
        if table is History:
            return {"id": case[History], "case_id": issue, "at": at}
        if table is Notice:
            key = f"old:{self._have + n}"
            moments = {"created_at": at, "next_at": at, "settled_at": at}
            return {
                "id": case[Notice],
                "key": key,
                "contact_id": contact,
                "case_id": issue,
                **moments,
            }
        if table is Attempt:
            return {"id": case[Attempt], "notice_id": case[Notice], "at": at}
        if table is HandOver and closed and n % _HANDED == 0:
            bureau = self._bureaus[n % len(self._bureaus)]
            return {
                "id": self._ids[HandOver] + 1 + n // _HANDED,
                "issue_id": issue,
                "bureau_id": bureau,
                "created_at": at,
                "due": at.date(),
                "reported_at": at,
            }
        if table is Alarm and closed and n % _DANGER == 0:
            moments = {"raised_at": at, "sent_at": at, "heard_at": at, "passed_on_at": at}
            row = {"id": self._ids[Alarm] + 1 + n // _DANGER, "issue_id": issue}
            return row | {"heard_by": contact, **moments}
        if table is Media and n % _VOICE == 0:
            row = {"id": self._ids[Media] + 1 + n // _VOICE, "message_id": case[Message]}
            return row | {"issue_id": issue, "next_at": at, "created_at": at}
        return None

    def said(self, n: int) -> str:
        """The same for the same number: 东坪村二组路灯不亮，就在甲子春江店旁边，麻烦有人来看看。"""
        mixed = _mixed(n)
        mixed, unit = divmod(mixed, 6)
        mixed, village = divmod(mixed, len(self._villages))
        _, sentence = PROBLEMS[mixed % len(PROBLEMS)]
        where = sentence.format(v=self._villages[village], u="一二三四五六"[unit] + "组", t="镇")
        return f"{where}，就在{rare_word(n)}店旁边，麻烦有人来看看。"


def rare_word(n: int) -> str:
    """The ``n``-th case has this word, and hardly another one."""
    mixed, signs = _mixed(-n - 1), ""
    for _ in range(4):
        mixed, at = divmod(mixed, len(_SIGNS))
        signs += _SIGNS[at]
    return signs


def _mixed(n: int) -> int:
    """A number that looks like chance, the same for the same ``n`` (SplitMix64)."""
    n = (n + 1) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    n = (n ^ n >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    n = (n ^ n >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return n ^ n >> 31


#: What every row of the archive says alike.
_ALIKE: dict[Any, dict[str, Any]] = {
    Issue: {"kind": "problem", "topic": "城乡建设", "seen_by": "grid"},
    Message: {"kind": "text", "state": "handled"},
    History: {
        "case_kind": "issue",
        "step": "route",
        "from_state": "received",
        "to_state": "routed",
        "party": "system",
    },
    Notice: {
        "kind": "issue.told",
        "fields": "{}",
        "priority": "result",
        "rank": 3,
        "case_kind": "issue",
        "state": "sent",
    },
    Attempt: {"channel": "customer_service", "said": "收到了", "outcome": "sent"},
    HandOver: {"state": "reported", "term_days": 5},
    Alarm: {"numbers": "119"},
    Media: {"kind": "voice", "state": "fetched", "recognised": True},
}


def _write(raw: Any, database: Database, model: Any, archive: _Archive) -> None:
    table: Table = model.__table__
    rows = archive.rows(model)
    first = next(rows, None)
    if first is None:
        return
    dialect = database.engine.dialect
    alike = _silent(model) | _ALIKE.get(model, {})
    names = [*first, *(name for name in alike if name not in first)]
    turn: dict[str, Any] = {name: table.c[name].type.bind_processor(dialect) for name in names}
    # psycopg turns these by itself, but not in a COPY.
    turn |= {name: json.dumps for name in names if isinstance(alike.get(name), (dict, list))}
    turned = [turn[name] for name in first]
    rest = names[len(first) :]
    same = _values({name: alike[name] for name in rest}, [turn[name] for name in rest], ())

    def values() -> Iterator[tuple[Any, ...]]:
        for row in chain((first,), rows):
            yield _values(row, turned, same)

    if database.is_sqlite:
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"
        going = values()
        while portion := list(islice(going, _PORTION)):
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(statement, portion)
            raw.execute("COMMIT")
        return
    columns = ", ".join(f'"{name}"' for name in names)
    with raw.cursor() as cursor:
        # The archive fits together: nobody needs to look each name up.
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
            for line in values():
                copy.write_row(line)
        cursor.execute("SET session_replication_role = origin")
    raw.commit()


def _values(row: dict[str, Any], turned: Sequence[Any], same: tuple[Any, ...]) -> tuple[Any, ...]:
    pairs = zip(row.values(), turned, strict=True)
    return (*(turn(value) if turn else value for value, turn in pairs), *same)


def _silent(model: Any) -> dict[str, Any]:
    """What a new row says of its columns where nobody says anything."""
    found = {}
    for each in inspect(model).columns:
        default = each.default
        if default is not None and each.name != "id":
            found[each.name] = default.arg if default.is_scalar else default.arg(None)
    return found
