"""The pages of the console are measured as an officer sees them. Figures are read, not asserted."""

from datetime import datetime
from pathlib import Path

from bench.console import OF_BUREAU, OF_STATION, PAGES, page_times
from bench.filling import grow
from bench.service import Service
from bot.store.database import Database
from tests.pages_parts import running_office


def test_every_page_is_measured_in_a_grown_county(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday) as office:
        grow(database, 300, monday)
        service = Service({}, office.settings, database, tmp_path)
        (spent,) = page_times([service], turns=1)
    of_some = [f"station: {page}" for page in OF_STATION] + [
        f"bureau: {page}" for page in OF_BUREAU
    ]
    assert list(spent) == [*PAGES, *of_some]
    assert all(page.ms > 0 for page in spent.values())
    assert spent["list"].rows > 0
