"""A bare number in front of what somebody with work says: 「351不同意」「353修好了」 is of 民351
and 民353, as if the 民 had been typed. A number that is none of theirs is said to be none."""

import re

from sqlalchemy import select

from bot.actions import hand_overs, issues, recipients
from bot.domain.workflow import Party
from bot.store.models import HandOver, Issue
from bot.texts import say
from handlers.conversation import staff
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.replies import held, items_of
from nlp.replies import Act
from nlp.replies.references import tail_number

#: 「290我去看了」; not 「3户」「12号楼」「5组的路」.
_LEADING = re.compile(
    r"^(\d{2,5})(?=[一-鿿，,：: ])(?!\s*(?:个|户|家|天|年|月|日|号|点|米|块|元|组|岁|人|次|"
    r"里|多|亩|度|路|国道|省道|县道|乡道|栋|楼|期|盏|根|吨|斤|公里|分|时|到|至|和|、))"
)
#: 「120来了」「110让等着」 speak of who was rung.
_RUNG = re.compile(
    r"^(?:110|119|120|122|12\d{3}|9\d{4})(?:电话|热线|也|已|都|还|说|来|让|打|没|的|在)"
)


def signed(talk: Talk) -> str:
    """The text with the 民 in front that was left out; unchanged where it is no number of a case of
    theirs, or may be that of a suggestion."""
    text = talk.text.strip()
    found = _LEADING.match(text)
    if found is None or not talk.roles.any or _RUNG.match(text):
        return talk.text
    number = int(found[1])
    issue = issues.by_number(talk.session, number)
    if issue is None or not _is_party(talk, issue):
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


def unknown_number(talk: Talk) -> Answer | None:
    """A number that is none of theirs, in front of what they say: told so, and never taken for a
    word about something else."""
    found = _LEADING.match(talk.text.strip())
    if found is None or not talk.roles.any:
        return None
    number = int(found[1])
    items = _items(talk)
    if not items or any(tail_number(item.pending.ref) == number for item in items):
        return None
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    issue = issues.by_number(talk.session, number)
    if issue is not None and (issue in own or _is_party(talk, issue)):
        return None
    return Answer(say("refused.unknown_number", number=f"民{number}"), "staff")


def _items(talk: Talk) -> list[Item]:
    return [item for role in held(talk) for item in items_of(talk, role)]


def _is_suggestion(ref: str, number: int) -> bool:
    return not ref.startswith("民") and tail_number(ref) == number


def _is_party(talk: Talk, issue: Issue) -> bool:
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
