"""What is no act on anything pending: a constituent's message."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions import exchanges, hand_overs, issues, places, recipients
from bot.actions.casework import label
from bot.domain.workflow import Party
from bot.domain.workflows.issue import ANSWERED, ISSUE, OPEN, TOLD
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import NUMBER
from handlers.conversation.citizen import beginnings
from handlers.conversation.citizen.about_own import about_him, plain_beside_blame
from handlers.conversation.citizen.asides import praises
from handlers.conversation.citizen.matters import data_rights, joined, new_matter
from handlers.conversation.citizen.own_cases import supplement
from handlers.conversation.citizen.spoken import is_talking, last_spoken_of, said_before
from handlers.conversation.citizen.standing import status, want_human
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk, only_thanks
from handlers.conversation.how_far import is_surely_done
from handlers.conversation.place_only import is_only_a_place, keep_place, placed
from handlers.conversation.reading import is_complaint
from handlers.conversation.replies import held, items_of, reply_of
from handlers.conversation.staff import walk_ins
from handlers.conversation.staff.brought import is_for_others
from handlers.conversation.staff.own_matter import (
    ask_whose,
    asks_or_orders,
    is_own,
    says_nothing,
)
from handlers.conversation.staff.who_came import Told
from nlp.corruption import is_corruption
from nlp.reading import Reading
from nlp.replies.questions import unclear
from nlp.things import holds_a_matter, is_wrong, things

#: 「删我信息」; a word of agreement is none.
_SHORTEST_REQUEST = 4
#: 「你们把我的事忘了吧」 asks how it stands; 「忘记我的信息」 does not.
_FORGOTTEN = re.compile(r"(?:我|俺)(?:们)?(?:家|的|这|那)*(?:件|个)?(?:事|问题)情?.{0,4}忘")
#: 「我要投诉」: the rest is still to come.
_BEGINS = re.compile(
    r"^(?:你好|您好)?[，,]?(?:我|俺)?(?:要|想|来)?(?:再)?(?:投诉|反映|举报|提(?:个|点|条)?(?:意见|建议)|告(?:他|她|他们|状)|说(?:个|件)事|反映(?:个|点|一个|一些)?(?:事|问题|情况))(?:一下|个事|问题|情况)?[。！!]?$"
)


def _of_another_state(talk: Talk) -> Answer | None:
    """Somebody with a role names a case by its number, and nothing of it waits for them: said so,
    and never taken for a new matter. The same sentence whether it exists or is not theirs."""
    named = NUMBER.search(talk.text)
    if named is None or not talk.roles.any:
        return None
    issue = issues.by_number(talk.session, int(named[1]))
    parties = set()
    if issue is not None:
        row = hand_overs.latest(talk.session, issue)
        parties = recipients.parties_of(
            talk.session, issue, talk.contact, talk.roles, talk.now, row
        )
    if issue is None or not parties:
        return Answer(say("refused.unknown_number", number=f"民{named[1]}"), "staff")
    if Party.CONSTITUENT in parties:
        return None
    waiting = _waiting(talk, f"民{issue.number}")
    if waiting is not None:
        return waiting
    talk.message.issue_id = issue.id
    state = ISSUE.states[issue.state]
    return Answer(say("staff.not_waiting", case=label(issue), state=state), "staff", issue.id)


def _waiting(talk: Talk, ref: str) -> Answer | None:
    """It does wait for them, and what they said of it is no act: asked, with what can be said."""
    for role in held(talk):
        found = [item.pending for item in items_of(talk, role) if item.pending.ref == ref]
        if role == "deputy" and found:
            return Answer(say("deputy.take_or_not", ref=ref), role)
        if found:
            return Answer(unclear(role, found), role)
    return None


def _asks_for_somebody(talk: Talk) -> bool:
    """「我要找县长」, and nothing beside it."""
    acts = reply_of(talk, "constituent", []).acts
    return len(talk.text.strip()) <= _ASKS_FOR and [act.act for act in acts] == ["human"]


_ASKS_FOR = 12


def as_constituent(talk: Talk, reading: Reading) -> Answer:
    named = _of_another_state(talk)
    if named is not None:
        return named
    if _BEGINS.match(talk.text.strip()):
        return Answer(say("answer.go_on"), AS_CONSTITUENT)
    if beginnings.tell_what(talk) and reading.grid_code and is_only_a_place(talk, reading):
        # 「一下雨就淹」, then 「东坪村三组」.
        return new_matter(talk, replace(reading, kind="problem"), only_where=True)
    there = placed(talk, reading) or _greeted_from(talk, reading)
    if there is not None:
        return there
    if reading.kind in ("unclear", "problem") and _asks_for_somebody(talk):
        reading = replace(reading, kind="human")
    if _is_a_first_matter(talk, reading) or (reading.kind == "greeting" and reading.avoid):
        reading = replace(reading, kind="problem")
    match reading.kind:
        case "status" if _asks_at_work(talk, reading):
            return ask_whose(talk)
        case "status" if _asks_of_the_place(talk, reading):
            # 「西坪村的路修好了没」 of somebody who has told us nothing yet: a matter like another.
            return new_matter(talk, reading)
        case "status":
            return Answer(status(talk, None), AS_CONSTITUENT)
        case "human" if not (reading.avoid and is_complaint(talk.text)):
            return Answer(want_human(talk, None), AS_CONSTITUENT)
        case "data_rights" if _FORGOTTEN.search(talk.text) and issues.of_reporter(
            talk.session, talk.contact, limit=1
        ):
            return Answer(status(talk, None), AS_CONSTITUENT)
        case "data_rights" if len(talk.text.strip()) >= _SHORTEST_REQUEST:
            return data_rights(talk, reading)
        case "data_rights":
            return _unclear(talk, reading)
        case "greeting":
            return Answer(say("welcome.greeting"), AS_CONSTITUENT)
        case "thanks" | "problem" | "unclear" if (praised := praises(talk, reading)) is not None:
            return praised
        case "thanks" if _wrong_beside(talk, reading):
            return new_matter(talk, replace(reading, kind="problem"))
        case "thanks" if (good_news := _good_news(talk)) is not None:
            return supplement(talk, good_news, reading)
        case "thanks":
            return Answer(say("answer.thanks"), AS_CONSTITUENT)
        case "abuse":
            return Answer(say("answer.abuse"), AS_CONSTITUENT)
        case "advertising":
            return Answer(say("answer.advertising"), AS_CONSTITUENT)
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    if talk.roles.any and says_nothing(talk.text):
        return Answer(say("answer.nothing_pending"), "staff")
    if talk.roles.any and not is_own(talk, reading, own):
        # It would open a case that nobody meant, or lie in one of their own that it is not about.
        return ask_whose(talk)
    if is_for_others(talk, talk.text) and not is_talking(talk):
        grave = is_complaint(talk.text) or is_corruption(talk.text)
        if not (grave or is_wrong(talk.text) or holds_a_matter(talk.text, reading.places)):
            return ask_whose(talk)
        return walk_ins.enter(talk, Told(talk.text.strip(), "walk_in"))
    case = about_him(talk, reading, own) or _belongs_to(talk, reading)
    case = case or _praised_just_now(talk, reading, own)
    if case is not None:
        return supplement(talk, case, reading)
    if reading.kind == "joining":
        return _join(talk, reading)
    under_way = _under_way(talk) if reading.kind == "rating" else None
    if under_way is not None and not issues.too_high_for(
        talk.session, reading, under_way, talk.now
    ):
        return supplement(talk, under_way, reading)
    if reading.rumour and reading.safety is not None:
        return Answer(
            say("answer.rumour", numbers="、".join(reading.safety.numbers)), AS_CONSTITUENT
        )
    told = _holds_one(talk, reading) and not talk.roles.any
    grunt = len(talk.text.strip()) < 6 and not reading.places and not told
    grunt = grunt and not (_short_but_clear(reading) or _is_grave(reading, talk.text))
    if reading.kind == "withdrawal" and not (told or own or talk.roles.any):
        return Answer(say("answer.never_mind"), AS_CONSTITUENT)
    if grunt or reading.kind in ("unclear", "rating", "withdrawal", "correction", "supplement"):
        return _unclear(talk, reading)
    answer = new_matter(talk, reading, _thanked_for(talk) if _BUT.match(talk.text) else "")
    if talk.roles.any:
        note = say("role.taken_as_constituent")
        return Answer(f"{answer.text}{note}", answer.taken_as, answer.issue_id)
    return answer


def _asks_at_work(talk: Talk, reading: Reading) -> bool:
    """「东坪那个灯有人管没」 of somebody at work who has reported nothing: no matter of theirs."""
    if not talk.roles.any or issues.of_reporter(talk.session, talk.contact, limit=1):
        return False
    return asks_or_orders(talk.text, reading.places)


def _praised_just_now(talk: Talk, reading: Reading, own: Sequence[Issue]) -> Issue | None:
    """「半夜出诊，一分钱没收」 after a word of praise says why."""
    if reading.urgency != "普通" or reading.avoid or reading.kind in ("accusation", "data_rights"):
        return None
    if is_wrong(talk.text):
        return None
    last = last_spoken_of(talk)
    return next((each for each in own if each.id == last and each.kind == "praise"), None)


def _belongs_to(talk: Talk, reading: Reading) -> Issue | None:
    if reading.belongs_to is None or reading.kind == "joining":
        return None
    issue = issues.by_number(talk.session, int(reading.belongs_to.removeprefix("民")))
    if issue is None or issues.too_high_for(talk.session, reading, issue, talk.now):
        return None
    return None if plain_beside_blame(reading, issue) else issue


#: 「低保没批」, 「栏杆没了」 of somebody who has told nothing yet: no question how it stands, and
#: more than a grunt.
_NO_MATTER = frozenset(
    {"status", "unclear", "greeting", "thanks", "rating", "withdrawal", "supplement", "correction"}
)


def _is_a_first_matter(talk: Talk, reading: Reading) -> bool:
    if talk.roles.any or reading.kind not in _NO_MATTER or _ASKS_IT.search(talk.text):
        return False
    if issues.of_reporter(talk.session, talk.contact, limit=1):
        return False
    return _holds_one(talk, reading)


def _holds_one(talk: Talk, reading: Reading) -> bool:
    """「坑」 alone is a piece of one."""
    size = len(talk.text.strip())
    told = reading.kind == "problem" and not talk.roles.any and size > _A_SENTENCE
    if told and (things(talk.text, reading.places) or is_wrong(talk.text)):
        return True  # 「疯狗没人打」, 「没地方住」
    # 「买到假药」: no thing that we have a name for, and what it is about is known all the same.
    known = reading.kind == "problem" and reading.topic is not None and is_wrong(talk.text)
    if known and size > _A_SENTENCE:
        return True
    return size >= _A_SENTENCE and holds_a_matter(talk.text, reading.places)


#: So few letters say what is wrong with something: 「栏杆没了」.
_A_SENTENCE = 3
_ASKS_IT = re.compile(r"[?？]|(?:了|过)(?:没|吗|么)|咋样|怎么样|谢谢|感谢|多亏")


def _greeted_from(talk: Talk, reading: Reading) -> Answer | None:
    """「您好，我在宁波打工呢，我娘在东坪村」: where it is was said; what is wrong comes next."""
    if reading.kind != "greeting" or talk.roles.any or reading.avoid or is_wrong(talk.text):
        return None
    found = talk.reader.place(talk.text)
    grid = places.by_code(talk.session, found.grid_code) if found.grid_code else None
    if grid is None or grid.level not in ("village", "grid"):
        return None
    return keep_place(talk, grid)


#: From so sure a topic on four letters are a matter: 「路灯不亮」「没水了」; 「骗人」 is none.
_CLEAR = 0.75


#: 「陈代表答应的事没下文」: somebody's word that is not kept.
_PROMISED = re.compile(r"答应|承诺|说好|保证|说过|说了|讲过|许(?:下|过|的)")
#: So many letters say what a question for the state is about.
_ASKS_OF = 8


def _asks_of_the_place(talk: Talk, reading: Reading) -> bool:
    if talk.roles.any or issues.of_reporter(talk.session, talk.contact, limit=1):
        return False
    named = reading.topic is not None or bool(_PROMISED.search(talk.text))
    return len(talk.text.strip()) >= _ASKS_OF and named


def _short_but_clear(reading: Reading) -> bool:
    if reading.kind == "policy_question":
        return reading.topic is not None and len(reading.text) > _LEAST_ASKED
    return reading.kind == "problem" and reading.confidence >= _CLEAR and len(reading.text) > 2


#: 「咋报」 asks nothing yet.
_LEAST_ASKED = 3


_CLAUSE = re.compile(r"[，,。；;！!\s]+")


def _wrong_beside(talk: Talk, reading: Reading) -> bool:
    """「谢谢恁 这回俺想说西坪村的桥 桥板断了」: thanks, and something that is wrong."""
    return not talk.roles.any and any(
        holds_a_matter(clause, reading.places)
        and not (_THANKED.search(clause) or is_surely_done(clause))
        for clause in _CLAUSE.split(talk.text)
    )


#: Of such a clause nothing is wrong any more.
_THANKED = re.compile(
    r"谢|感激|辛苦|多亏|好了|[填补修换清通装铺弄]{1,2}(?:好|平|上|完|通|了)|不(?:黑|臭|堵|漏|摔)了"
)


def _good_news(talk: Talk) -> Issue | None:
    """「孩子救上来了，谢谢」: thanks that say something; it belongs to what is under way."""
    if only_thanks(talk.text):
        return None
    return _under_way(talk)


def _under_way(talk: Talk) -> Issue | None:
    """「还差点，灯头还晃」 while somebody is still on it: more words to the newest such case."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    return own[0] if own and own[0].state in OPEN and own[0].kind != "praise" else None


