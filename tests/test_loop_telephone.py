"""The telephone list by itself: what is settled leaves it, one person and matter stands on it once;
and what waits in the queue is looked at again before it goes out."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions import alarms, delivery, people, telephone
from bot.actions.outbox import queue
from bot.store.models import Identity, Issue, Media, Notice, Officer, OnCall, Words
from bot.store.vault import vault
from tests import small_county
from tests.talking import Town

LAMP = "东坪村三组路灯不亮好几天了"
DANGER = "东坪村口电线断了掉在地上还冒火花，娃娃在边上"


def set_state(town: Town, name: str, state: str) -> None:
    """Everything queued for ``name`` has gone where the delivery puts it."""
    with town.database.write() as session:
        rows = session.scalars(
            select(Notice)
            .join(Identity, Identity.contact_id == Notice.contact_id)
            .where(Identity.digest == vault().digest(f"o-{name}"), Notice.state == "queued")
        )
        for row in rows:
            row.state, row.reason = state, "没有关注公众号" if state == "telephone" else ""


def the_list(town: Town) -> Sequence[telephone.Call]:
    with town.database.read() as session:
        return telephone.calls(session, now=town.clock.now())


def whom(town: Town) -> list[str]:
    return [call.name for call in the_list(town)]


def clear(town: Town) -> int:
    with town.database.write() as session:
        return telephone.clear(session, now=town.clock.now())


def rounds(town: Town, count: int) -> None:
    for _ in range(count):
        town.clock.forward(minutes=61)
        with town.database.write() as session:
            alarms.next_round(session, now=town.clock.now())


# ------------------------------------------------------------------------ danger


def test_whoever_cannot_be_reached_is_on_the_list_once_for_an_alarm_however_many_rounds(
    town: Town,
) -> None:
    town.says("大娘", DANGER)
    for _ in range(3):
        for name in ("郑科员", "周干事", "吴站长"):
            set_state(town, name, "telephone")
        rounds(town, 1)
    for name in ("郑科员", "周干事", "吴站长"):
        set_state(town, name, "telephone")
    found = whom(town)
    assert sorted(found) == sorted(set(found)) and set(found) == {"郑科员", "周干事", "吴站长"}


def test_an_alarm_that_was_answered_leaves_the_list_by_itself(town: Town) -> None:
    town.says("大娘", DANGER)
    rounds(town, 1)
    set_state(town, "周干事", "sent")
    for name in ("郑科员", "吴站长"):
        set_state(town, name, "telephone")
    assert set(whom(town)) == {"郑科员", "吴站长"}
    town.says("郑科员", "接了")
    assert whom(town) == []
    assert clear(town) == 2
    with town.database.read() as session:
        states = session.scalars(
            select(Notice.state).where(Notice.kind.in_(("alarm.call_back", "alarm.nobody")))
        ).all()
    assert sorted(states) == ["dropped", "dropped", "sent"]


def test_the_officer_on_call_is_asked_again_and_never_told_of_her_own_silence(town: Town) -> None:
    town.says("大娘", DANGER)
    for name in ("郑科员", "吴站长", "周干事"):
        set_state(town, name, "sent")
    rounds(town, 1)
    assert "值班员还没有回音" not in "".join(town.told("郑科员"))
    assert town.told("郑科员")[-1].startswith("【急】") and "回话" in town.told("郑科员")[-1]
    assert "值班员还没有回音" in town.last_told("吴站长")


def test_the_director_is_told_when_the_only_clerk_is_the_one_who_is_silent(town: Town) -> None:
    with town.database.write() as session:
        small_county.officer(session, "O9", "何主任", "office_director", town.clock.now())
    town.says("大娘", DANGER)
    set_state(town, "郑科员", "sent")
    rounds(town, 1)
    assert "值班员还没有回音" in town.last_told("何主任")
    town.says("何主任", "接了")
    assert "值班员已接到" in town.last_told("大娘")


def test_minutes_of_silence_are_true_when_they_are_said(town: Town) -> None:
    town.says("大娘", DANGER)
    town.clock.forward(minutes=6)
    with town.database.write() as session:
        alarms.next_round(session, now=town.clock.now())
    set_state(town, "吴站长", "telephone")
    (call,) = the_list(town)
    assert "6分钟了" in call.script
    town.clock.forward(minutes=30)
    (call,) = the_list(town)
    assert "36分钟了" in call.script and "6分钟了，值班员还没有回音" in call.script
    town.clock.forward(hours=5)
    assert "5小时了" in the_list(town)[0].script


def test_a_word_of_silence_that_waited_is_not_sent_after_somebody_answered(town: Town) -> None:
    town.says("大娘", DANGER)
    rounds(town, 1)
    with town.database.write() as session:
        row = session.scalars(
            select(Notice)
            .join(Identity, Identity.contact_id == Notice.contact_id)
            .where(
                Identity.digest == vault().digest("o-吴站长"),
                Notice.kind == "alarm.nobody",
            )
        ).one()
        notice_id = row.id
        # The platform was away: the delivery has put it off.
        delivery.put_off(row, town.clock.now() + timedelta(minutes=1), "微信没有回应")
    town.says("郑科员", "接了")
    town.clock.forward(minutes=2)
    with town.database.write() as session:
        delivery.lease(session, town.clock.now(), 100)
    with town.database.read() as session:
        assert session.get_one(Notice, notice_id).state == "dropped"


def test_somebody_in_danger_who_is_on_call_is_not_asked_to_ring_herself(town: Town) -> None:
    with town.database.write() as session:
        chief = session.scalars(select(Officer).where(Officer.name == "吴站长")).one()
        now = town.clock.now()
        session.add(OnCall(officer_id=chief.id, since=now, until=now + timedelta(days=1)))
    town.says("郑科员", DANGER)
    assert "回电话" in town.last_told("吴站长")
    assert not any("请您现在给他回" in said for said in town.told("郑科员"))


# ------------------------------------------------------------------------ cases


def test_a_task_leaves_the_list_when_somebody_has_taken_it(town: Town) -> None:
    town.says("大娘", LAMP)
    set_state(town, "王芳", "telephone")
    assert whom(town) == ["王芳"]
    town.says("李明", "1")
    assert whom(town) == []


def test_what_waits_for_one_person_about_one_case_is_one_call_that_says_it_all(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1转供电所")
    town.says("孙电", "民1 收到，缺线杆，月底到货")
    set_state(town, "大娘", "telephone")
    town.says("大娘", "", kind="event", event="unsubscribe")
    calls = the_list(town)
    assert [call.case_kind for call in calls] == ["issue", "hand_over"]
    with town.database.write() as session:
        contact = session.scalars(select(Issue)).one().reporter_id
        for n in ("甲", "乙"):
            queue(
                session,
                "issue.word",
                contact,
                key=f"w{n}",
                fields={
                    "case": "民1“路灯”",
                    "title": "路灯",
                    "code": "No.1",
                    "who": "周干事",
                    "words": f"话{n}",
                },
                now=town.clock.now(),
                case=("issue", 1),
            )
    set_state(town, "大娘", "telephone")
    call = the_list(town)[0]
    assert "话甲" in call.script and "话乙" in call.script
    with town.database.write() as session:
        officer = people.new_contact(session, now=town.clock.now()).id
        telephone.record_call(
            session, call.notice_id, telephone.TOLD, by=officer, now=town.clock.now()
        )
    assert [each.case_kind for each in the_list(town)] == ["hand_over"]


def test_a_call_in_vain_about_several_things_is_one_call_in_vain(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "补充：一到天黑就看不见")
    set_state(town, "王芳", "telephone")
    (call,) = the_list(town)
    with town.database.write() as session:
        officer = people.new_contact(session, now=town.clock.now()).id
        telephone.record_call(
            session, call.notice_id, telephone.NO_ANSWER, by=officer, now=town.clock.now()
        )
    (call,) = the_list(town)
    assert call.unanswered == 1


def test_only_what_was_read_out_is_settled_where_one_line_was_ticked(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("大娘", "补充：一到天黑就看不见")
    set_state(town, "王芳", "telephone")
    (call,) = the_list(town)
    with town.database.write() as session:
        officer = people.new_contact(session, now=town.clock.now()).id
        telephone.record_call(
            session, call.notice_id, telephone.TOLD, by=officer, now=town.clock.now(), only=True
        )
    (rest,) = the_list(town)
    assert "看不见" in rest.script


def test_a_voice_that_was_typed_in_leaves_the_list(town: Town) -> None:
    town.says("大娘", "", kind="voice", media_id="v1", format="amr")
    # Nobody knows her village: the county office listens.
    set_state(town, "郑科员", "telephone")
    (call,) = the_list(town)
    assert "语音" in call.script
    with town.database.write() as session:
        media = session.scalars(select(Media)).one()
        words = Words(text="路灯坏了", masked="路灯坏了", said_by=None, said_at=town.clock.now())
        session.add(words)
        session.flush()
        media.transcript_id = words.id
    assert the_list(town) == []
    assert clear(town) == 1


def test_a_result_stays_until_it_is_told_or_they_have_said_how_it_is(town: Town) -> None:
    town.says("大娘", LAMP)
    town.says("周干事", "民1答复 灯换好了")
    set_state(town, "大娘", "telephone")
    assert clear(town) == 0 and "灯换好了" in the_list(town)[0].script
    town.says("大娘", "好了")
    assert the_list(town) == []


def test_of_the_same_digest_only_the_newest_is_rung_about(town: Town) -> None:
    with town.database.write() as session:
        officer = session.scalars(select(Officer).where(Officer.name == "吴站长")).one()
        for n in (1, 2):
            queue(
                session,
                "office.unhandled",
                officer.contact_id,
                key=f"u{n}",
                fields={"count": n},
                now=town.clock.now(),
            )
    set_state(town, "吴站长", "telephone")
    assert clear(town) == 1
    (call,) = the_list(town)
    assert call.script.startswith("有2条")


def test_a_task_that_was_held_for_the_night_is_not_sent_when_the_case_was_withdrawn(
    town: Town,
) -> None:
    town.clock.forward(hours=14)
    town.says("大娘", LAMP)
    with town.database.write() as session:
        delivery.lease(session, town.clock.now(), 100)
    town.says("大娘", "算了，撤了吧")
    town.clock.forward(hours=10)
    with town.database.write() as session:
        sent = [one.notice_id for one in delivery.lease(session, town.clock.now(), 100)]
        kinds = {session.get_one(Notice, each).kind for each in sent}
        task = session.scalars(select(Notice.state).where(Notice.kind == "issue.task")).all()
    assert "issue.task" not in kinds and set(task) == {"dropped"}
