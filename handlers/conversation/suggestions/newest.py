"""What a deputy says right after being told of a suggestion, and is none of the words that are
listened for: likely about that one, whatever else is open. It goes to nobody before they have said
so: never to a citizen, never onto another case. The word that follows takes it along."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import desk_name, link_to
from bot.domain.workflows.suggestion import (
    AT_MEETING,
    ENDED,
    HANDLING,
    REVIEWING,
    RUNNING,
    UNRATED,
    WEIGHING,
)
from bot.store.asked_once import once
from bot.store.models import Assignment, Exchange, History, Message, Notice, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions import items, rating_words
from handlers.conversation.suggestions.words import bare, do, most_said_of, numbered

#: What the conversation waits for: whether held words are about the suggestion told of last.
ABOUT = "suggestion_told"
_LAST_PUSH = timedelta(hours=24)
_JUST_NOW = timedelta(minutes=30)
#: What is told of a text that is still written or signed has its own short answers.
_OF_A_TEXT = (
    "suggestion.invited",
    "suggestion.text_changed",
    "suggestion.draft_idle",
    "suggestion.sent_back",
    "suggestion.withdrawn",
    "suggestion.merged",
    "suggestion.declined",
)
_TO_THEM = r"(?:转|发|告诉|跟|给)(?:给|到|一声)?(?:他们|单位|局里|所里|对方)"
_YES = re.compile(
    rf"^(?:是|对|嗯|就是)(?:的|啊|呀|这件|这个|它|说它)*[，,。！ ]*(?:{_TO_THEM}.{{0,6}})?$"
    rf"|^(?:请|帮我|替我)?(?:就|把(?:这|它|这句)话?)?{_TO_THEM}(?:吧|看|听)?[。！!]?$"
)


def last_told(talk: Talk, within: timedelta = _LAST_PUSH) -> Notice | None:
    """What this person was told last, in the last day."""
    since = talk.now - within
    newest = (
        select(Notice)
        .where(Notice.contact_id == talk.contact.id, Notice.created_at > since)
        .order_by(Notice.id.desc())
        .limit(1)
    )
    asked_for = ("told", talk.contact.id, since)
    return once(talk.session, asked_for, lambda: talk.session.scalars(newest).first())


def suggestion_of(talk: Talk, told: Notice | None) -> Suggestion | None:
    """The suggestion that a notice is about; None of many, or of something else."""
    if told is None or told.case_id is None:
        return None
    if told.case_kind == "assignment":
        row = talk.session.get(Assignment, told.case_id)
        return row.suggestion if row is not None else None
    return talk.session.get(Suggestion, told.case_id) if told.case_kind == "suggestion" else None


def on_mind(talk: Talk) -> Suggestion | None:
    """The suggestion under way or ended that was the newest thing this deputy was shown, if they
    have turned to no citizen's matter since."""
    told = last_told(talk)
    about = suggestion_of(talk, told)
    if (handed_in := _handed_in(talk, told)) is not None:
        return handed_in
    if told is None or about is None or told.kind in _OF_A_TEXT:
        return None
    states = (*RUNNING, *ENDED)
    if about not in (*items.mine(talk, states), *items.signed(talk, states)):
        return None
    return None if _turned_away(talk, told) else about


def _handed_in(talk: Talk, told: Notice | None) -> Suggestion | None:
    """What they handed in or changed a moment ago, since they were told anything."""
    last = talk.session.execute(
        select(History.case_kind, History.case_id, History.at)
        .where(History.contact_id == talk.contact.id, History.at > talk.now - _JUST_NOW)
        .order_by(History.id.desc())
        .limit(1)
    ).first()
    if last is None or last[0] != "suggestion":
        return None
    about = talk.session.get(Suggestion, last[1])
    if told is not None and told.created_at > last[2] and suggestion_of(talk, told) is not about:
        return None
    return about if about in items.mine(talk, (REVIEWING,)) else None


def _turned_away(talk: Talk, told: Notice) -> bool:
    acted = talk.session.scalar(
        select(History.id)
        .where(
            History.contact_id == talk.contact.id,
            History.at > told.created_at,
            History.case_kind.in_(("issue", "hand_over")),
        )
        .limit(1)
    )
    said = talk.session.scalar(
        select(Message.id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.received_at > told.created_at,
            Message.id != talk.message.id,
            Message.issue_id.is_not(None),
        )
        .limit(1)
    )
    asked = exchanges.open_with(talk.session, talk.contact.id, talk.now, "which")
    return bool(acted or said or any(row.asked_at > told.created_at for row in asked))


def just_shown(talk: Talk, rows: Sequence[Suggestion]) -> list[Suggestion]:
    """Those of ``rows`` that were put before this person since they last did anything with a
    suggestion, the newest first (「在吗」 between is no word on any); if none was, the one they
    were told of last."""
    last = suggestion_of(talk, last_told(talk))
    if last is None or last not in rows:
        return []
    acted = talk.session.scalar(
        select(func.max(History.at)).where(
            History.contact_id == talk.contact.id, History.case_kind == "suggestion"
        )
    )
    since = select(Notice).where(Notice.contact_id == talk.contact.id)
    since = since.where(Notice.created_at > acted) if acted is not None else since
    notices = talk.session.scalars(since.order_by(Notice.id.desc()).limit(_MOST_SHOWN))
    shown = (suggestion_of(talk, one) for one in notices)
    return list(dict.fromkeys(one for one in shown if one is not None and one in rows)) or [last]


