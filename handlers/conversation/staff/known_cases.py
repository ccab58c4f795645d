"""The cases of somebody with work: what waits for them in any role, what was settled lately, which
of them they were at a moment ago, and what they were told of since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.actions import hand_overs, recipients
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows import hand_over as hand_over_states
from bot.domain.workflows.issue import ANSWERED, ROUTED, SETTLED, TOLD
from bot.store.asked_once import once
from bot.store.models import Alarm, HandOver, History, Issue, Message, Notice, Words
from handlers.conversation.context import Talk
from handlers.conversation.pending import Item, issue_item
from handlers.conversation.replies import held, items_of
from nlp.replies import Pending
from nlp.things import Things, things

#: What is waiting and is no case.
_NO_CASES = ("duty", "undelivered")
#: What they reported themselves and need say nothing of any more.
_NOTHING_WAITS = frozenset(SETTLED) - {ANSWERED, TOLD}
#: So many cases that are settled are still remembered with those that wait.
_LATELY = 20


@dataclass(slots=True)
class Known:
    """A case of this person, with all by which it may be called. ``held``: the item in each role in
    which it is theirs; ``open``: whether it waits for them."""

    ref: str
    title: str
    told: str
    name: str
    held: list[tuple[str, Item]]
    open: bool = True
    later: str = ""
    #: What of ``later`` this person said.
    said: str = ""
    named: Things = field(default_factory=Things)
    issue: Issue | None = None

    @property
    def untouched(self) -> bool:
        """Whether it waits for a first word of who has it."""
        rows = [item.case for _, item in self.held if isinstance(item.case, HandOver)]
        if rows:
            return all(row.state == hand_over_states.HANDED_OVER for row in rows)
        return self.issue is not None and self.issue.state == ROUTED and not self.said


def called_not_good(talk: Talk, cases: Iterable[Known]) -> list[Known]:
    """What they reported as done and the constituent has called not good."""
    return [
        case
        for case in cases
        if any(
            isinstance(item.case, HandOver) and hand_overs.asked_again(talk.session, item.case)
            for role, item in case.held
            if role == "bureau"
        )
    ]


def issue_of(item: Item) -> Issue | None:
    """The issue that it is about, if it is about one."""
    case = item.case.issue if isinstance(item.case, HandOver | Alarm) else item.case
    return case if isinstance(case, Issue) else None


def known_to(talk: Talk) -> list[Known]:
    """Everything of theirs that waits, in any role, and what of it was settled lately."""
    asked_for = ("known to", *_asker(talk), talk.text, talk.sure, *held(talk))
    known = once(talk.session, asked_for, lambda: _known_to(talk))
    return [replace(case, held=list(case.held)) for case in known]


def _asker(talk: Talk) -> tuple[int, int]:
    """Who asks, in which message: every listener looks at the same rows."""
    return talk.contact.id, talk.message.id


def _known_to(talk: Talk) -> list[Known]:
    found: dict[str, Known] = {}
    for role in (*held(talk), "constituent"):
        for item in items_of(talk, role):
            if item.pending.kind in _NO_CASES:
                continue
            if role == "constituent" and item.pending.state in _NOTHING_WAITS:
                continue
            known = found.setdefault(item.pending.ref, _known(talk, item))
            known.held.append((role, item))
    for issue in _lately(talk):
        ref = f"民{issue.number}"
        for role, item in _settled(talk, issue) if ref not in found else ():
            known = found.setdefault(ref, _known(talk, item))
            known.held.append((role, item))
            known.open = False
    return list(found.values())


def _known(talk: Talk, item: Item) -> Known:
    issue = issue_of(item)
    told = (issue.words.text or "") if issue is not None else ""
    known = Known(item.pending.ref, item.pending.title, told, "", [], issue=issue)
    known.named = things(f"{known.title}，{told}")
    if issue is not None and talk.roles.officer_roles and not issue.secret:
        known.name = issue.reporter.name or ""
    return known


def _lately(talk: Talk) -> Sequence[Issue]:
    """What this person was told of or acted on in these days."""
    days = int(rule(talk.session, "conversation.question_days", talk.now))
    since = talk.now - timedelta(days=days)
    told = select(Notice.case_kind, Notice.case_id).where(
        Notice.contact_id == talk.contact.id,
        Notice.created_at > since,
        Notice.case_kind.in_(("issue", "hand_over")),
    )
    rows = talk.session.execute(told.distinct().limit(4 * _LATELY)).all()
    rows_of = {row for row in rows if row[0] == "hand_over"}
    ids = {case_id for kind, case_id in rows if kind == "issue"}
    if rows_of:
        of = select(HandOver.issue_id).where(HandOver.id.in_([row[1] for row in rows_of]))
        ids |= set(talk.session.scalars(of))
    stations = [role.station_id for role in talk.roles.officer_roles if role.station_id]
    answered = Issue.station_id.in_(stations) & Issue.state.in_((ANSWERED, TOLD))
    return talk.session.scalars(
        select(Issue)
        .where((Issue.id.in_(ids) & Issue.state.in_(SETTLED)) | answered)
        .order_by(Issue.id.desc())
        .limit(_LATELY)
    ).all()


_ROLES = {Party.DEPUTY: "deputy", Party.STATION: "station", Party.OFFICE: "station"}


def _settled(talk: Talk, issue: Issue) -> list[tuple[str, Item]]:
    found: list[tuple[str, Item]] = []
    mine = {liaison.bureau_id for liaison in talk.roles.liaisons}
    row = next(
        (row for row in hand_overs.of_issue(talk.session, issue) if row.bureau_id in mine), None
    )
    if row is not None:
        pending = Pending(f"民{issue.number}", "handover", row.state, issue.title, due=row.due)
        found.append(("bureau", Item(pending, row)))
    parties = recipients.parties_of(talk.session, issue, talk.contact, talk.roles, talk.now)
    roles = {_ROLES[party] for party in parties if party in _ROLES}
    return [*found, *((role, issue_item(issue, "issue")) for role in sorted(roles))]


def remember_later(talk: Talk, cases: Iterable[Known]) -> None:
    """What was said in each case since it began, and of that what they said themselves."""
    by_id = {case.issue.id: case for case in cases if case.issue is not None and not case.later}
    if not by_id:
        return
    asked_for = ("said since", *_asker(talk), frozenset(by_id))
    later, own = once(talk.session, asked_for, lambda: _said_in(talk, by_id))
    for issue_id, contact_id, words in later:
        by_id[issue_id].later += f"，{words}"
        if contact_id == talk.contact.id:
            by_id[issue_id].said += f"，{words}"
    # 「篱笆那家我去讲讲」 took it up, and left no words on it.
    for issue_id, words in own:
        by_id[issue_id].said += f"，{words}"


def _said_in(
    talk: Talk, issues: Iterable[int]
) -> tuple[list[tuple[int, int | None, str]], list[tuple[int, str]]]:
    """Newest first: (issue, who, words) of what stands in their history; (issue, words) of what
    this person wrote of them."""
    given = select(HandOver.id, HandOver.issue_id).where(HandOver.issue_id.in_(issues))
    of_rows = {row.id: row.issue_id for row in talk.session.execute(given)}
    rows = talk.session.execute(
        select(History.case_kind, History.case_id, History.contact_id, Words.masked)
        .join(Words, Words.id == History.words_id)
        .where(
            ((History.case_kind == "issue") & History.case_id.in_(issues))
            | ((History.case_kind == "hand_over") & History.case_id.in_(of_rows))
        )
        .order_by(History.id.desc())
        .limit(8 * _LATELY)
    ).all()
    later = [
        (of_rows[case_id] if kind == "hand_over" else case_id, contact_id, words)
        for kind, case_id, contact_id, words in rows
    ]
    own = talk.session.execute(
        select(Message.issue_id, Words.masked)
        .join(Words, Words.id == Message.words_id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.issue_id.in_(issues),
            Message.id != talk.message.id,
        )
        .order_by(Message.id.desc())
        .limit(_LATELY)
    ).all()
    return later, [(issue_id, words) for issue_id, words in own if issue_id is not None]


def running(talk: Talk, cases: Sequence[Known]) -> Known | None:
    """The case of the running exchange: what this person last spoke of, entered or acted on,
    minutes ago, by chat or page, in whatever role. What is pushed meanwhile does not shift it."""
    issue_id = once(talk.session, ("running", *_asker(talk)), lambda: _at_a_moment_ago(talk))
    if issue_id is None:
        return None
    return next(
        (case for case in cases if case.issue is not None and case.issue.id == issue_id), None
    )


def _at_a_moment_ago(talk: Talk) -> int | None:
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    since = talk.now - timedelta(minutes=minutes)
    said = talk.session.execute(
        select(Message.received_at, Message.issue_id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id != talk.message.id,
            Message.issue_id.is_not(None),
            Message.received_at > since,
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).first()
    acted = talk.session.execute(
        select(History.at, History.case_kind, History.case_id)
        .where(
            History.contact_id == talk.contact.id,
            History.at > since,
            # Leave and a visit are about the person, and no talk of another case.
            History.case_kind != "duty",
        )
        .order_by(History.id.desc())
        .limit(1)
    ).first()
    issue_id = said[1] if said is not None else None
    if acted is not None and (said is None or acted[0] > said[0]):
        row = talk.session.get(HandOver, acted[2]) if acted[1] == "hand_over" else None
        issue_id = row.issue_id if row is not None else acted[2] if acted[1] == "issue" else None
    return issue_id


def _last_spoke(talk: Talk) -> datetime | None:
    """When this person wrote before this message."""
    before = (
        select(Message.received_at)
        .where(Message.contact_id == talk.contact.id, Message.id != talk.message.id)
        .order_by(Message.id.desc())
        .limit(1)
    )
    return once(talk.session, ("last spoke", *_asker(talk)), lambda: talk.session.scalar(before))


def shown(talk: Talk, cases: Sequence[Known]) -> list[Known]:
    """The cases that came to them after they last spoke, within the exchange, newest first."""
    last = _last_spoke(talk)
    found: dict[str, Known] = {}
    for kind, case_id in _told_since(talk, last or talk.now - timedelta(days=1)):
        for case in cases:
            if any(_is_of(kind, case_id, item) for _, item in case.held):
                found.setdefault(case.ref, case)
    return list(found.values())


def shown_issues(talk: Talk) -> set[int]:
    """Ids of the issues that came to them after they last spoke, within the exchange."""
    last = _last_spoke(talk)
    told = _told_since(talk, last or talk.now - timedelta(days=1))
    return {case_id for kind, case_id in told if kind == "issue"}


def spoken_of(talk: Talk) -> int | None:
    """Id of the issue that their last words, minutes ago, were about."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    about = (
        select(Message.issue_id)
        .where(
            Message.contact_id == talk.contact.id,
            Message.id != talk.message.id,
            Message.issue_id.is_not(None),
            Message.received_at > talk.now - timedelta(minutes=minutes),
        )
        .order_by(Message.id.desc())
        .limit(1)
    )
    return once(talk.session, ("spoken of", *_asker(talk)), lambda: talk.session.scalar(about))


