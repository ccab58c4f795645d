"""「没落实，三组还黑着」 of a deputy who was told that a promise is kept or that it is all done: a
proposal to reopen, decided by the office; never a citizen's word that goes to others."""

import re
from datetime import timedelta

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.suggestions import promises
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import ENDED, HANDLING, WEIGHING
from bot.store.models import Assignment, Message, Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.beside import asked
from handlers.conversation.suggestions.newest import hold, last_told, suggestion_of, words_kept
from handlers.conversation.suggestions.words import bare, do, numbered, picked, whole_text
from nlp.replies.references import shared_words
from nlp.things import things

#: For so long after it was told a word without a number is about it.
_TOLD = timedelta(days=14)
_KINDS = (
    "suggestion.promise_kept",
    "suggestion.promise_due_told",
    "suggestion.closed_out",
    "suggestion.closed_deputy",
    "suggestion.replied",
)
#: Where a promise may have been said to be kept.
_WHERE = (*ENDED, *WEIGHING, *HANDLING)
#: 「他们说落实了，我专门跑了一趟，」: what they are told, and that they went to see.
_CLAIMED = r"(?:.{1,12}(?:说|讲|报)(?:是|的|都|已经)*.{0,8}(?:了|过|好|完|妥)[，,；;。 ]+)"
_WENT = r"(?:[^，,。；;]{0,10}(?:看|瞧|瞅|跑|去|到)(?:了|过)(?:[一几]?[趟眼下回])?[，,；;。 ]*)?"
_NOT_SO = re.compile(
    r"^(?:(?P<number>建?(?:〔[\d\-－]+〕)?\d{1,5}号?)[，,：: ]*)?"
    r"(?P<words>"
    # 「…，地还荒着呢」, only of what was claimed.
    rf"{_CLAIMED}{_WENT}.{{0,14}}"
    r"(?:[还仍](?!.{0,4}[亮好用通转]着).{0,12}(?:着|样|在那)|照[样旧]|依旧|原样).{0,100}"
    rf"|(?:{_CLAIMED}{_WENT})?"
    r"(?:(?:.{0,10}(?:看|瞧|瞅|数)(?:了|过|着)+[，,].{0,24}?)?(?:他们|单位|局里|所里|镇里)?(?:根本|压根|哪|还|其实|并)?(?:没有?|未)(?:人)?(?:来|去)?"
    r"(?:落实|兑现|办到|办成|修|弄|办好|见效|动静|解决|完工|动|换|装|铺|清|通).{0,200}"
    r"|(?:.{0,10})?(?:先)?(?:别|不要|不能|莫)(?:给他们|给单位)?(?:先)?销.{0,20}"
    # 「去看了，三面围了，北面没围」.
    r"|(?:我|俺)?(?:刚|今天|昨天|又)?(?:去|走过去|过去)?(?:看|瞧|瞅|数)(?:了|过)[，,].{0,30}没(?!问题|毛病|意见|啥|什么).{0,60}"
    # 「可是只有一道啊，东边那道没装」.
    r"|(?:可是|但是?|不过|就是)?.{0,10}(?:只(?:有|[一-鿿]{1,2}了)|还差|差[一两几]|还没|没(?!问题|毛病|意见|事|错|啥说)[一-鿿]|[才就](?:[一-鿿]{0,3})[一二两三四五六七八九十几\d]"
    r"|不够|少了|不止|缺[一两几]|还是(?:老|旧|原)|假的).{0,200}"
    r"|(?:没有的事|哪有(?:的|这|那)?(?:回|么回)?事|没(?:有)?这(?:回)?事|不是这么回事|胡说|瞎说|假的|不属实|不是真的|骗人).{0,200}))$"
)


#: 「看了，路和沟都修好了，没问题」.
_IS_SO = re.compile(
    r"^(?!.*(?:没(?!问题|毛病|啥说)|未|不(?!错|差)|还(?:差|有|剩)|假|但|可是|就是|只))"
    r"(?=.*(?:看|瞧|瞅|去|确实|是真|真的|属实|都|已经|是))"
    r".*(?:好了|完了|落实了|通了|亮了|到位了|办成了|起来了|[装换修建铺]上了|没问题|没毛病|不错|属实|结实|下来了|[全亮宽平便]多了)"
    r"(?:\W*(?:我)?(?:去|都|也|刚)?(?:看|瞧|瞅)(?:过|见|到)?了?)?"
    # 「管子都换好了，水压正常」.
    r"(?:[，,。；;](?!.*(?:通知|告诉|叫我|再|请|问|等|吗|[?？])).{1,14})?\W*$"
)
_LONGEST = 60
#: What the conversation waits for: of which one it was said.
_WHICH = "done_which"
_SHOWN = 6
#: Where several of theirs lie says of which is spoken in none.
_PLACES = re.compile(r"[一-鿿]{1,3}?[村镇乡组]")


def contradicted(talk: Talk) -> str | None:
    """What is answered; None: nothing of theirs was said to be done. That it is so is kept as well:
    what a deputy has seen shows whether it is really done."""
    said = talk.text.strip()
    if asked(talk) is None and _is_so(said):
        own = items.mine(talk, _WHERE)
        about = [one for one in _told_last(talk, own) if one.state in ENDED or _kept_last(talk)]
        about = [one for one in about if not _speaks_of_another(talk, one, said)]
        about = about or [one for one in own if _kept_of(talk, one, said) is not None]
        return _of_one(talk, about, own, said) if about else None
    found = _NOT_SO.match(said)
    if found is None or (asked(talk) is not None and not found["number"]):
        # What is dictated for a draft says as well that something is not done.
        return None
    own = [*items.mine(talk, _WHERE), *items.signed(talk, _WHERE)]
    if found["number"]:
        meant = numbered(own, found["number"])
        return _said_of(talk, meant[0], said) if len(meant) == 1 else None
    about = _told_last(talk, own)
    about = about or [one for one in own if _kept_of(talk, one, said) is not None]
    return _of_one(talk, about, own, said) if about else None


