"""拟稿 → 签发 → 编号用印: who did which, when, for one paper. The program drafts; people sign,
number and seal. What the paper says is made in ``bot/papers`` from the case as it stands."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import audit
from bot.actions.calendar import say_when
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.store.models import Contact, Paper, Suggestion

DRAFTED, SIGNED, ISSUED, VOID = "drafted", "signed", "issued", "void"
#: How an act is called where it is told who did it.
_ACTS = {
    "paper.draft": "拟稿",
    "paper.sign": "记了签发",
    "paper.issue": "记了编号用印",
    "paper.void": "作废",
}
STATES = {DRAFTED: "拟稿", SIGNED: "已签发", ISSUED: "已编号用印", VOID: "作废"}
#: What is drafted, and how people call it.
KINDS = {
    "assignment_letter": "交办函",
    "assignment_ledger": "交办清单",
    "explanation": "书面解释通知",
    "yearly_report": "年度办理报告",
    "chairpersons_report": "主任会议汇报稿",
}


def draft(
    session: Session,
    kind: str,
    by: Contact,
    *,
    now: datetime,
    suggestion: Suggestion | None = None,
    bureau_id: int | None = None,
    meeting: str = "",
) -> Paper:
    """A paper is begun. KeyError: no such kind. Raises Refused where there is one already."""
    _must_be_new(session, _known(kind), suggestion, bureau_id, meeting[:64], now)
    paper = Paper(
        kind=kind,
        suggestion_id=suggestion.id if suggestion is not None else None,
        bureau_id=bureau_id,
        meeting=meeting[:64],
        state=DRAFTED,
        drafted_by=by.id,
        drafted_at=now,
    )
    session.add(paper)
    session.flush()
    _note(session, paper, "draft", by, now)
    return paper


def _known(kind: str) -> str:
    KINDS[kind]
    return kind


def there_already(
    session: Session,
    kind: str,
    suggestion: Suggestion | None,
    bureau_id: int | None,
    meeting: str = "",
) -> Paper | None:
    """The paper that stands in the way of another draft of the same: two of them would both be
    signed. What is sealed is made void before it is drawn up again; but an explanation is asked
    for anew in each round."""
    counts = (DRAFTED, SIGNED) if kind == "explanation" else (DRAFTED, SIGNED, ISSUED)
    about = suggestion.id if suggestion is not None else None
    return session.scalar(
        select(Paper)
        .where(Paper.kind == kind, Paper.suggestion_id.is_not_distinct_from(about))
        .where(Paper.bureau_id.is_not_distinct_from(bureau_id), Paper.meeting == meeting)
        .where(Paper.state.in_(counts))
        .order_by(Paper.id.desc())
        .limit(1)
    )


def _must_be_new(
    session: Session,
    kind: str,
    suggestion: Suggestion | None,
    bureau_id: int | None,
    meeting: str,
    now: datetime,
) -> None:
    if suggestion is not None:
        # Two who press the button at once come one after the other.
        session.execute(
            select(Suggestion.id).where(Suggestion.id == suggestion.id).with_for_update()
        )
    paper = there_already(session, kind, suggestion, bureau_id, meeting)
    if paper is not None:
        key = "refused.paper_issued" if paper.state == ISSUED else "refused.paper_begun"
        raise Refused(
            key, paper=KINDS[kind], number=paper.number, last=say_last(session, paper, now)
        )


def say_last(session: Session, paper: Paper, now: datetime) -> str:
    """「郑科员今天拟稿」: who did the last act on it, and when."""
    done = audit.last(session, "paper", paper.id)
    if done is None:
        return STATES[paper.state]
    who, act, at = done
    return f"{who}{say_when(local_day(at), now)}{_ACTS[act]}"


def sign(session: Session, paper: Paper, signer: str, by: Contact, *, now: datetime) -> None:
    """``signer`` has signed it on paper or before the eyes of ``by``, who notes it. Raises Refused
    if it is no draft any more, or nobody is named."""
    _must_be(session, paper, DRAFTED, "签发", now)
    if not signer.strip():
        raise Refused("refused.paper_signer")
    paper.state, paper.signer = SIGNED, signer.strip()[:32]
    paper.signed_by, paper.signed_at = by.id, now
    _note(session, paper, "sign", by, now)


def issue(session: Session, paper: Paper, number: str, by: Contact, *, now: datetime) -> None:
    """It has its number (发文字号) and the seal. Raises Refused if it is not signed, the number is
    empty, holds no figure (a name was typed), or another paper has it."""
    _must_be(session, paper, SIGNED, "编号用印", now)
    number = "".join(number.split())[:64]
    if not number:
        raise Refused("refused.paper_number_empty")
    if not any(map(str.isdecimal, number)):
        raise Refused("refused.paper_number_shape", number=number)
    taken = session.scalar(
        select(Paper.id).where(Paper.number == number, Paper.state != VOID, Paper.id != paper.id)
    )
    if taken is not None:
        raise Refused("refused.paper_number_taken", number=number)
    paper.state, paper.number = ISSUED, number
    paper.issued_by, paper.issued_at = by.id, now
    _note(session, paper, "issue", by, now)


def void(session: Session, paper: Paper, by: Contact, *, now: datetime) -> None:
    """It counts no more; a new draft may be begun. Raises Refused if it is void already."""
    if paper.state == VOID:
        raise _stands(session, paper, "作废", now)
    paper.state = VOID
    _note(session, paper, "void", by, now)


def of_case(session: Session, suggestion: Suggestion) -> Sequence[Paper]:
    """The papers of a suggestion, newest first."""
    return session.scalars(
        select(Paper).where(Paper.suggestion_id == suggestion.id).order_by(Paper.id.desc())
    ).all()


def _must_be(session: Session, paper: Paper, state: str, act: str, now: datetime) -> None:
    if paper.state != state:
        raise _stands(session, paper, act, now)


def _stands(session: Session, paper: Paper, act: str, now: datetime) -> Refused:
    last = say_last(session, paper, now)
    return Refused("refused.paper_state", state=STATES[paper.state], act=act, last=last)


def _note(session: Session, paper: Paper, act: str, by: Contact, now: datetime) -> None:
    audit.record(
        session, f"paper.{act}", contact_id=by.id, now=now, thing="paper", thing_id=paper.id,
        fact=paper.kind,
    )  # fmt: skip
