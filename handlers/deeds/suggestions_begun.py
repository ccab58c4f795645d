"""How a draft of a suggestion begins: from matters of citizens, from a visit, from nothing; what is
put behind it later."""

import contextlib

from sqlalchemy import select

from bot.actions import duties, issues
from bot.actions import words as wording
from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.suggestions import drafts, parties, visits
from bot.actions.suggestions.kind import name_of, newest
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Duty, Issue, Suggestion, SuggestionIssue, Words
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, mandate, suggestion
from handlers.deeds.suggestions_deputies import SHOWN, UNNAMED, ask_next, go_on_with, title_of


def raise_issue(do: Doing) -> str:
    """「转建议」: a draft whose 情况 is what the citizen said, masked; with ``proposal`` what was
    proposed in the same breath (「转建议，门口装个红绿灯」) stands in it as well."""
    return _begin(do, [do.issue()], proposal=do.text("proposal"))


def start(do: Doing) -> str:
    """From several issues (``issues``: their numbers), or from nothing."""
    return _begin(do, _issues(do))


def start_from_visit(do: Doing) -> str:
    """From the deputy's last visit (its words become the 情况, its matters stand behind it); with
    ``text`` from the visit that these words report."""
    deputy = mandate(do, lambda one: one.congress != "advisory")
    said = do.text("text")
    if said:
        words = wording.keep(do.session, said, said_by=do.contact.id, now=do.now)
        visit: Duty | None = duties.report_visit(do.session, deputy, words, now=do.now)
    else:
        visit = visits.last_told(do.session, do.contact, do.now)
    if visit is None:
        return say("writing.no_visit", rest=start(do))
    made = drafts.start(do.session, deputy, now=do.now, visit=visit, title=_title(do, visit))
    for issue in () if said else visits.issues_of(do.session, visit, do.contact):
        with contextlib.suppress(Refused), do.session.begin_nested():
            drafts.link_issue(do.session, made, issue, now=do.now)
    part, question = ask_next(do, made)
    text = drafts.text_of(newest(do.session, made), masked=True)
    begun = say(
        "writing.started_from_visit",
        draft=label(made),
        gist=gist(text.situation, SHOWN),
        part=part,
        question=question,
    )
    return f"{say('deputy.visit', more='')}\n{begun}" if said else begun


def _title(do: Doing, visit: Duty) -> str:
    words = do.session.get(Words, visit.words_id) if visit.words_id is not None else None
    if words is None:
        return UNNAMED
    return title_of(do, words.masked)


def link_issues(do: Doing) -> str:
    """「把民2也加进去」: matters (``issues``: their numbers) behind a draft; what they say is added
    to the 情况. All or none. Raises Refused where one is not this deputy's."""
    draft = suggestion(do)
    found = _issues(do)
    added = _link(do, draft, found)
    if not added:
        return say("writing.linked_before", case=label(draft))
    part, question = ask_next(do, draft)
    more = say("writing.linked_next", part=part, question=question) if part else ""
    names = "、".join(label(one) for one in added)
    return say("writing.linked", cases=names, case=label(draft), more=more)


def _link(do: Doing, draft: Suggestion, found: list[Issue]) -> list[Issue]:
    """Put those behind the draft that are not yet; which they were. Raises Refused."""
    known = {one.id for one in parties.issues_of(do.session, draft)}
    new = [one for one in found if one.id not in known]
    if not new:
        return []
    try:
        with do.session.begin_nested():
            said = [drafts.link_issue(do.session, draft, one, now=do.now) for one in new]
            before = drafts.text_of(newest(do.session, draft)).situation
            whole = "\n".join([part for part in (before, *said) if part])
            who = actor(do, draft, Party.DEPUTY)
            drafts.write(do.session, draft, who, now=do.now, situation=whole)
    except Refused as refused:
        raise _unknown(refused, new) from refused
    return new


def _issues(do: Doing) -> list[Issue]:
    found = []
    for number in do.fields.get("issues") or []:
        issue = issues.by_number(do.session, int(number))
        if issue is None:
            raise Refused("refused.unknown_number", number=f"民{number}")
        found.append(issue)
    return found


def _unknown(refused: Refused, behind: list[Issue]) -> Refused:
    """The same sentence whether it exists or is not theirs."""
    if refused.key != "refused.not_yours":
        return refused
    return Refused("refused.unknown_number", number="、".join(f"民{one.number}" for one in behind))


def _begin(do: Doing, behind: list[Issue], proposal: str = "") -> str:
    deputy = mandate(do, lambda one: one.congress != "advisory")
    open_draft = next((found for one in behind if (found := _draft_of(do, one))), None)
    if open_draft is not None:
        _link(do, open_draft, behind)
        return go_on_with(do, open_draft)
    try:
        with do.session.begin_nested():
            made = drafts.start(
                do.session, deputy, now=do.now, issues=behind, title=do.text("title")
            )
    except Refused as refused:
        raise _unknown(refused, behind) from refused
    if proposal:
        drafts.write(do.session, made, actor(do, made, Party.DEPUTY), now=do.now, proposal=proposal)
    part, question = ask_next(do, made)
    if not behind:
        return say("writing.started", draft=name_of(made), question=question)
    text = drafts.text_of(newest(do.session, made), masked=True)
    return say(
        "writing.started_from_proposed" if proposal else "writing.started_from",
        draft=label(made),
        gist=gist(text.situation, SHOWN),
        proposal=gist(text.proposal, SHOWN),
        part=part,
        question=question,
    )


def _draft_of(do: Doing, issue: Issue) -> Suggestion | None:
    """A draft of this very deputy about the same issue: twice 「转建议」 is one draft."""
    mine = [deputy.id for deputy in do.roles.deputies]
    return do.session.scalar(
        select(Suggestion)
        .join(SuggestionIssue, SuggestionIssue.suggestion_id == Suggestion.id)
        .where(
            SuggestionIssue.issue_id == issue.id,
            Suggestion.lead_id.in_(mine),
            Suggestion.state.in_(WRITING),
        )
        .limit(1)
    )
