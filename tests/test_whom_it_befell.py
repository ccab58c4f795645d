"""Whom an accident befell, who is blamed in office and for what, and what a title says: pairs that
share their words and not their meaning."""

import pytest

from bot.actions.issues.opening import title_of
from nlp.reading import Reader
from tests.reading_helpers import COUNTY

#: The same accidents: to a thing or beast, and to somebody (or to nobody that is named).
THINGS = """
水桶掉井里了，捞上来破了|界碑被铲车压断了|俺家的羊叫狗咬死两只|甜瓜裂了一地卖不掉|灯杆叫货车撞倒了，司机认赔|孩子的书包冲走了|棚膜刮跑了
鸭子掉沟里，拽上来了|牛吃了坏草料，死了三头|小孩踢球踢碎我家玻璃|电机烧了，换新的|娃把手机掉河里了
作业压得娃喘不过气|菜价跌得种菜的都要哭死|摩托打不着火，推来的|桥底下有人摆摊卖菜|电梯卡在二楼，里头没人|电工爬上去换了个灯头
老师打俺娃手心都肿了|司机师傅态度恶劣不让老人上车|俺村的池塘没护栏，怕娃掉进去|垃圾堆老有人点火烧，烟大|这破路颠得人骨头散架|老人走失手环在哪里领|救护车进不来，路太窄
桥栏杆叫车撞断了一截|有人往河里倒药瓶子|老房子要塌了，现在没人住|学校围墙矮，娃翻墙出去|老槐树枝子老往下掉|俺家电表箱烧坏了，供电所说等两天|跑步机坏了把俺脚夹了一下，没事
"""
PEOPLE = """
洗衣服掉水里了|二娃掉井里了|掉下去了，快来人|老汉修水泵被电倒了|从窗户翻下去了|盖板断了，婆婆下去了|灯杆叫车撞倒了，砸着人了|牛顶了我爹的肚子
水井里泡着个人|塘埂开了个大口子，水往村里灌|臭气熏倒了好几个|他把我堵屋里打|俺奶叫三轮轧了|手卡机器里拔不出来|把绳子系梁上了|他说停了水就来捅我家的人
我爹听说没补贴，一头栽地上|房子淹了，怕里头还有人|三天不接电话，敲门也没人应
沟里水下来了已经到床腿了，俺娘瘫在床上|俺儿在卫生间洗澡半天没声，热水器是烧气的|闻着臭鸡蛋味，楼道里都是|爷爷手指头叫玉米脱粒机打掉两根|塑料大棚叫风刮倒，底下有人|火！！
"""
ORDINARY = """
公园长椅断了|主任医师一周才来一次|村主任家旁边的沟堵了|占道卖菜的把消防通道堵了|组长说等上头拨款|残联的轮椅还没到|会计说材料还差一份
卫生所一星期就开一天门|请县教体局改成水厕，城管局把管网接过来|让陈志远也签个名|保安队长骂人|老支书屋后那棵树歪了|镇里管集市的就两个人
"""
ACCUSED = """
村主任收了五百才给盖章|支书把低保都给他亲戚|镇长的小舅子包了咱村的路|会计扣了一半补贴|派出所收钱放人|驻村干部天天打牌喝酒|村支书威胁我，再告就停低保
法院让我回家等，一等两年|住建局说保交楼，保了四年|组长把公家的水泵拉自己家
"""
#: Told in one breath; the title says what is wrong.
TITLES = {
    "我是东坪村三组的老孙今年七十了水管坏了好些天没人来看": "水管坏了好些天没人来看",
    "喂你好是人大代表吗我们这条巷子路灯一到九点就灭": "我们这条巷子路灯一到九点就灭",
    "城关镇南街菜市场门口那个下水道天天往外冒臭水走路都没法走": "下水道天天往外冒臭水",
    "路口红绿灯时间太短老人走到一半就变了": "路口红绿灯时间太短",
    "那个啥俺想说说村里喇叭半夜还响": "村里喇叭半夜还响",
    "李家庄往西走一里地那座小桥桥面裂了大口子": "小桥桥面裂了大口子",
}


def said(rows: str) -> list[str]:
    return rows.strip().replace("\n", "|").split("|")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(COUNTY)


def test_what_befalls_a_thing_rings_nobody_and_what_befalls_somebody_does(reader: Reader) -> None:
    rang = [text for text in said(THINGS) if reader.read(text, home="Q111").urgency == "危急"]
    missed = [text for text in said(PEOPLE) if reader.read(text, home="Q111").urgency != "危急"]
    assert (rang, missed) == ([], [])


def test_nobody_is_asked_whether_what_is_only_feared_or_rude_goes_on(reader: Reader) -> None:
    rows = said(THINGS)[-14:]
    assert [text for text in rows if reader.read(text, home="Q111").safety] == []


def test_a_post_that_one_of_theirs_would_like_blames_nobody(reader: Reader) -> None:
    for text in ("俺侄子想当护林员", "俺外甥女想考网格员咋报名"):
        reading = reader.read(text, home="Q111")
        assert (reading.kind, reading.avoid) == ("policy_question", ()), text
    bought = reader.read("俺侄子想当护林员，村里把名额给了书记亲戚", home="Q111")
    assert bought.avoid


def test_a_doubtful_second_sentence_says_what_to_do_and_rings_nobody(reader: Reader) -> None:
    reading = reader.read("吊车倒了 砸着工棚", home="Q111", in_talk=True)
    assert reading.safety
    assert reading.urgency == "加急"


def test_an_ordinary_failing_blames_nobody_and_conduct_in_office_does(reader: Reader) -> None:
    def blamed(text: str) -> bool:
        reading = reader.read(text, home="Q111")
        return bool(reading.avoid) or reading.kind == "accusation"

    hidden = [text for text in said(ORDINARY) if blamed(text)]
    shown = [text for text in said(ACCUSED) if not blamed(text)]
    assert (hidden, shown) == ([], [])


def test_nobody_thanks_who_threatens_or_only_says_who_sent_them(reader: Reader) -> None:
    for text in ("信访办让找你们", "谢谢你们八辈祖宗", "气得我真想一把火把他家点了"):
        assert reader.read(text).kind != "thanks", text
    for text in ("谢谢，灯亮了", "给你们鞠躬了", "多谢帮忙"):
        assert reader.read(text).kind == "thanks", text


def test_a_title_told_in_one_breath_says_what_is_wrong(reader: Reader) -> None:
    for text, title in TITLES.items():
        reading = reader.read(text, home="Q111")
        assert title_of(reading, reading.issues[0]) == title, text
