"""Whether a short sentence says one thing and nothing else: it is laid out completely with words
that are known. What is left over is a reason not to act."""

from collections.abc import Collection

#: No word of these is passed over: they turn a sentence round, or make it a question.
_TURNS = frozenset("不没别未吗么谁几啥哪否莫咋?？")
_MARKS = ' ，,。；;：:！!、~～“”"「」《》（）()…'


def without_marks(said: str) -> str:
    return "".join(letter for letter in said if letter not in _MARKS)


def laid_out(
    said: str, core: Collection[str], beside: Collection[str], *, over: int = 0
) -> tuple[str, ...]:
    """The ``core`` words of ``said``, if it consists of them and of words ``beside`` alone; empty
    if it does not, or has none of them. ``over``: so many letters may be left over."""
    text = without_marks(said)
    longest = max(map(len, (*core, *beside)), default=0)
    # Of each place: how few letters were passed over to get there, and with which core words.
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (len(text) + 1)
    best[0] = (0, ())
    for at in range(len(text)):
        here = best[at]
        if here is None:
            continue
        passed, used = here
        steps = []
        for end in range(at + 1, min(len(text), at + longest) + 1):
            piece = text[at:end]
            if piece in core:
                steps.append((end, passed, (*used, piece)))
            elif piece in beside:
                steps.append((end, passed, used))
        if passed < over and text[at] not in _TURNS:
            steps.append((at + 1, passed + 1, used))
        for end, gaps, words in steps:
            now = best[end]
            if now is None or (not words, gaps, len(words)) < (not now[1], now[0], len(now[1])):
                best[end] = (gaps, words)
    found = best[-1]
    return found[1] if found is not None else ()


def words(listed: str) -> frozenset[str]:
    """The words of a list that is written with blanks."""
    return frozenset(listed.split())
