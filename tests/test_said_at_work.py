"""What people at work write in the middle of other things: short, by the thing and not by number,
of several cases at once, of a colleague, from the scene of a danger."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.calendars import CountyCalendar
from bot.store.models import HandOver, History, Issue, Substitute
from nlp.replies import Pending, read_reply
from tests.databases import one_store
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
DITCH = "东坪村五组水渠塌了一截，地里浇不上水"
REFUSE = "东坪村村口垃圾池满了没人拉"
POLE = "东坪村村口电线杆歪了"
BODIES = ("城关供电所|供电所", "县水利局|水利局", "县城市管理局|城管局|城管", "城关镇政府")


def steps(town: Town, number: int) -> list[str]:
    with town.database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == number)).one()
        rows = select(History.step).where(History.case_kind == "issue", History.case_id == issue.id)
        return list(session.scalars(rows.order_by(History.id)))


def told_to(town: Town) -> list[str]:
    with town.database.read() as session:
        rows = session.scalars(select(HandOver).order_by(HandOver.issue_id)).all()
        return [f"{row.issue.number}{row.bureau.name}" for row in rows]


@pytest.mark.parametrize(
    ("role", "said", "acts"),
    [
        ("deputy", "路灯和垃圾我都去看看", {"take": "13"}),
        ("deputy", "灯和垃圾站里办，水渠我去", {"leave_to_station": "13", "take": "2"}),
        ("deputy", "除了水渠我都去看", {"take": "13"}),
        ("bureau", "灯换了两个，都亮了", {"report_done": "1"}),
        ("bureau", "都收到了", {"confirm_receipt": "123"}),
        ("bureau", "1收到，2、3不是我们的", {"confirm_receipt": "1", "request_return": "23"}),
        ("station", "1给供电 2给水利 3城管", {"hand_over": "123"}),
        ("station", "第一个给供电所，后两个给水利局", {"hand_over": "123"}),
    ],
)
def test_one_sentence_is_of_the_cases_that_it_names(
    role: str, said: str, acts: dict[str, str], monday: datetime
) -> None:
    kind, state = ("handover", "handed_over") if role == "bureau" else ("issue", "routed")
    pending = [
        Pending(f"民{number}", kind, state, title)
        for number, title in enumerate((LAMP, DITCH, REFUSE), 1)
    ]
    reply = read_reply(
        said, role=role, pending=pending, now=monday, calendar=CountyCalendar(), bodies=BODIES
    )
    read: dict[str, str] = {}
    for act in reply.acts:
        numbers = read.get(act.act, "") + "".join(ref.removeprefix("民") for ref in act.refs)
        read[act.act] = "".join(sorted(numbers))
    assert read == acts and reply.ask is None
    if "request_return" in acts:
        assert reply.acts[-1].fields["reason"] == "不是我们的"


@one_store
def test_one_order_for_several_cases_is_one_card_to_who_gets_them(town: Town) -> None:
    for who, said in (("大娘", LAMP), ("二叔", DITCH), ("三婶", POLE)):
        town.says(who, said)
    town.says("周干事", "1、3转供电所")
    card = town.last_told("孙电")
    assert "2件" in card and "民1“" in card and "民3“" in card
    assert told_to(town) == ["1城关供电所", "3城关供电所"]
    assert "共2件" in town.says("孙电", "全部收到")
    assert "退回申请记下了（民3“" in town.says("孙电", "电杆是电信的杆，退")


@one_store
def test_an_order_for_bodies_reaches_all_that_it_names_or_is_asked_about(town: Town) -> None:
    for who, said in (("大娘", LAMP), ("二叔", DITCH), ("三婶", POLE)):
        town.says(who, said)
    asked = town.says("周干事", "水渠的请水利局和镇政府一起看")
    assert "先转一家" in asked and "民2转县水利局" in asked and "民2转城关镇政府" in asked
    # Nobody has shown a list: along which it is counted is asked once.
    asked = town.says("周干事", "前两个给供电所，最后一个给供电所")
    assert "照哪张单子" in asked and asked.index("民3“") < asked.index("民1“") and not told_to(town)
    town.says("周干事", "哪些还没转")
    town.says("周干事", "第一个和最后一个给供电所")
    town.says("周干事", "民2转水利局")
    assert told_to(town) == ["1城关供电所", "2县水利局", "3城关供电所"]
    hurried = town.says("周干事", "催一下供电所")
    assert "2件" in hurried and "民1“" in hurried and "民3“" in hurried and "民2" not in hurried
    assert "民1“" in town.last_told("孙电") and "民3“" in town.last_told("孙电")
    assert "请抓紧办" in town.last_told("孙电") and "催一下" not in town.last_told("孙电")
    assert "民3“" in town.says("周干事", "电线杆那件催一下供电所")
    assert "民1" not in town.last_told("孙电") and "站里说" not in "".join(town.told("钱水"))


@one_store
def test_a_case_is_found_by_what_is_wrong_and_by_a_shorter_word(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("二叔", DITCH)
    assert "已转县水利局（民2“" in town.says("周干事", "核实了，确实塌了，转水利局")
    assert "好，民1“" in town.says("李明", "路灯那事我来跑")
    town.says("王芳", "跟反映路灯的说一声，供电所后天来换灯泡")
    assert town.last_told("大娘").endswith("供电所后天来换灯泡")
    assert "已转城关供电所（民1“" in town.says("周干事", "路灯找供电")
    assert "替您问群众（民1“" in town.says("孙电", "哪根杆？有杆号没")
    town.says("孙电", "能不能晚几天，等材料，要到12月20")
    assert "延到12月2" in town.last_told("周干事")
    assert "没有等着办的事" in town.says("赵刚", "我去看看")


@one_store
def test_what_is_said_behind_a_request_to_return_is_read_with_it_or_is_of_the_other(
    town: Town,
) -> None:
    town.says("大娘", LAMP)
    town.says("二叔", DITCH)
    town.says("周干事", "都给供电所")
    town.says("孙电", "灯今晚换，渠不是我们的")
    # The ditch was the last they spoke of, and nothing is done there by who gives it back.
    assert "是说民1“" in town.says("孙电", "换完了，视频回头传")
    assert "会请群众去看看（民1“" in town.says("孙电", "是")
    assert "退回申请记下了（民2“" in town.says("孙电", "渠那个归水利局")
    assert "渠那个归水利局" in town.last_told("周干事")
    # Who asks whether it is done has not said that it is.
    assert "单位在办" in town.says("李明", "渠那边换了闸门没")
    assert "闸门" not in town.last_told("二叔")
    stands = town.says("李明", "渠那个清了没")
    assert "申请退回" in stands and "会告诉周干事" in stands


@one_store
def test_what_a_bureau_says_after_not_good_is_of_that_case(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "转供电所")
    town.says("孙电", "修好了，亮了")
    # A second report: the citizen is asked again, and both stand in its history.
    for again in ("换了镇流器，不闪了", "又去修了一遍", "这回弄好了", "重新接了线，试过了"):
        town.says("大娘", "没好")
        assert "会请群众去看看（民1“" in town.says("孙电", again), again
        assert again in town.last_told("大娘")
    assert steps(town, 1).count("bureau_reports") == 5
    town.says("大娘", "没好")
    # A promise, a reason, a question: in their hands again, and the citizen reads it.
    assert "进展会告诉群众（民1“" in town.says("孙电", "明天再去一趟")
    assert "单位在办" in town.says("周干事", "民1咋样了")
    assert "是用户自己的线" in (town.says("孙电", "是用户自己的线"), town.last_told("大娘"))[1]
    assert "替您问群众（民1“" in town.says("孙电", "是哪一盏还闪？")
    assert "退回申请记下了（民1“" in town.says("孙电", "不归我们了，灯归村里")
    with town.database.read() as session:
        assert len(session.scalars(select(Issue)).all()) == 1


@one_store
def test_of_several_that_are_not_good_a_bureau_says_which(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("二叔", POLE)
    town.says("周干事", "都转供电所")
    town.says("孙电", "路灯修好了")
    town.says("大娘", "没好")
    # Of what is called not good, though another one is in hand.
    assert "去看看（民1“" in town.says("孙电", "又弄了一回，这次行了")
    town.says("孙电", "电线杆扶正了")
    town.says("大娘", "没好")
    town.says("二叔", "没好")
    assert "哪一件" in town.says("孙电", "这回弄好了")
    assert "这回" not in town.last_told("大娘") + town.last_told("二叔")
    assert "去看看（民2“" in town.says("孙电", "电线杆重新扶了，这回好了")


@one_store
def test_each_clause_of_a_report_is_of_its_own_case(town: Town) -> None:
    town.says("大娘", "东坪村三组路灯灯泡坏了")
    town.says("二叔", "东坪村五组电杆歪了")
    town.says("周干事", "都转供电所")
    town.says("孙电", "全部收到")
    asked = town.says("孙电", "一个明天到货，一个今天下午扶")
    assert "分开说" in asked and "民1“" in asked and "民2“" in asked
    for said in ("灯泡明天到货，电杆今天下午扶", "杆子下午扶，灯泡明儿到货", "灯明天换电杆下午扶"):
        town.says("孙电", said)
        lamp, pole = town.last_told("大娘"), town.last_told("二叔")
        assert "灯" in lamp and "杆" not in lamp.split("供电所说")[1], (said, lamp)
        assert "杆" in pole and "灯" not in pole.split("供电所说")[1], (said, pole)
    town.says("孙电", "电杆扶好了，灯泡还没到货")
    assert steps(town, 2)[-1] == "bureau_reports" and "bureau_reports" not in steps(town, 1)


@one_store
def test_a_deputy_takes_by_one_letter_and_takes_back_what_was_left_to_the_station(
    town: Town,
) -> None:
    for who, said in (("大娘", LAMP), ("二叔", DITCH), ("三婶", "东坪村小学门锁坏了")):
        town.says(who, said)
    said = town.says("李明", "哎 灯还是我去吧 渠你们跟水利说")
    assert "民1“" in said and "算您在跟了" in said and "站里办" in said and "民2“" in said
    said = town.says("李明", "刚才说错了渠我自己去")
    assert "民2“" in said and "算您在跟了" in said
    assert "请他看看好没好" in town.says("李明", "锁我自己掏钱换了")
    assert steps(town, 3)[-1] == "answer"
    town.says("李明", "刚那个不对，门锁没换好，我看错了")
    assert "看错了" in town.last_told("三婶")


@one_store
def test_who_is_busy_asks_or_was_asked_by_mouth_moves_no_case_and_opens_none(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "转供电所")
    for who, said, told in (
        ("李明", "我在车上呢回头说", "您先忙"),
        ("周干事", "开会呢一会儿回你", "您先忙"),
        ("周干事", "我27号休假", "找谁"),
        ("孙电", "我明天休息", "找谁"),
        ("李明", "我27号休假", "请假到几号"),
        ("李明", "这个月一共多少件", "这个月您这片群众反映1件：办结0件"),
        ("周干事", "本周新增多少", "站里群众反映1件"),
        ("郑科员", "上个月收了几件", "全县没有群众反映"),
        ("孙电", "今年我们办了几件", "转给您单位1件"),
        ("周干事", "那个事咋样了", "单位在办"),
        ("郑科员", "东坪那个灯有人管没", "还没发给谁"),
        ("郑科员", "让站里把水渠转一下", "还没发给谁"),
        ("钱水", "我们这边没事吧", "没有等着办的事"),
        ("周干事", "有个大姐打电话来问自来水，我让她等等", "没有另外登记"),
        ("李明", "有个大爷问低保啥时候发，我跟他说月底", "没有另外登记"),
        ("周干事", "昨天接待日来了五个人都是问社保的，当场答了", "没有另外登记"),
    ):
        assert told in (answer := town.says(who, said)), (said, answer)
    with town.database.read() as session:
        assert len(session.scalars(select(Issue)).all()) == 1
    assert "替群众记下了：民2“社保" in town.says("周干事", "反映")
    # What is wrong is entered, however it was answered.
    assert "民3“" in town.says("周干事", "有个大姐打电话来说自来水停了三天，我让她等等")


@one_store
def test_a_body_is_hurried_by_any_short_name_and_never_another_for_it(town: Town) -> None:
    for who, said in (("大娘", LAMP), ("二叔", DITCH), ("三婶", REFUSE)):
        town.says(who, said)
    # What is left where it is says nothing against the others.
    town.says("周干事", "灯给供电 渠给水利 垃圾先放放")
    assert told_to(town) == ["1城关供电所", "2县水利局"]
    assert "城关镇政府手上眼下没有" in town.says("周干事", "催一下镇政府")
    town.says("周干事", "垃圾还是给镇政府吧")
    assert told_to(town)[-1] == "3城关镇政府"
    for said in ("催一下镇政府", "让镇里快点", "镇上也催一下"):
        assert "民3“" in town.says("周干事", said), said
    both = town.says("周干事", "催催供电和水利")
    assert "民1“" in both and "民2“" in both and "民3" not in both
    town.says("钱水", "民2修好了")
    some = town.says("周干事", "催催供电和水利").split("\n")
    assert "民1“" in some[0] and "县水利局手上眼下没有" in some[1]
    assert "手上眼下没有" in town.says("郑科员", "催催水利那边")


@one_store
def test_a_colleague_stands_in_from_the_day_and_to_the_day_that_was_said(town: Town) -> None:
    said = town.says("李明", "今晚王芳替我")
    assert "到明天不给您发" in said and "王芳代表也收着这片的事" in said
    assert "赵刚不收这片的事" in town.says("王芳", "明天赵刚替我跑一趟")
    assert "哪天" in town.says("孙电", "我明天起出差，有事找钱水")
    assert "下周一起到下周" in town.says("周干事", "下周我休假，吴站长代")
    with town.database.read() as session:
        row = session.scalars(select(Substitute)).one()
        assert row.since > town.clock.now().date()


@one_store
def test_what_is_seen_at_a_danger_is_with_it_and_its_end_is_told_as_an_end(town: Town) -> None:
    town.says("大娘", "东坪村二组屋里煤气味很大，有人晕倒了")
    town.says("郑科员", "接到")
    assert "这就发给值班员" in town.says("李明", "我在现场，燃气公司正在关阀门")
    assert "李明说：我在现场，燃气公司正在关阀门" in town.last_told("郑科员")
    town.says("郑科员", "燃气公司和119都到了")
    assert steps(town, 1).count("note") == 2
    for who, said in (("王芳", "119都到了，火灭了"), ("周干事", "派出所来了，在拉警戒线")):
        assert "这就发给值班员" in town.says(who, said)
        assert f"{who}说：{said}" in town.last_told("郑科员")
    # What sounds like a danger and tells of its end is no second one.
    assert "这就发给值班员" in town.says("李明", "我到她家了，煤气罐搬出来了")
    town.says("郑科员", "人送医院了")
    assert steps(town, 1).count("note") == 6 and "over" not in "".join(steps(town, 1))
    assert "119" in town.says("李明", "西坪村那边也着火了") and steps(town, 2)
    assert "险情控制住了" in town.says("郑科员", "警报解除，阀门关了")
    assert "控制住了" in town.last_told("大娘") and "平常的事" not in "".join(town.told("大娘"))


@one_store
def test_a_word_of_a_bureaus_house_lies_on_no_case(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    for said in ("我们办公室搬家了", "局里电话换了", "我们股长换成老李了", "我们所换所长了，姓李"):
        assert "没有记到哪件事上，也没有发给群众" in town.says("孙电", said)
    assert "姓名和手机号" in town.says("孙电", "以后这摊子归小赵管了")
    with town.database.read() as session:
        assert session.scalars(select(HandOver.state)).all() == ["handed_over"]
        assert len(session.scalars(select(Issue)).all()) == 1
    town.says("孙电", "收到，路灯下午去看，我们股长换成老刘了")
    with town.database.read() as session:
        assert session.scalars(select(HandOver.state)).all() != ["reported"]
    assert "退回申请" in town.says("孙电", "路灯以后归村里管")
    # A receipt is no decision, however it sounds.
    town.says("周干事", "收到，谢谢领导")
    with town.database.read() as session:
        assert session.scalars(select(HandOver.state)).all() == ["return_requested"]


@one_store
def test_things_given_out_in_one_breath_go_each_to_its_body(town: Town) -> None:
    for who, said in (("大娘", LAMP), ("二叔", DITCH), ("三婶", POLE)):
        town.says(who, said)
    said = town.says("周干事", "灯和杆子给供电，渠给水利，厕所给镇政府")
    assert told_to(town) == ["1城关供电所", "2县水利局", "3城关供电所"]
    assert "“厕所”没对上哪一件" in said


@one_store
def test_what_is_asked_or_nodded_to_moves_nothing(town: Town) -> None:
    for who, said in (("大娘", LAMP), ("二叔", DITCH), ("三婶", POLE)):
        town.says(who, said)
    town.says("吴站长", "小周水渠的转水利局没有")
    assert not told_to(town)
    said = town.says("李明", "路灯跟电线杆俺明儿去转一圈，水渠叫站里管")
    assert "民1“" in said and "民3“" in said and "民2“" in said
    assert steps(town, 3).count("take") == steps(town, 1).count("take") == 1
    assert "民3“" in town.says("周干事", "有人打电话来问电线杆的事，我说快了")
    town.says("周干事", "路灯供电所，电线杆供电所")
    assert "没签收的2件" in town.says("周干事", "那几件转出去的都签收了没")
    assert "本人同意" in town.says("孙电", "路灯那户电话给我一下")
    town.says("孙电", "路灯和电杆都弄好了")
    assert "看一眼" in town.last_told("大娘") and "看一眼" in town.last_told("三婶")
    before = town.told("大娘")
    town.says("孙电", "好的好的")
    assert town.told("大娘") == before
    with town.database.read() as session:
        assert len(session.scalars(select(Issue)).all()) == 3


@one_store
def test_what_somebody_says_by_telephone_is_of_what_they_reported(town: Town) -> None:
    came = "刚才来个老人，东坪村的，说三组路灯不亮，叫陈桂英，13800001111"
    assert "替群众记下了：民1“" in town.says("周干事", came)
    assert "陈桂英" not in "".join(town.told("李明"))
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1修好了，换了灯泡")
    assert "再办（民1“" in town.says("周干事", "陈桂英电话里说还没修好")
    town.says("孙电", "民1又换了一个，好了")
    assert "已办结（民1“" in town.says("周干事", "打通了，她说满意")


def test_whose_work_a_case_is_is_answered_with_whom_the_county_has(town: Town) -> None:
    town.says("大娘", "东坪村二组机井坏了抽不上水")
    asked = (("周干事", "这个归谁管"), ("周干事", "这件该转哪个单位"), ("李明", "民1该找谁"))
    for who, said in asked:
        assert "看着像归县水利局、城关镇政府" in town.says(who, said), said
    town.says("周干事", "转水利局")
    assert "县水利局：待签收" in town.says("周干事", "民1归谁管")


def test_whom_somebody_called_to_a_danger_is_told_who_is_on_call(town: Town) -> None:
    town.says("大娘", "东坪村后山塌方把路堵了")
    for who, said in (
        ("周干事", "我已经给应急局打电话了"),
        ("李明", "我在现场 铲车来了"),
        ("李明", "路通了一半"),
    ):
        assert "这就发给值班员" in town.says(who, said), said
        assert f"{who}说：{said}" in town.last_told("郑科员")


def test_an_order_that_says_to_hurry_is_given_first_and_the_only_case_is_not_asked_for(
    town: Town,
) -> None:
    town.says("大娘", "东坪村路灯坏了")
    assert "没看明白" in town.says("周干事", "行")
    assert "已转城关供电所（民1“" in town.says("周干事", "转供电所 让他们这周修好")
    town.says("二叔", "东坪村三组自来水又断了")
    assert "已转县水利局（民2“" in town.says("周干事", "转水利局 催一下")


@one_store
def test_the_day_on_which_a_deputy_will_come_is_told_once(town: Town) -> None:
    town.says("大娘", "东坪村四组没有垃圾桶")
    town.says("李明", "明天下午去")
    assert town.last_told("大娘").endswith("给您回话：明天下午去")
    assert "算您在跟了" in town.says("李明", "我去看看")
    town.says("李明", "后天去")
    assert [told for told in town.told("大娘") if "后天去" in told] == town.told("大娘")[-1:]


@one_store
def test_a_receipt_with_nothing_to_receive_opens_no_case(town: Town) -> None:
    for who, said in (
        ("李明", "收到，记下了"),
        ("孙电", "收到，马上办"),
        ("周干事", "好，这就去看看"),
    ):
        assert "眼下没有" in town.says(who, said)
    assert "没有反映过事" in town.says("孙电", "镇流器的事，后天换")
    with town.database.read() as session:
        assert session.scalars(select(Issue)).all() == []


@one_store
def test_who_lies_in_hospital_may_be_the_one_it_is_about(town: Town) -> None:
    town.says("二叔", "东坪村五保户老张没人管，病在床上")
    town.says("李明", "我现在过去")
    for said in ("老人住院了", "住院了 村里有人陪着"):
        assert "站里办" not in town.says("李明", said), said
    assert "站里办" in town.says("李明", "我自己住院了，请站里办")
