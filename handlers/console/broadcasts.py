"""群发: one writes and tries it, a second person says yes, it leaves in portions until stopped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.actions import audiences, broadcast_answers, broadcast_people, broadcasts, second, switches
from bot.actions.audiences import Audience
from bot.actions.bindings import CONGRESS_LABELS
from bot.actions.desk import choices
from bot.actions.desk.scope import Desk
from bot.actions.officers import ROLE_LABELS
from bot.domain.calendars import local_day
from bot.domain.deadlines import say_day
from bot.domain.workflow import Refused
from bot.store.models import Broadcast, Bureau, Grid, Officer
from bot.texts import notices
from handlers.console.page import back_to, desk_of, nothing_here, number_in, sentence, show
from handlers.pages.history import say_moment
from handlers.parts import parts

HERE = "/console/broadcasts"
#: Shown of the list.
_LISTED = 40


def add_broadcasts(blueprint: Blueprint) -> None:
    blueprint.get("/broadcasts", endpoint="broadcasts")(listed)
    blueprint.get("/broadcasts/new", endpoint="new_broadcast")(new)
    blueprint.post("/broadcasts/new", endpoint="write_broadcast")(save)
    blueprint.get("/broadcasts/<int:broadcast_id>", endpoint="broadcast")(one)
    blueprint.get("/broadcasts/<int:broadcast_id>/change", endpoint="change_broadcast")(change)
    blueprint.post("/broadcasts/<int:broadcast_id>/change", endpoint="rewrite_broadcast")(save)
    for name in _ACTS:
        blueprint.add_url_rule(
            f"/broadcasts/<int:broadcast_id>/{name}",
            f"broadcast_{name}",
            _doer(name),
            methods=["POST"],
        )


def _area(desk: Desk) -> Grid | None:
    """The officer's own area: beyond it they write to nobody. None: the county."""
    areas = desk.areas()
    return None if desk.county or not areas else areas[0]


def _may_write(desk: Desk) -> bool:
    return desk.county or bool(desk.areas())


def _mine(desk: Desk, broadcast_id: int, *, lock: bool = False) -> Broadcast | None:
    """A broadcast that this officer may look at: of the own area; the county looks at all."""
    row = desk.session.get(Broadcast, broadcast_id, with_for_update=lock, populate_existing=lock)
    if row is None or desk.county or row.made_by in [one.id for one in desk.roles.officers]:
        return row
    grid = desk.session.get(Grid, row.grid_id) if row.grid_id else None
    own = grid is not None and any(
        area.path.startswith(grid.path) or grid.path.startswith(area.path) for area in desk.areas()
    )
    return row if own else None


def listed() -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        query = select(Broadcast).order_by(Broadcast.id.desc()).limit(_LISTED)
        if not desk.county:
            officers = [officer.id for officer in desk.roles.officers]
            grids = [area.id for area in desk.areas()]
            query = query.where(or_(Broadcast.made_by.in_(officers), Broadcast.grid_id.in_(grids)))
        rows = [
            (
                row,
                broadcasts.say_state(row, now),
                audiences.say(session, audiences.audience(row.audience), _grid(session, row)),
                say_moment(row.made_at, now),
            )
            for row in session.scalars(query)
        ]
        return show("broadcasts.html", "broadcasts", rows=rows, may_write=_may_write(desk))


def _grid(session: Session, row: Broadcast) -> Grid | None:
    return session.get(Grid, row.grid_id) if row.grid_id else None


# ------------------------------------------------------------------------------- writing


def new() -> ResponseReturnValue:
    """An empty form, or one filled with an older one (``?like=``)."""
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        if not _may_write(desk):
            return nothing_here()
        like = number_in(request.args.get("like"))
        row = _mine(desk, like) if like is not None else None
        filled = (row.title, row.text, audiences.audience(row.audience)) if row else None
        return _form(desk, f"{HERE}/new", filled)


def change(broadcast_id: int) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        row = _mine(desk, broadcast_id)
        if row is None or row.state != "draft":
            return nothing_here()
        filled = (row.title, row.text, audiences.audience(row.audience))
        return _form(desk, f"{HERE}/{row.id}/change", filled)


def _form(desk: Desk, action: str, filled: tuple[str, str, Audience] | None) -> ResponseReturnValue:
    title, text, wanted = filled or ("", "", Audience("deputies"))
    return show(
        "broadcast_form.html",
        "broadcasts",
        action=action,
        title=title,
        text=text,
        wanted=wanted,
        who=audiences.WHO,
        congresses=CONGRESS_LABELS,
        officer_roles=ROLE_LABELS,
        undone=audiences.UNDONE,
        areas=choices.areas(desk),
        bodies=_bodies(desk),
        most=(broadcasts.TITLE, broadcasts.TEXT),
    )


