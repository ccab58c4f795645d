"""What deputies do with suggestions: write, have it signed, submit."""

import contextlib
import re

from sqlalchemy import select

from bot.actions import bureaus as bodies
from bot.actions import duties, exchanges, issues
from bot.actions import words as wording
from bot.actions.casework import label, take_step
from bot.actions.kinds import gist
from bot.actions.rules import rule
from bot.actions.suggestions import (
    drafts,
    looking,
    parties,
    sessions,
    titles,
    visits,
)
from bot.actions.suggestions.kind import link_to, name_of, newest
from bot.domain.suggestions import NOT_A_SUGGESTION, QUESTIONS
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import PREPARED, WRITING
from bot.store.models import (
    Duty,
    Issue,
    Suggestion,
    SuggestionIssue,
    Words,
)
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, mandate, suggestion

#: So much of an answer is echoed; all of it stands on the page.
_ECHO = 24
_SHOWN = 70
UNNAMED = "未命名"
#: What the conversation waits for while a deputy writes.
ASKED = "suggestion_part"


# ------------------------------------------------------------------ writing


def raise_issue(do: Doing) -> str:
    """「转建议」: a draft whose 情况 is what the citizen said, masked."""
    return _begin(do, [do.issue()])


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
    part, question = _ask_next(do, made)
    text = drafts.text_of(newest(do.session, made), masked=True)
    begun = say(
        "writing.started_from_visit",
        draft=label(made),
        gist=gist(text.situation, _SHOWN),
        part=part,
        question=question,
    )
    return f"{say('deputy.visit', more='')}\n{begun}" if said else begun


def _title(do: Doing, visit: Duty) -> str:
    words = do.session.get(Words, visit.words_id) if visit.words_id is not None else None
    if words is None:
        return UNNAMED
    return _title_of(do, words.masked)


def _title_of(do: Doing, said: str) -> str:
    read = do.reader.read(said)
    echo = read.issues[0].title if read.issues else ""
    return titles.of_words(echo, read.masked) or gist(read.masked, _ECHO)


def link_issues(do: Doing) -> str:
    """「把民2也加进去」: matters (``issues``: their numbers) behind a draft; what they say is added
    to the 情况. All or none. Raises Refused where one is not this deputy's."""
    draft = suggestion(do)
    found = _issues(do)
    added = _link(do, draft, found)
    if not added:
        return say("writing.linked_before", case=label(draft))
    part, question = _ask_next(do, draft)
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


