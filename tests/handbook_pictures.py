"""The pictures of docs/handbook.zh.md, taken anew: `make handbook`.

The demo county on a fixed Monday is started as people start it, a few things happen in it by clicks
and typing, and each page of the handbook is photographed, small enough for a repository."""

import io
import tempfile
from datetime import datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from bot.clock import SystemClock
from bot.demo import casework
from bot.demo.load import load_base, set_clock
from bot.domain.calendars import LOCAL
from bot.settings import Settings, read_settings
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.vault import Vault
from tests.chromium import running_chromium
from tests.demo_parts import HERE, PASSWORD, Demo, Table, number_in, running_demo

OUT = HERE / "docs" / "handbook"
#: The Monday of the pictures.
START = datetime(2026, 11, 23, 9, 0, tzinfo=LOCAL)
DESK = {"width": 1000, "height": 760}
PHONE = {"width": 400, "height": 780}
#: Points from the top that are kept, and bytes that one picture may have.
MOST_HIGH, MOST_BYTES = 1080, 120_000
LAMP = "俺村三组的路灯坏了五天了，学生夜里走路怕"


def main() -> None:
    """Take all of them; the ones that were there before are replaced."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fill(folder)
        with running_demo(folder) as demo, running_chromium() as chromium:
            _play(demo, chromium)


def _settings() -> Settings:
    lines = (HERE / ".env.demo").read_text(encoding="utf-8").splitlines()
    return read_settings(dict(line.split("=", 1) for line in lines if "=" in line))


def _fill(folder: Path) -> None:
    """The county as it is at START, whatever day it is today."""
    settings = _settings()
    vault = Vault(settings.data_key, settings.lookup_key)
    database = Database(f"sqlite:///{folder}/demo.db", vault)
    migrate(database)
    with database.write() as session:
        load_base(session, START)
        casework.play(session, START)
        set_clock(session, START, SystemClock().now())
    database.close()


class Camera:
    """One window of somebody, at a desk or on a phone."""

    def __init__(self, chromium: Browser, demo: Demo, login: str = "", *, small: bool = False):
        self.page = chromium.new_page(viewport=PHONE if small else DESK, locale="zh-CN")  # type: ignore[arg-type]
        self.demo = demo
        if login:
            self.page.goto(f"{demo.service}/console/login")
            self.page.get_by_label("登录名").fill(login)
            self.page.get_by_label("密码").fill(PASSWORD)
            self.page.get_by_role("button", name="登录").click()
            self.page.wait_for_url("**/console/")

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.demo.service}{path}")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def take(self, name: str) -> None:
        keep(name, self.page.screenshot(full_page=True))

    def see(self, path: str, name: str) -> None:
        self.go(path)
        self.take(name)


def keep(name: str, data: bytes) -> None:
    """Write the picture, cut at the bottom and in as few colours as it needs."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, MOST_HIGH)))
    for colours in (64, 32, 16):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    (OUT / f"{name}.png").write_bytes(out.getvalue())
    print(f"{name}: {out.tell()} bytes")  # noqa: T201


def _of(node: Locator, name: str) -> None:
    node.scroll_into_view_if_needed()
    keep(name, node.screenshot())


# ------------------------------------------------------------------ what happens


def _play(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 1640, "height": 940}, locale="zh-CN")
    table = Table(page, demo)
    table.sit_down()
    number = _lamp_until_the_station(table)
    _the_station(chromium, demo, number)
    _bureau_and_deputy(table, demo, number)
    _the_county(chromium, demo)
    page.close()


def _lamp_until_the_station(table: Table) -> str:
    """A villager says something, the deputy goes and asks for it to be handed over."""
    guilan, zhiyuan = table.phone("王桂兰"), table.phone("陈志远")
    number = number_in(guilan.says(LAMP))
    guilan.sends("voice")
    zhiyuan.opens_card("路灯")
    _of(zhiyuan.node, "22-deputy-task")
    zhiyuan.closes_page()
    zhiyuan.says("1")
    guilan.hears("陈志远代表接手了")
    _of(guilan.node, "21-villager-chat")
    zhiyuan.says("转供电所")
    table.phone("李大山").says("东坪村三组的路灯坏了好几天，学生夜里走路怕")
    return number


def _the_station(chromium: Browser, demo: Demo, number: str) -> None:
    desk = Camera(chromium, demo)
    desk.see("/console/login", "01-login")
    desk.page.close()
    desk = Camera(chromium, demo, "wangmin")
    desk.take("02-today")
    desk.see(f"/console/issue/{number}", "03-case")
    later = str(int(number) + 1)
    desk.go(f"/console/issue/{later}")
    _of(desk.page.locator("section[aria-labelledby=twins]"), "04-twins")
    desk.see("/console/new", "05-enter")
    desk.page.get_by_label("说的事").fill("东坪桥的栏杆断了一截，孩子上学从那过")
    desk.page.get_by_label("地点").fill("东坪村")
    desk.page.get_by_role("button", name="记下，出回执").click()
    desk.page.wait_for_url("**/console/receipt/*")
    desk.take("06-slip")
    desk.go("/console/")
    desk.page.locator(f"a[href$='/issue/{number}']").first.wait_for()
    desk.see("/console/issues?state=all&q=路灯", "07-issues")
    desk.see("/console/papers", "08-papers")
    desk.page.close()
    small = Camera(chromium, demo, "wangmin", small=True)
    small.take("09-today-on-a-phone")
    small.go("/console/")
    small.page.get_by_role("button", name="核实，转").first.click()
    small.page.get_by_role("status").first.wait_for()
    small.page.close()


def _bureau_and_deputy(table: Table, demo: Demo, number: str) -> None:
    power = table.phone("马强")
    power.opens("/p/mine", demo)
    _of(power.node, "23-bureau-list")
    power.opens(f"/p/issue/{number}", demo)
    _of(power.node, "24-bureau-case")
    power.closes_page()
    zhiyuan = table.phone("陈志远")
    zhiyuan.says("今天走访了东坪村，看了三组的路灯")
    zhiyuan.opens("/p/duty-book", demo)
    _of(zhiyuan.node, "25-duty-book")
    zhiyuan.closes_page()


def _the_county(chromium: Browser, demo: Demo) -> None:
    desk = Camera(chromium, demo, "linfang")
    desk.take("10-today-of-the-county")
    desk.see("/console/suggestions", "11-suggestions")
    desk.go("/console/")
    desk.page.locator("section[aria-labelledby=assign] a").first.click()
    desk.page.locator("summary", has_text="交办").first.click()
    desk.page.wait_for_load_state("networkidle")
    desk.take("12-suggestion")
    for path, name in (
        ("/console/suggestions/meeting", "13-meeting"),
        ("/console/papers/monday", "14-monday"),
        ("/console/papers/duty-books", "15-duty-books"),
        ("/console/pictures", "16-pictures"),
        ("/console/outgoing?state=telephone", "17-calls"),
        ("/console/roster", "18-roster"),
        ("/console/accounts", "19-accounts"),
        ("/console/rules", "20-rules"),
    ):
        desk.see(path, name)
    desk.page.close()


if __name__ == "__main__":
    main()
