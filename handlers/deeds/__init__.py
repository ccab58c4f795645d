"""What deputies, bureaus and desks do, by chat or on a page: each act is one function here.

Both ways lead through the same table (``ACTS``): the chat reads words, a page reads a form, and
what comes back is the sentence that the person sees."""

from handlers.deeds import (
    bureaus,
    deputies,
    desk,
    suggestions_bureaus,
    suggestions_deputies,
    suggestions_office,
)
from handlers.deeds.doing import Case, Doer, Doing
from handlers.deeds.suggestions import either

__all__ = ["ACTS", "Case", "Doer", "Doing"]

#: What each role's acts do. The reader knows the words, this table knows the deeds.
ACTS: dict[str, dict[str, Doer]] = {
    "deputy": {
        "take": deputies.take,
        "leave_to_station": deputies.leave_to_station,
        "hand_over": deputies.request_hand_over,
        "not_mine": deputies.not_mine,
        "ask": deputies.deputy_asks,
        "answer": deputies.deputy_answers,
        "refer": deputies.deputy_refers,
        "raise": suggestions_deputies.raise_issue,
        "report_duty": deputies.report_duty,
        "request_leave": deputies.request_leave,
        "acknowledge": either(deputies.acknowledge, suggestions_deputies.comment_draft),
        "start_suggestion": suggestions_deputies.start,
        "answer_part": suggestions_deputies.answer_part,
        "write": suggestions_deputies.write,
        "go_on": suggestions_deputies.go_on,
        "put_aside": suggestions_deputies.put_aside,
        "submit": suggestions_deputies.submit,
        "withdraw": suggestions_deputies.withdraw,
        "invite": suggestions_deputies.invite,
        "co_sign": suggestions_deputies.co_sign,
        "not_co_sign": suggestions_deputies.not_co_sign,
        "confirm_meeting": suggestions_deputies.confirm_meeting,
        "dispute_meeting": suggestions_deputies.dispute_meeting,
        "comment": suggestions_deputies.comment_draft,
        "rate": suggestions_deputies.rate,
        "nobody_came": suggestions_deputies.nobody_came,
    },
    "bureau": {
        "confirm_receipt": either(bureaus.confirm_receipt, suggestions_bureaus.confirm_receipt),
        "report_progress": either(bureaus.report_progress, suggestions_bureaus.report_progress),
        # The deputy reads what the bureau wants to know like any line of progress.
        "ask": either(bureaus.bureau_asks, suggestions_bureaus.report_progress),
        "report_done": either(bureaus.report_done, suggestions_bureaus.reply_on_page),
        "request_return": either(bureaus.request_return, suggestions_bureaus.request_return),
        "request_extension": either(
            bureaus.request_extension, suggestions_bureaus.request_extension
        ),
        # A promise stands in the signed reply, not in a chat.
        "promise": either(bureaus.promise, suggestions_bureaus.report_progress),
        "record_meeting": either(bureaus.note_inside, suggestions_bureaus.record_meeting),
        "pass_inside": either(bureaus.note_inside, suggestions_bureaus.note_inside),
        "change_contact": bureaus.change_contact,
        "show_draft": suggestions_bureaus.show_draft,
        "reply": suggestions_bureaus.reply,
        "reply_again": suggestions_bureaus.reply_again,
        "give_opinion": suggestions_bureaus.give_opinion,
        "ask_again": suggestions_bureaus.ask_again,
        "promise_kept": suggestions_bureaus.promise_kept,
    },
    "office": {
        "pass_on": suggestions_office.pass_on,
        "talk": suggestions_office.talk,
        "send_back": suggestions_office.send_back,
        "merge": suggestions_office.merge,
        "decline": suggestions_office.decline,
        "assign": suggestions_office.assign,
        "add_bureau": suggestions_office.add_bureau,
        "keep": suggestions_office.keep,
        "reassign": suggestions_office.reassign,
        "approve_extension": suggestions_office.approve_extension,
        "refuse_extension": suggestions_office.refuse_extension,
        "ask_again": suggestions_office.ask_again,
        "note_row": suggestions_office.note_row,
        "order_rework": suggestions_office.order_rework,
        "take_to_meeting": suggestions_office.take_to_meeting,
        "close": suggestions_office.close,
        "rate_for": suggestions_office.rate_for,
        "coordinate": suggestions_office.coordinate,
        "note": suggestions_office.note,
    },
    "station": {
        "hand_over": desk.desk_hands_over,
        "approve": desk.approve,
        "reject": desk.reject,
        "answer": desk.desk_answers,
        "ask": desk.desk_asks,
        "refer": desk.desk_refers,
        "revisit": desk.revisit,
        "rework": desk.rework,
        "close": desk.close,
        "reroute": desk.reroute,
        "decline": desk.decline,
        "merge": desk.merge,
        "unmerge": desk.unmerge,
        "write": desk.desk_writes,
        "spoken_by_phone": desk.spoken_by_phone,
        "note": desk.note,
        "told": desk.told,
        "acknowledge": desk.acknowledge,
        "heard": desk.hear_alarm,
        "passed_on": desk.pass_on_alarm,
    },
}
