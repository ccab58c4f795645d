"""Words that mean one thing, whoever writes them and whatever is pending."""

import re

from bot.actions.liaison_changes import is_of_house
from bot.actions.rules import rule
from bot.texts import say
from handlers.conversation import binding
from handlers.conversation.citizen import danger, no_messages
from handlers.conversation.citizen.my_deputies import my_deputies
from handlers.conversation.citizen.own_cases import allow_phone, keep_all_secret, keep_phone
from handlers.conversation.citizen.phones import PHONE, in_digits, is_own
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.privacy import privacy_full
from handlers.conversation.staff import my_page, requested, to_do
from handlers.conversation.staff.own_hours import hours

#: A telephone number with little beside it is kept for whoever handles the case.
_BESIDE_PHONE = re.compile(r"我叫|我是|名字|姓名|联系|电话|手机|号码|号|我的|我|是|打|这个|[\W_]")
_NAME = 4
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
    r"|^(?:千万|可|你们?|您)*(?:别|不要|莫|不能|甭)(?:给|把|替)?(?:我|俺)?(?:的)?(?:事|话|名字|这事|这话|这)?"
    r"(?:给)?(?:说|传|讲|捅|漏|抖|透露|声张|外传)(?:出去|出来|给(?:别人|村里|人家|他们?|她)|到外头)?(?:了|啊|哈)?$"
)
#: 「有人问起就说是抽查的」: silent, and what to say instead.
_SAY_INSTEAD = re.compile(
    r"^(?:要是|如果|万一)?(?:有人|村里|他们|人家|别人|谁|干部)(?:的?人)?(?:要)?(?:问起?|问到|打听)"
    r"(?:来|的话|你们)?[，, ]?(?:你们?|您)?就(?:说|讲)(?:是)?[^，,。]{2,12}$"
)
#: 「我想当代表」「代表选举啥时候」.
_BE_DEPUTY = re.compile(
    r"^(?:我|俺)?(?:也)?(?:想|要|咋|怎么|怎样|如何)+(?:才能|能)?(?:当|选|做|竞选|报名)(?:上)?(?:个)?(?:人大|县|镇|村)?代表(?:呢|啊|吗)?[?？]?$"
    r"|^(?:人大|县|镇)?(?:代表|换届)(?:的)?(?:选举|换届|咋选|怎么选)+(?:是)?(?:啥时候|什么时候|几时|哪天|哪年|怎么选|咋选)?(?:呢|啊|吗)?[?？]?$"
)


def fixed_words(talk: Talk) -> Answer | None:
    """The answer to a word of one meaning; None if it is none."""
    said = talk.text.strip().strip('。.！!“”"「」 ')
    match said:
        case "隐私" | "隐私说明":
            return Answer(privacy_full(talk), AS_CONSTITUENT)
        case "我的代表" | "我的代表是谁" | "代表是谁" | "找代表" | "谁是代表":
            return my_deputies(talk)
        case (
            "待办"
            | "我的待办"
            | "有什么事"
            | "有啥事"
            | "有啥事没"
            | "有什么事没"
            | "我手上有啥"
            | "手上有啥事"
            | "我有哪些事"
        ):
            return to_do.said(talk)
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
    silence = no_messages.heard(talk)
    if silence is not None:
        return silence
    if _BE_DEPUTY.match(said):
        office = str(rule(talk.session, "county.phone", talk.now))
        return Answer(say("answer.be_deputy", phone=office), AS_CONSTITUENT)
    if _SECRET.match(said) or _SAY_INSTEAD.match(said):
        # Whatever else is being asked or done: this is heard.
        return Answer(keep_all_secret(talk, noted=said), AS_CONSTITUENT)
    if _FOR_ME.fullmatch(said):
        return Answer(say("answer.for_another"), AS_CONSTITUENT)
    if _PICTURE.fullmatch(said):
        return Answer(say("answer.send_picture"), AS_CONSTITUENT)
    if _WHO_READS.fullmatch(said):
        return Answer(say("answer.who_reads"), AS_CONSTITUENT)
    if _WHO_KNOWS.search(said) and not _STATES.search(said):
        return Answer(say("answer.who_knows"), AS_CONSTITUENT)
    of_work = hours(talk) or my_page.asked(talk) or requested.asked(talk)
    if of_work is not None:
        return of_work
    bound = binding.heard(talk, said)
    if bound is not None:
        return bound
    phone = PHONE.search(in_digits(said))
    beside = _BESIDE_PHONE.sub("", in_digits(said).replace(phone[1], "")) if phone else ""
    # 「王大爷电话138…」 of somebody at work is no number of their own.
    whose = beside and talk.roles.any and beside not in (talk.contact.name or "")
    if (
        phone
        and not whose
        and is_own(in_digits(said))
        and not (talk.roles.liaisons and is_of_house(said))
        and len(beside) <= _NAME
    ):
        return danger.phone_left(talk, phone[1]) or keep_phone(talk, phone[1])
    return None
