"""Hand rules for the grave kinds and those that are not for the congress: gathering, accusation,
lawful_channel, favour, advertising. Asked after what is short and plain (nlp/kind_rules.py)."""

import re

from nlp.cues import Found
from nlp.kind_names import CHAT, LETTER, KindReading, because
from nlp.likely import Pattern

_MASSED = Pattern(
    r"(?:(?<!\d)\d{2,9}|[几一二两三四五六七八九]?[十百千])[多来几]*(?:号|个|名)?(?:人|村民|业主|工人|家长|群众)"
    r"[^。]{0,12}(?:(?:把|堵|围|拦)[^。]{0,6}(?:路|门|桥|政府|工地|公司|车)|静坐|拉横幅|集合|讨说法|上访)"
)
_AD_CONTACT = re.compile(
    r"1[3-9]\d{9}|微信|薇信|威信|[vV][xX]?[:：\d]|[qQ]{2}|https?://|www\.|电话|热线|扫码|加群|私聊|详询|咨询"
)


def grave(text: str, bare: str, found: Found, size: int) -> KindReading | None:
    if size <= CHAT and (massed := _MASSED.search(text)):
        return KindReading("gathering", (massed.group(),))
    if found["kinds.gathering"] and _gathers(text, found, size):
        return because("gathering", found, "kinds.gathering_sure", "kinds.gathering")
    if found["kinds.accusation"] and _accuses(found, size):
        return because("accusation", found, "kinds.accusation")
    if found["kinds.court_own"] and _in_court(bare, found, size):
        return because("lawful_channel", found, "kinds.court_own")
    if (
        found["kinds.favour_sure"]
        and size <= LETTER
        and not found["kinds.accuser"]
        and not re.search(r"政策|规定|条件|符合|咨询|请问", bare)
    ):
        if not re.search(r"举报|要求查|谁送|送礼|他们|凭什么|都是托|靠关系", bare):
            return because("favour", found, "kinds.favour_sure")
    elif (
        (
            found["kinds.favour"]
            and size <= CHAT
            and re.search(r"能不能|帮忙|帮我|帮个忙|求|拜托|请", bare)
        )
        and len(found["kinds.favour"]) >= 2
        and not found["kinds.accuser"]
    ):
        return because("favour", found, "kinds.favour")
    if found["kinds.advertising"] and size <= 200 and _advertises(bare, found):
        return because("advertising", found, "kinds.advertising")
    return None


def _gathers(text: str, found: Found, size: int) -> bool:
    if size > LETTER:
        return False
    sure = found["kinds.gathering_sure"]
    when = found["kinds.gathering_when"]
    if sure and (when or size <= 26):
        words = set(found.words("kinds.gathering_sure"))
        if words <= {"堵路", "堵门", "聚集", "围住"}:
            return (
                bool(re.search(r"人|村民|业主|工人|家长|我们|大家|政府|工地|公司", text))
                and bool(
                    re.search(
                        r"几十|几百|上百|百多|百人|好多人|村民|业主|工人|家长|大家|我们.{0,6}(?:去|要)|政府|讨|工地门口",
                        text,
                    )
                )
                and not re.search(r"摊|车|狗|打牌|跳舞|夜宵|烧烤|喝酒|垃圾", text)
            )
        return not re.search(r"聚众(?:赌|打|斗|殴|吸|闹酒)|请愿书|如果|难道|逼", text)
    return (
        len(found["kinds.gathering"]) >= 2
        and bool(when)
        and bool(re.search(r"政府|县里|上访|信访|工地|门口|讨", text))
    )


def _accuses(found: Found, size: int) -> bool:
    strong = {
        w
        for w in found.words("kinds.accusation")
        if w not in ("公款", "送钱", "渎职", "腐败", "拉票", "截留")
    }
    if size > LETTER:
        return len(strong) >= 2 and bool(found["kinds.cadre"]) and bool(found["kinds.accuser"])
    if strong:
        return bool(found["kinds.cadre"] or found["kinds.accuser"])
    return bool(found["kinds.accuser"] and found["kinds.cadre"] and size <= CHAT)


def _in_court(bare: str, found: Found, size: int) -> bool:
    if (
        re.search(
            r"(?:否则|不然|如果|要是|准备|打算|想|只能|只好|会|将)(?:就|去|要|向|再)?(?:法院)?(?:起诉|打官司|上诉|申请仲裁)",
            bare,
        )
        and len(found["kinds.court"]) < 2
    ):
        return False
    if size <= LETTER:
        return True
    return len(set(found.words("kinds.court_own"))) >= 3


def _advertises(bare: str, found: Found) -> bool:
    words = [w for w in found.words("kinds.advertising") if w not in _OFTEN_NOT_ADS]
    if _COMPLAINS_OF_ADS.search(bare) or found["kinds.accuser"]:
        return False
    return len(words) >= 2 or (
        bool(words) and bool(_AD_CONTACT.search(bare)) and 8 < len(bare) <= 2 * CHAT
    )


_OFTEN_NOT_ADS = frozenset(
    {
        "出售",
        "转让",
        "收购",
        "供应",
        "招工",
        "额度",
        "彩票",
        "六合彩",
        "网贷",
        "领取",
        "特价",
        "兼职",
        "首付只要",
    }
)
_COMPLAINS_OF_ADS = re.compile(
    r"投诉|举报|反映|骗|诈|扰民|乱收|不退|维权|被坑|上当|天天打电话|骚扰|小广告|牛皮癣|请问|政策|打击|严查|严惩|"
    r"您好|你好|尊敬|领导|有没有.{0,6}(?:工|岗)"
)
