"""Where the parts are put together. Everything else is told what it needs; this file asks.

python app.py web        the service; on SQLite with scheduler and delivery in the same process
python app.py scheduler  what happens by itself (PostgreSQL; a second one stands by)
python app.py delivery   delivery only (PostgreSQL; any number)
python app.py sandbox    the platform's stand-in with the phones page (demo)
python app.py demo       all of it, on a demo county, with no credentials and no internet
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from bot.actions import alarms, hand_overs, issues, messages
from bot.actions.suggestions import by_itself
from bot.actions.tokens import DatabaseTokens
from bot.actions.truths import tell_when_true
from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.clock import Clock, DemoClock, SystemClock
from bot.demo.load import NotEmpty, load, say, write_sandbox_files
from bot.settings import BadSettings, Settings, read_settings
from bot.store.database import Database
from bot.store.migrate import is_current, migrate
from bot.store.vault import Vault
from handlers.intake import Intake
from handlers.sandbox import SandboxConfig, create_sandbox, serve
from handlers.web import create_web
from scheduler.process import ByItself, run_until_signal, start
from scheduler.sending import Delivery
from scheduler.service import Scheduler
from scheduler.table import Due, jobs

HERE = Path(__file__).parent
DEMO_FOLDER = Path(os.environ.get("DEMO_FOLDER", HERE / "var" / "demo"))

#: What time does to cases: name, seconds between two looks, act.
DUE = (
    Due("untouched", 60, issues.move_attention),
    Due("receipts", 60, hand_overs.remind_bureaus),
    Due("overdue", 60, hand_overs.tell_overdue),
    Due("alarms", 10, alarms.next_round),
    Due("unhandled", 300, messages.tell_office_of_unhandled),
    *(Due(name, 60, act) for name, act in by_itself.ACTS.items()),
)


@dataclass(frozen=True, slots=True)
class Parts:
    """One process's parts."""

    settings: Settings
    database: Database
    clock: Clock
    account: OfficialAccount
    delivery: Delivery
    intake: Intake


def settings_or_exit() -> Settings:
    """The settings, or one clear line and the end."""
    try:
        return read_settings(os.environ)
    except BadSettings as error:
        sys.exit(f"settings: {error}")


def open_database(settings: Settings) -> Database:
    vault = Vault(settings.data_key, settings.lookup_key)
    return Database(settings.database_url, vault, public_url=settings.public_url)


def open_parts(settings: Settings) -> Parts:
    """Open the store and put the parts together. Exits with one line if migrations are missing."""
    database = open_database(settings)
    if not is_current(database):
        sys.exit("the database is not up to date: run `python -m bot migrate` first")
    clock: Clock = DemoClock(database) if settings.demo else SystemClock()
    account = OfficialAccount(
        settings.wechat_app_id,
        settings.wechat_app_secret,
        settings.wechat_api_base,
        DatabaseTokens(database, Token),
        clock=clock.now,
    )
    delivery = Delivery(database, clock, account, on_told=tell_when_true)
    intake = Intake(database, clock, delivery.wake)
    return Parts(settings, database, clock, account, delivery, intake)


def start_by_itself(parts: Parts) -> ByItself:
    """Delivery and scheduler, in threads of this process."""
    table = jobs(
        parts.database,
        parts.clock,
        parts.account,
        parts.settings.media_dir,
        again=parts.intake.again,
        due=DUE,
    )
    scheduler = Scheduler(parts.database, parts.clock, table, wake=parts.delivery.wake)
    return start(parts.delivery, scheduler)


def create_app() -> Flask:
    """The web process (WSGI). On SQLite what happens by itself runs in it, too."""
    parts = open_parts(settings_or_exit())
    settings = parts.settings
    envelope = Envelope(
        settings.wechat_token, settings.wechat_app_id, settings.wechat_aes_key, settings.wechat_mode
    )
    app = create_web(settings, parts.database, parts.clock, parts.account, envelope, parts.intake)
    parts.intake.warm_up()
    if parts.database.is_sqlite:
        start_by_itself(parts)
    return app


