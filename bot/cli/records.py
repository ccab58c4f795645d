"""python -m bot audit verify · privacy due|erased: whether the record is whole, what is over."""

from argparse import Namespace, _SubParsersAction
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.actions import audit, seals
from bot.actions.privacy import periods, retention
from bot.cli.common import office
from bot.domain.calendars import local_time
from bot.store.models import Erasure, Issue
from bot.texts import say


def add_commands(commands: "_SubParsersAction[Any]") -> None:
    """Register the commands of this file."""
    own = commands.add_parser("audit", help="谁做了什么的记录").add_subparsers(
        dest="act", metavar="verify", required=True
    )
    own.add_parser("verify", help="核对整条记录，有没有人动过").set_defaults(run=run_verify)
    own = commands.add_parser("privacy", help="个人信息留多久").add_subparsers(
        dest="act", metavar="due|erased", required=True
    )
    own.add_parser("due", help="试算：眼下到期的有多少").set_defaults(run=run_due)
    own.add_parser("erased", help="列出删过的编号；恢复旧备份以后照着再删一遍").set_defaults(
        run=run_erased
    )


def run_verify(given: Namespace) -> int:
    """0: whole; 1: somebody changed it."""
    with office() as here:
        with here.database.read() as session:
            found = seals.verified(session)
        with here.database.write() as session:
            audit.record(
                session,
                "audit.verified",
                contact_id=None,
                now=here.clock.now(),
                fact="broken" if found.broken else "whole",
            )
    if found.broken is not None:
        since = _moment(found.broken.since) if found.broken.since else "一开始"
        print(say("record.broken", since=since, at=_moment(found.broken.sealed_at)))
        return 1
    if found.until is None:
        print(say("record.nothing_sealed"))
        return 0
    until = _moment(found.until)
    print(say("record.whole", rows=found.rows, until=until, not_yet=found.not_yet))
    return 0


def run_due(given: Namespace) -> int:
    """The dry run of retention; nothing is changed."""
    with office() as here, here.database.read() as session:
        now = here.clock.now()
        print("到期自动清：" + ("开着" if retention.is_on(session) else "关着"))
        for one in periods.forecast(session, now, now=now):
            more = "以上" if one.more else ""
            print(f"{one.kind.label}：留{one.months}个月，到期{one.count}{more}个")
    return 0


def run_erased(given: Namespace) -> int:
    """What was erased and when, by the numbers of the cases: no words, no names."""
    with office() as here, here.database.read() as session:
        for row in session.scalars(select(Erasure).order_by(Erasure.id)):
            numbers = session.scalars(
                select(Issue.number).where(Issue.id.in_(row.cases)).order_by(Issue.number)
            )
            cases = "、".join(f"民{number}" for number in numbers) or "（没有立成事的）"
            print(f"{_moment(row.at)}\t{'本人要求' if row.request_id else '到期'}\t{cases}")
    return 0


def _moment(at: datetime) -> str:
    return f"{local_time(at):%Y-%m-%d %H:%M}"
