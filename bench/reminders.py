"""11,000 deputies' grid-visit reminders: queued in how long, and does a rerun add any?

.venv/bin/python -m bench.reminders            # SQLite in a temporary file
DATABASE_URL=postgresql+psycopg://… .venv/bin/python -m bench.reminders   # an empty database
"""

import os
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from bot.actions import duties
from bot.domain.calendars import LOCAL
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.models import Contact, Deputy, DeputyGrid, Grid, Identity, Notice
from bot.store.vault import Vault

DEPUTIES = 11_000
GRIDS = 338
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=LOCAL)
GOAL = 5.0


def fill(database: Database) -> None:
    """A roster, and nothing else."""
    since = date(2021, 11, 1)
    with database.write() as session:
        session.execute(
            insert(Grid),
            [
                {"id": n, "code": f"g{n}", "name": f"网格{n}", "level": "grid", "path": f"/{n}/"}
                for n in range(1, GRIDS + 1)
            ],
        )
        session.execute(
            insert(Contact), [{"id": n, "created_at": NOW} for n in range(1, DEPUTIES + 1)]
        )
        session.execute(
            insert(Identity),
            [
                {
                    "contact_id": n,
                    "channel": "wechat",
                    "external_id": f"o{n}",
                    "digest": f"{n:064d}",
                    "following": True,
                    "sent_in_window": 0,
                    "sent_after_event": 0,
                    "consents": "",
                }
                for n in range(1, DEPUTIES + 1)
            ],
        )
        session.execute(
            insert(Deputy),
            [
                {
                    "id": n,
                    "code": f"d{n}",
                    "contact_id": n,
                    "name": f"代表{n}",
                    "congress": "county" if n % 3 else "township",
                    "since": since,
                }
                for n in range(1, DEPUTIES + 1)
            ],
        )
        session.execute(
            insert(DeputyGrid),
            [
                {"deputy_id": n, "grid_id": n % GRIDS + 1, "since": since}
                for n in range(1, DEPUTIES + 1)
            ],
        )


def run(database: Database) -> tuple[float, float]:
    """Seconds of one run, commits included, and of its longest transaction: so long nobody else
    writes."""
    spent: list[float] = []
    more = True
    while more:
        begun = time.perf_counter()
        with database.write() as session:
            more = duties.remind_some(session, now=NOW) > 0
        spent.append(time.perf_counter() - begun)
    return sum(spent), max(spent)


def queued(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(Notice.id))) or 0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.db'}"
        database = Database(url, Vault(b"d" * 32, b"l" * 32))
        migrate(database)
        fill(database)
        (first, longest), after_first = run(database), queued(database)
        (again, _), after_again = run(database), queued(database)
        database.close()
    print(f"{url.split(':')[0]}: {after_first} reminders queued in {first:.2f} s (goal < {GOAL} s)")
    print(f"longest transaction: {longest * 1000:.0f} ms")
    print(f"rerun: {again:.2f} s, {after_again - after_first} added (goal 0)")
    if after_first != DEPUTIES or after_again != after_first or first >= GOAL:
        raise SystemExit("goal missed")


if __name__ == "__main__":
    main()
