"""A bare number in front of what somebody with work says: 「351不同意」「353修好了」 is of 民351
and 民353, as if the 民 had been typed."""

import re

from sqlalchemy import select

from bot.actions import hand_overs, issues, recipients
from bot.domain.workflow import Party
from bot.store.models import HandOver, Issue
from handlers.conversation.case_numbers import RUNG
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of
from handlers.conversation.staff import performing as staff
from nlp.replies import Act
from nlp.replies.references import tail_number

#: 「290我去看了」; not 「3户」「12号楼」「5组的路」.
_LEADING = re.compile(
    r"^(\d{2,5})(?=[一-鿿，,：: ])(?!\s*(?:个|户|家|天|年|月|日|号|点|米|块|元|组|岁|人|次|"
    r"里|多|亩|度|路|国道|省道|县道|乡道|栋|楼|期|盏|根|吨|斤|公里|分|时|到|至|和|、))"
)


def signed(talk: Talk) -> str:
    """The text with the 民 in front that was left out; unchanged where it is no number of a case of
    theirs, or may be that of a suggestion."""
    text = talk.text.strip()
    found = _LEADING.match(text)
    if found is None or not talk.roles.any or RUNG.match(text):
        return talk.text
    number = int(found[1])
    issue = issues.by_number(talk.session, number)
    if issue is None or not is_party(talk, issue):
        return talk.text
    if any(_is_suggestion(item.pending.ref, number) for item in _items(talk)):
        return talk.text
    return f"民{text}"


_ASKS = re.compile(
    r"民(?P<number>\d{1,7})\s*号?[，,]?(?:帮我|替我)?问(?:一下|下|问)?(?:群众|他|她)?[：:，, ]+"
    r"(?P<words>\S.{2,})",
    re.DOTALL,
)


def asks(talk: Talk) -> Answer | None:
    """「民249问 是主管还是入户管」: the number and the word in front are the act, whatever is
    asked."""
    found = _ASKS.fullmatch(talk.text.strip())
    ref = f"民{int(found['number'])}" if found else ""
    for role in held(talk) if found else ():
        items = [item for item in items_of(talk, role) if item.pending.ref == ref]
        if found is not None and items and role != "officer":
            words = found["words"]
            act = Act("ask", (ref,), {"question": words, "text": words})
            return staff.perform(talk, role, [act], items[:1])
    return None


def _items(talk: Talk) -> list[Item]:
    return [item for role in held(talk) for item in items_of(talk, role)]


def _is_suggestion(ref: str, number: int) -> bool:
    return not ref.startswith("民") and tail_number(ref) == number


def is_party(talk: Talk, issue: Issue) -> bool:
    """Whether they have to do with it at work: what they reported themselves has its own words."""
    rows = [hand_overs.latest(talk.session, issue), *_of_bureaus(talk, issue)]
    found: set[Party] = set()
    for row in rows:
        found |= recipients.parties_of(talk.session, issue, talk.contact, talk.roles, talk.now, row)
    return bool(found - {Party.CONSTITUENT})


def _of_bureaus(talk: Talk, issue: Issue) -> list[HandOver]:
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    if not bureaus:
        return []
    rows = select(HandOver).where(HandOver.issue_id == issue.id, HandOver.bureau_id.in_(bureaus))
    return list(talk.session.scalars(rows))
