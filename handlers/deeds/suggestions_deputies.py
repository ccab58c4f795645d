"""What deputies do with a draft of a suggestion: write it, read it, hand it in."""

import re

from bot.actions import bureaus as bodies
from bot.actions import exchanges
from bot.actions import words as wording
from bot.actions.casework import label, take_step
from bot.actions.kinds import gist
from bot.actions.suggestions import (
    drafts,
    looking,
    parties,
    sessions,
    titles,
)
from bot.actions.suggestions.kind import desk_name, link_to, name_of, newest, say_date
from bot.domain.calendars import local_day, local_time
from bot.domain.suggestions import NOT_A_SUGGESTION, QUESTIONS
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.suggestion import PREPARED
from bot.store.models import (
    Suggestion,
)
from bot.texts import say
from handlers.deeds.doing import Doing
from handlers.deeds.suggestions import actor, suggestion

#: So much of an answer is echoed; all of it stands on the page.
_ECHO = 24
SHOWN = 70
UNNAMED = "未命名"
#: What the conversation waits for while a deputy writes.
ASKED = "suggestion_part"
#: What is remembered: which draft was before the deputy's eyes.
TABLE = "draft_on_table"


def title_of(do: Doing, said: str) -> str:
    read = do.reader.read(said)
    echo = read.issues[0].title if read.issues else ""
    return titles.of_words(echo, read.masked) or gist(read.masked, _ECHO)


def ask_next(do: Doing, draft: Suggestion) -> tuple[str, str]:
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


def skip_part(do: Doing) -> str:
    """``part`` is not known: the next one that is missing is asked for; it stays open."""
    draft, skipped = suggestion(do), do.text("part")
    missing = drafts.missing(do.session, draft)
    behind = [part for part in missing if drafts.PARTS.index(part) > drafts.PARTS.index(skipped)]
    ask_next(do, draft)
    name = QUESTIONS[skipped][0]
    if not behind:
        put_aside(do)
        return say("writing.part_left", part=name, case=name_of(draft))
    exchanges.ask(
        do.session,
        draft.lead.contact_id,
        ASKED,
        now=do.now,
        case=("suggestion", draft.id),
        part=behind[0],
    )
    following, question = QUESTIONS[behind[0]]
    return say("writing.part_skipped", part=name, following=following, question=question)


def add_sentence(do: Doing) -> str:
    """A part with one more sentence, or one less; all that is written so far."""
    draft, part = suggestion(do), do.text("part")
    drafts.write(
        do.session, draft, actor(do, draft, Party.DEPUTY), now=do.now, **{part: do.text("text")}
    )
    return read_out(do)


def answer_parts(do: Doing) -> str:
    """Several parts that were told in one sentence."""
    draft = suggestion(do)
    given = {part: do.text(part) for part in drafts.PARTS if do.text(part)}
    if draft.title == UNNAMED:
        given["title"] = title_of(do, next(iter(given.values())))
    drafts.write(do.session, draft, actor(do, draft, Party.DEPUTY), now=do.now, **given)
    names = "、".join(QUESTIONS[part][0] for part in drafts.PARTS if part in given)
    return say("writing.parts_kept", parts=names, more=read_out(do))


def answer_part(do: Doing) -> str:
    """``part`` (situation, analysis, proposal, title) is ``text``: kept at once, echoed shortly."""
    draft, part, text = suggestion(do), do.text("part"), do.text("text")
    if part == "title":
        marked = re.search("《(.+?)》", text)
        text = (marked[1] if marked else text).strip('《》“”"「」 。')
    given = {part: text}
    if part != "title" and draft.title == UNNAMED:
        given["title"] = title_of(do, text)
    desk = (Party.OFFICE, Party.PRESIDIUM)
    who = actor(do, draft, Party.DEPUTY, *desk)
    before = set(draft.remarks)
    earlier = (
        getattr(drafts.text_of(newest(do.session, draft)), part, "") if part in drafts.PARTS else ""
    )
    drafts.write(do.session, draft, who, now=do.now, **given)
    name = "题目" if part == "title" else QUESTIONS[part][0]
    following, question = ask_next(do, draft)
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
    ask_next(do, draft)
    return say("writing.saved", case=label(draft))


def change(do: Doing) -> str:
    """Parts said anew while it is in review: whoever has it hears of it, what stood there is
    kept."""
    about = suggestion(do)
    given = {part: do.text(part) for part in ("title", *drafts.PARTS) if do.text(part)}
    drafts.write(do.session, about, actor(do, about, Party.DEPUTY), now=do.now, **given)
    names = "、".join("题目" if part == "title" else QUESTIONS[part][0] for part in given)
    return say(
        "writing.changed_in_review",
        parts=names,
        gist=gist(next(iter(given.values())), _ECHO),
        case=name_of(about),
        version=about.version,
        reviewer=reviewer_of(do, about),
        link=link_to(do.session, about),
    )


def tell_reviewer(do: Doing) -> str:
    """A line to whoever has it in review: they decide what becomes of it."""
    about = suggestion(do)
    words = wording.keep(do.session, do.text("text") or do.said, said_by=do.contact.id, now=do.now)
    take_step(
        do.session, about, "tell_reviewer", actor(do, about, Party.DEPUTY), now=do.now, words=words
    )
    return say("writing.told_reviewer", case=name_of(about), reviewer=reviewer_of(do, about))


def reviewer_of(do: Doing, about: Suggestion) -> str:
    found = parties.reviewer_name(do.session, about, do.now)
    return found or desk_name(do.session, about, do.now)


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
        situation=gist(text.situation, SHOWN) or say("writing.not_yet"),
        analysis=gist(text.analysis, SHOWN) or say("writing.not_yet"),
        proposal=gist(text.proposal, SHOWN) or say("writing.not_yet"),
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


def lay_out(do: Doing, draft: Suggestion) -> None:
    """Remember that it lies before the deputy: short words of today are about it."""
    exchanges.ask(
        do.session,
        draft.lead.contact_id,
        "words",
        now=do.now,
        case=("suggestion", draft.id),
        act=TABLE,
    )


def read_out(do: Doing) -> str:
    """What is written so far, and the question that is open."""
    draft = suggestion(do)
    lay_out(do, draft)
    part, question = ask_next(do, draft)
    if not part:
        return summary(do, draft)
    text = drafts.text_of(newest(do.session, draft))
    given = {
        each: gist(getattr(text, each), SHOWN) or say("writing.not_yet") for each in drafts.PARTS
    }
    return say(
        "writing.so_far",
        draft=name_of(draft),
        title=text.title or draft.title,
        following=part,
        question=question,
        **given,
    )


def go_on(do: Doing) -> str:
    return go_on_with(do, suggestion(do))


def go_on_with(do: Doing, draft: Suggestion) -> str:
    lay_out(do, draft)
    part, question = ask_next(do, draft)
    if not part:
        return summary(do, draft)
    return say("writing.following", case=label(draft), part=part, question=question)


def put_aside(do: Doing) -> str:
    draft = suggestion(do)
    for row in exchanges.open_with(do.session, do.contact.id, do.now, ASKED):
        exchanges.finish(row, do.now)
    lay_out(do, draft)
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
    reviewer = parties.reviewer_name(do.session, draft, do.now)
    said = say("writing.submitted", case=label(draft), reviewer=reviewer)
    if (until := sessions.missed(do.session, draft, do.now)) is not None:
        day = say_date(local_day(until), do.now)
        said += "\n" + say("writing.after_closing", until=f"{day}{local_time(until):%H:%M}")
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
