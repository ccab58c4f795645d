"""What stations and the county office do at their desk, and the officer on call."""

import re
from typing import NoReturn

from bot.actions import (
    alarms,
    hand_overs,
    issues,
    people,
    places,
    telephone,
)
from bot.actions import words as wording
from bot.actions.actors import parties_in
from bot.actions.alarm_fields import is_not_to_be_rung
from bot.actions.calendar import say_moved, say_when
from bot.actions.casework import Actor, case_fields, label, number_of
from bot.actions.rules import rule
from bot.actions.truths import tell_when_true
from bot.domain.workflow import Refused
from bot.domain.workflows.hand_over import RESPONSIBLE, RETURN_REQUESTED
from bot.domain.workflows.issue import AT_STATION, OPEN, ROUTED, TAKEN_UP
from bot.store.models import (
    Alarm,
    HandOver,
    Issue,
    Notice,
    Words,
)
from bot.texts import say
from handlers.deeds.doing import DESK, Doing, attach_pictures


def desk_hands_over(do: Doing) -> str:
    issue = do.issue()
    bureau = do.bureau("desk.bureau_unknown")
    actor = do.actor(*DESK)
    for other in hand_overs.open_ones(do.session, issue):
        if other.state == RETURN_REQUESTED and other.bureau_id != bureau.id:
            # 「251同意退，转交通局」: who gives it to another lets the first one go.
            hand_overs.approve_return(do.session, other, actor, now=do.now)
    hard = bool(do.text("hard"))
    row = hand_overs.hand_over(do.session, issue, bureau, actor, now=do.now, hard=hard)
    return say(
        "desk.handed_over",
        bureau=bureau.name,
        case=label(issue),
        due=say_when(row.due, do.now),
    ) + do.reach(issue)


def _nothing_to_decide(do: Doing, issue: Issue) -> NoReturn:
    row = hand_overs.latest(do.session, issue)
    if row is not None and row.state in RESPONSIBLE:
        raise Refused("refused.handed_over_already", case=label(issue), bureau=row.bureau.name)
    raise Refused("desk.nothing_to_decide", case=label(issue))


_RETURNS = re.compile(r"退(?!休|伍|耕|款|费|钱|役)|延[期长]|延到|宽限")


def approve(do: Doing) -> str:
    case = do.case
    if isinstance(case, Issue):
        # 「同意」 to a deputy's request is the hand-over itself; to nothing, and of a return that
        # nobody asks for, it hands over nothing.
        to_nothing = not do.text("to") and not issues.is_requested(do.session, case)
        if to_nothing or _RETURNS.search(do.said):
            _nothing_to_decide(do, case)
        return desk_hands_over(do)
    row = do.hand_over()
    actor = do.actor(*DESK)
    if row.state == "return_requested":
        hand_overs.approve_return(do.session, row, actor, now=do.now)
        return say("desk.approved", case=label(row.issue))
    until = row.extension_until
    hand_overs.decide_extension(do.session, row, actor, approve=True, now=do.now)
    moved = say_moved(do.session, until, do.now) if until is not None else ""
    due = say_when(row.due, do.now)
    return say("desk.extended", case=label(row.issue), due=due, moved=moved)


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
    attach_pictures(do, issue)
    return say("desk.answered", case=label(issue)) + do.reach(issue)


