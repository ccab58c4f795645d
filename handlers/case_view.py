"""One case as one person may see it. The gate is ``recipients.parties_of``: whoever is no party
sees nothing, and what each party sees of words, names and pictures is decided here, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import alarms, audit, following, issues, places, readers, recipients
from bot.actions.calendar import say_when
from bot.actions.people import Roles, roles_of
from bot.actions.privacy import who_sees
from bot.actions.privacy.who_sees import Position
from bot.actions.words import ERASED
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.domain.workflows import ALL
from bot.domain.workflows.hand_over import CANCELLED, RESPONSIBLE, RETURNED
from bot.store.models import Alarm, Bureau, Contact, HandOver, Issue, Media, Words
from bot.texts import say
from handlers.standing import say_standing


@dataclass(frozen=True, slots=True)
class Sees:
    """What somebody is in one case, and what they may therefore see."""

    contact: Contact
    roles: Roles
    parties: frozenset[Party]
    #: Hand-overs of this person's own bureaus.
    rows: tuple[HandOver, ...]
    #: Said it themselves (not only joined).
    own: bool
    #: 「保密」: then only the office knows who.
    secret: bool
    #: Where they stand in the table of who sees what.
    position: Position
    #: Opened what is masked a moment ago, with a reason that is on record.
    opened: bool = False
    #: There is nothing behind the mask any more.
    cleared: bool = False
    #: No party: a leader or a committee who looks, and reads the masked copy.
    reads: bool = False

    @property
    def office(self) -> bool:
        return Party.OFFICE in self.parties

    @property
    def desk(self) -> bool:
        return self.office or Party.STATION in self.parties

    @property
    def deputy(self) -> bool:
        return Party.DEPUTY in self.parties

    @property
    def bureau(self) -> bool:
        return Party.BUREAU in self.parties

    @property
    def constituent(self) -> bool:
        return Party.CONSTITUENT in self.parties

    @property
    def knows_who(self) -> bool:
        """May see who said it, and the words as they were said."""
        sees = self.position.sees
        return sees == who_sees.DIRECT or (sees == who_sees.BY_REASON and self.opened)

    @property
    def may_open(self) -> bool:
        """A click with a reason opens what is masked."""
        return self.position.sees == who_sees.BY_REASON and not (self.opened or self.cleared)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, voice, video or file; ``trouble``: why it cannot be shown, in Chinese."""

    id: int
    kind: str
    shown: bool
    trouble: str
    who: str
    typed: str
    #: Who listened and typed it, and when, where a desk asks.
    typed_by: tuple[str, datetime] | None
    to_type: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One hand-over, as its bureau and the desk see it. ``place``: its number in this case."""

    place: int
    row: HandOver
    bureau: str
    state: str
    due: str
    late: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    issue: Issue
    sees: Sees
    place: str
    where: str
    words: str
    speak_by: str
    tasks: tuple[Task, ...]
    pictures: tuple[Picture, ...]
    alarm: Alarm | None
    #: Name and telephone, where they may be seen.
    who: str
    phone: str
    other: Issue | None
    #: Who followed it is no deputy any more, and nobody was named.
    unfollowed: bool
    #: Who was named has done nothing yet: another one may be.
    may_change: bool
    #: For the desk only.
    reasons: list[tuple[str, list[str]]]


def find(session: Session, number: int, contact: Contact, now: datetime) -> tuple[Issue, Sees]:
    """The issue and what ``contact`` may see of it. Raises NotYours, which says nothing more."""
    issue = issues.by_number(session, number)
    if issue is None:
        raise NotYours
    return issue, sees(session, issue, contact, now)


class NotYours(Exception):
    """No such case, or none of this person's: nobody is told which."""


def sees(session: Session, issue: Issue, contact: Contact, now: datetime) -> Sees:
    """Raises NotYours if ``contact`` is no party to it."""
    roles = roles_of(session, contact, now)
    parties = recipients.parties_of(session, issue, contact, roles, now)
    mine = {liaison.bureau_id for liaison in roles.liaisons}
    rows = []
    for row in hand_overs_of(session, issue) if mine else ():
        # What was taken back or given back is no longer theirs to read.
        if row.state in (RETURNED, CANCELLED) or row.bureau_id not in mine:
            continue
        if not recipients.bureau_allowed(session, issue, row.bureau):
            continue
        parties |= recipients.parties_of(session, issue, contact, roles, now, row)
        rows.append(row)
    reads = not parties and readers.may_read(issue, roles)
    if not parties and not reads:
        raise NotYours
    stands = who_sees.position(issue, contact.id, roles, parties, reads=reads)
    opened = stands.sees == who_sees.BY_REASON and who_sees.is_open_to(
        session, issue, contact.id, now
    )
    return Sees(
        contact=contact,
        roles=roles,
        parties=frozenset(parties),
        rows=tuple(rows),
        own=issue.reporter_id == contact.id,
        secret=issue.secret,
        position=stands,
        opened=opened,
        cleared=issue.cleared_at is not None,
        reads=reads,
    )


