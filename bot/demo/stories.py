"""How cases go. Each story is a generator: it does one thing and yields when it wants to go on;
what lies beyond the demo's first morning does not happen, and so there are cases in every state."""

from collections.abc import Iterator
from datetime import datetime

from bot.actions import hand_overs, issues
from bot.demo import sentences as say
from bot.demo.world import Place, World
from bot.store.models import HandOver, Issue

Story = Iterator[datetime]
_SOURCES = ("chat", "telephone", "walk_in", "book", "visit")


def from_chat_or_desk(world: World, text: str, place: Place, now: datetime) -> Issue:
    """Two in five write; the others ring, come, or are visited, and somebody enters it."""
    source = world.rng.choices(_SOURCES, weights=(40, 25, 15, 10, 10))[0]
    return world.open(text, place, now, source=source)


def told(world: World, issue: Issue, now: datetime) -> Story:
    """The result reached the constituent, who says whether it is really done."""
    at = world.later(now, 0, 0.5)
    yield at
    issues.mark_told(world.session, issue.id, now=at)
    at = world.later(at, 1, 5)
    yield at
    luck = world.rng.random()
    if issue.state not in ("answered", "told"):
        return
    if luck < 0.62:
        issues.rate(world.session, issue, world.constituent(issue, at), "好了", None, now=at)
        return
    if luck < 0.78:
        at = world.later(at, 5, 9)
        yield at
        actor = world.desk(issue, at)
        words = world.say(world.pick(say.CLOSES), actor.contact, at)
        issues.close_by_desk(world.session, issue, actor, words, now=at)
        return
    rating = "还差点" if luck < 0.9 else "没好"
    words = world.say(world.pick(say.NOT_YET), issue.reporter, at)
    issues.rate(world.session, issue, world.constituent(issue, at), rating, words, now=at)
    at = world.later(at, 0.5, 2)
    yield at
    row = hand_overs.latest(world.session, issue)
    actor = world.desk(issue, at)
    if row is not None and row.state == "reported":
        again = world.say("群众说还没弄好，请再去看看", actor.contact, at)
        hand_overs.rework(world.session, row, actor, again, now=at)
        yield from bureau_works(world, row, at)
    else:
        words = world.say(world.pick(say.CLOSES), actor.contact, at)
        issues.close_by_desk(world.session, issue, actor, words, now=at)


def deputy_goes(world: World, role: str, text: str, place: Place, now: datetime) -> Story:
    """A deputy takes it and answers."""
    issue = from_chat_or_desk(world, text, place, now)
    at = world.later(now, 0, 1)
    yield at
    found = world.deputy(issue, at) if issue.state == "routed" else None
    if found is None:
        yield from _by_station(world, issue, role, at)
        return
    actor, deputy = found
    issues.take(world.session, issue, actor, deputy, now=at)
    if world.rng.random() < 0.25:
        at = world.later(at, 0, 1)
        yield at
        words = world.say(world.pick(say.ASKS), actor.contact, at)
        issues.ask_constituent(world.session, issue, actor, words, now=at)
        at = world.later(at, 0, 1)
        yield at
        reply = world.say(world.pick(say.REPLIES), issue.reporter, at)
        asked: dict[str, object] = {"asked_by": actor.contact.id if actor.contact else None}
        issues.answer_question(
            world.session, issue, world.constituent(issue, at), reply, asked, now=at
        )
    at = world.later(at, 1, 5)
    yield at
    luck = world.rng.random()
    if luck < 0.1 and deputy.congress != "advisory":
        issues.raise_as_suggestion(world.session, issue, actor, deputy, now=at)
        return
    if luck < 0.3:
        yield from _asks_for_hand_over(world, issue, role, at)
        return
    words = world.say(world.pick(say.DEPUTY_ANSWERS), actor.contact, at)
    issues.answer(world.session, issue, actor, words, now=at)
    yield from told(world, issue, at)


def _asks_for_hand_over(world: World, issue: Issue, role: str, at: datetime) -> Story:
    found, body = world.deputy(issue, at), world.body(issue, role)
    if found is None or body is None:
        return
    issues.request_hand_over(world.session, issue, found[0], body, now=at)
    at = world.later(at, 0, 1)
    yield at
    yield from _handed_over(world, issue, role, at)


def station_does(world: World, role: str, text: str, place: Place, now: datetime) -> Story:
    """Nobody taps, or a deputy leaves it: the station verifies and hands it over."""
    issue = from_chat_or_desk(world, text, place, now)
    at = world.later(now, 0, 1.5)
    yield at
    found = world.deputy(issue, at) if issue.state == "routed" else None
    if found is not None and world.rng.random() < 0.5:
        issues.leave_to_station(world.session, issue, found[0], now=at)
    yield from _by_station(world, issue, role, world.later(at, 0, 0.4))


