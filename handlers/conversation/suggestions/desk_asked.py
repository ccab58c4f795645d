"""What the desk asks of suggestions under way: which of them wait for something, how far one is,
whether what was promised there is done. A question changes nothing and opens no matter."""

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions.casework import label
from bot.actions.kinds import address, gist
from bot.actions.recipients import COUNTY_ROLES
from bot.actions.suggestions import lights, parties, promises, readers
from bot.actions.suggestions.kind import link_to, say_date, short
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import ASSIGNED, RESPONSIBLE
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import Assignment, Bureau, Promise, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of
from handlers.conversation.staff.naming import names_body
from handlers.conversation.suggestions.at_desk import (
    of_desk,
    owed_lines,
    waiting_for_review,
    waiting_to_assign,
    waiting_to_decide,
)
from handlers.conversation.suggestions.how_it_stands import say_meant
from handlers.conversation.suggestions.words import bare

_LONGEST = 24
_SHOWN = 6
_MOST = 500
_DESK = {Party.OFFICE, Party.PRESIDIUM}

_NAMED = re.compile(
    r"(?P<mark>建|〔[\d\-－]+〕)?\s*(?<!\d)(?P<n>\d{1,5})(?!\d|\s*[月日年点米个户盏万元次天公里人%％.])"
    r"(?P<no>号)?(?:[这那]?[件条])?(?P<kind>的?(?:代表)?建议)?"
)
_OF_PROMISES = re.compile(r"承诺|答应|许诺|保证过")
_ASKS = re.compile(
    r"[?？]|(?:[吗呢么吧]|没有?|不)\W*$|(?P<twice>[一-鿿])[没不](?P=twice)|咋|怎[么样]|啥|什么|哪|几|多少"
)
#: An order or a decision that only sounds like a question at its end: 「建1转交通局吧」.
_ORDERS = re.compile(
    r"(?:转|交|派|退|改|催|并|延|给|立案|提请|通过|同意|重新?办)(?!代表)(?!.{0,3}[了没])"
)
#: 「有没有要交办的建议」.
_TO_GIVE = re.compile(
    r"(?:要|没|未|待|等)(?:有)?交办.{0,3}建议|建议.{0,6}(?:要|没|未|待|等)(?:有)?交办"
)
_ISSUE = re.compile(r"民\s*\d")
#: What stands on a page for whoever counts: answer → where, and how it is asked for.
_ON_PAGES = (
    (
        "asking.figures",
        "/console/suggestions/figures",
        re.compile(
            r"^(?!.*(?:群众|老百姓))(?=.*(?:率|多少|几件|最多|统计|哪[个家]))"
            r".*(?:满意率|落实率|办[结复]率|按时(?:答复|签收)?率|重办|(?:今年|全县|一共|总共).{0,8}建议)"
        ),
    ),
    (
        "asking.key_items",
        "/console/suggestions/key",
        re.compile(
            r"(?:看|列|查|哪|几|多少|清单).{0,6}重点督办|重点督办.{0,4}(?:有|哪|几|清单|到哪)"
        ),
    ),
)


def asked(talk: Talk) -> Answer | None:
    """None: no such question, or it names nothing of this desk."""
    said = bare(talk)
    if not talk.roles.officer_roles or len(said) > _LONGEST or _ISSUE.search(said):
        return None
    of_county = any(one.role in COUNTY_ROLES for one in talk.roles.officer_roles)
    for topic, path, words in _ON_PAGES:
        if of_county and words.search(said):
            return Answer(say(topic, link=address(talk.session, path)), "staff")
    if not _ASKS.search(said):
        return None
    found = _NAMED.search(said)
    if found is None and _TO_GIVE.search(said):
        return Answer(waiting(talk, "ungiven", said) or say("asking.desk_ungiven_none"), "staff")
    meant = _numbered(talk, int(found["n"])) if found is not None else []
    if _OF_PROMISES.search(said):
        return _of_promises(talk, said, meant if found is not None else None)
    if found is None or not (found["mark"] or found["kind"]) or _ORDERS.search(said):
        return None
    return Answer(say_meant(talk, meant), "staff") if meant else None


def _numbered(talk: Talk, number: int) -> list[Suggestion]:
    """Of this desk, or one that it had in review."""
    rows = of_desk(talk, f"建{number}")
    if rows:
        return rows
    found = talk.session.scalars(select(Suggestion).where(Suggestion.serial == number).limit(9))
    return [row for row in found if readers.may_read(talk.session, row, talk.roles)]


