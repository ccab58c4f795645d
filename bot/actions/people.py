"""Who somebody is: contacts, identities and the roles that one person holds on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from bot.actions import audit, newcomers, remembered
from bot.domain.calendars import local_day
from bot.store import quick
from bot.store.models import (
    Audit,
    BureauLiaison,
    Contact,
    Deputy,
    GridStaff,
    Identity,
    Officer,
    OfficerRole,
    Substitute,
)
from bot.store.vault import vault


def in_force(table: Any, day: date | BindParameter[date]) -> ColumnElement[bool]:
    """SQL: the row of ``table`` (with since and until) holds on ``day``."""
    return and_(table.since <= day, or_(table.until.is_(None), table.until >= day))


@dataclass(frozen=True, slots=True)
class Roles:
    """Everything that one person is today. Empty: a constituent and nothing else."""

    deputies: Sequence[Deputy] = ()
    liaisons: Sequence[BureauLiaison] = ()
    officers: Sequence[Officer] = ()
    #: Own roles and those that the person stands in for (AB岗).
    officer_roles: Sequence[OfficerRole] = ()
    grid_staff: Sequence[GridStaff] = ()

    @property
    def any(self) -> bool:
        return bool(self.deputies or self.liaisons or self.officer_roles or self.grid_staff)


def _held(table: Any) -> Select[Any]:
    return select(table).where(
        table.contact_id == bindparam("contact"), in_force(table, bindparam("day"))
    )


#: Asked at every message, so built once: a statement costs more to build than to run.
_DEPUTIES = _held(Deputy)
_LIAISONS = _held(BureauLiaison).options(joinedload(BureauLiaison.bureau))
_OFFICERS = _held(Officer)
_GRID_STAFF = _held(GridStaff)
#: Contact ids of everybody who has or had a role.
_HOLDERS = union_all(
    *(select(table.contact_id) for table in (Deputy, BureauLiaison, Officer, GridStaff))
)
_IDENTITY = (
    select(Identity)
    .where(Identity.channel == bindparam("channel"), Identity.digest == bindparam("digest"))
    .options(joinedload(Identity.contact))
)


def roles_of(session: Session, contact: Contact, now: datetime) -> Roles:
    """The roles that ``contact`` holds on the county's day of ``now``."""
    if contact.id not in remembered.known(session, "holders", lambda: _holders(session)):
        # Most who write: one look less for each role that they might have.
        return Roles()
    day = local_day(now)
    who = {"contact": contact.id, "day": day}
    officers = session.scalars(_OFFICERS, who).all()
    return Roles(
        deputies=session.scalars(_DEPUTIES, who).all(),
        liaisons=session.scalars(_LIAISONS, who).all(),
        officers=officers,
        officer_roles=_officer_roles(session, [officer.id for officer in officers], day),
        grid_staff=session.scalars(_GRID_STAFF, who).all(),
    )


def _holders(session: Session) -> frozenset[int]:
    return frozenset(session.scalars(_HOLDERS))


def deputy_names(session: Session) -> Sequence[tuple[str, str]]:
    """Name and congress of every deputy, also of former ones."""
    query = select(Deputy.name, Deputy.congress)
    return remembered.known(
        session,
        "deputy_names",
        lambda: tuple((name, congress) for name, congress in session.execute(query)),
    )


#: In the record of a binding: the contact that the role was with before.
BEFORE = "before="


def deputy_who_was(session: Session, contact_id: int | None) -> str:
    """The name of the deputy who this contact is or was (``_who_was``); may be empty."""
    return _who_was(session, Deputy, "deputy", contact_id)


def officer_who_was(session: Session, contact_id: int | None) -> str:
    """The name of the officer who this contact is or was (``_who_was``); may be empty."""
    return _who_was(session, Officer, "officer", contact_id)


def _who_was(session: Session, table: Any, role: str, contact_id: int | None) -> str:
    """By the roster; else whose WeChat it was until they gave it back, or who was known by it
    before their own WeChat was bound: what they did then stays theirs."""
    if contact_id is None:
        return ""
    name = session.scalar(select(table.name).where(table.contact_id == contact_id).limit(1))
    given_back = (Audit.act == "binding.unbound") & (Audit.contact_id == contact_id)
    bound = (Audit.act == "binding.bound") & (Audit.fact == f"{BEFORE}{contact_id}")
    return (
        name
        or session.scalar(
            select(table.name)
            .join(Audit, Audit.thing_id == table.id)
            .where(Audit.thing == role, given_back | bound)
            .order_by(Audit.id.desc())
            .limit(1)
        )
        or ""
    )


def officer_names(session: Session) -> Sequence[tuple[str, bool]]:
    """Name of every officer, role by role, and whether the role is of a station or a township."""
    local = OfficerRole.station_id.is_not(None) | OfficerRole.grid_id.is_not(None)
    query = (
        select(Officer.name, local)
        .join(OfficerRole, OfficerRole.officer_id == Officer.id)
        .order_by(OfficerRole.id)
    )
    return remembered.known(
        session,
        "officer_names",
        lambda: tuple((name, bool(yes)) for name, yes in session.execute(query)),
    )


