"""Whether an unmarked sentence is about the draft that lies before a deputy: it was shown a moment
ago, or the words are of it and of no case."""

import re
from datetime import timedelta

from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import newest
from bot.store.models import Suggestion
from handlers.conversation.context import Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.staff.left_over import left_of
from handlers.conversation.suggestions import newest as suggestion_newest
from handlers.conversation.suggestions import on_table
from handlers.conversation.suggestions.beside import asked
from handlers.conversation.suggestions.parts import asks_for
from handlers.conversation.suggestions.words import bare
from nlp.things import things

_JUST_NOW = timedelta(minutes=30)
#: A question about the draft, of few words.
ASKS_BACK = re.compile(
    r"^.{0,24}(?:[?？]|吗|呢|行不行|中不中|可以不|咋样|怎么样|[啥谁]|什么|哪儿?|几个人?|多少.{0,4})(?:了|啊|呀|才行|看|审|签|写|改|补|的)*[?？]?$"
)


def read_out(talk: Talk) -> Suggestion | None:
    """The draft that an unmarked sentence is about: it was written, shown or sent back just now; or
    it lay there today, and the words are of it."""
    draft = on_table.on_table(talk)
    if draft is None or asked(talk) is not None:
        return None
    back = suggestion_newest.last_told(talk)
    if back is not None and back.kind == "suggestion.sent_back" and back.case_id == draft.id:
        return draft
    seen = on_table.seen_at(talk, draft)
    shown = suggestion_newest.suggestion_of(talk, back)
    another = shown is not None and shown is not draft
    if back is not None and seen is not None and another and back.created_at > seen:
        # The newest thing shown is another one.
        return None
    whole = drafts.text_of(newest(talk.session, draft)).whole
    of_it = things(talk.text).of(things(whole))
    if seen is not None and talk.now - seen < _JUST_NOW:
        if drafts.missing(talk.session, draft) and not (asks_for(talk.text) or of_it):
            # Put aside; what is about something else is no word on it.
            return None
        return draft
    of_it = of_it or OF_THE_TRADE.search(talk.text) is not None
    return draft if of_it and not names_a_case(talk, bare(talk), draft) else None


#: Only a suggestion has these.
OF_THE_TRADE = re.compile(
    r"稿子?|附议|联名|署名|主席团|题目|标题|(?:情况|分析|建议)(?:里|后|那|再|加|改|就)"
    r"|写(?:上去|进去|清|明)|签(?:名|字)"
)


def names_a_case(talk: Talk, said: str, draft: Suggestion) -> bool:
    """Whether the words name a case of theirs by something that the draft does not speak of."""
    text = drafts.text_of(newest(talk.session, draft))
    own = f"{draft.title}。{text.whole}"
    roles = (*held(talk), "constituent")
    listed = (item.pending for role in roles for item in items_of(talk, role))
    return any(
        title[at : at + 2] in said and title[at : at + 2] not in own
        for title in (each.title for each in listed if each.kind == "issue")
        for at in range(len(title) - 1)
        if title[at : at + 2].isalpha() and not _COMMON.search(title[at : at + 2])
    )


#: Pairs of letters with one of these say nothing of a matter.
_COMMON = re.compile(
    r"[的了在是有没不一二三四五六七八九十个这那我俺咱你他们来去就都也还人上下里到好家]"
)


#: Nods and thanks: nothing is done upon them, least of all handed in.
NOD = re.compile(
    r"(?:好的?|行|嗯+|哦+|噢+|可以|中|成|对|是|没问题|没事|收到|知道了?|明白了?|晓得了?|谢谢?|多谢|辛苦|麻烦"
    r"|您|你|们|了|的|啊|呀|哈|吧|在吗|在不|[，,。！!~～ ])+"
)


def speaks_of(talk: Talk, draft: Suggestion, said: str) -> bool:
    """Whether the sentence has a word for a thing, or a body, that the draft speaks of."""
    text = drafts.text_of(newest(talk.session, draft))
    whole = f"{draft.title}。{text.whole}"
    left = left_of(talk, said)
    letters = [letter for letter in left.letters if letter not in _OF_EVERY_TEXT]
    return any(word in whole for word in (*left.named, *letters)) or any(
        body in whole for body in _BODY.findall(said)
    )


#: Nouns of one letter that every draft has.
_OF_EVERY_TEXT = "年月日天钱人户家里处组村镇县乡米口头边块万元次回点"
_BODY = re.compile(r"[一-鿿]{2}(?:[局委办院府所站]|公司|中心)")


def is_newest(talk: Talk, draft: Suggestion) -> bool:
    """Whether nothing was pushed to them since its text was written and shown."""
    text, told = newest(talk.session, draft), suggestion_newest.last_told(talk)
    return text is not None and (told is None or told.created_at <= text.at)


def shares(said: str, title: str) -> bool:
    return any(title[at : at + 2] in said for at in range(len(title) - 1))
