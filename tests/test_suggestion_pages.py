"""A suggestion from a citizen's word to the second answer, by chat and clicks, over real HTTP."""

import re

import pytest
from sqlalchemy import select

from bot.actions.suggestions import drafts, weighing
from bot.domain.calendars import local_day
from bot.domain.workflow import Party
from bot.store.models import Assignment, Rating, Reply, Suggestion, SuggestionVersion
from tests import suggestion_parts
from tests.pages_parts import Browser, Office, words_of
from tests.pages_scene import picture
from tests.suggestion_parts import Scene
from tests.test_uploads import word_file


@pytest.fixture
def office(year_end_office: Office) -> Office:
    return year_end_office


def do(
    browser: Browser, number: int, role: str, act: str, files: object = None, **data: str
) -> str:
    """Open the suggestion, do one act, read the page that comes back."""
    door = "/p" if "/_web/" in browser.base else "/console"
    assert browser.get(f"{door}/suggestion/{number}").status_code == 200
    answer = browser.post(f"{door}/suggestion/{number}/act", files, role=role, act=act, **data)
    return words_of(answer)


def submitted(office: Office) -> int:
    """From an issue, by chat: draft 1, submitted, signed by a second deputy."""
    town = office.town
    town.says("大娘", "东坪村三组自来水停了好几天了，三百多户没水吃")
    assert "接着说分析" in town.says("李明", "民1转建议")
    town.says("李明", "管道是二十年前铺的，水厂压力不够，村里凑不出改造的钱")
    assert "三样都齐了" in town.says("李明", "请县水利局把东坪村管网改造列入明年饮水计划")
    town.says("李明", "请陈桂附议")
    town.says("陈桂", "同意")
    assert "交上去了" in town.says("李明", "交上去")
    return 1


def reviewed(office: Office) -> int:
    number = submitted(office)
    desks = {name: office.desk(name) for name in ("冯主席", "郑科员", "卫主任")}
    assert "现在不能办这一步" in do(desks["郑科员"], number, "office", "pass_on")
    assert "接下来代表工委审" in do(desks["冯主席"], number, "office", "pass_on")
    assert "接下来常委会办公室审" in do(desks["郑科员"], number, "office", "pass_on")
    told = words_of(desks["郑科员"].get(f"/console/suggestion/{number}"))
    assert "冯主席）：城关镇人大主席团审核通过，报上一级" in told
    wrong = do(desks["卫主任"], number, "office", "merge", into="稿99")
    assert "没有别的一件建议是“稿99”" in wrong
    assert "立案编号了" in do(desks["卫主任"], number, "office", "pass_on")
    return number


def assigned(office: Office) -> int:
    number = reviewed(office)
    desk = office.desk("郑科员")
    said = do(desk, number, "office", "assign", leads="B2", supporting="B6")
    assert "县水利局主办，县交通局会办" in said
    return number


def replied(office: Office, number: int, text: str = "东坪村主管道已经更换，水压正常。") -> str:
    return do(
        office.phone("钱水"),
        number,
        "bureau",
        "reply",
        [("evidence", ("管.jpg", picture(), "image/jpeg"))],
        row="1",
        text=text,
        signer="王局长",
        **{"class": "A"},
    )


def said_on_pages(office: Office, sentence: str) -> None:
    """What the chat answers her stands on both pages that her cards lead to, word for word."""
    assert sentence in office.town.says("大娘", "自来水那件咋样了")
    for page in ("/p/mine", "/p/issue/1"):
        assert sentence in words_of(office.phone("大娘").get(page)), page


