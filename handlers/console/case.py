"""One case on one page: what was said, where it is, why it went where, what may be done now."""

from dataclasses import dataclass
from datetime import datetime

from flask import g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import desk_acts, issues, places, recipients
from bot.actions.actors import actor_in
from bot.actions.alarm_fields import is_not_to_be_rung
from bot.actions.casework import Actor
from bot.actions.desk import conversation
from bot.actions.desk.marks import marked
from bot.actions.privacy import holds, plan, requests, who_sees
from bot.actions.reading import reader
from bot.domain.workflow import Party, Refused
from bot.domain.workflows import ALL
from bot.domain.workflows import issue as states
from bot.domain.workflows.hand_over import RESPONSIBLE, RETURNED
from bot.store.models import Contact, Issue
from handlers.case_view import CaseView, NotYours, Sees, find, record_look, sees, view
from handlers.console.page import back_to, or_nothing, sentence, show
from handlers.pages import as_seen, suggestions_behind
from handlers.pages.buttons import AT_WORK, Choices, Group, alarm_buttons, choices, groups
from handlers.pages.history import lines, say_moment
from handlers.pages.posted import LONGEST, Said
from handlers.parts import parts

#: One click each; more of them would be a list again.
_ROUTES = 3


@dataclass(frozen=True, slots=True)
class Twin:
    """A case that this one is like, with enough of it to judge by. ``common``: words of both."""

    number: int
    title: str
    place: str
    when: str
    state: str
    text: str
    common: str
    #: Whoever reported it asked that nobody learns of it.
    secret: bool
    #: The act that the button does: merge this one into it, or take it out again.
    act: str


