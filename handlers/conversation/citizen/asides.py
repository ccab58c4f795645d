"""What is said beside a case and is no matter of its own: 「路灯那件」 alone, a threat to petition
out of anger, praise for somebody."""

import re

from bot.actions import issues
from bot.actions.calendar import say_when
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen.matters import words_of
from handlers.conversation.citizen.own_cases import supplement
from handlers.conversation.citizen.standing import status
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.receipts import desk_name
from nlp.reading import Reading

_THAT_ONE = re.compile(
    r"^(?:我的?|俺的?)?(?P<what>[一-鿿]{1,8}?)(?:的)?(?:那|这)(?:件|个|条)(?:事情?)?"
    r"(?P<asks>呢|咋样了?|怎么样了?|啥情况|到哪了|有消息了?吗)?(?:很|最|比较)?(?:急|着急|要紧)?"
    r"[?？。!！….~～]*$"
)
_PRESSES = re.compile(r"(?:急|要紧)[。！!~～]*$")


def that_one(talk: Talk) -> Issue | None:
    """The one case of theirs that 「路灯那件」 names by a word of its title; None: no case, or
    more than one, or more is said."""
    found = _THAT_ONE.match(talk.text.strip())
    if found is None:
        return None
    what = found["what"]
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    pairs = [what[n : n + 2] for n in range(max(1, len(what) - 1))]
    titled = [issue for issue in own if any(pair in issue.title for pair in pairs)]
    # Else by the words that it was told in.
    told = [issue for issue in own if any(pair in (issue.words.text or "") for pair in pairs)]
    return next((found[0] for found in (titled, told) if len(found) == 1), None)


def named_alone(talk: Talk, reading: Reading) -> Answer | None:
    """「路灯那件」 and no more asks how it stands, 「低保那个急」 presses; 「昨天问的那个咋样」
    names none, so all are said."""
    issue = that_one(talk)
    if issue is None:
        found = _THAT_ONE.match(talk.text.strip())
        if found is None or not found["asks"]:
            return None
        return Answer(status(talk, None), AS_CONSTITUENT)
    if _PRESSES.search(talk.text):
        return supplement(talk, issue, reading)
    return Answer(status(talk, issue), AS_CONSTITUENT, issue.id)


# ------------------------------------------------------------------------------------- anger

_THREAT = re.compile(
    r"上访|信访|北京|省里|市里|上面(?!的?那|这|说|写|发)|上级|记者|媒体|电视台|曝光|抖音|快手|微博|网上|朋友圈|12345|告你们|告状|讨说法"
)
_CLAUSES = re.compile(r"[，,。；;！!？?、\s]+")
#: A clause of so few letters says nothing of its own: 骗人的, 等着瞧.
_NOTHING = 6


def threatens(talk: Talk, reading: Reading) -> Issue | None:
    """Of whom has a case: 「我要去北京上访，找记者曝光你们」 says how they feel about it and tells
    of nothing else. No flag on anybody (design 3); who handles the case reads it. The case."""
    clauses = [clause for clause in _CLAUSES.split(talk.text) if clause]
    angry = [clause for clause in clauses if _THREAT.search(clause)]
    if not angry or reading.places:
        return None
    if any(len(clause) > _NOTHING for clause in clauses if clause not in angry):
        return None
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    under_way = (*EARLY, *OPEN, ANSWERED, TOLD)
    case = next((one for one in own if one.state in under_way and one.kind != "data_rights"), None)
    if case is None or issues.speaks_above(talk.session, reading, case, talk.now):
        return None
    return case


# ------------------------------------------------------------------------------------- praise

_PRAISE = re.compile(
    r"(?:表扬|夸一?夸|夸奖|点个?赞|送(?:面|个)?锦旗|写(?:封)?感谢信|值得学习)"
    r"|(?:代表|书记|干部|站长|师傅|民警|医生|大夫|老师|主任|同志)(?:们|人)?(?:真|太|很|特别|非常|确实)(?:是)?"
    r"(?:负责|好|热心|上心|贴心|办实事|给力|不错)(?!不|说)"
)
_LEAST = 5


def praises(talk: Talk, reading: Reading) -> Answer | None:
    """「我要表扬派出所小张」: kept with a number, and a person passes it on."""
    if reading.avoid or len(talk.text.strip()) < _LEAST or not _PRAISE.search(talk.text):
        return None
    issue = issues.open_praise(
        talk.session, talk.contact, words_of(talk, reading), reading.title, now=talk.now
    )
    talk.message.issue_id = issue.id
    said = say(
        "answer.praise",
        number=f"民{issue.number}",
        station=desk_name(issue),
        speak_by=say_when(issue.speak_by, talk.now) if issue.speak_by else "",
    )
    return Answer(said, AS_CONSTITUENT, issue.id)
