"""While a danger that somebody reported is young, what they write is about it: it goes to the
officer on call at once, unless it is plainly something else (design 1.5)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import alarms, exchanges, issues, people, places, ringing
from bot.actions.actors import actor_in
from bot.actions.alarm_fields import asks_not_to_be_rung
from bot.domain.workflow import Party
from bot.domain.workflows.issue import ANSWERED, OPEN, TOLD
from bot.store.models import Alarm, Issue
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen import asides
from handlers.conversation.citizen.adding import another_after_all, may_be_parted
from handlers.conversation.citizen.belonging import ANOTHER
from handlers.conversation.citizen.matters import attach_loose, new_matter, words_of
from handlers.conversation.citizen.phones import PHONE
from handlers.conversation.citizen.spoken import last_spoken_of
from handlers.conversation.citizen.standing import status
from handlers.conversation.context import AS_CONSTITUENT, OWN_MATTER, Answer, Talk, only_thanks
from handlers.conversation.replies import own_acts
from nlp.belonging import OpenCase, likeness
from nlp.reading import Reading
from nlp.replies import Act
from nlp.things import things

_DIGIT = re.compile(r"[1-3１-３]\W*")
#: How it is with a case that was answered; 「没」 alone is about what we asked last.
_RATES = re.compile(
    r"(好了|还差点|没(有)?好|没弄好|没修好|修好了|亮了|通了|来水了|来电了)[\W了啊呢]*"
)
_BARE_BACK = re.compile(r"(?:我)?(?:撤[回了掉销]|撤吧|不反映了|算了不?)[\W了吧啊]*")
#: More words to what was said last.
_MORE_OF = re.compile(r"^\W*(?:我|俺)?(?:也|还|再)*(?:要|想|得|来)?(?:再)?补充")
_TAKES_BACK = re.compile(r"撤[回了掉]|撤吧|不反映")
#: Money and papers are of no danger, but for who is robbed.
_MONEY = re.compile(r"^(?!.*[抢偷骗逼打]).*(?:钱|存折|折子|到账|身份证|户口本)")
#: So sure of its topic a message is a matter of its own.
_SURE = 0.75
#: One scene is told of in many ways: what burns is electric to one and smoke to another.
_ALIKE = (
    frozenset({"explosion", "gas", "electric", "fire", "collapse", "hazmat", "trapped"}),
    frozenset({"drowning", "flood", "child", "missing", "trapped"}),
    frozenset({"violence", "animal", "crowd"}),
    frozenset({"traffic", "medical", "fire"}),
    frozenset({"poisoning", "medical", "suicide"}),
)
#: A cry for help is of no kind.
_ANY = frozenset({"cry", "general", None})
#: Kinds that are never more words about a danger; of these others only a whole sentence is none.
_OTHER_KINDS = frozenset({"status", "data_rights", "advertising", "accusation", "gathering"})
_OTHER_SENTENCES = frozenset(
    {"lawful_channel", "favour", "policy_question", "law_opinion", "project_wish", "elsewhere"}
)
#: 「报警了，派出所说等等」: what those said or did who were called.
_OF_HELP = re.compile(
    r"^\W*(?:已经?|刚|都)?(?:报(?:了)?警|打(?:了|过|通)|叫(?:了|过)|找(?:了|过))|^\W*(?:派出所|警察|民警|消防|救护车|120|110|119|医生|医院)"
    r"(?:的人|那边|车)?(?:都|已经?|也|还)?(?:说|让|到|来|没|在|不|去|答|回)"
)
#: Thanks that hold a fact: 「谢谢 火灭了」.
_OVER = re.compile(
    r"灭了|找(?:到|着)了|回来了|(?:救|捞|拉|抱)(?:上|出)来|出来了|没(?:啥|什么)?事了?|醒(?:了|过来)|走了|送(?:到|去)?(?:了)?医院|在医院"
    r"|止住|通气|安全了|好了|锯了|不用(?:来|管)了|到家了"
)
#: That something is wrong, whatever it is.
_WRONG = re.compile(r"[坏堵断漏塌裂倒灭熄偷丢脏臭吵欠黑乱难贵慢低拖了]|停[水电气]|没|不|太|少")
_PLACE_AT_MOST = 16
#: With a place in it so few letters are a matter.
_WITH_PLACE = 7
_LONGEST_NO_CALL = 16
#: What two cases of one place and topic have in common anyway is less than this.
_SAME_THING = 0.25


def of(talk: Talk) -> Alarm | None:
    """The danger that this person reported a short time ago and that is not over."""
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    grave = [issue for issue in own if issue.urgency == "危急" and issue.state in OPEN]
    for issue in grave:
        alarm = alarms.of(talk.session, issue)
        if alarm is not None and alarms.is_young(talk.session, alarm, talk.now):
            return alarm
    return None


def more(talk: Talk, reading: Reading) -> Answer | None:
    """「打了」「没打，电话在家里」「柳河村」 after a danger: to the officer on call. None: there is
    no such danger, or this is plainly about something else."""
    alarm = of(talk)
    if alarm is None:
        return None
    apart = None if talk.roles.any else another_after_all(talk)
    if apart is not None:
        return apart
    if ANOTHER.match(talk.text) and _has_a_thing_of_its_own(talk, reading, alarm.issue):
        # 「对了还有，村口公厕锁了」: said to be another one.
        plain = reading.kind in _MORE_KINDS
        return new_matter(talk, replace(reading, kind="problem") if plain else reading)
    if _is_something_else(talk, reading, alarm.issue):
        return None
    if _ASKS_HOW.fullmatch(talk.text.strip()):
        return Answer(status(talk, alarm.issue), AS_CONSTITUENT, alarm.issue_id)
    _add(talk, reading, alarm)
    said = _noted(talk, alarm)
    if _has_a_thing_of_its_own(talk, reading, alarm.issue):
        # The officer on call has read it; it comes out again by a word.
        may_be_parted(talk)
        said += say("answer.another_perhaps")
    return Answer(said, AS_CONSTITUENT, alarm.issue_id)


#: What is told of where the danger is: never a matter beside it.
_SCENE = re.compile(
    r"消防|救|火|烟|伤|血|死|昏|困|压着|人在|里头|出不来|电线|线杆|漏电|煤气|燃气|水位|溺|呼吸|车辆|娃|孩子|老人"
)


def _has_a_thing_of_its_own(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「学校门口没路牌」 of who has told of a wire on the road."""
    said = things(talk.text, reading.places)
    told = things(f"{issue.title}，{issue.words.text or ''}")
    return bool(said.named) and not said.of(told) and not _SCENE.search(talk.text)


