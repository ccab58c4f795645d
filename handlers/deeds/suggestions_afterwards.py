"""What follows an answer: promises, look-backs, classes, 落实销号, supervision. People decide."""

from datetime import date

from sqlalchemy import select

from bot.actions.actors import parties_in
from bot.actions.casework import Actor, label
from bot.actions.suggestions import looking_back, promises, revisits, supervision
from bot.actions.suggestions.kind import say_date
from bot.domain.calendars import local_time
from bot.domain.workflow import Party, Refused
from bot.store.models import Assignment, Media, Officer, Suggestion, Words
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, assignment, suggestion, which_promise


def _desk(do: Doing, case: Suggestion | Assignment) -> Actor:
    return actor(do, case, Party.OFFICE, Party.PRESIDIUM)


def _words(do: Doing, act: str) -> Words:
    words = do.words("text")
    if words is None:
        raise Refused("refused.needs_words", act=act, case=label(suggestion(do)))
    return words


def _day(do: Doing, name: str) -> date:
    return date.fromisoformat(do.text(name))


# ------------------------------------------------------------------ promises and classes


def move_promise(do: Doing) -> str:
    """The promise that is meant gets the day ``until``; the first day stays on record."""
    row = assignment(do)
    meant = which_promise(do, row)
    promises.move(do.session, meant, _desk(do, row), _day(do, "until"), now=do.now)
    return say("reviewing.promise_moved", case=label(row), due=say_date(meant.due, do.now))


def change_class(do: Doing) -> str:
    row = assignment(do)
    wanted = do.text("class")
    words = do.words("text")
    looking_back.change_class(do.session, row, _desk(do, row), wanted, words, now=do.now)
    return say("reviewing.class_changed", case=label(row), outcome_class=wanted)


def propose_class(do: Doing) -> str:
    """By the deputy or a desk; the office decides."""
    row = assignment(do)
    who = actor(do, row, Party.DEPUTY, Party.OFFICE, Party.PRESIDIUM)
    words = _words(do, "提议改类")
    looking_back.propose_class(do.session, row, who, do.text("class"), words, now=do.now)
    return say("reviewing.proposed", case=label(row))


def propose_reopening(do: Doing) -> str:
    """By the deputy or a desk; the office decides."""
    about = suggestion(do)
    who = actor(do, about, Party.DEPUTY, Party.OFFICE, Party.PRESIDIUM)
    words = _words(do, "提议重开")
    looking_back.propose_reopening(do.session, about, who, words, now=do.now)
    return say("reviewing.proposed", case=label(about))


def reopen(do: Doing) -> str:
    about = suggestion(do)
    looking_back.reopen(do.session, about, _desk(do, about), _words(do, "重开"), now=do.now)
    return say("reviewing.reopened", case=label(about))


def decide_proposal(do: Doing) -> str:
    """The oldest proposal that waits; ``agreed``: yes or no."""
    about = suggestion(do)
    rows = [one for one in looking_back.undecided(do.session) if one.suggestion_id == about.id]
    if not rows:
        raise Refused("refused.nothing_to_decide", case=label(about))
    agreed = do.text("agreed") == "yes"
    words = do.words("text")
    who = _desk(do, about)
    looking_back.decide(do.session, rows[0], who, approve=agreed, now=do.now, words=words)
    key = "reviewing.proposal_agreed" if agreed else "reviewing.proposal_refused"
    return say(key, case=label(about))


# ------------------------------------------------------------------ looking back, closing out


def look_back(do: Doing) -> str:
    about = suggestion(do)
    rows = [one for one in looking_back.waiting(do.session) if one.suggestion_id == about.id]
    if not rows:
        raise Refused("refused.nothing_to_decide", case=label(about))
    words = _words(do, "回头看")
    who = _desk(do, about)
    found = do.text("found")
    looking_back.done(do.session, rows[0], who, found, words, now=do.now)
    if found == "partly":
        return say("reviewing.looked_back_partly", case=label(about))
    if found == "not_done":
        return say("reviewing.looked_back_not_done", case=label(about))
    return say("reviewing.looked_back", case=label(about))


