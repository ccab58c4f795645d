"""Answers to our own questions: which place, and what somebody handling the case asked."""

import re
from datetime import timedelta

from bot.actions import alarms, exchanges, issues, places
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.store.models import Exchange, Grid, Issue
from bot.texts import say
from handlers.conversation.citizen.adding import grown
from handlers.conversation.citizen.matters import attach_loose, words_of
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.place_only import is_only_a_place
from handlers.conversation.receipts import desk_name, say_opened
from nlp.places import Places
from nlp.reading import Reading
from nlp.things import holds_a_matter, is_wrong, things


def place_answer(talk: Talk, asked: Exchange, reading: Reading) -> Answer | None:
    """The answer to 「哪个村」: only what holds a place, or says that they do not know it. None:
    something else; the question stays with its matter, and nobody is held up by it."""
    issue = talk.session.get(Issue, asked.case_id)
    if issue is None or issue.state != "asking":
        exchanges.finish(asked, talk.now)
        return None
    found = talk.reader.place(talk.text, home=issue.grid.code if issue.grid else None)
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    if issues.is_begun(issue) and not is_only_a_place(talk, reading):
        # What is wrong there, perhaps: it grows up by that.
        return None
    only_where = is_only_a_place(talk, reading)
    if not only_where and issues.speaks_above(talk.session, reading, issue, talk.now):
        return _above(talk, issue, asked, found, reading) if grid is not None else None
    if not only_where and _is_the_matter(talk, reading, issue):
        exchanges.finish(asked, talk.now)
        return grown(talk, issue, reading)
    if _tells_of_another(talk, reading, issue):
        return None
    if found.ask and grid is None and not asked.waiting.get("again"):
        # Two villages of that name: the question is part of the same asking.
        asked.waiting = {"again": True}
        return Answer(found.ask, AS_CONSTITUENT, issue.id)
    if grid is None and not (_KNOWS_NOT.search(talk.text) or only_where):
        return None
    if issues.is_begun(issue):
        # Nobody knows what is wrong there: it waits for that.
        return _keep_place(talk, issue, grid) if grid is not None else None
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    issues.note_words(talk.session, issue, words, now=talk.now)
    more = "" if only_where or grid is None else words.masked
    return Answer(_settle(talk, issue, asked, found, more), AS_CONSTITUENT, issue.id)


_KNOWS_NOT = re.compile(
    r"不(?:知道|晓得|清楚|记得)|说不(?:清|上)|叫不上|没(?:有)?名"
    r"|^(?:就|还|是|在)*(?:我|俺|咱|这)(?:们)?(?:家|这|那|村)?(?:儿|里|边|块|门口|疙瘩)?\W*$"
)
_ASKING = frozenset({"policy_question", "project_wish", "law_opinion"})


def _tells_of_another(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「12345不管，北街路灯半年了」, asked where the gas bill is: a thing of its own."""
    said = things(talk.text, reading.places)
    if not said or said.of(things(f"{issue.title}，{issue.words.text or ''}")):
        return False
    return is_wrong(talk.text) or reading.kind in _ASKING


def _is_the_matter(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「东坪村一组化粪池满了往外冒」 after a grumble that was taken for one: what is said with its
    place is what it is about."""
    before = f"{issue.title}，{issue.words.text or ''}"
    if issue.kind in _ASKING or is_wrong(before) or issue.kind == "voice":
        return False
    if things(before).named and not is_wrong(talk.text):
        return False  # 「就在西坪桥下面」 of 「有人在河里电鱼」 is only where
    said = things(talk.text, reading.places)
    told = said.named or holds_a_matter(talk.text, reading.places)
    return bool(reading.places and told) and not said.of(things(before))


def _above(
    talk: Talk, issue: Issue, asked: Exchange, found: Places, reading: Reading
) -> Answer | None:
    """The place, and whom it is about: from now on it is kept above them."""
    issues.raise_above(talk.session, issue, reading, now=talk.now)
    _settle(talk, issue, asked, found)
    words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.supplement(talk.session, issue, actor, words, now=talk.now)
    return Answer(say_opened(talk.session, reading, [issue], talk.now), AS_CONSTITUENT, issue.id)


def _keep_place(talk: Talk, issue: Issue, grid: Grid) -> Answer:
    issue.grid = grid
    issues.bind(talk.session, talk.contact, grid)
    said = say("answer.place_kept", place=places.say_place(talk.session, grid))
    return Answer(said, AS_CONSTITUENT, issue.id)


def _settle(talk: Talk, issue: Issue, asked: Exchange, found: Places, more: str = "") -> str:
    exchanges.finish(asked, talk.now)
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    issues.settle_place(talk.session, issue, grid, now=talk.now, answer=more)
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
    """Other matters of this exchange that lack a place: one answer is for all of them. What is
    kept above somebody is told nobody new by it."""
    settled = []
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    since = talk.now - timedelta(minutes=minutes)
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "place"):
        issue = talk.session.get_one(Issue, asked.case_id)
        if issue.state == "asking" and issue.grid is None and asked.asked_at > since:
            exchanges.finish(asked, talk.now)
            issues.settle_place(talk.session, issue, grid, now=talk.now)
            settled.append(issue)
    for issue in issues.of_reporter(talk.session, talk.contact, limit=8):
        hidden = issue.seen_by != "grid" and issue.kind not in ("data_rights", "praise")
        if hidden and issue.grid is None and issue.created_at > since:
            issues.place_quietly(talk.session, issue, grid, now=talk.now)
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
