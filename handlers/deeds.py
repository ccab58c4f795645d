"""What deputies, bureaus and desks do, by chat or on a page: each act is one function here.

Both ways lead through the same table (``ACTS``): the chat reads words, a page reads a form, and
what comes back is the sentence that the person sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import (
    alarms,
    bureaus,
    duties,
    hand_overs,
    issues,
    messages,
    places,
    telephone,
)
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.calendar import say_when
from bot.actions.casework import Actor, label
from bot.actions.people import Roles
from bot.actions.rules import rule
from bot.actions.truths import tell_when_true
from bot.domain.workflow import Party, Refused
from bot.store.models import (
    Alarm,
    Bureau,
    Contact,
    Deputy,
    Duty,
    Grid,
    HandOver,
    Issue,
    Notice,
    Words,
)
from bot.texts import say
from nlp.reading import Reader

Case = Issue | HandOver | Alarm | Duty | Notice

DESK = (Party.STATION, Party.OFFICE)


@dataclass(frozen=True, slots=True)
class Doing:
    """One act of one person on one case, while it is being done."""

    session: Session
    now: datetime
    contact: Contact
    roles: Roles
    reader: Reader
    #: What it is about; nothing for an act about the person (leave, a visit).
    case: Case | None
    #: The fields of the act, as the contract names them: text, to, until, reason …
    fields: Mapping[str, Any]
    #: Everything that was said, where the act has no words of its own.
    said: str = ""

    def issue(self) -> Issue:
        if isinstance(self.case, Issue):
            return self.case
        if isinstance(self.case, HandOver | Alarm):
            return self.case.issue
        raise Refused("refused.stopped")

    def hand_over(self) -> HandOver:
        if isinstance(self.case, HandOver):
            return self.case
        if isinstance(self.case, Issue):
            found = hand_overs.latest(self.session, self.case)
            if found is not None:
                return found
        raise Refused("desk.nothing_to_decide", case=label(self.issue()))

    def actor(self, *parties: Party) -> Actor:
        case = self.hand_over() if Party.BUREAU in parties else self.issue()
        return actor_in(self.session, case, self.contact, self.roles, self.now, *parties)

    def text(self, *names: str) -> str:
        """The words that belong to this act; of the whole message if the reader gave none."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""

    def words(self, *names: str) -> Words | None:
        said = self.text(*names)
        if not said:
            return None
        return wording.keep(self.session, said, said_by=self.contact.id, now=self.now)

    def words_or_ask(self, key: str, *names: str) -> Words:
        """The words of the act; Refused with the sentence ``key`` where there are none."""
        words = self.words(*names)
        if words is None:
            raise Refused(key, case=label(self.issue()), act="这一步")
        return words

    def until(self) -> date | None:
        value = self.fields.get("until")
        return date.fromisoformat(value) if isinstance(value, str) else None

    def bureau(self, key: str) -> Bureau:
        """The body that is meant: named in the act, else the one that is proposed."""
        issue = self.issue()
        said = self.text("to")
        if said:
            found = bureaus.find(self.session, said, issue.grid)
        else:
            proposed = issue.bureaus[0] if issue.bureaus else ""
            found = bureaus.find(self.session, proposed, issue.grid)
        if found is None:
            raise Refused(key, case=label(issue), bureaus="、".join(issue.bureaus) or "还看不出")
        return found

    def deputy(self) -> Deputy:
        return self.roles.deputies[0]


# ------------------------------------------------------------------------------- deputies


def take(do: Doing) -> str:
    issue = do.issue()
    issues.take(do.session, issue, do.actor(Party.DEPUTY), do.deputy(), now=do.now)
    return say("deputy.took", case=label(issue))


def leave_to_station(do: Doing) -> str:
    issue = do.issue()
    issues.leave_to_station(do.session, issue, do.actor(Party.DEPUTY), now=do.now)
    return say("deputy.left", case=label(issue))


def request_hand_over(do: Doing) -> str:
    if not do.text("to"):
        return leave_to_station(do)
    issue, bureau = do.issue(), do.bureau("deputy.bureau_unknown")
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    issues.request_hand_over(
        do.session, issue, do.actor(Party.DEPUTY), bureau, now=do.now, words=words
    )
    return say("deputy.requested", case=label(issue), bureau=bureau.name)


def not_mine(do: Doing) -> str:
    issue = do.issue()
    issues.not_mine(do.session, issue, do.actor(Party.DEPUTY), do.words("reason"), now=do.now)
    return say("deputy.not_mine", case=label(issue))


