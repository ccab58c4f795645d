"""What is said to a draft that was just read out and is no act on it: one more sentence of it, by a
word that the draft speaks of; another title; a judgement on what is written; a nod."""

import re
from datetime import timedelta

from bot.actions import exchanges
from bot.actions.kinds import gist
from bot.actions.outbox import fields_of
from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import link_to, name_of, newest
from bot.domain.suggestions import QUESTIONS
from bot.domain.workflows.suggestion import WRITING
from bot.store.models import Exchange, Suggestion
from bot.texts import say
from handlers.conversation.context import Talk, only_thanks
from handlers.conversation.suggestions.changes import part_of, with_more
from handlers.conversation.suggestions.lies_open import NOD, is_newest, names_a_case, speaks_of
from handlers.conversation.suggestions.newest import last_told
from handlers.conversation.suggestions.words import bare, do
from nlp.replies.references import shared_words

#: What is remembered: the sentence that was put behind a part last.
ADDED = "draft_added"
_JUST_NOW = timedelta(minutes=30)
_ECHO = 24
#: 「改好了」, and nothing is handed in by it.
_MENDED = re.compile(
    r"(?:我|都|已经|也|[，, ])*(?:改|补|写|弄|加|添)(?:好|完|过|上|齐)了?(?:的|啊|呀|哈)?[。！!]?"
)
_LEAST = 6
_LEAST_HALF = 3
#: 「能不能请交通局」, sent before the sentence was over: what follows is the rest of it.
_HALF = re.compile(
    r"(?:请|让|由|叫|找|希望|建议)[^，,。]{0,8}(?:局|委|办|院|所|政府|公司|站|部门|单位|[县镇乡村]里?)$"
)
#: 「加上预算，大概要二十万」.
_MORE = re.compile(
    r"^(?:对了|还有|另外|最后|再|还|也|得|要|给我|[，, ])*(?:加上|补上|添上|写上|加一?句"
    r"|补一?句)[，,：: ]*(?P<text>.{4,})$",
    re.DOTALL,
)
_LEAD = re.compile(r"^(?:对了|还有(?:一[点条])?|另外|再就是|补充一[下点句])[，,：: ]*")
#: Said to us or of what they are going to do, and no sentence of a formal text.
_NO_TEXT = re.compile(
    r"你|您|谁|多少|(?:我|俺|咱)(?:们)?(?:去|想|要|打算|明天|下午|再|来|先|回头|晚上|就去|得去)|[?？]"
    r"|吗\W*$|请.{0,4}(?:支书|主任|站长|书记)"
    r"|稿|题目|改|删|去掉|重写|别写|不要写|谢谢|民\s*\d|(?:那|这)[件家户]"
)
_JUDGES = re.compile(
    r"^(?=.*(?:题目|标题|名字|情况|分析|建议|那[句段]|这[句段]|最后|开头|稿子?|写|字))"
    r"(?=.*(?:太|不(?:好|对|行|合适|通顺|满意|清楚)|别扭|啰嗦|客气|[长短]|简单|重写|改|硬|虚"
    r"|顺))[^：:，,]{3,16}$"
    r"|^(?:不满意|不(?:太)?好|重写|重来|改改|再改改|改一改|改一下)(?:吧|了)?[。！!]?$"
)
_TITLE = re.compile(
    r"^(?:那|就|还是|干脆)*叫(?:做|成)?(?P<text>[^，,。?？它这那你您]{3,20}?)(?:吧|好了)?[。！!]?$"
)
_OUT = re.compile(
    r"^(?:把)?(?:这|那|刚才(?:那|这)?)(?:一)?句(?:话)?(?:去掉|删掉|删了|不要|拿掉|不写|撤掉|撤了)"
    r"(?:了|吧)*[。！!]?$"
    r"|^(?:去掉|删掉|删了|不要|拿掉|别写|撤掉|撤回)(?:刚才)?(?:这|那)(?:一)?句(?:话)?(?:了"
    r"|吧)?[。！!]?$"
    r"|^不是(?:写(?:进|到)?)?(?:稿(?:子)?里的?|建议里的?)[。！!]?$"
)


def nodded(talk: Talk, draft: Suggestion) -> str | None:
    """「好的」 after the whole text was shown: what it takes to hand it in. It hands in nothing."""
    said = bare(talk)
    if not (NOD.fullmatch(said) or _MENDED.fullmatch(said)) or only_thanks(said):
        return None
    if not is_newest(talk, draft):
        return None
    if drafts.missing(talk.session, draft):
        return None
    return say("writing.nod_whole", case=name_of(draft))


def heard(talk: Talk, draft: Suggestion) -> str | None:
    """What is answered; None: it is not plain that it is said of this draft. Raises Refused."""
    said = bare(talk)
    if found := _TITLE.match(said):
        return do(talk, "answer_part", draft, part="title", text=found["text"])
    if _JUDGES.match(said):
        return say("writing.change_how", link=link_to(talk.session, draft))
    more = _MORE.match(said)
    text = (more["text"] if more is not None else _LEAD.sub("", said)).strip()
    begun = drafts.text_of(newest(talk.session, draft)).proposal
    goes_on = _HALF.search(begun) is not None
    if len(text) < (_LEAST_HALF if goes_on else _LEAST) or _NO_TEXT.search(text):
        return None
    if names_a_case(talk, said, draft):
        return None
    if more is None and not (goes_on or speaks_of(talk, draft, text) or _wanted(talk, draft, text)):
        return None
    part = "proposal" if goes_on else part_of(text)
    written = f"{begun}{text}" if goes_on else with_more(talk, draft, part, text)
    whole = do(talk, "add_sentence", draft, part=part, text=written)
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", draft.id),
        act=ADDED,
        part=part,
        letters=len(text),
    )
    return say("writing.added", part=QUESTIONS[part][0], gist=gist(text, _ECHO), more=whole)


def _wanted(talk: Talk, draft: Suggestion, text: str) -> bool:
    """Whether it answers what was to be written clear when the draft was sent back."""
    told = last_told(talk)
    if told is None or told.kind != "suggestion.sent_back" or told.case_id != draft.id:
        return False
    return bool(shared_words(text, str(fields_of(told).get("words", ""))))


def taken_out(talk: Talk) -> str | None:
    """「去掉这句」: what was put behind a part last. Raises Refused."""
    row = _last(talk) if _OUT.match(bare(talk)) else None
    draft = talk.session.get(Suggestion, row.case_id) if row is not None else None
    if row is None or draft is None or draft.state not in WRITING:
        return None
    part = str(row.waiting["part"])
    text = getattr(drafts.text_of(newest(talk.session, draft)), part)
    rest = text[: -int(row.waiting["letters"])].rstrip("。")
    exchanges.finish(row, talk.now)
    whole = do(talk, "add_sentence", draft, part=part, text=rest)
    return say("writing.added_taken_out", more=whole)


def _last(talk: Talk) -> Exchange | None:
    """The sentence that was added a moment ago, if nothing was written since."""
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    row = next((one for one in reversed(rows) if one.waiting.get("act") == ADDED), None)
    if row is None or row.asked_at < talk.now - _JUST_NOW:
        return None
    draft = talk.session.get(Suggestion, row.case_id)
    text = newest(talk.session, draft) if draft is not None else None
    return row if text is not None and text.at <= row.asked_at else None
