"""A word about a case of theirs: rate, add, correct, withdraw, keep secret."""

import re
from collections.abc import Sequence

from bot.actions import exchanges, hand_overs, issues, people, places
from bot.actions import words as wording
from bot.actions.actors import actor_in
from bot.actions.casework import label
from bot.actions.suggestions import citizens_word
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.issue import CLOSED, CONFIRMED, EARLY, OPEN, RAISED, RECHECK, WITHDRAWN
from bot.store.models import Grid, Issue
from bot.texts import say
from handlers.conversation.citizen.matters import attach_loose, new_matter, words_of
from handlers.conversation.citizen.phones import keep_said
from handlers.conversation.citizen.standing import none_yet, status, want_human
from handlers.conversation.citizen.verdicts import GOOD, NOT, UNSURE, asks_when, verdict
from handlers.conversation.citizen.wishes import SILENCE, is_told_beside
from handlers.conversation.context import AS_CONSTITUENT, Answer, Talk
from handlers.conversation.how_far import is_partly
from handlers.conversation.pending import Item
from handlers.conversation.receipts import desk_name, say_added
from nlp.reading import Reading
from nlp.replies import Act
from nlp.things import things


def about_own_case(
    talk: Talk, acts: Sequence[Act], items: Sequence[Item], reading: Reading
) -> Answer | None:
    """Perform what a constituent's short reply says about their own cases."""
    secret = any(act.act == "keep_secret" for act in acts)
    if secret and tells_a_matter(reading):
        # 「我家的事不想让代表知道，东坪村三组吃水难」: one more matter, secret from the first.
        exchanges.promise_secrecy(talk.session, talk.contact.id, now=talk.now)
        return new_matter(talk, reading)
    if secret and not _names_one(talk.text):
        # Whoever asks for secrecy is not asked back: it holds for all that they said.
        rest = [act for act in acts if act.act != "keep_secret"]
        answer = about_own_case(talk, rest, items, reading) if rest else None
        said_all = keep_all_secret(talk)
        text = f"{said_all}\n{answer.text}" if answer is not None else said_all
        return Answer(text, AS_CONSTITUENT)
    said: list[str] = []
    for act in acts:
        for issue in _cases(act, items):
            try:
                with talk.session.begin_nested():
                    said.append(_perform(talk, act, issue, reading))
                if issue is not None:
                    talk.message.issue_id = issue.id
            except Refused as refused:
                said.append(say(refused.key, **refused.fields))
    return Answer("\n".join(dict.fromkeys(said)), AS_CONSTITUENT) if said else None


def _cases(act: Act, items: Sequence[Item]) -> Sequence[Issue | None]:
    found = [
        item.case for item in items if item.pending.ref in act.refs and isinstance(item.case, Issue)
    ]
    if found and act.act == "human":
        # One person rings, about the newest; not one call per case.
        return found[:1]
    if found:
        return found
    if act.act in ("status", "human", "keep_secret") or not items:
        return [None]
    newest = items[0].case
    return [newest if isinstance(newest, Issue) else None]


def _perform(talk: Talk, act: Act, issue: Issue | None, reading: Reading) -> str:
    if act.act == "status":
        return status(talk, issue)
    if act.act == "human":
        return want_human(talk, issue)
    if act.act == "keep_secret":
        return keep_secret(talk, issue)
    if issue is None:
        raise Refused(none_yet(talk))
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    again = act.act in ("supplement", "correct") or act.fields.get("rating") in ("没好", "还差点")
    if issue.state == WITHDRAWN and again:
        # 「又坏了」: taken back, and not to be lost.
        issues.speak_again(talk.session, issue, actor, words_of(talk, reading), now=talk.now)
        attach_loose(talk, issue)
        return say("answer.again", case=label(issue))
    if act.act == "supplement" and is_bad_again(talk, issue):
        return rate(talk, issue, "没好")
    if act.act == "rate":
        return rate(talk, issue, str(act.fields.get("rating", "")))
    if act.act == "withdraw" and _is_elsewhere(talk, issue, reading):
        return correct(talk, issue, reading)
    if act.act == "withdraw" and not _says_what_it_is(issue, talk.text):
        issues.withdraw(talk.session, issue, actor, now=talk.now)
        return say("answer.withdrawn", case=label(issue))
    if act.act == "correct":
        return correct(talk, issue, reading)
    text = str(act.fields.get("text") or talk.text)
    keep_said(talk, reading)
    words = wording.keep(talk.session, text, said_by=talk.contact.id, now=talk.now)
    issues.supplement(talk.session, issue, actor, words, now=talk.now)
    attach_loose(talk, issue)
    return say_added(issue)


