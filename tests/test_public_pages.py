"""What everybody may read: off until switched on, without any constituent; results let out by a
person and taken back; small figures unsaid; a hall's screen that is ended."""

import io
import re
from itertools import product

import pytest
from docx import Document
from sqlalchemy import select

from bot.actions import counting, published, rules
from bot.actions.public_figures import suppressed
from bot.store.models import Audit, Contact, Deputy, DeputyGrid, Issue, Rule, Station
from tests.console_parts import second_township
from tests.databases import one_store
from tests.pages_parts import Browser, Office, words_of

#: Row of 城关镇代表联络站 in the small county.
OWN = "2"
PAGES = (
    *("/open/", "/open/deputy/D1", "/open/station/Z01", "/open/station-code/Z01.png"),
    *("/open/results", "/open/figures"),
)


def switch_on(office: Office, *names: str) -> None:
    with office.town.database.write() as session:
        for name in names or ("deputies", "stations", "results", "figures"):
            now = office.town.clock.now()
            rules.set_rule(session, f"functions.public_{name}", True, origin="test", now=now)


def done(
    office: Office, words: str = "东坪村三组路灯不亮好几天了，我叫王桂花，电话13812345678"
) -> None:
    """The next case, done and confirmed."""
    office.town.says("大娘", words)
    with office.town.database.write() as session:
        issue = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
        assert issue is not None
        issue.state, issue.rating = "closed", "好了"
        issue.closed_at = office.town.clock.now()


def let_out(desk: Browser, number: int = 1, **fields: str) -> str:
    """``desk`` lets a case of its own station out."""
    page = desk.get("/console/opening").text
    station = re.search(r'name="station" value="(\d+)"', page)
    station = station or re.search(r"poster.docx.station=(\d+)", page)
    given = {
        "station": station[1] if station else OWN,
        "number": str(number),
        "title": "东坪村三组路灯不亮",
        "place": "东坪村",
        "bureau": "城关供电所",
        "result": "11月20日换了三盏灯。",
        "read": "yes",
    }
    return words_of(desk.post("/console/opening/release", **(given | fields)))


def test_every_public_page_is_off_until_the_county_switches_it_on(office: Office) -> None:
    done(office)
    stranger, county = office.browser(), office.desk("郑科员")
    for path in PAGES:
        assert stranger.get(path).status_code == 404, path
    for name in ("public_deputies", "public_stations", "public_results", "public_figures"):
        county.get("/console/opening")
        assert "已对外打开" in words_of(county.post("/console/opening/switch", name=name, on="yes"))
    for path in PAGES:
        assert stranger.get(path).status_code == 200, path
    county.get("/console/opening")
    county.post("/console/opening/switch", name="public_deputies", on="no")
    assert stranger.get("/open/deputy/D1").status_code == 404
    with office.town.database.read() as session:
        assert (
            len(session.scalars(select(Rule).where(Rule.name.startswith("functions."))).all()) == 5
        )


def test_only_the_county_switches_and_only_what_is_named(office: Office) -> None:
    station, county = office.desk("周干事"), office.desk("郑科员")
    station.get("/console/opening")
    refused = station.post("/console/opening/switch", name="public_results", on="yes")
    assert refused.status_code == 404
    county.get("/console/opening")
    assert county.post("/console/opening/switch", name="grid_visit", on="no").status_code == 404


def test_a_card_says_who_a_deputy_is_and_no_telephone(office: Office) -> None:
    switch_on(office)
    text = words_of(office.browser().get("/open/deputy/D1"))
    assert "李明" in text and "县人大代表" in text and "第三选区" in text and "东坪村" in text
    assert "每周一上午" in text
    assert not re.search(r"1380000\d{4}", text)
    assert office.browser().get("/open/deputy/D99").status_code == 404
    with office.town.database.write() as session:
        row = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        row.until = office.town.clock.now().date().replace(day=1)
    assert office.browser().get("/open/deputy/D1").status_code == 404


