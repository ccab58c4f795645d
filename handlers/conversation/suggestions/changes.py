"""Words that change a part of a draft which was written: said anew, added to, another title."""

import re

from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import newest
from bot.domain.suggestions import QUESTIONS
from bot.store.models import Suggestion
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import parts as suggestion_parts
from handlers.conversation.suggestions.beside import just_written, which_draft
from handlers.conversation.suggestions.mended import in_other_words
from handlers.conversation.suggestions.words import do

#: 「情况加一句：水渠全长两公里」: put behind what stands there.
_MORE = re.compile(
    r"^(?:[^，,。]{1,6}[，,])?(?:再|还)?(?:在|给|往)?(?P<part>情况|分析|建议)(?:里头?|后[面头]"
    r"|最后)?(?:也"
    r"|还)?(?:再)?(?:要)?"
    r"(?:加|补|添)(?:上|充|进)?(?:去)?(?:(?:一[句条点]|[两几]句|个)?(?:话)?[：:，, 。]+|"
    r"(?:一[句条点]"
    r"|[两几]句)(?:话)?(?:说)?|(?<=[上进充])(?=请|建议|由|让|把|要))(?P<text>.+)$",
    re.DOTALL,
)
#: 「昨天那个分析里加一句，年轻人都在外头」, 「稿子里再补一条：…」: of what was written before.
_ADD_BEFORE = re.compile(
    r"^(?:对了|我|给|往|在|到|[，, ])*"
    r"(?:昨[天晚日儿]|前[天晚]|今[天早]|早上|上午|中午|刚才|刚刚|上回|上次|那天)?"
    r"(?:我)?(?:写|说|提|记|弄|讲)?(?:好|过)?的?(?:那|这)?(?:一)?[个条份件篇段]?"
    r"(?:(?:建议|稿子?)(?:里头?|上|中)?的?(?=情况|分析|建议))?"
    r"(?P<part>情况|分析|建议|稿子?)(?:那|这)?(?:一?段|部分)?"
    r"(?:里[头边面]?|后[面头]|最后|中|上)?(?:再|也|还|要|得|想|给我|帮我)*(?:加|补|添|写)(?:上|进|充)?(?:去)?"
    r"(?:(?:一?[句条点]|[两几]句)(?:话)?[：:，, 。]*|[：:，, 。]+)(?P<text>.{4,})$",
    re.DOTALL,
)
#: 「加到分析：当年只铺了一层碎石」.
_ADD_TO = re.compile(
    r"^(?:把(?:这句|这个))?(?:加到|加进|加在|补到|补进|添到|接在|写到|写进|放到)(?P<part>情况"
    r"|分析|建议)"
    r"(?:里头?|后[面头]|那段|部分)?(?:去|吧)?[：:，, 。]+(?P<text>.{2,})$",
    re.DOTALL,
)
_PART = re.compile(
    r"^(?:我)?(?:想|要)?(?:把)?(?:稿\d{1,5}的?)?改?(?P<part>情况|分析|建议|题目|标题|名字(?=就?叫"
    r"|改|换))"
    r"(?:那|这)?(?:一?段|一?部分|里头?)?"
    r"(?:(?:也|还)?(?:要|得|想|应该|应)?"
    r"(?:改一?[下改]|删了重[来写]|删掉重[来写]|推倒重[来写]|从头(?:再)?[写说]|重写一?下?"
    r"|重新?说一?[下遍]?|重来|重新写|换一?[下换]"
    r"|更正一?下?|更正为|改正|写错了|不对)"
    r"[：:，,。 ]+"
    r"|就?(?:改成|改为|换成|写成|写|写上|应该是|应为|叫做?|用|是)|[：:，, ])+(?P<text>.+)$",
    re.DOTALL,
)
#: 「建议镇里统一管护」 just after the draft was read out: said anew, without a colon.
#: 「用这个题目」: the one that was proposed.
_TAKE_TITLE = re.compile(
    r"^(?:好的?|行|可以|中|就)*[，,]?(?:就)?(?:用|改成|改用|换成|叫|按|照)(?:你(?:说|取|起)的)?"
    r"(?:这|那|新)?个?(?:题目|标题|名字)(?:吧|了|好)?[。！!]?$"
    r"|^(?:题目|标题|名字)?(?:就)?(?:用|叫|按)?(?:你|您)(?:那个|这个|起的|取的|说的)(?:那个|这个"
    r"|题目|名字)?(?:吧|就行|好了?)?[。！!]?$"
    r"|^(?:题目|标题)(?:就)?(?:用|改成|换成|叫|是)(?:你(?:说|取|起)的)?(?:这|那)个(?:名字?)?(?:吧"
    r"|好了?)?[。！!]?$"
    r"|^(?:好的?|行|可以|中)?[，,]?(?:就)?(?:用|改成|叫)?(?P<bare>这个|改吧|改成这样)(?:吧"
    r"|好)?[。！!]?$"
)
_ANEW = re.compile(r"^(?:我的?)?(?P<part>建议|题目)(?P<text>\S.{5,})$", re.DOTALL)
#: 「我的建议还撤得回来吗」 asks about it and is none of its words.
_ASKS = re.compile(r"(?:[?？]|[吗呢么]|没有?)\W*$|多久|啥时|什么时|几[时天号]|咋样|怎么样")
_PARTS = {name: part for part, (name, _) in QUESTIONS.items()} | {
    "题目": "title",
    "标题": "title",
    "名字": "title",
}


