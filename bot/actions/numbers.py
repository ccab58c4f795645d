"""Running numbers that are never given twice and never start again."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store.models import Counter


def next_number(session: Session, name: str) -> int:
    """The next number of ``name``; other writers wait until this transaction ends."""
    value: int | None = session.scalar(
        update(Counter)
        .where(Counter.name == name)
        .values(value=Counter.value + 1)
        .returning(Counter.value)
    )
    if value is None:
        session.add(Counter(name=name, value=1))
        session.flush()
        return 1
    return value
