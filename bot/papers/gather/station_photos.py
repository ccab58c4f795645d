"""Photographs of a station's cases, small, for its binder: what people sent of the matter, and what
was sent of the result. They were drawn anew when they came (no place, no telephone in them); papers
(a page of the reception book) and voices are no photographs and stay out."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.papers.gather.results import BATCH
from bot.papers.pictures import Photo
from bot.store.models import Bureau, HandOver, Media

#: More than this nobody turns over; the rest is counted.
MOST = 192
#: Of one case: of the matter, and of the result.
_OF_A_CASE = 2
#: Points of the longer side: 75 mm on paper, and a zip that can still be mailed.
_SMALL = 640


@dataclass(frozen=True, slots=True)
class _Found:
    issue_id: int
    path: str
    caption: str
    result: bool


def of_issues(
    session: Session, numbers: Mapping[int, int], media_dir: Path | None
) -> tuple[list[Photo], int]:
    """Photographs of these issues (id → number) by number, and how many more there are. Results
    first, where there are too many. A file that is gone is left out and counted."""
    if media_dir is None:
        return [], 0
    found = _found(session, numbers)
    chosen: list[_Found] = []
    per: dict[tuple[int, bool], int] = {}
    for one in sorted(found, key=lambda one: not one.result):
        had = per.get((one.issue_id, one.result), 0)
        if had < _OF_A_CASE and len(chosen) < MOST:
            per[one.issue_id, one.result] = had + 1
            chosen.append(one)
    chosen.sort(key=lambda one: (numbers[one.issue_id], one.result))
    photos = []
    for one in chosen:
        data = small(media_dir / one.path)
        if data is not None:
            photos.append(Photo(data, one.caption))
    return photos, len(found) - len(photos)


def _found(session: Session, numbers: Mapping[int, int]) -> list[_Found]:
    ids: Sequence[int] = list(numbers)
    found = []
    for at in range(0, len(ids), BATCH):
        rows = session.execute(
            select(Media.issue_id, Media.path, Bureau.name)
            .outerjoin(HandOver, HandOver.id == Media.hand_over_id)
            .outerjoin(Bureau, Bureau.id == HandOver.bureau_id)
            .where(
                Media.issue_id.in_(ids[at : at + BATCH]),
                Media.kind == "image",
                Media.state == "fetched",
            )
            .order_by(Media.id)
        )
        for issue_id, path, bureau in rows:
            if issue_id is None:
                continue
            what = f"{bureau}报来的" if bureau else "反映时"
            found.append(_Found(issue_id, path, f"民{numbers[issue_id]}，{what}", bool(bureau)))
    return found


def small(file: Path) -> bytes | None:
    """A small JPEG of the picture; None: it is gone, or no picture."""
    try:
        with Image.open(file) as picture:
            picture.draft("RGB", (_SMALL, _SMALL))
            drawn = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    drawn.thumbnail((_SMALL, _SMALL))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=80)
    return out.getvalue()
