"""A county with sessions, bureaus and deputies for the tests of suggestions, and people who act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import actors, people, words
from bot.actions.casework import Actor, Case
from bot.actions.outbox import fields_of
from bot.actions.suggestions import assigning, drafts, receipts, review, sessions
from bot.domain.workflow import Party
from bot.store.models import (
    Assignment,
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    Notice,
    Officer,
    OfficerRole,
    Suggestion,
    Words,
)
from bot.texts import notices
from tests import small_county
from tests.small_county import SHANGHAI, SINCE, person

#: 31 December 2026: two months later there is no such day.
NEW_YEARS_EVE = datetime(2026, 12, 31, 9, 0, tzinfo=SHANGHAI)
#: Who lives here besides the people of the small county.
PEOPLE = ("陈桂", "张办", "曹交", "冯主席", "卫主任", "何市", "施议", "吕乡", "严镇", "孔法")


@dataclass
class Scene:
    """Names → contacts; everybody acts through the real gate of ``actor_in``."""

    session: Session
    now: datetime
    contacts: dict[str, Contact] = field(default_factory=dict)

    def actor(self, name: str, case: Case, *wanted: Party) -> Actor:
        contact = self.contact(name)
        roles = people.roles_of(self.session, contact, self.now)
        return actors.actor_in(self.session, case, contact, roles, self.now, *wanted)

    def contact(self, name: str) -> Contact:
        if name not in self.contacts:
            for row in self.session.scalars(select(Contact)):
                if row.name:
                    self.contacts[row.name] = row
        return self.contacts[name]

    def deputy(self, name: str) -> Deputy:
        return self.session.scalars(
            select(Deputy).where(Deputy.name == name).order_by(Deputy.id.desc())
        ).first() or _missing(name)

    def bureau(self, name: str) -> Bureau:
        return self.session.scalars(select(Bureau).where(Bureau.name == name)).first() or _missing(
            name
        )

    def words(self, text: str) -> Words:
        return words.keep(self.session, text, said_by=None, now=self.now)

    def told(self, name: str, kind: str = "") -> list[str]:
        """What was queued for somebody, as chat text, oldest first."""
        rows = self.session.scalars(
            select(Notice)
            .where(Notice.contact_id == self.contact(name).id, Notice.kind.startswith(kind))
            .order_by(Notice.id)
        )
        return [notices()[row.kind].in_chat(fields_of(row)) for row in rows]

    def draft(self, deputy: str = "李明", title: str = "改造东坪村供水管网") -> Suggestion:
        suggestion = drafts.start(self.session, self.deputy(deputy), now=self.now)
        actor = drafts.writer(self.session, suggestion, None, self.now)
        drafts.write(
            self.session,
            suggestion,
            actor,
            now=self.now,
            title=title,
            situation="东坪村自来水管是二十年前铺的，一到夏天就停水，三百多户吃水困难。",
            analysis="管道老化，水厂压力不够，村里凑不出改造的钱。",
            proposal="请县水利局把东坪村管网改造列入明年农村饮水计划，更换主管道三公里。",
        )
        return suggestion

    def filed(self, deputy: str = "李明", title: str = "改造东坪村供水管网") -> Suggestion:
        suggestion = self.draft(deputy, title)
        drafts.submit(
            self.session, suggestion, self.actor(deputy, suggestion, Party.DEPUTY), now=self.now
        )
        self.review(suggestion)
        return suggestion

    def review(self, suggestion: Suggestion) -> None:
        """Every level says yes."""
        holders = {"presidium": "冯主席", "office": "郑科员", "general_office": "卫主任"}
        while suggestion.state == "reviewing":
            name = holders[suggestion.levels[suggestion.level]]
            desk = self.actor(name, suggestion, Party.PRESIDIUM, Party.OFFICE)
            review.pass_on(self.session, suggestion, desk, now=self.now)

    def assigned(
        self,
        lead: str = "县水利局",
        supporting: Sequence[str] = (),
        *,
        deputy: str = "李明",
        title: str = "改造东坪村供水管网",
        hard: bool = False,
    ) -> Assignment:
        suggestion = self.filed(deputy, title)
        item = assigning.Item(
            suggestion,
            [self.bureau(lead)],
            [self.bureau(name) for name in supporting],
            hard=hard,
        )
        return assigning.assign(self.session, item, self.office(suggestion), now=self.now)[0]

    def received(self, lead: str = "县水利局", **given: object) -> Assignment:
        row = self.assigned(lead, **given)  # type: ignore[arg-type]
        receipts.confirm(self.session, row, self.liaison(row), now=self.now)
        return row

    def office(self, case: Case) -> Actor:
        return self.actor("郑科员", case, Party.OFFICE)

    def liaison(self, row: Assignment) -> Actor:
        found = self.session.scalars(
            select(BureauLiaison).where(BureauLiaison.bureau_id == row.bureau_id)
        ).first()
        return self.actor((found or _missing("liaison")).name, row, Party.BUREAU)

    def lead(self, case: Case, name: str = "李明") -> Actor:
        return self.actor(name, case, Party.DEPUTY)


def _missing(name: str) -> NoReturn:
    raise KeyError(name)


def build(session: Session, now: datetime) -> Scene:
    """The small county with 县政府办, a court, a presidium, a second county deputy (陈桂), a city
    deputy (何市), an advisory one (施议), and the sixth session of the sixteenth congress."""
    county = small_county.build(session, now)
    east = session.get_one(Grid, county.dongping)
    town = session.get_one(Grid, county.town)
    top = session.scalars(select(Grid).where(Grid.level == "county")).one()
    for code, name, congress in (
        ("D4", "陈桂", "county"),
        ("D5", "何市", "city"),
        ("D6", "施议", "advisory"),
        ("D7", "吕乡", "township"),
    ):
        _deputy(session, code, name, congress, east, now)
    for code, name, kind, liaison in (
        ("B4", "县政府办", "government_office", "张办"),
        ("B5", "县人民法院", "other", "孔法"),
        ("B6", "县交通局", "county_bureau", "曹交"),
    ):
        _bureau(session, code, name, kind, liaison, now)
    _liaison(
        session, "L9", "严镇", session.scalars(select(Bureau).where(Bureau.code == "B3")).one(), now
    )
    _officer(session, "O7", "冯主席", "presidium", now, town)
    _officer(session, "O8", "卫主任", "office_director", now, None)
    for area, term, number in ((top, 16, 6), (town, 10, 3)):
        sessions.open_session(
            session,
            area,
            term=term,
            number=number,
            opens=date(2026, 1, 12),
            closes=date(2026, 1, 15),
            submit_until=datetime(2026, 1, 14, 12, 0, tzinfo=SHANGHAI),
            by=None,
            now=now,
        )
    return Scene(session, now)


def _deputy(
    session: Session, code: str, name: str, congress: str, grid: Grid, now: datetime
) -> Deputy:
    deputy = Deputy(
        code=code,
        contact=person(session, name, now),
        name=name,
        congress=congress,
        electoral_unit="第三选区",
        since=SINCE,
    )
    session.add(deputy)
    session.flush()
    session.add(DeputyGrid(deputy_id=deputy.id, grid_id=grid.id, since=SINCE))
    session.flush()
    return deputy


def _bureau(session: Session, code: str, name: str, kind: str, liaison: str, now: datetime) -> None:
    bureau = Bureau(code=code, name=name, kind=kind, role="", aliases=[])
    session.add(bureau)
    session.flush()
    _liaison(session, f"L{code}", liaison, bureau, now)


def _liaison(session: Session, code: str, name: str, bureau: Bureau, now: datetime) -> None:
    session.add(
        BureauLiaison(
            code=code,
            bureau=bureau,
            contact=person(session, name, now),
            name=name,
            position="A",
            since=SINCE,
        )
    )
    session.flush()


def _officer(
    session: Session, code: str, name: str, role: str, now: datetime, area: Grid | None
) -> None:
    officer = Officer(code=code, contact=person(session, name, now), name=name, since=SINCE)
    session.add(officer)
    session.flush()
    session.add(
        OfficerRole(
            officer_id=officer.id, role=role, grid_id=area.id if area else None, since=SINCE
        )
    )
    session.flush()
