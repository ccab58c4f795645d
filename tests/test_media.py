"""Pictures, voices and videos: fetched afterwards, cleaned, kept; or shown as lost."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import av
import openpyxl
import pytest
import requests
from PIL import Image

from bot.actions import cleaning, media
from bot.store.database import Database
from bot.store.models import Media
from scheduler.fetching import fetch_media
from tests.delivery_parts import World, running_world
from tests.talking import Town

SAMPLE_VOICE = Path("handlers/sandbox/samples/voice.amr")


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    with running_world(database, tmp_path / "platform") as running:
        yield running


def photo(size: tuple[int, int] = (40, 20), orientation: int = 6) -> bytes:
    """A JPEG as telephones make it: turned, with place and model in its EXIF."""
    picture = Image.new("RGB", size, "green")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x0110] = "SecretPhone 9"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SecretPlace")
    return out.getvalue()


def video() -> bytes:
    """A second of film that says where it was taken."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        made.metadata["location"] = "+28.1234+112.5678/"
        made.metadata["comment"] = "SecretPlace"
        stream = made.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(10):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([number * 9]) * plane.buffer_size)
            frame.pts = number
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return out.getvalue()


def upload(world: World, kind: str, name: str, content: bytes) -> str:
    """Somebody's file on the platform; its media id."""
    answer = requests.post(
        f"{world.platform.url}/_control/upload",
        data={"kind": kind},
        files={"file": (name, content)},
        timeout=10,
    )
    return str(answer.json()["media_id"])


def waiting(world: World, platform_id: str, kind: str = "image") -> int:
    """A row as the webhook leaves it."""
    with world.database.write() as session:
        row = Media(
            kind=kind,
            platform_id=platform_id,
            state="waiting",
            next_at=world.now,
            created_at=world.now,
        )
        session.add(row)
        session.flush()
        return row.id


def fetch(world: World, folder: Path) -> int:
    return fetch_media(world.database, world.platform.clock, world.account, folder)


def row(world: World, media_id: int) -> Media:
    with world.database.read() as session:
        return session.get_one(Media, media_id)


def test_a_photo_is_kept_upright_and_without_a_word_of_where_it_was_taken(
    world: World, tmp_path: Path
) -> None:
    media_id = waiting(world, upload(world, "image", "p.jpg", photo()))
    assert fetch(world, tmp_path / "media") == 1
    kept = row(world, media_id)
    assert (kept.state, kept.content_type, kept.trouble) == ("fetched", "image/jpeg", "")
    data = (tmp_path / "media" / kept.path).read_bytes()
    assert b"Secret" not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (20, 40), "turned as the telephone was held"
        assert not picture.getexif()
    assert fetch(world, tmp_path / "media") == 0


def test_a_voice_becomes_something_every_browser_plays(world: World, tmp_path: Path) -> None:
    media_id = waiting(world, upload(world, "voice", "v.amr", SAMPLE_VOICE.read_bytes()), "voice")
    fetch(world, tmp_path / "media")
    kept = row(world, media_id)
    assert (kept.state, kept.content_type) == ("fetched", "audio/mpeg")
    with av.open(str(tmp_path / "media" / kept.path)) as sound:
        assert sound.streams.audio[0].codec.name in ("mp3", "mp3float")
        assert sound.duration is not None and sound.duration / 1_000_000 > 10


