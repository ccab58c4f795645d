"""Words that take up a case of one's own that was over: 「又坏了」 after it was taken back or done,
「算了还是管吧」. What goes on with one that is under way is belonging.py's."""

import re
from collections.abc import Sequence

from bot.actions import exchanges, issues
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.actions.suggestions import citizens_word
from bot.domain.workflow import Party
from bot.domain.workflows.issue import (
    ANSWERED,
    CLOSED,
    CONFIRMED,
    DECLINED,
    RAISED,
    REFERRED,
    TOLD,
    WITHDRAWN,
)
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen.matters import attach_loose, words_of
from handlers.conversation.citizen.own_cases import keep_secret, rate, supplement
from handlers.conversation.citizen.spoken import last_spoken_of
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from nlp.reading import Reading

#: 「又坏了」「今天又停水了」「还是那样」: as before, or again.
_AGAIN = re.compile(
    r"^\W*(怎么|咋|这|现在|今天|今早|昨晚|昨天|刚才|这两天|没两天|刚修好|它|那个)?.{0,5}"
    r"(又|重新)(坏|停|堵|漏|断|塌|黑|臭|灭|裂|破|烂|垮|倒|陷|掉|淹|渗|来了|犯|开始|不|没|这样|那样|出|冒|满|脏|乱)"
    r"|^\W*(还是|照样|仍然?)(老样子|那样|这样|没|不|一样)"
)
_LONGEST = 30
_DONE = (ANSWERED, TOLD, CONFIRMED, CLOSED, REFERRED, DECLINED)


def chosen(talk: Talk, reading: Reading) -> Answer | None:
    """「民1」 after 「又坏了」 and 「您说的是哪一件」; 「能不能让他们重新办」 of what is over."""
    issue = _chosen(talk, _own(talk))
    return _again(talk, reading, issue) if issue is not None else _anew(talk, reading)


#: 「能不能让他们重新办」, 「再给修一回」.
_ANEW = re.compile(
    r"(?:重新|重)(?:给)?(?:办|修|弄|处理|整|搞|做)|返工"
    r"|再(?:给|帮|替)?(?:我|俺|咱)?(?:们)?(?:去|来)?(?:办|修|弄|处理|整|搞)(?:理)?(?:一)?[次回遍下]"
)
_WISH = re.compile(
    r"^\W*(?:重新?办|返工)\W*$|能不能|能否|可不可以|能(?=再|重)|[让叫请求得想给]|希望|吧|必须"
)
_NO_WISH = re.compile(r"多久|怎么|咋|啥|什么|谁|几[天时个]|不用|不要|别|已经|[办修弄]过")


def _anew(talk: Talk, reading: Reading) -> Answer | None:
    """They want done again what is over: the case that they name, or the only one like it."""
    text = talk.text
    if talk.roles.any or len(text) > _LONGEST or not (_ANEW.search(text) and _WISH.search(text)):
        return None
    own = _own(talk)
    over = [issue for issue in own if _is_over(talk, issue)]
    if len(own) == 1 and reading.topic is None:
        # Under way or over: it is said of nothing else.
        over = own
    named = {int(number) for number in NUMBER.findall(text)}
    over = [issue for issue in over if issue.number in named or not named]
    if not over or _NO_WISH.search(text) or _is_elsewhere(reading, over):
        return None
    if issues.speaks_above(talk.session, reading, over[0], talk.now):
        return None
    return _again(talk, reading, over[0]) if named else _which(talk, reading, over)


def _is_over(talk: Talk, issue: Issue) -> bool:
    if issue.state == RAISED:
        return citizens_word.answered(talk.session, issue) is not None
    return issue.state in _DONE


#: 「算了还是管吧」, 「等等先别撤」: what was taken back is to go on after all.
_AFTER_ALL = re.compile(
    r"还是(?:接着|继续|得|要|再)*(?:管|办|问|修|弄|查|反映)|接着(?:管|办|问|修)|继续(?:管|办|问|修)"
    r"|(?:不是|没说|没叫|没让|没想)(?:叫|让|要)?(?:你们?|您)?不(?:要|用|让)?(?:管|办|弄|修|问|查"
    r"|反映|说)"
    r"|(?:先)?(?:别|不要?|没想|没说|不是)(?:要|说|想)?(?:给我)?撤|撤(?:错|早)了|还要(?:办|管)"
)
_LONGEST_AFTER_ALL = 24


