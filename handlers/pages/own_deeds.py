"""What a constituent does about their own case on its page; the chat reads the same from words."""

from bot.actions import hand_overs, issues
from bot.actions import words as wording
from bot.actions.casework import Actor, label, number_of
from bot.domain.workflow import Party, Refused
from bot.store.models import Issue
from bot.texts import say
from handlers.conversation.citizen.standing import say_human
from handlers.conversation.receipts import say_opened
from handlers.deeds import Doer, Doing


def supplement(do: Doing) -> str:
    issue, actor = _mine(do)
    above = _matter_of_its_own(do, issue)
    if above:
        return above
    words = do.words_or_ask("refused.needs_words", "text")
    issues.supplement(do.session, issue, actor, words, now=do.now)
    return say("answer.supplement", case=label(issue))


def rate(do: Doing) -> str:
    """好了, 还差点, 没好; the first one only by who reported it, since it ends the case."""
    issue, actor = _mine(do)
    rating = do.text("rating")
    if rating not in ("好了", "还差点", "没好"):
        raise Refused("refused.stopped")
    if issue.rating == rating and issue.state in ("closed", "recheck"):
        return say("answer.already_rated", case=label(issue), rating=rating)
    if rating == "好了":
        _only_reporter(do, issue)
    above = _matter_of_its_own(do, issue)
    words = None if above else do.words("text")
    issues.rate(do.session, issue, actor, rating, words, now=do.now)
    key = "answer.closed_thanks" if rating == "好了" else "answer.rated_low"
    return "\n".join(filter(None, (say(key, case=label(issue)), above)))


def _matter_of_its_own(do: Doing, issue: Issue) -> str:
    """What is written on the page passes the same gates as what is said in chat: danger, and blame
    that those who handle the case must not hear, become a case of their own. Its receipt, or
    empty: there is no need."""
    text = do.text("text")
    if not text:
        return ""
    read = do.reader.read(text, home=issue.grid.code if issue.grid else None)
    above = issues.speaks_above(do.session, read, issue, do.now)
    if read.urgency != "危急" and not above:
        return ""
    words = wording.keep(do.session, text, said_by=do.contact.id, now=do.now, masked=read.masked)
    parts = issues.parts_of(do.reader, read)
    said = []
    for part in parts:
        own = words
        if len(parts) > 1:
            own = wording.keep(do.session, part.matter.text, said_by=do.contact.id, now=do.now)
        opened = issues.open_issue(
            do.session, do.contact, own, part.reading, part.matter, now=do.now, secret=issue.secret
        )
        said.append(say_opened(do.session, part.reading, [opened], do.now))
    return "\n".join(dict.fromkeys(said))


def withdraw(do: Doing) -> str:
    issue, actor = _mine(do)
    _only_reporter(do, issue)
    issues.withdraw(do.session, issue, actor, now=do.now)
    return say("answer.withdrawn", case=label(issue))


def keep_secret(do: Doing) -> str:
    issue, actor = _mine(do)
    _only_reporter(do, issue)
    issues.keep_secret(do.session, issue, actor, now=do.now)
    return say("answer.secret", case=label(issue))


def allow_phone(do: Doing) -> str:
    issue, actor = _mine(do)
    _only_reporter(do, issue)
    row = hand_overs.latest(do.session, issue)
    if row is None:
        raise Refused("refused.stopped")
    issues.allow_phone(do.session, issue, actor, now=do.now)
    return say("answer.phone_allowed", bureau=row.bureau.name, case=label(issue))


def want_human(do: Doing) -> str:
    issue, actor = _mine(do)
    issues.want_human(do.session, issue, actor, now=do.now)
    return say_human(do.session, issue, do.contact, do.now)


def _mine(do: Doing) -> tuple[Issue, Actor]:
    return do.issue(), do.actor(Party.CONSTITUENT)


def _only_reporter(do: Doing, issue: Issue) -> None:
    """Who joined hears what becomes of it; to end it or to hide it is the reporter's."""
    if issue.reporter_id != do.contact.id:
        raise Refused("refused.not_yours", case=number_of(issue))


OWN: dict[str, Doer] = {
    "supplement": supplement,
    "rate": rate,
    "withdraw": withdraw,
    "keep_secret": keep_secret,
    "allow_phone": allow_phone,
    "human": want_human,
}
