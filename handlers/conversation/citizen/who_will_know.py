"""What people ask and fear before they trust us: 「村里知道是我说的不」, 「会不会给俺小鞋穿」,
「我的照片会不会上网」, 「你们留俺电话干啥用」. Read piece by piece; where every piece belongs to
such a question it is answered, and nothing else comes of it: no case, no push, no word to
anybody (design 1.6). Whatever tells of a matter has a piece that is none of these."""

import re

from bot.actions import issues
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.texts import say
from handlers.conversation.citizen.own_cases import keep_all_secret
from handlers.conversation.citizen.wishes import SILENCE
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.reading import Reading
from nlp.things import holds_a_matter
from nlp.urgency import by_rules

_ME = r"我|俺|咱"
#: Who might hear of it.
_THEM = (
    r"(?:[村镇乡县]里?(?:的)?)?(?:干部|当官的|头头|领导|两委|村委会?|支?书记?|主任|会计|组长|队长|站长|主席)|[村镇乡县区](?:里头?|上|委|政府|长)|支?书记?|主任"
    r"|组长|队长|会计|站长|局长|所长|主席|代表|站里|单位|邻居|街坊|对门|对面|隔壁|别人|旁人|外人|人家|他们?|她们?|老板|骗子|大家伙?儿?|全村"
    r"|(?:办事|经手|查|管事)的?人?|公家|人(?!大)|哪些人|谁|网上|外头|外面|耳朵里?"
)
#: How they would come to know it.
_LEARN = re.compile(
    r"知道|晓得|认(?:得)?出|看(?:得)?(?:到|见|着|了)|能看(?:得)?[到见着]?|[瞧瞅](?:得)?见|听说|听(?:到|见)|传|打听|查(?:出|到|是)?|发现"
    r"|(?:名字?|电话|号码?|信息)[^，,。]{0,2}(?:给|发给|交给)|告诉|(?:跟|对)[^，,。]{1,5}(?:说|讲)|透露?|泄露?|露馅|漏|公开|公布|公示|上网|曝光|外头|外面|往外|说出去|捅"
)
#: What they would do then.
_HARM = re.compile(
    r"小鞋|报复|记恨|恨上|得罪|麻烦|为难|难为|收拾|整(?=[我俺])|治(?=[我俺])|多事|多嘴|算账|找上门|上门|找(?=上?[我俺])|刁难|怪罪"
    r"|不(?:给|让)(?:我|俺)好过|怪(?:我|俺)|怎么看(?:我|俺)|还咋|还怎么"
)
_PICTURE = re.compile(r"照片|图片|相片|视频|录音|语音")
#: 「照片怎么发给你们」 asks how, and not who will see it.
_TO_SEND = re.compile(
    r"^(?:能不能|可以|能)?(?:发|拍|传)?(?:个|条|段|几?张)?(?:语音|照片|图片?|视频)(?:行|可以|中|成)?(?:不行?|[吗么])?$"
    r"|(?:咋|怎么|怎样|往哪儿?|能不能|可以)样?(?:发|传|送|交)(?:给|过|上来|来|[吗么呢]?$)"
)
_PHONE = re.compile(r"电话|号码?|手机")
_USED = re.compile(
    r"(?:干|做|有)(?:啥|什么|嘛|么)用?|用来|啥用|给谁|卖|外传|泄露|干嘛|留(?:着|俺|我|了)"
)
_PUBLIC = re.compile(r"上网|公开|公布|公示|曝光|网上|往外|抖音|朋友圈")
#: Who may read it: 「领导看得到吗」 is no question of a neighbour's.
_WHO_READS = re.compile(
    r"谁|哪些人|都有?啥人|(?:领导|单位|站里|公家|代表|[局所]长|主席)[^，,。]{0,4}[看瞧瞅见]"
)
_ASKS = re.compile(
    r"[吗么嘛？?]|(?:不|没|没有)[啊呀呢的]?\W*$|会不会|能不能|是不是|可不可以|有没有|要不要|不会.*吧|咋|怎么?|谁|哪些|啥|什么"
    r"|万一|要是|怕|担心|不敢"
)
#: Who is afraid, and asks nothing.
_FEARS = re.compile(r"怕|担心|不敢|咋(?:办|整|弄|过|活)|怎么(?:办|过)|还咋|万一")
#: 「把我的信息删了，姓名都不要留」, 「没说不弄，是别写我名」: more than silence is asked for.
_MORE = re.compile(r"^\W*(?:不是|没[说让叫])|删|抹|清[除掉空]|信息|不弄|不办|不撤|撤")
_PIECES = re.compile(
    rf"{_THEM}|{_LEARN.pattern}|{_HARM.pattern}|{_PICTURE.pattern}|{_PUBLIC.pattern}|{_USED.pattern}|{SILENCE.pattern}"
    rf"|(?:{_ME})(?:们|家|村|组|妈|爸|娘|爹|儿子|闺女|老公|男人|媳妇|屋里)?|你们?|您|恁们?"
    r"|名字?|姓名|电话|号码?|手机|微信|头像|信息|身份证?|住址|地址|话|事情?儿?|东西|材料|情况|问题"
    r"|会不会|能不能|是不是|可不可以|有没有|要不要|不会|万一|要是|如果|将来|以后|到时候?|回头|以后|主要|就是|其实|真的?|到底|都|也|还|就|只|再|先|可"
    r"|咋(?:办|整|弄|过|活|个)?|怎么?(?:办|过|整|弄)?|怕|担心|不敢|吗|么|嘛|呢|吧|呗|啊|呀|哦|哈|了|的|地|得|过|着|会|能|可以|行|中|要|想|用|来|去|到|给|把|让|叫|被|跟|和|对|往|在|是|有|没|不|别"
    r"|(?:说|讲|反映|举报|报|告|发|写|传|提|问|留|记|存|拿)(?:的|过|了|上|下|出|给|到|来|去)?|这|那|些|个|下|点|里|上|外|中|头|边|知|觉得|因为?|才|这样|那样|穿"
    r"|住|在|好|请问|哎|唉|喂|嗯"
)
_LONGEST = 32
#: It has happened, or somebody has said that he would: no question any more.
_HAPPENED = re.compile(
    r"(?:小鞋|报复|麻烦|为难|刁难|收拾|上门)(?:我|俺)?(?:了|过)|已经|昨[天晚]|今[天早]|刚才?|说(?:是)?要|扬言|放话"
)
#: 「跟镇里说了吗」, 「能告诉我电话吗」, 「我能跟代表说说吗」: asked for, and not feared.
_WANTED = re.compile(
    r"(?:告诉|跟)[我俺](?!说|反映|们)|给[我俺](?=打|发|留|个|电话|号码)|(?:说|讲|告诉|报)(?:了|过)(?:吗|没|么)"
    r"|(?:跟|找|对)(?:谁|哪)|(?:我|俺)(?:想|能|可以|要|得)(?:不能|不可以)?(?:跟|找|对)"
)
#: So few letters that are none of it: a name, a word of a dialect.
_LEFT = 1
_UNDER_WAY = (*EARLY, *OPEN, ANSWERED, TOLD)


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """The answer to such words; None: they say something else, or who says them is at work."""
    said = talk.text.strip()
    if talk.roles.any or not 3 < len(said) <= _LONGEST or by_rules(said):
        return None
    if _left(talk, said, reading) > _LEFT or holds_a_matter(said):
        return None
    if _HAPPENED.search(said) or _WANTED.search(said):
        return None
    if SILENCE.search(said):
        if _MORE.search(said):
            return None
        return Answer(keep_all_secret(talk, noted=said), AS_CONSTITUENT)
    key = "answer.told_on" if _TOLD_ON.search(said) else _key(said)
    if key is None or (not _ASKS.search(said) and not _has_told(talk)):
        return None
    if key == "answer.afraid" and not _has_told(talk) and not re.search(r"会不会|[吗么？?]", said):
        # 「我怕得罪书记」 before anything is told: beginnings.py promises secrecy for it.
        return None
    return Answer(say(key), AS_CONSTITUENT)


