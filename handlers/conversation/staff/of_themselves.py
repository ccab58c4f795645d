"""What people at work say of themselves: 「岳父没了」, 「出菇忙，别老给我派活」, 「心里烦」, or
of their house: 「局里电话换了」, 「我们股长换成老李了」. Nobody else is spoken of, so nothing of
it reaches a constituent, opens a case or lies on one: a time away is leave, another liaison
person is checked by the office, everything else is answered to who said it."""

import re

from bot.actions import liaison_changes
from bot.actions import words as wording
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import items_of, reply_of
from handlers.conversation.staff import deputy_leave
from handlers.conversation.staff.kept import is_question
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.left_over import explains, left_of
from handlers.conversation.staff.naming import done_in
from nlp.things import holds_a_matter

_MY = r"(?:我|俺|咱|自己|家里|屋里)(?:们)?(?:的|家)?"
_KIN = (
    r"(?:岳父|岳母|丈母娘|老?丈人|公公|婆婆|公爹|老?(?:母亲|父亲|爹|娘|妈|爸)(?!妈的)|老伴|爸妈|爹娘|父母|媳妇"
    r"|老婆|爱人|老公|闺女|女儿|儿子|儿媳|女婿|孙子|孙女|外孙|爷爷|奶奶|姥姥|姥爷|舅舅|姑姑|亲家|孩子|娃)"
)
_FATE = (
    r"(?:没了|过世|去世|走了|不在了|老了|住(?:进)?(?:了)?(?:医)?院|生?病|摔|手术|生了|要生|生(?:孩子|娃)|预产"
    r"|坐月子|满月|结婚|出嫁|订婚|办(?:酒|喜事|丧事|后事)|[高中]考|考试|开学|发烧|感冒|不行了|抢救|化疗|透析)"
)
_BODY = (
    r"(?:血压|血糖|头|腰|腿|脚|胃|牙|嗓子|眼睛?|身(?:体|子)|心脏|膝盖|胳膊)[^，,。]{0,3}"
    r"(?:高|低|晕|疼|痛|难受|不舒服|不得劲|不(?:大)?好|犯了|崴|扭)|感冒|(?:我|俺)[^，,。]{0,4}(?:发烧|拉肚子)"
)
_MOOD = (
    r"心(?:里|情)[^，,。]{0,2}(?:烦|堵|乱|不好|难受|累)|不想(?:干|当|管)了?|没(?:劲|心思|心情)|烦(?:死|得很|透)"
    r"|累(?:死|坏|得很|趴)|(?:没|睡不)(?:睡好|着)|喝多了"
)
_AT_HOME = (
    r"(?:出菇|种菇|收(?:麦|秋|玉米|稻|花生|菜|苹果|果子|药材)|割麦|打场|掰玉米|插秧|采茶|摘果|起红薯|抢[收种]|秋收|夏收"
    r"|春耕|下地|赶集|进货|出车|跑车|盖房|店里|厂里|棚里|地里|家里|学校|单位|活儿?|这阵|最近|这段)"
)
_BUSY = (
    r"(?:正?忙(?!完)|顾不|走不(?:开|脱)|离不(?:开|了)|脱不开|抽不(?:开|出)|腾不出|没空"
    r"|没工夫|缺人手|呢\W*$)"
)
_LOAD = (
    r"(?:别|不要|甭|少|停)(?:老|再|总)*(?:给|往|跟)(?:我|俺)(?:这儿?)?(?:派|推|发|分|安排)"
    r"|派活|(?:活|任务)(?:太|也太|这么|老)(?:多|重)"
)
_SPAN = r"(?:这|上|本|下)(?:个|半)?(?:月|周|年|星期|季度)|今年|今儿|今天|昨[天儿]"
_ROUNDS = (
    rf"(?:{_SPAN})[^，,。]{{0,5}}(?:去|走|转|跑|串|访)(?:了|过)*(?:几|多少)(?:家|户|趟|回|次)"
    rf"|^(?:{_SPAN})没(?:走|转|串|去|访)(?:成|上)?(?:[，,]|$)|(?:去|走)了没几天"
)
_SELF = re.compile(
    rf"(?:{_MY})?{_KIN}[^，,。]{{0,4}}{_FATE}|{_MY}[^，,。]{{0,8}}(?:休(?:年|产|病|婚)?假|轮休|调休|歇班|休息)|(?:陪|伺候|照顾|接送?){_KIN}|{_BODY}|{_MOOD}"
    rf"|{_AT_HOME}[^，,。]{{0,4}}[，,]?{_BUSY}|{_LOAD}|{_ROUNDS}"
)
#: They tell of somebody else.
_OTHERS = re.compile(
    r"他|她|群众|人家|村民|老乡|[那这]户|[那这]家|师傅|大[爷娘妈嫂姐]|反映|老(?:[王李张刘陈杨赵周吴孙范邓罗何马])|来了个|有[个人]"
)
#: Looking, asking and going mend nothing.
_NO_WORK = set("看瞧瞅查问说讲去量测核打联找到劝谈办弄停派分发接")
_LONGEST = 48
#: Where somebody is just now takes few letters.
_SHORT = 24
#: What gives a case away tells its constituent nothing of why.
_GIVES_AWAY = frozenset({"refer", "decline"})


