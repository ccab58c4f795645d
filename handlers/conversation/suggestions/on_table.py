"""The draft that lies before a deputy today: just begun, shown, put aside, or sent back. What they
say is read by it first."""

import re
from datetime import datetime

from sqlalchemy import select

from bot.actions import exchanges
from bot.actions.outbox import fields_of
from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import newest
from bot.domain.calendars import local_day
from bot.store.models import Deputy, Notice, Suggestion
from bot.texts import notices, say
from handlers.conversation.context import Talk
from handlers.conversation.replies import items_of
from handlers.conversation.staff.left_over import left_of
from handlers.conversation.suggestions import draft_words, items
from handlers.conversation.suggestions import drafts as suggestion_drafts
from handlers.conversation.suggestions.beside import asked
from handlers.conversation.suggestions.mended import corrects, mended
from handlers.conversation.suggestions.words import bare, do
from handlers.deeds.suggestions_deputies import TABLE

_ASKS = re.compile(r"[?？啥]|什么|哪|咋|怎么|为何")
_SHORT = 16
#: So many drafts are looked at, the newest first.
_MOST = 5
_NAMES_NONE = re.compile(r"民\s*\d|稿\s*\d|建\s*\d|建?〔")


def on_table(talk: Talk) -> Suggestion | None:
    """The draft that was before their eyes last, today; the one that is asked about first."""
    own = items.own_drafts(talk)
    open_one = asked(talk)
    if open_one is not None:
        return next((one for one in own if one.id == open_one.case_id), None)
    seen = [(at, one) for one in own[:_MOST] if (at := seen_at(talk, one)) is not None]
    today = local_day(talk.now)
    seen = [(at, one) for at, one in seen if local_day(at) == today]
    return max(seen, key=lambda pair: (pair[0], pair[1].id))[1] if seen else None


def seen_at(talk: Talk, draft: Suggestion) -> datetime | None:
    """When its text was written, shown or sent back last."""
    text = newest(talk.session, draft)
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    shown = [
        row.asked_at for row in rows if row.waiting.get("act") == TABLE and row.case_id == draft.id
    ]
    back = talk.session.scalar(
        select(Notice.created_at)
        .where(
            Notice.contact_id == talk.contact.id,
            Notice.kind == "suggestion.sent_back",
            Notice.case_kind == "suggestion",
            Notice.case_id == draft.id,
        )
        .order_by(Notice.id.desc())
        .limit(1)
    )
    times = [*shown, *([text.at] if text is not None else []), *([back] if back else [])]
    return max(times, default=None)


def heard(talk: Talk) -> str | None:
    """What is answered to an act on it; None: it is none, or no draft lies there. Raises
    Refused."""
    said = bare(talk)
    draft = on_table(talk) or _of_another_day(talk, said)
    if draft is None or _NAMES_NONE.search(said):
        return None
    act = draft_words.read(said, names=deputies_named(talk, said), own=_pieces(talk, draft))
    if act is None:
        asks = _ASKS_WHY.search(said) and _ASKS.search(said) and len(said) <= _SHORT
        return (_why_back(talk, draft) or None) if asks else None
    if act.act == "withdraw":
        return suggestion_drafts.dropped(talk, draft)
    if act.act == "whole_name":
        return say("writing.whole_name")
    if act.act == "invite":
        return do(talk, "invite", draft, names=list(act.names))
    if act.act == "submit":
        return suggestion_drafts.left_out(talk, draft) or do(talk, "submit", draft)
    if act.act == "title":
        return do(talk, "take_title", draft)
    if act.act == "put_aside":
        return do(talk, "put_aside", draft)
    shown = do(talk, "read_out" if act.act == "show" else "go_on", draft)
    part = asked(talk)
    if act.rest and part is not None:
        return do(talk, "answer_part", draft, part=part.waiting["part"], text=act.rest)
    return shown


