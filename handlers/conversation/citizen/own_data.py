"""What people want done with what they gave us of themselves: their number is another one or is not
to be kept, and what they have told so far. One short question at most; only a real request for
their data (to see, correct or erase it) becomes one for the county office."""

import re

from bot.actions import exchanges, issues, people
from bot.actions.rules import rule
from bot.store.models import Exchange
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.citizen.matters import data_rights
from handlers.conversation.citizen.phones import PHONE, in_digits
from handlers.conversation.citizen.standing import status
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.privacy import privacy_full
from handlers.conversation.reading import read
from nlp.reading import Reading
from nlp.things import things

_NUMBER = re.compile(r"电话|手机号?|号码?|联系方式")
_NEW = re.compile(r"换|改|变(?:更|了)")
_GONE = re.compile(
    r"不用|停机|作废|没用|去掉|去除|删|划掉|抹|注销|取消|不要了|不是我的|打不通|丢了|别留|不留|不想留"
)
_OF_A_NUMBER = re.compile(
    rf"(?:{_NUMBER.pattern})|{_NEW.pattern}|{_GONE.pattern}|我|俺|咱|你们?|您|自己|那个?|这个?|个|以前|原来|先前|之前|早先|上次|旧|老|新|现在|已经?|早就?"
    r"|留|存|记|填|下|的|了|吧|啊|呀|呢|帮|给|把|请|麻烦|掉|着|在|过|要|想|能|不|用|都|也|行|里|卡|是|成|为|弄|一下"
)
_LIST = re.compile(
    r"(?:以前|先前|之前|原来|前面|上面|一共|总共|都|到现在)*(?:反映|说|报|提|讲)(?:过|的|了)[^，,。]{0,4}"
)
_TO_SEE = re.compile(r"啥|哪些|什么|几件|单子|清单|列|看|查|翻")
_OF_A_LIST = re.compile(
    rf"{_LIST.pattern}|{_TO_SEE.pattern}|我|俺|你们?|您|以前|先前|之前|原来|前面|一共|总共|都|能|可以|给|把|帮|列|个|出来|一下|下|了|的|吗|么|不|没|呢|吧|看|查|件|事情?|那些|这些|东西|有|到|现在|在哪|儿|里|想|要|再|还"
)
#: 「我说的话谁都能看？」 asks who else reads it.
_OTHERS = re.compile(r"谁|别人|人家|他们|村里|干部")
_LONGEST = 24
#: A piece of a word that is none of it.
_LEFT = 1
_FORGET = "forget_phone"
#: 「嗯，去掉吧」: nothing but these.
_YES = re.compile(r"(?:去掉|去|删|掉|是|对|嗯|好|行|中|可以|就|都|给我|帮我|吧|了|呀|啊|的|\W)+")
_NO = re.compile(r"\W*(?:不|先不|不用|算了|留着|别|还是留着)(?:去掉|去|删|了|吧)*\W*")


#: 「你们都存了俺啥东西」, 「你们这存多久」; 「俺名字登错了」, unless on a list of the village's.
_KEPT = re.compile(
    r"(?:你们|恁们?|您|这(?:里|儿|边|个号)?)(?:都|到底|是不是)?(?:一?直)?(?:存|留|记|保存|收集|登记)(?:着|了|下)?(?:我|俺|咱)?(?:们)?(?:的|些|多少)?(?:啥|什么|哪些|多久|多长时间|几年|信息|资料|东西)"
)
#: Who wants to see it asks for a right, and is no mere question.
_WANTS_IT = re.compile(r"想|要|给(?:我|俺)|让(?:我|俺)|看[看一下]|查[查一下看]|调出|复印|复制|一份")
_WRITTEN_WRONG = re.compile(
    r"(?:我|俺)(?:的)?(?:名字?|姓名|姓|地址|住址|号码|电话)(?:你们|恁)?(?:给|都)?(?:登|写|记|打|弄|搞|留)(?:错|反|成)了?"
)
_OF_OTHERS = re.compile(
    r"[村镇乡县社]|公示|栏|牌|路|户口|派出所|补贴|低保|医保|社保|残疾|证|折|卡|表|账|合同|名单|档案"
)


