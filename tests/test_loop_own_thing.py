"""An order goes to the case whose own thing it names; what is told as done is no order; 「他们」
are whom the last sentence gave something; a question without an answer chooses no case."""

from tests.databases import one_store
from tests.talking import Town


@one_store
def test_a_piece_of_a_longer_word_names_no_case(town: Town) -> None:
    town.says("大娘", "东坪村三组机井里捞上来一个老头")
    town.says("二叔", "东坪村二组垃圾没人收")
    town.says("三婶", "西坪村水井没水了")
    told = {who: town.told(who) for who in ("大娘", "二叔", "三婶", "钱水")}
    for said in ("机井门叫水利局", "垃圾箱的给镇政府", "垃圾桶转镇政府", "井里捞人那个转水利局"):
        answer = town.says("周干事", said)
        assert answer.endswith(("哪一件。", "再回一次。")) and "吗？" in answer, (said, answer)
        assert {who: town.told(who) for who in told} == told, said
    assert "已转城关镇政府（民2“" in town.says("周干事", "垃圾的转镇政府")
    assert "已转县水利局（民3“" in town.says("周干事", "水井给水利局")


@one_store
def test_they_are_whom_the_last_sentence_gave_something(town: Town) -> None:
    town.says("大娘", "东坪村小学旁边的电线杆让车蹭歪了")
    town.says("二叔", "东坪村二组的水渠塌了")
    town.says("三婶", "西坪村水井没水了")
    town.says("周干事", "水渠转水利局")
    assert "已转县水利局（民3“" in town.says("周干事", "水井也给他们")
    town.clock.forward(minutes=12)
    town.says("周干事", "我手上几件没转")
    assert "转给哪个单位" in town.says("周干事", "蹭歪的杆子也给他们")
    assert "已转城关供电所（民1“" in town.says("周干事", "转给供电所")


@one_store
def test_what_the_desk_tells_as_done_is_no_order_and_no_answer(town: Town) -> None:
    town.says("大娘", "东坪村水塔漏水")
    told = {who: town.told(who) for who in ("大娘", "钱水", "孙电")}
    for said in (
        *("水塔那边我让水利局的人先撤开了", "已经叫供电所去看过了", "请水利局的人来看过了"),
        *("喊水利局的师傅把阀门关了", "我跟水利局说好了", "水塔的事跟水利局的人约好了"),
    ):
        town.says("周干事", said)
        assert {who: town.told(who) for who in told} == told, said
    assert "已转县水利局" in town.says("周干事", "水塔让水利局来看一下就行了")


@one_store
def test_what_follows_an_unanswered_question_is_not_done_on_its_case(town: Town) -> None:
    town.says("大娘", "东坪村二组广播站天天放哀乐")
    told = {who: town.told(who) for who in ("大娘", "周干事", "钱水")}
    for first, then in (
        ("漫水桥我下午去量", "量了，缺一米二，得找水利上"),
        ("漫水桥我下午去量", "是桥板断了，请站里转水利局"),
        ("鱼塘的事我明天去", "看了，修好了"),
    ):
        assert "是去看民1“" in town.says("李明", first), first
        town.says("李明", then)
        assert {who: town.told(who) for who in told} == told, then
    assert "已请站里把民1“" in town.says("李明", "广播站的事请站里转水利局")


@one_store
def test_the_name_of_the_village_makes_no_two_matters_one(town: Town) -> None:
    said = (
        *("东坪村厕所门坏了", "东坪村有个老人死了三天没人知道", "东坪村抗旱的水泵烧了"),
        *("东坪村路边垃圾堆成山了", "东坪村低保评得不公平"),
    )
    for number, words in enumerate(said, start=1):
        assert f"编号民{number}" in town.says("大娘", words), words
    town.says("二叔", "东坪村水渠塌了一截")
    for words in ("东坪村三组那一片都浇不上", "东坪村几十亩玉米快旱死了"):
        assert "加到民6" in town.says("二叔", words), words


@one_store
def test_at_work_nobody_reads_that_they_never_told_of_anything_when_they_ask_for_work(
    town: Town,
) -> None:
    assert "回“待办”看" in town.says("钱水", "哪件最急")
    assert "待办" not in town.says("大娘", "哪件最急")


@one_store
def test_who_does_not_take_a_case_on_is_told_nothing_of_a_wrong_place(town: Town) -> None:
    town.says("大娘", "东坪村路灯坏了")
    assert "请站里核一下该谁办" in town.says("李明", "民1换个人")
    assert "不该由他办，该谁办请核一下。换个人" in town.told("周干事")[-1]


