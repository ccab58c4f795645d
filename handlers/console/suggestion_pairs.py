"""对口督办: which committee watches which bureaus, and who is of it (mechanisms L03, N09)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import officers
from bot.actions.suggestions import readers, supervision
from bot.store.models import Bureau, CommitteeMember, CommitteePair, Officer
from handlers.console.page import back_to, desk_of, nothing_here
from handlers.parts import parts

_KEY = "/console/suggestions/key"
#: Roles whose holders may be of a committee.
_ROLES = ("committee", "leader", "office", "office_director")


@dataclass(slots=True)
class Watch:
    """One committee: its bureaus and its people, by name."""

    bureaus: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def add_pairs(blueprint: Blueprint) -> None:
    blueprint.post("/suggestions/key/pair")(pair_committee)
    blueprint.post("/suggestions/key/member")(add_member)


def watching(session: Session) -> dict[str, Watch]:
    """Committee → whom it watches and who is of it."""
    found: dict[str, Watch] = {}
    for pair in session.scalars(
        select(CommitteePair).order_by(CommitteePair.committee, CommitteePair.id)
    ):
        found.setdefault(pair.committee, Watch()).bureaus.append(pair.bureau.name)
    for committee, name in readers.members(session):
        found.setdefault(committee, Watch()).people.append(name)
    return found


def people(session: Session, now: datetime) -> Sequence[Officer]:
    """Officers who may be of a committee, those with the role of one first."""
    held = [(one, {role.role for role in one.roles}) for one in officers.everybody(session, now)]
    fitting = [(one, roles) for one, roles in held if roles & set(_ROLES)]
    return [one for one, _ in sorted(fitting, key=lambda pair: "committee" not in pair[1])]


def pair_committee() -> ResponseReturnValue:
    """This committee watches this bureau."""
    now = parts().clock.now()
    committee = request.form.get("committee", "").strip()
    name = request.form.get("bureau", "").strip()
    with parts().database.write() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        bureau = session.scalars(
            select(Bureau).where(Bureau.name == name, Bureau.active).order_by(Bureau.id)
        ).first()
        if bureau is None or not committee:
            return back_to(_KEY, "委员会和单位都要写，单位照名册上的名字。", good=False)
        known = session.scalar(
            select(CommitteePair.id).where(
                CommitteePair.committee == committee, CommitteePair.bureau_id == bureau.id
            )
        )
        if known is None:
            supervision.pair(session, committee, bureau)
    return back_to(_KEY, f"{committee}对口{name}。", good=True)


def add_member() -> ResponseReturnValue:
    """This officer is of this committee: what it watches, they look at on the console."""
    now = parts().clock.now()
    committee = request.form.get("committee", "").strip()
    code = request.form.get("officer", "").strip()
    with parts().database.write() as session:
        if not desk_of(session, now).county:
            return nothing_here()
        officer = next((one for one in people(session, now) if one.code == code), None)
        if officer is None or not committee:
            return back_to(_KEY, "委员会要写，人从名单里选。", good=False)
        known = session.scalar(
            select(CommitteeMember.id).where(
                CommitteeMember.committee == committee, CommitteeMember.officer_id == officer.id
            )
        )
        if known is None:
            supervision.add_member(session, committee, officer)
        name = officer.name
    return back_to(_KEY, f"{name}在{committee}，登录后能看它督办的件。", good=True)
