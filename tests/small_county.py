"""A county small enough to keep in one's head, for tests: one town, two villages, few people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.actions import people
from bot.actions.vocabulary import roster_changed
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    Identity,
    Officer,
    OfficerRole,
    OnCall,
    Station,
)
from bot.store.vault import vault

SHANGHAI = ZoneInfo("Asia/Shanghai")
SINCE = date(2026, 1, 1)
#: A working Monday.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class SmallCounty:
    """Ids of what tests speak of; openids are o-<name>."""

    dongping: int
    xiping: int
    town: int
    station: int
    power: int
    water: int
    li: int
    wang: int


def build(session: Session, now: datetime) -> SmallCounty:
    """东坪 and 西坪 in 城关镇: deputies 李明 and 王芳 (东坪), 赵刚 (西坪, its secretary)."""
    county = _grid(session, "QH", "青禾县", "county", None)
    town = _grid(session, "QH01", "城关镇", "township", county)
    east = _grid(session, "QH0101", "东坪村", "village", town)
    west = _grid(session, "QH0102", "西坪村", "village", town)
    east_grid = _grid(session, "QH010101", "东坪村网格", "grid", east, 33.30, 111.48)
    west_grid = _grid(session, "QH010201", "西坪村网格", "grid", west, 33.35, 111.55)
    main = Station(code="ZZ", name="青禾县总站", kind="main", grid=county)
    station = Station(
        code="Z01",
        name="城关镇代表联络站",
        kind="township",
        grid=town,
        parent=main,
        phone="0000-60001",
        reception_days="每周一上午",
        address="城关镇政府一楼",
    )
    session.add_all([main, station])
    session.flush()
    li = _deputy(session, "D1", "李明", "county", east_grid, now)
    wang = _deputy(session, "D2", "王芳", "township", east_grid, now)
    _deputy(session, "D3", "赵刚", "township", west_grid, now, "西坪村党支部书记")
    power = _bureau(session, "B1", "城关供电所", "local_office", "power_supply", town, ["供电所"])
    water = _bureau(session, "B2", "县水利局", "county_bureau", "water", None, ["水利局"])
    _bureau(session, "B3", "城关镇政府", "township_government", "township_government", town, [])
    _liaison(session, "L1", "孙电", power, now)
    _liaison(session, "L2", "钱水", water, now)
    officer(session, "O1", "周干事", "liaison_officer", now, station=station)
    officer(session, "O2", "吴站长", "station_chief", now, station=station)
    clerk = officer(session, "O3", "郑科员", "office", now)
    session.add(
        OnCall(officer_id=clerk.id, since=now - timedelta(days=1), until=now + timedelta(days=60))
    )
    roster_changed(session)
    session.flush()
    return SmallCounty(
        dongping=east_grid.id,
        xiping=west_grid.id,
        town=town.id,
        station=station.id,
        power=power.id,
        water=water.id,
        li=li.id,
        wang=wang.id,
    )


def person(session: Session, name: str, now: datetime, *, follows: bool = True) -> Contact:
    """A contact with the openid o-<name>; ``follows=False``: never wrote to us."""
    contact = people.new_contact(session, now=now, name=name, phone=f"1380000{len(name):04}")
    if follows:
        session.add(
            Identity(
                contact=contact,
                channel="wechat",
                external_id=f"o-{name}",
                digest=vault().digest(f"o-{name}"),
                following=True,
                sent_in_window=0,
                sent_after_event=0,
                consents="",
            )
        )
    session.flush()
    return contact


def _grid(
    session: Session,
    code: str,
    name: str,
    level: str,
    parent: Grid | None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Grid:
    grid = Grid(
        code=code,
        name=name,
        level=level,
        parent=parent,
        names={},
        latitude=latitude,
        longitude=longitude,
    )
    session.add(grid)
    session.flush()
    grid.path = f"{parent.path if parent else '/'}{grid.id}/"
    return grid


def _deputy(
    session: Session,
    code: str,
    name: str,
    congress: str,
    grid: Grid,
    now: datetime,
    occupation: str = "",
) -> Deputy:
    deputy = Deputy(
        code=code,
        contact=person(session, name, now),
        name=name,
        congress=congress,
        electoral_unit="第三选区",
        occupation=occupation,
        since=SINCE,
    )
    session.add(deputy)
    session.flush()
    session.add(DeputyGrid(deputy_id=deputy.id, grid_id=grid.id, since=SINCE))
    return deputy


def _bureau(
    session: Session,
    code: str,
    name: str,
    kind: str,
    role: str,
    grid: Grid | None,
    aliases: list[str],
) -> Bureau:
    bureau = Bureau(code=code, name=name, kind=kind, role=role, grid=grid, aliases=aliases)
    session.add(bureau)
    session.flush()
    return bureau


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


def officer(
    session: Session,
    code: str,
    name: str,
    role: str,
    now: datetime,
    station: Station | None = None,
) -> Officer:
    officer = Officer(code=code, contact=person(session, name, now), name=name, since=SINCE)
    session.add(officer)
    session.flush()
    session.add(
        OfficerRole(
            officer_id=officer.id,
            role=role,
            station_id=station.id if station else None,
            since=SINCE,
        )
    )
    return officer
