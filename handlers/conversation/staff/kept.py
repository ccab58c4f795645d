"""What is said at work about a known case and is no act by its letters: nothing of it is lost. What
is done is reported as done; how the work goes is told to the constituent by whoever has it in hand;
an order to hurry goes to who has it; everything else is kept on the case, and it is said how it
would reach the constituent."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.actions import hand_overs, issues, outbox, recipients
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.casework import case_fields, label
from bot.domain.workflow import Party
from bot.domain.workflows import hand_over as hand_over_states
from bot.domain.workflows.issue import (
    ANSWERED,
    AT_STATION,
    HANDED_OVER,
    OPEN,
    RECHECK,
    ROUTED,
    TAKEN_UP,
    TOLD,
)
from bot.store.models import Contact, HandOver, History, Issue
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.how_far import (
    WHETHER,
    is_done_again,
    is_partly,
    is_surely_done,
    tells_when,
    was_there,
    will_be,
)
from handlers.conversation.pending import Item
from handlers.conversation.staff import asks as staff_asks
from handlers.conversation.staff import explained, orders, sent_on, which_case
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff.naming import done_in, names_body
from handlers.deeds.doing import DESK
from nlp.replies import Act

#: A question, or what asks for something of us.
_ASKS = re.compile(
    rf"[?？吗么]\W*$|(?<!着)呢\W*$|咋|怎[么样]|啥|什么|哪|谁|(?<![过这那前后好没等隔头])几[时天点]|多少|{WHETHER}|能不能|是不是|可以不"
)
#: What a bureau says to the desk, or of people: nothing to be sent on unread.
_INSIDE = re.compile(
    r"站里|联络站|镇里|你们|您|领导|书记|局长|主任|不(?:归|属|是)(?:我们|咱|俺)|(?:该|应|归|得)(?:谁|由|归)|退回|难缠|无理|胡[说闹]|"
    r"不(?:属实|实|对)|没(?:这|有这)(?:回事|个事)|上访|告状|[这那]人|烦得|老是|乱[说讲]|闹事|人家|态度|麻烦"
)
#: Somebody else says that it is done, or who reported it does: they need not be asked.
_FROM_THEM = re.compile(r"[他她]|群众|人家|老乡|大[爷娘妈嫂姐叔]|来电|电话|接[的了]|来过|说了")
#: 「坑我叫人填」, 「我晚点看」: who says so takes it up.
_PROMISES = re.compile(
    r"(?:我|俺|咱)(?:们)?(?:就|马上|[明今后][天儿]|明早|今晚|晚上|自己|亲自|顺[道路便]|路过|下班|吃完饭|从[^，,。]{1,4}回来|回来|得空|抽空|有空|晌午|下午|上午|晚点|回头|一会儿?|这就|现在|来|再|先|也|已经?)*"
    r"(?:去|叫|让|喊|找|安排|派|联系|给(?!我)|跟|问|看|瞅|瞧|转|跑|弄|修|填|处理|想办法|协调|催|盯|管)(?!不|来我)"
)
_DECLINES = re.compile(r"不(?:去|管|归|是|能|会|想|在)|没(?:空|时间|办法|法)|去不了|管不了|该|归")
#: 「261抓紧」, 「今天落实」.
URGES = re.compile(
    r"抓紧|抓(?:一)?抓|快点|快些|尽快|赶紧|赶快|催(?:一?下|催|办)?|落实|盯(?:住|紧|着|一下)|加快|别拖|不能拖|上点?心|重视|跟进|今天(?:必须|务必|就|要|给)|限期|过问"
)
#: 「瞧了，是接头老化」, 「村里没石子，得等两天」: how it stands with the work.
_TELLS = re.compile(r"了|过|得|等|没|缺|差|正|已|要|是")
#: Acts after which the constituent expects to hear from this person.
_SPOKE = ("take", "write_to_constituent", "ask")


_NODS = re.compile(
    r"(?:好[的滴嘞啊吧]*|行|嗯+|中|成|可以|收到|知道|晓得|明白|谢谢|多谢|辛苦|应该的?|不(?:用)?客气|别客气|没事|小事|分内(?:的)?事?|ok|您|你|大家|领导"
    r"|[了啊吧哈呀哦，,。！! ~～])+",
    re.IGNORECASE,
)


def keep(
    talk: Talk, meant: Sequence[tuple[str, Item]], text: str, *, quietly: bool = False
) -> Answer | None:
    """Do with ``text`` what its speaker may do about the case, in the role that fits best;
    ``quietly``: the constituent is told nothing."""
    if _NODS.fullmatch(text.strip()):
        # No act was read in it, and it says nothing that anybody could be told.
        return Answer(say("staff.nodded"), "staff")
    for role, item in meant:
        if role in ("officer", "constituent"):
            continue
        told = orders.read(talk, role, item)
        if orders.is_told(told):
            return staff.perform(talk, role, told.acts, [item])
        urged = _urged(talk, role, item, text)
        if urged is not None:
            return urged
        act = "" if quietly else _act(talk, role, item, text)
        if act:
            field = "tell" if act == "take" and says_more(text) else "text"
            return staff.perform(talk, role, [Act(act, (item.pending.ref,), {field: text})], [item])
    for role, item in meant:
        if role not in ("officer", "constituent"):
            return note(talk, role, item, text)
    return None


def instead(talk: Talk, role: str, item: Item, text: str) -> Answer | None:
    """What reads as told of the work, and is either done, or not for the constituent's ear."""
    if role == "bureau" and _act(talk, role, item, text) == "report_done":
        done = Act("report_done", (item.pending.ref,), {"text": text})
        return staff.perform(talk, role, [done], [item])
    return note(talk, role, item, text) if is_inside(talk, text) else None


