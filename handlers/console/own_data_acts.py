"""What is done with one person's data: corrected, handed over, erased, or refused with a reason."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import second
from bot.actions.actors import actor_in
from bot.actions.casework import Actor
from bot.actions.privacy import correcting, erasing, requests, showing
from bot.domain.workflow import Party, Refused
from bot.store.models import Contact, Grid, Issue, Officer
from bot.texts import say
from handlers.console.downloads import ZIP, download_of
from handlers.console.own_data_page import request_of, wish_of
from handlers.console.page import back_to, desk_of, number_in, or_nothing, sentence
from handlers.parts import parts

_HERE = "/console/own-data"
_Act = Callable[[Session, Issue, datetime], str]


def add_acts(blueprint: Blueprint) -> None:
    for name, act in _ACTS.items():
        blueprint.add_url_rule(
            f"/own-data/<int:number>/{name}",
            f"person_{name}",
            or_nothing(_doer(act)),
            methods=["POST"],
        )
    blueprint.post("/own-data/<int:number>/go-on", endpoint="person_go_on")(or_nothing(go_on))
    blueprint.post("/own-data/<int:number>/download", endpoint="person_download")(
        or_nothing(download)
    )


def go_on(number: int) -> ResponseReturnValue:
    """What was left while it was still being done, on the plan of a new request."""
    now = parts().clock.now()
    try:
        with parts().database.write() as session:
            issue = request_of(session, number, now, lock=True)
            contact = session.get_one(Contact, g.contact_id)
            made = erasing.go_on(session, issue, contact, now=now).number
    except Refused as refused:
        return back_to(f"{_HERE}/{number}", sentence(refused), good=False)
    return back_to(f"{_HERE}/{made}/erase", f"好，接着删，编号民{made}。", good=True)


def _doer(act: _Act) -> Callable[[int], ResponseReturnValue]:
    def do(number: int) -> ResponseReturnValue:
        now, back = parts().clock.now(), f"{_HERE}/{number}"
        try:
            with parts().database.write() as session:
                text = act(session, request_of(session, number, now, lock=True), now)
        except Refused as refused:
            return back_to(back, sentence(refused), good=False)
        return back_to(back, text, good=True)

    return do


def _actor(session: Session, issue: Issue, now: datetime) -> Actor:
    desk = desk_of(session, now)
    return actor_in(session, issue, desk.contact, desk.roles, now, Party.OFFICE)


def _officer(session: Session) -> Officer:
    return session.get_one(Officer, g.officer_id)


def _correct(session: Session, issue: Issue, now: datetime) -> str:
    code = request.form.get("place", "")[:64]
    place = session.scalar(select(Grid).where(Grid.code == code)) if code else None
    given = correcting.Given(
        request.form.get("name", "")[:40], request.form.get("phone", "")[:24], place
    )
    changed = correcting.correct(session, issue, given, _actor(session, issue, now), now=now)
    return f"改好了：{'、'.join(changed)}。这就告诉他。"


def _refuse(session: Session, issue: Issue, now: datetime) -> str:
    reason = request.form.get("text", "").strip()[:500]
    requests.refuse(session, issue, _actor(session, issue, now), reason, now=now)
    return "记下了，原因和找哪里说理，已经发给他。"


def _given(session: Session, issue: Issue, now: datetime) -> str:
    actor = _actor(session, issue, now)
    requests.settle(session, issue, actor, say("personal.given"), now=now)
    return "好，这个请求办完了，这就告诉他。"


def _ask_export(session: Session, issue: Issue, now: datetime) -> str:
    what = {"request": issue.number, "said": f"民{issue.number}：导出本人的信息，交给他"}
    second.ask(session, "export", what, _officer(session), desk_of(session, now).roles, now=now)
    return "已请第二个人点头，同意了在这里下载。"


def _ask_erase(session: Session, issue: Issue, now: datetime) -> str:
    ticked = {number_in(one) for one in request.form.getlist("mention")}
    shown = {number_in(one) for one in request.form.getlist("shown")} - {None}
    spare = [one for one in shown - ticked if one is not None]
    roles = desk_of(session, now).roles
    erasing.ask(session, issue, _officer(session), roles, now=now, spare=spare)
    return "已请第二个人点头，同意了您再来点“删”。"


def _erase(session: Session, issue: Issue, now: datetime) -> str:
    actor = _actor(session, issue, now)
    done = erasing.erase(session, issue, _officer(session), actor, now=now)
    counts = done.counts
    return (
        f"删了{counts['cases']}件事里的{counts['words']}段话、{counts['media']}个照片语音，"
        "这就告诉他；磁盘上的过一会儿也清掉。"
    )


_ACTS: dict[str, _Act] = {
    "correct": _correct,
    "refuse": _refuse,
    "given": _given,
    "ask-export": _ask_export,
    "ask-erase": _ask_erase,
    "erase": _erase,
}


def download(number: int) -> ResponseReturnValue:
    """The zip to hand over, once, after the second person's yes."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.own_data import bundle

    now = parts().clock.now()
    folder: Path = parts().settings.media_dir
    try:
        with parts().database.write() as session:
            issue, officer = request_of(session, number, now, lock=True), _officer(session)
            wish = wish_of(session, "export", issue, officer, now)
            second.use(session, wish.id if wish else 0, officer, now=now)
            shown = showing.show(session, issue.reporter, now=now, most=None)
            packed = bundle(shown, folder)
            showing.record(session, issue, g.contact_id, "person.exported", now=now)
    except Refused as refused:
        return back_to(f"{_HERE}/{number}", sentence(refused), good=False)
    response = download_of(packed, f"民{number}个人信息.zip", ZIP)
    response.headers["Cache-Control"] = "no-store"
    return response
