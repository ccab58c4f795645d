"""What people with a role ask of the service: who they are here, what they can do, what waits, to
whom nobody has spoken yet, and how a case stands. A question changes nothing."""

import re

from bot.actions import bindings, following, hand_overs, issues, recipients
from bot.actions.calendar import say_when
from bot.actions.casework import label
from bot.actions.kinds import address
from bot.domain.calendars import local_day
from bot.domain.workflows import ALL
from bot.domain.workflows.hand_over import RESPONSIBLE
from bot.domain.workflows.issue import AT_STATION, OPEN, RECHECK, ROUTED, TAKEN_UP
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.receipts import desk_name
from handlers.conversation.staff import (
    at_desk,
    how_many,
    many_asked,
    of_a_deputy,
    to_do,
    which_case,
)
from handlers.conversation.staff.known_cases import known_to
from handlers.conversation.staff.numbered import is_party
from handlers.deeds.doing import asks_who_reported

_I = r"(?:请问|那|哎)?[，, ]*(?:我|俺)?(?:现在|眼下|在这(?:里|儿|上面)?|这个?微信|到底|究竟|都|还)*"
_END = r"[啊呀呢吗嘛么了的来着]*"
_WHO = re.compile(
    rf"{_I}(?:是|算|绑(?:定)?的?(?:是)?|有|是有)(?:个)?(?:谁|啥|什么|哪些|哪几个|几个|哪个)"
    rf"(?:身份|角色|职务|人|权限)?{_END}|{_I}(?:的)?(?:身份|角色)(?:是|有)(?:啥|什么|哪些|哪个){_END}"
)
_CAN = re.compile(
    rf"{_I}(?:能|可以|会)?(?:用|拿|在)?(?:这|这个|这号|这个号|这里|这儿|上面|公众号|它)?(?:都)?(?:能|可以)?(?:帮我)?"
    rf"(?:干|做|办|弄)(?:些|点|得了)?(?:啥|什么|嘛|哪些)(?:事|用|活)?{_END}"
    rf"|{_I}(?:这|这个|这号|这个号|公众号|微信号|东西|玩意)*(?:到底)?(?:是)?(?:咋|怎么|怎样|如何)(?:个)?(?:用|弄|使|操作)(?:法)?{_END}"
    rf"|{_I}(?:这|这个|这号|这个号|公众号)(?:有|是)?(?:啥|什么|干啥|干什么)(?:用|用处|的)?{_END}"
)
_MINE = re.compile(
    rf"{_I}(?:今天|今儿|这几天|手上|手头|这里|这儿|上午|下午)*(?:的)?(?:任务|活儿?|事情?|件|待办)?(?:还)?(?:有|剩|要办)?"
    rf"(?:几件|几个|多少件?|哪些|哪几件|啥|什么)(?:要紧|紧要|急|着急|要办|没办|没弄|重要|新)?(?:的)?"
    rf"(?:事情?|活儿?|任务|件|待办)?(?:没办|没弄|要办|等着|等我)?(?:完)?{_END}"
)
_OF_TASKS = re.compile(r"今天|今儿|手上|手头|任务|活|[几哪]件|多少件|要紧|没办|要办|待办|着急")
_UNSPOKEN = re.compile(
    r"(?:现在|今天)?(?:都|还)?(?:有)?(?:谁|哪些|哪几件|哪件|几件)(?:的)?(?:事|件)?(?:都|还)?(?:没有?|没人)"
    rf"(?:给)?(?:群众|老乡|人家)?(?:回话|回信|回|说话|联系){_END}"
)
_STANDS = re.compile(
    r"(?P<what>.{0,24}?)(?:的)?(?:那|这)?(?:件|个)?(?:事情?|事儿)?(?:现在|眼下|目前)?"
    r"(?:咋样|怎么样|怎样|啥情况|什么情况|(?:办|弄|走|进行)?到(?:了)?(?:哪|什么|啥)(?:一)?(?:步|儿|程度|了)"
    r"|(?:办|弄)(?:得|到|的)(?:咋样|怎样|怎么样|哪)|有(?:消息|回音|回话|结果|进展|动静|下文)(?:了)?(?:吗|没有?)|啥进展|什么进展"
    rf"|(?:是)?(?:谁|哪个单位|哪家)(?:在)?(?:办|管|跟)|在谁(?:那|手)[里上]?|办(?:完|好|了)(?:了)?(?:吗|没有?)){_END}"
)

#: 「这个归谁管」, 「民12该转哪个单位」.
_WHOSE_WORK = re.compile(
    r"(?P<what>.{0,24}?)(?:的)?(?:那|这)?(?:件|个)?(?:事情?|事儿)?(?:到底|究竟)?(?:应?该|得|要|能)?"
    r"(?:(?:归|属于?|是|由)(?:谁|哪个(?:单位|部门|局|口)|哪[家里])(?:管|办|负责)?的?|(?:转|交|派|给|找|报)(?:给|到)?"
    rf"(?:谁|哪个(?:单位|部门|局)|哪[家里儿])(?:办|管|合适|好)?){_END}"
)

