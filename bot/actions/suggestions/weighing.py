"""The rating window: opened by the last lead bureau's reply; silence is asked about once, then
recorded as 未评价 where the county says so; 满意 closes the procedure when the window is over."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import outbox
from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, Actor, take_step
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.actions.suggestions import bureau_notices, parties, promises
from bot.actions.suggestions.kind import deputy_audience, desk_name, link_to, say_date
from bot.actions.terms import term_from
from bot.domain.calendars import local_day
from bot.domain.workflows import suggestion as s
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.models import Deputy, Rating, Suggestion, Words
from bot.texts import say

_ASK_AGAIN = "suggestion.ask_again_before"
#: Of so many deputies in one transaction.
DEPUTIES_AT_ONCE = 30


def open_window(session: Session, suggestion: Suggestion, now: datetime) -> str:
    """Start the deputy's window; the sentence that asks for the rating."""
    found = term_from(session, "suggestion.rate_within", now, event="答复")
    suggestion.rate_by, suggestion.rate_proof = found.due, found.proof
    before = int(rule(session, _ASK_AGAIN, now))
    calendar = county_calendar(session, now)
    suggestion.rating_watch_on = calendar.add_working_days(found.due, -before)
    several = len(parties.leads(session, suggestion)) > 1
    return say("suggestion.rate_whole") * several + say(
        "suggestion.rate_it",
        serial=suggestion.serial or "",
        until=say_date(found.due, now),
        desk=desk_name(session, suggestion, now),
    )


def window_over(session: Session, suggestion: Suggestion, now: datetime) -> bool:
    """The last day has passed, or everybody who signed has spoken."""
    if suggestion.rate_by is None or local_day(now) > suggestion.rate_by:
        return True
    spoken = len(ratings_of(session, suggestion))
    return spoken >= 1 + len(parties.signers(session, suggestion))


def rated_until(session: Session, suggestion: Suggestion, now: datetime) -> date | None:
    """Rated, and the window still open: the last day of it, until which nobody decides anything
    that a bureau hears of, so that the hour says nothing of the grade; else None."""
    if suggestion.state != s.RATED or window_over(session, suggestion, now):
        return None
    return suggestion.rate_by


def ratings_of(session: Session, suggestion: Suggestion) -> list[Rating]:
    """The ratings of the present round, the lead deputy's first. For 代表工委 only."""
    return list(
        session.scalars(
            select(Rating)
            .where(Rating.suggestion_id == suggestion.id, Rating.round == suggestion.round)
            .order_by(Rating.lead.desc(), Rating.id)
        )
    )


def all_ratings(session: Session, suggestion: Suggestion) -> list[Rating]:
    """Those of every round, the newest round first: who judges what was redone reads what was found
    wanting. For 代表工委 only."""
    return list(
        session.scalars(
            select(Rating)
            .where(Rating.suggestion_id == suggestion.id)
            .order_by(Rating.round.desc(), Rating.lead.desc(), Rating.id)
        )
    )


def lead_rating(session: Session, suggestion: Suggestion) -> Rating | None:
    """What counts, in the present round."""
    found = ratings_of(session, suggestion)
    return found[0] if found and found[0].lead else None


def look(session: Session, *, now: datetime) -> int:
    """What time does, on working days: asked before the end of the window, and what becomes of it
    after. Returns how many suggestions that were."""
    done = 0
    while found := look_some(session, now=now):
        done += found
    return done


def look_some(session: Session, *, now: datetime) -> int:
    """The same for the next few deputies, each with all of theirs; 0: nothing is left."""
    today, calendar = local_day(now), county_calendar(session, now)
    if not calendar.is_working_day(today):
        return 0
    # "+ 0": by the index of the day; in the order of deputies SQLite would walk through all rows.
    lead = Suggestion.lead_id + 0
    leads = session.scalars(
        select(lead)
        .where(Suggestion.rating_watch_on <= today)
        .distinct()
        .order_by(lead)
        .limit(DEPUTIES_AT_ONCE)
    ).all()
    rows = session.scalars(
        select(Suggestion)
        .where(Suggestion.rating_watch_on <= today, Suggestion.lead_id.in_(leads))
        .order_by(Suggestion.rating_watch_on, Suggestion.id)
    ).all()
    asked: dict[int, tuple[Deputy, list[Suggestion]]] = {}
    for suggestion in rows:
        _if_nobody_asked(session, suggestion, now)
        if suggestion.rate_by is not None and today <= suggestion.rate_by:
            _ask(session, suggestion, asked, now)
            suggestion.rating_watch_on = calendar.next_working_day(
                suggestion.rate_by + timedelta(days=1)
            )
            continue
        suggestion.rating_watch_on = None
        _window_ends(session, suggestion, now)
    for contact_id, who in asked.items():
        _tell(session, contact_id, *who, now)
    session.flush()
    return len(rows)


