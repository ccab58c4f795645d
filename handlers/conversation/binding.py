"""Codes and roles: binding by a code, giving a role back; nobody becomes anything by saying so.
Who speaks of a code is answered about codes, and nobody is disturbed by it."""

import re

from bot.actions import bindings, liaison_changes, people, telephone
from bot.actions import words as wording
from bot.domain.workflow import Refused
from bot.texts import say
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.staff import to_do

_CODE = re.compile(r"^(?:绑定|邀请码|验证码)?[\s:：]*([A-Z2-9]{4})[\s-]?([A-Z2-9]{4})$")
#: Eight letters and digits, typed as a code is, that can be none: a try as well, and never words.
_LIKE_A_CODE = re.compile(r"(?=.*[A-Z]|[01])([A-Z0-9]{4})[\s-]?([A-Z0-9]{4})")
#: 「7 M X V R W Y M」, as somebody spells it out.
_SPELT = re.compile(r"[A-Z2-9](?:[\s,，.-]+[A-Z2-9]){7}")
#: 「我的码是 m7hx a6cd」: the code within a sentence about it.
_OF_A_CODE = re.compile(r"码|绑定|验证|邀请")
_CODE_IN = re.compile(r"(?<![A-Z0-9])([A-Z2-9]{4})[\s-]?([A-Z2-9]{4})(?![A-Z0-9])")
#: 「解除绑定」「我只退代表的，供电所的还要」「我不当代表了，解绑」.
_UNBIND = re.compile(
    r"解除绑定|解绑|退出身份|全部解除|解除(?:我)?(?:的)?(?:代表|联络员|单位|工作人员|网格员|网格长)"
    r"|(?:只退|退掉|退出)(?:我)?(?:的)?(?:代表|联络员|单位|工作人员|网格员|网格长)"
    r"|(?:代表|联络员|单位|工作人员|网格员|网格长)(?:的)?(?:身份|绑定|号)(?:给我)?(?:退|解|取消|去)(?:除|掉|了)"
)
_SHORT = 24
#: Word → the role that is meant.
_WHICH_ROLE = {
    "deputy": re.compile("代表"),
    "bureau_liaison": re.compile("联络员|单位|局的|所的"),
    "officer": re.compile("工作人员|站长|干事|机关"),
    "grid_staff": re.compile("网格"),
}
_EVERY_ROLE = re.compile("全部|所有|都")
_KEPT_ROLE = re.compile(r"[，,。；; ].*(?:还要|留着|不退|保留|别退).*$")
#: Nobody becomes anything by saying so.
_I_AM = re.compile(
    r"^(?:我是[\u4e00-\u9fff]{1,10}[，, ]?)?我?是(?:[\u4e00-\u9fff]{0,8})"
    r"(?:人大代表|联络员|网格员|网格长|站长|干事)$"
    # 「我是县人大的林小文」「我是代表赵一鸣」.
    r"|^(?:你好|您好)?[，,]?我(?:是|叫)[^，,。是]{0,8}(?:代表|人大|联络员|联络站|网格员|网格长|站长|干事|局|所|镇政府"
    r"|乡政府|街道办|工委|办公室)的?[\u4e00-\u9fff]{0,4}$"
)
#: 「怎么绑定」「我是代表，给我绑定」: nobody becomes anything by saying so.
_HOW_TO_BIND = re.compile(
    r"^(?:我要|我想|怎么|怎样|咋|咋样|如何|请|帮我)?(?:绑定|认证)(?:一下)?(?:代表|联络员|承办单位|单位)?(?:的?(?:身份|账号|微信))?(?:怎么(?:弄|办|绑))?(?:吗|呢|吧|啊|[?？])?$"
    r"|^我是.{2,20}(?:绑定|认证)(?:一下)?(?:身份)?(?:吧|啊)?$"
)


#: 「那码找谁要」, 「我是城管局的卢刚，单位让我绑这个」, 「我是东坪的网格员，给我开一下」.
_OF_BINDING = re.compile(
    r"(?<![二维号条密扫])码(?!头|数|表)[^，,。]{0,4}(?:找谁|问谁|跟谁|谁给|谁发|哪|怎么|咋|丢|忘|过期|没收到|不对)"
    r"|(?:没|要|给|发|补|重发|再发)(?:有|收到|我|个|一个)*(?:新|绑定|八位|邀请)?码(?!头|数)"
    r"|(?:代表|网格员|网格长|联络员|站长|干事|[局所站院委]的).{0,14}(?:开(?:一下|通)|绑(?:这|一下|上|定|个)|登记一下|认证|注册|加(?:一下|上我|进去))"
)
_LONGEST = 32
_ROLE = r"(?:人大)?(?:代表|联络员|网格长|网格员|站长|干事|工作人员)"
#: 「我不干代表了」, 「网格长我不干了，解了吧」, 「我不当联络员了，换成小姚」.
_GIVES_BACK = re.compile(
    rf"(?:不|不再|不想|没法)(?:干|当|做|是)(?:了)?(?:这|那)?(?:个)?{_ROLE}(?:了|啦)?"
    rf"|{_ROLE}(?:这?(?:个)?(?:活|差事))?(?:我|俺)?(?:不|没法|不想|不再)(?:干|当|做|是)(?:了|啦)"
    # 「这代表我干不动了，换人吧」, 「不想当了，把我退了吧」.
    rf"|{_ROLE}[^，,。]{{0,4}}(?:干|当|做)不(?:动|了|下去)(?:了|啦)?|(?:不想|不愿意?|不再|没法再?)(?:当|干|做)(?:下去)?了(?:[，,。]|$)"
    r"|把(?:我|俺)(?:的)?(?:身份|绑定|名)?(?:给)?(?:退|解|撤|除)(?:了|掉|绑|名)|(?:我|俺)(?:要|想)?(?:退出|辞(?:了|职|掉))(?:不干)?(?:[，,。吧了]|$)"
)