#: 「这件谁交办的」, 「啥时候转来的」 of a bureau.
_GIVEN_BY = re.compile(
    r"(?P<what>.{0,16}?)(?:的)?(?:那|这)?(?:件|个)?(?:事情?|事儿)?(?:到底|究竟)?是?"
    r"(?:谁|哪个(?:单位|部门)|哪[里儿家]|啥时候?|什么时候|几时|哪天|几号)"
    r"(?:给我们?|给咱)?(?:交办?|转办?|派|分)(?:给(?:我们?|咱))?(?:过?来|下来|到)?的?"
    rf"{_END}"
)

#: 「哪个镇办得最慢」, 「满意率多少」: it is counted on a page.
_COUNTED = re.compile(
    r"(?!.*建议)(?:(?:现在|这个?月|今年|全县|上个月)*哪[个家些](?:镇|乡|街道|站|局|单位|村|所|部门)[^，,。]{0,6}"
    r"(?:最|比较)[^，,。]{1,4}"
    r"|(?:各|全县|咱|站里)?[^，,。]{0,6}(?:满意|办结|签收|答复|按时|回复)率[^，,。]{0,6}|[^，,。]{0,6}排(?:名|行榜?)[^，,。]{0,4})"
)
_FIGURES = "/console/pictures"


def answered(talk: Talk) -> Answer | None:
    """None: it is no such question, or who asks has no role."""
    said = talk.text.strip().strip("。！!？?~～ ")
    if not said:
        return None
    if _CAN.fullmatch(said):
        return Answer(say(_help(talk)), "staff" if talk.roles.any else AS_CONSTITUENT)
    if not talk.roles.any:
        return None
    if _WHO.fullmatch(said):
        return _who(talk)
    if not talk.roles.officer_roles and asks_who_reported(said) and len(said) <= _AN_ORDER:
        return Answer(say("refused.who_reported"), "staff")
    if not talk.roles.officer_roles and _WHOSE_PHONE.search(said) and len(said) <= _AN_ORDER:
        return Answer(say("refused.whose_phone"), "staff")
    if _TO_JUSTICE.search(said) and len(said) <= _AN_ORDER:
        return Answer(say("staff.lawful_way"), "staff")
    if _UNSPOKEN.fullmatch(said) and talk.roles.officer_roles:
        return _unspoken(talk)
    whose = _WHOSE_WORK.fullmatch(said)
    if whose is not None and (answer := _whose_work(talk, whose["what"])) is not None:
        return answer
    if talk.roles.officer_roles and _COUNTED.fullmatch(said):
        return Answer(say("staff.figures_page", link=address(talk.session, _FIGURES)), "staff")
    given = _GIVEN_BY.fullmatch(said) if talk.roles.liaisons else None
    if given is not None and (answer := _given_by(talk, given["what"])) is not None:
        return answer
    figures = how_many.answered(talk) or of_a_deputy.asked(talk)
    if figures is not None:
        return figures
    if _MINE.fullmatch(said) and _OF_TASKS.search(said):
        return to_do.said(talk)
    many = many_asked.answered(talk)
    if many is not None:
        return many
    found = _STANDS.fullmatch(said)
    if found is None:
        return None
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    none_of_theirs = found["what"] and not (own or known_to(talk))
    stands = _stands(talk, found["what"])
    # 「东坪那边机井咋样了」 of who has neither is no matter of theirs.
    return stands or (Answer(say("staff.nothing_waits"), "staff") if none_of_theirs else None)


#: 「227转县纪委」: no hand-over of ours goes there.
_TO_JUSTICE = re.compile(
    r"(?:转|交|移交|移送|送|报)(?:给|到|去)?(?:县|市|省)?(?:纪委|监委|纪检|监察委?|检察院|法院|巡察组)"
)
_AN_ORDER = 24
#: 「机井那户电话给我一下」: whoever reported it says first that it may be given.
_WHOSE_PHONE = re.compile(
    r"^(?!.*(?:站里|联络站|你们|[局所]里)).*(?:电话|手机号?|号码|联系方式)(?:号码?|号)?"
    r"(?:是?多少|是啥|是什么|有(?:吗|没)|[给发][^，,。]{0,3}[我俺咱]|告诉[我俺咱]|说一?下)"
    r"|怎么联系(?:[他她]|群众|人家|老乡|那[家户])"
)


def _help(talk: Talk) -> str:
    if talk.roles.officer_roles:
        return "answer.help_staff"
    if talk.roles.deputies:
        return "answer.help_deputy"
    if talk.roles.liaisons:
        return "answer.help_bureau"
    return "answer.help_grid" if talk.roles.any else "answer.help"


