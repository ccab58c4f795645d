"""What reviewers say of the draft before them in their own words: 「退给他改改，得说清哪年修的」,
「长椅这个中，立了吧」, 「稿17和建11是同一件，并进去」. Done where it is plain which one is meant;
else one question that names it, with the words kept. Nothing of it is written into another case."""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.actions import exchanges
from bot.actions.casework import label
from bot.actions.kinds import address
from bot.actions.recipients import COUNTY_ROLES
from bot.actions.suggestions import review
from bot.actions.suggestions.kind import name_of
from bot.domain.calendars import local_day
from bot.domain.workflow import Refused
from bot.domain.workflows.suggestion import REVIEWING
from bot.store.models import History, Notice, Suggestion
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.replies import held, items_of
from handlers.conversation.suggestions.at_desk import waiting_for_review, waiting_to_assign
from handlers.conversation.suggestions.called_alike import called_alike
from handlers.conversation.suggestions.newest import (
    just_shown,
    last_told,
    shown_alone,
    suggestion_of,
)
from handlers.conversation.suggestions.words import bare, do, which, whole_text
from nlp.replies.references import shared_words

#: What the conversation waits for: whether a decision is meant of this one.
_OFFERED = "review_offered"
_ISSUE = re.compile(r"民\s*\d")
_BACK = re.compile(
    r"(?:先|再|得|要|还是|给我)*(?:退(?!休|役|耕|水)|打回|发回|返回|驳回)(?:回|给|改)?(?:去|来)?(?:给)?(?:他们?|她|代表|[一-鿿]{1,3}代表)?"
    # 「退给代表补上户数」 says what to write.
    r"(?:(?:再|重新|好好|先)?(?:改改|改一?下?|修改|补充|补补?|重写|完善|弄弄)+(?=吧|了|\W|$))?(?:吧|了)?"
)
#: The deputy shall do something more to the text.
_TO_WRITE = re.compile(
    r"(?:(?:让|叫|请|得|要|把)(?:他们?|她|代表|[一-鿿]{1,3}代表)?(?:再|重新|先|把)?.{0,8}?|^(?:再|先)?)"
    r"(?:[写说讲][清明]|写上|补(?:上|充|个|一|报)|改一?下|改个|重写|加[上个]|核实)"
)
_YES = re.compile(
    r"^(?:(?:这[次回])?(?:我)?(?:看|觉得)?(?:过了?|了)?|就|那就|也|都|这[个件条份]|它|的)*"
    r"(?:中|行|可以|能行|好|没问题|没毛病|没意见|通过|过|同意|立了?|立案|收|能收|能立|往上报|上报|报上去|报县里|往县里[送报转]|往上送?|[送转]县里|给(?:办公室|主任|县里)|转上去|送上去|报吧|交上去|报(?:给)?(?:主任|县人大)?(?:代表?工委|常委会|办公室|县人大)(?:办公室)?)+"
    r"(?:了|吧|的|啊)*$"
)
_NO = re.compile(r"不(?!错|少|赖)|别|没(?!问题|毛病|意见)|难|先放|等")
#: Said of one that shall not go on as it is.
_AGAINST = re.compile(
    r"不(?:同意|通过|行|中|收|立|成|够|合适|妥|准确|清楚?|明确|具体)|太(?:简单|笼统|空|短|虚)|没(?:写|说)清|不具体"
)
_ALL = re.compile(r"^(?:这)?(?P<count>[两几二三四五六\d])?[个件条份]?(?:都|全部?|统统|一起)+")
_COUNT = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6} | {str(n): n for n in range(1, 10)}
#: Only suggestions are decided upon in these words.
_OF_SUGGESTIONS = re.compile(
    r"立案|立了|往上报|报上去|上报|报县里|退给(?:他|她|代表)|打回|发回|退回修改|代表|稿|建议|写清|说清|讲清|写明"
)
_NOT_ONE = re.compile(r"(?:不能|不该|不予|不)(?:收|立|作为|算)|不是(?:代表)?建议")
_DEICTIC = re.compile(r"^(?:把)?(?:这[个份件条]|它|稿子|他这)")
_SAME = re.compile(
    r"同一(?:件|个|回)|一回事|重了|重复|并(?:进|入|到|在|成|了|案|一)|合并|合(?:在|到)一"
)
_NAMES = re.compile(
    r"(?P<mark>稿|建)?(?:〔?\d{1,2}[-－—]\d{1,2}〕?)?\s*(?P<n>\d{1,5})(?!\s*[月日年点米个户])"
)
_SAID_YES = re.compile(
    r"(?:是|对|嗯+|好|行|可以|中|并|退|通过|同意|就这样|没错)+(?:的|吧|了|啊)*[。！!]?"
)


