"""「叫他给我打电话，138…」 of a deputy: the constituent reads it, with the number. Without a number
there is nothing that they could dial, so it is asked for; no telephone of a deputy is given out
that they have not typed themselves."""

import re

from bot.texts import say
from handlers.conversation.case_numbers import named
from handlers.conversation.citizen.phones import PHONE, in_digits
from handlers.conversation.context import Answer, Talk
from handlers.conversation.staff import performing as staff
from handlers.conversation.staff import which_case
from handlers.conversation.staff.carrying_out import ask_whether
from nlp.replies import Act

_RING_ME = re.compile(
    r"(?:叫|让|请|喊|麻烦|通知|告诉)(?:一下)?(?:他|她|群众|人家|老乡|对方|反映的?人?|(?:那"
    r"|这)(?:个|位)?(?:大[爷娘妈嫂姐哥叔]|群众|人|老乡|同志)|[一-鿿]{2,4}?)"
    r"(?:有空|下午|明天|晚上|回头|直接|也)?(?:(?:给|跟|往)(?:我|俺)(?:打|回|来|挂)(?:个"
    r"|一个)?(?:电话|手机)|(?:打|拨|联系)(?:我|俺)(?:的)?(?:电话|手机|号码)?|打(?=\W*[01]\d)|(?:给|跟)(?:我"
    r"|俺)联系)"
)
_LONGEST = 40


def heard(talk: Talk) -> Answer | None:
    """None: it is no such wish, or of no case of theirs."""
    text = talk.text.strip()
    if not talk.roles.deputies or len(text) > _LONGEST or not _RING_ME.search(text):
        return None
    numbers = named(text)
    which = which_case.of(talk)
    held = which_case.among(talk, f"民{numbers[0]}") if len(numbers) == 1 else which.meant
    if not held and len(which.likely) > 0 and not numbers:
        role, likely = which.likely[0].held[0]
        return ask_whether(talk, role, likely.pending.ref, likely.pending.title)
    item = next((item for role, item in held if role == "deputy"), None)
    if item is None:
        return None
    issue = which_case.issue_of(item)
    phone = PHONE.search(in_digits(text))
    if phone is None:
        said = say("deputy.ring_which", number=item.pending.ref)
        return Answer(said, "deputy", issue.id if issue is not None else None)
    act = Act("write_word", (item.pending.ref,), {"text": say("deputy.ring_me", phone=phone[1])})
    return staff.perform(talk, "deputy", [act], [item])
