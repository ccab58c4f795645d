"""Write checked rows into the store: known by their code, added or brought up to date, never ended
because they are missing. Nobody is made somebody else: a new name *and* a new number is a new
person, who has to bind anew."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions.import_cells import CLEAR, Problem, Row
from bot.actions.import_checks import CODED, Tables
from bot.actions.import_rows import WRITERS
from bot.domain.calendars import local_day
from bot.store.models import Contact, Deputy, DeputyGrid, DeputyGroup, DeputyStation
from bot.store.vault import vault


@dataclass(slots=True)
class Count:
    """What became of the rows of one sheet."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(slots=True)
class Writer:
    """One import: the session, the day, what is already there by sheet and code."""

    session: Session
    now: datetime
    notes: list[Problem] = field(default_factory=list)
    counts: dict[str, Count] = field(default_factory=dict)
    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    _by_phone: dict[str, list[Contact]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for title, table in CODED.items():
            query = select(table)
            if hasattr(table, "contact"):
                query = query.options(joinedload(table.contact))
            self.there[title] = {row.code: row for row in self.session.scalars(query)}

    @property
    def today(self) -> date:
        return local_day(self.now)

    def write(self, tables: Tables) -> None:
        """All sheets, in the order in which they refer to each other."""
        phones = {row.get("手机号") for rows in tables.values() for row in rows} - {None}
        self._know_phones(phones)
        # What is new is found in our own dictionaries, never by a query.
        with self.session.no_autoflush:
            for title, write in WRITERS:
                if title in tables:
                    self.counts[title] = Count()
                    for row in tables[title]:
                        write(self, title, row)
            self.session.flush()
            for title, column in _PARENTS:
                for row in tables.get(title, []):
                    self._hang_below(title, row, row.values.get(column))
            self._links(tables)
        self._paths()

    # ------------------------------------------------------------------ rows with a code

    def upsert(self, title: str, row: Row, make: Callable[[], Any], given: dict[str, Any]) -> Any:
        """The row of that code, made or brought up to date with what the cells say."""
        known = self.there[title].get(row.get("编码"))
        if known is None:
            known = make()
            known.code = row.get("编码")
            for name, value in given.items():
                if value is not None and value is not CLEAR:
                    setattr(known, name, value)
            self.there[title][known.code] = known
            self.session.add(known)
            self.counts[title].new += 1
            return known
        changed = False
        for name, value in given.items():
            if value is None:
                continue
            wanted = _EMPTY.get(name) if value is CLEAR else value
            if getattr(known, name) != wanted:
                setattr(known, name, wanted)
                changed = True
        self.tally(title, changed)
        return known

    def tally(self, title: str, changed: bool) -> None:
        count = self.counts[title]
        if changed:
            count.changed += 1
        else:
            count.same += 1

    def _hang_below(self, title: str, row: Row, parent: object) -> None:
        """The parent may stand further down in the table, so they are joined once all are there."""
        child = self.there[title][row.get("编码")]
        if parent is CLEAR:
            child.parent_id = None
        elif parent is not None and child.parent_id != self.there[title][str(parent)].id:
            child.parent_id = self.there[title][str(parent)].id

    def find(self, title: str, code: object) -> Any:
        """The row of that code, or what was given instead of one (None, CLEAR)."""
        return self.there[title].get(code) if isinstance(code, str) else code

    # ------------------------------------------------------------------ people

    def _know_phones(self, phones: set[Any]) -> None:
        digests = {vault().digest(phone): phone for phone in phones}
        for part in _parts(sorted(digests), 500):
            found = select(Contact).where(Contact.phone_digest.in_(part)).order_by(Contact.id)
            for contact in self.session.scalars(found):
                self._by_phone.setdefault(digests[contact.phone_digest or ""], []).append(contact)

    def person(self, title: str, row: Row, role: Any, name_before: str | None) -> Contact:
        """The contact of a role: the one it has; the one of the same number and name; a new one."""
        name, given = row.get("姓名"), row.values.get("手机号")
        phone: str | None = None if given is CLEAR else given
        contact: Contact | None = role.contact if role is not None else None
        if contact is not None and name != name_before:
            same_number = bool(contact.phone) and (phone is None or phone == contact.phone)
            if not same_number:
                text = f"编码“{row.get('编码')}”由{name_before}换成了{name}，新的人要重新绑定微信"
                self.notes.append(Problem(title, row.number, "姓名", text))
                contact = None
            else:
                text = (
                    f"编码“{row.get('编码')}”原来是{name_before}，现在写成{name}，微信和办过的事都跟着走；"
                    "换了人要另给编码，原来那行填“止”"
                )
                self.notes.append(Problem(title, row.number, "姓名", text))
        if contact is None:
            contact = self._same_person(name, phone) or self._new_contact(name, phone)
        elif phone and phone != contact.phone:
            contact.phone, contact.phone_digest = phone, vault().digest(phone)
            self._by_phone.setdefault(phone, []).append(contact)
        elif given is CLEAR:
            contact.phone = contact.phone_digest = None
        if contact.name != name:
            contact.name = name
        return contact

    def _same_person(self, name: str, phone: str | None) -> Contact | None:
        for contact in self._by_phone.get(phone or "", ()):
            if contact.name == name:
                return contact
        return None

    def _new_contact(self, name: str, phone: str | None) -> Contact:
        contact = Contact(
            name=name,
            phone=phone,
            phone_digest=vault().digest(phone) if phone else None,
            created_at=self.now,
        )
        self.session.add(contact)
        if phone:
            self._by_phone.setdefault(phone, []).append(contact)
        return contact

    # ------------------------------------------------------------------ who is where

    def _links(self, tables: Tables) -> None:
        for sheet, column, of, table, left, right in _LINKS:
            rows: list[tuple[Row, str, Row | None]] = [
                (row, code, None) for row in tables.get("代表", []) for code in row.get(column, ())
            ]
            rows += [(row, row.get(f"{of}编码"), row) for row in tables.get(sheet, [])]
            if not rows:
                continue
            if sheet in tables:
                self.counts[sheet] = Count()
            known = {
                (getattr(link, left), getattr(link, right)): link
                for link in self.session.scalars(select(table).order_by(table.id))
            }
            for row, code, dated in rows:
                deputy = self.there["代表"][row.get("编码") or row.get("代表编码")]
                other = self.there[of][code]
                self._link(known, sheet, table, left, right, deputy, other, dated)

    def _link(
        self,
        known: dict[tuple[int, int], Any],
        sheet: str,
        table: Any,
        left: str,
        right: str,
        deputy: Deputy,
        other: Any,
        dated: Row | None,
    ) -> None:
        link = known.get((deputy.id, other.id))
        again = (dated.get("起") if dated else None) or self.today
        if link is None or (link.until is not None and link.until < again):
            since = (dated.get("起") if dated else None) or max(deputy.since, self.today)
            link = table(since=since, **{left: deputy.id, right: other.id})
            if dated:
                link.until = dated.get("止")
                self.counts[sheet].new += 1
            known[deputy.id, other.id] = link
            self.session.add(link)
        elif dated is not None:
            given = {"since": dated.get("起"), "until": dated.values.get("止")}
            changed = False
            for name, value in given.items():
                wanted = None if value is CLEAR else value
                if value is not None and getattr(link, name) != wanted:
                    setattr(link, name, wanted)
                    changed = True
            self.tally(sheet, changed)

    def _paths(self) -> None:
        """Ids from the county down, so that a subtree is one LIKE."""
        grids = list(self.there["网格"].values())
        by_id = {grid.id: grid for grid in grids}
        for grid in grids:
            ids, at = [], grid
            while at is not None and at.id not in ids:
                ids.append(at.id)
                at = by_id.get(at.parent_id)
            path = "/" + "/".join(str(one) for one in reversed(ids)) + "/"
            if grid.path != path:
                grid.path = path
        self.session.flush()


#: Sheets whose rows hang below each other, and the column that says where.
_PARENTS = (("网格", "上级编码"), ("联络站", "上级站"), ("承办单位", "上级单位"))
_LINKS: tuple[tuple[str, str, str, Any, str, str], ...] = (
    ("代表网格", "网格", "网格", DeputyGrid, "deputy_id", "grid_id"),
    ("代表站", "联络站", "联络站", DeputyStation, "deputy_id", "station_id"),
    ("小组成员", "小组", "小组", DeputyGroup, "deputy_id", "group_id"),
)

_EMPTY: dict[str, Any] = {
    "aliases": [],
    "address": "",
    "phone": "",
    "reception_days": "",
    "role": "",
    "electoral_unit": "",
    "occupation": "",
    "push": "all",
    "position": "A",
}


def _parts(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))
