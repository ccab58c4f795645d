"""Words that were found to belong to a matter are put there, and it is said where: a matter that
was begun grows up by them, and what was put in the wrong place comes out again (「另一件」)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.actions import exchanges, issues, people
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.domain.workflow import Party
from bot.store.models import Issue, Message
from bot.texts import say
from handlers.conversation.citizen.belonging import Belongs, speaks_of_him, speaks_of_office
from handlers.conversation.citizen.matters import new_matter, words_of
from handlers.conversation.citizen.own_cases import supplement
from handlers.conversation.citizen.phones import PHONE, in_digits, is_own, keep_said
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.reading import read
from handlers.conversation.receipts import say_added, say_opened
from nlp.reading import Reading
from nlp.things import Things, holds_a_matter, is_wrong, things

_ADDED = "added"
#: From so sure a topic on a sentence says what it is about.
_SURE = 0.75


def add(talk: Talk, reading: Reading, case: Issue, found: Belongs) -> Answer:
    """More words to ``case``, and what of them is not sure."""
    whole = grown(talk, case, reading) if found.rule == "begun" else None
    if whole is not None:
        return whole
    if case.seen_by != "grid" and (reading.avoid or speaks_of_him(talk.text)):
        issues.lift(talk.session, case, reading, now=talk.now)
    elif case.seen_by != "grid" and issues.speaks_above(talk.session, reading, case, talk.now):
        return new_matter(talk, reading)  # 「低保名单有猫腻」 beside the secretary's dog
    _keep_phone(talk)
    answer = supplement(talk, case, reading)
    may_be_parted(talk)
    said = answer.text
    if not found.sure and case.seen_by == "grid":
        said += say("answer.another_perhaps")
    _waits_no_more(talk, case)
    return Answer(said, answer.taken_as, answer.issue_id)


def may_be_parted(talk: Talk) -> None:
    """「另一件」 takes out again what was added just now."""
    exchanges.ask(
        talk.session, talk.contact.id, "words", now=talk.now, act=_ADDED, message=talk.message.id
    )


#: 「电话是家里座机 …」, 「打给我吧 …」, 「… 下午打」: how they are reached, whosever it is.
_TO_REACH = re.compile(
    r"电话|座机|手机|号码|打(?:给|我|俺|他|她|家|吧)|联系|[早晚白上下夜].?(?:天|午|上|里)打|打$|能接|接$"
)


def _keep_phone(talk: Talk) -> None:
    """A number beside their own matter is the one to ring, unless it is somebody's in office or of
    whom they complain."""
    text = in_digits(talk.text)
    found = PHONE.search(text)
    if found is None or speaks_of_office(text) or not is_own(text):
        return
    bare = not talk.contact.phone and len(text) - len(found[1]) <= _BESIDE
    if bare or _TO_REACH.search(text):
        people.keep_phone(talk.session, talk.contact, found[1], now=talk.now)


#: So few letters beside a number say whose it is; nothing else is known to ring.
_BESIDE = 8


_One = TypeVar("_One")
_CLAUSES = re.compile(r"[，,。；;！!\s]+")


def said_of_each(text: str, of: Sequence[tuple[_One, Things]]) -> list[tuple[_One, str]]:
    """「补贴那个急，路灯不急」: what is said of which, where the clauses name several of theirs. A
    clause that names none goes with the one before it."""
    found: list[tuple[_One, str]] = []
    before = ""
    for clause in filter(None, _CLAUSES.split(text)) if len(of) > 1 else ():
        said = things(clause)
        named = [one for one, own in of if own.of(said)]
        if len(named) == 1 and not (found and found[-1][0] is named[0]):
            found.append((named[0], f"{before}{clause}"))
            before = ""
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}，{clause}")
        else:
            before += f"{clause}，"
    return found


def add_parts(talk: Talk, parts: Sequence[tuple[Issue, str]]) -> Answer:
    """Each to the matter that it names."""
    said = []
    for case, text in parts:
        actor = actor_in(talk.session, case, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
        issues.supplement(talk.session, case, actor, words, now=talk.now)
        said.append(say_added(case))
    return Answer("\n".join(said), AS_CONSTITUENT, parts[-1][0].id)


def _waits_no_more(talk: Talk, case: Issue) -> None:
    """Who goes on and on without saying where it is is not asked again, and a person looks."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "place"):
        if asked.case_id != case.id or case.state != "asking" or issues.is_begun(case):
            continue
        if not asked.waiting.get("more"):
            asked.waiting = {**asked.waiting, "more": True}
        else:
            exchanges.finish(asked, talk.now)
            issues.settle_place(talk.session, case, None, now=talk.now)


def grown(talk: Talk, case: Issue, reading: Reading) -> Answer | None:
    """What is wrong is said at last: it goes with all that was said before it. None: not yet."""
    told = things(talk.text, reading.places) or is_wrong(talk.text) or reading.confidence >= _SURE
    plain = reading.kind == "problem" and told
    grave = reading.kind in ("accusation", "lawful_channel", "gathering") or reading.avoid
    if not (plain or grave or holds_a_matter(talk.text, reading.places)):
        return None
    keep_said(talk, reading)
    words = words_of(talk, reading)
    if case.kind != "voice":
        before = case.words
        words = wording.keep(
            talk.session,
            f"{before.text or ''}。{talk.text}",
            said_by=talk.contact.id,
            now=talk.now,
            masked=f"{before.masked}。{reading.masked}",
        )
    issues.begin_again(talk.session, case, words, reading, now=talk.now)
    talk.message.issue_id = case.id
    said = say_opened(talk.session, reading, [case], talk.now)
    return Answer(said, AS_CONSTITUENT, case.id)


_ANOTHER_AFTER_ALL = re.compile(
    r"^\W*(?:(?:这|那|我说的)?(?:是|算)?(?:另外?|别的)(?:的)?(?:一)?(?:件|个|回|码)?(?:事情?)?|不是(?:这|那)(?:件|个)(?:事)?)[了的啊呢吧。！!]*$"
)


def another_after_all(talk: Talk) -> Answer | None:
    """「另一件」: what was added a moment ago is a matter of its own, and is taken off where it
    was added: who read it there reads that it does not belong."""
    if not _ANOTHER_AFTER_ALL.match(talk.text):
        return None
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        before = talk.session.get(Message, asked.waiting.get("message") or 0)
        if asked.waiting.get("act") != _ADDED or before is None or before.words is None:
            continue
        exchanges.finish(asked, talk.now)
        wrong = talk.session.get(Issue, before.issue_id)
        then = replace(talk, text=before.words.text or "", message=before)
        answer = new_matter(then, read(then))
        opened = talk.session.get(Issue, answer.issue_id)
        if wrong is not None and opened is not None:
            before.issue_id = opened.id
            _take_off(talk, wrong, opened)
        return answer
    # Nothing was added just now: another one is about to be told.
    return Answer(say("answer.go_on"), AS_CONSTITUENT)


def _take_off(talk: Talk, wrong: Issue, opened: Issue) -> None:
    actor = actor_in(talk.session, wrong, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    text = say("answer.taken_off", number=f"民{opened.number}")
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    issues.supplement(talk.session, wrong, actor, words, now=talk.now)
