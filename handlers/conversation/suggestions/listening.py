"""Deputies, bureaus and their suggestions by chat, in the order in which they are heard: what is
said of a rating, what a bureau says of its items, words of command, short words that answer a
notice, questions, and what answers our three. What is none of these goes on to the other
listeners."""

import re
from collections.abc import Sequence
from typing import Any

from bot.actions import exchanges, messages
from bot.actions.suggestions import promises, receipts
from bot.actions.suggestions.kind import name_of
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import REVIEWING, WRITING
from bot.store.models import Assignment, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of, read_among
from handlers.conversation.staff import liaison_words
from handlers.conversation.staff.left_over import left_of
from handlers.conversation.suggestions import (
    added,
    asked_freely,
    bureau_held,
    contradicted,
    handed_in,
    how_many,
    how_to,
    met_with,
    named_row,
    nods,
    not_a_part,
    on_table,
    promised,
    redone,
    several,
    which_row,
)
from handlers.conversation.suggestions import at_desk as suggestion_at_desk
from handlers.conversation.suggestions import drafts as suggestion_drafts
from handlers.conversation.suggestions import held as suggestion_held
from handlers.conversation.suggestions import lines as suggestion_lines
from handlers.conversation.suggestions import newest as suggestion_newest
from handlers.conversation.suggestions import notices as suggestion_notices
from handlers.conversation.suggestions import parts as suggestion_parts
from handlers.conversation.suggestions import rating as suggestion_rating
from handlers.conversation.suggestions import rating_asked as suggestion_rating_asked
from handlers.conversation.suggestions import review as suggestion_review
from handlers.conversation.suggestions import said as suggestion_said
from handlers.conversation.suggestions.asked import asked_about, of_deputy
from handlers.conversation.suggestions.beside import asked as waiting_part
from handlers.conversation.suggestions.beside import in_words, is_beside, mind
from handlers.conversation.suggestions.changes import with_more
from handlers.conversation.suggestions.drafts_begun import visit_of, wish_answered
from handlers.conversation.suggestions.held import hold_words
from handlers.conversation.suggestions.lies_open import NOD, names_a_case, speaks_of
from handlers.conversation.suggestions.words import bare, do

#: 「11答复稿：经与代表沟通，……」: shown to the deputy, whatever else its words sound like.
_DRAFT_REPLY = re.compile(
    r"^(?:(?:建?〔\d{1,2}[-－]\d{1,2}〕)?建?(?P<n>\d{1,5})号?(?:这件|件|建议)?(?:的)?[，,：: ]?)?"
    r"(?:(?:拟)?答复(?:函)?(?:初|草|意见|征求意见)?稿|拟(?:办理)?答复(?:意见)?"
    r"|(?:初|草|征求意见)稿)"
    r"(?:如下|是|内容|初稿|请代表看看?|请看看?)?"
    r"[，,。：:\s]+(?P<text>.{10,})$",
    re.DOTALL,
)
_OF_BUREAU = re.compile(
    r"^(?:建?〔\d{1,2}[-－]\d{1,2}〕)?建?(?P<n>\d{1,5})号?(?:这件|件)?[，, ]?"
    r"(?:(?:要|想)?(?:怎么|咋)?(?:报|写|交|要)答复(?:要?(?:怎么|咋)(?:报|写|交|弄))?"
    r"|(?:已经?)?答复(?:好|完)?了(?:代表)?|答复(?:怎么|咋)(?:报|写|交|弄)"
    r"|(?:的)?会办(?:意见)?(?:补充|再补)?(?:是|如下)?[，,：: ]+(?P<opinion>.{4,})"
    r"|(?P<kept>(?:已经?)?落实)(?:了)?[，,：: ]*(?P<text>.+)?)[？?。！!]?$",
    re.DOTALL,
)
#: 「管网那件承诺落实了」, by what it is about.
_KEPT = re.compile(
    r"^(?=.*(?:承诺|答应))(?!.*(?:没|未|不|难|还要|正在|争取|准备)).*(?:落实|兑现|办好|办完|做到|完成)(?:了|完)?.{0,12}$"
)
#: How a deputy begins to tell of a visit; a part of a suggestion begins otherwise.
_TODAY = re.compile(
    r"^(?:我|俺|咱)?(?:们)?(?:今[天早晚日儿]|早上|上午|中午|下午|晚上|刚才?|刚刚|昨[天日儿]|前天|这半月|这两天|这几天)"
)


