"""One message in, one answer out: the order in which we listen (design 3).

Danger first, whoever writes. Then the answer to a question of ours; then work that is pending for
this person, if the text reads as an act on it; else it is a constituent's message."""

import re
from dataclasses import replace

from bot.actions import bindings, exchanges, hand_overs, issues, messages, recipients
from bot.actions.calendar import county_calendar
from bot.actions.casework import label
from bot.actions.rules import rule
from bot.domain.workflow import Party, Refused
from bot.domain.workflows.issue import ISSUE, OPEN
from bot.store.models import Exchange, Issue, Message
from bot.texts import say
from handlers.conversation import constituent, pending, staff
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.privacy import privacy_full, privacy_short
from nlp.reading import OpenCase, Reading
from nlp.replies import Reply, read_reply

_DIGIT = re.compile(r"^[1-9]$")
#: A telephone number with little beside it is kept for whoever handles the case.
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9})(?!\d)")
_BESIDE_PHONE = re.compile(r"我叫|我是|名字|姓名|联系|电话|手机|号码|号|我的|我|是|打|这个|[\W_]")
_NAME = 4
#: The first real question of a villager (field-notes 2): 「村里知道是我说的不？」
_WHO_KNOWS = re.compile(
    r"^.{0,10}(知道|晓得|告诉|透露|说出去).{0,8}(是?我(说|反映|举报|讲|告)|我的?名字|谁(说|反映)).{0,6}$"
)
_SECRET = re.compile(
    r"^(请|要|帮我)?(保密|匿名)(吧|啊|一下)?$|^别(让|告诉)村里(人)?(知道)?$|^别说是我说的$"
)
_CODE = re.compile(r"^(?:绑定|邀请码|验证码)?[\s:：]*([A-Z2-9]{8})$")


def answer_text(talk: Talk) -> Answer:
    """What to say to a text. The newcomer's privacy line stands at the end."""
    newcomer = "" if talk.roles.any else privacy_short(talk)
    if newcomer:
        talk.asides.append(newcomer)
    answer = _listen(talk)
    if newcomer and answer.text:
        return Answer(f"{answer.text}\n{newcomer}", answer.taken_as, answer.issue_id)
    return answer


def _listen(talk: Talk) -> Answer:
    reading = _read(talk)
    messages.show_masked(talk.message, reading.masked)
    fixed = _fixed_words(talk)
    if fixed is not None:
        return fixed
    if reading.urgency == "危急" and not _is_alarm_answer(talk):
        return constituent.new_matter(talk, reading)
    return _asked(talk, reading) or _pending_work(talk, reading) or _as_constituent(talk, reading)


def _read(talk: Talk) -> Reading:
    home = talk.home()
    own = issues.of_reporter(talk.session, talk.contact, limit=8)
    return talk.reader.read(
        talk.text,
        home=home.code if home else None,
        open_cases=[
            OpenCase(
                f"民{issue.number}",
                issue.title,
                issue.topic,
                issue.grid.code if issue.grid else None,
            )
            for issue in own
            # Nothing else belongs to a request about one's own data: the county office alone
            # reads it, and nobody would go and look.
            if issue.state not in ("closed", "withdrawn", "merged") and issue.kind != "data_rights"
        ],
    )


def _is_alarm_answer(talk: Talk) -> bool:
    """An officer who answers an alarm repeats its words; that is no new danger."""
    items = pending.for_alarms(talk)
    return bool(items and _reply(talk, "officer", items).acts)


# ------------------------------------------------------------------ words with one meaning


def _fixed_words(talk: Talk) -> Answer | None:
    said = talk.text.strip().strip('。.！!“”"「」 ')
    match said:
        case "隐私" | "隐私说明":
            return Answer(privacy_full(talk), constituent.AS)
        case "我的代表" | "我的代表是谁" | "代表是谁" | "找代表" | "谁是代表":
            return constituent.my_deputies(talk)
        case "待办" | "我的待办" | "有什么事" | "我手上有啥" | "有啥事" | "我有哪些事":
            return _say_pending(talk)
        case "可以打电话" | "可以给我打电话":
            return constituent.allow_phone(talk)
        case "解除绑定" | "解绑" | "退出身份":
            return _unbind(talk)
    if _SECRET.match(said) and not issues.of_reporter(talk.session, talk.contact, limit=1):
        return Answer(constituent.keep_secret(talk, None), constituent.AS)
    if _WHO_KNOWS.search(said):
        return Answer(say("answer.who_knows"), constituent.AS)
    code = _CODE.match(said.upper())
    if code:
        return _bind(talk, code[1])
    phone = _PHONE.search(said)
    if phone and len(_BESIDE_PHONE.sub("", said.replace(phone[1], ""))) <= _NAME:
        return constituent.keep_phone(talk, phone[1])
    return None


