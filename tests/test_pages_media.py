"""Pictures, voices and files of a case: uploaded, cleaned, shown to whom they may be shown."""

import io
import zipfile

import docx
import pytest
from PIL import Image
from sqlalchemy import select

from bot.store.models import Issue, Media, Words
from tests.pages_parts import Office, words_of
from tests.pages_scene import files, picture, says_by_voice

# What the store is makes no difference here; the acts themselves are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def office(office: Office) -> Office:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    return office


def media(office: Office) -> list[Media]:
    with office.town.database.read() as session:
        return list(session.scalars(select(Media).order_by(Media.id)))


def word_file(text: str = "现场情况") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add(office: Office, *contents: tuple[str, bytes, str], text: str = "照片在这儿") -> str:
    return office.phone("大娘").act(1, "constituent", "supplement", files(*contents), text=text)


def test_a_picture_is_kept_without_what_the_telephone_wrote_into_it(office: Office) -> None:
    assert b"SecretPhone" in picture()
    assert "加到民1" in add(office, ("灯.jpg", picture(), "image/jpeg"))
    row = media(office)[0]
    assert (row.kind, row.state) == ("image", "fetched")
    shown = office.phone("李明")
    assert shown.get("/p/issue/1").status_code == 200
    answer = shown.get(f"/p/media/{row.id}")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"SecretPhone" not in answer.content
    assert dict(Image.open(io.BytesIO(answer.content)).getexif()) == {}


def test_a_forwarded_picture_shows_nothing(office: Office) -> None:
    add(office, ("灯.jpg", picture(), "image/jpeg"))
    number = media(office)[0].id
    for name in ("赵刚", "孙电", "生人"):
        phone = office.phone(name)
        real, none = phone.get(f"/p/media/{number}"), phone.get("/p/media/999")
        assert real.status_code == none.status_code == 404
        assert real.text == none.text


def test_what_a_file_is_its_bytes_say(office: Office) -> None:
    assert "只收照片、PDF和Word" in add(
        office, ("灯.jpg", b"<script>alert(1)</script>", "image/jpeg")
    )
    assert "只收照片、PDF和Word" in add(office, ("a.docx", zipped("a.txt"), "image/jpeg"))
    assert "宏" in add(
        office, ("a.docx", zipped("word/document.xml", "word/vbaProject.bin"), "text/plain")
    )
    assert media(office) == []


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name in names:
            folder.writestr(name, "x")
    return out.getvalue()


def test_too_much_is_refused_with_a_sentence(office: Office) -> None:
    assert "一次最多6个" in add(office, *[(f"{n}.jpg", picture(), "image/jpeg") for n in range(7)])
    assert "10 MB" in add(office, ("a.pdf", b"%PDF-1.7" + b"0" * 10_500_000, "application/pdf"))
    phone = office.phone("大娘")
    phone.get("/p/issue/1")
    huge = phone.post(
        "/p/issue/1/act",
        files(("a.pdf", b"%PDF-1.7" + b"0" * 13_000_000, "application/pdf")),
        role="constituent",
        act="supplement",
        text="看",
    )
    assert huge.status_code == 413 and "文件太大了" in words_of(huge)
    assert "写得太长" in add(office, text="长" * 5001)
    assert "加到民1" in add(office, text="长" * 4999)


def test_documents_are_handed_out_as_files_and_to_the_desk_only(office: Office) -> None:
    papers = (("情况.docx", word_file(), "text/plain"), ("证明.pdf", b"%PDF-1.7 x", "text/html"))
    assert "加到民1" in add(office, *papers)
    word, pdf = media(office)
    desk = office.desk("周干事")
    for row in (word, pdf):
        answer = desk.get(f"/console/media/{row.id}")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert office.phone("李明").get(f"/p/media/{row.id}").status_code == 404


def test_a_bureaus_pictures_go_to_the_constituent_with_the_report(office: Office) -> None:
    office.town.says("周干事", "民1转供电所")
    done = files(("好了.jpg", picture("#99aa66"), "image/jpeg"))
    office.phone("孙电").act(1, "bureau", "report_done", done, row="1", text="换了灯，亮了")
    assert "有照片1张" in office.town.last_told("大娘")
    row = media(office)[0]
    assert row.hand_over_id is not None
    phone = office.phone("大娘")
    assert f"/p/media/{row.id}" in phone.get("/p/issue/1").text
    assert phone.get(f"/p/media/{row.id}").status_code == 200


