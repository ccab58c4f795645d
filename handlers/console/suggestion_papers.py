"""文书 of one suggestion: drafts to download, and who drafted, signed, numbered and sealed which
(拟稿 → 签发 → 编号用印; design 1.2). Downloading issues nothing."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot.actions import papers
from bot.actions.suggestions.kind import name_of
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import AT_MEETING
from bot.store.models import Assignment, Contact, Paper, Suggestion
from bot.texts import say
from handlers.case_view import NotYours
from handlers.console.page import back_to, number_in, sentence, show
from handlers.pages.suggestion_seen import all_rows, find
from handlers.parts import parts

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: States of an assignment that was taken away: no paper goes there any more.
GONE = ("reassigned", "cancelled")


@dataclass(frozen=True, slots=True)
class Kind:
    """One paper, made by ``one_case.MAKING``. ``each``: of every assignment, else once for the
    suggestion, at its lead bureau. ``signed``: its way to the seal is kept (``papers.KINDS``)."""

    label: str
    purpose: str
    each: bool = True
    signed: bool = False


KINDS: dict[str, Kind] = {
    "assignment_letter": Kind("交办函", "发给单位的函，附回执", signed=True),
    "sign_off": Kind("发文稿纸", "拟稿、签发、编号、用印都记在上面"),
    "deadline": Kind("期限说明", "给单位负责人看期限怎么来的"),
    "opinion": Kind("征询意见表", "每位代表一张", each=False),
    "explanation": Kind("书面解释通知", "代表不满意时，请单位书面说明", each=False, signed=True),
}


def papers_page(number: int) -> ResponseReturnValue:
    """What can be made, and how far each is. Raises NotYours."""
    now = parts().clock.now()
    with parts().database.read() as session:
        about, rows = _of_desk(session, number, now)
        offered = [
            {
                "key": key,
                "kind": KINDS[key],
                "place": place,
                "bureau": rows[place - 1].bureau.name,
                "draft": _is_draft(session, about, key, rows[place - 1]),
                "to_begin": KINDS[key].signed
                and papers.there_already(session, key, about, rows[place - 1].bureau_id) is None,
            }
            for place, key in _offered(session, about, rows)
        ]
        return show(
            "suggestion_papers.html",
            "suggestions",
            about=about,
            name=name_of(about),
            meets=about.state == AT_MEETING and about.number,
            offered=offered,
            kept=[_kept(session, row, rows, now) for row in papers.of_case(session, about)],
        )


def _is_draft(session: Session, about: Suggestion, key: str, row: Assignment) -> bool:
    """It goes by a seal, and has none yet."""
    return KINDS[key].signed and not any(
        (paper.kind, paper.bureau_id, paper.state) == (key, row.bureau_id, papers.ISSUED)
        for paper in papers.of_case(session, about)
    )


def _offered(session: Session, about: Suggestion, rows: list[Assignment]) -> list[tuple[int, str]]:
    """(number on the page, kind): the papers of each bureau together, lead bureaus first, then what
    is made once. None for a bureau that it was taken from, and none that would say what is not so.
    """
    running = [(place, row) for place, row in enumerate(rows, 1) if row.state not in GONE]
    running.sort(key=lambda one: one[1].role != "lead")
    found = [(place, key) for place, _ in running for key, kind in KINDS.items() if kind.each]
    first = next((place for place, row in running if row.role == "lead"), None)
    if first is not None:
        found += [
            (first, key)
            for key, kind in KINDS.items()
            if not kind.each and (key != "explanation" or _asks_why(session, about))
        ]
    return found


def _asks_why(session: Session, about: Suggestion) -> bool:
    from bot.papers.gather.letters import may_ask_why

    return may_ask_why(session, about)


def download(number: int, kind: str, place: int) -> ResponseReturnValue:
    """One paper, a draft until it is issued. Raises NotYours, also for what does not exist."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.gather.one_case import MAKING

    now = parts().clock.now()
    with parts().database.read() as session:
        about, rows = _of_desk(session, number, now)
        if (place, kind) not in _offered(session, about, rows):
            raise NotYours
        row = rows[place - 1]
        made = MAKING[kind](session, row, now)
        whose = row.bureau.name if KINDS[kind].each else ""
        draft = "（草稿）" if _is_draft(session, about, kind, row) else ""
        name = f"{KINDS[kind].label}{draft}{name_of(about)}{whose}.docx"
    return send_file(io.BytesIO(made), mimetype=DOCX, as_attachment=True, download_name=name)


def sign_off(number: int) -> ResponseReturnValue:
    """拟稿, 签发, 编号用印 or 作废, noted by who is signed in. Raises NotYours."""
    now, here = parts().clock.now(), f"/console/suggestion/{number}/papers"
    act, given = request.form.get("act", ""), request.form.get("given", "").strip()
    try:
        with parts().database.write() as session:
            about, rows = _of_desk(session, number, now)
            by = session.get_one(Contact, g.contact_id)
            if act == "draft":
                _draft(session, about, rows, by, now)
            else:
                _go_on(session, about, act, given, by, now)
    except Refused as refused:
        return back_to(here, sentence(refused), good=False)
    return back_to(here, say("paper.noted"), good=True)


def _draft(
    session: Session, about: Suggestion, rows: list[Assignment], by: Contact, now: datetime
) -> None:
    kind, place = request.form.get("kind", ""), number_in(request.form.get("place")) or 0
    if place and place <= len(rows) and rows[place - 1].state in GONE:
        raise Refused("refused.paper_gone", bureau=rows[place - 1].bureau.name)
    if (place, kind) not in _offered(session, about, rows) or not KINDS[kind].signed:
        raise NotYours
    papers.draft(session, kind, by, now=now, suggestion=about, bureau_id=rows[place - 1].bureau_id)


def _go_on(
    session: Session, about: Suggestion, act: str, given: str, by: Contact, now: datetime
) -> None:
    wanted = number_in(request.form.get("paper"))
    paper = next((row for row in papers.of_case(session, about) if row.id == wanted), None)
    if paper is None:
        raise NotYours
    # Of two who sign at once the second one reads who was first.
    session.refresh(paper, with_for_update=True)
    if act == "sign":
        papers.sign(session, paper, given, by, now=now)
    elif act == "issue":
        papers.issue(session, paper, given, by, now=now)
    elif act == "void":
        papers.void(session, paper, by, now=now)
    else:
        raise NotYours


def _of_desk(session: Session, number: int, now: datetime) -> tuple[Suggestion, list[Assignment]]:
    about, seen = find(session, number, g.contact_id, now)
    if not seen.desk:
        raise NotYours
    return about, list(all_rows(session, about))


def _kept(session: Session, paper: Paper, rows: list[Assignment], now: datetime) -> dict[str, Any]:
    bureaus = {row.bureau_id: row.bureau.name for row in rows}
    return {
        "id": paper.id,
        "label": papers.KINDS[paper.kind],
        "bureau": bureaus.get(paper.bureau_id or 0, ""),
        "state": papers.STATES[paper.state],
        "drafted": paper.state == papers.DRAFTED,
        "signed": paper.state == papers.SIGNED,
        "open": paper.state != papers.VOID,
        "signer": paper.signer,
        "number": paper.number,
        "last": papers.say_last(session, paper, now),
    }
