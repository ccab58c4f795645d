"""A county in which no page of the console is empty, for tests that look at every one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.actions.suggestions import assigning, drafts, returns
from bot.domain.workflow import Party
from bot.store.database import Database
from bot.store.models import Station
from bot.store.vault import Vault
from tests import suggestion_parts
from tests.broadcast_parts import write
from tests.console_pages import PAGES
from tests.console_parts import second_township
from tests.pages_parts import Office, running_office
from tests.pages_scene import busy_day, said
from tests.test_console_elections import TOWN, upload
from tests.test_console_roles import more_officers


@dataclass
class Scene:
    office: Office
    names: dict[str, int]


@contextmanager
def full_scene(folder: Path, vault: Vault, sqlite_pattern: Path) -> Iterator[Scene]:
    """The running office with something on every page."""
    file = folder / "test.db"
    file.write_bytes(sqlite_pattern.read_bytes())
    database = Database(f"sqlite:///{file}", vault)
    with running_office(
        database,
        folder,
        suggestion_parts.NEW_YEARS_EVE,
        build=suggestion_parts.build,
        more_people=suggestion_parts.PEOPLE,
    ) as office:
        yield Scene(office, _fill(office))
    database.close()


def _fill(office: Office) -> dict[str, int]:
    names = busy_day(office)
    now = office.town.clock.now()
    with office.town.database.write() as session:
        # One in the bureau's hands, one that it gives back, one to assign, one in review.
        scene = suggestion_parts.Scene(session, now)
        scene.assigned(title="修复西坪村水渠", supporting=("县交通局",))
        row = scene.received(title="改造东坪村供水管网")
        given = scene.words("管网归自来水公司")
        returns.request(session, row, scene.liaison(row), given, to="县交通局", now=now)
        scene.filed(title="给东坪小学门口划斑马线")
        about = scene.draft(title="增开城关镇到县医院的早班车")
        drafts.submit(session, about, scene.actor("李明", about, Party.DEPUTY), now=now)
        met = assigning.Item(scene.filed(title="清理东坪河道"), [scene.bureau("县水利局")])
        clerk = scene.office(met.suggestion)
        assigning.assign_meeting(session, [met], clerk, name="年初交办会", now=now)
        # They come afterwards: where there is a general office, a suggestion has one level more.
        second_township(session, now)
        more_officers(session, now)
    names["request"] = said(office.town.says("大娘", "我想看看你们记了我哪些个人信息"))
    desk = office.desk("周干事")
    names["broadcast"] = int(write(desk).rsplit("/", 1)[1])
    desk.get("/console/new")
    slip = desk.post("/console/new", said="东坪村桥栏杆断了一截", source="walk_in")
    names["slip"] = int(slip.url.rsplit("/", 1)[1])
    county = office.desk("郑科员")
    upload(office, county, TOWN, "QH01")
    assert county.page is not None
    names["election"] = int(county.page.url.rsplit("/", 1)[1])
    with office.town.database.read() as session:
        names["station"] = session.scalars(select(Station.id).where(Station.code == "Z01")).one()
    return names


def paths(scene: Scene) -> list[str]:
    return [path.format(**scene.names) for several in PAGES.values() for path in several]
