"""A posted form becomes a deed: the same deeds as by chat, refused with the same sentences."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from bot.actions import alarms, reading, uploads
from bot.actions.cleaning import Unusable
from bot.domain.workflow import Refused
from bot.domain.workflows import ALL
from bot.store.models import Alarm, Contact, HandOver, Issue, Media
from bot.texts import for_a_page
from handlers.case_view import NotYours, Sees, find, view
from handlers.deeds import ACTS, Case, Doing
from handlers.pages import as_seen
from handlers.pages.buttons import FIELDS, FORMS, Form, groups, holds, known
from handlers.pages.history import Line, lines
from handlers.pages.own_deeds import OWN
from handlers.pages.posted import (
    TWICE,
    Done,
    Said,
    forget,
    is_day,
    receive,
    said_before,
    short_enough,
)
from handlers.parts import parts

#: Acts that only an alarm's people may do.
_ALARM_ACTS = ("heard", "spoken", "in_vain", "passed_on", "over", "still_real")


@for_a_page()
def act(
    number: int, contact_id: int, form: Mapping[str, str], files: Sequence[FileStorage]
) -> Done:
    """Do what the form says about issue ``number``. Raises NotYours."""
    now = parts().clock.now()
    role, name = form.get("role", ""), form.get("act", "")
    kept: list[uploads.Kept] = []
    try:
        # A stranger's files are not even looked at.
        with parts().database.read() as session:
            _allowed(session, number, contact_id, role, name, now)
        kept = receive(files)
        with parts().database.write() as session:
            return Done(_act(session, number, contact_id, role, name, form, kept, now), good=True)
    except Refused as refused:
        forget(kept)
        why_not = as_seen.why_not(refused, lambda: _history(number, contact_id, now))
        return Done(why_not, good=False)
    except (Said, Unusable) as why:
        forget(kept)
        return Done(str(why), good=False)


def _history(number: int, contact_id: int, now: datetime) -> Sequence[Line]:
    with parts().database.read() as session:
        issue, seen = find(session, number, session.get_one(Contact, contact_id), now)
        return lines(session, issue, seen, now)


def _allowed(
    session: Session, number: int, contact_id: int, role: str, name: str, now: datetime
) -> tuple[Issue, Sees]:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotYours
    issue, seen = find(session, number, contact, now)
    if seen.reads:
        raise NotYours
    if name in _ALARM_ACTS:
        alarm = alarms.of(session, issue)
        if role != "station" or alarm is None or not seen.desk:
            raise Refused("refused.stopped")
    elif not known(role, name) or not holds(seen, role):
        raise Refused("refused.stopped")
    return issue, seen


def _act(
    session: Session,
    number: int,
    contact_id: int,
    role: str,
    name: str,
    form: Mapping[str, str],
    kept: Sequence[uploads.Kept],
    now: datetime,
) -> str:
    # Two clicks at once come one after the other; the second one meets what the first one did.
    session.execute(select(Issue.id).where(Issue.number == number).with_for_update())
    issue, seen = _allowed(session, number, contact_id, role, name, now)
    case = _case(session, issue, seen, role, name, form)
    fields = {key: form.get(key, "").strip() for key in (*FIELDS, "rating")}
    _check(session, case, seen.contact, role, name, fields, now)
    until = as_seen.seen_until()
    if until is not None and name not in _ALARM_ACTS and role != "constituent":
        # An alarm waits for nobody's second click; what people say of their own matter neither.
        meanwhile = lines(session, issue, seen, now, since=until)
        as_seen.hold_once(
            meanwhile,
            session,
            issue,
            seen.contact,
            now,
            lambda: _offered(session, issue, seen, role, name, form.get("row", ""), now),
        )
    row = case if isinstance(case, HandOver) else None
    before = _newest_media(session)
    # Loose at first, so that the deed counts and takes them like pictures sent by chat.
    uploads.add(session, kept, seen.contact, now=now)
    doer = OWN[name] if role == "constituent" else ACTS[role][name]
    text = doer(
        Doing(
            session=session,
            now=now,
            contact=seen.contact,
            roles=seen.roles,
            reader=reading.reader(session),
            case=case,
            fields=_named(fields),
            said=fields["text"],
        )
    )
    for media in session.scalars(
        select(Media).where(
            Media.id > before, Media.contact_id == contact_id, Media.issue_id.is_(None)
        )
    ):
        media.issue_id, media.hand_over_id = issue.id, row.id if row else None
    return text


def _offered(
    session: Session, issue: Issue, seen: Sees, role: str, name: str, row: str, now: datetime
) -> bool:
    """Whether the page of the case has that button now."""
    place = int(row) if row.isdecimal() else 0
    return any(
        (button.form.role, button.form.act, button.row) == (role, name, place)
        for group in groups(view(session, issue, seen, now))
        for button in group.buttons
    )


def _newest_media(session: Session) -> int:
    return session.scalar(select(Media.id).order_by(Media.id.desc()).limit(1)) or 0


def _named(fields: dict[str, str]) -> dict[str, str]:
    """The words under every name that a deed may look for them."""
    text = {"text": fields["text"], "question": fields["text"], "reason": fields["text"]}
    rest = {key: value for key, value in fields.items() if key != "text"}
    return {key: value for key, value in (text | rest).items() if value}


def _case(
    session: Session, issue: Issue, seen: Sees, role: str, name: str, form: Mapping[str, str]
) -> Case:
    """The issue itself, its alarm, or the hand-over whose number the form gives."""
    if name in _ALARM_ACTS:
        alarm: Alarm | None = alarms.of(session, issue)
        if alarm is None:
            raise Refused("refused.stopped")
        return alarm
    place = form.get("row", "0")
    if not place.isdecimal() or place == "0":
        return issue
    rows = session.scalars(
        select(HandOver).where(HandOver.issue_id == issue.id).order_by(HandOver.id)
    ).all()
    if len(place) > 4 or int(place) > len(rows):
        raise Refused("refused.stopped")
    row = rows[int(place) - 1]
    if role == "bureau" and row.id not in {mine.id for mine in seen.rows}:
        raise Refused("refused.stopped")
    return row


def _check(
    session: Session,
    case: Case,
    contact: Contact,
    role: str,
    name: str,
    fields: dict[str, str],
    now: datetime,
) -> None:
    """What has to be given, how long it may be, and that it is no second click."""
    text = fields["text"]
    short_enough(text)
    forms = _now(case, role, name)
    missing = [need for form in forms for need in form.needs if not fields.get(need)]
    if missing:
        raise Said(_MISSING[missing[0]])
    if fields["until"] and not is_day(fields["until"]):
        raise Said(_MISSING["until"])
    kind = "hand_over" if isinstance(case, HandOver) else "issue"
    if (
        text
        and not isinstance(case, Alarm)
        and said_before(session, kind, case.id, contact, text, now)
    ):
        raise Said(TWICE)


def _now(case: Case, role: str, name: str) -> list[Form]:
    """The forms of this act that the state of the case allows: 「不同意」 to a return wants its
    reason, 「不同意」 to an extension does not."""
    if not isinstance(case, Issue | HandOver):
        return known(role, name)
    kind = "issue" if isinstance(case, Issue) else "hand_over"
    found = [
        form
        for (_, procedure, step), form in FORMS.items()
        if (form.role, form.act, procedure) == (role, name, kind)
        and case.state in ALL[kind].step(step).start
    ]
    return found or known(role, name)


_MISSING = {
    "text": "请写一句话。",
    "to": "请选一个单位。",
    "until": "请选一个日子。",
    "grid": "请选一个村。",
    "into": "请写并到哪一件的编号。",
    "successor": "请选接着跟的代表。",
}