def writing(talk: Talk) -> Answer | None:
    """A deputy's or a bureau's words about suggestions; None if they are about something else."""
    # What is ordered is said to who asks for it; how anybody rated is not.
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    weighed = (redone.of_bureau(talk, bureaus) if bureaus else None) or _weighed(talk)
    if weighed is not None:
        return weighed
    if (counted := how_many.asked(talk)) is not None:
        return counted
    if talk.roles.liaisons:
        answer = liaison_words.told(talk) or _of_bureau(talk)
        if answer is not None:
            return answer
    decision = liaison_words.answered(talk) or suggestion_review.decided(talk)
    if decision is not None:
        return decision
    if not talk.roles.deputies:
        return asked_about(talk) if talk.roles.liaisons else suggestion_at_desk.asked(talk)
    try:
        with talk.session.begin_nested():
            kept = suggestion_held.chosen(talk)
            if kept is not None:
                return kept
            if begun := wish_answered(talk):
                return Answer(begun, "deputy")
            question = redone.heard(talk) or asked_about(talk) or promised.of_deputy(talk)
            if question is not None:
                return question
            if told := _how_to(talk):
                return Answer(told, "deputy")
            said = (
                suggestion_newest.chosen(talk)
                or contradicted.chosen(talk)
                or on_table.heard(talk)
                or not_a_part.several(talk)
                or suggestion_drafts.command(talk)
                or added.taken_out(talk)
                or on_table.changed(talk)
                or contradicted.contradicted(talk)
                or met_with.chased(talk)
                or suggestion_said.of_deputy(talk)
                or suggestion_notices.short_word(talk)
                or met_with.heard(talk)
                or _answer(talk)
                or handed_in.heard(talk)
                or nods.heard(talk)
            )
            if not said:
                return suggestion_rating.inferred(talk) or suggestion_held.rather_than_work(talk)
    except Refused as refused:
        said = say(refused.key, **refused.fields)
    return Answer(said, "deputy") if said else None


def _how_to(talk: Talk) -> str | None:
    """How one proposes, of whoever has a draft before them or speaks of proposing."""
    draft = on_table.on_table(talk) or suggestion_newest.on_mind(talk)
    given = draft is not None and draft.state not in (*WRITING, REVIEWING)
    if given:
        # 「6月底通不了水咋办」 is asked of an answer, and of no proposing.
        draft = None
    if draft is not None and names_a_case(talk, bare(talk), draft):
        return None
    told = how_to.answered(talk, draft, given=given)
    if told:
        mind(talk)
    return told


def _weighed(talk: Talk) -> Answer | None:
    """What is said of a rating, before cases and drafts."""
    try:
        with talk.session.begin_nested():
            return suggestion_rating.heard(talk) or suggestion_rating_asked.heard(talk)
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "deputy")


def plain_word(talk: Talk) -> Answer | None:
    """接着写, 先放着, 交上去 and no more: one meaning, heard before anything is read. What an
    officer tells of a rating is no word of somebody who came in."""
    if talk.roles.officer_roles and not (talk.roles.deputies or talk.roles.liaisons):
        return suggestion_rating_asked.heard(talk)
    if not talk.roles.deputies:
        return None
    plain = suggestion_drafts.is_plain(bare(talk)) or on_table.corrected(talk)
    return writing(talk) if plain else None


# ------------------------------------------------------------------ bureaus


def _of_bureau(talk: Talk) -> Answer | None:
    """「37报答复」 leads to the page; 「37落实 …」 says that a promise is kept."""
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    try:
        with talk.session.begin_nested():
            shown = (
                bureau_held.chosen(talk, bureaus, _of_bureau)
                or bureau_held.how_to_reply(talk)
                or asked_freely.how_far(talk, bureaus)
                or promised.asked(talk)
                or of_deputy(talk)
                or several.heard(talk, bureaus)
                or _draft_shown(talk, bureaus)
                or suggestion_lines.of_bureau(talk, bureaus)
            )
            if shown is not None:
                return shown
            found = _OF_BUREAU.match(talk.text.strip())
            if found is None:
                return (
                    _kept_by_name(talk, bureaus)
                    or suggestion_said.of_bureau(talk, bureaus)
                    or named_row.heard(talk, bureaus)
                )
            rows = receipts.find(talk.session, bureaus, int(found["n"]))
            if not rows:
                return None
            if found["opinion"]:
                said = _opinion(talk, rows, found["opinion"].strip())
                return Answer(said, "bureau")
            if found["kept"] is not None and promised.WHETHER.search(talk.text.strip()):
                return promised.listed(talk)
            act = "promise_kept" if found["kept"] is not None else "report_done"
            text = (found["text"] or "").strip()
            return Answer(do(talk, act, rows[0], role="bureau", text=text), "bureau")
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "bureau")


def _draft_shown(talk: Talk, bureaus: list[int]) -> Answer | None:
    """The draft of a reply by chat: the deputy reads it and may say something of it."""
    found = _DRAFT_REPLY.match(talk.text.strip())
    if found is None:
        return None
    if found["n"]:
        rows = receipts.find(talk.session, bureaus, int(found["n"]))[:1]
    else:
        rows = [row for row in receipts.open_of(talk.session, bureaus) if row.role == "lead"]
    if not rows:
        return None
    if len(rows) > 1:
        return bureau_held.rather_asked(talk, rows)
    row = rows[0]
    if row.role != "lead":
        return Answer(do(talk, "report_done", row, role="bureau"), "bureau")
    return Answer(do(talk, "show_draft", row, role="bureau", text=found["text"]), "bureau")


