"""Erase one person's data at their request: one officer asks, a second one agrees, then it is
done once, the person is told, and what is left on the disk is swept."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from bot.actions import audit, second
from bot.actions.casework import Actor
from bot.actions.people import Roles, roles_of
from bot.actions.privacy import clearing, mentions, plan, requests
from bot.actions.privacy.plan import Plan
from bot.actions.recipients import COUNTY_ROLES
from bot.actions.rules import rule
from bot.domain.workflow import Refused
from bot.store.models import (
    Approval,
    Contact,
    Erasure,
    Exchange,
    Identity,
    Issue,
    Media,
    Message,
    Notice,
    Officer,
    Subscriber,
)
from bot.store.models.outbox import ON_THEIR_WAY
from bot.texts import say


def ask(
    session: Session,
    request: Issue,
    officer: Officer,
    roles: Roles,
    *,
    now: datetime,
    spare: Collection[int] = (),
) -> Approval:
    """The wish of one officer, with what exactly would go; another one has to agree. ``spare``:
    words of others in which name and telephone are let stand. Raises Refused where nothing would
    go."""
    requests.check_open(request)
    drawn = plan.of_person(session, request.reporter, now=now, request=request, spare=spare)
    if drawn.empty:
        raise Refused("personal.nothing_to_erase")
    return second.ask(session, "delete", _what(request, drawn), officer, roles, now=now)


def _what(request: Issue, drawn: Plan) -> dict[str, object]:
    counts = drawn.counts
    said = (
        f"民{request.number}：删{counts['cases']}件事里的{counts['words']}段话、"
        f"{counts['media']}个照片语音" + ("，姓名电话微信号" if drawn.profile else "")
    )
    if others := len(drawn.mentions.to_clear(drawn.spare)):
        said += f"，别人写的{others}处里的姓名电话"
    what = {"request": request.number, "sign": drawn.sign, "said": said}
    return what | {"spare": sorted(drawn.spare)} if drawn.spare else what


def wish_of(session: Session, request: Issue, officer: Officer, now: datetime) -> Approval | None:
    """This officer's standing wish for that request, newest first."""
    for row in second.of_asker(session, officer.id, now):
        mine = row.act == "delete" and row.what.get("request") == request.number
        if mine and row.used_at is None:
            return row
    return None


def erase(
    session: Session, request: Issue, officer: Officer, actor: Actor, *, now: datetime
) -> Erasure:
    """Do what the second person agreed to. Raises Refused if nobody agreed, or if it would now be
    something else than they saw."""
    requests.check_open(request)
    wish = wish_of(session, request, officer, now)
    approval = second.use(session, wish.id if wish else 0, officer, now=now)
    contact = session.get_one(Contact, request.reporter_id, with_for_update=True)
    spare = approval.what.get("spare", ())
    drawn = plan.of_person(session, contact, now=now, request=request, spare=spare)
    if approval.what["sign"] != drawn.sign:
        raise Refused("personal.plan_changed")
    requests.settle(session, request, actor, _last_words(session, drawn, now), now=now)
    last = _last_notice(session, request)
    names = [part for part in (contact.name, contact.phone) if part]
    mentions.clear(session, contact, drawn.mentions.to_clear(drawn.spare))
    done = clearing.clear(session, drawn.found, now=now, names=names, keep_notice=last)
    beside = clearing.clear(session, drawn.of_joined, now=now, keep_notice=last)
    joined = [issue.id for issue in drawn.joined]
    session.execute(
        delete(Subscriber).where(
            Subscriber.contact_id == contact.id, Subscriber.issue_id.in_(joined)
        )
    )
    session.execute(delete(Exchange).where(Exchange.contact_id == contact.id))
    counts = {name: done.counts[name] + beside.counts[name] for name in done.counts}
    row = Erasure(
        contact_id=contact.id,
        request_id=request.id,
        by=officer.contact_id,
        second=approval.decider.contact_id if approval.decider else None,
        at=now,
        cases=sorted(drawn.found.cases),
        counts=counts | {"profile": int(drawn.profile)},
        files=[*done.files, *beside.files],
        last_word_id=last,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "person.erased",
        contact_id=officer.contact_id,
        now=now,
        thing="issue",
        thing_id=request.id,
        fact=f"{counts['cases']}件事、{counts['words']}段话、{counts['media']}个照片语音",
    )
    return row


def _last_words(session: Session, drawn: Plan, now: datetime) -> str:
    if drawn.profile:
        return say("personal.all_gone")
    turn = requests.where_to_turn(session, now)
    if not drawn.stays:
        return say("personal.roster_kept", **turn)
    cases = "、".join(f"民{one.issue.number}" for one in drawn.stays)
    return say("personal.part_gone", cases=cases, **turn)


def _last_notice(session: Session, request: Issue) -> int | None:
    session.flush()
    return session.scalar(
        select(Notice.id)
        .where(
            Notice.case_kind == "issue",
            Notice.case_id == request.id,
            Notice.kind == "personal.done",
        )
        .order_by(Notice.id.desc())
        .limit(1)
    )


# ------------------------------------------------------------------------- what is left