def after_all(talk: Talk, reading: Reading) -> Answer | None:
    """The case that was taken back last is taken up again. None: none was, or this says more."""
    if len(talk.text.strip()) > _LONGEST_AFTER_ALL or not _AFTER_ALL.search(talk.text):
        return None
    own = _own(talk)
    back = [issue for issue in own if issue.state == WITHDRAWN]
    if any(issue.id == last_spoken_of(talk) and issue not in back for issue in own) or not back:
        return None
    case = max(back, key=lambda issue: issue.closed_at or issue.created_at)
    taken_up = _again(talk, reading, case)
    if not _NOT_MY_NAME.search(talk.text):
        return taken_up
    # Both that they said: it goes on, and nobody reads who said it.
    silent = keep_secret(talk, case)
    return Answer(f"{taken_up.text}\n{silent}", taken_up.taken_as, case.id)


_NOT_MY_NAME = re.compile(
    r"保密|匿名|(?:别|不要|不能|莫)(?:写|登|留|提|报|露|说)(?:上)?(?:我|俺)(?:的)?(?:名|是谁)?"
    r"|不留名"
)


def _own(talk: Talk) -> list[Issue]:
    return [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.reporter_id == talk.contact.id and issue.kind != "data_rights"
    ]


def goes_on(talk: Talk, reading: Reading) -> Answer | None:
    """Add the words to the case that they go on with, or ask which. None: something else."""
    if len(talk.text) > _LONGEST:
        return None
    own = _own(talk)
    if not own or _is_elsewhere(reading, own):
        return None
    if issues.speaks_above(talk.session, reading, own[0], talk.now):
        return None
    if _AGAIN.search(talk.text):
        return _which(talk, reading, own)
    return None


def _is_elsewhere(reading: Reading, own: Sequence[Issue]) -> bool:
    """A village is named in which none of these cases lies; 家门口 is anywhere."""
    if reading.grid_code is None or not reading.places:
        return False
    return all(issue.grid is None or issue.grid.code != reading.grid_code for issue in own)


def _which(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """The case that is bad again: the one that is under way, else the one of which it was said
    last; with several of them it is asked."""
    topical = [issue for issue in own if reading.topic is not None and issue.topic == reading.topic]
    alike = topical or list(own)
    if reading.topic is not None and not topical:
        return None
    if len(alike) == 1:
        return _again(talk, reading, alike[0])
    newest = _spoken_of(talk, alike)
    if newest is not None:
        return _again(talk, reading, newest)
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        act="again",
        message=talk.message.id,
    )
    cases = "、".join(label(issue) for issue in alike)
    return Answer(say("answer.again_which", cases=cases), AS_CONSTITUENT)


def _chosen(talk: Talk, own: Sequence[Issue]) -> Issue | None:
    """The case that is named after 「您说的是哪一件」."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if asked.waiting.get("act") != "again":
            continue
        named = {int(number) for number in NUMBER.findall(talk.text)}
        if talk.text.strip("。，,. 号").isdecimal():
            named.add(int(talk.text.strip("。，,. 号")))
        found = [
            issue
            for issue in own
            if issue.number in named or (len(talk.text) > 1 and talk.text[:2] in issue.title)
        ]
        if found:
            exchanges.finish(asked, talk.now)
            return found[0]
    return None


def _again(talk: Talk, reading: Reading, issue: Issue) -> Answer:
    words = words_of(talk, reading)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    talk.message.issue_id = issue.id
    if issue.state == WITHDRAWN:
        issues.speak_again(talk.session, issue, actor, words, now=talk.now)
        attach_loose(talk, issue)
        return Answer(say("answer.again", case=label(issue)), AS_CONSTITUENT, issue.id)
    if issue.state == RAISED and _is_over(talk, issue):
        return Answer(rate(talk, issue, "没好"), AS_CONSTITUENT, issue.id)
    if issue.state in _DONE:
        issues.rate(talk.session, issue, actor, "没好", words, now=talk.now)
        attach_loose(talk, issue)
        return Answer(say("answer.rated_low", case=label(issue)), AS_CONSTITUENT, issue.id)
    return supplement(talk, issue, reading)


def _spoken_of(talk: Talk, among: Sequence[Issue]) -> Issue | None:
    """Of these, the one that this person's last message was about, a short time ago."""
    last = last_spoken_of(talk)
    return next((issue for issue in among if issue.id == last), None)
