"""The desk's words about suggestions that wait for its review: named by number or by title, as in
「路灯建议通过」, 「稿14退回，群众电话请去掉」."""

import re
from collections.abc import Sequence

from bot.actions.rules import rule
from bot.actions.suggestions import parties, review
from bot.domain.workflow import Refused
from bot.store.models import Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestion_words import bare, do, titled, which

_DECIDES = re.compile(
    r"^(?:把)?(?P<named>稿\s*\d{1,5}号?|.{2,14}?)(?:的)?(?:那|这)?(?:[件条个份])?(?:的)?"
    r"(?P<kind>(?:代表)?(?:建议|稿子?))?[，, ]?"
    r"(?:(?P<yes>审核通过|审过了?|通过|同意|没意见|可以|报上去)"
    r"|(?P<back>退回(?:去)?(?:修改|改改|改一改|重写)?|退改))(?:吧|了)?"
    r"(?:[，,。：: ]+(?P<why>.+))?[。！!]?$",
    re.DOTALL,
)
_DRAFT = re.compile(r"稿\s*(\d{1,5})号?")


def waiting(talk: Talk) -> list[Suggestion]:
    """What waits for the review of this very person, oldest first."""
    if not talk.roles.officer_roles:
        return []
    return [
        row
        for level in rule(talk.session, "suggestion.reviewers", talk.now)
        for row in review.waiting_at(talk.session, level)
        if talk.contact.id in parties.reviewers(talk.session, row, talk.now)
    ]


def decided(talk: Talk) -> Answer | None:
    """The answer to such an order; None where nothing that waits here is named."""
    if not talk.roles.officer_roles:
        return None
    found = _DECIDES.match(bare(talk))
    if found is None:
        return None
    meant = _named(waiting(talk), found["named"], clear=bool(found["kind"]))
    if not meant:
        return None
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


def _named(rows: Sequence[Suggestion], named: str, *, clear: bool) -> list[Suggestion]:
    """By 稿14; by its title only where 建议 or 稿 is said: a citizen's matter may have the same."""
    if number := _DRAFT.fullmatch(named.strip()):
        return [row for row in rows if row.draft_number == int(number[1])]
    return titled(rows, named) if clear else []