def is_waiting(session: Session) -> bool:
    """Whether anything is left to do; cheap, for the idle case."""
    query = select(Erasure.id).where(Erasure.finished_at.is_(None)).limit(1)
    return session.scalar(query) is not None


def finish_some(session: Session, folder: Path, *, now: datetime) -> list[int]:
    """Delete the files of what was erased, and forget who it was once the last word is said. Ids of
    the erasures of which only the disk has still to be swept (``bot.store.scrub``)."""
    rows = session.scalars(
        select(Erasure).where(Erasure.finished_at.is_(None)).order_by(Erasure.id).limit(20)
    ).all()
    ready = []
    for row in rows:
        _delete_files(session, row, folder)
        if row.last_word_id is None or _said(session, row, now):
            _forget(session, row)
            ready.append(row.id)
    return ready


def _delete_files(session: Session, row: Erasure, folder: Path) -> None:
    for name in row.files:
        if session.scalar(select(Media.id).where(Media.path == name).limit(1)) is None:
            (folder / name).unlink(missing_ok=True)
    row.files = []


def _said(session: Session, row: Erasure, now: datetime) -> bool:
    notice = session.get(Notice, row.last_word_id)
    if notice is None or notice.state not in ON_THEIR_WAY:
        return True
    days = int(rule(session, "privacy.last_word_days", now))
    return now - row.at > timedelta(days=days) and notice.state != "leased"


def _forget(session: Session, row: Erasure) -> None:
    """Name, telephone, place, openid, and the last word itself. Who has written again meanwhile is
    somebody again: of them only the old name and telephone go."""
    notice = session.get(Notice, row.last_word_id) if row.last_word_id else None
    if notice is not None:
        clearing.empty(session, notice)
        if notice.state in ("queued", "telephone"):
            notice.state, notice.reason = "dropped", "信息已删，不用再说"
    row.last_word_id = None
    if row.contact_id is None or not row.counts.get("profile"):
        return
    contact = session.get_one(Contact, row.contact_id)
    forget_contact(session, contact, since=row.at)


def forget_contact(session: Session, contact: Contact, *, since: datetime) -> None:
    """Nobody can be found behind this contact any more, unless they wrote after ``since``."""
    contact.name = contact.phone = contact.phone_digest = None
    again = session.scalar(
        select(exists().where(Message.contact_id == contact.id, Message.received_at > since))
    )
    if not again:
        contact.grid_id = contact.privacy_shown_at = None
        session.execute(delete(Identity).where(Identity.contact_id == contact.id))


def finished(session: Session, ids: list[int], *, now: datetime) -> None:
    """The disk has been swept after these."""
    for row in session.scalars(select(Erasure).where(Erasure.id.in_(ids))):
        row.finished_at = now


def of_contact(session: Session, contact: Contact) -> list[Erasure]:
    """What was erased of this person before, newest first."""
    return list(
        session.scalars(
            select(Erasure).where(Erasure.contact_id == contact.id).order_by(Erasure.id.desc())
        )
    )


def left_over(session: Session, now: datetime) -> list[tuple[Erasure, Issue]]:
    """Erasures that left out what was still being done then, where that is over by now and nobody
    has asked anew since; each with its request, oldest first."""
    kept = aliased(Issue)
    stays = select(kept.id).where(
        kept.reporter_id == Erasure.contact_id,
        kept.cleared_at.is_(None),
        kept.created_at < Erasure.at,
        kept.kind != requests.KIND,
    )
    rows = session.execute(
        select(Erasure, Issue)
        .join(Issue, Issue.id == Erasure.request_id)
        .where(stays.exists())
        .order_by(Erasure.id)
    ).all()
    return [(row, request) for row, request in rows if _is_over(session, row, request, now)]


def _is_over(session: Session, row: Erasure, request: Issue, now: datetime) -> bool:
    asked = select(Issue.id).where(
        Issue.reporter_id == request.reporter_id,
        Issue.kind == requests.KIND,
        Issue.id > request.id,
    )
    if session.scalar(asked.limit(1)) is not None:
        return False
    drawn = plan.of_person(session, request.reporter, now=now)
    left = {one.id for one in drawn.goes if one.created_at < row.at}
    return bool(left - {request.id}) and not any(
        one.issue.created_at < row.at for one in drawn.stays
    )


def go_on(session: Session, request: Issue, officer: Contact, *, now: datetime) -> Issue:
    """A new request for what an earlier one left. Raises Refused where nothing is left or somebody
    has begun already."""
    if all(one is not request for _, one in left_over(session, now)):
        raise Refused("personal.nothing_left")
    return requests.register(session, request.reporter, officer, requests.KEPT, now=now)


def has_second(session: Session, officer: Officer, now: datetime) -> bool:
    """Whether there is another person of the county office (of its leaders, where a leader asks)
    who could agree."""
    held = {role.role for role in roles_of(session, officer.contact, now).officer_roles}
    wanted = ("leader",) if "leader" in held else COUNTY_ROLES
    others = session.scalars(
        select(Officer).where(
            Officer.password_hash.is_not(None), Officer.contact_id != officer.contact_id
        )
    )
    return any(
        role.role in wanted
        for other in others
        for role in roles_of(session, other.contact, now).officer_roles
    )
