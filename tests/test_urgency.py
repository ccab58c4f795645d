"""Danger to life is recognised, and what only sounds like it is not (issue 3, point 4)."""

import re

import pytest

from nlp.danger_lines import LINES
from nlp.plain_order import in_plain_order
from nlp.urgency import SAFETY
from tests.reading_helpers import drill, reader

DANGER = [row for n in ("", "_2", "_3", "_4") for row in drill(f"danger_drill{n}")]
ORDINARY = drill("ordinary_drill")


def test_every_phrasing_of_the_danger_drill_is_taken_as_danger() -> None:
    missed = [text for _, text in DANGER if reader().read(text).urgency != "危急"]
    assert len(DANGER) >= 300
    assert missed == []


def test_every_danger_gets_a_safety_line_and_a_number_to_ring() -> None:
    for _, text in DANGER:
        reading = reader().read(text)
        assert reading.safety is not None, text
        assert reading.safety.line and reading.safety.numbers, text
        assert not reading.auto, text


def test_what_leans_and_is_about_to_fall_is_danger_and_what_only_leans_waits() -> None:
    falling = {
        "东坪村三组路灯杆子歪了快倒了": "95598",
        "东坪村五组那堵围墙往外鼓，眼看要倒": "离它远点",
        "东坪村口老槐树枯了，歪着快倒了": "离它远点",
        "东坪村村口牌坊歪了快倒了": "离它远点",
        "信号塔斜了要倒": "离它远点",
    }
    for said, line in falling.items():
        reading = reader().read(said)
        assert reading.urgency == "危急" and reading.safety is not None, said
        assert line in reading.safety.line, said
    for said in ("东坪村电线杆斜了", "院墙歪了一年了早晚要倒", "西坪村路边树被风刮歪了怕倒"):
        assert reader().read(said).urgency != "危急", said


def test_the_kind_of_danger_is_mostly_the_one_a_person_would_name() -> None:
    # Burning gas or a fall into water have two right names, so not every one must agree.
    same = sum(reader().read(text).danger == kind for kind, text in DANGER)
    assert same / len(DANGER) >= 0.75


def test_ordinary_messages_that_sound_dangerous_are_not_danger() -> None:
    false = [text for _, text in ORDINARY if reader().read(text).urgency == "危急"]
    assert len(ORDINARY) >= 120
    assert false == []


@pytest.mark.parametrize(
    "text",
    [
        "没着火，就是烧纸",
        "山火已经扑灭了",
        "明天消防演习",
        "去年我们家着过火",
        "假如煤气漏了怎么办",
        "气死人了",
        "煤气费太贵",
        "跳楼价大甩卖",
        "这是老人的救命钱",
        "不是着火，是烧麦秆的烟",
    ],
)
def test_denied_past_rehearsed_supposed_and_proverbial_danger_is_none(text: str) -> None:
    assert reader().read(text).urgency != "危急"


@pytest.mark.parametrize(
    "text",
    ["听说化工厂要爆炸，是真的吗", "群里说水库要决堤了，真的假的", "网上传街上有人砍人"],
)
def test_a_rumour_is_not_confirmed_but_asked_about_with_the_safety_line_ready(text: str) -> None:
    reading = reader().read(text)
    assert reading.urgency == "加急"
    assert reading.rumour
    assert reading.safety is not None
    assert reading.ask is not None
    assert "亲眼" in reading.ask


def test_a_past_fire_does_not_hide_the_present_one() -> None:
    assert reader().read("上次着火你们没来，现在又着火了").danger == "fire"
    assert reader().read("不是演习，真的着火了").danger == "fire"


def test_a_long_letter_that_mentions_dangers_in_general_is_not_danger() -> None:
    letter = (
        "尊敬的领导：我们小区建成二十多年，电线老化严重，消防通道长期被占，一旦发生火灾后果不堪设想。"
        "楼顶外墙多处开裂，物业从来不修，大家反映多次都没有结果。小区的燃气管道也已经很旧，居民担心泄漏，"
        "希望有关部门来检查一次，给出整改意见，还居民一个安全的环境。谢谢领导百忙之中看我们的信，盼复。"
    )
    assert len(letter) > 110
    assert reader().read(letter).urgency != "危急"


def test_a_danger_now_is_found_at_the_end_of_a_long_letter() -> None:
    letter = (
        "领导您好，我是东坪村的，我们村这几年一直在反映后山的事，当年修路的时候把坡脚挖空了，说好要砌挡墙，"
        "到今天也没有砌，每年下雨大家心里都不踏实，镇上也来人看过，拍了照片就走了，后来就没有下文，这些都不说了。"
        "现在下着大雨，后山正在垮，石头已经砸到我家屋里，老人还在里面出不来，快来人。"
    )
    assert len(letter) > 110
    reading = reader().read(letter)
    assert reading.urgency == "危急"


def test_no_safety_line_claims_that_somebody_was_told() -> None:
    scenes = ((line.safety.line, line.safety) for line in LINES)
    for kind, safety in (*SAFETY.items(), *scenes):
        assert not re.search(r"已通知|已经通知|已报警|已派|马上到|正在赶", safety.line), kind
        assert len(safety.line) <= 90, kind
        assert all(re.fullmatch(r"\d{3,5}", number) for number in safety.numbers), kind
        assert any(number in safety.line for number in safety.numbers), kind


def test_what_nobody_spoke_of_stands_in_no_safety_line() -> None:
    safety = reader().read("今天又超了 三十多个娃").safety
    assert safety is None or "吃了什么" not in safety.line
    fallen = reader().read("孩子掉塘里了").safety
    assert fallen is not None and "竹竿" in fallen.line