def _if_nobody_asked(session: Session, suggestion: Suggestion, now: datetime) -> None:
    """Where the day of asking passed with nobody there to ask (the service was down), the window
    stays open as long as it is between asking and its end: silence counts only after a question."""
    until, asked_on = suggestion.rate_by, suggestion.rating_watch_on
    if until is None or asked_on is None or suggestion.state != s.REPLIED:
        return
    if asked_on <= until < local_day(now):
        found = term_from(session, _ASK_AGAIN, now, event="催评")
        suggestion.rate_by, suggestion.rate_proof = found.due, found.proof


def _ask(
    session: Session,
    suggestion: Suggestion,
    asked: dict[int, tuple[Deputy, list[Suggestion]]],
    now: datetime,
) -> None:
    following = parties.follower(session, suggestion, now)
    if suggestion.state == s.REPLIED and following is not None:
        asked.setdefault(following.contact_id, (following, []))[1].append(suggestion)


def _tell(
    session: Session, contact_id: int, deputy: Deputy, rows: list[Suggestion], now: datetime
) -> None:
    until = min(row.rate_by for row in rows if row.rate_by is not None)
    fields: dict[str, object] = dict(deputy_audience(deputy)[contact_id]) | {
        "cases": bureau_notices.name_all(rows),
        "serial": rows[0].serial or "",
        "until": say_date(until, now),
        "expires": until.isoformat(),
        "desk": desk_name(session, rows[0], now),
        "link": link_to(session, rows[0]) if len(rows) == 1 else address(session, "/p/suggestions"),
    }
    # Who follows what another one raised may hear of it beside their own.
    key = f"suggestion.rating_asked:{contact_id}:{local_day(now)}:{rows[0].id}"
    outbox.queue(session, "suggestion.rating_asked", contact_id, key=key, fields=fields, now=now)


def _window_ends(session: Session, suggestion: Suggestion, now: datetime) -> None:
    rating = lead_rating(session, suggestion)
    if suggestion.state == s.REPLIED:
        if rule(session, "suggestion.silence", now) == "unrated":
            take_step(session, suggestion, "leave_unrated", SYSTEM, now=now)
    elif suggestion.state == s.RATED and rating is not None and rating.grade != "unsatisfied":
        close_procedure(session, suggestion, SYSTEM, None, now=now)


class _After(NamedTuple):
    """The sentences of what comes after the procedure, for each who hears of its end."""

    deputy: str
    signer: str
    short: str


_GOES_ON = _After(
    "suggestion.closed_after", "suggestion.closed_after_signer", "suggestion.closed_after_short"
)
_IS_OVER = _After(
    "suggestion.closed_over", "suggestion.closed_over_signer", "suggestion.closed_over_short"
)


def _what_follows(session: Session, suggestion: Suggestion, now: datetime) -> dict[str, str]:
    """What is said to come after the procedure: only where something does. A reply of a class in
    which nothing is done (D) and no promise leave nothing to look at."""
    promised = any(one.state == "open" for one in promises.of_suggestion(session, suggestion))
    done = {
        letter
        for name in ("suggestion.evidence_classes", "suggestion.promise_classes")
        for letter in rule(session, name, now)
    }
    goes_on = promised or any(
        row.outcome_class in done for row in parties.leads(session, suggestion)
    )
    serial, own = suggestion.serial or "", _GOES_ON if goes_on else _IS_OVER
    return {
        "after": say(own.deputy, serial=serial),
        "after_signer": say(own.signer),
        "after_short": say(own.short),
        "after_citizen": say("suggestion.closed_after_citizen") if goes_on else "",
        "owed": say("suggestion.closed_promised") if promised else "",
        "owed_short": say("suggestion.closed_promised_short") if promised else say(_IS_OVER.short),
    }


def close_procedure(
    session: Session, suggestion: Suggestion, actor: Actor, words: Words | None, *, now: datetime
) -> None:
    """程序办结: the step, and the end of every assignment that nobody needs to answer any more (a
    supporting bureau's opinion, once the deputy has the answer)."""
    how = say("suggestion.after_meeting") if suggestion.state == s.AT_MEETING else ""
    said = {"how": how} | _what_follows(session, suggestion, now)
    take_step(
        session,
        suggestion,
        "close_procedure",
        actor,
        now=now,
        words=words,
        said=said,
    )
    for row in parties.assignments_of(session, suggestion):
        if row.state in RESPONSIBLE:
            take_step(session, row, "cancel", SYSTEM, now=now)
