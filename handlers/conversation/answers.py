"""Answers to our own questions: which place, and what somebody handling the case asked."""

import re
from datetime import timedelta

from bot.actions import alarms, exchanges, issues, places
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.domain.workflow import Party
from bot.store.models import Exchange, Grid, Issue
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.matters import attach_loose, words_of
from handlers.conversation.receipts import desk_name, say_opened
from nlp.places import Places
from nlp.reading import Reading


def place_answer(talk: Talk, asked: Exchange, reading: Reading) -> Answer | None:
    """The answer to 「哪个村」. None: this is about something else."""
    issue = talk.session.get(Issue, asked.case_id)
    if issue is None or issue.state != "asking":
        exchanges.finish(asked, talk.now)
        return None
    found = talk.reader.place(talk.text, home=issue.grid.code if issue.grid else None)
    above = issues.speaks_above(talk.session, reading, issue, talk.now)
    long = reading.kind == "problem" and len(talk.text) > 15
    other = reading.topic not in (None, issue.topic) and reading.kind in _MATTERS
    only = _only_place(talk, found)
    if found.grid_code and other and not (above or only) and len(talk.text) >= _A_MATTER:
        # 「12345不管，北街路灯半年了」, asked where the gas bill is.
        return None
    if long and found.grid_code is not None and _is_another(talk, reading, issue):
        # What is wrong elsewhere says nothing of where the first one is.
        return None
    if long and not above and not _only_place(talk, found):
        # Another matter; the first is not held up by it, nor asked about again.
        _settle(talk, issue, asked, found)
        return None
    if not above and not _only_place(talk, found) and _is_another(talk, reading, issue):
        # 「东关那个厕所也臭得没法进」, asked where the bad road is.
        return None
    if found.grid_code is None and reading.kind in ("status", "human", "withdrawal", "data_rights"):
        return None
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    if grid is None and not found.ask and _says_something(talk, reading):
        # Another matter, without a place: the question about the first one stays.
        return None
    if found.ask and grid is None and not asked.waiting.get("again"):
        # Two villages of that name: the question is part of the same asking.
        asked.waiting = {"again": True}
        return Answer(found.ask, AS_CONSTITUENT, issue.id)
    if not issues.raise_above(talk.session, issue, reading, now=talk.now):
        words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
        issues.note_words(talk.session, issue, words, now=talk.now)
        return Answer(_settle(talk, issue, asked, found), AS_CONSTITUENT, issue.id)
    _settle(talk, issue, asked, found)
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.supplement(talk.session, issue, actor, words, now=talk.now)
    return Answer(say_opened(talk.session, reading, [issue], talk.now), AS_CONSTITUENT, issue.id)


#: Matters that came so close together are at one place, if one is named.
_TOGETHER = timedelta(minutes=10)
#: Kinds that tell of something, and how long they are at least.
_MATTERS = frozenset({"problem", "status", "supplement", "joining", "policy_question"})
_A_MATTER = 9
#: Of such kinds nothing is the name of a place.
_NO_PLACE = frozenset(
    {"accusation", "lawful_channel", "favour", "gathering", "policy_question", "advertising"}
)
#: What is wrong somewhere, or what a deputy did; 「不知道」 and 「不清楚」 are answers.
_WRONG = re.compile(
    r"[坏堵断漏塌脏臭吵欠]|停[水电气]|没[水电人路]|不[通亮平]|太[少多吵脏贵]|走了.{1,3}户|入户"
)


def _says_something(talk: Talk, reading: Reading) -> bool:
    if reading.kind in _NO_PLACE:
        return True
    return reading.kind != "unclear" and bool(_WRONG.search(talk.text))


def _is_another(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """Whether this tells of something else that is wrong, however short."""
    if reading.kind != "problem" or not _WRONG.search(talk.text):
        return False
    return reading.topic is not None and reading.topic != issue.topic


def _only_place(talk: Talk, found: Places) -> bool:
    named = sum(len(place.text) for place in found.found)
    return named * 2 >= len(talk.text)


def _settle(talk: Talk, issue: Issue, asked: Exchange, found: Places) -> str:
    exchanges.finish(asked, talk.now)
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    issues.settle_place(talk.session, issue, grid, now=talk.now)
    settled = [issue]
    if grid is not None:
        settled += _asked_together(talk, grid)
    key = "answer.place_settled" if issue.grid is not None else "answer.place_unknown"
    return say(
        key,
        case="、".join(label(each) for each in settled),
        place=places.say_place(talk.session, issue.grid),
        station=desk_name(issue),
        speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
    )


def _asked_together(talk: Talk, grid: Grid) -> list[Issue]:
    """Other matters said in one go, each asked for its place: one answer is for all of them."""
    settled = []
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "place"):
        issue = talk.session.get_one(Issue, asked.case_id)
        if issue.state == "asking" and issue.grid is None and asked.asked_at > talk.now - _TOGETHER:
            exchanges.finish(asked, talk.now)
            issues.settle_place(talk.session, issue, grid, now=talk.now)
            settled.append(issue)
    return settled


def question_answer(talk: Talk, asked: Exchange, reading: Reading) -> Answer:
    """The constituent's answer goes to who asked."""
    issue = talk.session.get_one(Issue, asked.case_id)
    exchanges.finish(asked, talk.now)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.answer_question(
        talk.session, issue, actor, words_of(talk, reading), asked.waiting, now=talk.now
    )
    attach_loose(talk, issue)
    talk.message.issue_id = issue.id
    alarm = alarms.of(talk.session, issue)
    if alarm is not None:
        return Answer(
            say("answer.danger_noted", numbers=alarm.numbers or "110"), AS_CONSTITUENT, issue.id
        )
    return Answer(say("answer.question_answered", case=label(issue)), AS_CONSTITUENT, issue.id)