def is_question(text: str) -> bool:
    return _ASKS.search(text) is not None


def _act(talk: Talk, role: str, item: Item, text: str) -> str:
    """The act that the words are, in the procedure's names; empty: they are a note."""
    case = item.case
    if is_question(text):
        return ""
    if role == "bureau" and isinstance(case, HandOver):
        again = hand_overs.asked_again(talk.session, case)
        done = is_surely_done(text) or _did_as_said(talk, case.issue, text)
        done = done or (again and is_done_again(text))
        if done and (again or case.state in hand_over_states.WORKING):
            return "report_done"
        signed = again or case.state in (hand_over_states.RECEIVED, hand_over_states.IN_HAND)
        return "report_progress" if signed and not is_inside(talk, text) else ""
    if not isinstance(case, Issue):
        return ""
    if role == "deputy" and case.state in (ANSWERED, TOLD) and _WAS_WRONG.search(text):
        return "write_word"
    if case.state not in OPEN:
        return ""
    if (
        role in ("deputy", "station")
        and case.state != HANDED_OVER
        and _did_as_said(talk, case, text)
    ):
        return "answer"
    if (
        role == "station"
        and case.state != HANDED_OVER
        and is_surely_done(text)
        and not _FROM_THEM.search(text)
    ):
        # 「村里回话了，掏通了」
        return "answer"
    if role == "station" and _WENT.search(text) and not is_inside(talk, text):
        # Who has been there is a person who speaks to the constituent, whatever their office.
        return "write"
    if role != "deputy":
        return ""
    if is_surely_done(text):
        return "answer"
    if is_inside(talk, text):
        return ""
    if case.state == TAKEN_UP or _spoke(talk, case):
        # They said that they would have a look, and the constituent waits for that.
        return "write_word" if _TELLS.search(text) or will_be(text) or promises(text) else ""
    if was_there(text):
        # Nobody took it up, and somebody has been there: that is news to the constituent.
        return "write_word"
    if case.state in (ROUTED, RECHECK, AT_STATION) and promises(text):
        if case.state == AT_STATION:
            # 「说错了，渠我自己去」 of what they had left to the station.
            return "take" if _MYSELF.search(text) else "write_word"
        return "take"
    return ""


_MYSELF = re.compile(r"[我俺](?:自己|亲自|还是)|还是[我俺]|说[错岔]|不用站里")
#: 「刚才那个不对，灯没亮，我看错了」 of a deputy who has answered.
_WAS_WRONG = re.compile(r"[看说听弄搞记报]错|[说弄]岔|不对[，, ].{0,10}(?:没|不)")
#: 「我晚点去看看」 says no more than that they go, and that is told anyway.
_GOES = re.compile(
    r"民?\d+|[我俺咱去看瞧瞅就会来吧呢的好行了眼趟]|今[天晚]|明[天早]|[上下]午|晚上|晚点|回头|马上|一下|收到|知道|抽空|有空"
    r"|[这那][个件事儿边]*|一|\W"
)
_SAYS_MORE = 4


