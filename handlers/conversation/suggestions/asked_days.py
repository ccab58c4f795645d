"""What deputies and bureaus ask about days: until when a reply is due and how that was counted,
why it comes later. A question changes nothing."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.actions.casework import label
from bot.actions.kinds import gist
from bot.actions.suggestions import parties
from bot.actions.suggestions.kind import say_date
from bot.domain.workflows.suggestion import HANDLING
from bot.store.models import History, Suggestion, Words
from bot.texts import say
from handlers.conversation.context import Talk
from handlers.conversation.suggestions.how_it_stands import own_of
from handlers.conversation.suggestions.words import NUMBER, numbered, which

_DAY = re.compile(
    rf"^(?:(?P<n>{NUMBER})的?)?[，, ]?(?:这|那)?件?(?:代表)?(?:建议)?的?(?:答复|办理|办结)?"
    r"(?:期限|时限|截止|到期)(?:日期?|时间)?(?:是|到)?"
    r"(?:哪一?天|啥时候|什么时候|几号|多久|(?:是)?(?:怎么|咋)(?:算|定|来)的?)(?:了|啊|呢|[?？。])*$"
    # 「三个月从哪天算」, 「春节放假能顺延吗」, 「答复什么时候给」.
    r"|^(?:答复|期限)?(?:这)?[三六\d]个月(?:是)?(?:从|打)(?:哪一?天|啥时候|什么时候|几号)(?:开始|起)?算(?:的|起)?[?？]?$"
    r"|^.{0,6}(?:放假|节假日|过年|假期)(?:的话)?(?:期限|答复期)?(?:能不能|能|可以|要不要|算不算|会)?(?:顺延|往后推|算(?:进去)?)(?:吗|不|么)?[?？]?$"
    r"|^(?:他们)?(?:的)?(?:答复|回复)(?:是)?(?:啥时候|什么时候|哪一?天|几号|多会儿)(?:能|会)?(?:给|有|到|下来|出来)?(?:我)?[?？呢啊]*$"
)


#: 「建1怎么延期了」, 「为啥推到5月」.
_LATER = re.compile(
    rf"^(?:(?P<n>{NUMBER})(?:这件|那件)?的?)?[，, ]?(?:答复)?(?:他们|单位|[一-鿿]{{2,6}}局)?的?"
    r"(?:为啥|为什么|怎么|咋|凭啥|谁同意)"
    r"(?:又|还|就|要|给|让)*(?:他们)?(?:延|推|拖)(?:期|后|迟|长)*(?:到)?.{0,8}$"
)


def heard(talk: Talk, said: str) -> str | None:
    """None: it asks about no day; empty: of none that is under way."""
    if found := _DAY.match(said):
        return _proof(talk, found["n"] or "")
    if talk.roles.deputies and (found := _LATER.match(said)):
        own = own_of(talk)
        return why_later(talk, numbered(own, found["n"]) if found["n"] else own)
    return None


def why_later(talk: Talk, own: Sequence[Suggestion]) -> str:
    """Why a bureau asked for more time and until when it has it, of the only one of ``own`` where
    that was so; empty where it was of none."""
    rows = [
        row
        for about in own
        if about.state in HANDLING
        for row in parties.leads(talk.session, about)
        if row.extensions
    ]
    if not rows:
        return ""
    if len({row.suggestion_id for row in rows}) > 1:
        return which(list(dict.fromkeys(row.suggestion for row in rows)))
    lines = [
        say(
            "asking.extended",
            case=label(row),
            bureau=row.bureau.name,
            why=_asked_because(talk, row.id),
            due=say_date(row.due, talk.now),
        )
        for row in rows
    ]
    return "\n".join(lines)


def _asked_because(talk: Talk, assignment_id: int) -> str:
    words = talk.session.scalar(
        select(Words)
        .join(History, History.words_id == Words.id)
        .where(
            History.case_kind == "assignment",
            History.case_id == assignment_id,
            History.step == "request_extension",
        )
        .order_by(History.id.desc())
        .limit(1)
    )
    return gist(words.masked, 40) if words is not None else ""


def _proof(talk: Talk, named: str) -> str:
    """How the due day was counted; of the one that is named, or of the only one under way."""
    own = [one for one in own_of(talk) if one.state in HANDLING]
    meant = numbered(own, named) if named else own
    if not meant:
        return ""
    if len(meant) > 1:
        return which(meant)
    bureaus = {liaison.bureau_id for liaison in talk.roles.liaisons}
    rows = parties.assignments_of(talk.session, meant[0])
    mine = [row for row in rows if row.bureau_id in bureaus] or parties.leads(
        talk.session, meant[0]
    )
    return say(
        "asking.proof",
        case=label(meant[0]),
        due=say_date(mine[0].due, talk.now),
        proof=mine[0].proof,
    )
