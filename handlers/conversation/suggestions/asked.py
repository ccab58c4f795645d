"""What deputies and bureaus ask about suggestions: how far one is, what was answered, how its day
is counted, which are theirs. A question changes nothing."""

import re

from sqlalchemy import select

from bot.actions.casework import label
from bot.actions.kinds import address, gist
from bot.actions.suggestions import (
    exemplars,
    parties,
    receipts,
    replies,
)
from bot.actions.suggestions.kind import class_fields, link_to, say_date, short
from bot.domain.calendars import local_day
from bot.domain.workflows.assignment import ASSIGNMENT
from bot.domain.workflows.suggestion import ENDED, REVIEWING, REWORK, RUNNING, WRITING
from bot.domain.workflows.suggestion import SUGGESTION as TABLE
from bot.store.models import Assignment, CoSigner, History, Suggestion, Words
from bot.texts import say
from handlers.conversation.context import Answer, Talk
from handlers.conversation.suggestions import asked_days, asked_freely
from handlers.conversation.suggestions import coordinated as suggestion_coordinated
from handlers.conversation.suggestions.asked_freely import names_a_case
from handlers.conversation.suggestions.beside import asked as waiting_part
from handlers.conversation.suggestions.how_it_stands import one, own_of, say_meant
from handlers.conversation.suggestions.on_table import deputies_named, on_table
from handlers.conversation.suggestions.which_row import acted_on
from handlers.conversation.suggestions.words import (
    NUMBER,
    bare,
    numbered,
    titled,
    which,
    whole_text,
)
from nlp.replies.references import shared_words

#: So many are named; the rest is on the page.
_NAMED = 8
#: Of a reply so much is read out; the letter is on the page.
_READ_OUT = 160

