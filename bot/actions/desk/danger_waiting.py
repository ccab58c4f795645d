"""Of 今日: alarms, for who is asked to answer them; and how one stands, for everybody else."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.actions import alarms
from bot.actions.alarm_fields import is_not_to_be_rung
from bot.actions.desk.scope import MOST, Button, Desk, Item
from bot.store.models import Alarm, Issue


def danger(desk: Desk) -> Iterator[Item]:
    rows = desk.session.scalars(
        select(Alarm)
        .where(Alarm.passed_on_at.is_(None), Alarm.over_at.is_(None))
        .options(joinedload(Alarm.issue))
        .order_by(Alarm.heard_at.is_not(None), Alarm.id)
        .limit(MOST)
    )
    for alarm in rows:
        issue = alarm.issue
        if desk.named(issue) or not alarms.may_answer(desk.session, alarm, desk.contact, desk.now):
            continue
        heard = alarm.heard_at is not None
        buttons = [] if heard else [Button("接了", "heard")]
        quiet = is_not_to_be_rung(desk.session, alarm)
        phone = (issue.reporter.phone or "") if not issue.secret or desk.county else ""
        phone = "" if quiet else phone
        # Nobody rings in vain whom there is no number to ring.
        rang = [each for each in _RANG if phone or each[1] != "in_vain"]
        yield desk.item(
            issue,
            note="；".join(_safety(alarm, phone, quiet=quiet)),
            phone=phone,
            shows=issue.id if phone else 0,
            due="已有人接，等报总值班室" if heard else "还没人接",
            late=not heard,
            buttons=(*buttons, *(Button(*each, quiet=not heard) for each in rang)),
        )


#: What came of it; each is true by itself.
_RANG = (
    ("打通了", "spoken"),
    ("没打通", "in_vain"),
    ("已报总值班室", "passed_on"),
    ("误报或已平安", "over"),
)


def _safety(alarm: Alarm, phone: str, *, quiet: bool) -> Iterator[str]:
    if alarm.issue.entered_by is not None:
        yield f"是站里代记的，还不知道他打没打{alarm.numbers or '110'}"
    elif alarm.numbers:
        yield f"已请群众先打{alarm.numbers}"
    if quiet:
        yield "群众说别打电话：先不要打，报总值班室，点开在页面上给他回话"
    elif not phone:
        yield "没留电话，点开在页面上回话"


def how_urgent(desk: Desk, issue: Issue) -> str:
    """Who is not asked to answer an alarm reads here how it stands."""
    if issue.urgency != "危急":
        return "加急" if issue.urgency == "加急" else ""
    alarm = alarms.of(desk.session, issue)
    if alarm is None or alarm.over_at or alarm.passed_on_at:
        return "危急"
    return "危急，值班的接了" if alarm.heard_at else "危急，值班的还没人接"
