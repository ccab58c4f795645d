"""Another DATA_KEY: everything that is sealed is sealed anew, batch by batch.

Each batch is one transaction. What opens with the new key is done already: a run that was cut off
goes on where it stopped, and a second run changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, LargeBinary, Table, bindparam, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.store.database import Base, Database
from bot.store.types import Sealed
from bot.store.vault import Vault

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What became of one batch: values sealed anew, found done, and opened by neither key."""

    table: str
    changed: int
    done_before: int
    unreadable: int


def sealed_columns() -> dict[str, list[str]]:
    """Table → its sealed columns."""
    found: dict[str, list[str]] = {}
    for table in Base.metadata.sorted_tables:
        names = [column.name for column in table.columns if isinstance(column.type, Sealed)]
        if names:
            found[table.name] = names
    return found


def rekey(database: Database, old: Vault, new: Vault, *, batch: int = BATCH) -> Iterator[Rekeyed]:
    """One ``Rekeyed`` for each batch, as it is committed. What neither key opens stays as it is.
    Nobody else may write meanwhile: the service has to be stopped."""
    for name, columns in sealed_columns().items():
        table = Base.metadata.tables[name]
        (key,) = table.primary_key.columns
        last: Any = None
        while True:
            with database.write() as session:
                rows = _rows(session, table, key, columns, last, batch)
                done = _batch(session, table, key, columns, rows, (old, new))
            if rows:
                yield done
            if len(rows) < batch:
                break
            last = rows[-1][0]


def _rows(
    session: Session, table: Table, key: Column[Any], columns: list[str], last: Any, batch: int
) -> list[Any]:
    raw = [type_coerce(table.c[name], LargeBinary).label(name) for name in columns]
    query = select(key, *raw).order_by(key).limit(batch)
    if last is not None:
        query = query.where(key > last)
    return list(session.execute(query).all())


def _batch(
    session: Session,
    table: Table,
    key: Column[Any],
    columns: list[str],
    rows: list[Any],
    vaults: tuple[Vault, Vault],
) -> Rekeyed:
    counts = {"changed": 0, "done_before": 0, "unreadable": 0}
    for name in columns:
        wanted = []
        for row in rows:
            value = getattr(row, name)
            if value is None:
                continue
            what, sealed = _reseal(bytes(value), *vaults)
            counts[what] += 1
            if sealed is not None:
                wanted.append({"row": row[0], "sealed": sealed})
        if wanted:
            session.execute(
                update(table)
                .where(key == bindparam("row"))
                .values({name: type_coerce(bindparam("sealed"), LargeBinary)}),
                wanted,
            )
    return Rekeyed(table.name, **counts)


def _reseal(value: bytes, old: Vault, new: Vault) -> tuple[str, bytes | None]:
    if _opens(new, value) is not None:
        return "done_before", None
    text = _opens(old, value)
    if text is None:
        return "unreadable", None
    return "changed", new.seal(text)


def _opens(vault: Vault, value: bytes) -> str | None:
    try:
        return vault.open(value)
    except (InvalidTag, ValueError):
        return None
