"""What of suggestions waits for a person: signatures, meetings to confirm, drafts of replies to
look at, ratings due; for a bureau its assignments."""

from sqlalchemy import select

from bot.actions.suggestions import co_signing, meetings, parties, ratings, receipts, weighing
from bot.actions.suggestions.kind import name_of
from bot.domain.workflows.suggestion import HANDLING, WRITING
from bot.store.asked_once import once
from bot.store.models import Assignment, CoSigner, Deputy, History, Suggestion
from handlers.conversation.context import Talk
from handlers.conversation.pending import MOST, Item
from nlp.replies import Pending


def for_bureau(talk: Talk) -> list[Item]:
    """Assignments of the person's bureaus, by due day."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    return [
        Item(
            Pending(
                _ref(row.suggestion), "assignment", row.state, row.suggestion.title, due=row.due
            ),
            row,
        )
        for row in receipts.open_of(talk.session, bureaus)[:MOST]
    ]


def for_deputy(talk: Talk) -> list[Item]:
    """What waits for this deputy's word. Their own drafts do not: nobody presses for them."""
    items = [_item(one, "invited") for one in invitations(talk)]
    items += [_item(one, "consulted") for one in with_meetings(talk)]
    items += [_item(row.suggestion, "draft_shown") for row in drafts_shown(talk)]
    items += [_item(one, one.state) for one in to_rate(talk)]
    found: dict[int, Item] = {}
    for item in items:
        if isinstance(item.case, Suggestion):
            found.setdefault(item.case.id, item)
    return list(found.values())[:MOST]


def _item(about: Suggestion, state: str) -> Item:
    return Item(Pending(_ref(about), "suggestion", state, about.title), about)


def _ref(about: Suggestion) -> str:
    return about.number or name_of(about)


def invitations(talk: Talk) -> list[Suggestion]:
    """Suggestions that wait for this deputy's signature."""
    return [
        one
        for deputy in talk.roles.deputies
        for one in co_signing.waiting_for(talk.session, deputy)
    ]


def to_rate(talk: Talk) -> list[Suggestion]:
    """Answered ones that wait for the rating of this deputy, then those they signed as well."""
    found = ratings.pending(talk.session, talk.contact.id, talk.now)
    for deputy in talk.roles.deputies:
        found += [
            one
            for one in ratings.views_pending(talk.session, deputy)
            if not ratings_given(talk, one, deputy)
        ]
    return found


def ratings_given(talk: Talk, about: Suggestion, deputy: Deputy) -> bool:
    """Whether this deputy has said something of the present round."""
    return any(row.deputy_id == deputy.id for row in weighing.ratings_of(talk.session, about))


def mine(talk: Talk, states: tuple[str, ...]) -> list[Suggestion]:
    """Suggestions that this person follows, in one of ``states``, newest first."""
    asked_for = ("followed", talk.contact.id, states, talk.now)
    return list(once(talk.session, asked_for, lambda: _followed(talk, states)))


def _followed(talk: Talk, states: tuple[str, ...]) -> list[Suggestion]:
    contacts = select(Deputy.id).where(Deputy.contact_id == talk.contact.id)
    rows = talk.session.scalars(
        select(Suggestion)
        .where(
            Suggestion.lead_id.in_(contacts) | Suggestion.successor_id.in_(contacts),
            Suggestion.state.in_(states),
        )
        .order_by(Suggestion.id.desc())
        .limit(MOST)
    )
    found = []
    for row in rows:
        following = parties.follower(talk.session, row, talk.now)
        if following is not None and following.contact_id == talk.contact.id:
            found.append(row)
    return found


def signed(talk: Talk, states: tuple[str, ...]) -> list[Suggestion]:
    """Suggestions that this person has signed beside another, in one of ``states``."""
    return _asked_to_sign(talk, "signed", states)


def refused(talk: Talk, states: tuple[str, ...]) -> list[Suggestion]:
    """Suggestions that this person was asked to sign and did not, in one of ``states``."""
    return _asked_to_sign(talk, "refused", states)


def _asked_to_sign(talk: Talk, answer: str, states: tuple[str, ...]) -> list[Suggestion]:
    mandates = [deputy.id for deputy in talk.roles.deputies]
    rows = talk.session.scalars(
        select(Suggestion)
        .join(CoSigner, CoSigner.suggestion_id == Suggestion.id)
        .where(
            CoSigner.deputy_id.in_(mandates),
            CoSigner.state == answer,
            Suggestion.state.in_(states),
        )
        .order_by(Suggestion.id.desc())
        .limit(MOST)
    )
    return list(rows)


def with_meetings(talk: Talk) -> list[Suggestion]:
    """Suggestions with a meeting that a bureau has noted and nobody has answered."""
    own = mine(talk, (*HANDLING, "replied", "rated", "unrated"))
    return [row.assignment.suggestion for row in meetings.waiting_for(talk.session, own)]


def with_answered_meetings(talk: Talk) -> list[Suggestion]:
    """Suggestions whose last noted meeting this deputy has answered in the last days: a slip of
    the thumb is taken back."""
    own = mine(talk, (*HANDLING, "replied", "rated", "unrated"))
    return [
        row.assignment.suggestion
        for row in meetings.answered_since(talk.session, own, talk.now - meetings.TAKEN_BACK)
    ]


def drafts_shown(talk: Talk, *, commented: bool = False) -> list[Assignment]:
    """Assignments whose draft reply waits for the deputy's word; ``commented``: has one."""
    return [
        row
        for about in mine(talk, HANDLING)
        for row in parties.leads(talk.session, about)
        if row.state == "draft_shown" and _commented(talk, row) is commented
    ]


def _commented(talk: Talk, row: Assignment) -> bool:
    return (
        talk.session.scalar(
            select(History.id)
            .where(
                History.case_kind == "assignment",
                History.case_id == row.id,
                History.step == "comment",
                History.at >= row.draft_shown_at,
            )
            .limit(1)
        )
        is not None
    )


def own_drafts(talk: Talk) -> list[Suggestion]:
    """What this deputy is writing, newest first."""
    return mine(talk, WRITING)
