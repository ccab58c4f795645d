"""Signing a suggestion together: whom a deputy asks, and what they answer."""

from sqlalchemy import select

from bot.actions.casework import Actor, label
from bot.actions.suggestions import co_signing
from bot.domain.workflow import Party, Refused
from bot.store.models import CoSigner, Deputy, Suggestion
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, mandate, suggestion


def invite(do: Doing) -> str:
    """``names``: 李明、王芳. Of several of one name, the one of the same congress. Who can be asked
    is asked; who cannot, and why, is said beside it. Raises Refused where nobody can."""
    draft = suggestion(do)
    names = [name for name in do.fields.get("names") or [] if name]
    if not names:
        raise Refused("writing.invite_whom", case=label(draft))
    found, unknown = [], []
    for name in dict.fromkeys(names):
        rows = do.session.scalars(
            select(Deputy).where(Deputy.name == name, Deputy.until.is_(None)).order_by(Deputy.id)
        ).all()
        same = [row for row in rows if row.congress == draft.congress]
        if rows:
            found.append((same or rows)[0])
        else:
            unknown.append(name)
    if not found:
        raise Refused("writing.invite_unknown", names="、".join(unknown))
    return _invite(do, draft, found, unknown)


def _invite(do: Doing, draft: Suggestion, found: list[Deputy], unknown: list[str]) -> str:
    who = actor(do, draft, Party.DEPUTY)
    asked: list[str] = []
    before: list[str] = []
    cannot: list[Refused] = []
    for deputy in found:
        try:
            rows = co_signing.invite(do.session, draft, who, [deputy], now=do.now)
        except Refused as refused:
            cannot.append(refused)
            continue
        (asked if rows else before).append(deputy.name)
    if not (asked or before or unknown):
        raise cannot[0]
    lines = []
    if asked:
        lines.append(say("writing.invited", names="、".join(asked), case=label(draft)))
    elif unwilling := _refused(do, draft, before):
        names = "、".join(unwilling)
        lines.append(say("writing.invited_refused", names=names, case=label(draft)))
    elif before:
        lines.append(say("writing.invited_before", case=label(draft)))
    lines += [say(one.key, **one.fields) for one in cannot]
    if unknown:
        lines.append(say("writing.invite_unknown", names="、".join(unknown)))
    return "\n".join(lines)


def _refused(do: Doing, draft: Suggestion, names: list[str]) -> list[str]:
    """Of these those who answered that they do not sign: nobody is pressed."""
    rows = do.session.scalars(
        select(CoSigner).where(CoSigner.suggestion_id == draft.id, CoSigner.state == "refused")
    )
    return [row.deputy.name for row in rows if row.deputy.name in names]


def co_sign(do: Doing) -> str:
    return _answer_invitation(do, agree=True)


def not_co_sign(do: Doing) -> str:
    return _answer_invitation(do, agree=False)


def _answer_invitation(do: Doing, *, agree: bool) -> str:
    draft = suggestion(do)
    deputy = signer(do, draft)
    row = co_signing.row_of(do.session, draft, deputy)
    if agree and row is not None and row.state == "refused":
        # Who said no is no party to it any more, and may still think better of it.
        who = Actor(Party.CO_SIGNER, do.contact, f"{deputy.name}代表")
    else:
        who = actor(do, draft, Party.CO_SIGNER)
    co_signing.answer(do.session, draft, who, deputy, agree, now=do.now)
    return say("writing.co_signed" if agree else "writing.not_co_signed", case=label(draft))


def signer(do: Doing, draft: Suggestion) -> Deputy:
    return mandate(do, lambda one: co_signing.row_of(do.session, draft, one) is not None)
