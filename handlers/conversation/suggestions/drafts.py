"""A deputy's words of command about drafts: go on with one, read it, have it signed, hand it in,
drop it."""

import re

from sqlalchemy import select

from bot.actions import exchanges
from bot.actions.kinds import gist
from bot.actions.suggestions import drafts
from bot.actions.suggestions.kind import label, name_of, newest
from bot.domain.workflows.suggestion import REVIEWING, WITHDRAWN, WRITING
from bot.store.models import Deputy, Message, Suggestion
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions import changes as suggestion_changes
from handlers.conversation.suggestions import items
from handlers.conversation.suggestions.beside import HELD, asked, just_written, which_draft
from handlers.conversation.suggestions.drafts_begun import begun
from handlers.conversation.suggestions.how_it_stands import say_meant
from handlers.conversation.suggestions.words import bare, do, most_said_of, numbered, titled, which
from handlers.deeds.suggestions_deputies import ASKED

#: 「昨天那个厕所的建议接着说，卡在排污管没接到学校」.
_GO_ON_SAYING = re.compile(
    r"^(?:昨天|上回|上次|刚才|前天|前面)?(?:那|这)?(?:个|条|份|件)?(?P<words>.{2,14}?)(?:的)?(?:那|这)?[个条份件]?(?:建议|稿子?)"
    r"(?:我)?(?:再)?(?:接着|继续|往下)(?:说|写|讲|来)?[，,：: ]+(?P<rest>.{4,})$",
    re.DOTALL,
)
_ASIDE = re.compile(
    r"^(?:先|暂时)?(?:放着|放一放|放一边|不写了|回头再[写说]|改天再[写说]|以后再[写说]|停一下)(?:吧|了)?$"
)
_GO_ON = re.compile(r"^(?:接着|继续|往下)写?(?:稿)?(?P<n>\d{1,5})?(?:吧)?$|^接着写.{0,3}建议$")
#: 「接着写减速带那个建议」: the one that these words are of.
_GO_ON_WITH = re.compile(
    r"^(?:我)?(?:想|要)?(?:接着|继续|再|往下)写(?:完)?(?P<words>.{2,20}?)(?:的)?(?:那|这)?(?:[个件条份])?"
    r"(?:代表)?(?:建议|稿子?)?(?:吧|了)?[。！!]?$"
)
_TO_WHOM = (
    r"(?:主席团|[县镇乡]?人大(?:代工委|主席团|常委会)?|代(?:表)?工委|上面|上级|上头"
    r"|县里|镇里|乡里|领导|站里)"
)
_SUBMIT = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?"
    r"(?:(?:没错|可以|行|好|中|写好|改好|改完|写完|弄好|不写|不加|不改|看过|没问题|没啥改的|就这样"
    r"|就按这个|就这么写|那就|请|麻烦|劳驾|帮我|给我|替我|把?(?:这[个份件])?稿子?|把它|现在|再|重新|又|定)"
    r"(?:了|吧)?[，,。！ ]*)*"
    r"(?:(?:再|又)(?:交|报|提|送)一[次遍]|(?:再)?[交递报送呈](?:上去|上来)|提交(?:上去)?|递交|呈交|上交|上报|报送|送审|交了|交"
    rf"|(?:提交|上报|报送|[交递报送呈])(?:上去)?(?:给|到)?{_TO_WHOM}(?:审核?|看看?)?)(?:一下)?(?:吧|了)*[。！!]?$"
)
_SHOW = re.compile(
    r"^(?:看看?|念一?念?|读一?读?)(?:一下)?(?:我的|我写的)?(?:建议)?稿子?(?P<n>\d{1,5})?$|^稿(?P<m>\d{1,5})$"
    r"|^(?:现在|到底)?(?:写|改)(?:成|得)(?:啥|什么|怎么|咋)样?了?[，,]?(?:给我?(?:看看|念念))?[?？。]?$"
    r"|^(?:给我|发给我|让我)(?:再)?(?:看|念|读)(?:看|念|读)?(?:一?[遍下])?(?:全文|稿子|写的|建议)*(?:吧)?[?？。]?$"
)
_DROP = re.compile(
    r"^(?:算了|得了|唉|哎|那)?(?:吧|呗)?[，,。！! ]*(?:我|俺)?(?:还是)?(?:把)?"
    r"(?:这|那)?(?:[条件个份])?(?:稿|稿子|建议)?(?P<n>\d{1,5})?(?:这条|这个)?"
    r"(?:(?:不(?:想|打算)?(?:要|提|写|弄|搞|交)(?:(?:这|那)[个件条份](?:稿子?|建议)?(?:了)?|了|啦|喽)"
    r"(?:吧)?[，, ]*)+(?:撤(?:回|了|掉|销)|删(?:了|掉)|作废)?(?:了|吧)?"
    r"|作废(?:了|吧)?|删(?:了|掉)(?:吧)?"
    r"|撤(?:了|掉|回|销)(?:了|吧)?)[。！!]?$|^算了(?:吧)?[。！!]?$"
    r"|^(?:删(?:了|掉|除)?|取消|不要|撤(?:回|掉|销|了))(?:这|那)?(?:[条件个份])?(?:稿子?|建议)(?P<m>\d{1,5})?(?:了|吧)?[。！!]?$"
)
#: 「稿14先不交了，撤了吧」.
_STOPS = re.compile(
    r"^(?:把)?稿\s*(?P<n>\d{1,5})号?(?:我)?(?:先|还是|就)?(?:不(?:交|提|写|要|报)了|撤(?:回|了|掉)|作废)(?:吧|了)*"
    r"(?:[，,]?(?:撤了|撤回|作废|先放着|放一放)(?:吧)?)?[。！!]?$"
)
_INVITE = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:(?:我)?(?:想|要)?(?:请|让|邀请?|找|叫|问问?|问一下))"
    r"(?P<names>.{2,60}?)"
    r"(?:几位|两位|三位)?(?:代表|老师|同志|主任|书记)?"
    r"(?:愿不愿意?|愿意不愿意|能不能|肯不肯|想不想)?(?:一起|一块儿?|也|来|帮忙|在上面)*"
    r"(?:附议|联名|联署|签个?名|签个字|签字|签一下|签(?=[吧？?。]|$)|署个?名|署上名字?|把名字签上)(?:一下|吧|吗)?[。！!]?$"
)
#: 「联名李秀英、孙德胜」「我想和李秀英联名」: the everyday word, of names in the roster only.
_JOINTLY = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:我)?(?:想|要)?(?:再)?(?:联名|附议|联署)(?:的)?"
    r"(?:代表|人)?(?:请|找|是|有|加上|加)?[：:，, ]*"
    r"(?P<after>[一-鿿]{2,4}(?:代表)?(?:[、，,和跟与及 ]+[一-鿿]{2,4}?(?:代表)?){0,9})[。！!]?$"
    r"|^(?:我)?(?:想|要)?(?:和|跟|同|与)(?P<with>.{2,60}?)(?:几位|两位|三位)?(?:代表)?"
    r"(?:一起|一块儿?)?(?:联名|联署)(?:提|写|交)?(?:吧|一下)?[。！!]?$"
)
#: 「先请水利局看看稿子」「约交通局聊聊这件建议」.
_ASK_BUREAU = re.compile(
    r"^(?:稿?(?P<n>\d{1,5})号?[，, ]?)?(?:我|俺)?(?:想|要)?(?:先)?(?:请|让|约|找|跟|和|同)"
    r"(?P<to>.{1,14}?(?:局|委|办|院|府|所|中心|公司|站))(?:的?(?:同志|领导|人))?(?:先|也|一起)?"
    r"(?:帮?(?:看看?|聊聊?|谈谈?|沟通|商量|碰碰?|通个?气|把把关|提提意见|协商))(?:一下|看看)?"
    r"(?:我?的?|这[个件条份]|一下)*(?:稿子?|建议|草稿)?(?:怎么写|行不行)?[。！!]?$"
)
_NAMED = r"(?:建|稿|〔)[〔〕\d\-号]{1,14}"
_TAKES = r"(?:撤(?:回(?:来|去)?|销|掉|下来|了)?|收回(?:来|去)?|不(?:提|要)了)(?:了|吧)*"
_BESIDE = (
    r"(?:我|俺|想|要|还是|就|那|申请|决定|把|请|给|也"
    r"|这[件条个]|的?建议|不(?:要|提|办|交)了|[，, ])*"
)
#: 「撤回稿17」, 「稿15我撤回」, 「撤了稿15吧，路已经修好了」; what shall be written anew is none.
_WITHDRAW = re.compile(
    rf"^(?!.*(?:改|补|再|重写|[吗?？]|能不能))(?P<sure>确定)?{_BESIDE}"
    rf"(?:{_TAKES}[，, ]?(?P<what>{_NAMED}|\d{{1,5}}$)(?:了|吧)*"
    rf"|(?P<before>{_NAMED}){_BESIDE}{_TAKES})"
    r"(?:[，,。；; ].{0,40})?[。！!]?$"
)
#: 「淤泥那件建议我不想要了撤了」, by what it is about.
_WITHDRAW_CALLED = re.compile(
    r"^(?!.*(?:改|补|再|重写|[吗?？]|能不能))(?:我|把|那个|提的)*(?P<words>[^，,。]{2,12}?)"
    r"的?(?:(?:那|这)[件个条])?的?(?:代表)?建议(?:我|不(?:想)?(?:要|提|办)了|就|也|先|[，, ])*"
    r"(?:撤(?:回|了|掉|销)|收回)(?:来|去|了|吧)*[。！!]?$"
)
_NAMES = re.compile(r"[、，,和跟与及 ]+")