def test_what_is_agreed_on_the_spot_is_confirmed_by_scanning(office: Office) -> None:
    number, town = assigned(office), office.town
    phone, deputy = office.phone("钱水"), office.phone("李明")
    day = office.town.clock.now().date().isoformat()
    met: dict[str, str] = {"row": "1", "held_on": day, "kind": "during", "present": "head"}
    met |= {"text": "在村口看了水渠", "promise": "年前清淤三百米"}
    assert "要在今天以后" in do(phone, number, "bureau", "record_meeting", **met)
    said = do(phone, number, "bureau", "record_meeting", **met, until="2027-03-01")
    assert "商定：年前清淤三百米，2027年3月1日" in said and "扫码确认" in said
    assert "data:image/png" in phone.get(f"/p/suggestion/{number}").text
    assert "商定：年前清淤三百米" in town.last_told("李明")
    scanned = deputy.get(f"/p/suggestion/{number}").text
    assert "年前清淤三百米" in scanned and "data:image/png" not in scanned
    do(deputy, number, "deputy", "confirm_meeting", row="1")
    assert "承诺台账" in words_of(deputy.get(f"/p/suggestion/{number}"))


def test_a_draft_with_which_everybody_agrees_becomes_the_answer_as_it_is(office: Office) -> None:
    number, phone = assigned(office), office.phone("钱水")
    office.town.says("钱水", "收到1")
    text = "三公里主管道换好了。"
    do(phone, number, "bureau", "show_draft", row="1", text=text)
    given = {"text": text, "signer": "王局长", "class": "A", "place": "东坪村口"}
    assert "答复发出了" in do(phone, number, "bureau", "reply", row="1", **given)
    with office.town.database.read() as session:
        assert [one.kind for one in session.scalars(select(Reply))] == ["draft", "reply"]


def test_the_whole_way_by_chat_and_clicks(office: Office) -> None:
    number, town = assigned(office), office.town
    assert "〔16-6〕1号" in town.told("钱水")[0]
    assert "最晚" in town.last_told("大娘")
    said_on_pages(office, "写成了正式建议，县水利局在办，最晚2027年3月31日（周三）书面答复代表")
    assert "签收了" in town.says("钱水", "收到1")
    assert "面商" in town.says("钱水", "昨天去面商了，王局长带队，看了管网")
    assert "登记" in town.last_told("李明")
    assert "是见过" in town.says("李明", "见过")
    assert "会告诉代表" in town.says("钱水", "1进展：已经派人测算管网")
    phone = office.phone("钱水")
    assert "请代表看了" in do(
        phone, number, "bureau", "show_draft", row="1", text="拟更换主管道三公里。"
    )
    forms = phone.get(f"/p/suggestion/{number}").text
    assert forms.count(">拟更换主管道三公里。</textarea>") == 2, "nobody writes it twice"
    assert "转给县水利局" in town.says("李明", "最好写上哪个月开工")
    assert "哪个月开工" in town.last_told("钱水")
    assert "会办意见交给" in do(
        office.phone("曹交"), number, "bureau", "give_opinion", row="2", text="过路段同意破路施工。"
    )
    seen = words_of(office.phone("李明").get(f"/p/suggestion/{number}"))
    assert "会办意见" in seen and "过路段同意破路施工" in seen
    assert "答复发出了" in replied(office, number)
    forms = phone.get(f"/p/suggestion/{number}").text
    assert ">拟更换主管道三公里。</textarea>" not in forms, "it has become the answer"
    said_on_pages(office, "县水利局已经书面答复代表，落实了再告诉您")
    past = words_of(office.phone("大娘").get("/p/issue/1")).partition("经过")[2]
    assert past.index("代表建议：人大交给县水利局") < past.index("代表建议：主办单位答复了代表")
    assert "代表建议" in words_of(office.phone("李明").get("/p/issue/1"))
    assert f'/console/suggestion/{number}"' in office.desk("郑科员").get("/console/issue/1").text
    assert "A类" in town.last_told("李明")
    assert "您不满意" in town.says("李明", "不满意，三组高处还是没水")
    desk = office.desk("郑科员")
    page = words_of(desk.get(f"/console/suggestion/{number}"))
    assert "三组高处还是没水" in page
    # The bureau never reads how it was rated, nor when.
    for name in ("钱水", "曹交"):
        page = words_of(office.phone(name).get(f"/p/suggestion/{number}"))
        assert "不满意" not in page and "三组高处" not in page and "评价 " not in page
    assert "评价期到" in do(desk, number, "office", "order_rework", text="三组高处请加压。")
    assert "您基本满意" in town.says("陈桂", f"基本满意{1}")
    # Who rated, or how, goes to no bureau unasked; what was typed is not lost.
    for slip, told in (
        ("李明代表嫌三组高处没水，请加压", "李明代表"),
        ("陈桂说三组没水", "陈桂"),
        ("代表还是说不行，请加压", "代表还是说"),
        ("两位代表都提了，请加压", "两位代表"),
        ("评价不高，请加压", "评价"),
        ("人家不满意，请加压", "不满意"),
    ):
        asked = do(desk, number, "office", "order_rework", text=slip, sure="三组")
        assert "还没有发" in asked and told in asked and slip in asked, slip
    redo = "请把三组高处一并加压，陈桂门口的总阀也换。"
    said = do(desk, number, "office", "order_rework", text=redo, sure="陈桂")
    assert "重新办理" in said
    asked = words_of(office.phone("钱水").get(f"/p/suggestion/{number}"))
    assert asked.index(f"重新办的是：{redo}") < asked.index("正式答复"), "before the form it fills"
    # What was found wanting stays in sight of those who judge what is redone, and of nobody else.
    first = "李明代表，第1次答复：不满意"
    assert first in words_of(desk.get(f"/console/suggestion/{number}"))
    for reader in ("钱水", "李明"):
        assert first not in words_of(office.phone(reader).get(f"/p/suggestion/{number}"))
    assert "加压" in town.last_told("钱水")
    assert "答复发出了" in replied(office, number, "三组高处加了增压泵，昨天通水。")
    assert "您满意" in town.says("李明", "满意")
    with town.database.read() as session:
        about = session.scalars(select(Suggestion)).one()
        assert about.rate_by is not None
        last = about.rate_by
    while local_day(town.clock.now()) <= last:
        town.clock.forward(days=1)
    while not closed(office):
        town.clock.forward(days=1)
        with town.database.write() as session:
            weighing.look(session, now=town.clock.now())
    with town.database.read() as session:
        assert len(session.scalars(select(Rating).where(Rating.lead)).all()) == 2
    assert "书面答复代表" in town.last_told("大娘")


