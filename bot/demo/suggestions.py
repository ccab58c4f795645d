"""A handful of the demo county's suggestions, one in every stage, played through the real actions.
None of them waits for the people at the table: what is played there begins with nothing pending."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.actions import actors, people, recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import Actor
from bot.actions.suggestions import (
    assigning,
    co_signing,
    drafts,
    extensions,
    handling,
    meetings,
    parties,
    ratings,
    receipts,
    replies,
    returns,
    review,
    sessions,
)
from bot.actions.suggestions.by_itself import ACTS
from bot.demo import personas
from bot.demo.world import World
from bot.domain.calendars import LOCAL, local_day
from bot.domain.workflow import Party
from bot.store.models import Assignment, Bureau, Contact, Deputy, Grid, Suggestion

TERM, SESSION = 16, 6
#: Townships count their own terms, and sit twice a year.
TOWN_TERM, TOWN_SESSION = 18, 9


@dataclass(frozen=True, slots=True)
class Text:
    title: str
    situation: str
    analysis: str
    proposal: str
    bureau: str
    supporting: str = ""


#: How far each goes → its text.
TEXTS: dict[str, Text] = {
    "written": Text(
        "给乡镇敬老院装电梯",
        "镇敬老院三层楼没有电梯，腿脚不便的老人下楼要人背。",
        "",
        "",
        "县民政局",
    ),
    "reviewed": Text(
        "增开县城到石桥镇的晚班车",
        "末班车下午五点半发，下班的人和放学的学生赶不上，只能坐黑车。",
        "线路按十年前的客流排的，公司怕晚班亏本。",
        "请县交通局牵头测算客流，先在周五和周日各加一班晚班车，亏损由公交补贴里解决。",
        "县交通运输局",
    ),
    "sent_back": Text(
        "改善农村中学食堂",
        "有的学校食堂菜凉，学生吃不好。",
        "人手不够。",
        "请县教育局管一管学校食堂。",
        "县教育体育局",
    ),
    "filed": Text(
        "整治县城内河黑臭水",
        "东环河城区段夏天发臭，两岸住着四千多户，窗户不敢开。",
        "老城区雨污合流，下雨就溢到河里，几家单位各管一段。",
        "请县住建局三年内完成老城区雨污分流，先做东环路以西一公里。",
        "县住房和城乡建设局",
    ),
    "assigned": Text(
        "给山区教学点配校医",
        "六个教学点没有校医，孩子发烧要送到二十里外的卫生院。",
        "编制核在中心校，卫生院人手也紧。",
        "请县卫健委安排卫生院医生每周两次到教学点坐诊。",
        "县卫生健康委员会",
        "县教育体育局",
    ),
    "in_hand": Text(
        "修复云岭镇通村公路水毁路段",
        "七月大雨冲垮三处路基，六个村的菜运不出去。",
        "抢修只填了土，没有做挡墙，一下雨又塌。",
        "请县交通局年内修好三处挡墙，把这条路列入安防工程。",
        "县交通运输局",
    ),
    "returned": Text(
        "清理老旧小区楼道堆物",
        "北街六个老小区楼道堆满杂物，去年着过火。",
        "没有物业，谁都管不动。",
        "请住建局会同社区清一遍，装上消防箱。",
        "县住房和城乡建设局",
    ),
    "extended": Text(
        "建设县城第二水源地",
        "县城只有一个水源，检修一次停水两天，八万人受影响。",
        "备用水源选址定不下来，资金缺口大。",
        "请县发改委把第二水源地列入明年重点项目。",
        "县发展和改革委员会",
    ),
    "shown": Text(
        "规范城区共享电动车停放",
        "人行道上乱停，盲道被占，老人绕着走。",
        "企业只管投放不管收，执法没有依据。",
        "请城管局划定停放区，和企业签管理协议，超量投放的清退。",
        "县城市管理局",
    ),
    "replied": Text(
        "扶持食用菌冷链",
        "石桥镇三百个菌棚，鲜菇没有冷库，三天就掉价一半。",
        "单户建不起，合作社缺首笔钱。",
        "请农业农村局补助建两座产地冷库，由合作社共用。",
        "县农业农村局",
    ),
    "unsatisfied": Text(
        "解决城东菜市场占道",
        "早市占了半幅路，急救车过不去，每天堵一个小时。",
        "市场里摊位少，租金又贵。",
        "请城管局把早市挪到旧粮站空地，先免一年租金。",
        "县城市管理局",
    ),
    "again": Text(
        "给农村老人办助餐点",
        "村里七十岁以上独居老人多，一天只吃一顿热饭。",
        "村集体没有收入，补助按点发，不按人头。",
        "请民政局按用餐人数补助，先在二十个村办起来。",
        "县民政局",
    ),
    "closed": Text(
        "更换柳林镇老化供水管",
        "镇区主管道用了二十五年，一年爆管三十多次。",
        "年年补，没有整条换。",
        "请自来水公司把镇区四公里主管道一次换掉。",
        "县自来水公司",
    ),
}


@dataclass(slots=True)
class Tale:
    """One suggestion while it is played, and when it was raised."""

    world: World
    start: datetime
    deputies: list[Deputy]
    made: int = 0

    def at(self, days: int) -> datetime:
        """Ten o'clock of the working day ``days`` before the demo begins, or the next one."""
        calendar = county_calendar(self.world.session, self.start)
        day: date = local_day(self.start) - timedelta(days=days)
        if not calendar.is_working_day(day):
            day = calendar.next_working_day(day)
        moment = datetime.combine(day, time(10, 0), LOCAL)
        return min(moment, self.start - timedelta(hours=2))

    def actor(self, case: Suggestion | Assignment, contact: Contact, now: datetime) -> Actor:
        wanted = (Party.DEPUTY, Party.BUREAU, Party.OFFICE, Party.PRESIDIUM)
        return self._in(case, contact, now, *wanted)

    def _in(
        self, case: Suggestion | Assignment, contact: Contact, now: datetime, *wanted: Party
    ) -> Actor:
        roles = people.roles_of(self.world.session, contact, now)
        return actors.actor_in(self.world.session, case, contact, roles, now, *wanted)

    def desk(self, case: Suggestion, now: datetime) -> Actor:
        holders = parties.reviewers(self.world.session, case, now)
        contact = self.world.session.get_one(Contact, holders[0])
        return self._in(case, contact, now, Party.OFFICE, Party.PRESIDIUM)

    def draft(self, text: Text, days: int) -> Suggestion:
        """Written by the next deputy, whole or as far as the text goes."""
        session, now = self.world.session, self.at(days)
        deputy = self.deputies[self.made % len(self.deputies)]
        self.made += 1
        made = drafts.start(session, deputy, now=now)
        drafts.write(
            session,
            made,
            self.actor(made, deputy.contact, now),
            now=now,
            title=text.title,
            situation=text.situation,
            analysis=text.analysis or None,
            proposal=text.proposal or None,
        )
        return made

    def submitted(self, text: Text, days: int) -> Suggestion:
        session, now = self.world.session, self.at(days)
        made = self.draft(text, days)
        writer = self.actor(made, made.lead.contact, now)
        others = [one for one in self.deputies if one.contact_id != made.lead.contact_id]
        second = others[(self.made * 3) % len(others)]
        co_signing.invite(session, made, writer, [second], now=now)
        signer = self._in(made, second.contact, now, Party.CO_SIGNER)
        co_signing.answer(session, made, signer, second, agree=True, now=now)
        drafts.submit(session, made, writer, now=now)
        return made

    def filed(self, text: Text, days: int) -> Suggestion:
        made, now = self.submitted(text, days), self.at(days - 2)
        while made.state == "reviewing":
            review.pass_on(self.world.session, made, self.desk(made, now), now=now)
        return made

    def assigned(self, text: Text, days: int) -> Assignment:
        made, now = self.filed(text, days), self.at(days - 5)
        supporting = [self.bureau(text.supporting)] if text.supporting else []
        item = assigning.Item(made, [self.bureau(text.bureau)], supporting)
        desk = self.desk(made, now)
        return assigning.assign(self.world.session, item, desk, now=now)[0]

    def bureau(self, name: str) -> Bureau:
        return self.world.session.scalars(select(Bureau).where(Bureau.name == name)).one()

    def received(self, text: Text, days: int) -> tuple[Assignment, Actor]:
        row, now = self.assigned(text, days), self.at(days - 6)
        contact = recipients.liaisons(self.world.session, row.bureau_id, now)[0].contact
        liaison = self._in(row, contact, now, Party.BUREAU)
        receipts.confirm(self.world.session, row, liaison, now=now)
        return row, liaison

    def met(self, text: Text, days: int) -> tuple[Assignment, Actor]:
        row, liaison = self.received(text, days)
        now, session = self.at(days - 15), self.world.session
        words = self.world.say("到现场看了，和代表一起定了办法", liaison.contact, now)
        meeting = meetings.record(
            session,
            row,
            liaison,
            words,
            kind="during",
            held_on=local_day(now),
            present="head",
            consultation=True,
            now=now,
        )
        now = self.at(days - 16)
        deputy = self.actor(row, row.suggestion.lead.contact, now)
        meetings.confirm(session, meeting, deputy, now=now)
        return row, liaison

    def answered(
        self, text: Text, days: int, said: str, outcome: str = "A"
    ) -> tuple[Assignment, Actor]:
        row, liaison = self.met(text, days)
        now = self.at(days - 25)
        promised = outcome == "B"
        letter = replies.Letter(
            self.world.say(said, liaison.contact, now),
            f"{liaison.name}主要负责人",
            outcome,
            place="现场可以看到" if not promised else "",
            promise=self.world.say(said, liaison.contact, now) if promised else None,
            promise_until=local_day(self.start) + timedelta(days=60) if promised else None,
        )
        replies.reply(self.world.session, row, liaison, letter, now=now)
        return row, liaison

    def rated(self, row: Assignment, grade: str, said: str, days: int) -> Suggestion:
        about, now = row.suggestion, self.at(days)
        deputy = self.actor(about, about.lead.contact, now)
        words = self.world.say(said, deputy.contact, now) if said else None
        ratings.rate(self.world.session, about, deputy, grade, words, now=now)
        return about

    def viewed(self, about: Suggestion, days: int) -> Suggestion:
        """The co-signers have spoken as well: the window is over."""
        now = self.at(days)
        for row in parties.signers(self.world.session, about):
            who = self._in(about, row.deputy.contact, now, Party.CO_SIGNER)
            ratings.view(self.world.session, about, who, row.deputy, "fair", None, now=now)
        return about


