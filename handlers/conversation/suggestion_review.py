"""The desk's words about suggestions that wait for its review: named by number or by title, as in
「路灯建议通过」, 「稿14退回，群众电话请去掉」."""

import re
from collections.abc import Sequence

from bot.actions.casework import label
from bot.actions.rules import rule
from bot.actions.suggestions import drafts, parties, readers
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import DRAFT
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestion_asked import waiting_for_review
from handlers.conversation.suggestion_words import bare, do, titled, which

_YES = (
    r"(?:审核通过|审过了?|通过|同意(?:上报|报上去|转上去|送上去|提交|立案)?|没意见"
    r"|可以(?:上报|报上去|转上去)?|上报|报上去|转上去|往上报|送上去)"
)
_DECIDES = re.compile(
    r"^(?:把)?(?P<named>(?:D|稿)?\s*\d{1,5}号?|.{2,14}?)(?:的)?(?:那|这)?(?:[条件个份])?(?:的)?"
    r"(?P<kind>(?:代表)?(?:建议|稿子?))?[，,：: ]?"
    rf"(?:(?P<yes>{_YES})"
    r"|(?P<back>退回(?:去)?(?:修改|改改|改一改|重写)?|退改))(?:吧|了)?"
    r"(?:[，,。：: ]+(?P<why>.+))?[。！!]?$",
    re.DOTALL,
)
#: 「稿14群众名字没写，可以，同意上报」: the number first, what was looked at, then the word.
_LOOKED_AT = re.compile(
    r"^(?P<named>稿\s*\d{1,5}号?)(?!.*(?:不同意|不通过|退回|不能|不行))[^\n]{1,60}?[，,。；; ]"
    rf"(?P<kind>)(?P<yes>{_YES})(?:吧|了)?(?P<back>)(?P<why>)[。！!]?$"
)
_DRAFT = re.compile(r"(?P<mark>D|稿)?\s*(?P<n>\d{1,5})号?")


def decided(talk: Talk) -> Answer | None:
    """The answer to such an order; None where nothing that waits here is named."""
    if not talk.roles.officer_roles:
        return None
    found = _LOOKED_AT.match(bare(talk)) or _DECIDES.match(bare(talk))
    if found is None:
        return None
    meant = _named(waiting_for_review(talk), found["named"], clear=bool(found["kind"]))
    if not meant:
        return _decided_before(talk, found["named"])
    if len(meant) > 1:
        return Answer(which(meant), "staff")
    try:
        with talk.session.begin_nested():
            if found["yes"]:
                return Answer(do(talk, "pass_on", meant[0], role="office"), "staff")
            why = (found["why"] or "").strip()
            return Answer(do(talk, "send_back", meant[0], role="office", text=why), "staff")
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "staff")


def _decided_before(talk: Talk, named: str) -> Answer | None:
    """「稿14通过」 of what does not wait for this person (any more): where it is now, if they may
    know that."""
    number = _DRAFT.fullmatch(named.strip())
    if number is None:
        return None
    if not number["mark"]:
        return _bare_number(talk, int(number["n"]))
    # Named by 稿: whatever comes of it, it is no order about a citizen's matter.
    nothing = Answer(say("writing.review_none", number=f"稿{number['n']}"), "staff")
    about = drafts.by_draft_number(talk.session, int(number["n"]))
    if about is None or about.state == DRAFT:
        return nothing
    mine = parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now)
    if not mine and not readers.may_read(talk.session, about, talk.roles):
        return nothing
    level = parties.level_of(about)
    names = rule(talk.session, "suggestion.reviewer_names", talk.now)
    where = f"，在{names[level]}" if level else ""
    state = TABLE.states[about.state]
    return Answer(
        say("writing.review_passed", case=label(about), state=state, where=where), "staff"
    )


def _bare_number(talk: Talk, number: int) -> Answer | None:
    """「14通过」 as a card says it, of what this person reviewed and no matter of a citizen."""
    about = drafts.by_draft_number(talk.session, number)
    if about is None or not readers.may_read(talk.session, about, talk.roles):
        return None
    waits = any(
        item.pending.ref == f"民{number}" for role in held(talk) for item in items_of(talk, role)
    )
    return None if waits else _decided_before(talk, f"稿{number}")


def _named(rows: Sequence[Suggestion], named: str, *, clear: bool) -> list[Suggestion]:
    """By 稿14, or the bare number of one that waits; by its title only where 建议 or 稿 is said: a
    citizen's matter may have the same."""
    if number := _DRAFT.fullmatch(named.strip()):
        return [row for row in rows if row.draft_number == int(number["n"])]
    return titled(rows, named) if clear else []