#: Where a word of the lead deputy still goes to the bureau and the desk.
_TOLD_ON = (*HANDLING, AT_MEETING, UNRATED)
#: So many notices are looked through.
_MOST_SHOWN = 20


def shown_alone(talk: Talk, rows: Sequence[Suggestion]) -> list[Suggestion]:
    """The one that 「同意」 is said of: the only one of ``rows`` shown since they spoke."""
    shown = just_shown(talk, rows)
    return shown if len(shown) == 1 else []


def hold(talk: Talk, about: Suggestion) -> Answer:
    """Kept, and asked once what it is; ``about`` it unless its words name another of theirs."""
    states = (*RUNNING, *ENDED)
    own = list(dict.fromkeys([*items.mine(talk, states), *items.signed(talk, states)]))
    named = _by_number(talk, own) or (most_said_of(own, bare(talk)) if about in own else [])
    if len(named) == 1:
        about = named[0]
    before = _held(talk, about)
    earlier: list[int] = []
    if before is not None:
        earlier = [*before.waiting.get("earlier", ()), before.waiting["message"]]
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", about.id),
        act=ABOUT,
        stage=_stage(about),
        message=talk.message.id,
        earlier=earlier,
    )
    return Answer(_ask(talk, about), "deputy")


def _by_number(talk: Talk, own: Sequence[Suggestion]) -> list[Suggestion]:
    """The own one whose number they say, whatever they were shown last."""
    found = _FORMAL.search(bare(talk))
    if found is None:
        return []
    whole = re.sub(r"[建号]", "", found[0])
    return [row for row in own if row.number == whole] or numbered(own, found[0])


#: 建〔16-7〕1号, 建1.
_FORMAL = re.compile(r"建?〔\d{1,2}-\d{1,2}〕\d{1,5}号?|建\d{1,5}号?")


def _ask(talk: Talk, about: Suggestion) -> str:
    case, desk = label(about), desk_name(talk.session, about, talk.now)
    if about.state == REVIEWING:
        reviewer = parties.reviewer_name(talk.session, about, talk.now) or desk
        link = link_to(talk.session, about)
        return say("writing.held_in_review", case=case, reviewer=reviewer, link=link)
    if about in items.to_rate(talk) or about in items.mine(talk, ("rated",)):
        return say("writing.held_to_rate", case=case, desk=desk)
    if about in items.mine(talk, ENDED):
        return say("writing.held_ended", case=case, desk=desk)
    if about in items.mine(talk, _TOLD_ON):
        names = "、".join(row.bureau.name for row in parties.leads(talk.session, about))
        return say("writing.held_to_tell", case=case, bureaus=names)
    return say("writing.held_beside", case=case, desk=desk)


def _held(talk: Talk, about: Suggestion | None = None) -> Exchange | None:
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    return next(
        (
            row
            for row in reversed(rows)
            if row.waiting.get("act") == ABOUT
            and about in (None, _about(talk, row))
            and _still(talk, row)
        ),
        None,
    )


def just_asked(talk: Talk) -> Suggestion | None:
    """The suggestion that we asked about a moment ago, with words held for it."""
    row = _held(talk)
    return _about(talk, row) if row is not None and row.asked_at > talk.now - _JUST_NOW else None


def _stage(about: Suggestion) -> str:
    """What was said in review is no word on the answer."""
    return "weighing" if about.state in WEIGHING else about.state


def _still(talk: Talk, row: Exchange) -> bool:
    about = _about(talk, row)
    return about is not None and row.waiting.get("stage") == _stage(about)


def _about(talk: Talk, row: Exchange) -> Suggestion | None:
    return talk.session.get(Suggestion, row.case_id)


def held_last(talk: Talk) -> Exchange | None:
    """The question that waits, of whichever suggestion."""
    return _held(talk)


def words_kept(talk: Talk, about: Sequence[Suggestion]) -> str:
    """What was said before about the only one of these, taken along by the word that follows it;
    empty without any."""
    held = _held(talk, about[0]) if len(set(about)) == 1 else None
    if held is None:
        return ""
    exchanges.finish(held, talk.now)
    ids = [*held.waiting.get("earlier", ()), held.waiting.get("message")]
    rows = [talk.session.get(Message, one) for one in ids if one is not None]
    kept = [row.words.text for row in rows if row is not None and row.words and row.words.text]
    # 「听说他打了基本满意，是吧」 is no reason for the grade that follows.
    said = [one for one in kept if rating_words.read(one) is None]
    return "。".join(one.strip().rstrip("。") for one in said)


def chosen(talk: Talk) -> str | None:
    """「转给单位」, 「是」: what the held words are. Raises Refused."""
    found = _YES.match(bare(talk))
    held = _held(talk) if found is not None else None
    about = _about(talk, held) if held is not None else None
    if found is None or about is None:
        return None
    if about in items.mine(talk, (REVIEWING,)):
        return do(talk, "tell_reviewer", about, text=words_kept(talk, [about]))
    if about not in items.mine(talk, _TOLD_ON):
        return _ask(talk, about)
    rows = parties.leads(talk.session, about)
    told = last_told(talk)
    meant = [row for row in rows if told is not None and told.case_id == row.id] or rows
    text = words_kept(talk, [about])
    return "\n".join(do(talk, "tell_bureau", row, text=text) for row in meant) or None
