"""「通水了」 of somebody who told of two waters: of which it is good is asked, and one word answers
it; 「都通了」 is said of all of them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges, issues
from bot.actions.casework import label
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.store.models import Issue, Message
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen.belonging import groups_of
from handlers.conversation.citizen.own_cases import rate, supplement
from handlers.conversation.citizen.verdicts import GOOD, verdict
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.reading import Reading
from nlp.things import Things, things

_ACT = "good"
_ALL = re.compile(r"都|全|两(?:个|处|件|边|头)|一起")
#: 「三组来了，五组没来」 is a sentence of its own.
_NOT_ALL = re.compile(r"没|还|不")
#: More letters tell more than that it is good.
_LONGEST = 12
_DIGITS = re.compile(r"\d{1,7}")
_BESIDE = re.compile(r"[民号和、，,。的是那个件\s]")


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """None: it is clear of which it is said, or nothing of the kind."""
    chosen = _chosen(talk, reading)
    if chosen is not None:
        return chosen
    text = talk.text.strip()
    if len(text) > _LONGEST or NUMBER.search(text) or verdict(text) != GOOD:
        return None
    alike = _alike(talk, things(text, reading.places), groups_of(text))
    if len(alike) < 2 or reading.places:
        return None
    if _ALL.search(text):
        return _say(talk, reading, alike, text)
    exchanges.ask(
        talk.session, talk.contact.id, "words", now=talk.now, act=_ACT, message=talk.message.id
    )
    cases = "、".join(label(issue) for issue in alike)
    return Answer(say("answer.good_which", cases=cases), AS_CONSTITUENT)


def _alike(talk: Talk, said: Things, groups: frozenset[str]) -> list[Issue]:
    """Theirs under way of which it may be said. Who was asked how one of them is speaks of that
    one."""
    under_way = [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.reporter_id == talk.contact.id
        and issue.state in (*EARLY, *OPEN, ANSWERED, TOLD)
        and issue.urgency != "危急"
        and said.of(things(_told(issue)))
    ]
    if groups:
        under_way = [issue for issue in under_way if groups & groups_of(_told(issue))]
    asked = [issue for issue in under_way if issue.state in (ANSWERED, TOLD)]
    return asked if len(asked) == 1 else under_way


def _told(issue: Issue) -> str:
    return f"{issue.title}，{issue.words.text or ''}"


def _chosen(talk: Talk, reading: Reading) -> Answer | None:
    """「民1」, 「三组那个」, 「都通了」 after 「是哪一件」."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        before = talk.session.get(Message, asked.waiting.get("message") or 0)
        if asked.waiting.get("act") != _ACT or before is None or before.words is None:
            continue
        text = before.words.text or ""
        answer = talk.text.strip()
        alike = _alike(talk, things(text), groups_of(text))
        if len(answer) > _LONGEST or _NOT_ALL.search(answer):
            return None
        meant = alike if _ALL.search(answer) else [one for one in alike if _names(answer, one)]
        if meant and (len(meant) == 1 or _ALL.search(answer)):
            exchanges.finish(asked, talk.now)
            return _say(talk, reading, meant, text)
    return None


def _names(answer: str, issue: Issue) -> bool:
    if str(issue.number) in _DIGITS.findall(answer):
        return True
    words = _BESIDE.sub("", answer)
    return len(words) > 1 and words[:2] in issue.title


def _say(talk: Talk, reading: Reading, meant: Sequence[Issue], text: str) -> Answer:
    said = []
    for issue in meant:
        told = replace(talk, text=text)
        early = issue.state in EARLY
        said.append(supplement(told, issue, reading).text if early else rate(told, issue, GOOD))
        talk.message.issue_id = issue.id
    return Answer("\n".join(said), AS_CONSTITUENT, meant[-1].id)
