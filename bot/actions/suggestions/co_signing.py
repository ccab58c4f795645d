"""附议: deputies of the same congress sign as well, by reply (design 1.7)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.casework import Actor, number_of, take_step
from bot.actions.rules import rule
from bot.actions.suggestions import parties, sessions
from bot.actions.suggestions.kind import label, newest
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import REVIEWING, WRITING
from bot.store.asked_once import once
from bot.store.models import CoSigner, Deputy, Suggestion


def invite(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    deputies: Sequence[Deputy],
    *,
    now: datetime,
) -> list[CoSigner]:
    """Ask deputies to sign as well; who was asked before is not asked again. Raises Refused for
    anybody of another congress, and for 议政代表."""
    for deputy in deputies:
        _check_congress(session, suggestion, deputy, now)
    asked = []
    for deputy in deputies:
        if deputy.contact_id == suggestion.lead.contact_id or row_of(session, suggestion, deputy):
            continue
        row = CoSigner(suggestion_id=suggestion.id, deputy=deputy, state="invited", asked_at=now)
        session.add(row)
        session.flush()
        take_step(session, suggestion, "invite", actor, now=now, fact=deputy.name, co_signer=row)
        asked.append(row)
    return asked


def _check_congress(
    session: Session, suggestion: Suggestion, deputy: Deputy, now: datetime
) -> None:
    if deputy.congress == "advisory":
        raise Refused("refused.advisory_no_signature", deputy=deputy.name)
    same = deputy.congress == suggestion.congress
    if same and deputy.congress == "township":
        township = parties.township_of(session, deputy, local_day(now))
        same = township is not None and township.id == suggestion.area_id
    if not same:
        raise Refused(
            "refused.other_congress",
            case=label(suggestion),
            deputy=deputy.name,
            congress=_congress_of(suggestion),
        )


def _congress_of(suggestion: Suggestion) -> str:
    """城关镇人大, 县人大: one township's is not another's."""
    if suggestion.congress == "township" and suggestion.area is not None:
        return f"{suggestion.area.name}人大"
    return sessions.name_of(suggestion)


def row_of(session: Session, suggestion: Suggestion, deputy: Deputy) -> CoSigner | None:
    return session.scalar(
        select(CoSigner).where(
            CoSigner.suggestion_id == suggestion.id, CoSigner.deputy_id == deputy.id
        )
    )


def answer(
    session: Session,
    suggestion: Suggestion,
    actor: Actor,
    deputy: Deputy,
    agree: bool,
    *,
    now: datetime,
) -> None:
    """「附议」 or 「不附议」. A later word counts, as long as it is not filed; of a text that was
    changed since, 「附议」 counts again."""
    row = row_of(session, suggestion, deputy)
    if row is None:
        raise Refused("refused.not_yours", case=number_of(suggestion))
    before = row.state
    if agree and before == "signed" and row not in parties.unseen(session, suggestion):
        return
    with session.begin_nested():
        row.state, row.answered_at = ("signed" if agree else "refused"), now
        session.flush()
        take_step(session, suggestion, "co_sign" if agree else "not_co_sign", actor, now=now)


def ask_again(session: Session, suggestion: Suggestion, actor: Actor, *, now: datetime) -> None:
    """Tell who signed that the text is another one now. By the county's rule their signature stands
    until they say otherwise (whoever reviews is told that they have not seen it), or counts again
    only once they say so. Once for one text."""
    text = newest(session, suggestion)
    lapses = rule(session, "suggestion.signature_after_change", now) == "asked"
    for row in parties.unseen(session, suggestion):
        if text is not None and row.asked_at < text.at:
            row.asked_at = now
            if lapses:
                row.state = "invited"
            take_step(
                session,
                suggestion,
                "ask_signer_again",
                actor,
                now=now,
                fact=row.deputy.name,
                co_signer=row,
            )


def add_signed(session: Session, suggestion: Suggestion, deputy: Deputy, *, now: datetime) -> None:
    """A signature that stands on a paper typed in or imported: nobody is asked again. Raises
    Refused as ``invite`` does."""
    _check_congress(session, suggestion, deputy, now)
    if deputy.contact_id == suggestion.lead.contact_id or row_of(session, suggestion, deputy):
        return
    session.add(
        CoSigner(
            suggestion_id=suggestion.id,
            deputy=deputy,
            state="signed",
            asked_at=now,
            answered_at=now,
        )
    )
    session.flush()


def waiting_for(session: Session, deputy: Deputy) -> Sequence[Suggestion]:
    """Suggestions that wait for this deputy's signature, oldest first."""
    waiting = (
        select(Suggestion)
        .join(CoSigner, CoSigner.suggestion_id == Suggestion.id)
        .where(
            CoSigner.deputy_id == deputy.id,
            (CoSigner.state == "invited")
            # Asked again, of a text that was changed since.
            | ((CoSigner.state == "signed") & (CoSigner.asked_at > CoSigner.answered_at)),
            Suggestion.state.in_((*WRITING, REVIEWING)),
        )
        .order_by(CoSigner.id)
    )
    return once(session, ("to sign", deputy.id), lambda: session.scalars(waiting).all())
