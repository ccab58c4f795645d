"""Natural words between a bureau and the deputy: 「请代表定时间」 and the day that answers it, what
is not so in a progress that was told, and the honest answer about a promise on its day."""

import re
from collections.abc import Sequence

from bot.actions.suggestions import parties, promises, receipts
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import RESPONSIBLE
from bot.store.models import Assignment, Notice, Promise
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions import bureau_held, which_row
from handlers.conversation.suggestions.appointed import is_appointed, is_wished
from handlers.conversation.suggestions.beside import asked as waiting_part
from handlers.conversation.suggestions.newest import last_told
from handlers.conversation.suggestions.words import do
from nlp.replies.references import shared_words

_NUMBER = (
    r"(?:(?:建?〔\d{1,2}[-－]\d{1,2}〕)?建?(?P<n>\d{1,5})号?(?:这件|件|建议)?(?:的)?[，,：: ]?)?"
)
_ASK_TIME = re.compile(
    rf"^{_NUMBER}(?:(?:我们|俺们|我局|我所|本单位)?(?:想|要)?)?"
    r"(?P<text>(?:请|让|麻烦)?(?:一下)?代表(?:给)?(?:定|约|说|选|安排)(?:一?[个下])?(?:时间|日子|见面|哪天).*"
    r"|(?:约|联系)(?:一下|个)?(?:[一-鿿]{1,3})?代表.*"
    # 「明天请代表来看看」.
    r"|[^，,。没未]{0,8}(?:请|邀请?|约|麻烦)(?:一下)?(?:[一-鿿]{1,3})?代表(?:来|到|去|过来|一起|一块儿?|参加|看|坐坐).*"
    r"|(?:怎么|咋|如何)联系(?:[一-鿿]{1,3})?代表.*|(?:[一-鿿]{1,3})?代表(?:的)?(?:电话|手机|联系方式)(?:是)?(?:多少|给我|有吗|呢)?.*)$",
    re.DOTALL,
)
_OF_PROMISE = re.compile(
    rf"^{_NUMBER}(?P<text>(?:那|这)?(?:个|项)?(?:承诺|答应的(?:事)?|[说定讲]的日子|说好的日子).{{2,}})$",
    re.DOTALL,
)
#: 「承诺5月底前把闸门修好」 is a new one; 「承诺的事」, 「承诺要推到…」 speak of one that is known.
_PROMISES = re.compile(r"承诺(?!的|[，,：: ]|要推|推|延|改|没|难|不)")
_DONE = re.compile(
    r"落实(?:了|\W*$)|兑现了|都换好|已落实|完工|竣工|到位了?|投用|启用|通车|通水|通电|出水了?|开(?:了)?门"
    r"|[一-鿿](?:好|完|通|成|上|齐|起来|妥|毕)了"
)
#: Of the work, not of the photographs that cannot be sent.
_NOT_DONE = re.compile(
    r"没(?!问题|毛病|意见|啥|什么)|未|不(?!错|了解|漏|堵|黑|影响)|难|还要|还差|还剩|还得|一半|正在|推迟|延|拖|改到|再等|缓|估计|预计"
    r"|赶不上|来不及|争取|准备|打算"
)
_ASIDE = re.compile(r"照片|图片|相片|材料|发票|发不|传不|[?？]")
#: Not done yet, how far, or another day.
_HOW_FAR = re.compile(
    r"还差|还剩|还没|往后推|推[迟后]|延[期后]|没(?:有)?(?:完|修|做|办|到|批|弄)|未(?:完|到|批)|一(?:大)?半|正在|要到|得到|改到|推到|延到|争取|估计|预计|再(?:等|过|有)|拖到|拖后|怕(?:是)?不行|赶不上|来不及|[一-鿿]不(?:完|了|成)(?!解)|挪到|缓到|开(?:工|挖|建|铺|始)|动工|进场"
    r"|[修装换铺挖清建浇]了[\d一二三四五六七八九十百千两几半多]"
)
#: A deputy says that what a bureau tells is not so.
_NOT_SO = re.compile(
    r"没(?!问题|关系|事|意见)|还(?:有|差|剩|是)|不(?:对|是|实|行)|假的|哪有|只[一-鿿]{1,2}(?:了|过)|一(?:锹|铲|点|样)[^，,]{0,2}(?:没|未)|又坏|差(?:得|着)|漏了"
)
_ISSUE = re.compile(r"民\s*\d")
#: 「都好了」 is said of the whole.
_ALL_OF_IT = re.compile(r"都(?:办|落实|好|做|完)|全部|两[项样件]|承诺|答应|落实|统统|一并")
_LEAST = 4
_LONGEST = 200