def is_plain(said: str) -> bool:
    """接着写, 先放着, 交上去 and no more: heard before anything is read."""
    return any(pattern.match(said) for pattern in (_ASIDE, _GO_ON, _SUBMIT, _SHOW))


def command(talk: Talk) -> str | None:
    """The sentence that answers a word of command; None if it is none. Raises Refused."""
    said = bare(talk)
    return begun(talk, said) or _on_one(talk, said)


def _withdrawn(talk: Talk, about: Suggestion, *, sure: bool) -> str:
    if about.number is not None and not sure:
        # Bureaus may be at work on it, and it cannot be taken back: a slip is not enough.
        return say("writing.withdraw_sure", case=label(about), serial=about.serial or "")
    return do(talk, "withdraw", about)


def _on_one(talk: Talk, said: str) -> str | None:
    if _ASIDE.match(said) and asked(talk):
        return do(talk, "put_aside", which_draft(talk, None))
    for pattern, act in ((_GO_ON, "go_on"), (_SUBMIT, "submit"), (_SHOW, "go_on")):
        if found := pattern.match(said):
            return _on_draft(talk, act, found, said)
    if (found := _GO_ON_WITH.match(said)) and (meant := _written_about(talk, found["words"])):
        return which(meant) if len(meant) > 1 else do(talk, "go_on", meant[0])
    if (found := _GO_ON_SAYING.match(said)) and asked(talk) is None:
        meant = _written_about(talk, found["words"])
        if len(meant) == 1 and (shared := do(talk, "go_on", meant[0])):
            part = asked(talk)
            return (
                do(talk, "answer_part", meant[0], part=part.waiting["part"], text=found["rest"])
                if part is not None
                else shared
            )
    if (found := _STOPS.match(said)) and (about := which_draft(talk, int(found["n"]))) is not None:
        act = "withdraw" if re.search(r"撤|作废|不要", said) else "put_aside"
        return do(talk, act, about)
    changed = suggestion_changes.changed(talk, said)
    if changed is not None:
        return changed
    if found := _INVITE.match(said):
        return _invited(talk, found["n"], _names_in(found["names"]))
    if found := _JOINTLY.match(said):
        names = _names_in(found["after"] or found["with"])
        if any(is_deputy(talk, name) for name in names):
            return _invited(talk, found["n"], names) or say("writing.nothing_open")
    if found := _ASK_BUREAU.match(said):
        number = int(found["n"]) if found["n"] else None
        draft = which_draft(talk, number)
        if draft is not None and (number or asked(talk) or _on_mind(talk, draft, said)):
            return do(talk, "ask_bureau", draft, to=found["to"])
    if found := _WITHDRAW.match(said):
        own = items.mine(talk, (*WRITING, "reviewing", "filed", "assigned"))
        meant = numbered(own, found["what"] or found["before"])
        if len(meant) != 1:
            # Said twice: it is back already, and nothing else is meant.
            before = numbered(items.mine(talk, (WITHDRAWN,)), found["what"] or found["before"])
            return say_meant(talk, before) if before else None
        return _withdrawn(talk, meant[0], sure=bool(found["sure"]))
    if found := _WITHDRAW_CALLED.match(said):
        own = items.mine(talk, (*WRITING, "reviewing", "filed", "assigned"))
        called = titled(own, found["words"]) or most_said_of(own, found["words"])
        if called:
            return which(called) if len(called) > 1 else _withdrawn(talk, called[0], sure=False)
    if found := _DROP.match(said):
        named = found["n"] or found["m"]
        on_mind = which_draft(talk, int(named) if named else None)
        if on_mind is None or not (named or asked(talk) or just_written(talk, on_mind)):
            return None
        return dropped(talk, on_mind)
    return None


