"""Who asks about a rating and did not sign: whoever is the bureau reads that it is sealed, the desk
is led to the page, a citizen behind it hears who may know. Nothing of such a sentence is filed,
told on, or put to anybody (design 1.4)."""

import re

from sqlalchemy import select

from bot.actions import issues
from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import desk_name
from bot.domain.workflow import Party
from bot.domain.workflows.assignment import REPLIED
from bot.domain.workflows.suggestion import ENDED, RUNNING
from bot.store.models import Assignment, Suggestion, SuggestionIssue
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.replies import items_of
from handlers.conversation.suggestions import rating_words
from handlers.conversation.suggestions.rating_words import OfRating
from handlers.conversation.suggestions.words import bare

#: Who rates, and what only they do: without it a word may be of a citizen's matter.
_OF_DEPUTIES = re.compile(r"代表|老师|评价|评分|[差好中]评|打.{0,3}[分星]|评(?!估|定|议|选|上|理)")
_DEPUTY = re.compile(r"代表|老师|领衔|人大")
#: 「请代表给个满意」: asked of somebody who may not be asked.
_BEGS = re.compile(r"(?:请|让|叫|求|帮|跟|找|替).{0,12}(?:代表|老师|说说)|给(?:我们|咱们?|俺们)")
#: A meeting is told of: 「今天和李代表面商，代表表示满意」.
_TELLS = re.compile(
    r"见[了过]?面|面商|座谈|沟通|走访|到现场|看了|汇报|协商|通了?电话|办[前中后完好]"
)
_ASKS_AT_LAST = re.compile(r"(?:[?？吗么呢]|[了]?没(?:有)?|不)\W*$")
#: 「今年哪个局得的不满意最多」.
_LISTS = re.compile(r"(?:哪|几|多少).{0,4}(?:局|家|单位|件)|单位")
_MOST = 100


def heard(talk: Talk) -> Answer | None:
    """None: it is about something else, or this person has nothing to do with a suggestion."""
    said = bare(talk)
    found = rating_words.read(said)
    if found is None:
        return _of_their_mood(talk, said)
    return (
        _of_bureau(talk, said, found)
        or _of_officer(talk, said, found)
        or _behind(talk, said, found)
    )


#: 「李代表点头没」, 「测评表回来没」, 「要不要我们再返工」: asks how an answer was taken, without a
#: word of rating.
_MOOD = re.compile(
    r"^(?!.*民\s*\d)(?=.*(?:代表|老[一-鿿]那|测评|评语|[打画].{0,2}[勾分]|几颗星|等次|挨批|返工"
    r"|重办|认账|过了没|算办结|人大那边|透个底|办得咋样))"
    r"(?=.*(?:[?？吗呢么不]\W*$|没(?:有)?\W*$|啥|什么|咋|怎么|哪|几|是不是|要不要|有没有|说没说|透|看看)).{3,20}$"
)


def _of_their_mood(talk: Talk, said: str) -> Answer | None:
    """The same sentence for such a question of a bureau whose answer is given and being weighed."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    if not bureaus or not _MOOD.match(said):
        return None
    row = talk.session.scalar(
        select(Assignment)
        .where(Assignment.bureau_id.in_(bureaus), Assignment.state == REPLIED)
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    desk = desk_name(talk.session, row.suggestion, talk.now)
    return Answer(say("handling.rating_sealed", desk=desk), "bureau")


def _of_bureau(talk: Talk, said: str, found: OfRating) -> Answer | None:
    """The congress alone knows, and says what is to be done."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    row = talk.session.scalar(
        select(Assignment)
        .where(Assignment.bureau_id.in_(bureaus))
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    if not bureaus or (_TELLS.search(said) and not _ASKS_AT_LAST.search(said)):
        return None
    theirs = any(
        item.pending.kind == "handover" and item.pending.ref == f"民{found.named}"
        for item in items_of(talk, "bureau")
    )
    if theirs and not _OF_DEPUTIES.search(said):
        return None
    if not (found.asks or _OF_DEPUTIES.search(said) or _BEGS.search(said)):
        return None
    if row is None and not (found.asks and (_OF_DEPUTIES.search(said) or _LISTS.search(said))):
        return None
    about = row.suggestion if row is not None else _newest_under_way(talk)
    if about is None:
        return None
    desk = desk_name(talk.session, about, talk.now)
    return Answer(say("handling.rating_sealed", desk=desk), "bureau")


def _newest_under_way(talk: Talk) -> Suggestion | None:
    return talk.session.scalar(
        select(Suggestion)
        .where(Suggestion.state.in_((*RUNNING, *ENDED)))
        .order_by(Suggestion.id.desc())
        .limit(1)
    )


def _of_officer(talk: Talk, said: str, found: OfRating) -> Answer | None:
    """Ratings are read, and entered for who telephoned, on the page of the desk."""
    if not talk.roles.officer_roles:
        return None
    if not (found.asks or found.near or rating_words.grade_in(said)):
        return None
    rows = talk.session.scalars(
        select(Suggestion)
        .where(Suggestion.state.in_((*RUNNING, *ENDED)))
        .order_by(Suggestion.id.desc())
        .limit(_MOST)
    ).all()
    of_lead = [row for row in rows if row.lead.name in said]
    if not rows or not (_DEPUTY.search(said) or _clear(said, found) or of_lead):
        return None
    meant = [row for row in rows if found.named == str(row.serial or "")] if found.named else []
    meant = meant or of_lead
    about = meant[0] if meant else rows[0]
    desk = {Party.OFFICE, Party.PRESIDIUM}
    mine = parties.parties_of(talk.session, about, talk.contact.id, talk.roles, talk.now)
    if not desk & mine:
        name = desk_name(talk.session, about, talk.now)
        return Answer(say("handling.rating_sealed_here", desk=name), "staff")
    if len(meant) == 1:
        link = address(talk.session, f"/console/suggestion/{about.draft_number}")
        return Answer(say("reviewing.rating_on_page", case=label(about), link=link), "staff")
    link = address(talk.session, "/console/suggestions")
    return Answer(say("reviewing.ratings_on_page", link=link), "staff")


def _clear(said: str, found: OfRating) -> bool:
    """「12评了没」: only suggestions are rated so."""
    return bool(found.named and re.search(r"评|打.{0,3}分", said))


def _behind(talk: Talk, said: str, found: OfRating) -> Answer | None:
    """A citizen whose matter became a suggestion asks what the deputy thinks of the answer."""
    if talk.roles.any or not found.asks or not _DEPUTY.search(said):
        return None
    own = [row.id for row in issues.of_reporter(talk.session, talk.contact, limit=8)]
    about = talk.session.scalar(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(SuggestionIssue.issue_id.in_(own), Suggestion.state.in_((*RUNNING, *ENDED)))
        .order_by(Suggestion.id.desc())
        .limit(1)
    )
    if about is None:
        return None
    phone = str(rule(talk.session, "county.phone", talk.now))
    desk = desk_name(talk.session, about, talk.now)
    return Answer(say("handling.rating_sealed_behind", desk=desk, phone=phone), AS_CONSTITUENT)