def hand_overs_of(session: Session, issue: Issue) -> Sequence[HandOver]:
    return session.scalars(
        select(HandOver).where(HandOver.issue_id == issue.id).order_by(HandOver.id)
    ).all()


def view(session: Session, issue: Issue, seen: Sees, now: datetime) -> CaseView:
    """Everything that the page of the case shows to this person."""
    return CaseView(
        issue=issue,
        sees=seen,
        place=places.say_place(session, issue.grid),
        where=where_it_stands(session, issue, seen, now),
        words=_words(issue.words, seen),
        speak_by=_speak_by(issue, now),
        tasks=tasks(session, issue, seen, now),
        pictures=tuple(_pictures(session, issue, seen)),
        alarm=alarms.of(session, issue) if seen.desk else None,
        who=_name(issue, seen),
        phone=_phone(issue, seen),
        other=_other(session, issue, seen, now),
        unfollowed=seen.desk and following.is_unfollowed(session, issue, now),
        may_change=seen.desk and following.may_change(session, issue, now),
        reasons=reasons(issue) if seen.desk else [],
    )


def _other(session: Session, issue: Issue, seen: Sees, now: datetime) -> Issue | None:
    """The case that this one went into, for whoever may open that one."""
    other = session.get(Issue, issue.merged_into) if issue.merged_into else None
    if other is None:
        return None
    try:
        sees(session, other, seen.contact, now)
    except NotYours:
        return None
    return other


def record_look(session: Session, issue: Issue, seen: Sees, now: datetime) -> None:
    """Whoever handles cases and sees who said it leaves a trace (personal information law 54)."""
    if seen.own or seen.opened or not (seen.desk and seen.knows_who):
        # Who opened it by a click is on record with their reason.
        return
    audit.record(
        session,
        "issue.looked",
        contact_id=seen.contact.id,
        now=now,
        thing="issue",
        thing_id=issue.id,
        fact="secret" if issue.secret else "",
    )


def _words(words: Words, seen: Sees) -> str:
    """As it was said to who may know; the masked copy to everybody else."""
    if words.erased_at is not None:
        return ERASED
    if seen.constituent and not seen.own and not (seen.desk or seen.deputy or seen.bureau):
        # Who joined knows the matter; the words are the other person's.
        return ""
    return (words.text or "") if seen.knows_who else words.masked


def _name(issue: Issue, seen: Sees) -> str:
    if not seen.knows_who or seen.own:
        return ""
    if issue.cleared_at is not None:
        return ERASED
    return issue.reporter.name or "没留姓名"


def _phone(issue: Issue, seen: Sees) -> str:
    if seen.own or issue.cleared_at is not None:
        return ""
    if seen.knows_who and issue.reporter.no_calls:
        return say("staff.no_calls")
    if seen.knows_who:
        return issue.reporter.phone or "没留电话"
    if seen.bureau and issue.phone_to_bureau and not issue.secret and not issue.reporter.no_calls:
        return issue.reporter.phone or ""
    return ""


def _speak_by(issue: Issue, now: datetime) -> str:
    # Nobody waits for a word on what was taken back or went into another case.
    if issue.speak_by is None or issue.spoken_at is not None or issue.closed_at is not None:
        return ""
    return say_when(issue.speak_by, now)


def where_it_stands(session: Session, issue: Issue, seen: Sees, now: datetime) -> str:
    """The state: a sentence for the constituent, the procedure's word for everybody else."""
    if not seen.constituent:
        return ALL["issue"].states[issue.state]
    if issue.state == "told":
        # Its page has buttons for what the chat asks for.
        return say("page.told")
    return say_standing(session, issue, now)


def tasks(session: Session, issue: Issue, seen: Sees, now: datetime) -> tuple[Task, ...]:
    """The hand-overs: all of them for the desk and the deputy, its own ones for a bureau."""
    mine = {row.id for row in seen.rows}
    everything = seen.desk or seen.deputy or seen.reads
    today = local_day(now)
    return tuple(
        Task(
            place=place,
            row=row,
            bureau=row.bureau.name,
            state=ALL["hand_over"].states[row.state],
            due=say_when(row.due, now),
            late=row.state in RESPONSIBLE and row.due < today and row.paused_at is None,
        )
        for place, row in enumerate(hand_overs_of(session, issue), start=1)
        if everything or row.id in mine
    )