def says_more(text: str) -> bool:
    """Whether more is said than that somebody goes: when, or what for."""
    return (
        tells_when(text)
        or len(_GOES.sub("", text.replace(which_case.calls(text), ""))) >= _SAYS_MORE
    )


_WENT = re.compile(r"[我俺](?:们)?[^，,。]{0,8}(?:去|来)?[^，,。]{0,3}(?:看|瞧|瞅|查|勘)(?:了|过)")


#: Who has looked or asked has mended nothing.
_NO_WORK = set("看瞧瞅查问说讲去量测核打联找到劝谈")


def _did_as_said(talk: Talk, issue: Issue, text: str) -> bool:
    """「拆了」 of who has said of it 「我去看了，明天叫人拆」."""
    known = which_case.known(talk, issue)
    done = (done_in(text) - _NO_WORK) & set(known.said if known is not None else "")
    return bool(done) and not is_partly(text) and not will_be(text)


def promises(text: str) -> bool:
    return bool(_PROMISES.search(text)) and not _DECLINES.search(text)


def is_inside(talk: Talk, text: str) -> bool:
    return bool(_INSIDE.search(text) or talk.reader.read(text).avoid)


def _spoke(talk: Talk, issue: Issue) -> bool:
    found = select(History.id).where(
        History.case_kind == "issue",
        History.case_id == issue.id,
        History.contact_id == talk.contact.id,
        History.step.in_(_SPOKE),
    )
    return talk.session.scalar(found.limit(1)) is not None


# ------------------------------------------------------------------------ an order to hurry


def _urged(talk: Talk, role: str, item: Item, text: str) -> Answer | None:
    """「261抓紧」 of a desk: to who has it, in these words."""
    issue = which_case.issue_of(item)
    if role != "station" or issue is None or is_question(text):
        return None
    to_one = to_colleague(talk, item, text)
    row = hand_overs.latest(talk.session, issue)
    has_it = row is not None and row.state in hand_over_states.RESPONSIBLE
    # 「水费的事问一下供水站」 of what lies there.
    to_it = row is not None and names_body(text, "|".join((row.bureau.name, *row.bureau.aliases)))
    if to_one is not None or _REPORTS.search(text) or not (URGES.search(text) or to_it):
        return to_one
    again = to_it and issue.state in (ANSWERED, TOLD) and _AGAIN.search(text)
    if has_it or again or (to_it and issue.state == RECHECK):
        act = Act("rework", (item.pending.ref,), {"text": text})
        return staff.perform(talk, role, [act], [item])
    return _tell(talk, role, issue, _who_has_it(talk, issue), text)


#: 「城管说下午拉」, 「王芳代表说她盯着」: what others said is told to nobody as an order.
_REPORTS = re.compile(
    r"(?:他们|代表|[局所站队府办管他她])(?:那边)?(?:都|也|已经?)?(?:说|讲|回话|答应)(?!一?[声下])"
    r"|打(?:过|了)个?电话|自己说"
)
#: 「还有一块松，交通局再去」 of what they have reported.
_AGAIN = re.compile(r"再(?:去|来|派|看|修|弄|补|清|查|办|紧|扫|跑)|返工|重(?:新|做|修)")


def to_colleague(talk: Talk, item: Item, text: str) -> Answer | None:
    """「让王敏把化粪池的事今天落实」: to the colleague at this case whose name is in it."""
    issue = which_case.issue_of(item)
    person = _named_here(talk, issue, text) if issue is not None else None
    if issue is None or person is None:
        return None
    name = talk.session.get_one(Contact, person).name or ""
    order = re.sub(rf"^(?:请|让|叫|麻烦)?{re.escape(name)}(?:同志)?[，,]?", "", text.strip())
    return _tell(talk, "station", issue, [person], order or text)


def _tell(talk: Talk, role: str, issue: Issue, whom: Sequence[int], text: str) -> Answer | None:
    """What is asked of others at the same case, to them, and kept with it."""
    if not whom:
        return None
    parties = (Party.DEPUTY,) if role == "deputy" else DESK
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, *parties)
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    issues.note(talk.session, issue, actor, words, now=talk.now)
    for contact_id in whom:
        outbox.queue(
            talk.session,
            "issue.word_inside",
            contact_id,
            key=f"issue.word_inside:{talk.message.id}:{contact_id}",
            fields=case_fields(talk.session, issue, talk.now)
            | {"who": talk.contact.name or "", "words": wording.mask(text)},
            now=talk.now,
            case=("issue", issue.id),
        )
    names = "、".join(talk.session.get_one(Contact, one).name or "" for one in whom)
    return Answer(say("staff.passed_on", name=names, case=label(issue)), role, issue.id)


