"""题目: taken over from what was said, cut by meaning and never by length; and, once a proposal is
there, one in the form that suggestions have (关于……的建议) for the deputy to choose."""

import re

from bot.domain.suggestions import Text
from nlp.echo import is_only_where
from nlp.undressed import undressed

#: What the store keeps of a title.
LONGEST = 120
#: Nobody reads a longer one on a card or in a list.
_LONGEST = 30
_ENDS = re.compile(r"[，,。；;！!？?：:\s]")
_HIDDEN = re.compile(r"[〔〕]")
#: How a proposal begins before it says what is to be done.
_WISHES = re.compile(
    r"^(?:(?:我|俺|咱)?(?:们)?(?:还|也|就)?(?:想|要)?(?:建议|提议|希望|盼望?|恳请|呼吁|要求|请求|请|望|想让|让|应该|应当|应|得|最好|能不能|可不可以|是不是|能否)"
    r"|尽快|尽早|抓紧|及时|马上|早日|今年|明年|年内|年底前|近期|下一步|由|可以|能|第?[一1][是、.．]|首先)+"
)
#: Who is to do it, and what joins several of them.
_WHO = re.compile(
    r"^(?:(?:和|、|会同|联合|协调|督促|牵头)*"
    r"(?:(?![给把在对从为向到将])[一-鿿]{0,8}?"
    r"(?:局|政府办?|委员会|办公室|街道办|部门|单位|公司|中心|供电所|卫生院|医院|站所|人大|两委)"
    r"|[县镇乡市村]里|上级|上面)(?!的))"
    r"(?:等单位|等部门|牵头|出面|带头)*"
)
_TAIL = re.compile(r"(?:的|吧|呢|啊|了|一下|才行|就行|才好|就好)+$")
#: Fewer letters say nothing of a matter.
_LEAST = 5


def in_one_line(title: str) -> str:
    """What somebody typed as a title, at most as long as one may be."""
    return " ".join(title.split())[:LONGEST]


def whole(title: str, said: str) -> str:
    """``title``, an echo that may begin behind the place and end within a sentence of ``said``
    (masked), with that place and up to the end of its clause; itself where that says whom it is
    about, or is too long."""
    said = undressed(said)
    place = said.find(title) if title else -1
    if place < 0:
        return title
    end = _ENDS.search(said, place + len(title))
    begin = max((match.end() for match in _ENDS.finditer(said, 0, place)), default=0)
    ahead = said[begin:place]
    place = begin if is_only_where(ahead) and not _WISHES.match(ahead) else place
    clause = said[place : end.start() if end is not None else len(said)]
    return title if len(clause) > _LONGEST or _HIDDEN.search(clause) else clause


def of_words(echo: str, said: str) -> str:
    """A title for what was said first: ``echo`` of the reader made whole, else its first clause.
    Empty where nothing is short and plain enough."""
    if echo:
        return whole(echo, said)
    for clause in _ENDS.split(undressed(said)):
        if _LEAST <= len(clause) <= _LONGEST and not _HIDDEN.search(clause):
            return clause
    return ""


def is_taken_over(title: str, text: Text, others: list[str]) -> bool:
    """Whether it is the first speaker's words still, and not one that somebody has chosen.
    ``others``: the titles of the matters behind it."""
    return title in text.situation or any(one and title.startswith(one) for one in others)


def proposed(text: Text) -> str:
    """「关于统一管护农村路灯的建议」, from what the proposal (masked) asks for first; empty where
    no clause of it would make one."""
    for clause in _ENDS.split(text.proposal):
        core = _core(clause)
        if _LEAST <= len(core) <= _LONGEST - 6 and not _HIDDEN.search(core):
            return f"关于{core}的建议"
    return ""


def _core(clause: str) -> str:
    """What is to be done, without who asks, who does it, and how soon."""
    core = clause.strip('“”"「」 ')
    while True:
        less = _WHO.sub("", _WISHES.sub("", core))
        if less == core:
            break
        core = less
    return _TAIL.sub("", core)
