"""What a desk orders about an issue: 「民12 转供电所」, 「12 答复：周四修」
(rules/replies_orders.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nlp.replies import questions
from nlp.replies.bodies import named_body
from nlp.replies.listener import Listener, Result
from nlp.replies.model import Act, Pending
from nlp.replies.normal import Text
from nlp.replies.references import Mention, tail_number
from nlp.replies.rules import RULES
from nlp.replies.spoken import Fields
from nlp.replies.statements import trim

#: Who gives such orders.
ROLES = ("station", "officer")
_KINDS = ("issue", "revisit", "handover")
#: Where a bare 「转」 says yes to what a deputy asked for.
_REQUESTED = ("requested", "at_station")

_FILE = Path(__file__).resolve().parent.parent / "rules" / "replies_orders.toml"
_BREAK = re.compile(r"[\s，,。；;、！!：:]+")
_LINKED = re.compile(r"[\s、,，和跟与及]*")
_TARGET = re.compile(r"(?:民\s*)?(?P<number>\d{1,6})\s*号?")
_CASE_AHEAD = re.compile(r"(?:并入|[并合归][到进入]|并给|和|跟|与|同)\s*$")
_RESULT = re.compile("没|不|好了|修|亮|通|已")
#: 「12和11是一件」: the second number is the other case, not one more that is ordered about.
_SAME = re.compile(
    r"[\s，,]*(?:和|跟|与|同|、)\s*(?:民\s*)?\d+号?\s*(?:都|也)?(?:并?不)?(?:是|算|属于)?.{0,2}"
    r"(?:一件|一回事|一个事|一码事|一个问题|重复|重了|并案|合并|并到一起)"
)
#: 「路灯这件给供电所」, where there is but one.
_CALLED = re.compile(r"[\u4e00-\u9fff]{1,8}?[这那](?:件|个|起)(?:事)?[，, ]*(?=[转给交派请让])")
_BARE_TRANSFER = re.compile(
    r"(?:同意，?)?(?:可以)?(?:转|转办|转吧|转了吧|转办吧|同意转|同意转办)[，,。！!]*"
)


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the rule file."""

    act: str
    verb: re.Pattern[str]
    tail: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    field: str
    reads: str
    ask: str
    whole: bool
    kinds: tuple[str, ...]


def _load() -> tuple[re.Pattern[str], tuple[Command, ...]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))

    def pattern(text: str) -> re.Pattern[str]:
        return RULES.compiled(text.replace("<citizen>", data["citizen"]))

    commands = tuple(
        Command(
            act=row["act"],
            verb=pattern(row["verb"]),
            tail=pattern(row["tail"]) if "tail" in row else None,
            unless=pattern(row["unless"]) if "unless" in row else None,
            field=row.get("field", ""),
            reads=row["reads"],
            ask=row.get("ask", ""),
            whole=row.get("whole", False),
            kinds=tuple(row.get("kinds", _KINDS)),
        )
        for row in data["command"]
    )
    return pattern(data["lead"]), commands


_LEAD, COMMANDS = _load()
#: 「3城管 4交通」
_BODY_ALONE = RULES.compiled(r"(?![^，,。\s]*[已没不给转派让请叫])<body>(?:$|[，,。\s])")


@dataclass(frozen=True, slots=True)
class Order:
    """A command found in a stretch of text: whom it is about, its verb and what follows."""

    command: Command
    mentions: tuple[Mention, ...]
    verb: str
    rest: str
    plain_rest: str


def read_orders(
    listener: Listener, text: Text, mentions: Sequence[Mention], result: Result
) -> list[Text] | None:
    """Perform the commands of a desk's message. Returns the stretches that are none (to be read
    like any other reply), or None if nothing in it is a command."""
    if listener.role not in ROLES or not any(_orderable(item) for item in listener.pending):
        return None
    left: list[Text] = []
    found = False
    for start, end in _stretches(text.plain, mentions):
        inside = [each for each in mentions if start <= each.start < end]
        order = _order(listener, text, start, end, inside)
        if order and not order.rest and order.command.tail and left:
            # 「看过了，灯亮着，民11办结」
            order = replace(order, rest=trim(_words(left.pop().shown)))
        if order is None or not _perform(listener, order, result):
            left.append(Text(text.shown[start:end], text.plain[start:end]))
        else:
            found = True
    return left if found else None


