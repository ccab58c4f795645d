"""Two suggestions that somebody calls one matter, each by a word of its title."""

import re
from collections.abc import Sequence

from bot.store.models import Suggestion

#: The two of 「把供水那件和自来水的并一起」.
_SIDES = re.compile(
    r"^(?:我看|把|这|那)*(.{2,12}?)(?:和|跟|与|同|、)(.{2,12}?)"
    r"(?:说的|讲的|其实|应该|都|就|也)*(?:是|并|合|重)"
)
_POINTS = re.compile(r"(?:的?[这那]?[件个条份])?(?:代表)?(?:建议|稿子?)?的?$|^[这那][件条个份]")


def called_alike(rows: Sequence[Suggestion], said: str) -> list[Suggestion]:
    """「供水的和自来水的是一回事」: those whose titles have these words, one for each side that is
    plain."""
    found = _SIDES.match(said)
    sides = [_POINTS.sub("", side) for side in found.groups()] if found is not None else []
    called = [[row for row in rows if len(side) > 1 and side in row.title] for side in sides]
    return list(dict.fromkeys(these[0] for these in called if len(these) == 1))