def heard(talk: Talk) -> Answer | None:
    """The answer; None: it is about something else, or who says it is at work (their numbers stand
    in the roster)."""
    said = talk.text.strip()
    if talk.roles.any or len(said) > _LONGEST:
        return None
    waiting = _asked(talk)
    if waiting is not None and _YES.fullmatch(said):
        exchanges.finish(waiting, talk.now)
        people.forget_phone(talk.session, talk.contact, now=talk.now)
        return Answer(say("personal.phone_gone"), AS_CONSTITUENT)
    if waiting is not None and _NO.fullmatch(said):
        exchanges.finish(waiting, talk.now)
        return Answer(say("personal.phone_stays"), AS_CONSTITUENT)
    number = PHONE.search(in_digits(said))
    if number is not None:
        new = _NEW.search(said) and _is_of_a_number(talk, in_digits(said).replace(number[1], ""))
        if not new:
            return None
        # 「这个号不用了，换成139…」: theirs from now on, and nobody's news.
        people.keep_phone(talk.session, talk.contact, number[1], now=talk.now)
        return Answer(say("answer.phone_kept"), AS_CONSTITUENT)
    kept = _KEPT.search(said) and not _OF_OTHERS.search(said)
    if kept and not _WANTS_IT.search(said):
        return Answer(privacy_full(talk), AS_CONSTITUENT)
    if _WRITTEN_WRONG.search(said) and not _OF_OTHERS.search(said):
        return data_rights(talk, read(talk))
    if _is_of_a_number(talk, said):
        return _number(talk, said)
    listed = _LIST.search(said) and _TO_SEE.search(said) and not _OTHERS.search(said)
    if listed and not _letters(_OF_A_LIST.sub("", said)):
        return Answer(status(talk, None), AS_CONSTITUENT)
    return None


#: 「把我的信息都删了」, 「系统里存了我什么」, of the data that are kept of whoever speaks.
_MINE = re.compile(
    r"(?:我|俺|本人)(?:自己|个人)?(?:的)?(?:个人)?(?:信息|资料|数据|隐私|聊天记录)"
    r"|(?:存|留|保存|收集|登记|掌握)(?:着|了|下)?(?:我|俺|本人)"
)
_A_RIGHT = re.compile(
    r"删|清(?:掉|除|空)|抹|注销|(?:不|别)(?:要|想)?(?:再)?(?:留|存)|看|查|调出|导出|复印|复制|一份|更正|改"
)
#: 「把我的资料发给群众」, 「我的信息看到没」 are of something that is handed on or was sent.
_HANDED_ON = re.compile(r"(?:发|转|交|报|告诉|送)(?:给|到|去)|[看收]到|发了|报名|上报")


def rights_at_work(talk: Talk, reading: Reading) -> Answer | None:
    """Who holds a role has the same rights, whatever work waits for them; None: it is about
    something else."""
    said = talk.text.strip()
    if not talk.roles.any or len(said) > _LONGEST or named(said):
        return None
    if reading.kind != "data_rights" and "个人信息" not in said:
        return None
    if not (_MINE.search(said) and _A_RIGHT.search(said)) or _HANDED_ON.search(said):
        return None
    return data_rights(talk, reading)


def _is_of_a_number(talk: Talk, said: str) -> bool:
    if not _NUMBER.search(said) or not (_NEW.search(said) or _GONE.search(said)):
        return False
    if len(_letters(_OF_A_NUMBER.sub("", said))) > _LEFT or re.search(r"吗|么|咋|啥|谁", said):
        return False
    # 「电话换了」 of whose telephone line was out of order.
    about = things(said)
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return not any(about.of(things(issue.title)) for issue in own)


def _number(talk: Talk, said: str) -> Answer:
    if not talk.contact.phone:
        return Answer(say("personal.no_phone"), AS_CONSTITUENT)
    if _NEW.search(said) and not _GONE.search(said):
        return Answer(say("personal.phone_new"), AS_CONSTITUENT)
    exchanges.ask(talk.session, talk.contact.id, "words", now=talk.now, act=_FORGET)
    return Answer(say("personal.phone_go"), AS_CONSTITUENT)


def _asked(talk: Talk) -> Exchange | None:
    """Our question whether the number is to go, asked within this exchange."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        fresh = (talk.now - asked.asked_at).total_seconds() < minutes * 60
        if asked.waiting.get("act") == _FORGET and fresh:
            return asked
    return None


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
