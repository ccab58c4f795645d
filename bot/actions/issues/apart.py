"""What of one message is a matter of its own, and how each of them is read: by page, by chat and
by voice alike. A danger is never filed in two halves; what is plain beside a blame goes to those
who can mend it, the blame above whom it is about (design 1.3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.normal import normal
from nlp.reading import Matter, Reader, Reading
from nlp.split import clean, split


@dataclass(frozen=True, slots=True)
class Part:
    """One matter beside the reading that decides where it goes. ``plain``: said beside a blame and
    no part of it."""

    matter: Matter
    reading: Reading
    plain: bool = False


#: That something is wrong, whoever is to blame for the rest of the message.
_WRONG = re.compile(r"[坏堵断漏塌]了|停[水电气]|没[水电]|不[通亮]|臭|黑")
_WHO = re.compile(r"[他她]|这个?人|那个?人|书记|主任|村长|干部|镇长|站长|领导|代表|也是")


def parts_of(reader: Reader, reading: Reading) -> Sequence[Part]:
    """The matters of a message in the order in which they were said; at least one."""
    matters = _matters(reading)
    if reading.urgency == "危急" or not reading.avoid:
        return [Part(matter, reading) for matter in matters]
    if len(matters) < 2:
        return _beside_blame(reader, reading) or [Part(matters[0], reading)]
    read = [_read(reader, reading, matter.text) for matter in matters]
    plain = [_is_plain(part) for part in read]
    if not any(part.avoid for part, own in zip(read, plain, strict=True) if not own):
        return [Part(matter, reading) for matter in matters]
    return [
        Part(matter, part if own else reading, own)
        for matter, part, own in zip(matters, read, plain, strict=True)
    ]


def _matters(reading: Reading) -> Sequence[Matter]:
    if reading.urgency != "危急":
        return reading.issues
    urgent = [matter for matter in reading.issues if matter.urgency == "危急"]
    return [replace((urgent or reading.issues)[0], urgency="危急")]


def _beside_blame(reader: Reader, reading: Reading) -> Sequence[Part]:
    """「路灯不亮，另外书记…」 that was read as one blame; empty: it is one."""
    plain_text = normal(reading.text).text
    texts = [clean(reading.text[start:end]) for start, end in split(plain_text, reading.text)]
    if len(texts) < 2:
        return ()
    read = [_read(reader, reading, text) for text in texts]
    plain = [part for part in read if _is_plain(part)]
    blames = [part for part in read if not _is_plain(part)]
    if not plain or not any(part.avoid for part in blames):
        return ()
    first = blames[0]
    return [
        # Whoever is named anywhere in the message hears none of the blame.
        Part(_there(first.issues[0], reading), replace(reading, issues=(first.issues[0],) * 2)),
        *(Part(_there(part.issues[0], reading), part, True) for part in plain),
    ]


def _there(matter: Matter, reading: Reading) -> Matter:
    """What names no place is where the rest of the message is."""
    return matter if matter.grid_code else replace(matter, grid_code=reading.grid_code)


def _read(reader: Reader, whole: Reading, text: str) -> Reading:
    return reader.read(text, home=whole.grid_code)


def _is_plain(part: Reading) -> bool:
    return (
        part.kind == "problem"
        and not part.avoid
        and len(part.issues) == 1
        and bool(_WRONG.search(part.text))
        and not _WHO.search(part.text)
    )