@one_store
def test_what_says_nothing_by_itself_is_told_with_what_it_goes_on_with(town: Town) -> None:
    town.says("大娘", "西坪村路灯不亮")
    assert "“路灯不亮”记下了，编号民2" in town.says("大娘", "我们东坪村也是")
    assert "东坪村有群众说：西坪村路灯不亮。我们东坪村也是" in town.told("李明")[-1]
    town.says("二叔", "谢谢李明代表 东坪村路灯亮了")
    assert "“东坪村路灯还有两盏没亮”记下了，编号民3" in town.says("二叔", "就是还有两盏没亮")
    town.says("四叔", "东坪村李书记帮我家办了低保 谢谢他")
    assert "编号民4" in town.says("四叔", "就是钱还没到")
    assert "低保 谢谢他。就是钱还没到" in town.told("李明")[-1]
    assert "太好了" not in town.says("四叔", "车牌看清了")
    town.says("三婶", "东坪村")
    assert "编号民5" in town.says("三婶", "井水浑")
    assert "加到民5" in town.says("三婶", "好几天了")
    town.clock.forward(days=1)
    assert "加到民5" not in town.says("三婶", "好几天了")


@one_store
def test_what_somebody_in_charge_says_is_done_is_not_taken_for_done(town: Town) -> None:
    town.says("大娘", "东坪村修路占了我家半亩地 说好给钱 一分没见")
    for said in ("村会计说给了", "供电所的人说修好了"):
        assert "太好了" not in town.says("大娘", said), said
    assert "太好了" in town.says("大娘", "钱给了 都好了")
    assert "就在这里说" in town.says("二叔", "那我跟谁说")
    assert "“东坪村路灯坏了”记下了" in town.says("二叔", "就说东坪村路灯坏了")


@one_store
def test_what_follows_a_word_of_praise_says_why_or_is_a_matter(town: Town) -> None:
    town.says("大娘", "我要表扬卫生院刘大夫")
    assert "加到民1" in town.says("大娘", "半夜出诊 一分钱没收")
    assert "编号民2" in town.says("大娘", "就是药卖得太贵了")
    assert "编号民3" in town.says("大娘", "东坪村路灯坏了")


@one_store
def test_what_is_wrong_is_told_with_what_they_have_begun_with(town: Town) -> None:
    town.says("大娘", "俺是东坪村的 俺家门前那个路灯")
    assert "路灯不亮了”记下了，编号民1" in town.says("大娘", "不亮了")
    assert "加到民1" in town.says("大娘", "有俩月了")


@one_store
def test_how_often_it_fails_blames_nobody(town: Town) -> None:
    town.says("大娘", "东坪村停电了")
    for said in ("一天停七八回", "晚上十点又断了", "报了三千才给两百"):
        assert "加到民1“东坪村停电了”里了，经手的人看得到" in town.says("大娘", said), said
    town.says("二叔", "高速路占地 我家果树赔得少")
    town.says("二叔", "东坪村六棵")
    assert "加到民2" in town.says("二叔", "隔壁村一棵三百 我们一百二")


@one_store
def test_another_thing_with_what_comes_of_it_says_nothing_of_the_mended_one(town: Town) -> None:
    town.says("二叔", "东坪村后头的水渠塌了一截，麦子浇不上水")
    town.says("周干事", "转水利局")
    town.says("钱水", "渠补好了，昨天试了水")
    for said, number, title in (
        ("东坪桥的栏杆断了一截，孩子上学从那过", "民2", "东坪桥的栏杆断了一截"),
        ("东坪小学的大门坏了 娃们都进不去", "民3", "大门坏了"),
    ):
        answer = town.says("二叔", said)
        assert number in answer and title in answer and "民1" not in answer, answer
    assert "民1" in town.says("二叔", "水渠没好，二组路灯也不亮")


@one_store
def test_what_is_to_be_taken_away_is_no_word_taken_back(town: Town) -> None:
    town.says("大娘", "俺们村小学要撤 真的假的")
    town.says("大娘", "东坪小学")
    for said in ("撤了娃去哪上", "小学撤了我们咋办", "撤了"):
        assert "加到民1" in town.says("大娘", said), said
    assert "撤回了" in town.says("大娘", "撤了吧 不说了")
    town.says("二叔", "东坪村低保被取消了")
    assert "加到民2" in town.says("二叔", "恢复啥了 没恢复")


@one_store
def test_lamps_of_which_one_is_dark_ring_nobody(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮")
    assert "加到民1" in town.says("大娘", "两个亮了 一个还黑着")


@one_store
def test_what_people_had_and_have_no_more_takes_nothing_back(town: Town) -> None:
    for number, said in enumerate(("东坪村低保被取消了", "公交也取消了"), start=1):
        assert f"编号民{number}" in town.says("大娘", said), said
    assert "记下了，编号民3" in town.says("三婶", "请求撤掉门口的垃圾收集站")
    assert "记下了，编号民4" in town.says("二叔", "我家低保给取消了 东坪村")
    assert "撤回了" in town.says("二叔", "低保的事撤了吧")
    assert "那就好" in town.says("二叔", "又给发了 好了")