_HEAD = (
    r"(?:局长|所长|站长|股长|科长|主任|队长|经理|[镇乡]长|书记|领导|班子|一把手"
    r"|(?:(?<![一-鿿])|(?<=[们里]))头儿?|分管|经办人?|负责人"
    r"|联络员|联系人|对接人)"
)
_HOUSE = r"(?:单位|办公室|办公楼|机关|大厅|窗口|公司|[局所站股科队镇][里上]?|中心|我们|咱们?|俺们?)"
_FROM_NOW = r"(?:以后|今后|往后|下个?[月周]起)[^，,。]{0,6}(?:归|由|找|是)"
_OF_HOUSE = re.compile(
    rf"{_HOUSE}[^，,。]{{0,8}}(?:搬(?:家|到|了|去|迁|走|过)|迁(?:到|至|址|了)|改名|合并|撤并|挂牌|放假|轮休|值班)"
    r"|(?:电话|座机|手机号?|号码|传真|邮箱|门牌|办公地址)[^，,。]{0,3}(?:换|改|变|停用|打不了|坏)"
    rf"|{_HEAD}[^，,。]{{0,3}}(?:换|调|退休|轮岗|变(?:了|成)|(?:现在|以后|今后)(?:是|由))"
    rf"|(?:换|新?来)了?(?:一?个|位)?(?:新)?{_HEAD}|上下?班时间"
    rf"|{_FROM_NOW}(?:[小老][一-鿿]|[一-鿿]{{2,3}}(?=管|负责|接|对接|联系))"
)
_COMES = re.compile(rf"(?:联络员|联系人|对接人|经办人)[^，,。]{{0,3}}换|{_FROM_NOW}")


def _of_house(talk: Talk, text: str) -> Answer | None:
    """What a bureau's person says of the bureau: it confirms no receipt and lies on no case. Who
    comes instead of them, the office checks, once name and telephone are said."""
    if not talk.roles.liaisons or len(text) > _LONGEST or named(text):
        return None
    found = _OF_HOUSE.search(text)
    if found is None or is_question(text):
        return None
    behind = re.sub(r"^[^，,。]*", "", text[found.end() :])
    beside = text[: found.start()] + behind
    left = left_of(talk, beside)
    if _OTHERS.search(beside) or any(explains(left, each) for each in known_to(talk) if each.open):
        # 「站牌下午扶起来，我们科长换成老刘了」: the rest alone is of the case.
        begins = max(text.rfind(sign, 0, found.start()) for sign in "，,。") + 1
        talk.text = (text[:begins] + behind).strip(" ，,。") or talk.text
        return None
    if liaison_changes.is_of_house(text):
        words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
        for liaison in talk.roles.liaisons:
            liaison_changes.note_house(talk.session, liaison, words, now=talk.now)
        return Answer(say("bureau.house_noted"), "bureau")
    return Answer(say("bureau.who_comes" if _COMES.search(text) else "bureau.of_house"), "bureau")


