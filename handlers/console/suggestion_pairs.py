"""对口督办: which committee watches which bureaus, and who is of it (mechanisms L03, N09)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit, officers
from bot.actions.suggestions import supervision
from bot.store.models import Bureau, CommitteeMember, CommitteePair, KeySupervision, Officer
from bot.texts import say
from handlers.console.page import back_to, desk_of, nothing_here, number_in
from handlers.parts import parts

_KEY = "/console/suggestions/key"
#: Roles whose holders may be of a committee.
_ROLES = ("committee", "leader", "office", "office_director")


@dataclass(slots=True)
class Watch:
    """One committee: its bureaus and its people, each (id of the row, name)."""

    bureaus: list[tuple[int, str]] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)


def add_pairs(blueprint: Blueprint) -> None:
    blueprint.post("/suggestions/key/pair", endpoint="pair_committee")(lambda: _add("pair"))
    blueprint.post("/suggestions/key/member", endpoint="add_member")(lambda: _add("member"))
    blueprint.post("/suggestions/key/unpair", endpoint="unpair_committee")(lambda: _drop("pair"))
    blueprint.post("/suggestions/key/leave", endpoint="drop_member")(lambda: _drop("member"))


def watching(session: Session) -> dict[str, Watch]:
    """Committee → whom it watches and who is of it."""
    found: dict[str, Watch] = {}
    pairs = select(CommitteePair).order_by(CommitteePair.committee, CommitteePair.id)
    for pair in session.scalars(pairs):
        found.setdefault(pair.committee, Watch()).bureaus.append((pair.id, pair.bureau.name))
    members = select(CommitteeMember).order_by(CommitteeMember.committee, CommitteeMember.id)
    for one in session.scalars(members):
        found.setdefault(one.committee, Watch()).people.append((one.id, one.officer.name))
    return found


def people(session: Session, now: datetime) -> Sequence[Officer]:
    """Officers who may be of a committee, those with the role of one first."""
    held = [(one, {role.role for role in one.roles}) for one in officers.everybody(session, now)]
    fitting = [(one, roles) for one, roles in held if roles & set(_ROLES)]
    return [one for one, _ in sorted(fitting, key=lambda pair: "committee" not in pair[1])]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What hangs on a committee: the table, the field of the form, how it is found and added."""

    table: Any
    field: str
    find: Callable[[Session, str, datetime], Any]
    column: str
    add: Callable[[Session, str, Any], Any]
    #: Sentences and acts of record: something is missing, added, dropped.
    needed: str
    added: str
    dropped: str


def _bureau(session: Session, name: str, _now: datetime) -> Bureau | None:
    query = select(Bureau).where(Bureau.name == name, Bureau.active).order_by(Bureau.id)
    return session.scalars(query).first()


def _officer(session: Session, code: str, now: datetime) -> Officer | None:
    return next((one for one in people(session, now) if one.code == code), None)


_KINDS = {
    "pair": _Kind(
        *(CommitteePair, "bureau", _bureau, "bureau_id", supervision.pair),
        "committee.pair_needed",
        "committee.pair_added",
        "committee.pair_dropped",
    ),
    "member": _Kind(
        *(CommitteeMember, "officer", _officer, "officer_id", supervision.add_member),
        "committee.member_needed",
        "committee.member_added",
        "committee.member_dropped",
    ),
}


def _add(what: str) -> ResponseReturnValue:
    """This committee watches this bureau; this officer is of this committee, which has to be one
    that watches somebody."""
    now, kind = parts().clock.now(), _KINDS[what]
    committee = request.form.get("committee", "").strip()[:64]
    with parts().database.write() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        other = kind.find(session, request.form.get(kind.field, "").strip(), now)
        if other is None or not committee:
            return back_to(_KEY, say(kind.needed), good=False)
        if what == "member" and not _is_known(session, committee):
            return back_to(_KEY, say("committee.unknown", committee=committee), good=False)
        known = session.scalar(
            select(kind.table.id).where(
                kind.table.committee == committee, getattr(kind.table, kind.column) == other.id
            )
        )
        if known is None:
            kind.add(session, committee, other)
            _record(session, kind.added, f"{committee}、{other.name}", now)
        key = kind.added
        if what == "member" and other.password_hash is None:
            key = "committee.member_without_login"
        said = say(key, committee=committee, name=other.name)
    return back_to(_KEY, said, good=True)


def _is_known(session: Session, committee: str) -> bool:
    """Whether it watches a bureau or a key item."""
    watches = select(CommitteePair.id).where(CommitteePair.committee == committee)
    keys = select(KeySupervision.id).where(KeySupervision.committee == committee)
    return any(session.scalar(one.limit(1)) is not None for one in (watches, keys))


def _drop(what: str) -> ResponseReturnValue:
    """Not any more."""
    now, kind = parts().clock.now(), _KINDS[what]
    with parts().database.write() as session:
        row = session.get(kind.table, number_in(request.form.get("row")) or 0)
        if row is None or not desk_of(session, now).county:
            return nothing_here()
        name = row.bureau.name if what == "pair" else row.officer.name
        said = say(kind.dropped, committee=row.committee, name=name)
        _record(session, kind.dropped, f"{row.committee}、{name}", now)
        session.delete(row)
    return back_to(_KEY, said, good=True)


def _record(session: Session, act: str, fact: str, now: datetime) -> None:
    audit.record(session, act, contact_id=g.contact_id, now=now, fact=fact[:255])
