"""What deputies do: take, answer, ask, pass on, report a visit, take leave."""

from sqlalchemy import select

from bot.actions import (
    bureaus,
    duties,
    issues,
)
from bot.actions import words as wording
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.domain.workflow import Party
from bot.store.models import (
    DeputyGrid,
    Grid,
    Words,
)
from bot.texts import say
from handlers.deeds.doing import Doing, attach_pictures


def take(do: Doing) -> str:
    """Taken up; with ``tell``, the constituent reads these words, too."""
    issue, words = do.issue(), do.words("tell")
    issues.take(do.session, issue, do.actor(Party.DEPUTY), do.deputy(), now=do.now)
    if issue.reporter_id == do.contact.id:
        # Nobody else waits for an answer to what they brought themselves.
        return say("deputy.took_own", case=label(issue))
    if words is not None:
        issues.write(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
    told = "deputy.took" if words is None else "deputy.took_and_told"
    return say(told, case=label(issue)) + do.reach(issue)


def leave_to_station(do: Doing) -> str:
    issue = do.issue()
    issues.leave_to_station(do.session, issue, do.actor(Party.DEPUTY), now=do.now)
    return say("deputy.left", case=label(issue))


def request_hand_over(do: Doing) -> str:
    if not do.text("to"):
        return leave_to_station(do)
    issue = do.issue()
    words = wording.keep(do.session, do.said, said_by=do.contact.id, now=do.now)
    bureau = bureaus.find(do.session, do.text("to"), issue.grid)
    if bureau is None:
        # A body that stands in no roster: the station sees whose it is.
        issues.note(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
        issues.leave_to_station(do.session, issue, do.actor(Party.DEPUTY), now=do.now)
        return say("deputy.left_unknown", case=label(issue), named=do.text("to"))
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
    words = do.question()
    issues.ask_constituent(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
    return say("deputy.asked", case=label(issue)) + do.reach(issue)


def deputy_answers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "text")
    actor = do.actor(Party.DEPUTY)
    issues.answer(do.session, issue, actor, words, now=do.now, deputy=do.deputy())
    attach_pictures(do, issue)
    return say("deputy.answered", case=label(issue)) + do.reach(issue)


def deputy_writes(do: Doing) -> str:
    """A word to the constituent on the way: 「明天去看」."""
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "text")
    issues.write(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
    return say("deputy.written", case=label(issue), number=f"民{issue.number}") + do.reach(issue)


def deputy_refers(do: Doing) -> str:
    issue = do.issue()
    words = do.words_or_ask("bureau.text_missing", "where", "text")
    issues.refer(do.session, issue, do.actor(Party.DEPUTY), words, now=do.now)
    return say("deputy.referred", case=label(issue)) + do.reach(issue)


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
            grid=None if reading.grid_code else _own_grid(do),
        )
        opened.append(label(issue))
    return opened


def _own_grid(do: Doing) -> Grid | None:
    """What a deputy saw on a visit is in the deputy's own grid, unless said otherwise."""
    return do.session.scalar(
        select(Grid)
        .join(DeputyGrid, DeputyGrid.grid_id == Grid.id)
        .where(DeputyGrid.deputy_id == do.deputy().id)
        .order_by(DeputyGrid.id)
        .limit(1)
    )


def request_leave(do: Doing) -> str:
    until = do.until()
    for deputy in do.roles.deputies:
        duties.excuse(do.session, deputy, until, now=do.now)
    if until is None:
        return say("deputy.excused_period")
    return say("deputy.excused", until=say_when(until, do.now))


def acknowledge(do: Doing) -> str:
    return say("deputy.acknowledged")
