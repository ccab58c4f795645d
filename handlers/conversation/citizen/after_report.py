"""What is said after 「好了回1，还差点回2，没好回3」: one of the three, or more words to the case
with the question once more. It is closed by nothing that doubts, and it never hangs on words that
were only added."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import issues
from bot.actions.casework import label
from bot.domain.workflows.issue import ANSWERED, EARLY, OPEN, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen.adding import add_parts, said_of_each
from handlers.conversation.citizen.belonging import ANOTHER
from handlers.conversation.citizen.matters import new_matter
from handlers.conversation.citizen.own_cases import rate, supplement
from handlers.conversation.citizen.spoken import last_spoken
from handlers.conversation.citizen.verdicts import GOOD, NEARLY, NOT, UNSURE, verdict
from handlers.conversation.citizen.wishes import wishes
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk, only_thanks
from handlers.conversation.how_far import is_good_but
from handlers.conversation.reading import is_complaint
from handlers.conversation.replies import own_acts
from nlp.corruption import is_corruption
from nlp.reading import Reading
from nlp.things import Things, holds_a_matter, is_wrong, things

#: Acts of their own that say nothing of how it is.
_OTHER_ACTS = frozenset({"keep_secret", "human", "correct"})
#: Read as a word that it is over: 「听说好了」 takes nothing back.
_TAKES_BACK = re.compile(r"撤|不(?:用|要|想|再)|别|甭|算了|自己|和解|私了|取消|追究|计较")
#: 「来的人说下回再弄」 asks for nobody to ring.
_ASKS_FOR_ONE = re.compile(
    r"找(?:个)?(?:人|领导|代表)|人工|打(?:我|俺|个)?电话|回(?:我|俺|个)?电话|派(?:个)?人|叫(?:个)?人"
)
_ASKS_HOW = re.compile(r"(?:咋样|怎么样|啥情况|进展|到哪|谁在办|啥时候|什么时候|多久|几时)")
_REPORTED = (ANSWERED, TOLD)
_OTHER_KINDS = frozenset({"data_rights", "lawful_channel", "gathering", "joining"})
#: More letters tell more than how it is.
_LONGEST = 60


def heard(talk: Talk, reading: Reading) -> Answer | None:
    """None: nothing was asked, or it is about something else."""
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    each = _of_each(talk, reading, own)
    if each is not None:
        return each
    case = _asked(talk, reading, own)
    if case is None:
        return None
    both = _with_another(talk, reading, case)
    if both is not None:
        return both
    # 「好是好了，就是路面挖的坑没填」: what is not is part of that.
    but = is_good_but(talk.text)
    if not but and _is_otherwise(talk, reading, case):
        return None
    how = NEARLY if but else verdict(talk.text)
    acts = own_acts(talk).acts
    if how == UNSURE:
        return Answer(say("answer.nod_answered", case=label(case)), AS_CONSTITUENT, case.id)
    if any(act.act == "rate" for act in acts) and not how:
        # A digit, or a word that only the reader of short replies knows.
        return None
    takes_back = any(act.act == "withdraw" for act in acts) and _TAKES_BACK.search(talk.text)
    if takes_back or (not how and any(act.act == "status" for act in acts)):
        return None
    talk.message.issue_id = case.id
    if how:
        return Answer(rate(talk, case, how), AS_CONSTITUENT, case.id)
    if reading.kind in ("thanks", "greeting"):
        return Answer(say("answer.nod_answered", case=label(case)), AS_CONSTITUENT, case.id)
    return supplement(talk, case, reading)


#: Where one thing ends and another begins: 「灯好了 可是路上的坑还没填」.
JOINT = re.compile(
    r"(?:[，,。；;！!\s]|谢谢[^，,。；;！!\s]{0,4})+(?:可是|可|但是?|不过|就是|只是|对了|还有|另外|再就是|顺便|(?:我|俺)?(?:再|还想?)[说问](?:个|一个|件)?事情?[，,\s]*)?(?=(?P<next>.{4,}))"
)
#: What was left by those who mended it is part of it.
_LEFT_BY_IT = re.compile(
    r"挖|施工|换下|拆下|干活|师傅|修的|弄|留下|剩下|压[坏烂断]|碰|带|[换修装拆铺][^，,。]{1,4}(?:把|时|的时候)"
)


def _of_each(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Answer | None:
    """「渠通了 路还没动静」: how the reported one is, and a word to an open one."""
    mine = [
        one
        for one in own
        if one.state in (*EARLY, *OPEN, *_REPORTED) and one.reporter_id == talk.contact.id
    ]
    parts = said_of_each(talk.text, [(one, _things_of(one)) for one in mine])
    how = {one.id: verdict(text) for one, text in parts if one.state in _REPORTED}
    if len(parts) < 2 or not how or not {*how.values()} <= {GOOD, NEARLY, NOT}:
        return None
    if reading.avoid or is_complaint(talk.text) or any(one.seen_by != "grid" for one, _ in parts):
        return None
    rated = [
        rate(replace(talk, text=text), one, how[one.id]) for one, text in parts if one.id in how
    ]
    rest = [part for part in parts if part[0].id not in how]
    said = [*rated, add_parts(talk, rest).text] if rest else rated
    return Answer("\n".join(said), AS_CONSTITUENT, parts[-1][0].id)


#: As what the rest must read, where no word of ours says that something is wrong with its thing.
_TELLS = frozenset({"problem", "policy_question", "project_wish"})


def _with_another(talk: Talk, reading: Reading, case: Issue) -> Answer | None:
    """How it is, and then another thing that is wrong: the one is a rating, the other a matter."""
    for joint in JOINT.finditer(talk.text):
        head, rest = talk.text[: joint.start()].strip(), joint["next"]
        first = things(head, reading.places)
        if first.named and not first.of(_things_of(case)) and holds_a_matter(head, reading.places):
            # 「东坪桥的栏杆断了，孩子上学从那过」 says nothing of how the canal is.
            return None
        how = verdict(head) if head else ""
        said = things(rest)
        thanks = not how and only_thanks(head)
        if not (thanks or how in (GOOD, NEARLY, NOT)) or _LEFT_BY_IT.search(rest) or not said:
            continue
        home = talk.home()
        reading = talk.reader.read(rest, home=home.code if home else None)
        tells = reading.kind in _TELLS and (said.named or reading.kind != "problem")
        if said.of(_things_of(case)) or not (holds_a_matter(rest) or tells):
            continue
        if reading.avoid or reading.urgency == "危急" or is_complaint(rest):
            continue
        asked = say("answer.nod_answered", case=label(case))
        rated = asked if thanks else rate(replace(talk, text=head), case, how)
        opened = new_matter(replace(talk, text=rest), reading)
        return Answer(f"{rated}\n{opened.text}", AS_CONSTITUENT, opened.issue_id)
    return None


def _asked(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Issue | None:
    """The one case of theirs that was reported and is what they speak of."""
    awaiting = [
        issue
        for issue in own
        if issue.state in (ANSWERED, TOLD) and issue.reporter_id == talk.contact.id
    ]
    numbers = {int(number) for number in NUMBER.findall(talk.text)}
    if not awaiting or numbers - {issue.number for issue in awaiting}:
        return None
    named = [issue for issue in awaiting if issue.number in numbers]
    if len(named) == 1:
        return named[0]
    said = things(talk.text, reading.places)
    of_it = [issue for issue in own if said.of(_things_of(issue))]
    if len(of_it) == 1:
        return of_it[0] if of_it[0] in awaiting else None
    newest = last_spoken(talk, [issue for issue in own if issue.kind != "data_rights"])[1]
    if newest is not None:
        return newest if newest in awaiting else None
    under_way = [issue for issue in own if issue in awaiting or issue.closed_at is None]
    return awaiting[0] if len(awaiting) == 1 and len(under_way) == 1 else None


def _is_otherwise(talk: Talk, reading: Reading, case: Issue) -> bool:
    """Whether it is another matter, blames somebody, or asks for something of its own."""
    text = talk.text.strip()
    if len(text) > _LONGEST or reading.kind in _OTHER_KINDS or wishes(text):
        return True
    acts = {act.act for act in own_acts(talk).acts} & _OTHER_ACTS
    if "human" in acts and not _ASKS_FOR_ONE.search(text):
        acts -= {"human"}
    if ANOTHER.match(text) or acts:
        return True
    if is_corruption(text) or (is_complaint(text) and (reading.avoid or len(text) > _BLAMES)):
        return True
    if _ASKS_HOW.search(text):
        return True
    said = things(text, reading.places)
    if len(text) > _BLAMES and not said.of(_things_of(case)):
        # 「村支书把低保给他家亲戚，没人管」 says not how the canal is: a gate reads that.
        of_today = last_spoken(talk, [case])[1] is not None
        if reading.avoid or not of_today:
            return True
    another = (
        bool(said) and not said.of(_things_of(case)) and (is_wrong(text) or len(text) > _BLAMES)
    )
    if another and holds_a_matter(text, reading.places):
        return True
    if reading.kind == "policy_question" and said.named and not said.of(_things_of(case)):
        return True  # 「高龄补贴咋领」 of who was told how the canal is
    here = case.grid.code if case.grid is not None else None
    named = reading.grid_code if reading.places else None
    elsewhere = (
        named is not None
        and here is not None
        and not (named.startswith(here) or here.startswith(named))
    )
    return elsewhere and is_wrong(text)


#: So few letters of anger blame nobody.
_BLAMES = 12


def _things_of(issue: Issue) -> Things:
    return things(f"{issue.title}，{issue.words.text or ''}")