def _who(talk: Talk) -> Answer:
    labels = [
        bindings.label_of(talk.session, role, row, talk.now)
        for role, row in bindings.held(talk.session, talk.contact)
    ]
    if not labels:
        return Answer(say("binding.who_none"), AS_CONSTITUENT)
    return Answer(say("binding.who", roles="、".join(dict.fromkeys(labels))), "staff")


#: So many lines in one answer.
_MOST = 10
#: It lies with no body yet, or no longer.
_TO_GIVE = (ROUTED, TAKEN_UP, AT_STATION, RECHECK)


def _unspoken(talk: Talk) -> Answer:
    rows = [
        item.case
        for item in at_desk.for_desk(talk)
        if isinstance(item.case, Issue)
        and item.case.spoken_at is None
        and item.case.state in (ROUTED, AT_STATION, TAKEN_UP)
    ]
    if not rows:
        return Answer(say("staff.unspoken_none"), "staff")
    lines = [say("staff.line", ref=f"民{row.number}", title=row.title) for row in rows[:_MOST]]
    more = say("staff.more", count=len(rows) - _MOST) if len(rows) > _MOST else ""
    return Answer(say("staff.unspoken", list="\n".join(lines), more=more), "staff")


def _whose_work(talk: Talk, what: str) -> Answer | None:
    """The bodies that would be offered for it; None: it is no case of theirs that may be given."""
    issue = _meant(talk, what)
    desk = talk.roles.officer_roles or talk.roles.deputies
    if issue is None or not desk or not is_party(talk, issue) or issue.state not in _TO_GIVE:
        return None
    talk.message.issue_id = issue.id
    names = [each.name for each in recipients.bureaus_offered(talk.session, issue)]
    key = "staff.whose_work" if names else "staff.whose_work_unknown"
    said = say(key, case=label(issue), number=f"民{issue.number}", bureaus="、".join(names))
    return Answer(said, "staff", issue.id)


def _given_by(talk: Talk, what: str) -> Answer | None:
    """From where and when a bureau has it."""
    issue = _meant(talk, what)
    if issue is None and not named(talk.text):
        at_hand = [case.issue for case in known_to(talk) if case.open]
        issue = at_hand[0] if len(at_hand) == 1 else None
    bureaus = {liaison.bureau_id for liaison in talk.roles.liaisons}
    rows = hand_overs.of_issue(talk.session, issue) if issue is not None else []
    row = next((each for each in reversed(rows) if each.bureau_id in bureaus), None)
    if issue is None or row is None:
        return None
    talk.message.issue_id = issue.id
    said = say(
        "staff.given_by",
        case=label(issue),
        desk=desk_name(issue),
        day=say_when(local_day(row.created_at), talk.now),
        bureau=row.bureau.name,
        due=say_when(row.due, talk.now),
    )
    return Answer(said, "staff", issue.id)


def _stands(talk: Talk, what: str) -> Answer | None:
    """How a case stands to whose work it belongs. What they reported themselves is answered as to
    everybody."""
    issue = _meant(talk, what)
    if issue is None or not is_party(talk, issue):
        return None
    talk.message.issue_id = issue.id
    return Answer(say_standing(talk, issue), "staff", issue.id)


def say_standing(talk: Talk, issue: Issue) -> str:
    """How a case stands, for those at work on it."""
    more = [
        say(
            "staff.stands_bureau",
            bureau=row.bureau.name,
            state=ALL["hand_over"].states[row.state],
            due=say_when(row.due, talk.now),
        )
        for row in hand_overs.of_issue(talk.session, issue)
        if row.state in RESPONSIBLE
    ]
    if issue.deputy is not None and issue.state == TAKEN_UP:
        left = following.is_unfollowed(talk.session, issue, talk.now)
        key = "staff.stands_left" if left else "staff.stands_deputy"
        more.append(say(key, deputy=issue.deputy.name))
    if issue.spoken_at is None and issue.speak_by is not None and issue.state in OPEN:
        due = say_when(issue.speak_by, talk.now)
        more.append(say("staff.stands_spoken", speak_by=due))
    state = ALL["issue"].states[issue.state]
    return say("staff.stands", case=label(issue), state=state, more="".join(more))


def _meant(talk: Talk, what: str) -> Issue | None:
    """The case by its number, by words of its title or of what was said, or the one they are at."""
    numbers = named(talk.text)
    if len(numbers) == 1:
        return issues.by_number(talk.session, numbers[0])
    if numbers:
        return None
    which = which_case.of(talk, talk.text)
    staff_too = any(role != "constituent" for role, _ in which.meant)
    plain = which.why == "words" or len(what) < len("路灯")
    return which_case.issue_of(which.meant[0][1]) if staff_too and plain else None
