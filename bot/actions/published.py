"""办结公示 for everybody: cases that are done, in words that an officer read and let out one by
one, and may take back. Nothing about anybody, nothing secret, nobody's data (design 1.2, 1.6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.actions import audit, places
from bot.actions.words import mask
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.issue import CLOSED, CONFIRMED
from bot.store.models import HandOver, Issue, Officer, PublishedResult, Station

TITLE, PLACE, BUREAU, RESULT = 40, 40, 40, 200
_DONE = (CONFIRMED, CLOSED)


@dataclass(frozen=True, slots=True)
class Draft:
    """Words to begin with; a person reads and changes them."""

    number: int
    title: str
    place: str
    bureau: str
    result: str


def may_be_shown() -> ColumnElement[bool]:
    """SQL: done, about nobody that it is kept from, neither kept secret nor erased. Asked at each
    look: what becomes secret later is gone at once."""
    return and_(
        Issue.state.in_(_DONE),
        Issue.seen_by == "grid",
        Issue.secret.is_(False),
        Issue.cleared_at.is_(None),
    )


def said_good() -> ColumnElement[bool]:
    """SQL: not what its people called unfinished, whoever closed it afterwards."""
    return or_(Issue.rating.is_(None), Issue.rating.not_in(("没好", "还差点")))


def let_out(session: Session, numbers: Sequence[int]) -> dict[int, PublishedResult]:
    """Which of these cases stand on the public page, in the words that were read there."""
    rows = session.execute(
        select(Issue.number, PublishedResult)
        .join(PublishedResult, PublishedResult.issue_id == Issue.id)
        .where(Issue.number.in_(numbers), PublishedResult.withdrawn_at.is_(None))
    )
    return {row[0]: row[1] for row in rows}


def candidates(session: Session, station: Station, *, limit: int) -> list[Draft]:
    """Done cases of a station that are not let out, the latest first."""
    out = exists().where(
        PublishedResult.issue_id == Issue.id, PublishedResult.withdrawn_at.is_(None)
    )
    rows = session.scalars(
        select(Issue)
        .where(Issue.station_id == station.id, may_be_shown(), said_good(), ~out)
        .order_by(Issue.id.desc())
        .limit(limit)
    )
    return [_draft(session, issue) for issue in rows if not issue.avoid]


def _draft(session: Session, issue: Issue) -> Draft:
    handed = session.scalars(
        select(HandOver)
        .where(HandOver.issue_id == issue.id, HandOver.state.not_in(("returned", "cancelled")))
        .options(joinedload(HandOver.bureau))
        .order_by(HandOver.id)
    )
    bureaus = "、".join(dict.fromkeys(row.bureau.name for row in handed))
    said = "反映的群众说办好了。" if issue.rating == "好了" else ""
    return Draft(
        issue.number,
        issue.title[:TITLE],
        places.say_place(session, issue.grid)[:PLACE],
        (bureaus or "代表和联络站")[:BUREAU],
        said,
    )


#: Family names that stand before what people are called, and what they are called by.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_CALLED = (
    "大娘|大爷|大妈|大伯|大叔|大婶|大嫂|大姐|大哥|奶奶|爷爷|老汉|老太|老人家|支书|"
    "书记|主任|村长|组长|镇长|局长|所长|科长|老师|师傅|医生|同志|先生|女士|她们|他们"
)
_PERHAPS_NAMED = re.compile(
    rf"[{_SURNAMES}][一-鿿]{{0,2}}?(?:{_CALLED})|老[{_SURNAMES}](?:头|汉|太)?家|"
    rf"[{_SURNAMES}]老[汉太爷头]|[{_SURNAMES}]某"
)


def perhaps_named(text: str) -> list[str]:
    """What may be somebody's name: 谢桂英大娘, 李国强支书, 老刘家, 张老汉. A person says whether it
    is: 高老师 is one, 方老家 is none."""
    return list(dict.fromkeys(found[0] for found in _PERHAPS_NAMED.finditer(text)))


def fit_to_show(words: Draft, *, sure: bool = False) -> Draft:
    """The words for everybody's eyes, on a wall or on a page. Raises Refused: there are none, they
    hold what belongs to a person, or what may be a name and nobody has said that it is none
    (``sure``)."""
    parts = [words.title, words.place, words.bureau, words.result]
    title, place, bureau, result = (" ".join(part.split()) for part in parts)
    if not title or not result:
        raise Refused("console.publish_words")
    found = mask("，".join((title, place, result)))
    if "〔" in found:
        raise Refused("console.publish_person", said=found)
    named = perhaps_named("，".join((title, result)))
    if named and not sure:
        raise Refused("console.publish_names", said="、".join(named))
    return Draft(words.number, title[:TITLE], place[:PLACE], bureau[:BUREAU], result[:RESULT])


def release(
    session: Session,
    station: Station,
    words: Draft,
    officer: Officer,
    *,
    now: datetime,
    sure: bool = False,
) -> PublishedResult:
    """Let one out. Raises Refused: it is not done, not to be shown, or the words hold what belongs
    to a person."""
    issue = session.scalar(
        select(Issue).where(
            Issue.number == words.number, Issue.station_id == station.id, may_be_shown()
        )
    )
    if issue is None or issue.avoid:
        raise Refused("console.not_to_publish")
    words = fit_to_show(words, sure=sure)
    row = session.scalar(select(PublishedResult).where(PublishedResult.issue_id == issue.id))
    if row is None:
        row = PublishedResult(issue_id=issue.id)
    row.station_id, row.withdrawn_at = station.id, None
    row.title, row.place = words.title, words.place
    row.bureau, row.result = words.bureau, words.result
    row.done_on = local_day(issue.closed_at or now)
    row.released_by, row.released_at = officer.id, now
    session.add(row)
    session.flush()
    _note(session, "result.released", row, officer, now)
    return row


def withdraw(session: Session, row: PublishedResult, officer: Officer, *, now: datetime) -> None:
    """Taken back: from now on nobody sees it."""
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        _note(session, "result.taken_back", row, officer, now)


def shown(
    session: Session, station: Station | None = None, *, limit: int
) -> Sequence[PublishedResult]:
    """What everybody may read now, the latest first; of one station or of all."""
    # Asked of each that was let out: the cases that are done are all of the archive.
    done = exists().where(Issue.id == PublishedResult.issue_id, may_be_shown())
    query = (
        select(PublishedResult)
        .where(PublishedResult.withdrawn_at.is_(None), done)
        .options(joinedload(PublishedResult.station), joinedload(PublishedResult.issue))
        .order_by(PublishedResult.id.desc())
        .limit(limit)
    )
    if station is not None:
        query = query.where(PublishedResult.station_id == station.id)
    return [row for row in session.scalars(query) if not row.issue.avoid]


def first_shown(session: Session, stations: Sequence[Station]) -> Station | None:
    """The first of these that has let something out."""
    ids = set(
        session.scalars(
            select(PublishedResult.station_id)
            .where(PublishedResult.withdrawn_at.is_(None))
            .distinct()
        )
    )
    return next((one for one in stations if one.id in ids), None)


def _note(
    session: Session, act: str, row: PublishedResult, officer: Officer, now: datetime
) -> None:
    audit.record(
        session, act, contact_id=officer.contact_id, now=now, thing="issue", thing_id=row.issue_id
    )
