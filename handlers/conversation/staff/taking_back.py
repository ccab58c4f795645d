"""「转错了，应该是供水站」, 「249撤回」 of a desk that has just handed something over."""

import re
from datetime import timedelta

from bot.actions import hand_overs, issues
from handlers.conversation.context import Answer, Talk
from handlers.conversation.pending import Item
from handlers.conversation.staff import performing as staff
from nlp.replies import Act, Pending

#: For so long 「转错了」 without a number means what was handed over last.
_JUST_NOW = timedelta(minutes=30)
_WRONG = re.compile(
    r"^(?:不对|错了|哎呀?|等等|慢着)?[，,。！! ]*"
    r"(?:民?\s*(?P<number>\d{1,7})\s*(?:号|件)?[，,：: ]*)?"
    r"(?:(?:刚才|那件|这件|是|我)*(?:转错|派错|交错|发错)(?:了|单位|人|地方)*"
    r"(?:[，,。！!\s]*(?:快|先|请|麻烦)?(?:给我)?(?:撤|收|取)(?:回来?|销|消))?"
    r"|(?:把)?(?:刚才|刚刚)(?:的|那件|那个)?(?:转办|交办|派单|转交)?(?:撤|收|取)(?:回|了|销|消)"
    r"|(?:撤回|收回|取消|撤销)(?:刚才|刚刚|刚)?(?:的|那件|那个)*(?:转办|交办|派单|转交)?)了?吧?"
    r"(?:[，,。！! ]*(?:应该|要|得|该|请|改|重新?|是|转给?|给|归|派给?)+(?P<to>[一-鿿]{2,16}))?"
    r"[。！!]?$"
)


def taken_back(talk: Talk) -> Answer | None:
    """None: nothing of this officer's is with a bureau by that word."""
    found = _WRONG.match(talk.text.strip())
    if found is None:
        return None
    if found["number"]:
        issue = issues.by_number(talk.session, int(found["number"]))
        rows = hand_overs.open_ones(talk.session, issue) if issue is not None else []
        row = rows[-1] if rows else None
    elif "错" in found[0] or "刚" in found[0]:
        row = hand_overs.newest_by(talk.session, talk.contact.id, talk.now - _JUST_NOW)
    else:
        return None
    if row is None:
        return None
    ref = f"民{row.issue.number}"
    item = Item(Pending(ref, "hand_over", row.state, row.issue.title, {}), row)
    act = Act("take_back", (ref,), {"to": found["to"] or ""})
    return staff.perform(talk, "station", [act], [item])
