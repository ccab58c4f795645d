"""交办函, 征询意见表, 书面解释通知 and the sheets of key items: a suggestion and its bureaus."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.rules import rule
from bot.actions.suggestions import assigning, parties, weighing
from bot.actions.suggestions.kind import newest
from bot.actions.terms import term_from
from bot.domain.calendars import local_day
from bot.domain.workflows.suggestion import AT_MEETING, WEIGHING
from bot.papers.gather.offices import office_of, texts
from bot.papers.letters import AssignmentLetter, KeyMark, Term
from bot.papers.plain import cut, one_line
from bot.papers.replies import ExplanationNotice, OpinionForm
from bot.papers.sign_off import Act, SignOff
from bot.store.models import (
    Assignment,
    Contact,
    Issue,
    KeySupervision,
    Officer,
    Paper,
    Promise,
    Suggestion,
    SuggestionVersion,
    Supervisor,
)

_SOURCES = {"session": "会议期间", "between": "闭会期间", "motion": "议案转为建议"}
_CAME_BY = {"visit": "走访收集", "sheet": "书面提交", "import": ""}


def letter_to(session: Session, assignment: Assignment, now: datetime) -> AssignmentLetter:
    """交办函 to the bureau of ``assignment``, as far as its signing is noted. It says what held on
    the day of the assignment: what a bureau has on paper is not changed by a later day, a later
    bureau or a new round."""
    suggestion, given = assignment.suggestion, assignment.assigned_at
    running = as_assigned(session, assignment)
    leads = [row for row in running if row.role == "lead"]
    others = [row for row in running if row.role != "lead"]
    text = newest(session, suggestion)
    assigned = local_day(given)
    lead = assignment if assignment.role == "lead" else (leads[0] if leads else assignment)
    own = assignment if assignment.role != "lead" else (others[0] if others else None)
    receipt = term_from(session, "suggestion.confirm_within", given, event="交办", since=assigned)
    signing = sign_off(session, "assignment_letter", suggestion, assignment.bureau_id)
    return AssignmentLetter(
        office=office_of(session, suggestion, now),
        sign_off=signing,
        number=suggestion.number or "",
        title=suggestion.title,
        source=source_of(session, suggestion),
        deputies=deputies_of(session, suggestion),
        original=original(text),
        summary=summary(text),
        lead="、".join(_names(leads)) or assignment.bureau.name,
        supporting=_names(others),
        to=assignment.bureau.name,
        is_lead=assignment.role == "lead",
        # The day that the period counts from, which is the meeting's, not that of typing it in.
        assigned_on=assignment.counts_from,
        reply=_first_term(session, lead),
        receipt=Term(receipt.due, receipt.proof),
        supporting_term=_first_term(session, own) if own is not None else None,
        returning=Term(assignment.return_by, assignment.return_proof),
        key=_key_then(session, suggestion, signing),
        requirements=texts(session, "papers.requirements", now),
        copies=_copies(session, assignment, now),
        in_session=suggestion.source != "between",
    )


def as_assigned(session: Session, assignment: Assignment) -> list[Assignment]:
    """Who had the suggestion when ``assignment`` was made, lead bureaus first: those that came with
    it or before, without those it was taken from by then."""
    rows = session.scalars(
        select(Assignment)
        .where(
            Assignment.suggestion_id == assignment.suggestion_id,
            Assignment.assigned_at <= assignment.assigned_at,
        )
        .order_by(Assignment.role, Assignment.id)
    ).all()
    taken = {row.previous_id for row in rows}
    return [row for row in rows if row.id not in taken]


def _names(rows: Sequence[Assignment]) -> tuple[str, ...]:
    """Each bureau once."""
    return tuple(dict.fromkeys(row.bureau.name for row in rows))


def _first_term(session: Session, row: Assignment) -> Term:
    """The day first given to ``row`` and its proof, whatever was granted or ordered since."""
    if row.due == row.first_due and row.suggestion.round == 1:
        return Term(row.due, row.proof)
    due, proof = assigning.first_period(
        session, row.suggestion, row.role, row.hard, row.counts_from, row.assigned_at
    )
    # A county that has changed its calendar since counts another day: then the day stands alone.
    return Term(row.first_due, proof if due == row.first_due else "")


def _key_then(session: Session, suggestion: Suggestion, signing: SignOff) -> KeyMark | None:
    """The key mark, unless it was decided after the letter had been sealed."""
    mark = key_mark(session, suggestion)
    sealed = signing.sealed.on if signing.sealed is not None else None
    if mark is None or sealed is None or mark.decided_on is None:
        return mark
    return mark if mark.decided_on <= sealed else None


def _copies(session: Session, assignment: Assignment, now: datetime) -> tuple[str, ...]:
    """Who gets a copy; 政府办 by the name that it has in the roster, if it stands in the middle."""
    if assignment.suggestion.congress == "township":
        # A township's own affair: the county's offices have no part in it.
        return ()
    named = texts(session, "papers.copies", now)
    if assignment.via is None:
        return named
    return (assignment.via.name, *(name for name in named if "政府办" not in name))


def deputies_of(session: Session, suggestion: Suggestion) -> tuple[str, ...]:
    """Who raised it and who signed as well; names of deputies are public (代表法 58)."""
    return (
        suggestion.lead.name,
        *(row.deputy.name for row in parties.signers(session, suggestion)),
    )


def source_of(session: Session, suggestion: Suggestion) -> str:
    """「闭会期间，走访收集（民312）」. Issues about somebody, or kept secret, are not named."""
    told = [_SOURCES.get(suggestion.source, ""), _CAME_BY.get(suggestion.came_by, "")]
    shown = [issue for issue in parties.issues_of(session, suggestion) if shows(issue)]
    numbers = "、".join(f"民{issue.number}" for issue in shown[:5])
    return "，".join(filter(None, told)) + (f"（{numbers}）" if numbers else "")


def shows(issue: Issue) -> bool:
    """Whether an issue may be named on paper: about nobody, and not kept secret (design 1.3)."""
    return issue.seen_by == "grid" and not issue.secret and not issue.avoid


def original(text: SuggestionVersion | None) -> str:
    """The three parts as they stand, masked."""
    if text is None:
        return ""
    parts = (("情况：", text.situation), ("分析：", text.analysis), ("建议：", text.proposal))
    return "\n".join(f"{name}{words.masked}" for name, words in parts if words is not None)


def summary(text: SuggestionVersion | None) -> str:
    """The beginning of what is wrong and of what is asked for: the office rewrites it."""
    if text is None:
        return ""
    wrong = cut(text.situation.masked, 120) if text.situation is not None else ""
    asked = cut(text.proposal.masked, 120) if text.proposal is not None else ""
    if wrong and wrong[-1] not in _STOPS:
        wrong = f"{wrong}。"
    return one_line(f"{wrong}{f'建议：{asked}' if asked else ''}")


#: What ends a sentence, or shows that it was cut.
_STOPS = "。！？!?…"


def key_mark(session: Session, suggestion: Suggestion) -> KeyMark | None:
    """重点督办, if the chairpersons' meeting decided it."""
    key = session.scalar(
        select(KeySupervision).where(KeySupervision.suggestion_id == suggestion.id)
    )
    if key is None:
        return None
    names = session.scalars(
        select(Officer.name)
        .join(Supervisor, Supervisor.officer_id == Officer.id)
        .where(Supervisor.key_id == key.id)
        .order_by(Supervisor.id)
    )
    by = "主席团" if suggestion.congress == "township" else "主任会议"
    return KeyMark(key.decided_on, tuple(names), key.leading_officer, key.committee, by)