# ------------------------------------------------------------------------ pictures and voices


def may_see(session: Session, media: Media, issue: Issue, seen: Sees) -> bool:
    """Whether this person may open this file of this case."""
    if media.contact_id == seen.contact.id:
        return True
    if media.contact_id == issue.reporter_id or media.contact_id is None:
        return _may_see_reporters(media, seen)
    if media.kind == "file":
        # Papers: a page of the reception book holds other people's names; a bureau's is internal.
        from_bureau = media.hand_over_id is not None
        return seen.desk or (from_bureau and (seen.deputy or _own_row(media, seen)))
    if media.kind == "voice":
        return seen.desk
    if media.hand_over_id is not None and seen.bureau and not (seen.desk or seen.deputy):
        return _own_row(media, seen) or seen.constituent
    joined = media.contact_id in recipients.constituents(session, issue)
    if joined:
        # Somebody else who joined sent it: for who handles it, not for the other constituents.
        return _may_see_reporters(media, seen)
    return True


def _own_row(media: Media, seen: Sees) -> bool:
    return media.hand_over_id in {row.id for row in seen.rows}


def _may_see_reporters(media: Media, seen: Sees) -> bool:
    """A voice gives away who speaks; a picture shows the matter."""
    match media.kind:
        case "voice" | "file":
            return seen.own or (seen.desk and seen.knows_who)
        case "video" if seen.secret:
            return seen.own or seen.office
        case _:
            return seen.own or seen.desk or seen.deputy or seen.bureau or seen.reads


def media_of(session: Session, media_id: int) -> tuple[Media, Issue] | None:
    media = session.get(Media, media_id)
    issue = session.get(Issue, media.issue_id) if media and media.issue_id else None
    return (media, issue) if media is not None and issue is not None else None


def _pictures(session: Session, issue: Issue, seen: Sees) -> list[Picture]:
    rows = session.scalars(select(Media).where(Media.issue_id == issue.id).order_by(Media.id)).all()
    return [
        Picture(
            id=row.id,
            kind=row.kind if row.kind != "file" else row.content_type.rpartition("/")[2],
            shown=row.state == "fetched",
            trouble=_trouble(row),
            who=_sender(session, row, issue, seen),
            typed=_typed(session, row, seen),
            typed_by=audit.who_did(session, "media.typed_in", "issue", issue.id, str(row.id))
            if seen.desk and row.transcript_id
            else None,
            to_type=seen.desk and row.kind == "voice" and row.transcript_id is None,
        )
        for row in rows
        if may_see(session, row, issue, seen)
    ]


def _trouble(row: Media) -> str:
    match row.state:
        case "waiting":
            return "正在从微信取，过一会儿再看"
        case "fetched":
            return ""
        case _:
            return row.trouble or "没取到"


def _typed(session: Session, row: Media, seen: Sees) -> str:
    words = session.get(Words, row.transcript_id) if row.transcript_id else None
    if words is None:
        return ""
    return (words.text or "") if seen.knows_who else words.masked


def _sender(session: Session, row: Media, issue: Issue, seen: Sees) -> str:
    if row.contact_id == seen.contact.id:
        return "您"
    if row.hand_over_id is not None:
        return session.get_one(HandOver, row.hand_over_id).bureau.name
    if row.contact_id in recipients.constituents(session, issue):
        return "群众"
    return "代表或站里"


def reasons(issue: Issue) -> list[tuple[str, list[str]]]:
    """Why it was routed so: what it was taken for → the words that said so, in Chinese."""
    found: dict[str, list[str]] = {}
    for reason in issue.reasons:
        what = str(reason["for"]).rpartition(":")[2]
        if not what.isascii():
            found.setdefault(what, []).append(str(reason["word"]))
    return [(what, list(dict.fromkeys(words))) for what, words in found.items()]


def offered_bureaus(session: Session, issue: Issue, bodies: Sequence[Bureau]) -> list[str]:
    """Names to hand over to: the proposed ones first, without those that the case is about."""
    allowed = [body.name for body in bodies if recipients.bureau_allowed(session, issue, body)]
    first = [name for name in issue.bureaus if name in allowed]
    return list(dict.fromkeys([*first, *allowed]))