#: That they take back what they said.
_TAKES_BACK = re.compile(r"撤[回销]|吧|[我俺]|不(?:用|要|说|反映|麻烦)|算了|这件|[民\d]")


def _says_what_it_is(issue: Issue, text: str) -> bool:
    """「撤了」 of who told that the school will be: that has come about."""
    told = f"{issue.title}{issue.words.text or ''}"
    return "撤" in told and "撤" in text and _TAKES_BACK.search(text) is None


def _is_elsewhere(talk: Talk, issue: Issue, reading: Reading) -> bool:
    """「不用管了，是西坪村的路灯」: it is broken all the same, only not here."""
    there = places.by_code(talk.session, reading.grid_code) if reading.grid_code else None
    if there is None or issue.grid is None or places.within(issue.grid, there):
        return False
    names = "|".join(map(re.escape, reading.places))
    found = re.search(rf"(?<!不)[是在](?:{names}){_THERE}", talk.text)
    if found is None:
        return False
    # 「在西坪住的儿子修了」, 「是西坪的电工修好的」 tell who it was, and not where.
    behind = re.split(r"[，,。；;\s]", talk.text[found.end() :], maxsplit=1)[0]
    of_it = things(behind).of(things(f"{issue.title}，{issue.words.text or ''}"))
    return not behind or (of_it and not _MENDED.search(behind))


#: What may stand behind the name of a place that is only a place.
_THERE = r"(?:村|[一二三四五六七八九十\d]+[组队]|那边|那儿|那里|那个|的|里|桥头|村口|[啊呀呢哩吧])*"
_MENDED = re.compile(r"[修弄搞换通装清](?:好|完|通|上)?(?:了|的$)|住")


#: 「没好，昨晚又停了」 of what they had called good.
_BAD_AGAIN = re.compile(
    r"没(好|修好|弄好|解决)|又(坏|停|堵|漏|断|灭|塌|黑|臭|裂|破|烂|垮|倒|陷|掉|淹|渗|犯|来了|没|不)|还是(没|不|老样子|那样)"
)


def is_bad_again(talk: Talk, issue: Issue) -> bool:
    """Whether this is said of a case that was closed as good, or about which a suggestion has been
    answered, and says that it is not."""
    if not _BAD_AGAIN.search(talk.text):
        return False
    if issue.state == RAISED and not _BESIDE_IT.search(talk.text):
        return citizens_word.answered(talk.session, issue) is not None
    return issue.state in (CONFIRMED, CLOSED)


#: 「灯是亮了，又灭了」 is not good.
_BUT = re.compile(r"又|还(?:是|有|差|不|没)|车牌|牌照")


#: 「好了回1是啥意思」 asks what to do, and says nothing of how it is.
_ASKS_WHAT = re.compile(
    r"(?:啥|什么|甚)意思|(?:咋|怎么|怎样|如何)(?:回|填|选|按|弄)|回(?:几|哪个|啥|什么)"
)
#: Nobody has said yet that it is done.
_NOT_REPORTED = (*EARLY, *OPEN)
_RATINGS = {"好了": "好了", "还差点": "还差点", "没好": "没好"}


