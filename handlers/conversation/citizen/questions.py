"""The answer to a question that we asked before."""

import re
from dataclasses import replace

from bot.actions import exchanges, issues
from bot.domain.workflow import Party
from bot.domain.workflows.issue import ANSWERED, TOLD
from bot.store.models import Exchange, Issue, Message
from handlers.conversation.case_numbers import named, without
from handlers.conversation.citizen import danger
from handlers.conversation.citizen.answers import place_answer, question_answer
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.context import OWN_MATTER, Answer, Talk
from handlers.conversation.reading import read
from handlers.conversation.replies import held, items_of, own_acts, reply_of
from handlers.conversation.staff import desk_words
from handlers.conversation.staff.carrying_out import perform
from handlers.conversation.staff.its_case import of_case
from handlers.conversation.staff.own_matter import says_own
from nlp.reading import Reading


def asked(talk: Talk, reading: Reading) -> Answer | None:
    """The oldest unfinished question goes first: a new push does not shift the subject."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now):
        if asked.asked_at > talk.said_at:
            # It was said before this was asked.
            continue
        answer: Answer | None = None
        if asked.kind == "place":
            # 「全部收到」 of somebody with work is no village.
            answer = None if _does_something(talk) else place_answer(talk, asked, reading)
        elif asked.kind == "question" and asked.waiting.get("party") == Party.SYSTEM:
            # 「打了没有，回我一个字」: of a danger, and only while it is young.
            answer = None if _does_something(talk) else danger.more(talk, reading)
        elif asked.kind == "question" and _rates(talk, asked):
            # The answer that came meanwhile is what 「没好」 is about; the question is over.
            exchanges.finish(asked, talk.now)
        elif asked.kind == "question" and _reads_as_answer(talk, reading, asked):
            answer = question_answer(talk, asked, reading)
        elif asked.kind == "which":
            answer = _completed(talk, asked)
        if answer is not None:
            return answer
    return None


#: Words that are no answer to anybody's question about a case.
_OTHER_KINDS = frozenset(
    {"status", "human", "withdrawal", "data_rights", "advertising", "accusation", "thanks"}
)


def _does_something(talk: Talk) -> bool:
    """Somebody with work of their own answers that: 「同意」 is no word about a danger, an order
    about a case of theirs none about an alarm of their own."""
    if talk.roles.any and desk_words.speaks_of_work(talk):
        return True
    return any(reply_of(talk, role, items_of(talk, role)).acts for role in held(talk))


def _rates(talk: Talk, asked: Exchange) -> bool:
    """Whether this says if it is done, of a case whose answer the constituent has been told."""
    issue = talk.session.get(Issue, asked.case_id)
    if issue is None or issue.state not in (ANSWERED, TOLD):
        return False
    ref = f"民{issue.number}"
    return any(act.act == "rate" and ref in act.refs for act in own_acts(talk).acts)


def _reads_as_answer(talk: Talk, reading: Reading, asked: Exchange) -> bool:
    """Whether this may be the answer to a question about a case. What speaks of somebody who must
    not hear it never is: it would go to whoever asked."""
    issue = talk.session.get(Issue, asked.case_id)
    if issue is None or issues.too_high_for(talk.session, reading, issue, talk.now):
        return False
    if reading.kind in _OTHER_KINDS:
        return False
    if {act.act for act in own_acts(talk).acts} & {"keep_secret", "human", "withdraw"}:
        return False
    if reading.belongs_to == f"民{issue.number}":
        return True
    new = reading.topic is not None and reading.topic != issue.topic
    return not (reading.kind == "problem" and new and len(talk.text) > OWN_MATTER)


_NUMBER = re.compile(r"民\s*\d")
#: A number and nothing else, or the place of one in a list.
_CHOICE = re.compile(
    r"(?:就?是)?(?:[民建稿案第]?\s*+[\d一二三四五六七八九十]++\s*+[号件个]?[，,、和跟]*+)++(?:那件|的)?[。.]?"
)
_YES = re.compile(r"(?:就?是(?:的|它|这件|那件|这个)?|对(?:的|头)?|嗯+|没错)[了吧啊，,]*[。！!]?")
#: Nobody names more cases in one breath than these letters hold.
_LONGEST_LIST = 80
#: 「路灯那件，东坪三组的」 chooses; more words are a matter of their own.
_LONGEST_CHOICE = 16


def _completed(talk: Talk, asked: Exchange) -> Answer | None:
    """「哪一件」 was answered: the first message and this one, read together."""
    before = talk.session.get(Message, asked.waiting.get("message"))
    if before is None or before.words is None or before.words.text is None:
        return None
    if asked.waiting.get("own") and says_own(talk.text):
        exchanges.finish(asked, talk.now)
        told = replace(talk, message=before, text=before.words.text)
        opened = new_matter(told, read(told))
        talk.message.issue_id = opened.issue_id
        return opened
    role = str(asked.waiting.get("role"))
    items = items_of(talk, role)
    said, before_said = talk.text.strip(), before.words.text
    wrong, refs = asked.waiting.get("wrong") or [], asked.waiting.get("refs") or []
    if wrong:
        # A number that is none of theirs was said before: this one stands for it.
        before_said = without(before_said, wrong)
    if len(refs) == 1 and _YES.fullmatch(said):
        said = refs[0]
    chooses = len(said) <= _LONGEST_LIST and _CHOICE.fullmatch(said)
    whole = not chooses and any(act.refs for act in reply_of(talk, role, items).acts)
    if whole or (len(said) > _LONGEST_CHOICE and not _NUMBER.search(said)):
        # Whole by itself: what was said before is not put in front of it, nor dug out again.
        exchanges.finish(asked, talk.now)
        return None
    numbers = named(said) or named("".join(refs))
    if role != "constituent" and chooses and len(numbers) == 1 and not asked.waiting.get("partly"):
        # 「村里没钱修」, and it is of this one.
        earlier = replace(talk, text=before_said)
        answer = of_case(earlier, talk.reader.read(before_said), f"民{numbers[0]}")
        if answer is not None:
            exchanges.finish(asked, talk.now)
            return answer
    together = reply_of(talk, role, items, f"{before_said}，{said}")
    if not together.acts:
        together = reply_of(talk, role, items, f"{said}，{before_said}")
    if asked.waiting.get("partly"):
        # What of it was clear is done; only what the new words make clear is left.
        did = [(act.act, act.refs) for act in reply_of(talk, role, items, before_said).acts]
        left = tuple(act for act in together.acts if (act.act, act.refs) not in did)
        together = replace(together, acts=left)
    if not together.acts:
        return None
    exchanges.finish(asked, talk.now)
    # What was said stands in the record, not the number that chose.
    whole_text = before_said if chooses else f"{before_said}，{said}"
    return perform(replace(talk, text=whole_text), role, together, items)
