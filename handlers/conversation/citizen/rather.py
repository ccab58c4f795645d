"""「不是东坪，是西坪」: the place that is denied says which of the own cases lies wrong."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges, issues, places
from bot.actions.casework import label
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import Grid, Issue, Message
from bot.texts import say
from handlers.conversation.citizen.own_cases import correct
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.reading import Reading

_RATHER = re.compile(
    r"\W*+(?:我|刚才|上面)?(?:说错了?|写错了?|地方错了|错了|不对)?\W*+"
    r"不(?:是|在)(?P<wrong>[^，,。；;]{2,14})[，,。；; ]*"
    r"(?:而|应该|其实|实际|是|在)+(?P<right>[^，,。；;]{2,14})\W*"
)
#: Two places and a few words between them.
_LONGEST = 60
_NUMBER = re.compile(r"(?:就?是)?民?\s*(\d{1,7})号?\W*")
#: 的, 那边: letters beside a place that say nothing.
_BESIDE = 3


def set_right(talk: Talk, reading: Reading) -> Answer | None:
    """Correct the case that lies where it is said not to be; None if the text says anything else,
    or no case of theirs lies there. With several of them it is asked which."""
    if number := _NUMBER.fullmatch(talk.text.strip()):
        return _chosen(talk, int(number[1]))
    meant = () if reading.avoid else _meant(talk, talk.text)
    if not meant:
        return None
    if len(meant) > 1:
        exchanges.ask(
            talk.session,
            talk.contact.id,
            "words",
            now=talk.now,
            act="place",
            message=talk.message.id,
        )
        cases = "、".join(label(issue) for issue in meant)
        return Answer(say("answer.again_which", cases=cases), AS_CONSTITUENT)
    return _correct(talk, meant[0], reading)


def _meant(talk: Talk, text: str) -> Sequence[Issue]:
    """Their open cases that lie where ``text`` says that something does not."""
    said = _RATHER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if said is None:
        return ()
    wrong, right = (_place(talk, said[name]) for name in ("wrong", "right"))
    if wrong is None or right is None:
        return ()
    return [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.reporter_id == talk.contact.id
        and issue.state in (*EARLY, *OPEN)
        and issue.urgency != "危急"
        and _lies_in(issue, wrong)
    ]


def _chosen(talk: Talk, number: int) -> Answer | None:
    """「民1」 after 「您说的是哪一件」: what was said before is said of this one."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        before = talk.session.get(Message, asked.waiting.get("message") or 0)
        if asked.waiting.get("act") != "place" or before is None or before.words is None:
            continue
        text = before.words.text or ""
        meant = next((issue for issue in _meant(talk, text) if issue.number == number), None)
        if meant is not None:
            exchanges.finish(asked, talk.now)
            then = replace(talk, text=text, message=before)
            return _correct(then, meant, talk.reader.read(text))
    return None


def _correct(talk: Talk, issue: Issue, reading: Reading) -> Answer:
    talk.message.issue_id = issue.id
    return Answer(correct(talk, issue, reading), AS_CONSTITUENT, issue.id)


def _place(talk: Talk, text: str) -> Grid | None:
    """The one place that the text is, in the county or where this person lives."""
    home = talk.home()
    found = talk.reader.place(text, home=home.code if home else None)
    named = sum(len(place.text) for place in found.found)
    if found.grid_code is None or len(text) - named > _BESIDE:
        return None
    return places.by_code(talk.session, found.grid_code)


def _lies_in(issue: Issue, grid: Grid) -> bool:
    if issue.grid is None or issue.grid.level in ("township", "county"):
        return False
    return issue.grid.path.startswith(grid.path) or grid.path.startswith(issue.grid.path)
