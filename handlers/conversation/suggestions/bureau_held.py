"""What a bureau's person says of their suggestions without saying of which, where several are open:
kept, and asked about once. It becomes nobody's case and goes to nobody; the number that follows
takes all of it along, and until then the office finds it on its list."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.suggestions import receipts, unplaced
from bot.actions.suggestions.kind import short
from bot.domain.workflow import Refused
from bot.store.models import Assignment, Exchange, Message
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff import own_matter, which_case
from handlers.conversation.suggestions import asked_freely, named_row, which_row
from handlers.conversation.suggestions.newest import last_told
from handlers.conversation.suggestions.words import bare
from nlp.corruption import is_corruption
from nlp.reading import Reading
from nlp.replies.references import tail_number
from nlp.things import holds_a_matter, is_wrong

#: A number or a name of theirs and nothing besides.
_CHOICE = re.compile(
    r"(?:就?是|说的是|对)?[，, ]*(?:(?P<issue>民)\s*|建)?(?:〔\d{1,2}[-－]\d{1,2}〕)?建?"
    r"(?P<n>\d{1,5})(?:号|件)?(?:那件|这件|建议|的)?(?:事)?[。.！!]?"
)
_NAME = re.compile(
    r"(?:就?是|说的是)?(?P<words>.{2,14}?)(?:的?(?:那|这)[件个条](?:建议)?|的|建议)[。！!]?"
)
_YES = re.compile(r"(?:就?是(?:的|它|这件|那件|这个)?|对(?:的)?|嗯+|没错)[了吧啊，,]*[。！!]?")
#: Said to us, and of no case: answered elsewhere.
_ELSEWHERE = frozenset({"greeting", "thanks", "human", "data_rights", "abuse", "advertising"})
#: What every reply needs, asked of no one in particular.
_FORM = re.compile(
    r"(?=.*(?:答复|会办|回函|办理件|复函))(?=.*(?:签字|签发|盖章|公章|抄送|格式|模板|(?:怎么|咋|在哪[里儿]?)[写填传交弄发]|往哪|在哪|哪里[写传交]|红头|文号))(?=.*(?:谁|哪|要不要|用不用|需不需要|怎么|咋|什么|啥|还是|[吗呢么?？]))"
)
_OF_HOME = re.compile(
    r"^.{0,4}(?:我|俺|咱|自己)(?:们)?(?:家|村|组|社区|小区|楼|院|这(?:里|儿|边|片|块)|老|妈|爸|爹|娘|孩|娃)"
)
#: 「前两件」, where no list says which are the first.
_SOME_OF_THEM = re.compile(r"[前头后](?:一|两|二|三|几)[件个]")
#: So many are named in the question.
_NAMED = 5

Listener = Callable[[Talk], Answer | None]


def how_to_reply(talk: Talk) -> Answer | None:
    """Who signs an answer and where it is written: no word on any of them."""
    if not _FORM.search(talk.text) or re.search(r"民\s*\d", talk.text):
        return None
    link = address(talk.session, "/p/suggestions")
    return Answer(say("handling.how_to_reply", link=link), "bureau")


def chosen(talk: Talk, bureaus: Sequence[int], again: Listener) -> Answer | None:
    """The number, the name or 「是」 after our question: what was kept is done with that one, as if
    it had been said now (``again``)."""
    told = named_row.told_on(talk)
    if told is not None:
        return told
    waiting = unplaced.waiting(talk.session, talk.contact.id, talk.now)
    if waiting is None:
        return None
    said = bare(talk)
    found = _CHOICE.fullmatch(said)
    if found is not None and found["issue"]:
        # Of a citizen's case after all: heard as such.
        exchanges.finish(waiting, talk.now)
        words = [one.text or "" for one in unplaced.words_of(talk.session, waiting)]
        talk.text = f"民{found['n']}，{'；'.join(words)}"
        return None
    rows = _meant(talk, bureaus, waiting, said)
    if len(rows) != 1:
        return None
    exchanges.finish(waiting, talk.now)
    return Answer("\n".join(dict.fromkeys(_done(talk, rows[0], waiting, again))), "bureau")


def _meant(
    talk: Talk, bureaus: Sequence[int], waiting: Exchange, said: str
) -> Sequence[Assignment]:
    found = _CHOICE.fullmatch(said)
    if found is not None:
        return receipts.find(talk.session, bureaus, int(found["n"]))[:1]
    if _YES.fullmatch(said) and waiting.case_id is not None:
        return [talk.session.get_one(Assignment, waiting.case_id)]
    name = _NAME.fullmatch(said)
    rows = receipts.open_of(talk.session, bureaus)
    return named_row.called(talk, rows, name["words"]) if name is not None else []


def _done(talk: Talk, row: Assignment, waiting: Exchange, again: Listener) -> list[str]:
    lines = []
    for message_id in waiting.waiting["messages"]:
        message = talk.session.get(Message, message_id)
        text = (message.words.text if message is not None and message.words else "") or ""
        if message is None or not text:
            continue
        # Which one is known now; what of it the deputy is told is another question.
        said = f"建{row.suggestion.serial}，{text}"
        numbered = replace(talk, message=message, text=said, sure=True)
        answer = again(numbered) or named_row.on(numbered, row, text)
        lines.append(answer.text if answer is not None else named_row.kept(numbered, row, text))
    return lines


def rather_asked(talk: Talk, rows: Sequence[Assignment], text: str = "") -> Answer:
    """「您说的是哪一件」 of these, with the words kept."""
    first = unplaced.hold(talk.session, talk.contact.id, talk.message.id, now=talk.now)
    if not first:
        return Answer(say("handling.said_more"), "bureau")
    listed = "、".join(short(row) for row in rows[:_NAMED])
    more = f"等{len(rows)}件" if len(rows) > _NAMED else ""
    return Answer(say("handling.said_which", cases=listed + more), "bureau")


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """What would otherwise become a case of a citizen, or lie on one; None: it is about something
    else than the suggestions of their bureaus."""
    roles = talk.roles
    if not roles.liaisons or roles.deputies or roles.officer_roles:
        return None
    bureaus = [liaison.bureau_id for liaison in roles.liaisons]
    rows = receipts.open_of(talk.session, bureaus)
    said = bare(talk)
    if not rows or reading.kind in _ELSEWHERE or own_matter.says_nothing(said):
        return None
    if _is_own(talk, reading):
        return None
    if len(rows) > 1 and _SOME_OF_THEM.search(said):
        # Nobody has counted them for them.
        return rather_asked(talk, rows)
    if _is_heard_elsewhere(talk):
        return None
    named = which_row.by_words(talk, rows, said)
    if not named and (gone := asked_freely.gone(talk, said)) is not None:
        return Answer(gone, "bureau")
    told = named[0] if len(named) == 1 else _told_last(talk, bureaus) if not named else None
    if len(rows) == 1:
        try:
            return named_row.on(talk, rows[0], said, only=True)
        except Refused as refused:
            return Answer(say(refused.key, **refused.fields), "bureau")
    asked = rather_asked(talk, rows)
    waiting = unplaced.waiting(talk.session, talk.contact.id, talk.now)
    if told is None or waiting is None or len(waiting.waiting["messages"]) > 1:
        return asked
    waiting.case_kind, waiting.case_id = "assignment", told.id
    return Answer(say("handling.said_likely", case=label(told)), "bureau")


def _is_own(talk: Talk, reading: Reading) -> bool:
    """Whether it tells of something wrong somewhere, as anybody does: nothing of their own work."""
    text = talk.text
    if re.search(r"民\s*\d", text) or reading.urgency != "普通":
        return True
    if own_matter.wants_to_report(text) or is_corruption(text):
        return True
    wrong = is_wrong(text) or holds_a_matter(text, reading.places)
    return wrong and (_OF_HOME.search(text) is not None or bool(reading.places))


def _is_heard_elsewhere(talk: Talk) -> bool:
    """Whether it is an act by its letters, or names a citizen's case or a number of theirs."""
    items = items_of(talk, "bureau")
    numbers = {tail_number(item.pending.ref) for item in items}
    begins = re.match(r"\s*建?(\d{1,5})(?!\d)", talk.text)
    if numbers & {*named(talk.text), *([int(begins[1])] if begins else [])}:
        return True
    acts = {act.act for act in reply_of(talk, "bureau", items).acts}
    if acts and not (len(items) == 1 and acts <= named_row.ALLOWED):
        return True
    which = which_case.of(talk)
    if len(items) == 1 and not which.likely and not which.meant:
        return False
    handed = any(item.pending.kind == "handover" for item in items)
    return which.why == "words" or (handed and bool(which.meant or which.reasons))


def _told_last(talk: Talk, bureaus: Sequence[int]) -> Assignment | None:
    """The one of which they were told last."""
    told = last_told(talk)
    if told is None or told.case_kind != "assignment" or told.case_id is None:
        return None
    row = talk.session.get(Assignment, told.case_id)
    return row if row is not None and row.bureau_id in bureaus else None