#: As which words to a case may be read.
_MORE_KINDS = frozenset({"supplement", "unclear", "joining", "correction", "status", "greeting"})
#: 「树呢」.
_ASKS_HOW = re.compile(r"(?:那)?(?:个)?[一-鿿]{1,4}(?:呢|咋样了?|怎么样了?)[？?]?")


def _noted(talk: Talk, alarm: Alarm) -> str:
    if asks_not_to_be_rung(talk.text):
        return say("answer.danger_no_call", numbers=alarm.numbers or "110")
    if _OVER.search(talk.text) and not _NOT_OVER.search(talk.text):
        # Who says that the fire is out is not told to ring the fire brigade.
        return say("answer.danger_calmer", numbers=alarm.numbers or "110")
    return say("answer.danger_noted", numbers=alarm.numbers or "110")


_NOT_OVER = re.compile(r"还|没(?!事|伤|人伤)|又|快|不行|昏|血|谁|咋|怎")


def again(talk: Talk, reading: Reading) -> Answer | None:
    """「快来啊，火越烧越大」: the same danger said again is no second one."""
    alarm = of(talk)
    if alarm is None or not alarms.is_fresh(talk.session, alarm, talk.now):
        return None
    issue = alarm.issue
    if asks_not_to_be_rung(talk.text) and len(talk.text) <= _LONGEST_NO_CALL:
        # 「别打我」 of a telephone is no blow.
        _add(talk, reading, alarm)
        return Answer(_noted(talk, alarm), AS_CONSTITUENT, issue.id)
    here = issue.grid.code if issue.grid else None
    hurt = reading.danger == "medical" and not ANOTHER.match(talk.text)
    if not _same(reading.danger, issue.danger) and not (hurt and not reading.places):
        if not _INSIDE.search(talk.text) or reading.places:
            return None
        # 「还有俩人在里头」 of a fire, whatever else it sounds like.
        _add(talk, reading, alarm)
        return Answer(_noted(talk, alarm), AS_CONSTITUENT, issue.id)
    if here and reading.grid_code not in (None, here):
        return None
    _add(talk, reading, alarm)
    line = reading.safety.line if reading.safety else say("answer.danger_line")
    return Answer(
        say("answer.danger_again", line=line, number=f"民{issue.number}"), AS_CONSTITUENT, issue.id
    )


