"""What a page of the office's console costs: 今日, the list, a search, a case.

Asked in our own process, without a network; what counts is processor time, that of PostgreSQL's
processes included."""

import re
import statistics
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.filling import rare_word
from bench.service import Service
from bench.watch import watched
from bot.actions import officers
from bot.channel.envelope import Envelope
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import MemoryTokens
from bot.clock import DemoClock
from bot.domain.calendars import local_day
from bot.store.models import BureauLiaison, HandOver, Issue, Officer, OfficerRole
from handlers.intake import Intake
from handlers.web import create_web

#: Page → its address; {n} is a case somewhere in the archive, {rare} a word of the 78th.
PAGES = {
    "today": "/console/",
    "list": "/console/issues",
    "done": "/console/issues?state=done",
    "search": "/console/issues?state=all&q=麻烦有人来",
    "open": "/console/issues?q=路灯",
    "one of many": "/console/issues?state=all&q=路灯",
    "two words": "/console/issues?state=all&q=路灯 三组",
    "one character": "/console/issues?state=all&q=井",
    "common word": "/console/issues?state=all&q=麻烦",
    "rare word": "/console/issues?state=all&q={rare}",
    "no such word": "/console/issues?state=all&q=飞碟",
    "case": "/console/issue/{n}",
    "pictures": "/console/pictures",
    "outgoing": "/console/outgoing",
    "monday": "/console/papers/monday",
    "hot": "/console/hot",
    # A day in three years: by then everything is over, so that there is something to count.
    "retention": "/console/retention?day=2029-12-01",
}
#: Of these also as a township's station sees them: a small part of the archive, and not at its end.
OF_STATION = ("today", "list", "open", "one of many", "hot", "monday")
#: And as the liaison person of a bureau does.
OF_BUREAU = ("today", "list", "done", "one of many", "common word")
_PASSWORD = "bench-desk-2026"
_ROLES = ("office", "liaison_officer", "bureau")
#: In each turn a page is asked so often of every county; the first time is for its caches.
_TIMES = 3


class Shown(NamedTuple):
    """Milliseconds of a page, the median, and how many cases stand on it: a page that a larger
    county fills is dearer by its rows and not by what lies behind them."""

    ms: float
    rows: int


def page_times(services: Sequence[Service], *, turns: int = 4) -> list[dict[str, Shown]]:
    """For each county, what each page takes for an officer of the county office, and some for one
    of a station and for a bureau's liaison person. The counties are asked in turn, so that what
    else the machine does falls on all of them alike."""
    asked = [(page, page, "office") for page in PAGES]
    asked += [(f"station: {page}", page, "liaison_officer") for page in OF_STATION]
    asked += [(f"bureau: {page}", page, "bureau") for page in OF_BUREAU]
    desks = [{role: _signed_in(service, role) for role in _ROLES} for service in services]
    numbers = [_middle(service) for service in services]
    spent: list[dict[str, Shown]] = [{} for _ in services]
    for name, page, role in asked:
        times: list[list[float]] = [[] for _ in services]
        rows = [0 for _ in services]
        for _ in range(turns):
            for one, (service, desk) in enumerate(zip(services, desks, strict=True)):
                path = PAGES[page].format(n=numbers[one], rare=rare_word(77))
                found, rows[one] = _asked(service, desk[role], path)
                times[one] += found
        for one, found in enumerate(times):
            spent[one][name] = Shown(statistics.median(found), rows[one])
    return spent


def _middle(service: Service) -> int:
    """The number of a case in the middle of the archive."""
    with service.database.read() as session:
        return (session.scalar(select(func.max(Issue.number))) or 1) // 2


def _asked(service: Service, ask: Callable[[str], str], path: str) -> tuple[list[float], int]:
    times: list[float] = []
    shown = ""
    for _ in range(_TIMES):
        with watched(service.database) as used:
            shown = ask(path)
        times += used
    return times[1:], len(set(re.findall(r"/console/issue/\d+", shown)))


def _signed_in(service: Service, role: str) -> Callable[[str], str]:
    """What one asks a page with, signed in as the first officer of ``role`` and no other.
    RuntimeError: a page that is not there."""
    settings, database = service.settings, service.database
    clock = DemoClock(database)
    with database.write() as session:
        officer = _only(session, role)
        if officer is None and role == "bureau":
            officer = _of_bureau(session, clock.now())
        if officer is None:
            raise RuntimeError(f"the county has no {role}")
        officers.give_login(session, officer, f"bench-{role}", _PASSWORD, now=clock.now())
    account = OfficialAccount(
        settings.wechat_app_id,
        settings.wechat_app_secret,
        settings.wechat_api_base,
        MemoryTokens(),
        clock=clock.now,
    )
    envelope = Envelope(
        settings.wechat_token, settings.wechat_app_id, settings.wechat_aes_key, settings.wechat_mode
    )
    intake = Intake(database, clock, lambda: None)
    client = create_web(settings, database, clock, account, envelope, intake).test_client()

    def ask(path: str) -> str:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return answer.get_data(as_text=True)

    token = re.search(r'name="csrf_token" value="([^"]+)"', ask("/console/login"))
    form = {
        "login": f"bench-{role}",
        "password": _PASSWORD,
        "csrf_token": token[1] if token else "",
    }
    client.post("/console/login", data=form)
    return ask


def _only(session: Session, role: str) -> Officer | None:
    """Whoever has another role as well sees more than such an officer."""
    more = select(OfficerRole.officer_id).where(OfficerRole.role != role)
    found = select(Officer).join(OfficerRole).where(OfficerRole.role == role)
    found = found.where(Officer.id.not_in(more))
    return session.scalars(found.order_by(Officer.id)).first()


def _of_bureau(session: Session, now: datetime) -> Officer | None:
    """The liaison person of the bureau that has had most, let in to the console."""
    liaison = session.scalars(
        select(BureauLiaison)
        .outerjoin(HandOver, HandOver.bureau_id == BureauLiaison.bureau_id)
        .group_by(BureauLiaison.id)
        .order_by(func.count(HandOver.id).desc(), BureauLiaison.id)
    ).first()
    if liaison is None:
        return None
    since = local_day(now)
    officer = Officer(code="bench-bureau", contact=liaison.contact, name=liaison.name, since=since)
    officer.roles.append(OfficerRole(role="bureau", since=since))
    session.add(officer)
    session.flush()
    return officer
