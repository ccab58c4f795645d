"""Two months of cases, played through the real actions in the order of time."""

import heapq
import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.actions import duties, hand_overs, issues
from bot.actions.calendar import county_calendar
from bot.actions.reading import reader
from bot.demo import personas, public, sentences, stories, suggestions
from bot.demo.world import Place, World, places_of
from bot.domain.calendars import local_day, local_time
from bot.store.models import Contact, Deputy, Identity, Issue, Notice, Officer
from bot.store.vault import vault

#: How long the past is, how many ordinary cases it has, and the same past every time.
DAYS = 60
ORDINARY = 210
SEED = 1954

#: Story → how many of a hundred ordinary cases.
_SHARES = (
    (stories.deputy_goes, 40),
    (stories.station_does, 46),
    (stories.withdrawn, 4),
    (stories.merged, 4),
    (stories.declined, 6),
)


def play(session: Session, start: datetime) -> int:
    """Play it all up to ``start``; the number of cases. Every notice is settled: nothing old goes
    out on the first morning."""
    rng = random.Random(SEED)  # noqa: S311 - a story, not a secret
    world = World(session, reader(session), rng, places_of(session))
    order = itertools.count()
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    for at, story in _beginnings(world, start):
        heapq.heappush(waiting, (at, next(order), story))
    with session.no_autoflush:
        _run(waiting, order, start)
    session.flush()
    _visits(world, start)
    suggestions.play(world, start)
    # What time would do on the first morning is done and told, too.
    issues.move_attention(session, now=start)
    hand_overs.remind_bureaus(session, now=start)
    hand_overs.tell_overdue(session, now=start)
    _settle(session, start)
    session.flush()
    public.release(session, start)
    return len(session.scalars(select(Issue.id)).all())


def _run(
    waiting: list[tuple[datetime, int, Iterator[datetime]]],
    order: Iterator[int],
    start: datetime,
) -> None:
    while waiting:
        at, _, story = heapq.heappop(waiting)
        if at >= start:
            return
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, next(order), story))


def _beginnings(world: World, start: datetime) -> Iterator[tuple[datetime, Iterator[datetime]]]:
    """When each case begins, and its story."""
    named = dict(_SHARES)
    tellers = world.rng.choices(list(named), weights=list(named.values()), k=ORDINARY)
    ordinary = sentences.PROBLEMS * 4 + sentences.WISHES * 2
    for teller in tellers:
        role, sentence = world.rng.choice(ordinary)
        place, at = _where_and_when(world, start)
        yield at, _begin(at, teller, world, role, world.fill(sentence, place), place, at)
    for teller_of, texts, times in (
        (stories.about_somebody, sentences.ABOUT_VILLAGE, 6),
        (stories.about_somebody, sentences.ABOUT_TOWNSHIP, 4),
        (stories.pointed, sentences.ACCUSATIONS, 3),
        (stories.pointed, sentences.LAWSUITS, 3),
        (stories.danger, sentences.DANGERS, 5),
    ):
        for turn in range(times):
            place, at = _where_and_when(world, start)
            text = world.fill(texts[turn % len(texts)], place)
            yield at, _begin(at, teller_of, world, text, place, at)
    for role, text in sentences.WITHOUT_PLACE * 2:
        place, at = _where_and_when(world, start)
        yield at, _begin(at, stories.asked_where, world, role, text, place, at)
    yield from _of_personas(world, start)


def _begin(at: datetime, story: object, *given: object) -> Iterator[datetime]:
    """A story that starts at ``at``: nothing of it happens before."""
    return story(*given)  # type: ignore[operator,no-any-return]


def _where_and_when(world: World, start: datetime) -> tuple[Place, datetime]:
    at = _moment(world, start)
    return world.some_place(lately=start - at < timedelta(days=12)), at


