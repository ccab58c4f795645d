"""「灯和杆子给供电，渠给水利，垃圾给城管」 of a desk: each thing is the case of that thing, and
goes to the body of its own clause. What finds no case, or several, is said and goes nowhere."""

import re
from dataclasses import replace

from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff import orders, which_case
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.known_cases import Known, known_to
from handlers.conversation.staff.left_over import explains, in_title, left_of
from nlp.replies import Act
from nlp.replies.bodies import named_body

_CLAUSES = re.compile(r"[，,。；;！!\s]+")
#: 「灯和杆子的给供电所办」: things, a word of giving, a body.
_GIVEN = re.compile(
    r"^(?:那|就|先|把)?(?P<things>[\u4e00-\u9fff、]{1,16}?)(?:那[件个]|这[件个]|的事?|的问题|都|也)*"
    r"(?:转给?|交给?|派给?|给|归|找)(?P<body>[\u4e00-\u9fff]{2,10}?)(?:去|来|办|管|处理|那边|吧|了)*$"
)
_AND = re.compile(r"和|跟|与|同|、|还有")
_NO_ORDER = re.compile(r"[?？吗没]\W*$|不|别|已经|给过")


def given_out(talk: Talk) -> Answer | None:
    """None: no such order, or one thing and one body, which others hear."""
    text = talk.text.strip()
    if not talk.roles.officer_roles or named(text) or _NO_ORDER.search(text):
        return None
    parts = [part for part in _CLAUSES.split(text) if part]
    # 「…，垃圾先放放」: left where it is, and no word against the others.
    clauses = [_clause(talk, part) for part in parts if not _WAITS.search(part)]
    pairs = [(thing, body) for what, body in clauses for thing in _AND.split(what) if thing]
    if len(pairs) < _SEVERAL or not all(what and body for what, body in clauses):
        return None
    waiting = [case for case in known_to(talk) if _at_desk(case) is not None and case.open]
    done: dict[str, Answer] = {}
    unknown = []
    for thing, body in pairs:
        case = _of(talk, thing, waiting)
        item = _at_desk(case) if case is not None else None
        if case is None or item is None or case.ref in done:
            unknown.append(thing)
            continue
        act = Act("hand_over", (case.ref,), {"to": body})
        # Which it is was read in its own clause: nothing in the next one speaks against it.
        named_too = replace(talk, text=f"{case.ref}转{body}")
        answer = staff.perform(named_too, "station", [act], [item])
        if answer is not None:
            done[case.ref] = answer
    if not done:
        return None
    left = [say("staff.not_given", what="、".join(unknown))] if unknown else []
    last = list(done.values())[-1]
    lines = [answer.text for answer in done.values()]
    return Answer("\n".join((*lines, *left)), last.taken_as, last.issue_id)


_SEVERAL = 2
_WAITS = re.compile(r"(?:先|再|都)?(?:放一?放|缓一?缓|等一?等|搁着|留着|不急|再说|再看)(?:吧|了)?$")


def _clause(talk: Talk, part: str) -> tuple[str, str]:
    """The things of a clause and the body they go to; empty: it says neither."""
    found = _GIVEN.match(part)
    body = _body(talk, found["body"]) if found is not None else ""
    if found is not None and body:
        return found["things"], body
    # 「护栏交通局，机井水利局」
    for spelt, name in orders.spellings(talk):
        if part.endswith(spelt) and part != spelt:
            return part.removesuffix(spelt), name
    return "", ""


def _body(talk: Talk, words: str) -> str:
    own = next((body for spelt, body in orders.spellings(talk) if spelt == words), "")
    return own or named_body(words, talk.reader.bodies) or ""


def _at_desk(case: Known) -> Item | None:
    return next((item for role, item in case.held if role == "station"), None)


def _of(talk: Talk, thing: str, waiting: list[Known]) -> Known | None:
    """The one case of which this is the thing: by its title, else by what is said in it."""
    which = which_case.of(talk, thing)
    if which.why == "words":
        return next((case for case in waiting if case.ref == which.ref), None)
    left = left_of(talk, thing)
    words = (*left.named, *left.letters, *left.others)
    by_title = [case for case in waiting if any(in_title(word, case) for word in words)]
    found = by_title or [case for case in waiting if explains(left, case)]
    return found[0] if len(found) == 1 else None
