"""Who came, rang or wrote is entered in their own name, however the officer types it; a word about
a case at hand is no walk-in."""

import re

import pytest
from sqlalchemy import select

from bot.store.models import Issue
from handlers.conversation.staff.frames import in_order, told_in_frame
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
#: What is typed → the matter, the name and the telephone, each may be empty.
TYPED = {
    "今儿上午西坪村的姚大姐过来坐了半天，说她家低保停了仨月": ("西坪村低保停了仨月", "姚大姐", ""),
    "接了个西坪的电话，老田头家门口的桥板断了，他让别说名字": (
        "西坪老田头家门口的桥板断了",
        "",
        "",
    ),
    "我下村回来的路上，西坪一个放羊的老汉拦住我讲，涵洞堵了": ("西坪涵洞堵了", "", ""),
    "12345派了个单子，东坪四组陈国富，路灯半夜全灭，电话13622223333": (
        "东坪四组路灯半夜全灭",
        "陈国富",
        "13622223333",
    ),
    "市民热线转来的：西坪村三组吃水难，来电人贺兰英13455556666": (
        "西坪村三组吃水难",
        "贺兰英",
        "13455556666",
    ),
    "匿名信一封，反映东坪村河道边有人倒建筑垃圾": ("东坪村河道边有人倒建筑垃圾", "", ""),
    "接待本翻到一条没录的：11月20日，西坪韩有福，村道塌了个坑": ("西坪村道塌了个坑", "韩有福", ""),
    "东坪的，丁卫国，13911112222，井水有铁锈味": ("东坪井水有铁锈味", "丁卫国", "13911112222"),
    "登记个事 西坪一组 段秋菊 13099998888 娃上学的路没硬化": (
        "西坪一组娃上学的路没硬化",
        "段秋菊",
        "13099998888",
    ),
    "问低保的是东坪张桂英 13912345678": ("东坪低保", "张桂英", "13912345678"),
    "问低保的是东坪赵大妈，电话13912345678": ("东坪低保", "赵大妈", "13912345678"),
    "来反映水渠堵了的是东坪李四 家里5口人": ("东坪水渠堵了，家里5口人", "李四", ""),
    "一位姓康的女士来电反映西坪菜市场秤不准": ("西坪菜市场秤不准", "姓康", ""),
    "刚才那个老汉又折回来了，说还有他们组的井盖也没了": ("还有他们组的井盖也没了", "", ""),
}
#: Of a case at hand, of somebody in office, or of the officer's own day.
OTHERS = (
    *("路灯那件转供电所", "供电所来电话，说缺一根线杆", "李明代表说他明天去看", "镇长说这事先放放"),
    *("周三开会讲走访的事", "我问了村里，说没钱修", "东坪那个灯给供电所", "我去东坪看了，电杆歪了"),
    *("请王芳代表去东坪看看", "明天下村去东坪，顺便看看灯", "吴站长让我把路灯这件先转供电所"),
)


def frames(text: str) -> list[tuple[str, str, str]]:
    text = in_order(text)
    places = [found.span() for found in re.finditer("[东西]坪村?", text)]
    return [(told.said, told.name, told.phone) for told in told_in_frame(text, places)]


def test_who_it_was_and_what_they_said_are_told_apart_in_any_order() -> None:
    assert {text: frames(text) for text in TYPED} == {
        text: [found] for text, found in TYPED.items()
    }
    assert {text: frames(text) for text in OTHERS} == {text: [] for text in OTHERS}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_everybody_who_came_has_a_case_of_their_own_and_the_clerk_has_none(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "1转供电所")
    for said in (
        "来了俩，一个东坪石大娘说养老金少发了，一个西坪柳师傅说大车把路压坏了",
        "西坪村残疾人尤小军的母亲来问轮椅补贴咋还没到，电话13211110000",
        "把昨天本子上的补一下，东坪谢春梅，水表不走",
        "接待日来了三个人 东坪张桂英说水渠堵了 西坪老李问低保 东坪王大爷想修个厕所",
        "东坪李四问啥时候修灯，西坪王五问低保",
    ):
        assert "替群众记下了" in town.says("周干事", said), said
    assert "电话" in town.says("周干事", "她电话13100002222")
    with town.database.read() as session:
        rows = session.scalars(select(Issue).order_by(Issue.number)).all()[1:]
        clerk = rows[0].entered_by
        assert [(row.reporter.name, row.grid.name[:2]) for row in rows if row.grid] == [
            ("石大娘", "东坪"),
            ("柳师傅", "西坪"),
            ("尤小军的母亲", "西坪"),
            ("谢春梅", "东坪"),
            ("张桂英", "东坪"),
            ("老李", "西坪"),
            ("王大爷", "东坪"),
            ("李四", "东坪"),
            ("王五", "西坪"),
        ]
        assert all(row.entered_by == clerk and row.reporter_id != clerk for row in rows)
        phones = [row.reporter.phone for row in rows]
        assert phones[2:4] == ["13211110000", None]
        assert phones[-1] == "13100002222"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_desk_makes_a_case_secret_for_who_asked_it_to(town: Town) -> None:
    town.says("周干事", "东坪李大爷来说邻居占道")
    town.says("周干事", "保密工作要做好")
    with town.database.read() as session:
        assert not session.scalars(select(Issue.secret)).one()
    assert "只有县人大机关看得到" in town.says("周干事", "他要保密")
    with town.database.read() as session:
        assert session.scalars(select(Issue.secret)).one()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_clerk_saw_is_entered_too_and_is_no_case_of_the_clerks(town: Town) -> None:
    town.says("周干事", "我去西坪看了，健身步道塌了一截")
    with town.database.read() as session:
        (issue,) = session.scalars(select(Issue)).all()
        assert issue.entered_by is not None and issue.reporter_id != issue.entered_by
