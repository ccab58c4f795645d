"""The prepared paper of one 可选措施, for the few who see the ladder."""

import io

from flask import g, send_file
from flask.typing import ResponseReturnValue

from bot.actions.suggestions import supervision
from bot.domain.suggestions import LADDER, MEETING
from bot.domain.workflow import Party
from bot.domain.workflows.suggestion import AT_MEETING
from handlers.console.page import nothing_here
from handlers.pages.suggestion_seen import find
from handlers.parts import parts

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Name in the address → the measure.
RUNGS = {rung.name: rung for rung in (MEETING, *LADDER)}


def file_paper(number: int) -> ResponseReturnValue:
    """督办档案 as docx, for who sees the ladder."""
    from bot.papers.gather import measures as gather
    from bot.papers.measures import supervision_file

    now = parts().clock.now()
    with parts().database.read() as session:
        about, seen = find(session, number, g.contact_id, now)
        if not supervision.may_see_ladder(session, about, seen.roles, now):
            return nothing_here()
        paper = supervision_file(gather.supervision_file(session, about, now))
        called = f"督办档案建{about.number or ''}号.docx"
    return send_file(io.BytesIO(paper), mimetype=_DOCX, as_attachment=True, download_name=called)


def measure_paper(number: int, name: str) -> ResponseReturnValue:
    """A docx; nothing to whoever may not see the ladder. What the office took to a meeting has
    its paper for the office."""
    # Here and not above: papers are made seldom, and their libraries take long to load.
    from bot.papers.gather import measures as gather
    from bot.papers.measures import measure_paper as made

    now = parts().clock.now()
    with parts().database.read() as session:
        about, seen = find(session, number, g.contact_id, now)
        rung = RUNGS.get(name)
        clerks = rung is MEETING and about.state == AT_MEETING and Party.OFFICE in seen.parties
        if rung is None or not (
            clerks or supervision.may_see_ladder(session, about, seen.roles, now)
        ):
            return nothing_here()
        paper = made(gather.measure(session, about, rung, now))
        called = f"{rung.label}材料（草稿）建{about.number or ''}号.docx"
    return send_file(io.BytesIO(paper), mimetype=_DOCX, as_attachment=True, download_name=called)
