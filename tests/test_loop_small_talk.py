"""What people ask about us, how pictures are sent, what no matter is: answered, and it reaches
nobody whom it does not concern."""

import pytest

from tests.databases import one_store
from tests.talking import Town
from tests.test_loop_asides import LAMP, cases


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("你是机器还是人", "机器先记下"),
        ("你是真人吗", "机器先记下"),
        ("你们是不是骗子", "机器先记下"),
        ("代表是干啥的", "替大伙说话"),
        ("那我要反映问题找谁", "就在这里说"),
        ("12388是哪的", "纪委监委"),
        ("那你们给谁看了", "没有谁说的"),
        ("咋不说话呢", "民1"),
        ("咋又转了", "民1"),
        ("中 那俺睡了", "民1"),
        ("中 那我等着", "有消息就告诉您"),
    ],
)
def test_small_talk_is_answered_and_reaches_nobody(town: Town, said: str, answer: str) -> None:
    town.says("大娘", LAMP)
    before = len(town.told("李明")), len(town.told("周干事")), len(town.told("郑科员"))
    assert answer in town.says("大娘", said)
    after = len(town.told("李明")), len(town.told("周干事")), len(town.told("郑科员"))
    assert before == after and list(cases(town)) == [1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "said",
    [
        "我们村的人大代表都有谁",
        "想找我们村的人大代表反映点事，是谁呀",
        "我想知道我们这儿的代表叫啥，怎么找他",
        "想找个人大代表说说话，该找哪个",
    ],
)
def test_who_asks_for_the_deputies_is_told_them_and_no_case_is_opened(
    town: Town, said: str
) -> None:
    assert "说个村名" in town.says("大娘", said)
    assert "李明" in town.says("大娘", "东坪的")
    assert "赵刚" in town.says("二叔", "西坪村的人大代表是谁呀")
    assert cases(town) == {}
    town.says("三婶", "东坪村的代表答应的事没办，是谁呀")
    assert cases(town) != {}


@one_store
def test_what_sounds_like_a_call_a_question_or_a_greeting_is_what_it_says(town: Town) -> None:
    """Who hires somebody asks for no call, who names a case by its fault asks nothing, and who
    complains of the station greets nobody."""
    town.says("大娘", "东坪村三组水渠堵了")
    town.says("大娘", "东坪村五组路塌了一块")
    assert "加到民2" in town.says("大娘", "塌的那个先修吧")
    town.says("大娘", "我自己找人焊吧")
    assert "不打您电话" not in town.says("大娘", "俺走不开 能不能上门")
    assert "就在这里说" in town.says("四爷", "恁这是不是群众反映问题的")
    assert "自己的信息" not in town.says("五哥", "你们推来推去的 我要去告你们")
    assert "说个村名" in town.says("六姑", "那个代表叫啥来着 上回来俺家那个")
    assert "撤回" not in town.says("大娘", "路上那个坑我自己找块板子盖上了")
    assert not any("打个电话" in told for told in town.told("周干事"))
    assert "不用办了" in town.says("大娘", "刚才那句发错了")
    told = len(town.told("周干事"))
    for who, said in (
        ("大爷", "东坪村代表联络站没人值班"),
        ("二叔", "东坪村社区便民大厅上午不开门"),
        ("三婶", "便民服务中心周一都锁着门"),
    ):
        assert "只由县人大代工委看" in town.says(who, said), said
    assert len(town.told("周干事")) == told


@one_store
def test_what_is_said_of_work_by_whom_nothing_waits_for_opens_no_case(town: Town) -> None:
    for who, said in (("孙电", "不归我们 是县公司栽的杆"), ("周干事", "问供电所要个准话")):
        assert "没有等着办的事" in town.says(who, said), said
    assert cases(town) == {}


@one_store
def test_what_was_sent_by_mistake_is_asked_about_and_what_is_elsewhere_stays(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮")
    for said in (
        "不好意思发错群了",
        "刚才那句不是发给你们的",
        "本来发给俺儿子的 发你们这了 不好意思",
    ):
        assert "不用办了" in town.says("大娘", said), said
    for said in (
        "路灯还修不修了",
        "俺们说好了 让你们先修三组的",
        "不是取消 先缓缓",
        "俺自己弄了根棍先支着",
    ):
        assert "撤回了" not in town.says("大娘", said), said
    assert "太好了" not in town.says("大娘", "灯修好要多久")
    assert "太好了" not in town.says("大娘", "换上了 灯还是黑的")
    # It is broken all the same, only not here.
    assert "西坪村" in town.says("大娘", "不用管了 说错了 是西坪村的路灯")
    assert cases(town)[1][0] == "routed"
    assert "东坪村" in town.says("大娘", "不对 还是东坪")
    answer = town.says("大娘", "不用管了 是西坪的电工修好的")
    assert "撤回了" in answer
    assert "接着办" not in answer
    assert cases(town)[1][0] == "withdrawn"


@one_store
def test_what_is_asked_of_pictures_and_reported_of_crimes_is_heard(town: Town) -> None:
    town.says("大娘", "东坪村三组养猪场往塘里排污")
    for said in ("照片怎么发给你们", "收条照片咋发", "欠条往哪交"):
        assert "直接发过来" in town.says("大娘", said), said
    assert "不公开" in town.says("大娘", "照片会不会发到网上")
    assert "110" in town.says("大娘", "老板说再告就弄我")
    told = len(town.told("赵刚"))
    assert "不发给村里" in town.says("二叔", "我举报西坪村有人种大麻")
    assert len(town.told("赵刚")) == told


@one_store
def test_the_body_that_has_it_says_of_which_of_two_it_is(town: Town) -> None:
    town.says("大娘", "东坪村三组水渠堵了")
    town.says("大娘", "东坪村五组的路坑坑洼洼")
    town.says("周干事", "民1转水利局")
    assert "加到民1" in town.says("大娘", "我那件水利局联系过我")
    assert "进展会告诉群众" in town.says("钱水", "民1先拿木板把渠口挡上了")
    assert "好了回1" not in town.last_told("大娘")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_telephone_that_nobody_answers_begins_what_was_rung_for(town: Town) -> None:
    assert "就在这里说" in town.says("大娘", "供电所的电话打不通")
    assert "编号民1" in town.says("大娘", "东坪村停电了，一下午了")
    assert "供电所的电话打不通" in town.last_told("李明")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_whose_village_was_asked_for_is_where_the_next_matter_is(town: Town) -> None:
    assert "赵刚" in town.says("二叔", "谁是我们西坪村的代表")
    assert "就在这里说" in town.says("二叔", "能跟他说句话不")
    town.says("二叔", "我想让他来看看我家的地")
    assert "来看看我家的地" in town.last_told("赵刚")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_fall_beside_another_case_is_no_word_of_that_case(town: Town) -> None:
    town.says("大娘", "东坪村孩子上学没校车")
    assert "120" in town.says("大娘", "我老伴摔了一跤，你们能派个车不")
    assert "摔了一跤" in town.last_told("郑科员")