def page(number: int) -> ResponseReturnValue:
    """Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        if contact is None:
            raise NotYours
        issue, seen = find(session, number, contact, now)
        if not (seen.desk or seen.deputy or seen.bureau or seen.reads):
            raise NotYours
        case = view(session, issue, seen, now)
        offered = choices(session, issue, seen, now)
        buttons = groups(case)
        quiet = case.alarm is not None and is_not_to_be_rung(session, case.alarm)
        may_ring = case.phone[:1].isdigit() and not quiet
        drawn = show(
            "case.html",
            "issues",
            case=case,
            issue=issue,
            sees=seen,
            pieces=marked(case.words, issue.reasons if seen.desk else []),
            talk=conversation.of(session, issue, plain=seen.knows_who) if seen.desk else [],
            files={picture.id: picture for picture in case.pictures},
            routes=_routes(buttons, offered, case),
            given=_is_given(issue),
            groups=buttons,
            alarm_buttons=alarm_buttons(case.alarm, may_ring=may_ring),
            quiet=quiet,
            since=conversation.words_since(session, issue, plain=seen.knows_who)
            if case.alarm
            else [],
            choices=offered,
            twins=_twins(session, issue, seen, now) if seen.desk else [],
            origin=_origin(session, issue, seen, now) if seen.desk else None,
            to_write=_to_write(session, issue, seen, case, now),
            elsewhere=desk_acts.ELSEWHERE if seen.desk else {},
            own_data=_own_data(session, issue, seen, now),
            history=suggestions_behind.lines(session, issue, seen, now),
            raised=suggestions_behind.suggestions_of(session, issue, seen, now),
            moment=lambda at: say_moment(at, now),
        )
        leaves_trace = seen.desk and seen.knows_who and not seen.own
    if leaves_trace:
        with parts().database.write() as session:
            issue, seen = find(session, number, session.get_one(Contact, g.contact_id), now)
            record_look(session, issue, seen, now)
    return drawn


def _own_data(session: Session, issue: Issue, seen: Sees, now: datetime) -> dict[str, object]:
    """What the page has to do with personal data: opening what is masked, keeping it back."""
    return {
        "look_reasons": who_sees.reasons(session, now) if seen.may_open else [],
        "is_request": requests.is_request(issue),
        "ended": not plan.is_open(session, issue),
        "held": holds.held(session, [issue.id]).get(issue.id, "") if seen.office else "",
        "hold_reasons": holds.reasons(session, now) if seen.office else [],
    }


def _is_given(issue: Issue) -> bool:
    """A bureau is at it, or an answer was given: handing it over is not what comes next."""
    return issue.state in (states.HANDED_OVER, *states.SETTLED)


def _routes(buttons: list[Group], offered: Choices, case: CaseView) -> list[str]:
    """Bureaus to which it goes by one click: those that look right and do not have it yet; none
    where a bureau is at it or an answer was given. A second one is chosen from the list."""
    if _is_given(case.issue):
        return []
    may = any(
        button.form.act == "hand_over" and group.role == "station"
        for group in buttons
        for button in group.buttons
    )
    # Nor does what a bureau gave back as not its own go there again by one click.
    have = {task.bureau for task in case.tasks if task.row.state in (*AT_WORK, RETURNED)}
    return [name for name in offered.proposed if name not in have][:_ROUTES] if may else []


def _twins(session: Session, issue: Issue, seen: Sees, now: datetime) -> list[Twin]:
    """Cases that it is like, those that were merged into it, and the one that it went into."""
    found = []
    if issue.state not in ("merged", "closed", "withdrawn"):
        for like in issue.alike or []:
            other = issues.by_number(session, int(like["number"]))
            common = "、".join(str(word) for word in like.get("words", []))
            if other is not None and other.state != "merged":
                found.append((other, common, "merge"))
    merged = session.scalars(select(Issue).where(Issue.merged_into == issue.id).limit(20))
    found += [(other, "", "unmerge") for other in merged]
    twins = []
    for other, common, act in found:
        try:
            allowed = sees(session, other, seen.contact, now)
        except NotYours:
            continue
        if allowed.desk:
            twins.append(_twin(session, other, common, act, now))
    return twins


def _origin(session: Session, issue: Issue, seen: Sees, now: datetime) -> Twin | None:
    """The case out of which it was taken, and whether it may go back there."""
    first = issues.split_from(session, issue)
    if first is None or issue.state == states.MERGED:
        return None
    try:
        if not sees(session, first, seen.contact, now).desk:
            return None
    except NotYours:
        return None
    open_both = issue.state in (*states.EARLY, *states.OPEN) and first.closed_at is None
    back = open_both and first.state not in ALL["issue"].final and first.secret <= issue.secret
    return _twin(session, first, "", "merge" if back else "", now)


def _twin(session: Session, other: Issue, common: str, act: str, now: datetime) -> Twin:
    return Twin(
        number=other.number,
        secret=other.secret,
        title=other.title,
        place=places.say_place(session, other.grid),
        when=say_moment(other.created_at, now),
        state=ALL["issue"].states[other.state],
        text=other.words.masked[:300],
        common=common,
        act=act,
    )


def _to_write(
    session: Session, issue: Issue, seen: Sees, case: CaseView, now: datetime
) -> list[tuple[str, str]]:
    """(value, name) of whom the desk may write to: the deputies, each bureau that has it. Of what
    was merged one writes in the case that it went into."""
    if not seen.desk or issue.state == states.MERGED:
        return []
    found = []
    if recipients.contacts_for(session, Party.DEPUTY, issue, None, now):
        name = f"{issue.deputy.name}代表" if issue.deputy else "这片的代表"
        found.append(("deputy", name))
    for task in case.tasks:
        if task.row.state in RESPONSIBLE and recipients.bureau_allowed(
            session, issue, task.row.bureau
        ):
            found.append((str(task.place), task.bureau))
    return found


@or_nothing
def elsewhere(number: int) -> ResponseReturnValue:
    """The number of the same matter at 12345 or 信访."""
    now = parts().clock.now()
    where, given = request.form.get("where", ""), request.form.get("number", "")[:64]
    try:
        with parts().database.write() as session:
            issue, seen, actor = _at_desk(session, number, now)
            _hold_once(session, issue, seen, now)
            desk_acts.note_elsewhere(session, issue, actor, where, given, now=now)
    except Refused as refused:
        return back_to(f"/console/issue/{number}", sentence(refused), good=False)
    except Said as why:
        return back_to(f"/console/issue/{number}", str(why), good=False)
    return back_to(f"/console/issue/{number}", "编号记下了。", good=True)


@or_nothing
def write(number: int) -> ResponseReturnValue:
    """A word to the deputies or to a bureau that has the case."""
    now = parts().clock.now()
    here = f"/console/issue/{number}"
    text, to = request.form.get("text", "").strip()[:LONGEST], request.form.get("to", "")
    if not text:
        return back_to(here, "请写一句话。", good=False)
    try:
        with parts().database.write() as session:
            issue, seen, actor = _at_desk(session, number, now)
            case = view(session, issue, seen, now)
            if to not in {value for value, _ in _to_write(session, issue, seen, case, now)}:
                return back_to(here, "选一下写给谁。", good=False)
            row = None if to == "deputy" else case.tasks[int(to) - 1].row
            if blames(session, issue, text, now):
                return back_to(here, _NOT_TO_THEM, good=False)
            _hold_once(session, issue, seen, now)
            told = desk_acts.write_to(session, issue, actor, text, now=now, row=row)
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    except Said as why:
        return back_to(here, str(why), good=False)
    return back_to(here, f"好，会发给{told}个人。", good=True)


def _hold_once(session: Session, issue: Issue, seen: Sees, now: datetime) -> None:
    """Raises Said if somebody else did something to the case since its page was drawn."""
    until = as_seen.seen_until()
    if until is not None:
        meanwhile = lines(session, issue, seen, now, since=until)
        as_seen.hold_once(meanwhile, session, issue, seen.contact, now)


_NOT_TO_THEM = "这句话里说到了别人的不是，不能发给下面。要记下来，请用“记一笔”。"


def blames(session: Session, issue: Issue, text: str, now: datetime) -> bool:
    """Whether the words speak of somebody above whom they would have to go (design 1.3)."""
    home = issue.grid.code if issue.grid else None
    return issues.speaks_above(session, reader(session).read(text, home=home), issue, now)


def _at_desk(session: Session, number: int, now: datetime) -> tuple[Issue, Sees, Actor]:
    """The case, for who handles it at a desk. Raises NotYours, Refused."""
    contact = session.get(Contact, g.contact_id)
    if contact is None:
        raise NotYours
    session.execute(select(Issue.id).where(Issue.number == number).with_for_update())
    issue, seen = find(session, number, contact, now)
    if not seen.desk:
        raise NotYours
    actor = actor_in(session, issue, contact, seen.roles, now, Party.STATION, Party.OFFICE)
    return issue, seen, actor