def _on_mind(talk: Talk, draft: Suggestion, said: str) -> bool:
    """Whether such words are about the draft and no citizen's matter."""
    return "稿" in said or "建议" in said or just_written(talk, draft)


def _written_about(talk: Talk, words: str) -> list[Suggestion]:
    """Own drafts that these words are of, by title or else by what is written in them."""
    own = items.own_drafts(talk)
    found = titled(own, words)
    if found:
        return found
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    shared = {
        one.id: sum(
            pair in one.title + drafts.text_of(newest(talk.session, one)).whole for pair in pairs
        )
        for one in own
    }
    most = max(shared.values(), default=0)
    return [one for one in own if most and shared[one.id] == most]


def _on_draft(talk: Talk, act: str, found: re.Match[str], said: str) -> str | None:
    groups = found.groupdict()
    number = groups.get("n") or groups.get("m")
    draft = which_draft(talk, int(number) if number else None)
    if draft is None:
        # 「交」 alone may be meant for something else; the plain words are about a draft.
        if act == "submit" and (handed_in := _handed_in(talk, number)) is not None:
            return say("writing.submitted_before", case=label(handed_in))
        return say("writing.nothing_open") if said in ("接着写", "交上去") else None
    if act == "submit" and (left := left_out(talk, draft)) is not None:
        return left
    return do(talk, act, draft)