def decided(talk: Talk, said: str) -> Answer | None:
    """The answer to an order about what waits for this reviewer; None: it is about something
    else."""
    if _ISSUE.search(said) or _NO_DRAFT.search(said):
        return None
    rows = list(dict.fromkeys(waiting_for_review(talk)))
    if not rows or _names_none(rows, said):
        return None
    clauses = [part.strip() for part in re.split(r"[，,。；;！!：:\n]+", said) if part.strip()]
    named = _named(rows, said)
    subject = "" if named else _subject(clauses)
    named = named or [row for row in rows if subject and _speaks_of(talk, row, subject)]
    # 「渠那件我看行」 with another one shown last is of the other, or of none of them.
    shown = [] if subject or named else shown_alone(talk, rows)
    meant = named or (shown if not _of_another(talk, said) else [])
    # With several shown since they spoke the last is likely the one, and is asked about.
    likely = meant or ([] if subject or _of_another(talk, said) else just_shown(talk, rows)[:1])
    if _NOT_ONE.search(said) and len(likely) == 1 and (named or _OF_SUGGESTIONS.search(said)):
        return _on_page(talk, likely[0])
    if (each := _each(talk, rows, clauses)) is not None:
        return each
    act, why = _verdict(clauses)
    all_of_them = _ALL.match(said)
    if act == "pass_on" and all_of_them and not named and just_shown(talk, rows):
        if (count := _COUNT.get(all_of_them["count"] or "", 0)) and count != len(rows):
            return Answer(which(rows), "staff")
        answers = [_do(talk, act, row, "") for row in rows]
        return Answer("\n".join(one.text for one in answers), "staff")
    numbered = _numbers(said) and len(named) == 1
    if numbered and (asked := _or_a_matter(talk, named[0], said)) is not None:
        return asked
    if act is None and _AGAINST.search(said) and len(likely) == 1:
        return _offer(talk, likely[0], "send_back", said)
    if act is None and numbered:
        # Its number is said: whatever it is, it is no word on a citizen's case.
        case, number = label(named[0]), named[0].draft_number
        return Answer(say("writing.review_or_matter", case=case, number=number), "staff")
    if act is None:
        return None
    if len(meant) == 1:
        return _do(talk, act, meant[0], why)
    if act == "send_back" and len(likely) == 1:
        return _offer(talk, likely[0], act, why)
    if named:
        clear = subject or _OF_SUGGESTIONS.search(said)
        return Answer(which(named), "staff") if clear else None
    clear = _OF_SUGGESTIONS.search(said) or _DEICTIC.match(said) or _SAID_YES.fullmatch(said)
    if _of_another(talk, said) or not clear:
        return None
    return _offer(talk, rows[0], act, why) if len(rows) == 1 else Answer(which(rows), "staff")


def _each(talk: Talk, rows: Sequence[Suggestion], clauses: Sequence[str]) -> Answer | None:
    """「主管道那个同意，上学路的退回，写清多长」: each with what is said of it; None unless two are
    named, one after the other, and it is plain of both."""
    parts: list[tuple[Suggestion, list[str]]] = []
    for clause in clauses:
        named = _named(rows, clause)
        if len(named) == 1 and (not parts or parts[-1][0] is not named[0]):
            parts.append((named[0], [_without_name(clause)]))
        elif parts:
            parts[-1][1].append(clause)
    if len(parts) < 2 or len({row.id for row, _ in parts}) != len(parts):
        return None
    verdicts = [(row, *_verdict(told)) for row, told in parts]
    if any(act is None for _, act, _ in verdicts):
        return None
    answers = [_do(talk, act, row, why) for row, act, why in verdicts if act is not None]
    return Answer("\n".join(one.text for one in answers), "staff")


