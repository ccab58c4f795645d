"""Where an issue goes: through the gates, then to the deputies of its grid, to a desk, or back
with a question for the place."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import alarms, corrections, exchanges, outbox, places, recipients
from bot.actions.casework import SYSTEM, Actor, case_fields, take_step
from bot.actions.issues.above import is_pointed, leave_out
from bot.domain.workflows.issue import EARLY
from bot.store import quick
from bot.store.models import Contact, Grid, History, Issue, Words
from nlp.reading import Reading


def pass_gates(
    session: Session, issue: Issue, reading: Reading, now: datetime, *, in_talk: bool = True
) -> None:
    """``in_talk``: its reporter reads at once what is asked and where they are pointed to; else
    nothing waits for their answer, and people take it up."""
    if issue.urgency == "危急":
        take_step(session, issue, "keep_danger", SYSTEM, now=now)
        numbers = reading.safety.numbers if reading.safety else ()
        alarms.raise_alarm(
            session, issue, numbers=numbers, now=now, place_said=bool(reading.grid_code)
        )
        # 「打了没有，回我一个字」: the next word is about this.
        exchanges.ask_constituent(session, issue, now=now, asked_by=SYSTEM)
    elif in_talk and is_pointed(reading):
        take_step(session, issue, "point_the_way", SYSTEM, now=now)
    elif issue.seen_by == "county":
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    else:
        route(session, issue, now=now, in_talk=in_talk)


def route(
    session: Session, issue: Issue, *, now: datetime, in_talk: bool = True, later: str = ""
) -> None:
    """To the deputies of the grid and the station; to the station alone where nobody below may see
    it or only the township is known; or ask for the place, once. Who came or rang is not asked by a
    message: the desk that entered it asks. ``later``: what was said after its first words."""
    wide = issue.grid is None or issue.grid.level in ("township", "county")
    # What nobody understood is sent to nobody before more is said of it.
    ask = wide or issue.kind == "unclear"
    ask = ask and in_talk and not _is_the_same_everywhere(issue)
    if issue.seen_by == "grid" and ask and not _asked(issue) and issue.entered_by is None:
        take_step(session, issue, "ask_place", SYSTEM, now=now)
        exchanges.ask(session, issue.reporter_id, "place", now=now, case=("issue", issue.id))
    elif (
        issue.seen_by != "grid"
        or issue.grid is None
        or wide
        # Not switched on yet (pilot): nothing is lost, the county office has it.
        or not issue.grid.active
    ):
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now, later=later)
    else:
        # The grid itself, since a village may have several, each with its own deputies.
        take_step(session, issue, "route", SYSTEM, now=now, fact=issue.grid.name, later=later)


#: 「俺村的路啥时候修」 asks of a place.
_OF_A_PLACE = re.compile(
    r"[我俺咱]们?(?:村|组|家|这|那|社区|小区|镇|乡|门口)|这[儿里边]|那[儿里边]|门口"
    r"|(?:啥|什么)时候(?:修|通|装|拆|建|来)"
)


def _is_the_same_everywhere(issue: Issue) -> bool:
    """「新农合今年交多少」: the county office answers it, wherever somebody lives. The place is
    asked for only where the answer needs it."""
    asks = issue.kind in ("policy_question", "law_opinion")
    return asks and issue.grid is None and not _OF_A_PLACE.search(issue.words.text or "")


def _asked(issue: Issue) -> bool:
    return issue.state == "asking"


def settle_place(
    session: Session, issue: Issue, grid: Grid | None, *, now: datetime, answer: str = ""
) -> None:
    """The place was asked for once; now it goes on with whatever is known: the grid, else the
    township's station, else the county office. Nobody is asked twice. Who is told now reads what
    was said meanwhile, and ``answer`` (masked) where it says more than a place."""
    if grid is not None and (issue.grid is None or grid.path.startswith(issue.grid.path)):
        issue.grid = grid
        bind(session, issue.reporter, grid)
    place_desk(session, issue, now)
    later = "；".join(filter(None, (*_said_meanwhile(session, issue), answer)))
    if issue.grid is None:
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now, later=later)
    else:
        route(session, issue, now=now, later=later)


def _said_meanwhile(session: Session, issue: Issue) -> list[str]:
    """What its reporter added while the place was asked for, masked."""
    added = (
        select(Words.masked)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "issue", History.case_id == issue.id, History.step == "supplement"
        )
        .order_by(History.id)
    )
    return list(session.scalars(added))


def place_danger(session: Session, issue: Issue, grid: Grid, *, now: datetime) -> None:
    """Where a danger is was said later, or more exactly: its desk is shown it now. Nobody else."""
    alarm = alarms.of(session, issue)
    guessed = alarm is not None and not alarm.place_said
    if issue.grid is not None and not guessed and not grid.path.startswith(issue.grid.path):
        return
    if issue.grid is not None and issue.grid.id == grid.id and not guessed:
        return
    if alarm is not None:
        alarm.place_said = True
    before = set(recipients.desk(session, issue, now))
    issue.grid = grid
    bind(session, issue.reporter, grid)
    place_desk(session, issue, now)
    shown = {*before, *recipients.on_call(session, now)}
    new = set(recipients.desk(session, issue, now)) - shown
    _queue_each(session, issue, "issue.danger_task", new, str(grid.id), now)


def correct_place(
    session: Session, issue: Issue, actor: Actor, grid: Grid, words: Words, *, now: datetime
) -> None:
    """「说错了，是西坪」: to the right grid, as long as nobody has taken it up. Whom the wrong
    place had bound is bound to the right one. Who is told now reads ``words`` beside the old
    ones, which name the wrong place; who lost it reads that it is no longer theirs."""
    if issue.grid_id is not None and issue.reporter.grid_id == issue.grid_id:
        issue.reporter.grid_id = grid.id
    if issue.seen_by != "grid":
        place_quietly(session, issue, grid, now=now)
        return
    before = _told(session, issue, now)
    issue.grid = grid
    issue.deputy = None
    place_desk(session, issue, now)
    step = take_step(
        session,
        issue,
        "correct_place",
        actor,
        now=now,
        words=words,
        grid=grid,
        later=words.masked,
    )
    lost = set(before).difference(_told(session, issue, now))
    _queue_each(session, issue, "issue.moved_away", lost, str(step.id), now)


def _told(session: Session, issue: Issue, now: datetime) -> list[int]:
    """Contact ids of the deputies and of the desk that a new case goes to."""
    if issue.state in EARLY:
        return []
    deputies = recipients.deputies_to_push(session, issue, now)
    return [*(each.contact_id for each in deputies), *recipients.desk(session, issue, now)]


def place_quietly(session: Session, issue: Issue, grid: Grid, *, now: datetime) -> None:
    """Where something is that no deputy is shown. A voice goes to the desk of that place; what was
    kept at the county office for want of a place stays there, as its reporter was told."""
    before = set(recipients.desk(session, issue, now))
    issue.grid = grid
    bind(session, issue.reporter, grid)
    if issue.seen_by != "grid" and issue.station is None:
        issue.seen_by = "county"
    place_desk(session, issue, now)
    if issue.kind == "voice":
        new = set(recipients.desk(session, issue, now)) - before
        _queue_each(session, issue, "office.voice", new, str(grid.id), now)


def _queue_each(
    session: Session, issue: Issue, kind: str, contacts: Iterable[int], what: str, now: datetime
) -> None:
    fields = case_fields(session, issue, now)
    for contact_id in sorted(contacts):
        outbox.queue(
            session,
            kind,
            contact_id,
            key=f"{kind}:{issue.id}:{what}:{contact_id}",
            fields=fields,
            now=now,
            case=("issue", issue.id),
        )


def reroute(
    session: Session,
    issue: Issue,
    actor: Actor,
    grid: Grid,
    *,
    now: datetime,
    bureaus: Sequence[str] = (),
) -> None:
    """The desk knows better where it belongs; kept as a correction to learn from."""
    before = issue.grid.code if issue.grid else ""
    corrections.note(session, issue, actor, what="grid", proposed=before, chosen=grid.code, now=now)
    issue.grid = grid
    issue.deputy = None
    if bureaus:
        issue.bureaus = list(bureaus)
    place_desk(session, issue, now)
    take_step(session, issue, "reroute", actor, now=now, grid=grid, fact=grid.code)


def bind(session: Session, reporter: Contact, grid: Grid) -> None:
    """The place of the first problem binds a still unbound sender (design 3)."""
    if reporter.grid_id is None and grid.level in ("grid", "village"):
        quick.change(reporter, grid_id=grid.id)


def place_desk(session: Session, issue: Issue, now: datetime) -> None:
    """The station of its area; and who of those who will read it is spoken of is left out."""
    if issue.grid is not None and issue.seen_by != "county":
        level = "township" if issue.seen_by == "township" else ""
        issue.station = places.station_for(session, issue.grid, level=level)
    leave_out(session, issue, _said(session, issue), now)


def _said(session: Session, issue: Issue) -> list[str | None]:
    """All that its reporters have said of it so far."""
    if issue.id is None:
        return [issue.words.text]
    later = (
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(History.case_kind == "issue", History.case_id == issue.id)
    )
    return [issue.words.text, *(words.text for words in session.scalars(later))]