def test_a_hole_in_the_road_that_grows_and_a_red_ear_ring_nobody() -> None:
    for text in ("坑越来越大", "我孙子耳朵都红了", "烧烤摊冒烟"):
        assert reader().read(text).urgency == "普通", text
    for text in ("地上塌了个坑越来越大", "洞越来越大"):
        assert reader().read(text).urgency == "危急", text


def test_who_came_to_harm_may_be_named_last() -> None:
    told = {
        "东坪村井里掉了个人": "一个人掉在东坪村井里了",
        "桥上翻了辆车，人在里头": "一辆车翻桥上了，人在里头",
        "电梯里困了五个": "五个人困在电梯里了",
        "地窖里闷倒俩": "俩人闷倒在地窖里了",
    }
    for text, plain in told.items():
        assert in_plain_order(text) == plain
    for text in ("井里掉了个桶", "村里走了个老人", "路上轧死一只鸡", "派出所里关了几个人"):
        assert in_plain_order(text) is None, text
        assert reader().read(text).urgency != "危急", text
    calm = ("戏台塌了两年了没人修", "女儿被学校骗走了学费钱")
    for text in (*calm, "去年井里掉过一个人", "桥上老翻车没人管", "过年放炮把大棚膜崩了几个眼"):
        assert reader().read(text).urgency != "危急", text


def test_what_is_said_first_fits_what_happened() -> None:
    first = {
        "屋里倒了个老人叫不醒": "120",
        "一个陌生人拉着娃上了面包车": "车牌",
        "有人抢孩子": "马上打110",
        "雷劈了人": "马上打120",
        "有个娃被锁在屋里哭": "隔着门窗",
        "大坝上站了个女的在哭": "守着别走开",
        "砖垛倒了砸着小孩": "有人压着",
        "爬山的人摔崖底下了": "从哪条路上去",
        "厂里氯气罐漏了": "上风头",
        "桥洞淹了一辆车，人还在里头": "爬上车顶",
        "塔吊歪了": "离它远点",
        "快来人啊": "打完再告诉我在哪里",
    }
    for text, words in first.items():
        safety = reader().read(text).safety
        assert safety is not None and words in safety.line, text


def test_who_walks_that_way_beats_nobody() -> None:
    for text in ("西坪村的护栏塌了，俺娃天天打那走", "桥塌了，我爹天天打桥上过"):
        assert reader().read(text).danger != "violence", text
    assert reader().read("俺男人天天打我").danger == "violence"


def test_of_the_dead_nobody_is_told_to_run_or_to_throw_a_rope() -> None:
    for text in ("东坪村有个老人死了三天没人知道", "独居老人死在家里好几天才发现"):
        safety = reader().read(text).safety
        assert safety is not None and "别挪动人" in safety.line, text


def test_troubles_that_cannot_wait_for_weeks_are_pressing_not_dangerous() -> None:
    for text in (
        "停水两天了，没水做饭",
        "窨井没有井盖，晚上看不见",
        "老人透析的药断了",
        "井水发黄喝了拉肚子",
    ):
        assert reader().read(text).urgency == "加急", text


def test_what_hangs_over_people_and_water_that_makes_them_ill_is_heard() -> None:
    for text in ("街上广告牌晃得厉害要掉下来", "外墙瓷砖眼看往下掉", "全家喝了井水都拉肚子"):
        assert reader().read(text).urgency == "危急", text
    for text in ("招牌要掉漆了", "饭店招牌挂着要倒闭了", "墙上小广告太多", "我拉肚子了"):
        assert reader().read(text).safety is None, text
    assert reader().read("好几家都拉肚子").danger == "poisoning"
    for text in ("老槐树叫雷劈了，半拉挂在线上", "大棚膜刮到那儿缠在高压线上了"):
        assert reader().read(text).danger == "electric", text
    assert reader().read("风筝挂在树上").danger is None
    levels = dict.fromkeys(("困了三个人", "埋了三个人", "砸死一个人", "矿上死了两个人"), "危急")
    levels |= dict.fromkeys(("一共二十几个人", "就两个老人", "卡了三个人的名额"), "普通")
    levels |= dict.fromkeys(("机耕路被大车压塌了一截", "没冒烟了"), "加急")
    levels |= dict.fromkeys(("两个男的", "桥底下", "就在水塔下面"), "普通")
    levels |= {"村里死了几个老人，公墓没地方了": "普通", "人在桥底下压着": "危急"}
    levels |= {"孩子手都冻了": "普通", "孩子手脚冻僵了叫不醒": "危急"}
    for text, level in levels.items():
        assert reader().read(text).urgency == level, text


def test_who_threatens_is_told_not_to_go_and_who_climbs_for_his_wages_is_rung_for() -> None:
    for text in ("再不给工资俺就爬塔吊去", "再不发钱我就上楼顶", "不结账我们就坐到塔吊上"):
        assert reader().read(text).danger == "suicide", text
    for text in ("我一会去给他把麻将桌砸了", "我去把他家烧了", "我这就去砍了他"):
        safety = reader().read(text).safety
        assert safety is not None and safety.line.startswith("先别去"), text
    for text in ("俺非弄死他不可", "我这就去砍了他", "谁再占俺地俺打死他"):
        assert reader().read(text).urgency == "危急", text
    for text in ("我打死都不去", "俺砍了那棵树", "我弄死他的心都有", "我打死他家的鸡"):
        assert reader().read(text).urgency != "危急", text
    for text in ("我去打井", "我不去打他", "我去把他的车砸了一下的事说清"):
        assert reader().read(text).urgency == "普通", text
    for text in ("墙倒了把他压住了", "工人砸在下面", "他砸在里头了"):
        assert reader().read(text).danger == "collapse", text
