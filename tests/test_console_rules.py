"""The rules on the console: changed with a reason, tried first, taken back by a click."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import texts
from bot.actions import officers, rules
from bot.actions.casework import Actor
from bot.actions.hand_overs import hand_over
from bot.actions.rule_book import groups, say_name
from bot.domain.workflow import Party
from bot.store.models import Audit, HandOver, Issue, Rule
from tests.console_parts import everything
from tests.databases import one_store
from tests.pages_parts import Browser, Office, words_of


@pytest.fixture
def office(office: Office) -> Iterator[Office]:
    yield office
    # What a county says in its own words is the process's: the next test is another county.
    texts.use({})


def send(desk: Browser, path: str, **fields: str) -> str:
    if desk.page is None or "csrf_token" not in desk.page.text:
        desk.get("/console/rules/words")
    desk.page = desk.post(path, **fields)
    return words_of(desk.page)


def test_every_rule_that_the_console_names_exists_and_says_what_it_is() -> None:
    for name in rules.preset():
        assert re.search(r"[\u4e00-\u9fff]", say_name(name)), name
    for group in groups():
        assert group.purpose
        for one in group.rules:
            assert one.name in rules.preset(), one.name
            assert re.search(r"[\u4e00-\u9fff]", one.label)
            if one.choices:
                assert rules.preset()[one.name] in one.choices


def test_a_term_is_tried_on_open_cases_changed_with_a_reason_and_taken_back_by_a_click(
    office: Office,
) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    desk = office.desk("郑科员")
    page = "/console/rules/one"
    assert "现在是2个工作日" in words_of(desk.get(f"{page}?name=issue.speak_within"))
    before = everything(office.town.database)
    tried = send(desk, page, name="issue.speak_within", value="4", what="try")
    assert "没办完的1件里" in tried and "推后到期1件" in tried and "11月27日（周五）" in tried
    assert everything(office.town.database) == before
    asked = send(desk, page, name="issue.speak_within", value="4", what="set")
    assert "写一句为什么改" in asked
    assert desk.page is not None and 'value="4"' in desk.page.text
    for wrong in ("0", "-1", "一", "9999", "2.5", ""):
        assert "整数" in send(
            desk, page, name="issue.speak_within", value=wrong, why="试", what="set"
        )
    done = send(desk, page, name="issue.speak_within", value="4", why="人手少", what="set")
    assert "改好了" in done and "郑科员：4个工作日 （人手少）" in done
    with office.town.database.read() as session:
        first = session.scalars(select(Issue)).one()
        assert str(first.speak_by) == "2026-11-25"  # It began under two days and keeps them.
        row = session.scalars(select(Audit).where(Audit.act == "rule.set")).one()
        assert row.fact == "issue.speak_within" and row.contact_id is not None
    office.town.says("小王", "西坪村的水渠塌了一段，浇不上地")
    with office.town.database.read() as session:
        second = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
        assert second is not None and str(second.speak_by) == "2026-11-27"
    back = send(desk, "/console/rules/back", name="issue.speak_within", version="0")
    assert "回去了" in back and "现在是2个工作日" in back and "回到出厂的" in back
    assert "回去了" in send(desk, "/console/rules/back", name="issue.speak_within", version="1")
    with office.town.database.read() as session:
        assert [row.version for row in session.scalars(select(Rule).order_by(Rule.id))] == [1, 2, 3]
        assert rules.rule(session, "issue.speak_within", office.town.clock.now()) == 4


@one_store
def test_no_county_gives_itself_longer_than_the_law(office: Office) -> None:
    desk, page = office.desk("郑科员"), "/console/rules/one"
    for name, most, more in (
        ("suggestion.within_months", "3个月", "4"),
        ("suggestion.within_months_hard", "6个月", "99"),
        ("suggestion.supporting_months", "3个月", "4"),
        ("suggestion.rework_months", "3个月", "12"),
    ):
        assert f"最多{most}：" in words_of(desk.get(f"{page}?name={name}"))
        for what in ("try", "set"):
            said = send(desk, page, name=name, value=more, why="忙不过来", what=what)
            assert f"没有改：最多{most}" in said and "代表法第51条" in said, (name, what)
    # What no law sets has an end as well.
    for name, more in (("suggestion.return_within", "200"), ("key_supervision.percent", "300")):
        assert "之间的整数" in send(desk, page, name=name, value=more, why="试", what="set"), name
    done = send(desk, page, name="suggestion.within_months", value="2", why="从严", what="set")
    assert "改好了" in done
    with office.town.database.read() as session:
        assert len(session.scalars(select(Rule)).all()) == 1


def test_switches_times_and_lines_are_read_as_they_are_meant(office: Office) -> None:
    desk = office.desk("郑科员")
    now = office.town.clock.now()
    for name, given, wanted in (
        ("functions.duties", "on", True),
        ("quiet.night", "21:30 到 07:00", ["21:30", "07:00"]),
        ("papers.copies", "县政府办公室\n县委办公室", ["县政府办公室", "县委办公室"]),
        ("grid_visit.cadence", "14_days", "14_days"),
        ("county.name", "青禾县", "青禾县"),
    ):
        said = send(desk, "/console/rules/one", name=name, value=given, why="本县这样", what="set")
        assert "改好了" in said, name
        with office.town.database.read() as session:
            assert rules.rule(session, name, now) == wanted
    for name, given, comes_to in (
        ("grid_visit.cadence", "half_month", "眼下这一期就是"),
        ("grid_visit.cadence", "14_days", "和现在的一样"),
        ("suggestion.notice_months", "3", "从交办那天数起每3个月一回"),
    ):
        tried = send(desk, "/console/rules/one", name=name, value=given, why="", what="try")
        assert "试的结果，还没有改" in tried and comes_to in tried, name
    for name, given in (
        ("quiet.night", "25:00 到 7点"),
        ("papers.copies", ""),
        ("grid_visit.cadence", "每天"),
        ("county.name", "长" * 201),
    ):
        desk.page = None
        desk.get(f"/console/rules/one?name={name}")
        answer = desk.post("/console/rules/one", name=name, value=given, why="试", what="set")
        assert answer.status_code == 422, name


def test_a_word_is_tried_on_past_messages_and_what_it_would_send_elsewhere_is_counted(
    office: Office,
) -> None:
    town = office.town
    for who in ("大娘", "大爷", "小王"):
        town.says(who, "东坪村的转灯又停了好几天了，娃们上学看不见")
    town.says("小李", "西坪村的水渠塌了一段，浇不上地")
    station = office.desk("周干事")
    station.act(1, "station", "hand_over", to="县水利局")
    desk = office.desk("郑科员")
    page = "/console/rules/words"
    line = {"word": "转灯", "topic": "农村农业", "weight": "3"}
    before = everything(town.database)
    tried = send(desk, page, **line, what="try")
    moved = re.search(r"这(\d+)件会改道，其中(\d+)件改对了", tried)
    assert moved and int(moved[1]) >= 1, tried
    assert everything(town.database) == before
    assert "改好了" in send(desk, page, **line, why="本地管提灌叫转灯", what="set")
    assert "转灯 一定是农村农业" in words_of(desk.get(page))
    town.says("小张", "东坪村的转灯又坏了")
    with town.database.read() as session:
        newest = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
        assert newest is not None and newest.topic == "农村农业"
    assert "改好了" in send(desk, page, word="转灯", topic="农村农业", drop="yes", why="去掉")
    assert "转灯 一定是" not in words_of(desk.get(page))
    assert "回去了" in send(desk, "/console/rules/back", name="routing.words", version="1")
    assert "转灯 一定是农村农业" in words_of(desk.get(page))


def test_another_bureau_for_a_topic_is_tried_and_then_proposed(office: Office) -> None:
    town = office.town
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.desk("周干事").act(1, "station", "hand_over", to="城关镇政府")
    desk = office.desk("郑科员")
    page = "/console/rules/bureaus"
    topic = "城乡建设/城市建设和市政管理/城市公共设施"
    assert topic in desk.get(page).text
    line = {"topic": topic, "level": "local", "lead": "township_government"}
    tried = send(desk, page, **line, second="power_supply", what="try")
    assert "这1件会改道，其中1件改对了" in tried
    assert "改好了" in send(
        desk, page, **line, second="power_supply", why="村里的灯归镇里", what="set"
    )
    town.says("小王", "西坪村的路灯也坏了好几天了")
    with town.database.read() as session:
        newest = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
        assert newest is not None and newest.bureaus[0] == "城关镇政府"
    for wrong in (
        line | {"lead": ""},
        line | {"second": "township_government"},
        line | {"lead": "x"},
    ):
        assert "从列表里选" in send(desk, page, **wrong, why="试", what="set")


def test_what_was_sent_elsewhere_again_and_again_is_learned_by_a_click(office: Office) -> None:
    town, page = office.town, "/console/rules/bureaus"
    desk = office.desk("郑科员")
    for number, who in enumerate(("大娘", "二叔", "三婶"), 1):
        town.says(who, f"东坪村{'三四五'[number - 1]}组路灯不亮好几天了")
        office.desk("周干事").act(number, "station", "hand_over", to="城关镇政府")
        shown = words_of(desk.get(page))
        # Once teaches nothing.
        assert ("从改派里看得出的" in shown) == (number > 1)
    assert "先提议城关镇政府" in shown and "这样改派了3次" in shown and "民3" in shown
    assert 'href="/console/issue/3"' in desk.get(page).text and desk.get("/console/issue/3").ok
    line = dict(
        re.findall(
            r'type="hidden" name="(topic|level|lead|second|third|why)" value="([^"]*)"',
            desk.get(page).text.partition('id="lessons"')[2].partition("</form>")[0],
        )
    )
    assert "这3件会改道，其中3件改对了" in send(desk, page, **line, what="try")
    assert "改好了" in send(desk, page, **line, what="set")
    town.says("小王", "西坪村的路灯也坏了好几天了")
    with town.database.read() as session:
        newest = session.scalars(select(Issue).order_by(Issue.id.desc())).first()
        assert newest is not None and newest.bureaus[0] == "城关镇政府"
    # What is proposed by now is not taught again.
    assert "从改派里看得出的" not in words_of(desk.get(page))


def test_a_sentence_in_the_countys_own_words_is_looked_at_said_and_taken_back(
    office: Office,
) -> None:
    desk = office.desk("郑科员")
    page = "/console/rules/text"
    assert "哪儿有事" in words_of(desk.get("/console/rules/texts?q=哪儿有事"))
    name = "text.welcome.greeting"
    desk.get(f"{page}?name={name}")
    looked = send(desk, page, name=name, text="乡亲好，啥事您说。", what="look")
    assert "还没有改" in looked and "乡亲好" in looked
    assert "哪儿有事" in office.town.says("生人", "你好")
    assert "改好了" in send(
        desk, page, name=name, text="乡亲好，啥事您说。", why="本地说法", what="set"
    )
    assert "乡亲好" in office.town.says("小王", "你好")
    assert "回去了" in send(desk, "/console/rules/back", name=name, version="0")
    assert "哪儿有事" in office.town.says("小李", "你好")


def test_a_notice_is_looked_at_in_every_shape_and_what_does_not_fit_is_said(office: Office) -> None:
    desk = office.desk("郑科员")
    name, page = "notice.issue.task", "/console/rules/text"
    desk.get(f"{page}?name={name}")
    shipped = texts.shipped(name)
    words = {**shipped, "thing4": "有空请您去现场看一看，没有空就放着，站里会跟着办的"}
    looked = send(desk, page, name=name, **words, what="look")
    assert "放不下" in looked and "短信（还没接" in looked and "电话里念" in looked
    for wrong in ("{secret}有事", "{name", "", "{name.__class__}", "{0}"):
        desk.get(f"{page}?name={name}")
        answer = desk.post(page, name=name, **(words | {"chat": wrong}), why="试", what="set")
        assert answer.status_code == 422, wrong
    desk.get(f"{page}?name={name}")
    words["chat"] = "{name}，{place}有事：{gist}这是{case}，劳您看看。{link}"
    assert "改好了" in send(desk, page, name=name, **words, why="短一点", what="set")
    kept = words_of(desk.get(f"{page}?name={name}"))
    assert "“微信里说”：" in kept and "“chat”" not in kept and "6条" not in kept
    late = send(desk, page, name=name, **words, why="再短", what="set", seen="0")
    assert "刚改了“通知里的话“…，…有群众说" in late and "现在是{name}，{place}有事" in late
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "劳您看看" in office.town.told("李明")[-1]


def test_a_whole_preset_shows_what_differs_and_leaves_the_countys_own_alone(office: Office) -> None:
    desk = office.desk("郑科员")
    send(desk, "/console/rules/one", name="county.name", value="青禾县", why="县名", what="set")
    with office.town.database.write() as session:
        now = office.town.clock.now()
        rules.set_rule(session, "functions.public_stations", True, origin="console", now=now)
    page = words_of(desk.get("/console/rules/presets"))
    # What the county lets everybody read no set takes back.
    assert "公开：" not in page
    assert "白河：以站为主" in page and "单位办好了直接告诉群众" in page
    assert "为什么改" in send(desk, "/console/rules/presets", name="baihe", why=" ")
    # What differs is said in words, whatever kind of rule it is.
    assert "代表工委、常委会办公室；乡镇代表的：乡镇人大主席团 → 县代表的：乡镇人大主席团" in page
    listed = page.split("整套换成别处的", 1)[1]
    assert not re.search(r"[a-z]+\.[a-z_]+|[a-z]{4,}", listed), listed
    assert "换上了，改了" in send(desk, "/console/rules/presets", name="baihe", why="照白河的办")
    now = office.town.clock.now()
    with office.town.database.read() as session:
        assert rules.rule(session, "issue.report_direct", now) is False
        assert rules.rule(session, "county.name", now) == "青禾县"
        assert {
            row.why for row in session.scalars(select(Rule)) if row.why != "县名" and row.why
        } == {"照白河的办"}
    assert "照白河的办" in words_of(desk.get("/console/rules"))
    assert desk.post("/console/rules/presets", name="../x", why="试").status_code == 404
    # Gone back from in one: everything as before, but what somebody has changed since.
    send(desk, "/console/rules/one", name="grid_visit.on", value="on", why="还是要", what="set")
    back = words_of(desk.get("/console/rules/presets"))
    assert "换上了“白河：以站为主" in back and "告诉群众（关：站里先看）：现在关 → 开" in back
    assert "条和换之前一样" in send(desk, "/console/rules/presets", what="back")
    with office.town.database.read() as session:
        now = office.town.clock.now()
        assert rules.rule(session, "issue.report_direct", now) is True
        assert rules.rule(session, "county.name", now) == "青禾县"
    assert "退回换之前的" not in words_of(desk.get("/console/rules/presets"))


@one_store
def test_only_the_county_office_sees_and_changes_rules(office: Office) -> None:
    desk = office.desk("周干事")
    desk.get("/console/new")
    before = everything(office.town.database)
    for path in ("", "/one?name=county.name", "/words", "/bureaus", "/texts", "/presets"):
        assert desk.get(f"/console/rules{path}").status_code == 404, path
    desk.get("/console/new")
    for path in ("one", "back", "words", "bureaus", "text", "presets"):
        answer = desk.post(
            f"/console/rules/{path}", name="county.name", value="x", why="y", version="0"
        )
        assert answer.status_code == 404, path
    assert everything(office.town.database) == before


@one_store
def test_who_comes_second_sees_first_what_the_other_one_set(office: Office) -> None:
    with office.town.database.write() as session:
        now = office.town.clock.now()
        officers.add(session, code="R5", name="卫主任", role="office", now=now)
    mine, other = office.desk("郑科员"), office.desk("卫主任")
    page = "/console/rules/one"
    for name, values in (("issue.speak_within", ("4", "3")), ("county.name", ("青禾", "青禾县"))):
        for desk in (mine, other):
            desk.page = desk.get(f"{page}?name={name}")
        fields = {"name": name, "why": "主任说的", "what": "set", "seen": "0"}
        assert "改好了" in send(other, page, value=values[0], **fields)
        said = send(mine, page, value=values[1], **fields | {"why": "人手少"})
        assert "还没有改" in said and "卫主任刚改了" in said and "主任说的" in said
        assert mine.page is not None and f'value="{values[1]}"' in mine.page.text
        assert "改好了" in send(mine, page, value=values[1], **fields | {"seen": "1"})
    mine.page = mine.get("/console/rules/presets")
    taken = {"name": "longan", "why": "学龙安", "seen": "1"}
    assert "还没有改" in send(mine, "/console/rules/presets", **taken)
    assert "换上了" in send(mine, "/console/rules/presets", **taken | {"seen": "9"})
    # A set says its whole, whatever counted before it.
    assert "换上了" in send(mine, "/console/rules/presets", name="two_weeks", why="再试")
    now = office.town.clock.now()
    with office.town.database.read() as session:
        for name in ("functions.grid_visit", "grid_visit.on", "issue.report_direct"):
            assert rules.rule(session, name, now) == rules.preset()[name], name
        assert rules.rule(session, "grid_visit.cadence", now) == "14_days"


@one_store
def test_a_term_is_tried_on_what_began_under_an_earlier_value_too(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.desk("周干事").act(1, "station", "hand_over", to="城关供电所")
    desk, page = office.desk("郑科员"), "/console/rules/one"
    name = {"name": "hand_over.within"}
    send(desk, page, **name, value="7", why="人手少", what="set")
    send(desk, page, name="hand_over.within_hard", value="7", why="一样长", what="set")
    office.town.says("小王", "东坪村的水渠塌了一段，浇不上地")
    office.town.says("老李", "东坪村的路塌了一个大坑")
    office.desk("周干事").act(2, "station", "hand_over", to="城关供电所")
    with office.town.database.write() as session:
        third = session.scalars(select(Issue).where(Issue.number == 3)).one()
        power, now = session.scalars(select(HandOver)).first(), office.town.clock.now()
        assert power is not None
        hand_over(session, third, power.bureau, Actor(Party.STATION), now=now, hard=True)
    tried = send(desk, page, **name, value="6", what="try")
    assert "没办完的2件里，1件的日子不是照现在的规矩定的，是照以前的" in tried
    assert "都按6个工作日算：提前到期1件，推后到期1件" in tried and "照以前定的" in tried
    hard = send(desk, page, name="hand_over.within_hard", value="9", what="try")
    assert "没办完的1件里，要是" in hard and "推后到期1件" in hard


@one_store
def test_an_extension_that_was_agreed_to_stays_whatever_is_tried(office: Office) -> None:
    office.town.says("大娘", "东坪村三组路灯不亮好几天了")
    office.desk("周干事").act(1, "station", "hand_over", to="城关供电所")
    desk, page = office.desk("郑科员"), "/console/rules/one"
    name = {"name": "hand_over.within", "value": "10", "what": "try"}
    assert "推后到期1件" in send(desk, page, **name)
    with office.town.database.write() as session:
        row = session.scalars(select(HandOver)).one()
        row.due += timedelta(days=60)
    said = send(desk, page, **name)
    assert "提前到期0件" in said and "另有1件延过期或停过，照定好的日子" in said
    send(
        desk,
        "/console/rules/words",
        word="蹦蹦车",
        topic="交通运输",
        weight="2",
        why="俗话",
        what="set",
    )
    assert "加了“蹦蹦车”：多半是交通运输" in words_of(desk.get("/console/rules/words"))
    table = words_of(desk.get("/console/rules/bureaus"))
    assert "各先提议哪个单位" in table and "乡镇人民政府、住房和城乡建设局" in table


def test_the_look_of_a_warning_names_numbers_that_one_can_ring(office: Office) -> None:
    page = words_of(office.desk("郑科员").get("/console/rules/text?name=text.answer.rumour"))
    assert "马上打110、119" in page and "马上打民" not in page


@pytest.mark.parametrize("name", ["notice.issue.taken", "notice.issue.handed_on_anew"])
def test_a_look_at_a_sentence_reads_as_it_will_go_out(office: Office, name: str) -> None:
    page = words_of(office.desk("郑科员").get(f"/console/rules/text?name={name}"))
    assert "陈志远代表" in page and "代表代表" not in page