def _say_pending(talk: Talk) -> Answer | None:
    """What waits for this person, in every role that they hold."""
    lines = []
    for role in _held(talk):
        lines += [
            say("staff.line", ref=item.pending.ref, title=item.pending.title)
            for item in _items(talk, role)
            if item.pending.kind != "duty"
        ]
    if not talk.roles.any:
        return None
    if not lines:
        return Answer(say("answer.nothing_pending"), "staff")
    shown = list(dict.fromkeys(lines))
    more = say("staff.more", count=len(shown) - 10) if len(shown) > 10 else ""
    return Answer(say("staff.pending", list="\n".join(shown[:10]), more=more), "staff")


def _bind(talk: Talk, code: str) -> Answer:
    try:
        bound = bindings.bind(talk.session, talk.contact, code, now=talk.now)
    except Refused as refused:
        # Answered here and not above: that somebody tried has to stay on record.
        return Answer(say(refused.key, **refused.fields), "binding")
    return Answer(say("binding.done", role=bound.role, name=bound.name), "binding")


def _unbind(talk: Talk) -> Answer:
    roles = bindings.unbind(talk.session, talk.contact, now=talk.now)
    if not roles:
        return Answer(say("binding.nothing"), "binding")
    return Answer(say("binding.undone", roles="、".join(roles)), "binding")


# --------------------------------------------------------------------- questions of ours


def _asked(talk: Talk, reading: Reading) -> Answer | None:
    """The oldest unfinished question goes first: a new push does not shift the subject."""
    for asked in exchanges.open_with(talk.session, talk.contact.id, talk.now):
        answer: Answer | None = None
        if asked.kind == "place":
            answer = constituent.place_answer(talk, asked, reading)
        elif asked.kind == "question" and _reads_as_answer(talk, reading, asked):
            answer = constituent.question_answer(talk, asked, reading)
        elif asked.kind == "which":
            answer = _completed(talk, asked)
        if answer is not None:
            return answer
    return None


#: Words that are no answer to anybody's question about a case.
_OTHER_KINDS = frozenset(
    {"status", "human", "withdrawal", "data_rights", "advertising", "accusation", "thanks"}
)
#: 「删我信息」; a word of agreement is none.
_SHORTEST_REQUEST = 4
#: A message of so many characters with a topic of its own is a matter of its own.
_OWN_MATTER = 12


def _reads_as_answer(talk: Talk, reading: Reading, asked: Exchange) -> bool:
    """Whether this may be the answer to a question about a case. What speaks of somebody who must
    not hear it never is: it would go to whoever asked."""
    issue = talk.session.get(Issue, asked.case_id)
    if issue is None or issues.too_high_for(talk.session, reading, issue, talk.now):
        return False
    if reading.kind in _OTHER_KINDS:
        return False
    if {act.act for act in _own_acts(talk).acts} & {"keep_secret", "human", "withdraw"}:
        return False
    if reading.belongs_to == f"民{issue.number}":
        return True
    new = reading.topic is not None and reading.topic != issue.topic
    return not (reading.kind == "problem" and new and len(talk.text) > _OWN_MATTER)


def _completed(talk: Talk, asked: Exchange) -> Answer | None:
    """「哪一件」 was answered: the first message and this one, read together."""
    before = talk.session.get(Message, asked.waiting.get("message"))
    if before is None or before.words is None or before.words.text is None:
        return None
    role = str(asked.waiting.get("role"))
    items = _items(talk, role)
    together = _reply(talk, role, items, f"{before.words.text}，{talk.text}")
    if not together.acts:
        together = _reply(talk, role, items, f"{talk.text}，{before.words.text}")
    if not together.acts:
        return None
    exchanges.finish(asked, talk.now)
    return _perform(talk, role, together, items)


# ------------------------------------------------------------------------- pending work

#: Role in which replies are read → where its deeds stand.
_STAFF = {
    "officer": "station",
    "bureau": "bureau",
    "deputy": "deputy",
    "station": "station",
}


def _items(talk: Talk, role: str) -> list[Item]:
    match role:
        case "officer":
            return pending.for_alarms(talk)
        case "bureau":
            return pending.for_bureau(talk)
        case "deputy":
            return pending.for_deputy(talk)
        case "station":
            return [*pending.for_desk(talk), *pending.for_undelivered(talk)]
        case _:
            return pending.for_constituent(talk)


def _held(talk: Talk) -> list[str]:
    roles = []
    if talk.roles.officer_roles:
        roles += ["officer"]
    if talk.roles.liaisons:
        roles += ["bureau"]
    if talk.roles.deputies:
        roles += ["deputy"]
    if talk.roles.officer_roles:
        roles += ["station"]
    return roles


