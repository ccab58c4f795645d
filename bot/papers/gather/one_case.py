"""The papers of one suggestion, from the store to the bytes of a docx: the console and the command
line make the same ones."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.papers import bureaus, letters, replies
from bot.papers import sign_off as sheets
from bot.papers.gather import bureaus as from_bureaus
from bot.papers.gather import letters as from_letters
from bot.store.models import Assignment

#: What makes one paper of an assignment.
Made = Callable[[Session, Assignment, datetime], bytes]


def assignment_letter(session: Session, row: Assignment, now: datetime) -> bytes:
    """交办函 to the bureau of ``row``, with its receipt slip."""
    return letters.assignment_letter(from_letters.letter_to(session, row, now))


def sign_off_sheet(session: Session, row: Assignment, now: datetime) -> bytes:
    """发文稿纸 that goes round with the letter to the bureau of ``row``."""
    letter = from_letters.letter_to(session, row, now)
    return sheets.sign_off_sheet(
        letter.office.faces,
        letter.sign_off,
        office=letter.office.letterhead,
        heading=letter.heading,
        to=letter.to,
        copies="，".join(letter.copies),
    )


def deadline_sheet(session: Session, row: Assignment, now: datetime) -> bytes:
    """How the last day of ``row`` was counted."""
    return bureaus.deadline_sheet(from_bureaus.deadline_of(session, row, now))


def opinion_forms(session: Session, row: Assignment, now: datetime) -> bytes:
    """征询意见表, a page for each deputy who signed."""
    return replies.opinion_forms(from_letters.opinion_forms(session, row.suggestion, now))


def explanation_notice(session: Session, row: Assignment, now: datetime) -> bytes:
    """书面解释通知 to the lead bureau."""
    return replies.explanation_notice(from_letters.explanation(session, row.suggestion, now))


MAKING: dict[str, Made] = {
    "assignment_letter": assignment_letter,
    "sign_off": sign_off_sheet,
    "deadline": deadline_sheet,
    "opinion": opinion_forms,
    "explanation": explanation_notice,
}
