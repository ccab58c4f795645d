"""Fill an empty demo database, and write what the sandbox reads beside it."""

import gc
import json
import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions import people, places
from bot.actions.officers import by_login, give_login
from bot.actions.roster import Report, import_county
from bot.actions.rules import set_rule
from bot.demo import casework, county, personas, public
from bot.domain.calendars import LOCAL, CountyCalendar, local_time
from bot.store.database import Database
from bot.store.models import BureauLiaison, Contact, DemoOffset, Deputy, Grid, Identity, Officer
from bot.store.vault import vault
from bot.texts import templates

#: The roster is in force well before the first case.
_BEFORE = timedelta(days=100)
#: Opens the demo's accounts; nobody's secret: the demo is on loopback and says it at its start.
PASSWORD = "qinghe-demo-2026"  # noqa: S105

#: Login, and whose it is.
LOGINS = (
    ("linfang", "O-GW1", "代表工委工作人员"),
    ("zhuren", "O-GWZ", "代表工委主任"),
    ("fuzhuren", "O-FZR", "县人大领导"),
    ("wangmin", "O-QH01-L", "城关镇联络站联络员"),
    ("zhengguodong", "O-QH01-Z", "城关镇人大主席、站长"),
    ("shiqiao", "O-QH02-L", "石桥镇联络站联络员"),
)


#: What the demo county has set. A reminder that reaches nobody is not worth a call here: most
#: deputies of the demo have no telephone at all.
_RULES: dict[str, Any] = {
    "county.name": "青禾县",
    "county.phone": "0000-1234567",
    "danger.duty_room": "0000-1234500",
    "delivery.telephone": ["danger", "answer", "task", "result"],
    **public.RULES,
}


class NotEmpty(Exception):
    """The database holds something already."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the demo starts with. ``start``: its first morning, 9:00 local."""

    start: datetime
    report: Report
    issues: int


def first_morning(now: datetime) -> datetime:
    """9:00 of the first working day whose morning is still to come."""
    calendar = CountyCalendar()
    today = local_time(now).date()
    at = datetime.combine(today, time(9, 0), LOCAL)
    day = today + timedelta(days=1) if at < now else today
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(9, 0), LOCAL)


def load(database: Database, real_now: datetime) -> Loaded:
    """Everything, in one transaction. Raises NotEmpty."""
    start = first_morning(real_now)
    # Tens of thousands of rows are made and kept; looking for garbage among them only costs time.
    gc.disable()
    try:
        with database.write() as session:
            report = load_base(session, start)
            cases = casework.play(session, start)
            set_clock(session, start, real_now)
    finally:
        gc.enable()
    return Loaded(start, report, cases)


def say(loaded: Loaded, folder: Path) -> str:
    """What the demo tells whoever started it."""
    counts = loaded.report.counts
    logins = [f"  {login:14}{PASSWORD}  {whose}" for login, _, whose in LOGINS]
    return "\n".join(
        [
            f"青禾县（虚构）装好了：网格 {counts['网格'].new} 行，代表 {counts['代表'].new} 名，"
            f"承办单位 {counts['承办单位'].new} 个，群众反映 {loaded.issues} 件。",
            f"演示时间从 {loaded.start:%Y-%m-%d %H:%M} 开始。沙箱的文件在 {folder}。",
            "工作台的账号：",
            *logins,
        ]
    )


def load_base(session: Session, start: datetime) -> Report:
    """Roster, rules, personas and accounts, as they are on the morning of ``start``. Raises
    NotEmpty."""
    if session.scalar(select(func.count()).select_from(Grid)):
        raise NotEmpty("数据库里已有网格，演示数据只能装进空库")
    report = import_county(session, county.tables(start), now=start - _BEFORE)
    if report.problems:
        raise AssertionError("; ".join(str(problem) for problem in report.problems[:3]))
    for name, value in _RULES.items():
        set_rule(session, name, value, origin="演示", now=start - _BEFORE)
    set_rule(session, "wechat.templates", template_ids(), origin="演示", now=start - _BEFORE)
    for persona in personas.PERSONAS:
        bind_persona(session, persona, start)
    for login, code, _ in LOGINS:
        officer = session.scalars(select(Officer).where(Officer.code == code)).one()
        if by_login(session, login) is None:
            give_login(session, officer, login, PASSWORD, now=start - _BEFORE)
    session.flush()
    return report


def set_clock(session: Session, start: datetime, real_now: datetime) -> None:
    """The demo's time is ``start`` at this very moment."""
    seconds = round((start - real_now).total_seconds())
    row = session.get(DemoOffset, 1)
    if row is None:
        session.add(DemoOffset(id=1, seconds=seconds))
    else:
        row.seconds = seconds


_TABLES: dict[str, Any] = {
    "D": Deputy,
    "L": BureauLiaison,
    "O": Officer,
}


def bind_persona(session: Session, persona: personas.Persona, start: datetime) -> None:
    """The persona's WeChat belongs to their row of the roster, or to a constituent who wrote
    before; who never wrote is nobody yet."""
    if persona.silent_days is None:
        return
    contact = _contact(session, persona, start)
    contact.privacy_shown_at = start - timedelta(days=90)
    spoke = start - timedelta(days=persona.silent_days)
    session.add(
        Identity(
            contact=contact,
            channel="wechat",
            external_id=persona.openid,
            digest=vault().digest(persona.openid),
            following=True,
            last_message_at=spoke,
            sent_in_window=0,
            sent_after_event=0,
            consents="",
        )
    )


def _contact(session: Session, persona: personas.Persona, start: datetime) -> Contact:
    if persona.code:
        table = _TABLES[persona.code[0]]
        row = session.scalars(select(table).where(table.code == persona.code)).one()
        contact: Contact = row.contact
        return contact
    contact = people.new_contact(
        session, now=start - timedelta(days=90), name=persona.name, phone=persona.phone or None
    )
    grid = places.by_code(session, persona.grid)
    contact.grid_id = grid.id if grid else None
    return contact


def template_ids() -> dict[str, str]:
    """The ids that the demo's account has got for its templates, both kinds of each."""
    ids = {}
    for name in templates():
        for kind in ("subscription", "template"):
            seeded = random.Random(f"{name}.{kind}")  # noqa: S311 - an id, not a secret
            letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
            ids[f"{name}.{kind}"] = "".join(seeded.choice(letters) for _ in range(43))
    return ids


def write_sandbox_files(folder: Path) -> None:
    """personas.json and templates.json, as handlers/sandbox reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    spots = [
        {"name": name, "latitude": area.latitude, "longitude": area.longitude}
        for name, area in county.landmarks().items()
    ]
    phones = [
        {
            "openid": persona.openid,
            "name": persona.name,
            "role": persona.role,
            "hint": list(persona.hint),
            "avatar": persona.avatar,
            "silent_days": persona.silent_days,
            "following": True,
            "places": spots,
        }
        for persona in personas.PERSONAS
    ]
    _write(folder / "personas.json", phones)
    ids = template_ids()
    registered = [
        {
            "id": ids[f"{name}.{kind}"],
            "title": template["title"],
            "kind": kind,
            "term": "long",
            "fields": [{"key": key, "name": label} for key, label in template["fields"].items()],
        }
        for name, template in templates().items()
        for kind in ("subscription", "template")
    ]
    _write(folder / "templates.json", registered)


def _write(path: Path, content: object) -> None:
    """Whole or not at all: the sandbox may be reading it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(path)