def _by_station(world: World, issue: Issue, role: str, at: datetime) -> Story:
    yield at
    actor = world.desk(issue, at)
    if world.rng.random() < 0.2:
        words = world.say(world.pick(say.STATION_ANSWERS), actor.contact, at)
        issues.answer(world.session, issue, actor, words, now=at)
        yield from told(world, issue, at)
        return
    yield from _handed_over(world, issue, role, at)


def _handed_over(world: World, issue: Issue, role: str, at: datetime) -> Story:
    body = world.body(issue, role) or world.body(issue, "township_government")
    if body is None:
        return
    hard = world.rng.random() < 0.15
    row = hand_overs.hand_over(world.session, issue, body, world.desk(issue, at), now=at, hard=hard)
    luck = world.rng.random()
    if luck < 0.12:
        yield from _returned(world, row, at)
    else:
        yield from bureau_works(world, row, at, late=0.12 <= luck < 0.25, asks=luck > 0.88)


def bureau_works(
    world: World, row: HandOver, now: datetime, *, late: bool = False, asks: bool = False
) -> Story:
    """Receipt, perhaps a question or more time, perhaps progress, the result."""
    role = row.bureau.role
    looked, done = world.says(role)
    played = row.issue.grid is not None and row.issue.grid.code.startswith("QH01")
    if world.rng.random() < 0.07 and not played:
        return  # it lies there, and becomes overdue
    if row.state == "handed_over":
        at = world.later(now, 0, 1.5)
        yield at
        hand_overs.confirm_receipt(world.session, row, world.bureau(row, at), now=at)
    else:
        at = now
    if asks:
        yield from _asks(world, row, at)
        at = world.later(at, 1, 2)
    if world.rng.random() < 0.4:
        at = world.later(at, 1, 2)
        yield at
        actor = world.bureau(row, at)
        words = world.say(looked, actor.contact, at)
        hand_overs.report_progress(world.session, row, actor, words, now=at)
    if late:
        yield from _later(world, row, at)
        at = world.later(at, 3, 5)
    at = world.later(at, 1, 4)
    yield at
    actor = world.bureau(row, at)
    words = world.say(done, actor.contact, at)
    hand_overs.report_done(
        world.session, row, actor, words, now=at, photos=world.rng.choice((0, 1, 2))
    )
    yield from told(world, row.issue, at)


def _asks(world: World, row: HandOver, now: datetime) -> Story:
    at = world.later(now, 0, 1)
    yield at
    actor = world.bureau(row, at)
    words = world.say(world.pick(say.ASKS), actor.contact, at)
    hand_overs.ask(world.session, row, actor, words, now=at)
    asked: dict[str, object] = {"hand_over": row.id}
    at = world.later(at, 0, 1.5)
    yield at
    reply = world.say(world.pick(say.REPLIES), row.issue.reporter, at)
    who = world.constituent(row.issue, at)
    issues.answer_question(world.session, row.issue, who, reply, asked, now=at)


def _later(world: World, row: HandOver, now: datetime) -> Story:
    """It takes longer: an extension, granted mostly, or an honest day."""
    at = world.later(now, 1, 2)
    yield at
    actor = world.bureau(row, at)
    words = world.say(world.pick(say.LATER), actor.contact, at)
    until = world.later(at, 6, 9).date()
    if world.rng.random() < 0.4:
        hand_overs.promise(world.session, row, actor, words, until, now=at)
        return
    if until <= row.due:
        return
    hand_overs.request_extension(world.session, row, actor, until, words, now=at)
    at = world.later(at, 0, 1)
    yield at
    approve = world.rng.random() < 0.8
    desk = world.desk(row, at)
    hand_overs.decide_extension(world.session, row, desk, approve=approve, now=at)


def _returned(world: World, row: HandOver, now: datetime) -> Story:
    at = world.later(now, 0, 1.5)
    yield at
    actor = world.bureau(row, at)
    words = world.say(world.pick(say.NOT_OURS), actor.contact, at)
    hand_overs.request_return(world.session, row, actor, words, now=at, to="镇政府")
    at = world.later(at, 0, 1)
    yield at
    desk = world.desk(row, at)
    if world.rng.random() < 0.35:
        still = world.say(say.STILL_YOURS, desk.contact, at)
        hand_overs.refuse_return(world.session, row, desk, still, now=at)
        yield from bureau_works(world, row, at)
        return
    hand_overs.approve_return(world.session, row, desk, now=at)
    at = world.later(at, 0, 0.5)
    yield at
    issue = row.issue
    body = world.body(issue, "township_government")
    if body is None or body.id == row.bureau_id or issue.state != "at_station":
        actor = world.desk(issue, at)
        words = world.say(world.pick(say.STATION_ANSWERS), actor.contact, at)
        issues.answer(world.session, issue, actor, words, now=at)
        yield from told(world, issue, at)
        return
    again = hand_overs.hand_over(world.session, issue, body, world.desk(issue, at), now=at)
    yield from bureau_works(world, again, at)


