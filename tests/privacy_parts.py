"""Parts for tests of personal data: a story that leaves traces everywhere, and everything that the
store and the disk hold, as somebody with the key or with a hex editor would read it."""

import json
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.people import identity_of
from bot.actions.suggestions import drafts
from bot.store.database import Base, Database
from bot.store.models import Contact, Deputy, Issue, Notice, SuggestionIssue
from tests.pages_parts import Browser, Office
from tests.pages_scene import files, picture, said, says_by_voice
from tests.small_county import officer

#: What must be nowhere afterwards: her words, her name, her telephone, her openid.
NAME, PHONE, OPENID = "龚秀芹", "13987650123", "o-大娘"
WORDS = ("东坪村三组路灯不亮", "藦家坳口那一盏", "娃上学摔了跤", "鸑鷟牌变压器")
NEEDLES = (*WORDS, NAME, PHONE)


def second_person(office: Office) -> Browser:
    """林主任 of the county office, signed in."""
    with office.town.database.write() as session:
        officer(session, "O4", "林主任", "office_director", office.town.clock.now())
    return office.desk("林主任")


def her_story(office: Office) -> int:
    """大娘 speaks by chat, page, picture and voice; a deputy, the station and the bureau answer and
    quote her; a draft begins with her words. In the end she says that it is good. The number of her
    case."""
    town = office.town
    town.says("大娘", "您好")
    number = said(town.says("大娘", f"{WORDS[0]}好几天了，{WORDS[2]}，我电话{PHONE}"))
    with town.database.write() as session:
        contact = contact_of(session)
        contact.name = NAME
    two = (("灯.jpg", picture(), "image/jpeg"),)
    office.phone("大娘").act(
        number, "constituent", "supplement", files(*two), text=f"就在{WORDS[1]}，{WORDS[3]}坏了"
    )
    says_by_voice(office, "大娘")
    _draft(office, number)
    town.says("周干事", f"民{number}转供电所")
    office.desk("周干事").act(
        number, "station", "note", text=f"打{PHONE}问过{NAME}，她说{WORDS[1]}，{WORDS[3]}坏了"
    )
    office.phone("孙电").act(
        number, "bureau", "report_done", row="1", text=f"{WORDS[1]}换好了，昨晚亮了。"
    )
    town.says("大娘", "好了")
    with town.database.write() as session:
        # What has gone out stays as it went; nothing is just on its way.
        for notice in session.scalars(select(Notice)):
            notice.state = "sent"
    return number


def _draft(office: Office, number: int) -> None:
    """李明's own draft of a suggestion, with her words as its first 情况."""
    with office.town.database.write() as session:
        now = office.town.clock.now()
        li = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        issue = session.scalars(select(Issue).where(Issue.number == number)).one()
        last = drafts.start(session, li, now=now, title=issue.title)
        # Linked and not raised: the case goes its own way.
        session.add(SuggestionIssue(suggestion_id=last.id, issue_id=issue.id))
        actor = drafts.writer(session, last, None, now)
        drafts.write(
            session, last, actor, now=now, situation=f"群众说：{issue.words.masked}。我去看过。"
        )


def contact_of(session: Session, name: str = "大娘") -> Contact:
    identity = identity_of(session, f"o-{name}")
    assert identity is not None
    return identity.contact


def readable(database: Database) -> str:
    """Every value of every row, opened with the key."""
    out = []
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                out.append(json.dumps([str(value) for value in row], ensure_ascii=False))
    return "\n".join(out)


def on_disk(database: Database, folder: Path) -> bytes:
    """The bytes of the store (its file and log, or a dump of every table), and of every file
    below ``folder`` with its name."""
    found = b""
    if database.is_sqlite:
        path = Path(database.url.removeprefix("sqlite:///"))
        for one in (path, Path(f"{path}-wal")):
            found += one.read_bytes() if one.exists() else b""
    else:
        with database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            for table in Base.metadata.sorted_tables:
                with raw.cursor().copy(f'COPY "{table.name}" TO STDOUT') as copied:
                    found += b"".join(bytes(part) for part in copied)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found += path.name.encode() + path.read_bytes()
    return found