def _reply(talk: Talk, role: str, items: list[Item], text: str | None = None) -> Reply:
    return read_reply(
        text or talk.text,
        role=role,
        pending=[item.pending for item in items],
        now=talk.now,
        calendar=county_calendar(talk.session, talk.now),
        bodies=talk.reader.bodies,
    )


def _pending_work(talk: Talk, reading: Reading) -> Answer | None:
    """The first role in which the text reads as an act; else the first question about one."""
    question: tuple[str, str] | None = None
    for role in _held(talk):
        items = _items(talk, role)
        if _DIGIT.match(talk.text.strip()):
            items = pending.last_pushed(talk, items)
        reply = _reply(talk, role, items)
        if reply.acts:
            answer = _perform(talk, role, reply, items)
            if answer is not None:
                return answer
        elif reply.ask and items and question is None and role != "officer":
            # Alarms ask nothing back: they would stand before everything else for days.
            question = (role, reply.ask)
    own = _own_acts(talk)
    answer = _about_own(talk, reading, own) if own.acts else None
    if answer is not None:
        return answer
    if question is not None:
        role, ask = question
        return _ask_back(talk, role, ask)
    if own.ask and reading.kind not in ("problem", "thanks", "greeting"):
        return _ask_back(talk, "constituent", own.ask)
    return None


#: Acts whose words would go to whoever handles the case, and those that count without any.
_WITH_WORDS = frozenset({"supplement", "correct", "rate", "withdraw"})
_WITHOUT_WORDS = frozenset({"rate", "withdraw"})


def _about_own(talk: Talk, reading: Reading, own: Reply) -> Answer | None:
    """A word about a case of theirs. What blames somebody who must not hear it (design 1.3) is not
    said there: the act counts, and the words become a matter of their own."""
    items = _items(talk, "constituent")
    cases = issues.of_reporter(talk.session, talk.contact, limit=8)
    refs = {ref for act in own.acts for ref in act.refs}
    meant = [issue for issue in cases if f"民{issue.number}" in refs] or cases[:1]
    acts = {act.act for act in own.acts}
    if not acts & _WITH_WORDS:
        return constituent.about_own_case(talk, own.acts, items, reading)
    if any(issues.speaks_above(talk.session, reading, issue, talk.now) for issue in meant):
        quiet = [act for act in own.acts if act.act in _WITHOUT_WORDS]
        if not _COMES_BACK.match(talk.text):
            quiet = [act for act in quiet if act.act != "rate"]
        said = constituent.about_own_case(replace(talk, text=""), quiet, items, reading)
        opened = constituent.new_matter(talk, reading)
        if said is None:
            return opened
        return Answer(f"{said.text}\n{opened.text}", constituent.AS, opened.issue_id)
    if all(_is_another_matter(talk, reading, issue) for issue in meant):
        return None
    return constituent.about_own_case(talk, own.acts, items, reading)


#: Beginnings by which people come back to what they said before.
_COMES_BACK = re.compile(
    r"^\W*(好了|还|没|算了|撤|不用|又|也|仍|照样|补充|再|[123１２３一二三](?!组|队|社)|民?\d+(?!组))"
)


def _is_another_matter(talk: Talk, reading: Reading, issue: Issue) -> bool:
    """「五组的路灯不亮」 of somebody whose ditch was mended is no 「没好」: it has a place and a
    topic of its own. Nothing that is wrong somewhere belongs to a request about one's data."""
    if issue.kind == "data_rights":
        return reading.kind == "problem"
    return (
        reading.kind == "problem"
        and bool(reading.places)
        and len(talk.text) > _OWN_MATTER
        and reading.topic is not None
        and issue.topic is not None
        and reading.topic != issue.topic
        and reading.belongs_to is None
        and not _COMES_BACK.match(talk.text)
    )


def _own_acts(talk: Talk) -> Reply:
    return _reply(talk, "constituent", _items(talk, "constituent"))


def _perform(talk: Talk, role: str, reply: Reply, items: list[Item]) -> Answer | None:
    if role == "constituent":
        return constituent.about_own_case(talk, reply.acts, items, _read(talk))
    answer = staff.perform(talk, _STAFF[role], reply.acts, items)
    if answer is None or not reply.ask:
        return answer
    # Part of the message was clear and is done; the rest is asked about.
    asked = _ask_back(talk, role, reply.ask)
    return Answer(f"{answer.text}\n{asked.text}", answer.taken_as)


def _ask_back(talk: Talk, role: str, question: str) -> Answer:
    exchanges.ask(
        talk.session, talk.contact.id, "which", now=talk.now, message=talk.message.id, role=role
    )
    return Answer(question, role)


