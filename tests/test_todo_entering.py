"""Officers enter for people who come or ring: five fields, the same gates, a slip to take home."""

import io
from urllib.parse import unquote

import docx
from sqlalchemy import select, text

from bot.store.models import Alarm, Issue, Media
from tests.databases import one_store
from tests.pages_parts import Browser, Office, words_of
from tests.pages_scene import files, picture


def enter(desk: Browser, said: str, uploaded: object = None, **more: str) -> str:
    desk.get("/console/new")
    form = {"place": "东坪村", "name": "刘奶奶", "phone": "13700002222", "source": "walk_in"}
    return words_of(desk.post("/console/new", uploaded, **(form | {"said": said} | more)))


def issues(office: Office) -> list[Issue]:
    with office.town.database.read() as session:
        return list(session.scalars(select(Issue).order_by(Issue.id)))


def test_a_walk_in_gets_a_slip_with_number_words_day_and_telephone(office: Office) -> None:
    desk = office.desk("周干事")
    slip = enter(desk, "桥栏杆断了一截，孩子上学从那过")
    assert "民1" in slip and "桥栏杆断了一截" in slip and "0000-60001" in slip
    assert "后天（11月25日）下班前，城关镇代表联络站有人给您回话" in slip
    assert "桥栏杆" in office.town.last_told("李明"), "it goes to the deputies of the grid"
    file = desk.http.get(f"{office.url}/console/receipt/1.docx", timeout=10)
    assert "回执民1.docx" in unquote(file.headers["Content-Disposition"])
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(file.content)).paragraphs)
    assert "编号：民1" in text and "0000-60001" in text and "11月25日" in text
    assert (issues(office)[0].source, issues(office)[0].entered_by is not None) == ("walk_in", True)


@one_store
def test_what_lies_in_the_field_place_is_where_it_is(office: Office) -> None:
    enter(office.desk("周干事"), "路灯坏了五天了", place="西坪")
    assert "路灯坏了" in office.town.last_told("赵刚")
    assert office.town.told("李明") == []


@one_store
def test_a_place_that_nobody_knows_is_named_and_near_ones_are_offered(office: Office) -> None:
    desk = office.desk("周干事")
    asked = enter(desk, "路灯坏了五天了", place="东湾村")
    assert (
        "没有“东湾村”这个地方" in asked and "城关镇 东坪村" in asked and "路灯坏了五天了" in asked
    )
    assert issues(office) == []
    chosen = enter(desk, "路灯坏了五天了", place="东湾村", near="城关镇 东坪村")
    assert "地点：城关镇东坪村" in chosen
    assert "路灯坏了" in office.town.last_told("李明")
    assert "由站里去核" in enter(desk, "水渠塌了一段浇不上地", place="火星屯")
    kept = enter(desk, "水渠塌了一段浇不上地", place="火星屯", near="-")
    assert "记下了" in kept
    assert "登记的地点是“火星屯”" in words_of(desk.get("/console/issue/2"))
    # Danger waits for no question about its place.
    assert "95598" in enter(desk, "电线掉地上冒火花，有人倒在那儿了", place="火星屯")


@one_store
def test_the_page_asks_for_five_things_and_no_more(office: Office) -> None:
    page = office.desk("周干事").get("/console/new").text
    asked = [
        name for name in ("said", "place", "name", "phone", "source") if f'id="{name}"' in page
    ]
    assert len(asked) == 5
    assert page.count("<label") == 6, "the five, and the photo of the book"


def test_danger_is_read_out_to_the_person_and_raises_the_alarm(office: Office) -> None:
    shown = enter(office.desk("周干事"), "村口电线掉地上冒火花，有人倒在那儿了", source="telephone")
    assert "95598" in shown or "120" in shown
    with office.town.database.read() as session:
        assert session.scalars(select(Alarm)).one().numbers


def test_what_is_said_about_the_own_chief_leaves_this_desk_but_the_slip_is_printed(
    office: Office,
) -> None:
    desk = office.desk("周干事")
    slip = enter(desk, "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    assert "民1" in slip
    assert issues(office)[0].seen_by == "county"
    assert desk.get("/console/issue/1").status_code == 404
    assert desk.get("/console/receipt/1").status_code == 200
    assert office.desk("吴站长").get("/console/receipt/1").status_code == 404
    office.town.clock.forward(hours=25)
    assert office.desk("周干事").get("/console/receipt/1").status_code == 404


@one_store
def test_the_photo_of_the_reception_book_is_for_the_desk_only(office: Office) -> None:
    desk = office.desk("周干事")
    enter(
        desk,
        "桥栏杆断了一截",
        files(("登记本.jpg", picture(), "image/jpeg")),
        source="book",
    )
    with office.town.database.read() as session:
        media = session.scalars(select(Media)).one()
    assert media.kind == "file"
    assert desk.get(f"/console/media/{media.id}").status_code == 200
    assert office.phone("李明").get("/p/issue/1").status_code == 200
    assert office.phone("李明").get(f"/p/media/{media.id}").status_code == 404


def test_a_second_click_enters_nothing_again(office: Office) -> None:
    desk = office.desk("周干事")
    enter(desk, "桥栏杆断了一截，孩子上学从那过")
    assert "民1" in enter(desk, "桥栏杆断了一截，孩子上学从那过")
    assert len(issues(office)) == 1


@one_store
def test_a_missing_word_keeps_what_was_typed(office: Office) -> None:
    desk = office.desk("周干事")
    desk.get("/console/new")
    answer = desk.post(
        "/console/new", said="桥坏了没人修", phone="12", name="刘奶奶", source="walk_in"
    )
    assert "电话看着不对" in words_of(answer) and "桥坏了没人修" in answer.text


def test_who_has_the_same_telephone_is_told_on_wechat(office: Office) -> None:
    office.town.says("大娘", "13700002222")
    enter(office.desk("周干事"), "桥栏杆断了一截", name="")
    office.town.says("李明", "1")
    assert "李明代表接手了" in office.town.last_told("大娘")


@one_store
def test_an_entry_that_fails_leaves_no_file_behind(office: Office) -> None:
    desk = office.desk("周干事")
    full = "CREATE TRIGGER full BEFORE INSERT ON issues BEGIN SELECT RAISE(ABORT, 'full'); END"
    with office.town.database.write() as session:
        session.execute(text(full))
    enter(desk, "桥栏杆断了一截", files(("桥.jpg", picture(), "image/jpeg")))
    assert issues(office) == []
    assert [path for path in office.settings.media_dir.rglob("*") if path.is_file()] == []
    with office.town.database.write() as session:
        session.execute(text("DROP TRIGGER full"))
    enter(desk, "桥栏杆断了一截", files(("桥.jpg", picture(), "image/jpeg")))
    assert [path for path in office.settings.media_dir.rglob("*") if path.is_file()] != []