def test_the_same_picture_twice_is_one(office: Office) -> None:
    add(office, ("灯.jpg", picture(), "image/jpeg"), text="一")
    add(office, ("灯.jpg", picture(), "image/jpeg"), text="二")
    assert len(media(office)) == 1


def test_a_voice_is_played_by_the_desk_and_typed_in_once(office: Office) -> None:
    says_by_voice(office, "大爷")
    number, row = 2, media(office)[-1]
    desk = office.desk("郑科员")
    page = desk.get(f"/console/issue/{number}")
    assert f'<audio controls preload="none" src="/console/media/{row.id}"' in page.text
    sound = desk.http.get(
        f"{office.url}/console/media/{row.id}", headers={"Range": "bytes=0-99"}, timeout=10
    )
    assert (sound.status_code, len(sound.content)) == (206, 100)
    assert sound.headers["Content-Type"] == "audio/mpeg"
    desk.get(f"/console/issue/{number}")
    form = {"media": str(row.id), "text": "西坪村的水渠塌了一段，浇不上地"}
    assert "记下了" in words_of(desk.post(f"/console/issue/{number}/typed", **form))
    assert "水渠塌了" in office.town.last_told("赵刚"), "it went through the gates to the grid"
    desk.get("/console/")
    again = desk.post(f"/console/issue/{number}/typed", **form)
    assert "现在不能办这一步" in words_of(again)


def test_a_voice_about_the_village_secretary_stays_above_him_once_typed_in(office: Office) -> None:
    says_by_voice(office, "大爷")
    row = media(office)[-1]
    desk = office.desk("郑科员")
    desk.get("/console/issue/2")
    text = "西坪村支书把低保给了他家亲戚，村里没人管"
    desk.post("/console/issue/2/typed", media=str(row.id), text=text)
    assert office.town.told("赵刚") == []
    assert office.phone("赵刚").get("/p/issue/2").status_code == 404
    assert office.phone("赵刚").get(f"/p/media/{row.id}").status_code == 404


def test_a_later_voice_that_names_somebody_becomes_a_case_of_its_own(office: Office) -> None:
    says_by_voice(office, "大娘")
    row = media(office)[-1]
    assert row.issue_id is not None
    desk = office.desk("周干事")
    desk.get("/console/issue/1")
    text = "东坪村支书说给他家先修，才不给俺修路灯"
    desk.post("/console/issue/1/typed", media=str(row.id), text=text)
    with office.town.database.read() as session:
        issues = list(session.scalars(select(Issue).order_by(Issue.id)))
        assert len(issues) == 2 and issues[1].seen_by != "grid"
        assert session.get_one(Media, row.id).issue_id == issues[1].id
    assert "先修" not in words_of(office.phone("李明").get("/p/issue/1"))
    assert office.phone("李明").get(f"/p/media/{row.id}").status_code == 404


def test_a_voice_gives_nobody_away(office: Office) -> None:
    says_by_voice(office, "大娘")
    number = media(office)[-1].id
    assert office.phone("大娘").get(f"/p/media/{number}").status_code == 200
    assert office.phone("李明").get(f"/p/media/{number}").status_code == 404
    assert office.desk("周干事").get(f"/console/media/{number}").status_code == 200
    office.phone("大娘").act(1, "constituent", "keep_secret")
    assert office.desk("周干事").get(f"/console/media/{number}").status_code == 404
    assert office.desk("郑科员").get(f"/console/media/{number}").status_code == 200


def test_what_expired_says_so_where_it_would_be(office: Office) -> None:
    says_by_voice(office, "大爷", fetched=False)
    text = words_of(office.desk("郑科员").get("/console/issue/2"))
    assert "语音：三天没取到，微信那边已经删了" in text
    assert office.desk("郑科员").get(f"/console/media/{media(office)[-1].id}").status_code == 404


def test_erased_words_are_shown_as_erased(office: Office) -> None:
    with office.town.database.write() as session:
        words = session.scalars(select(Words).join(Issue, Issue.words_id == Words.id)).one()
        words.text, words.masked, words.erased_at = None, "", office.town.clock.now()
    assert "（内容已删）" in words_of(office.desk("周干事").get("/console/issue/1"))