# ------------------------------------------------------------------- a constituent's message


_NUMBER = re.compile(r"民\s*(\d{1,7})(?!\d)")


def _of_another_state(talk: Talk) -> Answer | None:
    """Somebody with a role names a case by its number, and nothing of it waits for them: said so,
    and never taken for a new matter. The same sentence whether it exists or is not theirs."""
    named = _NUMBER.search(talk.text)
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
    talk.message.issue_id = issue.id
    state = ISSUE.states[issue.state]
    return Answer(say("staff.not_waiting", case=label(issue), state=state), "staff", issue.id)


def _as_constituent(talk: Talk, reading: Reading) -> Answer:
    named = _of_another_state(talk)
    if named is not None:
        return named
    match reading.kind:
        case "status":
            return Answer(constituent.status(talk, None), constituent.AS)
        case "human":
            return Answer(constituent.want_human(talk, None), constituent.AS)
        case "data_rights" if len(talk.text.strip()) >= _SHORTEST_REQUEST:
            return constituent.data_rights(talk, reading)
        case "data_rights":
            return _unclear(talk, reading)
        case "greeting":
            return Answer(say("welcome.greeting"), constituent.AS)
        case "thanks":
            return Answer(say("answer.thanks"), constituent.AS)
        case "abuse":
            return Answer(say("answer.abuse"), constituent.AS)
        case "advertising":
            return Answer(say("answer.advertising"), constituent.AS)
    case = _belongs_to(talk, reading)
    if case is not None:
        return constituent.supplement(talk, case, reading)
    if reading.kind == "joining":
        return _join(talk, reading)
    under_way = _under_way(talk) if reading.kind == "rating" else None
    if under_way is not None and not issues.too_high_for(
        talk.session, reading, under_way, talk.now
    ):
        return constituent.supplement(talk, under_way, reading)
    if reading.rumour and reading.safety is not None:
        return Answer(
            say("answer.rumour", numbers="、".join(reading.safety.numbers)), constituent.AS
        )
    grunt = len(talk.text.strip()) < 6 and not reading.places
    if grunt or reading.kind in ("unclear", "rating", "withdrawal", "correction", "supplement"):
        return _unclear(talk, reading)
    if talk.roles.any and not reading.places and not reading.auto and reading.kind == "problem":
        # A report without a number while nothing is pending: it would open a case nobody meant.
        return Answer(say("answer.nothing_pending"), "staff")
    answer = constituent.new_matter(talk, reading)
    if talk.roles.any:
        note = say("role.taken_as_constituent")
        return Answer(f"{answer.text}{note}", answer.taken_as, answer.issue_id)
    return answer


def _belongs_to(talk: Talk, reading: Reading) -> Issue | None:
    if reading.belongs_to is None or reading.kind == "joining":
        return None
    issue = issues.by_number(talk.session, int(reading.belongs_to.removeprefix("民")))
    if issue is None or issues.too_high_for(talk.session, reading, issue, talk.now):
        return None
    return issue


def _under_way(talk: Talk) -> Issue | None:
    """「还差点，灯头还晃」 while somebody is still on it: more words to the newest such case."""
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    return own[0] if own and own[0].state in OPEN else None


def _join(talk: Talk, reading: Reading) -> Answer:
    """「我们楼也是」: joins what others said of the same place, else is a matter of its own."""
    issue = issues.joinable(talk.session, talk.contact, reading, now=talk.now)
    if issue is None or issues.too_high_for(talk.session, reading, issue, talk.now):
        return constituent.new_matter(talk, reading)
    return constituent.joined(talk, reading, issue)


def _unclear(talk: Talk, reading: Reading) -> Answer:
    """Nothing is lost: what is longer than a grunt becomes a case that a person looks at."""
    if talk.roles.any and len(talk.text.strip()) < 6:
        return Answer(say("answer.nothing_pending"), "staff")
    own = issues.of_reporter(talk.session, talk.contact, limit=1)
    if len(talk.text.strip()) >= 6 and not own:
        answer = constituent.new_matter(talk, reading)
        return Answer(say("answer.unclear_kept"), answer.taken_as, answer.issue_id)
    return Answer(say("answer.unclear"), constituent.AS)


def too_fast_by(talk: Talk) -> int:
    """By how many this message is over the limit of one sender (20 in five minutes, peers 5)."""
    most = int(rule(talk.session, "limits.messages", talk.now))
    minutes = int(rule(talk.session, "limits.minutes", talk.now))
    return messages.recent_count(talk.session, talk.contact, talk.now, minutes) - most


def is_danger(talk: Talk) -> bool:
    """Danger to life waits in no queue, however fast somebody writes."""
    return bool(talk.text) and _read(talk).urgency == "危急"
