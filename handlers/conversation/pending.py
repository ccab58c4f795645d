"""What is pending for a person: what the next short word can be about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions import alarms, exchanges, hand_overs, issues, places, recipients, telephone
from bot.actions.outbox import fields_of
from bot.actions.people import in_force
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflows import hand_over as hand_over_states
from bot.domain.workflows import issue as issue_states
from bot.store.asked_once import once
from bot.store.models import Alarm, Deputy, DeputyGrid, Duty, Grid, HandOver, Issue, Notice
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.context import Talk
from handlers.deeds import Case
from nlp.replies import Pending

#: More than this nobody has in mind; older ones are found by their number.
MOST = 40

_TASK_DIGITS = {"1": "take", "2": "leave_to_station", "3": "not_mine"}
_RESULT_DIGITS = {"1": "rate:好了", "2": "rate:还差点", "3": "rate:没好"}


@dataclass(frozen=True, slots=True)
class Item:
    """One pending case beside the way in which replies are read."""

    pending: Pending
    case: Case


def issue_item(issue: Issue, kind: str, options: dict[str, str] | None = None) -> Item:
    """An issue under its number and title; ``options``: what digits mean where it was shown."""
    return Item(Pending(f"民{issue.number}", kind, issue.state, issue.title, options or {}), issue)


def for_deputy(talk: Talk) -> list[Item]:
    """Tasks of the deputy's grids that are open and may be seen by deputies, and a due visit."""
    mine = [deputy.id for deputy in talk.roles.deputies]
    own = _own_grids(talk)
    # Whoever is asked about it may answer: also who was elected for the whole village.
    ids = {part for grid in own for part in places.line(grid)} | grids_of(talk)
    rows = talk.session.scalars(
        select(Issue)
        .where(
            Issue.grid_id.in_(ids) | Issue.deputy_id.in_(mine),
            Issue.state.in_(issue_states.OPEN),
            Issue.seen_by == "grid",
            # Danger is the officer's on call; no deputy was asked anything about it.
            Issue.urgency != "危急",
            Issue.reporter_id != talk.contact.id,
        )
        .order_by(Issue.id.desc())
        .limit(MOST)
    ).all()
    items = [
        issue_item(issue, "issue", _TASK_DIGITS)
        for issue in rows
        if any(d.id in mine for d in recipients.deputies(talk.session, issue, talk.now))
    ]
    items += named_too(talk, items, lambda issue: any(d.id in mine for d in _may_know(talk, issue)))
    visit_days = int(rule(talk.session, "conversation.visit_days", talk.now))
    duty = talk.session.scalar(
        select(Duty).where(
            Duty.deputy_id.in_(mine),
            Duty.state == "reminded",
            Duty.reminded_at > talk.now - timedelta(days=visit_days),
        )
    )
    if duty is not None:
        items.append(Item(Pending("走访", "duty", "reminded", "半月走访"), duty))
    return items


def _own_grids(talk: Talk) -> Sequence[Grid]:
    mine = [deputy.id for deputy in talk.roles.deputies]
    own = (
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id.in_(mine), in_force(DeputyGrid, local_day(talk.now)))
    )
    asked_for = ("own grids", *mine, talk.now)
    return once(talk.session, asked_for, lambda: talk.session.scalars(own).all())


def grids_of(talk: Talk) -> set[int]:
    """Ids of a deputy's grids, of all that lie in them, and of the villages that they lie in."""
    own = _own_grids(talk)
    villages = {grid.parent_id for grid in own if grid.level == "grid" and grid.parent_id}
    return villages | {part for grid in own for part in places.below(talk.session, grid.path)}


def _may_know(talk: Talk, issue: Issue) -> Sequence[Deputy]:
    if issue.urgency == "危急" or issue.reporter_id == talk.contact.id:
        return ()
    return recipients.deputies(talk.session, issue, talk.now)


