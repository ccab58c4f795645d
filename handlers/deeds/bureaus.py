"""What bureaus do: confirm receipt, report, ask, return, extend, promise."""

import re
from datetime import datetime

from bot.actions import hand_overs, liaison_changes
from bot.actions import words as wording
from bot.actions.calendar import say_moved, say_when
from bot.actions.casework import label
from bot.domain.calendars import local_day
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.issue import CLOSED, CONFIRMED
from bot.store.models import HandOver
from bot.texts import say
from handlers.deeds.doing import Doing, attach_pictures


def confirm_receipt(do: Doing) -> str:
    row = do.hand_over()
    hand_overs.confirm_receipt(do.session, row, do.actor(Party.BUREAU), now=do.now)
    return say_confirmed(row, do.now)


def say_confirmed(row: HandOver, now: datetime) -> str:
    """That it is confirmed, and by when they answer; a day gone by is not called a day to come."""
    key = "bureau.confirmed_late" if row.due < local_day(now) else "bureau.confirmed"
    return say(key, cases=label(row.issue), due=say_when(row.due, now))


#: 「还没修好，说错了」 of what was reported as done.
_NOT_SO = re.compile(
    r"(?:说|报|写|弄|发|点|按)错|搞错|(?:还|其实|根本)?没(?:有)?(?:修|办|弄|换|通|装|接|处理|搞)?好|还没(?:修|办|弄|通|亮|来|装)|又(?:坏|停|断|漏)"
)


def _at_it(do: Doing) -> HandOver:
    """The hand-over, in hand again where the constituent has called its result not good: 「明天再去
    一趟」, a question, a reason are of that, whatever was reported before."""
    row = do.hand_over()
    if not _TAKES_BACK.search(do.said) and hand_overs.asked_again(do.session, row):
        hand_overs.go_again(do.session, row, do.actor(Party.BUREAU), now=do.now)
    return row


#: Then everybody who was told so is told.
_TAKES_BACK = re.compile(r"(?:说|报|写|弄|发|点|按|搞)错")


def report_progress(do: Doing) -> str:
    words = do.words_or_ask("bureau.text_missing", "text")
    row = _at_it(do)
    if row.state == "reported":
        if not _NOT_SO.search(do.said):
            if row.issue.state in (CLOSED, CONFIRMED):
                raise Refused("bureau.reported_before", case=label(row.issue), number=_number(row))
            hand_overs.add_word(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
            return say("bureau.progress", case=label(row.issue)) + do.reach(row.issue)
        hand_overs.correct_report(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
        return say("bureau.corrected", case=label(row.issue)) + do.reach(row.issue)
    hand_overs.report_progress(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
    return say("bureau.progress", case=label(row.issue)) + do.reach(row.issue)


def _number(row: HandOver) -> str:
    return f"民{row.issue.number}"


def bureau_asks(do: Doing) -> str:
    words = do.question()
    row = _at_it(do)
    hand_overs.ask(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
    return say("bureau.asked", case=label(row.issue)) + do.reach(row.issue)


def report_done(do: Doing) -> str:
    row = do.hand_over()
    words = do.words_or_ask("bureau.text_missing", "text")
    photos = attach_pictures(do, row.issue, row)
    hand_overs.report_done(
        do.session, row, do.actor(Party.BUREAU), words, now=do.now, photos=photos
    )
    direct = row.issue.state == "answered"
    if not direct:
        return say("bureau.done_to_desk", case=label(row.issue))
    return say("bureau.done", case=label(row.issue)) + do.reach(row.issue)


_CASES = re.compile(r"(?<!\d)\d{2,7}(?!\d)")
#: 「民12退回，…」: the number and the word of the act stand before the reason.
_NUMBER_IN_FRONT = re.compile(
    r"^(?:民?\s*\d+\s*[号件]?[，,：: ]*)?(?:(?:申请)?(?:退回|申退|退)[，,：: ]+)?"
)


def request_return(do: Doing) -> str:
    words = do.words_or_ask("bureau.return_reason", "reason", "text")
    row = _at_it(do)
    to = do.text("to")
    said = _NUMBER_IN_FRONT.sub("", do.said).strip()
    if len(_CASES.findall(do.said)) <= 1 and (words.text or "") in said:
        # Of one case alone: who decides reads the very words, and whose it is said to be.
        words = wording.keep(do.session, said, said_by=do.contact.id, now=do.now)
    hand_overs.request_return(
        do.session,
        row,
        do.actor(Party.BUREAU),
        words,
        now=do.now,
        to=to,
    )
    return say("bureau.return_requested", case=label(row.issue))


def request_extension(do: Doing) -> str:
    row, until = _at_it(do), do.until()
    if until is None:
        raise Refused("refused.needs_until", case=label(row.issue))
    hand_overs.request_extension(
        do.session,
        row,
        do.actor(Party.BUREAU),
        until,
        do.words("reason", "text"),
        now=do.now,
    )
    return say(
        "bureau.extension_requested",
        case=label(row.issue),
        until=say_when(until, do.now),
        moved=say_moved(do.session, until, do.now),
    )


def promise(do: Doing) -> str:
    words = do.words_or_ask("bureau.text_missing", "what", "text")
    row, until = _at_it(do), do.until()
    actor = do.actor(Party.BUREAU)
    if until is None:
        hand_overs.report_progress(do.session, row, actor, words, now=do.now)
        return say("bureau.progress", case=label(row.issue)) + do.reach(row.issue)
    hand_overs.promise(do.session, row, actor, words, until, now=do.now)
    said = say("bureau.promised", case=label(row.issue), until=say_when(until, do.now))
    return said + do.reach(row.issue)


def note_inside(do: Doing) -> str:
    """Passed inside the bureau, or a meeting held: a record beside the state."""
    row = _at_it(do)
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    hand_overs.report_inside(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
    return say("bureau.meeting", case=label(row.issue))


def change_contact(do: Doing) -> str:
    """A change of the liaison person is verified by the station, never taken at its word."""
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    for liaison in do.roles.liaisons:
        liaison_changes.ask(do.session, liaison, words, now=do.now)
    return say("bureau.contact_changed")
