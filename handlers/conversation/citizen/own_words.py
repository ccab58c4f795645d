"""What somebody who has cases says and that is not a plain word about one of them: another matter
however it begins, who the one complained of belongs to, that they wait, that it is settled."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import issues
from bot.actions.casework import label
from bot.domain.workflows.issue import ANSWERED, AT_STATION, EARLY, OPEN, REFERRED, ROUTED, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen import after_report, going_on, sorting, taking_back, which_good
from handlers.conversation.citizen.adding import another_after_all
from handlers.conversation.citizen.asides import named_alone, threatens
from handlers.conversation.citizen.matters import attach_loose, data_rights
from handlers.conversation.citizen.own_cases import keep_all_secret, supplement
from handlers.conversation.citizen.spoken import last_spoken_of
from handlers.conversation.citizen.standing import status
from handlers.conversation.citizen.wishes import is_told_beside, wishes
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.reading import is_complaint, named_alone_in, only_quotes
from handlers.conversation.receipts import desk_name
from handlers.conversation.replies import own_acts
from nlp.corruption import is_corruption
from nlp.reading import Reading

_UNDER_WAY = (*EARLY, *OPEN, ANSWERED, TOLD)


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """The answer to such words; None: something else, or who says it has no case."""
    if reading.urgency == "危急" or (talk.roles.any and _is_of_work(talk)):
        return None
    own = [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.kind != "data_rights"
    ]
    if not own:
        return None
    again = next((issue for issue in own if _is_said_again(talk, issue)), None)
    if again is not None:
        # The same words once more tell nobody anything.
        attach_loose(talk, again)
        return Answer(say("answer.said_already", case=label(again)), AS_CONSTITUENT, again.id)
    case = threatens(talk, reading)
    if case is not None:
        return supplement(talk, case, reading)
    if _DELETE.search(talk.text) and own[0].state == REFERRED:
        # Nobody works on it who could stop; what is asked for is that it goes.
        return data_rights(talk, reading)
    return (
        going_on.after_all(talk, reading)
        or another_after_all(talk)
        or named_alone(talk, reading)
        or which_good.heard(talk, reading)
        or after_report.heard(talk, reading)
        or taking_back.heard(talk, reading, own)
        or _waits(talk, own)
        or _belongs_to_somebody(talk, reading, own)
        or _papers(talk, reading, own)
        or _will_look(talk, own)
        or sorting.goes(talk, reading)
        or _wishes(talk, reading, own)
    )


def _is_of_work(talk: Talk) -> bool:
    """Whether somebody with a role names by number what is no matter of theirs."""
    named = {int(number) for number in NUMBER.findall(talk.text)}
    own = {each.number for each in issues.of_reporter(talk.session, talk.contact, limit=8)}
    return bool(named - own)


_DELETE = re.compile(r"删(?:了|掉|除)?(?:吧|它|我)")


def _is_said_again(talk: Talk, issue: Issue) -> bool:
    if issue.state not in (*EARLY, *OPEN) or issue.urgency == "危急":
        return False
    return talk.text.strip() == (issue.words.text or "").strip()


#: That something is wrong, whatever it is.
_WRONG = re.compile(
    r"[坏堵断漏塌裂倒]|停[水电气]|没(?:水|电|气|路|灯|人[管修拉收扫清]|发|给|到账|批|通|拉)|不[通亮平热发给]|[臭脏吵黑]"
    r"|欠|难走|积水|乱[停扔倒堆]"
)


# ------------------------------------------------------------------------------- how it is

_WAITS = re.compile(
    r"(?:我|俺)?(?:还|都|就|在)*(?:等着|等信|等消息|等你们)(?:呢|啊|的|回话)*"
    r"|(?:几天|啥时候|多久|什么时候)(?:才)?能?(?:好|修|办|弄|来)(?:好|完)?(?:啊|呢)?"
    r"|(?:能不能|能|麻烦)?快(?:点|些)(?:吗|啊|吧|来)?|急死(?:我|人)?了?|着急(?:得很)?|催(?:一)?催"
)


def _waits(talk: Talk, own: Sequence[Issue]) -> Answer | None:
    """「俺等着呢」, 「几天能好」: how it stands."""
    if not _WAITS.fullmatch(talk.text.strip(" 。！!？?~～，,")):
        return None
    if not any(issue.state in _UNDER_WAY for issue in own):
        return None
    return Answer(status(talk, None), AS_CONSTITUENT)


# ------------------------------------------------------------------------- who is behind it

_RELATION = re.compile(
    r"^\W*(?:他|她|那家|这家|那人|这人|老板|店主|房东|业主)[^，,。]{0,8}(?:是|在|当)[^，,。]{0,8}"
    r"(?:书记|主任|村长|干部|镇长|乡长|站长|所长|局长|领导|代表|校长|老师)[^，,。]{0,4}$"
)
_LONGEST = 24
_ACCUSES = re.compile(
    r"举报|投诉|控告|告发|贪|收[^，,。]{0,3}钱|打人|骂|[占抢偷霸]了?|吃拿|欺负|报复|威胁"
)


def _belongs_to_somebody(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """「他舅是社区主任」 of what is open: those at his level do not read on (design 1.3)."""
    last = last_spoken_of(talk)
    named = named_alone_in(talk)
    if named:
        reading = replace(reading, avoid=named)
    if not reading.avoid or len(talk.text) > _LONGEST or only_quotes(reading):
        return None
    if not named and (is_corruption(talk.text) or _ACCUSES.search(talk.text)):
        # A matter of its own, which nobody who works on this one need hear.
        return None
    plain = not reading.places and not wishes(talk.text) and not _WRONG.search(talk.text)
    plain = plain and not is_complaint(talk.text) and not own_acts(talk).acts
    behind = named or _RELATION.match(talk.text) or (last is not None and plain)
    case = next((issue for issue in own if issue.id == last), own[0])
    if not behind or case.seen_by != "grid" or case.urgency == "危急":
        return None
    if case.state not in (*EARLY, ROUTED, AT_STATION):
        return None
    issues.lift(talk.session, case, reading, now=talk.now)
    supplement(talk, case, reading)
    who = "县人大机关" if case.seen_by == "county" else desk_name(case)
    return Answer(say("answer.lifted", case=label(case), who=who), AS_CONSTITUENT, case.id)


_WILL_LOOK = re.compile(
    r"(?:好的?|行)?[，,]?(?:我|俺)?(?:明天|今晚|晚上|回头|一会儿?|等会儿?|过两天|抽空|有空|下午|明早)?(?:就|再)?(?:去|回家|到家)?"
    r"(?:看看?|瞧瞧?|瞅瞅?)(?:一下|再说|去)?"
)


def _will_look(talk: Talk, own: Sequence[Issue]) -> Answer | None:
    """「我明天去看」 of an answer that was told."""
    awaiting = next((issue for issue in own if issue.state in (ANSWERED, TOLD)), None)
    if awaiting is None or not _WILL_LOOK.fullmatch(talk.text.strip(" 。！!~～")):
        return None
    return Answer(say("answer.nod_answered", case=label(awaiting)), AS_CONSTITUENT)


_OWN_NUMBERS = re.compile(r"身份证|卡号|银行卡|账号|户口本")


def _papers(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """「我叫张三，身份证…」 after a matter: with that matter, masked, and not asked for."""
    if not _OWN_NUMBERS.search(talk.text) or not re.search(r"\d{8}", talk.text):
        return None
    last = last_spoken_of(talk)
    case = next((issue for issue in own if issue.id == last), own[0])
    said = supplement(talk, case, reading)
    no_papers = say("answer.no_papers")
    return Answer(f"{said.text}{no_papers}", AS_CONSTITUENT, case.id)


#: Who reads at the township; who wants it kept from them wants it above them.
_TOWN = re.compile(r"镇(?:上|里|政府|领导)|乡(?:上|里|政府)|街道|站里|联络站")


def _wishes(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """「我跟你们说的别告诉物业」: secrecy, whatever else the sentence sounds like. 「别让镇上知道」
    takes the case from the township's desk as well."""
    if not wishes(talk.text) or is_told_beside(talk.text) or len(talk.text) > _LONGEST:
        return None
    said = keep_all_secret(talk)
    last = last_spoken_of(talk)
    case = next((issue for issue in own if issue.id == last), own[0])
    may = case.state in (*EARLY, ROUTED, AT_STATION) and case.urgency != "危急"
    if not _TOWN.search(talk.text) or case.seen_by == "county" or not may:
        return Answer(said, AS_CONSTITUENT)
    issues.lift_to_county(case)
    supplement(talk, case, reading)
    lifted = say("answer.lifted", case=label(case), who="县人大机关")
    return Answer(f"{said}\n{lifted}", AS_CONSTITUENT, case.id)
