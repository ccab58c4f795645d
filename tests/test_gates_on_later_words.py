"""What is said later about a case passes the same gates as its first sentence (design 1.3): nothing
about a person reaches that person by way of a rating, a place, a "+1", a page or a merged case, and
nothing of it is lost either."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.store.database import Database
from bot.store.models import History, Issue, Notice, Words
from tests import small_county
from tests.pages_parts import running_office, words_of
from tests.talking import Town


def issue(town: Town, number: int = 1) -> Issue:
    with town.database.read() as session:
        found = session.scalar(select(Issue).where(Issue.number == number))
        assert found is not None
        return found


def issues(town: Town) -> int:
    with town.database.read() as session:
        return len(session.scalars(select(Issue)).all())


def words_in_history_of(town: Town, number: int) -> str:
    """Everything that stands on the page of a case."""
    with town.database.read() as session:
        case = session.scalars(select(Issue).where(Issue.number == number)).one()
        rows = session.scalars(
            select(Words)
            .join(History, History.words_id == Words.id)
            .where(History.case_kind == "issue", History.case_id == case.id)
        ).all()
        return "\n".join(row.text or "" for row in rows)


def reported(town: Town) -> None:
    town.says("村民", "西坪村三组路灯不亮好几天了")
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1修好了")


def test_a_rating_that_blames_the_secretary_counts_and_its_words_go_above(town: Town) -> None:
    reported(town)
    answer = town.says("村民", "没好，村支书拦着不让修，欺负人")
    assert "站里接着问" in answer and "民2" in answer
    assert issue(town).state == "recheck" and issue(town).rating == "没好"
    assert issue(town, 2).seen_by == "township"
    assert "支书" not in words_in_history_of(town, 1)
    assert not [text for text in town.told("赵刚") if "支书" in text]


def test_a_sentence_about_something_else_is_no_rating_of_an_older_case(town: Town) -> None:
    town.says("大娘", "东坪村后头的水渠塌了一截，浇不上地")
    assert "答复会发给群众" in town.says("周干事", "民1答复：村里已经在修水渠")
    answer = town.says("大娘", "东坪五组的路灯不亮，晚上一片黑")
    assert "民2" in answer and "记下了" in answer
    assert issue(town).rating is None and issue(town).state != "recheck"
    assert "民2" in town.last_told("李明")


def test_a_rating_in_other_words_is_still_a_rating(town: Town) -> None:
    reported(town)
    assert "站里接着问" in town.says("村民", "还是不亮，一点没修")
    assert issue(town).state == "recheck" and issues(town) == 1


def test_blame_beside_the_place_raises_the_case_itself(town: Town) -> None:
    town.says("小伙", "自来水停了三天了没人管")
    answer = town.says("小伙", "西坪村，村支书赵刚欺负人，不给我们放水")
    assert "不发给您村的代表和干部" in answer
    assert town.told("赵刚") == []
    assert issue(town).seen_by == "township" and issue(town).state == "at_station"
    assert "民1" in town.last_told("周干事")
    town.says("赵刚", "民1我去看看")
    assert issue(town).deputy_id is None


def test_blame_beside_me_too_is_a_matter_of_its_own(town: Town) -> None:
    town.says("大娘", "西坪村三组路灯不亮好几天了")
    before = town.told("赵刚")
    town.says("二叔", "西坪村我们这也是，路灯也不亮，村支书欺负人不给修")
    assert issues(town) == 2 and issue(town, 2).seen_by == "township"
    assert town.told("赵刚") == before


def test_what_somebody_who_joins_adds_is_seen_by_who_handles_it(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("三婶", "东坪村我们这也是，五组路灯也不亮")
    assert "五组" in town.last_told("周干事")
    town.says("四叔", "+1")
    assert "五组" in town.last_told("周干事"), "a bare +1 says nothing new"


def test_a_supplement_that_blames_the_secretary_becomes_a_case_and_is_not_lost(town: Town) -> None:
    town.says("村民", "西坪村三组路灯不亮好几天了")
    before = town.told("赵刚")
    answer = town.says("村民", "补充一下，西坪村支书欺负人，故意不给我们三组修")
    assert "民2" in answer and "不发给您村的代表和干部" in answer
    assert town.told("赵刚") == before
    assert "支书" not in words_in_history_of(town, 1)
    assert issue(town, 2).seen_by == "township"


def test_blame_said_while_withdrawing_is_kept_above(town: Town) -> None:
    town.says("村民", "西坪村三组路灯不亮好几天了")
    answer = town.says("村民", "算了撤了吧，村支书找我谈话骂了我")
    assert "撤回" in answer and "民2" in answer
    assert issue(town).state == "withdrawn"
    assert issue(town, 2).seen_by != "grid"


def test_an_unfair_secretary_of_an_unknown_village_is_the_county_offices_at_once(
    town: Town,
) -> None:
    answer = town.says("小伙", "村支书把低保给了他亲戚，我们困难户没有")
    assert "。下班前" not in answer, "a day has to stand before it"
    assert issue(town).state != "asking", "who was not asked for the place is not waited for"
    assert "民1" in town.last_told("郑科员")
    town.says("小伙", "谢谢")
    with town.database.read() as session:
        steps = session.scalars(select(History.step)).all()
    assert "say_more" not in steps


def test_questions_and_names_go_to_who_reported_and_not_to_who_joined(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("三婶", "东坪村我们这也是，路灯也不亮")
    town.says("李明", "民1请问群众家是不是12号，电话13812345678对不对？")
    assert "13812345678" in town.last_told("大娘")
    assert not [text for text in town.told("三婶") if "想问您" in text]
    town.says("李明", "民1答复 灯换了，13812345678已经打过")
    assert "13812345678" in town.last_told("大娘")
    assert "灯换了" in town.last_told("三婶")
    assert "13812345678" not in town.last_told("三婶")


def test_nobody_is_told_the_title_of_a_case_kept_above_by_a_merge(town: Town) -> None:
    town.says("大娘", "西坪村三组路灯不亮好几天了")
    town.says("村民", "西坪村支书欺负人，骂我们困难户")
    before = town.told("大娘")
    town.says("周干事", "民1并入民2")
    assert town.told("大娘") == before
    assert issue(town).state != "merged"


def test_secrecy_asked_for_in_advance_holds_for_what_is_said_next(town: Town) -> None:
    assert "县人大机关看得到" in town.says("大娘", "保密")
    assert issues(town) == 0
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert issue(town).secret and issue(town).state == "routed"


def test_who_wants_secrecy_and_a_call_is_called_by_who_may_know(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯不亮好几天了")
    town.says("大娘", "保密")
    before = town.told("周干事")
    assert "县人大机关" in town.says("大娘", "找人")
    assert "想跟人说话" in town.last_told("郑科员")
    assert town.told("周干事") == before, "the station cannot see whom to ring"


def test_one_word_of_agreement_is_no_request_about_ones_data(town: Town) -> None:
    for word in ("同意", "好的", "可以"):
        town.says("大娘", word)
    assert issues(town) == 0


def test_a_new_matter_is_not_filed_under_a_request_about_ones_data(town: Town) -> None:
    town.says("大娘", "你们有我哪些个人信息，我要删除")
    assert issue(town).kind == "data_rights"
    assert "民2" in town.says("大娘", "东坪村三组路灯不亮好几天了")
    assert "回1我去看看" in town.last_told("李明")


def test_danger_is_answered_though_the_sender_is_over_the_limit(town: Town) -> None:
    for number in range(24):
        town.says("话多", f"东坪村的事第{number}句")
    assert "119" in town.says("话多", "东坪村着火了，屋里还有人！")
    with town.database.read() as session:
        kinds = session.scalars(select(Notice.kind)).all()
    assert "alarm.call_back" in kinds


def test_blame_written_on_the_page_of_a_case_goes_above_as_well(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday) as office:
        office.town.says("大爷", "西坪村三组路灯不亮好几天了")
        office.town.says("周干事", "民1答复：已经换了灯泡")
        before = office.town.told("赵刚")
        page = office.phone("大爷")
        page.act(1, "constituent", "supplement", text="村支书欺负人，拦着不让修")
        assert issue(office.town, 2).seen_by == "township"
        assert office.town.told("赵刚") == before
        assert "支书" not in words_of(office.phone("赵刚").get("/p/issue/1"))


def test_danger_written_on_the_page_of_a_case_raises_the_alarm(
    database: Database, tmp_path: Path, monday: datetime
) -> None:
    with running_office(database, tmp_path, monday) as office:
        office.town.says("大娘", "东坪村三组路灯不亮好几天了")
        said = office.phone("大娘").act(
            1, "constituent", "supplement", text="电线断了掉在地上冒火花，娃娃在边上"
        )
        assert "95598" in said
        assert "请您现在给他回" in office.town.last_told("郑科员")


def test_what_is_said_of_the_county_office_goes_to_the_leaders_above_it(town: Town) -> None:
    with town.database.write() as session:
        small_county.officer(session, "O9", "钱主任", "leader", town.clock.now())
    town.says("村民", "县人大代工委的人办事推来推去，还骂人")
    assert town.told("郑科员") == [] and town.told("周干事") == []
    assert "推来推去" in town.last_told("钱主任")
    assert issue(town).seen_by == "county"