_INSIDE = re.compile(r"(?:没|未)(?:有)?(?:跑|逃|救|爬)?出来|出不来|在里[头面边]|困在")


def _same(now: str | None, before: str | None) -> bool:
    if now == before or now in _ANY or before in _ANY:
        return True
    return any(now in family and before in family for family in _ALIKE)


def phone_left(talk: Talk, phone: str) -> Answer | None:
    """A telephone number while somebody has to ring them: to the officer on call."""
    alarm = of(talk)
    if alarm is None:
        return None
    people.keep_phone(talk.session, talk.contact, phone, now=talk.now)
    ringing.tell_phone(talk.session, alarm, talk.message.id, now=talk.now)
    return Answer(
        say("answer.danger_phone", numbers=alarm.numbers or "110"), AS_CONSTITUENT, alarm.issue_id
    )


def sent(talk: Talk, what: str) -> None:
    """A picture, a voice or a place came while a danger is young: the officer on call looks."""
    alarm = of(talk)
    if alarm is not None:
        ringing.tell_sent(talk.session, alarm, what, talk.message.id, now=talk.now)


def _add(talk: Talk, reading: Reading, alarm: Alarm) -> None:
    issue = alarm.issue
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "question"):
        if asked.case_id == issue.id and asked.waiting.get("hand_over") is None:
            exchanges.finish(asked, talk.now)
    grid = places.by_code(talk.session, reading.grid_code) if reading.grid_code else None
    if grid is not None:
        issues.place_danger(talk.session, issue, grid, now=talk.now)
    told: Sequence[int] = ()
    if asks_not_to_be_rung(talk.text):
        told = ringing.tell_no_call(talk.session, alarm, words_of(talk, reading), now=talk.now)
    if phone := PHONE.search(talk.text):
        people.keep_phone(talk.session, talk.contact, phone[1], now=talk.now)
        ringing.tell_phone(talk.session, alarm, talk.message.id, now=talk.now)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.supplement(talk.session, issue, actor, words_of(talk, reading), now=talk.now, told=told)
    attach_loose(talk, issue)


#: What has been done for somebody is of the danger just told, whatever else waits for a word.
_HELP_CAME = re.compile(
    r"(?:人|老人|孩子|娃|[他她])?(?:都|也|已经?|刚|给)*"
    r"(?:送(?:去|到|进|往)?了?(?:县|镇|市|乡)?(?:里的?)?(?:医院|急诊|卫生院|卫生室)|上救护车|(?:救|扶|捞|抬|拉|背)(?:上来|出来|起来|下来|走))了?"
    r"(?:[，, ]*(?:正在|在)?(?:抢救|检查|缝针|拍片子?|输液)(?:呢|着|了)?)?\W*"
    r"|(?:120|119|110|救护车|消防车?|警察|民警|医生|大夫)的?人?(?:都|也|已经?|刚)*(?:来|到|走)了\W*"
)


