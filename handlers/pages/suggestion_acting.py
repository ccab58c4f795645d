"""A posted form about a suggestion becomes a deed: the same ones as by chat."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from bot.actions import exchanges, outbox, reading, uploads
from bot.actions.actors import actor_in
from bot.actions.cleaning import Unusable
from bot.actions.suggestions import files as suggestion_files
from bot.actions.suggestions.dictated import voices
from bot.actions.suggestions.drafts import PARTS
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Assignment, Contact, Suggestion
from bot.texts import for_a_page, say
from handlers.case_view import NotYours
from handlers.deeds import ACTS, Doing
from handlers.pages import as_seen, suggestion_writing
from handlers.pages.history import Line
from handlers.pages.posted import (
    LONGEST,
    TWICE,
    Done,
    Said,
    forget,
    is_day,
    receive,
    said_before,
    short_enough,
)
from handlers.pages.suggestion_afterwards import Form
from handlers.pages.suggestion_forms import buttons, holds, known
from handlers.pages.suggestion_past import past
from handlers.pages.suggestion_seen import Seen, all_rows, find
from handlers.pages.suggestion_uploads import media_of, named
from handlers.pages.suggestion_view import view
from handlers.parts import parts

_PARTIES = {
    "deputy": {"deputy", "co_signer"},
    "bureau": {"bureau", "lead"},
    "office": {"office", "presidium"},
    "supervisor": {"supervisor"},
}
_MISSING = {
    "text": "请写一句话。",
    "names": "请写名字。",
    "rating": "请选满意、基本满意还是不满意。",
    "to": "请写该由哪个单位办。",
    "until": "请选一个日子。",
    "held_on": "请选哪天见的面。",
    "leads": "请选主办单位。",
    "leads_one": "请选一个单位。",
    "class": "请选答复的类别。",
    "signer": "请写签发人。",
    "into": "请写并到哪一件的编号。",
    "reason_code": "请选是哪一条。",
    "agreed": "请选同意还是不同意。",
    "found": "请选看到的怎么样。",
    "decided_on": "请选哪天会上定的。",
    "measure": "请选是哪项措施。",
    "decided_by": "请写是谁定的。",
    "successor": "请选接着跟的代表。",
}
_DAYS = ("until", "held_on", "on", "decided_on")


@for_a_page()
def act(
    number: int,
    contact_id: int,
    form: MultiDict[str, str],
    files: Mapping[str, Sequence[FileStorage]],
) -> Done:
    """Do what the form says about draft ``number``. Raises NotYours."""
    now = parts().clock.now()
    role, name = form.get("role", ""), form.get("act", "")
    kept: dict[str, list[uploads.Kept]] = {}
    given = {field: [one for one in some if one.filename] for field, some in files.items()}
    try:
        with parts().database.read() as session:
            _allowed(session, number, contact_id, role, name, now)
        for field, some in given.items():
            kept[field] = receive(some)
        with parts().database.write() as session:
            about, seen, text = _act(session, number, contact_id, role, name, form, kept, now)
            if name == "write":
                _keep_files(session, about, seen, form, kept, given, now)
                after = suggestion_writing.then(form)
                if after:
                    _, _, text = _act(session, number, contact_id, role, after, form, {}, now)
            return Done(text, good=True)
    except Refused as refused:
        _forget(kept)
        why_not = as_seen.why_not(refused, lambda: _history(number, contact_id, now))
        return Done(why_not, good=False)
    except (Said, Unusable) as why:
        _forget(kept)
        return Done(str(why), good=False)


def _history(number: int, contact_id: int, now: datetime) -> Sequence[Line]:
    with parts().database.read() as session:
        about, seen = find(session, number, contact_id, now)
        return past(session, about, all_rows(session, about), seen, now)


def _forget(kept: Mapping[str, Sequence[uploads.Kept]]) -> None:
    for files in kept.values():
        forget(files)


def _allowed(
    session: Session, number: int, contact_id: int, role: str, name: str, now: datetime
) -> tuple[Suggestion, Seen, Form]:
    about, seen = find(session, number, contact_id, now)
    forms = known(role, name)
    if not forms or not _PARTIES.get(role, set()) & {party.value for party in seen.parties}:
        raise Refused("refused.stopped")
    if name in ("pass_on", "send_back", "decline") and not holds(session, about, seen, now):
        raise Refused("refused.stopped")
    return about, seen, forms[0]


def _act(
    session: Session,
    number: int,
    contact_id: int,
    role: str,
    name: str,
    form: MultiDict[str, str],
    kept: Mapping[str, Sequence[uploads.Kept]],
    now: datetime,
) -> tuple[Suggestion, Seen, str]:
    # Two clicks at once come one after the other; the second one meets what the first one did.
    session.execute(
        select(Suggestion.id).where(Suggestion.draft_number == number).with_for_update()
    )
    about, seen, wanted = _allowed(session, number, contact_id, role, name, now)
    case = _case(session, about, form)
    fields = _fields(form)
    _check(session, case, seen.contact, wanted, fields, now)
    until = as_seen.seen_until()
    if until is not None:
        meanwhile = past(session, about, all_rows(session, about), seen, now, since=until)
        as_seen.hold_once(
            meanwhile,
            session,
            about,
            seen.contact,
            now,
            lambda: _offered(session, about, seen, form, now),
        )
    if name == "write":
        suggestion_writing.keep_what_is_newer(session, about, form, fields)
        if suggestion_writing.then(form) and suggestion_writing.says_nothing_new(fields):
            return about, seen, ""
    for field, files in kept.items():
        fields[field] = [row.id for row in media_of(session, files, seen.contact, now)]
    fields["joint"] = _joint(session, seen, case, form)
    doing = Doing(
        session=session,
        now=now,
        contact=seen.contact,
        roles=seen.roles,
        reader=reading.reader(session),
        case=case,
        fields=fields,
        said=str(fields.get("text", "")),
    )
    return about, seen, ACTS[role][name](doing)


def _offered(
    session: Session, about: Suggestion, seen: Seen, form: MultiDict[str, str], now: datetime
) -> bool:
    """Whether its page has that button now; a draft is written on a form of its own."""
    if form.get("act") == "write":
        return about.state in WRITING and bool(seen.deputy)
    wanted = (form.get("role"), form.get("act"), form.get("row") or "0")
    level = seen.desk and holds(session, about, seen, now)
    offered = buttons(session, view(session, about, seen, now), holds_level=level, now=now)
    return any(wanted == (one.form.role, one.form.act, str(one.row)) for one in offered)


def _keep_files(
    session: Session,
    about: Suggestion,
    seen: Seen,
    form: MultiDict[str, str],
    kept: Mapping[str, Sequence[uploads.Kept]],
    given: Mapping[str, Sequence[FileStorage]],
    now: datetime,
) -> None:
    """The files of the text: those ticked are taken out, new ones are put to it."""
    out = [int(one) for one in form.getlist("drop") if one.isdecimal() and len(one) < 12]
    added = media_of(session, kept.get("files", ()), seen.contact, now)
    if not out and not added:
        return
    parties = (Party.DEPUTY, Party.OFFICE, Party.PRESIDIUM)
    who = actor_in(session, about, seen.contact, seen.roles, now, *parties)
    suggestion_files.take_out(session, about, out, who, now=now)
    suggestion_files.attach(session, about, named(added, given.get("files", ())), who, now=now)


def _fields(form: MultiDict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: value.strip() for key, value in form.items() if value.strip() and key != "csrf_token"
    }
    for name in ("leads", "supporting", "supervisors", "redo"):
        found[name] = [code for code in form.getlist(name) if code]
    found["leads_one"] = found["leads"]
    # A number that was written is meant, else what was picked from the list of similar ones.
    found["into"] = found.get("into") or found.get("picked", "")
    names = found.get("names", "")
    for mark in "，,;； \n":
        names = names.replace(mark, "、")
    found["names"] = [one.removesuffix("代表") for one in names.split("、") if one]
    return found


def _case(
    session: Session, about: Suggestion, form: MultiDict[str, str]
) -> Suggestion | Assignment:
    place = form.get("row", "0")
    if not place.isdecimal() or len(place) > 5 or place == "0":
        return about
    rows = all_rows(session, about)
    if int(place) > len(rows):
        raise Refused("refused.stopped")
    return rows[int(place) - 1]


def _joint(
    session: Session, seen: Seen, case: Suggestion | Assignment, form: MultiDict[str, str]
) -> list[Assignment]:
    """并案答复: further items of the same bureau, by their draft numbers."""
    if not isinstance(case, Assignment):
        return []
    numbers = [int(n) for n in form.getlist("joint") if n.isdecimal() and len(n) < 9]
    rows = session.scalars(
        select(Assignment)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(
            Suggestion.draft_number.in_(numbers),
            Assignment.bureau_id == case.bureau_id,
            Assignment.role == "lead",
            Assignment.id != case.id,
        )
        .order_by(Assignment.id)
    )
    return list(rows)


def _check(
    session: Session,
    case: Suggestion | Assignment,
    contact: Contact,
    form: Form,
    fields: dict[str, Any],
    now: datetime,
) -> None:
    """What has to be given, how long it may be, and that it is no second click."""
    texts = [str(fields.get(name, "")) for name in ("text", "promise", *PARTS)]
    short_enough(*texts)
    for need in form.needs:
        if need in _MISSING and not fields.get(need):
            raise Said(_MISSING[need])
    for name in _DAYS:
        if fields.get(name) and not is_day(str(fields[name])):
            raise Said(_MISSING["until"])
    kind = "assignment" if isinstance(case, Assignment) else "suggestion"
    counts = texts[0] and form.act not in ("rate", "write")
    # The form of the answer begins with the draft: nothing changed in it is no second click.
    but = ("show_draft",) if form.act == "reply" else ()
    if counts and said_before(session, kind, case.id, contact, texts[0], now, but=but):
        raise Said(TWICE)


def type_in(number: int, contact_id: int, media: str, text: str) -> Done:
    """What a deputy's voice says is ``text``: it becomes the part that was asked for, and the
    deputy reads it with the next question. Raises NotYours."""
    now, text = parts().clock.now(), text.strip()
    if not text or len(text) > LONGEST:
        return Done("请把听到的话写下来。", good=False)
    try:
        with parts().database.write() as session:
            return Done(_typed(session, number, contact_id, media, text, now), good=True)
    except Refused as refused:
        return Done(say(refused.key, **refused.fields), good=False)


def _typed(
    session: Session, number: int, contact_id: int, media: str, text: str, now: datetime
) -> str:
    about, seen = find(session, number, contact_id, now)
    waiting = [row for row in voices(session, about) if str(row.case_id) == media]
    if not waiting or not seen.desk:
        raise NotYours
    said = ACTS["deputy"]["answer_part"](
        Doing(
            session=session,
            now=now,
            contact=seen.contact,
            roles=seen.roles,
            reader=reading.reader(session),
            case=about,
            fields={"part": waiting[0].waiting["part"], "text": text},
        )
    )
    exchanges.finish(waiting[0], now)
    outbox.queue(
        session,
        "answer.later",
        about.lead.contact_id,
        key=f"answer.later:voice:{media}",
        fields={"text": say("writing.typed", case=f"稿{about.draft_number}", said=said)},
        now=now,
        case=("suggestion", about.id),
    )
    return say("writing.saved", case=f"稿{about.draft_number}")