def deputy_asks(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("refused.needs_words", "question", "text")
    issues.ask_constituent(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
    return say("deputy.asked", case=label(issue))


def deputy_answers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "text")
    actor = do.actor(Party.DEPUTY)
    issues.answer(do.session, issue, actor, words, now=do.now, deputy=do.deputy())
    _attach_pictures(do, issue)
    return say("deputy.answered", case=label(issue))


def deputy_refers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "where", "text")
    issues.refer(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
    return say("deputy.referred", case=label(issue))


def raise_as_suggestion(do: Doing) -> str:
    issue = do.issue()
    issues.raise_as_suggestion(do.session, issue, do.actor(Party.DEPUTY), do.deputy(), now=do.now)
    return say("deputy.raised", case=label(issue))


def report_duty(do: Doing) -> str:
    """A visit in one line; the issues in it become issues (X07, X13)."""
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    duties.report_visit(do.session, do.deputy(), words, now=do.now)
    opened = _issues_of_visit(do, words)
    more = say("deputy.visit_issues", list="、".join(opened)) if opened else ""
    return say("deputy.visit", more=more)


def _issues_of_visit(do: Doing, words: Words) -> list[str]:
    said = [text for text in do.fields.get("issues") or [] if isinstance(text, str)]
    opened = []
    home = do.session.get(Grid, do.contact.grid_id) if do.contact.grid_id else None
    for text in said:
        reading = do.reader.read(text, home=home.code if home else None)
        part = wording.keep(
            do.session, text, said_by=do.contact.id, now=do.now, masked=reading.masked
        )
        issue = issues.open_issue(
            do.session,
            do.contact,
            part,
            reading,
            reading.issues[0],
            now=do.now,
            source="visit",
        )
        opened.append(label(issue))
    return opened


def request_leave(do: Doing) -> str:
    until = do.until()
    for deputy in do.roles.deputies:
        duties.excuse(do.session, deputy, until, now=do.now)
    if until is None:
        return say("deputy.excused_period")
    return say("deputy.excused", until=say_when(until, do.now))


def acknowledge(do: Doing) -> str:
    if isinstance(do.case, Alarm):
        return hear_alarm(do)
    return say("deputy.acknowledged")


# ---------------------------------------------------------------------------- bureaus


def confirm_receipt(do: Doing) -> str:
    row = do.hand_over()
    hand_overs.confirm_receipt(do.session, row, do.actor(Party.BUREAU), now=do.now)
    return say("bureau.confirmed", cases=label(row.issue), due=say_when(row.due, do.now))


def report_progress(do: Doing) -> str:
    row = do.hand_over()
    words = do.words_or_ask("bureau.text_missing", "text")
    hand_overs.report_progress(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
    return say("bureau.progress", case=label(row.issue))


def bureau_asks(do: Doing) -> str:
    row = do.hand_over()
    words = do.words_or_ask("refused.needs_words", "question", "text")
    hand_overs.ask(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
    return say("bureau.asked", case=label(row.issue))


def report_done(do: Doing) -> str:
    row = do.hand_over()
    words = do.words_or_ask("bureau.text_missing", "text")
    photos = _attach_pictures(do, row.issue, row)
    hand_overs.report_done(
        do.session, row, do.actor(Party.BUREAU), words, now=do.now, photos=photos
    )
    direct = row.issue.state == "answered"
    return say("bureau.done" if direct else "bureau.done_to_desk", case=label(row.issue))


def request_return(do: Doing) -> str:
    row = do.hand_over()
    words = do.words_or_ask("bureau.return_reason", "reason", "text")
    hand_overs.request_return(
        do.session,
        row,
        do.actor(Party.BUREAU),
        words,
        now=do.now,
        to=do.text("to"),
    )
    return say("bureau.return_requested", case=label(row.issue))


def request_extension(do: Doing) -> str:
    row, until = do.hand_over(), do.until()
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
    return say("bureau.extension_requested", case=label(row.issue), until=say_when(until, do.now))


def promise(do: Doing) -> str:
    row, until = do.hand_over(), do.until()
    words = do.words_or_ask("bureau.text_missing", "what", "text")
    actor = do.actor(Party.BUREAU)
    if until is None:
        hand_overs.report_progress(do.session, row, actor, words, now=do.now)
        return say("bureau.progress", case=label(row.issue))
    hand_overs.promise(do.session, row, actor, words, until, now=do.now)
    return say("bureau.promised", case=label(row.issue), until=say_when(until, do.now))


def note_inside(do: Doing) -> str:
    """Passed inside the bureau, or a meeting held: a record beside the state."""
    row = do.hand_over()
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    hand_overs.report_inside(do.session, row, do.actor(Party.BUREAU), words, now=do.now)
    return say("bureau.meeting", case=label(row.issue))


def change_contact(do: Doing) -> str:
    """A change of the liaison person is verified by the station, never taken at its word."""
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    for liaison in do.roles.liaisons:
        hand_overs.ask_to_change_liaison(do.session, liaison, words, now=do.now)
    return say("bureau.contact_changed")


# ------------------------------------------------------------------------------- the desk


def desk_hands_over(do: Doing) -> str:
    issue = do.issue()
    bureau = do.bureau("desk.bureau_unknown")
    row = hand_overs.hand_over(do.session, issue, bureau, do.actor(*DESK), now=do.now)
    return say(
        "desk.handed_over",
        bureau=bureau.name,
        case=label(issue),
        due=say_when(row.due, do.now),
    )


def approve(do: Doing) -> str:
    case = do.case
    if isinstance(case, Issue):
        # 「同意」 to a deputy's request is the hand-over itself.
        return desk_hands_over(do)
    row = do.hand_over()
    actor = do.actor(*DESK)
    if row.state == "return_requested":
        hand_overs.approve_return(do.session, row, actor, now=do.now)
    else:
        hand_overs.decide_extension(do.session, row, actor, approve=True, now=do.now)
    return say("desk.approved", case=label(row.issue))


def reject(do: Doing) -> str:
    row = do.hand_over()
    actor = do.actor(*DESK)
    if row.state == "return_requested":
        words = do.words_or_ask("desk.reason", "reason", "text")
        hand_overs.refuse_return(do.session, row, actor, words, now=do.now)
    else:
        hand_overs.decide_extension(do.session, row, actor, approve=False, now=do.now)
    return say("desk.rejected", case=label(row.issue))


def desk_answers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "text")
    issues.answer(do.session, issue, do.actor(*DESK), words, now=do.now)
    _attach_pictures(do, issue)
    return say("desk.answered", case=label(issue))


def desk_asks(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("refused.needs_words", "question", "text")
    issues.ask_constituent(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.asked", case=label(issue))


def desk_refers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "where", "text")
    issues.refer(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.referred", case=label(issue))


def revisit(do: Doing) -> str:
    """The desk looked again: done closes it, not done goes to the same bureau again."""
    issue = do.issue()
    words = do.words("text")
    result = str(do.fields.get("result", ""))
    actor = do.actor(*DESK)
    if words is None:
        words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    if result in ("好了", "已解决", "done", "solved", "已办好"):
        issues.close_by_desk(do.session, issue, actor, words, now=do.now)
        return say("desk.closed", case=label(issue))
    return _rework(do, issue, actor, words)


def rework(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("desk.reason", "text", "reason")
    return _rework(do, issue, do.actor(*DESK), words)


def _rework(do: Doing, issue: Issue, actor: Actor, words: Words) -> str:
    row = hand_overs.latest(do.session, issue)
    if row is None or row.state != "reported":
        issues.note(do.session, issue, actor, words, now=do.now)
        return say("desk.revisited", case=label(issue))
    hand_overs.rework(do.session, row, actor, words, now=do.now)
    return say(
        "desk.reworked",
        bureau=row.bureau.name,
        case=label(issue),
        due=say_when(row.due, do.now),
    )


def close(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "text")
    issues.close_by_desk(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.closed", case=label(issue))


def reroute(do: Doing) -> str:
    """The desk knows better where it is: to the deputies and the station of that grid."""
    issue = do.issue()
    code = do.text("grid")
    if not code and do.text("place"):
        home = issue.grid.code if issue.grid else None
        code = do.reader.place(do.text("place"), home=home).grid_code or ""
    grid = places.by_code(do.session, code)
    if grid is None:
        raise Refused("refused.needs_grid", case=label(issue))
    issues.reroute(do.session, issue, do.actor(*DESK), grid, now=do.now)
    return say("desk.rerouted", case=label(issue), place=places.say_place(do.session, grid))


def decline(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("desk.reason", "text", "reason")
    issues.decline(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.declined", case=label(issue))


def unmerge(do: Doing) -> str:
    issue = do.issue()
    issues.unmerge(do.session, issue, do.actor(*DESK), now=do.now)
    return say("desk.unmerged", case=label(issue))


def merge(do: Doing) -> str:
    """并入: ``into`` is the number of the other issue, which has to be at this desk as well."""
    issue = do.issue()
    number = do.text("into").removeprefix("民")
    into = issues.by_number(do.session, int(number)) if number.isdecimal() else None
    if into is None:
        raise Refused("refused.needs_issue", case=label(issue))
    actor_in(do.session, into, do.contact, do.roles, do.now, *DESK)
    issues.merge(do.session, issue, into, do.actor(*DESK), now=do.now)
    return say("desk.merged", case=label(issue), other=label(into))


def desk_writes(do: Doing) -> str:
    """A word to the constituent that is not the end of the matter."""
    issue = do.issue()
    words = do.words_or_ask("refused.needs_words", "text")
    issues.write(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.written", case=label(issue))


def spoken_by_phone(do: Doing) -> str:
    """「电话里说过了」: a person rang, the two-working-day clock stops."""
    issue = do.issue()
    issues.spoken_by_phone(do.session, issue, do.actor(*DESK), now=do.now)
    return say("desk.revisited", case=label(issue))


def note(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("refused.needs_words", "text")
    issues.note(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.revisited", case=label(issue))


def told(do: Doing) -> str:
    """What came of a call: from the telephone list (已告知, 没接, 托人转告), or of an alarm."""
    case = do.case
    if isinstance(case, Alarm):
        return pass_on_alarm(do) if "总值班室" in do.text("how") else hear_alarm(do)
    how = str(do.fields.get("how", "已告知"))
    if not isinstance(case, Notice):
        raise Refused("refused.stopped")
    if how not in telephone.OUTCOMES:
        raise Refused("refused.stopped")
    telephone.record_call(
        do.session,
        case.id,
        how,
        by=do.contact.id,
        now=do.now,
        on_told=tell_when_true,
    )
    return say("desk.told", how=how, case=case.reason or "电话")


def hear_alarm(do: Doing) -> str:
    alarm = _alarm(do)
    alarms.heard(do.session, alarm, do.contact, now=do.now)
    return say("alarm.heard", duty_room=rule(do.session, "danger.duty_room", do.now))


def pass_on_alarm(do: Doing) -> str:
    alarms.passed_on(do.session, _alarm(do), do.contact, now=do.now)
    return say("alarm.passed_on")


def _alarm(do: Doing) -> Alarm:
    case = do.case
    if not isinstance(case, Alarm):
        raise Refused("refused.stopped")
    return case


def _attach_pictures(do: Doing, issue: Issue, row: HandOver | None = None) -> int:
    """Pictures that this person sent just before belong to what they now report."""
    loose = messages.loose_media(do.session, do.contact, do.now)
    for media in loose:
        media.issue_id = issue.id
        media.hand_over_id = row.id if row else None
    return len(loose)


Doer = Callable[[Doing], str]

#: What each role's acts do. The reader knows the words, this table knows the deeds.
ACTS: dict[str, dict[str, Doer]] = {
    "deputy": {
        "take": take,
        "leave_to_station": leave_to_station,
        "hand_over": request_hand_over,
        "not_mine": not_mine,
        "ask": deputy_asks,
        "answer": deputy_answers,
        "refer": deputy_refers,
        "raise": raise_as_suggestion,
        "report_duty": report_duty,
        "request_leave": request_leave,
        "acknowledge": acknowledge,
    },
    "bureau": {
        "confirm_receipt": confirm_receipt,
        "report_progress": report_progress,
        "ask": bureau_asks,
        "report_done": report_done,
        "request_return": request_return,
        "request_extension": request_extension,
        "promise": promise,
        "record_meeting": note_inside,
        "pass_inside": note_inside,
        "change_contact": change_contact,
    },
    "station": {
        "hand_over": desk_hands_over,
        "approve": approve,
        "reject": reject,
        "answer": desk_answers,
        "ask": desk_asks,
        "refer": desk_refers,
        "revisit": revisit,
        "rework": rework,
        "close": close,
        "reroute": reroute,
        "decline": decline,
        "merge": merge,
        "unmerge": unmerge,
        "write": desk_writes,
        "spoken_by_phone": spoken_by_phone,
        "note": note,
        "told": told,
        "acknowledge": acknowledge,
        "heard": hear_alarm,
        "passed_on": pass_on_alarm,
    },
}