def test_a_station_says_where_it_is_and_when_somebody_is_there(office: Office) -> None:
    switch_on(office)
    browser = office.browser()
    text = words_of(browser.get("/open/station/Z01"))
    assert "每周一上午" in text and "城关镇政府一楼" in text and "0000-60001" in text
    assert "王芳" in text
    picture = browser.get("/open/station-code/Z01.png")
    assert picture.content.startswith(b"\x89PNG")
    assert "赵刚" in words_of(browser.get("/open/?area=QH01"))
    # Where they are many, one looks under the own village.
    with office.town.database.write() as session:
        one = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        link = session.scalars(select(DeputyGrid).where(DeputyGrid.deputy_id == one.id)).first()
        for number in range(25):
            contact = Contact(name=f"丁{number}", created_at=office.town.clock.now())
            deputy = Deputy(
                code=f"DX{number}",
                name=f"丁{number}",
                contact=contact,
                congress="township",
                since=one.since,
                electoral_unit="",
            )
            session.add(deputy)
            session.flush()
            assert link is not None
            session.add(DeputyGrid(deputy_id=deputy.id, grid_id=link.grid_id, since=one.since))
    for page in ("/open/?area=QH01", "/open/station/Z01"):
        assert "东坪村（27位）" in words_of(browser.get(page)), page


def test_nothing_is_published_until_a_person_read_it_and_it_can_be_taken_back(
    office: Office,
) -> None:
    done(office)
    switch_on(office)
    desk, stranger = office.desk("周干事"), office.browser()
    page = desk.get("/console/opening")
    assert "东坪" in words_of(page) and "13812345678" not in page.text and "王桂花" not in page.text
    assert "路灯" not in words_of(stranger.get("/open/results"))
    assert "先看一遍，再打勾" in let_out(desk, read="")
    assert "路灯" not in words_of(stranger.get("/open/results"))
    assert "放出去了" in let_out(desk)
    text = words_of(stranger.get("/open/results"))
    assert "东坪村三组路灯不亮" in text and "换了三盏灯" in text and "民1" not in text
    assert "换了三盏灯" in words_of(stranger.get("/open/station/Z01"))
    out = re.search(r'name="result" value="(\d+)"', desk.get("/console/opening").text)
    assert out
    assert "收回来了" in words_of(desk.post("/console/opening/withdraw", result=out[1]))
    assert "路灯" not in words_of(stranger.get("/open/results"))
    with office.town.database.read() as session:
        acts = session.scalars(select(Audit.act).where(Audit.act.startswith("result.")))
        assert list(acts) == ["result.released", "result.taken_back"]


@pytest.mark.parametrize(
    "fields",
    [
        {"result": "给王桂花家门口换了灯，电话13812345678。"},
        {"title": "找13812345678修灯"},
        {"place": "身份证411323196001011234"},
    ],
)
def test_words_with_a_persons_data_are_not_let_out(office: Office, fields: dict[str, str]) -> None:
    done(office)
    switch_on(office)
    assert "里面像有姓名、电话或门牌" in let_out(office.desk("周干事"), **fields)
    assert "还没有公示的" in words_of(office.browser().get("/open/results"))


@one_store
@pytest.mark.parametrize(
    "result",
    [
        "小广场铺好了，谢桂英大娘她们每晚都跳。",
        "李国强支书带人把线抬高了两米。",
        "西关张老汉家先通的清水。",
        "护栏装上了，老刘家孙子不用绕路了。",
    ],
)
def test_what_may_be_a_name_is_asked_about_once(office: Office, result: str) -> None:
    done(office)
    switch_on(office)
    desk = office.desk("周干事")
    asked = let_out(desk, result=result)
    assert "像是谁的姓名" in asked and "就这样放" in asked and result in asked
    assert "还没有公示的" in words_of(office.browser().get("/open/results"))
    assert "放出去了" in let_out(desk, result=result, sure="yes")


@one_store
def test_ordinary_words_are_not_taken_for_names_and_what_is_not_good_is_not_offered(
    office: Office,
) -> None:
    for text in (
        "方便了大家出行",
        "路灯都换成了节能的",
        "高低不平的路面铺平了",
        "白天晚上都有水了",
    ):
        assert published.perhaps_named(text) == [], text
    done(office)
    with office.town.database.write() as session:
        session.scalars(select(Issue)).one().rating = "没好"
    desk = office.desk("周干事")
    assert "民1" not in words_of(desk.get("/console/opening"))


