"""What somebody with work says without naming a case: it goes on with the one that they acted on a
moment ago, and a fact that is no act is kept there, never thrown away. A push that came meanwhile
does not shift it (design 3)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions import exchanges, hand_overs, issues
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.domain.workflow import Party
from bot.domain.workflows.issue import TAKEN_UP
from bot.store.models import HandOver, History, Issue
from bot.texts import say
from handlers.conversation import pending, staff
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import is_surely_done, was_there, will_be
from handlers.conversation.pending import Item
from handlers.deeds.doing import DESK
from nlp.replies import Act
from nlp.replies.references import shared_words

#: A fact has so many letters and asks nothing.
_LEAST = 2
_LONGEST = 120
_ASKS = re.compile(r"[?？吗呢么]\W*$|咋|怎|啥|什么|哪|谁|几|多少|待办|帮助|请假|销假|解绑|绑定")


def spoken_of(talk: Talk, items: Sequence[Item]) -> Item | None:
    """Of these, the one that this person acted on last, within the hour; else the only one."""
    found = acted_on(talk, items)
    if found is None and len(items) == 1 and isinstance(items[0].case, Issue | HandOver):
        return items[0]
    return found


def acted_on(talk: Talk, items: Sequence[Item]) -> Item | None:
    """Of these, the one that this person acted on last, within the hour."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    last = talk.session.execute(
        select(History.case_kind, History.case_id)
        .where(
            History.contact_id == talk.contact.id,
            History.at > talk.now - timedelta(minutes=minutes),
            History.case_kind.in_(("issue", "hand_over")),
        )
        .order_by(History.id.desc())
        .limit(1)
    ).first()
    return next((item for item in items if last is not None and _is(item, *last)), None)


def _is(item: Item, kind: str, case_id: int) -> bool:
    case = item.case
    if isinstance(case, HandOver):
        return (kind, case_id) in (("hand_over", case.id), ("issue", case.issue_id))
    return isinstance(case, Issue) and (kind, case_id) == ("issue", case.id)


def just_pushed(talk: Talk, items: Sequence[Item]) -> Item | None:
    """Of several, the one whose task came a moment ago: what they say now is likely of it."""
    newest = pending.last_pushed(talk, list(items))
    return newest[0] if len(newest) == 1 else None


def is_fact(text: str) -> bool:
    said = text.strip()
    return _LEAST <= len(said) <= _LONGEST and _ASKS.search(said) is None


def names_another(talk: Talk, items: Sequence[Item], but: Item) -> bool:
    """Whether words of another title stand in it, or a thing is named that this one is not."""
    others = (item for item in items if item.pending.ref != but.pending.ref)
    if any(shared_words(talk.text, item.pending.title) for item in others):
        return True
    found = THAT_ONE.search(talk.text)
    return found is not None and not shared_words(found["what"], told(but))


#: 「菜市场那个」; 「那个」 alone names nothing.
THAT_ONE = re.compile(
    r"(?P<what>(?!刚才|上午|下午|昨天|前面|上面|您说|你说|这)[^，,。；;！!\s]{2,14}?)(?:的)?(?:那|这)(?:件|个|条|户|处|事)"
)


def issue_of(item: Item) -> Issue | None:
    """The issue that it is about, if it is about one."""
    case = item.case.issue if isinstance(item.case, HandOver) else item.case
    return case if isinstance(case, Issue) else None


def told(item: Item) -> str:
    """All by which a case may be called: its title, and what its reporter said."""
    issue = issue_of(item)
    words = issue.words.text if issue is not None else ""
    return f"{item.pending.title} {words or ''}"


def keep(talk: Talk, role: str, item: Item, text: str) -> Answer | None:
    """What was said is no act by its letters: what is done by its words is reported as done, what
    a deputy saw of what is theirs is told on, and everything else is kept."""
    act = _by_its_words(item, role, text)
    if act is not None:
        return staff.perform(talk, role, [Act(act, (item.pending.ref,), {"text": text})], [item])
    return note(talk, role, item, text)


def _by_its_words(item: Item, role: str, text: str) -> str | None:
    case = item.case
    if is_surely_done(text):
        return {"bureau": "report_done", "deputy": "answer"}.get(role)
    if role == "deputy" and isinstance(case, Issue) and case.state == TAKEN_UP:
        # They said that they would have a look, and the constituent waits for that.
        return "write_word" if was_there(text) or will_be(text) else None
    return None


def note(talk: Talk, role: str, item: Item, text: str) -> Answer | None:
    """Keep what was said on the case, for the station; the constituent is sent nothing."""
    case = item.case
    if isinstance(case, HandOver) and case.state == "reported":
        # It was reported as done: this either takes that back, or they are asked.
        return staff.perform(
            talk, role, [Act("report_progress", (item.pending.ref,), {"text": text})], [item]
        )
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    if role == "bureau" and isinstance(case, HandOver):
        actor = actor_in(talk.session, case, talk.contact, talk.roles, talk.now, Party.BUREAU)
        hand_overs.report_inside(talk.session, case, actor, words, now=talk.now)
        issue = case.issue
    elif isinstance(case, Issue):
        parties = (Party.DEPUTY,) if role == "deputy" else DESK
        actor = actor_in(talk.session, case, talk.contact, talk.roles, talk.now, *parties)
        issues.note(talk.session, case, actor, words, now=talk.now)
        issue = case
    else:
        return None
    key = "staff.noted_bureau" if role == "bureau" else "staff.noted"
    said = say(key, case=label(issue), number=f"民{issue.number}")
    return Answer(said, role, issue.id)


def ask_whether(talk: Talk, role: str, item: Item) -> Answer:
    """「是说民275…吗？」, with the words kept for the answer."""
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "which",
        now=talk.now,
        message=talk.message.id,
        role=role,
        refs=[item.pending.ref],
    )
    return Answer(say("staff.is_it", ref=item.pending.ref, title=item.pending.title), role)