_ASKS = (
    r"(?:县里|镇里|单位|局里|他们)?(?:现在|到底|目前|眼下)?(?:办理|办|搞|弄|走|进行)?(?:得|的|到)?(?:了)?"
    r"(?:(?:是)?(?:谁|哪家|哪个单位)(?:在|来)?(?:办|管|负责)|咋样|怎么样|怎样|啥样|咋办的?|(?:是)?(?:什么|啥)(?:情况|状态|进度)|情况(?:如何)?"
    r"|到?哪(?:一?步|儿|里|个环节)?(?=了|[?？。，,]|$)|(?:在|到)谁(?:那里?|那儿|手[里上])|"
    r"(?:递|交|报|送)(?:上去|上|走)?了?(?:没有?|吗)|(?:在)?谁手[里上头]|审(?:到哪|完|好)?(?:了)?(?:没有?|一?步)?|(?:什么|啥)(?:程度|地步)|进展|进度|有(?:没有)?(?:啥|什么)?(?:消息|动静|结果|回音|进展|答复)|"
    r"(?:办|答复|回复|批)(?:好|完|下来)?了?(?:没有?|吗)|"
    r"(?:怎么|咋)(?:还|一直)(?:没|不)(?:有|见)?(?:动静|消息|回音|信儿?|结果|办|答复|人来?(?:联系|找我?)?))"
    r"(?:了|啊|呀|呢|吗|吧|没有?|如何|[?？。！!，, ])*"
)
#: 「建1是谁在办，啥时候答复我」.
_AND_WHEN = (
    r"(?:(?:啥时候|什么时候|几时|多久|哪天)(?:能|会|才)?(?:给我|有)?(?:答复|回复|办完|办好|结果|信)"
    r"(?:给)?(?:我)?[?？呢啊]*)?"
)
ONE = re.compile(
    rf"^(?:(?:我|俺|咱)?(?:想)?(?:问问?|查查?|看看?)(?:一下)?)?(?P<n>{NUMBER})"
    rf"(?P<said>(?:这|那)?[件条个]?(?:代表)?(?:建议)?(?:件)?)[，, ]?{_ASKS}{_AND_WHEN}$"
)
BY_TITLE = re.compile(
    r"^(?:(?:我|俺|咱)?(?:想)?(?:问问?|查查?|看看?)(?:一下)?)?(?:我|俺|咱)?(?:们)?(?:提的|写的|那个)?"
    rf"(?P<words>.{{2,14}}?)的?(?:(?:那|这)[件条个份])?的?(?:代表)?建议件?[，, ]?{_ASKS}$"
)
#: 「我提的内河那件到哪一步了」: theirs by what it is about, without the word 建议.
_BY_WORDS = re.compile(
    r"^(?:(?:想)?(?:问问?|查查?|看看?)(?:一下)?)?(?:我|俺|咱)(?:们)?(?:提|写|附议|联名)(?:过)?的(?:那个|关于)?"
    rf"(?P<words>.{{2,14}}?)的?(?:(?:那|这)[件条个份])?(?:事|案子)?[，, ]?{_ASKS}$"
)
#: 「上学路那件怎么样了」, of what no citizen's matter of theirs is called.
_THAT = re.compile(
    r"^(?:(?:我|俺|咱)?(?:想)?(?:问问?|查查?|看看?)(?:一下)?)?"
    r"(?:那个(?P<before>[一-鿿]{2,8}?)的"
    r"|(?P<words>.{2,14}?)的?(?:那|这)[件个条](?:事|案子|建议)?)[，, ]?"
    rf"{_ASKS}$"
)
_LIST = re.compile(
    r"^(?=.*(?:我|俺|咱|本单位|本局|手上|哪些|几件|清单|多少))"
    r"(?:查查?|看看?|列出?|问问?)?(?:一下)?(?:现在)?(?:我|俺|咱)?(?:们)?(?:局|单位|本单位|本局)?"
    r"(?:手上|名下|手里)?(?:的|那个|这个|那件|这件|这边|现在|有|还有|都有|在办|没办完|没答复|没交|写的?|提的?|提过)*"
    r"(?:的)?(?:哪些|几件|多少|啥|什么)?(?:代表)?(?:建议件?|交办件|承办件|稿子|草稿)"
    r"(?:都|现在)?(?:有哪些|有几件|有多少|在哪儿?|哪些|列表|清单|一览|写到哪儿?了?)?"
    rf"(?:呢|{_ASKS})?[?？。！!]*$"
)
#: 「我们手上还有哪些没答复」 of a bureau.
_OWED = re.compile(
    r"^(?=.*(?:我|俺|咱|手[上里头]|局里|本局|本单位))(?=.*(?:几|哪些|多少|啥|列|单子|清单))"
    r".{0,10}(?:没|未|欠|该|要).{0,3}(?:答复?|回复).{0,10}$"
)
#: 「还剩几天」, 「几号到期来着」.
_LEFT = re.compile(
    r"^(?:我们|手上的?|都|各|期限)*(?:还(?:剩下?|有|差)(?:几|多少)天|(?:几号|哪天|啥时候|什么时候)(?:都|要)?到期|期限还有多久|期限快到了?(?:没有?|吗))"
    r"(?:到期|答复|来着|了|呢|啊|[?？])*$"
    # 「咋又催」: what is owed.
    r"|^(?:我(?:提)?的?)?(?:还有)?(?:哪些|几件|多少)(?:代表)?建议(?:都|还)*没(?:有)?(?:落实|办好?|答复|回|解决|动)[的了?？]*$"
    r"|^(?:(?:咋|怎么|为啥|干嘛)(?:又|老|还|总)*催|(?:又|老)?催(?:啥|什么|我们干))(?:啊|呢|的|我们?|[?？])*$"
)
#: 「清单给我一份」.
_SHEET = re.compile(
    r"^(?:把)?(?:我们|我局|本单位)?(?:的)?(?:清单|台账|列表|单子|表)(?:给|发|导|传)(?:出|给)?(?:我|我们|过来)?(?:一[份下个])?(?:吧|吗)?[。？?]?$"
)
#: 「建议」, 「交办件」 and no more.
_BARE = re.compile(r"^(?:代表)?(?:建议件?|交办件|承办件|稿子|草稿)[?？。！!]?$")
#: 「看看写得好的建议」, 「范例」.
_EXAMPLES = re.compile(
    r"^(?:我)?(?:想)?(?:看看?|找找?|有没有|发)?(?:一下|几[个件条])?(?:别人)?(?:写得好的|优秀的?|好的)(?:代表)?建议"
    r"(?:选编|范例|范文)?(?:看看|吗|[?？。！])*$|^(?:代表)?(?:建议)?(?:的)?(?:范例|范文|优秀选编)[?？。！]?$"
)
_REPLY = re.compile(
    rf"^(?:(?:念一?念|看看?|读一?读|说说?|发)(?:一下|给我听听)?)?(?:(?P<n>{NUMBER})的?)?[，, ]?"
    r"(?:正式)?(?:的)?答复(?:函|内容)?(?:是|里|上)?(?:咋|怎么)?(?:说|写|答)?(?:的)?(?:是|了)?"
    r"(?:啥|什么|哪些)?(?:内容)?(?:给我(?:听听?|看看?))?(?:的|了|吧|呢|啊|[，,?？。！!])*(?:念给我听听?|给我看看)?$"
)
_READ = re.compile(r"念|看看|读|说说|啥|什么|咋|怎么[说写答]|内容")
#: 「主管道那件代表说啥了」, 「建1代表有啥意见没」 of a bureau.
_OF_DEPUTY = re.compile(
    rf"^(?:(?P<n>{NUMBER})(?:这件|那件)?的?"
    r"|(?P<words>.{2,14}?)的?(?:那|这)[件个条](?:建议)?的?)?[，, ]?"
    r"(?:[一-鿿]{0,3}代表(?:那边|那里|那儿|们|本人|现在|到底|最近|都|还)*|(?P<they>[他她])(?:对稿子|对答复稿?)?)"
    r"(?:(?:怎么|咋)(?:说|讲|回)|(?:说|讲|提|回|答|表态|回话)(?:了|过)?(?:些|点)?(?:啥|什么|没|吗|哪些)|有(?:没有|啥|什么|哪些)(?:新的?)?(?:意见|要求|想法|回话|说法|回音|消息)"
    r"|(?:同意|回话|回复|回音|表态|看(?:过|完)?)(?:了)?(?:没有?|吗)).{0,6}$"
)
#: What a deputy said to the bureau; what they rate is sealed.
_SAID_TO_BUREAU = ("comment", "tell_bureau", "dispute_meeting", "confirm_meeting")
#: 「李秀英答应了没有」: about a signature that was asked for.
_SIGNED = re.compile(
    r"(?:答应|同意|附议|联名|署名|签(?:名|字)?|回(?:话|音|信)?|愿意)(?:了|过)?(?:(?:没有?|吗|么|不)[?？。啊呢]*|[?？])$"
    # 「陈桂咋说」, 「陈代表那边有回音没」.
    r"|^[一-鿿]{2,4}(?:代表|老师)?(?:那边|那儿|那里)?(?:到底|最后)?"
    r"(?:(?:怎么|咋)(?:说|回|讲|想)的?|(?:是)?(?:啥|什么)意见|有(?:没有)?回[音话信](?:没有?|吗)?)(?:了|啊|呢)?[?？]?$"
)
#: 「交了没」, 「我那个递上去了吗」.
_HANDED_IN = re.compile(
    r"^(?:我|俺)?(?:那个?|这个?|那[条件份])?(?:建议|稿子?)?(?:到底|已经|都)?(?:[交报递送]|提交)(?:上去)?(?:了)?(?:没有?|吗)[?？]?$"
)
#: 「谁署名了」, 「附议的有哪些人」.
_SIGNERS = re.compile(
    r"^(?:现在|都)?(?:有)?(?:谁|哪些(?:人|代表)?|几个?人?|几位)(?:都)?(?:答应|同意)?(?:附议|联名|署名|签名?字?)(?:了|过)?[?？呢]*$"
    r"|^(?:附议|联名|署名|签名?字?)的?(?:人|代表)?(?:都)?(?:齐没齐|齐了(?:没有?|吗)|够不够|够(?:了)?吗)[?？]?$"
    r"|^(?:附议|联名|署名|签名)的?(?:人|代表)?(?:现在)?(?:都)?(?:有|是)?(?:谁|哪些(?:人|代表)?|哪几位|几个|几位)[?？呢]*$"
)
_STATES = {"invited": "还没回", "signed": "附议了", "refused": "不附议"}