def sign_off(session: Session, kind: str, suggestion: Suggestion, bureau_id: int | None) -> SignOff:
    """What is noted about the newest paper of this kind: drafted, signed, numbered and sealed."""
    row = session.scalar(
        select(Paper)
        .where(
            Paper.kind == kind,
            Paper.suggestion_id == suggestion.id,
            Paper.bureau_id.is_(None) | (Paper.bureau_id == bureau_id),
            Paper.state != "void",
        )
        .order_by(Paper.id.desc())
        .limit(1)
    )
    if row is None:
        return SignOff(Act("拟稿"))
    drafted = Act("拟稿", _name(session, row.drafted_by), local_day(row.drafted_at))
    if row.state == "drafted" or row.signed_at is None:
        return SignOff(drafted)
    issued = Act("签发", row.signer, local_day(row.signed_at))
    if row.state != "issued" or row.issued_at is None or not row.number:
        return SignOff(drafted, issued=issued)
    done = Act("用印", _name(session, row.issued_by), local_day(row.issued_at))
    numbered = Act("编号", done.who, done.on)
    return SignOff(drafted, issued=issued, number=row.number, numbered=numbered, sealed=done)


def _name(session: Session, contact_id: int | None) -> str:
    if contact_id is None:
        return ""
    officer = session.scalar(select(Officer.name).where(Officer.contact_id == contact_id))
    contact = session.get(Contact, contact_id)
    return officer or (contact.name if contact is not None else None) or ""


def opinion_forms(session: Session, suggestion: Suggestion, now: datetime) -> list[OpinionForm]:
    """A form for each deputy who signed: each is answered, each is asked (law.md 2)."""
    leads = parties.leads(session, suggestion)
    replied = local_day(suggestion.replied_at) if suggestion.replied_at is not None else None
    return [
        OpinionForm(
            office=office_of(session, suggestion, now),
            number=suggestion.number or "",
            title=suggestion.title,
            deputy=name,
            bureau="、".join(row.bureau.name for row in leads),
            replied_on=replied,
            back_by=suggestion.rate_by,
        )
        for name in deputies_of(session, suggestion)
    ]


def may_ask_why(session: Session, suggestion: Suggestion) -> bool:
    """Whether a written explanation may be asked for: this round is answered, and the answer was
    found wanting. While a bureau is still at it, nothing can be said of its outcome."""
    if suggestion.state == AT_MEETING:
        return True
    found = weighing.lead_rating(session, suggestion)
    return suggestion.state in WEIGHING and found is not None and found.grade == "unsatisfied"


def explanation(session: Session, suggestion: Suggestion, now: datetime) -> ExplanationNotice:
    """书面解释通知 to the first lead bureau; questions are written by the office."""
    leads = parties.leads(session, suggestion)
    term = term_from(session, "papers.explain_within", now, event="发出")
    again = "重新办理后，" if suggestion.round > 1 else ""
    return ExplanationNotice(
        office=office_of(session, suggestion, now),
        sign_off=sign_off(session, "explanation", suggestion, None),
        bureau=leads[0].bureau.name if leads else "",
        number=suggestion.number or "",
        title=suggestion.title,
        # Ratings are sealed: a suggestion has one lead deputy, so the grade would name the person.
        occasion=f"{again}办理结果还没有达到要求",
        questions=texts(session, "papers.explain_questions", now),
        until=Term(term.due, term.proof),
        meeting=rule(session, "papers.explain_meeting", now),
        basis=rule(session, "papers.explain_basis", now),
    )


def promise_text(promise: Promise) -> str:
    """「2027年3月31日前：装好路灯（资金到位后）」."""
    on = promise.due
    condition = f"（{promise.condition}）" if promise.condition else ""
    return f"{on.year}年{on.month}月{on.day}日前：{promise.words.masked}{condition}"
