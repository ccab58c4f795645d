"""What the office and the presidium do with suggestions: review, assign, decide, close. The program
prepares; every one of these is a person's act (design 1.2)."""

from datetime import date

from sqlalchemy import select

from bot.actions import recipients
from bot.actions.casework import Actor, label, take_step
from bot.actions.suggestions import (
    assigning,
    coordinating,
    extensions,
    handling,
    parties,
    ratings,
    returns,
    review,
    succession,
    taking_part,
)
from bot.actions.suggestions.gives_away import gives_away
from bot.actions.suggestions.kind import desk_name, say_bureaus, say_date
from bot.domain.suggestions import GRADES
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.assignment import REWORK
from bot.store.models import Assignment, Bureau, Deputy, Suggestion, Words
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, assignment, suggestion


def _desk(do: Doing, case: Suggestion | Assignment) -> Actor:
    return actor(do, case, Party.OFFICE, Party.PRESIDIUM)


def _words(do: Doing, act: str) -> Words:
    words = do.words("text")
    if words is None:
        raise Refused("refused.needs_words", act=act, case=label(suggestion(do)))
    return words


def pass_on(do: Doing) -> str:
    about = suggestion(do)
    review.pass_on(do.session, about, _desk(do, about), now=do.now)
    if about.state == "filed":
        return say("reviewing.filed", case=label(about))
    reviewer = parties.reviewer_name(do.session, about, do.now)
    return say("reviewing.passed", case=label(about), reviewer=reviewer)


def talk(do: Doing) -> str:
    about = suggestion(do)
    review.talk(do.session, about, _desk(do, about), _words(do, "和代表谈过"), now=do.now)
    return say("reviewing.noted", case=label(about))


def send_back(do: Doing) -> str:
    about = suggestion(do)
    review.send_back(do.session, about, _desk(do, about), _words(do, "退回修改"), now=do.now)
    return say("reviewing.sent_back", case=label(about))


def merge(do: Doing) -> str:
    """``into``: the formal or draft number, as people say it."""
    about = suggestion(do)
    said = do.text("into")
    other = review.other_of(do.session, about, said)
    if other is None:
        key = "refused.no_such_other" if said else "refused.needs_other"
        raise Refused(key, case=label(about), said=said[:20])
    review.merge(do.session, about, other, _desk(do, about), now=do.now)
    return say("reviewing.merged", case=label(about), other=label(other))


def decline(do: Doing) -> str:
    about = suggestion(do)
    words, reason = _words(do, "不作为建议"), do.text("reason_code")
    review.decline(do.session, about, _desk(do, about), reason, words, now=do.now)
    return say("reviewing.declined", case=label(about))


def assign(do: Doing) -> str:
    """``leads`` and ``supporting``: codes of bureaus; ``hard``: six months at once; ``on``: the day
    of the meeting, if it is entered afterwards."""
    about = suggestion(do)
    item = item_of(do, about, "leads", "supporting", "hard")
    day = do.text("on")
    who = _desk(do, about)
    assigning.assign(do.session, item, who, now=do.now, on=date.fromisoformat(day) if day else None)
    rows = parties.assignments_of(do.session, about)
    return say(
        "reviewing.assigned",
        case=label(about),
        bureaus=say_bureaus(rows),
        due=say_date(min(row.due for row in rows if row.role == "lead"), do.now),
    )


def item_of(do: Doing, about: Suggestion, leads: str, supporting: str, hard: str) -> assigning.Item:
    """One line of an assignment list, from the fields of a form."""
    return assigning.Item(
        about,
        _bureaus(do, leads),
        [one for one in _bureaus(do, supporting) if one not in _bureaus(do, leads)],
        hard=bool(do.fields.get(hard)),
    )


def _bureaus(do: Doing, name: str) -> list[Bureau]:
    codes = [code for code in do.fields.get(name) or [] if code]
    rows = do.session.scalars(select(Bureau).where(Bureau.code.in_(codes), Bureau.active))
    by_code = {row.code: row for row in rows}
    return [by_code[code] for code in dict.fromkeys(codes) if code in by_code]


def add_bureau(do: Doing) -> str:
    about = suggestion(do)
    found = _bureaus(do, "leads")
    if not found:
        raise Refused("refused.needs_bureau", case=label(about))
    role = "lead" if do.text("role_there") == "lead" else "supporting"
    who = _desk(do, about)
    row = assigning.add_bureau(do.session, about, found[0], role, who, now=do.now)
    return say("reviewing.added", bureau=row.bureau.name, case=label(about))


# ------------------------------------------------------------------ decisions about one bureau


def allow_return(do: Doing) -> str:
    row = assignment(do)
    returns.allow_late(do.session, row, _desk(do, row), now=do.now)
    return say("reviewing.return_allowed", bureau=row.bureau.name, case=label(row))


def keep(do: Doing) -> str:
    row = assignment(do)
    returns.keep(do.session, row, _desk(do, row), _words(do, "不同意申退"), now=do.now)
    return say("reviewing.kept", bureau=row.bureau.name, case=label(row))


