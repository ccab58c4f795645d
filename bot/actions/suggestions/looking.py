"""What the program remarks on a draft: what is no suggestion, two matters in one, similar earlier
ones and what became of them. Remarks only; a person decides (law.md 3, mechanism C22)."""

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import words
from bot.actions.reading import reader
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import newest
from bot.domain.suggestions import NOT_A_SUGGESTION, Text
from bot.domain.workflows.suggestion import DRAFT, SENT_BACK, WITHDRAWN, sealed
from bot.store.models import CoSigner, Deputy, Suggestion
from nlp.similar import Match, Recent, Signature, candidates, signature
from nlp.things import things

#: Kind of message as read → code of what is no suggestion.
_BY_KIND = {
    "accusation": "accusation",
    "lawful_channel": "court_case",
    "favour": "personal",
    "advertising": "academic",
    "elsewhere": "elsewhere",
}
_BIDDING = re.compile(
    r"(正在|这次|本次).{0,12}(招标|投标|评标)|(招标|投标|评标).{0,8}(期间|没结束|过程中)"
)
_OWN = re.compile(
    r"(给|为|替)?(我|俺|本人)(家|自己)?的?(儿子|女儿|闺女|姑娘|小子|儿媳|媳妇|女婿|爱人|老伴|老公|老婆|丈夫|侄|外甥|弟|妹|哥|姐|舅|姑|姨|叔|亲戚|亲家"
    r"|工资|职称|房产证|低保|工作调动)"
)
_PASSED_ON = re.compile(r"(转交|代转|附上?)(一封|几封)?(群众|村民|选民)的?(来信|信件)")
#: 「群众王桂兰说」: a surname, so that 「群众普遍反映」 is no name.
_WHO_SAID = re.compile(
    r"(?:群众|村民|居民|选民|老乡)"
    r"[王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康邱秦史顾侯邵孟段雷钱汤尹黎乔贺赖龚]"
    r"[一-鿿]{1,2}?(?:说|讲|反映|告诉|家|来信|提出)"
)
#: Labels of what is somebody's, and no matter of a suggestion (law.md 5).
_OF_PERSONS = ("〔电话〕", "〔姓名〕", "〔身份证号〕", "〔未成年人〕", "〔门牌〕")
#: A proposal of fewer letters says nothing that a bureau could do.
_LEAST = 6
#: What joins a second matter to the first.
_BESIDE = re.compile(
    r"\n+|[，,。；;](?:还有|另外|再有|再一个|再就是|同时|顺便(?:说|提)?一?[下句]?)[，,：: ]*"
    r"|[；;。，,](?=[2二②][、.．)）是])"
)
#: Of the pairs of letters of the shorter title so many stand in the other one; fewer pairs are
#: no title to go by. What every title has says nothing.
_ALIKE = 0.6
_PAIRS = 4
#: Of the title of an own one, so many pairs that are said again about the same thing.
_OWN_ALIKE = 0.4
_IN_EVERY_TITLE = re.compile(r"^关于|的?建议$|^请|进一步|切实")
#: Compared with at most so many earlier ones of the same congress.
_MOST_COMPARED = 500

REMARKS = {
    "two_matters": "像是写了两件事，一件建议写一件事",
    "no_proposal": "还没说想让谁做什么",
    "personal_data": "写了个人的姓名或电话",
    **{code: f"像是{row.reason}" for code, row in NOT_A_SUGGESTION.items()},
}


def read(session: Session, suggestion: Suggestion, text: Text, *, now: datetime) -> None:
    """Note topic, likely bureaus, remarks and a signature with the suggestion."""
    whole = f"{text.title}。{text.whole}"
    reading = reader(session).read(whole)
    remarks = []
    code = _BY_KIND.get(reading.kind)
    if code is not None:
        remarks.append(code)
    for pattern, name in (
        (_BIDDING, "bidding"),
        (_OWN, "personal"),
        (_PASSED_ON, "passed_on_letter"),
    ):
        if pattern.search(whole) and name not in remarks:
            remarks.append(name)
    if text.proposal and len(text.proposal) < _LEAST:
        remarks.append("empty")
    elif text.situation and text.analysis and not text.proposal:
        remarks.append("no_proposal")
    if _another_beside(session, text.situation):
        remarks.append("two_matters")
    if names_somebody(text):
        remarks.append("personal_data")
    suggestion.remarks = remarks
    if not suggestion.topic_chosen:
        suggestion.topic = reading.topic
    suggestion.bureaus = _bureaus(session, text, reading.bureaus)
    suggestion.signature = signature(whole, suggestion.topic, reading.grid_code).dump()


def _bureaus(session: Session, text: Text, of_all: Sequence[str]) -> list[str]:
    """Whom it reads like, surest first: what is asked for says more than whom it is asked for
    (「学生」 of a road to the school), so title and 建议 come before the whole."""
    if not text.proposal:
        return list(of_all)
    asked = reader(session).read(f"{text.title}。{text.proposal}").bureaus
    return list(dict.fromkeys([*asked, *of_all]))