def _officer_roles(session: Session, officer_ids: list[int], day: date) -> Sequence[OfficerRole]:
    if not officer_ids:
        return ()
    stood_in_for = session.scalars(
        select(Substitute.officer_id).where(
            Substitute.substitute_id.in_(officer_ids), in_force(Substitute, day)
        )
    ).all()
    return session.scalars(
        select(OfficerRole)
        .where(OfficerRole.officer_id.in_([*officer_ids, *stood_in_for]))
        .where(in_force(OfficerRole, day))
        .options(joinedload(OfficerRole.station), joinedload(OfficerRole.grid))
    ).all()


def identity_of(session: Session, openid: str, channel: str = "wechat") -> Identity | None:
    """The identity behind an openid, with its contact; None if we never heard of it."""
    if (channel, openid) in session.info.get(_STRANGERS, ()):
        return None
    return session.scalar(_IDENTITY, {"channel": channel, "digest": vault().digest(openid)})


#: In ``Session.info``: channel and openid of who is known to be unknown to the store.
_STRANGERS = "strangers"


@cache
def _known(count: int) -> Select[str]:
    digests = quick.several("digest", count, String())
    return select(Identity.digest).where(
        Identity.channel == bindparam("channel"), Identity.digest.in_(digests)
    )


def look_for(session: Session, openids: Sequence[str], channel: str = "wechat") -> None:
    """Ask once about everybody who stands at the door: most who write are unknown, and nobody has
    to ask for them one by one."""
    by_digest = {vault().digest(openid): openid for openid in openids}
    given = quick.each("digest", list(by_digest))
    for (digest,) in quick.ask(session, _known(len(by_digest)), channel=channel, **given):
        del by_digest[digest]
    session.info[_STRANGERS] = {(channel, openid) for openid in by_digest.values()}


def new_contact(
    session: Session, *, now: datetime, name: str | None = None, phone: str | None = None
) -> Contact:
    """A person we did not know; without an identity until they write."""
    contact = Contact(
        name=name,
        phone=phone,
        phone_digest=vault().digest(phone) if phone else None,
        created_at=now,
    )
    session.add(contact)
    session.flush()
    return contact


def meet(session: Session, openid: str, *, now: datetime, channel: str = "wechat") -> Identity:
    """The identity behind an openid; a new contact is made for somebody unknown."""
    identity = receive(session, openid, now=now, channel=channel)
    write_newcomer(session, identity)
    session.flush()
    return identity


def receive(session: Session, openid: str, *, now: datetime, channel: str = "wechat") -> Identity:
    """Like ``meet``, for a message at the door: who is unknown is not written yet, so that what
    the message changes is written with them (``write_newcomer``)."""
    identity = identity_of(session, openid, channel)
    if identity is not None:
        newcomers.known_now(session, identity.contact_id)
    else:
        contact = Contact(created_at=now)
        identity = Identity(
            channel=channel,
            external_id=openid,
            digest=vault().digest(openid),
            # Only a push proves that somebody follows; a page visit does not.
            following=True,
            sent_in_window=0,
            sent_after_event=0,
            consents="",
        )
        set_committed_value(identity, "contact", contact)
        newcomers.came(session, contact)
    return identity


def write_newcomer(session: Session, identity: Identity) -> None:
    """Write who was unknown to ``receive``; nothing for anybody else."""
    contact = identity.contact
    if identity in session:
        return
    session.info.get(_STRANGERS, set()).discard((identity.channel, identity.external_id))
    identity.contact_id = quick.write(session, contact)
    quick.write(session, identity)
    quick.take_in(session, contact)
    quick.take_in(session, identity, contact=contact)
    set_committed_value(contact, "identities", [identity])


def note_privacy_shown(contact: Contact, now: datetime) -> None:
    """The privacy notice was shown to this person."""
    quick.change(contact, privacy_shown_at=now)


def keep_phone(session: Session, contact: Contact, phone: str, *, now: datetime) -> None:
    """A person's own number, as they gave it; the last one counts."""
    if phone.startswith("1"):
        # 「137 0000 8888」 is the same as without the gaps.
        phone = phone.replace(" ", "").replace("-", "")
    contact.phone = phone
    contact.phone_digest = vault().digest(phone)
    audit.record(session, "contact.phone", contact_id=contact.id, now=now)


def forget_phone(session: Session, contact: Contact, *, now: datetime) -> None:
    """A person's own number goes, as they asked; who has a role is rung at that of the roster."""
    contact.phone = None
    contact.phone_digest = None
    audit.record(session, "contact.phone_forgotten", contact_id=contact.id, now=now)


def wish_calls(session: Session, contact: Contact, *, wanted: bool, now: datetime) -> None:
    """「别打电话给我」, and 「找人」 after it: it stands wherever somebody would ring them."""
    if contact.no_calls is not wanted:
        return
    contact.no_calls = not wanted
    what = "contact.calls" if wanted else "contact.no_calls"
    audit.record(session, what, contact_id=contact.id, now=now)


def wish_messages(session: Session, contact: Contact, *, wanted: bool, now: datetime) -> None:
    """「别给我发了」, and 「还是发吧」 after it: outbox.py holds to it."""
    if contact.no_messages is not wanted:
        return
    contact.no_messages = not wanted
    what = "contact.messages" if wanted else "contact.no_messages"
    audit.record(session, what, contact_id=contact.id, now=now)


def is_reached(session: Session, contact: Contact) -> bool:
    """Whether this person follows the account: what is said to them by chat can arrive."""
    query = select(Identity.id).where(Identity.contact_id == contact.id, Identity.following)
    return session.scalar(query.limit(1)) is not None