def assigned(talk: Talk, said: str) -> Answer | None:
    """「交给镇政府办」 of what was just filed, or is named: that is done with the bureaus before
    one's eyes, and never to an older case of a citizen."""
    if _ISSUE.search(said) or not _ASSIGNS.search(said):
        return None
    rows = waiting_to_assign(talk)
    if not rows:
        return _assigned_early(talk, said)
    named = [row for row in rows if _calls(said, row)]
    if not named and not _of_another(talk, said):
        last = talk.session.execute(
            select(History.case_kind, History.case_id)
            .where(History.contact_id == talk.contact.id, History.at > talk.now - _JUST_NOW)
            .order_by(History.id.desc())
            .limit(1)
        ).first()
        named = [row for row in rows if last is not None and tuple(last) == ("suggestion", row.id)]
        # 「这件给交通局」 of what they were told of, or of all there is to give to anybody.
        told = suggestion_of(talk, last_told(talk))
        named = named or [row for row in rows if row is told]
        if not named and not items_of(talk, "station"):
            named = list(rows)
    if len(named) > 1:
        return Answer(which(named), "staff")
    return _on_page(talk, named[0]) if named else None


def _assigned_early(talk: Talk, said: str) -> Answer | None:
    """「交给水利局主办」 while it is still in review, with this reviewer or another one."""
    if not _LEADS.search(said) or "稿" in said or items_of(talk, "station"):
        return None
    here = waiting_for_review(talk)
    here = [row for row in here if _calls(said, row)] or here
    if here:
        return Answer(say("reviewing.assign_early", case=label(here[0])), "staff")
    if not any(role.role in (*COUNTY_ROLES, "presidium") for role in talk.roles.officer_roles):
        return None
    return Answer(say("reviewing.assign_none"), "staff")


_LEADS = re.compile(r"主办|牵头|会办")


def what_waits(talk: Talk) -> str:
    """The line that names what waits for this reviewer; empty if nothing does."""
    rows = list(dict.fromkeys(waiting_for_review(talk)))
    if not rows:
        return ""
    listed = "、".join(label(row) for row in rows[:_NAMED_AT_MOST])
    more = f"等{len(rows)}件" if len(rows) > _NAMED_AT_MOST else ""
    return say("reviewing.waits", list=listed + more, first=name_of(rows[0]))


_NAMED_AT_MOST = 3


def _calls(said: str, row: Suggestion) -> bool:
    """城关镇1号, 建11, 〔16-6〕11, 稿14, or words of the title."""
    for found in re.finditer(rf"(?P<place>[一-鿿]{{2,4}}[镇乡街道])?{_NAMES.pattern}", said):
        number = int(found["n"])
        if found["mark"] == "稿" and number == row.draft_number:
            return True
        place = found["place"] or ""
        formal = found["mark"] == "建" or place or "〔" in found[0]
        if formal and number == row.serial and place.removeprefix("建") in (row.number or ""):
            return True
    return bool(shared_words(said, row.title))


_ASSIGNS = re.compile(
    r"(?:交办?|转|派|分|给)(?:给|到|由)?(?=.{2,12}(?:办|局|所|府|委|站|公司|院|镇|$))|由.{2,12}(?:主办|牵头|办理?)|主办"
)
_JUST_NOW = timedelta(minutes=30)


def merged(talk: Talk, said: str) -> Answer | None:
    """「稿17和建11是同一件，并进去」: asked once, since it cannot be taken back."""
    if not _SAME.search(said) or _ISSUE.search(said):
        return None
    rows = list(dict.fromkeys(waiting_for_review(talk)))
    numbers = [(found["mark"] or "", int(found["n"])) for found in _NAMES.finditer(said)]
    if not numbers:
        called = called_alike(rows, said)
        plain = len(called) == 2 and not _of_another(talk, said)
        return _merge_sure(talk, *called) if plain else None
    one = next(
        (row for mark, n in numbers for row in rows if mark != "建" and row.draft_number == n), None
    )
    one = one or next(iter(rows), None) if len(rows) == 1 else one
    if one is None:
        return None
    other = next(
        (found for mark, n in numbers if (found := _beside(talk, one, mark, n)) is not None), None
    )
    return _on_page(talk, one) if other is None else _merge_sure(talk, one, other)


def _merge_sure(talk: Talk, one: Suggestion, other: Suggestion) -> Answer:
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", one.id),
        act=_OFFERED,
        decision="merge",
        into=other.number or name_of(other),
    )
    return Answer(say("reviewing.merge_sure", case=label(one), other=label(other)), "staff")