def test_a_form_that_is_refused_comes_back_with_all_that_was_typed(office: Office) -> None:
    number = assigned(office)
    phone = office.phone("钱水")
    early = {"role": "bureau", "act": "promise_kept", "row": "1", "text": "这一步还没到。"}
    phone.get(f"/p/suggestion/{number}")
    assert "这一步还没到。</p>" in phone.post(f"/p/suggestion/{number}/act", **early).text
    do(phone, number, "bureau", "confirm_receipt", row="1")
    page = phone.post(
        f"/p/suggestion/{number}/act",
        [("letter", ("答复.exe", b"MZ", "application/octet-stream"))],
        role="bureau",
        act="reply",
        row="1",
        text="整页的答复<正文>，写了半天。",
        letter_number="青水函〔2027〕3号",
        promise="换好主管道",
        until="2027-06-30",
        signer="王局长",
        **{"class": "B"},
    ).text
    form = page.split('name="act" value="reply"')[1].split("</form>")[0]
    assert "整页的答复&lt;正文&gt;，写了半天。</textarea>" in form
    assert "换好主管道</textarea>" in form and 'value="2027-06-30"' in form
    assert 'value="青水函〔2027〕3号"' in form and 'value="王局长"' in form
    assert re.search(r'<option value="B" selected>', form)
    assert "请再选一次：答复.exe" in form
    # The form stands open; nothing typed strays into another one, and a new look is clean.
    assert page.count("写了半天") == 1
    assert len(re.findall(" open><summary>(?!别的办法)", page)) == 1
    assert "写了半天" not in phone.get(f"/p/suggestion/{number}").text