def asked_about(talk: Talk) -> Answer | None:
    """The answer to a question about one's own suggestions; None if it is none."""
    said = bare(talk)
    if not (talk.roles.deputies or talk.roles.liaisons):
        return None
    taken_as = "deputy" if talk.roles.deputies else "bureau"
    if talk.roles.deputies and (_SIGNED.search(said) or _SIGNERS.match(said)):
        signing = _who_signed(talk, said)
        if signing is not None:
            return Answer(signing, "deputy")
    through = suggestion_coordinated.asked(talk, said)
    if through is not None:
        return Answer(through, "bureau")
    if (letter := _CLASS.search(said)) is not None and len(said) <= _SHORT:
        return Answer(_class_means(talk, letter["one"] or letter["other"]), taken_as)
    if _REWORKED.match(said):
        again = [one for one in own_of(talk) if one.state == REWORK]
        return Answer(say_meant(talk, again), taken_as) if again else None
    if talk.roles.deputies and _HANDED_IN.match(said) and (own := own_of(talk)):
        return Answer(one(talk, on_table(talk) or own[0]), "deputy")
    if found := ONE.match(said):
        meant = _numbered(talk, found["n"], clear=bool(found["said"]))
        return Answer(say_meant(talk, meant), taken_as) if meant else None
    lists = (_LEFT, _OWED, _SHEET) if talk.roles.liaisons else (_LEFT,)
    owed = "民" not in said and any(one.match(said) for one in lists)
    if owed or _LIST.match(said) or _BARE.match(said):
        return Answer(_listed(talk), taken_as)
    if talk.roles.deputies and _EXAMPLES.match(said):
        return Answer(_examples(talk), taken_as)
    if (found := _REPLY.match(said)) and _READ.search(said):
        answered = _answered(talk, found["n"] or "")
        return Answer(answered, taken_as) if answered else None
    if (of_day := asked_days.heard(talk, said)) is not None:
        return Answer(of_day, taken_as) if of_day else None
    if talk.roles.liaisons and (gone := _gone(talk, said)) is not None:
        return Answer(gone, "bureau")
    if found := BY_TITLE.match(said) or _BY_WORDS.match(said):
        meant = titled(own_of(talk), found["words"])
        return Answer(say_meant(talk, meant), taken_as) if meant else None
    if (found := _THAT.match(said)) and not names_a_case(
        talk, words := found["before"] or found["words"]
    ):
        meant = titled(own_of(talk), words)
        return Answer(say_meant(talk, meant), taken_as) if meant else None
    if _IS_IT_SO.match(said) and waiting_part(talk) is None:
        own = [one for one in own_of(talk) if one.state in (*RUNNING, *ENDED)]
        meant = [one for one in own if shared_words(said, one.title)]
        if len(meant) == 1 and not names_a_case(talk, said):
            return Answer(one(talk, meant[0]), taken_as)
    freely = asked_freely.heard(talk, said) if waiting_part(talk) is None else None
    return Answer(freely, taken_as) if freely else None