def test_a_video_is_kept_without_its_place(world: World, tmp_path: Path) -> None:
    original = video()
    assert b"SecretPlace" in original
    media_id = waiting(world, upload(world, "video", "v.mp4", original), "video")
    fetch(world, tmp_path / "media")
    kept = row(world, media_id)
    assert (kept.state, kept.content_type) == ("fetched", "video/mp4")
    data = (tmp_path / "media" / kept.path).read_bytes()
    assert b"SecretPlace" not in data and b"112.5678" not in data
    with av.open(io.BytesIO(data)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 10


def test_a_platform_that_fails_is_asked_again_and_a_lost_file_says_so(
    world: World, tmp_path: Path
) -> None:
    media_id = waiting(world, upload(world, "image", "p.jpg", photo()))
    lost = waiting(world, "no-such-file")
    world.fault("5xx", "media/get", times=1)
    fetch(world, tmp_path / "media")
    assert row(world, media_id).state == "waiting"
    assert row(world, media_id).trouble == media.NOT_FETCHED
    assert (row(world, lost).state, row(world, lost).trouble) == ("failed", media.NOT_FETCHED)
    world.forward(minutes=1)
    fetch(world, tmp_path / "media")
    assert row(world, media_id).state == "fetched"


def test_what_could_not_be_fetched_in_three_days_is_shown_as_expired(
    world: World, tmp_path: Path
) -> None:
    media_id = waiting(world, upload(world, "image", "p.jpg", photo()))
    world.forward(days=3)
    fetch(world, tmp_path / "media")
    assert (row(world, media_id).state, row(world, media_id).trouble) == (
        "expired",
        media.EXPIRED,
    )


def test_who_sent_what_never_came_is_asked_to_send_it_again(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.intake.take(town.push("大娘", kind="image", media_id="gone"))
    town.clock.forward(days=3, minutes=1)
    with town.database.write() as session:
        assert media.take_waiting(session, town.clock.now()) == []
    told = town.last_told("大娘")
    assert "照片没收到" in told and "重新发" in told and "民1" in told


def test_a_process_that_died_while_fetching_is_followed_by_another_try(
    world: World, tmp_path: Path
) -> None:
    media_id = waiting(world, upload(world, "image", "p.jpg", photo()))
    with world.database.write() as session:
        assert len(media.take_waiting(session, world.now)) == 1
        assert media.take_waiting(session, world.now) == []
    world.forward(minutes=6)
    fetch(world, tmp_path / "media")
    assert row(world, media_id).state == "fetched"


def test_what_is_no_picture_is_not_kept_as_one(world: World, tmp_path: Path) -> None:
    page = b"<html><script>alert(1)</script></html>"
    media_id = waiting(world, upload(world, "image", "p.jpg", page))
    fetch(world, tmp_path / "media")
    assert (row(world, media_id).state, row(world, media_id).trouble) == (
        "failed",
        "不是能看的图片",
    )
    assert not (tmp_path / "media").exists()


def test_the_same_picture_sent_twice_is_one_file(world: World, tmp_path: Path) -> None:
    ids = [waiting(world, upload(world, "image", "p.jpg", photo())) for _ in range(2)]
    fetch(world, tmp_path / "media")
    assert len({row(world, media_id).path for media_id in ids}) == 1
    assert len([each for each in (tmp_path / "media").rglob("*") if each.is_file()]) == 1


@pytest.mark.parametrize(
    ("kind", "data", "reason"),
    [
        ("image", b"", "文件是空的"),
        ("image", b'{"errcode":40007}', "不是能看的图片"),
        ("image", b"\xff\xd8\xff" + b"x" * 100, "图片打不开"),
        ("image", b"\xff\xd8\xff" + b"x" * 20_000_000, "文件太大，没有保存"),
        ("voice", b"#!AMR\n", "语音打不开"),
        ("voice", photo(), "不是能听的语音"),
        ("video", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 50, "视频打不开"),
        ("video", b"MZ", "不是能看的视频"),
        ("file", b"MZ", "只收 PDF、Word、Excel"),
        ("file", b"PK\x03\x04 not really", "只收 PDF、Word、Excel"),
    ],
)
def test_what_cannot_be_shown_says_why(kind: str, data: bytes, reason: str) -> None:
    with pytest.raises(cleaning.Unusable, match=reason):
        cleaning.clean(kind, data)


def test_a_picture_made_to_fill_the_memory_is_refused_before_it_is_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(cleaning.Unusable, match="图片太大"):
        cleaning.clean("image", out.getvalue())


def test_a_large_photo_is_made_smaller_and_a_transparent_picture_stays_so() -> None:
    cleaned = cleaning.clean("image", photo((4000, 3000), 1))
    with Image.open(io.BytesIO(cleaned.data)) as picture:
        assert max(picture.size) == 2560
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (255, 0, 0, 0)).save(out, "PNG")
    assert cleaning.clean("image", out.getvalue()).content_type == "image/png"


def test_an_office_document_is_kept_as_it_is_and_one_with_macros_is_not() -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    assert cleaning.clean("file", book.getvalue()) == cleaning.Cleaned(
        book.getvalue(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    )
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(cleaning.Unusable, match="只收"):
        cleaning.clean("file", book.getvalue())
    assert cleaning.clean("file", b"%PDF-1.7 ...").suffix == ".pdf"
    assert cleaning.clean("file", photo()).suffix == ".jpg"