# ------------------------------------------------------------------ the special ones


def about_somebody(world: World, text: str, place: Place, now: datetime) -> Story:
    """Avoidance: one level above everyone named answers."""
    issue = world.open(text, place, now)
    if world.rng.random() < 0.5:
        at = world.later(now, 0, 0.1)
        yield at
        issues.keep_secret(world.session, issue, world.constituent(issue, at), now=at)
    at = world.later(now, 0.5, 1.5)
    yield at
    if issue.state not in ("at_station", "routed"):
        return
    actor = world.desk(issue, at)
    words = world.say("收到了，正在核实，您的名字不外传", actor.contact, at)
    issues.write(world.session, issue, actor, words, now=at)
    at = world.later(at, 3, 8)
    yield at
    words = world.say("核实过了，该公开的已经让他们公开，有问题的交给了纪委", actor.contact, at)
    issues.answer(world.session, issue, world.desk(issue, at), words, now=at)
    yield from told(world, issue, at)


def pointed(world: World, text: str, place: Place, now: datetime) -> Story:
    """Accusations and lawsuits are pointed to their lawful way."""
    issue = world.open(text, place, now)
    at = world.later(now, 3, 5)
    yield at
    if issue.state == "referred":
        actor = world.desk(issue, at)
        words = world.say("已告知该去的地方", actor.contact, at)
        issues.close_by_desk(world.session, issue, actor, words, now=at)


def danger(world: World, text: str, place: Place, now: datetime) -> Story:
    """The officer on call has rung back and passed it on; the office tells how it ended."""
    issue = world.open(text, place, now)
    if issue.danger is None:
        return
    at = world.later(now, 1, 2)
    yield at
    actor = world.desk(issue, at)
    words = world.say("值班室说已经处置，人没事", actor.contact, at)
    issues.answer(world.session, issue, actor, words, now=at)
    yield from told(world, issue, at)


def withdrawn(world: World, role: str, text: str, place: Place, now: datetime) -> Story:
    """「不用了，已经好了」."""
    issue = from_chat_or_desk(world, text, place, now)
    at = world.later(now, 0, 2)
    yield at
    issues.withdraw(world.session, issue, world.constituent(issue, at), now=at)


def merged(world: World, role: str, text: str, place: Place, now: datetime) -> Story:
    """Two say the same; the station puts them together, and both hear the end."""
    first = from_chat_or_desk(world, text, place, now)
    at = world.later(now, 0, 0.5)
    yield at
    second = world.open(f"{text}，好几家都说了", place, at)
    at = world.later(at, 0, 0.5)
    yield at
    if second.state in ("routed", "at_station") and first.state in ("routed", "at_station"):
        issues.merge(world.session, second, first, world.desk(second, at), now=at)
    yield from _by_station(world, first, role, world.later(at, 0, 0.4))


def declined(world: World, role: str, text: str, place: Place, now: datetime) -> Story:
    """Not ours, and said so; or pointed to where it belongs."""
    issue = from_chat_or_desk(world, text, place, now)
    at = world.later(now, 0.5, 1.5)
    yield at
    actor = world.desk(issue, at)
    if world.rng.random() < 0.5:
        words = world.say(world.pick(say.DECLINES), actor.contact, at)
        issues.decline(world.session, issue, actor, words, now=at)
    else:
        words = world.say(world.pick(say.REFERS), actor.contact, at)
        issues.refer(world.session, issue, actor, words, now=at)


def asked_where(world: World, role: str, text: str, place: Place, now: datetime) -> Story:
    """No place in the words: asked once; most say it, some do not."""
    issue = world.open(text, place, now, placed=False)
    at = world.later(now, 0, 0)
    yield at
    answered = world.rng.random() < 0.7
    issues.settle_place(world.session, issue, place.grid if answered else None, now=at)
    at = world.later(at, 0, 1)
    yield at
    if issue.state == "at_station" and issue.grid is None:
        desk = world.desk(issue, at)
        issues.reroute(world.session, issue, desk, place.grid, now=at)
    yield from _by_station(world, issue, role, world.later(at, 0, 0.5))
