"""A bureau's own cases: by due day, as a table to keep, and 「全部收到」 for all that is new."""

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.actions import places, reading, recipients
from bot.actions.people import Roles, roles_of
from bot.actions.suggestions import receipts
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows import ALL
from bot.domain.workflows.hand_over import HANDED_OVER, RESPONSIBLE
from bot.store.models import Contact, HandOver
from handlers.deeds import ACTS
from handlers.deeds.doing import Doing
from handlers.parts import parts
from handlers.tables import table_of


def rows_of(session: Session, roles: Roles, limit: int) -> list[HandOver]:
    """What one's bureaus are responsible for and may know of, by due day."""
    rows = session.scalars(
        select(HandOver)
        .where(
            HandOver.bureau_id.in_([liaison.bureau_id for liaison in roles.liaisons]),
            HandOver.state.in_(RESPONSIBLE),
        )
        .options(joinedload(HandOver.issue), joinedload(HandOver.bureau))
        .order_by(HandOver.due, HandOver.id)
        .limit(limit)
    )
    return [row for row in rows if recipients.bureau_allowed(session, row.issue, row.bureau)]


def received() -> ResponseReturnValue:
    """「全部收到」: every new hand-over and suggestion of one's bureaus, each by its own step."""
    now = parts().clock.now()
    with parts().database.write() as session:
        contact = session.get(Contact, g.contact_id)
        roles = roles_of(session, contact, now) if contact is not None else Roles()
        if contact is None or not roles.liaisons:
            return redirect("/p/mine", 303)
        done = 0
        for row in rows_of(session, roles, 500):
            if row.state != HANDED_OVER:
                continue
            doing = Doing(
                session=session,
                now=now,
                contact=contact,
                roles=roles,
                reader=reading.reader(session),
                case=row,
                fields={},
            )
            try:
                ACTS["bureau"]["confirm_receipt"](doing)
            except Refused:
                # Somebody else of the bureau was faster.
                continue
            done += 1
        bureaus = [liaison.bureau_id for liaison in roles.liaisons]
        done += len(receipts.confirm_all(session, bureaus, contact, now=now))
    flash(f"好，{done}件都签收了。" if done else "没有要签收的了。", "good")
    return redirect("/p/mine", 303)


def table() -> ResponseReturnValue:
    """Everything the bureau has in hand, by due day: what it says, no name and no telephone."""
    now = parts().clock.now()
    with parts().database.read() as session:
        contact = session.get(Contact, g.contact_id)
        roles = roles_of(session, contact, now) if contact is not None else Roles()
        if not roles.liaisons:
            return redirect("/p/mine", 303)
        today = local_day(now)
        cells: list[tuple[object, ...]] = []
        for row in rows_of(session, roles, 5000):
            late = row.due < today and row.paused_at is None
            place = places.say_place(session, row.issue.grid)
            state = ALL["hand_over"].states[row.state]
            cells.append((row.due, f"民{row.issue.number}", row.issue.title, place, state, late))
        bureaus = [liaison.bureau_id for liaison in roles.liaisons]
        for one in receipts.open_of(session, bureaus):
            case = one.suggestion
            state = ALL["assignment"].states[one.state]
            number = case.number or f"稿{case.draft_number}"
            cells.append((one.due, number, case.title, "", state, one.due < today))
    head = ["到期", "编号", "说的事", "地点", "到哪一步", "过期没有"]
    rows: list[list[object]] = [list(head)]
    for *each, is_late in sorted(cells, key=lambda one: str(one[0])):
        rows.append([*map(str, each), "过期了" if is_late else ""])
    return table_of({"在办的": rows}, f"在办的事{today}")
