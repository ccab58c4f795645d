"""What is said of the case that is meant: an act on it in whatever role it is theirs, else words
that are kept there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.texts import say
from handlers.conversation import pending
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_done
from handlers.conversation.pending import Item
from handlers.conversation.replies import reply_of
from handlers.conversation.staff import explained, kept, orders, own_matter, which_case
from handlers.conversation.staff.carrying_out import ask_whether, perform, rang_in_vain
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.left_over import OTHERS, echoes
from handlers.conversation.staff.performing import ask_back
from handlers.conversation.staff.which_case import Which
from nlp.reading import Reading
from nlp.replies import Reply
from nlp.replies.likeness import as_known
from nlp.replies.questions import only_named
from nlp.replies.rules import RULES


def of_several(talk: Talk, reading: Reading) -> Answer | None:
    """「菜市场那个我晚点看，斑马线那个站里先办」: each half of its own."""
    if not talk.roles.any or (counts(talk) and not which_case.joined(talk, talk.text)):
        return None
    said = []
    for part, which in which_case.parts(talk):
        answer = of_its_case(replace(talk, text=part), reading, which)
        if answer is not None:
            said.append(answer)
    if not said:
        return None
    text = "\n".join(answer.text for answer in said)
    return Answer(text, said[-1].taken_as, said[-1].issue_id)


def of_case(talk: Talk, reading: Reading, ref: str) -> Answer | None:
    """What was said is of this case, as they have answered."""
    return of_its_case(talk, reading, Which(which_case.among(talk, ref), "words"))


def of_its_case(talk: Talk, reading: Reading, which: Which) -> Answer | None:
    """An act on the case that is meant, in whatever role it is theirs; else the words are kept
    there. None: no case is plainly meant, or something else is spoken of."""
    if not which.meant:
        return None
    if which.why != "words" and (each := _of_each(talk)):
        return each
    items = [item for _, item in which.meant]
    by_name = which.why == "words" and (which_case.calls(talk.text) or not which.reasons)
    ordered = talk.roles.officer_roles and orders.given_to(talk)
    if not (by_name or ordered) and _is_another_matter(talk, reading, items):
        return None
    question, kept_anyway = "", False
    at_work = [(role, item) for role, item in which.meant if role != "constituent"]
    for role, item in at_work:
        if role == "station" and (told := kept.to_colleague(talk, item, talk.text)) is not None:
            return told
        reply = _reply_about(talk, role, item)
        acts = {act.act for act in reply.acts if item.pending.ref in act.refs}
        of_a_body = _is_of_a_body(talk, reply)
        if (acts == {"ask"} and of_a_body) or (
            acts == {"hand_over"}
            and role == "deputy"
            and not _HANDS_OVER.search(talk.text)
            and kept.promises(talk.text)
        ):
            # 「水费的事问一下水利局」 asks no constituent, 「我让村里先垫上」 hands over nothing.
            acts, reply, kept_anyway = set(), Reply(), True
        if acts == {"report_done"} and not is_done(talk.text) and kept.is_inside(talk, talk.text):
            # 「人家儿子有车，按规定停的」 tells the desk why.
            return kept.note(talk, role, item, talk.text)
        to_tell = _SAYS_TO_TELL.search(talk.text) or orders.says_to_tell(talk.text)
        if acts and acts <= _TELLING and not to_tell:
            if which.why != "words" and which_case.of_a_case_of_others(talk, talk.text, item):
                return ask_whether(talk, role, item.pending.ref, item.pending.title)
            said = kept.instead(talk, role, item, talk.text)
            if said is not None:
                return said
        if acts and len(acts) == len({act.act for act in reply.acts}):
            if (
                which.why == "talk"
                and acts & ANSWERS_A_PUSH
                and which_case.pushed_since(talk, item)
            ):
                # It may be about what came meanwhile: the reader asks, or finds the only one.
                return None
            return perform(talk, role, _and_quoted(talk, acts, reply), [item])
        if role == "officer":
            answer = rang_in_vain(talk, [item])
            if answer is not None:
                return answer
        elif reply.ask:
            question = question or ("" if is_unclear(role, [item], reply.ask) else reply.ask)
            continue
    if question:
        return ask_back(talk, at_work[0][0], question, refs=[which.ref])
    if not (kept_anyway or _is_kept(talk, which, at_work)):
        return None
    if which.why != "words" and not _may_be_kept(talk, at_work):
        return ask_whether(talk, at_work[0][0], items[0].pending.ref, items[0].pending.title)
    # Where nothing speaks against it, and nothing for it either, it lies there and goes no further.
    quietly = which.why != "words" and not _is_explained(talk, at_work)
    return kept.keep(talk, at_work, talk.text, quietly=quietly)


#: 「一个明天到货，一个今天下午扶」.
_EACH = re.compile(
    r"一(?P<one>[个处家件盏根户])(?:是|呢)?[^，,。；; ]{2,14}[，,。；; ]+(?:另|再)?一(?P=one)"
)


def _of_each(talk: Talk) -> Answer | None:
    """The question which is which, where two that wait are told of and neither is named."""
    if not _EACH.search(talk.text) or talk.sure:
        return None
    held = [
        case.held[0] for case in known_to(talk) if case.open and case.held[0][0] != "constituent"
    ]
    if len(held) < 2:
        return None
    cases = "、".join(f"{item.pending.ref}“{item.pending.title}”" for _, item in held[:_MOST])
    return ask_back(talk, held[0][0], say("staff.each", cases=cases))


#: So many cases are named in a question.
_MOST = 5


def _may_be_kept(talk: Talk, at_work: Sequence[tuple[str, Item]]) -> bool:
    """Whether words that name nothing lie on this case unasked: what speaks for them is written,
    or they are said to the desk (「这户人难缠得很」)."""
    role, item = at_work[0]
    if _is_explained(talk, at_work):
        return True
    if which_case.of_a_case_of_others(talk, talk.text, item):
        return False
    asks = kept.is_question(talk.text)
    return role == "deputy" and not asks and explained.is_not_another(talk, item)


def _is_explained(talk: Talk, at_work: Sequence[tuple[str, Item]]) -> bool:
    role, item = at_work[0]
    asks = kept.is_question(talk.text)
    if talk.sure or (role != "station" and kept.is_inside(talk, talk.text) and not asks):
        return True
    return explained.is_meant(talk, item) and not which_case.of_a_case_of_others(
        talk, talk.text, item
    )


def _and_quoted(talk: Talk, acts: set[str], reply: Reply) -> Reply:
    """「我去找施工队来填」: taken up, and the constituent reads what they said."""
    if acts != {"take"} or not kept.says_more(talk.text):
        return reply
    told = (replace(act, fields={"tell": talk.text.strip()}) for act in reply.acts)
    return replace(reply, acts=tuple(told))


def _reply_about(talk: Talk, role: str, item: Item) -> Reply:
    """What it would be about this case alone, also where the reader knows not what it is called."""
    reply = reply_of(talk, role, [item])
    text = which_case.signed(talk.text, item.pending.ref)
    if not reply.acts and text != talk.text:
        reply = reply_of(talk, role, [item], text)
    ordered = orders.read(talk, role, item)
    acts = {act.act for act in reply.acts}
    if acts == {"hand_over"} and any(act.act == "rework" for act in ordered.acts):
        return ordered
    if orders.is_told(ordered) or (ordered.acts and not acts - _LIKE_AN_ORDER):
        return ordered
    return reply


#: What the reader takes an order in other words for.
_LIKE_AN_ORDER = frozenset({"note", "write", "write_word", "answer", "rework", "ask", "reroute"})


_HANDS_OVER = re.compile(r"转|站里|交给")


def _is_of_a_body(talk: Talk, reply: Reply) -> bool:
    """Whether what an act is given is the name of a body."""
    given = {str(value) for act in reply.acts for value in act.fields.values()}
    known = {name for body in talk.reader.bodies for name in body.split("|")}
    return bool(given & known) or any(OTHERS.fullmatch(each) for each in given)


#: What is told of the work, without a word that asks for it to be told.
_TELLING = frozenset({"report_progress", "answer", "write", "write_word"})
_SAYS_TO_TELL = re.compile(r"进展|答复|回复|告诉|转告")


def counts(talk: Talk) -> bool:
    """Whether it names cases by number, by their place in a list, or all of them: the reader of
    replies does that."""
    said = talk.text.strip()
    many = RULES.patterns["all"].search(said) or RULES.patterns["rest"].search(said)
    return bool(said[:1].isdigit() or named(said) or OF_MANY.search(said) or many) or bool(
        pending.ORDINAL.search(said)
    )


OF_MANY = re.compile(
    r"^\W*除|[两二三四五六七八九几\d]件(?:事)?(?:都|全|一起|一并|统一)|^\d{2,}|(?:其[他它余]|全部?|都|这几件)(?:办|修|弄|收|签|报|转)"
)


def _is_kept(talk: Talk, which: Which, at_work: Sequence[tuple[str, Item]]) -> bool:
    """Whether words that are no act are kept with it."""
    if NO_FACT.search(talk.text) or len(talk.text.strip()) < _LEAST:
        return False
    if which.why == "words":
        return True
    if which.why == "only" and kept.is_question(talk.text):
        return False
    return any(reply_of(talk, role, [item]).ask for role, item in at_work)


#: A fact has so many letters.
_LEAST = 2


def _is_another_matter(talk: Talk, reading: Reading, items: list[Item]) -> bool:
    if own_matter.reports_own(talk, reading, items):
        return True
    if talk.roles.liaisons and any(
        case.open and case.ref == items[0].pending.ref and echoes(talk.text, case, ())
        for case in known_to(talk)
    ):
        # 「小王说堵得厉害，得用吸污车」 of a drain that is blocked.
        return False
    return own_matter.reports_another(reading, items)


#: What answers a push: it is about the newest of them as well as about the case just spoken of.
ANSWERS_A_PUSH = frozenset(
    {"take", "leave_to_station", "not_mine", "confirm_receipt", "acknowledge", "told", "rate"}
)


#: How the question begins that finds no act.
_UNREAD = RULES.questions["unclear"].partition("{")[0]


def is_unclear(role: str, items: Sequence[Item], ask: str, numbers: Sequence[int] = ()) -> bool:
    """Whether no act was read; else it asks for what one lacks (of which, to whom, until when).
    ``numbers``: of these cases alone."""
    refs = {f"民{number}" for number in numbers}
    meant = [item.pending for item in items if not refs or item.pending.ref in refs]
    known = as_known(role, tuple(meant))
    return ask.startswith(_UNREAD) or (bool(known) and ask == only_named(role, known))


#: Words of command, which are about no case.
NO_FACT = re.compile(r"待办|帮助|请假|销假|解绑|绑定")