def is_subject(talk: Talk, case: Known, cases: Sequence[Known]) -> bool:
    """Whether the running exchange is about it, or it came to them last."""
    at = running(talk, cases)
    return at is case or case in shown(talk, cases)[:1]


def pushed_since(talk: Talk, meant: Item) -> bool:
    """Whether something else came to them after they last spoke: a 「收到」 may be about that."""
    last = _last_spoke(talk)
    return any(not _is_of(kind, case_id, meant) for kind, case_id in _told_since(talk, last))


def _told_since(talk: Talk, since: datetime | None) -> Sequence[tuple[str, int]]:
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    told = (
        select(Notice.case_kind, Notice.case_id)
        .where(
            Notice.contact_id == talk.contact.id,
            Notice.created_at > max(since or talk.now, talk.now - timedelta(minutes=minutes)),
            Notice.case_id.is_not(None),
        )
        .order_by(Notice.id.desc())
    )
    asked_for = ("told since", *_asker(talk), since)
    rows = once(talk.session, asked_for, lambda: talk.session.execute(told).all())
    return [(kind, case_id) for kind, case_id in rows if case_id is not None]


def _is_of(kind: str, case_id: int, item: Item) -> bool:
    issue = issue_of(item)
    if isinstance(item.case, HandOver) and (kind, case_id) == ("hand_over", item.case.id):
        return True
    return issue is not None and (kind, case_id) == ("issue", issue.id)


