"""An issue's life: opened from a reading, routed behind the gates, and what people do with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import (
    alarms,
    alike,
    audit,
    corrections,
    exchanges,
    hand_overs,
    outbox,
    places,
    telephone,
)
from bot.actions.calendar import county_calendar
from bot.actions.casework import SYSTEM, Actor, case_fields, label, take_step, term_from
from bot.actions.digests import digest
from bot.actions.numbers import next_number
from bot.actions.recipients import desk
from bot.actions.rules import rule
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.issue import EARLY, OPEN
from bot.store.models import (
    Bureau,
    Contact,
    Deputy,
    Grid,
    HandOver,
    Issue,
    Subscriber,
    Words,
)
from nlp.corruption import is_corruption
from nlp.reading import Matter, Reading

#: Kinds that are a matter for somebody here; the rest is answered or pointed elsewhere.
MATTERS = ("problem", "project_wish", "law_opinion", "policy_question", "gathering", "favour")
#: Kinds that are only pointed to their lawful way; kept, seen by the county office, never pushed.
POINTED = ("lawful_channel", "accusation", "elsewhere")

_LEVELS = ("grid", "township", "county")


def open_issue(
    session: Session,
    reporter: Contact,
    words: Words,
    reading: Reading,
    matter: Matter,
    *,
    now: datetime,
    source: str = "chat",
    entered_by: Contact | None = None,
    grid: Grid | None = None,
    secret: bool = False,
) -> Issue:
    """One matter of a message becomes an issue and goes through the gates: danger, accusation,
    lawsuit, avoidance; then it is routed, kept at a desk, or the place is asked for.

    ``grid``: a place known otherwise (QR code, location, the officer's choice). ``secret``: asked
    for before it was said."""
    known = grid or (places.by_code(session, matter.grid_code) if matter.grid_code else None)
    if known is None and reading.kind != "elsewhere" and reporter.grid_id is not None:
        known = session.get(Grid, reporter.grid_id)
    issue = Issue(
        number=next_number(session, "issue"),
        title=_title(reading, matter),
        state="received",
        kind=reading.kind,
        urgency=matter.urgency,
        danger=reading.danger if matter.urgency == "危急" else None,
        topic=matter.topic,
        topic_path=list(matter.topic_path),
        reasons=[
            {"word": reason.word, "for": reason.what, "weight": round(reason.weight, 3)}
            for reason in reading.reasons
        ],
        bureaus=list(matter.bureaus),
        words=words,
        reporter=reporter,
        source=source,
        entered_by=entered_by.id if entered_by else None,
        grid=known,
        seen_by=_seen_by(session, reading, now),
        avoid=_about(reading),
        attention="grid",
        created_at=now,
        secret=secret,
    )
    session.add(issue)
    session.flush()
    if known is not None:
        _bind(session, reporter, known)
        _place_desk(session, issue)
    alike.remember(session, issue, matter.text, now=now)
    _pass_gates(session, issue, reading, now)
    return issue


def open_plain(
    session: Session,
    reporter: Contact,
    words: Words,
    *,
    kind: str,
    title: str,
    now: datetime,
    seen_by: str = "grid",
) -> Issue:
    """An issue of which nobody has read what it is about (a voice, a call for a person, rights
    over one's own data). It has its number at once and waits at a desk."""
    grid = session.get(Grid, reporter.grid_id) if reporter.grid_id is not None else None
    issue = Issue(
        number=next_number(session, "issue"),
        title=title,
        state="received",
        kind=kind,
        words=words,
        reporter=reporter,
        grid=grid,
        seen_by=seen_by,
        created_at=now,
        urgency="普通",
        topic_path=[],
        reasons=[],
        bureaus=[],
        avoid=[],
        source="chat",
        attention="grid",
    )
    session.add(issue)
    session.flush()
    _place_desk(session, issue)
    return issue


def open_call(session: Session, reporter: Contact, words: Words, *, now: datetime) -> Issue:
    """「找人」 from somebody without a case: the desk rings."""
    issue = open_plain(session, reporter, words, kind="human", title="想跟人说话", now=now)
    take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    return issue


def open_data_rights(session: Session, reporter: Contact, words: Words, *, now: datetime) -> Issue:
    """Rights over one's own data (personal information law 44–50): county office only."""
    issue = open_plain(
        session,
        reporter,
        words,
        kind="data_rights",
        title="自己的信息",
        now=now,
        seen_by="county",
    )
    take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    return issue


def open_voice(session: Session, reporter: Contact, words: Words, *, now: datetime) -> Issue:
    """A voice: its number at once; somebody listens and types it in (``transcribe``)."""
    issue = open_plain(session, reporter, words, kind="voice", title="一条语音", now=now)
    found = term_from(session, "issue.speak_within", now, event="收到")
    issue.speak_by, issue.speak_proof = found.due, found.proof
    for contact_id in desk(session, issue, now):
        outbox.queue(
            session,
            "office.voice",
            contact_id,
            key=f"office.voice:{issue.id}:{contact_id}",
            fields=case_fields(session, issue, now),
            now=now,
            case=("issue", issue.id),
        )
    return issue


def transcribe(
    session: Session, issue: Issue, words: Words, reading: Reading, *, now: datetime
) -> None:
    """Somebody has typed a voice in: now it is read like any message, danger first."""
    matter = reading.issues[0]
    issue.words = words
    issue.title = _title(reading, matter)
    issue.kind = reading.kind
    issue.urgency = reading.urgency
    issue.danger = reading.danger if reading.urgency == "危急" else None
    issue.topic, issue.topic_path = matter.topic, list(matter.topic_path)
    issue.bureaus = list(matter.bureaus)
    issue.avoid = _about(reading)
    issue.seen_by = _seen_by(session, reading, now)
    known = places.by_code(session, matter.grid_code) if matter.grid_code else None
    if known is not None:
        issue.grid = known
        _bind(session, issue.reporter, known)
    _place_desk(session, issue)
    _pass_gates(session, issue, reading, now)


def note_words(session: Session, issue: Issue, words: Words, *, now: datetime) -> None:
    """Words of the reporter that answer our own question; nobody needs to be told of them."""
    take_step(session, issue, "say_more", SYSTEM, now=now, words=words)


def _title(reading: Reading, matter: Matter) -> str:
    """A short echo without personal data; never empty, since every sentence shows it."""
    whole = reading.title if len(reading.issues) == 1 else ""
    return whole or matter.title or "群众来信"


def _about(reading: Reading) -> list[dict[str, str | None]]:
    return [
        {"who": about.who, "level": about.level, "area": about.area, "name": about.name}
        for about in reading.avoid
    ]


def _is_pointed(reading: Reading) -> bool:
    """Whether it is only shown its lawful way: graft is 12388's; unfairness and rudeness of
    somebody in office are ours, one level above whoever is named."""
    if reading.kind == "accusation":
        return is_corruption(reading.text)
    return reading.kind in POINTED


def too_high_for(session: Session, reading: Reading, issue: Issue, now: datetime) -> bool:
    """Whether ``reading`` says something of somebody that those who handle ``issue`` must not hear:
    then it is a matter of its own, however much it belongs to the case (design 1.3)."""
    needed = _LEVELS.index(_seen_by(session, reading, now))
    return needed > _LEVELS.index(issue.seen_by)


def speaks_above(session: Session, reading: Reading, issue: Issue, now: datetime) -> bool:
    """Whether words about ``issue`` blame somebody, and those who handle it must not hear them."""
    blames = bool(reading.avoid) or reading.kind in ("accusation", "gathering")
    return blames and too_high_for(session, reading, issue, now)


def raise_above(session: Session, issue: Issue, reading: Reading, *, now: datetime) -> bool:
    """Before anybody was told of ``issue`` its reporter says whom it is about: it is kept above
    them from now on. False if there was no need."""
    if not speaks_above(session, reading, issue, now):
        return False
    issue.seen_by = _seen_by(session, reading, now)
    issue.avoid = [*issue.avoid, *_about(reading)]
    issue.alike = []
    return True


def _seen_by(session: Session, reading: Reading, now: datetime) -> str:
    """The lowest level that may see it: one above everyone who is named (design 1.3)."""
    unnamed = reading.kind == "accusation" and not reading.avoid
    if unnamed or reading.kind == "gathering" or _is_pointed(reading):
        return "county"
    level = "grid"
    for about in reading.avoid:
        above = str(rule(session, f"avoidance.{about.level}", now))
        level = max(level, above, key=_LEVELS.index)
    return level


def _bind(session: Session, reporter: Contact, grid: Grid) -> None:
    """The place of the first problem binds a still unbound sender (design 3)."""
    if reporter.grid_id is None and grid.level in ("grid", "village"):
        reporter.grid_id = grid.id


def _place_desk(session: Session, issue: Issue) -> None:
    if issue.grid is not None and issue.seen_by != "county":
        level = "township" if issue.seen_by == "township" else ""
        issue.station = places.station_for(session, issue.grid, level=level)


def _pass_gates(session: Session, issue: Issue, reading: Reading, now: datetime) -> None:
    if issue.urgency == "危急":
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
        numbers = reading.safety.numbers if reading.safety else ()
        alarms.raise_alarm(session, issue, numbers=numbers, now=now)
        # 「打了没有，回我一个字」: the next word is about this.
        exchanges.ask_constituent(session, issue, now=now, asked_by=SYSTEM)
    elif _is_pointed(reading):
        take_step(session, issue, "point_the_way", SYSTEM, now=now)
    elif issue.seen_by == "county":
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    else:
        route(session, issue, now=now)


def route(session: Session, issue: Issue, *, now: datetime) -> None:
    """To the deputies of the grid and the station; to the station alone where nobody below may see
    it or only the township is known; or ask for the place, once."""
    wide = issue.grid is None or issue.grid.level in ("township", "county")
    if issue.seen_by == "grid" and wide and not _asked(issue):
        take_step(session, issue, "ask_place", SYSTEM, now=now)
        exchanges.ask(session, issue.reporter_id, "place", now=now, case=("issue", issue.id))
    elif (
        issue.seen_by != "grid"
        or issue.grid is None
        or wide
        # Not switched on yet (pilot): nothing is lost, the county office has it.
        or not issue.grid.active
    ):
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    else:
        take_step(session, issue, "route", SYSTEM, now=now)


def _asked(issue: Issue) -> bool:
    return issue.state == "asking"


def settle_place(session: Session, issue: Issue, grid: Grid | None, *, now: datetime) -> None:
    """The place was asked for once; now it goes on with whatever is known: the grid, else the
    township's station, else the county office. Nobody is asked twice."""
    if grid is not None and (issue.grid is None or grid.path.startswith(issue.grid.path)):
        issue.grid = grid
        _bind(session, issue.reporter, grid)
    _place_desk(session, issue)
    if issue.grid is None:
        take_step(session, issue, "keep_at_desk", SYSTEM, now=now)
    else:
        route(session, issue, now=now)


def by_number(session: Session, number: int) -> Issue | None:
    return session.scalar(select(Issue).where(Issue.number == number))


def of_reporter(session: Session, contact: Contact, *, limit: int = 5) -> Sequence[Issue]:
    """A person's own issues, the ones that are under way first, then the newest."""
    joined = select(Subscriber.issue_id).where(Subscriber.contact_id == contact.id)
    rows = session.scalars(
        select(Issue)
        .where((Issue.reporter_id == contact.id) | Issue.id.in_(joined))
        .where(Issue.state != "merged")
        .order_by(Issue.id.desc())
        .limit(50)
    ).all()
    under_way = [row for row in rows if row.state in (*EARLY, *OPEN, "answered", "told")]
    rest = [row for row in rows if row not in under_way]
    return [*under_way, *rest][:limit]


# ---------------------------------------------------------------- what the constituent does


def supplement(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> None:
    """More words to an open case: to whoever handles it."""
    take_step(session, issue, "supplement", actor, now=now, words=words)
    for row in hand_overs.open_ones(session, issue):
        hand_overs.tell_answer(session, row, words, now=now)


def answer_question(
    session: Session,
    issue: Issue,
    actor: Actor,
    words: Words,
    asked: dict[str, object],
    *,
    now: datetime,
) -> None:
    """The constituent answers: who asked hears it, and a stopped clock runs again."""
    entry = take_step(session, issue, "answer_question", actor, now=now, words=words)
    row_id = asked.get("hand_over")
    if isinstance(row_id, int):
        row = session.get_one(HandOver, row_id)
        hand_overs.resume(session, row, now=now)
        hand_overs.tell_answer(session, row, words, now=now)
    alarm = alarms.of(session, issue)
    if alarm is not None and row_id is None:
        alarms.tell_more(session, alarm, words, now=now)
    asked_by = asked.get("asked_by")
    if isinstance(asked_by, int) and not isinstance(row_id, int):
        outbox.queue(
            session,
            "issue.supplement",
            asked_by,
            key=f"issue.answered_question:{entry.id}:{asked_by}",
            fields=case_fields(session, issue, now) | {"words": words.masked},
            now=now,
            case=("issue", issue.id),
        )


def correct_place(
    session: Session, issue: Issue, actor: Actor, grid: Grid, *, now: datetime
) -> None:
    """「说错了，是西坪」: to the right grid, as long as nobody has taken it up. Whom the wrong
    place had bound is bound to the right one."""
    if issue.grid_id is not None and issue.reporter.grid_id == issue.grid_id:
        issue.reporter.grid_id = grid.id
    issue.grid = grid
    issue.deputy = None
    _place_desk(session, issue)
    if issue.seen_by == "grid":
        take_step(session, issue, "correct_place", actor, now=now, grid=grid)


def rate(
    session: Session, issue: Issue, actor: Actor, rating: str, words: Words | None, *, now: datetime
) -> None:
    """好了, 还差点 or 没好. 「好了」 closes it; the others bring it back to the desk."""
    step = {"好了": "confirm", "还差点": "not_good_enough", "没好": "not_done"}[rating]
    if step == "confirm":
        _only_reporter(issue, actor)
    issue.rating = rating
    telephone.no_longer_needed(session, issue.reporter_id, ("issue", issue.id), now)
    if step != "confirm":
        issue.attention = "grid"
        issue.closed_at = None
    take_step(session, issue, step, actor, now=now, words=words)
    if step == "confirm":
        take_step(session, issue, "close", SYSTEM, now=now)
        issue.closed_at = now


def _only_reporter(issue: Issue, actor: Actor) -> None:
    """Who joined hears what becomes of it; to end it or to hide it is the reporter's."""
    if actor.contact is None or actor.contact.id != issue.reporter_id:
        raise Refused("refused.only_reporter", case=label(issue))


def withdraw(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    _only_reporter(issue, actor)
    take_step(session, issue, "withdraw", actor, now=now)
    issue.closed_at = now
    hand_overs.cancel_all(session, issue, now=now)


def keep_secret(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """「保密」: from now on only the county office sees who said it (design 1.3)."""
    _only_reporter(issue, actor)
    take_step(session, issue, "keep_secret", actor, now=now)
    issue.secret = True
    issue.phone_to_bureau = False


def allow_phone(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """「可以打电话」: the bureau may see the telephone, because the person said so."""
    _only_reporter(issue, actor)
    if issue.secret:
        raise Refused("refused.secret_has_no_phone", case=label(issue))
    take_step(session, issue, "allow_phone", actor, now=now)
    issue.phone_to_bureau = True


def want_human(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    take_step(session, issue, "want_human", actor, now=now)


def join(session: Session, issue: Issue, contact: Contact, *, now: datetime) -> None:
    """「+1」「我们楼也是」: told what becomes of it, too."""
    known = session.scalar(
        select(Subscriber.id).where(
            Subscriber.issue_id == issue.id, Subscriber.contact_id == contact.id
        )
    )
    if known is None and issue.reporter_id != contact.id:
        session.add(Subscriber(issue_id=issue.id, contact_id=contact.id, since=now))
        audit.record(
            session,
            "issue.joined",
            contact_id=contact.id,
            now=now,
            thing="issue",
            thing_id=issue.id,
        )


# ---------------------------------------------------------------- what deputies and the desk do


def take(session: Session, issue: Issue, actor: Actor, deputy: Deputy, *, now: datetime) -> None:
    """「我去看看」. Another deputy who comes second is told who has it."""
    if issue.state == "taken_up" and issue.deputy is not None and issue.deputy_id != deputy.id:
        raise Refused("refused.taken_already", case=label(issue), deputy=issue.deputy.name)
    issue.deputy = deputy
    take_step(session, issue, "take", actor, now=now)


def leave_to_station(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    take_step(session, issue, "leave_to_station", actor, now=now)


def request_hand_over(
    session: Session,
    issue: Issue,
    actor: Actor,
    bureau: Bureau,
    *,
    now: datetime,
    words: Words | None = None,
) -> None:
    """提请: the deputy proposes the bureau, the station verifies and hands over."""
    issue.bureaus = [bureau.name, *(name for name in issue.bureaus if name != bureau.name)]
    take_step(session, issue, "request_hand_over", actor, now=now, bureau=bureau, fact=bureau.name)


def not_mine(
    session: Session, issue: Issue, actor: Actor, words: Words | None, *, now: datetime
) -> None:
    """「不是咱这片」: the station looks at the place again."""
    holder = issue.deputy if issue.state == "taken_up" else None
    if holder is not None and actor.contact and holder.contact_id == actor.contact.id:
        take_step(session, issue, "give_back", actor, now=now, words=words)
        issue.deputy = None
    else:
        take_step(session, issue, "not_mine", actor, now=now, words=words)


def ask_constituent(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> None:
    take_step(session, issue, "ask", actor, now=now, words=words)
    exchanges.ask_constituent(session, issue, now=now, asked_by=actor)


def answer(
    session: Session,
    issue: Issue,
    actor: Actor,
    words: Words,
    *,
    now: datetime,
    deputy: Deputy | None = None,
) -> None:
    """The answer to the constituent; a ``deputy`` who gives it has taken it up."""
    issue.deputy = deputy or issue.deputy
    take_step(session, issue, "answer", actor, now=now, words=words)


def write(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    """A word to the constituent that is not the end of the matter."""
    take_step(session, issue, "write_to_constituent", actor, now=now, words=words)


def refer(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    take_step(session, issue, "refer", actor, now=now, words=words)


def raise_as_suggestion(
    session: Session, issue: Issue, actor: Actor, deputy: Deputy, *, now: datetime
) -> None:
    """「转建议」: a deputy's own act (design 1.1). 议政代表 do not propose (design 1.7)."""
    if deputy.congress == "advisory":
        raise Refused("refused.advisory_cannot_propose", case=label(issue))
    issue.deputy = deputy
    take_step(session, issue, "raise", actor, now=now)


def decline(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    take_step(session, issue, "decline", actor, now=now, words=words)


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
    _place_desk(session, issue)
    take_step(session, issue, "reroute", actor, now=now, grid=grid, fact=grid.code)


def close_by_desk(
    session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime
) -> None:
    take_step(session, issue, "close_by_desk", actor, now=now, words=words)
    issue.closed_at = now


def merge(session: Session, issue: Issue, into: Issue, actor: Actor, *, now: datetime) -> None:
    """并入同一件: everybody who reported it hears what becomes of the other."""
    higher = _LEVELS.index(into.seen_by) > _LEVELS.index(issue.seen_by)
    if into.id == issue.id or into.state == "merged" or higher:
        # Kept above: its title is not for who reported the other one.
        raise Refused("refused.merge", case=label(issue))
    take_step(session, issue, "merge", actor, now=now, issue=into, other=label(into))
    issue.merged_into = into.id
    issue.closed_at = now
    join(session, into, issue.reporter, now=now)
    for row in session.scalars(select(Subscriber).where(Subscriber.issue_id == issue.id)):
        join(session, into, session.get_one(Contact, row.contact_id), now=now)


def unmerge(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """It was not the same after all: it goes on by itself again; who joined stays subscribed."""
    take_step(session, issue, "unmerge", actor, now=now)
    issue.merged_into = None
    issue.closed_at = None


def spoken_by_phone(session: Session, issue: Issue, actor: Actor, *, now: datetime) -> None:
    """A person rang the constituent: the two-working-day clock stops."""
    take_step(session, issue, "spoken_by_phone", actor, now=now)


def note(session: Session, issue: Issue, actor: Actor, words: Words, *, now: datetime) -> None:
    """A record beside the state; nobody is told."""
    take_step(session, issue, "note", actor, now=now, words=words)


def mark_told(session: Session, issue_id: int, *, now: datetime) -> None:
    """The result has really reached the constituent (delivered, or told by telephone)."""
    issue = session.get(Issue, issue_id)
    if issue is not None and issue.state == "answered":
        take_step(session, issue, "tell", SYSTEM, now=now)


# ---------------------------------------------------------------- what time does


def move_attention(session: Session, *, now: datetime) -> int:
    """Two working days in all until a person has spoken; before that the station chief, then the
    county office, see it first. Moving attention is not escalation (design 1.2). Whoever is asked
    to look hears it in one digest, not case by case. Returns how many were moved."""
    waiting = session.scalars(
        select(Issue).where(
            Issue.spoken_at.is_(None),
            Issue.speak_by.is_not(None),
            Issue.attention != "county",
            Issue.state.in_(OPEN),
        )
    ).all()
    moved: dict[int, list[Issue]] = {}
    count = 0
    for issue in waiting:
        attention = _attention(session, issue, now)
        if _LEVELS_OF_ATTENTION.index(attention) <= _LEVELS_OF_ATTENTION.index(issue.attention):
            continue
        before = set(desk(session, issue, now))
        issue.attention = attention
        count += 1
        for contact_id in set(desk(session, issue, now)) - before:
            moved.setdefault(contact_id, []).append(issue)
    for contact_id, found in moved.items():
        digest(session, "issue.untouched", contact_id, found, now=now)
    return count


def _attention(session: Session, issue: Issue, now: datetime) -> str:
    """Whose turn it is to look first, by the working days that have passed."""
    calendar = county_calendar(session, now)
    passed = calendar.working_days_between(local_day(issue.created_at), local_day(now))
    if passed > int(rule(session, "issue.speak_within", now)):
        return "county"
    return "station_chief" if passed > int(rule(session, "issue.chief_after", now)) else "grid"


_LEVELS_OF_ATTENTION = ("grid", "station_chief", "county")


def ask_to_listen(session: Session, issue: Issue, media_id: int, *, now: datetime) -> None:
    """A voice that belongs to a case: the desk listens and types it in."""
    for contact_id in desk(session, issue, now):
        outbox.queue(
            session,
            "office.voice",
            contact_id,
            key=f"office.voice:media:{media_id}:{contact_id}",
            fields=case_fields(session, issue, now),
            now=now,
            case=("issue", issue.id),
        )


def joinable(
    session: Session, contact: Contact, reading: Reading, *, now: datetime
) -> Issue | None:
    """The open issue that 「我们楼也是」 is about: the one that it is most like in that village. A
    bare 「+1」 says nothing: then it is the only one there of the last week. None if unsure."""
    grid = places.by_code(session, reading.grid_code) if reading.grid_code else None
    if grid is None and contact.grid_id is not None:
        grid = session.get(Grid, contact.grid_id)
    if grid is None:
        return None
    if reading.topic is not None:
        number = alike.most_like(session, grid, reading.text, reading.topic, now=now)
        return by_number(session, number) if number is not None else None
    rows = session.scalars(
        select(Issue)
        .where(
            Issue.grid_id == grid.id,
            Issue.state.in_((*EARLY, *OPEN)),
            Issue.seen_by == "grid",
            Issue.reporter_id != contact.id,
            Issue.created_at > now - timedelta(days=7),
        )
        .limit(2)
    ).all()
    return rows[0] if len(rows) == 1 else None
