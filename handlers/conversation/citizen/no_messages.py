"""「以后别给我发了」: a wish, which closes nothing and asks for no data. What was to be told of
their cases waits until they ask; a question to them and whatever is danger is sent all the same."""

import re

from bot.actions import people
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.things import things

_LEAST_WORDS = (
    r"(?:(?:你们?|您|恁|我|俺|以后|今后|往后|从今|就|都|也|能不能|能|可不可以|可以|请|麻烦"
    r"|求(?:求)?|(?:消息|信息|通知|短信)(?:太|也太|实在太?)?(?:多|烦|勤)(?:了)?"
    r"|千万|实在|真的?|天天发|老发|净发|天天|老是?|总是?|一直|整天|成天"
    r"|算了|行了|好了|唉|哎)[，, ]*)*"
)
_SEND = r"(?:发(?![现票钱放火脾愁抖黑臭烧霉工补])|推送?|寄|弹)"
_WHAT = (
    r"(?:(?:消息|信息|通知|短信|微信|提醒|东西|这些?|那么多|这么多|那么勤|你们的|一?条|来|出来"
    r"|过来|给我|了|啦|吧|哈|啊|嘛|行不?行?|好不?好?|可以吗|不|吗"
    r"|，|,|。|！|!|～|~| |烦(?:死)?(?:人|了)?|吵(?:死)?(?:人|了)?|太(?:多|烦|吵)|看不过来|谢谢"
    r"|求你们?|天天发|有(?:了)?(?:结果|信|消息)再(?:说|讲|发|告诉我))*)"
)
_STOP = re.compile(
    rf"\W*{_LEAST_WORDS}(?:别|不要|不用|莫|甭|勿|不准|不许|少|停止?)(?:再|老|总|一直|天天|继续"
    rf"|老是|给我|往我这(?:儿|里)?|跟我|向我|给俺|给|我|俺)*{_SEND}{_WHAT}\W*"
    rf"|\W*{_LEAST_WORDS}(?:不想|不愿意?|不要|不)(?:再|老)*(?:收|接|看)(?:到|见)?(?:你们?|您"
    rf"|这)*(?:的)?(?:消息|信息|通知|短信|推送|微信)(?:了|啦|吧)?\W*"
    rf"|\W*{_LEAST_WORDS}(?:少|减少)(?:给我|点|些)*(?:发|推)(?:点|些|几条)*(?:消息|信息)?(?:吗"
    rf"|行不|好不|吧|不)?\W*"
)
_WORDS = frozenset({"退订", "TD", "T", "退订短信", "取消订阅"})
_AGAIN = re.compile(
    r"\W*+(?:算了|好吧|那|唉)?[，, ]*+(?:你们?|您|以后|我|俺|还是|接着|继续|照常|照旧|照样|重新"
    r"|恢复|可以|又|再)*+(?:给我|给俺|跟我)?(?:发|推|告诉|通知)(?:给我|我|俺)?(?:消息|信息)?(?:吧"
    r"|了|呗|啊|着|好了|也行|行)*+\W*+"
)
_MEANS_AGAIN = re.compile(r"还是|接着|继续|照|重新|恢复|可以|再|发吧|告诉我")
_LONGEST = 40


def heard(talk: Talk) -> Answer | None:
    """None: no such wish, or somebody with work, who has hours of their own (own_hours.py)."""
    said = talk.text.strip()
    if talk.roles.any or len(said) > _LONGEST:
        return None
    if talk.contact.no_messages and _AGAIN.fullmatch(said) and _MEANS_AGAIN.search(said):
        people.wish_messages(talk.session, talk.contact, wanted=True, now=talk.now)
        return Answer(say("answer.messages_again"), AS_CONSTITUENT)
    bare = said.strip("。.！!～~ ").upper()
    if bare not in _WORDS and not _STOP.fullmatch(said):
        return None
    if things(said):
        return None
    people.wish_messages(talk.session, talk.contact, wanted=False, now=talk.now)
    return Answer(say("answer.no_messages"), AS_CONSTITUENT)