def _of_promises(talk: Talk, said: str, meant: Sequence[Suggestion] | None) -> Answer | None:
    """Of the one that is named, else of the bureau that is; ``meant``: None where no number is
    said. A citizen's case of the number, or nothing that is open, leaves it to others."""
    if meant is None:
        rows = _open_promises(talk)
        rows = [one for one in rows if is_named(one.assignment.bureau, said)] or rows
        if not rows:
            return None
        link = address(talk.session, "/console/suggestions")
        listed = "\n".join(say_promise(talk, one) for one in rows[:_SHOWN])
        return Answer(say("asking.promised", list=listed, link=link), "staff")
    if len(meant) != 1:
        return None
    about = meant[0]
    kept = promises.of_suggestion(talk.session, about)
    if not kept and f"民{about.serial}" in _cases(talk):
        return None
    link = link_to(talk.session, about)
    if not kept:
        return Answer(say("asking.promised_nothing", case=label(about), link=link), "staff")
    listed = "\n".join(say_promise(talk, one) for one in kept[:_SHOWN])
    return Answer(say("asking.promised", list=listed, link=link), "staff")


_STANDS = {"open": "asking.promise_open", "kept": "asking.promise_kept"}


def say_promise(talk: Talk, one: Promise) -> str:
    return say(
        _STANDS.get(one.state, "asking.promise_released"),
        case=short(one.assignment),
        bureau=one.assignment.bureau.name,
        promise=gist(one.words.masked.rstrip("。；; ")),
        due=say_date(one.due, talk.now),
    )


def _open_promises(talk: Talk) -> list[Promise]:
    """What is promised and open in the suggestions of this desk, by day."""
    rows = talk.session.scalars(
        select(Promise)
        .where(Promise.state == "open")
        .order_by(Promise.due, Promise.id)
        .limit(_MOST)
    )
    return [row for row in rows if _is_ours(talk, row.assignment.suggestion)]


def _is_ours(talk: Talk, about: Suggestion) -> bool:
    return bool(
        _DESK & parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now)
    )


def is_named(bureau: Bureau, said: str) -> bool:
    return names_body(said, "|".join((bureau.name, *bureau.aliases)))


# ------------------------------------------------------------------ which of them wait


def waiting(talk: Talk, kind: str, said: str) -> str:
    """Those of this desk that wait in that way, as a list; empty if none does. ``kind``: ungiven,
    unsigned, overdue, soon, given or silent."""
    if not {role.role for role in talk.roles.officer_roles} & {*COUNTY_ROLES, "presidium"}:
        return ""
    asked_at = urlencode(_AT.get(kind, {}))
    page = f"/console/suggestions?{asked_at}" if asked_at else "/console/suggestions"
    link = address(talk.session, page)
    if kind == "ungiven":
        rows = waiting_to_assign(talk)
        if _ANY_WORK.search(said):
            rows += [*waiting_for_review(talk), *waiting_to_decide(talk)]
        lines = [
            say("asking.line", case=short(row), state=TABLE.states[row.state])
            for row in dict.fromkeys(rows)
        ]
    else:
        lines = owed_lines(talk, _in_hand(talk, kind, said))
    if not lines:
        return ""
    more = say("asking.and_more") if len(lines) > _SHOWN else ""
    listed = "\n".join(lines[:_SHOWN]) + more
    return say(_LISTED[kind], count=len(lines), list=listed, link=link)


#: Where the same ones stand on the console.
_AT = {
    "overdue": {"stage": "running", "light": "red"},
    "soon": {"stage": "running", "light": "yellow"},
}
_LISTED = {
    "ungiven": "asking.desk_ungiven",
    "unsigned": "asking.desk_unsigned",
    "overdue": "asking.desk_overdue",
    "soon": "asking.desk_soon",
    "given": "asking.desk_given",
    "silent": "asking.desk_silent",
}
#: 「还有哪些没处理」: whatever the desk has to do.
_ANY_WORK = re.compile(r"处理|[动管]")


def _in_hand(talk: Talk, kind: str, said: str) -> list[Assignment]:
    today = local_day(talk.now)
    asked_for = select(Assignment).where(
        Assignment.role == "lead", Assignment.state.in_(RESPONSIBLE)
    )
    if kind == "unsigned":
        asked_for = asked_for.where(Assignment.state == ASSIGNED)
    elif kind == "overdue":
        asked_for = asked_for.where(lights.late_now(today))
    elif kind == "soon":
        until = today + timedelta(days=lights.yellow_days(talk.session, talk.now))
        asked_for = asked_for.where(Assignment.due.between(today, until), lights.is_decided())
    rows = talk.session.scalars(
        asked_for.order_by(Assignment.due, Assignment.id)
        .limit(_MOST)
        .options(joinedload(Assignment.bureau), joinedload(Assignment.suggestion))
    )
    ours = [
        row
        for row in rows
        if kind != "given" or "今" not in said or local_day(row.assigned_at) == today
    ]
    ours = [row for row in ours if is_named(row.bureau, said)] or ours
    return [row for row in ours if _is_ours(talk, row.suggestion)]


def _cases(talk: Talk) -> set[str]:
    return {item.pending.ref for item in items_of(talk, "station")}
