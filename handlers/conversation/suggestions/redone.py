"""「能不能让他们重新办」, 「建1为啥要重办」: whether a suggestion is handled anew is the desk's to
decide; the deputy hears what they can still say themselves and how, for each stage. What a
co-signer reads tells nothing of the lead deputy's rating (design 1.4)."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.rules import rule
from bot.actions.suggestions import ratings, receipts, weighing
from bot.actions.suggestions.kind import desk_name, say_date
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import (
    AT_MEETING,
    ENDED,
    HANDLING,
    RATED,
    REPLIED,
    UNRATED,
    WEIGHING,
)
from bot.store.models import History, Suggestion, Words
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.beside import asked
from handlers.conversation.suggestions.how_it_stands import one
from handlers.conversation.suggestions.newest import last_told, suggestion_of, words_kept
from handlers.conversation.suggestions.words import (
    NUMBER,
    bare,
    do,
    numbered,
    titled,
    which,
    whole_text,
)
from nlp.replies.references import shared_words

_ANEW = (
    r"(?:重新(?:再)?(?:[办弄搞做][理好]?|来|答复?|处理|整改)|重办|返工|[重又]开"
    r"|再(?:给|去|来|好好)?(?:我们?|咱们?)?(?:[办弄搞做][理好]?|来|答复)[一1]?(?:次|回|遍|下)|打回去?(?:重[办弄搞做来])?)"
)
#: Who is to do it, and how one asks for it; what else is said names another matter.
_BESIDE = (
    r"(?:我们?|俺们?|咱们?|想|要|该|得|再|还|就|都|也|又|那|这|个|件|次|回|事|的|了|给|把|它|由|是"
    r"|有没有|用不用|要不要|能不能|能否|可不可以|可以|能|行|好|请|让|叫|要求|催|找|跟|他们?|单位"
    r"|[一-鿿]{0,6}?(?:局|政府|公司|所|委)|局里|镇里|县里|人大|站里|怎么|咋|怎样|才|为啥|为什么|为何"
    r"|干嘛|干啥|凭啥|什么|时候|啥时候|一下|一[次回遍]|建议|答复|吧|呢|吗|么|啊|呀|呗|不|没有?|办法|定|批|结果"
    r"|下|来|弄|搞|[，,?？。！! ])"
)
_ABOUT = r"(?P<words>[^，,。]{2,14}?)的?(?:那|这)[件个条](?:建议|事)?"
_ASKED = re.compile(
    rf"^(?:{_BESIDE}){{0,10}}?(?:(?P<n>{NUMBER})|{_ABOUT})?(?:的)?(?:{_BESIDE}){{0,10}}"
    rf"{_ANEW}(?:{_BESIDE}){{0,8}}?(?P<last>(?:建|〔){NUMBER})?$"
)
_WHY = re.compile(r"为啥|为什么|为何|干嘛|干啥|凭啥|咋(?:又|还|要)|怎么(?:又|还|要)")
#: 「其实没办好，让他们再办一次」: what is wrong, and the request behind it.
_WITH_REASON = re.compile(
    rf"^(?=.*(?:没|不(?!知)|还是|只|才|差|又坏|老样)).{{4,60}}[，,。；; ](?P<asks>.*{_ANEW}.*)$"
)
_LONGEST = 30
#: For so long after they were told or rated a word without a number is about that one.
_TOLD = timedelta(days=14)


def heard(talk: Talk) -> Answer | None:
    """None: it is about something else. Raises Refused."""
    said = bare(talk)
    if re.search(r"民\s*\d", said) or (asked(talk) is not None and not re.search(r"建", said)):
        return None
    found = _ASKED.match(said) if len(said) <= _LONGEST else None
    behind = _WITH_REASON.match(said) if found is None else None
    if behind is not None:
        found = _ASKED.match(behind["asks"])
    if found is None:
        return None
    states = (*WEIGHING, *HANDLING, *ENDED)
    mine, signed = items.mine(talk, states), items.signed(talk, states)
    meant = _meant(talk, found, list(dict.fromkeys([*mine, *signed])), said)
    if not meant:
        return None
    if len(meant) > 1:
        return Answer(which(meant), "deputy")
    about = meant[0]
    if about.state in HANDLING:
        ordered = _ordered(talk, about) if about.round > 1 else ""
        return Answer(ordered + one(talk, about), "deputy")
    if about not in mine:
        return Answer(_to_signer(talk, about), "deputy")
    if about.state in ENDED and behind is not None:
        text = "。".join(filter(None, (words_kept(talk, [about]), said)))
        return Answer(do(talk, "propose_reopening", about, text=text), "deputy")
    nothing = say("redone.not_yet", case=label(about)) if _WHY.search(said) else ""
    return Answer(nothing + _to_lead(talk, about), "deputy")


#: 「为啥要重办」, 「1号不是答复过了吗，怎么又要办」, 「重办要办啥」 of a bureau.
_WHAT_ANEW = re.compile(
    r"^(?=.*(?:重新?[办弄搞]|返工|[又再](?:要|得|让我们)?办))"
    r"(?=.*(?:为啥|为什么|为何|怎么|咋|啥|什么|哪|凭啥|[吗呢]\W*$|[?？])).{3,24}$"
)


def of_bureau(talk: Talk, bureaus: Sequence[int]) -> Answer | None:
    """What is to be done anew, as it was ordered, to the bureau that asks; never who rated how."""
    said = bare(talk)
    if not _WHAT_ANEW.match(said) or re.search(r"民\s*\d", said):
        return None
    rows = [row for row in receipts.open_of(talk.session, bureaus) if row.suggestion.round > 1]
    number = re.match(rf"(?P<n>{NUMBER})(?!\d)", said)
    if number is not None:
        meant = numbered([row.suggestion for row in rows], number["n"])
        rows = [row for row in rows if row.suggestion in meant]
    lines = [
        _ordered(talk, row.suggestion)
        + say("redone.due", case=label(row), due=say_date(row.due, talk.now))
        for row in rows[:_NAMED]
    ]
    return Answer("\n".join(lines), "bureau") if lines else None


_NAMED = 3


def _meant(
    talk: Talk, found: re.Match[str], own: Sequence[Suggestion], said: str
) -> Sequence[Suggestion]:
    """By its number or words; else the one told of or rated last, or the only one answered."""
    if number := found["n"] or found["last"]:
        return numbered(own, number)
    if found["words"]:
        words = found["words"]
        return titled(own, words) or [one for one in own if words in whole_text(talk, one)]
    named = [about for about in own if shared_words(said, whole_text(talk, about))]
    answered = named or [about for about in own if about.state not in HANDLING] or own
    told = suggestion_of(talk, last_told(talk, _TOLD))
    return [told] if told is not None and told in answered else answered


def _to_lead(talk: Talk, about: Suggestion) -> str:
    serial, case = about.serial or "", label(about)
    desk = desk_name(talk.session, about, talk.now)
    given: dict[str, object] = {"case": case, "serial": serial, "desk": desk}
    if about.state in ENDED:
        return say("redone.ended", **given)
    if about.state == AT_MEETING:
        return say("redone.at_meeting", **given)
    if about.state in (REPLIED, UNRATED):
        return say("redone.rate_first", **given)
    rating = weighing.lead_rating(talk.session, about)
    if rating is not None and rating.grade == "unsatisfied":
        meeting = ratings.meeting_is_next(talk.session, about, talk.now)
        return say("redone.meeting_next" if meeting else "redone.desk_decides", **given)
    if is_closed(talk, about):
        return say_over(talk, about)
    until = say_date(about.rate_by, talk.now) if about.rate_by else ""
    return say("redone.change_first", until=until, **given)


def _to_signer(talk: Talk, about: Suggestion) -> str:
    desk, lead = desk_name(talk.session, about, talk.now), about.lead.name
    key = "redone.signer_views" if about.state in (REPLIED, RATED) else "redone.signer"
    return say(key, case=label(about), lead=lead, desk=desk, serial=about.serial or "")


def is_closed(talk: Talk, about: Suggestion) -> bool:
    """Whether what this person rated stays as it is: another grade would be refused. A co-signer's
    view may change until the procedure is closed."""
    if about.state in ENDED:
        return True
    until = about.rate_by
    over = until is None or local_day(talk.now) > until
    return over and about in items.mine(talk, (RATED,))


def say_over(talk: Talk, about: Suggestion) -> str:
    """That a rating is closed, and what can still be done about what is not done."""
    case, serial = label(about), about.serial or ""
    if about.state in ENDED and about in items.mine(talk, ENDED):
        desk = desk_name(talk.session, about, talk.now)
        return say("redone.over_ended", case=case, serial=serial, desk=desk)
    phone = str(rule(talk.session, "county.phone", talk.now))
    return say("redone.over", case=case, phone=phone)


def _ordered(talk: Talk, about: Suggestion) -> str:
    """What the desk wants done anew, as the bureaus read it."""
    last = talk.session.scalar(
        select(History)
        .where(
            History.case_kind == "suggestion",
            History.case_id == about.id,
            History.step.in_(("order_rework", "reopen")),
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    words = talk.session.get(Words, last.words_id) if last is not None and last.words_id else None
    if last is None or words is None:
        return ""
    day, desk = say_date(local_day(last.at), talk.now), desk_name(talk.session, about, talk.now)
    return say("redone.ordered", day=day, desk=desk, words=gist(words.masked, 60))