def _another_beside(session: Session, said: str) -> bool:
    """「……，还有学校门口的路灯也不亮」: a second matter in the same breath, of another topic and
    about another thing. A road on which pupils walk is one matter, whatever topics it touches."""
    parts = [part for part in _BESIDE.split(said) if len(part) >= _LEAST]
    for one, other in itertools.pairwise(parts):
        topics = {reader(session).read(part).topic for part in (one, other)}
        if None not in topics and len(topics) > 1 and not things(one).of(things(other)):
            return True
    return False


def names_somebody(text: Text) -> bool:
    """Whether a telephone or a person's name stands in the text: a formal paper does without."""
    said = f"{text.title}。{text.whole}"
    masked = words.mask(said)
    hidden = any(masked.count(label) > said.count(label) for label in _OF_PERSONS)
    return hidden or _WHO_SAID.search(said) is not None


def say_remarks(suggestion: Suggestion) -> str:
    """The remarks as one sentence for whoever reviews; empty without any."""
    if not suggestion.remarks:
        return ""
    return f"（系统提示：{'；'.join(REMARKS[code] for code in suggestion.remarks)}）"


def belongs_elsewhere(suggestion: Suggestion) -> list[str]:
    """Reason and way of each remark that says that it is no suggestion."""
    found = [NOT_A_SUGGESTION[code] for code in suggestion.remarks if code in NOT_A_SUGGESTION]
    return [f"{row.reason}：{row.way}" for row in found]


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier suggestion like this one, and what became of it. ``classes``: of its replies."""

    suggestion: Suggestion
    score: float
    words: tuple[str, ...]
    state: str
    classes: tuple[str, ...]


def similar(
    session: Session, suggestion: Suggestion, *, now: datetime, most: int = 3
) -> Sequence[Similar]:
    """Earlier suggestions of the same congress that say much the same, surest first."""
    if suggestion.signature is None:
        return []
    rows = {
        str(row.id): row
        for row in session.scalars(
            select(Suggestion)
            .where(
                Suggestion.area_id == suggestion.area_id,
                Suggestion.id != suggestion.id,
                Suggestion.signature.is_not(None),
                Suggestion.state.not_in((DRAFT, SENT_BACK, WITHDRAWN)),
            )
            .order_by(Suggestion.id.desc())
            .limit(_MOST_COMPARED)
        )
    }
    # However long ago: what was asked three years ago is just what one wants to know.
    recent = [Recent(ref, Signature.load(row.signature or {}), now) for ref, row in rows.items()]
    found = candidates(Signature.load(suggestion.signature), recent, now=now, most=most)
    known = {match.ref for match in found}
    own = _own_ids(session, suggestion)
    found = [*found, *_of_like_words(session, suggestion, rows, known, own)][:most]
    return [
        Similar(
            suggestion=rows[match.ref],
            score=match.score,
            words=match.words,
            # Other deputies read it too.
            state=sealed(rows[match.ref].state),
            classes=tuple(
                row.outcome_class
                for row in parties.assignments_of(session, rows[match.ref])
                if row.outcome_class
            ),
        )
        for match in found
    ]


def _own_ids(session: Session, suggestion: Suggestion) -> set[int]:
    """What the same deputy raised, follows or signed: they are to be reminded of it."""
    mine = select(Deputy.id).where(Deputy.contact_id == suggestion.lead.contact_id)
    signed = select(CoSigner.suggestion_id).where(
        CoSigner.deputy_id.in_(mine), CoSigner.state == "signed"
    )
    return set(
        session.scalars(
            select(Suggestion.id).where(
                Suggestion.lead_id.in_(mine)
                | Suggestion.successor_id.in_(mine)
                | Suggestion.id.in_(signed)
            )
        )
    )


def _of_like_words(
    session: Session,
    suggestion: Suggestion,
    rows: Mapping[str, Suggestion],
    known: Collection[str],
    own: Collection[int],
) -> list[Match]:
    """Those that are called nearly the same, however differently the rest is told; of the own ones
    also those about the same thing whose title is half said again."""
    mine, whole = _pairs(suggestion.title), _pairs(_whole(session, suggestion))
    thing, told = things(suggestion.title), things(_whole(session, suggestion))
    found = []
    for ref, row in rows.items():
        theirs = _pairs(row.title)
        fewer = min(len(mine), len(theirs))
        if ref in known or len(theirs) < _PAIRS:
            continue
        same_topic = row.topic in (None, suggestion.topic)
        shared = len(mine & theirs) / fewer if fewer >= _PAIRS else 0.0
        if shared >= _ALIKE and (same_topic or things(row.title).of(thing)):
            found.append((shared, ref))
        elif row.id in own and things(row.title).of(told):
            again = len(whole & theirs) / len(theirs)
            if again >= _OWN_ALIKE:
                found.append((again, ref))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return [Match(ref, score, ()) for score, ref in found]


def _whole(session: Session, suggestion: Suggestion) -> str:
    version = newest(session, suggestion)
    if version is None:
        return suggestion.title
    said = (version.situation, version.proposal)
    return "。".join([suggestion.title, *(one.masked for one in said if one is not None)])


def _pairs(title: str) -> set[str]:
    said = _IN_EVERY_TITLE.sub("", title)
    return {said[at : at + 2] for at in range(len(said) - 1)}
