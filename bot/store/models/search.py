"""Where pieces of words stand, in blocks of words: what a search looks into. Masked words only."""

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base

#: So many words, by their ids, are one block: while they are young, and for good. Small ones, so
#: that few words wait for theirs; large ones, so that an archive has few.
SMALL, LARGE = 1 << 10, 1 << 14


class WordBlock(Base):
    """In which words of one block one or two neighbouring characters stand. Written once the block
    is full (``bot.actions.word_index``); the primary key keeps a block together, so that a new one
    is written in one place and an old one is found whole."""

    __tablename__ = "word_blocks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: Words id // SMALL; of a large one -1 - words id // LARGE.
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The characters, as a number: 21 bits each.
    gram: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    #: The places in the block: two bytes each, or where that is longer one bit for every place.
    places: Mapped[bytes] = mapped_column(LargeBinary)


class StaleBlock(Base):
    """Words of this small block have changed or gone since it was written (a trigger on ``words``
    notes it, whoever changes them): it, or the large one over it, is written anew in a minute."""

    __tablename__ = "stale_blocks"

    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: How often, so that a change meanwhile is not forgotten.
    times: Mapped[int]