def confirmed(talk: Talk) -> Answer | None:
    """「是」 after we asked whether it is meant."""
    rows = exchanges.open_with(talk.session, talk.contact.id, talk.now, "words")
    row = rows[-1] if rows else None
    if row is None or row.waiting.get("act") != _OFFERED or not _SAID_YES.fullmatch(bare(talk)):
        return None
    about = talk.session.get(Suggestion, row.case_id)
    if about is None or about.state != REVIEWING:
        return None
    exchanges.finish(row, talk.now)
    return _do(
        talk,
        row.waiting["decision"],
        about,
        row.waiting.get("why", ""),
        row.waiting.get("into", ""),
    )


#: 「渠那件」: what stands in front of it names the thing.
_SUBJECT = re.compile(r"^(?:把)?(?P<thing>[^稿\d]{1,10}?)的?(?:这|那)[个件条份]")
_NAMES_NOTHING = re.compile(
    r"我|俺|咱|们|你|他|她|看|的|就|都|也|刚才|上午|下午|今天|昨天|上[回次]|代表|提|写|交|报|来|这|那|第|头"
)


def _subject(clauses: Sequence[str]) -> str:
    """What a sentence calls the one it is about, by whatever word."""
    found = (_SUBJECT.match(part) for part in clauses)
    named = (_NAMES_NOTHING.sub("", each["thing"]) for each in found if each is not None)
    return next(filter(None, named), "")


def _speaks_of(talk: Talk, row: Suggestion, subject: str) -> bool:
    """Whether its title, its text or the name of its lead has that word."""
    whole = f"{row.lead.name}，{whole_text(talk, row)}"
    name = subject.strip("老小")
    if len(name) < 2:
        return bool(name) and name in whole
    return any(name[at : at + 2] in whole for at in range(len(name) - 1))


def _verdict(clauses: Sequence[str]) -> tuple[str | None, str]:
    """pass_on, send_back or None, and what is said to the deputy with the latter."""
    back = next((at for at, part in enumerate(clauses) if _BACK.search(part)), None)
    if back is not None and not re.search(r"别退|不(?:用|要|能)?退", clauses[back]):
        return "send_back", reason(clauses)
    to_write = next((at for at, part in enumerate(clauses) if _TO_WRITE.search(part)), None)
    if to_write is not None:
        return "send_back", "，".join(clauses[max(to_write - 1, 0) :])
    bare_ones = [_ALL.sub("", _without_name(part)) for part in clauses]
    if any(_NO.search(part) for part in clauses):
        return None, ""
    return ("pass_on", "") if any(_YES.match(part) for part in bare_ones) else (None, "")


def reason(clauses: Sequence[str]) -> str:
    """What is said to the deputy: the whole sentence, without the order and without clauses that
    only name the draft. It may stand before the order as well as behind it."""
    told = []
    for part in clauses:
        left = _BACK.sub("", part, count=1).strip() if _BACK.search(part) else part
        ordered = left != part
        bare = _SHOWN.sub("", left)
        if len(bare) >= _SAYS or (not ordered and bare and not _POINTED.search(part)):
            told.append(left)
    return "，".join(told)


#: 「这份我看了」, 「戏台那件」: names it and says nothing of it.
_SHOWN = re.compile(
    r"^(?:稿?\s*\d{1,5}号?)?(?:.{0,10}?(?:[这那][个件条份]|稿子))(?:的)?(?:我)?(?:都)?(?:看(?:过|了)*)?$|^(?:我)?看[过了]+$"
    r"|^(?:给|让|叫|请)?(?:他|她|代表|一下|吧|了)+$"
)
_POINTED = re.compile(r"^.{0,10}[这那][个件条份](?:的)?(?:我)?(?:看[过了]*)?$")
#: Fewer letters tell nobody what to write.
_SAYS = 4


def _without_name(part: str) -> str:
    """「长椅这个中」 → 「这个中」; 「稿14没问题」, 「没问题稿14」 → 「没问题」."""
    part = re.sub(r"^稿?\s*\d{1,5}号?|稿\s*\d{1,5}号?$", "", part)
    found = re.match(r"^.{1,10}?(?=这[个件条份]|那[个件条份]|的(?=[^的]{1,4}$))", part)
    rest = part[found.end() :] if found is not None else part
    return re.sub(r"^(?:那|这)[个件条份](?:的)?", "", rest)


