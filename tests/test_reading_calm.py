"""What endangers nobody's life by what it is about, and what is said first in some scenes."""

from functools import cache

import pytest

from nlp.reading import Reader
from nlp.urgency import DANGER, SOON
from tests.reading_helpers import COUNTY, reader


@cache
def _learned() -> Reader:
    """The small county with the learned topics."""
    return Reader(COUNTY)


@pytest.mark.parametrize(
    "text",
    [
        "南街停电了，一楼全没电",
        "门口的树倒了",
        "东坪村的桥快不行了，大车一过直晃",
        "孩子上学的校车超载，挤得喘不过气",
        "邻居放炮把我家玻璃炸了",
        "楼上装修砸墙，房子要塌了一样",
        "我妈在西坪村住，家里停水三天了",
        "化粪池满了漫到院子里，臭得不行",
        "我的低保卡在审批上，困在街道办半年",
        "敌敌畏瓶子扔了一地没人收",
        "灶打不着火，售后不来",
        "东坪村的高压线离房顶太近了",
        "去塘坝巡查我穿好雨靴，免得滑倒",
        "大坝我也算一个",
        "管子在桥底下断了，渠里冲进沙子",
        "他蹲着抽了支烟说知道了",
        "转户口的材料卡住了问谁",
        "俺娃的试卷弄着灰了",
        "老师把学生留校到六点半",
        "收割机把信箱蹭掉了漆",
        "暴雨冲走了几块砖",
        "忘关煤气了，幸亏发现了",
    ],
)
def test_what_endangers_nobody_wakes_nobody_and_says_no_safety_line(text: str) -> None:
    read = reader().read(text)
    assert read.urgency != DANGER
    assert read.danger is None and read.safety is None


@pytest.mark.parametrize(
    "text",
    [
        "停电了，我爸的呼吸机停了",
        "树倒了压着一辆车，里面有人喊",
        "大坝我去看了快垮了",
        "老师把学生留校打得流血",
        "管子在桥底下断了，砸着一个人",
        "大水冲走一个放羊的",
        "孩子托付给你们了我不想熬了",
        "我先走一步你们别怪我",
        "我家灶房烧起来了",
        "公交车上挤倒了好几个人，踩着了",
        "放炮把人炸伤了，满手是血",
        "化粪池漫了，我弟掉进去了",
        "村西泵房停电，水过膝盖了，屋里有卧床的老人",
        "桥快不行了，车掉下去了",
    ],
)
def test_the_same_things_with_somebody_in_them_are_danger(text: str) -> None:
    assert reader().read(text).urgency == DANGER


@pytest.mark.parametrize(
    ("text", "said", "first"),
    [
        ("我家门口的井盖没了，昨天一个小孩掉下去了", "洞口", "119"),
        ("孩子在洗澡没动静了", "门窗", "120"),
        ("娃娃吞了个纽扣电池", "催吐", "120"),
        ("我姑娘被人拉上面包车拽走了", "车牌", "110"),
        ("电梯把老人关住了，出不来", "求助铃", "119"),
        ("我们三个人困在溶洞里了，出不来", "困住", "119"),
    ],
)
def test_the_scene_decides_what_is_said_first(text: str, said: str, first: str) -> None:
    safety = _learned().read(text).safety
    assert safety is not None and said in safety.line and safety.numbers[0] == first


def test_a_crime_is_the_polices_and_no_villages() -> None:
    for text in ("我要举报有人贩毒", "有人卖毒品，就在台球厅", "西坪村有人开地下赌场"):
        read = reader().read(text)
        assert read.crime and read.ask is None and not read.auto and not read.danger, text
        assert read.said_kind == "lawful_channel", text
    for text in ("学校禁毒宣传走过场", "我被传销公司骗了三万"):
        assert not reader().read(text).crime, text
    assert reader().read("他们开赌场，把我锁在屋里打，快来救我").urgency == DANGER
    # Who shields it in office is still kept above themselves.
    assert reader().read("举报派出所所长包庇他小舅子开赌场").avoid


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你们把我的事忘了吧", "status"),
        ("我报的那个路灯还修不修了", "status"),
        ("我要表扬派出所小张", "thanks"),
        ("退订", "data_rights"),
        ("TD", "data_rights"),
        ("代表选举啥时候", "policy_question"),
        ("请问换身份证在哪办", "policy_question"),
        ("别让代表知道，东坪村三组吃水难", "problem"),
        ("别让人知道我的电话", "data_rights"),
        ("山上滚石头，把路堵了", "problem"),
        ("滚", "abuse"),
        ("我家煤气费多收了两百", "problem"),
    ],
)
def test_kinds_that_were_misread(text: str, kind: str) -> None:
    read = _learned().read(text)
    assert read.kind == kind
    assert read.ask is None or kind == "problem"


@pytest.mark.parametrize(
    "text",
    [
        "12345不管，你们管不管，北街路灯半年了",
        "我家煤气费多收了两百",
        "俺大队那个健身器材坏了",
        "我们组里的机耕路塌了",
    ],
)
def test_who_is_only_beside_the_matter_is_not_blamed(text: str) -> None:
    assert _learned().read(text).avoid == ()