#: 「卫生室开门了没」, 「卫生室啥时候开」, of the only one of theirs that has the word in its title.
_IS_IT_SO = re.compile(
    r"^(?!.*民\s*\d)(?:[^，,。]{4,16}了(?:没有?|吗|么)"
    r"|[^，,。]{2,12}?(?:啥时候|什么时候|几时|哪天|多会儿)[^，,。]{0,8})[?？啊呀]*$"
)


def of_any(talk: Talk, said: str) -> Answer | None:
    """A question with 建议 in it from who has some: how theirs stand, and no act on any case."""
    if not _OF_ANY.search(said) or not (own_of(talk) or _OF_OWN.search(said)):
        return None
    return Answer(_listed(talk), "deputy" if talk.roles.deputies else "bureau")


#: Said of their own, also where there is none.
_OF_OWN = re.compile(r"^(?:[我俺咱]们?|昨[天晚日]|前[天几]|上[回次周]|那天).{0,6}(?:建议|稿子?)")
_OF_ANY = re.compile(
    r"^(?!.*民\s*\d)(?=.*(?:建议|稿子?))"
    r".{2,24}(?:[?？]|吗|呢|没有?|在不|[差缺](?:啥|什么)|哪(?:里|儿|了|一?步)?|咋样|怎么样|进展|谁(?:手[里上])?|信儿?)(?:了|啊|呀)*[?？]?$"
)