def close_out(do: Doing) -> str:
    """``proof`` (visit, photo, citizen), ``text`` and files: what shows that it is done; what was
    noted before counts as well."""
    about = suggestion(do)
    who = _desk(do, about)
    words, kind = do.words("text"), do.text("proof")
    if words is not None and kind in PROOFS:
        ids = list(do.fields.get("evidence") or [])
        media = do.session.get(Media, ids[0]) if ids else None
        looking_back.add_evidence(do.session, about, who, kind, words, now=do.now, media=media)
    looking_back.close_out(do.session, about, who, now=do.now)
    return say("reviewing.closed_out", case=label(about))


#: What may show that a suggestion is really done, as people say it.
PROOFS = {"visit": "去看过", "photo": "有照片", "citizen": "群众说好了"}


# ------------------------------------------------------------------ supervision


def mark_key(do: Doing) -> str:
    """As the chairpersons' meeting of ``decided_on`` decided; ``supervisors``: codes."""
    about = suggestion(do)
    codes = list(do.fields.get("supervisors") or [])
    officers = do.session.scalars(
        select(Officer).where(Officer.code.in_(codes)).order_by(Officer.code)
    ).all()
    supervision.mark_key(
        do.session,
        about,
        _desk(do, about),
        decided_on=_day(do, "decided_on"),
        now=do.now,
        supervisors=officers,
        leading_officer=do.text("leading_officer"),
        committee=do.text("committee"),
    )
    return say("reviewing.key_marked", case=label(about))


def unmark_key(do: Doing) -> str:
    about = suggestion(do)
    words = _words(do, "不再列为重点督办")
    supervision.unmark_key(do.session, about, _desk(do, about), words, now=do.now)
    return say("reviewing.key_unmarked", case=label(about))


def supervise(do: Doing) -> str:
    about = suggestion(do)
    who = actor(do, about, Party.OFFICE, Party.SUPERVISOR)
    supervision.log(do.session, about, who, _words(do, "督办记录"), now=do.now)
    return say("reviewing.noted", case=label(about))


def note_measure(do: Doing) -> str:
    """A measure that people decided; the program starts none."""
    about = suggestion(do)
    supervision.note_measure(
        do.session,
        about,
        actor(do, about, Party.OFFICE),
        do.roles,
        do.text("measure"),
        _words(do, "措施记录"),
        decided_by=do.text("decided_by"),
        decided_on=_day(do, "decided_on"),
        now=do.now,
    )
    return say("reviewing.noted", case=label(about))


def _is_office(do: Doing, about: Suggestion) -> bool:
    return Party.OFFICE in parties_in(do.session, about, do.contact, do.roles, do.now)


def _rung_already(do: Doing, about: Suggestion) -> Refused:
    """The history of a suggestion does not hold who rang: of that nobody else may read."""
    last = revisits.settled_last(do.session, about)
    if last is None or last.settled_at is None:
        return Refused("refused.nothing_to_decide", case=label(about))
    name = do.session.scalar(select(Officer.name).where(Officer.contact_id == last.settled_by))
    rung = local_time(last.settled_at)
    return Refused(
        "refused.rung_already",
        case=label(about),
        when=f"{rung.month}月{rung.day}日{rung:%H:%M}",
        who="您" if last.settled_by == do.contact.id else name or "别人",
    )


def settle_flags(do: Doing) -> str:
    """Somebody of 代工委 rang: every flag of it is settled. ``alike``: id of the newest flag of a
    bunch, all of which were asked about in this call."""
    about = suggestion(do)
    actor(do, about, Party.OFFICE)
    waiting, newest = revisits.waiting(do.session), do.text("alike")
    rows = [one for one in waiting if one.suggestion_id == about.id]
    if rows and newest.isdecimal() and len(newest) < 10:
        rows = [
            one for one in revisits.up_to(waiting, int(newest)) if _is_office(do, one.suggestion)
        ]
    if not rows:
        raise _rung_already(do, about)
    for one in rows:
        revisits.settle(do.session, one, do.contact, now=do.now)
    others = len({one.suggestion_id for one in rows}) - 1
    more = say("reviewing.revisited_more", count=others) if others > 0 else ""
    return say("reviewing.revisited", case=label(about)) + more
