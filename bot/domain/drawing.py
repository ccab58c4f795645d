"""A sample that nobody chooses (随机抽查, B07)."""

import hashlib
from collections.abc import Sequence
from datetime import date


def drawn(names: Sequence[str], on: date, most: int) -> tuple[str, ...]:
    """At most ``most`` of ``names``, in their order: the same for everybody on this day, another
    sample tomorrow."""

    def lot(name: str) -> str:
        return hashlib.sha256(f"{on.isoformat()} {name}".encode()).hexdigest()

    chosen = set(sorted(names, key=lot)[:most])
    return tuple(name for name in names if name in chosen)