def chosen(talk: Talk) -> str | None:
    """「12」, 「管网那件」 after we asked which one: what was said before is of that one."""
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    row = rows[-1] if rows and rows[-1].waiting.get("act") == _WHICH else None
    if row is None:
        return None
    of = [talk.session.get(Suggestion, one) for one in row.waiting["of"]]
    about = picked([one for one in of if one is not None], bare(talk))
    before = talk.session.get(Message, row.waiting["message"])
    if about is None or before is None or before.words is None or not before.words.text:
        return None
    exchanges.finish(row, talk.now)
    return _said_of(talk, about, before.words.text.strip())


def _is_so(said: str) -> bool:
    return (
        _IS_SO.match(said) is not None
        and len(said) <= _LONGEST
        and not re.search(r"民\s*\d|走访|入户", said)
    )


def _of_one(talk: Talk, about: list[Suggestion], own: list[Suggestion], said: str) -> str | None:
    """Of the one that the words name, or of the only one that was said to be done; what was shown
    last is not taken for it while others have promises as well."""
    others = [one for one in own if one.state in ENDED or promises.of_suggestion(talk.session, one)]
    rows = list(dict.fromkeys([*about, *others]))
    named = _named(talk, rows, said)
    if len(named) != 1 and len(rows) > 1:
        exchanges.ask(
            talk.session,
            talk.contact.id,
            "words",
            now=talk.now,
            act=_WHICH,
            message=talk.message.id,
            of=[one.id for one in named or rows],
        )
        listed = "、".join(label(one) for one in (named or rows)[:_SHOWN])
        return say("writing.which_done", list=listed)
    return _said_of(talk, (named or rows)[0], said)


def _named(talk: Talk, rows: list[Suggestion], said: str) -> list[Suggestion]:
    """Those of whose titles, promises or texts most is said; none where nothing is."""
    about = _PLACES.sub("|", said)
    weights = {
        one: (
            _shared(about, [one.title, *_promised(talk, one)]),
            _shared(about, [whole_text(talk, one)]),
        )
        for one in rows
    }
    most = max(weights.values(), default=(0, 0))
    return [one for one, weight in weights.items() if weight == most and any(weight)]


def _shared(said: str, texts: list[str]) -> int:
    return max(sum(map(len, shared_words(said, text))) for text in texts)


def _promised(talk: Talk, about: Suggestion) -> list[str]:
    return [one.words.text or "" for one in promises.of_suggestion(talk.session, about)]


def _said_of(talk: Talk, about: Suggestion, said: str) -> str | None:
    """That it is done, or is not, of this very one."""
    mine = about in items.mine(talk, _WHERE)
    found = _NOT_SO.match(said)
    if found is None:
        return do(talk, "confirm_done", about, text=said) if mine else None
    if about.state not in ENDED:
        row = (_kept_last(talk, about) or _kept_of(talk, about)) if mine else None
        if row is None and mine and about not in items.to_rate(talk):
            # Rated already: what is said of the promise whose day has come is of that.
            row = _due_of(talk, about)
        if row is not None:
            return do(talk, "deny_promise", row, text=found["words"])
        return hold(talk, about).text if about.state in WEIGHING else None
    if not mine:
        return say("writing.not_so_signer", case=label(about))
    text = "。".join(filter(None, (words_kept(talk, [about]), found["words"])))
    return do(talk, "propose_reopening", about, text=text)


def _speaks_of_another(talk: Talk, about: Suggestion, said: str) -> bool:
    """「路灯修好了，我看了」 after a promise of a cold store: what is seen shows nothing here."""
    whole = "。".join((whole_text(talk, about), *_promised(talk, about)))
    named = things(said)
    return bool(named) and not named.of(things(whole)) and not shared_words(said, whole)


def _kept_last(talk: Talk, about: Suggestion | None = None) -> Assignment | None:
    """The assignment, of ``about``, of which they were told last that a promise is kept."""
    last = last_told(talk, _TOLD)
    if last is None or last.kind != "suggestion.promise_kept" or last.case_kind != "assignment":
        return None
    row = talk.session.get(Assignment, last.case_id)
    return row if row is not None and about in (None, row.suggestion) else None


def _due_of(talk: Talk, about: Suggestion) -> Assignment | None:
    """The assignment of this suggestion with a promise whose day has come and is not kept."""
    today = local_day(talk.now)
    for one in promises.of_suggestion(talk.session, about):
        if one.kept_at is None and one.due <= today:
            return one.assignment
    return None


def _kept_of(talk: Talk, about: Suggestion, said: str = "") -> Assignment | None:
    """The assignment of this suggestion of which a bureau said lately that a promise is kept;
    with ``said``, only if the words are of that promise or of its title."""
    for one in promises.of_suggestion(talk.session, about):
        if one.kept_at is None or one.kept_at < talk.now - _TOLD:
            continue
        if not said or shared_words(said, about.title) or shared_words(said, one.words.text or ""):
            return one.assignment
    return None


def _told_last(talk: Talk, own: list[Suggestion]) -> list[Suggestion]:
    """The suggestion that was the last thing they were told, if it was told to be done."""
    last = last_told(talk, _TOLD)
    if last is None or last.kind not in _KINDS:
        return []
    return [one for one in own if one is suggestion_of(talk, last)]