#: 「B类是啥意思」, 「什么叫C类」.
_CLASS = re.compile(
    r"(?P<one>[A-Da-d])\s*类.{0,4}(?:啥|什么|怎么回事|咋回事)|(?:啥|什么)(?:叫|是)(?P<other>[A-Da-d])\s*类"
)
_SHORT = 16
#: 「重办到哪一步了」.
_REWORKED = re.compile(
    rf"^(?:那个|那件|我那件|他们)?(?:要)?(?:重新?办理?|返工|再办)的?(?:那件|那个)?[，,]?{_ASKS}$"
)


def _class_means(talk: Talk, letter: str) -> str:
    found = class_fields(talk.session, letter.upper(), talk.now)
    return say("asking.class", letter=found["class"], says=found["class_says"])


def of_deputy(talk: Talk) -> Answer | None:
    """What the deputy said of one that a bureau has: of the one that is named, or of the only
    one."""
    found = _OF_DEPUTY.match(bare(talk))
    if found is None:
        return None
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    rows = [*receipts.open_of(talk.session, bureaus), *receipts.answered_of(talk.session, bureaus)]
    about = list(dict.fromkeys(row.suggestion for row in rows))
    if found["n"]:
        about = numbered(about, found["n"])
    elif found["words"]:
        words = found["words"]
        about = titled(about, words) or [one for one in about if words in whole_text(talk, one)]
    if found["they"]:
        # 「他有啥意见」, of the one that was just worked on.
        last = acted_on(talk)
        about = [one for one in about if last is not None and one is last.suggestion]
    if not about:
        return None
    named = [one for one in about if _follows(talk, one, bare(talk))]
    about = named if len(about) > 1 and named else about
    if len(about) > 1:
        return Answer(which(about), "bureau")
    said = talk.session.scalars(
        select(History)
        .where(
            History.case_kind == "assignment",
            History.case_id.in_([row.id for row in rows if row.suggestion is about[0]]),
            History.step.in_(_SAID_TO_BUREAU),
        )
        .order_by(History.id.desc())
        .limit(_LAST_SAID)
    ).all()
    follower = parties.follower(talk.session, about[0], talk.now)
    case, who = label(about[0]), f"{follower.name}代表" if follower is not None else "代表"
    if not said:
        serial = about[0].serial or ""
        return Answer(say("asking.deputy_silent", case=case, who=who, serial=serial), "bureau")
    lines = [_said_line(talk, one) for one in reversed(said)]
    link = link_to(talk.session, about[0])
    told = say("asking.deputy_said", case=case, who=who, list="\n".join(lines), link=link)
    return Answer(told, "bureau")


def _follows(talk: Talk, about: Suggestion, said: str) -> bool:
    """「李代表那边咋说」."""
    follower = parties.follower(talk.session, about, talk.now)
    return follower is not None and (follower.name in said or f"{follower.name[0]}代表" in said)


_LAST_SAID = 3


def _said_line(talk: Talk, one: History) -> str:
    words = talk.session.get(Words, one.words_id) if one.words_id is not None else None
    plain = ASSIGNMENT.step(one.step).label
    return f"{say_date(local_day(one.at), talk.now)}：{words.masked if words else plain}"