def left_out(talk: Talk, draft: Suggestion) -> str | None:
    """Words that were held back and are in no part yet: said once before it is handed in."""
    for row in exchanges.open_with(talk.session, talk.contact.id, talk.now, "words"):
        if row.waiting.get("act") != HELD or row.case_id != draft.id:
            continue
        if row.waiting.get("warned"):
            exchanges.finish(row, talk.now)
            continue
        # Told once; 「加到情况」 still finds them.
        row.waiting = {**row.waiting, "warned": True}
        ids = [*row.waiting.get("earlier", ()), row.waiting.get("message")]
        said = [talk.session.get(Message, one) for one in ids if one is not None]
        words = [gist(one.words.masked, 40) for one in said if one is not None and one.words]
        if words:
            return say("writing.left_out", case=name_of(draft), words="”“".join(words))
    return None


def _handed_in(talk: Talk, number: str | None) -> Suggestion | None:
    """What this deputy handed in last and is being reviewed; the one with this number."""
    own = items.mine(talk, (REVIEWING,))
    return next((one for one in own if number in (None, str(one.draft_number))), None)


def dropped(talk: Talk, draft: Suggestion) -> str:
    """「不写了」, 「这条不要了」: nothing is thrown away before it is named."""
    for row in exchanges.open_with(talk.session, talk.contact.id, talk.now, ASKED):
        exchanges.finish(row, talk.now)
    return say("writing.drop_how", case=name_of(draft), title=draft.title)


def _names_in(said: str) -> list[str]:
    return [
        re.sub("(?:代表|老师|同志|主任|书记)$", "", name) for name in _NAMES.split(said) if name
    ]


def is_deputy(talk: Talk, name: str) -> bool:
    """Whether somebody in the roster is called just so."""
    found = select(Deputy.id).where(Deputy.name == name, Deputy.until.is_(None)).limit(1)
    return talk.session.scalar(found) is not None


def _invited(talk: Talk, named: str | None, names: list[str]) -> str | None:
    number = int(named) if named else None
    own = items.mine(talk, (*WRITING, "reviewing"))
    meant = [one for one in own if number in (None, one.draft_number)]
    if not meant:
        return None
    return do(talk, "invite", meant[0], names=names)