def play(world: World, start: datetime) -> int:
    """All of them up to ``start``; how many."""
    for area in sessions.areas(world.session):
        _sitting(world, area, start)
    tale = Tale(world, start, _deputies(world))
    _handled(tale)
    _written(tale)
    for look in ACTS.values():
        look(world.session, now=start)
    return tale.made


def _sitting(world: World, area: Grid, start: datetime) -> None:
    """The session of its congress that gives numbers now: a township's is short, and before the
    county's."""
    town = area.level == "township"
    opens = local_day(start) - timedelta(days=320 if town else 300)
    sessions.open_session(
        world.session,
        area,
        term=TOWN_TERM if town else TERM,
        number=TOWN_SESSION if town else SESSION,
        opens=opens,
        closes=opens + timedelta(days=1 if town else 3),
        submit_until=datetime.combine(opens + timedelta(days=0 if town else 2), time(12), LOCAL),
        by=None,
        now=start - timedelta(days=95),
    )


def _deputies(world: World) -> list[Deputy]:
    """County deputies of here and there; nobody of those at the table."""
    rows: Sequence[Deputy] = world.session.scalars(
        select(Deputy).where(Deputy.congress == "county").order_by(Deputy.code)
    ).all()
    return [one for one in rows if one.name not in personas.NAMES][::9]


