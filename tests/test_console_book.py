"""The books of the roster on the console: found, changed and added by form, ended by date and never
deleted; each officer within the own area."""

import io
import re
from datetime import timedelta

import lxml.html
import pytest
from docx import Document
from sqlalchemy import select

from bot.domain.calendars import local_day
from bot.store.models import (
    Bureau,
    BureauLiaison,
    Contact,
    Deputy,
    DeputyGrid,
    Grid,
    GridStaff,
    Officer,
    Station,
)
from tests.book_parts import form_of, row_id, save, upload_book
from tests.console_parts import everything
from tests.databases import one_store
from tests.pages_parts import Office, words_of
from tests.pages_scene import said
from tests.small_county import SINCE, officer, person


@pytest.fixture
def office(two_townships: Office) -> Office:
    return two_townships


def test_a_place_is_found_by_name_code_and_what_people_call_it(office: Office) -> None:
    desk = office.desk("郑科员")
    east = row_id(desk, "/console/book/places?q=东坪", "东坪村")
    said = save(desk, f"/console/book/places/{east}", 别名="坪上、东平村", 地标="东坪小学")
    assert "改好了" in said
    for q in ("坪上", "东平", "小学", "QH0101"):
        assert "东坪村" in words_of(desk.get(f"/console/book/places?q={q}")), q
    assert "没有找到" in words_of(desk.get("/console/book/places?q=不存在"))
    # And the bot knows the other name at once.
    office.town.says("大娘", "坪上的路灯不亮好几天了")
    assert "东坪村" in words_of(desk.get("/console/issues"))


def test_a_form_asks_for_no_code_where_one_is_picked_by_name(office: Office) -> None:
    desk = office.desk("郑科员")
    form = words_of(desk.get("/console/book/stations/new"))
    assert "从名单里挑" in form and "表里的编码" not in form


def test_a_long_book_is_read_page_by_page(office: Office) -> None:
    with office.town.database.write() as session:
        session.add_all(
            Bureau(code=f"X{number:03}", name=f"第{number}站所", kind="local_office", aliases=[])
            for number in range(75)
        )
    desk = office.desk("郑科员")
    seen: list[str] = []
    path: str | None = "/console/book/bureaus?q=站所"
    while path:
        text = desk.get(path).text
        seen += re.findall(r">第(\d+)站所<", text)
        more = re.search(r'href="([^"]+)">再往后<', text)
        path = more[1].replace("&amp;", "&") if more else None
    assert [int(number) for number in seen] == list(range(75))


