"""What people ask before they trust us, what they want done with their own number, and how they say
whether it is done: answered, never a case of its own, never told to anybody who should not hear."""

import pytest
from sqlalchemy import select

from bot.store.models import Audit, Contact, Identity, Issue
from bot.store.vault import vault
from handlers.conversation.citizen.verdicts import GOOD, NEARLY, NOT, UNSURE, verdict
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
PEOPLE = ("李明", "王芳", "赵刚", "孙电", "周干事", "郑科员")

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def all_told(town: Town) -> list[str]:
    return [line for name in PEOPLE for line in town.told(name)]


def issues(town: Town) -> list[Issue]:
    with town.database.read() as session:
        return list(session.scalars(select(Issue).order_by(Issue.number)))


def phone_of(town: Town, name: str) -> str | None:
    with town.database.read() as session:
        digest = vault().digest(f"o-{name}")
        row = select(Contact).join(Identity).where(Identity.digest == digest)
        return session.scalars(row).one().phone


def test_who_will_know_is_answered_moves_nothing_and_reaches_nobody(town: Town) -> None:
    town.says("大娘", LAMP)
    before, rows = all_told(town), [(row.state, row.seen_by) for row in issues(town)]
    for said in (
        *(
            "村干部能知道是俺说的不",
            "村支书能看见我写的吗",
            "村长会不会知道是俺",
            "书记那边能看见不",
        ),
        *("赵刚会不会知道是我说的", "村里的人认得出是谁举报的吗", "你们会不会告诉我们村书记"),
        *("你们会不会告诉他", "会不会传出去", "你们不会跟村里说吧", "不会让支书知道吧", "会泄露吗"),
        *("要是他们打听是谁说的，你们咋说", "你们不会把我名字给村里吧", "别人能看到我是谁吗"),
        *(
            "这事说了村里会不会给俺小鞋穿",
            "我怕得罪书记",
            "让村长知道了俺还咋过",
            "我说的话谁都能看？",
        ),
        *("传出去是我说的咋整", "会不会有人来找我麻烦", "村里会不会说俺妈多事", "都有谁能看我写的"),
    ):
        answer = town.says("大娘", said)
        assert "名字电话" in answer and "编号" not in answer, said
        town.clock.forward(minutes=1)
    assert "不上网" in town.says("大娘", "我的照片会不会上网")
    assert "给您回话" in town.says("大娘", "你们留俺电话干啥用")
    assert all_told(town) == before
    assert [(row.state, row.seen_by) for row in issues(town)] == rows
    assert not issues(town)[0].secret, "a question asks for nothing"


def test_a_matter_about_somebody_in_office_is_no_question_who_will_know(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "编号民2" in town.says("大娘", "书记知道这事也不管")
    assert "不会说" not in town.says("大娘", "村主任说要收拾我")


@pytest.mark.parametrize(
    "said", ["名字别记", "能不能匿名", "这事你们保个密呗，我就住对面", "我名字能不写不"]
)
def test_silence_is_given_however_it_is_asked_for(town: Town, said: str) -> None:
    town.says("大娘", LAMP)
    assert "保密" in town.says("大娘", said)
    assert [row.secret for row in issues(town)] == [True]


def test_their_own_number_goes_or_changes_by_one_question_and_is_no_request(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "没有留过" in town.says("大娘", "号码换了")
    town.says("大娘", "你们打我电话 13912340000 晚八点后")
    assert phone_of(town, "大娘") == "13912340000"
    assert "新号码发来" in town.says("大娘", "我手机号换了")
    town.says("大娘", "13866667777")
    assert phone_of(town, "大娘") == "13866667777"
    assert "去掉？" in town.says("大娘", "俺那个手机号不用了")
    assert "留着" in town.says("大娘", "不用去掉")
    assert phone_of(town, "大娘") == "13866667777"
    town.says("大娘", "以前留的号码不用了，帮我去掉")
    gone = town.says("大娘", "去掉吧")
    assert "去掉了" in gone and "记下了" not in gone
    assert phone_of(town, "大娘") is None
    with town.database.read() as session:
        assert "contact.phone_forgotten" in session.scalars(select(Audit.act)).all()
    assert [row.kind for row in issues(town)] == ["problem"]
    assert "民1“" in town.says("大娘", "我以前反映过啥，列个单子给我")


def test_a_person_has_one_open_request_about_their_data(town: Town) -> None:
    town.says("大娘", LAMP)
    assert "民2" in town.says("大娘", "把俺说过的话都抹了吧")
    assert "民2" in town.says("大娘", "我的东西发我一份")
    assert [row.kind for row in issues(town)] == ["problem", "data_rights"]


SAID = {
    GOOD: "早就好了 行，能看见道了 咱组里都说好 修得不赖 完美 挺好，娃放学不害怕了 昨儿黑亮了一夜"
    " 暖气热了 水清了 有信号了 低保批下来了 狗拴起来了 钱到账了",
    NEARLY: "修好了一个坏了一个 三盏换了两盏 亮了，但灯罩没装 亮是亮，不如以前亮 垃圾拉走了一半"
    " 有水了，就是有股味儿 通了，但是太慢",
    NOT: "不好 没见好 一明一暗的 这都几天了还黑着 修了，又被娃打碎了 谁修的，人都没见着 又瞎火了"
    " 水清了又浑了",
    UNSURE: "好像好了吧 听说好了 应该修了吧，我没去看 邻居说亮了 等我晚上看看再说 可能好了",
    "": "钱发了吗 路修好要多久 没有水了 低保没批 谁来换的灯啊 那电费谁出 下回坏了找谁 多亏你们",
}


def test_a_word_of_how_it_is_closes_only_what_it_surely_calls_good(town: Town) -> None:
    for found, said in SAID.items():
        assert {text: verdict(text) for text in said.split()} == dict.fromkeys(said.split(), found)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("行，能看见道了", "closed"),
        ("修好了一个坏了一个", "recheck"),
        ("这都几天了还黑着", "recheck"),
        ("谁修的，人都没见着", "recheck"),
        ("好像好了吧", "told"),
        ("听说好了", "told"),
        ("不归你们修，是村里自己换的", "told"),
        ("多亏你们", "told"),
        ("换的灯能管几年", "told"),
    ],
)
def test_asked_how_it_is_nothing_is_only_added_and_nothing_closes_on_a_doubt(
    town: Town, said: str, state: str
) -> None:
    for who, text in (("大娘", LAMP), ("周干事", "1转供电所"), ("孙电", "1办好了，换了灯头")):
        town.says(who, text)
    answer = town.says("大娘", said)
    (case,) = issues(town)
    assert case.state in (state, state.replace("told", "answered"))
    if state == "told":
        assert "好了回1，还差点回2，没好回3" in answer