def for_bureau(talk: Talk) -> list[Item]:
    """What the person's bureaus are responsible for, newest first; and what they had, if it is
    named by its number."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    of_bureaus = (
        select(HandOver)
        .where(HandOver.bureau_id.in_(bureaus))
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.id.desc())
        .limit(MOST)
    )
    rows = list(
        talk.session.scalars(of_bureaus.where(HandOver.state.in_(hand_over_states.RESPONSIBLE)))
    )
    days = int(rule(talk.session, "conversation.question_days", talk.now))
    reported = talk.session.scalars(
        of_bureaus.where(
            HandOver.state == hand_over_states.REPORTED,
            HandOver.reported_at > talk.now - timedelta(days=days),
        )
    )
    taken_back = _NOT_SO.search(talk.text) is not None
    for row in reported:
        # What was called not good waits for them, however they say that they were there again.
        told = taken_back and row.issue.state in _TOLD_OF
        if told or hand_overs.asked_again(talk.session, row):
            rows.append(row)
    known = {row.issue.number for row in rows}
    for number in {int(number) for number in NUMBER.findall(talk.text)} - known:
        had = of_bureaus.join(Issue, Issue.id == HandOver.issue_id).where(Issue.number == number)
        rows += talk.session.scalars(had.limit(1))
    return [
        Item(
            Pending(f"民{row.issue.number}", "handover", row.state, row.issue.title, due=row.due),
            row,
        )
        for row in rows
    ]


#: 「还没修好，说错了」 may be of what they reported as done.
_NOT_SO = re.compile(r"(?:说|报|写|弄|发|搞)错|没(?:有)?(?:修|办|弄|换|通|装|接|处理)好|还没")
_TOLD_OF = (issue_states.ANSWERED, issue_states.TOLD, issue_states.RECHECK)


def for_alarms(talk: Talk) -> list[Item]:
    """Danger that nobody has answered, or that is not yet passed on; of that what this person was
    shown, or names: nobody takes by a word what they have not seen."""
    if not talk.roles.officer_roles:
        return []
    remembered = int(rule(talk.session, "danger.remembered_days", talk.now))
    rows = talk.session.scalars(
        select(Alarm)
        .where(
            Alarm.passed_on_at.is_(None),
            Alarm.over_at.is_(None),
            Alarm.heard_at.is_(None) | (Alarm.raised_at > talk.now - timedelta(days=remembered)),
        )
        .options(joinedload(Alarm.issue))
        .order_by(Alarm.id.desc())
        .limit(MOST)
    ).all()
    return [
        alarm_item(alarm)
        for alarm in rows
        if alarms.may_answer(talk.session, alarm, talk.contact, talk.now)
        and (_says_number(talk, alarm) or alarms.was_shown(talk.session, alarm, talk.contact))
    ]


def alarm_item(alarm: Alarm) -> Item:
    state = "heard" if alarm.heard_at else "open"
    return Item(Pending(f"民{alarm.issue.number}", "alarm", state, alarm.issue.title), alarm)


def _says_number(talk: Talk, alarm: Alarm) -> bool:
    return re.search(rf"(?<!\d){alarm.issue.number}(?!\d)", talk.text) is not None


def named_too(talk: Talk, items: Sequence[Item], mine: Callable[[Issue], bool]) -> list[Item]:
    """Cases that are named by number and do not wait any more: what can be done with them the
    procedure says, not a 没找到."""
    known = {item.pending.ref for item in items}
    found = []
    for number in dict.fromkeys(NUMBER.findall(talk.text)):
        if f"民{int(number)}" in known:
            continue
        issue = issues.by_number(talk.session, int(number))
        if issue is not None and mine(issue):
            found.append(issue_item(issue, "issue"))
    return found


def for_undelivered(talk: Talk) -> list[Item]:
    """The last call from the telephone list that this officer was given."""
    if not talk.roles.officer_roles:
        return []
    rows = talk.session.scalars(
        select(Notice)
        .where(Notice.state == "telephone", Notice.told_by == talk.contact.id)
        .order_by(Notice.id.desc())
        .limit(MOST)
    ).all()
    # What was told in one call is one thing to be asked about.
    first = {telephone.together(talk.session, row)[0].id: row for row in reversed(rows)}
    return [
        Item(Pending(f"电{row.id}", "undelivered", "open", row.kind), row)
        for row in list(first.values())[-3:][::-1]
    ]


def for_constituent(talk: Talk) -> list[Item]:
    """The person's own cases, those under way first."""
    items = []
    for issue in as_told(issues.of_reporter(talk.session, talk.contact, limit=8)):
        awaiting = issue.state in (issue_states.ANSWERED, issue_states.TOLD)
        item = issue_item(issue, "issue", _RESULT_DIGITS if awaiting else None)
        if issue.state == issue_states.CLOSED:
            # 「民1没好」 may still be said of it, as of one that they called good.
            item = replace(item, pending=replace(item.pending, state=issue_states.CONFIRMED))
        items.append(item)
    return items


