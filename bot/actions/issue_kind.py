"""What issues and hand-overs tell ``take_step`` about themselves."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.actions import bureaus, places, recipients
from bot.actions.calendar import say_when
from bot.actions.kinds import Audience, Kind, Taken, address, gist, unnamed
from bot.actions.terms import term_from
from bot.domain.workflow import Party
from bot.store import quick
from bot.store.models import Deputy, HandOver, Identity, Issue
from bot.texts import say

Case = Issue | HandOver


@cache
def _following(count: int) -> Select[int, str]:
    """Deputies with WeChat among ``count`` contacts. Built once: it is asked at every task."""
    return (
        select(Deputy.contact_id, Deputy.name)
        .join(Identity, Identity.contact_id == Deputy.contact_id)
        .where(Deputy.contact_id.in_(quick.several("contact", count)), Identity.following)
        .distinct()
    )


#: What every deputy of the grid hears; the rest only who has taken it up.
_EVERY_DEPUTY = frozenset({"issue.task", "issue.supplement", "issue.withdrawn"})

#: Asked of one person: who reported it, not who joined.
_REPORTER_ONLY = frozenset(
    {"issue.question", "hand_over.question", "issue.word", "issue.split", "personal.done"}
)


def issue_of(case: Case) -> Issue:
    return case if isinstance(case, Issue) else case.issue


def label(case: Case) -> str:
    """民312“东坪三组路灯不亮”: every sentence echoes it."""
    issue = issue_of(case)
    return f"民{issue.number}“{issue.title}”"


def link_to(session: Session, issue: Issue) -> str:
    """Address of the page of a case."""
    return address(session, f"/p/issue/{issue.number}")


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
        "likely": _say_likely(session, issue),
        "speak_by": say_when(issue.speak_by, now) if issue.speak_by else "",
        "deputy": issue.deputy.name if issue.deputy else "",
        "rating": issue.rating or "",
        "speaker": _say_speaker(issue),
        "words": "",
        "photo": "",
        "desk": "县人大机关" if issue.seen_by == "county" or not issue.station else "站里",
        "alike": _say_alike(issue),
        "told_first": say(
            "alarm.told_first_any" if issue.entered_by is None else "alarm.told_first_entered"
        ),
        "avoid": _say_avoid(issue),
    }


def _say_avoid(issue: Issue) -> str:
    if any(about.get("level") for about in issue.avoid):
        return say("staff.keep_from")
    names = "、".join(str(about["who"]) for about in issue.avoid)
    return say("staff.left_out", names=names) if names else ""


def _say_likely(session: Session, issue: Issue) -> str:
    """The first bureau offered that avoidance allows; nothing where there is none."""
    for name in issue.bureaus:
        found = bureaus.find(session, name, issue.grid) if issue.avoid else None
        if not issue.avoid or (found and recipients.bureau_allowed(session, issue, found)):
            return f"；系统看着像归{name}"
    return ""


def _say_alike(issue: Issue) -> str:
    """An offer to merge, with enough of what both say to judge by."""
    if not issue.alike:
        return ""
    best = issue.alike[0]
    words = f"（都说到{'、'.join(best['words'][:3])}）" if best["words"] else ""
    number = best["number"]
    return f"看着像和民{number}是一件{words}，是的话回“民{issue.number}并入民{number}”。"


def _clocks(session: Session, case: Case, taken: Taken) -> None:
    issue, step = issue_of(case), taken.step
    if step.speaks and issue.spoken_at is None and taken.actor.party is not Party.SYSTEM:
        issue.spoken_at = taken.now
    if step.starts == "issue.speak_within" and issue.speak_by is None:
        found = term_from(session, step.starts, taken.now, event="收到")
        issue.speak_by, issue.speak_proof = found.due, found.proof


def _hand_over(case: Case, taken: Taken) -> HandOver | None:
    return case if isinstance(case, HandOver) else taken.given.get("hand_over")


def _fields(
    session: Session, case: Case, taken: Taken, told: Mapping[Party, Audience]
) -> dict[str, Any]:
    issue, actor, now = issue_of(case), taken.actor, taken.now
    hand_over = _hand_over(case, taken)
    fields = case_fields(session, issue, now) | {"who": actor.name, "deputies": ""}
    if actor.party is Party.DEPUTY:
        fields["deputy"] = actor.name.removesuffix("代表")
    if hand_over is not None:
        fields["bureau"] = hand_over.bureau.name
        fields["due"] = say_when(hand_over.due, now)
    if later := taken.given.get("later"):
        # The first words name the wrong place, or not all of it.
        fields["gist"] = f"{fields['gist']}（后来说：{gist(later)}）"
    bureau = taken.given.get("bureau")
    if bureau is not None:
        fields["bureau"] = bureau.name
    for name in ("until", "other", "photo", "before", "moved"):
        if taken.given.get(name) is not None:
            value = taken.given[name]
            fields[name] = value if isinstance(value, str) else say_when(value, now)
    if taken.step.tells.get(Party.DEPUTY) == "issue.task":
        fields["deputies"] = _say_deputies(session, issue, told[Party.DEPUTY], now)
    return fields


def _audience(session: Session, case: Case, party: Party, kind: str, taken: Taken) -> Audience:
    issue, now = issue_of(case), taken.now
    if party is Party.DEPUTY and issue.deputy is None and kind not in _EVERY_DEPUTY:
        return {}
    if kind == "issue.handed_on_deputy":
        # Named by a person: who has no WeChat is rung.
        return {issue.deputy.contact_id: {"name": ""}} if issue.deputy is not None else {}
    if party is Party.DEPUTY and issue.urgency == "危急" and kind != "issue.task":
        # No deputy was asked anything about a danger (design 1.5).
        return {}
    if kind in _REPORTER_ONLY:
        return {issue.reporter_id: {"name": ""}}
    if kind == "issue.want_human" and issue.secret:
        # Only the county office may know whom to ring.
        return unnamed(recipients.office(session, issue, now))
    contacts = recipients.contacts_for(session, party, issue, _hand_over(case, taken), now)
    if kind == "issue.danger_task":
        # Who is asked to ring back need not read that somebody is.
        asked = recipients.asked_first(session, issue, now)
        contacts = [each for each in contacts if each not in asked]
    if taken.actor.contact is not None and _is_of_a_deputy(issue):
        # Who took up what they brought themselves knows what they said and did.
        contacts = [each for each in contacts if each != taken.actor.contact.id]
    if party is not Party.DEPUTY:
        return unnamed(contacts)
    # A task that nobody can receive is the station's to pass on, not a list of calls to make.
    if not contacts:
        return {}
    # Who has only just come is no deputy.
    given = quick.each("contact", contacts)
    rows = quick.ask(session, _following(len(contacts)), at_ease=True, **given)
    return {contact_id: {"name": f"{name}代表"} for contact_id, name in rows}


def _say_speaker(issue: Issue) -> str:
    """Who adds words to it: 群众, or the deputy who brought it and took it up."""
    if issue.deputy is not None and _is_of_a_deputy(issue):
        return f"{issue.deputy.name}代表"
    return say("to_deputies.constituent")


def _is_of_a_deputy(issue: Issue) -> bool:
    """Whether the deputy who has it is who brought it."""
    return issue.deputy is not None and issue.deputy.contact_id == issue.reporter_id


def _say_deputies(session: Session, issue: Issue, reached: Audience, now: datetime) -> str:
    """To whom else it went, for the station; or why to nobody."""
    if reached:
        names = "、".join(each["name"] for each in reached.values())
        return say("to_deputies.sent", names=names)
    silent = [f"{deputy.name}代表" for deputy in recipients.near(session, issue, now)]
    if silent:
        return say("to_deputies.silent", names="、".join(silent[:4]))
    if (own := recipients.brought_by(session, issue, now)) is not None:
        return say("to_deputies.raised", name=own.name)
    if issue.grid is not None and places.deputies_of(session, issue.grid, now):
        return say("to_deputies.spoken_of")
    return say("to_deputies.none")


def _reads_raw(case: Case, party: Party, contact_id: int) -> bool:
    """The reporter reads what was said to them; everybody else, also who joined, the masked copy:
    it may speak of the reporter's house."""
    return party is Party.CONSTITUENT and contact_id == issue_of(case).reporter_id


ISSUE = Kind("issue", label, _clocks, _audience, _fields, _reads_raw)
HAND_OVER = Kind("hand_over", label, _clocks, _audience, _fields, _reads_raw)
