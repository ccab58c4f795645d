"""Whether what a deputy says is of the draft reply that they were shown: by a word that it, or the
suggestion, speaks of; or because it names nothing else. What names another thing is asked about
before it goes to that bureau."""

import re

from bot.actions.suggestions import replies
from bot.store.models import Assignment
from handlers.conversation.context import Talk
from handlers.conversation.staff.left_over import left_of
from handlers.conversation.suggestions.words import whole_text
from nlp.things import holds_a_matter, things

#: What every answer is about: when, who, by what money, how it is written and watched over.
_OF_ANY_ANSWER = re.compile(
    r"资金|经费|预算|金额|费用|投资|补助|时限|日期|期限|时间表?|进度|节点|工期|工程|项目|质量|标准|规格|责任|措施|方案|计划"
    r"|步骤|内容|文字|语气|段落?|句话|数字|数据|口径|承诺|态度|依据|政策|理由|原因|名单|范围|面积|长度|公里|招标|施工|验收"
    r"|监督|管护|维护|公示|公开|答复|回复|稿子?|意见|建议|字眼?|钱|户数?|百姓|村民|公章|落款|签名|局长|领导|类别?|结果|效果"
    r"|问题|困难|难处|办法|重点|细节|地点|路线|[今明后去]年|[上下]半年|季度?|春[天节]|夏天|秋天|冬天|汛期|年[底初前后]|月[底初份中]|日子|阶段"
    r"|全部|部分|一期|二期|套话|空话|官话|废话|实话|具体|笼统|总体|要求|群众|代表|心意?|诚意|重视|感谢"
)
#: What is said to us.
_TO_US = re.compile(r"(?:你们?|您|这个?)(?:这个?)?(?:系统|平台|软件|机器人|公众号|小程序)")


def is_of_draft(talk: Talk, row: Assignment, said: str) -> bool:
    """None of its clauses may tell of another thing; a thing of this suggestion in it makes the
    rest plain."""
    if _TO_US.search(said):
        return False
    drafted = [one for one in replies.replies_of(talk.session, row) if one.kind == "draft"]
    shown = (drafted[-1].words.text or "") if drafted else ""
    told = f"{whole_text(talk, row.suggestion)}\n{shown}"
    own, strange = _things(talk, said, told)
    if not strange or (_MENDS.search(said) and not _ANOTHER.search(said)):
        return True
    if not own:
        return False
    # 「没意见，另外村小学厕所也该修了」 tells of another matter all the same.
    clauses = [each for each in _CLAUSES.split(said) if each]
    return not any(_tells_of_another(talk, each, told) for each in clauses)


#: 「太官腔」, 「太晚」: how it is, whatever it is.
_HOW = re.compile(r"太[一-鿿]{1,3}?(?=[了吧啊，,。]|$)|不够?[一-鿿](?=[，,。了]|$)")
#: 「稿子里没写电杆哪天移，请加上」: whatever thing it is about, it is to stand in the draft.
_MENDS = re.compile(
    r"(?:稿子?|答复)(?:里头?|上|中)[^，,。]{0,4}(?:没|少|缺|漏|不)|(?:请|要|得|应该?|再)(?:把[^，,。]{1,12})?"
    r"(?:加上|加进|补上|补进|写上|写进|写明|写清楚?|删掉?|改成|改为)"
)
_CLAUSES = re.compile(r"[，,。；;！!]")
_ANOTHER = re.compile(r"另外|对了|还有(?:件|个|一)|顺便|再说个")


def _tells_of_another(talk: Talk, clause: str, told: str) -> bool:
    own, strange = _things(talk, clause, told)
    begins = _ANOTHER.search(clause) is not None or holds_a_matter(clause)
    return begins and bool(strange) and not own


def _things(talk: Talk, said: str, told: str) -> tuple[list[str], list[str]]:
    """Nouns and places of ``said``: those that were told of, and those that nothing told speaks of,
    nor any answer."""
    left = left_of(talk, _HOW.sub(" ", _OF_ANY_ANSWER.sub(" ", said)))
    lines = things(told)
    places = [one.text for one in talk.reader.place(said).found]
    own: list[str] = []
    strange: list[str] = []
    for word in (*left.named, *places):
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]
        of_it = any(pair in told for pair in (word, *pairs)) or things(word).of(lines)
        # 「管子」 of 「管道」.
        of_it = of_it or (word[-1] in "子头儿" and word[0] in told)
        (own if of_it else strange).append(word)
    named = things(_OF_ANY_ANSWER.sub(" ", said)).named
    if named and not named & (lines.named | lines.meant) and not own:
        # 「村医老请假」: a line of things of its own, whatever the list of nouns knows.
        strange.append(said)
    return own, strange