def _moment(world: World, start: datetime) -> datetime:
    """Some waking hour of the past two months, more of them in the evening and of late."""
    days = world.rng.uniform(0.2, DAYS if world.rng.random() < 0.75 else 9)
    at = local_time(start - timedelta(days=days))
    hour = world.rng.choice((7, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 19, 20, 20, 21))
    return min(at.replace(hour=hour, minute=world.rng.randint(0, 59)), start - timedelta(hours=3))


def _of_personas(world: World, start: datetime) -> Iterator[tuple[datetime, Iterator[datetime]]]:
    """李大山 has been told that his ditch is mended, and has not said yet whether it is. The others
    at the table begin with nothing pending, so that a bare 「收到」 is about what is played."""
    place = next(place for place in world.places if place.grid.code == "QH01-01-2")
    at = start - timedelta(days=12, hours=-1)
    yield at, _dashan(world, place, at)


def _dashan(world: World, place: Place, at: datetime) -> Iterator[datetime]:
    who = _persona(world.session, personas.DASHAN)
    issue = world.open("东坪村后头的水渠塌了一截，麦子浇不上水", place, at, reporter=who)
    at = world.later(at, 1, 2)
    yield at
    body = world.body(issue, "water")
    if body is not None:
        row = hand_overs.hand_over(
            world.session, issue, body, world.desk(issue, at), now=at, hard=True
        )
        at = world.later(at, 1, 2)
        yield at
        actor = world.bureau(row, at)
        hand_overs.confirm_receipt(world.session, row, actor, now=at)
        at = world.later(at, 1, 2)
        yield at
        words = world.say("渠补好了，昨天试了水", actor.contact, at)
        hand_overs.report_done(world.session, row, actor, words, now=at, photos=1)
        at = world.later(at, 0, 0)
        yield at
        issues.mark_told(world.session, issue.id, now=at)


def _persona(session: Session, persona: personas.Persona) -> Contact:
    digest = vault().digest(persona.openid)
    identity = session.scalars(select(Identity).where(Identity.digest == digest)).one()
    return identity.contact


def _visits(world: World, start: datetime) -> None:
    """Some deputies have reported their grid visits in one line."""
    session, rng = world.session, world.rng
    deputies = session.scalars(
        select(Deputy).where(Deputy.congress.in_(("county", "township"))).order_by(Deputy.id)
    ).all()
    calendar = county_calendar(session, start)
    moments = [start - timedelta(days=days, hours=-rng.randint(0, 9)) for days in range(2, DAYS)]
    working = [at for at in moments if calendar.is_working_day(local_day(at))]
    for deputy in rng.sample(list(deputies), 60):
        at = rng.choice(working)
        words = world.say(world.pick(sentences.VISITS), deputy.contact, at)
        duties.report_visit(session, deputy, words, at)


def _settle(session: Session, start: datetime) -> None:
    """Everything that was to be said has been said: on WeChat, or by the clerk's telephone. The
    last few on paper are left for the telephone list."""
    session.flush()
    on_wechat = select(Identity.contact_id)
    told_by = session.scalars(select(Officer.contact_id).where(Officer.code == "O-QH01-L")).one()
    queued = Notice.state == "queued"
    session.execute(
        update(Notice)
        .where(queued, Notice.contact_id.in_(on_wechat))
        .values(state="sent", settled_at=Notice.created_at, tries=1)
        .execution_options(synchronize_session=False)
    )
    recent = start - timedelta(days=4)
    session.execute(
        update(Notice)
        .where(queued, Notice.created_at < recent)
        .values(state="told", settled_at=Notice.created_at, told_by=told_by, told_how="已告知")
        .execution_options(synchronize_session=False)
    )
    results = Notice.priority.in_(("result", "answer"))
    session.execute(
        update(Notice)
        .where(queued, results)
        .values(state="telephone", reason="没有绑定微信")
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Notice)
        .where(queued)
        .values(state="told", settled_at=Notice.created_at, told_by=told_by, told_how="已告知")
        .execution_options(synchronize_session=False)
    )
