"""One message in, one answer out: the order in which we listen (design 3).

Danger first, whoever writes. Then the answer to a question of ours; then work that is pending for
this person, if the text reads as an act on it; else it is a constituent's message."""

import re
from dataclasses import replace

from bot.actions import messages
from bot.actions.rules import rule
from bot.texts import say
from handlers.conversation import events, pending, small_talk
from handlers.conversation.citizen import (
    beginnings,
    danger,
    going_on,
    own_data,
    own_words,
    rather,
    who_will_know,
)
from handlers.conversation.citizen.constituents import as_constituent, nod
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.citizen.questions import asked
from handlers.conversation.citizen.verdicts import GOOD, verdict
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.phrases import fixed_words
from handlers.conversation.place_only import is_only_a_place
from handlers.conversation.privacy import privacy_short
from handlers.conversation.reading import read
from handlers.conversation.replies import reply_of
from handlers.conversation.staff import (
    after_term,
    alarm_words,
    at_the_scene,
    back_at_work,
    brought,
    by_mouth,
    corrected,
    desk_words,
    leaves,
    none_of_theirs,
    numbered,
    of_themselves,
    of_who_came,
    own_brought,
    ring_me,
    rung_by_name,
    to_word,
    visits,
    walk_ins,
    yes_to_request,
)
from handlers.conversation.staff import asks as staff_asks
from handlers.conversation.staff.carrying_out import IN_VAIN
from handlers.conversation.staff.work import pending_work
from handlers.conversation.suggestions import beside as suggestion_beside
from handlers.conversation.suggestions import bureau_held
from handlers.conversation.suggestions import held as suggestion_held
from handlers.conversation.suggestions import listening as of_suggestions
from nlp.reading import Reading
from nlp.urgency import by_rules


def answer_text(talk: Talk) -> Answer:
    """What to say to a text. The newcomer's privacy line stands at the end."""
    newcomer = "" if talk.roles.any else privacy_short(talk)
    if newcomer:
        talk.asides.append(newcomer)
    phone = talk.contact.phone
    answer = events.unknown(talk, "") if _cannot_be_shown(talk) else _listen(talk)
    answer = suggestion_beside.with_what_waits(talk, answer)
    if talk.unknown:
        numbers = "、".join(f"民{number}" for number in talk.unknown)
        line = say("staff.unknown_beside", number=numbers)
        answer = Answer(f"{answer.text}\n{line}", answer.taken_as, answer.issue_id)
    if talk.beside:
        answer = Answer(f"{answer.text}\n{talk.beside}".strip(), answer.taken_as, answer.issue_id)
    changed = talk.contact.phone and talk.contact.phone != phone
    if changed and "电话" not in answer.text and answer.taken_as != "binding":
        kept = say("answer.phone_kept")
        answer = Answer(f"{answer.text}\n{kept}", answer.taken_as, answer.issue_id)
    if newcomer and answer.text:
        return Answer(f"{answer.text}\n{newcomer}", answer.taken_as, answer.issue_id)
    return answer


#: An address and no word beside it.
_LINK = re.compile(
    r"(?:https?://|www\.)[\x21-\x7e]+|[a-z0-9.-]+\.(?:com|cn|net)(?:/[\x21-\x7e]*)?", re.I
)
_NO_NEED = re.compile(
    r"(?=[算不我俺先懒])(?:(?:算了|不用)(?:吧|了|啦)*[，,]?)?(?:[我俺])?(?:(?:不|先不|懒得)(?:说|讲|提|反映)(?:吧|了|啦)+)?[。！!~～]*"
)


def _cannot_be_shown(talk: Talk) -> bool:
    """What the platform writes in place of a sticker, a card or a mini program."""
    return talk.text.startswith("【收到不支持的消息类型")


def _listen(talk: Talk) -> Answer:
    reading = read(talk)
    messages.show_masked(talk.message, reading.masked)
    talk.text = yes_to_request.meant(talk)
    talk.text = numbered.signed(talk)
    if _LINK.fullmatch(talk.text.strip()):
        return events.linked(talk)
    with_a_number = of_who_came.added(talk) or ring_me.heard(talk)
    if with_a_number is not None:
        # A telephone said of who came, or to be told on, is not to be kept as the sender's.
        return with_a_number
    fixed = fixed_words(talk) or of_suggestions.plain_word(talk)
    if fixed is not None:
        return fixed
    trusted = own_data.heard(talk) or who_will_know.heard(talk, reading)
    if trusted is not None:
        return trusted
    if _NO_NEED.fullmatch(talk.text.strip()):
        # However sadly a learned ear hears it: these letters alone take something back.
        reading = replace(reading, urgency="普通", danger=None, safety=None, kind="withdrawal")
    elif is_only_a_place(talk, reading) and not by_rules(talk.text):
        # 「就在东坪村这里」 says nothing that is wrong.
        reading = replace(reading, urgency="普通", danger=None, safety=None)
    return _with_line(talk, reading, _heard(talk, reading))