def rate(talk: Talk, issue: Issue, rating: str) -> str:
    """「好了」, 「还差点」, 「没好」 with all that was said beside it; what to say back."""
    if rating not in _RATINGS:
        raise Refused("refused.stopped")
    if _ASKS_WHAT.search(talk.text):
        return say("small.digits")
    if rating == GOOD and asks_when(talk.text):
        return status(talk, issue)
    if rating == GOOD and issue.state == WITHDRAWN:
        return say("answer.good_withdrawn", case=label(issue))
    if issue.rating == rating and issue.state in ("closed", "recheck"):
        return say("answer.already_rated", case=label(issue), rating=rating)
    how = verdict(talk.text) if rating == GOOD else rating
    if rating == GOOD:
        # It closes a case: whatever doubts it or says what is wrong is heard first.
        if how == UNSURE and issue.state not in _NOT_REPORTED:
            return say("answer.nod_answered", case=label(issue))
        rating = how if how in _RATINGS else rating
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    but = rating == "好了" and (is_partly(talk.text) or _BUT.search(talk.text) is not None)
    if but and issue.state not in _NOT_REPORTED:
        rating = "还差点"
    if issue.state in _NOT_REPORTED and (but or issue.state != RECHECK):
        # Nobody has reported yet, but they have seen it: who is on it reads what they say.
        kept = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
        issues.supplement(talk.session, issue, actor, kept, now=talk.now)
        # 「村会计说给了」 is what he says.
        good = rating == "好了" and not but and how != UNSURE
        key = "answer.good_already" if good else "answer.supplement"
        return say(key, case=label(issue))
    if issue.state == RAISED:
        # A suggestion is about it: what they say stands there.
        kept = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
        issues.supplement(talk.session, issue, actor, kept, now=talk.now)
        if rating == "好了":
            shows = citizens_word.says_good(talk.session, issue, actor, kept, now=talk.now)
            return say("answer.good_behind" if shows else "answer.supplement", case=label(issue))
        told = citizens_word.says_not(talk.session, issue, rating, now=talk.now)
        return say("answer.not_good_behind" if told else "answer.supplement", case=label(issue))
    words = None
    if len(talk.text.strip()) > 3:
        words = wording.keep(talk.session, talk.text, said_by=talk.contact.id, now=talk.now)
    issues.rate(talk.session, issue, actor, rating, words, now=talk.now)
    attach_loose(talk, issue)
    key = "answer.closed_thanks" if rating == "好了" else "answer.rated_low"
    return say(key, case=label(issue))


#: 「旁边的井盖也坏了」 is of something else.
_BESIDE_IT = re.compile(r"也|还有|另外|旁边|对面")


def supplement(talk: Talk, issue: Issue, reading: Reading) -> Answer:
    """A later message that belongs to an open case is attached, not a new case."""
    keep_said(talk, reading)
    if is_bad_again(talk, issue):
        talk.message.issue_id = issue.id
        return Answer(rate(talk, issue, "没好"), AS_CONSTITUENT, issue.id)
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.rename(talk.session, issue, reading, now=talk.now)
    issues.press(issue, reading.urgency)
    issues.supplement(talk.session, issue, actor, words_of(talk, reading), now=talk.now)
    attach_loose(talk, issue)
    talk.message.issue_id = issue.id
    not_good = issue.state == RAISED and verdict(talk.text) == NOT
    not_good = not_good and not _BESIDE_IT.search(talk.text)
    if not_good and citizens_word.says_not(talk.session, issue, "没好", now=talk.now):
        told = say("answer.not_good_behind", case=label(issue))
        return Answer(told, AS_CONSTITUENT, issue.id)
    return Answer(say_added(issue), AS_CONSTITUENT, issue.id)


#: 「不是刘家冲，是白果岭」.
_RATHER = re.compile(
    r"不(?:是|在)[^，,。；;]{1,14}[，,。；; ]*(?:而|应该|其实|实际)?(?:是|在)(.{2,20})"
)


def correct(talk: Talk, issue: Issue, reading: Reading) -> str:
    """「说错了，是西坪」."""
    actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    code = reading.grid_code
    if said := _RATHER.search(talk.text):
        # Of two places that are named the second one is meant, or none.
        home = issue.grid.code if issue.grid else None
        code = talk.reader.place(said[1], home=home).grid_code
    grid = places.by_code(talk.session, code) if code else None
    words = words_of(talk, reading)
    wide = issue.grid is None or issue.grid.level in ("township", "county")
    early = issue.state in ("received", "asking", "routed")
    quiet = issue.kind == "voice" or issue.seen_by != "grid"
    if grid is not None and issue.grid is not None and places.within(issue.grid, grid):
        # The same place once more moves nothing and is news for nobody.
        if issue.state in _NOT_REPORTED:
            issues.note_words(talk.session, issue, words, now=talk.now)
        return say("answer.place_same", case=label(issue), place=_say_place(talk, issue.grid))
    if grid is None or not (early or quiet or (wide and issue.state == "at_station")):
        issues.supplement(talk.session, issue, actor, words, now=talk.now)
        key = "answer.supplement" if grid is None else "answer.corrected_later"
        return say(key, case=label(issue))
    if quiet:
        # Kept above somebody, or nobody has listened yet: no deputy is shown it.
        issues.supplement(talk.session, issue, actor, words, now=talk.now)
        issues.place_quietly(talk.session, issue, grid, now=talk.now)
        who, place = desk_name(issue), _say_place(talk, grid)
        return say("answer.corrected_kept", case=label(issue), place=place, who=who)
    _name_anew(talk, issue, grid)
    key = "answer.placed_later" if issue.grid is None else "answer.corrected"
    issues.correct_place(talk.session, issue, actor, grid, words, now=talk.now)
    return say(key, case=label(issue), place=places.say_place(talk.session, grid))


