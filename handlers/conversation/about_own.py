"""A constituent's short reply, held against the gates before it is done."""

import re
from dataclasses import replace

from bot.actions import issues
from bot.store.models import Issue
from handlers.conversation.context import AS_CONSTITUENT, OWN_MATTER, Answer, Talk
from handlers.conversation.matters import new_matter
from handlers.conversation.own_cases import about_own_case
from handlers.conversation.replies import items_of
from nlp.reading import Reading
from nlp.replies import Reply

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
    if not acts & _WITH_WORDS:
        return about_own_case(talk, own.acts, items, reading)
    if any(issues.speaks_above(talk.session, reading, issue, talk.now) for issue in meant):
        quiet = [act for act in own.acts if act.act in _WITHOUT_WORDS]
        if not _COMES_BACK.match(talk.text):
            quiet = [act for act in quiet if act.act != "rate"]
        said = about_own_case(replace(talk, text=""), quiet, items, reading)
        opened = new_matter(talk, reading)
        if said is None:
            return opened
        return Answer(f"{said.text}\n{opened.text}", AS_CONSTITUENT, opened.issue_id)
    if all(_is_another_matter(talk, reading, issue) for issue in meant):
        return None
    return about_own_case(talk, own.acts, items, reading)


#: Beginnings by which people come back to what they said before.
_COMES_BACK = re.compile(
    r"^\W*(好了|还|没|算了|撤|不用|又|也|仍|照样|补充|再|[123１２３一二三](?!组|队|社)|民?\d+(?!组))"
)


def _is_another_matter(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「五组的路灯不亮」 of somebody whose ditch was mended is no 「没好」: it has a place and a
    topic of its own. Nothing that is wrong somewhere belongs to a request about one's data."""
    if issue.kind == "data_rights":
        return reading.kind == "problem"
    return (
        reading.kind == "problem"
        and bool(reading.places)
        and len(talk.text) > OWN_MATTER
        and reading.topic is not None
        and issue.topic is not None
        and reading.topic != issue.topic
        and reading.belongs_to is None
        and not _COMES_BACK.match(talk.text)
    )
