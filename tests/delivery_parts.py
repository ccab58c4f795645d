"""Parts for tests of what goes out: people, notices, and the real client on the WeChat stand-in."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import people, rules
from bot.actions.outbox import queue
from bot.actions.tokens import DatabaseTokens
from bot.channel.official_account import OfficialAccount
from bot.channel.tokens import Token
from bot.store.database import Database
from bot.store.models import Attempt, Identity, Notice
from scheduler.sending import Delivery
from tests.sandbox_parts import APP_ID, SECRET, Platform, running_platform

TEMPLATES = [
    {
        "id": "T-TASK",
        "title": "待办事项提醒",
        "kind": "template",
        "fields": [
            {"key": "thing1", "name": "事项"},
            {"key": "character_string2", "name": "编号"},
            {"key": "thing3", "name": "地点"},
            {"key": "thing4", "name": "提示"},
        ],
    },
    {
        "id": "S-PROGRESS",
        "title": "反映事项进度通知",
        "kind": "subscription",
        "term": "long",
        "fields": [
            {"key": "thing1", "name": "事项"},
            {"key": "character_string2", "name": "编号"},
            {"key": "thing3", "name": "进度"},
            {"key": "thing4", "name": "提示"},
        ],
    },
]
IDS = {"task.template": "T-TASK", "progress.subscription": "S-PROGRESS"}

TASK: dict[str, Any] = {
    "name": "陈水生",
    "place": "东坪村三组",
    "gist": "路灯坏了五天",
    "case": "民312“东坪三组路灯不亮”",
    "title": "东坪三组路灯不亮",
    "code": "M312",
    "link": "",
}
RESULT: dict[str, Any] = TASK | {
    "number_to_call": "95598",
    "bureau": "供电所",
    "words": "26日换了灯。",
    "photo": "",
}


@dataclass
class World:
    """A store, the stand-in, and the delivery between them."""

    database: Database
    platform: Platform
    delivery: Delivery
    account: OfficialAccount
    told: list[str]

    @property
    def now(self) -> datetime:
        return self.platform.clock.now()

    def forward(self, **by: float) -> datetime:
        self.platform.clock.forward(timedelta(**by))
        return self.now

    def person(self, openid: str | None, *, wrote_ago: timedelta | None = None, **more: Any) -> int:
        """A contact, bound to ``openid`` if given; ``more``: phone, consents."""
        with self.database.write() as session:
            phone = more.get("phone")
            if openid is None:
                return people.new_contact(session, now=self.now, phone=phone).id
            identity = people.meet(session, openid, now=self.now)
            identity.contact.phone = phone
            identity.consents = more.get("consents", "")
            if wrote_ago is not None:
                identity.last_message_at = self.now - wrote_ago
            return identity.contact_id

    def queue(self, kind: str, contact_id: int, key: str = "n1", **changes: Any) -> int:
        """Queue one notice and return its id."""
        fields = (RESULT | changes) if kind.startswith("issue.res") else (TASK | changes)
        with self.database.write() as session:
            notice = queue(session, kind, contact_id, key=key, fields=fields, now=self.now)
            assert notice is not None
            session.flush()
            return notice.id

    def notice(self, notice_id: int) -> Notice:
        with self.database.read() as session:
            return session.get_one(Notice, notice_id)

    def attempts(self, notice_id: int) -> list[Attempt]:
        with self.database.read() as session:
            query = select(Attempt).where(Attempt.notice_id == notice_id).order_by(Attempt.id)
            return list(session.scalars(query))

    def identity(self, contact_id: int) -> Identity:
        with self.database.read() as session:
            return session.scalars(select(Identity).where(Identity.contact_id == contact_id)).one()

    def fault(self, kind: str, target: str = "*", times: int | None = None) -> None:
        self.platform.control("fault", kind=kind, on=True, target=target, times=times)

    def repair(self, kind: str, target: str = "*") -> None:
        self.platform.control("fault", kind=kind, on=False, target=target)

    def calls(self, name: str) -> list[dict[str, Any]]:
        """Calls of one API that the platform saw; ``request`` as it was sent."""
        found = self.platform.look("calls", name=name)["calls"]
        return [call | {"request": json.loads(call["request"])} for call in found]

    def shown(self, openid: str) -> list[str]:
        """Everything that a phone shows, as text."""
        return [json.dumps(each, ensure_ascii=False) for each in self.platform.phone(openid)]


@contextmanager
def running_world(
    database: Database, folder: Path, wire: Callable[[OfficialAccount], Any] | None = None
) -> Iterator[World]:
    """A world with the county's template ids set; ``wire`` may wrap the account that sends."""
    folder.mkdir(exist_ok=True)
    from tests import sandbox_parts

    sandbox_parts.write_files(folder)
    (folder / "templates.json").write_text(json.dumps(TEMPLATES), encoding="utf-8")
    with running_platform(folder, mode="plain") as platform:
        account = OfficialAccount(
            APP_ID,
            SECRET,
            platform.url,
            DatabaseTokens(database, Token),
            clock=platform.clock.now,
            timeout=(1, 1),
        )
        with database.write() as session:
            rules.set_rule(
                session, "wechat.templates", IDS, origin="test", now=platform.clock.now()
            )
        told: list[str] = []

        def on_told(session: Session, notice: Notice, now: datetime) -> None:
            told.append(notice.key)

        outbound = wire(account) if wire else account
        delivery = Delivery(database, platform.clock, outbound, on_told=on_told)
        yield World(database, platform, delivery, account, told)