def of_bureau(talk: Talk, bureaus: Sequence[int]) -> Answer | None:
    """What a bureau says of reaching the deputy, or of a promise; None: it is something else."""
    said = talk.text.strip()
    if (found := _ASK_TIME.match(said)) and not is_appointed(talk, said):
        rows = _of_number(talk, bureaus, found["n"])
        if rows is not None:
            return _one(talk, "ask_time", rows, found["text"])
    if is_wished(said) and (rows := _of_number(talk, bureaus, None)) is not None:
        return _one(talk, "ask_time", rows, said)
    if (found := _OF_PROMISE.match(said)) and (_NOT_DONE.search(said) or not _DONE.search(said)):
        rows = _promised(talk, bureaus, found)
        if rows:
            return _one(talk, "promise_told", rows, found["text"])
    due = _of_due_promise(talk, bureaus, said)
    if due is not None:
        act = _act_on(talk, due, said)
        return _one(talk, act, [due], re.sub(_NUMBER, "", said, count=1) or said)
    last = last_told(talk)
    row = _assignment_of(talk, last)
    if last is None or row is None or row.bureau_id not in bureaus:
        return None
    if last.kind != "suggestion.promise_due" or not _is_sentence(said):
        return None
    if not promises.open_of(talk.session, row):
        return None
    meant = which_row.by_words(talk, which_row.theirs(talk, bureaus), said)
    if meant and row not in meant:
        # 「主管道换好了」 after we asked about the road.
        return None
    return Answer(do(talk, _act_on(talk, row, said), row, role="bureau", text=said), "bureau")


def _act_on(talk: Talk, row: Assignment, said: str) -> str:
    """Whether what was promised is done; a part of it is told, and the rest stays owed."""
    if not _is_done(said):
        return "promise_told"
    if _ALL_OF_IT.search(said):
        return "promise_kept"
    told = [_parts_told(one, said) for one in promises.open_of(talk.session, row)]
    begun = [part for part in told if part]
    return "promise_told" if begun and max(begun) < 1 else "promise_kept"


def _parts_told(promise: Promise, said: str) -> float:
    """How much of what was promised is spoken of: 1 for all its clauses, 0 for none."""
    every = re.split(r"[，,；;。、\n]", promise.words.text or "")
    clauses = [one for one in every if len(one.strip()) >= _LEAST]
    named = [one for one in clauses if shared_words(said, one)]
    return len(named) / len(clauses) if clauses else 0.0


def _promised(talk: Talk, bureaus: Sequence[int], found: re.Match[str]) -> Sequence[Assignment]:
    """Whose promise is spoken of: its number's, or by the words. What begins to promise something
    of which no title speaks may be of any of theirs."""
    rows = promises.open_rows(talk.session, list(bureaus))
    if found["n"]:
        return [row for row in rows if row.suggestion.serial == int(found["n"])]
    every = which_row.theirs(talk, bureaus)
    meant = which_row.by_words(talk, every, found["text"])
    if meant:
        return [row for row in rows if row in meant]
    anew = _PROMISES.match(found["text"]) and not _HOW_FAR.search(found["text"])
    return every if rows and anew else rows


def _is_done(said: str) -> bool:
    clauses = [part for part in re.split(r"[，,。；;！!]", said) if not _ASIDE.search(part)]
    return any(_DONE.search(part) for part in clauses) and not any(
        _NOT_DONE.search(part) for part in clauses
    )