def _who_signed(talk: Talk, said: str) -> str | None:
    """What those say whom this deputy asked to sign, if one of them is named."""
    for about in own_of(talk)[:_NAMED]:
        if about.state not in (*WRITING, REVIEWING):
            continue
        rows = talk.session.scalars(
            select(CoSigner).where(CoSigner.suggestion_id == about.id).order_by(CoSigner.id)
        ).all()
        names = (row.deputy.name for row in rows)
        named = any(name in said or f"{name[0]}代表" in said for name in names)
        if named or (rows and _SIGNERS.match(said)):
            told = "，".join(f"{row.deputy.name}{_STATES.get(row.state, '')}" for row in rows)
            return say("asking.signing", case=label(about), told=told)
    draft = on_table(talk)
    who = next(iter(deputies_named(talk, said)), "") if draft is not None else ""
    if draft is not None and who:
        return say("asking.not_asked_to_sign", case=label(draft), who=who)
    return None


def _examples(talk: Talk) -> str:
    """A few that the office has chosen, and where all of them stand."""
    rows = exemplars.listed(talk.session, limit=3)
    if not rows:
        return say("asking.no_examples")
    titles = "、".join(f"《{row.suggestion.title}》" for row in rows)
    return say(
        "asking.examples", list=titles, link=address(talk.session, "/p/suggestions/examples")
    )


def _numbered(talk: Talk, named: str, *, clear: bool) -> list[Suggestion]:
    """By number. A bare 「11咋样」 may mean a citizen's matter; 建, 稿, 〔〕, 件 make it clear."""
    if not clear and not re.search(r"[建稿〔件]|[-－—]", named):
        return []
    return numbered(own_of(talk), named)


def _listed(talk: Talk) -> str:
    """Deputies: what they raised; bureaus: what they owe, by day."""
    lines: list[str] = []
    if talk.roles.deputies:
        own = [one for one in own_of(talk) if one.state not in ("withdrawn", "merged")]
        lines += [say("asking.line", case=short(one), state=TABLE.states[one.state]) for one in own]
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    for row in receipts.open_of(talk.session, bureaus) if bureaus else ():
        lines.append(
            say(
                "asking.line_due",
                case=short(row),
                state=ASSIGNMENT.states[row.state],
                due=say_date(row.due, talk.now),
            )
        )
    lines = list(dict.fromkeys(lines))
    link = address(talk.session, "/p/suggestions")
    if not lines:
        return say("asking.none" if talk.roles.deputies else "asking.none_bureau")
    more = say("asking.more", count=len(lines) - _NAMED) if len(lines) > _NAMED else ""
    return say("asking.list", list="\n".join(lines[:_NAMED]), more=more, link=link)


def _answered(talk: Talk, named: str) -> str | None:
    """The last reply letter of the one that is named, or of the one that was answered last."""
    own = numbered(own_of(talk), named) if named else own_of(talk)
    letters = [
        (row, each)
        for about in own[:_NAMED]
        for row in parties.leads(talk.session, about)
        for each in replies.replies_of(talk.session, row)
        if each.kind in ("reply", "again")
    ]
    if not letters:
        return say("asking.no_reply", case=label(own[0])) if named and own else None
    row, letter = max(letters, key=lambda pair: pair[1].id)
    return say(
        "asking.reply",
        case=label(row),
        bureau=row.bureau.name,
        words=gist(letter.words.masked, _READ_OUT),
        link=link_to(talk.session, row.suggestion),
    )


_STILL = re.compile(
    r"^建(?:〔[\d\-－]+〕)?(?P<n>\d{1,5})号?.{0,14}(?:[?？吗呢不]|没有?|用不用|要不要).{0,3}$"
)


def _gone(talk: Talk, said: str) -> str | None:
    """「建1还用答复不」 of what was taken back or given to another."""
    found = _STILL.match(said)
    bureaus = [liaison.bureau_id for liaison in talk.roles.liaisons]
    if found is None or receipts.find(talk.session, bureaus, int(found["n"])):
        return None
    row = talk.session.scalar(
        select(Assignment)
        .join(Suggestion, Assignment.suggestion_id == Suggestion.id)
        .where(Assignment.bureau_id.in_(bureaus), Suggestion.serial == int(found["n"]))
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    return say("asking.gone", case=label(row), state=ASSIGNMENT.states[row.state])
