"""A busy day in the small county, played by chat and pages, so that every list has something."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import media, messages, outbox
from bot.actions.cleaning import clean
from bot.actions.people import identity_of
from bot.store.models import Contact, Issue, Media
from tests.pages_parts import Office

SAMPLES = Path(__file__).parent.parent / "handlers" / "sandbox" / "samples"


def picture(color: str = "#30506a", size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG as a telephone writes it: with the place in its EXIF."""
    image = Image.new("RGB", size, color)
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def files(*contents: tuple[str, bytes, str]) -> list[tuple[str, tuple[str, bytes, str]]]:
    """Files of a form: (name, bytes, type) each."""
    return [("files", one) for one in contents]


def says_by_voice(office: Office, name: str, *, fetched: bool = True) -> None:
    """``name`` sends a voice that the platform cannot read; it is fetched, or has expired."""
    town = office.town
    town.clock.forward(seconds=1)
    town.intake.take(town.push(name, kind="voice", media_id=f"v-{name}", format="amr"))
    with town.database.write() as session:
        row = session.scalars(select(Media).order_by(Media.id.desc())).first()
        assert row is not None
        if fetched:
            sound = (SAMPLES / "voice.amr").read_bytes()
            path = media.keep(office.settings.media_dir, sound, clean("voice", sound))
            media.fetched(session, row.id, path, "audio/mpeg")
        else:
            row.state, row.trouble = "expired", media.EXPIRED


def said(answer: str) -> int:
    """The number in an answer of the bot."""
    found = re.search(r"(?:民|编号)(\d+)", answer)
    assert found, answer
    return int(found[1])


def busy_day(office: Office) -> dict[str, int]:
    """Something for every list; what it is → its number."""
    town = office.town
    number = {}
    number["lamp"] = said(
        town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路，我电话13812345678")
    )
    _reported(office, number["lamp"])
    number["ditch"] = said(town.says("大爷", "西坪村的水渠塌了一段，浇不上地"))
    office.phone("赵刚").act(number["ditch"], "deputy", "hand_over", to="县水利局")
    number["noise"] = said(town.says("大爷", "东坪村的变压器天天响，吵得睡不着"))
    town.says("周干事", f"民{number['noise']}转供电所")
    office.phone("孙电").act(
        number["noise"], "bureau", "request_return", row="1", text="变压器归县供电公司管"
    )
    number["danger"] = said(town.says("大娘", "东坪村口电线掉地上冒火花，快来人"))
    says_by_voice(office, "生人")
    number["voice"] = number["danger"] + 1
    number["water"] = said(town.says("小王", "自来水停了两天了"))
    number["secretary"] = said(town.says("小李", "西坪村支书赵刚把低保给了他家亲戚，没人管"))
    number["road"] = said(town.says("小张", "东坪村到镇上的路坑坑洼洼，骑车摔过人"))
    with town.database.write() as session:
        who = identity_of(session, "o-大爷")
        assert who is not None
        who.contact.name, who.contact.phone = "张大爷", "13900001111"
        _call_to_make(session, who.contact, number["ditch"], town.clock.now())
        _unread_message(session, who.contact, town.clock.now())
    return number


def _reported(office: Office, number: int) -> None:
    """With pictures, handed over, reported, and not good."""
    two = (("灯.jpg", picture(), "image/jpeg"), ("路.jpg", picture("#555533"), "image/jpeg"))
    office.phone("大娘").act(
        number,
        "constituent",
        "supplement",
        files(*two),
        text="就在小卖部门口那一盏，黑了五天。https://map.example.com/?lat=30.123456&lng=112.123456",
    )
    office.town.says("周干事", f"民{number}转供电所")
    office.town.says("孙电", "收到")
    office.phone("孙电").act(
        number,
        "bureau",
        "report_done",
        files(("好了.jpg", picture("#99aa66"), "image/jpeg")),
        row="1",
        text="换了灯泡和线，昨晚亮了。",
    )
    office.town.says("大娘", "没好，昨晚还是不亮")


def _call_to_make(session: Session, contact: Contact, number: int, now: datetime) -> None:
    issue = session.scalars(select(Issue).where(Issue.number == number)).one()
    notice = outbox.queue(
        session,
        "answer.later",
        contact.id,
        key="scene:call",
        fields={"text": "您说的水渠，水利局后天来看。"},
        now=now,
        case=("issue", issue.id),
    )
    assert notice is not None
    notice.state, notice.reason = "telephone", "微信发不到"


def _unread_message(session: Session, contact: Contact, now: datetime) -> None:
    message = messages.keep(
        session,
        contact,
        key="scene:unread",
        kind="text",
        text="那个事咋整",
        details={},
        sent_at=now - timedelta(hours=1),
        now=now - timedelta(hours=1),
    )
    messages.fail(message, "ValueError")
