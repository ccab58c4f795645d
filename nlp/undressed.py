"""A text without what only dresses it: HTML, Markdown, emoji, WeChat's faces, written line breaks.
A title is plain words in one line; what was said stays as it was said."""

import html
import re

#: Found much sooner than the dresses themselves; most texts have none of it.
_DRESSED = re.compile(
    r"[<&\\*`_#\[\]=\u00ad\u200b-\u200f\u202a-\u202e\u203b\u203c\u2049\u2060\u20e3\u2190-\u21ff"
    r"\u2500-\u27bf\u2b00-\u2bff\ue000-\uf8ff\ufe0e\ufe0f\ufeff]|~~|/:|--|——|://"
    "|[\U0001f000-\U0001faff]"
)
_SPACE = re.compile(r"\\(?:r\\n|[nrt])(?![a-z])")
_UNSHOWN = re.compile(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)")
_BLOCK = re.compile(r"(?i)</?(?:br|p|div|li|[uo]l|h[1-6]|t[rdh]|table|hr|blockquote)\b[^<>]*>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)")
_ADDRESS = re.compile(r"https?://[^\s\u4e00-\u9fff，。；！？）]+")
#: What WeChat's phones send for the faces of its keyboard: 「[流泪]」, and the oldest as 「/::)」.
_FACES = (
    "微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|傲慢"
    "|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|右哼哼|鄙视|委屈|快哭了|阴险|亲亲"
    "|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|社会社会|旺柴|好的"
    "|打脸|哇|翻白眼|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|合十|啤酒|咖啡|蛋糕"
    "|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|红包|發|福|烟花|爆竹|猪头|跳跳|发抖|转圈|Emm|OK|666"
)
_FACE = re.compile(
    rf"\[(?:{_FACES})\]|(?<![\w:/])/:[\x21-\x7e]{{1,7}}|(?<=[\u4e00-\u9fff])/:[\x21-\x7e]{{1,7}}"
)
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u20e3\ufe0e\ufe0f\ufeff]")
#: Dingbats, arrows and pictures; ① and its like are counted with, so they stay.
_PICTURES = re.compile(
    r"[\u203b\u203c\u2049\u2190-\u21ff\u2500-\u27bf\u2b00-\u2bff\ue000-\uf8ff]"
    "|[\U0001f000-\U0001faff]"
)
_LEADS = re.compile(r"(?m)^[ \t]*(?:#{1,6}(?=[ \t]|[\u4e00-\u9fff])|>+|[-+](?=[ \t]))[ \t]*")
_RULES = re.compile(r"[-=—]{2,}")
_MARKS = re.compile(r"~~+|`+|(?<![0-9A-Za-z])[*_]+|[*_]+(?![0-9A-Za-z])|<{2,}|>{2,}")


def undressed(text: str) -> str:
    """``text`` as plain words. Where the dress parted words (a line, a picture, a paragraph), a
    line break parts them. Not of the same length."""
    if _DRESSED.search(text) is None:
        return text
    plain = _SPACE.sub("\n", html.unescape(text).replace("\xa0", " "))
    plain = _UNSHOWN.sub("\n", plain)
    plain = _TAG.sub("", _BLOCK.sub("\n", plain))
    plain = _ADDRESS.sub("\n", _LINK.sub(r"\1", plain))
    plain = _PICTURES.sub("\n", _INVISIBLE.sub("", _FACE.sub("\n", plain)))
    return _MARKS.sub("", _RULES.sub("\n", _LEADS.sub("", plain)))