def _handled(tale: Tale) -> None:
    """What bureaus have, the oldest first, so that its number is the lowest."""
    session, world = tale.world.session, tale.world
    row, _ = tale.answered(TEXTS["closed"], 90, "四公里主管道已经全部更换，停水通知解除。")
    about = tale.viewed(tale.rated(row, "satisfied", "", 62), 61)
    now = tale.at(45)
    ratings.close(session, about, tale.desk(about, now), None, now=now)
    row, _ = tale.answered(TEXTS["again"], 85, "已经发文要求各镇重视。")
    about = tale.viewed(tale.rated(row, "unsatisfied", "只发了文，一个点也没开", 58), 57)
    now = tale.at(40)
    words = world.say("请先把二十个村的助餐点开起来，补助按人头算。", None, now)
    ratings.order_rework(session, about, tale.desk(about, now), words, now=now)
    row, _ = tale.answered(TEXTS["unsatisfied"], 40, "已经加派人手在早市维持秩序。")
    tale.rated(row, "unsatisfied", "人一走又占上了", 3)
    tale.answered(TEXTS["replied"], 30, "先定两座产地冷库的选址和设计，资金列入明年计划。", "B")
    row, liaison = tale.met(TEXTS["shown"], 45)
    now = tale.at(4)
    text = world.say("拟划定四十处停放区，和三家企业签协议。", liaison.contact, now)
    replies.show_draft(session, row, liaison, text, now=now)
    row, liaison = tale.received(TEXTS["extended"], 60)
    now = tale.at(2)
    why = world.say("水源地勘察要等枯水期", liaison.contact, now)
    extensions.request(session, row, liaison, row.due + timedelta(days=30), why, now=now)
    row, liaison = tale.received(TEXTS["in_hand"], 35)
    now = tale.at(10)
    said = world.say("三处挡墙设计做完了，正在招标", liaison.contact, now)
    handling.progress(session, row, liaison, said, now=now)
    row, liaison = tale.received(TEXTS["returned"], 10)
    now = tale.at(2)
    why = world.say("楼道消防归消防大队管", liaison.contact, now)
    returns.request(session, row, liaison, why, to="县消防救援大队", now=now)
    tale.assigned(TEXTS["assigned"], 6)


def _written(tale: Tale) -> None:
    session = tale.world.session
    tale.filed(TEXTS["filed"], 5)
    about = tale.submitted(TEXTS["sent_back"], 7)
    now = tale.at(4)
    words = tale.world.say("请写清是哪几所学校、缺几个人，好交给单位办。", None, now)
    review.send_back(session, about, tale.desk(about, now), words, now=now)
    tale.submitted(TEXTS["reviewed"], 2)
    tale.draft(TEXTS["written"], 1)