def test_after_a_report_another_thing_or_place_is_a_matter_of_its_own(town: Town) -> None:
    for who, text in (("大娘", LAMP), ("周干事", "1转供电所"), ("孙电", "1办好了，换了灯头")):
        town.says(who, text)
    assert "民2" in town.says("大娘", "高龄补贴咋领")
    assert "民3" in town.says("大娘", "xi ping cun lu deng bu liang")
    assert "办结" in town.says("大娘", "1")


def test_another_matter_beside_an_alarm_is_its_own_and_the_scene_stays_with_it(town: Town) -> None:
    town.says("大娘", "东坪村二组房子着火了")
    for number, said in enumerate(
        ("对了还有 村口公厕锁了", "又想起来个事，俺的低保停了", "还有 三组的路灯也不亮"), start=2
    ):
        assert f"编号民{number}" in town.says("大娘", said)
    for said in ("水管没水，消防栓是坏的", "还有俩人在里头", "打了119"):
        assert "编号民5" not in town.says("大娘", said), said
    assert "回“另一件”" in town.says("大娘", "学校门口没路牌")
    assert "编号民5" in town.says("大娘", "另一件")


def test_what_staff_bring_of_others_is_no_word_about_their_own_alarm(town: Town) -> None:
    assert "120" in town.says("周干事", "我头疼得要命，要死了")
    town.says("周干事", "有人反映东坪村卖假药")
    assert [row.urgency for row in issues(town)] == ["危急", "普通"]


def test_days_later_another_group_is_another_matter_and_a_call_in_vain_is_none(town: Town) -> None:
    town.says("大娘", "东坪村的水渠塌了一截，麦子浇不上水")
    assert "编号" not in town.says("大娘", "打电话没人接")
    assert "编号民2" in town.says("大娘", "又一个事，我家宽带三天没网")
    town.clock.forward(days=2)
    assert "编号民3" in town.says("大娘", "五组机井的泵嗡嗡响不出水，麦子等着浇")


def test_a_second_matter_is_its_own_and_a_word_of_another_title_goes_there(town: Town) -> None:
    town.says("大娘", "东坪村三组的广场舞音箱吵得睡不着")
    assert "编号民2" in town.says("大娘", "俺侄女的户口迁不回来")
    assert "民1" in town.says("大娘", "音箱也小声了")
    assert "编号民3" in town.says("大娘", "菜场公厕也锁着")
    assert "编号民4" in town.says("大娘", "顺便问下，村里通天然气没有")
    assert "编号民5" in town.says("大娘", "三组的路牌让快递车撞歪了，别露我名")
    assert [row.secret for row in issues(town)] == [False, False, False, False, True]
    assert "音箱" in issues(town)[0].title


def test_silence_asked_in_the_opening_is_kept_and_the_wish_shown_to_nobody_below(
    town: Town,
) -> None:
    wishes = (
        "别让人知道是我说的哈",
        "可别把我供出去",
        "替我瞒着点名",
        "我不想出面",
        "名字就别往外写",
    )
    for number, wish in enumerate(wishes, 1):
        said = town.says(f"村民{number}", f"东坪村{number}组路灯不亮，{wish}")
        assert "按您说的保密" in said, wish
        assert wish not in "".join(town.told("李明") + town.told("周干事")), wish
    assert "组路灯不亮" in town.last_told("李明")
    other = town.says("大娘", "别说是我们组，整个东坪村都没水")
    assert "按您说的保密" not in other and "编号" in other


def test_who_is_asked_how_it_is_may_still_tell_of_somebody_in_office(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    for said in ("收到", "路灯换了新的，亮了"):
        town.says("孙电", said)
    town.clock.forward(days=3)
    assert "不发给您村的代表和干部" in town.says("大娘", "村支书把低保给他家亲戚，没人管")
    below = [line for name in ("李明", "王芳", "孙电") for line in town.told(name)]
    assert "低保" in town.last_told("周干事") and "低保" not in "".join(below)
    assert "民1" in town.says("大娘", "灯还是没人来修")


def test_the_station_reads_truly_why_no_deputy_has_it(town: Town) -> None:
    town.says("新娘子", "赵书记人挺好，就是西坪村的路该修了")
    assert "话里说到了这片的代表，没有发给他们" in town.last_told("周干事")
    assert town.told("赵刚") == []
