"""The processes, by name. The parts are put together in ``service.py``, which is imported only by
the process that needs them: the parent of the web process watches and stays small.

python app.py web        the service; on SQLite with scheduler and delivery in the same process
python app.py scheduler  what happens by itself (PostgreSQL; a second one stands by)
python app.py delivery   delivery only (PostgreSQL; any number)
python app.py sandbox    the platform's stand-in with the phones page (demo)
python app.py demo       all of it, on a demo county, with no credentials and no internet
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from bot.settings import Settings, settings_or_exit

HERE = Path(__file__).parent
DEMO_FOLDER = Path(os.environ.get("DEMO_FOLDER", HERE / "var" / "demo"))


def _free_or_exit(port: int) -> None:
    """Two servers may share a port without a word and answer in turns: refuse that."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(f"port {port} is in use: stop what runs there, or set another one")


def web() -> None:
    """The web server, until a signal."""
    settings = settings_or_exit()
    _free_or_exit(settings.port)
    Granian(
        "app:load_web",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=16,
        backlog=1024,
        working_dir=HERE,
        # A worker that is asked to end while it still loads does not hear it.
        workers_kill_timeout=30,
    ).serve()


def load_web() -> object:
    """The WSGI application, in the process of the server. Nothing that is loaded is garbage: to
    look for some meanwhile is a sixth of the time."""
    gc.disable()
    from service import create_app

    application = create_app()
    gc.enable()
    return application


def scheduler() -> None:
    from service import run_scheduler

    run_scheduler()


def delivery() -> None:
    from service import run_delivery

    run_delivery()


def sandbox() -> None:
    """The platform's stand-in, until a signal."""
    from bot.clock import DemoClock
    from handlers.sandbox import SandboxConfig, create_sandbox, serve
    from service import open_database

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
    from bot.clock import SystemClock
    from bot.demo.load import NotEmpty, load, say, write_sandbox_files
    from bot.store.migrate import make_room, migrate
    from service import open_database

    os.environ.update(_demo_environment(os.environ))
    settings = settings_or_exit()
    _free_or_exit(settings.port)
    _free_or_exit(settings.sandbox_port)
    DEMO_FOLDER.mkdir(parents=True, exist_ok=True)
    make_room(settings.database_url)
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
        wait_until_alive(settings.port, settings.sandbox_port, running)
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


def wait_until_alive(
    port: int, sandbox_port: int, running: Sequence[subprocess.Popen[bytes]]
) -> None:
    """Until service and sandbox answer, however slow the machine is: their addresses are printed
    only then. Ends this process if one of ``running`` has ended."""
    for address in (f"http://127.0.0.1:{port}/healthz", f"http://127.0.0.1:{sandbox_port}/"):
        while not _answers(address):
            if any(process.poll() is not None for process in running):
                sys.exit("有一部分没有起来，原因见上面；改好后再运行一次 make demo。")
            time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=20).close()  # noqa: S310 - our own address
    except (urllib.error.URLError, OSError):
        return False
    return True


def _addresses(settings: Settings) -> str:
    return "\n".join(
        [
            "",
            f"手机（扮演群众、代表、单位、站里）：http://127.0.0.1:{settings.sandbox_port}/",
            f"工作台（工作人员）：http://127.0.0.1:{settings.port}/console/",
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