def test_a_mistake_in_a_form_loses_nothing_that_was_typed_and_writes_nothing(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    path = "/console/book/deputies/new"
    desk.get(path)
    before = everything(office.town.database)
    answer = desk.post(
        path,
        编码="D9",
        姓名="钱多多",
        层级="县",
        手机号="12345",
        选区="第<九>选区",
        网格="东坪村",
        联络站="没有的站",
        起="2026-12-01",
        止="2026-11-01",
    )
    text = words_of(answer)
    assert answer.status_code == 422 and "还没有存" in text
    assert "不是手机号" in text and "比“起”还早" in text and "没有编码为“没有的站”" in text
    for typed in ("钱多多", "12345", "第&lt;九&gt;选区", "没有的站", "2026-12-01", "2026-11-01"):
        assert f'value="{typed}"' in answer.text, typed
    assert everything(office.town.database) == before


def test_a_field_to_choose_from_does_not_say_its_choices_twice(office: Office) -> None:
    desk = office.desk("郑科员")
    text = words_of(desk.get("/console/book/officers/new"))
    assert "站长、主席团、代表工委" not in text
    assert "主席团必填：写乡镇的名字" in text
    deputy = words_of(desk.get("/console/book/deputies/new"))
    assert "县、乡、议政代表" not in deputy and "空着是全部" in deputy
    assert "全部、联络员代收" not in deputy


def test_a_line_that_nobody_can_dial_is_refused_before_it_is_printed(office: Office) -> None:
    desk = office.desk("郑科员")
    path = "/console/book/bureaus/new"
    lines = {"见门口": False, "12": False, "0000－6123456转8": True, "95598": True}
    for line, fine in lines.items():
        answer = desk.post(path, 编码=f"B{line[:4]}"[:8], 名称="某站", 类型="站所", 电话=line)
        assert ("没有能打的号码" in answer.text) is not fine, line


def test_a_new_deputy_gets_a_code_that_counts_on_and_the_places_by_name(office: Office) -> None:
    desk = office.desk("郑科员")
    given = form_of(desk, "/console/book/deputies/new")
    assert given["编码"] == "D4"
    said = save(
        desk,
        "/console/book/deputies/new",
        姓名="钱多多",
        层级="县",
        手机号="13812345678",
        网格="南坪村网格",
    )
    assert "加好了" in said and "138****5678" in said and "13812345678" not in said
    with office.town.database.read() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D4")).one()
        assert deputy.contact.phone == "13812345678"
        grids = select(Grid.name).join(DeputyGrid).where(DeputyGrid.deputy_id == deputy.id)
        assert session.scalars(grids).all() == ["南坪村网格"]
    assert "南坪村网格" not in words_of(desk.get("/console/roster"))
    again = desk.get("/console/book/deputies/new")
    assert "D5" in again.text
    answer = desk.post("/console/book/deputies/new", 编码="D4", 姓名="另一人", 层级="县")
    assert "已经有了" in words_of(answer)


def test_a_name_that_two_places_have_is_asked_about(office: Office) -> None:
    with office.town.database.write() as session:
        town = session.scalars(select(Grid).where(Grid.code == "QH02")).one()
        twin = Grid(code="QH0209", name="东坪村", level="village", parent=town, names={})
        session.add(twin)
        session.flush()
        twin.path = f"{town.path}{twin.id}/"
    desk = office.desk("郑科员")
    desk.get("/console/book/staff/new")
    form = {"编码": "W1", "姓名": "格长", "类别": "网格长", "起": "2026-11-23"}
    answer = desk.post("/console/book/staff/new", **form, 网格编码="东坪村")
    assert "叫“东坪村”的有2个" in words_of(answer)
    desk.page = answer
    assert "加好了" in words_of(
        desk.post("/console/book/staff/new", **form, 网格编码="东坪村（QH0101）")
    )


def test_a_role_ends_by_its_date_and_the_book_of_a_day_before_still_has_it(office: Office) -> None:
    desk = office.desk("郑科员")
    today = local_day(office.town.clock.now())
    wang = row_id(desk, "/console/book/deputies?q=王芳", "王芳")
    until = today - timedelta(days=1)
    assert "已结束" in save(desk, f"/console/book/deputies/{wang}", 止=until.isoformat())
    assert "王芳" not in words_of(desk.get("/console/book/deputies"))
    assert "王芳" in words_of(desk.get(f"/console/book/deputies?on={until}"))
    assert "王芳" in words_of(desk.get("/console/book/deputies?which=ended"))
    with office.town.database.read() as session:
        assert session.scalars(select(Deputy).where(Deputy.name == "王芳")).one().until == until
    # Who ended it, and when, stands beside.
    assert "郑科员 改了：止" in words_of(desk.get(f"/console/book/deputies/{wang}"))
    # Taken back: an emptied field empties what is stored.
    save(desk, f"/console/book/deputies/{wang}", 止="")
    assert "王芳" in words_of(desk.get("/console/book/deputies"))


def test_a_deputy_leaves_a_grid_on_a_day_and_that_they_were_there_stays(office: Office) -> None:
    desk = office.desk("郑科员")
    today = local_day(office.town.clock.now())
    li = row_id(desk, "/console/book/deputies?q=李明", "李明")
    page = desk.get(f"/console/book/deputies/{li}").text
    link = re.search(r'name="link" value="(\d+)"', page)
    assert link
    end = f"/console/book/deputies/{li}/end"
    assert "比开始那天还早" in words_of(
        desk.post(end, kind="grid", link=link[1], until="2020-01-01")
    )
    done = desk.post(end, kind="grid", link=link[1], until=(today - timedelta(days=1)).isoformat())
    assert "为止" in words_of(done)
    assert "东坪村网格" in words_of(done)
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert office.town.told("李明") == [] and office.town.told("王芳") != []
    assert "不在任何网格的代表 1 " in words_of(desk.get("/console/roster"))


def test_an_officer_of_the_area_sees_the_own_area_and_changes_what_people_call_places(
    office: Office,
) -> None:
    desk, county = office.desk("周干事"), office.desk("郑科员")
    south = row_id(county, "/console/book/places?q=南坪", "南坪村")
    east = row_id(county, "/console/book/places?q=东坪", "东坪村")
    for key, inside, outside in (
        ("places", "东坪村", "南坪村"),
        ("deputies", "李明", "冯干事"),
        ("bureaus", "城关供电所", "县水利局"),
        ("liaisons", "孙电", "钱水"),
        ("officers", "吴站长", "冯干事"),
        ("stations", "城关镇代表联络站", "东乡代表联络站"),
    ):
        text = words_of(desk.get(f"/console/book/{key}"))
        assert inside in text and outside not in text, key
    assert desk.get(f"/console/book/places/{south}").status_code == 404
    desk.get(f"/console/book/places/{east}")
    changed = desk.post(f"/console/book/places/{east}", 名称="改了名", 别名="坪上", 启用="否")
    assert "改好了" in words_of(changed)
    assert desk.post(f"/console/book/places/{south}", 别名="坪上").status_code == 404
    with office.town.database.read() as session:
        place = session.scalars(select(Grid).where(Grid.code == "QH0101")).one()
        assert (place.name, place.active, place.names["aliases"]) == ("东坪村", True, ["坪上"])
    li = row_id(county, "/console/book/deputies?q=李明", "李明")
    desk.get(f"/console/book/deputies/{li}")
    desk.get("/console/roster")
    before = everything(office.town.database)
    desk.get("/console/new")
    for path in (f"deputies/{li}", "deputies/new", f"deputies/{li}/end", "officers/1/login"):
        answer = desk.post(
            f"/console/book/{path}", 编码="D8", 姓名="某人", login="abc", until="2026-12-01"
        )
        assert answer.status_code == 404, path
    assert desk.get("/console/book/deputies/new").status_code == 404
    assert desk.get("/console/book-import").status_code == 404
    assert everything(office.town.database) == before


@one_store
def test_what_hangs_on_a_row_is_shown_before_it_is_taken_out_of_use_or_becomes_another(
    office: Office,
) -> None:
    said(office.town.says("大娘", "东坪村三组路灯不亮好几天了"))
    desk = office.desk("郑科员")
    with office.town.database.read() as session:
        station = session.scalars(select(Station).where(Station.code == "Z01")).one().id
        deputy = session.scalars(select(Deputy).where(Deputy.name == "李明")).one().id

    def changes(path: str, **fields: str) -> str:
        page = lxml.html.fromstring(desk.get(path).text)
        form = page.xpath(f'//form[@action="{path}"]')[0]
        answer = desk.http.post(f"{desk.base}{path}", data=dict(form.form_values()) | fields)
        return words_of(answer)

    odd = changes(f"/console/book/stations/{station}", 启用="否")
    assert "还没有存" in odd and "没办完的事1" in odd and "工作人员2" in odd and "代表" in odd
    with office.town.database.read() as session:
        assert session.get_one(Station, station).active
    assert "改好了" in changes(f"/console/book/stations/{station}", 启用="否", sure="yes")
    odd = changes(f"/console/book/deputies/{deputy}", 姓名="李大明")
    assert "姓名由李明改成李大明，微信、办过的事都会跟着" in odd
    assert "改好了" in changes(f"/console/book/deputies/{deputy}", 姓名="李大明", sure="yes")
    # What is nothing of the kind is saved at once.
    assert "改好了" in changes(f"/console/book/deputies/{deputy}", 职业职务="种香菇")
    # The code of a row that is there is no field: whoever sends one all the same is told so.
    odd = changes(f"/console/book/deputies/{deputy}", 编码="D77")
    assert "定了就不改" in odd and "改好了" not in odd
    with office.town.database.read() as session:
        assert session.get_one(Deputy, deputy).code == "D1"


@one_store
def test_an_account_of_a_bureau_is_its_liaison_persons_and_opens_what_the_bureau_has(
    office: Office,
) -> None:
    town, desk = office.town, office.desk("郑科员")
    number = said(town.says("大娘", "东坪村三组路灯不亮好几天了"))
    town.says("周干事", f"民{number}转供电所")
    with town.database.read() as session:
        sun = session.scalars(select(BureauLiaison).where(BureauLiaison.name == "孙电")).one()
        code, contact = sun.code, sun.contact_id
    given = {"编码": "O77", "姓名": "孙电", "角色": "承办单位", "起": "2026-01-01"}
    for liaison, why in (("", "要填是哪一位"), (code, "")):
        desk.get("/console/book/officers/new")
        page = desk.post("/console/book/officers/new", 联络员编码=liaison, **given)
        assert why in words_of(page) and ("要改" in words_of(page)) == bool(why)
    wrong = upload_book(
        desk,
        {"工作人员": [["编码", "姓名", "角色", "联络员编码"], ["O78", "旁人", "承办单位", code]]},
    )
    assert "这位联络员叫孙电，姓名要一样" in wrong
    with town.database.write() as session:
        officer = session.scalars(select(Officer).where(Officer.code == "O77")).one()
        assert officer.contact_id == contact
    assert f"民{number}" in words_of(office.desk("孙电").get("/console/"))


@one_store
def test_an_account_is_opened_with_a_password_that_is_shown_once_and_changed_first(
    office: Office,
) -> None:
    with office.town.database.write() as session:
        officer(session, "O4", "林主任", "office_director", office.town.clock.now())
    desk = office.desk("郑科员")
    wu = row_id(desk, "/console/book/officers?q=吴站长", "吴站长")
    # From the list of accounts it is one click to where it is opened.
    assert f'href="/console/book/officers/{wu}#login"' in desk.get("/console/accounts").text
    desk.get(f"/console/book/officers/{wu}")
    assert "登录名用小写" in words_of(desk.post(f"/console/book/officers/{wu}/login", login="吴"))
    made = desk.post(f"/console/book/officers/{wu}/login", login="wuzhan")
    found = re.search(r"密码 ([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})", made.text)
    assert found
    assert found[1] not in desk.get(f"/console/book/officers/{wu}").text
    told = office.town.last_told("林主任")
    assert "郑科员给吴站长（" in told and "开了工作台的账号" in told and found[1] not in told
    # A role above one's own: the row is made, but neither code nor account by the same hand.
    desk.get("/console/book/officers/new")
    form = {"编码": "O6", "姓名": "假主任", "角色": "代表工委主任"}
    made = words_of(desk.post("/console/book/officers/new", **form))
    assert "要主任或领导来发" in made and "绑定码在" not in made
    assert "郑科员在名册里新加了假主任（代表工委主任）" in office.town.last_told("林主任")
    browser = office.browser()
    browser.get("/console/login")
    answer = browser.post("/console/login", login="wuzhan", password=found[1])
    assert answer.url.endswith("/console/password")


@one_store
def test_the_telephone_is_changed_without_being_shown(office: Office) -> None:
    desk = office.desk("郑科员")
    li = row_id(desk, "/console/book/deputies?q=李明", "李明")
    save(desk, f"/console/book/deputies/{li}", 手机号="13998765432")
    page = desk.get(f"/console/book/deputies/{li}")
    assert "139****5432" in page.text and "13998765432" not in page.text
    save(desk, f"/console/book/deputies/{li}", 职业职务="种香菇")
    with office.town.database.read() as session:
        deputy = session.scalars(select(Deputy).where(Deputy.code == "D1")).one()
        assert session.get_one(Contact, deputy.contact_id).phone == "13998765432"
        assert deputy.occupation == "种香菇"


@one_store
def test_codes_for_who_is_not_on_wechat_yet_come_on_paper_and_bind(office: Office) -> None:
    with office.town.database.write() as session:
        for code in ("D1", "D3"):
            contact = session.scalars(select(Deputy).where(Deputy.code == code)).one().contact
            session.delete(contact.identities[0])
    desk = office.desk("周干事")
    desk.get("/console/codes")
    answer = desk.post("/console/codes/print", q="代表")
    text = _on_paper(answer.content)
    assert "李明" in text and "赵刚" in text and "王芳" not in text
    code = re.findall(r"^([A-Z0-9]{8})$", text, re.M)[0]
    assert "李明" in office.town.says("新号", code)
    # Printed again, the slip that somebody holds stays good; only who asks for it gets a new one.
    page = words_of(desk.get("/console/codes"))
    assert "发了码还没用的1人" in page
    listed = words_of(desk.get("/console/codes?unused=1"))
    assert "赵刚" in listed and "发了码还没用" in listed and "李明" not in listed
    assert "没有要印的" in words_of(desk.post("/console/codes/print", q="代表"))
    assert desk.post("/console/codes/print", q="代表", again="yes").content.startswith(b"PK")
    desk.get("/console/codes")
    assert "没有要印的" in words_of(desk.post("/console/codes/print", q="没这个人"))


@one_store
def test_codes_for_grid_people_come_from_their_area_and_for_officers_from_who_resets_theirs(
    office: Office,
) -> None:
    with office.town.database.write() as session:
        now = office.town.clock.now()
        for code, name, village in (("W1", "牛网格", "西坪村网格"), ("W2", "马网格", "南坪村网格")):
            grid = session.scalars(select(Grid).where(Grid.name == village)).one()
            who = person(session, name, now, follows=False)
            row = GridStaff(code=code, kind="leader", grid=grid, contact=who, since=SINCE)
            session.add(row)
        station = session.scalars(select(Station).where(Station.name.contains("城关镇"))).one()
        new = officer(session, "N9", "新干事", "liaison_officer", now, station=station)
        director = officer(session, "N8", "何主任", "office_director", now)
        for one in (new, director):
            session.delete(one.contact.identities[0])
    zhou, wu, zheng = (office.desk(name) for name in ("周干事", "吴站长", "郑科员"))
    grid_people = words_of(zhou.get("/console/codes?who=grid_staff"))
    assert "牛网格" in grid_people and "西坪村网格网格长" in grid_people
    assert "马网格" not in grid_people and "李明" not in grid_people
    assert "新干事" not in words_of(zhou.get("/console/codes")), (
        "a colleague's password is not hers"
    )
    assert zhou.post("/console/codes", of="officer", code="N9").status_code == 404
    assert zhou.post("/console/codes", of="grid_staff", code="W2").status_code == 404
    officers = words_of(zheng.get("/console/codes?who=officer"))
    assert "新干事" in officers and "郑科员 代表工委" not in officers and "何主任" not in officers
    assert zheng.post("/console/codes", of="officer", code="N8").status_code == 404
    paper = wu.post("/console/codes/print", who="officer") if wu.get("/console/codes").ok else None
    assert paper is not None
    code = re.search(r"^([A-Z0-9]{8})$", _on_paper(paper.content), re.M)
    assert code and "新干事" in _on_paper(paper.content) and "何主任" not in paper.text
    assert "联络站联络员" in office.town.says("新来的号", code[1])
    zhou.get("/console/codes")
    made = words_of(zhou.post("/console/codes", of="grid_staff", code="W1"))
    spelled = re.search(r"牛网格的码：(\w{4}) (\w{4})", made)
    assert spelled and "西坪村网格网格长" in office.town.says("老牛", spelled[1] + spelled[2])


def _on_paper(paper: bytes) -> str:
    return "\n".join(
        paragraph.text
        for table in Document(io.BytesIO(paper)).tables
        for cell in table._cells
        for paragraph in cell.paragraphs
    )