def _bodies(desk: Desk) -> list[tuple[str, str]]:
    names = set(choices.bodies(desk))
    rows = desk.session.execute(
        select(Bureau.code, Bureau.name).where(Bureau.active).order_by(Bureau.id)
    )
    return [(code, name) for code, name in rows if name in names]


def save(broadcast_id: int | None = None) -> ResponseReturnValue:
    now = parts().clock.now()
    form, grid = request.form, request.form.get("grid", "")
    chosen = {
        "who": form.get("who", ""),
        "levels": form.getlist("levels"),
        "grid": grid[:64],
        "bureau": form.get("bureau", "")[:64],
        "undone": form.get("undone", ""),
    }
    wanted = audiences.audience(chosen)
    words = (form.get("title", "")[:100], form.get("text", "").replace("\r\n", "\n")[:2000])
    with parts().database.write() as session:
        desk = desk_of(session, now)
        officer = session.get_one(Officer, g.officer_id)
        row = _mine(desk, broadcast_id, lock=True) if broadcast_id is not None else None
        if not _may_write(desk) or (broadcast_id is not None and row is None):
            return nothing_here()
        if wanted.grid and wanted.grid not in dict(choices.areas(desk)):
            # Not one's own: the form does not offer it.
            wanted = replace(wanted, grid="")
        area = _area(desk) if row is None else _grid(session, row)
        try:
            if what := audiences.misplaced(chosen):
                whom = audiences.WHO[wanted.who]
                raise Refused("console.broadcast_misplaced", what=what, whom=whom)
            row = broadcasts.save(session, officer, area, words, wanted, now=now, row=row)
        except Refused as refused:
            return back_to(request.path, sentence(refused), good=False)
        address = f"{HERE}/{row.id}"
    return back_to(address, "记下了。看看发给谁、是什么样子，再往下走。", good=True)


# ------------------------------------------------------------------------------- one of them


def one(broadcast_id: int) -> ResponseReturnValue:
    now = parts().clock.now()
    with parts().database.read() as session:
        desk = desk_of(session, now)
        row = _mine(desk, broadcast_id)
        if row is None:
            return nothing_here()
        officers = [officer.id for officer in desk.roles.officers]
        fields = broadcasts.fields_for(session, row, "某某")
        text = notices()["broadcast.word"]
        open_ones = second.to_decide(session, officers, desk.roles)
        found = broadcasts.found(session, row, now)
        return show(
            "broadcast.html",
            "broadcasts",
            row=row,
            state=broadcasts.say_state(row, now),
            whom=audiences.say(session, audiences.audience(row.audience), _grid(session, row)),
            found=found,
            others=broadcast_people.not_written_to(session, row, found),
            shapes=(
                ("聊天里（两天内来过信的人）", text.in_chat(fields)),
                ("卡片（其他人，点开看全文）", "\n".join(text.in_template(fields).values())),
                ("电话里照着念", text.on_the_phone(fields)),
            ),
            near=_said_near(row),
            stands=broadcast_people.standing(session, row),
            missed=broadcast_people.lines(session, row, missed=True),
            got=_got(session, row),
            coming=broadcast_answers.coming(session, row),
            answers=[
                (said, say_moment(said.at, now)) for said in broadcast_answers.answers(session, row)
            ],
            to_agree=any(each.id == row.approval_id for each in open_ones),
            approval=row.approval,
            answer=second.answer_to(row.approval, now),
            decider=row.approval.decider.name
            if row.approval is not None and row.approval.decider is not None
            else "",
            own=row.made_by in officers,
            may_stop=row.made_by in officers or desk.county,
            halted=broadcast_people.is_halted(row),
            left=broadcasts.still_to_get(session, row, now) if row.state == "stopped" else [],
            when=_when(session, now),
            made=say_moment(row.made_at, now),
            started=say_moment(row.started_at, now) if row.started_at else "",
            ended=say_moment(row.ended_at, now) if row.ended_at else "",
        )


def _got(session: Session, row: Broadcast) -> list[broadcast_people.Line]:
    everybody = broadcast_people.lines(session, row, missed=False)
    return [line for line in everybody if line.state in ("发到了", "电话里告诉了")]


