"""What is said to a word to many (群发): kept for who sent it, whatever lies in their hands."""

from datetime import datetime

from sqlalchemy import func, select

from bot.actions import broadcast_answers, outbox
from bot.store.models import (
    Broadcast,
    BroadcastRecipient,
    Contact,
    Identity,
    Issue,
    Notice,
    Officer,
)
from bot.store.vault import vault
from handlers.conversation.staff.coming import coming
from tests.databases import one_store
from tests.talking import Town

ALL = ("李明", "王芳", "赵刚")


def settle(town: Town) -> None:
    """The platform took all that was queued."""
    with town.database.write() as session:
        for row in session.scalars(select(Notice).where(Notice.state == "queued")):
            row.state, row.settled_at = "sent", town.clock.now()


def sent(town: Town, who: str, title: str, text: str, people: tuple[str, ...] = ALL) -> int:
    """A word to many of ``who``'s that reached ``people``; its id."""
    settle(town)
    town.clock.forward(minutes=1)
    now = town.clock.now()
    with town.database.write() as session:
        officer = session.scalars(select(Officer).where(Officer.name == who)).one()
        row = Broadcast(
            made_by=officer.id,
            made_at=now,
            started_at=now,
            state="done",
            title=title,
            text=text,
            audience={"who": "deputies"},
            sender="城关镇人大",
        )
        session.add(row)
        session.flush()
        fields = {"title": title, "text": text, "sender": "城关镇人大", "link": "x"}
        reached = []
        for name in people:
            digest = vault().digest(f"o-{name}")
            of = select(Contact).join(Identity).where(Identity.digest == digest)
            reached.append(session.scalars(of).one().id)
            outbox.queue(
                session,
                "broadcast.word",
                session.scalars(of).one().id,
                key=f"word:{row.id}:{name}",
                fields=fields | {"name": name},
                now=now,
                case=("broadcast", row.id),
            )
        number = row.id
        session.add_all(
            BroadcastRecipient(broadcast_id=row.id, contact_id=one, role="代表", state="queued")
            for one in reached
        )
    settle(town)
    town.clock.forward(minutes=1)
    return number


def kept(town: Town, number: int) -> tuple[list[str], tuple[int, int]]:
    """What was answered to it, and how many come and do not."""
    with town.database.read() as session:
        row = session.get_one(Broadcast, number)
        said = [one.words for one in broadcast_answers.answers(session, row)]
        return said, broadcast_answers.coming(session, row)


@one_store
def test_a_word_of_its_text_chooses_the_word_to_many_else_the_newest_is_answered(
    town: Town,
) -> None:
    town.says("大娘", "东坪小学后墙裂了缝，孩子们上课怕砸着")
    town.says("赵刚", "西坪村的桥栏杆断了一截，孩子上学咋走")
    settle(town)
    town.says("李明", "我去看看")
    town.clock.forward(hours=3)
    report = sent(town, "周干事", "年底述职", "年底述职材料12月20日前交到镇站，半页纸。")
    day = sent(town, "吴站长", "下月接待日", "下月接待日：12月7日上午在联络站，来不来回个话。")
    for name, text in (
        ("王芳", "述职半页写不满，口头说行吗"),
        ("赵刚", "述职的格式有没有"),
        ("李明", "交材料让会计代写中不中"),
        ("王芳", "材料我写好了，字不好看"),
    ):
        assert "告诉周干事" in town.says(name, text), text
    for name, text in (
        ("李明", "接待日我来不了，老伴住院"),
        ("李明", "那天谁替我坐班"),
        ("王芳", "7号我来"),
        ("赵刚", "上午有课"),
        ("赵刚", "联络站有没有热水"),
    ):
        assert "告诉吴站长" in town.says(name, text), text
    said, comes = kept(town, day)
    assert len(said) == 5 and comes == (1, 2)
    assert len(kept(town, report)[0]) == 4 and kept(town, report)[1] == (0, 0)
    # What names a case, tells a matter or reports a visit is none of it.
    for name, text in (
        ("李明", "后墙我看了，裂了两指宽"),
        ("赵刚", "栏杆又断了一截"),
        ("王芳", "走访了三户，都好"),
        ("王芳", "东坪村五组水渠堵了"),
    ):
        assert "告诉" not in town.says(name, text).replace("您的话会转给群众", ""), text
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 3
    assert len(kept(town, day)[0]) == 5