@pytest.mark.parametrize(
    "text",
    [
        "12345接线员骂人",
        "修渠的钱让村主任吃了",
        "评贫困户先交五百给村文书，不交不给报",
        "危改补助下来了，支书让返他五千才给盖章",
    ],
)
def test_who_is_blamed_is_avoided(text: str) -> None:
    assert _learned().read(text).avoid


def test_a_thing_at_fault_beside_a_blame_is_a_matter_of_its_own() -> None:
    read = _learned().read("路灯不亮半年了，另外村书记把低保给了他亲戚")
    assert [matter.text[:2] for matter in read.issues] == ["路灯", "村书"]
    assert read.avoid
    assert len(_learned().read("村书记把低保给了亲戚，另外他儿子占了晒场").issues) == 1


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("1.井盖响 2.树枝挡灯 3.公厕没水", 3),
        ("我说两个事，一个是水压小，二一个是路灯坏了", 2),
        ("第一我家井水有味第二班车不到我们村了第三没信号", 3),
        ("这次两个事，一是公厕锁门，二是狗太多", 2),
        ("下水道返臭水，楼道灯也不亮", 2),
        ("第一小学门口没有斑马线，第二小学门口有", 1),
    ],
)
def test_matters_are_parted_as_they_are_numbered(text: str, matters: int) -> None:
    assert len(_learned().read(text).issues) == matters


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("已经打过12345了，编号2026112，北街污水", "北街污水"),
        ("东坪村四组过道没灯，老人摔了好几回", "东坪村四组过道没灯"),
        ("西坪村敌敌畏瓶子乱扔在地头没人收", "敌敌畏瓶子乱扔在地头没人收"),
        ("lu deng bu liang hao jiu le", "lu deng bu"),
        ("我家低保搞了半年没批，跑了五趟", "我家低保搞了半年没批"),
        ("东坪村三组机井那边晚上黑得看不见", "三组机井那边晚上黑得看不见"),
        ("我是东坪村三组的我家门口那个沟啊上回你们来人清了现在又满了还臭", "沟又满了还臭"),
    ],
)
def test_the_echo_says_what_is_wrong_and_ends_with_a_word(text: str, title: str) -> None:
    assert _learned().read(text).title == title


def test_a_pressing_thing_that_endangers_nobody_stays_pressing() -> None:
    assert reader().read("停电一天了，冰箱里的肉都化了").urgency == SOON


@pytest.mark.parametrize(
    "text", ["东坪村王大发家的狗咬人", "东坪村的老王霸占水渠", "王大发", "东坪村路灯坏了，王大发"]
)
def test_who_stands_in_a_complaint_by_name_does_not_receive_it(text: str) -> None:
    assert [about.name for about in _learned().read(text, home="Q11").avoid] == ["王大发"]


@pytest.mark.parametrize(
    "text",
    [
        "王大发帮我们修好了路",
        "东坪村路灯坏了，跟王大发讲过",
        "登记：东坪村赵婶，电话13512345678，说自来水一天只来两小时",
        "西坪村的卫生室天天关门，拿药要跑镇上",
        "老人摔了，小学门口太堵",
    ],
)
def test_who_is_told_praised_or_only_a_place_is_not_avoided(text: str) -> None:
    assert _learned().read(text, home="Q11").avoid == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("几天能好", "status"),
        ("昨天问的那个咋样", "status"),
        ("幼儿园园长姓王", "supplement"),
        ("有事打她电话 13755557777", "supplement"),
        ("我是代表赵一鸣", "greeting"),
        ("不要打我电话，他会听见", "supplement"),
        ("公交改线了，顺便问下老年卡在哪办", "problem"),
    ],
)
def test_short_words_are_what_their_form_says(text: str, kind: str) -> None:
    assert _learned().read(text).kind == kind


def test_a_task_that_is_done_is_no_danger() -> None:
    for text in ("250我叫人焊上了", "262 我晌午去看了，得铺石子", "桥断了一根栏杆"):
        read = reader().read(text)
        assert read.urgency != DANGER and read.safety is None, text
    assert reader().read("120打不通，我爸昏过去了").urgency == DANGER


def test_personal_data_alone_goes_with_what_was_said_before() -> None:
    for text in ("卡号6222020200112233445", "我叫张三 身份证412724198803124519"):
        assert _learned().read(text).kind == "supplement", text
    assert _learned().read("我叫刘桂兰，电话13523908876，我家房顶漏雨").kind == "problem"


def test_an_ordinary_matter_with_nobody_in_office_is_no_accusation() -> None:
    ordinary = """五保户老范家的被褥都长毛了|支书人挺好，就是路灯没人修|谁修的，人都没见着
照片是接待本第七页，三件：路灯、低保、水管
俺孙子买着了那个票
集市上占道卖菜的把消防通道堵了"""
    for text in ordinary.replace("\n", "|").split("|"):
        assert _learned().read(text).kind != "accusation", text
    assert not _learned().read("公园长椅断了").avoid
    assert _learned().read("这话可别让俺组长知道").kind == "supplement"
    for text in ("办个章要送礼", "五保名额卖了两千一个", "支书人挺好，就是收了我两条烟"):
        assert _learned().read(text).kind == "accusation", text