def reassign(do: Doing) -> str:
    """``restart``: the period counts from today; else from the first day."""
    row = assignment(do)
    found = _bureaus(do, "leads")
    if not found:
        raise Refused("refused.needs_bureau", case=label(row))
    restart = do.text("restart") == "yes"
    made = returns.reassign(do.session, row, found[0], _desk(do, row), restart=restart, now=do.now)
    due = say_date(made.due, do.now)
    return say("reviewing.reassigned", case=label(row), bureau=found[0].name, due=due)


def approve_extension(do: Doing) -> str:
    row = assignment(do)
    until = row.extension_until
    extensions.decide(do.session, row, _desk(do, row), approve=True, now=do.now)
    return say(
        "reviewing.extended",
        case=label(row),
        due=say_date(row.due, do.now),
        capped=extensions.say_cut(do.session, row, until, do.now) if until else "",
    )


def refuse_extension(do: Doing) -> str:
    row = assignment(do)
    words = do.words("text")
    extensions.decide(do.session, row, _desk(do, row), approve=False, words=words, now=do.now)
    return say("reviewing.not_extended", case=label(row), due=say_date(row.due, do.now))


def ask_again(do: Doing) -> str:
    row = assignment(do)
    words = _words(do, "请再提意见")
    returns.ask_again(do.session, row, _desk(do, row), words, now=do.now)
    return say("handling.asked_again", bureau=row.bureau.name, case=label(row))


def note_row(do: Doing) -> str:
    row = assignment(do)
    handling.note(do.session, row, _desk(do, row), _words(do, "记一笔"), now=do.now)
    return say("reviewing.noted", case=label(row))


# ------------------------------------------------------------------ weighing


def order_rework(do: Doing) -> str:
    """``sure``: what was asked about and may be read by the bureau; ``redo``: ids of the bureaus
    that do it again, every lead one where none is named. Raises Refused: the sentence says who
    rated, or how."""
    about = suggestion(do)
    words = _words(do, "重新办理")
    told = gives_away(do.session, about, do.text("text"), now=do.now)
    if set(told) - set(do.text("sure").split("、")):
        raise Refused("refused.rework_tells", case=label(about), said="、".join(told))
    chosen = [str(one) for one in do.fields.get("redo") or []]
    only = [int(one) for one in chosen if one.isdecimal() and len(one) < 10]
    ratings.order_rework(do.session, about, _desk(do, about), words, now=do.now, only=only)
    rows = [row for row in parties.leads(do.session, about) if row.state == REWORK]
    due = say_date(max(row.due for row in rows), do.now)
    return say("reviewing.rework", case=label(about), due=due)


def take_to_meeting(do: Doing) -> str:
    about = suggestion(do)
    ratings.take_to_meeting(do.session, about, _desk(do, about), now=do.now)
    return say("reviewing.at_meeting", case=label(about))


def close(do: Doing) -> str:
    about = suggestion(do)
    ratings.close(do.session, about, _desk(do, about), do.words("text"), now=do.now)
    return say("reviewing.closed", case=label(about))


def rate_for(do: Doing) -> str:
    """What the deputy said on the telephone."""
    about = suggestion(do)
    grade = next((key for key, word in GRADES.items() if word == do.text("rating")), "")
    who = _desk(do, about)
    ratings.rate(do.session, about, who, grade, do.words("text"), now=do.now)
    return say("reviewing.rated", case=label(about), desk=desk_name(do.session, about, do.now))


def coordinate(do: Doing) -> str:
    about = suggestion(do)
    words = _words(do, "提请县政府统筹")
    coordinating.ask(do.session, about, _desk(do, about), words, now=do.now)
    return say("reviewing.coordination_asked", case=label(about))


def hand_on(do: Doing) -> str:
    """``successor``: the code of the deputy who follows it from now on."""
    about, code = suggestion(do), do.text("successor")
    deputy = do.session.scalars(select(Deputy).where(Deputy.code == code)).first()
    if deputy is None:
        raise Refused("refused.successor", case=label(about), deputy=code)
    succession.hand_on(do.session, about, _desk(do, about), deputy, now=do.now)
    if not recipients.any_reached(do.session, [deputy.contact_id]):
        return say("reviewing.handed_on_by_call", case=label(about), deputy=deputy.name)
    return say("reviewing.handed_on", case=label(about), deputy=deputy.name)


def invite_to_meeting(do: Doing) -> str:
    """``until``: the day; ``text``: which meeting, at what hour, where."""
    about, on = suggestion(do), do.until()
    if on is None:
        raise Refused("refused.meeting_over", case=label(about))
    words, who = _words(do, "请代表参加"), _desk(do, about)
    count = taking_part.invite(do.session, about, who, words, on=on, now=do.now)
    day = say_date(on, do.now)
    return say("reviewing.meeting_invited", case=label(about), count=count, on=day)


def note(do: Doing) -> str:
    about = suggestion(do)
    words = _words(do, "记一笔")
    take_step(do.session, about, "note", _desk(do, about), now=do.now, words=words)
    return say("reviewing.noted", case=label(about))
