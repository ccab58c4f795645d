"""Parts for tests that play the whole demo in a real browser: `python app.py demo` as people start
it, and the table of phones as they touch it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from playwright.sync_api import FrameLocator, Locator, Page, expect

HERE = Path(__file__).parent.parent
PASSWORD = "qinghe-demo-2026"
#: Patience, not a promise of speed: two slow cores share everything.
PATIENCE = 60_000
_WORKING_DAYS = ("星期一", "星期二", "星期三", "星期四", "星期五")


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo: where its phones and its service are, and its processes."""

    phones: str
    service: str
    process: subprocess.Popen[bytes]


@contextmanager
def running_demo(folder: Path, database_url: str = "") -> Iterator[Demo]:
    """``app.py demo`` on free ports with everything it keeps in ``folder``."""
    port, sandbox_port = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {
        "DEMO_FOLDER": str(folder),
        "DATABASE_URL": database_url or f"sqlite:///{folder}/demo.db",
        "MEDIA_DIR": str(folder / "media"),
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
    }
    log = folder / "demo.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "app.py"), "demo"],
            cwd=HERE,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            demo = Demo(f"http://127.0.0.1:{sandbox_port}", f"http://127.0.0.1:{port}", process)
            _wait_until_ready(demo, log)
            yield demo
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the demo and what it started: they are one process group, and only ours."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
    except ProcessLookupError:
        return
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(demo: Demo, log: Path) -> None:
    until = time.monotonic() + 600
    while "停下" not in log.read_text(encoding="utf-8", errors="replace"):
        if demo.process.poll() is not None or time.monotonic() > until:
            said = log.read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"the demo did not start:\n{said[-3000:]}")
        time.sleep(0.2)
    requests.get(f"{demo.service}/healthz", timeout=20).raise_for_status()


def copy_of(pattern: Path, folder: Path) -> Path:
    """The folder of a demo that was loaded and stopped, to start another one from."""
    shutil.copytree(pattern, folder)
    return folder


# ------------------------------------------------------------------------- the table of phones


@dataclass
class Phone:
    """One person's phone, used as a finger uses it."""

    name: str
    page: Page
    node: Locator

    def says(self, text: str) -> str:
        """Type, press enter, and read what the bot answers."""
        before = self._answers().count()
        self.types(text)
        return self._answer_after(before)

    def types(self, text: str) -> None:
        box = self.node.locator("[data-role=input]")
        box.fill(text)
        box.press("Enter")

    def sends(self, tile: str, then: str = "") -> str:
        """Tap + and a tile (voice, place …), then the choice ``then``; what the bot answers."""
        before = self._answers().count()
        self._tile(tile)
        sheet = self.node.locator("[data-role=sheet]")
        if then:
            sheet.get_by_role("button", name=then, exact=True).click()
        else:
            sheet.locator("[data-role=sheet-submit]").click()
        return self._answer_after(before)

    def sends_picture(self, file: Path) -> str:
        before = self._answers().count()
        with self.page.expect_file_chooser() as chosen:
            self._tile("photo")
        chosen.value.set_files(file)
        return self._answer_after(before)

    def _tile(self, name: str) -> None:
        self.node.locator("[data-role=plus]").click()
        self.node.locator(f"[data-role=send-{name}]").click()

    def _answers(self) -> Locator:
        return self.node.locator("[data-role=message][data-side=account]:has([data-role=latency])")

    def _answer_after(self, before: int) -> str:
        expect(self._answers()).not_to_have_count(before, timeout=PATIENCE)
        return self._answers().last.locator(".bubble").inner_text()

    def hears(self, *words: str) -> str:
        """Wait for a message or card of the account with all of these words; its text."""
        found = self.node.locator("[data-role=message][data-side=account]")
        for word in words:
            found = found.filter(has_text=word)
        expect(found.last).to_be_attached(timeout=PATIENCE)
        return found.last.inner_text()

    def heard(self) -> str:
        """Everything that the account has sent here so far."""
        found = self.node.locator("[data-role=message][data-side=account]")
        return "\n".join(found.all_inner_texts())

    def cards(self, word: str) -> Locator:
        """Template cards that speak of ``word``."""
        return self.node.locator("[data-role=card]").filter(has_text=word)

    def opens_card(self, word: str) -> FrameLocator:
        """Tap the newest card that speaks of ``word``; the page inside the phone."""
        card = self.cards(word).last
        expect(card).to_be_attached(timeout=PATIENCE)
        card.click()
        return self.page_inside()

    def opens(self, path: str, demo: Demo) -> FrameLocator:
        """Follow a link of the service that somebody forwarded to this phone."""
        number = self.node.locator("[data-role=webview]")
        opener = number.get_attribute("title")
        assert opener is not None
        openid = self.node.get_attribute("data-persona")
        number.evaluate(
            "(frame, address) => { frame.closest('[data-role=webview-panel]').hidden = false;"
            " frame.src = address; }",
            f"/_phone/{openid}/open?url={demo.service}{path}",
        )
        self.node.scroll_into_view_if_needed()
        return self.page_inside()

    def page_inside(self) -> FrameLocator:
        frame = self.node.frame_locator("[data-role=webview]")
        expect(frame.locator("h1, main").first).to_be_visible(timeout=PATIENCE)
        return frame

    def reloads_until(self, wanted: Locator) -> None:
        """Tap ↻ until ``wanted`` is there: pictures are fetched after the message."""
        for _ in range(20):
            try:
                expect(wanted).to_be_visible(timeout=2_000)
                return
            except AssertionError:
                self.node.locator("[data-role=webview-reload]").click()
        expect(wanted).to_be_visible()

    def closes_page(self) -> None:
        self.node.locator("[data-role=webview-close]").click()


@dataclass
class Table:
    """The phones page. ``complaints``: what the browser's console had to say."""

    page: Page
    demo: Demo
    complaints: list[str] = field(default_factory=list)

    def sit_down(self) -> None:
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.demo.phones)
        expect(self.page.locator("body[data-ready=yes]")).to_be_attached(timeout=PATIENCE)

    def phone(self, name: str) -> Phone:
        return Phone(name, self.page, self.page.locator(f"section[aria-label='{name}的手机']"))

    def forward(self, label: str) -> None:
        """Tap one of the buttons that move time: 1天, 到明早9点 …"""
        before = self._time()
        self.page.locator("#forward").get_by_role("button", name=label, exact=True).click()
        expect(self.page.locator("#demo-time")).not_to_have_text(before, timeout=PATIENCE)

    def to_a_working_morning(self) -> None:
        self.forward("到明早9点")
        while self._time().split()[1] not in _WORKING_DAYS:
            self.forward("到明早9点")

    def _time(self) -> str:
        return self.page.locator("#demo-time").inner_text()

    def fault(self, kind: str, *, on: bool) -> None:
        """Turn a fault on or off in the panel, as a finger does."""
        panel = self.page.locator("#faults")
        if not panel.is_visible():
            self.page.locator("#faults-button").click()
        box = self.page.locator(f"[data-fault='{kind}']")
        (box.check if on else box.uncheck)()
        count = self.page.locator("#faults-count")
        expect(count).to_be_visible() if on else expect(count).to_be_hidden()
        self.page.locator("#faults-close").click()

    def picture(self, name: str) -> None:
        """Keep a picture of the table, if a folder is given for it."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}.png")


def number_in(text: str) -> str:
    """民249 → 249."""
    found = re.search(r"民(\d+)", text)
    assert found is not None, text
    return found[1]
