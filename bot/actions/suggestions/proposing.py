"""Which bureaus are proposed to whoever assigns a suggestion, with the reason, and which may have
it at all (mechanisms C23, P09). A person decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import recipients
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import label, newest
from bot.domain.workflows.assignment import REPLIED
from bot.store.asked_once import once
from bot.store.models import Assignment, Bureau, Issue, Suggestion
from nlp.similar import Recent, Signature, candidates

_TOWN_GOVERNMENT = "township_government"
#: Of the bodies in the townships, the kinds to which the county's congress assigns.
TOWN_BODIES = (_TOWN_GOVERNMENT, "street_office")
#: What a township's deputies call their own government.
_OWN_GOVERNMENT = {"镇政府", "乡政府", "人民政府", "街道办", "镇里", "乡里"}
#: So many earlier ones of a topic make its usual bureau.
_SAYS_SOMETHING = 3
#: A meeting proposes for sixty items at once: each is compared with the newest of its topic.
_MOST_COMPARED = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """A bureau that may be the right one, and why. ``role``: lead or supporting."""

    bureau: Bureau
    role: str
    why: str
    #: The 建议 asks for it, and for no other of that name: a second one is meant to help.
    named: bool = False


def propose(session: Session, suggestion: Suggestion, *, now: datetime) -> list[Proposed]:
    """Whom its 建议 asks by name, who led an earlier one like it, whom the text reads like, then
    who led most of its topic; a person decides."""
    found: dict[int, Proposed] = {}
    for row in (
        *_asked_by_name(session, suggestion),
        *_led_the_like(session, suggestion, now),
        *_read_like(session, suggestion),
        *_led_its_topic(session, suggestion),
    ):
        found.setdefault(row.bureau.id, row)
    issues = parties.issues_of(session, suggestion)
    rows = [
        row
        for row in found.values()
        if own_body(suggestion, row.bureau) and allowed(session, issues, row.bureau)
    ]
    return [
        row if number == 0 else replace(row, role="supporting") for number, row in enumerate(rows)
    ]


def _led_the_like(session: Session, suggestion: Suggestion, now: datetime) -> list[Proposed]:
    """Who answered an earlier suggestion of its topic that says much the same."""
    if suggestion.signature is None or suggestion.topic is None:
        return []
    rows = {
        str(row.id): row
        for row in session.scalars(
            select(Assignment)
            .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
            .where(*_earlier(suggestion), Suggestion.signature.is_not(None))
            .order_by(Suggestion.id.desc())
            .limit(_MOST_COMPARED)
            .options(joinedload(Assignment.suggestion), joinedload(Assignment.bureau))
        )
    }
    # However long ago it was answered: who did it then is just what one wants to know.
    recent = [
        Recent(ref, Signature.load(row.suggestion.signature or {}), now)
        for ref, row in rows.items()
    ]
    alike = candidates(Signature.load(suggestion.signature), recent, now=now)
    return [
        Proposed(row.bureau, "lead", f"差不多的{label(row.suggestion)}由它主办")
        for row in (rows[match.ref] for match in alike)
    ]


def _earlier(suggestion: Suggestion) -> tuple[ColumnElement[bool], ...]:
    """Answered as lead, of the same congress and topic."""
    return (
        Suggestion.topic == suggestion.topic,
        Suggestion.area_id == suggestion.area_id,
        Suggestion.id != suggestion.id,
        Assignment.role == "lead",
        Assignment.state == REPLIED,
    )


def _read_like(session: Session, suggestion: Suggestion) -> list[Proposed]:
    """What the county's congress asks goes to a county body before a township's, and never to a
    village or a station by itself."""
    first = {bureau.name: bureau for bureau in reversed(_active(session))}
    found = [first[name] for name in suggestion.bureaus if name in first]
    if suggestion.congress == "county":
        found = [one for one in found if one.grid_id is None or one.kind in TOWN_BODIES]
        found.sort(key=lambda bureau: bureau.grid_id is not None)
    return [Proposed(bureau, "lead", "正文说的是它的事") for bureau in found]


def _active(session: Session) -> Sequence[Bureau]:
    """Every body that there is, read once for all items of a meeting."""
    query = select(Bureau).where(Bureau.active).order_by(Bureau.id)
    return once(session, "active bureaus", lambda: session.scalars(query).all())


def _led_its_topic(session: Session, suggestion: Suggestion) -> list[Proposed]:
    """Who answered most of a topic. A topic is wide (lamps, rubbish, mains are one): a single
    earlier one says nothing."""
    query = (
        select(Assignment.bureau_id, func.count())
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(*_earlier(suggestion), Suggestion.topic.is_not(None))
        .group_by(Assignment.bureau_id)
        .having(func.count() >= _SAYS_SOMETHING)
        .order_by(func.count().desc(), Assignment.bureau_id)
        .limit(2)
    )
    # One answer for all items of a meeting that are of the topic: none of them is answered yet.
    of = ("led its topic", suggestion.topic, suggestion.area_id)
    earlier = once(session, of, lambda: session.execute(query).all())
    return [
        Proposed(
            session.get_one(Bureau, bureau_id),
            "lead",
            f"“{suggestion.topic}”有{count}件由它主办",
        )
        for bureau_id, count in earlier
    ]


def _asked_by_name(session: Session, suggestion: Suggestion) -> list[Proposed]:
    """Bureaus whose name stands in the 建议, in that order; who says 县公安局交警大队 has not said
    县公安局."""
    version = newest(session, suggestion)
    said = version.proposal.masked if version is not None and version.proposal is not None else ""
    spans = [
        (at, at + len(name), bureau)
        for bureau in _active(session)
        for name in _names(suggestion, bureau)
        for at in _places(name, said)
    ]
    spans.sort(key=lambda span: (span[0], -span[1]))
    whole = [span for span in spans if not any(_within(span, other) for other in spans)]
    found: dict[int, Proposed] = {}
    for start, end, bureau in whole:
        alone = {one.id for at, to, one in whole if (at, to) == (start, end)} == {bureau.id}
        row = Proposed(bureau, "lead", "建议里点了它的名", named=alone)
        found.setdefault(bureau.id, row)
    return list(found.values())


def _places(name: str, said: str) -> Iterator[int]:
    at = said.find(name) if name else -1
    while at >= 0:
        yield at
        at = said.find(name, at + 1)


def _within(span: tuple[int, int, Bureau], other: tuple[int, int, Bureau]) -> bool:
    """Whether the name at ``span`` is only a part of the longer one at ``other``."""
    longer = other[1] - other[0] > span[1] - span[0]
    return longer and other[0] <= span[0] and span[1] <= other[1]


def _names(suggestion: Suggestion, bureau: Bureau) -> set[str]:
    """How a text names it: 水利局 for 县水利局, 城关镇人民政府 for 城关镇政府, and in a township's
    own suggestions 镇政府 or 镇里 for the only government there is."""
    names = {bureau.name.removeprefix("县"), *(one for one in bureau.aliases if len(one) > 2)}
    if bureau.kind == _TOWN_GOVERNMENT:
        names |= {name.replace("人民政府", "政府") for name in names}
        names |= {name.replace("政府", "人民政府") for name in names if "人民政府" not in name}
        if suggestion.congress == "township":
            names |= _OWN_GOVERNMENT
    return names


def own_body(suggestion: Suggestion, bureau: Bureau) -> bool:
    """Whether the congress of ``suggestion`` can assign to this body at all: a township's presidium
    only to its own government and stations (地方组织法; 代表法 51)."""
    if suggestion.congress != "township" or suggestion.area is None:
        return True
    return bureau.grid is not None and bureau.grid.path.startswith(suggestion.area.path)


def allowed(session: Session, issues: Iterable[Issue], bureau: Bureau) -> bool:
    """Never a body that one of the issues behind a suggestion is about (avoidance)."""
    return all(recipients.bureau_allowed(session, issue, bureau) for issue in issues)
