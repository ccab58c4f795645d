"""A bureau names another liaison person (X28: 联络员变更须核实): the county office rings up, and
one word of it changes the roster."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit, bindings, book, outbox, recipients
from bot.actions.book_cells import BOOKS, cells
from bot.actions.kinds import address
from bot.actions.people import Roles
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import BureauLiaison, LiaisonChange, Words
from bot.texts import say

_BOOK = BOOKS["liaisons"]
#: 「联系人换成赵小军」, 「由赵小军负责」, 「以后找赵小军」.
_NAME = re.compile(
    r"(?:换成|改成|换为|改为|交给|(?:联系人|联络员|对接人|经办人)(?:以后|现在|今后)?(?:是|为|叫)?|由|找|联系)"
    r"[：:，, ]*(?:我们?局?的?)?(?:同事|新来的)?(?P<name>[一-鿿]{2,4}?)"
    r"(?=同志|主任|科长|股长|老师|负责|对接|联系|接手|接替|接|管|来|[，,。：: （(]|了|的?电话|\d|$)"
)
_NO_NAME = re.compile(r"换|联系|以后|今后|我|你|他|她|电话|了$|不")


_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?[2-9]\d{6,7})(?!\d)")


@dataclass(frozen=True, slots=True)
class Successor:
    """Who comes, as far as the words say it."""

    name: str
    phone: str


def read(text: str) -> Successor:
    names = (found["name"] for found in _NAME.finditer(text))
    phone = _PHONE.search(text)
    name = next((name for name in names if not _NO_NAME.search(name)), "")
    return Successor(name, phone[0] if phone else "")


def ask(session: Session, liaison: BureauLiaison, words: Words, *, now: datetime) -> LiaisonChange:
    """Note it and tell the county's clerks; nothing changes yet. A second one of the same liaison
    person takes the place of the first."""
    for before in undecided(session):
        if before.liaison_id == liaison.id:
            before.decided_at = now
    row = LiaisonChange(liaison=liaison, words=words, asked_at=now, approved=False)
    session.add(row)
    session.flush()
    comes = read(words.text or "")
    how = "liaison_change.once" if comes.name else "liaison_change.by_form"
    fields = {
        "bureau": liaison.bureau.name,
        "name": liaison.name,
        "words": words.text,
        "how": say(how, name=comes.name, before=liaison.name),
        "link": address(session, "/console/#liaisons"),
    }
    for contact_id in recipients.county_clerks(session, now):
        outbox.queue(
            session,
            "office.liaison_asked",
            contact_id,
            key=f"office.liaison_asked:{row.id}:{contact_id}",
            fields=fields,
            now=now,
        )
    return row


#: Where the bureau is and how it is rung, and nobody who comes.
_HOUSE = re.compile(r"搬|迁|地址|门牌|电话|座机|手机|号码|传真|邮箱")
_PERSON = re.compile(
    r"联络员|联系人|对接人|经办人|换成(?!\W*\d)|我(?!们|局|所|单位)|(?:以后|今后|往后|后续)[^，,。]{0,6}(?:找|归|由|是)"
)


def is_of_house(text: str) -> bool:
    """「所里电话换了，0000-61234」, 「局里搬到行政中心了」."""
    return bool(_HOUSE.search(text)) and not _PERSON.search(text)


def note_house(session: Session, liaison: BureauLiaison, words: Words, *, now: datetime) -> None:
    """What a bureau's person says of its address or telephone stands on the office's list of the
    day until somebody has looked into it; the roster stays as it is."""
    session.add(LiaisonChange(liaison=liaison, words=words, asked_at=now, approved=False))
    session.flush()


def noted(session: Session, row: LiaisonChange, *, by: int, now: datetime) -> None:
    """The office has looked into it, and changed the roster or not."""
    _decide(session, row, by, now, approved=False)


def undecided(session: Session) -> Sequence[LiaisonChange]:
    """Liaison persons who wait for the county office, oldest first."""
    return [row for row in _waiting(session) if not is_of_house(row.words.text or "")]


def house_news(session: Session) -> Sequence[LiaisonChange]:
    """What bureaus have said of their address and telephone, oldest first."""
    return [row for row in _waiting(session) if is_of_house(row.words.text or "")]


def _waiting(session: Session) -> Sequence[LiaisonChange]:
    return session.scalars(
        select(LiaisonChange).where(LiaisonChange.decided_at.is_(None)).order_by(LiaisonChange.id)
    ).all()


def refuse(session: Session, row: LiaisonChange, *, by: int, now: datetime) -> None:
    """It was not so: everything stays."""
    _decide(session, row, by, now, approved=False)
    _tell(session, row, "liaison.stays", row.liaison.name, now)


def confirm(
    session: Session, row: LiaisonChange, name: str, phone: str, roles: Roles, *, now: datetime
) -> tuple[BureauLiaison, str]:
    """It is so: the new person stands in the roster from today on, the one before until yesterday.
    With the code by which the new one binds. Raises Refused with what is wrong with the name or
    the telephone."""
    by, officer = roles.officers[0].contact_id, roles.officers[0].id
    before, today = row.liaison, local_day(now)
    if not name.strip():
        raise Refused("liaison_change.no_name", bureau=before.bureau.name)
    given = cells(_BOOK, before) | {
        "编码": _code(session, before),
        "姓名": name.strip(),
        "手机号": phone.strip(),
        "外出至": "",
        "起": today.isoformat(),
        "止": "",
    }
    made = book.save(session, _BOOK, given, None, by=by, now=now)
    _check(made, before)
    last = max(before.since, today - timedelta(days=1))
    ended = cells(_BOOK, before) | {"止": _last(before, last).isoformat()}
    _check(book.save(session, _BOOK, ended, before, by=by, now=now, sure=True), before)
    _decide(session, row, by, now, approved=True)
    _tell(session, row, "liaison.replaced", name.strip(), now)
    found = session.get_one(BureauLiaison, made.row)
    code = bindings.issue_code(session, "bureau_liaison", found.id, issued_by=officer, now=now)
    return found, code


def _tell(session: Session, row: LiaisonChange, kind: str, name: str, now: datetime) -> None:
    """Who asked for it hears what came of it: they were told that all still goes to them."""
    before = row.liaison
    outbox.queue(
        session,
        kind,
        before.contact_id,
        key=f"{kind}:{row.id}",
        fields={
            "bureau": before.bureau.name,
            "name": name,
            "phone": str(rule(session, "county.phone", now)),
        },
        now=now,
    )


def _last(before: BureauLiaison, day: date) -> date:
    return min(day, before.until) if before.until is not None else day


def _check(saved: book.Saved, before: BureauLiaison) -> None:
    if saved.problems:
        text = "；".join(one for said in saved.problems.values() for one in said)
        raise Refused("liaison_change.wrong", bureau=before.bureau.name, problem=text)


def _code(session: Session, before: BureauLiaison) -> str:
    following = book.next_code(session, _BOOK)
    if following:
        return following
    taken = set(session.scalars(select(BureauLiaison.code)))
    return next(
        code
        for number in range(2, len(taken) + 3)
        if (code := f"{before.code[:56]}-{number}") not in taken
    )


def _decide(
    session: Session, row: LiaisonChange, by: int, now: datetime, *, approved: bool
) -> None:
    if row.decided_at is not None:
        raise Refused("liaison_change.decided", bureau=row.liaison.bureau.name)
    row.decided_at, row.decided_by, row.approved = now, by, approved
    audit.record(
        session,
        "roster.liaison_asked",
        contact_id=by,
        now=now,
        thing="bureau_liaison",
        thing_id=row.liaison_id,
        fact=f"{row.liaison.code} {'换了人' if approved else '没有换'}",
    )