def test_what_is_not_done_secret_or_about_somebody_cannot_be_let_out(office: Office) -> None:
    done(office)
    switch_on(office)
    desk = office.desk("周干事")
    for change in (
        {"state": "routed"},
        {"secret": True},
        {"seen_by": "township"},
        {"avoid": [{"who": "村支书"}]},
        {"cleared_at": office.town.clock.now()},
    ):
        with office.town.database.write() as session:
            issue = session.get_one(Issue, 1)
            before = {name: getattr(issue, name) for name in change}
            for name, value in change.items():
                setattr(issue, name, value)
        assert "这件不能公示" in let_out(desk), change
        assert "民1 " not in words_of(desk.get("/console/opening")), change
        with office.town.database.write() as session:
            for name, value in before.items():
                setattr(session.get_one(Issue, 1), name, value)
    assert "放出去了" in let_out(desk)
    with office.town.database.write() as session:
        session.get_one(Issue, 1).secret = True
    # Said 「保密」 afterwards: gone at once.
    assert "还没有公示的" in words_of(office.browser().get("/open/results"))


def test_a_station_publishes_its_own_cases_only(office: Office) -> None:
    done(office)
    with office.town.database.write() as session:
        second_township(session, office.town.clock.now())
        ours = session.scalars(select(Station.id).where(Station.code == "Z01")).one()
    other = office.desk("冯干事")
    other.get("/console/opening")
    answer = other.post("/console/opening/release", station=str(ours), number="1", read="yes")
    assert answer.status_code == 404
    let_out(office.desk("周干事"))
    other.get("/console/opening")
    assert other.post("/console/opening/withdraw", result="1").status_code == 404
    assert other.get(f"/console/opening/poster.docx?station={ours}").status_code == 404


def test_the_poster_holds_what_was_let_out(office: Office) -> None:
    done(office)
    desk = office.desk("周干事")
    let_out(desk)
    link = re.search(r'href="(/console/opening/poster[^"]+)"', desk.get("/console/opening").text)
    assert link
    paper = Document(io.BytesIO(desk.get(link[1]).content))
    text = "\n".join(
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    )
    assert "换了三盏灯" in text and "13812345678" not in text


def test_small_numbers_are_not_said_and_cannot_be_worked_out() -> None:
    rows = [("甲", 40), ("乙", 12), ("丙", 3), ("丁", 0)]
    said = {one.name: one.count for one in suppressed(rows, 5)}
    assert said == {"甲": "40", "乙": "不单独公布", "丙": "少于5", "丁": "0"}
    two = {one.name: one.count for one in suppressed([("甲", 40), ("乙", 2), ("丙", 3)], 5)}
    assert two == {"甲": "40", "乙": "少于5", "丙": "少于5"}
    assert [one.count for one in suppressed([("甲", 5), ("乙", 1200)], 5)] == ["5", "1,200"]


@pytest.mark.parametrize("least", [3, 5])
def test_whoever_knows_the_sum_works_out_no_small_number(least: int) -> None:
    """All counts of up to three parts: what a reader may still take each small one for."""
    for counts in product(range(2 * least), repeat=3):
        rows = [(str(at), count) for at, count in enumerate(counts)]
        said = {one.name: one.count for one in suppressed(rows, least)}
        hidden = [(name, count) for name, count in rows if said[name] != str(count)]
        if max(counts) < least:
            continue  # nothing larger to hide it behind
        together = sum(count for _, count in hidden)
        few = [name for name, _ in hidden if said[name].startswith("少于")]
        may_be = [
            range(1, least) if name in few else range(least if few else 1, together + 1)
            for name, _ in hidden
        ]
        fits = [one for one in product(*may_be) if sum(one) == together]
        for place, (name, count) in enumerate(hidden):
            if 0 < count < least:
                assert len({one[place] for one in fits}) > 1, (counts, said, name)


