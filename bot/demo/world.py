"""The hands of the demo's past: whoever acts does so as the person that they are in the case, by
the same actions as today, at a moment that is passed in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import actors, alarms, bureaus, issues, people, recipients, words
from bot.actions.calendar import county_calendar
from bot.actions.casework import Actor
from bot.actions.issue_kind import Case
from bot.actions.people import Roles
from bot.demo import sentences
from bot.demo.names import people as invent_names
from bot.domain.calendars import LOCAL, local_day, local_time
from bot.domain.workflow import Party
from bot.store.models import Bureau, Contact, Deputy, Grid, HandOver, Identity, Issue, Words
from bot.store.vault import vault
from nlp.reading import Reader


@dataclass(slots=True)
class World:
    """One run through two months."""

    session: Session
    reader: Reader
    rng: random.Random
    #: Grids by village, with the names that fill a sentence.
    places: list["Place"] = field(default_factory=list)
    _roles: dict[int, Roles] = field(default_factory=dict)
    _names: Iterator[str] = field(
        default_factory=lambda: invent_names(random.Random(7))  # noqa: S311 - names, not secrets
    )
    _made: int = 0

    # ------------------------------------------------------------------ people

    def reporter(self, place: "Place", now: datetime, *, on_wechat: bool) -> Contact:
        """Somebody of that village; on WeChat, or only with a telephone."""
        self._made += 1
        contact = people.new_contact(
            self.session,
            now=now,
            name=next(self._names),
            phone=None
            if on_wechat and self.rng.random() < 0.5
            else f"138{self._made + 10_000:08d}",
        )
        contact.grid_id = place.grid.id
        if on_wechat:
            openid = f"oQHpast_{self._made:020d}"
            contact.privacy_shown_at = now
            self.session.add(
                Identity(
                    contact=contact,
                    channel="wechat",
                    external_id=openid,
                    digest=vault().digest(openid),
                    following=True,
                    last_message_at=now,
                    sent_in_window=0,
                    sent_after_event=0,
                    consents="",
                )
            )
        return contact

    def as_party(self, case: Case, contact: Contact, now: datetime, *parties: Party) -> Actor:
        """``contact`` in this case. Raises Refused if they are no such party."""
        if contact.id not in self._roles:
            self._roles[contact.id] = people.roles_of(self.session, contact, now)
        roles = self._roles[contact.id]
        return actors.actor_in(self.session, case, contact, roles, now, *parties)

    def constituent(self, issue: Issue, now: datetime) -> Actor:
        return self.as_party(issue, issue.reporter, now, Party.CONSTITUENT)

    def deputy(self, issue: Issue, now: datetime) -> tuple[Actor, Deputy] | None:
        """One of the deputies to whom it was sent, if there is any."""
        if issue.deputy is not None:
            found = [issue.deputy]
        else:
            pushed = recipients.deputies_to_push(self.session, issue, now)
            found = [self.session.get_one(Deputy, each.id) for each in pushed]
        if not found:
            return None
        deputy = self.rng.choice(found)
        return self.as_party(issue, deputy.contact, now, Party.DEPUTY), deputy

    def desk(self, case: Case, now: datetime) -> Actor:
        """Whoever sits at the desk that has it."""
        issue = case.issue if isinstance(case, HandOver) else case
        contact = self.session.get_one(Contact, recipients.desk(self.session, issue, now)[0])
        return self.as_party(case, contact, now, Party.STATION, Party.OFFICE)

    def bureau(self, row: HandOver, now: datetime) -> Actor:
        """The liaison person of the bureau that has it."""
        liaison = recipients.liaisons(self.session, row.bureau_id, now)[0]
        return self.as_party(row, liaison.contact, now, Party.BUREAU)

    # ------------------------------------------------------------------ words and cases

    def say(self, text: str, contact: Contact | None, now: datetime) -> Words:
        """Somebody's words, kept as the conversation keeps them; invented ones need no mask."""
        said_by = contact.id if contact is not None else None
        return words.keep(self.session, text, said_by=said_by, now=now, masked=text)

    def open(
        self,
        text: str,
        place: "Place",
        now: datetime,
        *,
        source: str = "chat",
        reporter: Contact | None = None,
        entered_by: Contact | None = None,
        placed: bool = True,
    ) -> Issue:
        """An issue, through the same reading and gates as a message of today."""
        who = reporter or self.reporter(place, now, on_wechat=source == "chat")
        if not placed:
            who.grid_id = None
        home = place.grid.code if placed else None
        reading = self.reader.read(text, home=home)
        issue = issues.open_issue(
            self.session,
            who,
            self.say(text, who, now),
            reading,
            reading.issues[0],
            now=now,
            source=source,
            entered_by=entered_by,
            grid=place.grid if placed else None,
        )
        self._answer_alarm(issue, now)
        return issue

    def _answer_alarm(self, issue: Issue, now: datetime) -> None:
        """In the past every alarm was answered within minutes, whatever it was about."""
        alarm = alarms.of(self.session, issue)
        if alarm is None:
            return
        contact = self.session.get_one(Contact, alarms.on_call(self.session, now)[0])
        alarms.mark_sent(self.session, issue.id, now=now)
        heard = now + timedelta(minutes=self.rng.randint(1, 4))
        alarms.heard(self.session, alarm, contact, now=heard)
        passed_on = heard + timedelta(minutes=self.rng.randint(2, 9))
        alarms.passed_on(self.session, alarm, contact, now=passed_on)

    def body(self, issue: Issue, role: str) -> Bureau | None:
        """The nearest body of that role which may have this case."""
        found = [
            body
            for body in bureaus.serving(self.session, issue.grid)
            if body.role == role and recipients.bureau_allowed(self.session, issue, body)
        ]
        return max(found, key=lambda body: len(body.grid.path) if body.grid else 0, default=None)

    # ------------------------------------------------------------------ time

    def later(self, now: datetime, least: float, most: float) -> datetime:
        """Some office hour, so many working days after ``now`` (0: the same day, a bit later)."""
        days = self.rng.uniform(least, most)
        calendar = county_calendar(self.session, now)
        day = calendar.add_working_days(local_day(now), int(days)) if days >= 1 else local_day(now)
        if not calendar.is_working_day(day):
            day = calendar.next_working_day(day)
        minutes = self.rng.randint(0, 9 * 60)
        at = datetime.combine(day, time(8, 30), LOCAL) + timedelta(minutes=minutes)
        return at if at > now else local_time(now) + timedelta(minutes=self.rng.randint(20, 90))

    def some_place(self, *, lately: bool = False) -> "Place":
        """城关镇 more often than its size would have it; not of late, so that its desk is clear for
        what is played there, and never 东坪, whose people are on the table."""
        town = self.rng.random() < 0.35 and not lately
        fit = [
            place
            for place in self.places
            if place.village != "东坪村"
            and (not town or place.township == "城关镇")
            and (not lately or place.township != "城关镇")
        ]
        return self.rng.choice(fit)

    def fill(self, sentence: str, place: "Place") -> str:
        unit = self.rng.choice(place.units) if place.units else ""
        return sentence.format(v=place.village, u=unit, t=place.township)

    def pick(self, choices: tuple[str, ...]) -> str:
        return self.rng.choice(choices)

    def says(self, role: str) -> tuple[str, str]:
        """(having looked, done) in the words of such a body."""
        return sentences.SAYS.get(role, sentences.USUAL_SAYS)


@dataclass(frozen=True, slots=True)
class Place:
    """A grid and what people call it."""

    grid: Grid
    village: str
    township: str
    units: tuple[str, ...]


def places_of(session: Session) -> list[Place]:
    """Every grid of the county."""
    by_id = {grid.id: grid for grid in session.scalars(select(Grid))}
    found = []
    for grid in by_id.values():
        if grid.level != "grid" or grid.parent_id is None:
            continue
        village = by_id[grid.parent_id]
        township = by_id[village.parent_id or 0]
        units = tuple(grid.names.get("aliases", ()))
        found.append(Place(grid, village.name, township.name, units))
    return sorted(found, key=lambda place: place.grid.code)
