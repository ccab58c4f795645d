"""Somebody else's matter, told by who is at work: 「后营老宋来电话，路灯杆锈断」, 「登记本上韩老三
说涵洞堵了」, 「四组老乡反映…」. What stands in front of the matter (how it came, from where, who)
is read piece by piece, in whatever order it is typed; what is left is the matter. Names and
telephones stand in fields of their own and not in the words, which deputies and bureaus read
(design 1.6). Pure: where places stand in the text is given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.conversation.citizen.phones import NUMBER
from handlers.conversation.staff import who_came_words as words


@dataclass(frozen=True, slots=True)
class Told:
    """``said``: the matter, with its place in front. ``source``: walk_in, telephone, book; "heard":
    no word says how it came. All but ``said`` and ``source`` may be empty. ``silent``: they want
    nobody to know. ``form``: it begins or ends as what is written down (登记：, 记一下)."""

    said: str
    source: str
    place: str = ""
    name: str = ""
    phone: str = ""
    silent: bool = False
    form: bool = False


@dataclass(slots=True)
class _Front:
    """What stands in front of the matter, as far as it is read. ``end``: where the matter begins,
    ``broken``: whether it begins there for sure."""

    end: int = 0
    broken: bool = True
    source: str = ""
    place: str = ""
    name: str = ""
    person: bool = False
    says: bool = False
    form: bool = False
    for_them: bool = False
    wrote_it: bool = False


def told_by(text: str, places: Sequence[tuple[int, int]]) -> Told | None:
    """The matter of somebody else that ``text`` tells, and of whom; None: it tells none so.
    ``places``: where places that are known stand in it."""
    plain = text.strip()
    phone = re.search(rf"(?<!\d)({NUMBER})(?!\d)", plain)
    front = _front(plain, [span for span in places if span[0] < len(plain)])
    noted = words.NOTED.search(plain) is not None
    if front is None or words.OFFICE.search(_without_places(plain[: front.end], front.place)):
        return None
    if front.for_them and not (front.form or front.wrote_it or front.says or noted):
        # 「给镇长打过电话了」
        return None
    left_phone = phone is not None and front.person and front.says
    came = front.form or front.for_them or noted or left_phone
    source = front.source or ("walk_in" if came else "heard")
    placed = front.place or any(start >= front.end for start, _ in places)
    if not front.form and not front.person and not (placed and front.source):
        return None
    if source == "heard" and not front.says:
        return None
    rest = words.SILENT.sub("", plain[front.end :])
    said = without_beside(rest)
    if (behind := words.CALLED_BEHIND.search(said)) is not None:
        # Their name is for the desk: what they told goes to deputies.
        front.name = front.name or behind["name"] or behind["sur"]
        said = said[: behind.start()]
    said = words.SEVERAL_MATTERS.sub("", said)
    said = words.HOME.sub("", said).strip("，,。；;：:、 ）)")
    place = front.place
    if not place and (behind := words.BEHIND.search(said)) is not None:
        spans = [plain[a:b] for a, b in places]
        if any(behind["place"].startswith(span) or span == behind["place"] for span in spans):
            place, said = behind["place"], said[: behind.start()].strip("，,。； ")
    if len(said) < (words.LEAST if not front.form else len("危房")):
        return None
    if place and not said.startswith(place):
        said = f"{place}{said}"
    return Told(
        said,
        source,
        place,
        front.name,
        phone[1] if phone else "",
        words.SILENT.search(plain) is not None,
        front.form or noted or front.for_them,
    )


def _front(text: str, places: list[tuple[int, int]]) -> _Front | None:
    """Piece by piece from the left, until something stands there that is none of it."""
    spans = dict(places)
    at, found, sure = 0, _Front(), _Front()
    while at < len(text):
        end = _piece(text, at, spans, found)
        if end is None or end <= at:
            break
        at = end
        found.end = at
        if found.broken:
            sure = replace(found)
        if found.says:
            break
    if found.says or (at < len(text) and found.broken):
        return found
    # 「老张家房子漏雨」 after 登记: the home belongs to who is named.
    if found.person and text[at : at + 1] == "家":
        return replace(found, broken=True)
    # The last piece belongs to the matter: 「来电：后营路灯杆锈断」.
    return sure if sure.end else None


def _piece(text: str, at: int, spans: dict[int, int], found: _Front) -> int | None:
    """Where the piece at ``at`` ends, which is written into ``found``; None: it is none."""
    if broken := words.BREAK.match(text, at):
        found.broken = True
        return broken.end()
    before_matter = found.broken
    found.broken = False
    if not found.place and (at in spans or words.GROUP.match(text, at)):
        # 「核桃园村|民」, 「前营村网格|员」: whoever lives there is no place.
        whole = spans.get(at, at)
        whole -= 1 if text[whole - 1 : whole + 1] == "村民" else 0
        whole -= 2 if text[whole - 2 : whole + 1] in ("网格员", "网格长") else 0
        unit = words.UNIT.match(text, whole)
        end = unit.end() if unit else whole
        found.place = re.sub(r"(?:里)?(?:的|那边|那儿|这边)?$", "", text[at:end]) or text[at:end]
        return end
    if not found.form and before_matter and (form := words.FORM.match(text, at)):
        found.form = True
        if "电话" in form[0]:
            found.source = "telephone"
        return form.end()
    if found.for_them and found.person and (noted := words.NOTE_IT.match(text, at)):
        found.wrote_it = found.broken = True
        return noted.end()
    if at == 0 and (for_them := words.FOR.match(text, at)):
        found.for_them = True
        return for_them.end()
    beside = words.BESIDE.match(text, at)
    if beside and beside.end() > at:
        return beside.end()
    if at == 0 and (next_one := words.NEXT.match(text)) and re.search(NUMBER, text):
        # 「还有一个，杨家沟罗成，137…，电杆拉线松了」: with a telephone it is one who came.
        found.form = found.broken = True
        return next_one.end()
    if several := words.OF_SEVERAL.match(text, at):
        return several.end()
    one = words.ONE_OF.match(text, at)
    if one and not found.place and (one.end() in spans or words.FROM.match(text, one.end())):
        return one.end()
    arrived = words.ARRIVED.match(text, at)
    if arrived and (arrived.end() in spans or words.PERSON.match(text, arrived.end())):
        found.source = found.source or "walk_in"
        return arrived.end()
    if when := words.WHEN.match(text, at):
        return when.end()
    for source, shape in (
        ("book", words.WROTE),
        ("telephone", words.RANG),
        ("walk_in", words.CAME),
    ):
        if way := shape.match(text, at):
            # Who rang or wrote may have come to be told so; the first word counts.
            found.source = found.source or source
            return way.end()
    if (found.person or found.place or found.source) and (says := words.SAYS.match(text, at)):
        found.says = found.broken = True
        return says.end()
    if not found.place and not found.person and (village := words.FROM.match(text, at)):
        found.place = village[0].removesuffix("的")
        return village.end()
    person = words.PERSON.match(text, at)
    if person and person.end() > at and (not found.person or (person["name"] and not found.name)):
        found.person = True
        found.name = (person["name"] or "").removesuffix("的")
        return person.end()
    if not found.name and (called := words.CALLED.match(text, at)):
        found.person = True
        found.name = called["name"] or called["sur"]
        return called.end()
    for shape in (words.AGED, words.LIVES):
        if other := shape.match(text, at):
            if shape is words.LIVES and other.end() not in spans:
                continue
            return other.end()
    like = words.LIKE_A_PLACE.match(text, at) if not found.place else None
    if like and (words.PERSON.match(text, like.end()) or words.BREAK.match(text, like.end())):
        found.place = re.sub(r"(?:的|有个|来个)$", "", like[0])
        return like.end()
    found.broken = before_matter
    return None


def _without_places(front: str, place: str) -> str:
    return front.replace(place, "") if place else front


def without_beside(text: str) -> str:
    """``text`` without the telephone and the words for the book."""
    return words.BESIDE.sub("", text).strip("，,。；; ")