def _opinion(talk: Talk, rows: Sequence[Assignment], opinion: str) -> str:
    """「37会办意见：…」 of a supporting bureau is given in a line; a lead one has its page."""
    row = next((each for each in rows if each.role == "supporting"), None)
    if row is None:
        return do(talk, "report_done", rows[0], role="bureau")
    return do(talk, "give_opinion", row, role="bureau", text=opinion)


def _kept_by_name(talk: Talk, bureaus: list[int]) -> Answer | None:
    """「管网那件的承诺落实了」: of what is promised and open, the one that is named or the only
    one."""
    if not _KEPT.match(talk.text.strip()) or promised.WHETHER.search(talk.text.strip()):
        return None
    rows: list[Assignment] = promises.open_rows(talk.session, bureaus)
    meant = which_row.by_words(talk, which_row.theirs(talk, bureaus), talk.text)
    rows = [row for row in rows if row in meant] if meant else rows
    number = re.search(r"(?<![\d\-－月])(\d{1,5})号(?!\S{0,2}[月日])", talk.text)
    if number is not None:
        rows = [row for row in rows if row.suggestion.serial == int(number[1])]
    if not rows:
        return None
    if len(rows) > 1:
        return bureau_held.rather_asked(talk, rows)
    return Answer(
        do(talk, "promise_kept", rows[0], role="bureau", text=talk.text.strip()), "bureau"
    )


# ------------------------------------------------------------------ answers to our questions


def _answer(talk: Talk) -> str | None:
    """What a deputy says while we wait for a part is that part, unless it is plainly an act on
    something else. Nothing of it is lost: it can be changed before it is submitted."""
    asked = waiting_part(talk)
    if asked is None:
        return None
    draft = talk.session.get(Suggestion, asked.case_id)
    if draft is None or draft.state not in WRITING:
        exchanges.finish(asked, talk.now)
        return None
    part = str(asked.waiting["part"])
    if _TODAY.match(bare(talk)):
        visit = visit_of(talk, talk.text)
        if visit is not None:
            return _visited(talk, draft, part, visit)
    if is_beside(talk, part) and not NOD.fullmatch(bare(talk)):
        mind(talk)
        return None
    said = not_a_part.heard(talk, draft, part)
    if said is not None:
        return said
    if _of_a_case(talk, draft):
        mind(talk)
        return None
    if not_a_part.asks(talk, draft, bare(talk)):
        return hold_words(talk, draft, part).text
    text = talk.text.strip()
    before = suggestion_parts.rather(talk, draft, part, text)
    if before is not None:
        return do(
            talk, "answer_part", draft, part=before, text=with_more(talk, draft, before, text)
        )
    return do(talk, "answer_part", draft, part=part, text=text)


#: 「路灯那件」, 「水龙头那家」.
_THAT_ONE = re.compile(r"[那这](?:一)?(?:[件个家户条处]|事|边|头)")
_ADDS_TO_IT = ("supplement",)


def _of_a_case(talk: Talk, draft: Suggestion) -> bool:
    """Whether it is said of a citizen's case that waits for them: by a thing of its title of which
    the draft says nothing, and as an act on it or pointing at it."""
    said = bare(talk)
    if re.match(r"民\s*\d", said):
        return True
    for item in items_of(talk, "deputy"):
        if item.pending.kind != "issue" or speaks_of(talk, draft, item.pending.title):
            continue
        names = left_of(talk, item.pending.title).named
        if not any(name in said for name in names):
            continue
        acts = {act.act for act in read_among(talk, "deputy", [item.pending]).acts}
        if _THAT_ONE.search(said) or in_words(acts - {*_ADDS_TO_IT}, said):
            return True
    return False


def _visited(talk: Talk, draft: Suggestion, part: str, visit: dict[str, Any]) -> str:
    """「今天去三组转了转」 while a part is asked for: the visit counts. Troubles seen on it are the
    situation, if that is what we asked for; else the question stays open."""
    if part == "situation" and visit.get("issues"):
        noted = do(talk, "report_duty", None, **(visit | {"issues": []}))
        kept = do(talk, "answer_part", draft, part=part, text=talk.text.strip())
        return f"{noted}\n{kept}"
    noted = do(talk, "report_duty", None, **visit)
    draft_name, part_name = name_of(draft), QUESTIONS[part][0]
    waits = say("writing.still_open", case=draft_name, part=part_name)
    return f"{noted}\n{waits}"


# ------------------------------------------------------------------ voice


def voiced(talk: Talk, platform_id: str, file_format: str) -> Answer | None:
    """A voice while a deputy is asked for a part: somebody of the office types it in, the question
    stays open. None: it is about something else."""
    asked = waiting_part(talk)
    draft = talk.session.get(Suggestion, asked.case_id) if asked is not None else None
    if asked is None or draft is None or draft.state not in WRITING:
        return None
    row = messages.expect_media(
        talk.session,
        talk.message,
        kind="voice",
        platform_id=platform_id,
        now=talk.now,
        file_format=file_format,
    )
    part = asked.waiting["part"]
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "draft_voice",
        now=talk.now,
        case=("media", row.id),
        suggestion=draft.id,
        part=part,
    )
    return Answer(do(talk, "speak", draft, part=part), "deputy")
