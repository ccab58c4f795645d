"""What a desk says of bodies and not of a case: 「催一下供电所」 is of all that lies there, and
「请交通局和交警一起看」 names two for one case, which only one of them can lead."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.domain.calendars import local_day
from bot.store.models import HandOver
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item, issue_item
from handlers.conversation.staff import many_asked, orders
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.known_cases import issue_of, known_to
from handlers.conversation.staff.left_over import explains, left_of
from nlp.replies import Act
from nlp.replies.bodies import named_body

_HURRIES = re.compile(
    r"催|(?:让|叫|请|喊).{2,10}(?:抓紧|赶紧|赶快|快点|快些|尽快|加快)|^.{2,10}(?:抓紧|快点|快些|尽快|加快)"
)
_NO_ORDER = re.compile(
    r"[?？吗没]\W*$|催[过了]|不(?:用|要)催|别催|先别|(?:^|[，,])(?:这|那)[件个]|它"
)
_TOWN = re.compile(r"(?:镇|乡|街道)(?:政府|里|上|办)(?!的)")
#: 「转水利局 催一下」 gives it to them first.
_GIVES = re.compile(r"\W*(?:民?\d+)?(?:请|就|先|那|都)*(?:转|交给|派给|改派)")
#: An order to hurry is short; more words tell of something.
_LONGEST = 24
_MOST = 10
_CLAUSES = re.compile(r"[，,。；;！!\n]+")


def hurried(talk: Talk) -> Answer | None:
    """To one body, of what it has of this desk and what is named of that, by number or thing; else
    of all that is overdue there, else of all. None: no such order, or of another case."""
    text = talk.text.strip()
    if len(text) > _LONGEST or not _HURRIES.search(text) or _NO_ORDER.search(text):
        return None
    rows = many_asked.of_the_named(talk, text)
    bodies = orders.named_bodies(talk) | {row.bureau.name for row in rows}
    seat = orders.seat(talk) if _TOWN.search(text) and not bodies else ""
    if seat:
        # 「催一下镇政府」, 「让镇里快点」.
        bodies, rows = {seat}, many_asked.of_the_named(talk, seat)
    if not bodies:
        return None
    if not rows and _GIVES.match(text):
        return None
    if not rows and not named(text) and not left_of(talk, _TOWN.sub("", text)).named:
        return Answer(say("staff.hurry_none", bureau="、".join(sorted(bodies))), "station")
    at_it = {row.bureau.name for row in rows}
    said = [
        _hurry(talk, text, [row for row in rows if row.bureau.name == body])
        for body in sorted(at_it)
    ]
    answers = [answer for answer in said if answer is not None]
    if not answers:
        return None
    lines = [answer.text for answer in answers]
    if bodies - at_it:
        lines.append(say("staff.hurry_none", bureau="、".join(sorted(bodies - at_it))))
    return replace(answers[-1], text="\n".join(lines))


def _hurry(talk: Talk, text: str, rows: Sequence[HandOver]) -> Answer | None:
    meant = _of_which(talk, text, rows)
    if not meant:
        return None
    items = [issue_item(row.issue, "issue") for row in meant]
    # The order is ours to carry out; what is said beside it is for them.
    beside = "，".join(part for part in _CLAUSES.split(text) if part and not _HURRIES.search(part))
    words = beside or say("staff.hurry_on")
    act = Act("rework", tuple(item.pending.ref for item in items), {"text": words})
    # Of which cases it is was read here, by the body.
    answer = staff.perform(replace(talk, sure=True), "station", [act], items)
    if answer is None or len(meant) == 1:
        return answer
    late = all(row.due < local_day(talk.now) for row in meant)
    cases = "、".join(label(row.issue) for row in meant[:_MOST])
    said = say(
        "staff.hurried_late" if late else "staff.hurried",
        bureau=meant[0].bureau.name,
        count=len(meant),
        cases=cases + (say("staff.and_more") if len(meant) > _MOST else ""),
        due=say_when(min(row.due for row in meant), talk.now),
    )
    return Answer(said, "station")


def _of_which(talk: Talk, text: str, rows: Sequence[HandOver]) -> Sequence[HandOver]:
    numbers = named(text)
    if numbers:
        return [row for row in rows if row.issue.number in numbers]
    left = left_of(talk, text)
    spoken = {case.ref for case in known_to(talk) if explains(left, case)}
    if spoken:
        return [row for row in rows if f"民{row.issue.number}" in spoken]
    today = local_day(talk.now)
    return [row for row in rows if row.due < today] or rows


#: 「交通局和交警」, 「城管局跟镇政府一块」.
_AND = r"(?:那边|的人)?(?:和|跟|与|同|、|及|还有|以及|加上|会同|联合)"


def two_for_one(talk: Talk, acts: Sequence[Act]) -> tuple[Act, str] | None:
    """The act that gives one case to one of two who are named for it in one breath, and the name of
    the other."""
    given = {str(act.fields.get("to", "")) for act in acts if act.act == "hand_over"}
    for act in acts if not talk.sure else ():
        to = str(act.fields.get("to", "")) if act.act == "hand_over" else ""
        other = next((each for each in _beside(talk, to) if each not in given), "") if to else ""
        if other and len(act.refs) == 1:
            return act, other
    return None


def who_leads(act: Act, other: str, items: Sequence[Item]) -> Answer | None:
    """The question which of the two it is."""
    issue = next((issue_of(item) for item in items if item.pending.ref in act.refs), None)
    if issue is None:
        return None
    said = say(
        "staff.one_leads",
        case=label(issue),
        number=f"民{issue.number}",
        first=act.fields["to"],
        second=other,
    )
    return Answer(said, "station", issue.id)


def _beside(talk: Talk, to: str) -> list[str]:
    """Names of the bodies that are joined to this one in what was said."""
    found = []
    for clause in re.split(r"[，,。；;\n]", talk.text):
        parts = re.split(_AND, clause)
        for one, next_one in pairwise(parts):
            bodies = [_body_of(talk, one[-_REACH:]), _body_of(talk, next_one[:_REACH])]
            if to in bodies:
                found += [body for body in bodies if body and body != to]
    return list(dict.fromkeys(found))


#: So many letters hold the name of a body.
_REACH = 12


def _body_of(talk: Talk, words: str) -> str:
    return next(
        (body for spelt, body in orders.spellings(talk) if spelt in words),
        named_body(words, talk.reader.bodies) or "",
    )
