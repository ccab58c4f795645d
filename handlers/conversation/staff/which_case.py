"""Which case somebody with work speaks of, and how that is known (design 3): by the words that name
it, weighed over everything that is theirs; by the running exchange; as the only one there is. A
number is read by whoever reads the act. Where none of it is plain, what is likeliest is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from bot.domain.workflows.hand_over import RESPONSIBLE
from bot.domain.workflows.issue import OPEN
from bot.store.models import Bureau, HandOver, Issue
from handlers.conversation.context import Talk
from handlers.conversation.how_far import is_once_more
from handlers.conversation.pending import Item
from handlers.conversation.staff import orders
from handlers.conversation.staff.known_cases import (
    Known,
    by_push,
    called_not_good,
    is_stale,
    issue_of,
    known_to,
    pushed_since,
    remember_later,
    running,
    shown,
)
from handlers.conversation.staff.left_over import echoes, in_title, left_of
from handlers.conversation.staff.naming import (
    AGAINST,
    CLEARLY,
    ENOUGH,
    Weight,
    calls,
    fits,
    names_body,
    signed,
    weigh,
    without_bodies,
)
from nlp.nouns import words_of
from nlp.replies.references import shared_words
from nlp.things import things

__all__ = [
    "Which",
    "among",
    "calls",
    "issue_of",
    "known",
    "of",
    "of_a_case_of_others",
    "parts",
    "pushed_since",
    "signed",
]


@dataclass(frozen=True, slots=True)
class Which:
    """``meant``: the case, in each role in which it is theirs, and ``why``: words, talk, only.
    ``likely``: what may be meant, likeliest first, where it is not plain. ``called``: words that
    name something, which none of theirs is. ``reasons``: what speaks for each, by its number."""

    meant: tuple[tuple[str, Item], ...] = ()
    why: str = ""
    likely: tuple[Known, ...] = ()
    called: str = ""
    reasons: dict[str, list[str]] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        return self.meant[0][1].pending.ref if self.meant else ""


def of(talk: Talk, text: str = "") -> Which:
    """The case that ``text`` (else what was said) is about."""
    said = text or talk.text
    cases = known_to(talk)
    remember_later(talk, cases)
    weights = weigh(talk.reader.bodies, said, cases)
    _of_who_has_it(talk, said, cases, weights)
    addressed = _of_whom(said, cases, weights)
    if addressed is not None:
        return addressed
    ranked = sorted(cases, key=lambda case: -weights[case.ref].total)
    reasons = {ref: weight.marks for ref, weight in weights.items() if weight.marks}
    called = calls(said)
    best = weights[ranked[0].ref] if ranked else Weight()
    near = [
        case for case in ranked if best.total and weights[case.ref].total * CLEARLY > best.total
    ]
    now_at, rivals = _subject(talk, said, cases)
    own = weights[now_at.ref].total if now_at is not None else 0.0
    about = without_bodies(talk.reader.bodies, said).strip()
    named = best.total >= ENOUGH and best.outright
    if now_at is not None and now_at not in near and not called:
        # A running exchange is left for what is plainly something else.
        named = named and best.total >= max(AGAINST, 2 * own)
    if named and len(near) == 1:
        return Which(tuple(near[0].held), "words", reasons=reasons)
    if called and best.total < ENOUGH and not own:
        alike = [case for case in cases if case.open and things(called).named & case.named.named]
        if len(alike) == 1:
            # 「厕所那个」 of the only 公厕.
            return Which(tuple(alike[0].held), "words", reasons=reasons)
        return Which(called=called, likely=tuple(near), reasons=reasons)
    if now_at is not None and (now_at in near or not named):
        marks = reasons.get(now_at.ref, [])
        by_line = all(mark.startswith("事") for mark in marks)
        thing = things(about[:_HEAD]) if by_line and said[:1] != "车" else None
        spoken = [case for case in cases if case.open and thing and thing.of(case.named)]
        if len(spoken) == 1 and now_at not in spoken:
            # 「渠我看了，塌了三米」, said while the refuse was spoken of.
            return Which(tuple(spoken[0].held), "words", reasons=reasons)
        if thing and not own and _is_of_another(about[:_HEAD], now_at):
            return Which(likely=tuple(spoken) or (now_at,), reasons=reasons)
        return Which(tuple(now_at.held), "talk", reasons=reasons)
    at_work = [case for case in cases if case.open and _is_at_work(case)]
    if near == at_work and len(near) == 1 and things(about).of(near[0].named):
        # 「要换整个灯头」 days later, of the only lamp there is.
        return Which(tuple(near[0].held), "words", reasons=reasons)
    if best.total >= ENOUGH:
        return Which(likely=tuple(near), reasons=reasons)
    if rivals:
        return Which(likely=tuple(rivals), reasons=reasons)
    if len(at_work) == 1 and not _is_of_another(about, at_work[0]):
        if is_stale(talk, at_work[0].held[0][1]):
            return Which(likely=tuple(at_work), reasons=reasons)
        return Which(tuple(at_work[0].held), "only", reasons=reasons)
    return Which(likely=tuple(by_push(talk, near or at_work)), reasons=reasons)


def _of_whom(said: str, cases: Sequence[Known], weights: Mapping[str, Weight]) -> Which | None:
    """「给李大山说…」: of what that person reported, and of nothing else."""
    name = orders.addressed(said, [case.name for case in cases if case.name])
    theirs = [case for case in cases if name and case.name == name]
    theirs = [case for case in theirs if case.open] or theirs
    ranked = sorted(theirs, key=lambda case: -weights[case.ref].total)
    if not ranked:
        return None
    first, second = weights[ranked[0].ref].total, weights[ranked[1].ref].total if ranked[1:] else 0
    if len(ranked) == 1 or first > CLEARLY * second:
        return Which(tuple(ranked[0].held), "words")
    return Which(likely=tuple(ranked))


#: What a desk says of the case that was shown to it last.
_ORDER = re.compile(
    r"^(?:那|就|行|好|嗯|中|可以|没错)*(?:的|吧)?[，, ]*(?:就|先|也)?"
    r"(?:转|交|派|给|同意|不同意|准|不准|再|抓紧|催|办结|销号|让|请|叫)"
)


def _subject(talk: Talk, said: str, cases: Sequence[Known]) -> tuple[Known | None, list[Known]]:
    """What a sentence that names nothing is about: the running exchange, or whose constituent or
    bureau spoke to them since; else what it may be."""
    at = running(talk, cases)
    again = called_not_good(talk, cases)
    if at in again or is_once_more(said):
        # 「这回弄好了」 is of what was called not good; of several of those they say which.
        if len(again) > 1:
            return None, again
        at = again[0] if again else at
    body = next((each for each in talk.reader.bodies if names_body(said, each)), "")
    if at is not None and body and talk.roles.deputies and not fits(at, body):
        # 「供电所今天来换了」 is of the lamp, though the ditch was spoken of last.
        theirs = [case for case in cases if case.open and _is_at_work(case) and fits(case, body)]
        if theirs:
            return (theirs[0], []) if len(theirs) == 1 else (None, [*theirs, at])
    came = [case for case in shown(talk, cases) if case is not at and _is_at_work(case)]
    if not came:
        return at, []
    both = [*came, *([at] if at is not None else [])]
    fitting = [case for case in both if body and fits(case, body)]
    if fitting:
        # What looks like that body's is still asked about, where they are not at it.
        one = fitting[0]
        sure = len(fitting) == 1 and (
            one in (came[0], at) or echoes(without_bodies(talk.reader.bodies, said), one, cases)
        )
        return (one, []) if sure else (None, fitting)
    if at is not None and not _ORDER.match(said) and came[0].untouched:
        # Nothing can be told yet of what they have only just been given.
        return at, []
    return (came[0], []) if len(came) == 1 else (None, both)


#: 「请民政再核一下」 is of what lies there.
_HAS_IT = 0.8
_GIVES = re.compile(r"转|交给|派给|甩给")


def _of_who_has_it(
    talk: Talk, said: str, cases: Sequence[Known], weights: Mapping[str, Weight]
) -> None:
    if not talk.roles.officer_roles or _GIVES.search(said):
        return
    bodies = [
        body.split("|")[0]
        for body in talk.reader.bodies
        if names_body(said, body) and not any(f"给{name}" in said for name in body.split("|"))
    ]
    if not bodies:
        return
    by_id = {case.issue.id: case for case in cases if case.issue is not None}
    left = left_of(talk, said)
    if any(in_title(word, case) for case in cases if case.open for word in left.named):
        # 「蓄水池找水利」 is of the pool, whatever else lies with that bureau.
        return
    rows = talk.session.execute(
        select(HandOver.issue_id, Bureau.name)
        .join(Bureau, Bureau.id == HandOver.bureau_id)
        .where(
            HandOver.issue_id.in_(by_id),
            HandOver.state.in_(RESPONSIBLE),
            Bureau.name.in_(bodies),
        )
    ).all()
    for issue_id, name in rows:
        weights[by_id[issue_id].ref].add(name, _HAS_IT / len(rows))
        weights[by_id[issue_id].ref].outright = True


#: What a sentence is about stands in its first letters.
_HEAD = 3


def _is_of_another(said: str, case: Known) -> bool:
    """Whether it is about a thing that this case is not about: 「灯杆换新的了」 beside a tap."""
    about = things(said)
    return bool(about) and bool(case.named) and not about.of(case.named)


def _is_at_work(case: Known) -> bool:
    return any(role != "constituent" for role, _ in case.held)


def of_a_case_of_others(talk: Talk, text: str, item: Item) -> bool:
    """Whether words of it are the title of an open case of the same place that is not theirs: what
    they say is not to be told to another's reporter."""
    issue = issue_of(item)
    if issue is None or issue.grid_id is None:
        return False
    rows = talk.session.execute(
        select(Issue.title)
        .where(Issue.station_id == issue.station_id, Issue.state.in_(OPEN), Issue.id != issue.id)
        .order_by(Issue.id.desc())
        .limit(_OTHERS)
    )
    own = f"{issue.title}，{issue.words.text or ''}"
    said = without_bodies(talk.reader.bodies, text)
    return any(
        len(word) > len("路灯") and word not in own
        for (title,) in rows
        for word in shared_words(said, title)
    )