def _of_due_promise(talk: Talk, bureaus: Sequence[int], said: str) -> Assignment | None:
    """「水沟还差200米，想改到6月30日」: of a promise whose day has come, or of what
    is answered and only promised yet, named by its number or by words of what was promised."""
    if not _is_sentence(said) or not (_HOW_FAR.search(said) or _DONE.search(said)):
        return None
    today = local_day(talk.now)
    rows = [
        row
        for row in promises.open_rows(talk.session, list(bureaus))
        if row.state not in RESPONSIBLE
        or any(one.due <= today for one in promises.open_of(talk.session, row))
    ]
    number = re.match(_NUMBER, said)
    if number is not None and number["n"]:
        rows = [row for row in rows if row.suggestion.serial == int(number["n"])]
        return rows[0] if len(rows) == 1 else None
    named = which_row.by_words(talk, which_row.theirs(talk, bureaus), said)
    return named[0] if len(named) == 1 and named[0] in rows else None


def of_deputy(talk: Talk) -> str | None:
    """The answer to 「请代表定时间」, or that a progress is not so: to that bureau and the desk."""
    said = talk.text.strip()
    last = last_told(talk)
    row = _assignment_of(talk, last)
    if last is None or row is None or not _is_sentence(said):
        return None
    following = parties.follower(talk.session, row.suggestion, talk.now)
    if following is None or following.contact_id != talk.contact.id:
        return None
    number = re.match(_NUMBER + r"(?![\d月日点])", said)
    if number is not None and number["n"] and int(number["n"]) != row.suggestion.serial:
        # 「13没见过」 while the newest word is of 15.
        return None
    asked = last.kind == "suggestion.time_asked" and _says_when(talk, last, said)
    denied = (
        last.kind in ("suggestion.progress", "suggestion.promise_told")
        and bool(_NOT_SO.search(said))
        and len(said) <= _LONGEST
    )
    if not (asked or denied):
        return None
    return do(talk, "tell_bureau", row, text=said, not_so="yes" if denied else "")


#: A day, a place to meet, or that there is no time: what answers 「请代表定时间」.
_FREE = re.compile(
    r"[有没]空|(?:有|没)(?:有)?时间|见面|碰[头面]|方便|出差|外地|不在(?:家|县|村)|随时|(?:都|也)(?:行|可以|成)"
    r"|改天|过[几两]天|不用(?:见|来)|别来|(?:听|看|等)[你他]们|[你他]们(?:定|来|看)|哪天|电话|微信"
)
_WHEN = re.compile(
    r"[今明后]天|[今明]儿|周[一二三四五六日天末]|星期|礼拜|[上下中]午|早上|晚上|\d{1,2}[号日点]|月[初中底]"
    r"|[一二三四五六七八九十]点|来(?:吧|我|村|家)|[在到](?:我|村|家|站|现场)"
)


def _says_when(talk: Talk, told: Notice, said: str) -> bool:
    """Whether it may answer the question for a time: nothing else of a deputy's goes to a bureau.
    Where we asked for a part of a text since, what has a day in it may be that part."""
    waiting = waiting_part(talk)
    if waiting is not None and waiting.asked_at >= told.created_at:
        return _FREE.search(said) is not None
    return bool(_FREE.search(said) or _WHEN.search(said))


def _is_sentence(said: str) -> bool:
    return len(said) >= _LEAST and not _ISSUE.search(said)


def _assignment_of(talk: Talk, last: Notice | None) -> Assignment | None:
    if last is None or last.case_kind != "assignment" or last.case_id is None:
        return None
    return talk.session.get(Assignment, last.case_id)


def _of_number(
    talk: Talk, bureaus: Sequence[int], number: str | None
) -> Sequence[Assignment] | None:
    """Those that are meant; None where nothing of theirs is open."""
    if number:
        rows: Sequence[Assignment] = receipts.find(talk.session, bureaus, int(number))
    else:
        rows = receipts.open_of(talk.session, bureaus)
    open_ones = [row for row in rows if row.state in RESPONSIBLE]
    return open_ones or None


def _one(talk: Talk, act: str, rows: Sequence[Assignment], text: str) -> Answer:
    if len(rows) > 1:
        return bureau_held.rather_asked(talk, rows)
    return Answer(do(talk, act, rows[0], role="bureau", text=text.strip()), "bureau")