@one_store
def test_what_may_be_an_answer_to_it_after_something_newer_is_asked_once(town: Town) -> None:
    river = sent(town, "周干事", "河道清障", "清障后请代表去看，能来的回个话。")
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    settle(town)
    for text, answer, count in (("那天有会，走不开", "不是", 0), ("那天娃开家长会", "是", 1)):
        assert "这句是回周干事发的“河道清障”吗" in town.says("王芳", text)
        # Until they say it stands on the page, and the sender has heard of it.
        assert kept(town, river)[0][-1] == text
        assert sum("有人回话了" in told for told in town.told("周干事")) == 1
        town.says("王芳", answer)
        assert len(kept(town, river)[0]) == count
    assert kept(town, river) == (["那天娃开家长会"], (0, 1))
    assert "算您在跟了" in town.says("李明", "我去看看"), "the newest is the case"


@one_store
def test_of_several_that_ask_who_comes_a_bare_yes_is_asked_about_once(town: Town) -> None:
    river = sent(town, "周干事", "视察河道", "下周二视察东坪河道，能来的回个话。集合在村部。")
    learn = sent(town, "吴站长", "腊月学习", "12月2日上午八点半学习，请各位代表回一声来不来。")
    assert "“视察河道”、“腊月学习”" in town.says("赵刚", "行")
    assert kept(town, river)[0] == kept(town, learn)[0] == ["行"]
    assert "告诉吴站长" in town.says("赵刚", "学习")
    assert "告诉周干事、吴站长" in town.says("李明", "两个都去")
    for text, who in (
        ("河道那天我能去", "周干事"),
        ("视察完了管饭不", "周干事"),
        ("学习那天要卖香菇，赶不回来", "吴站长"),
        ("学习在几楼来着", "吴站长"),
    ):
        assert f"告诉{who}" in town.says("王芳", text), text
    assert "告诉吴站长" in town.says("赵刚", "那我让副支书替我去学习")
    assert kept(town, river)[1] == (2, 0) and kept(town, learn)[1] == (1, 2)


@one_store
def test_who_says_that_they_come_to_see_the_dam_is_in_no_danger(town: Town) -> None:
    dam = sent(town, "周干事", "看水库", "下周五上午看水库大坝，能到的回个话。")
    assert "告诉周干事" in town.says("李明", "水库我算一个")
    assert kept(town, dam)[1] == (1, 0)
    assert "119" in town.says("王芳", "水库决口了，水往村里来")
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 1


def test_only_what_is_said_of_coming_counts_and_a_question_does_not(monday: datetime) -> None:
    asked = "下周二视察河道，能来的回个话。"
    for text, found in (
        ("行", "comes"),
        ("我去，要不要带水壶", "comes"),
        ("腊八我到", "comes"),
        ("7号我来", "comes"),
        ("上午开会我参加", "comes"),
        ("慰问我跟着去", "comes"),
        ("旁听就免了吧，家里盖房", "misses"),
        ("慰问那天我出门走亲戚", "misses"),
        ("都中", "comes"),
        ("上午有课", "misses"),
        ("学习那天我媳妇做手术，去不成", "misses"),
        ("我那天值班", "misses"),
        ("也想去，地里活走不开", "misses"),
        ("学习能不能改周末", ""),
        ("让副书记替我去行不行", ""),
        ("能换个时间吗", ""),
        ("收到", ""),
        ("我去看过了，坑不小", ""),
        ("连任我不想了，让年轻人上", ""),
        ("王芳说她也去不了", ""),
        ("可能去不成，到时候看", ""),
        ("好了", ""),
        ("派副所长去", "comes"),
        ("我和王芳一起去", "comes"),
    ):
        assert coming(text, asked) == found, text
    assert coming("行", "年底述职材料12月20日前交。") == ""


