"""What a deputy says that may be a suggestion, or a matter of citizens: asked about once, with the
words kept. Until they have said which it is, what they go on to say is held with that question: it
goes onto no case and to nobody."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges
from bot.store.models import Exchange, Message, Suggestion
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.context import Answer, Talk
from handlers.conversation.reading import read
from handlers.conversation.replies import held as roles_held
from handlers.conversation.replies import items_of
from handlers.conversation.suggestions import newest, wish
from handlers.conversation.suggestions.beside import asked
from handlers.conversation.suggestions.drafts_begun import ask_wish, turns_a_case, wish_asked
from handlers.conversation.suggestions.words import bare
from nlp.replies.references import shared_words

_AS_A_MATTER = re.compile(
    r"(?:也?行|好的?|那|是|就|都|按|算|当|记成|记|还是|[，,])*(?:群众|老百姓)?(?:的事)?(?:的)?"
    r"(?:反映|报上去|不是|另一件)(?:记下?|报|算|上去|给站里|就[行好成]|的|吧|了|啊|[。！!])*(?:[，,\s]\s*(?P<more>.+))?",
    re.DOTALL,
)
#: Answers nothing, or is an order of a few letters that has nothing to do with it.
_ELSE = re.compile(
    r"(?:好的?|行|嗯+|收到|知道了?|明白了?|谢谢?|多谢|辛苦|您|你|了|啊|呀|哈|在吗|[，,。！!~～ ])+"
    r"|.{0,6}(?:请假|待办|帮助|列表|积分).{0,4}"
)
#: 「请教体局把费用公开」, 「我看得装几盏灯」.
_WISHES = re.compile(
    r"^(?:我|俺|咱|我们)?(?:建议|请|希望|盼)(?!假|站里|问|看|人).{0,10}?"
    r"(?:局|委|办|院|府|所|公司|镇|县|乡|上级|单位|部门)[里上]?.{3,}"
    r"|^(?:我|俺|咱|我们)(?:看|觉得|觉着|寻思着?|琢磨着?|认为)(?:啊|呀|哪|[，,])?(?:得|该|应该|应当|要|最好).{4,}"
)


def held(talk: Talk, said: str, draft: Suggestion | None) -> Answer | None:
    """The question, with what was said kept behind it; None: it is about something else. ``draft``:
    the one that was just read out, which is spoken of first."""
    waiting = wish_asked(talk)
    if waiting is not None:
        told = newest.last_told(talk)
        turned = told is not None and told.created_at > waiting.asked_at
        if turned or _ELSE.fullmatch(said):
            return None
        return Answer(ask_wish(talk, waiting), "deputy")
    may = any(one.congress != "advisory" for one in talk.roles.deputies)
    if not may or draft is not None or asked(talk) is not None:
        return None
    open_ones = [item.pending for role in roles_held(talk) for item in items_of(talk, role)]
    if turns_a_case(talk, said):
        return None
    if wish.perhaps(said):
        of_an_answer = any(one.kind == "suggestion" for one in open_ones)
        if "意见" in said and (of_an_answer or newest.on_mind(talk) is not None):
            # A word on the draft of an answer is one as well.
            return None
        return Answer(ask_wish(talk), "deputy")
    if newest.on_mind(talk) is None and _may_propose(said, [one.title for one in open_ones]):
        return Answer(ask_wish(talk), "deputy")
    return None


_PIECE = "[个座条处家所盏台间趟片段排块道棵辆套口根批张名位]"
#: 「镇上应该建个停车场」, 「能不能在校门口装个红绿灯」: what there is not yet, and nothing broken.
_SHOULD_HAVE = re.compile(
    r"^(?!.*(?:[我俺咱]家|坏|塌|漏|断|堵|没人|不亮|不通)).*"
    r"(?:(?:应该|应当|该|(?<!值)(?<!觉)得|最好|能不能|能否|可不可以|要是能|希望|盼着?).{0,10}"
    r"(?:建|修|装|设|开通?|增[设加]?|办|配|通|种|划|立|搞|盖|添|安|有(?!个?(?:人|说法|态度|交代|结果|答复|数|谱)))"
    rf"(?:一?{_PIECE}|一?些|[几两]{_PIECE})|要是.{{3,16}}就好)"
)


def _may_propose(said: str, titles: Sequence[str]) -> bool:
    """Whether it proposes something, and is no word on what waits for them."""
    if not titles and _WISHES.match(said):
        return True
    named = any(shared_words(said, title) for title in titles)
    return not named and _SHOULD_HAVE.match(said) is not None


def reported(talk: Talk) -> Answer | None:
    """「反映」 to that question, or to the one about a suggestion they were told of: a matter of
    citizens, as if it had been said now."""
    waiting = wish_asked(talk) or newest.held_last(talk)
    chosen = _AS_A_MATTER.fullmatch(bare(talk))
    if waiting is None or chosen is None:
        return None
    exchanges.finish(waiting, talk.now)
    before = talk.session.get(Message, waiting.waiting.get("message"))
    said = [*held_words(talk, waiting), chosen["more"] or ""]
    text = "。".join(one.strip().rstrip("。") for one in said if one.strip())
    if before is None or not text:
        return None
    told = replace(talk, message=before, text=text)
    opened = new_matter(told, read(told))
    talk.message.issue_id = opened.issue_id
    return opened


def held_words(talk: Talk, waiting: Exchange) -> list[str]:
    """What was held back one after the other, as it was said."""
    ids = [*waiting.waiting.get("earlier", ()), waiting.waiting.get("message")]
    rows = [talk.session.get(Message, one) for one in ids if one is not None]
    return [row.words.text for row in rows if row is not None and row.words and row.words.text]