#: 「接着昨天那个」, 「没写完的那个」: of a draft, whatever else is open.
_OF_BEFORE = re.compile(
    r"昨[天晚日儿]|前[天晚几]|上[回次周]|那[天回]|没(?:写|说|弄)完|写了?一半|草?稿|建议|前两天|前阵"
)


def _of_another_day(talk: Talk, said: str) -> Suggestion | None:
    """The one draft that they left lying and that such a sentence may be said of: it speaks of
    what was before, or of what this draft alone speaks of."""
    own = items.own_drafts(talk)[:_MOST]
    if len(said) > _SHORT or not own:
        return None
    about = [one for one in own if _speaks_of(talk, one, said)]
    if len(about) == 1:
        return about[0]
    if about or not _OF_BEFORE.search(said):
        return None
    return own[0] if len(own) == 1 else max(own, key=lambda one: (_written_at(talk, one), one.id))


def _written_at(talk: Talk, draft: Suggestion) -> datetime:
    text = newest(talk.session, draft)
    return text.at if text is not None else draft.created_at


def _speaks_of(talk: Talk, draft: Suggestion, said: str) -> bool:
    """「把渠那个交了」: by a noun of this draft that no case of theirs has."""
    left = left_of(talk, said)
    text = drafts.text_of(newest(talk.session, draft))
    cases = "，".join(
        item.pending.title for item in items_of(talk, "deputy") if item.pending.kind == "issue"
    )
    whole = f"{draft.title}。{text.whole}"
    return any(word in whole and word not in cases for word in (*left.named, *left.letters))


_ASKS_WHY = re.compile(r"改|补|退|写清|要我|让我|为[啥什]")


def _why_back(talk: Talk, draft: Suggestion) -> str:
    """What the deputy was told when it was sent back; empty if it was not."""
    row = talk.session.scalars(
        select(Notice)
        .where(
            Notice.contact_id == talk.contact.id,
            Notice.kind == "suggestion.sent_back",
            Notice.case_id == draft.id,
        )
        .order_by(Notice.id.desc())
        .limit(1)
    ).first()
    return notices()[row.kind].in_chat(fields_of(row)) if row is not None else ""


def changed(talk: Talk) -> str | None:
    """What is answered to other words for what is written in it. Raises Refused."""
    draft, said = on_table(talk), bare(talk)
    if draft is None or _NAMES_NONE.search(said) or len(said) > _LONGEST:
        return None
    return mended(talk, draft, said)


def corrected(talk: Talk) -> bool:
    """Whether the sentence only puts right what stands in the draft before them."""
    said = bare(talk)
    if len(said) > _LONGEST or "是" not in said:
        return False
    draft = on_table(talk)
    return draft is not None and corrects(talk, draft, said)


def deputies_named(talk: Talk, said: str) -> tuple[str, ...]:
    """Deputies whose names stand in the sentence, in its order; never the speaker's own."""
    if len(said) > _LONGEST:
        return ()
    own = {deputy.id for deputy in talk.roles.deputies}
    rows = talk.session.execute(select(Deputy.id, Deputy.name).where(Deputy.until.is_(None)))
    others = [name for number, name in rows if number not in own and len(name) > 1]
    found = {name for name in others if name in said}
    if found or not _SIGNS.search(said):
        return tuple(sorted(found, key=said.index))
    # 「把秀英也挂上」: by the given name, if only one is called so.
    given = {name for name in others if len(name) > 2 and name[1:] in said}
    return tuple(given) if len(given) == 1 else ()


_SIGNS = re.compile(r"签|附议|联名|署|挂|[叫喊算带加添拉写]上")
#: A sentence that asks somebody to sign is short.
_LONGEST = 60


def _pieces(talk: Talk, draft: Suggestion) -> frozenset[str]:
    """Two and three letters in a row of what is written in it."""
    text = drafts.text_of(newest(talk.session, draft))
    whole = f"{draft.title}。{text.whole}"
    return frozenset(
        whole[at : at + size] for size in (1, 2, 3) for at in range(len(whole) - size + 1)
    )