#: Among so many of the newest.
_OTHERS = 200


#: More pieces are a report, which others read.
_PIECES = 6
_PIECE = re.compile(r"[^，,。；;！!？?\s]+[，,。；;！!？?\s]*")


def parts(talk: Talk) -> list[tuple[str, Which]]:
    """Where a message calls several cases, each with what is said of it; else nothing."""
    found: list[tuple[str, Which]] = []
    pieces = [each for piece in _PIECE.findall(talk.text) for each in _in_one_breath(talk, piece)]
    # 「井盖那个我晚点看，路灯站里先办」: one is called, and the next piece names another.
    both = {piece: joined(talk, piece) for piece in pieces}
    few = 1 < len(pieces) <= _PIECES
    several = any(both.values()) or (few and any(calls(each) for each in pieces))
    # 「灯泡明天到货，电杆今天下午扶」: never both to one.
    several = several or (few and len({each.ref for each in _by_words(talk, pieces)}) > 1)
    beside = 1
    for piece in pieces if several else ():
        found += [(piece, each) for each in both[piece]]
        if both[piece]:
            beside = len(both[piece])
            continue
        which = of(talk, piece)
        if which.why == "words" and (not found or which.ref != found[-1][1].ref):
            before = "" if found else talk.text[: talk.text.index(piece)]
            found.append((before + piece, which))
            beside = 1
        elif found:
            # 「路灯、厕所和下水道，都请站里办」: of each of those that stand side by side.
            found[-beside:] = [(text + piece, each) for text, each in found[-beside:]]
    found = [(text.strip(" ，,。；;"), which) for text, which in found]
    return found if len(found) > 1 else []