def _free_or_exit(port: int) -> None:
    """Two servers may share a port without a word and answer in turns: refuse that."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(f"port {port} is in use: stop what runs there, or set another one")


def web() -> None:
    settings = settings_or_exit()
    _free_or_exit(settings.port)
    Granian(
        "app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=16,
        backlog=1024,
        working_dir=HERE,
    ).serve()


def scheduler() -> None:
    run_until_signal(start_by_itself(open_parts(settings_or_exit())))


def delivery() -> None:
    run_until_signal(start(open_parts(settings_or_exit()).delivery))


def sandbox() -> None:
    settings = settings_or_exit()
    if not settings.demo:
        sys.exit("the sandbox belongs to the demo: set DEMO=1")
    config = SandboxConfig(
        app_id=settings.wechat_app_id,
        app_secret=settings.wechat_app_secret,
        token=settings.wechat_token,
        aes_key=settings.wechat_aes_key,
        mode=settings.wechat_mode,
        webhook_url=f"http://127.0.0.1:{settings.port}/wechat",
        public_url=settings.public_url,
        personas_file=DEMO_FOLDER / "personas.json",
        templates_file=DEMO_FOLDER / "templates.json",
        state_path=DEMO_FOLDER / "sandbox.db",
        own_url=f"http://127.0.0.1:{settings.sandbox_port}",
    )
    serve(create_sandbox(config, DemoClock(open_database(settings))), settings.sandbox_port)


# ---------------------------------------------------------------------------------- demo


def demo() -> None:
    """Migrate, load the county (once), start service and sandbox, print the addresses, wait."""
    os.environ.update(_demo_environment(os.environ))
    settings = settings_or_exit()
    _free_or_exit(settings.port)
    _free_or_exit(settings.sandbox_port)
    DEMO_FOLDER.mkdir(parents=True, exist_ok=True)
    database = open_database(settings)
    migrate(database)
    write_sandbox_files(DEMO_FOLDER)
    try:
        print(say(load(database, SystemClock().now()), DEMO_FOLDER), flush=True)
    except NotEmpty:
        print("演示数据已在，接着上次的用（要从头来：make clean）。", flush=True)
    names = ["sandbox", "web"] + ([] if database.is_sqlite else ["scheduler"])
    database.close()
    running = [subprocess.Popen([sys.executable, __file__, name]) for name in names]  # noqa: S603
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        _wait_until_alive(settings)
        print(_addresses(settings), flush=True)
        for process in running:
            process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _interrupted(_number: int, _frame: object) -> None:
    """Asked to end politely: the same as Ctrl+C, so that nobody is left running."""
    raise KeyboardInterrupt


def _demo_environment(given: Mapping[str, str]) -> dict[str, str]:
    """.env.demo, except where the environment says otherwise; ports move the addresses along."""
    lines = (HERE / ".env.demo").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    values = {name: given.get(name, value) for name, value in pairs}
    values["PUBLIC_URL"] = given.get("PUBLIC_URL", f"http://127.0.0.1:{values['PORT']}")
    values["WECHAT_API_BASE"] = given.get(
        "WECHAT_API_BASE", f"http://127.0.0.1:{values['SANDBOX_PORT']}"
    )
    return values


def _wait_until_alive(settings: Settings) -> None:
    for address in (
        f"http://127.0.0.1:{settings.port}/healthz",
        f"http://127.0.0.1:{settings.sandbox_port}/",
    ):
        for _ in range(300):
            try:
                urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)


def _addresses(settings: Settings) -> str:
    return "\n".join(
        [
            "",
            f"手机（扮演群众、代表、单位、站里）：http://127.0.0.1:{settings.sandbox_port}/",
            f"待办页（工作人员）：http://127.0.0.1:{settings.port}/console/",
            "停下：Ctrl+C",
        ]
    )


COMMANDS = {
    "web": web,
    "scheduler": scheduler,
    "delivery": delivery,
    "sandbox": sandbox,
    "demo": demo,
}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    COMMANDS[sys.argv[1]]()
