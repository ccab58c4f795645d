"""What of a sentence says something: without the words of the act, bodies, persons, times and
places; and whether it is of a case, by its title, its text, or what was said since."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handlers.conversation.context import Talk
from handlers.conversation.staff.known_cases import Known
from handlers.conversation.staff.naming import (
    DID,
    TIMES,
    VAGUE,
    is_short_for,
    only_in_own_words,
    pairs_of,
    without_bodies,
)
from nlp.nouns import words_of
from nlp.replies.rules import RULES
from nlp.things import things

#: Words of every case and of none.
_OF_ANY = re.compile(
    r"[大小啥]?事[情儿]?|问题|情况|群众|老乡|人[家员]?|大家|领导|单位|[村镇站县乡家]里|电话|照片?|材料|时间|办法|结果|意见|师傅|工人"
    r"|工程队|施工队|现场|上级|部门|同志|代表|手续|地方|本人|对方|负责|民众|干事|站长|主任|书记|[镇局所村]长|干部|话|件"
    r"|[局所队]|公司|(?:村|副)?主任|支书|会计|校长|老板|[组队厂]长|经理|骑车|开车|全[村组镇]|老毛病|意思|理由|说法|[天人]|[回口]?信|消息|样子|东西|[你他]们|[那这上下里]边|[上下里]面|老人|孩子|娃"
    r"|[一总]共|合计|全部|人手|人员|经费|资金|预算|设备|[配备零]件|工具|机器|吊车|[大老]?[娘爷妈婶叔伯嫂姨]|[爷奶]{2}|大[姐哥]"
)
_ACT_WORDS = re.compile(
    r"同意退回?|不同意退?回?|同意|退回|申退|延期|答复|回复|回话|转告|告诉|通知|收到|联系|沟通|协调|对接|签收|办结|销号|再办|返工|"
    r"抓紧|赶紧|尽快|马上|落实|催[一]?下?|站里办|打(?:过|了|通)?电话|进展|核实|确认|情况属实|"
    r"派给|交给|转给|转办|转交|麻烦|辛苦|谢谢|不是|不归|不属于?|归|属于"
)
#: Bodies that are none of the county's.
OTHERS = re.compile(
    r"[\u4e00-\u9fff]{2}(?:公司|[局所站委办]|大队|中心)(?=的|管|办|负责|[，,。！!]|$)|"
    r"移动|联通|电信|铁塔|物业|环保|城管|交警|民政|住建|水利|公路|国土|林业|农业|消防|社区|村委会?|村[里上]"
)


#: 「王所长」: a name says nothing of a thing.
_SURNAME = re.compile(
    r"[一-鿿](?=(?:[所局站村镇组队校厂院]长|书记|主任|支书|会计|师傅|老师|经理|老板))"
)
#: Letters that the list has as nouns too.
_DOING = frozenset("换修装补焊填铺抽拉拆扶刷接挖清扫办弄管批报量查问")


@dataclass(frozen=True, slots=True)
class Left:
    """``named``: words for things that are left; ``letters``: nouns of one letter (沟, 渠);
    ``others``: longer words that name nothing; ``pairs``: letters that stand side by side."""

    named: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    pairs: frozenset[str] = frozenset()


def left_of(talk: Talk, text: str) -> Left:
    """What of ``text`` says something, without act, bodies, persons, times and places."""
    said = text
    for place in talk.reader.place(text).found:
        said = said.replace(place.text, " ") if len(place.text) > 1 else said
    said = without_bodies(talk.reader.bodies, said)
    for shape in (OTHERS, TIMES, _SURNAME, _ACT_WORDS, DID, RULES.patterns["title_stop"]):
        said = shape.sub(" ", said)
    words = [word for word in words_of(said) if not _says_nothing(word.text)]
    long = [word for word in words if len(word.text) > 1]
    return Left(
        tuple(word.text for word in long if word.names),
        tuple(
            word.text
            for word in words
            if word.names and len(word.text) == 1 and word.text not in _DOING
        ),
        tuple(word.text for word in long if not word.names),
        frozenset(pairs_of(said)),
    )


def in_title(word: str, case: Known) -> bool:
    return is_of(word, case) if len(word) > 1 else word in case.title and word not in VAGUE


def echoes(said: str, case: Known, others: Iterable[Known]) -> bool:
    """Whether a letter of what is wrong in this case stands in ``said``, and in no other's title:
    「确实塌了」 of the ditch that fell in."""
    letters = set(said) & set(case.title) - VAGUE - _COMMON - _DOING
    return any(
        letter.isalpha() and not any(letter in each.title for each in others if each is not case)
        for letter in letters
    )


def _says_nothing(word: str) -> bool:
    """事, 群众; 问问, 看看."""
    return _OF_ANY.fullmatch(word) is not None or (len(word) == 2 and word[0] == word[1])


def is_of(word: str, case: Known) -> bool:
    """Whether ``word`` is one of this case: itself, or a part of one of its words."""
    told = f"{case.title}，{case.told}，{case.later}"
    pairs = [word[n : n + 2] for n in range(len(word) - 1)]
    if word in told or (len(word) > 2 and any(pair in told for pair in pairs)):
        return True
    if len(word) == 2 and word[1] in "子头儿" and word[0] in told:
        return True
    if is_short_for(word, case.title):
        return True
    if len(word) == 2 and all(letter in case.title for letter in word):
        return True
    parts = (set(each.text) for each in words_of(case.title) if len(each.text) > 1)
    return any(set(word) <= part for part in parts)


def names_another(talk: Talk, case: Known) -> bool:
    """Whether a longer word has only a piece in common with this case: 机井门 is not the man in the
    机井, 垃圾箱 not the rubbish. What a word names stands at its end."""
    told = f"{case.title}，{case.told}，{case.later}"
    said = OTHERS.sub(" ", without_bodies(talk.reader.bodies, talk.text))
    for place in talk.reader.place(talk.text).found:
        said = said.replace(place.text, " ") if len(place.text) > 1 else said
    return any(_is_a_piece(compound, told) for compound in _compounds(said))


def _compounds(said: str) -> list[str]:
    """Nouns that stand side by side, as one word each."""
    found: list[str] = []
    end = -1
    for word in words_of(said):
        start = said.find(word.text, max(end, 0))
        if word.names and not _says_nothing(word.text) and word.text not in _DOING:
            if found and start == end:
                found[-1] += word.text
            else:
                found.append(word.text)
            end = start + len(word.text)
    return [each for each in found if len(each) > 1]


def _is_a_piece(compound: str, told: str) -> bool:
    stem = compound[:-1] if compound[-1] in "子头儿" else compound
    if stem[-1] in told or stem[-1] in VAGUE:
        return False
    pairs = [stem[n : n + 2] for n in range(len(stem) - 1)]
    return any(pair in told for pair in pairs) or (len(stem) == len("水表") and stem[0] in told)


#: Of so many things that sharing one means nothing.
_COMMON = VAGUE | frozenset("水电路车房门机器管线口场所公社卡")


def akin(word: str, case: Known) -> bool:
    """Whether it has a telling letter of a thing in the title: 摊主 of 肉摊, 抽粪车 of 化粪池."""
    heads = (each.text for each in words_of(case.title) if each.names)
    return bool((set(word) - _COMMON) & set().union(*heads))


def explains(left: Left, case: Known, *, loosely: bool = True) -> bool:
    """Whether anything that is left is of this case; ``loosely``: or of the same line of things."""
    plain = [word for word in left.others if not only_in_own_words(word, case)]
    if any(is_of(word, case) for word in (*left.named, *plain)):
        return True
    if loosely and any(things(word).of(case.named) for word in (*left.named, *left.letters)):
        return True
    if any(pair in case.title for pair in left.pairs):
        return True
    return (
        bool(left.letters)
        and not left.named
        and all(letter in case.title or letter in case.told for letter in left.letters)
    )