def _with_line(talk: Talk, reading: Reading, answer: Answer) -> Answer:
    """What to do if it is dangerous after all, where a constituent's words were added to a case
    that is none: who says 「烦得我想跳楼」 of a benefit hears where to turn."""
    safety = reading.safety if reading.urgency == "加急" else None
    if safety is None or talk.roles.any or answer.taken_as != AS_CONSTITUENT:
        return answer
    if not answer.text or safety.line in answer.text or verdict(talk.text) == GOOD:
        return answer
    line = say("answer.if_danger", line=safety.line)
    return Answer(f"{answer.text}\n{line}", answer.taken_as, answer.issue_id)


def _heard(talk: Talk, reading: Reading) -> Answer:
    """What is said to words that are no fixed ones, in the order in which people speak."""
    entered = by_mouth.heard(talk)
    if entered is None and not to_word.tells_for_another(talk):
        entered = walk_ins.entered(talk)
    if entered is not None:
        # Theirs who came, however it sounds: the officer is in no danger.
        return entered
    of_a_danger = at_the_scene.by_number(talk, reading)
    if of_a_danger is not None:
        return of_a_danger
    urgent = reading.urgency == "危急" and not _is_alarm_answer(talk)
    urgent = urgent and not (to_word.says_who_comes(talk) or at_the_scene.is_told(talk, reading))
    if urgent and not desk_words.is_order(talk):
        return danger.again(talk, reading) or new_matter(talk, reading)
    # Who has work of their own may speak of that; to everybody else nothing comes before it.
    return (
        to_word.answered(talk, reading)
        or of_suggestions.writing(talk)
        or rather.set_right(talk, reading)
        or (None if talk.roles.any else danger.more(talk, reading))
        or rung_by_name.rung(talk)
        or (None if danger.of(talk) else at_the_scene.heard(talk, reading))
        or alarm_words.answered(talk)
        or numbered.asks(talk)
        or staff_asks.answered(talk)
        or own_data.rights_at_work(talk, reading)
        or back_at_work.heard(talk)
        or leaves.leave(talk)
        or visits.heard(talk)
        or of_themselves.heard(talk)
        or desk_words.said(talk)
        or going_on.chosen(talk, reading)
        or after_term.heard(talk)
        or none_of_theirs.said_so(talk)
        or corrected.corrected(talk)
        or small_talk.answered(talk)
        or beginnings.heard(talk, reading)
        or asked(talk, reading)
        or nod(talk)
        or (None if talk.roles.any else own_words.heard(talk, reading))
        or bureau_held.heard(talk, reading)
        or (
            None if suggestion_held.on_their_mind(talk, reading) else brought.brought(talk, reading)
        )
        or own_brought.heard(talk, reading)
        or pending_work(talk, reading)
        or (danger.more(talk, reading) if talk.roles.any and not walk_ins.told(talk) else None)
        or suggestion_held.held_back(talk, reading)
        or (own_words.heard(talk, reading) if talk.roles.any else None)
        or going_on.goes_on(talk, reading)
        or of_themselves.notice(talk)
        or as_constituent(talk, reading)
    )


def _is_alarm_answer(talk: Talk) -> bool:
    """An officer who answers an alarm repeats its words; that is no new danger."""
    items = pending.for_alarms(talk)
    if not items:
        return False
    return bool(IN_VAIN.match(talk.text.strip()) or reply_of(talk, "officer", items).acts)


def too_fast_by(talk: Talk) -> int:
    """By how many this message is over the limit of one sender (20 in five minutes, peers 5); who
    answers forty cases in a row may write more."""
    whose = "limits.with_a_role" if talk.roles.any else "limits.messages"
    most = int(rule(talk.session, whose, talk.now))
    minutes = int(rule(talk.session, "limits.minutes", talk.now))
    return messages.recent_count(talk.session, talk.contact, talk.now, minutes) - most


def is_danger(talk: Talk) -> bool:
    """Danger to life waits in no queue, however fast somebody writes."""
    return bool(talk.text) and read(talk).urgency == "危急"
