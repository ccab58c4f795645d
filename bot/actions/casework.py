"""The one place where a case changes its state: ``take_step`` (workflows as data, design 5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.actions import outbox, places, recipients
from bot.actions.calendar import county_calendar, say_when
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.deadlines import Deadline, Term, deadline
from bot.domain.workflow import Party, Refused, Step, Workflow
from bot.domain.workflows import ALL
from bot.store.models import Contact, Deputy, HandOver, History, Identity, Issue, Words

Case = Issue | HandOver

#: Deputies with WeChat among some contacts. Built once: it is asked at every task.
_FOLLOWING = (
    select(Deputy.contact_id, Deputy.name)
    .join(Identity, Identity.contact_id == Deputy.contact_id)
    .where(Deputy.contact_id.in_(bindparam("contacts", expanding=True)), Identity.following)
    .distinct()
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in a case, as which party; ``name`` is how others read it: 李明代表."""

    party: Party
    contact: Contact | None = None
    name: str = ""


SYSTEM = Actor(Party.SYSTEM)


def kind_of(case: Case) -> str:
    return "issue" if isinstance(case, Issue) else "hand_over"


def workflow_of(case: Case) -> Workflow:
    return ALL[kind_of(case)]


def issue_of(case: Case) -> Issue:
    return case if isinstance(case, Issue) else case.issue


def take_step(
    session: Session,
    case: Case,
    name: str,
    actor: Actor,
    *,
    now: datetime,
    words: Words | None = None,
    fact: str = "",
    **given: Any,
) -> History:
    """Take one step: check state, party and what has to be given; change the state; append to
    the history; start the deadline; queue what it tells. Raises Refused with a sentence's key.

    That the actor *is* of that party in this case is checked by whoever made the Actor
    (``actors.actor_in``); there is no other way to make one outside the tests."""
    step = workflow_of(case).step(name)
    _check(case, step, actor, words, given)
    from_state = case.state
    if step.end is not None:
        case.state = step.end
    entry = History(
        case_kind=kind_of(case),
        case_id=case.id,
        step=step.name,
        from_state=from_state,
        to_state=case.state,
        party=actor.party.value,
        contact_id=actor.contact.id if actor.contact else None,
        words_id=words.id if words else None,
        fact=fact,
        at=now,
    )
    session.add(entry)
    issue = issue_of(case)
    if step.speaks and issue.spoken_at is None and actor.party is not Party.SYSTEM:
        issue.spoken_at = now
    if step.starts == "issue.speak_within" and issue.speak_by is None:
        found = term_from(session, step.starts, now, event="收到")
        issue.speak_by, issue.speak_proof = found.due, found.proof
    session.flush()
    _tell(session, case, step, entry, actor, words, given, now)
    return entry


def term_from(session: Session, rule_name: str, now: datetime, *, event: str) -> Deadline:
    """The deadline of so many working days (rule ``rule_name``) from today, with its proof."""
    count = int(rule(session, rule_name, now))
    return deadline(
        county_calendar(session, now), local_day(now), Term(count, "working_days"), event=event
    )


def _check(
    case: Case, step: Step, actor: Actor, words: Words | None, given: dict[str, Any]
) -> None:
    if actor.party not in step.by:
        raise Refused("refused.not_yours", case=label(issue_of(case)))
    if case.state not in step.start:
        state = workflow_of(case).states[case.state]
        raise Refused("refused.state", case=label(issue_of(case)), state=state, act=step.label)
    for need in step.needs:
        if (words if need == "words" else given.get(need)) is None:
            raise Refused(f"refused.needs_{need}", case=label(issue_of(case)), act=step.label)


def label(issue: Issue) -> str:
    """民312“东坪三组路灯不亮”: every sentence echoes it."""
    return f"民{issue.number}“{issue.title}”"


def link_to(session: Session, issue: Issue) -> str:
    """Address of the page of a case. It shows nothing to who is no party to it."""
    return f"{session.info.get('public_url', '')}/p/issue/{issue.number}"


def list_link(session: Session) -> str:
    """Address of the officers' to-do list."""
    return f"{session.info.get('public_url', '')}/console/"


def case_fields(session: Session, issue: Issue, now: datetime) -> dict[str, Any]:
    """What every notice about an issue may say. Words are masked."""
    return {
        "case": label(issue),
        "title": issue.title,
        "number": f"民{issue.number}",
        "code": f"No.{issue.number}",
        "place": places.say_place(session, issue.grid),
        "gist": gist(issue.words.masked),
        "link": link_to(session, issue),
        "bureau": issue.bureaus[0] if issue.bureaus else "（还看不出）",
        "speak_by": say_when(issue.speak_by, now) if issue.speak_by else "",
        "deputy": issue.deputy.name if issue.deputy else "",
        "rating": issue.rating or "",
        "words": "",
        "photo": "",
        "desk": "县人大机关" if issue.seen_by == "county" or not issue.station else "站里",
        "alike": _say_alike(issue),
        "avoid": "不要转给被反映的人和他那一级。" if issue.avoid else "",
    }