@one_store
def test_each_piece_of_one_answer_counts_for_the_word_to_many_that_it_names(town: Town) -> None:
    first = sent(town, "周干事", "春季培训", "12月3日上午九点在党校培训，能否参加请回复。")
    second = sent(town, "吴站长", "夜间巡河", "本周五晚七点巡查东坪河，能来的请说一声，带手电。")
    for text, comes, misses in (
        ("第一个能去第二个不行", first, second),
        ("培训能来，晚上那个去不了", first, second),
        ("培训不去巡河去", second, first),
        ("周五家里有事，三号可以", first, second),
        ("后一个去，前一个去不了", second, first),
    ):
        assert "告诉" in town.says("李明", text), text
        assert kept(town, comes)[1] == (1, 0) and kept(town, misses)[1] == (0, 1), text
    assert "告诉周干事、吴站长" in town.says("赵刚", "两个都收到")
    assert "九点在党校" in (asked := town.says("赵刚", "几点")) and "七点巡查" in asked
    assert "告诉周干事、吴站长" in town.says("赵刚", "都不行")
    assert kept(town, first)[1] == (0, 2) and kept(town, second)[1] == (1, 1)
    assert "哪一条" in town.says("王芳", "我去不了")
    assert "哪一条" in town.says("王芳", "是")
    assert "告诉" in town.says("王芳", "培训去不了，巡河可以")
    assert kept(town, first)[1] == (0, 3) and kept(town, second)[1] == (2, 1)
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 0


@one_store
def test_all_but_one_none_and_whichever_are_counted_as_they_are_meant(town: Town) -> None:
    first = sent(town, "周干事", "防火巡查", "本周四上午八点半查防火，能去的回复一下。")
    second = sent(town, "郑科员", "述职测评", "12月10日下午述职，请各位代表参加，来不了的说一声。")
    for name, text, one, two in (
        ("李明", "前面的去后面的不去", (1, 0), (0, 1)),
        ("王芳", "一个都去不了", (1, 1), (0, 2)),
        ("赵刚", "除了述职都行", (2, 1), (0, 2)),
        ("王芳", "两样都参加", (3, 0), (1, 1)),
        ("李明", "周四下地，去不成，述职到", (2, 1), (2, 0)),
    ):
        assert "告诉周干事、郑科员" in town.says(name, text), text
        assert (kept(town, first)[1], kept(town, second)[1]) == (one, two), text


@one_store
def test_neither_of_those_asked_about_is_meant_and_nobody_counts(town: Town) -> None:
    first = sent(town, "周干事", "春季培训", "12月3日上午九点在党校培训，能否参加请回复。")
    sent(town, "吴站长", "夜间巡河", "本周五晚七点巡查东坪河，能来的请说一声。")
    assert "哪一条" in town.says("王芳", "行")
    assert "没有转给谁" in town.says("王芳", "都不是")
    assert kept(town, first) == ([], (0, 0))


@one_store
def test_beside_an_answer_a_matter_is_opened_and_a_case_of_ones_own_is_rated(town: Town) -> None:
    town.says("李明", "东坪村三组路灯不亮")
    settle(town)
    for who, text in (
        ("周干事", "民1转供电所"),
        ("孙电", "收到"),
        ("孙电", "民1换了灯，亮了"),
        ("周干事", "民1答复群众灯换好了"),
    ):
        town.says(who, text)
        settle(town)
    talk = sent(
        town,
        "周干事",
        "座谈会",
        "12月2日下午三点半开座谈会，参加回1，不参加回2。",
        (*ALL, "吴站长"),
    )
    said = town.says("李明", "那天去不了，灯倒是亮了")
    assert "办结" in said and "告诉周干事" in said
    said = town.says("王芳", "俺村的水管爆了，去不了")
    assert "民2" in said and "告诉周干事" in said
    assert kept(town, talk)[1] == (0, 2)
    # Who comes says it of themselves.
    for who, text in (("吴站长", "王芳打电话说来不了"), ("吴站长", "赵刚不来了")):
        assert "告诉周干事" in town.says(who, text), text
    assert kept(town, talk)[1] == (0, 2)
    assert "告诉周干事" in town.says("赵刚", "1")
    counted = town.says("周干事", "谁没回")
    assert "说来的1人，说不来的2人，还没说的1人" in counted and "吴站长" in counted
    assert "没有发给别人" in town.says("周干事", "座谈会改到四点")
    with town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Issue)) == 2


@one_store
def test_a_day_after_a_push_i_come_may_be_said_to_the_older_word_and_is_asked(town: Town) -> None:
    talk = sent(town, "周干事", "座谈会", "12月2日下午开座谈会，能否参加请回复。")
    town.clock.forward(days=1)
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    settle(town)
    town.clock.forward(days=1)
    assert "这句是回周干事发的“座谈会”吗" in town.says("王芳", "我来")
    assert "告诉周干事" in town.says("王芳", "是")
    assert "告诉周干事" in town.says("李明", "刚看到，能参加")
    assert kept(town, talk)[1] == (2, 0)
    with town.database.read() as session:
        assert session.get_one(Issue, 1).state == "routed"