def _in_one_breath(talk: Talk, piece: str) -> list[str]:
    """「灯换好了电杆后天弄」, spoken without a pause: cut before the thing of another case."""
    if len(piece) < _TWO_CLAUSES:
        return [piece]
    cases = known_to(talk)
    last: str | None = None
    for word in words_of(piece):
        having = [case.ref for case in cases if word.names and word.text in case.title]
        if len(having) != 1:
            continue
        at = piece.find(word.text)
        if last not in (None, having[0]) and _ENDS_A_CLAUSE.search(piece[:at]):
            return [piece[:at], piece[at:]]
        last = having[0]
    return [piece]


#: So many letters hold two of them.
_TWO_CLAUSES = 8
_ENDS_A_CLAUSE = re.compile(
    r"(?:[了过货吧]|[修换装清挖补拆扶铺盖垫接焊弄办看去来](?:完|好|掉|走|上|通)?)$"
)


def _by_words(talk: Talk, pieces: Sequence[str]) -> list[Which]:
    return [which for piece in pieces if (which := of(talk, piece)).why == "words"]


_AND = re.compile(r"和|跟|与|、|还有")


def joined(talk: Talk, piece: str) -> list[Which]:
    """「机井跟下水道我明天去看」: the cases that are named side by side."""
    sides = _AND.split(piece)
    if talk.roles.officer_roles or not 1 < len(sides) <= _PIECES:
        return []
    each = [of(talk, side) for side in sides]
    plain = all(one.why == "words" for one in each)
    return each if plain and len({one.ref for one in each}) == len(each) else []


def known(talk: Talk, issue: Issue) -> Known | None:
    """A case of theirs with all that was said in it."""
    case = next((each for each in known_to(talk) if each.issue is issue), None)
    remember_later(talk, [case] if case is not None else [])
    return case


def among(talk: Talk, ref: str) -> tuple[tuple[str, Item], ...]:
    """A case of theirs by its number, in each role; empty: none of theirs."""
    return next((tuple(case.held) for case in known_to(talk) if case.ref == ref), ())