_WHERE_NOW = (
    r"(?:开会|开车|骑车|(?:大巴|车|高铁|火车|飞机)上|吃饭|喝喜酒|打针|医院|外头|外面|地里"
    r"|棚里|县里|市里|办事|接孩子|到家|上课)"
)
_LATER = (
    r"(?:等会儿?|等下|一会儿?|待会儿?|过会儿?|回头|晚点|晚些|先|完了|下车|到家|散会|回去)*(?:再|给)*"
    r"(?:不?说|不?聊|回|看|弄|联系|打|办)(?:你|您|你们|吧|了|啊)*"
)
_NOW = re.compile(
    rf"(?:喂|哎|[我俺]|正|还|现在|这会儿?|刚|在|[，,、 ])*{_WHERE_NOW}(?:着|呢|哩|了|里)*"
    rf"(?:[，,。 ]*(?:信号不好|听不见|不方便|顾不上|没空))?(?:[，,。 ]*{_LATER})?\W*"
    rf"|(?:喂|哎|[，,])*(?:(?:车|山|地)[上里])?信号不好(?:[，,。 ]*{_LATER})?\W*"
)


#: 「手机号换了」, and not yet to which.
_NEW_NUMBER = re.compile(
    r"(?:我|俺)?的?(?:电话|手机|号码|微信)号?码?[^，,。\d]{0,3}(?:换|改|变)(?:了|过)?(?![^，,。]{0,6}\d{7})"
)


#: 「我们今天检修，东坪停电到下午四点」: what a body does and everybody is to know.
_NOTICE = re.compile(
    r"(?:我们|我局|我所|我站|咱们?)[^，,。]{0,8}(?:检修|抢修|放水|停[水电气]|施工|封路|断路|打药|消杀)"
    r"|(?:停[水电气]|放水|封路|施工)(?:通知|计划|安排|公告)"
    r"|^(?:麻烦|请|帮忙)*(?:你们|站里)?(?:通知|转告)(?:一?下|一声)?(?:村里|群众|村民|各村|大家)(?:一[下声]|吧)*$"
)


def notice(talk: Talk) -> Answer | None:
    """The answer to a bureau's person who tells what all are to know; None: it is nothing of the
    kind."""
    text = talk.text.strip()
    if not talk.roles.liaisons or talk.roles.deputies or talk.roles.officer_roles:
        return None
    if not _NOTICE.search(text) or is_question(text) or named(text):
        return None
    return Answer(say("bureau.notice"), "bureau")


def _is_of_a_task(talk: Talk, text: str) -> bool:
    left = left_of(talk, text)
    return any(explains(left, case) for case in known_to(talk) if case.open)


def heard(talk: Talk) -> Answer | None:
    """The answer to who spoke of himself; None: it is no such word, or a case is in it."""
    text = talk.text.strip()
    if house := _of_house(talk, text):
        return house
    if talk.roles.any and len(text) <= _SHORT and _NOW.fullmatch(text):
        return Answer(say("staff.later"), "staff")
    told_to_all = notice(talk)
    if told_to_all is not None and not _is_of_a_task(talk, text):
        return told_to_all
    if talk.roles.any and _NEW_NUMBER.match(text) and not named(text):
        return Answer(say("staff.new_number"), "staff")
    if not talk.roles.any or not is_of_self(talk, text):
        return None
    if not talk.roles.deputies:
        return Answer(say("staff.of_yourself"), "staff")
    items = items_of(talk, "deputy")
    acts = {act.act for act in reply_of(talk, "deputy", items).acts}
    if acts and acts <= _GIVES_AWAY:
        return None
    if re.search(_ROUNDS, talk.text):
        # 「今儿没走，明儿走」 is of the visit, and no leave.
        return Answer(say("deputy.of_yourself"), "deputy")
    return deputy_leave.for_a_time(talk) or Answer(say("deputy.of_yourself"), "deputy")


def is_of_self(talk: Talk, text: str) -> bool:
    """Whether its speaker is what it is about, and no case of theirs."""
    found = _SELF.search(text)
    if found is None or len(text) > _LONGEST or named(text) or _OTHERS.search(text):
        return False
    if holds_a_matter(text) or done_in(text.replace(found[0], "")) - _NO_WORK:
        return False
    left = left_of(talk, text)
    return not any(explains(left, case) for case in known_to(talk) if case.open)
