"""Words that mean one thing, whoever writes them and whatever is pending."""

import re

from bot.actions import bindings, exchanges, people, telephone
from bot.actions.rules import rule
from bot.actions.suggestions.kind import name_of
from bot.domain.workflow import Refused
from bot.texts import say
from handlers.conversation import danger
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.my_deputies import my_deputies
from handlers.conversation.own_cases import allow_phone, keep_all_secret, keep_phone
from handlers.conversation.own_hours import hours
from handlers.conversation.phones import PHONE
from handlers.conversation.privacy import privacy_full
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestion_asked import waiting_for_review
from handlers.conversation.suggestion_items import own_drafts

#: A telephone number with little beside it is kept for whoever handles the case.
_BESIDE_PHONE = re.compile(r"我叫|我是|名字|姓名|联系|电话|手机|号码|号|我的|我|是|打|这个|[\W_]")
_NAME = 4
#: 「村主任电话…」 is not theirs.
_SOMEBODYS = re.compile(r"书记|主任|支书|代表|[镇乡县站局所]长|会计|干部")
#: The first real question of a villager (field-notes 2): 「村里知道是我说的不？」
_WHO_KNOWS = re.compile(
    r"^.{0,10}(知道|晓得|告诉|透露|说出去).{0,8}(是?我(说|反映|举报|讲|告)|我的?名字|谁(说|反映)).{0,6}$"
)
#: 「先说好，别让村里知道是我说的」 and 「我儿子不知道我说这个」 ask nothing.
_STATES = re.compile(r"别|不要|不能|不想|莫|不(?:知道|晓得)")
_WHO_READS = re.compile(
    r"(?:都有)?谁(?:能|可以|会)*(?:看到|看见|看得到|知道|晓得)(?:得?了)?"
    r"(?:我|俺|这些)?(?:说|发|写|讲|反映)?的?(?:话|名字)?"
)
_FOR_ME = re.compile(
    r"(?:让|叫)?(?:我|俺)?(?:的)?(?:儿子|女儿|闺女|孙子|孙女|老伴|家人|邻居|别人|媳妇|女婿)[^，,。]{0,4}(?:替|代|帮)(?:我|俺)"
    r"(?:们)?(?:说话?|讲|反映|问|发)[^，,。]{0,3}(?:行|可以|中|能|成)[^，,。]{0,3}"
)
_PICTURE = re.compile(
    r"(?:我|俺)?(?:这)?(?:里|儿)?有(?:照片|图片|视频)(?:的|了|呢)?(?:[，,]?(?:咋|怎么)发)?"
)
_SECRET = re.compile(
    r"^(请|要|帮我)?(保密|匿名)(吧|啊|一下)?$"
    r"|^(?:千万|可|先说好[，,]?)?(?:别|不要|莫|不能|不想|不敢)(?:让|叫|给|跟|告诉)"
    r"(?:村里|村干部|别人|人家?|他们?|她|邻居|谁)(?:的?人|干部)?(?:知道|说|晓得)?"
    r"(?:是我|我)?(?:说|讲|反映)?的?(?:啊|哈|哦)?$"
    r"|^(千万)?(别|不要)说是我(说|讲|反映)的$"
)
_CODE = re.compile(r"^(?:绑定|邀请码|验证码)?[\s:：]*([A-Z2-9]{4})[\s-]?([A-Z2-9]{4})$")
#: What people answer to text messages that they want no more of.
_NO_MORE = frozenset({"退订", "TD", "T", "退订短信", "取消订阅", "不要再发了", "别再发了"})
#: 「7 M X V R W Y M」, as somebody spells it out.
_SPELT = re.compile(r"[A-Z2-9](?:[\s,，.-]+[A-Z2-9]){7}")
#: 「我的码是 m7hx a6cd」: the code within a sentence about it.
_OF_A_CODE = re.compile(r"码|绑定|验证|邀请")
_CODE_IN = re.compile(r"(?<![A-Z0-9])([A-Z2-9]{4})[\s-]?([A-Z2-9]{4})(?![A-Z0-9])")
#: 「解除绑定」「我只退代表的，供电所的还要」「我不当代表了，解绑」.
_UNBIND = re.compile(
    r"解除绑定|解绑|退出身份|全部解除|解除(?:我)?(?:的)?(?:代表|联络员|单位|工作人员|网格员|网格长)"
    r"|(?:只退|退掉|退出)(?:我)?(?:的)?(?:代表|联络员|单位|工作人员|网格员|网格长)"
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
#: 「我想当代表」「代表选举啥时候」.
_BE_DEPUTY = re.compile(
    r"^(?:我|俺)?(?:也)?(?:想|要|咋|怎么|怎样|如何)+(?:才能|能)?(?:当|选|做|竞选|报名)(?:上)?(?:个)?(?:人大|县|镇|村)?代表(?:呢|啊|吗)?[?？]?$"
    r"|^(?:人大|县|镇)?(?:代表|换届)(?:的)?(?:选举|换届|咋选|怎么选)+(?:是)?(?:啥时候|什么时候|几时|哪天|哪年|怎么选|咋选)?(?:呢|啊|吗)?[?？]?$"
)
#: 「怎么绑定」「我是代表，给我绑定」: nobody becomes anything by saying so.
_HOW_TO_BIND = re.compile(
    r"^(?:我要|我想|怎么|怎样|咋|咋样|如何|请|帮我)?(?:绑定|认证)(?:一下)?(?:代表|联络员|承办单位|单位)?(?:的?(?:身份|账号|微信))?(?:怎么(?:弄|办|绑))?(?:吗|呢|吧|啊|[?？])?$"
    r"|^我是.{2,20}(?:绑定|认证)(?:一下)?(?:身份)?(?:吧|啊)?$"
)


def fixed_words(talk: Talk) -> Answer | None:
    """The answer to a word of one meaning; None if it is none."""
    said = talk.text.strip().strip('。.！!“”"「」 ')
    match said:
        case "隐私" | "隐私说明":
            return Answer(privacy_full(talk), AS_CONSTITUENT)
        case "我的代表" | "我的代表是谁" | "代表是谁" | "找代表" | "谁是代表":
            return my_deputies(talk)
        case "待办" | "我的待办" | "有什么事" | "我手上有啥" | "有啥事" | "我有哪些事":
            return _say_pending(talk)
        case (
            "帮助"
            | "怎么用"
            | "怎么弄"
            | "咋用"
            | "咋弄"
            | "能干啥"
            | "能做什么"
            | "help"
            | "使用说明"
        ):
            key = "answer.help_staff" if talk.roles.any else "answer.help"
            return Answer(say(key), "staff" if talk.roles.any else AS_CONSTITUENT)
        case "可以打电话" | "可以给我打电话":
            return allow_phone(talk)
        case (
            "退订" | "TD" | "T" | "td" | "Td" | "退订短信" | "取消订阅" | "不要再发了" | "别再发了"
        ):
            return Answer(say("answer.no_more"), AS_CONSTITUENT)
    if said.upper() in _NO_MORE:
        return Answer(say("answer.no_more"), AS_CONSTITUENT)
    if _BE_DEPUTY.match(said):
        office = str(rule(talk.session, "county.phone", talk.now))
        return Answer(say("answer.be_deputy", phone=office), AS_CONSTITUENT)
    if _SECRET.match(said):
        # Whatever else is being asked or done: this is heard.
        return Answer(keep_all_secret(talk), AS_CONSTITUENT)
    if _FOR_ME.fullmatch(said):
        return Answer(say("answer.for_another"), AS_CONSTITUENT)
    if _PICTURE.fullmatch(said):
        return Answer(say("answer.send_picture"), AS_CONSTITUENT)
    if _WHO_READS.fullmatch(said):
        return Answer(say("answer.who_reads"), AS_CONSTITUENT)
    if _WHO_KNOWS.search(said) and not _STATES.search(said):
        return Answer(say("answer.who_knows"), AS_CONSTITUENT)
    quiet = hours(talk)
    if quiet is not None:
        return quiet
    if _SPELT.fullmatch(said.upper()):
        return _bind(talk, re.sub(r"\W", "", said.upper()))
    code = _CODE.match(said.upper()) or (_OF_A_CODE.search(said) and _CODE_IN.search(said.upper()))
    if code:
        return _bind(talk, code[1] + code[2])
    if _UNBIND.search(said) and len(said) <= _SHORT:
        return _unbind(talk, said)
    if _HOW_TO_BIND.match(said) or (_I_AM.match(said) and not talk.roles.any):
        return Answer(say("binding.how"), AS_CONSTITUENT)
    phone = PHONE.search(said)
    if (
        phone
        and not _SOMEBODYS.search(said)
        and len(_BESIDE_PHONE.sub("", said.replace(phone[1], ""))) <= _NAME
    ):
        return danger.phone_left(talk, phone[1]) or keep_phone(talk, phone[1])
    return None


def _say_pending(talk: Talk) -> Answer | None:
    """What waits for this person, in every role that they hold."""
    shown = _lines(talk)
    if not shown:
        taken_as = "staff" if talk.roles.any else AS_CONSTITUENT
        return Answer(say("answer.nothing_pending"), taken_as)
    refs = [line.split("“", 1)[0].strip() for line in shown[:10]]
    exchanges.note_shown(talk.session, talk.contact.id, refs, now=talk.now)
    more = say("staff.more", count=len(shown) - 10) if len(shown) > 10 else ""
    return Answer(say("staff.pending", list="\n".join(shown[:10]), more=more), "staff")


def _lines(talk: Talk) -> list[str]:
    lines = []
    for role in held(talk):
        lines += [
            say("staff.line", ref=item.pending.ref, title=item.pending.title)
            for item in items_of(talk, role)
            if item.pending.kind != "duty"
        ]
    lines += [
        say("staff.line_draft", ref=name_of(about), title=about.title)
        for about in (own_drafts(talk) if talk.roles.deputies else ())
    ]
    lines += [
        say("staff.line_review", ref=name_of(about), title=about.title)
        for about in waiting_for_review(talk)
    ]
    return list(dict.fromkeys(lines))


def _bind(talk: Talk, code: str) -> Answer:
    try:
        bound = bindings.bind(talk.session, talk.contact, code, now=talk.now)
    except Refused as refused:
        # Answered here and not above: that somebody tried has to stay on record.
        return Answer(say(refused.key, **refused.fields), "binding")
    telephone.back_to_wechat(talk.session, talk.contact.id, talk.now)
    done = say("binding.done", role=bound.role, name=bound.name)
    talk.roles = people.roles_of(talk.session, talk.contact, talk.now)
    waiting = _lines(talk)
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
