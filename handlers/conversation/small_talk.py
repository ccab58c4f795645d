"""Questions about the service itself and words that say nothing of any matter: 「你是真人吗」,
「咋不说话呢」, 「俺睡了」, 「代表是干啥的」. They are answered and reach nobody."""

import re
from datetime import timedelta

from bot.actions import issues
from bot.actions.casework import label
from bot.domain.calendars import local_day
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen import my_deputies, no_calls
from handlers.conversation.citizen.standing import status
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.things import things

_LEAD = r"(?:(?:那|哎|喂|请问|你好|您好|中|好|行|嗯|哦)[，,。 ]*){0,3}"
_END = r"[啊呀呢吗嘛么吧哦的了]*"
_WHEN = r"(?:今天|昨[天晚]|刚才?|上午|下午|中午|早上|前天)*"
_SEND = (
    r"(?:我|俺)?(?:能|想)?(?:直接)?(?:发|说|用|传|拍)?(?:个|条|段|几?张)?"
    r"(?:语音|照片|图片?|相片|视频|录音)"
)
#: What is asked of the service → the sentence that answers it.
_ASKED = {
    "small.who": (
        rf"{_LEAD}(?:你们?(?:这(?:里|儿|边)?)?|您|这(?:个?(?:号|里|儿|平台|公众号))?|对面|那边)(?:到底|究竟)?(?:是|真是)(?:不是)?(?:个)?"
        r"(?:真人|活人|人|机器人?|电脑|ai|AI|客服|谁|啥|什么|哪个?单位|哪儿?|哪里|[干弄做]啥|[干弄做]什么|啥号)"
        rf"(?:还是)?(?:真人|活人|人|机器人?|电脑)?(?:在(?:说话|回))?(?:的)?(?:人|单位)?{_END}"
        rf"|{_LEAD}(?:你们?|这[里儿])(?:这[里儿])?(?:都|能|是)?(?:管|办)(?:些|点)?(?:啥|什么|哪些)(?:事情?|的|用)*{_END}"
        rf"|{_LEAD}(?:你们?|您|这)?(?:不会)?(?:是不是|是)(?:个)?(?:骗子|骗人的?|诈骗的?|假的){_END}(?:不|吗|么)?"
        rf"|{_LEAD}(?:你们?|这)?(?:真的?|真)?(?:是|就是)(?:县|市)?(?:政府|人大|官方|公家)的?(?:吗|么|不)?{_END}"
        rf"|{_LEAD}(?:是)?(?:真人|机器人?|人|活人)(?:还是(?:人|机器人?|真人))?(?:在)?"
        rf"(?:回|说话|聊)?(?:我)?{_END}"
    ),
    "small.deputy": (
        rf"{_LEAD}(?:人大)?代表(?:们)?(?:都)?(?:是)?(?:干|做|管|能干|能做)(?:啥|什么|嘛|哪些)"
        rf"(?:事)?(?:用)?{_END}"
    ),
    "small.secret": (
        rf"{_LEAD}(?:我)?(?:先)?(?:问一?[句下声])?[，, ]*(?:你们?|您)?(?:到底)?"
        rf"(?:会不会|会|能不能|能)?(?:给|替)?(?:我|俺)?"
        rf"保(?:不保)?密{_END}(?:不|吗|么)?"
    ),
    "small.tell_them": (
        rf"{_LEAD}(?:我|俺)?(?:能|可以|想|能不能|可不可以)+(?:直接)?(?:跟|和|给|对|找)(?:他|她|他们|代表|人大代表)(?:们)?"
        rf"(?:本人)?(?:直接)?(?:说|讲|聊|谈|反映|捎|带|提)(?:一?[句个]|几句|点|一下)?(?:话|事情?|情况|意见)?{_END}(?:不|行不)?"
        rf"|{_LEAD}(?:举报|反映|说|投诉)(?:啥|什么)(?:事情?)?(?:都)?(?:行|可以|中|能)(?:不|吗|么)?{_END}"
    ),
    "small.can": (
        rf"{_LEAD}(?:他|她|代表|你|你们)(?:们)?(?:到底)?(?:都)?(?:管不管|能不能管|管得了"
        rf"|能管)(?:得了)?[^，,。]{{0,8}}{_END}"
    ),
    "small.by_family": (
        rf"{_LEAD}(?:让|叫|用)?(?:我|俺)?(?:的)?(?:儿子|闺女|女儿|孙子|孙女|家人|老伴"
        rf"|媳妇)(?:的)?(?:微信|手机)?"
        rf"(?:能|可以|咋|怎么)(?:帮|替|代)?(?:我|俺)?(?:问|说|弄|用|反映|发|关注){_END}(?:不|吗)?"
    ),
    "small.code": (
        rf"{_LEAD}(?:我|俺)?(?:没有?|没收到|没拿到)(?:啊|什么|那个|啥)*码{_END}"
        r"|(?:我是|我叫)[^，,。]{2,4}[，, ]?(?:是)?[^，,。]{0,6}"
        r"(?:代表|网格员|网格长|联络员)[，, ]?"
        rf"(?:怎么|咋|如何)?(?:登记|绑定|认证|注册|弄)?{_END}"
    ),
    "small.how": (
        rf"{_LEAD}(?:我|俺)?(?:要是|想|要)?(?:反映|说|报)(?:个)?(?:问题|事情?|情况)?(?:该|要|得)?"
        rf"(?:找谁|咋反映|怎么反映|去哪儿?|咋说|怎么说|咋弄|怎么弄){_END}"
        rf"|{_LEAD}(?:我|俺)?(?:该|要|得|应该)?(?:跟|和|找|向|给|对)谁(?:去)?(?:说|讲|反映|提|问){_END}"
        rf"|{_LEAD}(?:恁|你们?|您)?(?:这|在这|这个|那)(?:里|儿|边|号|群|公众号)*(?:是不是|能不能"
        rf"|可不可以|可以|能|是|管)(?:给)?(?:群众|老百姓|大家|我们)?(?:用来)?(?:反映|说|报|提)"
        rf"(?:个|点)?(?:问题|事情?|情况|意见)(?:的|地方|号|不){{0,3}}{_END}"
    ),
    "small.again": (
        rf"{_LEAD}(?:以后|今后)?(?:我|俺)?(?:还)?(?:能|可以|可不可以|能不能)?(?:天天|每天|经常"
        rf"|随时|再|一直)+"
        rf"(?:来)?(?:报|反映|说|问)(?:事|问题)?(?:可以|行|中|成|能行)?(?:不|吗|么|嘛)?{_END}"
    ),
    "small.hotline": (
        rf"{_LEAD}(?:这个)?(?:12388|12345|12368|12348|12356|电话)(?:是)?"
        rf"(?:哪儿?|哪里|谁|干啥|干什么|啥|什么)(?:的)?(?:电话|号码)?{_END}"
    ),
    "answer.who_reads": (
        rf"{_LEAD}(?:你们?|您)?(?:把我(?:说)?的?话?)?(?:都)?(?:给|让|叫)(?:了)?谁(?:看|说"
        rf"|知道)(?:了|过)?{_END}"
        rf"|{_LEAD}(?:都有)?(?:谁|哪些人|啥人)(?:能|可以|会)?(?:看到|看见|知道|晓得|看得到)(?:我"
        rf"|俺)?"
        rf"(?:的)?(?:微信名?|名字|头像|电话|号码|话|是谁){_END}"
    ),
    "small.digits": (
        rf"{_LEAD}(?:这|你们?说的)?(?:个)?(?:好了|没好|还差点|差点)?(?:回|的|发|按|选|写)?(?:个)?[1-3一二三、和，,]*"
        rf"(?:都)?(?:是)?(?:(?:说|指|表示|代表)?(?:啥|什么|甚)(?:意思|的)|(?:咋|怎么|怎样)(?:回|选|按)|回(?:几|哪个)){_END}"
    ),
    "small.not_visited": (
        rf"{_LEAD}(?:你们?|村里|他们|有人)?(?:会不会|不会|会)(?:来|上门|去)?"
        rf"(?:找|查|报复|问)(?:到)?(?:上)?(?:我|俺)(?:家)?(?:的)?{_END}"
    ),
    "small.papers": (
        rf"{_LEAD}(?:有|拍了?)?(?:几张|个|些)?(?:证据|材料|凭证|录音|照片|图片?|相片|视频|收条|欠条|合同|单子|发票|病历)+"
        rf"(?:的)?(?:照片|图片|视频)?(?:我|俺)?(?:有|在手上)?[，, ]*(?:该|要|得)?"
        rf"(?:咋|怎么|怎样|往哪儿?|能不能|可以)(?:样|能)?(?:给|交|发|送|传)(?:给|到)?(?:你们?|您|这儿|这里|上来|过来|过去|来)?{_END}"
    ),
    "small.any_way": (
        rf"{_LEAD}(?:不会打字[，, ]*)?{_SEND}(?:行不行|可不可以|中不中|成不成|行|可以|中|成|能)"
        rf"(?:不|吗|么)?{_END}|{_LEAD}(?:能不能|可以|可不可以|能){_SEND}{_END}(?:不|吗|么)?"
    ),
    "small.here": (
        rf"{_LEAD}(?:你们?|恁们?|您)?(?:都)?(?:吃(?:饭|过|了)*(?:没|吗|么|不)|忙(?:啥|不忙|着|吗|什么)|辛苦不|累不累){_END}"
        rf"|{_LEAD}(?:我|俺)?(?:先)?(?:试|测)(?:一?下|一试|试|一?下看)?(?:看|能不能用)?{_END}"
        rf"|{_LEAD}(?:你们?|那边)?(?:(?:听|看|收)[得的]|能(?:听|看|收))(?:见|到|着)(?:不|吗|么)+"
        rf"|{_LEAD}(?:今天|今儿)?天(?:气|儿)?(?:真|可|怪|好){{1,2}}(?:冷|热|好)?{_END}"
        rf"|(?:哈|呵|嘿|嘻)+{_END}|(?:过年|新年|中秋|节日)(?:好|快乐){_END}"
    ),
    "small.hears": (
        rf"{_LEAD}[我俺]?(?:的)?(?:说话|说的话?|讲话|方言|土话|家乡话|语音)(?:你们?|您)?(?:能|可以)?(?:听|看)[得的]?"
        rf"(?:懂|清楚?|明白)(?:不懂)?{_END}(?:不|吗|么)?"
    ),
    "small.missed_call": (
        rf"{_LEAD}{_WHEN}(?:你们?|站里|代表|有人|谁|好像)*(?:来的?|给[我俺]打的?|打来?的?)?的?电话"
        rf"(?:打?来)?(?:的时候)?[，, ]*[我俺]?(?:当时|正好)?(?:在[^，,。]{{1,4}}[，, ]?)?"
        rf"(?:没[接听看][着到见上成]?|错过){_END}"
        rf"|{_LEAD}[我俺]?{_WHEN}没[接听][着到见上成]?(?:你们?|站里|代表)?的?电话{_END}"
    ),
    "small.no_numbers": (
        rf"{_LEAD}(?:他|她|代表|站长|主任|书记)(?:们)?(?:的)?(?:电话|手机|号码|微信){{1,2}}(?:是)?(?:多少|几|啥|什么|呢|有没有|有吗)(?:号)?{_END}"
        rf"|{_LEAD}(?:我|俺)?(?:要)?(?:咋|怎么|上哪|去哪)(?:能)?(?:找|联系|见)(?:到|着|上)?(?:他|她|代表)(?:们)?{_END}"
    ),
    "small.bye": (
        rf"{_LEAD}(?:俺|我)?(?:先|就|得|要)*(?:睡|歇|休息|吃饭|忙|下地|干活|上班|去忙|走|下线)"
        r"(?:觉|着|去|一会儿?)?(?:了|啦|吧|哈)+"
        rf"|{_LEAD}(?:我|俺)?没(?:啥|什么)?事(?:儿)?(?:了|啦)"
        rf"|{_LEAD}(?:那|就)(?:我|俺|就|先|再)*等着(?:吧|了|呗|信儿?|消息)*"
        rf"|{_LEAD}(?:晚安|明天再说|回头再说|不早了|早点睡|先这样|就这样吧?){_END}"
    ),
}
_ANSWERS = {key: re.compile(shape) for key, shape in _ASKED.items()}
#: These ask how it stands; who has told nothing yet is told that we are here.
_HOW_IT_IS = re.compile(
    rf"{_LEAD}(?:你们?|您)?(?:咋|怎么|为啥|为什么)(?:还)?(?:不|没|没人)"
    rf"(?:说话|回(?:话|我|信)?|理(?:我|人)?|吭声|动静){_END}"
    rf"|{_LEAD}(?:在|有人|在不在|有人在)(?:吗|么|不|呢)"
    rf"|{_LEAD}(?:听见|看见|收到|看到|听到)(?:了)?(?:没|没有|吗|不){_END}"
    rf"|{_LEAD}(?:这|我的事|我那件)?(?:咋|怎么|为啥)(?:又)(?:转|推|退|换|踢)(?:了|回来|给别人|走"
    rf"|来转去)*{_END}"
    rf"|{_LEAD}(?:代表|站里|单位|他们|人家|师傅)(?:的人)?(?:都)?(?:来|去|看|到)(?:过|了)*"
    r"(?:吗|没|没有|不)?"
    rf"|{_LEAD}(?:喂|歪|嗨|哈喽|hello)+"
)
_AHEAD = (("大后天", 3), ("后天", 2), ("明天", 1), ("明儿", 1), ("昨天", -1))
_WHAT_DAY = re.compile(
    rf"{_LEAD}(?:今天|今儿|明天|明儿|后天|大后天|昨天)?(?:是)?(?:几号|几月几号|星期几|周几|礼拜几)"
    rf"{_END}(?:[，,。 ]+.{{0,8}})?"
)
_LONGEST = 24
_UNDER_WAY = (*EARLY, *OPEN, ANSWERED, TOLD)