def _key(said: str) -> str | None:
    """Which answer it is, by what is asked."""
    if not _ASKS.search(said):
        return None
    if _PHONE.search(said) and _USED.search(said) and not re.search(r"村|干部|书记", said):
        return "answer.phone_use"
    if _TO_SEND.search(said):
        return None
    if _PICTURE.search(said) or (_PUBLIC.search(said) and _of_mine(said)):
        return "answer.not_public"
    if _HARM.search(said):
        visited = re.search(r"上门|找上门|来找|来查", said) and not re.search("麻烦|报复", said)
        return "small.not_visited" if visited else "answer.afraid"
    if not _LEARN.search(said) or not _of_mine(said, by_itself=True):
        return None
    if _WHO_READS.search(said) and not re.search(r"是谁|谁(?:说|反映|讲|举报)", said):
        return "answer.who_reads"
    return "answer.afraid" if _FEARS.search(said) else "answer.who_knows"


def _of_mine(said: str, *, by_itself: bool = False) -> bool:
    """Whether it is about them and what they said; ``by_itself``: 「村干部看得见不」 names nobody
    and asks the same."""
    about_me = re.search(_ME, said) or re.search(
        r"是谁|名字|谁(?:说|反映)|我们?|这(?:话|事|些|里)", said
    )
    return bool(about_me) or (by_itself and _KNOWS_ALONE.fullmatch(said) is not None)


#: 「你们咋能说是我告的」
_TOLD_ON = re.compile(
    r"(?:咋|怎么|凭啥|凭什么|为啥|为什么|谁)[^，,。]{0,4}(?:说|讲|传|知道|告诉)[^，,。]{0,5}[我俺](?:告|说|反映|举报|讲)"
)
_KNOWS_ALONE = re.compile(
    rf"\W*+(?:你们?|您|那|这|恁们?|站里|该)*(?:不会|会不会|会)?(?:让|叫)?(?:{_THEM})?[的那边里头]{{0,3}}"
    rf"(?:会不会|能不能|会|能|也|都|可以){{0,2}}(?:{_LEARN.pattern})(?:{_THEM})?(?:了|得|的|出去)?"
    rf"(?:不|吗|么|没|吧|呢|咋办|咋整|怎么办)?\W*"
)


def _left(talk: Talk, said: str, reading: Reading) -> int:
    """How many letters say something else. A village and whoever holds an office there may hear
    of it like anybody."""
    for known in (*reading.places, *(each.who for each in reading.avoid)):
        said = said.replace(str(known), "村里")
    for each in reading.avoid:
        said = said.replace(each.name or "村里", "村里")
    return len(re.sub(r"\W", "", _PIECES.sub("", said)))


def _has_told(talk: Talk) -> bool:
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return any(issue.state in _UNDER_WAY for issue in own)