def is_stale(talk: Talk, item: Item) -> bool:
    """Whether nobody has spoken of it in these days: such a case is never meant without being
    named."""
    issue = issue_of(item)
    if issue is None:
        return False
    days = int(rule(talk.session, "conversation.question_days", talk.now))
    since = talk.now - timedelta(days=days)
    if issue.created_at > since:
        return False
    rows = hand_overs.of_issue(talk.session, issue)
    stepped = select(History.id).where(
        History.at > since,
        ((History.case_kind == "issue") & (History.case_id == issue.id))
        | ((History.case_kind == "hand_over") & History.case_id.in_([row.id for row in rows])),
    )
    return talk.session.scalar(stepped.limit(1)) is None


def is_of_before_today(talk: Talk, case: Known) -> bool:
    """Whether its last word to or from this person is older than today."""
    issue = case.issue
    if issue is None:
        return False
    rows = [row.id for row in hand_overs.of_issue(talk.session, issue)]
    stepped = select(func.max(History.at)).where(
        ((History.case_kind == "issue") & (History.case_id == issue.id))
        | ((History.case_kind == "hand_over") & History.case_id.in_(rows))
    )
    told = select(func.max(Notice.created_at)).where(
        Notice.contact_id == talk.contact.id,
        ((Notice.case_kind == "issue") & (Notice.case_id == issue.id))
        | ((Notice.case_kind == "hand_over") & Notice.case_id.in_(rows)),
    )
    last = [at for at in (talk.session.scalar(stepped), talk.session.scalar(told)) if at]
    return not last or local_day(max(last)) < local_day(talk.now)


def by_push(talk: Talk, cases: Sequence[Known]) -> list[Known]:
    """What they were told of last comes first."""
    told = talk.session.execute(
        select(Notice.case_kind, Notice.case_id)
        .where(Notice.contact_id == talk.contact.id, Notice.case_id.is_not(None))
        .order_by(Notice.id.desc())
        .limit(1)
    ).first()
    if told is None or told[1] is None:
        return list(cases)
    first = [case for case in cases if any(_is_of(told[0], told[1], item) for _, item in case.held)]
    return [*first, *(case for case in cases if case not in first)]