def _try(desk: Desk, row: Broadcast, officer: Officer) -> str:
    sent = broadcasts.try_it(desk.session, row, officer, now=desk.now)
    if switches.is_on(desk.session, switches.STOP):
        return "现在所有消息都停着，放开以后才发给您。"
    return "试发给您了，看看手机。没收到，说明您的微信还没连上。" if sent else "刚发过，看看手机。"


def _ask(desk: Desk, row: Broadcast, officer: Officer) -> str:
    broadcasts.ask(desk.session, row, officer, desk.roles, now=desk.now)
    button = "接着发" if row.started_at else "开始发"
    return f"已请第二个人看。他在“今日”里点了同意，您再来这里点“{button}”。"


def _back(desk: Desk, row: Broadcast, officer: Officer) -> str:
    broadcasts.take_back(desk.session, row, now=desk.now)
    if row.started_at:
        return "先不接着发，还是停着。"
    return "拿回来了，可以改。改好要重新请人点头。"


def _start(desk: Desk, row: Broadcast, officer: Officer) -> str:
    broadcasts.start(desk.session, row, officer, now=desk.now)
    return f"{_when(desk.session, desk.now)}一批一批走。发错了点“停下”。"


def _when(session: Session, now: datetime) -> str:
    """When the next portion of what is being sent leaves, as far as one knows."""
    if switches.is_on(session, switches.STOP):
        return "现在所有消息都停着，放开以后"
    at = broadcasts.goes_on_at(session, now)
    if at <= now:
        return "开始发了，"
    return f"现在是休息时间，{say_moment(at, now)}起"


def _stop(desk: Desk, row: Broadcast, officer: Officer) -> str:
    left = broadcasts.stop(desk.session, row, officer, now=desk.now)
    return f"停下了，还有{left}人没有发。可以再请人点头接着发，也可以不再发。"


def _give_up(desk: Desk, row: Broadcast, officer: Officer) -> str:
    broadcasts.give_up(desk.session, row, officer, now=desk.now)
    return "好，这条不再发了。"


def _ring(desk: Desk, row: Broadcast, officer: Officer) -> str:
    count = broadcasts.ring_instead(desk.session, row, officer, now=desk.now)
    return f"{count}人放进电话名单了，在“今日”里打。" if count else "没有要打的。"


def _again(desk: Desk, row: Broadcast, officer: Officer) -> str:
    count = broadcasts.try_again(desk.session, row, officer, now=desk.now)
    return f"{count}人再发一次，过几分钟刷新看发到没有。" if count else "没有要再发的。"


def _reply(desk: Desk, row: Broadcast, officer: Officer) -> str:
    to, text = number_in(request.form.get("to")), request.form.get("text", "")[:1000]
    broadcast_answers.reply(desk.session, row, to or 0, text, officer, now=desk.now)
    return "好，会发给他。"


#: Name in the address → what it does, and whether only who wrote it may.
_ACTS: dict[str, tuple[Callable[[Desk, Broadcast, Officer], str], bool]] = {
    "try": (_try, False),
    "ask": (_ask, True),
    "back": (_back, True),
    "start": (_start, True),
    "stop": (_stop, False),
    "give_up": (_give_up, False),
    "ring": (_ring, False),
    "again": (_again, False),
    "reply": (_reply, False),
}


def _doer(name: str) -> Callable[[int], ResponseReturnValue]:
    act, makers_only = _ACTS[name]

    def do(broadcast_id: int) -> ResponseReturnValue:
        now = parts().clock.now()
        here = f"{HERE}/{broadcast_id}"
        try:
            with parts().database.write() as session:
                desk = desk_of(session, now)
                row = _mine(desk, broadcast_id, lock=True)
                ids = [officer.id for officer in desk.roles.officers]
                if row is None or (makers_only and row.made_by not in ids):
                    return nothing_here()
                officer = session.get_one(Officer, row.made_by if makers_only else g.officer_id)
                said = act(desk, row, officer)
        except Refused as refused:
            return back_to(here, sentence(refused), good=False)
        return back_to(here, said, good=True)

    return do


#: Days ahead, as one says them: true on the day of writing only.
_NEAR = {"今天": 0, "今晚": 0, "明天": 1, "明早": 1, "后天": 2}


def _said_near(row: Broadcast) -> list[tuple[str, str]]:
    """「明天」 and such of the words, with the day that was meant when they were written: it is
    read after somebody has agreed, and at night it waits."""
    day = local_day(row.made_at)
    return [
        (word, say_day(day + timedelta(days=ahead)))
        for word, ahead in _NEAR.items()
        if word in row.text or word in row.title
    ]
