"""What each sheet's row becomes in the store; one function per sheet, called by the ``Writer``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.actions.import_cells import CLEAR, Row
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Deputy,
    Grid,
    GridStaff,
    Officer,
    OfficerRole,
    OnCall,
    ProfessionalGroup,
    Station,
    Substitute,
)

if TYPE_CHECKING:
    from bot.actions.import_write import Writer


def _grid(writer: Writer, title: str, row: Row) -> None:
    known = writer.there[title].get(row.get("编码"))
    names = dict(known.names or {}) if known else {"aliases": [], "landmarks": []}
    for column, key in (("别名", "aliases"), ("地标", "landmarks")):
        value = row.values.get(column)
        if value is not None:
            names[key] = [] if value is CLEAR else list(value)
    given = {
        "name": row.get("名称"),
        "level": row.get("级别"),
        "names": names,
        "longitude": row.values.get("经度"),
        "latitude": row.values.get("纬度"),
        "boundary": row.values.get("边界"),
        "active": row.get("启用"),
    }
    writer.upsert(title, row, Grid, given)


def _station(writer: Writer, title: str, row: Row) -> None:
    given = {
        "name": row.get("名称"),
        "kind": row.get("类型"),
        "grid": writer.find("网格", row.get("服务区域")),
        "address": row.values.get("地址"),
        "phone": row.values.get("电话"),
        "reception_days": row.values.get("接待日"),
        "active": row.get("启用"),
    }
    writer.upsert(title, row, Station, given)


def _group(writer: Writer, title: str, row: Row) -> None:
    writer.upsert(title, row, ProfessionalGroup, {"name": row.get("名称")})


def _deputy(writer: Writer, title: str, row: Row) -> None:
    known: Deputy | None = writer.there[title].get(row.get("编码"))
    given = {
        "contact": writer.person(title, row, known, known.name if known else None),
        "name": row.get("姓名"),
        "congress": row.get("层级"),
        "electoral_unit": row.values.get("选区"),
        "occupation": row.values.get("职业职务"),
        "push": row.values.get("推送"),
        "since": row.get("起"),
        "until": row.values.get("止"),
    }
    writer.upsert(title, row, lambda: Deputy(since=writer.today), given)


def _staff(writer: Writer, title: str, row: Row) -> None:
    known: GridStaff | None = writer.there[title].get(row.get("编码"))
    given = {
        "contact": writer.person(title, row, known, known.contact.name if known else None),
        "kind": row.get("类别"),
        "grid": writer.find("网格", row.get("网格编码")),
        "since": row.get("起"),
        "until": row.values.get("止"),
    }
    writer.upsert(title, row, lambda: GridStaff(since=writer.today), given)


def _bureau(writer: Writer, title: str, row: Row) -> None:
    aliases = row.values.get("别名")
    given = {
        "name": row.get("名称"),
        "kind": row.get("类型"),
        "role": row.values.get("职能"),
        "aliases": list(aliases) if isinstance(aliases, tuple) else aliases,
        "grid": writer.find("网格", row.values.get("服务区域")),
        "phone": row.values.get("电话"),
        "active": row.get("启用"),
    }
    writer.upsert(title, row, lambda: Bureau(aliases=[], active=True), given)


def _liaison(writer: Writer, title: str, row: Row) -> None:
    known: BureauLiaison | None = writer.there[title].get(row.get("编码"))
    given = {
        "contact": writer.person(title, row, known, known.name if known else None),
        "name": row.get("姓名"),
        "bureau": writer.find("承办单位", row.get("单位编码")),
        "position": row.values.get("岗位"),
        "away_until": row.values.get("外出至"),
        "since": row.get("起"),
        "until": row.values.get("止"),
    }
    writer.upsert(title, row, lambda: BureauLiaison(since=writer.today, position="A"), given)


def _officer(writer: Writer, title: str, row: Row) -> None:
    """A person is one row; every further line of the same code is one more role."""
    known: Officer | None = writer.there[title].get(row.get("编码"))
    before = known.name if known else None
    liaison: BureauLiaison | None = writer.find("承办联络员", row.get("联络员编码"))
    # A bureau's account is its liaison person's: what the bureau has is found by them.
    contact = liaison.contact if liaison else writer.person(title, row, known, before)
    if known is not None and before != row.get("姓名") and contact is not known.contact:
        # Somebody else sits there now: the old password opens nothing for them.
        known.password_hash, known.session_epoch = None, known.session_epoch + 1
    given = {"contact": contact, "name": row.get("姓名")}
    officer = writer.upsert(
        title, row, lambda: Officer(since=writer.today, failed_logins=0, session_epoch=0), given
    )
    station = writer.find("联络站", row.get("联络站"))
    area = writer.find("网格", row.get("区域"))
    for role in officer.roles:
        if (role.role, role.station, role.grid) == (row.get("角色"), station, area):
            if row.get("起"):
                role.since = row.get("起")
            if row.values.get("止") is not None:
                role.until = row.get("止")
            if row.get("领域"):
                role.topics = list(row.get("领域"))
            return
    officer.roles.append(
        OfficerRole(
            role=row.get("角色"),
            station=station,
            grid=area,
            topics=list(row.get("领域", ())) or None,
            since=row.get("起") or writer.today,
            until=row.get("止"),
        )
    )


def _substitute(writer: Writer, title: str, row: Row) -> None:
    writer.session.flush()
    officer = writer.there["工作人员"][row.get("工作人员编码")]
    other = writer.there["工作人员"][row.get("替岗人编码")]
    known = writer.session.scalar(
        select(Substitute).where(
            Substitute.officer_id == officer.id,
            Substitute.substitute_id == other.id,
            Substitute.since == row.get("起"),
        )
    )
    if known is None:
        writer.session.add(
            Substitute(
                officer_id=officer.id,
                substitute_id=other.id,
                since=row.get("起"),
                until=row.get("止"),
            )
        )
        writer.counts[title].new += 1
        return
    until = row.values.get("止")
    wanted = None if until is CLEAR else until
    changed = until is not None and known.until != wanted
    if changed:
        known.until = wanted
    writer.tally(title, changed)


def _on_call(writer: Writer, title: str, row: Row) -> None:
    officer = writer.there["工作人员"][row.get("工作人员编码")]
    if officer.id is None:
        writer.session.flush()
    known = writer.session.scalar(
        select(OnCall).where(OnCall.officer_id == officer.id, OnCall.since == row.get("起"))
    )
    if known is None:
        writer.session.add(OnCall(officer=officer, since=row.get("起"), until=row.get("止")))
        writer.counts[title].new += 1
        return
    changed = known.until != row.get("止")
    if changed:
        known.until = row.get("止")
    writer.tally(title, changed)


WRITERS: tuple[tuple[str, Callable[[Any, str, Row], None]], ...] = (
    ("网格", _grid),
    ("联络站", _station),
    ("小组", _group),
    ("代表", _deputy),
    ("网格长网格员", _staff),
    ("承办单位", _bureau),
    ("承办联络员", _liaison),
    ("工作人员", _officer),
    ("替岗", _substitute),
    ("值班", _on_call),
)