def _begin(do: Doing, behind: list[Issue]) -> str:
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
    part, question = _ask_next(do, made)
    if not behind:
        return say("writing.started", draft=name_of(made), question=question)
    text = drafts.text_of(newest(do.session, made), masked=True)
    return say(
        "writing.started_from",
        draft=label(made),
        gist=gist(text.situation, _SHOWN),
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


def _ask_next(do: Doing, draft: Suggestion) -> tuple[str, str]:
    """Open the next question; its name and its sentence, both empty once all are answered."""
    missing = drafts.missing(do.session, draft)
    for row in exchanges.open_with(do.session, draft.lead.contact_id, do.now, ASKED):
        exchanges.finish(row, do.now)
    if not missing:
        return "", ""
    exchanges.ask(
        do.session,
        draft.lead.contact_id,
        ASKED,
        now=do.now,
        case=("suggestion", draft.id),
        part=missing[0],
    )
    return QUESTIONS[missing[0]]


def answer_part(do: Doing) -> str:
    """``part`` (situation, analysis, proposal, title) is ``text``: kept at once, echoed shortly."""
    draft, part, text = suggestion(do), do.text("part"), do.text("text")
    if part == "title":
        marked = re.search("《(.+?)》", text)
        text = (marked[1] if marked else text).strip('《》“”"「」 。')
    given = {part: text}
    if part != "title" and draft.title == UNNAMED:
        given["title"] = _title_of(do, text)
    desk = (Party.OFFICE, Party.PRESIDIUM)
    who = actor(do, draft, Party.DEPUTY, *desk)
    before = set(draft.remarks)
    earlier = (
        getattr(drafts.text_of(newest(do.session, draft)), part, "") if part in drafts.PARTS else ""
    )
    drafts.write(do.session, draft, who, now=do.now, **given)
    name = "题目" if part == "title" else QUESTIONS[part][0]
    following, question = _ask_next(do, draft)
    gone = earlier and earlier.strip("。 ") not in text
    replaced = say("writing.replaced", part=name, gist=gist(earlier, _ECHO)) if gone else ""
    if not following:
        said = say("writing.kept_last", part=name, gist=gist(text, _ECHO))
        return "\n".join(filter(None, (said, summary(do, draft), replaced)))
    said = say(
        "writing.kept", part=name, gist=gist(text, _ECHO), following=following, question=question
    )
    return _remarked_at_once(draft, part, before) + said


def _remarked_at_once(draft: Suggestion, part: str, before: set[str]) -> str:
    """That it is no suggestion, or two of them: said as soon as it shows, before more is asked."""
    new = set(draft.remarks) - before
    ways = looking.belongs_elsewhere(draft) if new & NOT_A_SUGGESTION.keys() else []
    said = say("writing.elsewhere", ways="".join(ways)) if ways else ""
    if "two_matters" in new and part == "situation":
        said += say("writing.two_matters")
    return said


def write(do: Doing) -> str:
    """All parts at once, from a page."""
    draft = suggestion(do)
    given = {part: do.text(part) for part in ("title", *drafts.PARTS)}
    who = actor(do, draft, Party.DEPUTY, Party.OFFICE, Party.PRESIDIUM)
    kept = {part: text for part, text in given.items() if text}
    drafts.write(do.session, draft, who, now=do.now, **kept)
    _ask_next(do, draft)
    return say("writing.saved", case=label(draft))


def summary(do: Doing, draft: Suggestion) -> str:
    """What would be submitted, short enough for a telephone, and what the program remarks."""
    text = drafts.text_of(newest(do.session, draft))
    ways = looking.belongs_elsewhere(draft)
    alike = [
        say("writing.similar_line", case=label(one.suggestion), state=one.state)
        for one in looking.similar(do.session, draft, now=do.now)
    ]
    more = say("writing.elsewhere", ways="".join(ways)) if ways else ""
    if "two_matters" in draft.remarks:
        more += say("writing.two_matters")
    if "personal_data" in draft.remarks:
        more += say("writing.personal_data")
    if alike:
        more += say("writing.similar", list="；".join(alike))
    if title := better_title(do, draft):
        more += say("writing.title_proposed", title=title)
    return say(
        "writing.summary",
        draft=name_of(draft),
        title=text.title,
        situation=gist(text.situation, _SHOWN) or "还没写",
        analysis=gist(text.analysis, _SHOWN) or "还没写",
        proposal=gist(text.proposal, _SHOWN) or "还没写",
        more=more,
        link=link_to(do.session, draft),
    )


def better_title(do: Doing, draft: Suggestion) -> str:
    """What it might be called, as long as it has the first speaker's words for a title; empty."""
    text = drafts.text_of(newest(do.session, draft), masked=True)
    behind = [one.title for one in parties.issues_of(do.session, draft)]
    if not titles.is_taken_over(text.title, text, behind):
        return ""
    found = titles.proposed(text)
    return found if found != text.title else ""


def take_title(do: Doing) -> str:
    """「用这个题目」: the one that was proposed."""
    draft = suggestion(do)
    title = better_title(do, draft)
    if not title:
        return say("writing.no_title", case=label(draft))
    who = actor(do, draft, Party.DEPUTY)
    drafts.write(do.session, draft, who, now=do.now, title=title)
    return say("writing.title_taken", case=label(draft))


def go_on(do: Doing) -> str:
    return go_on_with(do, suggestion(do))


def go_on_with(do: Doing, draft: Suggestion) -> str:
    part, question = _ask_next(do, draft)
    if not part:
        return summary(do, draft)
    return say("writing.following", case=label(draft), part=part, question=question)


def put_aside(do: Doing) -> str:
    draft = suggestion(do)
    for row in exchanges.open_with(do.session, do.contact.id, do.now, ASKED):
        exchanges.finish(row, do.now)
    return say("writing.put_aside", case=label(draft))


def submit(do: Doing) -> str:
    draft = suggestion(do)
    drafts.submit(do.session, draft, actor(do, draft, Party.DEPUTY), now=do.now)
    for row in exchanges.open_with(do.session, do.contact.id, do.now, ASKED):
        exchanges.finish(row, do.now)
    if draft.state == PREPARED:
        return say(
            "writing.prepared",
            case=label(draft),
            congress=sessions.name_of(draft),
            link=link_to(do.session, draft),
        )
    names = rule(do.session, "suggestion.reviewer_names", do.now)
    said = say("writing.submitted", case=label(draft), reviewer=names[parties.level_of(draft)])
    unseen = "、".join(row.deputy.name for row in parties.unseen(do.session, draft))
    if unseen:
        said += "\n" + say("writing.asked_signers", names=unseen)
    if "personal_data" in draft.remarks:
        said += "\n" + say("writing.personal_data_still")
    return said


def withdraw(do: Doing) -> str:
    draft = suggestion(do)
    drafts.withdraw(do.session, draft, actor(do, draft, Party.DEPUTY), now=do.now)
    return say("writing.withdrawn", case=label(draft))


def ask_bureau(do: Doing) -> str:
    """``to``: the bureau that shall look at the draft first, as people call it."""
    draft, named = suggestion(do), do.text("to")
    found = bodies.find(do.session, named, draft.area) if named else None
    if found is None:
        raise Refused("writing.bureau_unknown", named=named or "那个单位")
    drafts.ask_bureau(do.session, draft, actor(do, draft, Party.DEPUTY), found, now=do.now)
    return say("writing.bureau_asked", case=label(draft), bureau=found.name)


def speak(do: Doing) -> str:
    """A voice instead of an answer: the office is asked to type it in."""
    about, part = suggestion(do), do.text("part")
    take_step(do.session, about, "speak", actor(do, about, Party.DEPUTY), now=do.now)
    return say("writing.voice", case=name_of(about), part=QUESTIONS[part][0])