def as_told(rows: Sequence[Issue]) -> list[Issue]:
    """As people read them, so that 「第一件」 is the first of the receipt: newest first, but what
    one message said stays as it said it."""
    together = groupby(rows, key=lambda issue: issue.created_at)
    return [issue for _, same in together for issue in sorted(same, key=lambda each: each.number)]


def _is_task(item: Item) -> bool:
    """Whether its digits stand in a push; who never had one never saw them."""
    return isinstance(item.case, Issue) and bool(item.pending.options)


#: Notices that list cases, in the order in which they are read.
_LISTS = ("issue.untouched", "hand_over.overdue", "hand_over.chased", "hand_over.due_soon")
#: 「村头那个」, 「开头那个」 count nothing.
ORDINAL = re.compile(
    r"第.{1,2}[件个条项]|最[后前]"
    r"|(?<![以之眼门屋房村楼庙坡校店院山])[前后](?:面|头|边)?[那这]?[一二两三四五六几\d]{0,2}[件个条项]"
    r"|(?<![开村桥路街地码口坝门里山渠河田塘墙屋])头[一二两三四五六几\d]{0,2}[件个条项]"
)

#: Of those, what tells which by counting alone: not 「最后给城管」.
COUNTED = re.compile(
    r"第[一二三四五六七八九十\d]{1,2}[件个条项](?!月|星期)|(?:前|头|最后|后)[一二两三四五六]?[件个条项](?![月人])"
)


def as_shown(talk: Talk, items: list[Item]) -> list[Item]:
    """「第二件」 counts along the list that this person was shown last, by chat or in a digest."""
    if not ORDINAL.search(talk.text) or len(items) < 2:
        return items
    place = {ref: n for n, ref in enumerate(shown_last(talk))}
    return sorted(items, key=lambda item: place.get(item.pending.ref, len(place)))


def shown_last(talk: Talk) -> list[str]:
    """What stood on the list that this person was shown last, in order; empty: none was."""
    shown = exchanges.last_shown(talk.session, talk.contact.id, talk.now)
    notice = talk.session.scalars(
        select(Notice)
        .where(Notice.contact_id == talk.contact.id, Notice.kind.in_(_LISTS))
        .order_by(Notice.id.desc())
        .limit(1)
    ).first()
    refs = shown[1] if shown is not None else []
    if notice is not None and (shown is None or notice.created_at > shown[0]):
        cases = str(fields_of(notice).get("cases", ""))
        refs = [f"民{number}" for number in re.findall(r"民(\d{1,7})“", cases)]
    return refs


def last_pushed(talk: Talk, items: list[Item]) -> list[Item]:
    """What a bare digit is about: the case of the last push that offered digits, if it stands
    apart from the one before; else all, so that it is asked."""
    rows = talk.session.scalars(
        select(Notice)
        .where(Notice.contact_id == talk.contact.id, Notice.kind == "issue.task")
        .order_by(Notice.id.desc())
        .limit(2)
    ).all()
    if not rows:
        return [item for item in items if not _is_task(item)]
    # A bare digit answers the last push, unless another came so shortly before it.
    apart = timedelta(hours=int(rule(talk.session, "conversation.apart_hours", talk.now)))
    if len(rows) == 2 and rows[0].created_at - rows[1].created_at < apart:
        return items
    newest = [
        item
        for item in items
        if isinstance(item.case, Issue)
        and (rows[0].case_kind, rows[0].case_id) == ("issue", item.case.id)
    ]
    return newest or items
