"""What is erased at somebody's request is really gone, what has to stay stays with its reason; it
takes two people (personal information law 47)."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.actions import media, outbox, seals
from bot.actions.suggestions import drafts
from bot.actions.word_index import grams_of
from bot.store.models import (
    Deputy,
    Erasure,
    Issue,
    Media,
    Notice,
    Officer,
    Suggestion,
    SuggestionVersion,
    WordBlock,
    Words,
)
from bot.store.models.search import SMALL
from scheduler.indexing import index_words
from tests.databases import one_store
from tests.own_data_parts import agree, ask_by_chat, erase, finish
from tests.pages_parts import Office, words_of
from tests.pages_scene import said
from tests.privacy_parts import (
    NEEDLES,
    OPENID,
    PHONE,
    WORDS,
    contact_of,
    her_story,
    on_disk,
    readable,
    second_person,
)


def test_after_an_erasure_nothing_of_her_is_in_the_store_or_on_the_disk(office: Office) -> None:
    town, database, folder = office.town, office.town.database, office.settings.media_dir
    number = her_story(office)
    second = second_person(office)
    request = ask_by_chat(office)
    with database.write() as session:
        seals.seal(session, town.clock.now())
    before = readable(database)
    assert all(needle in before for needle in (*NEEDLES, OPENID))
    kept = on_disk(database, folder)
    assert WORDS[0].encode() in kept, "masked words are plain in the store"
    assert len(list(folder.rglob("*.*"))) == 2

    page = words_of(office.desk("郑科员").get(f"/console/own-data/{request}/erase"))
    assert f"民{number}" in page and "都删，最后一句话发到了就去掉" in page
    done = erase(office, request, second)
    assert "删了2件事" in done or "删了3件事" in done
    assert "您的信息删好了" in town.last_told("大娘")
    finish(office)
    with database.write() as session:
        contact_of(session)  # until the last word is out, it has to reach her
        last = session.scalars(select(Notice).where(Notice.kind == "personal.done")).one()
        last.state = "sent"
    assert finish(office) == 1, "the last word is out: now the rest goes"

    after, bytes_after = readable(database), on_disk(database, folder)
    for needle in (*NEEDLES, OPENID):
        assert needle not in after, needle
        assert needle.encode() not in bytes_after, needle
    assert list(folder.rglob("*.*")) == []
    with database.read() as session:
        issue = session.scalars(select(Issue).where(Issue.number == number)).one()
        assert (issue.state, issue.rating, issue.topic is None) == ("closed", "好了", False)
        assert issue.reporter.name is None and issue.reporter.identities == []
        assert seals.verify(session) is None, "the chain of the record still fits"
        row = session.scalars(select(Erasure)).one()
        assert row.finished_at is not None and row.by != row.second
        draft = session.scalars(select(SuggestionVersion)).all()[-1]
        assert draft.situation is not None and "我去看过" in (draft.situation.text or "")
    assert "民1“" not in town.says("大娘", "我的事怎么样了"), "she is somebody new"


def test_what_others_wrote_of_her_is_found_shown_and_taken_out_where_a_person_says_so(
    office: Office,
) -> None:
    town, name, phone = office.town, "王桂兰", "13911112222"
    said(town.says("大娘", f"东坪村三组路灯不亮好几天了，我叫{name}，电话{phone}"))
    town.says("大娘", "好了")
    text = f"群众{name}说晚上放学走路害怕，电话139 1111 2222"
    with town.database.write() as session:
        contact = contact_of(session)
        contact.name, contact.phone = name, phone
        now = town.clock.now()
        li = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        draft = drafts.start(session, li, now=now, title=f"{name}门口的路灯")
        writer = drafts.writer(session, draft, None, now)
        drafts.write(session, draft, writer, now=now, situation=text, analysis="线老了。")
        draft_id = draft.id
    others = said(town.says("小王", f"东坪村{name}家门口的水沟堵了，找她打{phone}"))
    spared = said(town.says("小张", f"东坪村{name}家的牛跑到路上，差点撞车"))
    second = second_person(office)
    request = ask_by_chat(office)
    desk, here = office.desk("郑科员"), f"/console/own-data/{request}"
    page = words_of(desk.get(f"{here}/erase"))
    assert "别人写的话里提到他的 3" in page and "群众王桂兰说晚上" in page and f"民{others}" in page
    shown = re.findall(r'name="shown" value="(\d+)"', desk.page.text if desk.page else "")
    with town.database.read() as session:
        cow = session.scalars(select(Issue).where(Issue.number == spared)).one().words_id
    assert str(cow) in shown and len(shown) == 3
    form = {"csrf_token": desk.token(), "shown": shown}
    ticked = [one for one in shown if one != str(cow)]
    answer = desk.http.post(
        f"{desk.base}{here}/ask-erase", data=form | {"mention": ticked}, timeout=20
    )
    assert "请第二个人点头" in words_of(answer)
    assert "别人写的2处里的姓名电话" in words_of(second.get("/console/"))
    agree(second)
    desk.get(f"{here}/erase")
    assert "这就告诉他" in words_of(desk.post(f"{here}/erase"))
    with town.database.read() as session:
        version = session.scalars(select(SuggestionVersion)).all()[-1]
        assert version.situation is not None
        assert version.situation.text == "群众〔已删〕说晚上放学走路害怕，电话〔已删〕"
        assert session.get_one(Suggestion, draft_id).title == "〔已删〕门口的路灯"
        words = {one.number: one.words.text for one in session.scalars(select(Issue))}
        assert name not in (words[others] or "") and phone not in (words[others] or "")
        assert "水沟堵了" in (words[others] or "")
        assert name in (words[spared] or ""), "what a person has let stand stays"


def test_what_still_goes_on_stays_with_its_reason_and_she_hears_which(office: Office) -> None:
    number = her_story(office)
    open_case = said(office.town.says("大娘", "东坪村到镇上的路坑坑洼洼，骑车摔过人"))
    added = office.town.says("大娘", f"民{open_case}补充，摔的人家里电话{PHONE}")
    assert f"加到民{open_case}" in added
    second = second_person(office)
    request = ask_by_chat(office)
    page = words_of(office.desk("郑科员").get(f"/console/own-data/{request}/erase"))
    assert f"民{open_case} ：还在办" in page and "还有事在办，要找得到他" in page
    assert "别人写的话里提到他的 1" not in page, "her own words are not what others wrote of her"
    erase(office, request, second)
    assert f"民{open_case}先留着" in office.town.last_told("大娘")
    with office.town.database.write() as session:
        for notice in session.scalars(select(Notice)):
            notice.state = "sent"
    assert finish(office) == 1
    kept = readable(office.town.database)
    assert "坑坑洼洼" in kept and OPENID in kept and f"家里电话{PHONE}" in kept
    assert WORDS[1] not in kept
    with office.town.database.read() as session:
        gone = session.scalars(select(Issue).where(Issue.number == number)).one()
        stays = session.scalars(select(Issue).where(Issue.number == open_case)).one()
        assert gone.cleared_at is not None and stays.cleared_at is None
    plan = words_of(office.desk("郑科员").get(f"/console/own-data/{request}/erase"))
    assert "这个请求办完了" in plan and "还没有删" not in plan
    desk = office.desk("郑科员")
    assert "能接着删了" not in words_of(desk.get("/console/")), "it is still being done"
    # Her name and telephone are still there for the open case: no page says that they are gone.
    page = words_of(office.desk("郑科员").get(f"/console/issue/{number}"))
    assert "从这件再回什么也到不了他那里" in page and "姓名电话都删了" not in page
    # Over, it comes up again for the office, and is gone on with by two.
    office.town.says("大娘", f"民{open_case}不用管了，路修好了，撤回")
    assert f"民{request} 上回没删完的，能接着删了" in words_of(desk.get("/console/"))
    assert "能接着删了" in words_of(desk.get("/console/own-data"))
    assert "接着删" in words_of(desk.get(f"/console/own-data/{request}"))
    again = desk.post(f"/console/own-data/{request}/go-on")
    assert f"民{open_case}" in words_of(again) and "请第二个人点头" in words_of(again)
    assert "能接着删了" not in words_of(desk.get("/console/"))
    desk.get(f"/console/own-data/{request}")
    assert "已经有人接着办了" in words_of(desk.post(f"/console/own-data/{request}/go-on"))
    made = int(re.findall(r"/own-data/(\d+)/erase", again.url)[0])
    erase(office, made, second)
    assert "信息删好了" in office.town.last_told("大娘")
    for act in ("erase", "ask-erase"):
        assert "已经了结了" in words_of(desk.post(f"/console/own-data/{made}/{act}")), act


@one_store
def test_what_waits_for_a_deputy_by_their_office_waits_on_after_their_erasure(
    office: Office,
) -> None:
    town, second = office.town, second_person(office)
    town.says("李明", "你好")
    request = said(town.says("李明", "把我的信息都删了吧"))
    with town.database.write() as session:
        li = session.scalars(select(Deputy).where(Deputy.name == "李明")).one()
        for at, state in enumerate(("telephone", "sent")):
            outbox.queue(
                session,
                "duty.grid_visit",
                li.contact_id,
                key=f"visit:{at}",
                fields={"name": "李明", "opening": "", "until": "三十号"},
                now=town.clock.now(),
            )
            session.flush()
            row = session.scalars(select(Notice).where(Notice.key == f"visit:{at}")).one()
            row.state = state
    erase(office, request, second)
    assert "名册上的姓名电话履职要用" in town.last_told("李明")
    with town.database.read() as session:
        rows = session.scalars(select(Notice).where(Notice.key.startswith("visit:"))).all()
        found = {row.key: (row.state, row.fields) for row in rows}
    assert (
        found["visit:0"][0] == "telephone" and "三十号" in json.loads(found["visit:0"][1])["until"]
    )
    assert found["visit:1"][1] == "{}"


@one_store
def test_what_was_told_and_erased_before_she_said_how_it_is_offers_no_word_to_nobody(
    office: Office,
) -> None:
    number = her_story(office)
    second = second_person(office)
    with office.town.database.write() as session:
        told = session.scalars(select(Issue).where(Issue.number == number)).one()
        told.state = "told"
    desk = office.desk("周干事")
    before = desk.get(f"/console/issue/{number}")
    assert all(one in words_of(before) for one in ("答复群众", "给群众回话", "转承办单位"))
    erase(office, ask_by_chat(office), second)
    late = desk.post(f"/console/issue/{number}/act", role="station", act="answer", text="修好了")
    assert "到不了他那里" in words_of(late) or "刚" in words_of(late)
    page = words_of(desk.get(f"/console/issue/{number}"))
    assert "再回什么也到不了他那里" in page and "核实办结" in page and "记一笔" in page
    for act in ("答复群众", "给群众回话", "转承办单位", "电话里说过了", "请再办"):
        assert act not in page, act
    again = desk.post(f"/console/issue/{number}/act", role="station", act="answer", text="修好了")
    assert "到不了他那里" in words_of(again)


@one_store
def test_one_person_alone_erases_nothing_and_a_changed_plan_needs_a_new_yes(
    office: Office,
) -> None:
    her_story(office)
    request = ask_by_chat(office)
    desk, here = office.desk("郑科员"), f"/console/own-data/{request}"
    assert "县里只有您一个" in words_of(desk.get(f"{here}/erase"))
    second = second_person(office)
    desk.get(f"{here}/erase")
    assert "还没有第二个人点头" in words_of(desk.post(f"{here}/erase"))
    desk.get(f"{here}/erase")
    desk.post(f"{here}/ask-erase")
    own = desk.get("/console/")
    assert "想删除个人信息" not in words_of(own), "never one's own second"
    # A no is answered and over: who asks again is heard again.
    page = second.get("/console/")
    found = re.search(r'action="(/console/second/\d+)"', page.text)
    assert found
    second.post(found[1], answer="no", why="先问问她要不要留着那张照片")
    assert "没有同意" in words_of(desk.get(f"{here}/erase"))
    desk.post(f"{here}/ask-erase")
    assert "等第二个人点头" in words_of(desk.get(f"{here}/erase"))
    agree(second)
    office.town.says("大娘", "东坪村到镇上的路坑坑洼洼，骑车摔过人")
    desk.get(f"{here}/erase")
    assert "请再看一遍" in words_of(desk.post(f"{here}/erase"))
    assert WORDS[1] in readable(office.town.database)


@pytest.mark.slow
@one_store
def test_a_picture_that_somebody_else_sent_too_stays_theirs(office: Office) -> None:
    her_story(office)
    with office.town.database.write() as session:
        path = session.scalars(select(Media.path).where(Media.kind == "image")).one()
        other = session.scalars(select(Officer).where(Officer.name == "郑科员")).one()
        now = office.town.clock.now()
        row = Media(
            contact_id=other.contact_id,
            kind="image",
            state="fetched",
            path=path,
            next_at=now,
            created_at=now,
        )
        session.add(row)
    second = second_person(office)
    erase(office, ask_by_chat(office), second)
    with office.town.database.write() as session:
        for notice in session.scalars(select(Notice)):
            notice.state = "sent"
    finish(office)
    assert [one.name for one in office.settings.media_dir.rglob("*.*")] == [Path(path).name]


@pytest.mark.slow
@one_store
def test_a_formal_suggestion_keeps_its_text_and_the_plan_says_so(office: Office) -> None:
    her_story(office)
    with office.town.database.write() as session:
        row = session.scalars(select(Suggestion)).all()[-1]
        row.number, row.state = "〔16-6〕37", "filed"
    second = second_person(office)
    request = ask_by_chat(office)
    page = words_of(office.desk("郑科员").get(f"/console/own-data/{request}/erase"))
    assert "〔16-6〕37" in page and "代表法第51条" in page
    erase(office, request, second)
    with office.town.database.read() as session:
        text = session.scalars(select(SuggestionVersion)).all()[-1].situation
        assert text is not None and WORDS[0] in text.masked


def test_the_index_of_words_forgets_them_too(office: Office) -> None:
    database = office.town.database
    her_story(office)
    with database.write() as session:
        now = office.town.clock.now()
        plain = {"text": None, "masked": "水", "said_at": now}
        session.execute(insert(Words), [plain] * (SMALL + 10))
    index_words(database)
    index_words(database)
    rare = ord(WORDS[3][0])
    assert rare in grams_of(WORDS[3])

    def indexed() -> int:
        with database.read() as session:
            query = select(func.count()).select_from(WordBlock).where(WordBlock.gram == rare)
            return session.scalar(query) or 0

    assert indexed() == 1
    second = second_person(office)
    erase(office, ask_by_chat(office), second)
    with database.write() as session:
        for notice in session.scalars(select(Notice)):
            notice.state = "sent"
    assert finish(office) == 1
    assert indexed() == 0
    page = words_of(office.desk("郑科员").get(f"/console/issues?state=all&q={WORDS[3][:3]}"))
    assert "民1" not in page


@one_store
def test_a_picture_that_arrives_after_the_erasure_is_not_kept(office: Office) -> None:
    with office.town.database.write() as session:
        now = office.town.clock.now()
        row = Media(kind="image", state="expired", next_at=now, created_at=now, trouble="已删")
        session.add(row)
        session.flush()
        assert not media.fetched(session, row.id, "aa/late.jpg", "image/jpeg")
        assert (row.state, row.path) == ("expired", "")