def test_the_years_figures_hide_what_is_few_and_leave_out_what_is_about_somebody(
    office: Office,
) -> None:
    switch_on(office)
    for n in range(6):
        office.town.says(f"村民{n}", f"东坪村第{n}根电线杆旁边的路灯不亮，晚上学生走夜路")
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    with office.town.database.write() as session:
        counting.count_all(session, now=office.town.clock.now())
    text = words_of(office.browser().get("/open/figures"))
    assert "群众反映 6" in text and "办结 0" in text
    # What lies nowhere yet is a part as well: nobody works it out from the sum.
    office.town.says("生人", "我们那儿的路灯坏了好几天了")
    with office.town.database.write() as session:
        counting.count_all(session, now=office.town.clock.now())
    text = words_of(office.browser().get("/open/figures"))
    assert "群众反映 7" in text and "没说清在哪里的 少于5" in text and "城关镇 不单独公布" in text
    with office.town.database.write() as session:
        lost = session.scalars(select(Issue).where(Issue.grid_id.is_(None))).one()
        lost.state = "withdrawn"
        session.flush()
        counting.recount(session, [lost.id], office.town.clock.now())
    with office.town.database.write() as session:
        session.get_one(Issue, 1).state = "withdrawn"
        session.get_one(Issue, 2).state = "withdrawn"
        session.flush()
        counting.recount(session, [1, 2], office.town.clock.now())
    text = words_of(office.browser().get("/open/figures?year=2026"))
    assert "群众反映 少于5" in text and "城关镇 少于5" in text


def test_a_halls_screen_shows_counts_only_and_is_ended_by_an_officer(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了，晚上学生走夜路")
    office.town.says("大爷", "城关镇的镇长把修路的钱吃了回扣，没人敢管")
    with office.town.database.write() as session:
        counting.count_all(session, now=office.town.clock.now())
    desk, stranger = office.desk("郑科员"), office.browser()
    desk.get("/console/opening")
    page = desk.post("/console/opening/screen", name="一楼大厅")
    address = re.search(r"/hall/[\w-]{20,}", page.text)
    assert address and "只显示这一次" in words_of(page)
    assert address[0] not in desk.get("/console/opening").text
    # A second one of that name is told apart when one is to be taken down.
    assert "一楼大厅2" in words_of(desk.post("/console/opening/screen", name="一楼大厅"))
    text = words_of(stranger.get(address[0]))
    assert "今年反映 1" in text or "1 今年反映" in text or re.search(r"今年反映\s+1", text)
    for word in ("路灯", "大娘", "供电所", "东坪", "李明", "民1", "郑科员"):
        assert word not in stranger.get(address[0]).text, word
    counts = stranger.get(address[0] + "/now").json()
    assert counts["numbers"][:2] == [1, 1] and len(counts["numbers"]) == 9
    # What the year's page leaves unsaid the screen does not tell.
    assert counts["topics"] == []
    assert stranger.get(address[0][:-1]).status_code == 404
    screen = re.search(r'name="screen" value="(\d+)"', desk.get("/console/opening").text)
    assert screen
    other = office.desk("周干事")
    other.get("/console/opening")
    assert other.post("/console/opening/screen/end", screen=screen[1]).status_code == 404
    desk.get("/console/opening")
    assert "关上了" in words_of(desk.post("/console/opening/screen/end", screen=screen[1]))
    assert stranger.get(address[0]).status_code == 404
    assert stranger.get(address[0] + "/now").status_code == 404


def test_rubbish_in_public_addresses_never_breaks(office: Office) -> None:
    switch_on(office)
    stranger = office.browser()
    rubbish = ("", "-1", "9" * 30, "'\"--", "<script>alert(1)</script>", "￿" * 300, "../x", "%00")
    for one in rubbish:
        for path in (
            "/hall/",
            "/open/deputy/",
            "/open/station/",
            "/open/?area=",
            "/open/figures?year=",
        ):
            answer = stranger.get(path + one)
            assert answer.status_code < 500, (path, one)
            assert "<script>alert" not in answer.text
