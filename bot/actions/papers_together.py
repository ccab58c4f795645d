"""拟稿, 签发, 编号用印 of many papers by one act: the letters of an assignment meeting go to the
signer in one folder and get their numbers in a row. Each keeps its own record and number; all of
them or none."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import papers
from bot.domain.workflow import Refused
from bot.store.models import Assignment, Contact, Paper

#: What is sent to each bureau of a meeting.
LETTER = "assignment_letter"
#: 青人代工函〔2026〕12号: the last figure counts on.
_LAST_FIGURE = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)
_LONGEST_FIGURE = 9


def letters_of(
    session: Session, rows: Sequence[Assignment]
) -> list[tuple[Assignment, Paper | None]]:
    """Each assignment with its letter as far as it is; None: not begun, or made void."""
    found = session.scalars(
        select(Paper)
        .where(
            Paper.kind == LETTER,
            Paper.suggestion_id.in_({row.suggestion_id for row in rows}),
            Paper.state != papers.VOID,
        )
        .order_by(Paper.id)
    )
    newest = {(paper.suggestion_id, paper.bureau_id): paper for paper in found}
    return [(row, newest.get((row.suggestion_id, row.bureau_id))) for row in rows]


def draft(session: Session, rows: Sequence[Assignment], by: Contact, *, now: datetime) -> int:
    """Begin the letter of each. How many. Raises Refused where one has begun."""
    for row in rows:
        papers.draft(
            session, LETTER, by, now=now, suggestion=row.suggestion, bureau_id=row.bureau_id
        )
    return len(rows)


def sign(
    session: Session, rows: Sequence[Assignment], signer: str, by: Contact, *, now: datetime
) -> int:
    """``signer`` has signed all of them; ``by`` notes it. Raises Refused."""
    for paper in _locked(session, rows):
        papers.sign(session, paper, signer, by, now=now)
    return len(rows)


def issue(
    session: Session, rows: Sequence[Assignment], first: str, by: Contact, *, now: datetime
) -> list[str]:
    """``first`` is the number of the first one; the others count on, in the order of ``rows``. The
    numbers that were given. Raises Refused, also where one of them is taken."""
    found = _locked(session, rows)
    numbers = _in_a_row(first, len(found))
    for paper, number in zip(found, numbers, strict=True):
        papers.issue(session, paper, number, by, now=now)
    return numbers


def _locked(session: Session, rows: Sequence[Assignment]) -> list[Paper]:
    """Of two who press the button at once the second one reads who was first."""
    found = []
    for row, paper in letters_of(session, rows):
        if paper is None:
            raise Refused("refused.paper_not_begun", bureau=row.bureau.name)
        session.refresh(paper, with_for_update=True)
        found.append(paper)
    return found


def _in_a_row(first: str, count: int) -> list[str]:
    bare = "".join(first.split())
    parts = _LAST_FIGURE.match(bare)
    if parts is None or len(parts[2]) > _LONGEST_FIGURE:
        # The act on one of them says what is wrong with it.
        return [bare] * count
    before, figure, after = parts.groups()
    return [f"{before}{int(figure) + n:0{len(figure)}d}{after}" for n in range(count)]