def test_a_telephone_in_a_deputys_word_reaches_no_bureau_on_its_page_either(
    office: Office,
) -> None:
    number = assigned(office)
    bureau, deputy = office.phone("钱水"), office.phone("李明")
    do(bureau, number, "bureau", "confirm_receipt", row="1")
    do(bureau, number, "bureau", "show_draft", row="1", text="拟换管子，值班电话13800000077。")
    do(deputy, number, "deputy", "comment", row="1", text="给陈大娘13812345678打个电话再定")
    page = words_of(bureau.get(f"/p/suggestion/{number}"))
    assert "再定" in page and "13812345678" not in page and "13800000077" in page
    for other in (deputy, office.desk("郑科员")):
        door = "/p" if other is deputy else "/console"
        assert "13812345678" in words_of(other.get(f"{door}/suggestion/{number}"))


def test_the_sealed_letter_comes_as_a_word_file_a_pdf_and_a_photograph(office: Office) -> None:
    number = assigned(office)
    phone = office.phone("钱水")
    do(phone, number, "bureau", "confirm_receipt", row="1")
    phone.get(f"/p/suggestion/{number}")
    files = (
        ("letter", ("答复.docx", word_file(), "application/octet-stream")),
        ("letter", ("答复.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")),
        ("evidence", ("现场.jpg", picture(), "image/jpeg")),
    )
    given = {"text": "换好了。", "signer": "王局长", "class": "A"}
    form = {"role": "bureau", "act": "reply", "row": "1", **given}
    page = phone.post(f"/p/suggestion/{number}/act", list(files), **form)
    assert page.status_code == 200 and "答复发出了" in words_of(page)
    page = office.phone("李明").get(f"/p/suggestion/{number}").text
    assert "答复函1" in page and "答复函2" in page and "凭据1" in page


def test_a_like_one_is_picked_from_the_list_to_be_put_together_with(office: Office) -> None:
    numbers = []
    with office.town.database.write() as session:
        scene = suggestion_parts.Scene(session, office.town.clock.now())
        for deputy in ("李明", "陈桂"):
            about = scene.draft(deputy)
            drafts.submit(session, about, scene.actor(deputy, about, Party.DEPUTY), now=scene.now)
            numbers.append(about.draft_number)
    first, second = numbers
    desk = office.desk("冯主席")
    page = desk.get(f"/console/suggestion/{second}").text
    picked = re.search(r'name="picked" value="([^"]+)"', page)
    assert picked and picked[1] == f"稿{first}"
    assert "请写并到哪一件" in do(desk, second, "office", "merge")
    assert f"并入稿{first}" in do(desk, second, "office", "merge", picked=picked[1])
    # Either page leads to the other, for the deputy too whose suggestion it was.
    assert f'/console/suggestion/{first}">并到了' in desk.get(f"/console/suggestion/{second}").text
    assert f'/suggestion/{second}">' in desk.get(f"/console/suggestion/{first}").text
    own = office.phone("陈桂").get(f"/p/suggestion/{second}")
    assert f'/suggestion/{first}">并到了' in own.text


def test_a_township_deputys_suggestion_walks_to_its_rating_in_the_township(office: Office) -> None:
    with office.town.database.write() as session:
        made = Scene(session, office.town.clock.now()).draft("吕乡")
        number = made.draft_number
    chair = office.desk("冯主席")
    assert "交上去了" in do(office.phone("吕乡"), number, "deputy", "submit")
    assert "立案编号了" in do(chair, number, "office", "pass_on")
    page = chair.get(f"/console/suggestion/{number}").text
    assert "〔10-3〕1号" in page and "县水利局</option>" not in page
    assert "城关镇政府主办" in do(chair, number, "office", "assign", leads="B3")
    said = do(
        office.phone("严镇"),
        number,
        "bureau",
        "reply",
        row="1",
        text="三公里主管道列入镇里明年计划。",
        signer="严镇长",
        promise="换好三公里主管道",
        until="2027-06-30",
        **{"class": "B"},
    )
    assert "答复发出了" in said
    assert "您满意" in office.town.says("吕乡", "满意")
    assert "吕乡代表：满意" in words_of(chair.get(f"/console/suggestion/{number}"))


def closed(office: Office) -> bool:
    with office.town.database.read() as session:
        return session.scalars(select(Suggestion)).one().state == "procedure_closed"


