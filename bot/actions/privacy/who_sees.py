"""Who sees what of a constituent, as a table (personal information law 51: permissions by role).
Whoever handles a case sees at once whom it is from; who only watches over it opens it by a click
that says why; everybody else sees the masked copy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from bot.actions import audit, places
from bot.actions.people import Roles
from bot.actions.rules import rule
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.issue import OPEN
from bot.store.models import Audit, Issue

#: At once; after a click with a reason, which is recorded; never.
DIRECT, BY_REASON, NEVER = "direct", "by_reason", "never"
#: The act of opening what is masked.
OPENED = "issue.opened"


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody is to a case. ``sees``: name, telephone, the words as they were said, voices
    and pages of the reception book, all alike; ``pictures``: what shows the matter itself;
    ``masked``: reads the words with names and numbers masked, where not as they were said."""

    key: str
    label: str
    sees: str
    pictures: str
    note: str = ""
    masked: bool = True


POSITIONS = {
    row.key: row
    for row in (
        Position("own", "反映人本人", DIRECT, DIRECT),
        Position("station", "联络站、乡镇：自己这片的事", DIRECT, DIRECT),
        Position(
            "station_secret",
            "联络站、乡镇：群众回了“保密”的",
            NEVER,
            DIRECT,
            "能办事，不知道是谁说的；视频也看不到",
        ),
        Position("county", "县人大机关：归县里办的，危急的", DIRECT, DIRECT),
        Position(
            "county_beside",
            "县人大机关、县总站：站里正在办的",
            BY_REASON,
            DIRECT,
            "点一下、选个理由才看得到",
        ),
        Position("deputy", "这片的代表", NEVER, DIRECT, "说到他自己的，整件看不到"),
        Position(
            "bureau",
            "承办单位：转到它手上的",
            NEVER,
            DIRECT,
            "群众回了“可以打电话”，才看得到电话",
        ),
        Position("leader", "县领导、专工委：只看不办", NEVER, DIRECT),
        Position(
            "joined",
            "也说有这件事的群众",
            NEVER,
            NEVER,
            "只看得到这件事的名称、办到哪一步，和自己说的、发的",
            masked=False,
        ),
        Position("nobody", "别的人", NEVER, NEVER, "连这件事也看不到", masked=False),
    )
}


def position(
    issue: Issue,
    contact_id: int,
    roles: Roles,
    parties: Collection[Party],
    *,
    reads: bool = False,
) -> Position:
    """Where this person with these parties in the case stands; ``reads``: looks without a party."""
    return POSITIONS[_key(issue, contact_id, roles, parties, reads)]


def _key(
    issue: Issue, contact_id: int, roles: Roles, parties: Collection[Party], reads: bool
) -> str:
    if issue.reporter_id == contact_id:
        return "own"
    station = Party.STATION in parties and _near(issue, roles)
    if station and not issue.secret:
        return "station"
    if Party.OFFICE in parties:
        at_once = issue.entered_by == contact_id or handled_above(issue)
        return "county" if at_once else "county_beside"
    if Party.STATION in parties:
        return "station_secret" if issue.secret else "county_beside"
    if Party.DEPUTY in parties:
        return "deputy"
    if Party.BUREAU in parties:
        return "bureau"
    if Party.CONSTITUENT in parties:
        return "joined"
    return "leader" if reads else "nobody"


def _near(issue: Issue, roles: Roles) -> bool:
    """Through their own station or township, and not because the whole county is their area."""
    for role in roles.officer_roles:
        if role.station_id is not None and role.station_id == issue.station_id:
            return True
        area = role.area
        if area is None or issue.grid is None or area.level == "county":
            continue
        if places.within(issue.grid, area):
            return True
    return False


def handled_above(issue: Issue) -> bool:
    """The county office itself has to do with the people in it."""
    danger = issue.urgency == "危急" and issue.state in OPEN
    return (
        issue.seen_by == "county"
        or issue.station_id is None
        or issue.attention == "county"
        or danger
        or issue.secret
    )


def open_masked(
    session: Session, issue: Issue, reason: str, *, contact_id: int, now: datetime
) -> None:
    """One click, one reason of the county's list; on record. Raises Refused."""
    if reason not in reasons(session, now):
        raise Refused("personal.choose_reason")
    audit.record(
        session,
        OPENED,
        contact_id=contact_id,
        now=now,
        thing="issue",
        thing_id=issue.id,
        fact=reason,
    )


def reasons(session: Session, now: datetime) -> list[str]:
    """What one may choose from, in Chinese."""
    return [str(one) for one in rule(session, "privacy.look_reasons", now)]


def is_open_to(session: Session, issue: Issue, contact_id: int, now: datetime) -> bool:
    """Whether this person opened it a moment ago."""
    minutes = int(rule(session, "privacy.open_minutes", now))
    return (
        session.scalar(
            select(Audit.id)
            .where(
                # Written out: only so is the index by case used.
                Audit.thing == literal_column("'issue'"),
                Audit.thing_id == issue.id,
                Audit.contact_id == contact_id,
                Audit.act == OPENED,
                Audit.at > now - timedelta(minutes=minutes),
                Audit.at <= now,
            )
            .limit(1)
        )
        is not None
    )