def _join(talk: Talk, reading: Reading) -> Answer:
    """「我们楼也是」: joins what others said of the same place, else is a matter of its own."""
    issue = issues.joinable(talk.session, talk.contact, reading, now=talk.now)
    if issue is None or issues.too_high_for(talk.session, reading, issue, talk.now):
        return new_matter(talk, reading)
    return joined(talk, reading, issue)


_NODS = re.compile(
    r"^(?:(?:那|也|就)+(?:[好行中成]|可以)[的啊呢吧哈呀]*|好的?[啊呢吧哈呀]*|[行中成得妥][啊吧嘞咧]?|要得|嗯+|[哦噢喔]+|可以|知道了?|晓得了?|收到了?|ok)"
    r"(?:[，, ]*(?:谢谢|多谢|谢了|辛苦|麻烦)[你您们了啊哈呀啦]*)?[。！!~～]*$",
    re.IGNORECASE,
)


def nod(talk: Talk) -> Answer | None:
    """「好的」: of a case whose answer was told it may mean that it is done, so it is asked."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    if talk.roles.any or not own or not _NODS.match(talk.text.strip()):
        return None
    answered = own[0].state in (ANSWERED, TOLD)
    key = "answer.nod_answered" if answered else "answer.nod"
    return Answer(say(key, case=label(own[0])), AS_CONSTITUENT)


def _unclear(talk: Talk, reading: Reading) -> Answer:
    """Nothing is lost: what is longer than a grunt becomes a case that a person looks at."""
    if talk.roles.any and len(talk.text.strip()) < 6:
        return Answer(say("answer.nothing_pending"), "staff")
    own = [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.kind not in ("praise", "data_rights")
    ]
    if not (own or talk.roles.any) and beginnings.is_completed_by(talk):
        # 「不亮了」 after 「俺家门前那个路灯」.
        return new_matter(talk, replace(reading, kind="problem"))
    if issues.is_of_the_home(talk.text):
        # 「我儿子打我」: few letters, and more than a grunt.
        return new_matter(talk, replace(reading, kind="problem"))
    if reading.places and reading.grid_code and len(talk.text.strip()) >= _ASKS_OF and not own:
        # 「柳树湾村承包地确权错了」 has a place and says something of it: whoever is there looks.
        return new_matter(talk, replace(reading, kind="problem"))
    if len(talk.text.strip()) >= 6 and not own:
        answer = new_matter(talk, replace(reading, kind="unclear"), _thanked_for(talk))
        opened = issues.of_reporter(talk.session, talk.contact, limit=1)
        if opened and opened[0].kind != "unclear":
            return answer
        number = f"民{opened[0].number}" if opened else ""
        said = say("answer.unclear_kept", number=number)
        return Answer(said, answer.taken_as, answer.issue_id)
    if not own and not talk.roles.any:
        # 「坑」 is a piece of what comes next.
        exchanges.begin(talk.session, talk.contact.id, talk.message.id, now=talk.now)
        if _ALARMED.fullmatch(talk.text.strip()):
            return Answer(say("answer.what_happened"), AS_CONSTITUENT)
        if beginnings.tells_what(talk, talk.text):
            said = say("answer.heard_where", said=talk.text.strip(" 。.！!，,"))
            return Answer(said, AS_CONSTITUENT)
    return Answer(say("answer.unclear"), AS_CONSTITUENT)


#: Something is the matter, and nothing is told of it.
_ALARMED = re.compile(
    r"(?:又|这儿|这里|村里)?(?:出(?:大)?事(?:儿)?了?|[急快]+(?:急|点|啊|呀)*|十?万?火急)[啊呀了！!。.]*"
)


def _is_grave(reading: Reading, text: str) -> bool:
    """「选举发了烟」: few letters, and never asked for anew."""
    return reading.kind == "accusation" or is_corruption(text)


_BUT = re.compile(r"\W*(?:就是|只是|不过|可是?|但是?)(?!说)")


def _thanked_for(talk: Talk) -> str:
    """「就是还有两盏没亮」 after thanks for the lamps of which we never knew."""
    before = next(iter(said_before(talk)), "")
    but = is_wrong(talk.text) or _BUT.match(talk.text)
    return before if but and things(before).named else ""
