"""Another DATA_KEY for a store that is in use: all of it, in batches, cut off or not."""

import base64
import itertools
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.database import Base, Database
from bot.store.rekey import rekey, sealed_columns
from bot.store.types import Sealed
from bot.store.vault import Vault, use_vault
from tests import small_county
from tests.cli_parts import Shell, use_environment
from tests.talking import StillClock, Town

OLD, NEW = Vault(b"d" * 32, b"l" * 32), Vault(b"n" * 32, b"l" * 32)
SAID = "东坪村三组路灯不亮好几天了"


@pytest.fixture
def used(database: Database, monday: datetime) -> Database:
    with database.write() as session:
        small_county.build(session, monday)
    town = Town(database, StillClock(monday))
    town.says("大娘", SAID)
    town.says("大娘", "13800001234")
    return database


def everything(database: Database, vault: Vault) -> list[str]:
    """All that is sealed, opened with ``vault``."""
    found = []
    with database.read() as session:
        for table, columns in sealed_columns().items():
            for name in columns:
                (key,) = Base.metadata.tables[table].primary_key.columns
                query = text(
                    f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY {key.name}"
                )
                found += [vault.open(bytes(value)) for (value,) in session.execute(query)]
    return found


def test_every_sealed_value_opens_with_the_new_key_and_says_the_same(used: Database) -> None:
    before = everything(used, OLD)
    assert SAID in before and "13800001234" in before
    batches = list(rekey(used, OLD, NEW, batch=3))
    assert sum(batch.changed for batch in batches) == len(before)
    assert sum(batch.unreadable for batch in batches) == 0
    assert everything(used, NEW) == before


def test_one_that_was_cut_off_goes_on_and_a_second_run_changes_nothing(used: Database) -> None:
    before = everything(used, OLD)
    first = list(itertools.islice(rekey(used, OLD, NEW, batch=2), 3))
    done = sum(batch.changed for batch in first)
    again = list(rekey(used, OLD, NEW))
    assert done > 0 and sum(batch.changed for batch in again) == len(before) - done
    assert everything(used, NEW) == before
    assert sum(batch.changed for batch in rekey(used, OLD, NEW)) == 0


def test_what_neither_key_opens_is_left_alone_and_counted(used: Database) -> None:
    wrong = Vault(b"w" * 32, b"l" * 32)
    batches = list(rekey(used, wrong, NEW))
    assert sum(batch.changed for batch in batches) == 0
    assert sum(batch.unreadable for batch in batches) == len(everything(used, OLD))


def test_the_columns_are_found_by_their_type() -> None:
    sealed = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    }
    found = {(table, name) for table, names in sealed_columns().items() for name in names}
    assert found == sealed and ("contacts", "phone") in found


def test_the_command_says_what_it_did_and_refuses_the_same_key(
    used: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    vault: Vault,
) -> None:
    shell = Shell(capsys)
    before = everything(used, OLD)
    old, new = (base64.b64encode(letter * 32).decode() for letter in (b"d", b"n"))
    try:
        use_environment(monkeypatch, used, tmp_path, DATA_KEY=old, OLD_DATA_KEY=old)
        assert shell.run("rekey") == 1 and "同一个" in shell.complained
        use_environment(monkeypatch, used, tmp_path, DATA_KEY=new, OLD_DATA_KEY="short")
        assert shell.run("rekey") == 1 and "OLD_DATA_KEY" in shell.complained
        use_environment(monkeypatch, used, tmp_path, DATA_KEY=new, OLD_DATA_KEY=old)
        assert shell.run("rekey") == 0
        assert f"换好了{len(before)}项" in shell.said
        assert everything(used, NEW) == before
    finally:
        use_vault(vault)