def _named_here(talk: Talk, issue: Issue, text: str) -> int | None:
    """Contact id of a colleague at this case who is named in an order."""
    asked = re.search(r"[请让叫]|麻烦|通知", text)
    for contact_id in recipients.above_on_call(talk.session, issue, talk.now):
        name = talk.session.get_one(Contact, contact_id).name
        spoken_to = name and (asked or text.strip("@ ").startswith(name)) and name in text
        if contact_id != talk.contact.id and spoken_to:
            return contact_id
    return None


def _who_has_it(talk: Talk, issue: Issue) -> list[int]:
    """The deputy who took it up, else the desk."""
    found: list[int] = []
    if issue.state == TAKEN_UP:
        found = recipients.contacts_for(talk.session, Party.DEPUTY, issue, None, talk.now)
    found = found or recipients.desk(talk.session, issue, talk.now)
    return [one for one in found if one != talk.contact.id]


# ----------------------------------------------------------------------------------- a note


def note(talk: Talk, role: str, item: Item, text: str) -> Answer | None:
    """Keep what was said on the case, for the station; the constituent is sent nothing."""
    case = item.case
    if isinstance(case, HandOver) and case.state == hand_over_states.REPORTED:
        # It was reported as done: this either takes that back, or they are asked.
        act = Act("report_progress", (item.pending.ref,), {"text": text})
        return staff.perform(talk, role, [act], [item])
    if role == "deputy" and isinstance(case, Issue) and (is_question(text) or URGES.search(text)):
        # Who handles it at the station answers, or does it.
        told = _tell(talk, role, case, recipients.desk(talk.session, case, talk.now), text)
        if told is not None and is_question(text):
            stands = staff_asks.say_standing(talk, case)
            return Answer(f"{stands}\n{told.text}", told.taken_as, told.issue_id)
        if told is not None:
            return told
    asked = _ordered(talk, role, item, text)
    if asked is not None:
        return asked
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    if role == "bureau" and isinstance(case, HandOver):
        actor = actor_in(talk.session, case, talk.contact, talk.roles, talk.now, Party.BUREAU)
        hand_overs.report_inside(talk.session, case, actor, words, now=talk.now)
        issue = case.issue
    elif isinstance(case, Issue | HandOver) and role in ("deputy", "station"):
        issue = case.issue if isinstance(case, HandOver) else case
        parties = (Party.DEPUTY,) if role == "deputy" else DESK
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, *parties)
        issues.note(talk.session, issue, actor, words, now=talk.now)
    else:
        return None
    if is_question(text):
        return Answer(staff_asks.say_standing(talk, issue), role, issue.id)
    number = f"民{issue.number}"
    said = say("staff.noted", case=label(issue))
    if is_inside(talk, text):
        said += say(
            "staff.noted_bureau" if role == "bureau" else "staff.noted_inside", number=number
        )
    else:
        sent_on.offer(talk, role, number, words)
        said += say("staff.noted_send")
    if role == "deputy" and issue.state == ROUTED:
        said += say("staff.noted_untaken", number=number)
    return Answer(said, role, issue.id)


def _ordered(talk: Talk, role: str, item: Item, text: str) -> Answer | None:
    """The question before an order becomes a note: who gave it believes that it is done."""
    issue = which_case.issue_of(item)
    if role != "station" or issue is None or talk.sure:
        return None
    ref = item.pending.ref
    body = orders.may_be_for(talk, issue)
    if body:
        would = explained.question(talk, Act("hand_over", (ref,), {"to": body}), issue)
        return staff.ask_back(talk, role, would, refs=[ref])
    if orders.is_to_them(text) and issue.state in OPEN:
        ask = say("deputy.bureau_unknown", case=label(issue))
        return staff.ask_back(talk, role, ask, refs=[ref])
    if not (orders.commands(text) or orders.is_for_several(talk)):
        return None
    whom = orders.for_nobody(talk)
    if whom:
        return staff.ask_back(talk, role, say("staff.whom", who=whom))
    said = say("staff.order_unsent", case=label(issue), number=f"民{issue.number}")
    return staff.ask_back(talk, role, said, refs=[ref])