def _say_alike(issue: Issue) -> str:
    """An offer to merge, with enough of what both say to judge by."""
    if not issue.alike:
        return ""
    best = issue.alike[0]
    words = f"（都说到{'、'.join(best['words'][:3])}）" if best["words"] else ""
    number = best["number"]
    return f"看着像和民{number}是一件{words}，是的话回“民{issue.number}并入民{number}”。"


def gist(text: str, limit: int = 70) -> str:
    """The beginning of a text, one line, for a push."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _tell(
    session: Session,
    case: Case,
    step: Step,
    entry: History,
    actor: Actor,
    words: Words | None,
    given: dict[str, Any],
    now: datetime,
) -> None:
    if not step.tells:
        return
    issue = issue_of(case)
    hand_over = case if isinstance(case, HandOver) else given.get("hand_over")
    fields = case_fields(session, issue, now) | {"who": actor.name, "deputies": ""}
    if actor.party is Party.DEPUTY:
        fields["deputy"] = actor.name.removesuffix("代表")
    if hand_over is not None:
        fields["bureau"] = hand_over.bureau.name
        fields["due"] = say_when(hand_over.due, now)
    bureau = given.get("bureau")
    if bureau is not None:
        fields["bureau"] = bureau.name
    for name in ("until", "other", "photo"):
        if given.get(name) is not None:
            value = given[name]
            fields[name] = value if isinstance(value, str) else say_when(value, now)
    told = {
        party: _audience(session, party, kind, issue, hand_over, now)
        for party, kind in step.tells.items()
    }
    if Party.DEPUTY in told and step.tells[Party.DEPUTY] == "issue.task":
        fields["deputies"] = _say_deputies(session, issue, told[Party.DEPUTY], now)
    for party, kind in step.tells.items():
        for contact_id, name in told[party].items():
            said = ""
            if words is not None:
                # The reporter reads what was said to them; everybody else, also who joined, the
                # masked copy: it may speak of the reporter's house.
                to_them = party is Party.CONSTITUENT and contact_id == issue.reporter_id
                said = (words.text or "") if to_them else words.masked
            if actor.contact is not None and contact_id == actor.contact.id:
                continue
            outbox.queue(
                session,
                kind,
                contact_id,
                key=f"{kind}:{entry.id}:{contact_id}",
                fields=fields | {"name": name, "words": said},
                now=now,
                case=(kind_of(case), case.id),
            )


#: What every deputy of the grid hears; the rest only who has taken it up.
_EVERY_DEPUTY = frozenset({"issue.task", "issue.supplement", "issue.withdrawn"})


#: Asked of one person: who reported it, not who joined.
_REPORTER_ONLY = frozenset({"issue.question", "hand_over.question", "issue.word"})


def _audience(
    session: Session,
    party: Party,
    kind: str,
    issue: Issue,
    hand_over: HandOver | None,
    now: datetime,
) -> dict[int, str]:
    """Contact id → how to address them."""
    if party is Party.DEPUTY and issue.deputy is None and kind not in _EVERY_DEPUTY:
        return {}
    if kind in _REPORTER_ONLY:
        return {issue.reporter_id: ""}
    if kind == "issue.want_human" and issue.secret:
        # Only the county office may know whom to ring.
        return dict.fromkeys(recipients.office(session, issue, now), "")
    contacts = recipients.contacts_for(session, party, issue, hand_over, now)
    if party is not Party.DEPUTY:
        return dict.fromkeys(contacts, "")
    # A task that nobody can receive is the station's to pass on, not a list of calls to make.
    rows = session.execute(_FOLLOWING, {"contacts": contacts}).all()
    return {contact_id: f"{name}代表" for contact_id, name in rows}


def _say_deputies(session: Session, issue: Issue, reached: dict[int, str], now: datetime) -> str:
    if reached:
        return f"已同时发给{'、'.join(reached.values())}。"
    silent = [f"{deputy.name}代表" for deputy in recipients.deputies(session, issue, now)]
    if silent:
        return f"这片的代表（{'、'.join(silent[:4])}）还没连微信，麻烦站里打个电话。"
    return "这片还没有代表，先由站里跟着。"