def _name_anew(talk: Talk, issue: Issue, grid: Grid) -> None:
    """The title does not go on naming the wrong village."""
    for named in talk.reader.place(issue.title).found:
        wrong = places.by_code(talk.session, named.code) if named.code else None
        if wrong is not None and not places.within(wrong, grid) and not places.within(grid, wrong):
            village = places.ancestor(talk.session, grid, "village") or grid
            issue.title = issue.title.replace(named.text, village.name, 1)


def _say_place(talk: Talk, grid: Grid) -> str:
    return places.say_place(talk.session, grid)


_NAMED = re.compile(r"民?\s*\d|第.{1,2}[件个条]|那[件个条]|这[件个条]|[一-鿿]{2,}(的事|的那)")


def _names_one(text: str) -> bool:
    return _NAMED.search(text) is not None


def tells_a_matter(reading: Reading) -> bool:
    """Whether the words say what is wrong somewhere, beside whatever else they ask for."""
    rest = SILENCE.sub("", reading.text)
    if (
        rest != reading.text
        and things(rest, reading.places)
        and len(rest.strip("，,。 ")) >= _A_MATTER
    ):
        # 「快递车把路牌撞歪了，别露我名」, whatever is wrong.
        return True
    named = bool(reading.places) or is_told_beside(reading.text)
    return reading.kind == "problem" and named and reading.topic is not None


#: So many letters beside it tell something.
_A_MATTER = 8
#: 「千万别说出去」 says nothing more.
_MORE_THAN_SECRET = 8


def keep_all_secret(talk: Talk, noted: str = "") -> str:
    """「保密」 without a number: all that this person has reported, and it is said which. What was
    said with it (``noted``) stands with the newest, for whoever goes there."""
    own = [
        issue
        for issue in issues.of_reporter(talk.session, talk.contact, limit=8)
        if issue.reporter_id == talk.contact.id
    ]
    if own and len(noted) > _MORE_THAN_SECRET and own[0].state in _NOT_REPORTED:
        words = wording.keep(talk.session, noted, said_by=talk.contact.id, now=talk.now)
        issues.note_words(talk.session, own[0], words, now=talk.now)
    if len(own) < 2:
        return keep_secret(talk, own[0] if own else None)
    for issue in own:
        keep_secret(talk, issue)
    return say("answer.secret_all", cases="、".join(label(issue) for issue in own))


def keep_secret(talk: Talk, issue: Issue | None) -> str:
    """「保密」: about the case that is meant, else about the newest."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    meant = issue or (own[0] if own else None)
    if meant is None:
        # Kept: what is said next is secret from its first moment.
        exchanges.promise_secrecy(talk.session, talk.contact.id, now=talk.now)
        return say("answer.secret_nothing")
    actor = actor_in(talk.session, meant, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
    issues.keep_secret(talk.session, meant, actor, now=talk.now)
    return say("answer.secret", case=label(meant))


def allow_phone(talk: Talk) -> Answer | None:
    """「可以打电话」 after a hand-over: the bureau may see the telephone."""
    for issue in issues.of_reporter(talk.session, talk.contact, limit=8):
        row = hand_overs.latest(talk.session, issue)
        if row is None or issue.state != "handed_over":
            continue
        actor = actor_in(talk.session, issue, talk.contact, talk.roles, talk.now, Party.CONSTITUENT)
        issues.allow_phone(talk.session, issue, actor, now=talk.now)
        return Answer(
            say("answer.phone_allowed", bureau=row.bureau.name, case=label(issue)),
            AS_CONSTITUENT,
            issue.id,
        )
    return None


def keep_phone(talk: Talk, phone: str) -> Answer:
    """A bare telephone number: kept for who handles the case, shown to nobody else."""
    people.keep_phone(talk.session, talk.contact, phone, now=talk.now)
    return Answer(say("answer.phone_kept"), AS_CONSTITUENT)
