"""What an officer adds of somebody whom they have just entered: 「她叫胡桂兰」, 「姓曹，没电话」,
「电话18833334444」, or asks for: 「他要回执」. A name and a telephone are theirs who came, never
the officer's own, and stand in their fields; what else is said stays with the case."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot.actions import people
from bot.actions.casework import label, link_to
from bot.actions.rules import rule
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.citizen.phones import NUMBER, in_digits
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import kept, walk_ins, which_case
from handlers.conversation.staff.who_came_words import SURNAME

_THEM = (
    r"(?:(?:刚才|上面)?(?:那个?|这个?)?(?:他|她|本人|人家|老人家?|老太太|大[爷娘妈嫂姐哥叔]|老汉"
    r"|群众|来的人|名字|姓名))"
)
_NAME = re.compile(
    rf"(?:{_THEM}的?)?(?:名字|姓名)?(?:是|叫|名叫|：|:)+(?P<name>{SURNAME}[一-鿿]{{1,2}}"
    rf"|[老小]{SURNAME}|{SURNAME}(?:大[爷娘妈嫂姐哥叔]|婶|嫂|叔|姨))"
    rf"(?=[，,。；;！\s]|$)|(?:{_THEM})?(?:是)?(?P<sur>姓{SURNAME})(?:的)?(?=[，,。；;！\s]|$)"
)
_PHONE = re.compile(
    rf"(?:{_THEM}的?)?(?:(?:他|她|家里?)?(?:的)?(?:儿子|闺女|女儿|儿?媳妇|老伴|孙子|孙女|邻居"
    rf"|家里?人?)的?)?(?:留了?|的?联系)?(?:个)?(?:电话|手机号?|号码|联系方式|座机)?(?:号)?(?:是"
    rf"|留的?|记|：|:|\s)*(?<!\d)(?P<phone>{NUMBER})(?!\d)"
)
_NO_PHONE = re.compile(
    rf"(?:{_THEM})?(?:也|家里|都)?(?:没有?|不(?:会)?用)(?:留|的)?(?:个)?(?:手机|电话|号码"
    rf"|联系方式)(?:号|了|的)?"
    r"|(?:电话|手机)(?:也)?(?:没有?|没留)"
)
_WRONG = re.compile(
    r"(?:刚才|上面)?(?:那个?)?(?:名字|姓名|电话|号码|姓)(?:写|记|打|弄|说)错了|不对|错了"
)
#: 「他要回执」, 「回执发我打印一下」.
_RECEIPT = re.compile(
    rf"(?:{_THEM}|[我把要想给发打印出再能个的一张份下]|可以)*回执[单条联]?"
    r"(?:[再发给我他她打印出一张份下呢吗吧要了]|出来|在哪儿?|怎么)*\W*"
)
_AGE = re.compile(
    rf"(?:{_THEM})?(?:今年)?(?:[五六七八九]十|\d\d)(?:多"
    rf"|几)?[一二三四五六七八九]?岁?了?(?=[，,。\s]|$)"
)
_BETWEEN = re.compile(r"[，,。；;！\s]+|还有|另外|就")


@dataclass(slots=True)
class _Details:
    name: str = ""
    phone: str = ""
    no_phone: bool = False
    corrects: bool = False
    rest: str = ""

    @property
    def any(self) -> bool:
        return bool(self.name or self.phone or self.no_phone)


def added(talk: Talk) -> Answer | None:
    """None: nobody was entered a moment ago, or nothing is said of them."""
    if not talk.roles.officer_roles or named(talk.text):
        return None
    found = _details(in_digits(talk.text.strip()))
    asks_receipt = _RECEIPT.fullmatch(talk.text.strip())
    if not (found.any or asks_receipt):
        return None
    issue = _entered_last(talk)
    if issue is not None and asks_receipt:
        link = link_to(talk.session, issue)
        return Answer(say("staff.receipt", case=label(issue), link=link), "station", issue.id)
    if issue is None or walk_ins.is_at_work(talk, found.name):
        return None
    reporter = issue.reporter
    if found.name and (found.corrects or not reporter.name):
        reporter.name = found.name
    if found.phone:
        people.keep_phone(talk.session, reporter, found.phone, now=talk.now)
    said = [
        say("staff.came_name", name=found.name) if found.name else "",
        say("staff.came_phone") if found.phone else "",
        say("staff.came_no_phone") if found.no_phone and not reporter.phone else "",
    ]
    text = say("staff.came", case=label(issue), what="，".join(part for part in said if part))
    talk.message.issue_id = issue.id
    if found.rest:
        meant = which_case.among(talk, f"民{issue.number}")
        more = kept.keep(talk, meant, found.rest) if meant else None
        text = f"{text}\n{more.text}" if more is not None else text
    return Answer(text, "station", issue.id)


def _details(text: str) -> _Details:
    """Read piece by piece; what is none of it is ``rest``, which stands at the end."""
    found, at = _Details(), 0
    while at < len(text):
        start = at
        if match := _BETWEEN.match(text, at):
            at = match.end()
        elif match := _WRONG.match(text, at):
            found.corrects, at = True, match.end()
        elif (match := _NAME.match(text, at)) and not found.name:
            found.name, at = match["name"] or match["sur"], match.end()
        elif (match := _PHONE.match(text, at)) and not found.phone:
            found.phone, at = match["phone"], match.end()
        elif match := _NO_PHONE.match(text, at):
            found.no_phone, at = True, match.end()
        elif match := _AGE.match(text, at):
            at = match.end()
        if at == start:
            break
    found.rest = text[at:].strip("，,。；; ")
    return found


def _entered_last(talk: Talk) -> Issue | None:
    """The newest case that they entered within this exchange, of who does not write to us."""
    minutes = int(rule(talk.session, "conversation.talk_minutes", talk.now))
    newest = talk.session.scalars(
        select(Issue)
        .where(
            Issue.entered_by == talk.contact.id,
            Issue.created_at > talk.now - timedelta(minutes=minutes),
        )
        .order_by(Issue.id.desc())
        .limit(1)
    ).first()
    if newest is None or people.is_reached(talk.session, newest.reporter):
        # Who writes to us by themselves says their own name.
        return None
    return newest