def test_nobody_who_is_no_party_sees_it_and_none_sees_a_draft(office: Office) -> None:
    number = submitted(office)
    for name in ("王芳", "大娘", "钱水", "吕乡", "生人"):
        answer = office.phone(name).get(f"/p/suggestion/{number}")
        assert answer.status_code == 404, name
        assert words_of(answer) == words_of(office.phone(name).get("/p/suggestion/99"))
    office.town.says("李明", "我要提个建议")
    assert office.desk("郑科员").get("/console/suggestion/2").status_code == 404


def test_a_draft_is_written_on_a_page_and_every_version_stays(office: Office) -> None:
    phone = office.phone("李明")
    phone.get("/p/suggestions")
    assert phone.post("/p/suggestions/new").url.endswith("/p/suggestion/1")
    said = do(
        phone,
        1,
        "deputy",
        "write",
        title="改造东坪村供水管网",
        situation="东坪村一到夏天就停水。",
        analysis="管道老化。",
        proposal="请县水利局列入明年饮水计划。",
    )
    assert "存好了" in said
    do(phone, 1, "deputy", "write", title="改造东坪村供水管网", situation="东坪村夏天天天停水。")
    page = phone.get("/p/suggestion/1").text
    assert "改过哪里" in page and "<del>" in page
    # An open page, and a sentence of the chat meanwhile: neither takes the other's words away.
    page = phone.get("/p/suggestion/1").text
    shown = {one: re.search(rf'name="{one}"[^>]*>([^<]*)<', page)[1] for one in drafts.PARTS}  # type: ignore[index]
    version = re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
    boxes = {"role": "deputy", "act": "write", "version": version, **shown}
    assert "情况记下了" in office.town.says("李明", "情况加一句：去年冬天滑倒两位老人")
    held = phone.post(
        "/p/suggestion/1/act", **(boxes | {"situation": "另写的情况，十七位老人没地方去"})
    )
    assert "“情况”您在别处刚改过" in words_of(held) and "十七位老人没地方去" in held.text
    # One button saves what stands in the boxes and hands it in.
    sent = phone.post(
        "/p/suggestion/1/act", then="submit", **(boxes | {"analysis": "泵房的钱村里凑不出"})
    )
    assert "交上去了" in words_of(sent)
    with office.town.database.read() as session:
        text = drafts.text_of(session.scalars(select(SuggestionVersion)).all()[-1])
    assert "滑倒两位老人" in text.situation and text.analysis == "泵房的钱村里凑不出"


def test_a_voice_is_typed_in_by_the_office_and_becomes_the_part_that_was_asked(
    office: Office,
) -> None:
    town = office.town
    town.says("李明", "我要提个建议")
    town.clock.forward(seconds=1)
    said = says_and_answer(office)
    assert "听完替您写进稿1的情况" in said
    assert "用语音说了一段" in town.last_told("郑科员")
    desk = office.desk("郑科员")
    assert "语音等您听写" in words_of(desk.get("/console/suggestions"))
    page = desk.get("/console/suggestion/1").text
    media = page.split('name="media" value="')[1].split('"')[0]
    answer = desk.post("/console/suggestion/1/typed", media=media, text="东坪村夏天总停水")
    assert "存好了" in words_of(answer) or "不在您这里" not in words_of(answer)
    assert "接着说分析" in town.last_told("李明")
    assert "接着说建议" in town.says("李明", "管道老化，压力不够")


def says_and_answer(office: Office) -> str:
    before = office.town.intake.take
    push = office.town.push("李明", kind="voice", media_id="v-1", format="amr")
    return before(push)


def test_the_reply_asks_for_what_its_class_needs(office: Office) -> None:
    number = assigned(office)
    phone = office.phone("钱水")
    text = "东坪村主管道明年更换。"
    assert "请写签发人" in do(
        phone, number, "bureau", "reply", row="1", text=text, **{"class": "B"}
    )
    said = do(
        phone, number, "bureau", "reply", row="1", text=text, signer="王局长", **{"class": "B"}
    )
    assert "答应做什么" in said
    with office.town.database.read() as session:
        assert {row.state for row in session.scalars(select(Assignment))} == {"assigned"}