def _named(rows: Sequence[Suggestion], said: str) -> list[Suggestion]:
    """By number, by whose it is, or by words of the title."""
    numbers = _numbers(said)
    if numbers:
        return [row for row in rows if row.draft_number in numbers]
    by_title = [row for row in rows if shared_words(said, row.title)]
    of_lead = [row for row in rows if row.lead.name in said or f"{row.lead.name[0]}代表" in said]
    both = [row for row in by_title if row in of_lead]
    return both or by_title or of_lead


#: Nothing that is still in review has these.
_NO_DRAFT = re.compile(r"申退|延期|改派|重办|重新办理|销号|程序办结|承诺|再办")


def _numbers(said: str) -> set[int]:
    """稿14 anywhere; 14 in front of everything."""
    front = _FRONT.match(said)
    marked = {int(found["n"]) for found in _NAMES.finditer(said) if found["mark"] == "稿"}
    return marked or ({int(front[1])} if front else set())


#: 「14我看可以」, 「14的题目不合适」; 「14户没水」 counts.
_FRONT = re.compile(
    r"(?:把)?(?:第)?(\d{1,5})(?!\s*(?:[\d.月日年点米个户盏万元次天里人岁根条处面%％]|公里|小时|平方))(?=.{2})"
)


def _or_a_matter(talk: Talk, about: Suggestion, said: str) -> Answer | None:
    """A bare number that a citizen's case of this desk has as well, when the draft was not shown
    today: which of the two. None: it is plain."""
    if "稿" in said:
        return None
    number = about.draft_number
    refs = (item.pending.ref for role in held(talk) for item in items_of(talk, role))
    if f"民{number}" not in refs or _shown_today(talk, about):
        return None
    return Answer(say("writing.review_or_matter", case=label(about), number=number), "staff")


def _shown_today(talk: Talk, about: Suggestion) -> bool:
    told = select(Notice.created_at).where(
        Notice.contact_id == talk.contact.id,
        Notice.case_kind == "suggestion",
        Notice.case_id == about.id,
    )
    last = talk.session.scalar(told.order_by(Notice.id.desc()).limit(1))
    return last is not None and local_day(last) == local_day(talk.now)


def _names_none(rows: Sequence[Suggestion], said: str) -> bool:
    """Whether a number is said, and it is none of these: then it is about another thing."""
    numbers = _numbers(said)
    other = any(found["mark"] == "建" for found in _NAMES.finditer(said))
    drafts = {row.draft_number for row in rows}
    return bool(numbers and not numbers & drafts) or (other and not numbers & drafts)


def _of_another(talk: Talk, said: str) -> bool:
    """Whether the words are of a citizen's case at this desk."""
    cases = [item.pending for item in items_of(talk, "station")]
    return any(shared_words(said, each.title) for each in cases)


def _beside(talk: Talk, one: Suggestion, mark: str, number: int) -> Suggestion | None:
    """The other one that is named: 建11, 稿12, or 11 alone, which is 建11 if there is one."""
    found = review.other_of(talk.session, one, f"{mark}{number}")
    if found is None and not mark:
        found = review.other_of(talk.session, one, f"稿{number}")
    return found if found is not one else None


_SURE = {"pass_on": "reviewing.pass_on_sure", "send_back": "reviewing.send_back_sure"}


def _offer(talk: Talk, about: Suggestion, act: str, why: str) -> Answer:
    exchanges.ask(
        talk.session,
        talk.contact.id,
        "words",
        now=talk.now,
        case=("suggestion", about.id),
        act=_OFFERED,
        decision=act,
        why=why,
    )
    return Answer(say(_SURE[act], case=label(about)), "staff")


def _on_page(talk: Talk, about: Suggestion) -> Answer:
    link = address(talk.session, f"/console/suggestion/{about.draft_number}")
    return Answer(say("writing.review_on_page", case=label(about), link=link), "staff")


def _do(talk: Talk, act: str, about: Suggestion, why: str, into: str = "") -> Answer:
    fields = {"text": why} if act == "send_back" else {"into": into} if act == "merge" else {}
    try:
        with talk.session.begin_nested():
            return Answer(do(talk, act, about, role="office", **fields), "staff")
    except Refused as refused:
        return Answer(say(refused.key, **refused.fields), "staff")
