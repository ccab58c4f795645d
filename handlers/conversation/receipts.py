"""What a new matter is answered with: the number and what happens now (field-notes 4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import places, recipients
from bot.actions.alarm_fields import asks_not_to_be_rung
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.actions.issues import is_crime, is_of_the_home
from bot.domain.workflows.issue import ANSWERED, REFERRED, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen.wishes import is_wish
from handlers.conversation.reading import is_broken_promise
from nlp.conduct import tells_of_conduct
from nlp.reading import Reading


def say_opened(
    session: Session,
    reading: Reading,
    opened: Sequence[Issue],
    now: datetime,
    *,
    newcomer: bool = False,
) -> str:
    """The receipt. Danger first: the safety line stands before everything else; where there may be
    danger, after it. A ``newcomer`` reads which place was understood, and so
    does whoever named none."""
    said = _say_opened(session, reading, opened, now, newcomer)
    if reading.safety is None or opened[0].urgency == "危急":
        return said
    hint = say("answer.if_danger", line=reading.safety.line)
    return f"{said}\n{hint}"


def _say_opened(
    session: Session, reading: Reading, opened: Sequence[Issue], now: datetime, newcomer: bool
) -> str:
    urgent = [issue for issue in opened if issue.urgency == "危急"]
    if urgent:
        line = reading.safety.line if reading.safety else say("answer.danger_line")
        quiet = asks_not_to_be_rung(reading.text)
        key = "answer.danger_quiet" if quiet else "answer.danger"
        return say(key, line=line, number=_number(urgent[0]))
    first = opened[0]
    fields = {
        "title": first.title,
        "number": _number(first),
        "speak_by": say_when(first.speak_by, now) if first.speak_by else "",
        "station": desk_name(first),
    }
    if first.state == "referred" and reading.kind in _POINTED:
        return say(_POINTED[reading.kind], **fields)
    if first.state != "referred" and is_crime(reading.text):
        return say("answer.crime", **fields)
    if first.seen_by != "grid" and reading.kind != "gathering":
        who = "县人大代工委" if first.seen_by == "county" else f"{desk_name(first)}"
        if recipients.is_about_office(session, first, now):
            who = "县人大的领导"
        if is_of_the_home(reading.text) and not reading.avoid and reading.kind != "accusation":
            return say("answer.at_home", who=who, **fields)
        # 「隔壁王家的狗咬人」 where a 王 is deputy is kept from them, and is no graft.
        nobody = not reading.avoid and not tells_of_conduct(reading.text)
        mild = nobody or is_wish(reading) or is_broken_promise(reading.text)
        key = "answer.kept_from" if mild and reading.kind != "accusation" else "answer.avoid"
        return say(key, who=who, **fields)
    asking = [issue for issue in opened if issue.state == "asking"]
    if asking:
        return _ask_place(reading, asking[0], fields)
    if len(opened) > 1:
        lines = "\n".join(
            say("answer.several_line", number=_number(issue), title=issue.title) for issue in opened
        )
        key = "answer.several_secret" if first.secret else "answer.several"
        return say(key, count=len(opened), list=lines, **fields)
    key = "answer.received_secret" if first.secret else "answer.received"
    said = say(_RECEIPTS.get(reading.kind, key), **fields)
    if first.grid is not None and first.grid.level in ("grid", "village"):
        if not reading.places:
            said += say("answer.received_known_place", place=places.say_place(session, first.grid))
        elif newcomer:
            said += say("answer.received_place", place=places.say_place(session, first.grid))
    return said


_POINTED = {
    "accusation": "answer.accusation",
    "lawful_channel": "answer.lawful",
    "elsewhere": "answer.elsewhere",
}
_RECEIPTS = {
    "policy_question": "answer.policy",
    "law_opinion": "answer.opinion",
    "project_wish": "answer.opinion",
    "gathering": "answer.gathering",
    "favour": "answer.favour",
}


def _ask_place(reading: Reading, issue: Issue, fields: dict[str, str]) -> str:
    if reading.ask and "还是" in reading.ask:
        return say("answer.ask_which_place", question=reading.ask, **fields)
    if issue.grid is not None and issue.grid.level == "township":
        return say("answer.ask_village", place=issue.grid.name, **fields)
    return say("answer.ask_place", **fields)


def say_added(issue: Issue) -> str:
    """That more was said, and who reads it; what was only shown its way is shown it again. Whether
    it is done is asked once more, where that was asked."""
    if issue.seen_by != "county":
        said = say("answer.supplement", case=label(issue))
        return said + say("answer.how_is_it") if issue.state in (ANSWERED, TOLD) else said
    said = say("answer.supplement_county", case=label(issue))
    return said + say("answer.pointed_again") if issue.state == REFERRED else said


def _number(issue: Issue) -> str:
    return f"民{issue.number}"


def desk_name(issue: Issue) -> str:
    """Who will speak to the constituent, as they know it."""
    if issue.seen_by == "county" or issue.station is None:
        return "县人大机关"
    return issue.station.name