#: 「题目改短点，就叫加密垃圾清运」, 「还是换个题目，叫校门口减速带的事」.
_ANOTHER_TITLE = re.compile(
    r"^[^，,：:]{0,6}(?:题目|标题|名字)[^，,：:]{0,6}[，,：: ]*(?:就|还是)?"
    r"(?:叫做?|定为|写成|改成|改为|换成|(?<=个)[：:]|写)"
    r"[：: ]*(?P<text>[^，,。]{3,40}?)(?:吧|好了|就行)?[。！!]?$"
)
#: 「最后再加上一句，请环卫所每月来看一次」: the part shows in the words.
_ONE_MORE = re.compile(
    r"^(?:最后|后[头面]|末尾|另外|对了|还)?[，,]?(?:我)?(?:想|也|还|再|得|要|给我)*(?:加|补|添)(?:上"
    r"|充)?(?:一|几|两)?[句条点个段](?:话)?"
    r"[：:，, 。]+(?P<text>.{4,})$",
    re.DOTALL,
)
_POINTS = re.compile(r"你|您|它|[这那]个|上[面头]|推荐")


def changed(talk: Talk, said: str) -> str | None:
    """The sentence that answers; None if nothing of a draft is changed by it. Raises Refused."""
    draft = which_draft(talk, None)
    if draft is None:
        return None
    fresh = just_written(talk, draft)
    if (more := added_to(talk, draft, said, fresh=fresh)) is not None:
        return do(talk, "answer_part", draft, part=more[0], text=more[1])
    if (found := _TAKE_TITLE.match(said)) and (not found["bare"] or fresh):
        return do(talk, "take_title", draft)
    anew = said_anew(said, fresh=fresh)
    if anew is None or in_other_words(talk, draft, said):
        # 「情况写错了，是四百户不是三百户」 leaves the rest as it is.
        return None
    part, text = anew
    if part == "title" and _POINTS.search(text):
        # 「题目用你说的就成」: what was offered; no title speaks of you or of it.
        return do(talk, "take_title", draft)
    return do(talk, "answer_part", draft, part=part, text=text)


def added_to(talk: Talk, draft: Suggestion, said: str, *, fresh: bool) -> tuple[str, str] | None:
    """A part, and all of it with what is put behind it; ``fresh``: it is before their eyes, and the
    part need not be said."""
    if found := _MORE.match(said) or _ADD_TO.match(said):
        part, text = _PARTS[found["part"]], found["text"].strip()
        return part, with_more(talk, draft, part, text)
    if fresh and (found := _ONE_MORE.match(said)):
        text = found["text"].strip()
        part = part_of(text)
        return part, with_more(talk, draft, part, text)
    if found := _ADD_BEFORE.match(said):
        text = found["text"].strip()
        part = _PARTS.get(found["part"]) or part_of(text)
        return part, with_more(talk, draft, part, text)
    return None


def said_anew(said: str, *, fresh: bool) -> tuple[str, str] | None:
    """A part, and what shall stand there instead."""
    if (found := _ANOTHER_TITLE.match(said)) and not _POINTS.search(found["text"]):
        return "title", found["text"]
    anew = _ANEW.match(said) if fresh else None
    if anew is not None and _ASKS.search(said) and not suggestion_parts.asks_for(anew["text"]):
        anew = None
    if found := _PART.match(said) or anew:
        return _PARTS[found["part"]], found["text"].strip()
    return None


def part_of(text: str) -> str:
    """The part of a suggestion that such words are, if it was not said."""
    if suggestion_parts.asks_for(text):
        return "proposal"
    return "analysis" if suggestion_parts.says_why(text) else "situation"


def with_more(talk: Talk, draft: Suggestion, part: str, text: str) -> str:
    """What stands in a part, and ``text`` behind it; said twice it stands there once."""
    before: str = getattr(drafts.text_of(newest(talk.session, draft)), part)
    if text.strip().rstrip("。") in before:
        return before
    return f"{before.rstrip('。')}。{text}" if before else text
