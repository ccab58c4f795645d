"""The answer to a question that we asked before."""

from bot.actions import exchanges, issues
from bot.domain.workflow import Party
from bot.domain.workflows.issue import ANSWERED, TOLD
from bot.store.models import Exchange, Issue
from handlers.conversation.citizen import danger
from handlers.conversation.citizen.answers import place_answer, question_answer
from handlers.conversation.context import OWN_MATTER, Answer, Talk
from handlers.conversation.replies import held, items_of, own_acts, reply_of
from handlers.conversation.staff import desk_words, walk_ins
from handlers.conversation.staff.completing import completed
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
            no_more = _does_something(talk) or walk_ins.told(talk) is not None
            answer = None if no_more else danger.more(talk, reading)
        elif asked.kind == "question" and _rates(talk, asked):
            # The answer that came meanwhile is what 「没好」 is about; the question is over.
            exchanges.finish(asked, talk.now)
        elif asked.kind == "question" and _reads_as_answer(talk, reading, asked):
            answer = question_answer(talk, asked, reading)
        elif asked.kind == "which":
            answer = completed(talk, asked)
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
