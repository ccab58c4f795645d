"""A constituent's short reply, held against the gates before it is done."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import issues
from bot.domain.workflows.issue import OPEN
from bot.store.models import Issue
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.citizen.own_cases import about_own_case, supplement
from handlers.conversation.context import AS_CONSTITUENT, OWN_MATTER, Answer, Talk
from handlers.conversation.reading import is_complaint
from handlers.conversation.replies import items_of
from nlp.reading import Reading
from nlp.replies import Reply
from nlp.things import is_wrong

#: Acts whose words would go to whoever handles the case, and those that count without any.
_WITH_WORDS = frozenset({"supplement", "correct", "rate", "withdraw"})
_WITHOUT_WORDS = frozenset({"rate", "withdraw"})


def about_own(talk: Talk, reading: Reading, own: Reply) -> Answer | None:
    """A word about a case of theirs. What blames somebody who must not hear it (design 1.3) is not
    said there: the act counts, and the words become a matter of their own."""
    items = items_of(talk, "constituent")
    cases = issues.of_reporter(talk.session, talk.contact, limit=8)
    refs = {ref for act in own.acts for ref in act.refs}
    meant = [issue for issue in cases if f"民{issue.number}" in refs] or cases[:1]
    acts = {act.act for act in own.acts}
    if "human" in acts and reading.avoid and is_complaint(talk.text):
        # 「林芳接电话态度不好」 asks for nobody to ring, least of all her.
        return new_matter(talk, reading)
    if acts == {"human"} and reading.kind == "problem":
        # A letter that ends with 「派人来看看」.
        return None
    if acts <= {"status", "human"} and reading.kind in _OWN_WAYS and len(talk.text) > OWN_MATTER:
        # 「官司打输了，法院判得不公，你们管不管」 asks how nothing of theirs stands.
        return None
    if not acts & _WITH_WORDS:
        return about_own_case(talk, own.acts, items, reading)
    if reading.kind == "problem" and meant and all(one.kind == "praise" for one in meant):
        if not is_wrong(talk.text):
            return supplement(talk, meant[0], reading)  # 「半夜出诊，一分钱没收」
        # 「就是有一盏又不亮了」: a matter, and what they praised says of what.
        return new_matter(talk, reading, meant[0].words.text or "")
    if any(issues.speaks_above(talk.session, reading, issue, talk.now) for issue in meant):
        quiet = [act for act in own.acts if act.act in _WITHOUT_WORDS]
        if not comes_back(talk.text):
            quiet = [act for act in quiet if act.act != "rate"]
        said = about_own_case(replace(talk, text=""), quiet, items, reading)
        opened = new_matter(talk, reading)
        if said is None:
            return opened
        return Answer(f"{said.text}\n{opened.text}", AS_CONSTITUENT, opened.issue_id)
    above = about_him(talk, reading, cases)
    if above is not None and not acts & _WITHOUT_WORDS:
        return supplement(talk, above, reading)
    if all(_is_another_matter(talk, reading, issue) for issue in meant):
        return None
    if not acts & _WITHOUT_WORDS and all(plain_beside_blame(reading, each) for each in meant):
        return None
    return about_own_case(talk, own.acts, items, reading)


#: Beginnings by which people come back to what they said before.
_COMES_BACK = re.compile(
    r"^\W*(好了|还|没|算了|撤|不用|又|也|仍|照样|补充|再|[123１２３一二三](?!\d|组|队|社)|民\d+(?!组))"
)


def comes_back(text: str) -> bool:
    return _COMES_BACK.match(text) is not None


_OWN_WAYS = frozenset({"lawful_channel", "accusation", "favour", "gathering", "elsewhere"})
_WHO = re.compile(r"[他她]|这个?人|那个?人|书记|主任|村长|干部|镇长|站长|领导")


_HIM = re.compile(r"[他她](?!们)|这个?人|那个?人")


def about_him(talk: Talk, reading: Reading, cases: Sequence[Issue]) -> Issue | None:
    """「也是他弄坏的」 of somebody who has blamed the secretary: it goes where that lies, never to
    the secretary's deputies beside some lamp."""
    if not _HIM.search(talk.text) or reading.avoid:
        return None
    return next((each for each in cases if each.avoid and each.state in OPEN), None)


def plain_beside_blame(reading: Reading, issue: Issue) -> bool:
    """「三组路灯也不亮」 after a word about the secretary: a matter of its own that deputies may
    see, else the lamp would lie above with what is said of him."""
    plain = reading.kind == "problem" and reading.auto and reading.places and not reading.avoid
    return bool(plain) and issue.seen_by != "grid" and not _WHO.search(reading.text)


#: From so sure a topic on a sentence says what it is about.
_SURE = 0.75
#: That something is wrong, whatever it is.
_WRONG = re.compile(r"[坏堵断漏塌]了|停[水电气]|没[水电]|不[通亮]|臭|欠")


def _is_another_matter(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「五组的路灯不亮」 of somebody whose ditch was mended is no 「没好」: it has a place and a
    topic of its own. Nothing that is wrong somewhere belongs to a request about one's data."""
    if issue.kind == "data_rights":
        return reading.kind == "problem"
    # 「家里也停水了」 of somebody who spoke of the road: short, without a place, and plain.
    plain = reading.confidence >= _SURE and bool(_WRONG.search(talk.text))
    return (
        # 「我也遇到了，停水」 of somebody who spoke of the road joins others, not the road.
        reading.kind in ("problem", "joining")
        and ((bool(reading.places) and len(talk.text) > OWN_MATTER) or plain)
        and reading.topic is not None
        and issue.topic is not None
        and reading.topic != issue.topic
        and (reading.belongs_to is None or reading.kind == "joining")
        and not comes_back(talk.text)
    )