def _leaves(talk: Talk, said: str) -> Answer:
    """They will not be it any longer: how to give it back, and who changes the roster. Nothing is
    given back by half a sentence."""
    held = bindings.held(talk.session, talk.contact)
    named = [(role, row) for role, row in held if _WHICH_ROLE[role].search(said)]
    role, row = (named or held)[0]
    label = bindings.label_of(talk.session, role, row, talk.now)
    text = say("binding.leaves", role=label, word=_SAY_ROLE[role])
    if role == "bureau_liaison" and _SUCCESSOR.search(said):
        words = wording.keep(talk.session, said, said_by=talk.contact.id, now=talk.now)
        for liaison in talk.roles.liaisons:
            liaison_changes.ask(talk.session, liaison, words, now=talk.now)
        text = say("bureau.contact_changed") + text
    return Answer(text, "binding")


_SUCCESSOR = re.compile(r"换成|换给|由|改成|改为|接|让")


def heard(talk: Talk, said: str) -> Answer | None:
    """None: it is about no code and no role."""
    if _SPELT.fullmatch(said.upper()):
        return _bind(talk, re.sub(r"\W", "", said.upper()))
    code = _CODE.match(said.upper()) or _LIKE_A_CODE.fullmatch(said.upper())
    if not code:
        # 「TQ9M273E，网格长叶国涛」: whoever was given it, whatever stands beside it.
        code = _CODE_IN.search(said.upper())
        known = code is not None and bindings.is_code(talk.session, code[1] + code[2])
        code = code if known or _OF_A_CODE.search(said) or _with_a_name(said, code) else None
    if code:
        return _bind(talk, code[1] + code[2])
    if _UNBIND.search(said) and len(said) <= _SHORT:
        return _unbind(talk, said)
    gives_back = _GIVES_BACK.search(said) if talk.roles.any and len(said) <= _SHORT else None
    if gives_back is not None:
        return _leaves(talk, said)
    if _HOW_TO_BIND.match(said) or (len(said) <= _LONGEST and _OF_BINDING.search(said)):
        return Answer(say("binding.how"), AS_CONSTITUENT)
    if _I_AM.match(said) and not talk.roles.any:
        return Answer(say("binding.how"), AS_CONSTITUENT)
    return None


#: 「XRQSDWT9 我是卢刚」: a code that was mistyped, and who sends it.
_NAMES = re.compile(r"你好|您好|我是|我叫|这里是|网格长|网格员|代表|联络员|[村局所站]的")


def _with_a_name(said: str, code: re.Match[str] | None) -> bool:
    if code is None or said[code.start() : code.end()].upper() != said[code.start() : code.end()]:
        return False
    rest = said[: code.start()] + said[code.end() :]
    return _NAMES.search(rest) is not None and len(rest) <= _BESIDE


#: So few letters beside a code say who sends it.
_BESIDE = 14


def _bind(talk: Talk, code: str) -> Answer:
    names = {bindings.name_of(row) for _, row in bindings.held(talk.session, talk.contact)}
    try:
        bound = bindings.bind(talk.session, talk.contact, code, now=talk.now)
    except Refused as refused:
        # Answered here and not above: that somebody tried has to stay on record.
        return Answer(say(refused.key, **refused.fields), "binding")
    telephone.back_to_wechat(talk.session, talk.contact.id, talk.now)
    done = say("binding.done", role=bound.role, name=bound.name)
    if others := sorted(names - {bound.name, ""}):
        # Two people on one telephone: either may be meant by whatever it says.
        done += say("binding.other_name", names="、".join(others))
    talk.roles = people.roles_of(talk.session, talk.contact, talk.now)
    waiting = to_do.lines(talk)
    if waiting:
        done += say("binding.waiting", count=len(waiting))
    return Answer(done, "binding")


def _unbind(talk: Talk, said: str) -> Answer:
    """Which role is given back; with several of them it is asked, never all at once."""
    kinds = list(dict.fromkeys(role for role, _ in bindings.held(talk.session, talk.contact)))
    first = _KEPT_ROLE.sub("", said)
    named = [role for role in kinds if _WHICH_ROLE[role].search(first)]
    if len(kinds) > 1 and not named and not _EVERY_ROLE.search(first):
        labels = [
            bindings.label_of(talk.session, role, row, talk.now)
            for role, row in bindings.held(talk.session, talk.contact)
        ]
        ask = say(
            "binding.which",
            roles="、".join(dict.fromkeys(labels)),
            words="、".join(f"“解除{_SAY_ROLE[role]}”" for role in kinds),
        )
        return Answer(ask, "binding")
    roles = bindings.unbind(talk.session, talk.contact, now=talk.now, only=named)
    if not roles:
        return Answer(say("binding.nothing"), "binding")
    return Answer(say("binding.undone", roles="、".join(roles)), "binding")


_SAY_ROLE = {
    "deputy": "代表",
    "bureau_liaison": "联络员",
    "officer": "工作人员",
    "grid_staff": "网格员",
}
