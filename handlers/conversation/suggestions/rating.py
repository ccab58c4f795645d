"""What deputies say of a rating, heard before cases and drafts: whoever signed a suggestion rates
it, changes that, is asked or answered. The number that is said decides; nothing but a plain grade
is taken for one; none of it becomes a citizen's matter or goes to anybody but the desk
(design 1.4). Who may not know of it: ``rating_asked``."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.suggestions import weighing
from bot.actions.suggestions.kind import desk_name, say_date
from bot.domain.suggestions import GRADES
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import ENDED, RATED, REPLIED, RUNNING, UNRATED, WEIGHING
from bot.store.models import Exchange, Message, Suggestion
from bot.texts import say
from handlers.conversation.citizen.after_report import JOINT
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of, read_among
from handlers.conversation.suggestions import items, rating_words, redone
from handlers.conversation.suggestions.beside import asked as waiting_part
from handlers.conversation.suggestions.early import nothing_waits, pushed_early, too_early
from handlers.conversation.suggestions.newest import (
    hold,
    just_asked,
    last_told,
    suggestion_of,
    words_kept,
)
from handlers.conversation.suggestions.rating_words import Graded, OfRating
from handlers.conversation.suggestions.words import (
    NUMBER,
    bare,
    do,
    most_said_of,
    numbered,
    picked,
    titled,
    which,
    whole_text,
)
from nlp.replies.references import shared_words
from nlp.things import holds_a_matter, things

#: What the conversation waits for: which suggestion a plain grade is of; whether a grade is meant.
_WHICH = "rating_which"
_OFFERED = "rating_offered"
#: So long after a rating a word without a number is still about it; so long it is about nothing
#: else.
_STILL_ON_MIND = timedelta(days=3)
_JUST_NOW = timedelta(minutes=30)
_YES = re.compile(
    r"(?:是|对|嗯+|算|好|行|可以|就这样|就算|没错|中|[，, ])+(?:的|吧|啊|呀|了)*[。！!]?"
)
#: 「一般般」, 「还行吧」: no grade that is kept, and too near to one to be anything else.
_SO_SO = re.compile(
    rf"^(?P<n>(?:{NUMBER})?)(?:嘛|呢|吧|的)?[，, ]*(?:我)?(?:也)?(?:觉得|看|感觉)?"
    r"(?:他们?的?)?(?:这个)?(?:答复|回复)?(?:还|也就|倒|勉强|总的|总体|大体)*"
    r"(?:算)?(?P<grade>行|可以|凑合|一般般?|将就|马马虎虎|过得去|中不溜|说得过去|差不多|不咋样|不怎么样|不行|差劲|太差)"
    r"(?:吧|般|呗|那样|了)*(?:[，,。 ].{0,30})?[。！!]?$"
)
_POOR = re.compile(r"不|差[劲了]?$")
_PLAINLY = re.compile(r"凑合|一般般|马马虎虎|将就|过得去|说得过去|中不溜|不咋样")
#: 「我刚才评价单位能看到吗」.
#: 「我给建4号评的啥」: asks what they said themselves.
_OF_OWN = re.compile(
    r"(?:我|俺|咱)(?!们).{0,10}?[评打给](?:过|了|的)*(?:是)?(?:个|几)?(?:啥|什么|哪|几[分星]|咋|怎么|(?:没有?|[吗么])\W*$)"
)
_WHO_SEES = re.compile(r"看得?不?[到见]|知道|晓得|告诉|透?露|公开|谁[能会]?看")


def heard(talk: Talk) -> Answer | None:
    """None: it is about no rating, or this person has signed nothing that could be rated. Raises
    Refused."""
    if not talk.roles.deputies:
        return None
    said = bare(talk)
    answered = _completed(talk, said)
    if answered is None:
        own = [*items.mine(talk, (*RUNNING, *ENDED)), *items.signed(talk, (*RUNNING, *ENDED))]
        answered = _said(talk, said, own) if own else None
    return Answer(answered, "deputy") if answered else None


def _said(talk: Talk, said: str, own: Sequence[Suggestion]) -> str | None:
    if (both := _with_another(talk, said)) is not None:
        return both
    found = rating_words.read(said)
    if found is None:
        return _so_so(talk, said) or _of_the_answer(talk, said)
    plain = found.grades or found.asks
    if waiting_part(talk) is not None and not (plain and items.to_rate(talk)):
        # 「评上重点」 in the text that is being written.
        return None
    if found.asks or found.later:
        return _answered(talk, said, found, own)
    if found.grades:
        lines = [_graded(talk, said, one, found) for one in found.grades]
        return "\n".join(filter(None, lines)) or None
    pool = _pool(talk)
    meant = _meant(talk, found, Graded("", found.named), pool)
    if meant and found.near:
        return _offer(talk, _newest(talk, meant), found.near)
    if len(meant) == 1 and found.changes and meant[0] in _given(talk):
        return _again(talk, meant[0])
    if meant:
        return hold(talk, _newest(talk, meant)).text
    early = too_early(talk, said, plain=False)
    if early is not None:
        return early
    if found.named and pool:
        return say("writing.not_to_rate", named=found.named)
    weighed = [one for one in own if one.state in (*WEIGHING, *ENDED)]
    return _answered(talk, said, found, own) if weighed else None


def inferred(talk: Talk) -> Answer | None:
    """「都换了，不错」, which sounds content with the one that waits: asked, never taken for it."""
    theirs = [item.pending for role in ("deputy", "constituent") for item in items_of(talk, role)]
    if any(each.kind == "issue" and shared_words(talk.text, each.title) for each in theirs):
        return None
    waiting = [
        item.case
        for item in items.for_deputy(talk)
        if isinstance(item.case, Suggestion)
        and any(act.act == "rate" for act in read_among(talk, "deputy", [item.pending]).acts)
    ]
    return hold(talk, _newest(talk, waiting)) if waiting else None


#: 「这答复糊弄人」.
_OF_ANSWER = re.compile(
    r"^(?!.*(?:[?？吗呢没]\W*$|怎么|咋|啥|什么|多久|几))(?:我?看[了过]?|[，,])*"
    r"(?:这|那|他们|单位|局里|.{2,6}(?:局|所|政府|公司))?的?[个份次封]?(?:答复函?|回复|回函)(?!他|她|群众|代表|老).{2,}"
)


def _of_the_answer(talk: Talk, said: str) -> str | None:
    """What is said of the answer that was told last and waits for a rating."""
    told = suggestion_of(talk, last_told(talk))
    if told is None or not _OF_ANSWER.match(said) or told not in items.to_rate(talk):
        return None
    return hold(talk, told).text


# ------------------------------------------------------------------ a plain grade


def _with_another(talk: Talk, said: str) -> str | None:
    """「满意，路灯那个还没人来」: the head is the rating. The rest is no reason for it, and is to
    be said alone: whoever gets that matter would read the grade with it."""
    for joint in JOINT.finditer(said):
        found = rating_words.read(said[: joint.start()])
        if found is None or len(found.grades) != 1:
            continue
        given = found.grades[0]
        meant = _meant(talk, found, given, _pool(talk))
        ref = _of_another(talk, joint, meant[0], given.grade) if len(meant) == 1 else None
        if ref is None:
            continue
        rest = joint["next"].strip("，,。 ")
        beside = say(
            "writing.behind_rating", rest=gist(rest), ref=f"，前头写“{ref}”" if ref else ""
        )
        return f"{_rate(talk, meant[0], given)}\n{beside}"
    return None


#: What begins something new behind words of content.
_BESIDES = re.compile(r"对了|还有|另外|再就是|顺便")


def _of_another(talk: Talk, joint: re.Match[str], about: Suggestion, grade: str) -> str | None:
    """The number of the citizen's case of which the rest is, empty if it is of a thing of its own
    that is wrong; None where it may be of this suggestion."""
    rest = joint["next"]
    if found := re.match(r"民\s*(\d+)", rest):
        return f"民{found[1]}"
    # By things alone: the village that both speak of says nothing.
    named = things(rest).named
    if named & things(whole_text(talk, about)).named:
        return None
    roles = (*held(talk), "constituent")
    for each in (item.pending for role in roles for item in items_of(talk, role)):
        if each.kind == "issue" and named & things(each.title).named:
            return each.ref
    fresh = grade != "不满意" and _BESIDES.search(joint[0]) and holds_a_matter(rest)
    return "" if fresh else None


def _graded(talk: Talk, said: str, one: Graded, found: OfRating) -> str | None:
    if found.all:
        waiting = list(dict.fromkeys(items.to_rate(talk)))
        return "\n".join(_rate(talk, about, one) for about in waiting) or None
    pool = _pool(talk)
    if not one.named and not found.changes and (early := pushed_early(talk)) is not None:
        return early
    meant = _meant(talk, found, one, pool)
    if len(meant) == 1:
        return _rate(talk, meant[0], one)
    if not meant:
        answered = too_early(talk, said, plain=True) or _too_late(talk, one)
        answered = answered or nothing_waits(talk, said)
        if answered is not None or not one.named:
            return answered
        # What is named and is not theirs to rate is not taken for another one that is.
        return say("writing.not_to_rate", named=one.named)
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        act=_WHICH,
        message=talk.message.id,
        of=[about.id for about in meant],
    )
    return which(meant)


def _too_late(talk: Talk, one: Graded) -> str | None:
    """That the rating is closed: of the one that is named, or of the only one there is."""
    own = [*items.mine(talk, (RATED, *ENDED)), *items.signed(talk, (RATED, *ENDED))]
    closed = [about for about in dict.fromkeys(own) if redone.is_closed(talk, about)]
    if one.named:
        closed = list(numbered(closed, one.named))
    return redone.say_over(talk, closed[0]) if len(closed) == 1 else None


def _rate(talk: Talk, about: Suggestion, one: Graded) -> str:
    why = "。".join(filter(None, (words_kept(talk, [about]), one.why)))
    try:
        with talk.session.begin_nested():
            return do(talk, "rate", about, rating=one.grade, reason=why)
    except Refused as refused:
        return say(refused.key, **refused.fields)


def _completed(talk: Talk, said: str) -> str | None:
    """「12」 after we asked which, 「是」 after a grade was offered."""
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    row = rows[-1] if rows else None
    if row is None or row.waiting.get("act") not in (_WHICH, _OFFERED):
        return None
    if row.waiting["act"] == _OFFERED:
        about = talk.session.get(Suggestion, row.case_id)
        if about is None or not _YES.fullmatch(said):
            return None
        exchanges.finish(row, talk.now)
        before = talk.session.get(Message, row.waiting["message"])
        why = _text_of(before) if row.waiting.get("why") else ""
        return _rate(talk, about, Graded(row.waiting["grade"], why=why))
    return _which_completed(talk, row, said)


def _which_completed(talk: Talk, row: Exchange, said: str) -> str | None:
    rows = [talk.session.get(Suggestion, one) for one in row.waiting["of"]]
    meant = picked([one for one in rows if one is not None], said)
    before = rating_words.read(_text_of(talk.session.get(Message, row.waiting["message"])))
    if meant is None or before is None or not before.grades:
        return None
    exchanges.finish(row, talk.now)
    return _rate(talk, meant, before.grades[0])


def _text_of(message: Message | None) -> str:
    return (message.words.text if message is not None and message.words else "") or ""


# ------------------------------------------------------------------ which one

#: Behind the grade: 「满意，供水那件还没人来」.
_ANOTHER = re.compile(r"[那这][件个条边]|另")


def _pool(talk: Talk) -> list[Suggestion]:
    """What waits for a rating or has one that may still be changed."""
    return list(dict.fromkeys([*items.to_rate(talk), *_given(talk)]))


def _given(talk: Talk) -> dict[Suggestion, datetime]:
    """What this person rated in the present round, as lead or as co-signer → when, newest first."""
    mandates = {deputy.id for deputy in talk.roles.deputies}
    of = [*items.mine(talk, (RATED,)), *items.signed(talk, (REPLIED, RATED))]
    found = {
        about: row.at
        for about in of
        for row in weighing.ratings_of(talk.session, about)
        if row.deputy_id in mandates
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))


def _meant(
    talk: Talk, found: OfRating, one: Graded, pool: Sequence[Suggestion]
) -> Sequence[Suggestion]:
    """Which of them a sentence is about: its number, its words, what it changes, the newest thing
    told or rated; several where nothing of it tells, none where what it names is not theirs."""
    if one.named:
        return list(dict.fromkeys(numbered(pool, one.named)))
    if meant := _by_words(bare(talk), pool):
        return meant
    if one.about and not re.search(r"[局所院委办府站]$|公司$", one.about):
        return list(dict.fromkeys(titled(pool, one.about)))
    asked = just_asked(talk)
    if asked is not None and asked in pool:
        # We named it ourselves.
        return [asked]
    waiting, given = list(dict.fromkeys(items.to_rate(talk))), _given(talk)
    last = next((about for about, at in given.items() if at > talk.now - _STILL_ON_MIND), None)
    if last is not None and (found.changes or found.adds):
        return [last]
    told = last_told(talk)
    about = suggestion_of(talk, told)
    newer = told is not None and not (last and given[last] > told.created_at)
    if newer and about is not None and about in waiting:
        # The newest answer is the one that they speak of, unless it is another's who signed, while
        # one of their own waits as well.
        own = items.mine(talk, (REPLIED, UNRATED))
        return [about] if about in own or not set(own) & set(waiting) else waiting
    if last is not None and given[last] > talk.now - _JUST_NOW and not waiting:
        return [last]
    return waiting or ([last] if last is not None else [])


def _by_words(said: str, pool: Sequence[Suggestion]) -> list[Suggestion]:
    """By what is named before the grade, else by the reason behind it: 「卫生室那个改主意了，
    不满意」, 「不满意，屋顶还漏」."""
    before, behind = rating_words.around_grade(said)
    if (named := most_said_of(pool, before)) or not (reason := most_said_of(pool, behind)):
        return named
    # Of whichever was just spoken of, but not of that one.
    return list(pool) if _ANOTHER.search(behind) else reason


def _newest(talk: Talk, meant: Sequence[Suggestion]) -> Suggestion:
    told = suggestion_of(talk, last_told(talk))
    return told if told is not None and told in meant else meant[0]


# ------------------------------------------------------------------ asked and answered


def _answered(talk: Talk, said: str, found: OfRating, own: Sequence[Suggestion]) -> str:
    """To a question, and to who does not rate yet."""
    pool = _pool(talk)
    meant = _meant(talk, found, Graded("", found.named), pool) or own
    about = _newest(talk, meant)
    desk = desk_name(talk.session, about, talk.now)
    if found.later and about in items.to_rate(talk):
        until = say_date(about.rate_by, talk.now) if about.rate_by else ""
        return say("writing.rate_later", case=label(about), until=until)
    if _WHO_SEES.search(said):
        return say("writing.sealed", desk=desk)
    if _OF_OWN.search(said):
        return _own(talk, about, desk)
    if redone.is_closed(talk, about):
        return redone.say_over(talk, about)
    if found.changes and about in _given(talk):
        return _again(talk, about)
    return say("writing.rating_not_taken", desk=desk)


def _own(talk: Talk, about: Suggestion, desk: str) -> str:
    """What they have rated themselves."""
    mine = {deputy.id for deputy in talk.roles.deputies}
    for row in weighing.ratings_of(talk.session, about):
        if row.deputy_id in mine:
            words = f"，说的是“{row.words.text}”" if row.words and row.words.text else ""
            grade = GRADES[row.grade] + words
            return say("writing.rated_own", case=label(about), grade=grade, desk=desk)
    return say("writing.rated_nothing", case=label(about), serial=about.serial or "")


def _again(talk: Talk, about: Suggestion) -> str:
    until = say_date(about.rate_by, talk.now) if about.rate_by else ""
    serial = about.serial or ""
    return say("writing.rate_again", case=label(about), until=until, serial=serial)


def _offer(talk: Talk, about: Suggestion, grade: str, *, why: bool = True) -> str:
    """「算“不满意”吗？」, with the words kept for the answer."""
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", about.id),
        act=_OFFERED,
        grade=grade,
        message=talk.message.id,
        why=why,
    )
    return say("writing.near_grade", grade=grade, case=label(about), serial=about.serial or "")


def _so_so(talk: Talk, said: str) -> str | None:
    """What is nearly a grade, as the answer to the question for one."""
    found = _SO_SO.match(said)
    told = suggestion_of(talk, last_told(talk))
    if found is None or not (told is not None or found["n"] or _PLAINLY.search(said)):
        return None
    one = Graded("", found["n"])
    meant = _meant(talk, OfRating(), one, _pool(talk))
    meant = [about for about in meant if about is told] or meant
    if len(meant) != 1:
        return None
    grade = "不满意" if _POOR.search(found["grade"]) else "基本满意"
    return _offer(talk, meant[0], grade, why=len(said) > len(found["n"] + found["grade"]) + 4)