def answered(talk: Talk) -> Answer | None:
    """None: it says something of a matter."""
    quiet = no_calls.heard(talk)
    if quiet is not None:
        return quiet
    card = my_deputies.asked(talk)
    if card is not None:
        return card
    said = talk.text.strip().strip("。！!？?~～ ")
    if not said or len(said) > _LONGEST:
        return None
    if not talk.roles.any and _HOW_IT_IS.fullmatch(said):
        return _how_it_is(talk)
    if not talk.roles.any and _WHAT_DAY.fullmatch(said):
        return _what_day(talk, said)
    for key, shape in _ANSWERS.items():
        if shape.fullmatch(said) and not (key == "small.can" and _names_one(talk, said)):
            return _say(talk, key)
    return None


def _names_one(talk: Talk, said: str) -> bool:
    """「你们能不能管管广场舞 城关镇」 asks for it, and not what is done here."""
    return bool(things(said)) or bool(talk.reader.place(said).found)


def _what_day(talk: Talk, said: str) -> Answer:
    """「明天是几号啊」."""
    ahead = next((days for word, days in _AHEAD if word in said), 0)
    day = local_day(talk.now) + timedelta(days=ahead)
    weekday = "一二三四五六日"[day.weekday()]
    text = say("small.day", month=day.month, day=day.day, weekday=weekday)
    return Answer(text, AS_CONSTITUENT)


def _say(talk: Talk, key: str) -> Answer | None:
    case = _newest(talk)
    if key == "small.missed_call" and case is not None:
        return None  # it goes to who rang
    if key == "small.bye" and case is not None:
        return Answer(say("answer.nod", case=label(case)), AS_CONSTITUENT, case.id)
    return Answer(say(key, county=talk.county()), AS_CONSTITUENT)


def _how_it_is(talk: Talk) -> Answer:
    if _newest(talk) is None:
        return Answer(say("small.here"), AS_CONSTITUENT)
    return Answer(status(talk, None), AS_CONSTITUENT)


def _newest(talk: Talk) -> Issue | None:
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return next((issue for issue in own if issue.state in _UNDER_WAY), None)
