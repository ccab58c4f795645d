"""What a deputy says to the draft that lies before them is read by it first: a closed list of acts,
each laid out completely with words that are known; what is left over is a reason to ask."""

import pytest

from handlers.conversation.suggestions import draft_words, wish
from tests.talking import Town
from tests.test_suggestion_chat import newest, written
from tests.test_suggestion_own_words import counts, situation

ACTS = {
    "put_aside": "等会儿再说，来客了|今儿个先写到这|"
    "这个先撂一撂|先搁几天，等我去数清楚|先别交，缓两天",
    "go_on": "咱接着昨天的写|刚才那个建议咱继续|接着来吧|往下写",
    "show": "全文我瞅瞅|从头到尾给我念叨念叨|请把完整内容发我核对|内容再给我过一遍|写到哪儿了",
    "submit": "中了，给上头送去吧|核对无误，可以提交|照他说的补了，重新交|"
    "可以了，给主席团吧|交差|我看行，走吧",
    "title": "名字就按你起的那个|标题采用您拟的|就叫那个吧，你取的|"
    "就它了|依你|题目照你写的来|题目听你的",
    "withdraw": "不想提了，撤了它|那就不提了，收回来|算了不交了，别写了|不写了，撤回",
}


@pytest.mark.parametrize("act", ACTS)
def test_a_sentence_that_is_all_of_one_act_is_that_act(act: str) -> None:
    for said in ACTS[act].split("|"):
        read = draft_words.read(said)
        assert read is not None and read.act == act, (said, read)


def test_a_sentence_with_more_in_it_is_no_act() -> None:
    for said in (
        "路是县道，交通局说没钱",
        "让交通局装两道减速带",
        "交给谁看",
        "先请水利局看看稿子",
        "还没交上去的有八户",
        "大车走得太快",
        "这样写行不行？",
        # Said of a place.
        "我下午去看看",
        "晚上看看",
    ):
        assert draft_words.read(said) is None, said


def test_who_is_named_is_asked_to_sign_however_it_is_said() -> None:
    for said in (
        "陈桂也愿意，把他添上",
        "我跟陈桂说好了，一起提",
        "陈桂那儿问过了，同意联名",
        "给陈桂也发一份，看他签不签",
        "拉上陈桂",
    ):
        read = draft_words.read(said, names=("陈桂",))
        assert read is not None and read.act == "invite", said
    assert draft_words.read("陈桂家门口的路也坏了", names=("陈桂",)) is None
    assert draft_words.read("让老陈也签个字") == draft_words.Said("whole_name")


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("俺有一条建议哩，清运车来得太少", "清运车来得太少"),
        ("灌溉渠塌了好几处，我琢磨着写成建议往县里报", "灌溉渠塌了好几处"),
        ("我想反映上去，写成建议，村里垃圾没人拉", "村里垃圾没人拉"),
        ("帮我起草个建议，讲清运垃圾的", "清运垃圾的"),
        ("有个想法，想当建议提上去，垃圾池该添了", "垃圾池该添了"),
        ("俺寻思写个建议中不", ""),
    ],
)
def test_what_stands_beside_the_wish_is_what_they_propose(said: str, rest: str) -> None:
    read = wish.read(said)
    assert read is not None and read.sure and read.rest == rest


def test_what_others_propose_and_what_there_is_begins_nothing() -> None:
    for said in (
        "群众想提个建议",
        "老百姓有个建议，修路",
        "我跟交通局提过建议",
        "给我提个建议",
        "建议怎么提",
        "我的建议咋样了",
        "他们的建议我看可以",
    ):
        assert wish.read(said) is None, said


def test_a_draft_is_changed_signed_shown_and_put_aside_beside_a_case_never_taken(
    town: Town,
) -> None:
    town.says("大娘", "东坪村五保户张老汉的水龙头冻裂了，家里没水吃")
    written(town)
    before = counts(town)
    assert "四百多户" in town.says("李明", "是四百多户，不是三百多户") and "四百" in situation(town)
    assert "情况：" in town.says("李明", "把我写的给我瞧瞧")
    assert "名字写全" in town.says("李明", "让老陈也签个字")
    assert "先放着" in town.says("李明", "这个先撂一撂")
    assert "撤回稿1" in town.says("李明", "不写了，撤回")
    assert counts(town) == before and newest(town).state == "draft"
    held = town.says("李明", "隔壁西坪村的管子也接在上头")
    assert "回“是”" in held and counts(town) == before
    assert "情况记下了" in town.says("李明", "嗯，加上") and "西坪村的管子" in situation(town)
    town.clock.forward(hours=3)
    assert "交上去了" in town.says("李明", "没别的了，报吧") and newest(town).state == "reviewing"


def test_where_it_may_be_no_suggestion_it_is_asked_once_with_the_words_kept(town: Town) -> None:
    before = counts(town)
    said = "我有个建议，你们这个号别半夜发消息"
    assert "写成代表建议，还是按群众反映" in town.says("李明", said) and counts(town) == before
    assert "情况记下了" in town.says("李明", "对，写成建议") and "半夜" in situation(town)


@pytest.fixture
def town(old_year: Town) -> Town:
    return old_year


def test_words_of_proposing_go_onto_no_case_before_it_is_said_what_they_are(
    town: Town,
) -> None:
    town.says("大娘", "东坪村五保户张老汉的水龙头冻裂了，家里没水吃")
    town.clock.forward(hours=3)
    for said in (
        "我替乡亲给镇里递条建议，水塘边没灯",
        "受乡亲托付，向主席团呈一条意见，河堤路没护栏",
        "教师代表们让我带一条上去：教职工体检三年没做了",
        "我代表教师们提一条，期末补课费乱收",
        "捎个建议给县里，镇上没有早餐点",
        "这事我琢磨着得上个议案，乡村医生没编制",
        "给上头捎条话：冷库电价太高",
        "想请人大督一督，把晾晒场的意见带上会",
        "镇里装四盏太阳能灯",
        "就这个，递给老郑",
        "水龙头那家我去看过了，修好了",
    ):
        before = counts(town)
        assert "还是按群众反映记" in town.says("李明", said) and counts(town) == before, said
    assert "接着说分析" not in town.says("李明", "写成建议吧")
    assert situation(town) == "水塘边没灯"
    for said in ("交通局的意见是明年修", "我没意见，你们办吧", "我跟站里提过意见了"):
        assert "还是按群众反映记" not in town.says("陈桂", said), said


def test_what_was_held_becomes_one_matter_if_it_is_one(town: Town) -> None:
    before = counts(town)
    town.says("李明", "往上送个意见，河堤路没护栏")
    town.says("李明", "请镇里先装两百米")
    assert counts(town) == before
    town.says("李明", "也行，都按群众反映记")
    assert counts(town)[0] == before[0] + 1