def _is_something_else(talk: Talk, reading: Reading, issue: Issue) -> bool:
    named = {int(number) for number in NUMBER.findall(talk.text)}
    if named and issue.number not in named:
        return True
    alarm = alarms.of(talk.session, issue)
    fresh = alarm is not None and alarms.is_fresh(talk.session, alarm, talk.now)
    if fresh and _HELP_CAME.fullmatch(talk.text.strip()):
        return False
    whose = _whose_thing(talk, issue)
    if whose and reading.kind not in _OTHER_KINDS:
        return whose == "another"
    if not whose and _says_it_is_over(talk, reading, issue):
        return False
    if reading.kind in _OTHER_KINDS and not _OF_HELP.search(talk.text):
        return True
    if not _OF_HELP.search(talk.text) and issues.speaks_above(
        talk.session, reading, issue, talk.now
    ):
        return True
    settled = alarm is not None and alarm.passed_on_at is not None
    if settled and reading.kind == "problem" and (reading.topic or reading.grid_code):
        # The duty room has it: only words without a matter of their own still belong to it.
        return len(talk.text) >= _WITH_PLACE
    if reading.belongs_to not in (None, f"民{issue.number}"):
        return True
    if _MORE_OF.match(talk.text) and last_spoken_of(talk) not in (None, issue.id):
        return True
    if reading.kind in _OTHER_SENTENCES and len(talk.text) >= OWN_MATTER:
        return True
    if reading.kind == "thanks" and only_thanks(talk.text) and not _OVER.search(talk.text):
        return True
    other = asides.that_one(talk)
    if other is not None:
        # 「暖气那件」 is not the danger, unless the danger is called so.
        return other.id != issue.id
    said = own_acts(talk).acts
    acts = {act.act for act in said}
    if _speaks_of_another(talk, said, issue):
        return True
    if acts & {"keep_secret", "status", "human"}:
        return True
    if "withdraw" in acts and _TAKES_BACK.search(talk.text):
        return True
    bare = talk.text.strip()
    if _DIGIT.fullmatch(bare) or _RATES.fullmatch(bare) or _BARE_BACK.fullmatch(bare):
        # How it is with what was mended is said of another case, if they have one.
        own = issues.of_reporter(talk.session, talk.contact, limit=8)
        under_way = (*OPEN, ANSWERED, TOLD)
        return any(each.urgency != "危急" and each.state in under_way for each in own)
    return _is_own_matter(talk, reading, issue)


def _says_it_is_over(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「没事了，电工来了关了」 behind the danger: the officer on call must not go on for nothing,
    whatever else of theirs it may sound like."""
    bare = talk.text.strip()
    over = _OVER.search(bare) and not _RATES.fullmatch(bare) and not _DIGIT.fullmatch(bare)
    return bool(over) and not reading.places and last_spoken_of(talk) == issue.id


#: Whoever came to help is no thing that is broken.
_HELPERS = re.compile(
    r"电工|供[电水][所局站]?|自来水公司|水厂|燃气公司|电力|抢修队?|消防[队车员]?|物业"
)


def _whose_thing(talk: Talk, issue: Issue) -> str:
    """「养老钱是农商行的折子」 of who has told of a falling tree as well: ``another``; 「树锯了」:
    ``this``; empty where the words tell neither apart."""
    said = things(_HELPERS.sub("", talk.text))
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    others = [each for each in own if each.id != issue.id and each.state in (*OPEN, ANSWERED, TOLD)]
    this = said.of(things(f"{issue.title}，{issue.words.text or ''}"))
    another = any(said.of(things(f"{each.title}，{each.words.text or ''}")) for each in others)
    if another and _MONEY.search(talk.text):
        return "another"
    if not said or not others or this == another:
        return ""
    return "this" if this else "another"


def _speaks_of_another(talk: Talk, acts: Sequence[Act], issue: Issue) -> bool:
    """「路灯没好，昨晚又灭了」 names another case by a word of its title."""
    refs = {ref for act in acts for ref in act.refs}
    if len(refs) != 1 or f"民{issue.number}" in refs:
        return False
    meant = issues.by_number(talk.session, int(next(iter(refs)).removeprefix("民")))
    pairs = {talk.text[n : n + 2] for n in range(len(talk.text) - 1)}
    return meant is not None and any(pair in meant.title for pair in pairs if pair.isalpha())


def _is_own_matter(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「我家门口路灯不亮好几天了」 an hour after a fire."""
    named = reading.grid_code is not None and bool(reading.places)
    least = _WITH_PLACE if named else OWN_MATTER
    if reading.kind != "problem" or reading.topic is None or len(talk.text) < least:
        return False
    if not _WRONG.search(talk.text) and len(talk.text) <= _PLACE_AT_MOST:
        # 「是东坪小学三年级」 says where the danger is, and nothing that is wrong there.
        return False
    if named and issue.grid is not None and reading.grid_code != issue.grid.code:
        # Another place, and what is wrong there.
        return True
    grid = issue.grid.code if issue.grid else None
    case = OpenCase(f"民{issue.number}", issue.title, issue.topic, grid)
    if likeness(reading.text, reading.topic, reading.grid_code, case) < _SAME_THING:
        clear = reading.auto or reading.confidence >= _SURE
        return clear or bool(reading.places)
    return False
