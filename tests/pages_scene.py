"""A busy day in the small county, played through chat and pages, so that every list has something."""

import io
from datetime import timedelta
from pathlib import Path

from PIL import Image

from bot.actions import media, outbox
from bot.actions.cleaning import clean
from bot.store.models import Media, Message

from bot.actions.people import identity_of
from sqlalchemy import select
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
    """``name`` sends a voice that the platform does not recognise; it is fetched, or has expired."""
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


def busy_day(office: Office) -> None:
    """民1 reported and answered for, 民2 requested, 民3 returned, 民4 danger, 民5 a voice, 民6 no
    place, 民7 about the village secretary, 民8 fresh; a call to make and an unread message."""
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走路怕，我电话13812345678")
    office.phone("大娘").act(
        1,
        "constituent",
        "supplement",
        files(("灯.jpg", picture(), "image/jpeg"), ("路.jpg", picture("#555533"), "image/jpeg")),
        text="就在小卖部门口那一盏，黑了五天。",
    )
    town.says("周干事", "民1转供电所")
    town.says("孙电", "收到")
    office.phone("孙电").act(
        1,
        "bureau",
        "report_done",
        files(("好了.jpg", picture("#99aa66"), "image/jpeg")),
        row="1",
        text="换了灯泡和线，昨晚亮了。",
    )
    town.says("大娘", "没好，昨晚还是不亮")
    town.says("大爷", "西坪村的水渠塌了一段，浇不上地")
    town.says("李明", "请假到月底")
    office.phone("赵刚").act(2, "deputy", "hand_over", to="县水利局")
    town.says("大爷", "东坪村的变压器天天响，吵得睡不着")
    town.says("周干事", "民3转供电所")
    office.phone("孙电").act(3, "bureau", "request_return", row="1", text="变压器归县供电公司管")
    town.says("大娘", "东坪村口电线掉地上冒火花，快来人")
    says_by_voice(office, "生人")
    town.says("钱水", "自来水停了两天了")
    town.says("大爷", "西坪村支书赵刚把低保给了他家亲戚")
    town.says("大娘", "东坪村到镇上的路坑坑洼洼，骑车摔过人")
    with town.database.write() as session:
        who = identity_of(session, "o-大爷")
        assert who is not None
        who.contact.name, who.contact.phone = "张大爷", "13900001111"
        notice = outbox.queue(
            session,
            "answer.later",
            who.contact_id,
            key="scene:call",
            fields={"text": "您说的水渠，水利局后天来看。"},
            now=town.clock.now(),
            case=("issue", 2),
        )
        assert notice is not None
        notice.state, notice.reason = "telephone", "微信发不到"
        message = session.scalars(select(Message).order_by(Message.id)).first()
        assert message is not None
        kept = Message(
            key="scene:unread",
            contact_id=who.contact_id,
            kind="text",
            words=None,
            details={},
            sent_at=town.clock.now() - timedelta(hours=1),
            received_at=town.clock.now() - timedelta(hours=1),
            state="unhandled",
            tries=5,
            trouble="ValueError",
            taken_as="",
        )
        session.add(kept)