def desk_asks(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("refused.needs_words", "question", "text")
    issues.ask_constituent(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.asked", case=label(issue)) + do.reach(issue)


def desk_refers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "where", "text")
    issues.refer(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.referred", case=label(issue)) + do.reach(issue)


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
    if row is None or row.state in ("returned", "cancelled"):
        # Nobody has it: what is noted here would wait for nobody.
        issues.note(do.session, issue, actor, words, now=do.now)
        return say("desk.never_handed_over", **case_fields(do.session, issue, do.now))
    words = _with_what_was_said(do, row, words)
    if row.state != "reported":
        hand_overs.tell_bureau(do.session, row, actor, words, now=do.now)
        due = say_when(row.due, do.now)
        return say("desk.told_bureau", case=label(issue), bureau=row.bureau.name, due=due)
    hand_overs.rework(do.session, row, actor, words, now=do.now)
    return say(
        "desk.reworked",
        bureau=row.bureau.name,
        case=label(issue),
        due=say_when(row.due, do.now),
    )


#: 「路灯那件再办」 says nothing that the bureau does not read in the order itself.
_BARE = re.compile(r".{0,12}?(?:再办|返工|重新?办理?)(?:一[下次])?\W*")


#: 「没好」 alone says nothing of what is wrong.
_SAYS_WHAT = 4


def _with_what_was_said(do: Doing, row: HandOver, words: Words) -> Words:
    """What the constituent said when it was not good goes along: who mends it again has to know
    what is wrong. Masked as they read it everywhere else."""
    said = hand_overs.not_good(do.session, row)
    own = "" if _BARE.fullmatch(words.text or "") else words.text or ""
    if said is None or len(said.masked) < _SAYS_WHAT or said.masked in own:
        return words
    if do.reader.read(said.masked).avoid:
        # Whoever is blamed may be among those who read it.
        return words
    text = "；".join(filter(None, (said.masked, own)))
    return wording.keep(do.session, text, said_by=do.contact.id, now=do.now)


def close(do: Doing) -> str:
    issue = do.issue()
    if issue.state in (ROUTED, TAKEN_UP, AT_STATION) and do.text("text"):
        # 「办结，已开门」 of what nobody has answered: the constituent is told, and says how it is.
        return desk_answers(do)
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
    actor = do.actor(*DESK)
    if issue.grid_id != grid.id or issue.state != ROUTED:
        # Clicked twice, nobody there is asked a second time.
        issues.reroute(do.session, issue, actor, grid, now=do.now)
    return say("desk.rerouted", case=label(issue), place=places.say_place(do.session, grid))


def decline(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("desk.reason", "text", "reason")
    issues.decline(do.session, issue, do.actor(*DESK), words, now=do.now)
    return say("desk.declined", case=label(issue)) + do.reach(issue)


def unmerge(do: Doing) -> str:
    issue = do.issue()
    issues.unmerge(do.session, issue, do.actor(*DESK), now=do.now)
    return say("desk.unmerged", case=label(issue))


def merge(do: Doing) -> str:
    """并入: ``into`` is the number of the other issue, which has to be at this desk as well."""
    issue = do.issue()
    said = do.text("into")
    if not said:
        raise Refused("refused.needs_issue", case=label(issue))
    into = issues.by_said_number(do.session, said)
    if into is None or not parties_in(do.session, into, do.contact, do.roles, do.now) & {*DESK}:
        # What is not there and what is not theirs reads alike.
        raise Refused("refused.no_such_issue", said=said[:12])
    if into.id == issue.id:
        raise Refused("refused.merge_itself", case=label(issue))
    issues.merge(do.session, issue, into, do.actor(*DESK), now=do.now)
    return say("desk.merged", case=label(issue), other=label(into))


def split(do: Doing) -> str:
    """拆成两件: the words are those of the matter that goes its own way."""
    issue = do.issue()
    new = issues.split_off(
        do.session, issue, do.text("text"), do.actor(*DESK), do.reader, now=do.now
    )
    key = "desk.split_above" if new.seen_by != issue.seen_by else "desk.split"
    said = say(
        key,
        case=label(issue),
        first=number_of(issue),
        other=label(new),
        number=number_of(new),
        place=places.say_place(do.session, new.grid),
    )
    return said + do.reach(issue)


def desk_writes(do: Doing) -> str:
    """A word to the constituent that is not the end of the matter."""
    issue = do.issue()
    words = do.words_or_ask("refused.needs_words", "text")
    issues.write(do.session, issue, do.actor(*DESK), words, now=do.now)
    key = "desk.written_open" if issue.state in OPEN else "desk.written"
    return say(key, case=label(issue), number=f"民{issue.number}") + do.reach(issue)


def spoken_by_phone(do: Doing) -> str:
    """「电话里说过了」: a person rang, the two-working-day clock stops. What was said is noted."""
    issue = do.issue()
    actor = do.actor(*DESK)
    if issue.state not in OPEN:
        # It is over, and somebody rang all the same: that stays with it.
        text = do.said or "电话里说过了"
        said = wording.keep(do.session, text, said_by=do.contact.id, now=do.now)
        issues.note(do.session, issue, actor, said, now=do.now)
        return say("desk.revisited", case=label(issue))
    issues.spoken_by_phone(do.session, issue, actor, now=do.now)
    words = do.words("text")
    if words is not None:
        issues.note(do.session, issue, actor, words, now=do.now)
    return say("desk.spoken", case=label(issue), number=f"民{issue.number}")


def _rang_about(do: Doing, how: str) -> str:
    """A call about a case of which nothing waits on the list: who was spoken to has been spoken to,
    else it is a line on the case."""
    if how != telephone.NO_ANSWER:
        return spoken_by_phone(do)
    issue = do.issue()
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    issues.note(do.session, issue, do.actor(*DESK), words, now=do.now)
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
        return _told_of_alarm(do, do.text("how"))
    how = str(do.fields.get("how", "已告知"))
    if isinstance(case, Issue):
        return _rang_about(do, how)
    if not isinstance(case, Notice):
        raise Refused("refused.stopped")
    if how not in telephone.OUTCOMES:
        raise Refused("refused.stopped")
    whom = case.contact.name or "群众"
    telephone.record_call(
        do.session,
        case.id,
        how,
        by=do.contact.id,
        now=do.now,
        on_told=tell_when_true,
        only=bool(do.text("only")),
    )
    return say("desk.told", how=how, case=whom)


#: Words that say more than that the officer has it: the constituent was spoken to.
_SPOKEN = re.compile(
    r"(?:打|接|联系|通)(?:上|通)了|[回打通][了过](?:他|她|群众|老乡)?的?电话|电话[打回通](?:了|过)|通上?电话了|说上话"
)


#: Only who asked knows that.
_WELL = re.compile(r"人(?:都)?(?:没事|平安|好着|安全)|平安|问(?:过|了)|去看(?:过|了)")


def _told_of_alarm(do: Doing, how: str) -> str:
    """收到, 没人接, 打通了, 已报: each says something else, and only that is told on."""
    if how in ("没事", "排除"):
        return end_alarm(do)
    if "没接通" in how:
        said = ring_in_vain(do)
        return f"{said}\n{pass_on_alarm(do)}" if "总值班室" in how else said
    if "总值班室" in how:
        return pass_on_alarm(do)
    spoken = how == "打通了" or (how != "接了" and _SPOKEN.search(do.said))
    return speak_about_alarm(do) if spoken else hear_alarm(do)


def ring_in_vain(do: Doing) -> str:
    alarms.not_reached(do.session, _alarm(do), do.contact, now=do.now)
    return say("alarm.not_reached", duty_room=rule(do.session, "danger.duty_room", do.now))


def speak_about_alarm(do: Doing) -> str:
    alarms.spoken(do.session, _alarm(do), do.contact, now=do.now)
    return say("alarm.spoken", duty_room=rule(do.session, "danger.duty_room", do.now))


def acknowledge(do: Doing) -> str:
    return hear_alarm(do) if isinstance(do.case, Alarm) else say("deputy.acknowledged")


def hear_alarm(do: Doing) -> str:
    alarm = _alarm(do)
    alarms.heard(do.session, alarm, do.contact, now=do.now)
    reporter = alarm.issue.reporter
    if not reporter.phone and not people.is_reached(do.session, reporter):
        room = rule(do.session, "danger.duty_room", do.now)
        return say("alarm.heard_unreachable", duty_room=room)
    rings = alarm.issue.reporter.phone and not is_not_to_be_rung(do.session, alarm)
    key = "alarm.heard" if rings else "alarm.heard_no_call"
    said = say(key, duty_room=rule(do.session, "danger.duty_room", do.now))
    return said + do.reach(alarm.issue)


def pass_on_alarm(do: Doing) -> str:
    alarms.passed_on(do.session, _alarm(do), do.contact, now=do.now)
    return say("alarm.passed_on") + do.reach(do.issue())


def end_alarm(do: Doing) -> str:
    """「误报」, 「人没事」: over, without the duty room; 「险情排除」: it was real, and is past."""
    alarm = _alarm(do)
    past = do.text("how") == "排除"
    asked = bool(_SPOKEN.search(do.said) or _WELL.search(do.said))
    alarms.is_over(do.session, alarm, do.contact, asked=asked, past=past, now=do.now)
    said = say("alarm.past" if past else "alarm.over", case=label(alarm.issue))
    return said + do.reach(alarm.issue) if past else said


def take_up_alarm(do: Doing) -> str:
    """「还是真的」 of what somebody called over."""
    alarm = _alarm(do)
    alarms.is_not_over(do.session, alarm, do.contact, now=do.now)
    room = rule(do.session, "danger.duty_room", do.now)
    return say("alarm.not_over", case=label(alarm.issue), duty_room=room)


def _alarm(do: Doing) -> Alarm:
    case = do.case
    if not isinstance(case, Alarm):
        raise Refused("refused.stopped")
    return case
