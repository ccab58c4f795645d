"""A second sentence in a talk about something harmless: what is ordinary with that thing stays with
it; whoever is in it, and whatever kills, rings at once all the same."""

import pytest

from nlp.reading import Reader
from tests.talking import Town

#: What people add about rubbish, a drain, a pipe, a road, an allowance.
ORDINARY = """
在桥底下压着|压在俺家麦地上|还在淌|还在闪着|掉进去两只鸭子|掉下去个水桶|里头还有只死兔|底下掏空了一截|石头掉沟里堵住了
有小孩在里头玩过|上个月掉进去过一个|羊栽进去过|臭得人头疼|吵得头都要炸了|没气了烧不成水|我娘瘫在床上|他下不来床
降压药快没了|手机快没电了|存折找着了|菜等水救命呢|吵死人了
"""
DANGER = """
掉下去一个人|有个放羊的刚掉桥下去了|他说我再告状就捅了我|他拿着刀出来说谁告捅谁|有个娃掉进去了|老刘下去没上来|底下有人喊|俺娘晕里头了|着火了|煤气味大得很|线头带电，一碰就麻|他拿着刀
我不想活了|绳子都挂好了|我把安眠药全吃了|俺爹一口气上不来|人已经在楼顶了|孙子叫狗按地上撕|老太太叫三轮碾了|手卡里头抽不出来
水漫进屋了老人还在炕上|几个人喝了都在吐|里头有哭声|有人往桥外翻
刚裂口子大了，水往下冲|口子越冲越大快垮了|闸门撑不住了，快垮了|口子让水撕开了，越来越宽|俺姑娘叫两个男的拽上面包车了|吃了席上的菜，十来个人拉去医院了|娘说不麻烦俺了，绳子都备好了
"""

#: What sounds like it in any sentence: somebody got, saw or lit something.
NO_FIRE = """
钱见着了|收着了|本子拿着了|我睡着了没听见电话|俺买着票了，算着日子走|炉子生着了，暖和多了|锅炉点着了，屋里二十度|砖厂冒黑烟|李大爷家烟囱冒烟挺大，是烧饭
量了一下，得两个人抬，我叫不动|我叫不应他，他老不接电话|烧水壶炸了个口子|路口镜子叫人砸了|他家在水库边盖了别墅|小河边上常有人洗衣服
俺不识字，让孙女打的：老房子雨天漏|砖抬了半天抬不动，叫不应人|灶火点起来了，饭也做上了|张老汉说不用麻烦了
河沟里漂着死鸡|羊上了公路，撵下来了|他说要弄死我家的狗|老鼠药让猫吃了|高压线下面能种树不
知道着了|名字记着了|表格填着了，明天交|灯亮着了|我把老张也叫上|大爷说别麻烦了，他自己能走|屋顶掀了几片瓦|头疼得要命，今天不值班|线杆往外挪了两米
上面掉了一块墙皮，没砸着人|他上吊的那个绳桥早拆了|三轮车翻不了，放心|他把门锁了，钥匙在二婶那|羊掉桥下去了，自己爬上来了|闺女让婆家接走了|他捅了马蜂窝，挪走了
"""
FIRE = """
灶房着了|柴火垛着了|小孩玩打火机把被子点着了|炉子把窗帘点着了|他把我家点了|车着了，人在里面|隔壁着了|烟囱冒火了，房梁着了
楼上那人说再找他就砍死我|老太太两天没出门，敲门不应|三天没开门，敲门没人应
娃把老鼠药吃了|河里漂着个人|他扬言要毒死俺全家|不用麻烦了，我走了，别找我|食堂的饭娃们吃了都肚子疼
大门锁了，人出不来，屋里冒烟|坏了，着了|玉米堆着了|对门着了|空调着了|灯着了，冒烟|墙皮往下掉，砸着俺娃了|他把门锁了，我在里头出不去|闺女让她爸带走了，说要一块死|房顶让风掀了，砸着我妈了
"""


def said(rows: str) -> list[str]:
    return rows.replace("\n", "|").strip("|").split("|")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_what_is_ordinary_with_a_thing_just_told_of_is_no_danger(reader: Reader) -> None:
    rang = [text for text in said(ORDINARY) if reader.read(text, in_talk=True).urgency == "危急"]
    assert not rang


def test_who_is_in_it_and_what_kills_rings_in_any_talk(reader: Reader) -> None:
    missed = [text for text in said(DANGER) if reader.read(text, in_talk=True).urgency != "危急"]
    assert not missed


def test_what_is_got_or_lit_is_no_fire_and_what_burns_is(reader: Reader) -> None:
    rang = [text for text in said(NO_FIRE) if reader.read(text).safety]
    missed = [text for text in said(FIRE) if reader.read(text).urgency != "危急"]
    assert (rang, missed) == ([], [])


def test_a_roof_in_the_wind_and_who_is_shut_in_have_their_own_lines(reader: Reader) -> None:
    for text, line in (("老人在李家庄，屋顶掀了", "大树"), ("我妈现在就关在里头", "求助铃")):
        safety = reader.read(text).safety
        assert safety and line in safety.line, text


def test_where_rubbish_lies_is_added_to_its_case_and_a_child_under_it_rings(town: Town) -> None:
    town.says("大娘", "东坪村那边的垃圾没人收")
    assert "加到民1" in town.says("大娘", "在桥底下压着呢")
    assert "打119" in town.says("大娘", "里头压着个孩子，在哭")


def test_who_despairs_of_an_ordinary_matter_hears_where_to_turn(town: Town) -> None:
    town.says("大娘", "东坪村低保没批")
    answer = town.says("大娘", "烦得我想跳楼")
    assert "加到民1" in answer and "12356" in answer
    assert "12356" not in town.says("大娘", "我爸瘫在床上")


def test_words_about_money_do_not_run_into_an_alarm(town: Town) -> None:
    town.says("大娘", "东坪村口大树快倒了压着高压线")
    town.says("大娘", "还有俺的养老金两个月没到")
    assert "加到民2" in town.says("大娘", "存折找着了")
    assert "加到民2" in town.says("大娘", "钱到账了")
    assert "加到" not in town.says("大娘", "树锯了")


def test_who_works_at_something_harmless_is_taken_for_no_alarm_by_a_guess(town: Town) -> None:
    town.says("大娘", "东坪村二组水管爆了")
    town.says("周干事", "民1转供电所")
    for text in ("村里周四有人下去集中照", "锅炉点着了，屋里二十度"):
        assert "打119" not in town.says("孙电", text)
    assert "打119" in town.says("孙电", "有个娃掉井里了，快来人")


def test_a_car_that_overturned_and_what_is_told_plainly_ring_beside_a_ditch(town: Town) -> None:
    town.says("大娘", "东坪村后头的水渠塌了一截")
    assert "马上打120" in town.says("大娘", "东坪村桥上翻了车")
    for text in ("矿上出事了", "火车道口卡了辆车", "桥塌了", "牧民困雪里了"):
        assert Reader().read(text, in_talk=True).urgency == "危急", text
    assert Reader().read("昨天我的架子车翻了", in_talk=True).urgency != "危急"
