"""The one place where a case changes its state: ``take_step`` (workflows as data, design 5)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.issue_kind import HAND_OVER, ISSUE, case_fields, issue_of, link_to
from bot.actions.kinds import SYSTEM, Actor, Audience, Kind, Taken, address, gist
from bot.actions.suggestions.kind import ASSIGNMENT, SUGGESTION
from bot.actions.terms import term_from
from bot.domain.workflow import Party, Refused, Step, Workflow
from bot.domain.workflows import ALL
from bot.store import quick
from bot.store.models import Assignment, HandOver, History, Issue, Suggestion, Words

__all__ = [
    "KINDS",
    "SYSTEM",
    "Actor",
    "Case",
    "case_fields",
    "check_step",
    "gist",
    "issue_of",
    "kind_of",
    "label",
    "link_to",
    "list_link",
    "take_step",
    "term_from",
    "workflow_of",
]

Case = Issue | HandOver | Suggestion | Assignment

#: Each kind of case, by its table.
KINDS: dict[type, Kind] = {
    Issue: ISSUE,
    HandOver: HAND_OVER,
    Suggestion: SUGGESTION,
    Assignment: ASSIGNMENT,
}


#: So many characters of a fact are kept: many bureaus' names may be one.
_LONGEST_FACT = 255


def kind_of(case: Case) -> str:
    return KINDS[type(case)].name


def workflow_of(case: Case) -> Workflow:
    return ALL[kind_of(case)]


def label(case: Case) -> str:
    """民312“东坪三组路灯不亮”, 建〔16-6〕37号《东坪村安全饮水》: every sentence echoes it."""
    return KINDS[type(case)].label(case)


def number_of(case: Case) -> str:
    """民312 or 建〔16-6〕37号 alone: of a case that is not theirs nobody reads even the title."""
    return re.split("[“《]", label(case))[0]


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
    taken = Taken(step, actor, given, now)
    KINDS[type(case)].clocks(session, case, taken)
    # A new case is written once, as it is after its first step.
    if case in session:
        session.flush()
    else:
        quick.keep(session, case)
    entry = History(
        case_kind=kind_of(case),
        case_id=case.id,
        step=step.name,
        from_state=from_state,
        to_state=case.state,
        party=actor.party.value,
        contact_id=actor.contact.id if actor.contact else None,
        words_id=words.id if words else None,
        fact=fact[:_LONGEST_FACT],
        at=now,
    )
    quick.write(session, entry)
    _tell(session, case, taken, entry, words)
    return entry


def check_step(case: Case, name: str, actor: Actor) -> None:
    """Raises Refused where ``take_step`` would, for an act that makes something before it."""
    _check(case, workflow_of(case).step(name), actor, None, {})


def _check(
    case: Case, step: Step, actor: Actor, words: Words | None, given: Mapping[str, Any]
) -> None:
    if actor.party not in step.by:
        raise Refused("refused.not_yours", case=number_of(case))
    if case.state not in step.start:
        states = workflow_of(case).states
        order = list(states)
        # The states stand in the order of a life: what comes later is not yet, else not any more.
        early = min(map(order.index, step.start)) > order.index(case.state)
        key = "refused.state_early" if early else "refused.state"
        raise Refused(key, case=label(case), state=states[case.state], act=step.label)
    erased = isinstance(case, Issue) and case.cleared_at is not None
    if erased and Party.CONSTITUENT in step.tells and actor.party != Party.SYSTEM:
        raise Refused("refused.cleared", case=number_of(case))
    for need in step.needs:
        if (words if need == "words" else given.get(need)) is None:
            raise Refused(f"refused.needs_{need}", case=label(case), act=step.label)


def list_link(session: Session) -> str:
    """Address of the officers' to-do list."""
    return address(session, "/console/")


def _tell(session: Session, case: Case, taken: Taken, entry: History, words: Words | None) -> None:
    step, kind = taken.step, KINDS[type(case)]
    if not step.tells:
        return
    told: dict[Party, Audience] = {
        party: kind.audience(session, case, party, notice, taken)
        for party, notice in step.tells.items()
    }
    fields = kind.fields(session, case, taken, told)
    rows = []
    for party, notice in step.tells.items():
        for contact_id, own in told[party].items():
            if taken.actor.contact is not None and contact_id == taken.actor.contact.id:
                continue
            if not outbox.is_wanted(session, notice, contact_id):
                continue
            said = ""
            if words is not None:
                raw = kind.reads_raw(case, party, contact_id)
                said = (words.text or "") if raw else words.masked
            row = outbox.written(
                notice,
                contact_id,
                key=f"{notice}:{entry.id}:{contact_id}",
                fields=fields | {"words": said, "gist_words": gist(said)} | dict(own),
                now=taken.now,
                case=(kind.name, case.id),
            )
            rows.append(row)
    outbox.queue_new(session, rows)