def _orderable(item: Pending) -> bool:
    return item.kind in _KINDS


def is_beside_alarms(listener: Listener, plain: str, mentions: Sequence[Mention]) -> bool:
    """True if all that is pending are alarms and the text is plainly about something else (another
    number, 同意, 转供电所): nothing is asked back then, the alarm goes on ringing."""
    if not listener.pending or any(item.kind != "alarm" for item in listener.pending):
        return False
    if any(each.unknown for each in mentions):
        return True
    number = re.match(r"\d{1,4}号?\s*", plain)
    start = number.end() if number and not mentions else 0
    position, _ = _head(plain, start, len(plain), mentions)
    if RULES.patterns["about_alarm"].search(plain):
        return False
    decided = RULES.patterns["decision"].match(plain, position)
    return bool(decided) or any(row.verb.match(plain, position) for row in COMMANDS)


def _stretches(plain: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Cut where a new case is named at the head of a breath: 「民12转供电所，民13办结」."""
    cuts = [0]
    before_end = -1
    for each in mentions:
        linked = before_end >= 0 and bool(_LINKED.fullmatch(plain, before_end, each.start))
        before_end = each.end
        if (
            each.sort not in ("number", "title", "ordinal")
            or not each.refs
            or each.start == 0
            or linked
        ):
            continue
        if not _BREAK.fullmatch(plain[each.start - 1]) or _CASE_AHEAD.search(plain[: each.start]):
            continue
        after = plain[each.end :].lstrip(" ，,：:")
        explicit = "民" in plain[each.start : each.end]
        ordered = any(row.verb.match(after) for row in COMMANDS) or _BODY_ALONE.match(after)
        if each.sort == "title":
            explicit, verb = False, None
        else:
            verb = RULES.patterns["decision"].match(after) or _RESULT.match(after)
        if after and (explicit or verb or ordered):
            cuts.append(each.start)
    return list(zip(cuts, [*cuts[1:], len(plain)], strict=True))


def _head(
    plain: str, start: int, end: int, mentions: Sequence[Mention]
) -> tuple[int, tuple[Mention, ...]]:
    """Where the verb stands: behind numbers, titles and small words."""
    position = start
    named: list[Mention] = []
    while True:
        if _SAME.match(plain, position, end):
            return position, tuple(named)
        lead = _LEAD.match(plain, position, end)
        position = lead.end() if lead else position
        ahead = [each for each in mentions if position <= each.start <= position + 1]
        if not ahead or ahead[0].end <= position:
            return position, tuple(named)
        named.append(ahead[0])
        position = ahead[0].end


def _order(
    listener: Listener, text: Text, start: int, end: int, mentions: Sequence[Mention]
) -> Order | None:
    plain = text.plain
    position, named = _head(plain, start, end, mentions)
    called = _CALLED.match(plain, position, end)
    if called and not named and sum(map(_orderable, listener.pending)) == 1:
        position = called.end()
    while _SAME.match(plain, position, end) and plain[position] in " ，,":
        position += 1
    title_named = [each for each in named if each.sort == "title"]
    words = plain[position:end].strip(" ，,。！!")
    behind, last = _behind(plain, position, end, mentions)
    for command in COMMANDS:
        if command.unless and command.unless.search(words):
            continue
        if match := command.verb.match(plain, position, last):
            begins = match.end()
            inside = [each for each in mentions if begins <= each.start <= begins + 1]
            if inside and not named and command.reads != "case" and inside[0].sort == "number":
                behind, begins = (inside[0],), inside[0].end  # 「答复52：已修好」
            kept = slice(begins, last)
            return Order(
                command, named or behind, match[0], trim(_words(text.shown[kept])), plain[kept]
            )
        if command.tail and (match := re.search(rf"[，, ]({command.tail.pattern})$", words)):
            shown = trim(_words(text.shown[position : position + match.start()]))
            if not RULES.patterns["negation"].search(shown):
                return Order(command, named or behind, match[1], shown, shown)
    if title_named and not behind:
        # 「供电所…」: a word of a title may open the order itself.
        return _order(listener, text, start, end, [m for m in mentions if m not in title_named])
    return None


def _behind(
    plain: str, start: int, end: int, mentions: Sequence[Mention]
) -> tuple[tuple[Mention, ...], int]:
    """「转供电所，民12」: numbers that stand alone at the end, and where the words before end."""
    numbers = [each for each in mentions if each.sort == "number" and start < each.start < end]
    behind: list[Mention] = []
    last = end
    for each in reversed(numbers):
        if plain[each.end : last].strip(" ，,。、和") or _CASE_AHEAD.search(plain[: each.start]):
            break
        if not _BREAK.fullmatch(plain[each.start - 1]):
            break
        behind.insert(0, each)
        last = each.start
    return tuple(behind), last


def _words(shown: str) -> str:
    return shown.strip(" ，,：:;；")


def _perform(listener: Listener, order: Order, result: Result) -> bool:
    """True if the order was done or asked about; False if it is no order about what is pending."""
    unknown = [each.unknown for each in order.mentions if each.unknown]
    if unknown:
        result.asks.append(questions.unknown(unknown[0], listener.pending))
        return True
    refs = {ref for each in order.mentions for ref in each.refs}
    named = [item for item in listener.pending if item.ref in refs]
    fitting = [item for item in named or listener.pending if item.kind in order.command.kinds]
    if named and not fitting:
        return False
    fields, target = _fields(listener, order)
    fitting = [item for item in fitting if item.ref != target or named]
    meant = tuple(dict.fromkeys(item.ref for item in fitting))
    if not meant or (not named and _is_call(listener, order)):
        return False
    doubtful = any(each.doubtful for each in order.mentions)
    if len(meant) > 1 and (doubtful or not named):
        result.asks.append(questions.which(fitting, order.verb))
        return True
    act = order.command.act
    bare = _BARE_TRANSFER.fullmatch((order.verb + order.plain_rest).strip(" ，,。！!"))
    if bare and not fields and all(item.state in _REQUESTED for item in fitting):
        act = "approve"
    if act == order.command.act and order.command.field and not fields:
        result.asks.append(questions.about(order.command.ask, fitting))
        return True
    result.acts.append(Act(act, meant, fields))
    return True


def _is_call(listener: Listener, order: Order) -> bool:
    """「打过电话了」 beside a call from the telephone list tells what came of that call."""
    calls = any(item.kind == "undelivered" for item in listener.pending)
    if any(item.kind == "revisit" for item in listener.pending) and _VERDICT.search(
        order.plain_rest
    ):
        return (
            order.command.act == "spoken_by_phone"
        )  # what came of it is the result of the revisit
    return calls and order.command.act in ("spoken_by_phone", "answer")


#: How a thing stands, as who rang for a revisit tells it.
_VERDICT = re.compile(
    r"(?:没|不)(?:修|弄|办)?[好亮通]|还是[^，]{0,3}[黑坏堵漏臭不]|(?:修|弄|办)?好了|亮了|通了|满意"
)


def _fields(listener: Listener, order: Order) -> tuple[Fields, str]:
    """The words of an order under the name of its field, and the case that a merge goes into."""
    command, rest = order.command, order.rest
    value: Any = ""
    target = ""
    match command.reads:
        case "body":
            value = named_body(_words(order.plain_rest), listener.bodies) or ""
        case "case":
            found = _TARGET.match(_words(order.plain_rest))
            number = int(found["number"]) if found else None
            known = [
                item.ref
                for item in listener.pending
                if tail_number(item.ref) == number and item.kind in _KINDS
            ]
            target = value = known[0] if known else f"民{number}" if found else ""
        case "where":
            value = re.sub(
                r"^(?:请|让|叫|建议)?(?:他|她|群众|反映人|老乡|村民|本人|人家)们?", "", rest
            )
            value = re.sub(
                r"^(?:自己|直接|先|可以|应该)*(?:打|拨打?|找|去|到|走|问|联系|向)+", "", value
            )
            value = trim(value)
        case "reason":
            value = re.sub(
                r"^(?:是?因为是?|理由(?:是|[:：])?|原因(?:是|[:：])?)[，,：: ]*", "", rest
            )
        case "place":
            value = re.sub(
                r"(?:那边|这边|片)?(?:的|吧|了|去)*$", "", re.split(r"[，,。；; ]", rest)[0]
            )
        case "text":
            value = rest
    if not value and command.whole:
        value = order.verb
    return ({command.field: value} if value and command.field else {}), target
