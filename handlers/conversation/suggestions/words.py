"""What the listeners for suggestions share: which one is meant by a number or by a few words, and
doing an act about it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions.casework import label
from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import newest
from bot.store.models import Assignment, Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.deeds import ACTS, Doing
from nlp.replies.references import shared_words

#: 37, 37号, 建〔16-6〕37号, 稿12.
NUMBER = r"(?:建|稿)?(?:〔?\d{1,2}[-－—]\d{1,2}〕?)?(?:建|稿)?第?\d{1,5}(?:号|件)?"
_NUMBER = re.compile(
    r"(?:建?〔?\d{1,2}[-－—]\d{1,2}〕?)?(?:建|稿)?第?(?P<n>\d{1,5})(?:号|件)?", re.ASCII
)
#: A place tells nothing of what a suggestion is about.
_PLACES = re.compile(r"[一-鿿]{2,3}?[村镇乡组]")
#: Of the pairs of letters that were said, so many stand in the title that is meant.
_ALIKE = 0.6


def do(
    talk: Talk,
    act: str,
    case: Suggestion | Assignment | None,
    role: str = "deputy",
    **fields: Any,
) -> str:
    """Do one act of this person; the sentence that answers. Raises Refused."""
    return ACTS[role][act](
        Doing(
            session=talk.session,
            now=talk.now,
            contact=talk.contact,
            roles=talk.roles,
            reader=talk.reader,
            case=case,
            fields=fields,
            said=talk.text,
        )
    )


def bare(talk: Talk) -> str:
    """What was said, without the marks of quotation around it."""
    return talk.text.strip().strip('“”"「」 ')


def whole_text(talk: Talk, about: Suggestion) -> str:
    """The title and all that is written under it."""
    return f"{about.title}。{drafts.text_of(newest(talk.session, about)).whole}"


def one_of(
    talk: Talk,
    act: str,
    waiting: Sequence[Suggestion],
    named: str,
    fields: Mapping[str, str],
) -> str | None:
    """Do it about the one that is named, or the only one; else ask which."""
    meant = numbered(waiting, named) if named else list(dict.fromkeys(waiting))
    if not meant:
        return None
    if len(meant) > 1:
        return which(meant)
    return do(talk, act, meant[0], **fields)


#: So many are named in a question; any other number of theirs answers it as well.
_NAMED = 6


def which(meant: Sequence[Suggestion | Assignment]) -> str:
    """「您说的是哪一件？」, with their names."""
    more = f"等{len(meant)}件" if len(meant) > _NAMED else ""
    return say("writing.which", list="、".join(label(one) for one in meant[:_NAMED]) + more)


def numbered(rows: Sequence[Suggestion], named: str) -> list[Suggestion]:
    """Those whose number is named: 37, 建〔16-6〕37号, 稿12."""
    found = _NUMBER.fullmatch(named.strip())
    if found is None:
        return []
    number = int(found["n"])
    if "稿" in named:
        return [one for one in rows if one.draft_number == number]
    formal = [one for one in rows if one.serial == number]
    return formal or [one for one in rows if one.number is None and one.draft_number == number]


#: 「12」, 「是12号那件」, 「管网那件」: an answer to 「您说的是哪一件？」 and nothing besides.
_THAT_NUMBER = re.compile(rf"(?:是|就是|说的是)?(?P<n>{NUMBER})(?:那件|这件|吧|的)?[。！!]?")
_THAT_NAME = re.compile(
    r"(?:是|就是|说的是)?(?P<words>.{2,14}?)(?:的)?(?:那|这)(?:[件个条])[。！!]?"
)


def picked(rows: Sequence[Suggestion], said: str) -> Suggestion | None:
    """The one of those we asked about that an answer picks; None: it is no such answer."""
    if (number := _THAT_NUMBER.fullmatch(said)) is not None:
        meant = numbered(rows, number["n"])
    elif (name := _THAT_NAME.fullmatch(said)) is not None:
        meant = titled(rows, name["words"])
    else:
        return None
    return meant[0] if len(meant) == 1 else None


def titled(rows: Sequence[Suggestion], words: str) -> list[Suggestion]:
    """Those whose title these few words are said of: 「水管那件」."""
    said = words.strip()
    pairs = {said[at : at + 2] for at in range(len(said) - 1)}
    if not pairs:
        return []
    found = [one for one in rows if said in one.title]
    return found or [
        one for one in rows if sum(pair in one.title for pair in pairs) / len(pairs) >= _ALIKE
    ]


def most_said_of(rows: Sequence[Suggestion], said: str) -> list[Suggestion]:
    """Those of whose titles most is said in passing; none where nothing is."""
    about = _PLACES.sub("|", said)
    weights = {one: sum(map(len, shared_words(about, one.title))) for one in rows}
    most = max(weights.values(), default=0)
    return [one for one, weight in weights.items() if weight == most and weight]
