"""「我的链接」「待办链接发我」 of somebody at work: where their own page is, and whom to ask where
it does not open. It is asked of no case."""

import re

from bot.actions.kinds import address
from bot.actions.rules import rule
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions.words import bare

_PAGE = r"(?:链接|网址|网页版?|手机[版页端]|页面|入口|工作台)"
#: What may stand before and behind it; what else is said is of something else.
_BESIDE = (
    r"(?:我们?|俺们?|咱们?|本?单位|局里|自己|那个|这个|[的把给要想再请找看]|麻烦|帮|发|推|转|传|来|过|到|群里|一[下份遍个]"
    r"|待办|清单|列表|台账|任务|建议|交办件?|办件|办理|工作|手机|微信|登录|打开|点开|处理|填|写|答复"
    r"|在哪[里儿]?|是?(?:啥|什么|多少|哪个)|哪[里儿]|有没有|没有?|找不[到着]了?|丢了|弄丢|忘了|失效|过期"
    r"|打不开|点不开|进不去|登不上|上不去|没反应|怎么|咋|办|进|能|行|可以"
    r"|了|吧|呢|吗|呀|啊|嘛|[，,。！!？? ])"
)
_ASKED = re.compile(rf"^(?=.*{_PAGE})(?:{_PAGE}|{_BESIDE}){{1,16}}$")
#: 「我的手机」, tapped on or asked for where the page of that name is.
_PHONE = re.compile(r"^(?:看看?|打开)?我的手机(?:页面|号)?[？?。]?$")
_PASSWORD = re.compile(
    r"^(?:我的?|登录|账号|帐号|工作台|系统|那个|这个|的|是)*(?:密码|账号|帐号|验证码)(?:是)?"
    r"(?:多少|啥|什么|忘了|忘记了?|丢了|不对|错了|记不住了?|怎么[改弄办找]|咋[改弄办找]"
    r"|呢|了|[，,？?。 ])*$"
)
_LONGEST = 20


def asked(talk: Talk) -> Answer | None:
    """None: no page is asked for, or who asks has no work here."""
    said = bare(talk)
    if not talk.roles.any or len(said) > _LONGEST:
        return None
    by_password = _PASSWORD.match(said)
    if not (by_password or _ASKED.match(said) or _PHONE.match(said)):
        return None
    phone = str(rule(talk.session, "county.phone", talk.now))
    if talk.roles.officer_roles and not (talk.roles.liaisons or talk.roles.deputies):
        link = address(talk.session, "/console/")
        return Answer(say("own_page.console", link=link, phone=phone), "staff")
    fields = {
        "suggestions": address(talk.session, "/p/suggestions"),
        "cases": address(talk.session, "/p/mine"),
        "phone": phone,
    }
    return Answer(say("own_page.own", **fields), "bureau" if talk.roles.liaisons else "deputy")
