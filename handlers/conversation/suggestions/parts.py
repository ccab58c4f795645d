"""To which part of a draft a sentence belongs that was said while another was asked for: people
tell 情况, 分析, 建议 in that order, also where a citizen's words are the 情况 already. What only
tells what is, is never taken for what is asked of somebody."""

import re

from bot.actions.suggestions import drafts, parties
from bot.actions.suggestions.kind import newest
from bot.store.models import Suggestion
from handlers.conversation.context import Talk

#: Asks somebody for something, wherever it stands.
_ASKS = re.compile(
    r"建议|请|希望|盼|(?:都|也|还)(?:要|得|该)(?!不)|得[配装加换修建设]|(?<!反)应(?:该|当|予|由|把|尽|将|在|有)|(?:要求|必须|务必|争取|最好|干脆)|能不能|能否|可否|尽快|尽早|早[点日]|抓紧|别再|不要再"
    r"|^把[^，,。]{1,8}(?:修|装|换|清|补|铺|通|建)(?:好|上)?了?\W*$"
)
#: Asks for something where nothing in the clause is past or missing: 「没列进公路桥」 tells.
_BIDS = re.compile(
    r"^(?:再|先|就|都|全部?|统一|尽量|定期|顺带|同时|也|两边)*(?:把|由|让|给|换|修|建|装|铺|拓宽|加|改|硬化|拨|列|纳|安排|出台|制定|协调|立|配|派|划|规划|解决|增|设|清|挖|疏通)"
    r"|列[入进]|纳入|拨款|出钱|拿钱|统一管|牵头|负责|[得要该](?:硬化|[换修建装铺拨清加改设列])|[局府委办处站]来?(?:换|修|建|装|管|出)"
)
_PAST = re.compile(
    r"[了过没未]|不(?:给|让|管|够|肯|愿|批|归|修)|当年|当时|去年|前年|从前|以前|一直|就(?=[^，,]*[了没])|每|一.{1,4}就"
)
_TELLS = re.compile(
    r"当[年时]|去年|前年|从前|以前|只|没|都|已经?|了|过|是|太|很|有|不|每|年|的\W*$|一共|共"
)
#: Why it is so: what an analysis says.
_WHY = re.compile(
    r"因为|由于|原因|主要是|根子|卡在|没人|没(?:有)?(?:列|钱|资金|经费|计划|批|专人)|缺|老化|不够|推|扯皮|职责|归|谁管|谁来|管护|不管|一直|报过|反映过|历史|投入|预算|规划"
)
#: How it is: numbers, who, how often.
_FACT = re.compile(
    r"\d|[一二三四五六七八九十百两几](?:里|米|户|人|个|盏|年|次|回|公里|亩|多)|每天|天天|一.{1,4}就"
)


def rather(talk: Talk, draft: Suggestion, part: str, text: str) -> str | None:
    """The part before the one that was asked for, if that is what the words are; it stands there
    already, and they are put behind it."""
    written = drafts.text_of(newest(talk.session, draft))
    if part == "proposal" and written.analysis:
        return "analysis" if _TELLS.search(text) and not asks_for(text) else None
    if part == "analysis" and _is_citizens(talk, draft, written.situation):
        told = _FACT.search(text) and not _WHY.search(text) and not asks_for(text)
        return "situation" if told else None
    return None


def asks_for(text: str) -> bool:
    """Whether somebody is asked to do something."""
    if _ASKS.search(text):
        return True
    clauses = re.split(r"[，,。；;！!]", text)
    return any(_BIDS.search(one) and not _PAST.search(one) for one in clauses)


#: Who is to do what, as a sentence of its own begins: 「由镇里统一管护」, 「县里给补贴」.
_MEASURE = re.compile(
    r"^(?:再|先|就|干脆|统一|尽量)*(?:由|让|把|给(?!的))[一-鿿]{2,}"
    r"|^[^，,]{0,6}?(?:[县镇乡村市省]|政府|财政|上级|[局委办院所])(?:里|上|上面)?(?:统一|每年|再)?"
    r"(?:给(?!的)|出钱|出资|拨|补贴?|拿钱|拿出|配|派|安排|统一)[一-鿿]{1,}"
    r"|列[入进]|纳入|(?:修|建|装|换|铺|加|画|清)[^，,]{1,10}就(?:行|好|可以|成|中)(?:了)?$"
)
#: What only tells how things are: done, lacking, dear.
_AS_IT_IS = re.compile(
    r"[了过着没未不难缺只亏少]|太(?!阳)|(?:要|得|花|需)[^，,]{0,3}[一二两三四五六七八九十几百千万\d]|当年|去年|从前|一直|每次"
)


def is_measure(text: str) -> bool:
    """Whether it only says what shall be done, and nothing of how things are or why."""
    clauses = [one.strip() for one in re.split(r"[，,。；;！!]", text) if one.strip()]
    bids = [_MEASURE.search(one) is not None for one in clauses]
    tells = any(_AS_IT_IS.search(re.sub(r"就(?:行|好|成)了$", "", one)) for one in clauses)
    return bool(bids) and bids[0] and not tells


#: Where, behind what is wrong, begins what shall be done: plainly, or by 「得」 and 「应该」.
_PLAINLY = (
    r"(?:我|俺)?(?:就|还)?(?:想)?"
    r"(?:建议|恳请|请(?!假)|希望|盼(?!着)|要求|最好|干脆|能不能|能否|可否)"
)
_BEGINS = re.compile(
    rf"^(?:所以|因此|那|那就|看来|依我看)?(?P<plainly>{_PLAINLY})?"
    r"(?(plainly)|(?:就|还是|都|也)?(?:应该|应当|应|该|必须|务必|争取|得(?!了)|要(?!是|不|么)|不如|尽快|尽早|列[入进]|纳入))"
)
_ONLY_ASKS = re.compile(r"(?:我|俺)?(?:就|还)?(?:想)?(?:建议|恳请|最好|干脆)")
#: 「请站里也没用」, 「要求过多次」 tell what was asked for.
_IN_VAIN = re.compile(r"没用|没人|[没不](?:来|理|管|动|批|行)|[一-鿿]过|多次|好几")
#: Where, behind what shall be done, begins why.
_BECAUSE = re.compile(r"^(?:因为|由于|原因(?:就)?是|主要是|不然|要不然?|否则|毕竟)")


def why_and_measure(text: str) -> tuple[str, str] | None:
    """What is wrong and what shall be done, where one sentence tells both, in either order;
    together they are all of it. None: it tells one of them, or they cannot be told apart."""
    starts = [0, *(found.end() for found in re.finditer(r"[，,。；;！!\n]+\s*", text))]
    for at in starts[1:]:
        before, behind = text[:at].rstrip("，,；; \n"), text[at:].strip()
        found = _BEGINS.match(behind)
        if found is not None and not asks_for(before):
            doubt = _IN_VAIN if found["plainly"] else _PAST
            plain = _ONLY_ASKS.match(behind) or not doubt.search(behind)
            return (before, behind) if plain and asks_for(behind) else None
        if _BECAUSE.match(behind) and asks_for(before) and not asks_for(behind):
            return behind, before
    return None


def says_why(text: str) -> bool:
    """Whether it tells why a thing is so."""
    return bool(_WHY.search(text))


def _is_citizens(talk: Talk, draft: Suggestion, situation: str) -> bool:
    """Whether the 情况 is still what the citizens said, and nothing of the deputy's own."""
    version = newest(talk.session, draft)
    behind = parties.issues_of(talk.session, draft)
    return bool(behind) and bool(situation) and version is not None and draft.version == 1
